//! Common ground: what sender and recipient share, as lines for people.

/// One thing that both share, as far as the sender may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// They met at one company.
    Company {
        /// Its name.
        name: String,
        /// The first year that both were there.
        from: i32,
        /// The last such year; absent: both are there still.
        until: Option<i32>,
    },
    /// They met at one school.
    School {
        /// Its name.
        name: String,
        /// The first year that both were there, where both tell their years.
        from: Option<i32>,
        /// The last such year.
        until: Option<i32>,
    },
    /// They share connections.
    Mutuals {
        /// How many.
        count: u32,
        /// The names of some.
        names: Vec<String>,
    },
    /// They are in one group.
    Group(String),
    /// They go to one event.
    Event(String),
    /// The sender reacted to or commented on what the recipient wrote; how that begins.
    TheirPost(String),
    /// The recipient reacted to or commented on what the sender wrote; how that begins.
    MyPost(String),
    /// They work in one field.
    Industry(String),
    /// They live in one place.
    Place(String),
}

impl Ground {
    /// The names in it, which a note that speaks of it mentions.
    pub(crate) fn names(&self) -> Vec<&str> {
        match self {
            Self::Company { name, .. }
            | Self::School { name, .. }
            | Self::Group(name)
            | Self::Event(name)
            | Self::TheirPost(name)
            | Self::MyPost(name)
            | Self::Industry(name)
            | Self::Place(name) => vec![name],
            Self::Mutuals { names, .. } => names.iter().map(String::as_str).collect(),
        }
    }

    /// The line that a member reads.
    #[must_use]
    pub fn line(&self) -> String {
        match self {
            Self::Company { name, from, until: None } => {
                format!("You are both at {name} since {from}")
            }
            Self::Company { name, from, until: Some(until) } => {
                format!("You were both at {name} {}", years(*from, *until))
            }
            Self::School { name, from: Some(from), until: Some(until) } => {
                format!("You were both at {name} {}", years(*from, *until))
            }
            Self::School { name, .. } => format!("You both studied at {name}"),
            Self::Mutuals { count, names } => mutuals(*count, names),
            Self::Group(name) => format!("You are both in the group {name}"),
            Self::Event(name) => format!("You both have a seat at {name}"),
            Self::TheirPost(start) => format!("You engaged with their post “{start}”"),
            Self::MyPost(start) => format!("They engaged with your post “{start}”"),
            Self::Industry(name) => format!("You both work in {name}"),
            Self::Place(name) => format!("You both live in {name}"),
        }
    }
}

fn years(from: i32, until: i32) -> String {
    if from == until { format!("in {from}") } else { format!("{from}–{until}") }
}

fn mutuals(count: u32, names: &[String]) -> String {
    let connections = if count == 1 { "connection" } else { "connections" };
    match names {
        [] => format!("You share {count} {connections}"),
        names if names.len() as u32 >= count => format!("You both know {}", listed(names)),
        names => format!("You share {count} {connections}, such as {}", listed(names)),
    }
}

/// Names as people list them.
pub(crate) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The years that two spans share: `(from, until)`, an absent `until` goes on.
#[must_use]
pub fn overlap(a: (i32, Option<i32>), b: (i32, Option<i32>)) -> Option<(i32, Option<i32>)> {
    let from = a.0.max(b.0);
    let until = match (a.1, b.1) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    };
    until.is_none_or(|until| until >= from).then_some((from, until))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r13_years_are_common_ground_only_where_they_overlap() {
        for (a, b, both) in [
            ((2015, Some(2019)), (2018, None), Some((2018, Some(2019)))),
            ((2015, None), (2018, None), Some((2018, None))),
            ((2015, Some(2017)), (2018, None), None),
            ((2015, Some(2018)), (2018, Some(2020)), Some((2018, Some(2018)))),
        ] {
            assert_eq!(overlap(a, b), both);
        }
    }

    #[test]
    fn r13_common_ground_reads_as_a_line() {
        let names = vec!["Ana Petrova".to_owned()];
        for (ground, line) in [
            (
                Ground::Company { name: "Initech".into(), from: 2019, until: None },
                "You are both at Initech since 2019",
            ),
            (
                Ground::Company { name: "Initech".into(), from: 2019, until: Some(2019) },
                "You were both at Initech in 2019",
            ),
            (
                Ground::School { name: "ETH".into(), from: None, until: None },
                "You both studied at ETH",
            ),
            (Ground::Mutuals { count: 1, names: names.clone() }, "You both know Ana Petrova"),
            (Ground::Mutuals { count: 12, names }, "You share 12 connections, such as Ana Petrova"),
        ] {
            assert_eq!(ground.line(), line);
        }
    }
}
