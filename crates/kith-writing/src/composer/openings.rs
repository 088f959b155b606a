//! How a draft begins: with what both share, else with something of theirs.

use crate::{clean, facts::Facts, ground::Ground};

/// The first sentence after the greeting.
pub(super) struct Opening {
    pub(super) text: String,
    /// Which fact it comes from; no two drafts should open with the same one.
    pub(super) kind: usize,
    /// Whether it names a place of work or an event that "there" can mean.
    pub(super) place: bool,
    /// Whether it is a question already.
    pub(super) asks: bool,
}

/// Everything that a draft may begin with, the strongest facts first.
pub(super) fn of(facts: &Facts) -> Vec<Opening> {
    let mut facts_told: Vec<(bool, Vec<String>)> = told(facts).collect();
    if facts_told.is_empty() {
        facts_told.extend(NOTHING.map(|text| (false, vec![text.to_owned()])));
    }
    // The first wording of every fact, then the second of every fact, and so on.
    let most = facts_told.iter().map(|(_, texts)| texts.len()).max().unwrap_or_default();
    let mut openings = Vec::new();
    for wording in 0..most {
        for (kind, (place, texts)) in facts_told.iter().enumerate() {
            let turn = (wording + kind) % most.max(1);
            if let Some(text) = texts.get(turn) {
                let asks = text.ends_with('?');
                openings.push(Opening { text: text.clone(), kind, place: *place, asks });
            }
        }
    }
    openings
}

/// Sentences for each fact that can be put into words.
fn told(facts: &Facts) -> impl Iterator<Item = (bool, Vec<String>)> {
    let all = facts.ground.iter().map(shared).chain(theirs(facts));
    all.filter(|(_, texts)| !texts.is_empty())
}

pub(super) fn can_say(ground: &Ground) -> bool {
    !shared(ground).1.is_empty()
}

pub(super) fn knows_something(facts: &Facts) -> bool {
    told(facts).next().is_some()
}

/// Where nothing is known.
const NOTHING: [&str; 4] = [
    "I am getting to know the people here, one by one.",
    "I would like to know more people outside my own team.",
    "I have been reading what people here do.",
    "I like to learn how others work.",
];

/// Sentences for one kind of common ground, and whether "there" can mean it.
fn shared(ground: &Ground) -> (bool, Vec<String>) {
    match ground {
        Ground::Company { name, until, .. } => (true, company(name, until.is_none())),
        Ground::School { name, .. } => (
            true,
            named(name, |name| {
                vec![
                    format!("we both studied at {name}."),
                    format!("I see that you know {name} from the inside, as I do."),
                    format!("{name} seems to be where our ways first came close."),
                ]
            }),
        ),
        Ground::Mutuals { names, .. } => (false, mutuals(names)),
        Ground::Group(name) => (
            true,
            named(name, |name| {
                vec![
                    format!("we are both in the group {name}."),
                    format!("I know your name from the group {name}."),
                    format!("the group {name} is something that we share."),
                ]
            }),
        ),
        Ground::Event(name) => (
            true,
            named(name, |name| {
                vec![
                    format!("we both have a seat at {name}."),
                    format!("I saw that you come to {name}, too."),
                    format!("I am looking forward to {name}, and saw your name among the guests."),
                ]
            }),
        ),
        Ground::TheirPost(start) => (
            false,
            quoted(start, |start| {
                vec![
                    format!("your post “{start}” has stayed with me."),
                    format!("I keep coming back to your post “{start}”."),
                    format!("“{start}” is a post of yours that I like to think about."),
                ]
            }),
        ),
        Ground::MyPost(start) => (
            false,
            quoted(start, |start| {
                vec![
                    format!("thank you for your reaction to my post “{start}”."),
                    format!("I was glad to see you under my post “{start}”."),
                    format!(
                        "you noticed my post “{start}”, which made me curious about your view."
                    ),
                ]
            }),
        ),
        Ground::Industry(name) => (
            true,
            named(name, |name| {
                vec![
                    format!("we both work in {name}."),
                    format!("I work in {name} as well, and there are not many of us here."),
                    format!("it is good to see somebody else here who works in {name}."),
                ]
            }),
        ),
        Ground::Place(name) => (
            false,
            named(name, |name| {
                vec![
                    format!("we both live in {name}."),
                    format!("I live in {name} as well and like to know who else works here."),
                    format!("it is good to find somebody else from {name} here."),
                ]
            }),
        ),
    }
}

