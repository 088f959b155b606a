//! The benchmark's update stream on a data set small enough to count by hand, and the answers of
//! `kith bench snb` on it against plain SQL.

use std::path::Path;

use kith_sim::databases::on_each;
use kith_store::Location;

use super::{
    super::{
        back_door,
        client::{Client, items, text},
        server::{Flags, Server, command},
    },
    Folder, agrees, both, done, import,
};

/// The files before the stream begins, and their rows.
const FILES: [(&str, &str); 20] = [
    ("static/place", "id|name|url|type\n1|India||country\n10|Kolkata||city\n100|Asia||continent\n"),
    ("static/place_isPartOf_place", "Place.id|Place.id\n10|1\n1|100\n"),
    ("static/organisation", "id|type|name|url\n5|company|Kam_Air|\n6|university|Aule|\n"),
    ("static/organisation_isLocatedIn_place", "Organisation.id|Place.id\n5|1\n6|10\n"),
    ("static/tag", "id|name|url\n7|Ada_Lovelace|\n8|Weaving|\n"),
    (
        "dynamic/person",
        "id|firstName|lastName|creationDate\n1|Ana|Lima|2010-01-01T00:00:00.000+0000\n2|Ben|Okafor|2010-01-02T00:00:00.000+0000\n3|Chi|Nguyen|2010-01-03T00:00:00.000+0000\n4|Ana|Silva|2010-01-04T00:00:00.000+0000\n",
    ),
    ("dynamic/person_isLocatedIn_place", "Person.id|Place.id\n1|10\n2|10\n3|10\n4|10\n"),
    ("dynamic/person_studyAt_organisation", "Person.id|Organisation.id|classYear\n1|6|2008\n"),
    (
        "dynamic/person_workAt_organisation",
        "Person.id|Organisation.id|workFrom\n2|5|2006\n3|5|2012\n",
    ),
    ("dynamic/person_hasInterest_tag", "Person.id|Tag.id\n1|7\n1|8\n3|7\n3|8\n4|8\n"),
    (
        "dynamic/person_knows_person",
        "Person.id|Person.id|creationDate\n1|2|2011-01-01T00:00:00.000+0000\n2|3|2011-01-02T00:00:00.000+0000\n3|4|2011-01-03T00:00:00.000+0000\n",
    ),
    (
        "dynamic/forum",
        "id|title|creationDate\n20|Wall of Ana Lima|2010-02-01T00:00:00.000+0000\n21|Group for Weaving in Kolkata|2010-02-02T00:00:00.000+0000\n",
    ),
    ("dynamic/forum_hasModerator_person", "Forum.id|Person.id\n20|1\n21|2\n"),
    (
        "dynamic/forum_hasMember_person",
        "Forum.id|Person.id|joinDate\n20|2|2011-02-01T00:00:00.000+0000\n21|3|2011-02-02T00:00:00.000+0000\n",
    ),
    (
        "dynamic/post",
        "id|imageFile|creationDate|content\n30||2011-03-01T00:00:00.000+0000|On looms\n31||2011-03-02T00:00:00.000+0000|Who weaves?\n",
    ),
    ("dynamic/post_hasCreator_person", "Post.id|Person.id\n30|1\n31|3\n"),
    ("dynamic/forum_containerOf_post", "Forum.id|Post.id\n20|30\n21|31\n"),
    ("dynamic/comment", "id|creationDate|content\n40|2011-03-03T00:00:00.000+0000|I do\n"),
    ("dynamic/comment_hasCreator_person", "Comment.id|Person.id\n40|2\n"),
    ("dynamic/comment_replyOf_post", "Comment.id|Post.id\n40|31\n"),
];

/// Somebody who joins: with an address, an interest, a school and a company.
const PERSONS: &str = "1347000000000|0|1|9|Eve|Sato|female|435456000000|1347000000000|ip|Firefox|10|en|eve9@example.org|8|6,2009|5,2010\n";

/// What happens then, a second apart; four rows cannot be used.
const EVENTS: &str = "\
1347000001000|0|8|1|9|1347000001000
1347000002000|0|4|22|Group for Ada_Lovelace in Kolkata|1347000002000|9|7
1347000003000|0|4|23|Album 1 of Ben Okafor|1347000003000|2|7
1347000004000|0|5|22|2|1347000004000
1347000004000|0|5|22|1|1347000004000
1347000005000|0|5|23|1|1347000005000
1347000006000|0|6|32||1347000006000|ip|Firefox|en|Engines|7|2|22|1|7
1347000006000|0|6|33|photo33.jpg|1347000006000|ip|Firefox|||0|2|23|1|
1347000006500|0|6|34||1347000006500|ip|Firefox|en|Not a member|12|3|22|1|7
1347000007000|0|7|41|1347000007000|ip|Firefox|Which?|6|1|1|32|-1|
1347000008000|0|7|42|1347000008000|ip|Firefox|All|3|2|1|-1|41|
1347000009000|0|7|43|1347000009000|ip|Firefox|Nowhere|7|2|1|999|-1|
1347000010000|0|2|9|32|1347000010000
1347000010000|0|2|4|30|1347000010000
1347000011000|0|3|1|42|1347000011000
1347000012000|0|9|1|42|1347000011000
1347000013000|0|2|1||1347000011000
";

