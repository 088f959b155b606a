//! The desk: what a member's own history elsewhere says, for somebody who is alone here. Nothing of
//! it comes from other members, and nothing is sent anywhere.

use kith_core::{
    desk::{self, Desk},
    time::{DAY, Timestamp},
};
use kith_store::{PraiseStored, Reads, StoreError, TalkStored};
use kith_writing::{Facts, Ground, Them};
use serde::Serialize;

use crate::{
    Actor, App, AppError, FieldError,
    notes::{Brief, NoteCheck},
};

/// How many companies and titles are named.
const NAMED: u32 = 10;
/// How many people to thank and follow-ups are named.
const PEOPLE: u32 = 12;
/// How many praises are looked through for them.
const PRAISES: u32 = 200;
/// How long a conversation stays worth taking up again, and a new contact worth greeting, in days.
const FRESH: i64 = 90;
/// How many notes are compared.
const NOTES: u32 = 20;
/// The longest line about somebody who is not here, in characters.
const LINE: usize = 100;

/// The desk.
#[derive(Debug, Clone, Serialize)]
pub struct DeskView {
    /// When I last took something over from an archive; absent: never.
    pub imported_at: Option<Timestamp>,
    /// How many private contacts I have.
    pub contacts: u32,
    /// How many invitations I received.
    pub received: u32,
    /// What my invitations say.
    #[serde(flatten)]
    pub invitations: Desk,
    /// How many contacts there were at the end of each month, the oldest first.
    pub growth: Vec<GrowthView>,
    /// Where most of them work.
    pub companies: Vec<Counted>,
    /// What most of them do.
    pub titles: Vec<Counted>,
    /// Who recommended or endorsed me and has not heard from me since.
    pub thanks: Vec<Thanks>,
    /// Whom to write to again.
    pub follow_ups: Vec<FollowUp>,
}

/// The end of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GrowthView {
    /// Such as `2026-11`.
    pub month: String,
    /// How many contacts there were.
    pub total: u32,
}

/// A name and how many contacts have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The company or title.
    pub name: String,
    /// How many.
    pub count: u32,
}

/// Somebody to thank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Thanks {
    /// Who.
    pub name: String,
    /// Whether they wrote a recommendation.
    pub recommended: bool,
    /// The skills that they endorsed.
    pub skills: Vec<String>,
    /// When they last did, if known.
    pub at: Option<Timestamp>,
}

/// Somebody to write to again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FollowUp {
    /// Who.
    pub name: String,
    /// Why.
    pub why: Why,
    /// Since when.
    pub since: Timestamp,
    /// Where they work and what they do, as far as it is known.
    pub about: String,
}

/// Why somebody is worth writing to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// They wrote last.
    Unanswered,
    /// They became a contact, and nothing was written.
    Unwritten,
}

/// Somebody who is not here, as the member describes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outsider {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Where they work.
    pub company: String,
    /// What they do.
    pub title: String,
    /// An event where both were.
    pub event: String,
    /// A group that both are in.
    pub group: String,
}

impl App {
    /// My desk.
    pub fn desk(&self, actor: &Actor) -> Result<DeskView, AppError> {
        let (me, now) = (actor.id, self.now());
        self.0.store.read(|reads| {
            let (plan, _) = reads.plan_and_role(me)?.ok_or(AppError::SignInFirst)?;
            let weekly = self.0.policy.plan(plan).weekly_invitations;
            let today = now.day_in(&actor.zone);
            let months = reads.contacts_a_month(me)?;
            let grown = desk::growth(&months, today).into_iter();
            let sent = reads.sent_elsewhere(me)?;
            Ok(DeskView {
                imported_at: reads.imported_at(me)?,
                contacts: months.iter().map(|(_, count)| count).sum(),
                received: reads.received_elsewhere(me)?,
                invitations: desk::desk(&sent, weekly, now, &actor.zone),
                growth: grown.map(|(month, total)| GrowthView { month, total }).collect(),
                companies: counted(reads.contacts_a_company(me, NAMED)?),
                titles: counted(reads.contacts_a_title(me, NAMED)?),
                thanks: thanks(reads.unthanked(me, PRAISES)?),
                follow_ups: follow_ups(reads, actor, now)?,
            })
        })
    }

    /// What the coach says about a draft to somebody who is not here.
    pub fn check_desk_note(
        &self,
        actor: &Actor,
        them: &Outsider,
        draft: &str,
    ) -> Result<NoteCheck, AppError> {
        self.check_with(draft, || self.facts_of_outsider(actor, them))
    }

