//! Whom two people both know.

use crate::avoid::Avoid;
use crate::intersect::{self, Common};
use crate::view::View;

impl View {
    /// How many neighbours `a` and `b` share, without those in `avoid`. None if `a` and `b` are
    /// the same, or either is avoided, hidden or unknown.
    ///
    /// O(s log(l / s)) for degrees s ≤ l, at most O(s + l).
    #[must_use]
    pub fn mutual_count(&self, a: u32, b: u32, avoid: &Avoid) -> usize {
        let (of_a, of_b) = self.lists_to_compare(a, b, avoid);
        if avoid.is_empty() {
            intersect::count(of_a, of_b)
        } else {
            Common::new(of_a, of_b).filter(|&v| !avoid.contains(v)).count()
        }
    }

    /// The neighbours that `a` and `b` share, ascending, without those in `avoid`; found while
    /// iterating, so taking the first few costs less than all. Empty where
    /// [`mutual_count`](Self::mutual_count) is 0.
    pub fn mutuals<'a>(
        &'a self,
        a: u32,
        b: u32,
        avoid: &'a Avoid,
    ) -> impl Iterator<Item = u32> + 'a {
        let (of_a, of_b) = self.lists_to_compare(a, b, avoid);
        Common::new(of_a, of_b).filter(|&v| !avoid.contains(v))
    }

    fn lists_to_compare(&self, a: u32, b: u32, avoid: &Avoid) -> (&[u32], &[u32]) {
        if a == b || avoid.contains(a) || avoid.contains(b) {
            return (&[], &[]);
        }
        (self.now.neighbours(a), self.now.neighbours(b))
    }
}
