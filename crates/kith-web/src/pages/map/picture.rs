//! The picture of the map: one SVG that needs no script. What is pointed at, or has the keyboard's
//! focus, shows its name and whom it knows.

use std::{collections::HashMap, fmt::Write};

use kith_app::map::{Cluster, MapPerson, NetworkMap};
use maud::{Markup, html};

use super::layout::{At, Disc, Layout, layout};
use crate::pages::ui::{layout::Shell, words};

/// Radius of whoever shares no connection, and how much more whoever shares most has.
const SMALLEST: f64 = 8.0;
const GROWTH: f64 = 12.0;
/// From this radius on a dot has initials in it.
const LETTERED: f64 = 14.0;
/// The longest name of a cluster in the picture, in characters.
const LONGEST: f64 = 30.0;
/// The height of a line of such names.
const LINE: f64 = 24.0;
/// How many ties of one person are drawn at most.
const TIES: usize = 80;
/// How many ties between clusters are drawn at most.
const FAR_TIES: usize = 900;

/// The class that gives a cluster its colour.
pub(super) fn colour(at: usize, cluster: &Cluster) -> String {
    if cluster.linked { format!("circle-{}", at % 12) } else { "circle-none".to_owned() }
}

/// The whole picture.
pub(super) fn picture(shell: &Shell, map: &NetworkMap) -> Markup {
    let clusters = &map.clusters;
    let people: Vec<(usize, &MapPerson)> = clusters
        .iter()
        .enumerate()
        .flat_map(|(at, cluster)| cluster.members.iter().map(move |one| (at, one)))
        .collect();
    let place: HashMap<&str, usize> =
        people.iter().enumerate().map(|(at, (_, one))| (one.card.handle.as_str(), at)).collect();
    let edges: Vec<(usize, usize)> = map
        .edges
        .iter()
        .filter_map(|(a, b)| Some((*place.get(a.as_str())?, *place.get(b.as_str())?)))
        .collect();
    let most = people.iter().map(|(_, one)| one.mutual_count).max().unwrap_or(0).max(1);
    let radius = |one: &MapPerson| {
        SMALLEST + GROWTH * (f64::from(one.mutual_count) / f64::from(most)).sqrt()
    };
    let radii: Vec<Vec<f64>> =
        clusters.iter().map(|cluster| cluster.members.iter().map(radius).collect()).collect();
    let places = layout(&radii, &edges);
    html! {
        svg.map viewBox=(format!("0 0 1000 {:.0}", places.height)) role="group" aria-label="Your connections, and who of them know each other" {
            g aria-hidden="true" {
                @for (at, (disc, cluster)) in places.discs.iter().zip(clusters).enumerate() {
                    g class=(colour(at, cluster)) {
                        path.map-spoke d=(format!("M{}L{}", point(places.middle.at), point(disc.at))) {}
                        (circle("map-disc", disc))
                    }
                }
                path.map-far d=(far_ties(&people, &edges, &places)) {}
                @for (at, cluster) in clusters.iter().enumerate() {
                    g class=(colour(at, cluster)) {
                        path.map-near d=(near_ties(at, &people, &edges, &places)) {}
                        @for ((_, one), dot) in people.iter().zip(&places.people).filter(|((of, _), _)| *of == at) {
                            (circle("map-dot", dot))
                            @if dot.radius >= LETTERED {
                                text.map-letters x=(whole(dot.at.x)) y=(whole(dot.at.y)) dy=".35em" { (letters(&one.card.name)) }
                            }
                        }
                    }
                }
                (me(shell, &places.middle))
                @for label in labels(&places, clusters) { (label.drawn()) }
            }
            (links(clusters, &people, &edges, &places))
        }
    }
}

/// What is pointed at: it lies over everything else, so that a name is never covered.
fn links(
    clusters: &[Cluster],
    people: &[(usize, &MapPerson)],
    edges: &[(usize, usize)],
    places: &Layout,
) -> Markup {
    let mut known = vec![Vec::new(); people.len()];
    for (a, b) in edges {
        known[*a].push(*b);
        known[*b].push(*a);
    }
    html! {
        @for (((at, one), dot), known) in people.iter().zip(&places.people).zip(&known) {
            @let (x, anchor) = beside(dot);
            a.map-person.(colour(*at, &clusters[*at])) href={ "/in/" (one.card.handle) } {
                title { (spoken(one)) }
                path d=(ties(dot, known, places)) {}
                (circle("map-hit", dot))
                text x=(whole(x)) y=(whole(dot.at.y)) dy=".35em" text-anchor=(anchor) aria-hidden="true" { (one.card.name) }
            }
        }
    }
}

/// Where a name stands: on the side of the dot that has more room.
fn beside(dot: &Disc) -> (f64, &'static str) {
    let away = dot.radius + 7.0;
    if dot.at.x > 500.0 { (dot.at.x - away, "end") } else { (dot.at.x + away, "start") }
}

