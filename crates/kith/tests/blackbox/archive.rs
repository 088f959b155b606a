//! `GET /export`: everything of a member in one archive, and nothing that they may not see.

use std::{collections::BTreeMap, io::Read as _};

use serde_json::{Value, json};

use super::{
    client::{Client, Member, text},
    everywhere,
    imports::{Folder, done},
    server::{Flags, command, on_each, on_each_shared},
};

/// The files of a ZIP archive by its directory, as text.
pub(crate) fn unpacked(zip: &[u8]) -> BTreeMap<String, String> {
    let number = |at: usize, size: usize| -> usize {
        zip[at..at + size].iter().rev().fold(0, |sum, byte| (sum << 8) + usize::from(*byte))
    };
    let end = zip.len() - 22;
    assert_eq!(&zip[end..end + 4], b"PK\x05\x06", "the archive is whole");
    let (count, mut at) = (number(end + 10, 2), number(end + 16, 4));
    let mut files = BTreeMap::new();
    for _ in 0..count {
        let (packed, plain, length) = (number(at + 20, 4), number(at + 24, 4), number(at + 28, 2));
        let name = String::from_utf8_lossy(&zip[at + 46..at + 46 + length]).into_owned();
        let data = number(at + 42, 4) + 30 + length;
        let mut bytes = Vec::new();
        flate2::read::DeflateDecoder::new(&zip[data..data + packed])
            .read_to_end(&mut bytes)
            .expect("it unpacks");
        assert_eq!(bytes.len(), plain, "{name}");
        files.insert(name, String::from_utf8_lossy(&bytes).into_owned());
        at += 46 + length;
    }
    files
}

/// An archive as text in which what differs from minute to minute is blurred: the tables write
/// instants in many ways.
pub(crate) fn readable(zip: &[u8]) -> String {
    let mut text = String::new();
    for (name, content) in unpacked(zip) {
        text.push_str(&format!("── {name}\n"));
        if name.ends_with(".csv") {
            // Ids first: of those only the digits would go.
            let content = everywhere::blur(&content);
            for part in content.split_inclusive(|c: char| !c.is_ascii_digit()) {
                let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
                text.push_str(if rest.len() < part.len() { "0" } else { "" });
                text.push_str(rest);
            }
        } else {
            text.push_str(&content);
        }
    }
    text.replace(" AM", " M").replace(" PM", " M")
}

/// What a member's archive holds.
pub(crate) fn archive(member: &Member) -> BTreeMap<String, String> {
    let answer = member.get("/export");
    assert_eq!(answer.status, 200, "{}", answer.asked);
    assert_eq!(answer.header("content-type"), "application/zip");
    assert!(answer.header("content-disposition").contains(&member.handle));
    unpacked(&answer.body)
}

fn made(member: &Member, path: &str, body: Value, key: &str) -> String {
    text(&member.post(path, &body).is(201)[key]).to_owned()
}

#[test]
fn everything_of_mine_is_in_it_in_the_shapes_of_other_networks() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join_as("ana", &json!({"headline": "Builds, \"bridges\""}));
        let [ben, cem, dan] = ["ben", "cem", "dan"].map(|name| anyone.join(name));
        ben.patch(
            "/members/me",
            &json!({"positions": [{"company": "Northwind, Inc.",
            "title": "Head", "from": 2015}]}),
        )
        .is(200);
        ana.patch(
            "/members/me",
            &json!({"about": "Two\nlines", "skills": ["Steel"],
            "positions": [{"company": "Initech", "title": "Engineer", "from": 2010, "until": 2014}],
            "education": [{"school": "Aule", "degree": "MSc", "until": 2009}]}),
        )
        .is(200);
        ana.connects(&ben);
        ana.invites_with(&cem, &json!({"note": "Hello, Cem"})).is(201);
        dan.invites_with(&ana, &json!({"note": "Hello, Ana"})).is(201);
        made(
            &ana,
            "/messages",
            json!({"to": ben.handle, "body": "First,\nsecond"}),
            "conversation",
        );
        made(&ben, "/messages", json!({"to": ana.handle, "body": "Answer"}), "conversation");
        let post = made(&ana, "/posts", json!({"body": "A bridge", "audience": "public"}), "id");
        let bens = made(&ben, "/posts", json!({"body": "A ferry", "audience": "public"}), "id");
        made(&ana, &format!("/posts/{bens}/comments"), json!({"body": "Nice ferry"}), "id");
        ana.put(&format!("/posts/{bens}/reaction")).done();
        made(&ana, "/groups", json!({"name": "Bridges", "access": "open"}), "id");
        let name = format!("Hooli {}", ana.handle);
        let company = made(&ana, "/companies", json!({"name": name}), "handle");
        ana.put(&format!("/companies/{company}/follow")).done();
        ana.post("/searches", &json!({"name": "Steel", "search": {"q": "steel"}})).is(201);
        let files = archive(&ana);
        let lines = |name: &str| -> Vec<&str> {
            files.get(name).unwrap_or_else(|| panic!("{name} is missing")).lines().collect()
        };
        assert_eq!(
            lines("Profile.csv")[0],
            "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,Twitter Handles,Websites,Instant Messengers"
        );
        assert!(files["Profile.csv"].contains(",\"Builds, \"\"bridges\"\"\",\"Two\nlines\","));
        assert_eq!(lines("Positions.csv")[1], "Initech,Engineer,,,2010,2014");
        assert_eq!(lines("Education.csv")[1], "Aule,,2009,,MSc,");
        assert_eq!(lines("Skills.csv"), ["Name", "Steel"]);
        let connections = lines("Connections.csv");
        assert_eq!(
            connections[0],
            "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
        );
        let of_ben = format!("/in/{},{},\"Northwind, Inc.\",Head,", ben.handle, ben.email);
        assert!(connections[1].contains(&of_ben), "{connections:?}");
        assert_eq!(connections.len(), 2);
        let invitations = &files["Invitations.csv"];
        assert!(invitations.starts_with(
            "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
        ));
        assert!(invitations.contains(",\"Hello, Cem\",OUTGOING,"), "{invitations}");
        assert!(invitations.contains(",\"Hello, Ana\",INCOMING,"), "{invitations}");
        let messages = &files["messages.csv"];
        assert!(
            messages.starts_with("CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,")
        );
        assert!(messages.contains(",\"First,\nsecond\",INBOX\n"), "{messages}");
        assert!(messages.contains(" UTC,,Answer,INBOX\n"), "{messages}");
        let followed = lines("Company Follows.csv");
        assert_eq!(followed[0], "Organization,Followed On");
        assert!(followed[1].starts_with(&format!("{name},")), "{followed:?}");
        assert!(followed[1].contains(" UTC 20"), "{followed:?}");
        assert!(lines("Shares.csv")[1].contains(&format!("/posts/{post},A bridge,")));
        assert!(lines("Comments.csv")[1].ends_with(&format!("/posts/{bens},Nice ferry")));
        assert!(lines("Reactions.csv")[1].contains(",LIKE,"), "{:?}", files["Reactions.csv"]);
        let account: Value = serde_json::from_str(&files["rest/account.json"]).expect("JSON");
        assert_eq!(account["profile"]["handle"], ana.handle.as_str());
        for name in [
            "connections",
            "followers",
            "following",
            "invitations-sent",
            "invitations-received",
            "posts",
            "comments",
            "reactions",
            "groups",
            "companies",
            "saved-searches",
            "notifications",
            "conversations-inbox",
        ] {
            let file = &files[&format!("rest/{name}.json")];
            let list: Value = serde_json::from_str(file).expect("JSON");
            assert!(list.as_array().is_some_and(|list| !list.is_empty()), "{name}: {file}");
        }
        assert!(files["README.txt"].contains("Another kith"));
    });
}

