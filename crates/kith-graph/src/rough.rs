//! About how many neighbours everybody has, in a byte each: enough for most people, without a look
//! at where their lists are, which lies further away in memory.

/// A class of degrees that lie close together: eight classes for each doubling, so that the lowest
/// degree of a class is at most an eighth below any of it. Up to 16 a class is a degree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Class(u8);

impl Class {
    /// How many there may be.
    pub(crate) const COUNT: usize = 256;

    /// The class of a degree.
    pub(crate) const fn of(degree: u64) -> Self {
        if degree < 16 {
            return Self(degree as u8);
        }
        // The three bits below the highest.
        let shift = degree.ilog2() - 3;
        Self((8 * (shift + 1)) as u8 + (degree >> shift & 7) as u8)
    }

    /// Its lowest degree.
    #[inline]
    pub(crate) const fn lowest(self) -> u64 {
        match self.0 as u64 {
            small if small < 16 => small,
            class => (8 + (class & 7)) << (class / 8 - 1),
        }
    }

    /// What [`Class::from_byte`] makes it of again.
    pub(crate) const fn to_byte(self) -> u8 {
        self.0
    }

    /// From what [`Class::to_byte`] told.
    pub(crate) const fn from_byte(byte: u8) -> Self {
        Self(byte)
    }

    /// Every class, and some beyond.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..=u8::MAX).map(Self)
    }

    /// Its number, below [`Class::COUNT`].
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The class of each vertex.
#[derive(Debug, Default)]
pub(crate) struct Classes(Vec<Class>);

impl Classes {
    /// From where lists begin: `offsets[v]..offsets[v + 1]` is that of `v`. O(n).
    pub(crate) fn of(offsets: &[u64]) -> Self {
        let lists = offsets.windows(2).map(|ends| ends[1].saturating_sub(ends[0]));
        Self(lists.map(Class::of).collect())
    }

    /// That of `v`; of a vertex that is not known, that of nobody's degree, 0.
    #[inline]
    pub(crate) fn get(&self, v: u32) -> Class {
        self.0.get(v as usize).copied().unwrap_or_default()
    }

    /// The memory taken, in bytes.
    pub(crate) const fn bytes(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_degree_of_a_class_is_never_above_a_degree_and_hardly_below() {
        let mut last = 0;
        let large = [1 << 20, (1 << 27) - 1, 1 << 28, 1 << 30];
        for degree in (0..100_000).chain(large) {
            let lowest = Class::of(degree).lowest();
            assert!(lowest <= degree && lowest >= degree - degree / 8, "{lowest} for {degree}");
            assert!(lowest >= last, "they ascend");
            assert_eq!(Class::of(lowest), Class::of(degree));
            last = lowest;
        }
        let classes = Classes::of(&[0, 3, 3, 40]);
        assert_eq!([0, 1, 2, 3].map(|v| classes.get(v).lowest()), [3, 0, 36, 0]);
    }
}
