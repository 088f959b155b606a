//! Invitations: send, list, accept, ignore, withdraw, reply.

mod boxes;

pub(crate) use self::boxes::page;

use kith_core::{
    id::{CampaignId, InvitationId, MemberId},
    invitation::{self as core, Invite, Sending, Source, State},
    refusal::{Decision, Refusal},
    time::Timestamp,
};
use kith_store::{InvitationRow, Met, StoreError, Tx};
use serde::{Deserialize, Serialize};

use crate::{
    Actor, App, AppError, Ask, Page, Paging, Written,
    limits::Limits,
    profiles::MessageView,
    rows::Row,
    viewer::{Viewer, windows},
};

/// The most invitations that one call withdraws.
const MOST_WITHDRAWN: u32 = 1_000;
/// The longest place and day, in characters.
const LONGEST_MET: usize = 120;
/// The longest reply, in characters.
const LONGEST_REPLY: usize = 2_000;

/// An invitation to send.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct NewInvitation {
    /// The recipient's handle.
    pub to: String,
    /// The note.
    pub note: Option<String>,
    /// Where the sender came from: a code of [`Source`]; empty: `profile`.
    pub source: String,
    /// With source `mutual`: the handle whose connections the sender looked at.
    pub via: Option<String>,
    /// The recipient's e-mail address, where their gate asks for it.
    pub email: Option<String>,
    /// With source `in_person` or `event`: where and when they met.
    pub met: Option<String>,
}

/// What sending did.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "did", rename_all = "snake_case")]
pub enum Invited {
    /// A new invitation is pending.
    Sent {
        /// Which.
        id: InvitationId,
    },
    /// Their invitation was pending: both are connected.
    Connected {
        /// Theirs.
        id: InvitationId,
    },
    /// Mine was pending already; nothing was sent.
    AlreadyPending {
        /// The first one.
        id: InvitationId,
        /// What works instead.
        #[serde(skip)]
        refusal: Option<Box<Refusal>>,
    },
}

impl Invited {
    /// The invitation that is the answer.
    #[must_use]
    pub fn id(&self) -> InvitationId {
        match self {
            Self::Sent { id } | Self::Connected { id } | Self::AlreadyPending { id, .. } => *id,
        }
    }
}

/// Which box of invitations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mailbox {
    /// Those I received.
    Received,
    /// Those I sent.
    Sent,
}

/// Which invitations are asked for.
#[derive(Debug, Clone)]
pub struct InvitationQuery {
    /// Received or sent.
    pub mailbox: Mailbox,
    /// Only this state, as I may see it; usually `pending`.
    pub state: Option<State>,
    /// Only those sent at least this many days ago.
    pub older_than_days: Option<u32>,
    /// Which page.
    pub paging: Paging,
}

/// An invitation as one side sees it.
#[derive(Debug, Clone, Serialize)]
pub struct InvitationView {
    /// Which.
    pub id: InvitationId,
    /// Received or sent.
    #[serde(rename = "box")]
    pub mailbox: Mailbox,
    /// The other member.
    pub member: Row,
    /// The note.
    pub note: Option<String>,
    /// Where the sender came from.
    pub source: Source,
    /// With source `mutual`: the handle of the member in between, where I may see them.
    pub via: Option<String>,
    /// That member's name, as I may see it.
    pub via_name: Option<String>,
    /// Where and when the two met, in the sender's words.
    pub met: Option<String>,
    /// The state as I may see it.
    pub state: State,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Whole days since then.
    pub age_days: u32,
    /// When it lapses.
    pub expires_at: Timestamp,
    /// The campaign it came from (R13).
    pub campaign: Option<CampaignId>,
    /// To the recipient: the reminder that is due, in days after sending (R6).
    pub reminder: Option<u32>,
    /// What was written under it.
    pub replies: Vec<MessageView>,
}

/// Which sent invitations to withdraw.
#[derive(Debug, Clone)]
pub enum WithdrawMany {
    /// These.
    Ids(Vec<InvitationId>),
    /// All sent at least this many days ago.
    OlderThanDays(u32),
}

/// What withdrawing many did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawnMany {
    /// How many were withdrawn.
    pub withdrawn: u32,
    /// How many were not pending any more, or not mine.
    pub skipped: u32,
}

impl App {
    /// Sends an invitation through every rule of R4.
    pub async fn invite(
        &self,
        ask: &Ask,
        new: NewInvitation,
    ) -> Result<Written<Invited>, AppError> {
        let source = source_of(&new.source)?;
        let them = self.find(&new.to)?;
        let via = match &new.via {
            Some(handle) if source == Source::Mutual => Some(self.find(handle)?),
            _ => None,
        };
        let (app, me, now) = (self.clone(), ask.actor.id, self.now());
        let (id, restriction) = (self.new_id(), self.new_id());
        let (message, own_message) = (self.new_id(), self.new_id());
        let met = met_of(new.met, source)?;
        let note = new.note;
        let email = new.email;
        let written = self
            .write(self.command(ask, &[them]), move |tx| {
                let note = note.as_deref();
                let ask = Invite { id, restriction, message, own_message, note, source, via };
                let decided = app.decide_invite(tx, &ask, (me, them), email.as_deref(), now)?;
                if let (Ok(Invited::Sent { id }), Some(met)) = (&decided, &met) {
                    tx.keep_met(*id, met);
                }
                Ok(decided)
            })
            .await?;
        Ok(written.into())
    }

