//! My desk: what my own history elsewhere says, and the next note. Nothing here sends anything.

mod note;

use axum::{
    Router,
    routing::{get, post},
};
use kith_app::desk::{DeskView, FollowUp, Thanks, Why};
use kith_core::desk::{Pending, Rate};
use maud::{Markup, html};

use super::{
    flash::{Done, Flash},
    network::nav,
    ui::{
        budget,
        chart::{self, Column},
        layout::{Section, Shell},
        parts, time, words,
    },
    visit::{Answer, Signed},
};
use crate::state::WebState;

const HERE: &str = "/desk";
const TITLE: &str = "My desk";
/// How many waiting invitations are shown at once, and how many one may unfold.
const SHOWN: usize = 8;
const MOST: usize = 200;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route(HERE, get(show))
        .route("/desk/check", post(note::check))
        .route("/desk/draft", post(note::draft))
        .route("/desk/forget", get(ask_forget).post(forget))
}

async fn show(me: Signed) -> Answer {
    let (shell, desk) = me.read(|app, actor| app.desk(actor)).await?;
    let page = view(&shell, &desk, &note::Draft::default());
    Ok(me.page(&shell, TITLE, Section::Network, &page))
}

async fn ask_forget(me: Signed) -> Answer {
    let (shell, ()) = me.read(|_, _| Ok(())).await?;
    let go = parts::post("/desk/forget", HERE, "", "button danger", "Forget all of it");
    let facts = [
        "Your private contacts, past invitations, and what else came from archives are deleted here at once.",
        "Being reconnected is switched off with them. Nobody is told.",
        "What went into your profile stays there. The archive itself is not touched: you can upload it again.",
    ];
    let body = parts::confirm("Forget what you brought along?", &facts, &go, HERE);
    Ok(me.page(&shell, "Forget what I brought along", Section::Network, &body))
}

async fn forget(me: Signed) -> Answer {
    let written = me.write(HERE, me.app().forget_brought(&me.ask())).await?;
    Ok(me.done(HERE, &written.revision, &Flash::plain(Done::DeskForgotten)))
}

/// The whole desk; before anything was brought along, how to begin, and the note box.
pub(crate) fn view(shell: &Shell, desk: &DeskView, draft: &note::Draft) -> Markup {
    let body = html! {
        h1 { (TITLE) }
        @if let Some(at) = desk.imported_at {
            p.muted {
                "Made of what you brought along " (time::relative(shell, at)) ", and of nothing else: what "
                "happened since is not in it. Nothing here is sent anywhere. "
                a href="/archive" { "Upload a newer archive" }
            }
            div.two {
                (week(shell, desk))
                (acceptance(desk))
            }
            (waiting(shell, desk))
            (months(desk))
            (network(desk))
            div.two {
                (thanks(shell, &desk.thanks))
                (follow_ups(shell, &desk.follow_ups))
            }
        } @else {
            section.card {
                (parts::empty(
                    "Your desk is empty",
                    "Bring the archive along that LinkedIn hands you, and this page shows what waits of your \
                     invitations, when each lapses, how many were accepted, how your network grew, whom to \
                     thank and whom to answer. It works for you alone: nobody else has to be here.",
                    &[("/archive", "How to get the archive, and upload it")],
                ))
            }
        }
        (note::card(shell, draft))
        @if desk.imported_at.is_some() {
            p { a.button.quiet href="/desk/forget" { "Forget what I brought along …" } }
        }
    };
    nav::page(shell, HERE, &body)
}

fn week(shell: &Shell, desk: &DeskView) -> Markup {
    html! {
        section.card {
            h2 { "The last seven days" }
            (budget::meter(shell, &desk.invitations.week))
            p.hint { "The limit is the one of your plan here; other networks keep theirs to themselves." }
        }
    }
}

fn rate_words(rate: Rate) -> String {
    format!("{} of {} accepted", words::grouped(rate.accepted), words::grouped(rate.of))
}

