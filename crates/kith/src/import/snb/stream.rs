//! Replaying the update stream: each event goes through its use-case, at its own instant.
//!
//! Events go side by side as long as none rests on another that is still under way; so they share
//! commits, and the order that matters stays.

mod acts;
mod tally;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Instant,
};

use kith_app::{App, AppError, app::Parts};
use kith_core::{id::MemberId, policy::Policy};
use kith_store::{Store, StoreError};
use tokio::task::JoinSet;

use self::{
    acts::{Doing, Place},
    tally::{Kind, Outcome, Tally},
};
use super::{
    super::{SkippedRows, bar, members},
    content::Known,
    moment::{self, Moment, MomentClock, MomentRandom},
    person,
};
use crate::{
    Failure,
    cli::StoreArgs,
    open,
    readers::snb::stream::{Act, Event, Stream},
};

/// How many events go side by side.
const AT_ONCE: usize = 256;
/// A budget that nobody uses up.
const PLENTY: u32 = 1_000_000_000;

/// What a use-case answered, and for which event.
type Answered = (usize, Result<Outcome, AppError>);

/// Replays what happened after the data set ends.
pub(super) fn replay(
    store: Arc<Store>,
    stream: Stream,
    mut people: HashMap<u64, MemberId>,
    known: Known,
    args: &StoreArgs,
) -> Result<(), Failure> {
    let started = Instant::now();
    let mut tally = Tally::default();
    joined(&store, &stream, &mut people, &mut tally)?;
    let app = App::open(Parts {
        store,
        policy: without_budgets(open::policy(args.policy.as_deref())?),
        clock: Arc::new(MomentClock),
        random: Arc::new(MomentRandom),
        sandbox: false,
        live: false,
        graph: None,
        mailer: None,
    })?;
    let mut replay = Replay { app, place: Place { people, known }, stream, tally };
    tokio::runtime::Handle::current().block_on(replay.run())?;
    seen(replay.app.store(), replay.place.people.values().copied())?;
    let mut skipped = SkippedRows::default();
    for row in &replay.stream.skipped {
        skipped.note(|| format!("{}, line {}: {}", row.file, row.line, row.why));
    }
    skipped.print();
    replay.tally.print(started.elapsed());
    Ok(())
}

/// Nobody is told now, nor written to, of what happened long ago.
fn seen(store: &Store, people: impl Iterator<Item = MemberId>) -> Result<(), Failure> {
    let (command, people) = (open::system_command(), people.collect::<Vec<_>>());
    let now = command.at;
    let done = store.write::<(), StoreError, _>(command, move |tx| {
        for member in &people {
            tx.saw_notifications(*member, now);
        }
        Ok(Ok(()))
    });
    done.wait()?;
    Ok(())
}

/// Those who join have profiles from the start, as in the data set; nobody signs up with one. They
/// come in first, since they rest on nothing.
fn joined(
    store: &Store,
    stream: &Stream,
    people: &mut HashMap<u64, MemberId>,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let joined: Vec<_> = stream
        .events
        .iter()
        .filter_map(|event| match &event.act {
            Act::Person(one) => Some(one),
            _ => None,
        })
        .collect();
    let accounts =
        joined.iter().map(|one| members::account(open::new_id(), person(one), one.created));
    let (ids, new) = members::keep(store, accounts.collect())?;
    let count = joined.len() as u64;
    people.extend(joined.iter().map(|one| one.id).zip(ids));
    tally.add(Kind::Persons, Outcome::Done, new);
    tally.add(Kind::Persons, Outcome::Already, count - new);
    Ok(())
}

/// The rules without budgets and lengths: who invited whom is not in the files, and what happened has
/// happened. Blocks, gates and the most connections hold.
fn without_budgets(mut policy: Policy) -> Policy {
    for plan in [&mut policy.plans.free, &mut policy.plans.premium, &mut policy.plans.navigator] {
        plan.weekly_invitations = PLENTY;
        plan.pending_invitations = PLENTY;
    }
    policy.restrictions.burst_invitations = PLENTY;
    policy.restrictions.burst_day_invitations = PLENTY;
    policy.content.post_length = PLENTY;
    policy.content.comment_length = PLENTY;
    policy
}

struct Replay {
    app: App,
    place: Place,
    stream: Stream,
    tally: Tally,
}

impl Replay {
    async fn run(&mut self) -> Result<(), Failure> {
        let events = std::mem::take(&mut self.stream.events);
        let bar = bar(events.len() as u64, "updates");
        let mut under_way = JoinSet::new();
        let mut made = HashSet::new();
        for (number, event) in events.iter().enumerate() {
            let Some(kind) = Kind::of(&event.act) else { continue };
            let waits =
                acts::rests_on(&event.act).into_iter().flatten().any(|on| made.contains(&on));
            if waits || under_way.len() >= AT_ONCE {
                self.finish(&events, &mut under_way).await?;
                made.clear();
                bar.set_position(number as u64);
            }
            match self.place.find(event) {
                Err(outcome) => self.note(event, kind, outcome),
                Ok(doing) => {
                    made.extend(acts::makes(&event.act));
                    let moment = Moment::new(event.at, doing.seed());
                    let run = one(self.app.clone(), doing, number);
                    under_way.spawn(moment::at(moment, run));
                }
            }
        }
        self.finish(&events, &mut under_way).await?;
        bar.finish_and_clear();
        self.stream.events = events;
        Ok(())
    }

    /// Waits for everything that is under way.
    async fn finish(
        &mut self,
        events: &[Event],
        under_way: &mut JoinSet<Answered>,
    ) -> Result<(), Failure> {
        while let Some(done) = under_way.join_next().await {
            let (number, answer) = done?;
            let Some(event) = events.get(number) else { continue };
            let outcome = match answer {
                Ok(outcome) => outcome,
                Err(error) => Outcome::refused(error).map_err(|error| {
                    let place = self.stream.place(event);
                    Failure::new(format!("{place}: {error}; run the import again to go on"))
                })?,
            };
            if let Some(kind) = Kind::of(&event.act) {
                self.note(event, kind, outcome);
            }
        }
        Ok(())
    }

    fn note(&mut self, event: &Event, kind: Kind, outcome: Outcome) {
        self.tally.note(kind, outcome, || self.stream.place(event));
    }
}

async fn one(app: App, doing: Doing, number: usize) -> Answered {
    (number, doing.run(&app).await)
}
