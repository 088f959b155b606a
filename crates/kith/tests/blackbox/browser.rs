//! The pages in a real browser: the main way, and every press that invites.

mod archives;
mod audit;
mod axe;
mod campaigns;
mod chrome;
mod communities;
mod email;
mod keyboard;
mod messages;
mod pictures;
mod places;
mod reconnects;
mod search;

use kith_sim::databases::Database;
use serde_json::json;

use self::chrome::{Browser, Driver};
use super::{
    client::{Client, Member, PASSWORD, text},
    server::{Flags, Server},
};

/// Chromium and a fresh sandbox, or nothing where there is no Chromium.
fn stage() -> Option<(Driver, Server, Database)> {
    let driver = Driver::start()?;
    let database = Database::sqlite("browser").expect("a temporary folder");
    let server = Server::start(&database.location, Flags::SANDBOX);
    Some((driver, server, database))
}

/// A new member whom others see by this first name.
fn person(anonymous: &Client, first_name: &str) -> Member {
    anonymous.join_as(&first_name.to_lowercase(), &json!({"first_name": first_name}))
}

/// A session for the browser of a member.
fn session(member: &Member) -> String {
    let who = json!({"handle": member.handle, "password": PASSWORD});
    text(&member.post("/sessions", &who).is(200)["token"]).to_owned()
}

/// Joins from the welcome page.
fn join(browser: &Browser, handle: &str, first_name: &str, last_name: &str) {
    browser.go("/");
    browser.see("h1", "The people you know");
    browser.press(".hero a[href='/sign-up']");
    browser.see("h1", "Join this network");
    browser.fill("[name=email]", &format!("{handle}@example.org"));
    join_with(browser, handle, first_name, last_name);
    browser.see(".flash", &format!("Welcome, {first_name}."));
}

/// Joins at the sign-up page, with the address that stands there.
fn join_with(browser: &Browser, handle: &str, first_name: &str, last_name: &str) {
    for (field, value) in [
        ("first_name", first_name),
        ("last_name", last_name),
        ("handle", handle),
        ("password", PASSWORD),
        ("headline", &format!("{first_name} builds bridges")),
    ] {
        browser.fill(&format!("[name={field}]"), value);
    }
    browser.press("main form button[type=submit]");
}

#[test]
fn two_people_sign_up_find_each_other_and_connect_with_a_note() {
    let Some((driver, server, _database)) = stage() else { return };
    let (ana, ben) = (driver.open(server.address()), driver.open(server.address()));
    join(&ana, "ana-petrova", "Ana", "Petrova");
    join(&ben, "ben-okafor", "Ben", "Okafor");

    ana.fill("header [name=q]", "ben bridges\n");
    ana.see("main h1, .row", "Ben O.");
    ana.see(".row .badge", "Out of network");
    ana.press(".row .note-box summary");
    let note = "#note-ben-okafor";
    ana.see("#note-ben-okafor-count", "200 of 200 characters left");
    ana.fill(note, "We met at the bridge congress. 👩‍👩‍👧");
    ana.see("#note-ben-okafor-count", "168 of 200 characters left");
    ana.fill(note, &"x".repeat(203));
    ana.see("#note-ben-okafor-count[data-over]", "3 too many: 200 characters fit");
    ana.fill(note, "We met at the bridge congress.\nShall we stay in touch?");
    ana.see("#note-ben-okafor-count", "146 of 200 characters left");
    ana.press("#invite-ben-okafor button[type=submit]");
    ana.see(".row .state", "Pending");
    ana.go("/network/sent");
    ana.see(".row", "Ben O.");
    ana.see(".note", "We met at the bridge congress.\nShall we stay in touch?");

    ben.go("/");
    ben.see(".top-nav [data-waiting]", "1");
    ben.press(".top-nav a[href='/network']");
    ben.press(".tabs a[href='/network/received']");
    ben.see(".note", "Shall we stay in touch?");
    ben.press("button[aria-label='Accept the invitation from Ana P.']");
    ben.see(".answered", "You and Ana P. are now connected.");
    assert_eq!(ben.count("[data-waiting]"), 0, "nothing waits any more");

    for (browser, other, name) in
        [(&ana, "ben-okafor", "Ben Okafor"), (&ben, "ana-petrova", "Ana Petrova")]
    {
        browser.go(&format!("/in/{other}"));
        browser.see("h1", name);
        browser.see("h1 .badge", "1st");
        browser.see(".profile-actions .state", "Connected");
        browser.see(".thread, aside", "Shall we stay in touch?");
        browser.go("/network/connections");
        browser.see(".row", name);
    }
}
