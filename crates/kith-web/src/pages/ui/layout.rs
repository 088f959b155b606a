//! The frame around every page.

use kith_core::{
    image::Picture,
    time::{Timestamp, Zone},
};
use maud::{DOCTYPE, Markup, html};

use super::{hidden, icons, parts, portrait};
use crate::pages::{assets, flash::Flash};

/// The signed-in member, as the frame shows them.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    /// The address of their profile.
    pub(crate) handle: String,
    /// Their name.
    pub(crate) name: String,
    /// Their photo, if they have one.
    pub(crate) photo: Option<Picture>,
    /// Whether they see the operator's pages.
    pub(crate) operator: bool,
}

/// What surrounds a page.
#[derive(Debug, Clone)]
pub(crate) struct Shell {
    /// Who looks, if they are signed in.
    pub(crate) who: Option<Who>,
    /// In which zone times are shown.
    pub(crate) zone: Zone,
    /// When the page was made.
    pub(crate) now: Timestamp,
    /// How many invitations wait.
    pub(crate) waiting: u32,
    /// How many conversations have something unread.
    pub(crate) unread: u32,
    /// How many notifications are unseen.
    pub(crate) news: u32,
    /// The longest note of the member's plan.
    pub(crate) note_limit: u32,
    /// Whether this node had not seen the member's last write in time.
    pub(crate) lagging: bool,
    /// Whether this is the demo network.
    pub(crate) demo: bool,
    /// What just happened.
    pub(crate) flash: Option<Flash>,
    /// The page's own path and query: where its forms lead back.
    pub(crate) path: String,
}

/// Which entry of the navigation is lit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// None.
    None,
    /// Home.
    Home,
    /// My network.
    Network,
    /// Messages and introductions.
    Messages,
    /// What the member is told.
    Notifications,
    /// People search.
    Search,
    /// Groups, events and companies.
    Communities,
    /// Limits.
    Limits,
    /// The member's own profile and settings.
    Me,
    /// The operator's pages.
    Admin,
}

/// A whole page.
pub(crate) fn page(shell: &Shell, title: &str, section: Section, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" data-now=(shell.now.micros() / 1_000)
            data-live-updates[shell.who.is_some()] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="color-scheme" content="light dark";
                meta name="theme-color" media="(prefers-color-scheme: light)" content="#ffffff";
                meta name="theme-color" media="(prefers-color-scheme: dark)" content="#171c1b";
                title { (title) " · kith" }
                link rel="stylesheet" href=(assets::style());
                link rel="icon" type="image/svg+xml" href=(assets::icon());
                script src=(assets::script()) defer {}
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                @if let Some(who) = shell.who.as_ref().filter(|_| shell.demo) { (banner(shell, who)) }
                (top(shell, section))
                main #main tabindex="-1" {
                    div #said aria-live="polite" {
                        @if let Some(flash) = &shell.flash { (flash.view(&shell.path)) }
                    }
                    (body)
                }
                @if shell.who.is_some() { (bottom(shell, section)) }
            }
        }
    }
}

fn banner(shell: &Shell, who: &Who) -> Markup {
    html! {
        aside.banner aria-label="Demo" {
            p {
                "Demo network – everything here is made up; you are "
                strong { (who.name) } "."
            }
            (parts::post("/sign-out", &shell.path, "", "link", "Be somebody else"))
        }
    }
}

/// The mark and the name.
pub(crate) fn brand() -> Markup {
    html! {
        a.brand href="/" aria-label="kith, home" {
            svg.mark viewBox="0 0 32 24" aria-hidden="true" focusable="false" {
                circle.one cx="11.5" cy="12" r="8" {}
                circle.two cx="20.5" cy="12" r="8" {}
            }
            span { "kith" }
        }
    }
}

fn top(shell: &Shell, section: Section) -> Markup {
    html! {
        header.top {
            div.bar-inner {
                (brand())
                @if let Some(who) = &shell.who {
                    // The search page has a larger one.
                    @if section != Section::Search { (search()) }
                    nav.top-nav aria-label="Main" {
                        (entry("/", "Home", icons::home(), section == Section::Home, 0))
                        (entry("/network", "My network", icons::people(), section == Section::Network, shell.waiting))
                        (entry("/groups", "Groups", icons::group(), section == Section::Communities, 0))
                        (messages(shell, section))
                        (entry("/limits", "Limits", icons::gauge(), section == Section::Limits, 0))
                    }
                    (bell(shell, section))
                    (menu(shell, who, section))
                } @else {
                    nav.top-out aria-label="Main" {
                        a.button.quiet href="/sign-in" { "Sign in" }
                        a.button href="/sign-up" { "Join" }
                    }
                }
            }
        }
    }
}