    /// One invitation of mine, either side.
    pub fn invitation(&self, actor: &Actor, id: InvitationId) -> Result<InvitationView, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let row = reads.invitation(id)?.ok_or(AppError::NotFound)?;
            let mailbox = match actor.id {
                me if me == row.sender => Mailbox::Sent,
                me if me == row.recipient => Mailbox::Received,
                _ => return Err(AppError::NotFound),
            };
            boxes::view(&viewer, reads, row, mailbox)?.ok_or(AppError::NotFound)
        })
    }

    /// One invitation of mine and my limits, in one look: what a client is told after an act. The
    /// invitation may have vanished.
    pub fn invitation_and_limits(
        &self,
        actor: &Actor,
        id: InvitationId,
    ) -> Result<(Option<InvitationView>, Limits), AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let row = reads.invitation(id)?.ok_or(AppError::NotFound)?;
            let mine = row.sender == actor.id;
            let mailbox = if mine { Mailbox::Sent } else { Mailbox::Received };
            let mine = mine || row.recipient == actor.id;
            let view = if mine { boxes::view(&viewer, reads, row, mailbox)? } else { None };
            Ok((view, self.limits_of(&viewer, reads)?))
        })
    }

    /// A box of invitations, newest first.
    pub fn invitations(
        &self,
        actor: &Actor,
        query: &InvitationQuery,
    ) -> Result<Page<InvitationView>, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            page(&viewer, reads, query)
        })
    }

    /// Accepts: both are connected.
    pub async fn accept(&self, ask: &Ask, id: InvitationId) -> Result<Written<()>, AppError> {
        let (app, message) = (self.clone(), self.new_id());
        self.answer(ask, id, Mailbox::Received, move |_, met, row, now| {
            let note = row.note.as_deref();
            Ok(core::accept(&met.meeting(), note, message, &app.0.policy, now))
        })
        .await
    }

    /// Ignores; with `known == false`, "I don't know them".
    pub async fn ignore(
        &self,
        ask: &Ask,
        id: InvitationId,
        known: bool,
    ) -> Result<Written<()>, AppError> {
        let (app, step) = (self.clone(), self.new_id());
        self.answer(ask, id, Mailbox::Received, move |tx, met, row, now| {
            let rules = &app.0.policy.restrictions;
            let window = now.plus_days(-i64::from(rules.unknown_days));
            let ladder = met.them.as_ref().map(|them| them.ladder).unwrap_or_default();
            let reports = tx.unknown_reports(row.sender, ladder.evidence_since(window))?;
            Ok(core::ignore(&met.meeting(), !known, reports, step, &app.0.policy, now))
        })
        .await
    }

    /// Withdraws one that I sent.
    pub async fn withdraw(&self, ask: &Ask, id: InvitationId) -> Result<Written<()>, AppError> {
        self.answer(ask, id, Mailbox::Sent, |_, met, _, now| {
            Ok(core::withdraw(&met.meeting(), now))
        })
        .await
    }

    /// Withdraws many that I sent.
    pub async fn withdraw_many(
        &self,
        ask: &Ask,
        which: WithdrawMany,
    ) -> Result<Written<WithdrawnMany>, AppError> {
        let (me, now) = (ask.actor.id, self.now());
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                let ids = match &which {
                    WithdrawMany::Ids(ids) => ids.clone(),
                    WithdrawMany::OlderThanDays(days) => {
                        let before = now.plus_days(-i64::from(*days));
                        tx.open_sent_older(me, now, before, MOST_WITHDRAWN)?
                    }
                };
                let mut done = WithdrawnMany { withdrawn: 0, skipped: 0 };
                for id in ids.into_iter().take(MOST_WITHDRAWN as usize) {
                    if withdraw_one(tx, me, id, now)? {
                        done.withdrawn += 1;
                    } else {
                        done.skipped += 1;
                    }
                }
                Ok(Ok(done))
            })
            .await?;
        Ok(written.into())
    }

    /// Answers the note without accepting (R5).
    pub async fn reply(
        &self,
        ask: &Ask,
        id: InvitationId,
        body: &str,
    ) -> Result<Written<()>, AppError> {
        let body = body.trim().to_owned();
        let length = body.chars().count();
        if body.is_empty() || length > LONGEST_REPLY {
            let message = format!("Write 1 to {LONGEST_REPLY} characters; this has {length}.");
            return Err(AppError::field("body", message));
        }
        let message = self.new_id();
        self.answer(ask, id, Mailbox::Received, move |_, met, _, now| {
            Ok(core::reply(&met.meeting(), &body, message, now))
        })
        .await
    }
}

