//! Every page, on a phone and on a desk: nothing sticks out, everything has a name, nothing
//! complains.

use serde_json::Value;

use super::{Browser, Driver, person, session, stage};
use crate::blackbox::{
    client::{Client, items, text},
    demo::Demo,
};

/// Widths of a small phone, a usual one and a desk's screen.
const WIDTHS: [u32; 3] = [320, 390, 1_280];

/// What is wrong with the page as it stands, each as a line.
const FAULTS: &str = r##"
const bad = [];
const shown = (e) => e.getClientRects().length > 0;
const at = (e) => e.outerHTML.slice(0, 120);
const room = document.scrollingElement;
const wide = () => {
  // A phone's innerWidth grows with what sticks out.
  if (room.scrollWidth <= screen.width) return;
  const out = [...document.body.querySelectorAll('*')].filter((e) => shown(e) && e.getBoundingClientRect().right > screen.width + 1);
  bad.push(`sticks out by ${room.scrollWidth - screen.width}: ${out.slice(-2).map(at)}`);
};
wide();
const closed = [...document.querySelectorAll('details:not([open])')];
for (const one of closed) one.open = true;
wide();
for (const one of closed) one.open = false;
const one = (css) => document.querySelectorAll(css).length === 1;
if (!one('h1')) bad.push(`${document.querySelectorAll('h1').length} first headings`);
if (!one('main')) bad.push('not one main');
if (!one('body > header')) bad.push('not one header');
if (!document.documentElement.lang) bad.push('no language');
if (!document.title.trim()) bad.push('no title');
const spoken = (e) => {
  const by = e.getAttribute('aria-labelledby');
  if (by) return by.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
  if (e.ariaLabel) return e.ariaLabel;
  if (e.labels?.length) return [...e.labels].map((l) => l.textContent).join(' ');
  if (e.matches('a, button, summary')) {
    const copy = e.cloneNode(true);
    for (const hidden of copy.querySelectorAll('[aria-hidden=true]')) hidden.remove();
    return copy.textContent;
  }
  return '';
};
for (const e of document.querySelectorAll('input:not([type=hidden]), select, textarea, button, summary, a[href]')) {
  if (!spoken(e).trim()) bad.push(`has no name: ${at(e)}`);
}
for (const e of document.querySelectorAll('img, svg')) {
  const hidden = e.closest('[aria-hidden=true]');
  if (!hidden && !e.ariaLabel && !e.getAttribute('alt')) bad.push(`neither hidden nor named: ${at(e)}`);
}
const regions = [...document.querySelectorAll('nav, aside')].filter(shown);
const names = regions.map((e) => e.tagName + ' ' + (e.ariaLabel || ''));
for (const [place, name] of names.entries()) {
  if (names.filter((other) => other.split(' ')[0] === name.split(' ')[0]).length > 1 && names.indexOf(name) !== place) bad.push(`two regions are called ${name}`);
}
const ids = [...document.querySelectorAll('[id]')].map((e) => e.getAttribute('id'));
for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) bad.push(`the id ${id} comes twice`);
for (const kind of ['for', 'aria-describedby', 'aria-labelledby', 'form']) {
  for (const e of document.querySelectorAll(`[${kind}]`)) {
    for (const id of e.getAttribute(kind).split(' ')) if (!ids.includes(id)) bad.push(`${kind} leads nowhere: ${at(e)}`);
  }
}
for (const e of document.querySelectorAll('a[href^="#"]')) {
  if (!ids.includes(e.getAttribute('href').slice(1))) bad.push(`leads nowhere: ${at(e)}`);
}
let level = 0;
for (const e of document.querySelectorAll('h1, h2, h3, h4')) {
  const next = Number(e.tagName[1]);
  if (next > level + 1 && level > 0) bad.push(`a heading skips a level: ${at(e)}`);
  level = next;
}
return bad;
"##;

/// Looks at pages one after the other, in every width.
pub(super) fn audit(browser: &Browser, paths: &[String]) {
    let mut found = Vec::new();
    for width in WIDTHS {
        browser.size(width, 844);
        for path in paths {
            browser.go(path);
            assert_eq!(browser.script("return screen.width"), width);
            let faults = browser.script(FAULTS);
            let faults = faults.as_array().expect("a list");
            let faults = faults.iter().filter_map(Value::as_str);
            found.extend(faults.map(|fault| format!("{path} at {width}: {fault}")));
            let missing = if path == "/nowhere" { 404 } else { 403 };
            let complaints = browser.complaints_but(missing);
            found.extend(complaints.iter().map(|line| format!("{path} at {width}: {line}")));
        }
    }
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}

/// The handle of the first member whom a search finds.
fn first(demo: &Demo, token: &str, query: &str) -> String {
    let found = demo.get(token, &format!("/people?limit=1&{query}"));
    let found = items(&found);
    found.first().map(|one| text(&one["handle"]).to_owned()).expect("somebody is found")
}

/// Pages that have nothing to show to somebody who is alone.
pub(super) const EMPTY: [&str; 33] = [
    "/archive",
    "/reconnect",
    "/desk",
    "/",
    "/network/map",
    "/viewers",
    "/messages",
    "/introductions",
    "/network",
    "/network/received",
    "/network/sent",
    "/network/email",
    "/network/email/offers",
    "/network/connections",
    "/network/followers",
    "/network/following",
    "/network/blocked",
    "/search",
    "/limits",
    "/groups",
    "/groups?show=mine",
    "/events",
    "/events?show=mine",
    "/events?show=past",
    "/companies",
    "/companies?show=mine",
    "/campaigns",
    "/campaigns/new",
    "/settings/do-not-contact",
    "/templates",
    "/templates/new",
    "/contacts",
    "/settings/webhooks",
];

