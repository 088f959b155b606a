//! Archives of every era, whole.

use kith_archive::{
    Archive, Part, PraiseKind,
    made::{Era, Packing, Plan, archive, files, zip},
    read,
};
use kith_core::time::Timestamp;

pub(crate) fn at() -> Timestamp {
    "2026-11-20T12:00:00Z".parse().unwrap()
}

fn of(era: Era) -> Archive {
    read(&archive(&Plan::small(era, at()))).unwrap()
}

#[test]
fn an_archive_of_every_era_is_read_whole() {
    for era in Era::ALL {
        let plan = Plan::small(era, at());
        assert!(files(&plan).len() >= 12, "{era:?}");
        let read = of(era);
        let counts = [
            read.connections.len(),
            read.invitations.len(),
            read.praise.len(),
            read.positions.len(),
            read.education.len(),
            read.skills.len(),
            read.follows.len(),
        ];
        assert_eq!(counts, [60, 40, 10, 3, 2, 3, 2], "{era:?}");
        let profile = read.profile.unwrap();
        assert_eq!(profile.headline, "Structural engineer | timber, and concrete");
        assert_eq!(profile.about, "I plan bridges.\nThey stand.");
        assert_eq!(profile.location, "Dresden, Saxony, Germany");
        let first = &read.connections[0];
        assert_eq!(first.key.starts_with("in/"), era >= Era::Addresses, "{}", first.key);
        assert!(read.connections.iter().any(|one| one.last_name.ends_with(", PhD")));
        assert!(read.connections.iter().any(|one| one.company == "Northwind Analytics, Inc."));
        assert!(read.connections.iter().any(|one| !one.email.is_empty()));
        assert_eq!(read.positions[0].until, None, "an empty end is a job that goes on");
    }
}

#[test]
fn whoever_closed_their_profile_is_counted_and_not_taken() {
    for era in Era::ALL {
        let read = of(era);
        let report = read.files.iter().find(|one| one.part == Part::Connections).unwrap();
        assert_eq!((report.rows, report.skipped), (65, 0), "{era:?}");
        assert!(
            report.notes.iter().any(|note| note.starts_with("5 rows have no name")),
            "{report:?}"
        );
    }
}

#[test]
fn address_books_and_security_files_are_never_opened() {
    for era in Era::ALL {
        let read = of(era);
        for name in ["Contacts.csv", "Logins.csv", "Ad_Targeting.csv"] {
            let left = read.left.iter().find(|one| one.file == name).unwrap();
            assert!(left.why.starts_with("It is never opened"), "{}", left.why);
        }
        let text = String::from_utf8(serde(&read)).unwrap();
        assert!(!text.contains("third@example.org") && !text.contains("203.0.113.9"));
        assert!(!text.contains("Secret Street"), "nor is what the profile has no place for");
        assert!(!text.contains("line \\\"two\\\""), "nor what was written");
    }
}

fn serde(read: &Archive) -> Vec<u8> {
    let packed = read.pack().unwrap();
    assert_eq!(Archive::unpack(&packed).unwrap(), *read, "it comes out as it went in");
    format!("{read:?}").into_bytes()
}

#[test]
fn an_accepted_invitation_is_linked_to_its_contact_in_every_era() {
    for era in Era::ALL {
        let read = of(era);
        let known = |key: &str| read.connections.iter().any(|one| one.key == key);
        let linked = read.invitations.iter().filter(|one| known(&one.key)).count();
        assert!(linked >= 20, "{era:?}: {linked}");
        let open = read.invitations.iter().filter(|one| !known(&one.key)).count();
        assert!(open >= 13, "{era:?}: {open} went to people who are none");
        let note = &read.invitations.iter().find(|one| !one.note.is_empty()).unwrap().note;
        assert!(note.contains("\nWould like to \"follow up\""), "{note}");
    }
}

#[test]
fn of_messages_only_who_and_when_is_taken() {
    for era in [Era::Addresses, Era::Quoted] {
        let read = of(era);
        // One conversation is a group, and one in four has only what the member wrote: with
        // addresses of recipients both count.
        assert_eq!(read.talks.len(), 12, "{era:?}");
        let talk = &read.talks.iter().max_by_key(|one| one.messages).unwrap();
        assert_eq!(talk.messages, 4);
        assert!(talk.mine.is_some() && talk.theirs > talk.mine);
    }
    // Without addresses of recipients nobody is known who did not write.
    let read = of(Era::Early);
    assert!((6..12).contains(&read.talks.len()), "{}", read.talks.len());
}

#[test]
fn recommendations_and_accepted_endorsements_are_praise() {
    let read = of(Era::Addresses);
    let of = |kind| read.praise.iter().filter(|one| one.kind == kind).count();
    assert_eq!((of(PraiseKind::Recommendation), of(PraiseKind::Endorsement)), (2, 8));
    assert!(read.praise.iter().all(|one| one.at.is_some()));
    assert!(read.praise.iter().filter(|one| one.key.starts_with("in/")).count() >= 8);
}

#[test]
fn a_profile_in_two_languages_has_its_jobs_once() {
    let read = of(Era::Addresses);
    let titles: Vec<_> = read.positions.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(titles, ["Lead Engineer", "Engineer", "Trainee"]);
    let report = read.files.iter().find(|one| one.part == Part::Positions).unwrap();
    assert_eq!(report.lines(), ["Line 7: it does not say in which year it began."]);
    assert!(report.notes[0].starts_with("2 rows are the same again"), "{report:?}");
}

#[test]
fn it_does_not_matter_how_the_container_is_packed_or_in_which_folder() {
    let plan = Plan::small(Era::Addresses, at());
    let made = files(&plan);
    let wanted = read(&zip(&made, Packing::Streamed)).unwrap();
    for packing in [Packing::Plain, Packing::Stored] {
        assert_eq!(read(&zip(&made, packing)).unwrap(), wanted);
    }
    let inside: Vec<_> =
        made.iter().map(|(name, bytes)| (format!("My Export/{name}"), bytes.clone())).collect();
    let again = read(&zip(&inside, Packing::Plain)).unwrap();
    assert_eq!(again.connections, wanted.connections);
    assert_eq!(again.left.len(), wanted.left.len());
    // What one system's packer adds is passed over.
    let mut litter = made.clone();
    litter
        .push(("__MACOSX/._Connections.csv".to_owned(), b"First Name,Connected On\nX,1".to_vec()));
    assert_eq!(read(&zip(&litter, Packing::Plain)).unwrap(), wanted);
}

#[test]
fn files_with_translated_names_are_known_by_their_headers() {
    let plan = Plan::small(Era::Addresses, at());
    let translated: Vec<_> = files(&plan)
        .into_iter()
        .map(|(name, bytes)| match name.as_str() {
            "Connections.csv" => ("Kontakte.csv".to_owned(), bytes),
            "Invitations.csv" => ("Einladungen_123.csv".to_owned(), bytes),
            "messages.csv" => ("Nachrichten.csv".to_owned(), bytes),
            _ => (name, bytes),
        })
        .collect();
    let read = read(&zip(&translated, Packing::Plain)).unwrap();
    assert_eq!((read.connections.len(), read.invitations.len()), (60, 40));
    assert_eq!(read.talks.len(), 12);
}
