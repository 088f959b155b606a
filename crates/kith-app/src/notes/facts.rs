//! What a note to somebody may speak of: what the sender may see of them (R3), and what both share.

use kith_core::{
    degree::Degree,
    id::{InvitationId, MemberId, PostId},
    person::{Education, Person, Position},
    refusal::Refusal,
    time::Timestamp,
    visibility::{self, Profile},
};
use kith_store::Reads;
use kith_writing::{Facts, Ground, Me, Them, ground::overlap};

use crate::{Actor, App, AppError, posts::seen, viewer::Viewer};

/// How many events that both go to are offered.
const EVENTS: u32 = 2;
/// How many reactions are looked at for a post that the sender may see.
const REACTIONS: u32 = 5;
/// How many of the sender's last invitations are compared.
const RECENT: u32 = 20;
/// How much of a post is quoted, in characters.
const QUOTED: usize = 40;

impl App {
    /// The facts behind a note of the actor's to a member.
    pub(crate) fn facts_of(&self, actor: &Actor, to: &str) -> Result<Facts, AppError> {
        let them = self.find(to)?;
        if them == actor.id {
            return Err(AppError::field("to", "This is you."));
        }
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let facts = viewer.facts_about(reads, them)?;
            Ok(Facts { recent: recent(reads, actor.id, them)?, ..facts })
        })
    }
}

impl Viewer<'_> {
    /// The facts behind a note of the viewer's to a member, but for their recent notes.
    pub(crate) fn facts_about(
        &self,
        reads: &mut Reads<'_>,
        them: MemberId,
    ) -> Result<Facts, AppError> {
        let met = reads.meet(self.me.id, them)?.ok_or(AppError::SignInFirst)?;
        met.meeting().visible()?;
        let found = reads.person(them)?.ok_or_else(Refusal::not_found)?;
        let mine = reads.person(self.me.id)?.ok_or(AppError::SignInFirst)?.known.person;
        let degree = self.degree_of(them, met.pair.is_connected());
        let policy = &self.app.0.policy;
        let profile = visibility::profile(&found.known.person, degree, policy.visibility.preset);
        Ok(Facts {
            limit: policy.plan(self.me.plan).note_length,
            ground: ground(self, reads, (them, degree), (&mine, &profile))?,
            me: me(mine),
            them: recipient(&profile),
            recent: Vec::new(),
        })
    }
}

/// The sender.
pub(crate) fn me(person: Person) -> Me {
    let current = person.positions.iter().find(|position| position.until.is_none());
    Me {
        company: current.and_then(|position| filled(&position.company)),
        title: current.and_then(|position| filled(&position.title)),
        schools: person.education.iter().filter_map(|school| filled(&school.school)).collect(),
        headline: filled(&person.headline),
        industry: filled(&person.industry),
        first_name: person.first_name,
        last_name: person.last_name,
    }
}

/// The recipient, as far as the sender may see them.
fn recipient(profile: &Profile) -> Them {
    let current = profile.positions.iter().find(|position| position.until.is_none());
    let past = profile.positions.iter().filter(|position| position.until.is_some());
    Them {
        first_name: profile.first_name.clone(),
        last_name: profile.last_name.clone(),
        headline: profile.card.headline.clone(),
        location: profile.card.location.clone(),
        industry: profile.card.industry.clone(),
        company: current.and_then(|position| filled(&position.company)),
        title: current.and_then(|position| filled(&position.title)),
        past_companies: past.filter_map(|position| filled(&position.company)).collect(),
        schools: profile.education.iter().filter_map(|school| filled(&school.school)).collect(),
        skills: profile.skills.clone(),
    }
}

