//! Invitations by e-mail, to people who are not members: who may send one, what is mailed and when,
//! and how it becomes a connection once they are here.
//!
//! Nothing that its sender is shown depends on whose the address is: what they may do is decided
//! from their own rows, and what becomes of a mail is decided later, by due work.

mod address;

use serde::{Deserialize, Serialize};

pub use self::address::{Address, NoAddress};
use crate::{
    account::{Account, Gate, codes},
    budget::Usage,
    change::{Answered, Change, Message},
    connection::paired,
    conversation::Kind,
    id::{InvitationId, MemberId, MessageId},
    invitation::{
        self, Invitation, Life, Meeting, Source, State, connections_full, frees_place, not_pending,
        note_too_long, notes_limit, over_places, over_week,
    },
    note,
    policy::Policy,
    refusal::{Action, Decision, Reason, Refusal},
    restriction,
    time::{DAY, HOUR, Timestamp},
};

codes! {
    /// What became of one entry of a list.
    Outcome {
        /// It is kept; what is mailed, and whether, is not told.
        Queued = "queued",
        /// The sender's own invitation to it is open already.
        AlreadyAsked = "already_asked",
        /// It stands in the list twice.
        Twice = "twice",
        /// It is the sender's own address.
        Yourself = "yourself",
        /// It is no address.
        Malformed = "malformed",
        /// A rule says not now.
        Refused = "refused",
    }
}

/// The longest name beside an address, in characters.
pub const LONGEST_NAME: usize = 60;

/// What the sender of a list has used, and what they write. It is counted on while the list is gone
/// through.
#[derive(Debug, Clone)]
pub struct Sender<'a> {
    /// Who.
    pub me: &'a Account,
    /// Their budgets, with those by e-mail.
    pub usage: Usage,
    /// How many addresses they invited in the last 24 hours.
    pub day: u32,
    /// When the first of those was.
    pub day_oldest: Option<Timestamp>,
    /// The note as typed: the same for all.
    pub note: Option<&'a str>,
}

/// What their own earlier invitations to one address say.
#[derive(Debug, Clone, Copy, Default)]
pub struct Earlier {
    /// The last one.
    pub last: Option<Life>,
    /// When the one was sent that must leave the window before another attempt.
    pub attempt_blocking: Option<Timestamp>,
}

impl Sender<'_> {
    /// Why nothing may be sent to anybody now: checks 7 to 10 of R4, and the day's own limit.
    ///
    /// # Errors
    /// The refusal. It costs nothing.
    pub fn may_send(&self, policy: &Policy, now: Timestamp) -> Result<(), Refusal> {
        let note = note::kept(self.note);
        let checks = [
            // Knowing an address that is nobody's here proves nothing.
            restriction::stops(&self.me.ladder, false, now, policy).map(|mut refusal| {
                refusal.instead.retain(|one| one.action != Action::GiveEmail);
                refusal
            }),
            over_week(self.me, &self.usage, policy),
            over_places(self.me, &self.usage, policy),
            self.over_day(policy, now),
            note_too_long(note, self.me, policy),
            notes_limit(note, self.me, &self.usage, policy, now),
        ];
        let mut refusals = checks.into_iter().flatten();
        let Some(mut first) = refusals.next() else { return Ok(()) };
        first.also = refusals.map(|refusal| refusal.reason).collect();
        Err(first)
    }

    fn over_day(&self, policy: &Policy, now: Timestamp) -> Option<Refusal> {
        let limit = policy.email_invitations.sender_day;
        (self.day >= limit).then(|| {
            let detail = format!("You have invited {limit} addresses in 24 hours.");
            let frees = self.day_oldest.filter(|_| limit > 0).map(|sent| sent.plus(DAY));
            Refusal::new(Reason::EmailLimit, detail)
                .until(frees.filter(|at| *at > now))
                .instead(Action::Wait, "Send the others when the next one frees")
        })
    }

    /// One more is sent at `now`.
    pub fn sent(&mut self, policy: &Policy, now: Timestamp) {
        let (plan, usage) = (policy.plan(self.me.plan), &mut self.usage);
        usage.week += 1;
        usage.week_oldest = usage.week_oldest.or(Some(now));
        if usage.week >= plan.weekly_invitations {
            usage.week_blocking = usage.week_blocking.or(usage.week_oldest);
        }
        usage.pending += 1;
        usage.pending_first_expiry = usage.pending_first_expiry.or(Some(lapses(policy, now)));
        if usage.pending >= plan.pending_invitations {
            usage.pending_blocking = usage.pending_blocking.or(usage.pending_first_expiry);
        }
        usage.notes += u32::from(note::kept(self.note).is_some());
        self.day += 1;
        self.day_oldest = self.day_oldest.or(Some(now));
    }

    /// What the list changes for its sender, beside the rows of its invitations.
    #[must_use]
    pub fn changes(&self, policy: &Policy, now: Timestamp) -> Vec<Change> {
        let full = self.usage.pending >= policy.plan(self.me.plan).pending_invitations;
        let change = Change::PendingFull { member: self.me.id, since: Some(now) };
        full.then_some(change).into_iter().collect()
    }
}

