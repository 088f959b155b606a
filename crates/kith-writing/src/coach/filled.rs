//! Placeholders that nobody filled.

use std::ops::Range;

use super::{Code, Draft, Found};

/// Words in brackets that are meant to be replaced.
const IN_BRACKETS: [&str; 16] = [
    "name",
    "company",
    "topic",
    "event",
    "industry",
    "group",
    "school",
    "title",
    "insert",
    "your",
    "position",
    "role",
    "university",
    "field",
    "city",
    "mutual",
];
/// The longest placeholder, in bytes.
const LONGEST: usize = 60;

/// Where placeholders stand: `{first_name}`, `{{name}}`, `[Company]`, `<name>`, `%NAME%`, `XXX`,
/// `___`.
pub(crate) fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'{' => closed(text, at, b'}').or(Some(at + 1)),
            b'[' => closed(text, at, b']').filter(|end| named(&text[at..*end])),
            b'<' => closed(text, at, b'>').filter(|end| named(&text[at..*end])),
            b'%' => closed(text, at + 1, b'%').filter(|end| is_variable(&text[at + 1..*end - 1])),
            b'_' => repeated(bytes, at, b'_', 3),
            b'X' | b'x' => {
                repeated(bytes, at, bytes[at], 3).filter(|end| stands_alone(text, at, *end))
            }
            _ => None,
        };
        match end {
            Some(end) => {
                found.push(at..end);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// The end of what is closed by `with` on the same line, not far away.
fn closed(text: &str, at: usize, with: u8) -> Option<usize> {
    let rest = text.as_bytes().get(at..)?;
    let length = rest.iter().take(LONGEST).position(|byte| *byte == with)?;
    let mut end = at + length + 1;
    while with == b'}' && text.as_bytes().get(end) == Some(&with) {
        end += 1;
    }
    (!rest[..length].contains(&b'\n')).then_some(end)
}

fn named(inner: &str) -> bool {
    let lower = inner.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| IN_BRACKETS.contains(&word))
        || lower
            .split(['_', '-'])
            .any(|word| IN_BRACKETS.contains(&word.trim_matches(['[', ']', '<', '>'])))
}

fn is_variable(inner: &str) -> bool {
    !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
}

fn repeated(bytes: &[u8], at: usize, byte: u8, least: usize) -> Option<usize> {
    let count = bytes[at..].iter().take_while(|one| **one == byte).count();
    (count >= least).then_some(at + count)
}

fn stands_alone(text: &str, at: usize, end: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[end..].chars().next();
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

pub(super) fn look(draft: &Draft<'_>) -> Vec<Found> {
    let remark = |at: &Range<usize>| {
        let text = &draft.note.text[at.clone()];
        let message = format!("“{text}” is a placeholder. Write what belongs there.");
        let found = Found::new(Code::Placeholder, at.clone(), message);
        let first = &draft.facts.them.first_name;
        let asks_name = text.to_lowercase().replace([' ', '_', '-'], "").contains("firstname");
        if asks_name && !first.is_empty() { found.fix(first) } else { found }
    };
    draft.note.placeholders.iter().map(remark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r13_placeholders_are_found_in_every_usual_form() {
        for (text, count) in [
            ("Hi {first_name}, your work at {{company}}", 2),
            ("Hi [First Name], I saw [Company]", 2),
            ("Hi <name>, %FIRSTNAME% at XXX ___", 4),
            ("Hi {first_name", 1),
            ("maximum of 5 % and 10 % [sic] a < b, XXL", 0),
            ("Bücher {größe} [nаme]", 1),
        ] {
            assert_eq!(placeholders(text).len(), count, "{text}");
        }
    }
}
