//! Where everybody stands on the map: the people of a cluster in a disc, those who know each other
//! near each other, and the discs around the middle without touching.
//!
//! No chance is in it: the same network is always drawn the same.

use std::f64::consts::TAU;

/// The free room around each person, and around each disc.
const GAP: f64 = 5.0;
const DISC_GAP: f64 = 34.0;
/// The room between the people of a disc and its rim.
const RIM: f64 = 12.0;
/// The radius of the member in the middle.
const MIDDLE: f64 = 40.0;
/// How wide the picture is, how much of that is room for names, and how much the whole is
/// enlarged at most.
const WIDTH: f64 = 1_000.0;
const MARGIN: f64 = 46.0;
const LARGEST: f64 = 1.5;
/// How much wider than high the whole is made.
const WIDER: f64 = 1.18;
/// Rounds in which people are drawn to whom they know, and rounds in which they only make room.
const ROUNDS: usize = 50;
const ROOM_ROUNDS: usize = 60;
/// Directions that are tried for a disc, and the step outwards.
const DIRECTIONS: u32 = 72;
const STEP: f64 = 5.0;

/// A point.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct At {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl At {
    fn turned(angle: f64, away: f64) -> Self {
        Self { x: away * angle.cos(), y: away * angle.sin() }
    }

    fn plus(self, other: Self) -> Self {
        Self { x: self.x + other.x, y: self.y + other.y }
    }

    fn minus(self, other: Self) -> Self {
        Self { x: self.x - other.x, y: self.y - other.y }
    }

    fn times(self, factor: f64) -> Self {
        Self { x: self.x * factor, y: self.y * factor }
    }

    fn length(self) -> f64 {
        self.x.hypot(self.y)
    }
}

/// A circle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Disc {
    pub(super) at: At,
    pub(super) radius: f64,
}

/// Everybody's place, in a picture that is 1,000 wide.
#[derive(Debug)]
pub(super) struct Layout {
    /// The member in the middle.
    pub(super) middle: Disc,
    /// How high the picture is.
    pub(super) height: f64,
    /// The disc of each cluster.
    pub(super) discs: Vec<Disc>,
    /// The circle of each person, cluster by cluster.
    pub(super) people: Vec<Disc>,
}

/// Lays out people who are given by their radius, cluster by cluster, and by whom they know:
/// pairs of places among all.
pub(super) fn layout(clusters: &[Vec<f64>], edges: &[(usize, usize)]) -> Layout {
    let mut cluster_of = Vec::new();
    let mut first = Vec::new();
    for (cluster, radii) in clusters.iter().enumerate() {
        first.push(cluster_of.len());
        cluster_of.extend(radii.iter().map(|_| cluster));
    }
    let mut inside = vec![Vec::new(); clusters.len()];
    let mut between = vec![vec![0.0; clusters.len()]; clusters.len()];
    for (a, b) in edges {
        let (of_a, of_b) = (cluster_of[*a], cluster_of[*b]);
        if of_a == of_b {
            inside[of_a].push((a - first[of_a], b - first[of_a]));
        } else {
            between[of_a][of_b] += 1.0;
            between[of_b][of_a] += 1.0;
        }
    }
    let settled: Vec<Vec<At>> =
        clusters.iter().zip(&inside).map(|(radii, edges)| settle(radii, edges)).collect();
    let radii: Vec<f64> = settled
        .iter()
        .zip(clusters)
        .map(|(places, radii)| {
            let far = places.iter().zip(radii).map(|(at, radius)| at.length() + radius);
            far.fold(0.0, f64::max) + RIM
        })
        .collect();
    let discs = pack(&radii, &between);
    let mut people = Vec::new();
    for ((disc, places), radii) in discs.iter().zip(&settled).zip(clusters) {
        let of_disc = places.iter().zip(radii);
        people.extend(of_disc.map(|(at, radius)| Disc { at: disc.at.plus(*at), radius: *radius }));
    }
    let middle = Disc { at: At::default(), radius: MIDDLE };
    fitted(Layout { middle, height: 0.0, discs, people })
}

