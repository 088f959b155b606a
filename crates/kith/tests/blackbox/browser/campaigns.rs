//! R13 in the browser: a campaign is built, checked, started, and its results read.

use serde_json::json;

use super::{person, places::as_member, stage};
use crate::blackbox::client::Client;

#[test]
fn r13_a_campaign_is_built_checked_started_and_its_results_read() {
    let Some((driver, server, _database)) = stage() else { return };
    let anyone = Client::anonymous(&server);
    let ana = person(&anyone, "Ana");
    let (ben, cleo, dan) =
        (person(&anyone, "Ben"), person(&anyone, "Cleo"), person(&anyone, "Dan"));
    ana.connects(&dan);
    let browser = as_member(&driver, &server, &ana);
    browser.go("/templates");
    browser.press(".tabs a[href='/campaigns']");
    browser.see(".empty-title", "No campaign yet");
    browser.press("a.button[href='/campaigns/new']");
    // What is missing is said beside its field, and nothing is lost.
    browser.fill("[name=note_a]", "Hi {frist_name}, shall we meet?");
    browser.fill("[name=name]", "Bridges");
    browser.press("#builder > .buttons button[type=submit]");
    browser.see("#f-note_a-error", "Did you mean {first_name}?");
    assert_eq!(browser.complaints_but(422), [""; 0]);
    browser.fill("[name=note_a]", "Hi {first_name}, shall we meet at the bridge congress?");
    browser.fill(
        "[name=list]",
        &format!("{}\n{}\n{}\nnobody-here", ben.handle, cleo.handle, dan.handle),
    );
    browser.press("#builder > .buttons button[type=submit]");
    browser.see("#check .coach-summary", "2 people of 4 take part");
    browser.see("#check", "You are connected already: 1");
    browser.see("#check", "There is no such member: nobody-here");
    browser.see("#check .note", "Hi Ben, shall we meet at the bridge congress?");
    browser.press("#start button[type=submit]");
    browser.see("h1", "Bridges");
    browser.see("h1 .tag", "Runs");
    browser.see("#next", "Invite");
    browser.press("form[action$='/pause'] button");
    browser.see("h1 .tag", "Paused");
    browser.press("form[action$='/resume'] button");
    for _ in 0..7 {
        anyone.advance("P1D");
    }
    let waiting = ben.inbox();
    assert_eq!(waiting[0]["source"], json!("campaign"));
    let theirs = as_member(&driver, &server, &cleo);
    theirs.go("/network/received");
    theirs.see(".row", "from a campaign");
    theirs.press("form[action^='/settings/do-not-contact/'] button");
    theirs.see(".flash", "No campaign of Ana");
    theirs.go("/settings/do-not-contact");
    theirs.see(".row", "Ana");
    ben.accepts(waiting[0]["id"].as_str().expect("an id"));
    browser.go("/campaigns");
    browser.press("main .rows a");
    browser.see("main", "Accepted");
    browser.see("main .rows", "Ben");
    browser.press("a[href$='/edit']");
    browser.see("main .notice", "It was started");
    browser.go("/campaigns");
    browser.press("main .rows a");
    browser.press("a[href$='/end']");
    browser.press("main .danger[type=submit]");
    browser.see("h1 .tag", "Ended");
}
