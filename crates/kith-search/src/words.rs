//! How text becomes words that compare alike.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

/// The text in lower case without accents: `Zoë Łukasz` and `zoe lukasz` are alike.
#[must_use]
pub fn folded(text: &str) -> String {
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

/// The text's words, folded.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    folded(text).unicode_words().map(str::to_owned).collect()
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
}
