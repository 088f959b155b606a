//! Leaving: what ends between a member who is deleted and everybody else, and which words of
//! theirs the journal forgets.

use crate::{
    change::{Answered, Change},
    connection::paired,
    group::{Place, Standing},
    id::MemberId,
    invitation::{Life, State},
    tie::{Pair, Side},
    time::Timestamp,
};

/// What stands between a member who leaves for good and another.
#[derive(Debug, Clone)]
pub struct Parting<'a> {
    /// Who leaves.
    pub leaver: MemberId,
    /// Their tie.
    pub pair: &'a Pair,
    /// The leaver's last invitation.
    pub sent: Option<Life>,
    /// The other's.
    pub received: Option<Life>,
    /// Since when the other has had no pending place left (R8).
    pub others_full_since: Option<Timestamp>,
}

/// Ends what stands between them, in silence: connection, follows, and invitations both ways. A
/// block stays, so that neither who blocks nor who is blocked sees anything that they did not
/// before (R1).
#[must_use]
pub fn part(parting: &Parting<'_>, now: Timestamp) -> Vec<Change> {
    let Parting { leaver, pair, .. } = *parting;
    let other = pair.other(leaver);
    let mut changes = Vec::new();
    for (life, sender, recipient) in
        [(&parting.sent, leaver, other), (&parting.received, other, leaver)]
    {
        let open = |life: &&Life| matches!(life.state, State::Pending | State::Ignored);
        let Some(life) = life.as_ref().filter(open) else { continue };
        // One that has lapsed, and waits for the sweep, has lapsed.
        let state = if life.is_open(now) { State::Gone } else { State::Expired };
        let (invitation, at) = (life.id, now);
        changes.push(Change::Answered(Answered {
            invitation,
            sender,
            recipient,
            state,
            at,
            unknown: false,
        }));
        if sender == other && parting.others_full_since.is_some() {
            changes.push(Change::PendingFull { member: other, since: None });
        }
    }
    let kept = |side: &Side| Side { blocked_at: side.blocked_at, ..Side::default() };
    let after = Pair {
        connected_at: None,
        low_side: kept(&pair.low_side),
        high_side: kept(&pair.high_side),
        ..pair.clone()
    };
    if after != *pair {
        changes.push(paired(pair, after));
    }
    changes
}

/// The member leaves a group: who owns it hands it over to `heir`, and where there is none the
/// group is closed.
#[must_use]
pub fn leave_group(place: &Place<'_>, heir: Option<(MemberId, Standing)>) -> Vec<Change> {
    let (group, at) = (place.group.id, place.now);
    let stood = |member, from, to| Change::Stood { group, member, from, to, removed: false, at };
    match (place.mine, heir) {
        (None, _) => Vec::new(),
        (Some(Standing::Owner), Some((heir, theirs))) => vec![
            stood(place.me, place.mine, None),
            stood(heir, Some(theirs), Some(Standing::Owner)),
        ],
        (Some(Standing::Owner), None) => {
            let mut closed = place.group.clone();
            closed.closed_at = Some(at);
            closed.version += 1;
            // Nobody is left to read what its owner wrote about it.
            "Closed group".clone_into(&mut closed.name);
            "closed group".clone_into(&mut closed.folded);
            closed.about.clear();
            vec![Change::GroupKept { group: closed }]
        }
        (Some(_), _) => vec![stood(place.me, place.mine, None)],
    }
}

/// Takes the words of a member out of a change that `actor` made: bodies, notes, reasons, what they
/// searched for. What they stand for in the tables is another's decision. Answers whether there
/// were any.
pub fn scrub(change: &mut Change, member: MemberId, actor: Option<MemberId>) -> bool {
    let blank = |text: &mut String| !std::mem::take(text).is_empty();
    match change {
        Change::Invited { invitation } if invitation.sender == member => {
            invitation.note.take().is_some()
        }
        Change::Wrote { message } if message.sender == member => {
            let subject = message.subject.take().is_some();
            blank(&mut message.body) | subject
        }
        Change::Posted { post } if post.author == member => blank(&mut post.body),
        Change::PostEdited { author, body, .. } if *author == member => blank(body),
        Change::Commented { comment } if comment.author == member => blank(&mut comment.body),
        Change::CommentEdited { body, .. } if actor == Some(member) => blank(body),
        Change::Restricted { step } if step.member == member => blank(&mut step.evidence),
        Change::Appealed { member: whose, text, .. } if *whose == member => blank(text),
        Change::IntroductionAsked { introduction } if introduction.asker == member => {
            blank(&mut introduction.note)
        }
        Change::Reported { report } if [report.reporter, report.reported].contains(&member) => {
            blank(&mut report.reason)
        }
        Change::SearchSaved { search } if search.member == member => {
            let name = blank(&mut search.name);
            blank(&mut search.query) | name
        }
        Change::GroupKept { group } if group.created_by == member => blank(&mut group.about),
        Change::CampaignKept { campaign } if campaign.member == member => campaign.scrub(),
        _ => false,
    }
}
