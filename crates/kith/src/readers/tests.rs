//! The readers on small files, one for each trap.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use super::{
    SkipReason,
    edges::{self, Edge, Label},
    snb::{self, SnbError},
};

/// A directory of its own, removed with what is in it.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("kith-readers-{}-{number}", std::process::id());
        let dir = std::env::temp_dir().join(name);
        fs::create_dir_all(&dir).unwrap();
        Self(dir)
    }

    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What a failed removal leaves lies in the system's temporary directory.
        drop(fs::remove_dir_all(&self.0));
    }
}

fn shown(label: &Label) -> String {
    match label {
        Label::Number(number) => number.to_string(),
        Label::Text(text) => format!("<{text}>"),
    }
}

fn edges_at(path: &Path) -> (Vec<String>, Vec<(u64, SkipReason)>) {
    let (mut pairs, mut skipped) = (Vec::new(), Vec::new());
    for row in edges::read(path).unwrap() {
        match row {
            Ok(Edge { a, b }) => pairs.push(format!("{} {}", shown(&a), shown(&b))),
            Err(edges::Skipped { line, why }) => skipped.push((line, why)),
        }
    }
    (pairs, skipped)
}

fn edges_of(content: impl AsRef<[u8]>) -> (Vec<String>, Vec<(u64, SkipReason)>) {
    let scratch = Scratch::new();
    edges_at(&scratch.file("edges.csv", content.as_ref()))
}

/// The pairs of a file of which nothing is skipped.
fn pairs(content: impl AsRef<[u8]>) -> Vec<String> {
    let (pairs, skipped) = edges_of(content);
    assert_eq!(skipped, []);
    pairs
}

#[test]
fn edges_may_be_separated_by_any_usual_mark() {
    for content in ["1,2\n3,4\n", "1\t2\n3\t4\n", "1;2\n3;4\n", "1|2\n3|4\n", "1 2\n3 4\n"] {
        assert_eq!(pairs(content), ["1 2", "3 4"], "{content:?}");
    }
    assert_eq!(pairs("  1    2  \n3 \t 4\n"), ["1 2", "3 4"]);
    assert_eq!(pairs("1, 2\n3 ,4 \n"), ["1 2", "3 4"]);
    assert_eq!(pairs("1 2 0.5 x\n3 4 0.1 y,z\n"), ["1 2", "3 4"], "further columns");
    assert_eq!(pairs("1,2,ann lee\n3,4,bob ray\n"), ["1 2", "3 4"], "blanks in further columns");
}

#[test]
fn a_header_is_recognised_by_its_words_or_by_being_the_only_text() {
    for header in ["id_1,id_2", "source,target", "From,To", "u,v", "Node1,Node2", "left,right"] {
        assert_eq!(pairs(format!("{header}\n1,2\n3,4\n")), ["1 2", "3 4"], "{header}");
    }
    assert_eq!(pairs("source,target\nann,bob\n"), ["<ann> <bob>"]);
    assert_eq!(pairs("source target\n1 2\n"), ["1 2"]);
    assert_eq!(pairs("source,target\n"), [""; 0]);
}

#[test]
fn a_first_row_that_is_data_is_kept() {
    assert_eq!(pairs("ann,bob\nbob,eve\n"), ["<ann> <bob>", "<bob> <eve>"]);
    assert_eq!(pairs("7,8\nann,bob\n"), ["7 8", "<ann> <bob>"]);
    assert_eq!(pairs("ann,bob\n1,2\neve,3\n"), ["<ann> <bob>", "1 2", "<eve> 3"]);
    assert_eq!(pairs("u v\nv w\n"), ["<u> <v>", "<v> <w>"], "labels that look like a header");
    assert_eq!(pairs("ann,bob\n"), ["<ann> <bob>"]);
}

#[test]
fn labels_are_numbers_only_where_nothing_is_lost() {
    let content = "007,7\n18446744073709551615,18446744073709551616\n-1,+1\n0,1.0\n";
    let expected =
        ["<007> 7", "18446744073709551615 <18446744073709551616>", "<-1> <+1>", "0 <1.0>"];
    assert_eq!(pairs(content), expected);
}

#[test]
fn quoted_fields_may_hold_separators_and_quotes() {
    let content = "\"Lee, Ann\",\"Ray \"\"B\"\" Bob\"\n\"1\",\"x\" \n";
    assert_eq!(pairs(content), ["<Lee, Ann> <Ray \"B\" Bob>", "1 <x>"]);
    assert_eq!(pairs("Lee, Ann|Ray, Bob\nA, B|C, D\n"), ["<Lee, Ann> <Ray, Bob>", "<A, B> <C, D>"]);
    assert_eq!(pairs("Ann Lee,Bob Ray\n"), ["<Ann Lee> <Bob Ray>"]);
}

