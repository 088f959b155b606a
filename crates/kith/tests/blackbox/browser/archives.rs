//! Bringing an archive along in a browser: read, ticked, imported, and the desk made of it.

use kith_archive::made::Era;

use super::{audit, axe, person, places::as_member, stage};
use crate::blackbox::{api_archive::made, client::Client, imports::Folder};

#[test]
fn an_archive_is_uploaded_looked_at_ticked_and_becomes_the_desk() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let (ana, folder) = (person(&anonymous, "Ana"), Folder::new());
    let file = folder.file("archive.zip", made(&anonymous, Era::Quoted));
    let wrong = folder.file("notes.zip", "no archive");
    let browser = as_member(&driver, &server, &ana);
    browser.go("/desk");
    browser.see(".empty-title", "Your desk is empty");
    browser.press(".empty a[href='/archive']");
    browser.see("h1", "Bring your network along");
    browser.attach("#f-archive", &wrong);
    browser.press("main form button[type=submit]");
    browser.see("#f-archive-error", "This is not a whole ZIP file.");
    browser.attach("#f-archive", &file);
    browser.press("main form button[type=submit]");
    browser.see(".flash", "Nothing is imported yet");
    assert_eq!(browser.count("[name=part]:checked"), 0, "nothing is ticked for anybody");
    browser.see(".archive-part .hint", "found");
    audit::audit(&browser, &["/archive".to_owned()]);
    axe::clean(&browser, &["/archive".to_owned()]);
    browser.size(1_280, 900);
    browser.go("/archive");
    browser.press("form[action='/archive/apply'] button[type=submit]");
    browser.see("#f-parts-error", "Choose at least one part.");
    for part in ["profile", "connections", "invitations", "praise", "talks"] {
        browser.press(&format!("[name=part][value={part}]"));
    }
    browser.press("form[action='/archive/apply'] button[type=submit]");
    browser.see(".flash", "What you chose is imported.");
    browser.see("table", "60");
    browser.press("main a[href='/desk']");
    browser.see("h1", "My desk");
    browser.see("#waiting", "wait");
    browser.see("main", "60 contacts");
    assert_eq!(browser.count(".chart-columns li"), 12);
    let pages = ["/desk", "/archive", "/desk/forget"].map(str::to_owned);
    audit::audit(&browser, &pages);
    axe::clean(&browser, &pages);
    browser.size(1_280, 900);
    browser.go("/desk");
    browser.fill("#f-first_name", "Ben");
    browser.fill("#f-event", "Timber Days");
    browser.press("button[formaction='/desk/draft#note']");
    browser.see(".drafts", "In the box");
    browser.press("a[href='/desk/forget']");
    browser.press("main button.danger");
    browser.see(".flash", "is forgotten");
    browser.see(".empty-title", "Your desk is empty");
    assert_eq!(browser.complaints_but(422), Vec::<String>::new());
}
