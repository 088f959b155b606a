//! A made-up professional network for the demo: people, companies, schools, and two years of ties.
//!
//! Pure and seeded: the same arguments give the same world. Nobody in it is real; names are put
//! together by chance, companies and schools are invented. It keeps to the rulebook's R4 to R8, so
//! that a store which enforces them could have come to hold it.

mod audience;
pub(crate) mod communities;
mod fields;
mod history;
mod names;
mod people;
mod places;
pub(crate) mod portraits;
mod posts;
pub(crate) mod random;
mod robin;
mod scene;
#[cfg(test)]
mod tests;
mod ties;
mod views;
mod words;

use kith_core::{
    account::{Plan, Role, Settings, Status},
    invitation::{Source, State},
    person::{Education, Position},
    post::{Audience, Reaction},
    restriction::{Level, Signal},
    time::Timestamp,
    view::Trace,
};

use self::{communities::Communities, history::History, random::Random};

/// A whole network. Members are known by their place in [`World::members`]; member 0 is the one
/// that the demo signs you in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct World {
    /// Everybody.
    pub(crate) members: Vec<WorldMember>,
    /// Who is connected, in order of time. Both follow each other since then.
    pub(crate) connections: Vec<Connection>,
    /// Who follows whom without being connected, in order of time.
    pub(crate) follows: Vec<Follow>,
    /// Who blocks whom, in order of time.
    pub(crate) blocks: Vec<Block>,
    /// Every invitation, in order of sending.
    pub(crate) invitations: Vec<WorldInvitation>,
    /// Steps on the ladder of R8, in order of time.
    pub(crate) steps: Vec<WorldStep>,
    /// Groups, events and companies' pages.
    pub(crate) communities: Communities,
    /// What people share, in order of time.
    pub(crate) posts: Vec<WorldPost>,
    /// Who looked at whose page, in order of time.
    pub(crate) views: Vec<View>,
}

/// Something that was shared, and what others made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WorldPost {
    /// Whose.
    pub(crate) author: usize,
    /// For whom.
    pub(crate) audience: Audience,
    /// The words.
    pub(crate) body: String,
    /// The author and the time of the post that is passed on.
    pub(crate) passes_on: Option<(usize, Timestamp)>,
    /// When.
    pub(crate) at: Timestamp,
    /// What was written under it.
    pub(crate) comments: Vec<WorldComment>,
    /// Who reacted, how, and when.
    pub(crate) reactions: Vec<(usize, Reaction, Timestamp)>,
}

/// A comment on a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WorldComment {
    /// Whose.
    pub(crate) author: usize,
    /// The words.
    pub(crate) body: String,
    /// When.
    pub(crate) at: Timestamp,
    /// The place of the comment that it answers.
    pub(crate) answers: Option<usize>,
}

/// The handle of member 0, whom the demo signs you in as.
pub(crate) const YOU: &str = "robin-hale";

/// The first follows the second, since then.
pub(crate) type Follow = (usize, usize, Timestamp);
/// The first blocks the second, since then.
pub(crate) type Block = (usize, usize, Timestamp);
/// The first looked at the second's page, when, and what that shows.
pub(crate) type View = (usize, usize, Timestamp, Trace);

/// A member of the demo world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WorldMember {
    /// The address of the profile.
    pub(crate) handle: String,
    /// First name.
    pub(crate) first_name: String,
    /// Last name; empty for people who go by one name.
    pub(crate) last_name: String,
    /// An address that reaches nobody.
    pub(crate) email: String,
    /// One line about what they do.
    pub(crate) headline: String,
    /// Where they live.
    pub(crate) location: String,
    /// Their field.
    pub(crate) industry: String,
    /// A short text; empty for half of them.
    pub(crate) about: String,
    /// Their plan.
    pub(crate) plan: Plan,
    /// What they may do to others' accounts.
    pub(crate) role: Role,
    /// Whether they take part.
    pub(crate) status: Status,
    /// What they decided for themself.
    pub(crate) settings: Settings,
    /// When they joined.
    pub(crate) joined_at: Timestamp,
    /// Jobs, newest first.
    pub(crate) positions: Vec<Position>,
    /// Schools.
    pub(crate) education: Vec<Education>,
    /// What they can do.
    pub(crate) skills: Vec<String>,
}

