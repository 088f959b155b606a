//! Pictures in a browser: a photo is chosen, seen and removed; a post shows what was brought.

use image::ImageFormat;

use super::{person, places::as_member, stage};
use crate::blackbox::{
    client::Client,
    imports::Folder,
    pictures::{file, with_exif},
};

/// Whether a picture of the page has arrived, and its width in the file.
fn width(browser: &super::Browser, css: &str) -> u64 {
    let script = format!(
        "const i = document.querySelector(\"{css}\"); return i && i.complete ? i.naturalWidth : 0"
    );
    browser.until(|| browser.script(&script).as_u64().unwrap_or(0) > 0);
    browser.script(&script).as_u64().unwrap_or(0)
}

#[test]
fn a_photo_is_previewed_saved_shown_everywhere_and_removed() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let (ana, folder) = (person(&anonymous, "Ana"), Folder::new());
    let photo = folder.file("ana.jpg", with_exif(900, 600, 6));
    let text = folder.file("ana.txt", "no picture");
    let browser = as_member(&driver, &server, &ana);
    browser.go("/settings");
    browser.attach("#f-photo", &text);
    browser.press("#photo button[type=submit]");
    browser.see("#f-photo-error", "Use a JPEG, PNG, WebP or GIF picture.");
    browser.attach("#f-photo", &photo);
    assert!(width(&browser, "[data-preview='f-photo'] img") > 0, "it shows before it is sent");
    browser.press("#photo button[type=submit]");
    browser.see(".flash", "Your photo is saved.");
    assert_eq!(width(&browser, "#photo img.photo"), 400);
    assert_eq!(width(&browser, "header img.photo"), 96);
    browser.go(&format!("/in/{}", ana.handle));
    assert_eq!(width(&browser, ".profile-head img.photo"), 400);
    browser.go("/settings");
    browser.press("a[href='/settings/photo/remove']");
    browser.see("h1", "Remove your photo?");
    browser.press("main button.danger");
    browser.see(".flash", "Your photo is gone.");
    assert_eq!(browser.count("img.photo"), 0);
    assert_eq!(browser.complaints_but(422), Vec::<String>::new());
}

#[test]
fn a_post_with_a_picture_asks_for_its_text_and_keeps_what_was_brought_without_script() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let (ana, folder) = (person(&anonymous, "Ana"), Folder::new());
    let bridge = folder.file("bridge.png", file(1_800, 900, ImageFormat::Png));
    let browser = driver.open_without_script(server.address());
    browser.enter(&super::session(&ana));
    browser.press(".attach > summary");
    browser.attach("#f-file_1", &bridge);
    browser.fill("#f-body", "The new bridge");
    browser.press(".composer button[type=submit]");
    browser.see("#f-alt_1-error", "Say what the picture shows");
    browser.see("#f-body", "The new bridge");
    assert_eq!(browser.count(".slot-picture img"), 1, "it need not be chosen again");
    browser.fill("#f-alt_1", "A bridge, half red and half blue");
    browser.press(".composer button[type=submit]");
    browser.see(".flash", "Your post is published.");
    assert_eq!(browser.count(".pictures img[alt='A bridge, half red and half blue']"), 1);
    assert_eq!(browser.count(".pictures img[width='1600'][height='800'][loading=lazy]"), 1);
    assert_eq!(browser.complaints_but(422), Vec::<String>::new());
}
