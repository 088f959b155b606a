//! Bytes as text: UTF-8, UTF-16 with or without a mark, and what Windows wrote before.

use std::borrow::Cow;

/// What 0x80 to 0x9f are in Windows-1252; the five that it leaves open stay as they are.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// How a file was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// UTF-8.
    Utf8,
    /// UTF-16.
    Utf16,
    /// Windows-1252.
    Windows,
}

/// A file's text, and how it was written. Of bytes that are no UTF-8 each is a letter of
/// Windows-1252: spreadsheets save that way.
pub(crate) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Alphabet) {
    let (text, alphabet) = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        [0xff, 0xfe, rest @ ..] => (utf16(rest, u16::from_le_bytes), Alphabet::Utf16),
        [0xfe, 0xff, rest @ ..] => (utf16(rest, u16::from_be_bytes), Alphabet::Utf16),
        // Letters of headers are ASCII, and half of each is nothing.
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => {
            (utf16(bytes, u16::from_le_bytes), Alphabet::Utf16)
        }
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => {
            (utf16(bytes, u16::from_be_bytes), Alphabet::Utf16)
        }
        _ => utf8(bytes),
    };
    // A store may not keep the null character.
    let text = if text.contains('\0') { Cow::Owned(text.replace('\0', "")) } else { text };
    (text, alphabet)
}

fn utf8(bytes: &[u8]) -> (Cow<'_, str>, Alphabet) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), Alphabet::Utf8),
        // Only the last letter is cut off: of a file that ends too early, or of its beginning.
        Err(error) if error.error_len().is_none() => {
            (String::from_utf8_lossy(&bytes[..error.valid_up_to()]), Alphabet::Utf8)
        }
        Err(_) => {
            (Cow::Owned(bytes.iter().map(|byte| windows(*byte)).collect()), Alphabet::Windows)
        }
    }
}

fn windows(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

fn utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> Cow<'_, str> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    Cow::Owned(
        char::decode_utf16(units).map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER)).collect(),
    )
}

/// At most so many characters of a text, without spaces around it and without control characters
/// that are no line breaks.
pub(crate) fn clip(text: &str, most: usize) -> String {
    let kept = |letter: &char| *letter == '\n' || !letter.is_control();
    let text = text.trim();
    let clipped: String = text.chars().filter(kept).take(most).collect();
    clipped.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alphabet_that_archives_come_in_is_read() {
        let utf16 = |text: &str, unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(unit).collect()
        };
        let le = utf16("Name,Größe 👩", u16::to_le_bytes);
        let be = utf16("Name,Größe 👩", u16::to_be_bytes);
        let marked = |mark: [u8; 2], rest: &[u8]| [&mark[..], rest].concat();
        for (bytes, text, alphabet) in [
            (b"Name,Gr\xc3\xb6\xc3\x9fe".to_vec(), "Name,Größe", Alphabet::Utf8),
            (b"\xef\xbb\xbfName".to_vec(), "Name", Alphabet::Utf8),
            (b"Gr\xf6\xdfe \x80 \x93x\x94".to_vec(), "Größe € “x”", Alphabet::Windows),
            (le.clone(), "Name,Größe 👩", Alphabet::Utf16),
            (be.clone(), "Name,Größe 👩", Alphabet::Utf16),
            (marked([0xff, 0xfe], &le), "Name,Größe 👩", Alphabet::Utf16),
            (marked([0xfe, 0xff], &be), "Name,Größe 👩", Alphabet::Utf16),
            (b"cut \xf0\x9f\x91".to_vec(), "cut ", Alphabet::Utf8),
            (b"a\0b".to_vec(), "ab", Alphabet::Utf8),
        ] {
            assert_eq!(decode(&bytes), (Cow::Borrowed(text), alphabet), "{bytes:?}");
        }
    }
}