#[test]
fn r1_r6_nothing_silent_and_nobody_who_is_blocked_is_in_it() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let [ben, zoe] =
            ["ben", "zoe"].map(|name| anyone.join_as(name, &json!({"last_name": "Zimt"})));
        let to_ben = ana.sends(&ben);
        ben.ignores(&to_ben, false);
        let sent = archive(&ana);
        assert!(sent["rest/invitations-sent.json"].contains("\"state\":\"pending\""));
        assert!(!sent["rest/invitations-sent.json"].contains("ignored"));
        // Zoe is everywhere around Ana, and then blocks her.
        ana.connects(&zoe);
        made(&zoe, "/messages", json!({"to": ana.handle, "body": "Hello"}), "conversation");
        let post = made(&zoe, "/posts", json!({"body": "A ferry", "audience": "public"}), "id");
        made(&ana, &format!("/posts/{post}/comments"), json!({"body": "Nice"}), "id");
        ana.put(&format!("/posts/{post}/reaction")).done();
        let holds = |files: &BTreeMap<String, String>| -> Vec<String> {
            let of_zoe = |(_, text): &(&String, &String)| text.contains(&zoe.handle);
            files.iter().filter(of_zoe).map(|(name, _)| name.clone()).collect()
        };
        assert!(holds(&archive(&ana)).len() >= 6, "{:?}", holds(&archive(&ana)));
        let block = zoe.put(&format!("/blocks/{}", ana.handle));
        block.done();
        ana.client.get_at("/members/me", block.header("kith-revision")).is(200);
        let after = archive(&ana);
        assert_eq!(holds(&after), [""; 0]);
        assert!(!after.contains_key("Comments.csv") && !after.contains_key("Reactions.csv"));
        // Whoever blocks reads only that they do.
        assert!(
            !archive(&zoe)
                .iter()
                .any(|(name, text)| { name != "rest/blocks.json" && text.contains(&ana.handle) })
        );
    });
}

#[test]
fn the_command_writes_the_same_archive_and_writes_over_nothing() {
    on_each(Flags::default(), |server| {
        let ana = Client::anonymous(server).join("ana");
        let folder = Folder::new();
        let file = folder.0.join("ana.zip").to_string_lossy().into_owned();
        let words = ["export", "--as", &ana.handle, &file];
        let said = done(command(&words, server.location()));
        assert!(said.contains("everything of "), "{said}");
        let names: Vec<String> =
            unpacked(&std::fs::read(&file).expect("the file")).into_keys().collect();
        assert_eq!(names, archive(&ana).into_keys().collect::<Vec<_>>());
        let again = command(&words, server.location()).output().expect("the binary starts");
        assert_eq!(again.status.code(), Some(1));
        let nobody = folder.0.join("nobody.zip").to_string_lossy().into_owned();
        let words = ["export", "--as", "nobody-here", &nobody];
        let output = command(&words, server.location()).output().expect("the binary starts");
        assert_eq!(output.status.code(), Some(1));
        assert!(!folder.0.join("nobody.zip").exists());
    });
}