/// Enlarged or made smaller so that it fits the picture, and moved into its middle.
fn fitted(mut layout: Layout) -> Layout {
    let mut least = At { x: -MIDDLE, y: -MIDDLE };
    let mut most = At { x: MIDDLE, y: MIDDLE };
    for disc in &layout.discs {
        let (at, radius) = (disc.at, disc.radius);
        least = At { x: least.x.min(at.x - radius), y: least.y.min(at.y - radius) };
        most = At { x: most.x.max(at.x + radius), y: most.y.max(at.y + radius) };
    }
    let size = most.minus(least);
    let factor = LARGEST.min((WIDTH - 2.0 * MARGIN) / size.x);
    layout.height = size.y * factor + 2.0 * MARGIN;
    let centre = least.plus(most).times(0.5);
    let to = At { x: WIDTH / 2.0, y: layout.height / 2.0 };
    let all = layout.people.iter_mut().chain(&mut layout.discs).chain([&mut layout.middle]);
    for disc in all {
        disc.at = disc.at.minus(centre).times(factor).plus(to);
        disc.radius *= factor;
    }
    layout
}

/// The places of a cluster's people around its middle. They begin as the seeds of a sunflower do
/// (H. Vogel: A better way to construct the sunflower head, Math. Biosci. 44, 1979), the first in
/// the middle; then each is drawn to whom they know, and pushes away whom they touch.
fn settle(radii: &[f64], edges: &[(usize, usize)]) -> Vec<At> {
    let golden = TAU * (1.0 - 2.0 / (1.0 + 5f64.sqrt()));
    let mut area = 0.0;
    let mut places: Vec<At> = radii
        .iter()
        .zip(0u32..)
        .map(|(radius, number)| {
            let room = (radius + GAP / 2.0).powi(2);
            let away = f64::sqrt((area + room / 2.0) * 1.15);
            area += room;
            At::turned(golden * f64::from(number), if number == 0 { 0.0 } else { away })
        })
        .collect();
    let mut ends = vec![0u32; radii.len()];
    for (a, b) in edges {
        ends[*a] += 1;
        ends[*b] += 1;
    }
    for round in 0..ROUNDS + ROOM_ROUNDS {
        if round < ROUNDS {
            draw_near(&mut places, edges, &ends);
        }
        if !make_room(&mut places, radii) && round >= ROUNDS {
            break;
        }
    }
    centred(&mut places, radii);
    places
}

/// Draws everybody a little to the mean place of whom they know, and to the middle.
fn draw_near(places: &mut [At], edges: &[(usize, usize)], ends: &[u32]) {
    let mut pull = vec![At::default(); places.len()];
    for (a, b) in edges {
        let way = places[*b].minus(places[*a]);
        pull[*a] = pull[*a].plus(way);
        pull[*b] = pull[*b].minus(way);
    }
    for ((place, pull), ends) in places.iter_mut().zip(pull).zip(ends) {
        let mean = pull.times(0.06 / f64::from((*ends).max(1)));
        *place = place.plus(mean).times(0.985);
    }
}

/// Pushes apart those who touch; whether any did.
fn make_room(places: &mut [At], radii: &[f64]) -> bool {
    let mut touched = false;
    // From left to right, so that whoever stands too far to the right ends the search.
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| places[*a].x.total_cmp(&places[*b].x).then(a.cmp(b)));
    let largest = radii.iter().copied().fold(0.0, f64::max);
    for (number, &a) in order.iter().enumerate() {
        for &b in &order[number + 1..] {
            let needed = radii[a] + radii[b] + GAP;
            let way = places[b].minus(places[a]);
            if way.x >= radii[a] + largest + GAP {
                break;
            }
            if way.y.abs() >= needed {
                continue;
            }
            let away = way.length();
            if away + 0.01 >= needed {
                continue;
            }
            touched = true;
            // Two at one place part in a direction of their own.
            let number = f64::from(u32::try_from(a * 31 + b).unwrap_or(0));
            let way = if away < 0.01 { At::turned(number, 1.0) } else { way.times(1.0 / away) };
            let push = way.times((needed - away) / 2.0);
            places[a] = places[a].minus(push);
            places[b] = places[b].plus(push);
        }
    }
    touched
}

/// Moves all so that the middle of what they cover is the middle.
fn centred(places: &mut [At], radii: &[f64]) {
    let mut least = At { x: f64::MAX, y: f64::MAX };
    let mut most = At { x: f64::MIN, y: f64::MIN };
    for (at, radius) in places.iter().zip(radii) {
        least = At { x: least.x.min(at.x - radius), y: least.y.min(at.y - radius) };
        most = At { x: most.x.max(at.x + radius), y: most.y.max(at.y + radius) };
    }
    if places.is_empty() {
        return;
    }
    let middle = least.plus(most).times(0.5);
    for place in places {
        *place = place.minus(middle);
    }
}

