//! Without a mouse, and without script.

use fantoccini::key::Key;

use super::{person, session, stage};
use crate::blackbox::client::{Client, PASSWORD};

fn enter() -> String {
    char::from(Key::Enter).to_string()
}

#[test]
fn signing_in_and_connecting_work_with_the_keyboard_alone() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let (ana, ben) = (person(&anonymous, "Ana"), person(&anonymous, "Ben"));
    let browser = driver.open(server.address());
    browser.go("/");
    browser.tab_to("Skip to the content");
    browser.tab_to("Sign in");
    browser.keys(&enter());
    browser.arrives("/sign-in");
    browser.tab_to("Handle or e-mail address");
    browser.keys(&ana.handle);
    browser.tab_to("Password");
    browser.keys(PASSWORD);
    browser.tab_to("Sign in");
    browser.keys(&enter());
    browser.arrives("/");
    browser.keys("/");
    assert_eq!(browser.focus(), "Search people");
    browser.keys(&format!("ben{}", enter()));
    browser.see("main .row", "Ben P.");
    browser.tab_to("Connect with Ben P.");
    browser.keys(&enter());
    browser.see("main .row .state", "Pending");
    // Enter again, as people do, takes nothing back.
    browser.keys(&enter());
    assert_eq!(ben.inbox().len(), 1);
    browser.tab_to("Withdraw the invitation to Ben P.");
}

#[test]
fn a_note_is_written_and_sent_with_the_keyboard_alone() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let (ana, ben) = (person(&anonymous, "Ana"), person(&anonymous, "Ben"));
    let browser = driver.open(server.address());
    browser.enter(&session(&ana));
    browser.go(&format!("/in/{}", ben.handle));
    browser.tab_to("Add a note for Ben P.");
    browser.keys(&enter());
    assert!(browser.until(|| browser.focus().starts_with("Note to Ben P.")), "{}", browser.focus());
    browser.keys("Hello from the keyboard");
    browser.tab_to("Send with note");
    browser.keys(&enter());
    browser.see(".flash", "Invitation sent to Ben P.");
    assert_eq!(ben.inbox()[0]["note"], "Hello from the keyboard");
}

#[test]
fn everything_on_the_main_way_works_without_script() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let (ana, ben) = (person(&anonymous, "Ana"), person(&anonymous, "Ben"));
    let browser = driver.open_without_script(server.address());
    browser.go("/sign-in");
    browser.fill("[name=handle]", &ana.handle);
    browser.fill("[name=password]", PASSWORD);
    browser.press("main button[type=submit]");
    browser.arrives("/");
    browser.fill("header [name=q]", "ben\n");
    browser.see("main .row", "Ben P.");
    let before = browser.path();
    assert_eq!(browser.count("[data-needs-script]:not([hidden])"), 0, "no script runs");
    browser.press("main button[aria-label='Connect with Ben P.']");
    browser.see(".flash", "Invitation sent to Ben P.");
    browser.arrives(&before);
    browser.see("main .row .state", "Pending");
    assert_eq!(ben.inbox().len(), 1);

    browser.press("main button[aria-label='Withdraw the invitation to Ben P.']");
    browser.see(".flash", "Invitation to Ben P. withdrawn.");
    assert!(ben.inbox().is_empty());

    ben.sends(&ana);
    browser.go("/network/received");
    browser.press("button[aria-label='Accept the invitation from Ben P.']");
    browser.see(".flash", "You and Ben P. are now connected.");
    browser.go(&format!("/in/{}", ben.handle));
    browser.see("h1 .badge", "1st");
}
