//! What two ascending lists have in common.

/// From this ratio of lengths on, searching the longer list beats walking through it.
const SKEWED: usize = 48;

/// The common elements of two ascending lists, ascending.
///
/// For each element of the shorter list, a galloping search in the longer one (Bentley and Yao,
/// "An almost optimal algorithm for unbounded searching", 1976): O(s log(l / s)) for lengths
/// s ≤ l.
#[derive(Clone, Debug)]
pub(crate) struct Common<'a> {
    short: &'a [u32],
    long: &'a [u32],
}

impl<'a> Common<'a> {
    pub(crate) fn new(a: &'a [u32], b: &'a [u32]) -> Self {
        let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        Self { short, long }
    }
}

impl Iterator for Common<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        while let Some((&wanted, rest)) = self.short.split_first() {
            self.short = rest;
            self.long = &self.long[gallop(self.long, wanted)..];
            match self.long.first() {
                None => return None,
                Some(&found) if found == wanted => return Some(wanted),
                Some(_) => {}
            }
        }
        None
    }
}

/// The index of the first element that is not below `wanted`. O(log of the answer).
fn gallop(list: &[u32], wanted: u32) -> usize {
    let mut step = 1;
    while step <= list.len() && list[step - 1] < wanted {
        step *= 2;
    }
    // Everything before step / 2 is below; what is at step - 1, if there, is not.
    let (start, end) = (step / 2, step.min(list.len()));
    start + list[start..end].partition_point(|&x| x < wanted)
}

/// How many elements two ascending lists have in common: galloping if their lengths are far
/// apart, else one walk through both.
pub(crate) fn count(a: &[u32], b: &[u32]) -> usize {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len().saturating_mul(SKEWED) < long.len() {
        return Common { short, long }.count();
    }
    walk(short, long)
}

/// Elements that are compared at once.
const BLOCK: usize = 8;

/// Counts common elements block by block: every element of one with every element of the other,
/// which the processor does for several at a time, then on to the next block where the last
/// element is smaller (Inoue, Ohara, Taura, "Faster set intersection with SIMD instructions by
/// reducing branch mispredictions", 2014).
fn walk(a: &[u32], b: &[u32]) -> usize {
    let ((blocks_a, rest_a), (blocks_b, rest_b)) = (a.as_chunks::<BLOCK>(), b.as_chunks::<BLOCK>());
    // Filled up with what is in no list, and differs on either side.
    let (last_a, last_b) = (filled(rest_a, u32::MAX), filled(rest_b, u32::MAX - 1));
    let (mut i, mut j, mut both) = (0, 0, [0_u32; BLOCK]);
    while let (Some(&end_x), Some(&end_y)) = (end_of(a, i), end_of(b, j)) {
        let x = blocks_a.get(i).unwrap_or(&last_a);
        let y = blocks_b.get(j).unwrap_or(&last_b);
        for &wanted in y {
            for (both, &x) in both.iter_mut().zip(x) {
                *both += u32::from(x == wanted);
            }
        }
        i += usize::from(end_x <= end_y);
        j += usize::from(end_y <= end_x);
    }
    both.iter().sum::<u32>() as usize
}

/// The last element of a block of a list, `None` if the list has fewer blocks.
fn end_of(list: &[u32], block: usize) -> Option<&u32> {
    let rest = list.get(block * BLOCK..)?;
    rest.get(BLOCK - 1).or(rest.last())
}

fn filled(rest: &[u32], filling: u32) -> [u32; BLOCK] {
    let mut block = [filling; BLOCK];
    block[..rest.len()].copy_from_slice(rest);
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn galloping_and_walking_agree_for_every_skew() {
        let long: Vec<u32> = (0..4_000).filter(|v| v % 3 == 0).collect();
        for step in [1, 2, 5, 90, 1_000] {
            let short: Vec<u32> = (0..4_500).step_by(step).collect();
            let naive = short.iter().filter(|v| long.contains(v)).count();
            assert_eq!(count(&short, &long), naive, "step {step}");
            assert_eq!(count(&long, &short), naive, "step {step}");
            assert_eq!(Common::new(&long, &short).count(), naive, "step {step}");
        }
        for (from, to) in [(0, 3), (5, 21), (100, 108), (7, 400)] {
            for (first, last) in [(0, 1), (3, 30), (90, 106), (100, 108), (0, 900)] {
                let (a, b) = (&long[from..to], &long[first..last]);
                let naive = a.iter().filter(|v| b.contains(v)).count();
                assert_eq!(
                    (walk(a, b), walk(b, a)),
                    (naive, naive),
                    "{from}..{to} {first}..{last}"
                );
            }
        }
        assert_eq!(count(&[], &long), 0);
        assert_eq!(Common::new(&long, &[]).next(), None);
    }

    #[test]
    fn gallop_finds_the_first_not_below() {
        let list = [1, 3, 5, 7, 9, 11];
        for wanted in 0..13 {
            assert_eq!(gallop(&list, wanted), list.partition_point(|&x| x < wanted));
        }
        assert_eq!(gallop(&[], 4), 0);
    }
}
