//! A generator of chances, of the demo world and of benchmarks: seeded, and the same on every
//! machine.

/// xoshiro256\*\* by Blackman and Vigna, seeded through their splitmix64 (both are in the public
/// domain, prng.di.unimi.it). Only exact floating-point operations are used (no logarithms), so
/// that a seed gives the same world everywhere.
pub(crate) struct Random([u64; 4]);

impl Random {
    /// The generator of this seed.
    pub(crate) fn new(seed: u64) -> Self {
        let mut state = seed;
        let mut split = || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        };
        Self([split(), split(), split(), split()])
    }

    /// 64 random bits.
    pub(crate) fn bits(&mut self) -> u64 {
        let s = &mut self.0;
        let result = s[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// From 0 up to but without 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From 0 up to but without `end`; 0 where nothing is below it.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.bits()) * end as u128) >> 64) as usize
    }

    /// As [`Self::below`], small numbers more often: half of them in the first quarter.
    pub(super) fn early(&mut self, end: usize) -> usize {
        let u = self.unit();
        ((u * u * end as f64) as usize).min(end.saturating_sub(1))
    }

    /// From `low` up to but without `high`; `low` where nothing is between.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high.saturating_sub(low)).unwrap_or(0);
        low + self.below(span) as i64
    }

    /// True in `percent` of 100 cases.
    pub(super) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// A number of at least 1 with a heavy tail (Pareto, exponent 2, mean 2), at most `most`.
    pub(super) fn heavy(&mut self, most: f64) -> f64 {
        (1.0 / (1.0 - self.unit()).sqrt()).min(most)
    }

    /// One of several.
    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> Option<T> {
        items.get(self.below(items.len())).copied()
    }

    /// One of several words; nothing where there are none.
    pub(super) fn word<'a>(&mut self, words: &[&'a str]) -> &'a str {
        self.pick(words).unwrap_or("")
    }

    /// The position of one of several, by their weights.
    pub(super) fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut rest = self.below(weights.iter().sum());
        for (position, weight) in weights.iter().enumerate() {
            if rest < *weight {
                return position;
            }
            rest -= weight;
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_the_published_one() {
        let mut random = Random([1, 2, 3, 4]);
        let first: Vec<u64> = (0..4).map(|_| random.bits()).collect();
        assert_eq!(first, [11520, 0, 1509978240, 1215971899390074240]);
    }

    #[test]
    fn chances_stay_in_their_range() {
        let mut random = Random::new(7);
        for _ in 0..10_000 {
            assert!((0.0..1.0).contains(&random.unit()));
            assert!(random.below(7) < 7);
            assert!(random.early(7) < 7);
            assert!((-3..4).contains(&random.between(-3, 4)));
            assert!((1.0..=9.0).contains(&random.heavy(9.0)));
            assert!([0, 2].contains(&random.weighted(&[3, 0, 1])));
        }
        assert_eq!((random.below(0), random.early(0), random.between(5, 5)), (0, 0, 5));
        assert_eq!(random.pick::<u8>(&[]), None);
    }
}