fn acceptance(desk: &DeskView) -> Markup {
    let past = &desk.invitations;
    html! {
        section.card {
            h2 { "Accepted" }
            (chart::rate("All", past.all.percent(), &rate_words(past.all)))
            (chart::rate("With a note", past.with_note.percent(), &rate_words(past.with_note)))
            (chart::rate("Without", past.without_note.percent(), &rate_words(past.without_note)))
            @if let (Some(half), Some(most)) = (past.median_days, past.most_days) {
                p { "Half of the accepted ones were within " strong { (days(half)) } ", nine of ten within " strong { (days(most)) } "." }
            }
            p.hint { "Counted are those that were accepted, and those that had 14 days to be. You received " (words::count(desk.received, "invitation", "invitations")) "." }
        }
    }
}

fn days(count: i64) -> String {
    match count {
        0 => "a day".to_owned(),
        count => words::count(u32::try_from(count).unwrap_or(0), "day", "days"),
    }
}

fn waiting(shell: &Shell, desk: &DeskView) -> Markup {
    let pending = &desk.invitations.pending;
    let (first, rest) = pending.split_at(pending.len().min(SHOWN));
    let more = &rest[..rest.len().min(MOST)];
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    html! {
        section.card #waiting {
            h2 { "Waiting for an answer" }
            @if pending.is_empty() { p.muted { "None of your invitations waits." } }
            @else {
                p {
                    strong { (words::count(count(pending.len()), "invitation waits", "invitations wait")) } ". "
                    @if desk.invitations.stale > 0 {
                        strong { (words::grouped(desk.invitations.stale)) } " of them waited 30 days and more: few are accepted after that, and withdrawing them there frees their places."
                    } @else { "None of them has waited 30 days." }
                }
                (pending_table(shell, "The oldest", first))
                @if !more.is_empty() {
                    details.map-more {
                        summary.button.quiet {
                            span.when-closed { "Show " (more.len()) " more" } span.when-open { "Show fewer" }
                        }
                        (pending_table(shell, "Further ones", more))
                        @if rest.len() > more.len() { p.hint { "And " (words::grouped(count(rest.len() - more.len()))) " more." } }
                    }
                }
                p.hint { "What you withdrew there or what was declined is not in an archive: it stands here until it would have lapsed, six months after it was sent." }
            }
        }
    }
}

