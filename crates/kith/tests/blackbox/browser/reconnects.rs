//! Reconnecting in a browser: ticked beside the connections, confirmed by a link, asked, connected.

use super::{audit, axe, person, places::as_member, stage};
use crate::blackbox::{
    client::Client,
    imports::Folder,
    reconnect::{Listed, archive_of, confirm, link, listed, profile},
};

#[test]
fn two_who_know_each_other_tick_it_confirm_their_address_and_are_connected_again() {
    let Some((driver, server, _database)) = stage() else { return };
    let anyone = Client::anonymous(&server);
    let (ana, ben, carl) =
        (person(&anyone, "Ana"), person(&anyone, "Ben"), person(&anyone, "Carl"));
    confirm(&server, &anyone, &[&ben, &carl]);
    for one in [&ben, &carl] {
        one.lists(&[&ana]);
    }
    let here = ["/reconnect".to_owned()];
    let browser = as_member(&driver, &server, &ana);
    browser.go("/reconnect");
    browser.see(".empty-title", "You have not asked to be reconnected");
    audit::audit(&browser, &here);
    axe::clean(&browser, &here);
    browser.size(1_280, 900);
    browser.go("/reconnect");
    browser.press("form[action='/reconnect/on'] button");
    browser.see(".empty-title", "You have no contacts here yet");
    browser.press("form[action='/reconnect/off'] button");
    browser.see(".flash", "Nothing of yours is compared any more.");

    // With the connections it is ticked, not without them.
    let rows = [&ben, &carl].map(listed);
    let rows: Vec<Listed<'_>> =
        rows.iter().map(|(name, end, email)| (&name[..], &end[..], &email[..])).collect();
    let folder = Folder::new();
    let file = folder.file("archive.zip", archive_of(&ana.email, &profile(&ana), &rows));
    browser.go("/archive");
    browser.attach("#f-archive", &file);
    browser.press("main form button[type=submit]");
    assert_eq!(browser.count("[name=reconnect]:checked"), 0, "nothing is ticked for anybody");
    browser.press("[name=reconnect]");
    browser.press("[name=part][value=invitations]");
    browser.press("form[action='/archive/apply'] button[type=submit]");
    browser.see("#f-reconnect-error", "take your connections over, too");
    assert_eq!(browser.complaints_but(422), Vec::<String>::new());
    browser.press("[name=reconnect]");
    browser.press("[name=part][value=connections]");
    browser.press("form[action='/archive/apply'] button[type=submit]");
    browser.press("main a[href='/reconnect']");
    browser.see(".empty-title", "Nobody yet");
    browser.see("#known-by", "not confirmed");
    browser.press("form[action='/reconnect/email'] button");
    browser.see(".flash", "on its way");
    browser.press("form[action='/reconnect/email'] button");
    browser.see("#f-email-error", "a short time ago");
    assert_eq!(browser.complaints_but(422), Vec::<String>::new());
    audit::audit(&browser, &here);
    axe::clean(&browser, &here);
    browser.size(1_280, 900);

    let confirming = format!("/confirm/{}", link(&server, &anyone, &ana));
    let other = as_member(&driver, &server, &ben);
    other.go(&confirming);
    other.press("main form button");
    other.see("main", "not for the account that you are signed in to");
    assert_eq!(other.complaints_but(422), Vec::<String>::new());
    audit::audit(&browser, std::slice::from_ref(&confirming));
    axe::clean(&browser, std::slice::from_ref(&confirming));
    browser.size(1_280, 900);
    browser.go(&confirming);
    browser.press("main form button");
    browser.see(".flash", "Your e-mail address is confirmed.");
    browser.see("#known-by", "elsewhere");

    anyone.advance("PT24H1S");
    browser.go("/notifications");
    browser.see("main", "is here");
    browser.go("/reconnect");
    browser.see("main", "In your contacts: Carl Petrova");
    assert_eq!(browser.count(".row"), 2);
    audit::audit(&browser, &here);
    axe::clean(&browser, &here);
    browser.size(1_280, 900);
    browser.go("/reconnect");
    browser.press(".row:nth-child(1) form[action$='/no'] button");
    browser.see(".flash", "is not told");
    browser.press(".row:nth-child(2) form[action$='/yes'] button");
    browser.see(".flash", "connected when they say yes, too");
    audit::audit(&browser, &here);
    axe::clean(&browser, &here);
    for one in [&ben, &carl] {
        one.says(&ana, "yes");
    }
    browser.size(1_280, 900);
    browser.go("/reconnect");
    assert_eq!(browser.count(".row"), 1, "one is connected, the other waits for another answer");
    browser.press(".row form[action$='/undo'] button");
    browser.see(".flash", "taken back");
    browser.press(".row form[action$='/yes'] button");
    browser.see(".flash", "are now connected");
    browser.see(".empty-title", "Nobody yet");
}
