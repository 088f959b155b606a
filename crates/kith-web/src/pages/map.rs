//! The map of my network: a picture, and the same as lists.

mod layout;
mod picture;

use axum::{Router, routing::get};
use kith_app::map::{Cluster, MapPerson, NetworkMap};
use maud::{Markup, html};

use super::{
    fields::link,
    network::nav,
    ui::{
        avatar, icons,
        layout::{Section, Shell},
        parts, words,
    },
    visit::{Answer, Signed},
};
use crate::state::WebState;

/// How many people of a cluster its list shows before one asks for the others.
const LISTED: usize = 12;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/network/map", get(show))
}

async fn show(me: Signed) -> Answer {
    let (shell, map) = me.read(|app, actor| app.network_map(actor)).await?;
    Ok(me.page(&shell, "Map of my network", Section::Network, &view(&shell, &map)))
}

/// The picture, what each part of it is, and who is in it.
pub(crate) fn view(shell: &Shell, map: &NetworkMap) -> Markup {
    let body = html! {
        section.card.map-card {
            h1 { "Map of my network" }
            @if map.clusters.is_empty() {
                (parts::empty(
                    "Nobody on the map yet",
                    "It shows your connections, and who of them know each other. Connect with a few \
                     people you know, and it draws itself.",
                    &[("/network", "People you may know"), ("/search", "Search people")],
                ))
            } @else {
                (summary(map))
                a.map-skip href="#circles" { "Skip the map: the same people stand in lists below it" }
                (picture::picture(shell, map))
                (legend(&map.clusters))
            }
        }
        @if !map.clusters.is_empty() {
            div #circles tabindex="-1" {
                @for (at, cluster) in map.clusters.iter().enumerate() { (list(shell, at, cluster)) }
            }
        }
    };
    nav::page(shell, "/network/map", &body)
}

/// How many there are, and who is left out.
fn summary(map: &NetworkMap) -> Markup {
    let linked = map.clusters.iter().filter(|cluster| cluster.linked).count();
    let linked = u32::try_from(linked).unwrap_or(u32::MAX);
    let on_it: usize = map.clusters.iter().map(|cluster| cluster.members.len()).sum();
    let on_it = u32::try_from(on_it).unwrap_or(u32::MAX);
    html! {
        p.muted {
            @if on_it < map.total {
                "The " (words::grouped(on_it)) " of your " (words::grouped(map.total))
                " connections who share most connections with you; the other "
                (words::grouped(map.total - on_it)) " are left out. "
            } @else {
                (words::count(map.total, "connection", "connections"))
                @if linked > 0 { " in " (words::count(linked, "circle", "circles")) " of people who know each other. " }
                @else { ". Circles appear once some of them know each other. " }
            }
            "The larger a dot, the more connections you share. Point at one to see whom they know."
        }
    }
}

/// The number of a cluster in its colour; none for those in no cluster.
fn number(at: usize, cluster: &Cluster) -> Markup {
    html! {
        span.map-number.(picture::colour(at, cluster)) aria-hidden="true" {
            @if cluster.linked { (at + 1) } @else { "·" }
        }
    }
}

/// What each part of the picture is.
fn legend(clusters: &[Cluster]) -> Markup {
    html! {
        nav aria-label="Circles on the map" {
            ol.map-legend {
                @for (at, cluster) in clusters.iter().enumerate() {
                    li {
                        a href={ "#circle-" (at + 1) } {
                            (number(at, cluster))
                            span.map-legend-name { (cluster.name) }
                            span.hint { (cluster.members.len()) }
                        }
                    }
                }
            }
        }
    }
}

/// Who is in a cluster, and why it is one.
fn list(shell: &Shell, at: usize, cluster: &Cluster) -> Markup {
    let (first, others) = cluster.members.split_at(cluster.members.len().min(LISTED));
    html! {
        section.card.map-cluster id={ "circle-" (at + 1) } {
            div.card-head {
                h2 { (number(at, cluster)) (cluster.name) }
                @if let (Some(filter), Some(who)) = (&cluster.filter, &shell.who) {
                    a href=(link("/search", &[("connection_of", who.handle.as_str()), (filter.name, filter.value.as_str())])) {
                        "Find them in search" span.sr { ": " (cluster.name) }
                    }
                }
            }
            p.muted { (cluster.reason) @if !cluster.reason.ends_with('.') { "." } }
            ul.map-people { @for one in first { (person(one)) } }
            @if !others.is_empty() {
                details.map-more {
                    summary.button.quiet {
                        span.when-closed { "Show " (others.len()) " more" span.sr { " of " (cluster.name) } }
                        span.when-open { "Show fewer" span.sr { " of " (cluster.name) } }
                    }
                    ul.map-people { @for one in others { (person(one)) } }
                }
            }
        }
    }
}

fn person(one: &MapPerson) -> Markup {
    html! {
        li {
            (avatar(&one.card.handle, &one.card.name, "small"))
            span {
                a href={ "/in/" (one.card.handle) } { (one.card.name) }
                span.hint {
                    @if one.mutual_count > 0 { (icons::link()) " " (words::count(one.mutual_count, "mutual connection", "mutual connections")) }
                    @else { "no mutual connection" }
                }
            }
        }
    }
}
