//! R13: templates, labels and webhooks on pages, without script.

use super::{
    client::{Client, Member},
    server::on_each_shared,
};

/// Sends a form as a browser without script does; where it leads, and the page there.
pub(crate) fn form(member: &Member, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let encoded: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
    let headers =
        [("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
    let body = encoded.join("&");
    let answer = member.client.send("POST", path, &headers, Some(body.as_bytes()));
    if answer.status == 303 {
        let there = answer.header("location").to_owned();
        let page = member.client.send("GET", there.split('#').next().unwrap(), &[], None);
        return (303, page.text());
    }
    (answer.status, answer.text())
}

fn percent(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

pub(crate) fn page(member: &Member, path: &str) -> String {
    let answer = member.client.send("GET", path, &[], None);
    assert_eq!(answer.status, 200, "{path}: {answer}");
    answer.text()
}

#[test]
fn r13_a_template_is_taken_filled_previewed_and_kept_without_script() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let library = page(&ana, "/templates");
        assert!(library.contains("No template of your own yet"));
        assert!(library.contains("People who come to the same event"));
        assert!(page(&ana, "/templates/new?from=cold_lead.1").contains("hardest question"));
        let typed =
            [("name", "Mine"), ("text", "Hi"), ("insert", "first_name"), ("people", &ben.handle)];
        let (status, shown) = form(&ana, "/templates/preview", &typed);
        assert_eq!(status, 200);
        assert!(shown.contains("Hi {first_name}</textarea>"), "the placeholder stands in the text");
        assert!(shown.contains("Hi Ben</blockquote>"), "and is filled beside it");
        let (status, wrong) =
            form(&ana, "/templates", &[("name", ""), ("text", "Hi {frist_name}")]);
        assert_eq!(status, 422);
        assert!(
            wrong.contains("Give the template a name.")
                && wrong.contains("Did you mean {first_name}?")
        );
        assert!(wrong.contains("Hi {frist_name}</textarea>"), "nothing is lost");
        let (status, kept) =
            form(&ana, "/templates", &[("name", "Mine"), ("text", "Hi {first_name}")]);
        assert_eq!(status, 303);
        assert!(kept.contains("<strong>Mine</strong>"));
    });
}

#[test]
fn labels_and_a_note_stand_on_the_profile_for_who_keeps_them_only() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let (ana, ben, carl) = (anyone.join("ana"), anyone.join("ben"), anyone.join("carl"));
        let fields = [("labels", "Timber, To call"), ("note", "Met in Leipzig"), ("name", "Ben")];
        let (status, profile) = form(&ana, &format!("/in/{}/keep", ben.handle), &fields);
        assert_eq!(status, 303);
        assert!(profile.contains("Only you see this") && profile.contains("Met in Leipzig"));
        assert!(page(&ana, "/contacts?label=To%20call").contains("Met in Leipzig"));
        for other in [&ben, &carl] {
            assert!(!page(other, &format!("/in/{}", ben.handle)).contains("Leipzig"));
        }
        let long = "x".repeat(31);
        let wrong = [("labels", long.as_str())];
        let (status, again) = form(&ana, &format!("/in/{}/keep", ben.handle), &wrong);
        assert_eq!(status, 422);
        assert!(again.contains("is too long for a label") && again.contains(&long));
    });
}

#[test]
fn r13_a_webhook_is_made_shown_and_deleted_in_settings() {
    on_each_shared(|server| {
        let ana = Client::anonymous(server).join("ana");
        let here = "/settings/webhooks";
        assert!(page(&ana, here).contains("No webhook yet"));
        let (status, wrong) = form(&ana, here, &[("url", "ftp://crm.example")]);
        assert_eq!(status, 422);
        assert!(
            wrong.contains("Choose at least one event.") && wrong.contains("begins with https://")
        );
        let fields = [("url", "https://crm.example/"), ("event", "invitation.accepted")];
        let (status, made) = form(&ana, here, &fields);
        assert_eq!(status, 303);
        assert!(made.contains("whsec_") && made.contains("Nothing yet"));
    });
}