impl Earlier {
    /// Why the same sender may not invite this address again now (R6). It reads nothing but their
    /// own invitations.
    ///
    /// # Errors
    /// The refusal.
    pub fn may_repeat(&self, policy: &Policy, now: Timestamp) -> Result<(), Refusal> {
        let rule = &policy.invitations;
        if let Some(life) = self.last.filter(|life| life.is_open(now)) {
            let detail = "You have invited this address already.";
            return Err(Refusal::new(Reason::AlreadyPending, detail).until(Some(life.expires_at)));
        }
        if let Some(until) = self.last.and_then(|life| life.rest_until(now, rule)) {
            let detail = "You invited this address a short time ago. Give it a rest first.";
            return Err(Refusal::new(Reason::Resting, detail).until(Some(until)));
        }
        let months = i32::try_from(rule.attempts_months).unwrap_or(i32::MAX);
        let until = self.attempt_blocking.map(|sent| sent.plus_months(months));
        match until.filter(|until| now < *until) {
            None => Ok(()),
            until => {
                let detail = format!(
                    "You invited this address {} times in {} months.",
                    rule.attempts, rule.attempts_months
                );
                Err(Refusal::new(Reason::Attempts, detail).until(until))
            }
        }
    }
}

/// When an invitation that is sent at `now` lapses (R6).
#[must_use]
pub fn lapses(policy: &Policy, now: Timestamp) -> Timestamp {
    now.plus_months(i32::try_from(policy.invitations.expiry_months).unwrap_or(i32::MAX))
}

/// What due work knows of an invitation whose mail is due.
#[derive(Debug, Clone, Copy)]
pub struct DueFacts {
    /// Its life.
    pub life: Life,
    /// How many mails of it have gone out.
    pub mails: u32,
    /// Whether its sender takes part.
    pub sender_active: bool,
    /// Whether the address is to get no mail.
    pub opted_out: bool,
    /// Whether a member has shown that the address is theirs: they find the invitation here.
    pub proven: bool,
    /// Where a member gave this address as theirs: whether the sender reaches them.
    pub reaches_member: Option<bool>,
    /// Mails to the address in the last 24 hours.
    pub to_address: u32,
    /// Mails of this kind in the network in the last 24 hours.
    pub in_network: u32,
}

/// What becomes of a mail that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It goes out; the next one, if there is one, is due then.
    Send(Option<Timestamp>),
    /// It is looked at again then.
    Wait(Timestamp),
    /// Nothing of this invitation is mailed any more. Its sender is not told.
    Stop,
}

/// What becomes of a mail that is due: the first one, or the one reminder.
#[must_use]
pub fn turn(facts: &DueFacts, policy: &Policy, now: Timestamp) -> Turn {
    let rules = &policy.email_invitations;
    let pending = facts.life.state_at(now) == State::Pending;
    if !pending || facts.mails > 1 || facts.opted_out || facts.proven {
        return Turn::Stop;
    }
    if facts.reaches_member == Some(false) {
        return Turn::Stop;
    }
    let full = facts.to_address >= rules.recipient_day || facts.in_network >= rules.network_day;
    if full || !facts.sender_active {
        return Turn::Wait(now.plus(HOUR));
    }
    let days = i64::from(rules.reminder_day);
    Turn::Send((facts.mails == 0).then(|| now.plus_days(days)))
}

