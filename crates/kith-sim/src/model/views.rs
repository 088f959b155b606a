//! What each side is shown of a tie, in the words of the API. A sender's side is worked out
//! without what the recipient did in silence.

use kith_core::{
    account::Gate, degree::Degree, invitation::Source, refusal::Reason, time::Timestamp,
};
use serde_json::{Value, json};

use super::{Invitation, Model};
use crate::{
    act::{Ask, Who},
    answer::No,
};

/// What a viewer is shown of another member beside the profile's fields.
#[derive(Debug, Clone)]
pub struct Seen {
    /// What stands between them, as JSON.
    pub tie: Value,
    /// Whether the viewer may invite them, as JSON.
    pub connect: Value,
    /// Why not, with everything that JSON leaves out of lists.
    pub refusal: Option<No>,
}

fn with(mut value: Value, key: &str, extra: Option<Value>) -> Value {
    if let (Some(map), Some(extra)) = (value.as_object_mut(), extra) {
        map.insert(key.to_owned(), extra);
    }
    value
}

impl Model {
    /// What the viewer is shown of another member.
    #[must_use]
    pub fn seen(&self, viewer: Who, other: Who, now: Timestamp) -> Seen {
        let (via, refusal) = self.may_connect(viewer, other, now);
        let mut connect = json!({"allowed": refusal.is_none()});
        connect = with(connect, "via", via.map(|via| json!(via)));
        if let Some(no) = &refusal {
            connect = with(connect, "reason", Some(json!(no.reason)));
            connect = with(connect, "until", Some(json!(no.until)));
        }
        Seen { tie: self.tie(viewer, other, now), connect, refusal }
    }

    /// What stands between two, as the viewer sees it.
    #[must_use]
    pub fn tie(&self, viewer: Who, other: Who, now: Timestamp) -> Value {
        let connected = self.are_connected(viewer, other);
        let mine = self.open(viewer, other, now).filter(|_| !connected);
        let theirs = self.open(other, viewer, now).filter(|_| !connected);
        // The viewer knows what they ignored themself.
        let theirs = theirs.filter(|which| !self.silent.ignored.contains(which));
        let state = if viewer == other {
            "myself"
        } else if connected {
            "connected"
        } else if mine.is_some() {
            "invited"
        } else if theirs.is_some() {
            "received"
        } else if self.rest_until(viewer, other, now).is_some() {
            "resting"
        } else {
            "strangers"
        };
        let invitation = mine.or(theirs).map(|which| pending(&self.invitations[which]));
        json!({
            "state": state,
            "following": self.follows.contains_key(&(viewer, other)),
            "followed_by": self.follows.contains_key(&(other, viewer)),
            "invitation": invitation,
            "said_unknown": self.silent.unknown.contains(&(viewer, other)),
        })
    }

    /// Whether the viewer may invite the other now without note and address: what it needs or
    /// does, or why not.
    fn may_connect(
        &self,
        from: Who,
        to: Who,
        now: Timestamp,
    ) -> (Option<&'static str>, Option<No>) {
        if let Some(no) = self.hidden(from, to) {
            return (None, Some(no));
        }
        if self.are_connected(from, to) {
            let no = No::new(Reason::AlreadyConnected);
            return (None, Some(no.instead(&[kith_core::refusal::Action::Message])));
        }
        if self.open(to, from, now).is_some() {
            let full = self.connections_full(from, to);
            return (Some("accept").filter(|_| full.is_none()), full);
        }
        if self.open(from, to, now).is_some() {
            return (None, Some(self.already_pending(from, to)));
        }
        let ask = Ask {
            to: Some(to),
            note: None,
            source: Source::Profile,
            via: None,
            email: None,
            twice: false,
        };
        let refusals = self.refusals(from, to, &ask, now);
        let Some((first, others)) = refusals.split_first() else { return (None, None) };
        let also = others.iter().map(|other| other.reason).collect();
        let gated = first.reason == Reason::Gate && self.gate_for(from, to) == Gate::Email;
        (Some("email").filter(|_| gated), Some(No { also, ..first.clone() }))
    }

    /// What the profile of `other` says to the viewer, without names and paths; nothing where
    /// there is no such member to them.
    #[must_use]
    pub fn profile(&self, viewer: Who, other: Who, degree: Degree, now: Timestamp) -> Value {
        let seen = self.seen(viewer, other, now);
        let myself = viewer == other;
        let first = self.members[other].follow_first;
        let main = |yes: bool| Some(json!(true)).filter(|_| yes && !myself);
        let connect = with(seen.connect, "primary", main(!first));
        let follow = if myself {
            json!({"allowed": false, "reason": "self", "until": null})
        } else {
            let following = self.follows.contains_key(&(viewer, other));
            let via = Some(json!("following")).filter(|_| following);
            with(json!({"allowed": true}), "via", via)
        };
        let near = matches!(degree, Degree::First | Degree::Second);
        // Who is hidden from the viewer is not counted either (R1).
        let counted = |one: Who| {
            !self.blocks.contains_key(&(viewer, one)) && !self.blocks.contains_key(&(one, viewer))
        };
        let followers = self.follows.keys();
        let followers = followers.filter(|(one, whom)| *whom == other && counted(*one)).count();
        let connections = self.friends[other].iter().filter(|one| counted(**one)).count();
        json!({
            "degree": degree,
            "name": self.name(other, degree),
            "mutual_count": if near { self.shared(viewer, other).len() } else { 0 },
            "tie": seen.tie,
            "actions": {"connect": connect, "follow": with(follow, "primary", main(first))},
            "connection_count": connections,
            "follower_count": followers,
            "connections_visible": self.shows_list(viewer, other),
            "messages": if myself { Vec::new() } else { self.talk(viewer, other) },
        })
    }

    /// The messages between two, oldest first.
    fn talk(&self, viewer: Who, other: Who) -> Vec<Value> {
        let mut between: Vec<_> = self
            .messages
            .iter()
            .filter(|m| (m.from, m.to) == (viewer, other) || (m.from, m.to) == (other, viewer))
            .collect();
        between.sort_by_key(|message| message.at);
        let view = |message: &super::Message| {
            json!({
                "mine": message.from == viewer,
                "body": message.body,
                "sent_at": message.at,
            })
        };
        between.into_iter().map(view).collect()
    }
}

fn pending(one: &Invitation) -> Value {
    json!({
        "id": one.id,
        "sent_at": one.at,
        "expires_at": one.expires,
        "note": one.note,
        "source": one.source,
    })
}