fn search() -> Markup {
    html! {
        form.top-search role="search" aria-label="The network" method="get" action="/search" {
            (icons::search())
            input type="search" name="q" placeholder="Search people" maxlength="200"
                aria-label="Search people" data-search;
            kbd aria-hidden="true" { "/" }
        }
    }
}

fn entry(href: &str, label: &str, icon: Markup, here: bool, count: u32) -> Markup {
    // Only My network counts: the invitations that wait.
    let counts = (href == "/network").then_some("invitations");
    html! {
        a.entry href=(href) aria-current=[here.then_some("page")] data-count-of=[counts]
            data-words=[counts.map(|_| WAITING)] {
            span.entry-icon {
                (icon)
                @if count > 0 {
                    span.dot data-waiting { (shown(count)) }
                    span.sr { " " (WAITING) ", " }
                }
            }
            span { (label) }
        }
    }
}

/// What the number at My network counts.
const WAITING: &str = "invitations waiting";
/// What the other numbers count.
const UNREAD: &str = "unread";

fn shown(count: u32) -> String {
    if count > 99 { "99+".to_owned() } else { count.to_string() }
}

/// Messages, with how many conversations have something unread.
fn messages(shell: &Shell, section: Section) -> Markup {
    let here = (section == Section::Messages).then_some("page");
    html! {
        a.entry href="/messages" aria-current=[here] data-count-of="messages" data-words=(UNREAD) {
            span.entry-icon { (icons::mail()) (unread(shell.unread)) }
            span { "Messages" }
        }
    }
}

/// Notifications, with how many are unseen: beside the menu on every screen.
fn bell(shell: &Shell, section: Section) -> Markup {
    let here = (section == Section::Notifications).then_some("page");
    html! {
        a.bell href="/notifications" aria-current=[here] data-count-of="notifications"
            data-words=(UNREAD) {
            span.entry-icon { (icons::bell()) (unread(shell.news)) }
            span.sr { "Notifications" }
        }
    }
}

fn unread(count: u32) -> Markup {
    html! {
        @if count > 0 {
            span.dot { (shown(count)) }
            span.sr { " " (UNREAD) ", " }
        }
    }
}

fn menu(shell: &Shell, who: &Who, section: Section) -> Markup {
    let here = matches!(section, Section::Me | Section::Admin);
    html! {
        details.menu data-menu {
            summary aria-current=[here.then_some("true")] {
                span.sr { "Me: profile, settings, sign out" }
                (portrait(&who.handle, &who.name, who.photo, "small"))
            }
            div.menu-body {
                a.menu-who href={ "/in/" (who.handle) } {
                    (portrait(&who.handle, &who.name, who.photo, "medium"))
                    span { strong { (who.name) } span.hint { "See my profile" } }
                }
                a href="/settings" { (icons::settings()) "Profile and settings" }
                a href="/groups" { (icons::group()) "Groups" }
                a href="/events" { (icons::calendar()) "Events" }
                a href="/companies" { (icons::work()) "Companies" }
                a href="/campaigns" { (icons::mail()) "Campaigns" }
                a href="/templates" { (icons::pencil()) "Templates" }
                a href="/contacts" { (icons::bookmark()) "Labels and notes" }
                a href="/limits" { (icons::gauge()) "My limits" }
                a href="/desk" { (icons::work()) "My desk" }
                @if who.operator { a href="/admin" { (icons::shield()) "Operator" } }
                form method="post" action="/sign-out" {
                    (hidden("back", &shell.path))
                    button type="submit" { (icons::leave()) "Sign out" }
                }
            }
        }
    }
}

fn bottom(shell: &Shell, section: Section) -> Markup {
    let profile = shell.who.as_ref().map_or(String::new(), |who| format!("/in/{}", who.handle));
    html! {
        nav.bottom aria-label="Main, at the bottom" {
            (entry("/", "Home", icons::home(), section == Section::Home, 0))
            (entry("/network", "Network", icons::people(), section == Section::Network, shell.waiting))
            (entry("/search", "Search", icons::search(), section == Section::Search, 0))
            (messages(shell, section))
            (entry(&profile, "Me", icons::person(), section == Section::Me, 0))
        }
    }
}