fn pending_table(shell: &Shell, label: &str, rows: &[Pending]) -> Markup {
    html! {
        div.table-box tabindex="0" role="region" aria-label=(label) {
            table.pending {
                thead { tr { th scope="col" { "To" } th scope="col" { "Sent" } th scope="col" { "Lapses" } } }
                tbody {
                    @for one in rows {
                        tr {
                            th scope="row" { (one.name) @if one.stale { p.hint { "worth withdrawing" } } }
                            td { (time::date(shell, one.sent_at)) p.hint { (days(one.days)) " ago" } }
                            td { (time::date(shell, one.lapses_at)) }
                        }
                    }
                }
            }
        }
    }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `2026-11` as people write it.
fn month(iso: &str) -> String {
    let parts =
        iso.split_once('-').and_then(|(year, month)| Some((year, month.parse::<usize>().ok()?)));
    match parts.and_then(|(year, month)| Some((year, MONTHS.get(month.checked_sub(1)?)?))) {
        Some((year, name)) => format!("{name} {year}"),
        None => iso.to_owned(),
    }
}

fn months(desk: &DeskView) -> Markup {
    let columns: Vec<Column> = desk
        .invitations
        .months
        .iter()
        .map(|one| {
            let name = month(&one.month);
            Column {
                words: format!("{name}: {} sent, {} accepted", one.sent, one.accepted),
                label: name.split(' ').next().unwrap_or_default().to_owned(),
                whole: one.sent,
                part: one.accepted,
            }
        })
        .collect();
    html! {
        section.card {
            h2 { "Month by month" }
            (chart::columns("Invitations of the last twelve months", ("sent", "accepted since"), &columns))
        }
    }
}

fn network(desk: &DeskView) -> Markup {
    let points: Vec<(String, u32)> =
        desk.growth.iter().map(|one| (month(&one.month), one.total)).collect();
    let ends = points.first().zip(points.last());
    let name = ends.map_or(String::new(), |((from, few), (to, many))| {
        format!("How your network grew: {few} contacts in {from}, {many} in {to}")
    });
    let counts = |rows: &[kith_app::desk::Counted]| -> Vec<(String, u32)> {
        rows.iter().map(|one| (one.name.clone(), one.count)).collect()
    };
    let (companies, titles) = (counts(&desk.companies), counts(&desk.titles));
    html! {
        section.card {
            h2 { "Your network there" }
            @if points.is_empty() { p.muted { "You did not import your connections." } }
            @else {
                p { strong { (words::count(desk.contacts, "contact", "contacts")) } ", for you alone." }
                (chart::line(&name, &points))
                (years(&desk.growth))
                div.two {
                    div { h3 { "Where they work" } (chart::shares(companies.iter().map(|(name, count)| (name.as_str(), *count)))) }
                    div { h3 { "What they do" } (chart::shares(titles.iter().map(|(name, count)| (name.as_str(), *count)))) }
                }
            }
        }
    }
}

/// The figures of the line, at the end of each year.
fn years(growth: &[kith_app::desk::GrowthView]) -> Markup {
    let year = |iso: &str| iso.split('-').next().unwrap_or_default().to_owned();
    let last_of = |place: usize| {
        growth.get(place + 1).is_none_or(|next| year(&next.month) != year(&growth[place].month))
    };
    html! {
        details.why {
            summary { "The same in figures" }
            div.table-box tabindex="0" role="region" aria-label="Contacts by year" {
                table {
                    thead { tr { th scope="col" { "At the end of" } th.number scope="col" { "Contacts" } } }
                    tbody {
                        @for (place, one) in growth.iter().enumerate().filter(|(place, _)| last_of(*place)) {
                            @let _ = place;
                            tr { th scope="row" { (month(&one.month)) } td.number { (words::grouped(one.total)) } }
                        }
                    }
                }
            }
        }
    }
}

fn thanks(shell: &Shell, people: &[Thanks]) -> Markup {
    html! {
        section.card {
            h2 { "People to thank" }
            @if people.is_empty() { p.muted { "Whoever recommended or endorsed you and has not heard from you since stands here." } }
            @else {
                ul.desk-people {
                    @for one in people {
                        li {
                            strong { (one.name) }
                            p.hint {
                                @if one.recommended { "wrote a recommendation" }
                                @if one.recommended && !one.skills.is_empty() { " and " }
                                @if !one.skills.is_empty() { "endorsed you for " (one.skills.join(", ")) }
                                @if let Some(at) = one.at { ", " (time::relative(shell, at)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn follow_ups(shell: &Shell, people: &[FollowUp]) -> Markup {
    html! {
        section.card {
            h2 { "Follow-ups due" }
            @if people.is_empty() { p.muted { "Who wrote last, and new contacts with whom nothing was written yet, stand here for 90 days." } }
            @else {
                ul.desk-people {
                    @for one in people {
                        li {
                            strong { (one.name) }
                            @if !one.about.is_empty() { p.hint { (one.about) } }
                            p.hint {
                                @match one.why {
                                    Why::Unanswered => { "wrote last, " (time::relative(shell, one.since)) }
                                    Why::Unwritten => { "connected on " (time::date(shell, one.since)) "; nothing was written yet" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_read_like_dates() {
        for (iso, words) in
            [("2026-11", "Nov 2026"), ("2026-01", "Jan 2026"), ("2026-13", "2026-13"), ("", "")]
        {
            assert_eq!(month(iso), words);
        }
    }
}
