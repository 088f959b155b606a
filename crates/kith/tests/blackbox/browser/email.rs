//! Inviting by e-mail in a browser: a list, each line answered, the link of the mail, the ticks.

use super::{audit, axe, join_with, person, places::as_member, stage};
use crate::blackbox::{
    client::Client,
    email_invitations::{letters, token},
};

#[test]
fn a_list_is_invited_and_whoever_joins_by_the_mail_ticks_whom_to_connect_with() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let (ana, ben) = (person(&anonymous, "Ana"), person(&anonymous, "Ben"));
    let browser = as_member(&driver, &server, &ana);
    browser.go("/network");
    browser.press(".tabs a[href='/network/email']");
    browser.see("h1", "Invite by e-mail");
    browser.see(".empty-title", "Nobody yet");
    browser.fill("#f-addresses", "Zoe <zoe@else.example>, nobody here\numa@else.example");
    browser.fill("#f-note", "We built the bridge in Porto together.");
    browser.press("button[formaction='/network/email/check']");
    browser.see(".coach-summary", "");
    browser.press("form[action='/network/email'] button:not([formaction])");
    browser.see(".notice", "2 invitations are kept.");
    browser.see(".notice .facts", "not an address");
    browser.see(".row", "Zoe");
    assert_eq!(
        browser.script("return document.getElementById('f-addresses').value"),
        "nobody here"
    );
    ben.emails("zoe@else.example").is(200);
    let mail = letters(&server, &anonymous, "zoe@else.example", 2).remove(0);
    let link = format!("/invited/{}", token(&mail));
    let pages = ["/network/email".to_owned(), link.clone()];
    audit::audit(&browser, &pages);
    axe::clean(&browser, &pages);

    let zoe = driver.open(server.address());
    zoe.go(&link);
    zoe.see("h1", "invites you to connect");
    zoe.press("main a[href^='/sign-up']");
    assert_eq!(
        zoe.script("return document.querySelector('[name=email]').value"),
        "zoe@else.example"
    );
    join_with(&zoe, "zoe-lind", "Zoe", "Lind");
    zoe.see("h1", "Who invited you");
    assert_eq!(zoe.count("[name=id]:checked"), 0, "nothing is ticked for anybody");
    let offers = ["/network/email/offers".to_owned()];
    audit::audit(&zoe, &offers);
    axe::clean(&zoe, &offers);
    zoe.size(1_280, 900);
    zoe.go("/network/email/offers");
    zoe.press("main form button:not([name])");
    zoe.see("p.error", "Tick at least one");
    assert_eq!(zoe.complaints_but(422), Vec::<String>::new());
    zoe.go("/network/email/offers");
    zoe.press("li.row:nth-child(1) [name=id]");
    zoe.press("main form button[name=let_go]");
    zoe.see(".flash", "You are connected with 1 member who invited you.");
    assert_eq!(zoe.count("ul.rows > .row"), 1);

    let stop = mail.unsubscribe.strip_prefix(server.address()).expect("a link here").to_owned();
    let anybody = driver.open(server.address());
    anybody.go(&stop);
    anybody.see("h1", "No more invitations by e-mail?");
    audit::audit(&anybody, std::slice::from_ref(&stop));
    axe::clean(&anybody, std::slice::from_ref(&stop));
    anybody.go(&stop);
    anybody.press("main form button[type=submit]");
    anybody.see("h1", "You get no more invitations");

    browser.size(1_280, 900);
    browser.go("/network/email");
    browser.press("button[aria-label='Withdraw the invitation to u…@else.example']");
    browser.see(".flash", "Invitation to u…@else.example withdrawn.");
}