/// A person in words.
fn spoken(one: &MapPerson) -> String {
    let mut text = one.card.name.clone();
    for more in [&one.card.headline, &one.card.location].into_iter().flatten() {
        let _ = write!(text, ", {more}");
    }
    let shared = words::count(one.mutual_count, "mutual connection", "mutual connections");
    let _ = write!(text, " · {shared}");
    text
}

/// The signed-in member in the middle.
fn me(shell: &Shell, middle: &Disc) -> Markup {
    let name = shell.who.as_ref().map_or("", |who| who.name.as_str());
    let (x, y) = (whole(middle.at.x), whole(middle.at.y));
    html! {
        (circle("map-me", middle))
        text.map-letters.me x=(x) y=(y) dy="-.05em" { (letters(name)) }
        text.map-you x=(x) y=(y) dy="1.35em" { "You" }
    }
}

/// The number and name of a cluster beside its disc.
struct Label {
    class: String,
    number: Option<usize>,
    text: String,
    x: f64,
    y: f64,
    below: bool,
}

impl Label {
    /// Half of how wide it is; a letter takes about eleven units.
    fn half(&self) -> f64 {
        let letters = self.text.chars().count() + 3;
        5.6 * f64::from(u32::try_from(letters).unwrap_or(u32::MAX))
    }

    fn touches(&self, other: &Self) -> bool {
        let across = (self.x - other.x).abs() < self.half() + other.half();
        across && (self.y - other.y).abs() < LINE
    }

    fn drawn(&self) -> Markup {
        html! {
            g class=(self.class) {
                text.map-name.below[self.below] x=(whole(self.x)) y=(whole(self.y)) {
                    @if let Some(number) = self.number { tspan.map-count { (number) } " " }
                    tspan.map-word { (self.text) }
                }
            }
        }
    }
}

/// The names of the clusters: above them in the upper half and below them in the lower one, where
/// they stand in nobody's way, and none on another.
fn labels(places: &Layout, clusters: &[Cluster]) -> Vec<Label> {
    let middle = &places.middle;
    let mut labels: Vec<Label> = Vec::new();
    for (at, (disc, cluster)) in places.discs.iter().zip(clusters).enumerate() {
        let below = disc.at.y > middle.at.y + middle.radius;
        let edge = if below { disc.radius + LINE } else { -disc.radius - 9.0 };
        // The picture's nearer edge is as far as it may go.
        let room = disc.at.x.min(1_000.0 - disc.at.x).min(disc.radius + 70.0);
        let most = (room / 5.6 - 3.0).clamp(8.0, LONGEST) as usize;
        let short: String = cluster.name.chars().take(most).collect();
        let cut = if short.len() < cluster.name.len() { "…" } else { "" };
        let mut label = Label {
            class: colour(at, cluster),
            number: cluster.linked.then_some(at + 1),
            text: format!("{}{cut}", short.trim_end()),
            x: disc.at.x,
            y: disc.at.y + edge,
            below,
        };
        while labels.iter().any(|other| other.touches(&label)) {
            label.y += if below { LINE } else { -LINE };
        }
        labels.push(label);
    }
    labels
}

fn circle(class: &str, disc: &Disc) -> Markup {
    html! { circle class=(class) cx=(whole(disc.at.x)) cy=(whole(disc.at.y)) r=(whole(disc.radius)) {} }
}

/// A whole number of units: a tenth of a pixel more or less shows nowhere.
fn whole(value: f64) -> String {
    format!("{value:.0}")
}

fn point(at: At) -> String {
    format!("{:.0},{:.0}", at.x, at.y)
}

/// The lines from one person to whom they know.
fn ties(dot: &Disc, known: &[usize], places: &Layout) -> String {
    let mut path = String::new();
    let from = point(dot.at);
    for other in known.iter().take(TIES) {
        let _ = write!(path, "M{from}L{}", point(places.people[*other].at));
    }
    path
}

/// The lines inside a cluster.
fn near_ties(
    at: usize,
    people: &[(usize, &MapPerson)],
    edges: &[(usize, usize)],
    places: &Layout,
) -> String {
    let inside = edges.iter().filter(|(a, b)| people[*a].0 == at && people[*b].0 == at);
    lines(inside, places)
}

/// The lines between clusters, where they are too many every so many of them.
fn far_ties(people: &[(usize, &MapPerson)], edges: &[(usize, usize)], places: &Layout) -> String {
    let far: Vec<_> = edges.iter().filter(|(a, b)| people[*a].0 != people[*b].0).collect();
    let step = far.len().div_ceil(FAR_TIES).max(1);
    lines(far.into_iter().step_by(step), places)
}

fn lines<'a>(edges: impl Iterator<Item = &'a (usize, usize)>, places: &Layout) -> String {
    let mut path = String::new();
    for (a, b) in edges {
        let (from, to) = (places.people[*a].at, places.people[*b].at);
        let _ = write!(path, "M{}L{}", point(from), point(to));
    }
    path
}

/// The first letters of the first and last word of a name.
fn letters(name: &str) -> String {
    crate::pages::ui::avatar::initials(name)
}