/// Every page of a member of the demo, who is its operator too.
pub(super) fn pages(demo: &Demo, token: &str) -> Vec<String> {
    let mut pages: Vec<String> = [
        "/",
        "/network",
        "/network/map",
        "/viewers",
        "/archive",
        "/reconnect",
        "/desk",
        "/desk/forget",
        "/network/received",
        "/network/received?state=ignored",
        "/network/sent",
        "/network/sent?older_than_days=30",
        "/network/sent?older_than_days=3000",
        "/network/connections",
        "/network/connections?q=zzzz",
        "/network/followers",
        "/network/following",
        "/network/blocked",
        "/search",
        "/search?q=a&degree=2nd&company=x",
        "/search?q=zzzz",
        "/groups",
        "/groups?show=mine",
        "/groups?q=zzzz",
        "/groups/new",
        "/events",
        "/events?show=mine",
        "/events?show=past",
        "/events/new",
        "/companies",
        "/companies?show=mine",
        "/companies/new",
        "/limits",
        "/messages",
        "/messages?box=requests",
        "/messages?box=archived",
        "/introductions",
        "/introductions?box=received",
        "/introductions?box=sent",
        "/notifications",
        "/settings",
        "/settings/notifications",
        "/settings/webhooks",
        "/campaigns",
        "/campaigns/new?location=Berlin",
        "/settings/do-not-contact",
        "/templates",
        "/templates/new?from=cold_lead.1",
        "/contacts",
        "/contacts?label=zzzz",
        "/admin/mail",
        "/in/robin-hale",
        "/admin",
        "/admin/restrictions",
        "/admin/reports",
        "/admin/reports?done=yes",
        "/admin/boosts",
        "/admin/journal",
        "/admin/policy",
        "/nowhere",
        "/sign-in",
        "/sign-up",
        "/api/docs",
    ]
    .map(str::to_owned)
    .into();
    for degree in ["1st", "2nd", "3rd"] {
        let handle = first(demo, token, &format!("degree={degree}"));
        for what in
            ["", "/mutuals", "/paths", "/connections", "/block", "/message", "/introduce", "/keep"]
        {
            pages.push(format!("/in/{handle}{what}"));
        }
        pages.push(format!("/admin/members/{handle}"));
        if degree == "1st" {
            pages.push(format!("/in/{handle}/remove"));
        }
    }
    for list in ["/groups?mine=true", "/events", "/events?past=true"] {
        let kind = list.split('?').next().unwrap_or(list);
        let found = demo.get(token, list);
        for one in items(&found).iter().take(4) {
            pages.push(format!("{kind}/{}", text(&one["id"])));
            let mine = &one["actions"][if kind == "/groups" { "own" } else { "change" }];
            if mine["allowed"] == true {
                pages.push(format!("{kind}/{}/edit", text(&one["id"])));
            }
        }
    }
    let company = demo.get(token, "/companies?mine=true&limit=1");
    let company = format!("/companies/{}", text(&items(&company)[0]["handle"]));
    for what in ["", "?who=former", "?who=followers", "/edit"] {
        pages.push(format!("{company}{what}"));
    }
    let talks = demo.get(token, "/conversations?limit=2");
    for talk in items(&talks) {
        let id = text(&talk["id"]);
        pages.extend([format!("/messages/{id}"), format!("/messages/{id}/report")]);
    }
    let resting = demo.get(token, "/invitations?box=sent&state=withdrawn&limit=1");
    pages.extend(
        items(&resting).iter().map(|one| format!("/in/{}", text(&one["member"]["handle"]))),
    );
    let pending = demo.get(token, "/invitations?box=sent&state=pending&limit=1");
    pages.extend(
        items(&pending).iter().map(|one| format!("/in/{}", text(&one["member"]["handle"]))),
    );
    let received = demo.get(token, "/invitations?box=received&limit=1");
    pages.extend(
        items(&received).iter().map(|one| format!("/in/{}", text(&one["member"]["handle"]))),
    );
    pages.extend(post_pages(demo, token));
    pages
}

/// What there is of posts: one that people answered, and one of the member's own.
fn post_pages(demo: &Demo, token: &str) -> Vec<String> {
    let of = |path: &str| {
        let list = items(&demo.get(token, path));
        let post = list.first().map(|post| text(&post["id"]).to_owned());
        post.unwrap_or_else(|| panic!("no post in {path}"))
    };
    let (answered, mine) = (of("/feed?sort=top"), of("/members/robin-hale/posts"));
    let of_answered = ["", "/reactions", "/repost"].map(|what| format!("/posts/{answered}{what}"));
    let of_mine = ["", "/edit", "/delete"].map(|what| format!("/posts/{mine}{what}"));
    let lists = ["/?sort=top", "/in/robin-hale/posts"].map(str::to_owned);
    [&of_answered[..], &of_mine, &lists].concat()
}

#[test]
fn no_page_of_the_demo_sticks_out_or_leaves_something_without_a_name() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start(&["--members", "400"]);
    let (_, _, token) = demo.visit("/");
    assert_eq!(demo.get(&token, "/members/me")["role"], Value::from("operator"));
    let browser = driver.open(&demo.address);
    browser.enter(&token);
    audit(&browser, &pages(&demo, &token));
}

#[test]
fn no_page_of_an_empty_network_sticks_out_or_leaves_something_without_a_name() {
    let Some((driver, server, _database)) = stage() else { return };
    let browser = driver.open(server.address());
    audit(&browser, &["/", "/sign-in", "/sign-up", "/sign-in?next=/network"].map(str::to_owned));
    let alone = person(&Client::anonymous(&server), "Ana");
    browser.enter(&session(&alone));
    audit(&browser, &EMPTY.map(str::to_owned));
}
