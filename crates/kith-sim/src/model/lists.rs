//! The lists that members are shown, read naively: invitations, connections, follows, blocks.

use std::cmp::Reverse;

use kith_core::time::{DAY, Timestamp};
use serde_json::{Value, json};

use super::{End, Model};
use crate::act::{Which, Who};

impl Model {
    /// The state of an invitation as its sender is shown it; none where a block ended it. What
    /// its recipient did in silence is not read.
    #[must_use]
    pub fn state_to_sender(&self, which: Which, now: Timestamp) -> Option<&'static str> {
        let one = &self.invitations[which];
        match one.ended {
            Some((End::Accepted, _)) => Some("accepted"),
            Some((End::Withdrawn, _)) => Some("withdrawn"),
            Some((End::Gone, _)) => None,
            None if one.is_lapsed(now) => Some("expired"),
            None => Some("pending"),
        }
    }

    /// The state of an invitation as its recipient is shown it; none where it has vanished.
    #[must_use]
    pub fn state_to_recipient(&self, which: Which, now: Timestamp) -> Option<&'static str> {
        let one = &self.invitations[which];
        match one.ended {
            Some((End::Accepted, _)) => Some("accepted"),
            Some(_) => None,
            None if one.is_lapsed(now) => None,
            None if self.silent.ignored.contains(&which) => Some("ignored"),
            None => Some("pending"),
        }
    }

    /// An invitation as one side is shown it, without the other's row.
    #[must_use]
    pub fn invitation(&self, viewer: Who, which: Which, now: Timestamp) -> Option<Value> {
        let one = &self.invitations[which];
        let sent = one.from == viewer;
        let other = if sent { one.to } else { one.from };
        let state = if sent {
            self.state_to_sender(which, now)
        } else {
            self.state_to_recipient(which, now)
        };
        let state = state.filter(|_| self.sees(viewer, other))?;
        let via = one.via.filter(|via| *via == viewer || self.sees(viewer, *via));
        let replies = self.messages.iter().filter(|m| m.under == Some(which) && !m.is_note);
        let replies: Vec<Value> = replies
            .map(|m| json!({"mine": m.from == viewer, "body": m.body, "sent_at": m.at}))
            .collect();
        Some(json!({
            "id": one.id,
            "box": if sent { "sent" } else { "received" },
            "note": one.note,
            "source": one.source,
            "via": via.map(|via| &self.members[via].handle),
            "met": null,
            "via_name": via.map(|via| self.name_to(viewer, via)),
            "state": state,
            "sent_at": one.at,
            "age_days": (now.micros() - one.at.micros()) / DAY,
            "expires_at": one.expires,
            "campaign": null,
            "reminder": self.reminder(which, now).filter(|_| !sent),
            "replies": replies,
        }))
    }

    /// The reminder that is due to the recipient.
    fn reminder(&self, which: Which, now: Timestamp) -> Option<u32> {
        let one = &self.invitations[which];
        let wanted = self.members[one.to].reminders;
        let pending = self.state_to_recipient(which, now) == Some("pending");
        let days = self.policy.invitations.reminder_days.iter();
        let due = days.filter(|days| now >= one.at.plus_days(i64::from(**days))).max().copied();
        due.filter(|_| wanted && pending)
    }

    /// A box of invitations, newest first: those in `state` (every one, where absent) that are at
    /// least `days` old.
    #[must_use]
    pub fn mailbox(
        &self,
        viewer: Who,
        sent: bool,
        state: Option<&str>,
        days: Option<u32>,
        now: Timestamp,
    ) -> Vec<Value> {
        let member = &self.members[viewer];
        let mut all = if sent { member.sent.clone() } else { member.received.clone() };
        all.sort_by_key(|i| Reverse((self.invitations[*i].at, self.invitations[*i].id)));
        if let Some(days) = days {
            let before = now.plus_days(-i64::from(days));
            all.retain(|i| self.invitations[*i].at <= before);
        }
        let shown = all.into_iter().filter_map(|i| self.invitation(viewer, i, now));
        shown.filter(|one| state.is_none_or(|state| one["state"] == state)).collect()
    }

    /// How many invitations wait for a member.
    #[must_use]
    pub fn waiting(&self, who: Who, now: Timestamp) -> usize {
        self.mailbox(who, false, Some("pending"), None, now).len()
    }

    /// Members as a list names them: the newest first, those whom the viewer may not see left
    /// out.
    fn named(&self, viewer: Who, mut list: Vec<(Timestamp, Who)>) -> Vec<String> {
        list.sort_by_key(|(at, who)| Reverse((*at, self.members[*who].id)));
        let seen = list.into_iter().filter(|(_, who)| *who == viewer || self.sees(viewer, *who));
        seen.map(|(_, who)| self.members[who].handle.clone()).collect()
    }

    /// The connections of a member as the viewer is shown them.
    #[must_use]
    pub fn connections(&self, viewer: Who, owner: Who) -> Vec<String> {
        let mine = self.connected.iter().filter_map(|((a, b), at)| match owner {
            one if one == *a => Some((*at, *b)),
            one if one == *b => Some((*at, *a)),
            _ => None,
        });
        self.named(viewer, mine.collect())
    }

    /// Who follows a member.
    #[must_use]
    pub fn followers(&self, who: Who) -> Vec<String> {
        let them = self.follows.iter().filter(|((_, whom), _)| *whom == who);
        self.named(who, them.map(|((one, _), at)| (*at, *one)).collect())
    }

    /// Whom a member follows.
    #[must_use]
    pub fn following(&self, who: Who) -> Vec<String> {
        let them = self.follows.iter().filter(|((one, _), _)| *one == who);
        self.named(who, them.map(|((_, whom), at)| (*at, *whom)).collect())
    }

    /// Whom a member blocks, the newest first.
    #[must_use]
    pub fn blocked(&self, who: Who) -> Vec<(String, Timestamp)> {
        let mut mine: Vec<_> = self
            .blocks
            .iter()
            .filter(|((one, _), _)| *one == who)
            .map(|((_, b), at)| (*at, *b))
            .collect();
        mine.sort_by_key(|(at, whom)| Reverse((*at, self.members[*whom].id)));
        mine.into_iter().map(|(at, whom)| (self.members[whom].handle.clone(), at)).collect()
    }
}
