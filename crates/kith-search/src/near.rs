//! Misspelt words: those that one or two wrong, missing, further or swapped letters make alike.

/// Longer words are not looked for misspelt.
const LONGEST: usize = 32;

type Row = [u8; LONGEST + 1];

/// A word that may be misspelt, and how many letters of it may be wrong.
#[derive(Debug, Clone)]
pub(crate) struct Misspelt {
    letters: Vec<char>,
    most: u8,
}

impl Misspelt {
    /// Up to 2 letters are taken as typed, from 3 on one may be wrong, from 6 on two. Numbers are
    /// taken as typed, and very long words.
    pub(crate) fn new(word: &str) -> Option<Self> {
        let letters: Vec<char> = word.chars().collect();
        let most = match letters.len() {
            0..=2 => return None,
            3..=5 => 1,
            6..=LONGEST => 2,
            _ => return None,
        };
        letters.iter().all(|letter| letter.is_alphabetic()).then_some(Self { letters, most })
    }

    /// How many letters are wrong, if they are no more than may be.
    pub(crate) fn distance(&self, word: &str) -> Option<u8> {
        let mut steps = Steps::new(self);
        for letter in word.chars() {
            if !steps.take(letter) {
                return None;
            }
        }
        steps.distance()
    }

    /// Tells the places of the words that are near, with how many letters are wrong. The words
    /// ascend, so that what begins alike is compared once; `skip(place, beginning)` answers the
    /// next place whose word does not begin so.
    pub(crate) fn walk<'a>(
        &self,
        count: usize,
        word: impl Fn(usize) -> &'a str,
        skip: impl Fn(usize, &str) -> usize,
        mut tell: impl FnMut(usize, u8),
    ) {
        let mut steps = Steps::new(self);
        let mut before: &str = "";
        let mut at = 0;
        while at < count {
            let now = word(at);
            let same = same_letters(before, now);
            steps.back_to(same.min(steps.taken()));
            before = now;
            let mut dead = None;
            for (place, letter) in now.char_indices().skip(steps.taken()) {
                if !steps.take(letter) {
                    dead = Some(place + letter.len_utf8());
                    break;
                }
            }
            match dead {
                Some(end) => {
                    let next = skip(at, &now[..end]);
                    at = next.max(at + 1);
                }
                None => {
                    if let Some(wrong) = steps.distance() {
                        tell(at, wrong);
                    }
                    at += 1;
                }
            }
        }
    }
}

/// How many letters two words begin with alike.
fn same_letters(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count()
}

/// The distances of each beginning of the misspelt word to each beginning of another, a row a
/// letter (optimal string alignment: a swap of neighbours counts once).
struct Steps<'a> {
    of: &'a Misspelt,
    rows: Vec<Row>,
    letters: Vec<char>,
}

impl<'a> Steps<'a> {
    fn new(of: &'a Misspelt) -> Self {
        let mut first = [0; LONGEST + 1];
        for (place, cell) in first.iter_mut().enumerate() {
            *cell = place as u8;
        }
        Self { of, rows: vec![first], letters: Vec::new() }
    }

    /// How many letters of the other word have been taken.
    fn taken(&self) -> usize {
        self.letters.len()
    }

    fn back_to(&mut self, letters: usize) {
        self.rows.truncate(letters + 1);
        self.letters.truncate(letters);
    }

    /// Takes the next letter; answers whether a word that goes on so can still be near.
    fn take(&mut self, letter: char) -> bool {
        let mine = &self.of.letters;
        let depth = self.letters.len();
        let above = self.rows[depth];
        let mut row = [u8::MAX; LONGEST + 1];
        row[0] = above[0].saturating_add(1);
        let mut least = row[0];
        for (place, &own) in mine.iter().enumerate() {
            let change = above[place].saturating_add(u8::from(own != letter));
            let one_side = above[place + 1].min(row[place]).saturating_add(1);
            let mut best = change.min(one_side);
            if place > 0 && depth > 0 && own == self.letters[depth - 1] && mine[place - 1] == letter
            {
                best = best.min(self.rows[depth - 1][place - 1].saturating_add(1));
            }
            row[place + 1] = best;
            least = least.min(best);
        }
        self.rows.push(row);
        self.letters.push(letter);
        // A swap with the next letter goes on from the row above.
        let above_least = above[..=mine.len()].iter().copied().min().unwrap_or(u8::MAX);
        least <= self.of.most || above_least < self.of.most
    }

    fn distance(&self) -> Option<u8> {
        let last = self.rows.last()?[self.of.letters.len()];
        (last <= self.of.most).then_some(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(a: &str, b: &str) -> Option<u8> {
        Misspelt::new(a)?.distance(b)
    }

    #[test]
    fn r11_one_letter_may_be_wrong_in_a_short_word_and_two_in_a_long_one() {
        for (typed, meant, expected) in [
            ("jhon", "john", Some(1)),
            ("jon", "john", Some(1)),
            ("joohn", "john", Some(1)),
            ("zoe", "zoey", Some(1)),
            ("smiht", "smith", Some(1)),
            ("shmit", "smith", None),
            ("schmit", "schmidt", Some(1)),
            ("muller", "mueller", Some(1)),
            ("kristophre", "christopher", None),
            ("cristophre", "christopher", Some(2)),
            ("gonzales", "gonsalez", Some(2)),
            ("anna", "anna", Some(0)),
            ("jo", "joe", None),
            ("m12", "m13", None),
        ] {
            assert_eq!(wrong(typed, meant), expected, "{typed} {meant}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_walk_finds_what_comparing_every_word_finds(
            words in proptest::collection::btree_set("[abc]{0,8}", 0..60),
            typed in "[abc]{3,8}",
        ) {
            let words: Vec<String> = words.into_iter().collect();
            let misspelt = Misspelt::new(&typed).unwrap();
            let naive: Vec<(usize, u8)> = words.iter().enumerate()
                .filter_map(|(at, word)| misspelt.distance(word).map(|d| (at, d))).collect();
            let mut walked = Vec::new();
            let skip = |at: usize, begin: &str| {
                at + words[at..].iter().take_while(|word| word.starts_with(begin)).count()
            };
            misspelt.walk(words.len(), |at| words[at].as_str(), skip, |at, d| walked.push((at, d)));
            proptest::prop_assert_eq!(walked, naive);
        }
    }
}