#[test]
fn comments_blank_lines_crlf_and_a_byte_order_mark_are_no_data() {
    let content = "\u{feff}id_1,id_2\r\n\r\n# comment\r\n% another\r\n1,2\r\n  \r\n3,4";
    assert_eq!(pairs(content), ["1 2", "3 4"]);
    assert_eq!(pairs("# From To\n# 2 edges\n1\t2\n"), ["1 2"]);
    assert_eq!(pairs(""), [""; 0]);
    assert_eq!(pairs("\u{feff}"), [""; 0]);
}

#[test]
fn rows_that_are_no_pair_are_skipped_with_their_line() {
    let mut content = b"id_1,id_2\n1,2\n5,5\n\n7\n8,\n,9\n".to_vec();
    content.extend(b"an\xffn,bob\nb\x00b,eve\nann,ann\n3,4\n");
    content.extend([b'x'; 70_000]);
    content.extend(b"\n5,6\n");
    let (pairs, skipped) = edges_of(content);
    assert_eq!(pairs, ["1 2", "3 4", "5 6"]);
    let expected = [
        (3, SkipReason::SelfLoop),
        (5, SkipReason::TooFewFields),
        (6, SkipReason::TooFewFields),
        (7, SkipReason::TooFewFields),
        (8, SkipReason::NotText),
        (9, SkipReason::NotText),
        (10, SkipReason::SelfLoop),
        (12, SkipReason::TooLong),
    ];
    assert_eq!(skipped, expected);
}

#[test]
fn a_long_file_is_read_past_its_sample_with_the_right_lines() {
    let mut content: String = (0..40_000).map(|n| format!("{n} {}\n", n + 1)).collect();
    content.push_str("9 9\n");
    let (pairs, skipped) = edges_of(&content);
    assert_eq!((pairs.len(), pairs[39_999].as_str()), (40_000, "39999 40000"));
    assert_eq!(skipped, [(40_001, SkipReason::SelfLoop)]);
}

#[test]
fn packed_files_are_recognised_by_their_bytes_and_counted_as_they_are_read() {
    let scratch = Scratch::new();
    let text: String = (0..50_000).map(|n| format!("{n},{}\n", n + 1)).collect();
    // Two frames one after the other are one file.
    let (first, second) = text.split_at(100_000);
    let mut packed = zstd::encode_all(first.as_bytes(), 1).unwrap();
    packed.extend(zstd::encode_all(second.as_bytes(), 1).unwrap());
    for name in ["edges.csv.zst", "edges.csv"] {
        let path = scratch.file(name, &packed);
        let edges = edges::read(&path).unwrap();
        let progress = edges.progress().clone();
        assert_eq!(edges.filter(Result::is_ok).count(), 50_000);
        assert_eq!(progress.total, packed.len() as u64);
        assert_eq!(progress.read.load(Ordering::Relaxed), progress.total);
    }
}

#[test]
fn a_packed_file_that_breaks_off_says_so_in_its_last_row() {
    let scratch = Scratch::new();
    let text: String = (0..200_000_u64).map(|n| format!("{n},{}\n", n * n + 1)).collect();
    let packed = zstd::encode_all(text.as_bytes(), 1).unwrap();
    let (pairs, skipped) = edges_at(&scratch.file("e.zst", &packed[..packed.len() / 2]));
    assert!(pairs.len() > 1_000 && pairs.len() < 200_000);
    assert!(matches!(skipped.last(), Some((_, SkipReason::BrokenOff(_)))), "{skipped:?}");
}

#[test]
fn files_that_are_no_text_are_refused_with_advice() {
    let scratch = Scratch::new();
    for (content, word) in [
        (&b"\x1f\x8b\x08rest"[..], "gunzip"),
        (b"PK\x03\x04rest", "unzip"),
        (b"\xff\xfe1\x00", "UTF-8"),
    ] {
        let error = edges::read(&scratch.file("edges.csv", content)).err().unwrap();
        assert!(error.to_string().contains(word), "{error}");
    }
    assert!(edges::read(&scratch.0.join("nowhere")).is_err());
    assert!(edges::read(&scratch.file("edges.zst", b"1,2\n")).is_err(), "not packed at all");
}