/// The data set with its stream, in a folder.
fn data_set() -> Folder {
    let folder = Folder::new();
    for half in ["static", "dynamic"] {
        std::fs::create_dir_all(folder.0.join(half)).expect("a folder");
    }
    for (name, rows) in FILES {
        folder.file(&format!("{name}_0_0.csv"), rows);
    }
    folder.file("updateStream_0_0_person.csv", PERSONS);
    folder.file("updateStream_0_0_forum.csv", EVENTS);
    folder
}

fn with_updates(location: &Location, folder: &Path) -> String {
    let mut command = import(location, "snb", folder);
    command.arg("--updates");
    done(command)
}

/// The whole stream of SF0.1: each count is the files', nothing is refused, every answer is what
/// plain SQL says.
pub(super) fn whole(location: &Location, folder: &Path) {
    let begun = std::time::Instant::now();
    let said = with_updates(location, folder);
    println!("the update stream of SF0.1 was replayed in {:.1?}", begun.elapsed());
    has(
        &said,
        &[
            "| persons | 172 | 172 | 0 | 0 | 0 |",
            "| friendships | 3291 | 3291 | 0 | 0 | 0 |",
            "| forums | 3027 | 62 | 0 | 2965 | 0 |",
            "| memberships | 127091 | 5181 | 1 | 121909 | 0 |",
            "| posts | 33004 | 33004 | 0 | 0 | 0 |",
            "| comments | 50548 | 50548 | 0 | 0 | 0 |",
            "| likes of posts | 43397 | 43397 | 0 | 0 | 0 |",
            "| likes of comments | 34576 | 34576 | 0 | 0 | 0 |",
            "| all | 295106 | 170231 | 1 | 124874 | 0 |",
        ],
    );
    let (status, said) = checked(location, folder, &["--seconds", "0", "--parameters", "100"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("1400 answers compared with plain SQL, all equal"), "{said}");
}

#[track_caller]
fn has(said: &str, lines: &[&str]) {
    for line in lines {
        assert!(said.lines().any(|one| one == *line), "{line:?} is not in:\n{said}");
    }
}

#[test]
fn the_update_stream_goes_through_the_use_cases_and_a_second_time_changes_nothing() {
    let folder = data_set();
    on_each("stream", |location| {
        let said = with_updates(location, &folder.0);
        has(
            &said,
            &[
                "| persons | 1 | 1 | 0 | 0 | 0 |",
                "| friendships | 1 | 1 | 0 | 0 | 0 |",
                "| forums | 2 | 1 | 0 | 1 | 0 |",
                "| memberships | 3 | 2 | 0 | 1 | 0 |",
                "| posts | 3 | 2 | 0 | 0 | 1 |",
                "| comments | 3 | 2 | 0 | 0 | 1 |",
                "| likes of posts | 2 | 2 | 0 | 0 | 0 |",
                "| likes of comments | 1 | 1 | 0 | 0 | 0 |",
                "| all | 16 | 12 | 0 | 2 | 2 |",
                "refused updateStream_0_0_forum.csv, line 9: Only members of the group write in it.",
                "refused updateStream_0_0_forum.csv, line 12: there is no post 999",
                "skipped updateStream_0_0_forum.csv, line 16: not a kind of update: \"9\"",
                "skipped updateStream_0_0_forum.csv, line 17: a field is missing",
                "left out 2: walls and albums are no groups: what stands in them are their owner's posts",
            ],
        );
        let expected = "5 members, 4 connections, 1 invitations";
        assert!(agrees(location).starts_with(expected));
        let again = with_updates(location, &folder.0);
        has(&again, &["| all | 16 | 0 | 12 | 2 | 2 |"]);
        assert!(agrees(location).starts_with(expected));
    });
}

#[test]
fn what_was_replayed_stands_at_its_own_instant_for_who_may_see_it() {
    let folder = data_set();
    on_each("replayed", |location| {
        with_updates(location, &folder.0);
        let tokens = back_door::tokens(location, &["person-9".to_owned(), "person-1".to_owned()]);
        let server = Server::start(location, Flags::default());
        let eve = Client::anonymous(&server).with_token(&tokens[0]);
        let connections = items(&eve.get("/connections").is(200));
        assert_eq!(connections.len(), 1);
        assert_eq!(text(&connections[0]["handle"]), "person-1");
        assert_eq!(text(&connections[0]["connected_at"]), "2012-09-07T06:40:01Z");
        let feed = items(&eve.get("/feed?within=2nd").is(200));
        let bodies: Vec<_> = feed.iter().map(|post| text(&post["body"]).to_owned()).collect();
        assert_eq!(bodies, ["Photo: photo33.jpg", "Engines", "On looms"]);
        assert_eq!(text(&feed[1]["group"]["name"]), "Group for Ada_Lovelace in Kolkata");
        assert_eq!(text(&feed[1]["at"]), "2012-09-07T06:40:06Z");
        assert_eq!(feed[1]["reactions"]["count"], 1);
        assert_eq!(feed[1]["comment_count"], 2);
        // R11: skills in common at the 2nd degree; a company since before a year, where R3 shows it.
        let ana = Client::anonymous(&server).with_token(&tokens[1]);
        let alike = items(&ana.get("/suggestions?by=skills").is(200));
        let handles: Vec<_> = alike.iter().map(|one| text(&one["handle"]).to_owned()).collect();
        assert_eq!(handles, ["person-3"]);
        assert_eq!(text(&alike[0]["reasons"][1]), "Ada Lovelace and Weaving in common");
        ana.get("/suggestions?by=chance").is(422);
        let long = |year| {
            let found = ana.get(&format!("/people?company=kam%20air&since_before={year}")).is(200);
            let handles = items(&found).into_iter().map(|one| text(&one["handle"]).to_owned());
            handles.collect::<Vec<_>>()
        };
        assert_eq!(long(2006), [""; 0]);
        assert_eq!(long(2007), ["person-2"]);
        assert_eq!(long(2013), ["person-2", "person-9", "person-3"]);
        let wrong = ana.get("/people?since_before=2007").is(422);
        assert!(wrong.to_string().contains("Name the company too."), "{wrong}");
        let wrong = ana.get("/people?company=kam%20air&since_before=soon").is(422);
        assert!(wrong.to_string().contains("Give a year, such as 2015."), "{wrong}");
    });
}

#[test]
fn a_stream_that_is_not_there_is_said_before_anything_is_kept() {
    let folder = data_set();
    for name in ["updateStream_0_0_person.csv", "updateStream_0_0_forum.csv"] {
        std::fs::remove_file(folder.0.join(name)).expect("the file is there");
    }
    on_each("no_stream", |location| {
        let mut command = import(location, "snb", &folder.0);
        let output = command.arg("--updates").output().expect("the binary starts");
        let said = both(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("updateStream_"), "{said}");
    });
}

/// `kith bench snb` with every answer compared.
fn checked(location: &Location, folder: &Path, more: &[&str]) -> (Option<i32>, String) {
    let dir = folder.to_string_lossy().into_owned();
    let mut command = command(&["bench", "snb", &dir, "--check"], location);
    let output = command.args(more).output().expect("the binary starts");
    (output.status.code(), both(&output))
}

#[test]
fn every_answer_to_the_benchmark_is_what_plain_sql_says_and_a_wrong_one_is_found() {
    let folder = data_set();
    folder.file("substitution_parameters/interactive_1_param.txt", "personId|firstName\n9|Ana\n");
    on_each("answers", |location| {
        with_updates(location, &folder.0);
        let (status, said) =
            checked(location, &folder.0, &["--seconds", "1", "--parameters", "25"]);
        assert_eq!(status, Some(0), "{said}");
        has(
            &said,
            &[
                "| IC1 people by first name within three steps | 1 | 1 |",
                "parameters from the standard's files: IC1",
            ],
        );
        assert!(said.contains("326 answers compared with plain SQL, all equal"), "{said}");
        assert!(said.contains(" a second and core"), "{said}");
        // A feed reaches back to the newest 512 posts of everybody: behind more, the two differ.
        let id = match location {
            Location::Postgres(_) => "decode(md5(i::text), 'hex')",
            _ => "CAST(printf('%016d', i) AS BLOB)",
        };
        let many = format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600) \
             INSERT INTO posts (id, author, audience, body, at) SELECT {id}, \
             (SELECT id FROM accounts WHERE handle = 'person-2'), 'public', 'More', \
             1347100000000000 + i FROM n"
        );
        back_door::run(location, &many);
        let earlier = "personId|maxDate\n1|1347000100000\n";
        folder.file("substitution_parameters/interactive_2_param.txt", earlier);
        let (status, said) = checked(location, &folder.0, &["--seconds", "0", "--parameters", "5"]);
        assert_eq!(status, Some(1), "{said}");
        assert!(said.contains("answers differ from plain SQL"), "{said}");
        std::fs::remove_file(folder.0.join("substitution_parameters/interactive_2_param.txt"))
            .expect("the file is there");
    });
}
