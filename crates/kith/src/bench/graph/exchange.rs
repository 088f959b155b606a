//! Questions with their answers as a file, for other programs that answer the same.

use std::{fs::File, io::BufWriter, path::Path};

use kith_graph::Degree;
use serde_json::{Map, Value, json};

use super::{
    measure::Asked,
    questions::{Answer, Kind},
};
use crate::Failure;

/// Kinds that other programs are asked. They are asked for the people with most common neighbours;
/// kith's time is that of its own suggestions.
pub(super) const KINDS: [Kind; 5] =
    [Kind::Degrees, Kind::Mutuals, Kind::Second, Kind::Distance, Kind::Suggestions];

/// Writes `{"members", "edges", "questions": {kind: [{"viewer", "others", "answer", "kith_us"}]}}`.
///
/// Answers: degrees as numbers, 0 for the viewer to 4 for out of the network; counts; steps or
/// null; suggestions as `[vertex, mutuals]` by mutuals, then vertex.
///
/// # Errors
/// The file cannot be written.
pub(super) fn write(
    path: &Path,
    (members, edges): (usize, usize),
    asked: &[(Kind, Vec<Asked>)],
) -> Result<(), Failure> {
    let questions: Map<String, Value> = asked
        .iter()
        .map(|(kind, asked)| (kind.key().to_owned(), asked.iter().map(value).collect()))
        .collect();
    let all = json!({ "members": members, "edges": edges, "questions": questions });
    serde_json::to_writer(BufWriter::new(File::create(path)?), &all)?;
    Ok(())
}

fn value(asked: &Asked) -> Value {
    let answer = match &asked.answer {
        Answer::Degrees(degrees) => degrees.iter().copied().map(number).collect(),
        Answer::Count(count) => json!(count),
        Answer::Distance(steps) => json!(steps),
        Answer::Paths(paths) => json!(paths),
        Answer::Suggestions(suggestions) => json!(suggestions),
    };
    json!({
        "viewer": asked.question.viewer,
        "others": asked.question.others,
        "answer": answer,
        "kith_us": asked.took.as_secs_f64() * 1e6,
    })
}

fn number(degree: Degree) -> u8 {
    match degree {
        Degree::Myself => 0,
        Degree::First => 1,
        Degree::Second => 2,
        Degree::Third => 3,
        Degree::Out => 4,
    }
}
