//! Every page before axe-core, the accessibility checker that most people use, light and dark.

use std::{fmt::Write as _, path::PathBuf};

use serde_json::{Value, json};

use super::{
    Browser, Driver,
    audit::{EMPTY, pages},
    person, session, stage,
};
use crate::blackbox::{client::Client, demo::Demo};

/// What axe-core finds, a line for each place. Best practices are asked for too.
const FINDINGS: &str = r#"
const done = arguments[arguments.length - 1];
const line = (v) => (n) => `${v.id} (${v.impact}): ${n.target.join(' ')}: ${n.any.concat(n.all, n.none).map((c) => c.message).join('; ')}`;
axe.run(document, {resultTypes: ['violations']})
  .then((r) => done(r.violations.flatMap((v) => v.nodes.map(line(v)))))
  .catch((e) => done([`axe-core: ${e}`]));
"#;

/// The script, where `scripts/test` put it.
fn script() -> Option<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join("target/axe-core/package/axe.min.js");
    let found = std::fs::read_to_string(path).ok();
    if found.is_none() {
        eprintln!("skipped: there is no axe-core; scripts/test fetches it");
    }
    found
}

/// Asks about each page in one theme and at one width.
fn ask(browser: &Browser, axe: &str, paths: &[String], (theme, width): (&str, u32)) -> String {
    browser.size(width, 900);
    let theme_of = json!({"features": [{"name": "prefers-color-scheme", "value": theme}]});
    browser.cdp("Emulation.setEmulatedMedia", &theme_of);
    let mut found = String::new();
    for path in paths {
        browser.go(path);
        browser.script(axe);
        let lines = browser.script_later(FINDINGS);
        let lines = lines.as_array().cloned().unwrap_or_else(|| vec![json!("no answer")]);
        for line in lines.iter().filter_map(Value::as_str) {
            let _ = writeln!(found, "{path} ({theme}, {width}): {line}");
        }
        browser.complaints();
    }
    found
}

/// A phone in the dark, a desk by day.
const VIEWS: [(&str, u32); 2] = [("light", 1_280), ("dark", 390)];

#[test]
fn axe_core_finds_nothing_on_any_page_of_the_demo() {
    let Some(axe) = script() else { return };
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start(&["--members", "400"]);
    let (_, _, token) = demo.visit("/");
    let paths = pages(&demo, &token);
    let found: Vec<String> = std::thread::scope(|scope| {
        let views = VIEWS.map(|view| {
            let (driver, demo, token, axe, paths) = (&driver, &demo, &token, &axe, &paths);
            scope.spawn(move || {
                let browser = driver.open(&demo.address);
                browser.enter(token);
                ask(&browser, axe, paths, view)
            })
        });
        views.map(|view| view.join().expect("the browser goes on")).into()
    });
    let found = found.concat();
    assert!(found.is_empty(), "{} findings:\n{found}", found.lines().count());
}

#[test]
fn axe_core_finds_nothing_on_any_page_of_an_empty_network() {
    let Some(axe) = script() else { return };
    let Some((driver, server, _database)) = stage() else { return };
    let browser = driver.open(server.address());
    let entrance = ["/", "/sign-in", "/sign-up"].map(str::to_owned);
    let mut found = ask(&browser, &axe, &entrance, VIEWS[0]);
    found += &ask(&browser, &axe, &entrance, VIEWS[1]);
    browser.enter(&session(&person(&Client::anonymous(&server), "Ana")));
    for view in VIEWS {
        found += &ask(&browser, &axe, &EMPTY.map(str::to_owned), view);
    }
    assert!(found.is_empty(), "{} findings:\n{found}", found.lines().count());
}

/// Fails where axe-core finds something on these pages, in either view.
pub(super) fn clean(browser: &Browser, paths: &[String]) {
    let Some(axe) = script() else { return };
    let found: String = VIEWS.iter().map(|view| ask(browser, &axe, paths, *view)).collect();
    assert!(found.is_empty(), "{} findings:\n{found}", found.lines().count());
}
