//! Whether two answers agree.

use std::collections::HashSet;

use super::{
    baseline::Baseline,
    questions::{Answer, PATHS, Question, SUGGESTIONS},
};

/// Says what is wrong with kith's answer, by that of the simple program.
///
/// Answers must be equal. Two kinds leave a choice: paths come in any order, and any of them where
/// there are more than wanted, so each must be one, none twice, and as many; whom kith suggests is
/// up to its score, so each must be somebody the viewer does not know, with the right number of
/// common neighbours, none twice, and as many as the simple program found or more.
pub(super) fn disagreement(
    graph: &Baseline,
    question: &Question,
    simple: &Answer,
    kith: &Answer,
) -> Option<String> {
    let agree = match (simple, kith) {
        (Answer::Paths(simple), Answer::Paths(kith)) => {
            let distinct: HashSet<&Vec<u32>> = kith.iter().collect();
            let steps = simple.first().map_or(0, Vec::len);
            distinct.len() == kith.len()
                && kith.len() == simple.len().min(PATHS)
                && kith.iter().all(|path| path.len() == steps && is_path(graph, question, path))
        }
        (Answer::Suggestions(simple), Answer::Suggestions(kith)) => {
            let distinct: HashSet<u32> = kith.iter().map(|&(v, _)| v).collect();
            distinct.len() == kith.len()
                && (simple.len()..=SUGGESTIONS).contains(&kith.len())
                && kith.iter().all(|&(v, mutuals)| {
                    v != question.viewer
                        && graph.neighbours(question.viewer).binary_search(&v).is_err()
                        && mutuals == graph.mutual_count(question.viewer, v)
                })
        }
        _ => simple == kith,
    };
    (!agree).then(|| format!("{question:?}: kith answers {kith:?}, the simple program {simple:?}"))
}

/// Whether a path leads from the viewer to the other through edges.
fn is_path(graph: &Baseline, question: &Question, path: &[u32]) -> bool {
    path.first() == Some(&question.viewer)
        && path.last() == question.others.first()
        && path.windows(2).all(|step| graph.neighbours(step[0]).binary_search(&step[1]).is_ok())
}
