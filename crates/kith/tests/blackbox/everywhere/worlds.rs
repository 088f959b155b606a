//! R3, R5, R9, R13: the same world twice, private text different. All that is answered to those
//! who may not see the difference is equal to the byte, apart from ids and instants.

use serde_json::{Value, json};

use super::{Hints, blurred, difference, everything};
use crate::blackbox::{
    client::{Client, Member, text},
    server::{Flags, Server, on_each},
};

/// What a world hides, and from whom: each text is for those who are named and nobody farther.
#[derive(Debug, Clone, Copy)]
struct Secrets {
    /// The two who talk, the members of a group, the member alone.
    own: &'static str,
    /// The 1st degree.
    first: &'static str,
    /// The 2nd degree.
    second: &'static str,
    /// The 3rd degree.
    third: &'static str,
}

const PLAIN: Secrets =
    Secrets { own: "Quarz", first: "Mistral", second: "Petrichor", third: "Zephyr" };

/// What else might be hidden, less and less of it being told apart by the viewer.
const OTHER: Secrets =
    Secrets { own: "Basalt", first: "Harmattan", second: "Pimpernel", third: "Sirocco" };

/// Olga and those around her, nearest first.
struct World {
    near: [Member; 4],
}

/// Whether names and current positions are shown to every member.
type Community = bool;

fn world(server: &Server, secrets: Secrets, community: Community) -> World {
    let Secrets { own, first, second, third } = secrets;
    let anyone = Client::anonymous(server);
    let person = |handle: &str, more: Value| {
        anyone.sign_up(handle, &more).is(201);
        let member = anyone.sign_in(handle);
        // Those who look must leave no trace for the next one who does.
        member.patch("/members/me/settings", &json!({"viewing_mode": "private"})).is(200);
        member
    };
    let email = format!("{}@example.org", first.to_lowercase());
    // The initial is shown to everybody.
    let last_name = if community { "Petrova" } else { second };
    let olga = person(
        "olga-o",
        json!({"last_name": last_name, "email": email,
        "headline": "Builds bridges", "industry": "Bridges", "location": third}),
    );
    let current = if community { "Hooli" } else { third };
    let about = json!({"about": format!("{second} and bridges"), "skills": [second],
        "positions": [
            {"company": format!("{first} AG"), "title": first, "from": 2011, "until": 2015},
            {"company": format!("{current} GmbH"), "title": current, "from": 2015},
        ],
        "education": [{"school": format!("{second} School"), "degree": "MSc", "from": 2009, "until": 2014}]});
    olga.patch("/members/me", &about).is(200);
    let near = ["fay-f", "sam-s", "tom-t", "uwe-u"].map(|handle| person(handle, json!({})));
    let ben = person("ben-b", json!({}));
    let [fay, sam, tom, uwe] = &near;
    for (a, b) in [(&olga, fay), (fay, sam), (sam, tom), (&ben, fay)] {
        a.connects(b);
    }
    let made = |member: &Member, path: &str, body: Value, key: &str| {
        text(&member.post(path, &body).is(201)[key]).to_owned()
    };
    // Among two, or a group's.
    let note = json!({"to": olga.handle, "note": own});
    olga.accepts(&made(&ben, "/invitations", note, "id"));
    let talk = made(&olga, "/messages", json!({"to": ben.handle, "body": own}), "conversation");
    made(&ben, "/messages", json!({"to": olga.handle, "body": own}), "conversation");
    ben.post(&format!("/conversations/{talk}/report"), &json!({"reason": own})).done();
    let asked = json!({"through": fay.handle, "to": sam.handle, "note": "Hello"});
    olga.post("/introductions", &asked).is(201);
    made(&olga, "/searches", json!({"name": own, "search": {"q": own}}), "id");
    olga.put(&format!("/suggestions/{}/dismissed", tom.handle)).done();
    for access in ["hidden", "request"] {
        let name = if access == "hidden" { own } else { "Bridges" };
        let group = made(&olga, "/groups", json!({"name": name, "access": access}), "id");
        let body = json!({"body": own, "group": group});
        let post = made(&olga, "/posts", body, "id");
        made(&olga, &format!("/posts/{post}/comments"), json!({"body": own}), "id");
    }
    // For connections, and for everybody.
    let close = made(&olga, "/posts", json!({"body": first, "audience": "connections"}), "id");
    made(&olga, &format!("/posts/{close}/comments"), json!({"body": first}), "id");
    let open = made(&olga, "/posts", json!({"body": "A bridge", "audience": "public"}), "id");
    made(uwe, &format!("/posts/{open}/comments"), json!({"body": "Fine"}), "id");
    let last = uwe.put(&format!("/posts/{open}/reaction"));
    last.done();
    for one in &near {
        one.client.get_at("/members/me", last.header("kith-revision")).is(200);
    }
    World { near }
}

/// The world that somebody at a distance cannot tell from the plain one.
fn alike(distance: usize) -> Secrets {
    match distance {
        0 => Secrets { own: OTHER.own, ..PLAIN },
        1 => Secrets { own: OTHER.own, first: OTHER.first, ..PLAIN },
        2 => Secrets { third: PLAIN.third, ..OTHER },
        _ => OTHER,
    }
}

fn two_worlds(server: &Server, flags: Flags<'_>, community: Community) {
    let words = [PLAIN, OTHER].iter().flat_map(|s| [s.own, s.first, s.second, s.third]);
    let words: Vec<String> = words.chain(["bridges", "olga"]).map(str::to_owned).collect();
    let hints = Hints { words, ..Hints::default() };
    let plain = world(server, PLAIN, community);
    let seen: Vec<Vec<String>> =
        plain.near.iter().map(|one| blurred(&everything(one, &hints))).collect();
    // Each sees what the next one farther away does not.
    let tells = [PLAIN.first, PLAIN.second, PLAIN.third];
    for (distance, word) in tells.into_iter().enumerate() {
        let has =
            |lines: &[String]| lines.iter().filter(|line| line.matches(word).count() > 3).count();
        assert!(has(&seen[distance]) >= 3, "{word} at distance {}", distance + 1);
    }
    for (distance, seen) in seen.iter().enumerate() {
        let database = kith_sim::databases::Database::sqlite("world").expect("a folder");
        let server = Server::start(&database.location, flags);
        let other = world(&server, alike(distance), community);
        let told = blurred(&everything(&other.near[distance], &hints));
        let difference = difference(seen, &told);
        assert!(difference.is_empty(), "at distance {}:\n{difference}", distance + 1);
        assert_eq!(seen.len(), told.len());
    }
}

#[test]
fn r3_two_worlds_that_differ_in_private_text_read_alike_to_whom_it_is_not_for() {
    on_each(Flags::SANDBOX, |server| two_worlds(server, Flags::SANDBOX, false));
}

#[test]
fn r3_two_worlds_of_the_community_preset_read_alike_to_whom_the_difference_is_not_for() {
    let flags = Flags::sandbox_with("[visibility]\npreset = \"community\"\n");
    on_each(flags, |server| two_worlds(server, flags, true));
}
