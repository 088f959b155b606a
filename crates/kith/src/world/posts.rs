//! What people of the demo world share, and what others make of it.

use std::collections::HashSet;

use kith_core::{
    account::Status,
    post::{Audience, Reaction},
    time::{DAY, HOUR, MINUTE, Timestamp},
};

use super::{
    Block, Connection, WorldComment, WorldMember, WorldPost,
    fields::{FIELDS, Field},
    random::Random,
    words::spoken,
};

const BODIES: [&str; 18] = [
    "Three years at {company} today. What stays with me is not the work but who I did it with.",
    "We are looking for somebody who is good at {skill}. Newcomers welcome: we have time to teach.",
    "A question to everybody here: how do you handle {topic} when there are only two of you?",
    "Notes from a long week of {skill}.\n\nFirst: write it down before you build it. Second: the \
     person who asks the simple question saves everybody an hour.",
    "If you work on {topic}, our table in {city} meets again on the first Thursday of the month. \
     Bring one thing that did not work.",
    "I changed my mind about {topic}. Ten reasons would be too many, so here is one: people.",
    "Small win: the team finished what we planned in spring. On time, and nobody worked a weekend.",
    "What is the best thing you have read about {topic} lately? I would like to start the year \
     with it.",
    "Leaving {company} at the end of the month, with thanks. I am open to ideas around {topic}, \
     and in no hurry.",
    "I wrote down how we do {skill}, with all the mistakes left in: https://example.org/notes",
    "Reminder to myself: nobody ever complained that a meeting about {topic} was too short.",
    "Proud of the apprentices: all four passed, one with honours.",
    "Does anybody here know a good trainer for {skill} near {city}? For a group of eight.",
    "Spent the day at a school to talk about {field}. Best question: \"Do you like it?\" Yes.",
    "The most useful habit of the last year: half an hour on Friday to say thank you to somebody.",
    "Looking for two people who would read a draft about {topic} and be honest.",
    "What we learned from doing {topic} with half the budget: most of it was never needed.",
    "New in {city} and happy to meet people from {field} over a walk.",
];

const COMMENTS: [&str; 14] = [
    "Well said.",
    "Congratulations!",
    "I would add: start small and stay with it.",
    "We tried the same and came to the opposite. Shall we compare notes?",
    "Who could ask for more?",
    "I know somebody for that, and will write to you.",
    "Thank you for writing this down.",
    "This. Exactly this.",
    "How long did it take you?",
    "I am in, count on me.",
    "Good to hear from you again.",
    "What would you do differently today?",
    "Saved for the next time somebody asks me.",
    "See you there!",
];

const ANSWERS: [&str; 6] = [
    "Gladly, any day next week.",
    "About half a year, with breaks.",
    "Thank you, that means a lot.",
    "Less of it, and earlier.",
    "I will write to you.",
    "You are welcome any time.",
];

/// How far back posts go.
const DAYS: i64 = 60;
/// Most posts of one member.
const MOST: usize = 3;

struct Maker<'a> {
    members: &'a [WorldMember],
    known: Vec<Vec<usize>>,
    blocked: HashSet<(usize, usize)>,
    now: i64,
    posts: Vec<WorldPost>,
}

/// Posts with their comments and reactions, in order of time. Who is blocked does not answer.
pub(super) fn posts(
    members: &[WorldMember],
    connections: &[Connection],
    blocks: &[Block],
    now: Timestamp,
    random: &mut Random,
) -> Vec<WorldPost> {
    let mut known = vec![Vec::new(); members.len()];
    for one in connections {
        known[one.a].push(one.b);
        known[one.b].push(one.a);
    }
    let blocked = blocks.iter().flat_map(|&(a, b, _)| [(a, b), (b, a)]).collect();
    let mut maker = Maker { members, known, blocked, now: now.micros(), posts: Vec::new() };
    // Whom you know shares more, so that there is something to read.
    let close: Vec<usize> = maker.known[0].clone();
    for author in close {
        for _ in 0..random.below(MOST + 1) {
            maker.share(author, random);
        }
    }
    maker.share(0, random);
    for _ in 0..members.len() / 4 {
        let author = random.below(members.len());
        maker.share(author, random);
    }
    maker.pass_on(random);
    let mut posts = maker.posts;
    posts.sort_by_key(|post| (post.at, post.author));
    posts
}

