//! Which word comes next: one of the likely ones, by a chance that is the same for the same start.

/// How many of the likeliest tokens are looked at.
const LIKELIEST: usize = 40;
/// How much of what may come they have to make up together; the rest is left out.
const ENOUGH: f32 = 0.92;

/// Chances from one number.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    /// The same text gives the same chances.
    pub(super) fn of(text: &str, nth: u64) -> Self {
        let begin = 0xcbf2_9ce4_8422_2325_u64 ^ nth.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mix = |state: u64, byte| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(text.bytes().fold(begin, mix))
    }

    /// From zero to one, without one.
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 40) as f32 / (1_u64 << 24) as f32
    }

    /// One of the tokens by how likely each is; the higher the heat, the more of them come up.
    pub(super) fn pick(&mut self, likely: &[f32], heat: f32) -> Option<u32> {
        let finite = |score: &f32| score.is_finite();
        let mut order: Vec<(u32, f32)> =
            (0..).zip(likely.iter().copied()).filter(|(_, score)| finite(score)).collect();
        let by_score = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1);
        if order.len() > LIKELIEST {
            order.select_nth_unstable_by(LIKELIEST, by_score);
            order.truncate(LIKELIEST);
        }
        order.sort_unstable_by(by_score);
        let best = order.first()?.1;
        let weights: Vec<f32> =
            order.iter().map(|(_, score)| ((score - best) / heat.max(0.01)).exp()).collect();
        let all: f32 = weights.iter().sum();
        let mut sum = 0.0;
        let enough = weights.iter().position(|weight| {
            sum += weight;
            sum >= all * ENOUGH
        });
        let kept = &weights[..enough.map_or(weights.len(), |last| last + 1)];
        let mut left = self.next() * kept.iter().sum::<f32>();
        let chosen = kept.iter().position(|weight| {
            left -= weight;
            left < 0.0
        });
        order.get(chosen.unwrap_or(kept.len() - 1)).map(|(token, _)| *token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_start_takes_the_same_words_and_another_takes_others() {
        let likely: Vec<f32> = (0..200).map(|at| (at % 17) as f32 / 4.0).collect();
        let words = |text: &str, nth| {
            let mut chance = Chance::of(text, nth);
            (0..20).map(|_| chance.pick(&likely, 0.8).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(words("Lena", 1), words("Lena", 1));
        assert_ne!(words("Lena", 1), words("Lena", 2));
        assert_ne!(words("Lena", 1), words("Ben", 1));
    }

    #[test]
    fn without_heat_the_likeliest_word_comes_and_what_is_unlikely_never_does() {
        let mut likely = vec![0.0; 1_000];
        (likely[7], likely[9], likely[11]) = (9.0, 8.5, f32::NAN);
        let mut chance = Chance::of("x", 0);
        assert_eq!(chance.pick(&likely, 0.0), Some(7));
        let often: Vec<_> = (0..500).map(|_| chance.pick(&likely, 0.5).unwrap()).collect();
        assert!(often.iter().all(|token| [7, 9].contains(token)) && often.contains(&9));
        assert_eq!(chance.pick(&[], 1.0), None);
        assert_eq!(chance.pick(&[f32::NAN], 1.0), None);
    }
}
