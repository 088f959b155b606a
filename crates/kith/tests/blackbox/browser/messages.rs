//! Writing from a profile, answering, an InMail and an introduction, in a real browser.

use serde_json::json;

use super::{person, session, stage};
use crate::blackbox::{api_messages::plan, client::Client};

#[test]
fn r9_connections_write_to_each_other_from_a_profile_and_the_count_follows() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let (ana, ben) = (person(&anonymous, "Ana"), person(&anonymous, "Ben"));
    ana.connects(&ben);
    let (hers, his) = (driver.open(server.address()), driver.open(server.address()));
    hers.enter(&session(&ana));
    his.enter(&session(&ben));
    hers.go(&format!("/in/{}", ben.handle));
    hers.press("a[aria-label='Write a message to Ben Petrova']");
    hers.see("h1", "Write to Ben Petrova");
    hers.fill("#f-body", "Hello Ben");
    hers.see("#f-body-count", "1991 of 2000 characters left");
    hers.press("main form.note-form button[type=submit]");
    hers.see(".flash", "Your message went to Ben Petrova.");
    hers.see(".talk-thread .mine", "Hello Ben");
    his.go("/");
    his.see(".top-nav .entry .dot", "1");
    his.press(".top-nav a[href='/messages']");
    his.see(".talk-item .unread-mark", "Unread");
    his.press(".talk-item");
    his.see(".talk-thread", "Hello Ben");
    his.fill("#f-body", "Hello Ana");
    his.press("main form.note-form button[type=submit]");
    his.see(".talk-thread .mine", "Hello Ana");
    assert_eq!(his.count(".top-nav .dot"), 0, "everything is read");
    // What does not fit stands in the box again, with the reason beside it.
    his.fill("#f-body", &"x".repeat(2_001));
    his.press("main form.note-form button[type=submit]");
    his.see("#f-body-error", "Write at most 2000 characters");
    assert_eq!(his.complaints_but(422), Vec::<String>::new());
}

#[test]
fn r9_an_inmail_is_paid_for_in_plain_sight_and_may_be_declined() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let operator = anonymous.operator(&server);
    let (ana, ben) = (person(&anonymous, "Ana"), person(&anonymous, "Ben"));
    let (hers, his) = (driver.open(server.address()), driver.open(server.address()));
    hers.enter(&session(&ana));
    hers.go(&format!("/in/{}", ben.handle));
    hers.press(".why summary");
    hers.see(".why .refusal", "InMail costs 1 credit; the premium plan has 15 a month");
    plan(&operator, &ana, "premium");
    hers.go(&format!("/in/{}", ben.handle));
    hers.press("a[aria-label='Write a message to Ben P.']");
    hers.see("main", "You have 15 credits.");
    hers.fill("#f-subject", "Cable stays");
    hers.fill("#f-body", "How were they tested?");
    hers.press("main form.note-form button[type=submit]");
    hers.see(".flash", "Your message went to Ben P.");
    hers.see("main .refusal", "Your InMail waits for an answer");
    his.enter(&session(&ben));
    his.go("/messages");
    his.see(".talk-item", "Cable stays");
    his.press(".talk-item");
    his.see(".request", "An InMail from Ana P.");
    his.press(".request form[action$='/decline'] button");
    his.see(".flash", "Declined.");
    assert_eq!(his.count(".talk-item"), 0);
}

#[test]
fn r10_an_introduction_is_asked_for_passed_on_and_accepted_on_pages() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let [mira, olaf, tove] = ["Mira", "Olaf", "Tove"].map(|name| person(&anonymous, name));
    mira.connects(&olaf);
    olaf.connects(&tove);
    let open = |member| {
        let browser = driver.open(server.address());
        browser.enter(&session(member));
        browser
    };
    let (first, second, third) = (open(&mira), open(&olaf), open(&tove));
    first.go(&format!("/in/{}/introduce", tove.handle));
    first.fill("#f-note", "Tove led the bridge in Porto.");
    first.press("main form.stack-form button[type=submit]");
    first.see(".flash", "Asked for an introduction to Tove Petrova.");
    first.see("main .row .state", "Waiting for them to pass it on");
    second.go("/introductions");
    second.see("main .row", "Tove led the bridge in Porto.");
    second.press("form[action$='/forward'] button");
    second.see(".flash", "Passed on");
    third.go("/introductions?box=received");
    third.press("form[action$='/accept'] button");
    third.see(".flash", "You and Mira Petrova are now connected.");
    assert_eq!(mira.sees(&tove)["degree"], json!("1st"));
}
