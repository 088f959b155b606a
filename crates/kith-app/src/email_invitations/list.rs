//! A pasted list of addresses: `Ana <ana@x.org>, b@y.org`, a line each or separated by commas or
//! semicolons, or a table with a header.

use kith_core::email_invitation::{Address, LONGEST_NAME, NoAddress};

use crate::AppError;

/// The longest text, in bytes.
const LARGEST: usize = 50_000;
/// The longest part of an entry that is told again, in characters.
const TOLD: usize = 120;

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The line that it stands in, from 1.
    pub(super) line: u32,
    /// As it was given.
    pub(super) given: String,
    /// The name beside the address, or nothing.
    pub(super) name: String,
    /// The address, or why it is none.
    pub(super) address: Result<Address, NoAddress>,
}

impl Entry {
    fn new(line: u32, given: &str, name: &str, address: &str) -> Self {
        let tidy = |text: &str, most: usize| -> String {
            let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
            let plain: String = plain.collect();
            plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(most).collect()
        };
        let address = address.trim().trim_start_matches("mailto:");
        Self {
            line,
            given: tidy(given, TOLD),
            name: tidy(name.trim().trim_matches(['"', '\'']), LONGEST_NAME),
            address: Address::read(address),
        }
    }

    /// `Ana <ana@x.org>`, `Ana ana@x.org` or the address alone.
    fn read(line: u32, text: &str) -> Self {
        if let Some((name, rest)) = text.split_once('<') {
            let address = rest.split('>').next().unwrap_or_default();
            return Self::new(line, text, name, address);
        }
        match text.rsplit_once(char::is_whitespace) {
            Some((name, address)) if address.contains('@') && !name.contains('@') => {
                Self::new(line, text, name, address)
            }
            _ => Self::new(line, text, "", text),
        }
    }
}

/// Reads a list of at most `most` addresses.
///
/// # Errors
/// It is empty, too long, or a table that cannot be read. What is wrong with one entry is told
/// beside it.
pub(super) fn read(text: &str, most: u32) -> Result<Vec<Entry>, AppError> {
    let wrong = |message: String| AppError::field("addresses", message);
    if text.len() > LARGEST {
        return Err(wrong(format!("Use a list of at most {} KB.", LARGEST / 1_000)));
    }
    let text = text.trim_start_matches('\u{feff}');
    let entries = match header(text) {
        Some(columns) => table(text, &columns)?,
        None => loose(text),
    };
    if entries.is_empty() {
        return Err(wrong("Name at least one address, such as ana@example.org.".to_owned()));
    }
    if entries.len() > most as usize {
        let count = entries.len();
        return Err(wrong(format!("At most {most} addresses go at once; these are {count}.")));
    }
    Ok(entries)
}

/// Where a table has what, by its header.
struct Columns {
    delimiter: u8,
    email: usize,
    names: Vec<usize>,
}

fn header(text: &str) -> Option<Columns> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    if first.contains('@') {
        return None;
    }
    [b',', b';', b'\t'].into_iter().find_map(|delimiter| {
        let cells: Vec<String> = first
            .split(char::from(delimiter))
            .map(|cell| cell.trim().trim_matches('"').to_lowercase().replace(['_', '-'], " "))
            .collect();
        let place = |names: &[&str]| cells.iter().position(|cell| names.contains(&cell.as_str()));
        let email = place(&["email", "e mail", "email address", "e mail address", "mail"])?;
        let whole = place(&["name", "full name"]).map(|name| vec![name]);
        let parts = [place(&["first name", "given name"]), place(&["last name", "surname"])];
        let names = whole.unwrap_or_else(|| parts.into_iter().flatten().collect());
        Some(Columns { delimiter, email, names })
    })
}

