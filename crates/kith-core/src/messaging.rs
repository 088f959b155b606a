//! Who may message whom, by which way, and what works where none does (R9).

use serde::{Deserialize, Serialize};

use crate::{
    account::{Account, Plan, codes},
    budget::{Budget, Name},
    change::{Change, Message},
    conversation::{Conversation, Conversed, Kind, Request, Side, changed},
    id::{MemberId, MessageId},
    inmail::{Credits, End, InMail},
    invitation::Meeting,
    note,
    policy::Policy,
    refusal::{Action, Decision, Reason, Refusal},
    time::Timestamp,
};

codes! {
    /// What lets a member write to another, in the order in which it is looked for (R9).
    Way {
        /// The other has written, or accepted what was begun.
        Reply = "reply",
        /// They are connected.
        Connection = "connection",
        /// The recipient has an open profile.
        OpenProfile = "open_profile",
        /// They share a group: a message request.
        Group = "group",
        /// An InMail, for a credit.
        InMail = "inmail",
    }
}

/// What would work beside writing, by name; only what the sender may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alternatives {
    /// Whether an invitation with a note would go through.
    pub invite: bool,
    /// Groups that both could share.
    pub groups: Vec<String>,
    /// Mutual connections who could introduce the sender, by name.
    pub introducers: Vec<String>,
}

/// The facts that the decision reads.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// Both accounts and their tie.
    pub meeting: Meeting<'a>,
    /// Their conversation from my side, if there is one.
    pub talk: Option<Conversation>,
    /// A group that both are in.
    pub shared_group: Option<String>,
    /// How many openers I sent in this calendar month of my zone.
    pub openers: u32,
    /// My InMail credits now.
    pub credits: Credits,
    /// My last InMail to them.
    pub my_inmail: Option<InMail>,
    /// Their last InMail to me, which my answer ends.
    pub their_inmail: Option<InMail>,
    /// Their InMail credits as last kept: where one comes back.
    pub their_credits: Option<Credits>,
    /// What else would work.
    pub alternatives: Alternatives,
}

/// A way that is open, and what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowed {
    /// The way.
    pub via: Way,
    /// How many InMail credits it costs.
    pub price: u32,
}

/// What the sender asks for.
#[derive(Debug, Clone, Copy)]
pub struct Send<'a> {
    /// The id that the message will have.
    pub id: MessageId,
    /// The text.
    pub body: &'a str,
    /// The subject, for an InMail.
    pub subject: Option<&'a str>,
    /// The way that the sender chose; else the first that is open.
    pub via: Option<Way>,
}

/// The openers of this month, as a budget.
#[must_use]
pub fn openers(account: &Account, used: u32, policy: &Policy, now: Timestamp) -> Budget {
    let limit = policy.plan(account.plan).group_openers;
    let (_, next) = now.month_in(&account.settings.time_zone);
    Budget::new(Name::Openers, limit, used, Some(next))
}

/// The length of a text as it is counted: like a note's.
#[must_use]
pub fn fits(text: &str, most: u32) -> bool {
    (1..=most).contains(&note::length(text))
}

/// The first way that is open; with `chosen` only that one is looked at.
///
/// # Errors
/// Oneself, not found, or why no way is open and what works instead.
pub fn way(
    facts: &Facts,
    chosen: Option<Way>,
    policy: &Policy,
    now: Timestamp,
) -> Result<Allowed, Refusal> {
    let them = facts.meeting.visible()?;
    let ways = Way::ALL.iter().filter(|way| chosen.is_none_or(|chosen| chosen == **way));
    let mut refusals = Vec::new();
    for via in ways {
        match open(*via, facts, them, policy, now) {
            Ok(true) => {
                let price = u32::from(*via == Way::InMail);
                return Ok(Allowed { via: *via, price });
            }
            Ok(false) => {}
            Err(refusal) => refusals.push(*refusal),
        }
    }
    Err(refused(refusals, facts, them, policy, now))
}

/// Whether one way is open; with a refusal where it would be but for a rule.
fn open(
    via: Way,
    facts: &Facts,
    them: &Account,
    policy: &Policy,
    now: Timestamp,
) -> Result<bool, Box<Refusal>> {
    let me = facts.meeting.me;
    match via {
        Way::Reply => Ok(facts.talk.is_some_and(|talk| talk.is_open())),
        Way::Connection => Ok(facts.meeting.pair.is_connected()),
        Way::OpenProfile if !them.has_open_profile() => Ok(false),
        Way::OpenProfile => paused(me, now).map(|()| true),
        Way::Group if facts.shared_group.is_none() => Ok(false),
        Way::Group => {
            waits(facts, via)?;
            paused(me, now)?;
            let budget = openers(me, facts.openers, policy, now);
            if budget.left > 0 {
                return Ok(true);
            }
            let detail = format!(
                "You have written to the {} people of shared groups that a month allows.",
                budget.limit
            );
            Err(Refusal::new(Reason::OpenerLimit, detail).until(budget.frees_at).into())
        }
        Way::InMail if !has_inmail(facts, policy) => Ok(false),
        Way::InMail => {
            waits(facts, via)?;
            inmail(facts, them, policy)?;
            paused(me, now).map(|()| true)
        }
    }
}

