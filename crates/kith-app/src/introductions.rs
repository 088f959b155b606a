//! Introductions: asking a connection, passing it on, accepting or declining (R10).

mod ways;

use kith_core::{
    id::{IntroductionId, MemberId},
    introduction::{self as core, AskFacts, Introduction, State},
    refusal::Decision,
    time::Timestamp,
};
use kith_store::{Part, Reads, StoreError, Tx};
use serde::{Deserialize, Serialize};

pub use self::ways::{Introducer, Introducers, Step};
use crate::{
    Actor, App, AppError, Ask, Page, Paging, Written,
    app::seen_page,
    rows::Row,
    viewer::{Viewer, windows},
};

/// An introduction to ask for.
#[derive(Debug, Clone, Default)]
pub struct NewIntroduction {
    /// The handle of the connection who is asked.
    pub through: String,
    /// The handle of the member to meet.
    pub to: String,
    /// What both of them read.
    pub note: String,
}

/// Which introductions of mine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntroductionBox {
    /// Asked of me, to pass on.
    Through,
    /// Of somebody to me.
    Received,
    /// Those I asked for.
    Sent,
}

impl IntroductionBox {
    const fn part(self) -> Part {
        match self {
            Self::Through => Part::Connector,
            Self::Received => Part::Target,
            Self::Sent => Part::Asker,
        }
    }
}

/// An introduction as one of its three sees it; they themself are absent.
#[derive(Debug, Clone, Serialize)]
pub struct IntroductionView {
    /// Which.
    pub id: IntroductionId,
    /// What part I have in it.
    #[serde(rename = "box")]
    pub part: IntroductionBox,
    /// Who wants to be introduced.
    pub asker: Option<Row>,
    /// Who is in between.
    pub connector: Option<Row>,
    /// Whom they want to meet.
    pub target: Option<Row>,
    /// What the asker says.
    pub note: String,
    /// The state as I may see it.
    pub state: State,
    /// Whether it waits for me.
    pub waiting: bool,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When it lapses.
    pub expires_at: Timestamp,
}

impl App {
    /// Asks a connection for an introduction.
    pub async fn ask_introduction(
        &self,
        ask: &Ask,
        new: NewIntroduction,
    ) -> Result<Written<IntroductionId>, AppError> {
        if !kith_core::messaging::fits(&new.note, self.0.policy.messages.length) {
            return Err(AppError::field("note", self.length_error(&new.note)));
        }
        let (target, connector) = (self.find(&new.to)?, self.find(&new.through)?);
        let (app, me, now, id) = (self.clone(), ask.actor.id, self.now(), self.new_id());
        let written = self
            .write(self.command(ask, &[target, connector]), move |tx| {
                let decided =
                    app.introduction_facts(tx, (me, connector, target), now, |facts| {
                        core::ask(id, &new.note, facts, &app.0.policy, now)
                    })?;
                match decided {
                    Ok(Ok(changes)) => {
                        tx.apply(changes)?;
                        Ok(Ok(id))
                    }
                    Ok(Err(refusal)) => Ok(Err(refusal.into())),
                    Err(error) => Ok(Err(error)),
                }
            })
            .await?;
        Ok(written.into())
    }

    /// Introductions in which I have a part, newest first.
    pub fn introductions(
        &self,
        actor: &Actor,
        part: IntroductionBox,
        paging: &Paging,
    ) -> Result<Page<IntroductionView>, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            seen_page(
                reads,
                paging,
                |reads, before, limit| reads.introductions(actor.id, part.part(), before, limit),
                |row| (row.asked_at, row.id),
                |reads, row| view(&viewer, reads, row, part),
            )
        })
    }

    /// One introduction in which I have a part.
    pub fn introduction(
        &self,
        actor: &Actor,
        id: IntroductionId,
    ) -> Result<IntroductionView, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let found = reads.introduction(id)?.ok_or(AppError::NotFound)?;
            let part = match actor.id {
                me if me == found.asker => IntroductionBox::Sent,
                me if me == found.connector => IntroductionBox::Through,
                me if me == found.target => IntroductionBox::Received,
                _ => return Err(AppError::NotFound),
            };
            view(&viewer, reads, found, part)?.ok_or(AppError::NotFound)
        })
    }

    /// Passes an introduction on to its target.
    pub async fn forward_introduction(
        &self,
        ask: &Ask,
        id: IntroductionId,
    ) -> Result<Written<()>, AppError> {
        self.move_introduction(
            ask,
            id,
            |_, tx, found, now| {
                let me = found.connector;
                let (Some(asker), Some(target)) =
                    (tx.meet(me, found.asker)?, tx.meet(me, found.target)?)
                else {
                    return Ok(None);
                };
                let (asker, target) = (asker.meeting(), target.meeting());
                Ok(Some(core::pass_on(found, &asker, &target, true, now)))
            },
            |found, me| found.connector == me,
        )
        .await
    }

    /// Declines silently: what was asked of me, or an introduction of somebody to me.
    pub async fn decline_introduction(
        &self,
        ask: &Ask,
        id: IntroductionId,
    ) -> Result<Written<()>, AppError> {
        let me = ask.actor.id;
        self.move_introduction(
            ask,
            id,
            move |_, tx, found, now| {
                let Some(asker) = tx.meet(me, found.asker)? else { return Ok(None) };
                let asker = asker.meeting();
                if found.target == me {
                    return Ok(Some(core::decline(found, &asker, now)));
                }
                let Some(target) = tx.meet(me, found.target)? else { return Ok(None) };
                Ok(Some(core::pass_on(found, &asker, &target.meeting(), false, now)))
            },
            |found, me| found.connector == me || found.target == me,
        )
        .await
    }

    /// Accepts an introduction to me: both are connected, and it costs the asker one invitation.
    pub async fn accept_introduction(
        &self,
        ask: &Ask,
        id: IntroductionId,
    ) -> Result<Written<()>, AppError> {
        let invitation = self.new_id();
        self.move_introduction(
            ask,
            id,
            move |app, tx, found, now| {
                let Some(met) = tx.meet(found.target, found.asker)? else { return Ok(None) };
                let policy = &app.0.policy;
                let usage = match &met.them {
                    Some(asker) => tx.usage(asker.id, &windows(asker, policy, now))?,
                    None => kith_core::budget::Usage::default(),
                };
                let asker = met.meeting();
                Ok(Some(core::accept(found, &asker, invitation, &usage, policy, now)))
            },
            |found, me| found.target == me,
        )
        .await
    }
}

