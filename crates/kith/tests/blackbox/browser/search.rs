//! People search in a browser: found while it is typed, filtered by a press, saved and run again.

use super::{person, session, stage};
use crate::blackbox::client::Client;

#[test]
fn r11_people_are_found_while_a_name_is_typed_and_a_search_is_saved_and_run_again() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let (ana, ben, bea) =
        (person(&anonymous, "Ana"), person(&anonymous, "Benedikt"), person(&anonymous, "Beatrice"));
    ana.connects(&ben);
    let browser = driver.open(server.address());
    browser.enter(&session(&ana));
    browser.go("/search");
    browser.press("#q");
    browser.keys("be");
    browser.see("#found [data-count]", "2 people found");
    browser.see("#found", "Benedikt");
    browser.see("#said", "2 people found");
    browser.keys("nedict");
    browser.see("#found [data-count]", "Nobody is spelt “benedict”. Did you mean one of these?");
    browser.see("#found .row", "Benedikt");
    assert!(browser.focus().starts_with("Name, headline"), "the typing goes on");
    browser.arrives("/search?q=benedict");

    browser.go("/search?q=be");
    browser.press("[id='s-1st']");
    browser.see("#found [data-count]", "1 person found");
    browser.arrives("/search?degree=1st&q=be");
    browser.fill("[name=saved_name]", "Near and dear");
    browser.press("#saved button.quiet");
    browser.see(".flash", "The search “Near and dear” is saved.");
    browser.go("/search");
    browser.press(".saved-list a");
    browser.arrives("/search?q=be&degree=1st");
    browser.see("#found .row", "Benedikt");
    assert_eq!(browser.count("#found .row"), 1, "not {}", bea.handle);
    browser.press(".saved-list button");
    browser.see(".flash", "The saved search “Near and dear” is deleted.");
}