impl Maker<'_> {
    fn share(&mut self, author: usize, random: &mut Random) {
        let member = &self.members[author];
        if member.status != Status::Active {
            return;
        }
        let at = (self.now - random.between(2 * HOUR, DAYS * DAY)).max(member.joined_at.micros());
        let audience = if random.percent(15) { Audience::Connections } else { Audience::Public };
        let body = body(member, random);
        let at = Timestamp::from_micros(at);
        let post = WorldPost {
            author,
            audience,
            body,
            passes_on: None,
            at,
            comments: self.comments(author, at, random),
            reactions: self.reactions(author, at, random),
        };
        self.posts.push(post);
    }

    /// Some public posts are passed on by a connection of their author.
    fn pass_on(&mut self, random: &mut Random) {
        let public = self.posts.iter().filter(|post| post.audience == Audience::Public);
        let public: Vec<(usize, Timestamp)> = public.map(|post| (post.author, post.at)).collect();
        for (author, at) in public {
            let friend = random.pick(&self.known[author]).filter(|_| random.percent(6));
            let Some(friend) = friend.filter(|friend| self.answers(*friend, author)) else {
                continue;
            };
            let Some(later) = self.later(at, random) else { continue };
            let words = ["", "Worth your time.", "This deserves more readers."];
            self.posts.push(WorldPost {
                author: friend,
                audience: Audience::Public,
                body: random.word(&words).to_owned(),
                passes_on: Some((author, at)),
                at: later,
                comments: Vec::new(),
                reactions: self.reactions(friend, later, random),
            });
        }
    }

    /// Whether a member may answer another.
    fn answers(&self, member: usize, author: usize) -> bool {
        self.members[member].status == Status::Active && !self.blocked.contains(&(member, author))
    }

    /// A moment after another, before now.
    fn later(&self, at: Timestamp, random: &mut Random) -> Option<Timestamp> {
        let later = at.micros() + random.between(5 * MINUTE, 3 * DAY);
        (later < self.now).then(|| Timestamp::from_micros(later))
    }

    fn comments(&self, author: usize, at: Timestamp, random: &mut Random) -> Vec<WorldComment> {
        let mut comments: Vec<WorldComment> = Vec::new();
        for _ in 0..random.below(5).saturating_sub(1) {
            let Some(friend) = random.pick(&self.known[author]) else { break };
            let written = self.later(at, random).filter(|_| self.answers(friend, author));
            let Some(written) = written else { continue };
            let body = random.word(&COMMENTS).to_owned();
            comments.push(WorldComment { author: friend, body, at: written, answers: None });
            let asked = comments.len() - 1;
            if let Some(at) = self.later(written, random).filter(|_| random.percent(40)) {
                let body = random.word(&ANSWERS).to_owned();
                comments.push(WorldComment { author, body, at, answers: Some(asked) });
            }
        }
        comments
    }

    fn reactions(
        &self,
        author: usize,
        at: Timestamp,
        random: &mut Random,
    ) -> Vec<(usize, Reaction, Timestamp)> {
        let (mut reactions, mut seen) = (Vec::new(), HashSet::new());
        for _ in 0..random.below(14) {
            let Some(friend) = random.pick(&self.known[author]) else { break };
            let when = self.later(at, random).filter(|_| self.answers(friend, author));
            if let Some(when) = when.filter(|_| seen.insert(friend)) {
                let liked = random.percent(65);
                let other = random.pick(Reaction::ALL).unwrap_or(Reaction::Like);
                reactions.push((friend, if liked { Reaction::Like } else { other }, when));
            }
        }
        reactions
    }
}

fn body(member: &WorldMember, random: &mut Random) -> String {
    let field: &Field =
        FIELDS.iter().find(|field| field.name == member.industry).unwrap_or(&FIELDS[0]);
    let company = member.positions.first().map_or("my old place", |job| job.company.as_str());
    let city = member.location.split(',').next().unwrap_or_default();
    let fitting: Vec<&str> = BODIES
        .iter()
        .copied()
        .filter(|body| !city.is_empty() || !body.contains("{city}"))
        .collect();
    random
        .word(&fitting)
        .replace("{company}", company)
        .replace("{topic}", random.word(field.topics))
        .replace("{skill}", &spoken(random.word(field.skills)))
        .replace("{field}", &field.name.to_lowercase())
        .replace("{city}", city)
}