fn has_inmail(facts: &Facts, policy: &Policy) -> bool {
    policy.plan(facts.meeting.me.plan).inmail_per_month > 0 || facts.credits.left > 0
}

/// A request of mine that waits, or was declined: both read the same.
fn waits(facts: &Facts, via: Way) -> Result<(), Box<Refusal>> {
    let asked = facts.talk.map_or(Request::None, |talk| talk.theirs.request);
    let waits = match via {
        // A second InMail has words of its own.
        Way::InMail if facts.my_inmail.is_some() => false,
        _ => asked.waits() || asked == Request::Declined,
    };
    if !waits {
        return Ok(());
    }
    let detail = "Your message request waits for an answer. Until then one message is enough.";
    Err(Refusal::new(Reason::RequestPending, detail).into())
}

/// R8 stops new conversations; replies and connections are kept.
fn paused(me: &Account, now: Timestamp) -> Result<(), Box<Refusal>> {
    let Some(until) = me.ladder.pause_at(now) else { return Ok(()) };
    let detail = "While new invitations are paused, so are messages to people you do not know. \
                  Your conversations and your connections stay open.";
    let refusal = Refusal::new(Reason::Restricted, detail)
        .until(Some(until))
        .instead(Action::Appeal, "Ask the operator to look again");
    Err(refusal.into())
}

fn inmail(facts: &Facts, them: &Account, policy: &Policy) -> Result<(), Box<Refusal>> {
    if !them.settings.inmail {
        return Err(Refusal::new(Reason::InMailRefused, "This member takes no InMail.").into());
    }
    if facts.my_inmail.is_some_and(|last| last.is_unanswered()) {
        let detail = "Your InMail to this member waits for an answer. A second one goes out only \
                      after they have answered.";
        return Err(Refusal::new(Reason::InMailUnanswered, detail).into());
    }
    if facts.credits.left == 0 {
        let monthly = policy.plan(facts.meeting.me.plan).inmail_per_month;
        let detail = "You have no InMail credit left.";
        let until = (monthly > 0).then(|| facts.credits.renews_at());
        return Err(Refusal::new(Reason::InMailLimit, detail).until(until).into());
    }
    Ok(())
}

/// The first reason, the others beside it, and what works instead.
fn refused(
    refusals: Vec<Refusal>,
    facts: &Facts,
    them: &Account,
    policy: &Policy,
    now: Timestamp,
) -> Refusal {
    let mut refusals = refusals.into_iter();
    let no_way = || {
        let detail = "You are not connected, share no group, and their profile is not open to \
                      everybody's messages.";
        Refusal::new(Reason::NoWay, detail)
    };
    let mut first = refusals.next().unwrap_or_else(no_way);
    for other in refusals.map(|refusal| refusal.reason) {
        if other != first.reason && !first.also.contains(&other) {
            first.also.push(other);
        }
    }
    let others = &facts.alternatives;
    if others.invite {
        first = first.instead(Action::Invite, "Invite them, with a note");
    }
    for group in &others.groups {
        first = first.instead(Action::JoinGroup, format!("Join the group {group}"));
    }
    if let Some(label) = priced(facts, them, policy, now) {
        first = first.instead(Action::InMail, label);
    }
    for name in &others.introducers {
        first = first.instead(Action::Introduce, format!("Ask {name} to introduce you"));
    }
    if first.until.is_some() {
        first = first.instead(Action::Wait, "Come back then");
    }
    first.instead(Action::Engage, "Follow them, and take part in what they share")
}

/// What an InMail would cost, where one could be sent now or with another plan.
fn priced(facts: &Facts, them: &Account, policy: &Policy, now: Timestamp) -> Option<String> {
    if !them.settings.inmail {
        return None;
    }
    if !has_inmail(facts, policy) {
        let premium = policy.plan(Plan::Premium).inmail_per_month;
        return (premium > 0)
            .then(|| format!("InMail costs 1 credit; the premium plan has {premium} a month"));
    }
    let sendable = open(Way::InMail, facts, them, policy, now) == Ok(true);
    sendable.then(|| format!("Send an InMail: 1 of your {} credits", facts.credits.left))
}

