//! From bytes to rows: which files are opened, in which order, and what is said of each.

mod history;
mod people;
mod talks;

use std::collections::HashMap;

use crate::{
    Archive, ArchiveError, FileReport, Left, folded,
    kind::{self, Kind},
    sheet,
    text::{Alphabet, decode},
    zip::{self, Budget, Damage},
};

/// What is left as it is because nothing here has a use for it.
const UNUSED: &str = "There is nothing here to import it into.";
/// What is never opened.
const PRIVATE: &str =
    "It is never opened: it is about security, advertising, or other people’s address books.";

/// What is found out on the way and needed further on.
#[derive(Default)]
struct Known {
    /// The end of the address of the member's own profile.
    me: Option<String>,
}

/// Reads an archive.
///
/// # Errors
/// It is no ZIP, it is not safe to open, or nothing in it is read.
pub fn read(bytes: &[u8]) -> Result<Archive, ArchiveError> {
    let mut archive = Archive::default();
    let mut budget = Budget::default();
    let mut files: Vec<(Kind, String, Vec<u8>)> = Vec::new();
    for entry in zip::entries(bytes)? {
        if is_litter(&entry.name) {
            continue;
        }
        let left = |why: &str| Left { file: entry.name.clone(), why: why.to_owned() };
        if kind::is_private(&entry.name) {
            archive.left.push(left(PRIVATE));
            continue;
        }
        if !entry.name.to_lowercase().ends_with(".csv") {
            archive.left.push(left(UNUSED));
            continue;
        }
        let plain = kind::plain(&entry.name);
        let mut found = None;
        let unpacked = entry.unpack(&mut budget, |head| {
            found = sheet::find(&decode(head).0, &plain).map(|sheet| sheet.kind);
            found.is_some()
        })?;
        match (unpacked, found) {
            (Ok(Some(file)), Some(kind)) => files.push((kind, entry.name, file)),
            (Ok(_), _) => archive.left.push(left(UNUSED)),
            (Err(damage), _) => archive.left.push(left(said(damage))),
        }
    }
    // In the order in which one file explains the next.
    files.sort_by_key(|(kind, ..)| *kind);
    let mut known = Known::default();
    for (kind, name, file) in files {
        let report = read_file(kind, &name, &file, &mut known, &mut archive);
        archive.files.push(report);
    }
    archive.own.profile = known.me;
    link(&mut archive);
    archive.files.sort_by_key(|file| file.part);
    if archive.files.is_empty() { Err(ArchiveError::Nothing) } else { Ok(archive) }
}

/// What packers of some systems add.
fn is_litter(name: &str) -> bool {
    let base = name.rsplit('/').next().unwrap_or(name);
    name.split('/').any(|part| part == "__MACOSX") || base.starts_with("._") || base == ".DS_Store"
}

const fn said(damage: Damage) -> &'static str {
    match damage {
        Damage::TooLarge => "It unpacks to more than 15 MB, and is not read.",
        Damage::Method => "It is packed in a way that is not read here.",
        Damage::Broken => "It is damaged, and is not read. Download the archive again.",
    }
}

fn read_file(
    kind: Kind,
    name: &str,
    bytes: &[u8],
    known: &mut Known,
    archive: &mut Archive,
) -> FileReport {
    let mut report = FileReport::new(name, kind.part());
    let (text, alphabet) = decode(bytes);
    if alphabet == Alphabet::Windows {
        report.notes.push("It is not written in UTF-8; it was read as Windows-1252.".to_owned());
    }
    let Some(sheet) = sheet::find(&text, &kind::plain(name)) else {
        return report;
    };
    match kind {
        Kind::Profile => history::profile(&sheet, &mut report, archive),
        Kind::Summary => history::summary(&sheet, &mut report, archive),
        Kind::Positions => history::positions(&sheet, &mut report, archive),
        Kind::Education => history::education(&sheet, &mut report, archive),
        Kind::Skills => history::skills(&sheet, &mut report, archive),
        Kind::Follows => history::follows(&sheet, &mut report, archive),
        Kind::Emails => people::emails(&sheet, &mut report, archive),
        Kind::Invitations => {
            known.me = people::invitations(&sheet, &mut report, archive).or(known.me.take())
        }
        Kind::Connections => people::connections(&sheet, &mut report, archive),
        Kind::Recommendations => people::recommendations(&sheet, &mut report, archive),
        Kind::Endorsements => people::endorsements(&sheet, &mut report, archive),
        Kind::Messages => talks::talks(&sheet, &mut report, archive, known.me.as_deref()),
    }
    report
}

/// Files of older archives name people without the addresses of their profiles: where exactly one
/// connection has the name, it is that one.
fn link(archive: &mut Archive) {
    let mut named: HashMap<String, Option<&str>> = HashMap::new();
    for row in &archive.connections {
        let seen = named.entry(folded(&row.name())).or_insert(Some(&row.key));
        if *seen != Some(&row.key) {
            *seen = None;
        }
    }
    let of = |name: &str| named.get(&folded(name)).copied().flatten().map(str::to_owned);
    for row in archive.invitations.iter_mut().filter(|row| row.key.is_empty()) {
        row.key = of(&row.name).unwrap_or_default();
    }
    for row in archive.praise.iter_mut().filter(|row| row.key.is_empty()) {
        row.key = of(&row.name).unwrap_or_default();
    }
}
