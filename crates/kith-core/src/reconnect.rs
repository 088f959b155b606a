//! Reconnecting by mutual consent: two members whose archives list each other are asked, and are
//! connected once both say yes. No invitation is spent, and a no is told to nobody.
//!
//! They are known to each other by what each has confirmed of themself: the e-mail address of the
//! account, and the address of their own profile elsewhere. What one side alone lists says nothing.

use serde::{Deserialize, Serialize};

use crate::{
    account::codes,
    change::{Answered, Change},
    connection::paired,
    id::{MemberId, ReconnectId},
    invitation::{Life, Meeting, State, connections_full},
    policy::{InvitationPolicy, Policy},
    refusal::{Action, Decision, Reason, Refusal},
    time::{DAY, Timestamp},
};

codes! {
    /// What a member says to an offer.
    Answer {
        /// They want to reconnect.
        Yes = "yes",
        /// They do not; nobody is told.
        No = "no",
    }
}

codes! {
    /// What a member is known by elsewhere.
    IdentityKind {
        /// The e-mail address of their account.
        Email = "email",
        /// The end of the address of their profile elsewhere.
        Profile = "profile",
    }
}

/// What tells somebody from everybody else, here and elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity {
    /// Of which kind.
    pub kind: IdentityKind,
    /// The address in small letters, or the end of the profile's.
    pub value: String,
}

/// What a member has confirmed of themself. Their archive vouches for the profile's address only
/// with the account's own address confirmed, since the archive is known as theirs by that.
#[must_use]
pub fn own(email: Option<&str>, profile: Option<&str>, policy: &Policy) -> Vec<Identity> {
    let Some(email) = email else { return Vec::new() };
    let mut own = vec![Identity { kind: IdentityKind::Email, value: email.to_lowercase() }];
    if let Some(profile) = profile.filter(|_| policy.reconnect.by_profile_address) {
        own.push(Identity { kind: IdentityKind::Profile, value: profile.to_owned() });
    }
    own
}

/// What a private contact is known by: nothing where the archive has no address of theirs.
#[must_use]
pub fn of_contact(key: &str, email: &str) -> Vec<Identity> {
    let profile = key.strip_prefix("in/").filter(|end| !end.is_empty());
    let profile =
        profile.map(|end| Identity { kind: IdentityKind::Profile, value: end.to_owned() });
    let email = (!email.is_empty())
        .then(|| Identity { kind: IdentityKind::Email, value: email.to_lowercase() });
    profile.into_iter().chain(email).collect()
}

/// The words for two people who list each other: the same from either side, and which side
/// `mine` is on. None of somebody with themself.
#[must_use]
pub fn between(mine: &Identity, theirs: &Identity) -> Option<(String, bool)> {
    if mine == theirs {
        return None;
    }
    let first = mine < theirs;
    let (a, b) = if first { (mine, theirs) } else { (theirs, mine) };
    let (a_kind, b_kind) = (a.kind.code(), b.kind.code());
    // Neither kind of address holds a line break.
    Some((format!("{a_kind} {}\n{b_kind} {}", a.value, b.value), first))
}

/// Whether the name in somebody's archive may be that of a member: they have a word in common. Who
/// claims another's address must go by their name, too, for everybody to see.
#[must_use]
pub fn names_agree(listed: &str, member: &str) -> bool {
    // Initials say little; a name of one sign of another script is longer than a byte.
    let words = |name: &str| -> Vec<String> {
        let letters = |c: char| !c.is_alphanumeric() && c != '\'' && c != '’';
        let words = name.split(letters).filter(|word| word.len() > 1);
        words.map(str::to_lowercase).collect()
    };
    let listed = words(listed);
    words(member).iter().any(|word| listed.contains(word))
}

/// Whether an archive's address of a profile takes the place of the one known so far.
#[must_use]
pub fn takes_profile(
    known: Option<(&str, Timestamp)>,
    found: &str,
    policy: &Policy,
    now: Timestamp,
) -> bool {
    known.is_none_or(|(value, since)| {
        let days = i64::from(policy.reconnect.address_days);
        value != found && since.plus(days * DAY) <= now
    })
}

/// An offer to two members to reconnect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Which.
    pub id: ReconnectId,
    /// The member with the smaller id.
    pub low: MemberId,
    /// The member with the greater id.
    pub high: MemberId,
    /// Since when both are asked.
    pub offered_at: Timestamp,
    /// What `low` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low_answer: Option<Answer>,
    /// What `high` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high_answer: Option<Answer>,
}

/// What a member says now instead of what they said before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answering {
    /// To which offer.
    pub offer: ReconnectId,
    /// Who.
    pub member: MemberId,
    /// What they said before: two answers race for it.
    pub from: Option<Answer>,
    /// What they say now; absent: nothing any more.
    pub to: Option<Answer>,
    /// When.
    pub at: Timestamp,
}