fn filled(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

/// What both share, the strongest first. Only what the profile shows the sender is compared.
fn ground(
    viewer: &Viewer<'_>,
    reads: &mut Reads<'_>,
    (them, degree): (MemberId, Degree),
    (mine, profile): (&Person, &Profile),
) -> Result<Vec<Ground>, AppError> {
    let me = viewer.me.id;
    let mut ground = Vec::new();
    ground.extend(companies(&mine.positions, &profile.positions));
    ground.extend(schools(&mine.education, &profile.education));
    if matches!(degree, Degree::First | Degree::Second) {
        let count = viewer.sight.mutual_count(them);
        let cards = viewer.named_mutuals(reads, them)?;
        let names = cards.iter().map(|card| card.name.clone()).collect();
        ground.extend((count > 0).then_some(Ground::Mutuals { count, names }));
    }
    ground.extend(reads.groups_between(me, them)?.shared.map(Ground::Group));
    let events = reads.events_shared(me, them, EVENTS)?;
    ground.extend(events.into_iter().map(|(name, _)| Ground::Event(name)));
    ground.extend(reacted(reads, me, (me, them))?.map(Ground::TheirPost));
    ground.extend(reacted(reads, me, (them, me))?.map(Ground::MyPost));
    if let Some(industry) =
        profile.card.industry.as_deref().filter(|name| same(name, &mine.industry))
    {
        ground.push(Ground::Industry(industry.to_owned()));
    }
    if let Some(place) = profile.card.location.as_deref().filter(|name| same(name, &mine.location))
    {
        ground.push(Ground::Place(place.to_owned()));
    }
    Ok(ground)
}

fn same(a: &str, b: &str) -> bool {
    !a.trim().is_empty() && kith_search::folded(a.trim()) == kith_search::folded(b.trim())
}

/// The company at which both were at the same time, the latest if there are several.
fn companies(mine: &[Position], theirs: &[Position]) -> Option<Ground> {
    let pairs = theirs.iter().flat_map(|their| mine.iter().map(move |my| (my, their)));
    let shared = pairs.filter(|(my, their)| same(&my.company, &their.company));
    let both = shared.filter_map(|(my, their)| {
        let (from, until) = overlap((my.from, my.until), (their.from, their.until))?;
        Some(Ground::Company { name: their.company.clone(), from, until })
    });
    both.max_by_key(|one| match one {
        Ground::Company { from, .. } => *from,
        _ => i32::MIN,
    })
}

/// A school at which both studied; with years where they overlap.
fn schools(mine: &[Education], theirs: &[Education]) -> Option<Ground> {
    let pairs = theirs.iter().flat_map(|their| mine.iter().map(move |my| (my, their)));
    let both = pairs.filter(|(my, their)| same(&my.school, &their.school)).map(|(my, their)| {
        let years = my.from.zip(their.from).zip(my.until.zip(their.until));
        let years = years.and_then(|((my_from, from), (my_until, until))| {
            overlap((my_from, Some(my_until)), (from, Some(until)))
        });
        let name = their.school.clone();
        Ground::School {
            name,
            from: years.map(|years| years.0),
            until: years.and_then(|years| years.1),
        }
    });
    both.max_by_key(|one| matches!(one, Ground::School { from: Some(_), .. }))
}

/// How the latest post begins to which one of two reacted and which the other wrote, if the sender
/// may see it.
fn reacted(
    reads: &mut Reads<'_>,
    me: MemberId,
    (who, whose): (MemberId, MemberId),
) -> Result<Option<String>, AppError> {
    let posts: Vec<PostId> = reads.reacted_lately(who, whose, REACTIONS)?;
    for post in posts {
        if let Ok(row) = seen(reads, me, post)?
            && let Some(start) = beginning(&row.body)
        {
            return Ok(Some(start));
        }
    }
    Ok(None)
}

/// The first words of a post; none of one without words.
fn beginning(body: &str) -> Option<String> {
    let line = body.lines().find(|line| !line.trim().is_empty())?.trim();
    let sentence = line.split_inclusive(['.', '!', '?']).next().unwrap_or(line);
    let sentence = sentence.trim_end_matches(['.', '!', '?']).trim();
    let mut start = String::new();
    for word in sentence.split_whitespace() {
        if start.chars().count() + word.chars().count() >= QUOTED {
            return (!start.is_empty()).then(|| format!("{start} …"));
        }
        if !start.is_empty() {
            start.push(' ');
        }
        start.push_str(word);
    }
    (!start.is_empty()).then_some(start)
}

/// The notes that the sender sent lately to others.
fn recent(reads: &mut Reads<'_>, me: MemberId, them: MemberId) -> Result<Vec<String>, AppError> {
    let newest = (Timestamp::from_micros(i64::MAX), InvitationId::from_bytes([0xff; 16]));
    let rows = reads.sent(me, newest, Timestamp::from_micros(i64::MAX), None, RECENT)?;
    Ok(rows.into_iter().filter(|row| row.recipient != them).filter_map(|row| row.note).collect())
}
