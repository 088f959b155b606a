//! The benchmark's values as people read them.

use kith_core::time::Timestamp;

use super::SkipReason;

/// A name as people read it: `Kam_Air` is `Kam Air`, `S%C3%A3o` and `SÃ£o` are `São`; at most
/// `longest` characters.
pub(super) fn tidy(name: &str, longest: usize) -> String {
    let name = unescaped(name);
    let name = read_twice(&name).unwrap_or(name);
    let words = name.split(|letter: char| letter == '_' || letter.is_whitespace());
    let mut tidy = String::with_capacity(name.len());
    for word in words.filter(|word| !word.is_empty()) {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.extend(word.chars().filter(|letter| !letter.is_control()));
    }
    if tidy.chars().count() > longest {
        tidy = tidy.chars().take(longest.saturating_sub(1)).chain(['…']).collect();
    }
    tidy
}

/// With `%C3%A3` and the like as the letters they stand for, where that makes sense.
fn unescaped(text: &str) -> String {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                plain.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                plain.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(plain).unwrap_or_else(|_| text.to_owned())
}

/// The text that was read as Latin-1 though it was UTF-8, if it was.
fn read_twice(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let bytes = text.chars().map(|letter| u8::try_from(u32::from(letter)).ok());
    String::from_utf8(bytes.collect::<Option<Vec<u8>>>()?).ok()
}

/// An instant as the benchmark writes it: `2010-02-14T15:32:10.447+0000`, or milliseconds since
/// 1970.
pub(super) fn time(text: &str) -> Result<Timestamp, SkipReason> {
    let text = text.trim();
    let not_a_time = || SkipReason::NotA("time", text.chars().take(40).collect());
    if let Ok(millis) = text.parse::<i64>() {
        return millis.checked_mul(1_000).map(Timestamp::from_micros).ok_or_else(not_a_time);
    }
    let colon = text
        .len()
        .checked_sub(5)
        .filter(|at| text.is_ascii() && matches!(text.as_bytes()[*at], b'+' | b'-'))
        .map(|at| format!("{}:{}", &text[..at + 3], &text[at + 3..]));
    colon.as_deref().unwrap_or(text).parse().map_err(|_| not_a_time())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_underscores_escapes_and_double_encodings() {
        for (raw, name) in [
            ("Kam_Air", "Kam Air"),
            ("TAM_–_Transporte_Aéreo_Militar", "TAM – Transporte Aéreo Militar"),
            ("S%C3%A3o_Paulo", "São Paulo"),
            ("SÃ£o_Paulo", "São Paulo"),
            ("100%_Cotton", "100% Cotton"),
            ("%FF%FE", "%FF%FE"),
            ("  A.  C._", "A. C."),
            ("Ürümqi", "Ürümqi"),
            ("Hachiōji", "Hachiōji"),
            ("___", ""),
        ] {
            assert_eq!(tidy(raw, 60), name, "{raw}");
        }
        assert_eq!(tidy("abcdef", 4), "abc…");
    }

    #[test]
    fn times_are_dates_or_milliseconds() {
        let at = Timestamp::from_micros(1_266_161_530_447_000);
        assert_eq!(time("2010-02-14T15:32:10.447+0000"), Ok(at));
        assert_eq!(time("2010-02-14T15:32:10.447+00:00"), Ok(at));
        assert_eq!(time("2010-02-14T16:32:10.447+0100"), Ok(at));
        assert_eq!(time("1266161530447"), Ok(at));
        for text in ["", "yesterday", "2010-13-01T00:00:00.000+0000", "9223372036854775807"] {
            assert_eq!(time(text), Err(SkipReason::NotA("time", text.to_owned())));
        }
    }
}
