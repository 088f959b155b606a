//! The kernels, each on one graph made of a fixed seed: `cargo bench -p kith-graph`.
//!
//! How many instructions each takes, whatever else the machine does, tells `bench/instructions`.

use divan::{Bencher, black_box};
use kith_graph::{Avoid, Blend, Edit, Graph, Merging, Order, View, Wanted};

fn main() {
    divan::main();
}

const MEMBERS: u32 = 100_000;
const EDGES: usize = 2_000_000;

/// Numbers that look random: SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ z >> 31) % u64::from(n)) as u32
    }

    /// Some more often than others, as in networks of people.
    fn somebody(&mut self) -> u32 {
        let highest = 1 + self.below(MEMBERS);
        self.below(highest)
    }
}

fn edges() -> Vec<(u32, u32)> {
    let mut random = Random(1);
    let mut all: Vec<(u32, u32)> =
        (0..EDGES).map(|_| (random.somebody(), random.somebody())).collect();
    let order = Order::of_edges(MEMBERS, all.iter().copied());
    all.iter_mut().for_each(|(a, b)| (*a, *b) = order.edge(*a, *b));
    all
}

fn graph() -> Graph {
    Graph::builder().merging(Merging::ByHand).vertices(MEMBERS).edges(edges()).build()
}

/// Asks about two people at a time, other ones each time.
fn ask<T>(bencher: Bencher, question: impl Fn(&View, u32, u32) -> T) {
    let (view, mut random) = (graph().view(), Random(2));
    bencher
        .with_inputs(|| (random.below(MEMBERS), random.below(MEMBERS)))
        .bench_local_values(|(a, b)| question(black_box(&view), a, b));
}

#[divan::bench]
fn mutual_count(bencher: Bencher) {
    ask(bencher, |view, a, b| view.mutual_count(a, b, &Avoid::none()));
}

#[divan::bench]
fn distance(bencher: Bencher) {
    ask(bencher, |view, a, b| view.distance(a, b, 6, &Avoid::none()));
}

#[divan::bench]
fn shortest_paths(bencher: Bencher) {
    ask(bencher, |view, a, b| view.shortest_paths(a, b, 10, 6, &Avoid::none()));
}

#[divan::bench]
fn second_degree(bencher: Bencher) {
    ask(bencher, |view, a, _| view.second_degree(a, &Avoid::none()));
}

#[divan::bench]
fn degrees_of_1000(bencher: Bencher) {
    let targets: Vec<u32> = (0..1_000).map(|i| i * 97 % MEMBERS).collect();
    ask(bencher, |view, a, _| view.degrees(a, &targets, &Avoid::none()));
}

#[divan::bench(args = [0.0, 3.0])]
fn suggestions_with_longer_ways(bencher: Bencher, longer: f64) {
    let everybody = Avoid::none();
    let wanted = Wanted::new(20, &everybody).blend(Blend::new(longer));
    ask(bencher, |view, a, _| view.suggestions(a, &wanted, |_| false));
}

#[divan::bench(args = [1, 100])]
fn inserts_published_together(bencher: Bencher, count: usize) {
    let (graph, mut random) = (graph(), Random(3));
    bencher
        .with_inputs(|| -> Vec<Edit> {
            (0..count).map(|_| Edit::Insert(random.below(MEMBERS), random.below(MEMBERS))).collect()
        })
        .bench_local_values(|edits| graph.apply(&edits));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn build(bencher: Bencher) {
    bencher.with_inputs(edges).bench_local_values(|edges| Graph::from_edges(MEMBERS, edges));
}
