//! An event as calendars read it: iCalendar (RFC 5545).

use crate::{event::Event, time::Timestamp};

/// A line has at most this many octets, without its end.
const LINE: usize = 75;

/// A calendar with one event in it, for download. `address` is the event's page, `now` when the
/// file is made. Times are in UTC, which every calendar shows in its owner's zone.
#[must_use]
pub fn calendar(event: &Event, address: &str, now: Timestamp) -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//kith//events//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@kith", event.id),
        format!("DTSTAMP:{}", now.basic_utc()),
        format!("DTSTART:{}", event.starts_at.basic_utc()),
        format!("DTEND:{}", event.ends_at.basic_utc()),
        format!("CREATED:{}", event.created_at.basic_utc()),
        format!("LAST-MODIFIED:{}", event.changed_at.basic_utc()),
        format!("SEQUENCE:{}", (event.version - 1).max(0)),
        format!("STATUS:{}", if event.cancelled_at.is_some() { "CANCELLED" } else { "CONFIRMED" }),
        format!("SUMMARY:{}", escaped(&event.name)),
    ];
    if !event.about.is_empty() {
        lines.push(format!("DESCRIPTION:{}", escaped(&event.about)));
    }
    let place = if event.place.is_empty() { &event.link } else { &event.place };
    if !place.is_empty() {
        lines.push(format!("LOCATION:{}", escaped(place)));
    }
    // A URI is no text: nothing in it is escaped, and it holds no control character.
    lines.push(format!("URL:{address}"));
    lines.extend(["END:VEVENT".to_owned(), "END:VCALENDAR".to_owned()]);
    let mut out = String::new();
    for line in &lines {
        fold(line, &mut out);
    }
    out
}

/// A text value: backslash, semicolon, comma and line breaks are written with a backslash; other
/// control characters may not stand in it.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' | '\r' => out.push_str("\\n"),
            '\t' => out.push('\t'),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// Appends a line, broken before it has more than 75 octets and never inside a character; what
/// goes on begins with a space.
pub(crate) fn fold(line: &str, out: &mut String) {
    let mut width = 0;
    for letter in line.chars() {
        if width + letter.len_utf8() > LINE {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(letter);
        width += letter.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{EventId, MemberId};

    fn event() -> Event {
        let at = |text: &str| text.parse().unwrap();
        Event {
            id: EventId::from_bytes([5; 16]),
            name: "Bridges; beams, and \\ more".to_owned(),
            folded: String::new(),
            about: "First line\r\nSecond line\u{7}".to_owned(),
            starts_at: at("2026-03-29T00:30:00Z"),
            ends_at: at("2026-03-29T02:00:00Z"),
            zone: "Europe/Berlin".to_owned(),
            place: "Hall 3, Leipzig".to_owned(),
            link: String::new(),
            capacity: None,
            organiser: MemberId::from_bytes([1; 16]),
            created_at: at("2026-03-01T08:00:00Z"),
            changed_at: at("2026-03-02T08:00:00Z"),
            cancelled_at: None,
            version: 3,
        }
    }

    fn made(event: &Event) -> String {
        calendar(event, "http://localhost/events/1", event.created_at)
    }

    #[test]
    fn a_calendar_has_utc_times_a_sequence_and_escaped_texts() {
        let text = made(&event());
        for line in [
            "DTSTART:20260329T003000Z\r\n",
            "DTEND:20260329T020000Z\r\n",
            "DTSTAMP:20260301T080000Z\r\n",
            "SEQUENCE:2\r\n",
            "STATUS:CONFIRMED\r\n",
            "SUMMARY:Bridges\\; beams\\, and \\\\ more\r\n",
            "DESCRIPTION:First line\\nSecond line\r\n",
            "LOCATION:Hall 3\\, Leipzig\r\n",
            "UID:05050505-0505-0505-0505-050505050505@kith\r\n",
        ] {
            assert!(text.contains(line), "{line:?} in {text}");
        }
        assert!(!text.contains("METHOD"), "a download, not a request");
        let cancelled = Event { cancelled_at: Some(event().changed_at), ..event() };
        assert!(made(&cancelled).contains("STATUS:CANCELLED\r\n"));
    }

    #[test]
    fn lines_are_folded_at_75_octets_and_unfold_to_what_they_were() {
        let about = "Größenverhältnisse 桥梁 👩‍👩‍👧 ".repeat(20);
        let long = Event { about: about.clone(), ..event() };
        let text = made(&long);
        for line in text.split("\r\n") {
            assert!(line.len() <= LINE, "{} octets: {line}", line.len());
        }
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains(&format!("DESCRIPTION:{about}")), "{unfolded}");
    }
}