/// Places of discs around the middle: each in turn as near to it as it goes, near to those whose
/// people its people know, and so that the whole stays in balance.
fn pack(radii: &[f64], between: &[Vec<f64>]) -> Vec<Disc> {
    let mut discs: Vec<Disc> = Vec::new();
    for (number, radius) in radii.iter().enumerate() {
        let known: f64 = between[number].iter().take(number).sum();
        let (mut weight, mut centre) = (0.0, At::default());
        for disc in &discs {
            weight += disc.radius.powi(2);
            centre = centre.plus(disc.at.times(disc.radius.powi(2)));
        }
        let mut best: Option<(f64, At)> = None;
        for direction in 0..DIRECTIONS {
            let angle = TAU * (0.6 + f64::from(direction) / f64::from(DIRECTIONS));
            let at = first_free(&discs, angle, *radius);
            let near: f64 = discs
                .iter()
                .zip(&between[number])
                .map(|(disc, links)| links / known.max(1.0) * at.minus(disc.at).length())
                .sum();
            let after =
                centre.plus(at.times(radius.powi(2))).times(1.0 / (weight + radius.powi(2)));
            let away = At { x: at.x / WIDER, y: at.y }.length();
            let cost = away + radius + 0.3 * near + 0.5 * after.length();
            if best.is_none_or(|(before, _)| cost < before - 1e-6) {
                best = Some((cost, at));
            }
        }
        let at = best.map_or_else(At::default, |(_, at)| at);
        discs.push(Disc { at, radius: *radius });
    }
    discs
}

/// The nearest place to the middle in a direction where a disc touches no other.
fn first_free(discs: &[Disc], angle: f64, radius: f64) -> At {
    let mut away = MIDDLE + DISC_GAP + radius;
    loop {
        let at = At::turned(angle, away);
        let free =
            discs.iter().all(|disc| at.minus(disc.at).length() >= disc.radius + radius + DISC_GAP);
        if free {
            return at;
        }
        away += STEP;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd() -> (Vec<Vec<f64>>, Vec<(usize, usize)>) {
        let clusters: Vec<Vec<f64>> = [70u32, 33, 12, 3, 1]
            .iter()
            .map(|size| (0..*size).map(|one| 18.0 - f64::from(one % 11)).collect())
            .collect();
        let edges = (0..110).flat_map(|a| [(a, a + 1), (a, (a * 7 + 3) % 119)]);
        (clusters, edges.filter(|(a, b)| a != b).collect())
    }

    #[test]
    fn nobody_stands_on_another_and_no_disc_touches_another_or_the_middle() {
        let (clusters, edges) = crowd();
        let found = layout(&clusters, &edges);
        let apart = |all: &[Disc], gap: f64| {
            for (place, a) in all.iter().enumerate() {
                for b in &all[place + 1..] {
                    let room = a.at.minus(b.at).length() - a.radius - b.radius;
                    assert!(room >= gap, "{a:?} and {b:?}: {room}");
                }
            }
        };
        apart(&found.people, 0.0);
        apart(&found.discs, 1.0);
        let all: Vec<Disc> = found.discs.iter().copied().chain([found.middle]).collect();
        apart(&all, 1.0);
        for disc in all {
            let (x, y) = (disc.at.x, disc.at.y);
            assert!(x - disc.radius >= 0.0 && x + disc.radius <= WIDTH, "{disc:?}");
            assert!(y - disc.radius >= 0.0 && y + disc.radius <= found.height, "{disc:?}");
        }
    }

    #[test]
    fn everybody_stands_in_the_disc_of_their_cluster() {
        let (clusters, edges) = crowd();
        let found = layout(&clusters, &edges);
        let mut people = found.people.iter();
        for (disc, radii) in found.discs.iter().zip(&clusters) {
            for person in people.by_ref().take(radii.len()) {
                assert!(person.at.minus(disc.at).length() + person.radius <= disc.radius);
            }
        }
        assert!(people.next().is_none());
    }

    #[test]
    fn the_same_network_is_drawn_the_same_and_an_empty_one_at_all() {
        let (clusters, edges) = crowd();
        let places = |layout: Layout| layout.people.iter().map(|one| one.at).collect::<Vec<_>>();
        assert_eq!(places(layout(&clusters, &edges)), places(layout(&clusters, &edges)));
        assert!(layout(&[], &[]).people.is_empty());
    }
}
