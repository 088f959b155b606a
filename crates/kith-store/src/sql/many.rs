//! The same question asked of many at once: to PostgreSQL one statement with lists of parameters
//! costs little more than the question alone, where each of many costs as much as the first.
//!
//! The text is made from the statement's own: the lists side by side are a table, and the
//! question, with that table's columns for its parameters, is answered for each row of it
//! (`CROSS JOIN LATERAL`), by the plan that it would have alone: `OFFSET 0` keeps the planner from
//! joining the two, which could read a whole table and would answer in any order.

use std::collections::HashMap;

use super::{Question, Rows, Statement, Type, Value};

/// How often the same has to be asked before it is asked at once.
const WORTH_WHILE: usize = 3;

/// The name of a statement's table of parameters; no statement has a table of that name.
const TABLE: &str = "asked_of";

/// Whether a statement can be asked of many at once: it reads, and has parameters.
pub(super) fn can_be_asked(statement: &Statement) -> bool {
    (statement.sql.starts_with("SELECT") || statement.sql.starts_with("WITH"))
        && !(statement.params)().is_empty()
}

/// The places of the questions as they are to be asked: those of one statement at once, where that
/// is worth while.
pub(super) fn together(questions: &[Question<'_>]) -> Vec<Vec<usize>> {
    let mut group_of: HashMap<*const Statement, usize> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (place, (statement, _)) in questions.iter().enumerate() {
        let group = *group_of.entry(std::ptr::from_ref(*statement)).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(places) => places.push(place),
            None => groups.push(vec![place]),
        }
    }
    let mut asked = Vec::with_capacity(groups.len());
    for places in groups {
        if places.len() >= WORTH_WHILE && can_be_asked(questions[places[0]].0) {
            asked.push(places);
        } else {
            asked.extend(places.into_iter().map(|place| vec![place]));
        }
    }
    asked
}

/// The lists of parameters of the questions at these places.
pub(super) fn lists<'a>(questions: &[Question<'a>], places: &[usize]) -> Vec<Vec<&'a Value>> {
    let count = places.first().map_or(0, |place| questions[*place].1.len());
    let list = |param: usize| places.iter().map(|place| &questions[*place].1[param]).collect();
    (0..count).map(list).collect()
}

/// Gives each question its rows: their first column says of which, by its place among those asked.
pub(super) fn deal(rows: Rows, places: &[usize], all: &mut [Rows]) {
    for mut row in rows {
        if let Some(Value::Int(number)) = row.first()
            && let Some(place) = usize::try_from(number - 1).ok().and_then(|at| places.get(at))
        {
            all[*place].push(row.split_off(1));
        }
    }
}

/// The text that asks a statement of many. Its first column says of which, counted from 1.
pub(super) fn text(statement: &Statement) -> String {
    let types = (statement.params)();
    let lists: Vec<String> =
        types.iter().enumerate().map(|(at, ty)| format!("${}::{}[]", at + 1, name(*ty))).collect();
    let columns: Vec<String> = (1..=types.len()).map(|at| format!("p{at}")).collect();
    format!(
        "SELECT {TABLE}.n, answer.* FROM unnest({}) WITH ORDINALITY AS {TABLE}({}, n) CROSS JOIN LATERAL (SELECT * FROM ({}) AS asked OFFSET 0) AS answer",
        lists.join(", "),
        columns.join(", "),
        with_columns(statement.sql),
    )
}

const fn name(ty: Type) -> &'static str {
    match ty {
        Type::Int => "int8",
        Type::Text => "text",
        Type::Bytes => "bytea",
    }
}

/// A statement's text with the columns of the table for its parameters.
fn with_columns(sql: &str) -> String {
    let mut parts = sql.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = part.split_at(digits);
        text.push_str(TABLE);
        text.push_str(".p");
        text.push_str(number);
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    static ONE: Statement = Statement {
        name: "one",
        sql: "SELECT a FROM t WHERE b = $2 AND c < $1 AND d = $10",
        params: || vec![Type::Int, Type::Text],
        columns: Vec::new,
    };
    static OTHER: Statement =
        Statement { name: "other", sql: "SELECT 1", params: Vec::new, columns: Vec::new };

    #[test]
    fn a_question_of_many_has_columns_for_its_parameters() {
        assert_eq!(
            text(&ONE),
            "SELECT asked_of.n, answer.* FROM unnest($1::int8[], $2::text[]) WITH ORDINALITY AS \
             asked_of(p1, p2, n) CROSS JOIN LATERAL (SELECT * FROM (SELECT a FROM t WHERE b = \
             asked_of.p2 AND c < asked_of.p1 AND d = asked_of.p10) AS asked OFFSET 0) AS answer"
        );
    }

    #[test]
    fn what_is_asked_often_is_asked_at_once_and_every_question_is_asked_once() {
        let params: Vec<[Value; 2]> =
            (0..4).map(|n| [Value::Int(n), Value::Text(n.to_string())]).collect();
        let one = |n: usize| -> Question<'_> { (&ONE, &params[n]) };
        let other: Question<'_> = (&OTHER, &[]);
        assert_eq!(together(&[]), Vec::<Vec<usize>>::new());
        assert_eq!(together(&[one(0), other, one(1)]), [vec![0], vec![2], vec![1]]);
        assert_eq!(
            together(&[one(0), other, one(1), other, one(2), other]),
            [vec![0, 2, 4], vec![1], vec![3], vec![5]]
        );
        let questions = [one(3), other, one(1), one(2)];
        assert_eq!(
            lists(&questions, &[0, 2]),
            [vec![&params[3][0], &params[1][0]], vec![&params[3][1], &params[1][1]]]
        );
    }
}