/// Where and when two met, tidied: only who met says so.
fn met_of(met: Option<String>, source: Source) -> Result<Option<String>, AppError> {
    let met = met.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    if met.is_empty() {
        return Ok(None);
    }
    if !matches!(source, Source::InPerson | Source::Event) {
        return Err(AppError::field("met", "Use it with source in_person or event."));
    }
    if met.chars().count() > LONGEST_MET {
        return Err(AppError::field("met", format!("At most {LONGEST_MET} characters fit.")));
    }
    Ok(Some(met))
}

fn source_of(code: &str) -> Result<Source, AppError> {
    if code.is_empty() {
        return Ok(Source::Profile);
    }
    // Only a campaign sends what is marked as a campaign's (R13), and mail what came by mail.
    let by_hand = |source: &Source| !matches!(source, Source::Campaign | Source::Email);
    Source::from_code(code).filter(by_hand).ok_or_else(|| {
        let codes = Source::ALL.iter().filter(|source| by_hand(source));
        let codes: Vec<_> = codes.map(|source| source.code()).collect();
        AppError::field("source", format!("Use one of {}.", codes.join(", ")))
    })
}

impl App {
    /// Reads the facts of R4 in the transaction, decides, and applies what is decided.
    pub(crate) fn decide_invite(
        &self,
        tx: &mut Tx<'_>,
        ask: &Invite<'_>,
        (me, them): (MemberId, MemberId),
        email: Option<&str>,
        now: Timestamp,
    ) -> Result<Result<Invited, AppError>, StoreError> {
        let Some(met) = tx.meet(me, them)? else { return Ok(Err(AppError::SignInFirst)) };
        // Whoever is between must be there for the sender, too (R1).
        if let Some(between) = ask.via.map(|via| tx.meet(me, via)).transpose()?.flatten()
            && let Err(refusal) = between.meeting().visible()
        {
            return Ok(Err(refusal.into()));
        }
        let usage = tx.usage(me, &windows(&met.me, &self.0.policy, now))?;
        let mut facts = self.invite_facts(tx, &met, usage, email, now)?;
        let crossed = match met.received.filter(|life| life.is_open(now)) {
            Some(life) => tx.invitation(life.id)?,
            None => None,
        };
        facts.their_note = crossed.as_ref().and_then(|row| row.note.as_deref());
        Ok(match core::invite(ask, &facts, &self.0.policy, now) {
            Ok(Sending::Sent(changes)) => {
                tx.apply(changes)?;
                Ok(Invited::Sent { id: ask.id })
            }
            Ok(Sending::Crossed(changes)) => {
                tx.apply(changes)?;
                let id = met.received.map_or(ask.id, |life| life.id);
                Ok(Invited::Connected { id })
            }
            Ok(Sending::AlreadyPending(id, refusal)) => {
                Ok(Invited::AlreadyPending { id, refusal: Some(Box::new(refusal)) })
            }
            Err(refusal) => Err(refusal.into()),
        })
    }

    /// Decides about one invitation that the actor sent or received, and applies it.
    async fn answer<F>(
        &self,
        ask: &Ask,
        id: InvitationId,
        mailbox: Mailbox,
        mut decide: F,
    ) -> Result<Written<()>, AppError>
    where
        F: FnMut(&mut Tx<'_>, &Met, &InvitationRow, Timestamp) -> Result<Decision, StoreError>
            + Send
            + 'static,
    {
        let (me, now) = (ask.actor.id, self.now());
        let found = self.0.store.read(|reads| reads.invitation(id))?.ok_or(AppError::NotFound)?;
        let mine = match mailbox {
            Mailbox::Sent => found.sender == me,
            Mailbox::Received => found.recipient == me,
        };
        if !mine {
            return Err(AppError::NotFound);
        }
        let other = if found.sender == me { found.recipient } else { found.sender };
        let written = self
            .write(self.command(ask, &[other]), move |tx| {
                let Some(row) = tx.invitation(id)? else { return Ok(Err(AppError::NotFound)) };
                let Some(mut met) = tx.meet(me, other)? else {
                    return Ok(Err(AppError::SignInFirst));
                };
                // The act is about this invitation, be it the pair's last one or not.
                match mailbox {
                    Mailbox::Sent => met.sent = Some(row.life()),
                    Mailbox::Received => met.received = Some(row.life()),
                }
                match decide(tx, &met, &row, now)? {
                    Ok(changes) => {
                        tx.apply(changes)?;
                        Ok(Ok(()))
                    }
                    Err(refusal) => Ok(Err(refusal.into())),
                }
            })
            .await?;
        Ok(written.into())
    }
}

/// Withdraws one of many; answers whether it was pending and mine.
pub(crate) fn withdraw_one(
    tx: &mut Tx<'_>,
    me: MemberId,
    id: InvitationId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Some(row) = tx.invitation(id)?.filter(|row| row.sender == me) else { return Ok(false) };
    let Some(mut met) = tx.meet(me, row.recipient)? else { return Ok(false) };
    met.sent = Some(row.life());
    match core::withdraw(&met.meeting(), now) {
        Ok(changes) => tx.apply(changes).map(|()| true),
        Err(_) => Ok(false),
    }
}