/// Two connected members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Connection {
    /// The one who invited, where that is known.
    pub(crate) a: usize,
    /// The other.
    pub(crate) b: usize,
    /// Since when.
    pub(crate) at: Timestamp,
}

/// An invitation and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WorldInvitation {
    /// The sender.
    pub(crate) from: usize,
    /// The recipient.
    pub(crate) to: usize,
    /// The note.
    pub(crate) note: Option<String>,
    /// Where the sender came from.
    pub(crate) source: Source,
    /// With [`Source::Mutual`]: whose connections the sender looked at.
    pub(crate) via: Option<usize>,
    /// When it was sent.
    pub(crate) sent_at: Timestamp,
    /// When it lapses or lapsed.
    pub(crate) expires_at: Timestamp,
    /// What became of it.
    pub(crate) state: State,
    /// When it was answered, withdrawn, ended or lapsed.
    pub(crate) ended_at: Option<Timestamp>,
    /// Whether it was ignored with "I don't know them".
    pub(crate) unknown: bool,
    /// What was written under the note without accepting: author, text, time; in order of time.
    pub(crate) replies: Vec<(usize, String, Timestamp)>,
}

/// A step on the ladder of R8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WorldStep {
    /// Whose.
    pub(crate) member: usize,
    /// The rung reached.
    pub(crate) level: Level,
    /// What was noticed.
    pub(crate) signal: Signal,
    /// What was counted.
    pub(crate) evidence: String,
    /// When.
    pub(crate) at: Timestamp,
    /// When its pause ends; absent for a warning.
    pub(crate) until: Option<Timestamp>,
}

/// Makes so many members without ties, from a seed: for benchmarks.
pub(crate) fn people(members: usize, seed: u64, now: Timestamp) -> Vec<WorldMember> {
    people::cast(members.max(2), now, &mut Random::new(seed)).members
}

/// Makes a world of so many members (at least 2) from a seed, as it stands at `now`.
pub(crate) fn generate(members: usize, seed: u64, now: Timestamp) -> World {
    let members = members.max(2);
    let mut random = Random::new(seed ^ (members as u64).rotate_left(32));
    let random = &mut random;
    let cast = people::cast(members, now, random);
    let web = ties::weave(&cast, now, random);
    let mut blocks = audience::blocks(&web, &cast, now, random);
    let pairs: Vec<_> = blocks.iter().map(|&(who, whom, _)| (who, whom)).collect();
    let mut history = History::new(&web, &cast, &pairs, now);
    robin::invitations(&mut history, random);
    let steps = robin::bursts(&mut history, random);
    audience::gone(&mut history, &blocks, random);
    history::accepted(&mut history, random);
    history::unanswered(&mut history, random);
    let follows = audience::follows(&history, random);
    let mut invitations = history.invitations;
    invitations.sort_by_key(|invitation| (invitation.sent_at, invitation.from, invitation.to));
    blocks.sort_unstable_by_key(|&(who, whom, at)| (at, who, whom));
    let connections = web.connections;
    let posts = posts::posts(&cast.members, &connections, &blocks, now, random);
    // From chance of its own, so that the rest of a world does not depend on it.
    let communities = communities::settle(&cast.members, now, &mut Random::new(seed));
    let mut members = cast.members;
    let looking = &mut Random::new(seed.rotate_left(7) ^ 12);
    views::modes(&mut members, looking);
    let views = views::views(&members, &connections, now, looking);
    World { members, connections, follows, blocks, invitations, steps, posts, views, communities }
}
