//! What happens to a tie beside invitations: remove, follow, block (R1).

use crate::{
    change::{Answered, Change},
    id::MemberId,
    invitation::{Meeting, State},
    policy::Policy,
    refusal::{Action, Decision, Reason, Refusal},
    tie::Pair,
    time::{HOUR, Timestamp},
};

/// The change that gives a tie its new value.
pub(crate) fn paired(before: &Pair, mut after: Pair) -> Change {
    let connections = i32::from(after.is_connected()) - i32::from(before.is_connected());
    after.version = before.version + 1;
    sabotage!(RemovalNotCounted {
        return Change::Paired { pair: after, connections: connections.max(0) };
    });
    Change::Paired { pair: after, connections }
}

/// Removes a connection: silent, and both follows end.
///
/// # Errors
/// Not found, or not connected.
pub fn remove(meeting: &Meeting) -> Decision {
    meeting.visible()?;
    if !meeting.pair.is_connected() {
        let detail = "You are not connected.";
        return Err(Refusal::new(Reason::NotConnected, detail));
    }
    Ok(vec![paired(meeting.pair, meeting.pair.clone().disconnected())])
}

/// Follows a member. Following again changes nothing.
///
/// # Errors
/// Oneself, or not found.
pub fn follow(meeting: &Meeting, now: Timestamp) -> Decision {
    meeting.visible()?;
    let me = meeting.me.id;
    if meeting.pair.side(me).follows_at.is_some() {
        return Ok(Vec::new());
    }
    Ok(vec![paired(meeting.pair, meeting.pair.clone().followed(me, now))])
}

/// Stops following a member; a connection stays.
///
/// # Errors
/// Oneself, or not found.
pub fn unfollow(meeting: &Meeting) -> Decision {
    meeting.visible()?;
    let me = meeting.me.id;
    if meeting.pair.side(me).follows_at.is_none() {
        return Ok(Vec::new());
    }
    Ok(vec![paired(meeting.pair, meeting.pair.clone().unfollowed(me))])
}

/// Blocks a member: connection, follows and pending invitations both ways are gone; nobody is
/// told. A member who blocks me can be blocked back only as far as I can see them: not.
///
/// # Errors
/// Oneself, not found, or unblocked too short a time ago.
pub fn block(meeting: &Meeting, policy: &Policy, now: Timestamp) -> Decision {
    let me = meeting.me.id;
    if meeting.pair.side(me).blocked_at.is_some() {
        return Ok(Vec::new());
    }
    let them = meeting.visible()?;
    let wait = i64::from(policy.blocks.again_after_hours) * HOUR;
    let again = meeting.pair.side(me).unblocked_at.map(|at| at.plus(wait));
    if let Some(until) = again.filter(|until| now < *until) {
        let detail = "You unblocked this member a short time ago.";
        return Err(Refusal::new(Reason::BlockedRecently, detail)
            .until(Some(until))
            .instead(Action::Wait, "Block again after the wait"));
    }
    let mut changes = Vec::new();
    for (life, sender, recipient) in
        [(&meeting.sent, meeting.me, them), (&meeting.received, them, meeting.me)]
    {
        let Some(life) = life.as_ref().filter(|life| life.is_open(now)) else { continue };
        changes.push(Change::Answered(Answered {
            invitation: life.id,
            sender: sender.id,
            recipient: recipient.id,
            state: State::Gone,
            at: now,
            unknown: false,
        }));
        if sender.pending_full_since.is_some() {
            changes.push(Change::PendingFull { member: sender.id, since: None });
        }
    }
    changes.push(paired(meeting.pair, meeting.pair.clone().blocked(me, now)));
    Ok(changes)
}

/// Unblocks a member; restores nothing.
///
/// # Errors
/// Not found where I do not block them.
pub fn unblock(meeting: &Meeting, now: Timestamp) -> Decision {
    let me = meeting.me.id;
    if meeting.pair.side(me).blocked_at.is_none() {
        return Err(Refusal::not_found());
    }
    Ok(vec![paired(meeting.pair, meeting.pair.clone().unblocked(me, now))])
}

/// Lifts an earlier "I don't know them" (R4, check 4).
///
/// # Errors
/// Not found.
pub fn lift_unknown(meeting: &Meeting) -> Decision {
    meeting.visible()?;
    let me: MemberId = meeting.me.id;
    if meeting.pair.side(me).unknown_at.is_none() {
        return Ok(Vec::new());
    }
    Ok(vec![paired(meeting.pair, meeting.pair.clone().unknown(me, None))])
}
