//! Tables as they come out of spreadsheets, cut off, or written for another machine.

use kith_archive::{
    Archive, FileReport,
    made::{Packing, zip},
    read,
};

fn one(name: &str, bytes: &[u8]) -> Archive {
    read(&zip(&[(name.to_owned(), bytes.to_vec())], Packing::Plain)).unwrap()
}

fn connections(text: &str) -> (Vec<String>, FileReport) {
    let read = one("Connections.csv", text.as_bytes());
    let names = read.connections.iter().map(|row| format!("{} {}", row.name(), row.connected_on));
    (names.collect(), read.files[0].clone())
}

const HEADER: &str = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n";

#[test]
fn lines_before_the_header_may_be_three_one_or_none() {
    let row = "Ana,Bauer,https://www.linkedin.com/in/ana,,Acme,CTO,08 Feb 2026";
    for before in
        ["", "Notes:\n\"Some text, with a comma\"\n\n", "\"Only one line\"\n", "a,b\nc\n\n\n"]
    {
        let (names, report) = connections(&format!("{before}{HEADER}{row}"));
        assert_eq!(names, ["Ana Bauer 2026-02-08"], "{before:?}");
        assert_eq!(report.skipped, 0);
    }
}

#[test]
fn what_a_spreadsheet_made_of_a_table_is_read() {
    let rows = "First Name,Last Name,Email Address,Company,Position,Connected On\r\nJürgen,Müller,,Größe & Co,CTO,4-Apr-21\r\n";
    let marked = [b"\xef\xbb\xbf".as_slice(), rows.as_bytes()].concat();
    let windows: Vec<u8> =
        rows.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    let utf16 = |text: &str| -> Vec<u8> {
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    };
    let tabs = rows.replace(',', "\t");
    let semicolons = rows.replace(',', ";");
    for bytes in [marked, windows.clone(), utf16(rows), utf16(&tabs), semicolons.into_bytes()] {
        let read = one("Connections.csv", &bytes);
        let row = &read.connections[0];
        assert_eq!((row.name().as_str(), row.company.as_str()), ("Jürgen Müller", "Größe & Co"));
        assert_eq!(row.connected_on.to_string(), "2021-04-04");
    }
    let read = one("Connections.csv", &windows);
    assert!(read.files[0].notes[0].contains("Windows-1252"), "{:?}", read.files[0]);
}

#[test]
fn columns_are_known_by_their_names_and_may_be_missing_or_elsewhere() {
    let (names, _) = connections("Connected On,Last Name,First Name\n08 Feb 2026,Bauer,Ana");
    assert_eq!(names, ["Ana Bauer 2026-02-08"]);
    let (names, _) = connections("first_name,LAST NAME,connected on\nAna,Bauer,08 Feb 2026");
    assert_eq!(names, ["Ana Bauer 2026-02-08"]);
    let read = one(
        "Member_Follows.csv",
        b"Organization,Followed On,\nGlobex,Wed Jun 24 12:43:42 UTC 2026,",
    );
    assert_eq!(read.follows.len(), 1, "an empty last column does no harm");
}

#[test]
fn a_row_that_is_cut_off_is_named_and_the_rest_is_read() {
    let good = "Ana,Bauer,,,Acme,CTO,08 Feb 2026";
    let (names, report) = connections(&format!("{HEADER}{good}\nBen,Cos"));
    assert_eq!(names.len(), 1);
    assert_eq!(report.lines(), ["Line 3: it is cut off, or a quotation mark is not closed."]);
    // A mark that is not closed swallows no more than its own row.
    let open = "Ben,\"Costa,,,Acme,CTO,09 Feb 2026";
    let more = "Cem,Demir,,,Acme,CTO,10 Feb 2026\nDan,Ek,,,Acme,CTO,11 Feb 2026";
    let (names, report) = connections(&format!("{HEADER}{good}\n{open}\n{more}"));
    assert_eq!(names, ["Ana Bauer 2026-02-08", "Cem Demir 2026-02-10", "Dan Ek 2026-02-11"]);
    assert_eq!(report.lines(), ["Line 3: it is cut off, or a quotation mark is not closed."]);
}

#[test]
fn a_date_of_another_form_is_named_and_never_guessed() {
    let rows = "Ana,Bauer,,,,,02/08/2026\nBen,Costa,,,,,08 Mär 2026\nCem,Demir,,,,,\nDan,Ek,,,,,09 Feb 2026";
    let (names, report) = connections(&format!("{HEADER}{rows}"));
    assert_eq!(names, ["Dan Ek 2026-02-09"]);
    assert_eq!(
        report.lines(),
        [
            "Line 2: “02/08/2026” is no date as this file has them.",
            "Line 3: “08 Mär 2026” is no date as this file has them.",
            "Line 4: it has no date.",
        ]
    );
}

#[test]
fn many_bad_rows_are_counted_and_the_first_are_named() {
    let rows: String = (0..50).map(|_| "Ana,Bauer,,,,,never\n").collect();
    let (_, report) = connections(&format!("{HEADER}{rows}"));
    assert_eq!((report.rows, report.skipped, report.lines().len()), (50, 50, 21));
    assert_eq!(report.lines()[20], "30 more rows like these.");
}

#[test]
fn the_same_person_twice_is_there_once() {
    let row = "Ana,Bauer,https://www.linkedin.com/in/ana,,Acme,CTO,08 Feb 2026\n";
    let other = "Ana,Bauer,http://de.linkedin.com/in/ANA/?x=1,,Acme,CTO,08 Feb 2026\n";
    let (names, report) = connections(&format!("{HEADER}{row}{other}"));
    assert_eq!(names.len(), 1);
    assert!(report.notes[0].starts_with("1 row is the same people again"), "{report:?}");
}

#[test]
fn an_invitation_that_says_neither_sent_nor_received_is_named() {
    let text = "From,To,Sent At,Message,Direction\nA,B,\"1/29/26, 2:37 PM\",,SIDEWAYS\nA,B,\"1/29/26, 2:37 PM\",,OUTGOING";
    let read = one("Invitations.csv", text.as_bytes());
    assert_eq!(read.invitations.len(), 1);
    assert_eq!(read.files[0].lines(), ["Line 2: it says neither sent nor received."]);
}

#[test]
fn whose_archive_it_is_is_told_by_confirmed_addresses_and_the_inviter_of_what_was_sent() {
    let emails = "Email Address,Confirmed,Primary,Updated On\nAna@Example.org,Yes,Yes,1\nold@example.org,No,No,2\nana@example.org,yes,No,3\n";
    let invitations = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\nAna,Ben,\"1/29/26, 2:37 PM\",,OUTGOING,https://www.linkedin.com/in/Ana-B/,https://www.linkedin.com/in/ben";
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let files = [file("Email Addresses.csv", emails), file("Invitations.csv", invitations)];
    let archive = read(&zip(&files, Packing::Plain)).unwrap();
    assert_eq!(archive.own.emails, ["ana@example.org"]);
    assert_eq!(archive.own.profile.as_deref(), Some("ana-b"));
    assert!(archive.left.is_empty());
}