/// Whether an invitation by e-mail reaches a member who gave that address as theirs: not across a
/// block, not where they are connected or one is pending, and not past their gate (R4). Who knows
/// the address passes the gate that asks for it.
#[must_use]
pub fn reaches(meeting: &Meeting<'_>, shares: bool, now: Timestamp) -> bool {
    let Ok(them) = meeting.visible() else { return false };
    let open = |life: Option<Life>| life.is_some_and(|life| life.is_open(now));
    if meeting.pair.is_connected() || open(meeting.sent) || open(meeting.received) {
        return false;
    }
    match meeting.gate(them) {
        Gate::Everyone | Gate::Email => true,
        Gate::SecondDegree => shares,
        Gate::Nobody => false,
    }
}

/// An invitation by e-mail that its recipient, who is here now, accepts.
#[derive(Debug, Clone, Copy)]
pub struct Offered<'a> {
    /// Its life.
    pub life: Life,
    /// The note.
    pub note: Option<&'a str>,
    /// The id of the message that the note becomes.
    pub message: MessageId,
}

/// Accepts: both are connected, by the changes of an invitation that is accepted. `meeting` is the
/// recipient's. Where one of them had invited the other here, that one is accepted too.
///
/// # Errors
/// Not found, not pending any more, or connections full on either side (R4, check 6).
pub fn accept(
    meeting: &Meeting<'_>,
    offered: &Offered<'_>,
    policy: &Policy,
    now: Timestamp,
) -> Decision {
    let them = meeting.visible()?;
    let me = meeting.me;
    if !offered.life.is_open(now) {
        return Err(not_pending());
    }
    if meeting.pair.is_connected() {
        return Ok(Vec::new());
    }
    connections_full(me, them, policy).map_or(Ok(()), Err)?;
    let mut changes = Vec::new();
    for (life, sender, recipient) in [(meeting.sent, me, them), (meeting.received, them, me)] {
        let Some(life) = life.filter(|life| life.is_open(now)) else { continue };
        changes.push(accepted(life.id, sender.id, recipient.id, now));
        changes.extend(frees_place(sender));
    }
    let Offered { life, note, message } = *offered;
    let invitation = Invitation {
        id: life.id,
        sender: them.id,
        recipient: me.id,
        note: note.map(str::to_owned),
        source: Source::Email,
        via: None,
        sent_at: life.sent_at,
        expires_at: life.expires_at,
        boost: None,
    };
    changes.push(Change::Invited { invitation });
    changes.push(accepted(life.id, them.id, me.id, now));
    changes.extend(note.map(|note| Change::Wrote {
        message: Message {
            id: message,
            sender: them.id,
            recipient: me.id,
            body: note.to_owned(),
            sent_at: life.sent_at,
            invitation: Some(life.id),
            kind: Kind::Note,
            subject: None,
        },
    }));
    if !changes
        .iter()
        .any(|change| matches!(change, Change::PendingFull { member, .. } if *member == them.id))
    {
        changes.extend(frees_place(them));
    }
    let after = meeting.pair.clone().invited(them.id, life.id).connected(now).unknown(me.id, None);
    changes.push(paired(meeting.pair, after));
    Ok(changes)
}

fn accepted(
    invitation: InvitationId,
    sender: MemberId,
    recipient: MemberId,
    at: Timestamp,
) -> Change {
    let state = State::Accepted;
    Change::Answered(Answered { invitation, sender, recipient, state, at, unknown: false })
}

/// Withdraws one: a pending place frees, nobody is told, and a rest begins (R6).
///
/// # Errors
/// Not pending any more.
pub fn withdraw(me: &Account, life: &Life, now: Timestamp) -> Decision {
    if !life.is_open(now) {
        return Err(not_pending());
    }
    Ok(frees_place(me).into_iter().collect())
}

/// The state that its sender is shown: as of any invitation (R6).
#[must_use]
pub fn state_for_sender(life: &Life, now: Timestamp) -> Option<State> {
    invitation::state_for_sender(life.state_at(now))
}

/// Whether a note may go by mail: one with a link could lead anywhere, and the mail is the network's.
#[must_use]
pub fn has_link(note: &str) -> bool {
    let small = note.to_lowercase();
    small.contains("://") || small.contains("www.")
}