impl App {
    /// Reads what asking for an introduction rests on, and decides.
    pub(crate) fn introduction_facts<T>(
        &self,
        reads: &mut Reads<'_>,
        (me, connector, target): (MemberId, MemberId, MemberId),
        now: Timestamp,
        decide: impl FnOnce(&AskFacts<'_>) -> T,
    ) -> Result<Result<T, AppError>, StoreError> {
        let (Some(between), Some(met)) = (reads.meet(me, connector)?, reads.meet(me, target)?)
        else {
            return Ok(Err(AppError::SignInFirst));
        };
        let pair = reads.pair(connector, target)?;
        let last = reads.last_introduction(me, connector, target)?;
        let usage = reads.usage(me, &windows(&met.me, &self.0.policy, now))?;
        Ok(Ok(decide(&AskFacts {
            connector: between.meeting(),
            target: met.meeting(),
            between: &pair,
            last: last.as_ref(),
            usage,
        })))
    }

    /// Decides about one introduction in which the actor has the part `may`, and applies it.
    async fn move_introduction<F>(
        &self,
        ask: &Ask,
        id: IntroductionId,
        mut decide: F,
        may: impl Fn(&Introduction, MemberId) -> bool,
    ) -> Result<Written<()>, AppError>
    where
        F: FnMut(
                &App,
                &mut Tx<'_>,
                &Introduction,
                Timestamp,
            ) -> Result<Option<Decision>, StoreError>
            + Send
            + 'static,
    {
        let (app, me, now) = (self.clone(), ask.actor.id, self.now());
        let found = self.0.store.read(|reads| reads.introduction(id))?;
        // To its target it is not there before it is forwarded.
        let shown =
            |found: &Introduction| found.target != me || found.state_for_target(now).is_some();
        let found = found.filter(|found| may(found, me) && shown(found));
        let found = found.ok_or(AppError::NotFound)?;
        let others = [found.asker, found.connector, found.target];
        let written = self
            .write(self.command(ask, &others), move |tx| {
                let Some(found) = tx.introduction(id)? else { return Ok(Err(AppError::NotFound)) };
                match decide(&app, tx, &found, now)? {
                    None => Ok(Err(AppError::SignInFirst)),
                    Some(Err(refusal)) => Ok(Err(refusal.into())),
                    Some(Ok(changes)) => {
                        tx.apply(changes)?;
                        Ok(Ok(()))
                    }
                }
            })
            .await?;
        Ok(written.into())
    }
}

/// An introduction as one of its three sees it; nothing where it does not show, or either of the
/// others is not to be seen.
fn view(
    viewer: &Viewer<'_>,
    reads: &mut Reads<'_>,
    found: Introduction,
    part: IntroductionBox,
) -> Result<Option<IntroductionView>, AppError> {
    let now = viewer.now;
    let state = match part {
        IntroductionBox::Sent => Some(found.state_for_asker(now)),
        IntroductionBox::Through => Some(found.state_for_connector(now)),
        IntroductionBox::Received => found.state_for_target(now),
    };
    let Some(state) = state else { return Ok(None) };
    let mut people = [None, None, None];
    for (place, member) in [found.asker, found.connector, found.target].into_iter().enumerate() {
        if member == viewer.me.id {
            continue;
        }
        let Some(row) = viewer.row(reads, member)? else { return Ok(None) };
        people[place] = Some(row);
    }
    let [asker, connector, target] = people;
    let waiting = match part {
        IntroductionBox::Sent => false,
        IntroductionBox::Through => state == State::Asked,
        IntroductionBox::Received => state == State::Forwarded,
    };
    Ok(Some(IntroductionView {
        id: found.id,
        part,
        asker,
        connector,
        target,
        note: found.note,
        state,
        waiting,
        asked_at: found.asked_at,
        expires_at: found.expires_at,
    }))
}