/// A small network; `{}` stands for the part's number.
const SNB: [(&str, &str); 11] = [
    (
        "dynamic/person{}.csv",
        "id|firstName|lastName|gender|birthday|creationDate|locationIP|browserUsed\n\
         933|Mahinda|Perera|male|1989-12-03|2010-02-14T15:32:10.447+0000|0.0.0.0|Firefox\n\
         10|José \"Pepe\"|Peña|male|1980-01-01|1266161530447|0.0.0.0|Opera\n\
         933|Again|Here|male|1989-12-03|2010-02-14T15:32:10.447+0000|0.0.0.0|Firefox\n\
         x|Bad|Id|male|1989-12-03|2010-02-14T15:32:10.447+0000|0.0.0.0|Firefox\n\
         11|Bad|Date|male|1989-12-03|soon|0.0.0.0|Firefox\n\
         12|Short\n",
    ),
    (
        "dynamic/person_email_emailaddress{}.csv",
        "Person.id|email\n933|m@a.example\n933|n@a.example\n",
    ),
    ("dynamic/person_isLocatedIn_place{}.csv", "Person.id|Place.id\n933|5\n10|6\n10|99\n"),
    (
        "dynamic/person_knows_person{}.csv",
        "Person.id|Person.id|creationDate\n\
         933|10|2010-11-15T07:23:49.104+0000\n10|933|2010-11-15T07:23:49.104+0000\n\
         933|933|2010-11-15T07:23:49.104+0000\n933|77|2010-11-15T07:23:49.104+0000\n",
    ),
    (
        "dynamic/person_studyAt_organisation{}.csv",
        "Person.id|Organisation.id|classYear\n933|2|2011\n",
    ),
    (
        "dynamic/person_workAt_organisation{}.csv",
        "Person.id|Organisation.id|workFrom\n933|0|2011\n933|1|2013\n10|0|never\n",
    ),
    ("dynamic/person_hasInterest_tag{}.csv", "Person.id|Tag.id\n933|7\n933|7\n933|8\n"),
    (
        "static/place{}.csv",
        "id|name|url|type\n1|Asia|u|continent\n2|Sri_Lanka|u|country\n5|Kandy|u|city\n6|S%C3%A3o_Paulo|u|city\n",
    ),
    ("static/place_isPartOf_place{}.csv", "Place.id|Place.id\n5|2\n2|1\n"),
    (
        "static/organisation{}.csv",
        "id|type|name|url\n0|company|Kam_Air|u\n1|company|B&H_Airlines|u\n2|university|Sol_University|u\n",
    ),
    ("static/tag{}.csv", "id|name|url\n7|Hamid_Tag|u\n8|Other,_Tag|u\n"),
];

fn small_snb(under: &str, flat: bool) -> Scratch {
    let scratch = Scratch::new();
    for (name, content) in SNB {
        let name = name.replace("{}", "_0_0");
        let name = if flat { name.rsplit('/').next().unwrap() } else { &name };
        scratch.file(&format!("{under}{name}"), content.as_bytes());
    }
    scratch
}

#[test]
fn snb_people_come_with_everything_that_is_said_of_them() {
    let scratch = small_snb("", false);
    let snb = snb::read(&scratch.0).unwrap();
    assert_eq!(snb.persons.len(), 2);
    let person = &snb.persons[0];
    assert_eq!(
        (person.id, person.first_name.as_str(), person.last_name.as_str()),
        (933, "Mahinda", "Perera")
    );
    assert_eq!(person.email.as_deref(), Some("m@a.example"));
    assert_eq!(person.created.to_string(), "2010-02-14T15:32:10.447Z");
    assert_eq!(person.location, "Kandy, Sri Lanka");
    assert_eq!(person.companies, [("B&H Airlines".to_owned(), 2013), ("Kam Air".to_owned(), 2011)]);
    assert_eq!(person.schools, [("Sol University".to_owned(), 2011)]);
    assert_eq!(person.interests, ["Hamid Tag", "Other, Tag"]);
    let other = &snb.persons[1];
    assert_eq!(
        (other.first_name.as_str(), other.location.as_str()),
        ("José \"Pepe\"", "São Paulo")
    );
    assert_eq!((other.created, &other.email), (person.created, &None));
    assert_eq!(snb.knows.len(), 1);
    assert_eq!((snb.knows[0].0, snb.knows[0].1), (10, 933));
}

#[test]
fn snb_rows_that_cannot_be_used_are_listed_with_file_and_line() {
    let scratch = small_snb("", false);
    let snb = snb::read(&scratch.0).unwrap();
    let skipped: Vec<_> = snb
        .skipped
        .iter()
        .map(|one| format!("{}:{}: {}", one.file.trim_end_matches("_0_0.csv"), one.line, one.why))
        .collect();
    let expected = [
        "person:4: 933 came before",
        "person:5: not a number: \"x\"",
        "person:6: not a time: \"soon\"",
        "person:7: a field is missing",
        "person_isLocatedIn_place:4: there is no place 99",
        "person_workAt_organisation:4: not a year: \"never\"",
        "person_knows_person:4: both ends are the same",
        "person_knows_person:5: there is no person 77",
    ];
    assert_eq!(skipped, expected);
}