fn company(name: &str, now: bool) -> Vec<String> {
    named(name, |name| {
        if now {
            vec![
                format!("we both work at {name} and have not spoken yet."),
                format!("I am at {name} as well."),
                format!("I saw that we share an employer, {name}."),
            ]
        } else {
            vec![
                format!("we were both at {name} in the same years."),
                format!("I see that our time at {name} overlapped."),
                format!("you and I both know {name} from the inside."),
            ]
        }
    })
}

fn mutuals(names: &[String]) -> Vec<String> {
    let names: Vec<String> = names.iter().filter_map(|name| clean::name(name)).take(2).collect();
    match &names[..] {
        [] => Vec::new(),
        [one] => vec![
            format!("we both know {one}."),
            format!("I noticed that {one} is a connection of us both."),
            format!("{one} is one of the people who link us here."),
        ],
        [one, two, ..] => vec![
            format!("we both know {one} and {two}."),
            format!("I noticed that {one} is a connection of us both."),
            format!("{two} is one of the people who link us here."),
        ],
    }
}

/// Sentences about what is the recipient's own.
fn theirs(facts: &Facts) -> Vec<(bool, Vec<String>)> {
    let them = &facts.them;
    let shared: Vec<&str> = facts.ground.iter().flat_map(Ground::names).collect();
    let fresh =
        |text: &Option<String>| text.clone().filter(|text| !shared.contains(&text.as_str()));
    let own = |text: Option<String>, say: fn(&str) -> Vec<String>| {
        text.map_or_else(Vec::new, |text| named(&text, say))
    };
    let skill = them.skills.iter().find_map(|skill| clean::name(skill));
    let school = them.schools.first().cloned();
    let headline = them.headline.as_deref().and_then(clean::headline);
    vec![
        (
            true,
            own(fresh(&them.company), |name| {
                vec![
                    format!("I read that you work at {name}."),
                    format!("I would like to understand better what you do at {name}."),
                    format!("your work at {name} made me curious."),
                ]
            }),
        ),
        (
            false,
            own(skill, |name| {
                vec![
                    format!("I saw that you know {name} well."),
                    format!("I am trying to understand {name} better, and you work with it."),
                    format!("you know {name}, which I would like to understand better."),
                ]
            }),
        ),
        (
            false,
            headline.map_or_else(Vec::new, |line| {
                vec![
                    format!("I read your headline, “{line}”, and became curious."),
                    format!("“{line}” is how you describe yourself here, which made me curious."),
                    format!("your headline, “{line}”, is close to what interests me."),
                ]
            }),
        ),
        (
            true,
            own(fresh(&school), |name| {
                vec![
                    format!("I saw that you studied at {name}."),
                    format!("you studied at {name}, which I have heard good things about."),
                    format!("I am curious what {name} was like when you studied there."),
                ]
            }),
        ),
        (
            true,
            own(fresh(&them.industry), |name| {
                vec![
                    format!("you work in {name}, which interests me."),
                    format!("I am curious how people work in {name}."),
                    format!("I would like to know more people in {name}."),
                ]
            }),
        ),
        (
            false,
            own(fresh(&them.location), |name| {
                vec![
                    format!("I saw that you live in {name} and would like to know people there."),
                    format!("I would like to know how people work in {name}."),
                    format!("you live in {name}, where I know too few people."),
                ]
            }),
        ),
    ]
}

fn named(name: &str, say: impl Fn(&str) -> Vec<String>) -> Vec<String> {
    clean::name(name).map_or_else(Vec::new, |name| say(&name))
}

fn quoted(start: &str, say: impl Fn(&str) -> Vec<String>) -> Vec<String> {
    clean::line(start).map_or_else(Vec::new, |start| say(&start))
}