fn table(text: &str, columns: &Columns) -> Result<Vec<Entry>, AppError> {
    let mut reader = csv::ReaderBuilder::new();
    let mut file = reader.delimiter(columns.delimiter).flexible(true).from_reader(text.as_bytes());
    let mut entries = Vec::new();
    for record in file.records() {
        let record = record.map_err(|error| AppError::field("addresses", error.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |at: &usize| record.get(*at).unwrap_or_default().trim();
        let names: Vec<&str> = columns.names.iter().map(cell).collect();
        let address = cell(&columns.email);
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let given = if address.is_empty() { names.join(" ") } else { address.to_owned() };
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        entries.push(Entry::new(line, &given, &names.join(" "), address));
    }
    Ok(entries)
}

fn loose(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let mut name = String::new();
        for piece in pieces(line) {
            let whole = format!("{name}{piece}");
            // `Pereira, Ana <ana@x.org>`: the comma stands in the name.
            if !piece.contains('@') && line.contains('<') && name.is_empty() {
                name = format!("{piece} ");
                continue;
            }
            let whole = if piece.contains('<') { whole } else { piece };
            entries.push(Entry::read(number, &whole));
            name.clear();
        }
        if !name.is_empty() {
            entries.push(Entry::read(number, name.trim()));
        }
    }
    entries
}

/// The parts of a line between commas, semicolons and tabs that stand in no quotes.
fn pieces(line: &str) -> Vec<String> {
    let (mut parts, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' | ';' | '\t' if !quoted => parts.push(String::new()),
            c => {
                if let Some(part) = parts.last_mut() {
                    part.push(c);
                }
            }
        }
    }
    let tidy = parts.into_iter().map(|part| part.trim().to_owned());
    tidy.filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brief(text: &str) -> Vec<(u32, String, String)> {
        let entries = read(text, 100).unwrap();
        let address = |entry: &Entry| match &entry.address {
            Ok(address) => address.as_str().to_owned(),
            Err(why) => format!("{why:?}"),
        };
        entries.iter().map(|entry| (entry.line, entry.name.clone(), address(entry))).collect()
    }

    fn row(line: u32, name: &str, address: &str) -> (u32, String, String) {
        (line, name.to_owned(), address.to_owned())
    }

    #[test]
    fn a_list_is_read_by_lines_commas_and_semicolons() {
        assert_eq!(
            brief(
                "Ana <Ana@x.org>, b@y.org; c@z.org\n\n\"Okafor, Ben\" <ben@x.org>\r\nmailto:d@x.org"
            ),
            [
                row(1, "Ana", "ana@x.org"),
                row(1, "", "b@y.org"),
                row(1, "", "c@z.org"),
                row(3, "Okafor, Ben", "ben@x.org"),
                row(4, "", "d@x.org"),
            ]
        );
        assert_eq!(brief("Pereira, Ana <ana@x.org>"), [row(1, "Pereira Ana", "ana@x.org")]);
        assert_eq!(brief("Ana Pereira ana@x.org"), [row(1, "Ana Pereira", "ana@x.org")]);
    }

    #[test]
    fn what_is_wrong_stands_beside_its_line() {
        assert_eq!(
            brief("ana@x.org\nnobody\nBen <ben@x>, Carl <>"),
            [
                row(1, "", "ana@x.org"),
                row(2, "", "At"),
                row(3, "Ben", "Domain"),
                row(3, "Carl", "At"),
            ]
        );
    }

    #[test]
    fn a_table_is_read_by_its_header() {
        assert_eq!(
            brief("First name,Last name,E-mail\nAna,\"Pereira, P.\",ana@x.org\n,,\nBen,,\n"),
            [row(2, "Ana Pereira, P.", "ana@x.org"), row(4, "Ben", "At")]
        );
        assert_eq!(brief("name;email\nAna;ana@x.org"), [row(2, "Ana", "ana@x.org")]);
        assert_eq!(brief("email\nana@x.org\nb@y.org").len(), 2);
    }

    #[test]
    fn too_much_and_nothing_are_refused_at_the_field() {
        assert!(read(" \n ", 5).is_err());
        assert!(read("email\n", 5).is_err());
        assert!(read("a@x.org,b@x.org", 1).is_err());
        assert!(read(&"a".repeat(60_000), 5).is_err());
    }
}
