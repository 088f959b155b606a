//! Asks one kind of question many times, for counting instructions: `kernel NAME TIMES`.
//! `bench/instructions` runs it under valgrind, which counts only while `asked` runs.

use std::hint::black_box;

use kith_graph::{Avoid, Blend, Graph, View, Wanted};

const MEMBERS: u32 = 20_000;

fn scatter(i: u32) -> u32 {
    i.wrapping_mul(2_654_435_761) >> 8
}

/// The kernel, and nothing else of the program. Its name is what is counted.
#[inline(never)]
fn asked(view: &View, what: &str, a: u32, b: u32, targets: &[u32]) -> Option<usize> {
    let everybody = Avoid::none();
    let wanted = Wanted::new(20, &everybody);
    Some(match what {
        "mutual_count" => view.mutual_count(a, b, &everybody),
        "distance" => view.distance(a, b, 6, &everybody).unwrap_or_default() as usize,
        "shortest_paths" => view.shortest_paths(a, b, 10, 6, &everybody).len(),
        "second_degree" => view.second_degree(a, &everybody).len(),
        "degrees_of_1000" => view.degrees(a, targets, &everybody).len(),
        "suggestions_nearest" => view.suggestions(a, &wanted, |_| false).len(),
        "suggestions_longer" => view.suggestions(a, &wanted.blend(Blend::MIDDLE), |_| false).len(),
        _ => return None,
    })
}

fn main() {
    let mut words = std::env::args().skip(1);
    let what = words.next().unwrap_or_default();
    let times: u32 = words.next().and_then(|times| times.parse().ok()).unwrap_or(20);
    // Few know many, as in networks of people.
    let edges = (0..400_000).map(|i| (scatter(i) % MEMBERS, scatter(i + 7) % (1 + i % MEMBERS)));
    let view = Graph::from_edges(MEMBERS, edges).view();
    let targets: Vec<u32> = (0..1_000).map(|i| scatter(i) % MEMBERS).collect();
    for i in 0..times {
        let (a, b) = (scatter(2 * i) % MEMBERS, scatter(2 * i + 1) % MEMBERS);
        if black_box(asked(&view, &what, a, b, &targets)).is_none() {
            eprintln!("no kernel is called {what:?}");
            std::process::exit(2);
        }
    }
}