/// Both said yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// To which offer.
    pub offer: ReconnectId,
    /// The member with the smaller id.
    pub low: MemberId,
    /// The member with the greater id.
    pub high: MemberId,
    /// When.
    pub at: Timestamp,
}

impl Offer {
    /// What a member said.
    #[must_use]
    pub fn answer_of(&self, member: MemberId) -> Option<Answer> {
        if member == self.low { self.low_answer } else { self.high_answer }
    }

    /// Whoever is not `member`.
    #[must_use]
    pub fn other(&self, member: MemberId) -> MemberId {
        if member == self.low { self.high } else { self.low }
    }

    /// Whether both said yes.
    #[must_use]
    pub fn agreed(&self) -> bool {
        self.low_answer == Some(Answer::Yes) && self.high_answer == Some(Answer::Yes)
    }
}

/// Whether two who list each other may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    /// They may.
    Now,
    /// They may from this instant on: one of them rests after an invitation to the other (R6).
    From(Timestamp),
    /// They may not: connected, blocked, gone, or one said that they don't know the other.
    Not,
}

/// Until when either of two rests after an invitation to the other (R6).
fn rests(meeting: &Meeting<'_>, policy: &InvitationPolicy, now: Timestamp) -> Option<Timestamp> {
    let until = |life: &Life| life.rest_until(now, policy);
    let (sent, received) = (meeting.sent.as_ref(), meeting.received.as_ref());
    sent.and_then(until).max(received.and_then(until))
}

/// Whether two who list each other may be asked, or connected, now.
#[must_use]
pub fn may_meet(meeting: &Meeting<'_>, policy: &Policy, now: Timestamp) -> May {
    let Ok(them) = meeting.visible() else { return May::Not };
    let unknown = |member| meeting.pair.side(member).unknown_at.is_some();
    if meeting.me.status != crate::account::Status::Active
        || meeting.pair.is_connected()
        || unknown(meeting.me.id)
        || unknown(them.id)
    {
        return May::Not;
    }
    rests(meeting, &policy.invitations, now).map_or(May::Now, May::From)
}

/// `meeting.me` answers an offer, or takes the answer back. Where both have said yes they are
/// connected; where one of them still rests (R6) that waits, and neither is told why.
///
/// # Errors
/// Not found, connected by now, or connections full on either side, whatever the other said.
pub fn answer(
    offer: &Offer,
    meeting: &Meeting<'_>,
    to: Option<Answer>,
    policy: &Policy,
    now: Timestamp,
) -> Decision {
    let them = meeting.visible()?;
    if meeting.pair.is_connected() {
        return Err(Refusal::new(Reason::AlreadyConnected, "You are connected already.")
            .instead(Action::Message, "Write to them"));
    }
    if to == Some(Answer::Yes) {
        connections_full(meeting.me, them, policy).map_or(Ok(()), Err)?;
    }
    let (member, from) = (meeting.me.id, offer.answer_of(meeting.me.id));
    if from == to {
        return Ok(Vec::new());
    }
    let said = Answering { offer: offer.id, member, from, to, at: now };
    let mut changes = vec![Change::ReconnectAnswered(said)];
    let both = to == Some(Answer::Yes) && offer.answer_of(them.id) == Some(Answer::Yes);
    if both && may_meet(meeting, policy, now) == May::Now {
        changes.extend(connect(offer, meeting, now));
    }
    Ok(changes)
}

/// Connects two who both said yes: as an accepted invitation does, but for the invitation. One that
/// is pending between them is accepted with it.
#[must_use]
pub fn connect(offer: &Offer, meeting: &Meeting<'_>, now: Timestamp) -> Vec<Change> {
    let (me, them) = (meeting.me, meeting.pair.other(meeting.me.id));
    let agreed = Agreed { offer: offer.id, low: offer.low, high: offer.high, at: now };
    let mut changes = vec![Change::Reconnected(agreed)];
    let theirs_full = meeting.them.is_some_and(|them| them.pending_full_since.is_some());
    for (life, sender, recipient, full) in [
        (&meeting.sent, me.id, them, me.pending_full_since.is_some()),
        (&meeting.received, them, me.id, theirs_full),
    ] {
        let Some(life) = life.as_ref().filter(|life| life.is_open(now)) else { continue };
        let (invitation, state) = (life.id, State::Accepted);
        let answered = Answered { invitation, sender, recipient, state, at: now, unknown: false };
        changes.push(Change::Answered(answered));
        if full {
            changes.push(Change::PendingFull { member: sender, since: None });
        }
    }
    changes.push(paired(meeting.pair, meeting.pair.clone().connected(now)));
    changes
}
