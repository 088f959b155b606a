//! How text becomes words that compare alike.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

/// The text in lower case without accents: `Zoë Łukasz` and `zoe lukasz` are alike.
#[must_use]
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        for lower in letter.to_lowercase() {
            match lower {
                'ß' => out.push_str("ss"),
                'æ' => out.push_str("ae"),
                'œ' => out.push_str("oe"),
                'ø' => out.push('o'),
                'ł' => out.push('l'),
                'đ' | 'ð' => out.push('d'),
                'þ' => out.push_str("th"),
                'ı' => out.push('i'),
                other if is_combining_mark(other) => {}
                other => out.push(other),
            }
        }
    }
    out
}

/// The text's words, folded. An apostrophe joins (`O'Brien` is `obrien`), `C++` and `C#` keep
/// their signs, and scripts without spaces are cut where Unicode cuts them.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_word(text, |word| words.push(word.to_owned()));
    words
}

/// Tells the text's words, one after the other.
pub(crate) fn each_word(text: &str, mut tell: impl FnMut(&str)) {
    let mut word = String::new();
    let mut take = |letter: char| match letter {
        '\'' | '’' | 'ʼ' => {}
        '+' | '#' if !word.is_empty() => word.push(letter),
        letter if letter.is_alphanumeric() => word.push(letter),
        _ => {
            cut(&word, &mut tell);
            word.clear();
        }
    };
    if text.is_ascii() {
        text.bytes().for_each(|byte| take(char::from(byte.to_ascii_lowercase())));
    } else {
        folded(text).chars().for_each(&mut take);
    }
    take(' ');
}

fn cut(word: &str, tell: &mut impl FnMut(&str)) {
    if !word.is_ascii() {
        word.unicode_words().for_each(tell);
    } else if !word.is_empty() {
        tell(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_compare_alike_without_accents_or_case() {
        assert_eq!(words("Zoë Müller-Łukasz"), ["zoe", "muller", "lukasz"]);
        assert_eq!(words("STRASSE Straße"), ["strasse", "strasse"]);
        assert_eq!(words("İstanbul"), words("istanbul"));
        assert!(words(" – ").is_empty());
    }

    #[test]
    fn names_and_skills_are_cut_as_people_type_them() {
        assert_eq!(words("O’Brien d'Arc"), ["obrien", "darc"]);
        assert_eq!(words("C++, C#; a+b # +"), ["c++", "c#", "a+b"]);
        assert_eq!(words("example.com"), ["example", "com"]);
        assert_eq!(words("日本 x"), ["日", "本", "x"]);
    }
}
