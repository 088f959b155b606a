//! Containers that mean harm, and damaged ones.

use kith_archive::{
    ArchiveError, UPLOAD_LIMIT,
    made::{Era, Packing, Plan, archive, zip},
    read,
};
use proptest::prelude::*;

use crate::eras::at;

fn named(name: &str) -> (String, Vec<u8>) {
    (name.to_owned(), b"First Name,Last Name,Connected On\nAna,Bauer,08 Feb 2026".to_vec())
}

fn le(bytes: &mut [u8], at: usize, value: u32) {
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
}

/// Where the directory begins.
fn directory(bytes: &[u8]) -> usize {
    let end = bytes.len() - 22;
    u32::from_le_bytes(bytes[end + 16..end + 20].try_into().unwrap()) as usize
}

#[test]
fn what_is_no_whole_zip_is_refused_with_what_to_do() {
    assert_eq!(read(b""), Err(ArchiveError::Empty));
    assert_eq!(read(b"First Name,Last Name"), Err(ArchiveError::NotAZip));
    assert_eq!(read(&vec![0; UPLOAD_LIMIT + 1]), Err(ArchiveError::TooLarge));
    let whole = archive(&Plan::small(Era::Quoted, at()));
    for part in [1, whole.len() / 3, whole.len() - 1] {
        assert_eq!(read(&whole[..part]), Err(ArchiveError::NotAZip), "{part}");
    }
    let nothing = [("readme.txt".to_owned(), b"hello".to_vec())];
    assert_eq!(read(&zip(&nothing, Packing::Plain)), Err(ArchiveError::Nothing));
    assert_eq!(read(&zip(&[], Packing::Plain)), Err(ArchiveError::Nothing));
}

/// A table that is mostly nothing, and packs to little.
fn bomb(length: usize) -> Vec<u8> {
    let mut text = b"First Name,Last Name,Connected On\n".to_vec();
    text.resize(length, b'a');
    text
}

#[test]
fn a_bomb_is_stopped_by_what_it_unpacks_to_whatever_it_says() {
    let much = [("Connections.csv".to_owned(), bomb(16 << 20)), named("Kontakte.csv")];
    let mut bytes = zip(&much, Packing::Plain);
    assert!(bytes.len() < 100_000);
    let found = read(&bytes).unwrap();
    assert_eq!(found.left[0].why, "It unpacks to more than 15 MB, and is not read.");
    assert_eq!(found.connections.len(), 1, "the other file is");
    // It may say that it is small.
    let at = directory(&bytes);
    le(&mut bytes, at + 24, 1_000);
    assert_eq!(read(&bytes).unwrap().left[0].file, "Connections.csv");
    let all: Vec<_> = (0..4).map(|n| (format!("Connections_{n}.csv"), bomb(14 << 20))).collect();
    assert_eq!(read(&zip(&all, Packing::Plain)), Err(ArchiveError::TooMuch));
    // What is not to be read is not unpacked either.
    let aside = [
        ("Logins.csv".to_owned(), bomb(17 << 20)),
        ("x.csv".to_owned(), vec![b'a'; 17 << 20]),
        named("Connections.csv"),
    ];
    assert_eq!(read(&zip(&aside, Packing::Plain)).unwrap().connections.len(), 1);
}

#[test]
fn files_that_share_bytes_are_refused() {
    let two = [named("Connections.csv"), named("Connections.csv")];
    let mut bytes = zip(&two, Packing::Plain);
    let second = directory(&bytes) + 46 + "Connections.csv".len();
    le(&mut bytes, second + 42, 0);
    assert!(matches!(read(&bytes), Err(ArchiveError::Contradicts(why)) if why.contains("overlap")));
}

#[test]
fn a_directory_that_contradicts_itself_is_refused() {
    let bytes = zip(&[named("Connections.csv")], Packing::Plain);
    let (at, end) = (directory(&bytes), bytes.len() - 22);
    let broken = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut changed = bytes.clone();
        change(&mut changed);
        read(&changed).unwrap_err()
    };
    let contradicts =
        |error: ArchiveError| assert!(matches!(error, ArchiveError::Contradicts(_)), "{error}");
    contradicts(broken(&|b| le(b, at + 42, 7)));
    contradicts(broken(&|b| le(b, at + 20, 1 << 20)));
    contradicts(broken(&|b| b[30] = b'X'));
    contradicts(broken(&|b| le(b, end + 16, 3)));
    contradicts(broken(&|b| le(b, end + 12, 3)));
    // Larger than it is, with and without the field for that.
    contradicts(broken(&|b| le(b, at + 24, u32::MAX)));
    contradicts(broken(&|b| le(b, end + 16, u32::MAX)));
    contradicts(broken(&|b| b[end + 8] = 9));
    assert_eq!(broken(&|b| b[at + 8] |= 1), ArchiveError::Encrypted);
}

#[test]
fn more_files_than_any_archive_has_are_refused() {
    let many: Vec<_> = (0..2_001).map(|n| (format!("{n}.txt"), Vec::new())).collect();
    assert_eq!(read(&zip(&many, Packing::Stored)), Err(ArchiveError::TooManyFiles));
}

#[test]
fn names_that_lead_out_of_the_archive_are_refused() {
    for name in [
        "../Connections.csv",
        "/etc/Connections.csv",
        "a\\..\\Connections.csv",
        "C:Connections.csv",
        "a\u{1}.csv",
    ] {
        assert_eq!(
            read(&zip(&[named(name)], Packing::Plain)),
            Err(ArchiveError::UnsafeName),
            "{name}"
        );
    }
}

#[test]
fn a_damaged_file_is_named_and_the_others_are_read() {
    let two = [named("Connections.csv"), named("Kontakte.csv")];
    let mut bytes = zip(&two, Packing::Stored);
    bytes[30 + "Connections.csv".len() + 50] ^= 1;
    let found = read(&bytes).unwrap();
    assert_eq!(found.connections.len(), 1);
    assert!(found.left[0].why.starts_with("It is damaged"), "{:?}", found.left);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_it_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = read(&bytes);
        let _ = read(&zip(&[("Connections.csv".to_owned(), bytes.clone())], Packing::Plain));
        let text = [b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n".as_slice(), &bytes].concat();
        let _ = read(&zip(&[("Connections.csv".to_owned(), text)], Packing::Plain));
    }
}