/// Decides a message: what is written, what it costs, and what it answers. The caller has checked
/// the lengths, and that an InMail has a subject.
///
/// # Errors
/// As [`way`].
pub fn send(
    ask: &Send,
    facts: &Facts,
    policy: &Policy,
    now: Timestamp,
) -> Result<(Allowed, Vec<Change>), Refusal> {
    let allowed = way(facts, ask.via, policy, now)?;
    let (me, them) = (facts.meeting.me, facts.meeting.visible()?);
    let both = (me.id, them.id);
    let kind = match allowed.via {
        Way::Group => Kind::Opener,
        Way::InMail => Kind::InMail,
        Way::Reply | Way::Connection | Way::OpenProfile => Kind::Plain,
    };
    let subject = ask.subject.filter(|_| kind == Kind::InMail).map(|text| text.trim().to_owned());
    let mut changes = vec![Change::Wrote {
        message: Message {
            id: ask.id,
            sender: me.id,
            recipient: them.id,
            body: ask.body.trim().to_owned(),
            sent_at: now,
            invitation: None,
            kind,
            subject,
        },
    }];
    changes.extend(asks(kind, facts, both));
    changes.extend(answers(facts, both, policy, now));
    if kind == Kind::InMail {
        changes.extend(pays(ask.id, facts, both, now)?);
    }
    Ok((allowed, changes))
}

/// What the message asks of the recipient's side. Between connections nothing is a request.
fn asks(kind: Kind, facts: &Facts, (me, them): (MemberId, MemberId)) -> Option<Change> {
    let theirs = facts.talk.map(|talk| talk.theirs).unwrap_or_default();
    let request = match kind {
        Kind::Opener => Request::Pending,
        Kind::InMail => Request::InMail,
        Kind::Plain | Kind::Note if !facts.meeting.pair.is_connected() => return None,
        Kind::Plain | Kind::Note if theirs.request.waits() => Request::Accepted,
        Kind::Plain | Kind::Note => return None,
    };
    let side = Side { request, archived_at: None, ..theirs };
    (request != theirs.request).then_some(Change::Conversed(Conversed {
        member: them,
        other: me,
        before: theirs.request,
        side,
    }))
}

/// Writing answers what the other began: their request is accepted, their InMail answered.
fn answers(
    facts: &Facts,
    both: (MemberId, MemberId),
    policy: &Policy,
    now: Timestamp,
) -> Vec<Change> {
    let mut changes = Vec::new();
    if let Some(talk) = &facts.talk {
        let mut side = talk.mine;
        // My own message takes it out of the archive, and whoever answers has read.
        side.archived_at = None;
        side.read_at = side.read_at.max(Some(talk.last_at));
        side.wrote_at = side.wrote_at.max(Some(now));
        if side.request != Request::None {
            side.request = Request::Accepted;
        }
        changes.extend(changed(talk, both, side));
    }
    changes.extend(ends(facts, End::Answered, policy, now));
    changes
}

/// Their InMail to me ends; its credit comes back to them where it is in time.
fn ends(facts: &Facts, end: End, policy: &Policy, now: Timestamp) -> Vec<Change> {
    let sender = facts.meeting.them.zip(facts.their_credits.as_ref());
    match (&facts.their_inmail, sender) {
        (Some(inmail), Some((them, credits))) => inmail.ends(end, them, credits, policy, now),
        _ => Vec::new(),
    }
}

/// One credit is spent.
fn pays(
    message: MessageId,
    facts: &Facts,
    (sender, recipient): (MemberId, MemberId),
    now: Timestamp,
) -> Decision {
    let spent = facts.credits.spend();
    let credits = spent
        .ok_or_else(|| Refusal::new(Reason::InMailLimit, "You have no InMail credit left."))?;
    let inmail = InMail { message, sender, recipient, sent_at: now, end: None };
    Ok(vec![Change::InMailed { inmail }, Change::Credited { credits }])
}

/// Accepts or declines what the other began: a message request, or an InMail. A decline is silent,
/// but that the credit of an InMail comes back as the rulebook has it.
///
/// # Errors
/// Not found, or nothing waits.
pub fn answer(facts: &Facts, accept: bool, policy: &Policy, now: Timestamp) -> Decision {
    let them = facts.meeting.visible()?;
    let talk = facts.talk.ok_or_else(Refusal::not_found)?;
    let mut changes = crate::conversation::answer(&talk, (facts.meeting.me.id, them.id), accept)?;
    let end = if accept { End::Answered } else { End::Declined };
    changes.extend(ends(facts, end, policy, now));
    Ok(changes)
}
