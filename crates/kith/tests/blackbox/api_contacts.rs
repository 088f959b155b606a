//! Labels and private notes over HTTP: mine, in and out as CSV, and never anybody else's.

use serde_json::{Value, json};

use super::{
    client::{Client, Member, handles, text},
    server::on_each_shared,
};

fn keep(member: &Member, about: &Member, labels: &[&str], note: &str) -> Value {
    let body = json!({"labels": labels, "note": note});
    let path = format!("/contacts/{}", about.handle);
    member.client.call("PUT", &path, &[], Some(&body)).is(200)
}

fn listed(member: &Member, query: &str) -> Vec<String> {
    handles(&member.list(&format!("/contacts{query}")))
}

#[test]
fn labels_and_a_note_are_kept_about_somebody_who_never_learns_of_it() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let (ana, ben, carl) = (anyone.join("ana"), anyone.join("ben"), anyone.join("carl"));
        let kept = keep(&ana, &ben, &["To call", "Timber", "Timber"], "Met in Leipzig: Zebrafish.");
        assert_eq!(
            kept,
            json!({"labels": ["Timber", "To call"], "note": "Met in Leipzig: Zebrafish."})
        );
        keep(&ana, &carl, &["Timber"], "");
        assert_eq!(ana.get(&format!("/contacts/{}", ben.handle)).is(200), kept);
        assert_eq!(listed(&ana, ""), [carl.handle.clone(), ben.handle.clone()]);
        assert_eq!(listed(&ana, "?label=To%20call"), std::slice::from_ref(&ben.handle));
        let labels = ana.list("/labels");
        assert_eq!(
            labels,
            [json!({"name": "Timber", "count": 2}), json!({"name": "To call", "count": 1})]
        );
        let found = ana.list("/people?label=To%20call");
        assert_eq!(handles(&found), std::slice::from_ref(&ben.handle), "a filter of people search");
        for path in ["/contacts", "/labels", "/people?label=Timber", "/contacts.csv"] {
            let read = ben.client.send("GET", &format!("/api/v1{path}"), &[], None);
            assert_eq!(read.status, 200);
            assert!(
                !read.text().contains("Timber") && !read.text().contains("Zebrafish"),
                "{path}"
            );
        }
        let about = ben.get(&format!("/contacts/{}", ana.handle)).is(200);
        assert_eq!(about, json!({"labels": [], "note": ""}));
        keep(&ana, &ben, &[], "");
        assert_eq!(listed(&ana, ""), std::slice::from_ref(&carl.handle));
    });
}

#[test]
fn r1_what_is_kept_about_somebody_who_blocks_is_not_shown_and_nobody_new_can_be_told_apart() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        keep(&ana, &ben, &["Timber"], "Hello");
        ben.put(&format!("/blocks/{}", ana.handle)).done();
        assert_eq!(listed(&ana, ""), [""; 0]);
        assert_eq!(ana.list("/labels"), [Value::Null; 0]);
        ana.get(&format!("/contacts/{}", ben.handle)).refused(404, "not_found");
        let body = json!({"labels": ["x"]});
        let put = |handle: &str| {
            let answer = ana.client.call("PUT", &format!("/contacts/{handle}"), &[], Some(&body));
            answer.refused(404, "not_found")
        };
        assert_eq!(put(&ben.handle)["detail"], put("no-such-member")["detail"]);
        ben.delete(&format!("/blocks/{}", ana.handle)).done();
        assert_eq!(
            listed(&ana, ""),
            std::slice::from_ref(&ben.handle),
            "it was kept all the while"
        );
    });
}

#[test]
fn labels_and_notes_go_out_as_csv_and_come_in_again_all_or_none() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let (ana, ben, carl) = (anyone.join("ana"), anyone.join("ben"), anyone.join("carl"));
        keep(&ana, &ben, &["Timber", "To call"], "=1+1, \"quoted\"\nand a second line");
        let file = ana.client.send("GET", "/api/v1/contacts.csv", &[], None);
        assert!(file.header("content-type").starts_with("text/csv"));
        let file = file.text();
        assert!(file.contains("Timber; To call") && file.contains("'=1+1"), "{file}");
        let take = |csv: &str| ana.post("/contacts.csv", &json!({"csv": csv}));
        keep(&ana, &ben, &[], "");
        assert_eq!(take(&file).is(200), json!({"kept": 1}));
        let kept = ana.get(&format!("/contacts/{}", ben.handle)).is(200);
        assert_eq!(kept["note"], "=1+1, \"quoted\"\nand a second line");
        let mixed = format!("handle,labels\n{},New\nno-such-member,New\n", carl.handle);
        let wrong = take(&mixed).problem(422, "malformed");
        assert!(text(&wrong["errors"][0]["message"]).starts_with("Line 3:"), "{wrong}");
        assert_eq!(listed(&ana, "?label=New"), [""; 0], "none where one line cannot be taken");
        for bad in ["", "name,labels\nx,y\n", "handle\n", "handle,labels\n\"broken"] {
            assert_eq!(take(bad).wrong_fields()[0], "csv", "{bad:?}");
        }
        let long = format!("handle,labels\n{},{}\n", carl.handle, "x".repeat(31));
        assert_eq!(take(&long).wrong_fields(), ["csv"]);
    });
}
