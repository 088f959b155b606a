//! What is measured: `kith-graph`, asked as the server asks it.

use std::time::{Duration, Instant};

use kith_graph::{Avoid, Blend, Graph, View, Wanted};

use super::{
    input::Input,
    questions::{Answer, Answering, Kind, PATHS, Question, STEPS, SUGGESTIONS},
};
use crate::Failure;

/// Edges that are handed to the builder at once.
const CHUNK: usize = 1 << 16;
/// People who are asked what suggestions are good in the graph, as many as a server asks.
const ASKED: usize = 4_000;

/// A graph under measurement, known by the input's vertices.
pub(super) struct Engine {
    graph: Graph,
    view: View,
    blend: Blend,
    learned_in: Duration,
}

impl Engine {
    /// Builds the graph.
    ///
    /// # Errors
    /// The input cannot be read.
    pub(super) fn build(input: &Input) -> Result<Self, Failure> {
        let mut builder = Graph::builder();
        let mut chunk = Vec::with_capacity(CHUNK);
        let members = input.each(&mut |a, b| {
            chunk.push((a, b));
            if chunk.len() == CHUNK {
                builder = std::mem::take(&mut builder).edges(chunk.drain(..));
            }
        })?;
        let graph = builder.edges(chunk).vertices(members).build();
        let view = graph.view();
        let started = Instant::now();
        let blend = view.learn_blend(ASKED, 1);
        Ok(Self { graph, view, blend, learned_in: started.elapsed() })
    }

    /// How suggestions weigh ways, and how long it took to learn that.
    pub(super) const fn learned(&self) -> (Blend, Duration) {
        (self.blend, self.learned_in)
    }

    /// The graph, for writing to; nothing holds on to how it was.
    pub(super) fn into_graph(self) -> Graph {
        self.graph
    }

    /// The graph as it was built.
    pub(super) fn view(&self) -> &View {
        &self.view
    }
}

/// Answers one question on a view.
pub(super) fn answer(view: &View, blend: Blend, kind: Kind, question: &Question) -> Answer {
    let everybody = Avoid::none();
    let (viewer, others) = (question.viewer, &question.others);
    let other = others.first().copied().unwrap_or(viewer);
    match kind {
        Kind::Degrees | Kind::DegreesKept => {
            Answer::Degrees(view.degrees(viewer, others, &everybody))
        }
        Kind::Mutuals => Answer::Count(view.mutual_count(viewer, other, &everybody)),
        Kind::Second => Answer::Count(view.second_degree(viewer, &everybody).len()),
        Kind::Distance => Answer::Distance(view.distance(viewer, other, STEPS, &everybody)),
        Kind::Paths => Answer::Paths(view.shortest_paths(viewer, other, PATHS, STEPS, &everybody)),
        Kind::Suggestions | Kind::Nearest => {
            let blend = if kind == Kind::Nearest { Blend::NEAREST } else { blend };
            let wanted = Wanted::new(SUGGESTIONS, &everybody).blend(blend);
            let suggested = view.suggestions(viewer, &wanted, |_| false);
            let suggested = suggested.iter().map(|one| (one.vertex, one.mutuals as usize));
            Answer::Suggestions(suggested.collect())
        }
    }
}

impl Answering for Engine {
    fn prepare(&mut self, kind: Kind, question: &Question) {
        if kind == Kind::DegreesKept {
            drop(self.view.second_degree(question.viewer, &Avoid::none()));
        }
    }

    fn answer(&mut self, kind: Kind, question: &Question) -> Answer {
        answer(&self.view, self.blend, kind, question)
    }
}
