//! The work that every contestant does: the members, what they have sent before, and who invites
//! whom now. The same in every round, down to the ids.

use kith_core::{
    account::{Account, Plan, Role, Settings, Status},
    budget::{Usage, WEEK},
    change::Change,
    id::{CommandId, Id, InvitationId, MemberId},
    invitation::{Invitation, Invite, Sending, Source, State},
    person::{Known, Person},
    policy::Policy,
    tie::Pair,
    time::{DAY, MINUTE, Timestamp},
};
use kith_store::{BulkInvitation, Met, NewAccount, UsageWindows};

/// What goes wrong here ends the measurement.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How many members there are.
pub const MEMBERS: usize = 20_480;
/// How many of them send.
const SENDERS: usize = 5_120;
/// How many invitations each of them has sent in the days before.
const SENT_BEFORE: usize = 8;
/// Of how many ties one is there already, so that it is updated instead of inserted.
const TIE_EVERY: usize = 4;
/// How many connections write at once to PostgreSQL.
pub const LANES: usize = 8;
/// 2026-11-01 in microseconds: when the measured requests begin.
const BEGIN: i64 = 1_793_491_200_000_000;

/// One invitation to send.
#[derive(Debug, Clone, Copy)]
pub struct Request {
    /// The attempt.
    pub command: CommandId,
    /// The id of the invitation.
    pub invitation: InvitationId,
    /// Who sends.
    pub me: MemberId,
    /// Who receives.
    pub them: MemberId,
    /// When.
    pub at: Timestamp,
    /// Whether with a note.
    pub noted: bool,
}

fn id<T>(kind: u64, number: usize) -> Id<T> {
    // SplitMix64, so that ids are spread as random ones are.
    let mut z = (number as u64).wrapping_add(kind << 40).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let mut random = [0; 10];
    random[..8].copy_from_slice(&(z ^ (z >> 31)).to_le_bytes());
    // The last byte says which of the store's writers has the member's requests.
    random[9] = (number % 256) as u8;
    Id::new(Timestamp::from_micros(BEGIN - 30 * DAY + number as i64 * 1_000), random)
}

fn member(number: usize) -> MemberId {
    id(1, number % MEMBERS)
}

/// The recipient is written by the same connection as the sender: what is measured is the library
/// and not how long the database lets one writer wait for another.
fn recipient(sender: usize, round: usize) -> usize {
    sender + LANES * (1 + 97 * round)
}

/// The `number`-th request.
#[must_use]
pub fn request(number: usize) -> Request {
    let (sender, round) = (number % SENDERS, number / SENDERS);
    Request {
        command: id(2, number),
        invitation: id(3, number),
        me: member(sender),
        them: member(recipient(sender, round)),
        at: Timestamp::from_micros(BEGIN + number as i64 * 1_000),
        noted: number.is_multiple_of(2),
    }
}

/// Which of `lanes` writers has the requests of `member`, as the store deals them out.
#[must_use]
pub fn lane(member: MemberId, lanes: usize) -> usize {
    usize::from(member.as_bytes()[15]) % lanes
}

/// The `number`-th account.
#[must_use]
pub fn account(number: usize) -> NewAccount {
    let person = Person {
        handle: format!("member-{number}"),
        first_name: "Member".to_owned(),
        last_name: number.to_string(),
        ..Person::default()
    };
    NewAccount {
        known: Known { id: member(number), person },
        password: String::new(),
        plan: Plan::Free,
        role: Role::Member,
        status: Status::Active,
        settings: Settings::default(),
        joined_at: Timestamp::from_micros(BEGIN - 30 * DAY),
    }
}

/// What every sender has sent before, one batch a sender.
pub fn sent_before() -> impl Iterator<Item = Vec<BulkInvitation>> {
    (0..SENDERS).map(|sender| {
        let one = |round: usize| {
            let day = 1 + round as i64 % 6;
            let at = Timestamp::from_micros(BEGIN - day * DAY + sender as i64);
            let invitation = Invitation {
                id: id(4, sender * SENT_BEFORE + round),
                sender: member(sender),
                recipient: member(sender + LANES * (1_000 + round)),
                note: None,
                source: Source::Profile,
                via: None,
                sent_at: at,
                expires_at: at.plus_months(6),
                boost: None,
            };
            BulkInvitation { invitation, state: State::Pending, ended_at: None, unknown: false }
        };
        (0..SENT_BEFORE).map(one).collect()
    })
}

/// The ties that are there already: the sender follows the recipient.
pub fn ties(requests: usize) -> impl Iterator<Item = Pair> {
    (0..requests).filter(|number| number % TIE_EVERY == TIE_EVERY - 1).map(|number| {
        let request = request(number);
        let at = Timestamp::from_micros(BEGIN - DAY);
        Pair::strangers(request.me, request.them).followed(request.me, at)
    })
}

/// Where the windows of the sender's usage begin, as the application computes them.
#[must_use]
pub fn windows(me: &Account, policy: &Policy, now: Timestamp) -> UsageWindows {
    let plan = policy.plan(me.plan);
    let short = now.plus(-i64::from(policy.restrictions.burst_minutes) * MINUTE);
    UsageWindows {
        now,
        week: now.plus(-WEEK),
        limit: plan.weekly_invitations,
        places: plan.pending_invitations,
        burst: me.ladder.evidence_since(short),
        day: me.ladder.evidence_since(now.plus(-DAY)),
        month: None,
        withdraw_returns_send: policy.invitations.withdraw_returns_send,
    }
}

/// Decides a request with kith's own rules.
///
/// # Errors
/// Anything but a new invitation: the work has been made so that each request sends one.
pub fn decide(
    request: &Request,
    met: &Met,
    usage: Usage,
    policy: &Policy,
) -> Result<Vec<Change>, String> {
    let ask = Invite {
        id: request.invitation,
        restriction: Id::from_bytes([0; 16]),
        message: Id::from_bytes([0; 16]),
        own_message: Id::from_bytes([0; 16]),
        note: request.noted.then_some("We spoke after the talk on Tuesday; let us keep in touch."),
        source: Source::Profile,
        via: None,
    };
    let facts = kith_core::invitation::InviteFacts {
        meeting: met.meeting(),
        their_note: None,
        attempt_blocking: None,
        email_known: false,
        shares: false,
        usage,
        boost: None,
    };
    match kith_core::invitation::invite(&ask, &facts, policy, request.at) {
        Ok(Sending::Sent(changes)) => Ok(changes),
        Ok(other) => Err(format!("this request does not send: {other:?}")),
        Err(refusal) => Err(format!("this request is refused: {refusal:?}")),
    }
}