    /// What the writer has to know for a note to somebody who is not here.
    pub fn brief_desk_note(
        &self,
        actor: &Actor,
        them: &Outsider,
        intent: &str,
        tone: Option<&str>,
    ) -> Result<Brief, AppError> {
        self.brief_with(intent, tone, || self.facts_of_outsider(actor, them))
    }

    fn facts_of_outsider(&self, actor: &Actor, them: &Outsider) -> Result<Facts, AppError> {
        let them = them.checked()?;
        self.0.store.read(|reads| {
            let mine = reads.person(actor.id)?.ok_or(AppError::SignInFirst)?.known.person;
            let (plan, _) = reads.plan_and_role(actor.id)?.ok_or(AppError::SignInFirst)?;
            let filled = |text: &String| (!text.is_empty()).then(|| text.clone());
            let shared = mine.positions.iter().find(|position| {
                let name = kith_search::folded(&position.company);
                !them.company.is_empty() && name == kith_search::folded(&them.company)
            });
            let shared = shared.map(|position| Ground::Company {
                name: position.company.clone(),
                from: position.from,
                until: position.until,
            });
            let event = filled(&them.event).map(Ground::Event);
            let group = filled(&them.group).map(Ground::Group);
            Ok(Facts {
                limit: self.0.policy.plan(plan).note_length,
                ground: shared.into_iter().chain(event).chain(group).collect(),
                them: Them {
                    first_name: them.first_name.clone(),
                    last_name: filled(&them.last_name),
                    company: filled(&them.company),
                    title: filled(&them.title),
                    ..Them::default()
                },
                recent: reads.notes_elsewhere(actor.id, NOTES)?,
                me: crate::notes::me(mine),
            })
        })
    }
}

impl Outsider {
    fn checked(&self) -> Result<Self, AppError> {
        let mut errors = Vec::new();
        let mut line = |field: &str, text: &str| {
            let text = text.trim().to_owned();
            if text.chars().count() > LINE {
                let message = format!("At most {LINE} characters fit.");
                errors.push(FieldError::new(field, message));
            }
            text
        };
        let checked = Self {
            first_name: line("first_name", &self.first_name),
            last_name: line("last_name", &self.last_name),
            company: line("company", &self.company),
            title: line("title", &self.title),
            event: line("event", &self.event),
            group: line("group", &self.group),
        };
        if checked.first_name.is_empty() {
            errors.push(FieldError::new("first_name", "Say to whom: a first name is enough."));
        }
        if errors.is_empty() { Ok(checked) } else { Err(AppError::Invalid(errors)) }
    }
}

fn counted(rows: Vec<(String, u32)>) -> Vec<Counted> {
    rows.into_iter().map(|(name, count)| Counted { name, count }).collect()
}

fn known(at: Timestamp) -> Option<Timestamp> {
    (at.micros() > 0).then_some(at)
}

/// Each person once, with everything that they did.
fn thanks(rows: Vec<PraiseStored>) -> Vec<Thanks> {
    let mut people: Vec<Thanks> = Vec::new();
    for row in rows {
        let place = people.iter().position(|one| one.name == row.name);
        let place = place.unwrap_or_else(|| {
            let at = known(row.at);
            people.push(Thanks { name: row.name, recommended: false, skills: Vec::new(), at });
            people.len() - 1
        });
        match row.kind.as_str() {
            "recommendation" => people[place].recommended = true,
            _ => people[place].skills.push(row.about),
        }
    }
    // Whoever wrote a whole text comes first.
    people.sort_by_key(|one| !one.recommended);
    people.truncate(PEOPLE as usize);
    people
}

fn follow_ups(
    reads: &mut Reads<'_>,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<FollowUp>, StoreError> {
    let since = now.plus(-FRESH * DAY);
    let answer = |row: TalkStored| FollowUp {
        name: row.name,
        why: Why::Unanswered,
        since: row.theirs,
        about: String::new(),
    };
    let mut people: Vec<FollowUp> =
        reads.unanswered(actor.id, since, PEOPLE)?.into_iter().map(answer).collect();
    let new = reads.unwritten(actor.id, since.day_in(&actor.zone), PEOPLE)?;
    people.extend(new.into_iter().map(|row| {
        let about = [row.title, row.company];
        let about: Vec<String> = about.into_iter().filter(|text| !text.is_empty()).collect();
        FollowUp {
            name: format!("{} {}", row.first_name, row.last_name).trim().to_owned(),
            why: Why::Unwritten,
            since: Timestamp::from_micros(row.connected_on.number() * DAY),
            about: about.join(", "),
        }
    }));
    Ok(people)
}