#[test]
fn snb_is_found_one_level_down_flat_packed_and_in_parts() {
    let expected = snb::read(&small_snb("", false).0).unwrap();
    assert_eq!(snb::read(&small_snb("social_network/", false).0).unwrap(), expected);
    assert_eq!(snb::read(&small_snb("", true).0).unwrap(), expected);
    let parts = small_snb("", false);
    let knows = parts.0.join("dynamic/person_knows_person_0_0.csv");
    let header = "Person.id|Person.id|creationDate\n";
    let rest = fs::read_to_string(&knows).unwrap().replace(header, "");
    let mut rows = rest.lines();
    let (first, others) = (rows.next().unwrap(), rows.collect::<Vec<_>>().join("\n"));
    let packed = zstd::encode_all(format!("{header}{first}\n").as_bytes(), 3).unwrap();
    parts.file("dynamic/person_knows_person_2_0.csv.zst", &packed);
    parts.file("dynamic/person_knows_person_10_0.csv", format!("{header}{others}").as_bytes());
    fs::remove_file(knows).unwrap();
    let snb = snb::read(&parts.0).unwrap();
    assert_eq!((&snb.persons, &snb.knows), (&expected.persons, &expected.knows));
    let lines: Vec<_> = snb.skipped.iter().rev().take(2).map(|one| one.line).collect();
    assert_eq!(lines, [4, 3]);
}

#[test]
fn a_missing_file_is_named_with_the_places_looked_in() {
    let scratch = small_snb("", false);
    fs::remove_file(scratch.0.join("dynamic/person_knows_person_0_0.csv")).unwrap();
    let error = snb::read(&scratch.0).unwrap_err();
    assert!(
        matches!(&error, SnbError::Missing("person_knows_person", places) if places.len() == 4)
    );
    let text = error.to_string();
    assert!(
        text.contains("person_knows_person_0_0.csv") && text.contains("social_network"),
        "{text}"
    );
    let file = scratch.file("archive.tar", b"");
    assert!(matches!(snb::read(&file), Err(SnbError::NotADirectory(_))));
    scratch.file("dynamic/person_knows_person_0_0.csv", b"a|b\n1|2\n");
    let error = snb::read(&scratch.0).unwrap_err().to_string();
    assert!(error.contains("Person.id"), "{error}");
}

#[test]
fn what_people_wrote_is_read_with_what_it_hangs_on_and_broken_rows_are_named() {
    let folder = std::env::temp_dir().join(format!("kith-snb-content-{}", std::process::id()));
    let dynamic = folder.join("dynamic");
    std::fs::create_dir_all(&dynamic).unwrap();
    let at = "2011-08-17T06:05:40.595+0000";
    let write = |name: &str, rows: &str| {
        std::fs::write(dynamic.join(format!("{name}_0_0.csv")), rows.replace("AT", at)).unwrap();
    };
    write("forum", "id|title|creationDate\n1|Group for Rivers|AT\n2|Wall of Ana|AT\n");
    write("forum_hasModerator_person", "Forum.id|Person.id\n1|7\n2|7\n");
    write("forum_hasMember_person", "Forum.id|Person.id|joinDate\n1|8|AT\n9|8|AT\n");
    write("forum_containerOf_post", "Forum.id|Post.id\n1|10\n2|11\n");
    write("post_hasCreator_person", "Post.id|Person.id\n10|7\n11|8\n");
    write(
        "post",
        "id|imageFile|creationDate|content\n10||AT|About rivers\n11|p.jpg|AT|\n12||AT|Whose?\n",
    );
    write("comment_hasCreator_person", "Comment.id|Person.id\n20|8\n21|7\n22|7\n");
    write("comment_replyOf_post", "Comment.id|Post.id\n20|10\n");
    write("comment_replyOf_comment", "Comment.id|Comment.id\n21|20\n22|22\n");
    write("comment", "id|creationDate|content\n21|AT|No\n20|AT|Yes\n22|AT|Round\n");
    write("person_likes_post", "Person.id|Post.id|creationDate\n8|10|AT\n");
    let content = snb::content::read(&folder).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(
        content.forums.iter().map(snb::content::Forum::is_group).collect::<Vec<_>>(),
        [true, false]
    );
    assert_eq!((content.forums[0].moderator, content.forums[0].members[0].0), (Some(7), 8));
    let posts: Vec<_> =
        content.posts.iter().map(|post| (post.id, post.forum, post.body.as_str())).collect();
    assert_eq!(posts, [(10, Some(0), "About rivers"), (11, Some(1), "Photo: p.jpg")]);
    let comments: Vec<_> =
        content.comments.iter().map(|one| (one.id, one.post, one.parent)).collect();
    assert_eq!(comments, [(20, 10, None), (21, 10, Some(20))]);
    assert_eq!(content.post_likes.len(), 1);
    let skipped: Vec<_> = content.skipped.iter().map(|row| (row.file.as_str(), row.line)).collect();
    assert_eq!(skipped, [("post_0_0.csv", 4), ("comment_0_0.csv", 4)]);
}
