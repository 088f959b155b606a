//! Events: who comes, who waits for a seat, what changing and cancelling does.

use serde::{Deserialize, Serialize};

use crate::{
    account::codes,
    change::Change,
    id::{EventId, MemberId},
    refusal::{Action, Decision, Reason, Refusal},
    time::Timestamp,
};

codes! {
    /// What somebody is to an event.
    Attendance {
        /// Comes, and has a seat.
        Going = "going",
        /// Waits for a seat; whoever has waited longest gets the next one.
        Waiting = "waiting",
    }
}

/// The longest texts of an event, in extended grapheme clusters.
pub mod longest {
    /// Its name.
    pub const NAME: u32 = 120;
    /// What it is about.
    pub const ABOUT: u32 = 4_000;
    /// Where it is.
    pub const PLACE: u32 = 200;
    /// The address of an online event, in characters.
    pub const LINK: u32 = 500;
    /// The most seats.
    pub const CAPACITY: u32 = 100_000;
    /// The longest time from its beginning to its end, in days.
    pub const DAYS: i64 = 31;
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Which.
    pub id: EventId,
    /// What it is called.
    pub name: String,
    /// The name as it is searched: folded.
    pub folded: String,
    /// What it is about.
    pub about: String,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// The zone of the place where it is, by its IANA name.
    pub zone: String,
    /// Where it is; empty where it is only online.
    pub place: String,
    /// Where it is online; empty where it is not.
    pub link: String,
    /// How many seats there are; absent: as many as come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// Who runs it; their account is what everything about its seats is queued behind.
    pub organiser: MemberId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// When it was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_at: Option<Timestamp>,
    /// How many values the store has kept of it.
    pub version: i64,
}

/// How many come and how many wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seats {
    /// Seats taken.
    pub going: u32,
    /// Members on the waiting list.
    pub waiting: u32,
}

impl Event {
    /// How many seats are left; absent: no limit.
    #[must_use]
    pub fn left(&self, seats: Seats) -> Option<u32> {
        self.capacity.map(|capacity| capacity.saturating_sub(seats.going))
    }

    /// Why nobody can come any more, if so.
    #[must_use]
    pub fn closed(&self, now: Timestamp) -> Option<Refusal> {
        let detail = if self.cancelled_at.is_some() {
            "This event is cancelled."
        } else if now >= self.ends_at {
            "This event is over."
        } else {
            return None;
        };
        Some(
            Refusal::new(Reason::EventClosed, detail)
                .instead(Action::FindEvents, "Find another event"),
        )
    }
}

/// Somebody before an event.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The event.
    pub event: &'a Event,
    /// How many come and wait.
    pub seats: Seats,
    /// Who acts.
    pub me: MemberId,
    /// What they are to it.
    pub mine: Option<Attendance>,
    /// When.
    pub now: Timestamp,
}

impl Place<'_> {
    fn attended(
        &self,
        member: MemberId,
        from: Option<Attendance>,
        to: Option<Attendance>,
    ) -> Change {
        Change::Attended { event: self.event.id, member, from, to, at: self.now }
    }

    fn moved_up(&self, member: MemberId) -> Change {
        self.attended(member, Some(Attendance::Waiting), Some(Attendance::Going))
    }

    /// Takes a seat, or a place on the waiting list where none is left.
    ///
    /// # Errors
    /// `event_closed`.
    pub fn attend(&self) -> Decision {
        if self.mine.is_some() {
            return Ok(Vec::new());
        }
        if let Some(refusal) = self.event.closed(self.now) {
            return Err(refusal);
        }
        // Nobody overtakes those who wait.
        let full = self.event.left(self.seats) == Some(0);
        let to = if full { Attendance::Waiting } else { Attendance::Going };
        Ok(vec![self.attended(self.me, None, Some(to))])
    }

    /// Does not come any more; `first` has waited longest and gets the seat.
    #[must_use]
    pub fn stay_away(&self, first: Option<MemberId>) -> Vec<Change> {
        let Some(mine) = self.mine else { return Vec::new() };
        let mut changes = vec![self.attended(self.me, self.mine, None)];
        if mine == Attendance::Going && self.event.closed(self.now).is_none() {
            changes.extend(first.map(|first| self.moved_up(first)));
        }
        changes
    }

    fn in_charge(&self, operator: bool) -> Result<(), Refusal> {
        if operator || self.event.organiser == self.me {
            return Ok(());
        }
        Err(Refusal::new(Reason::NotInCharge, "Only the event's organiser may do this."))
    }

    /// The organiser changes the event; new seats go to those who have `waited` longest.
    ///
    /// # Errors
    /// `not_in_charge`; `event_closed` where it is cancelled; `seats_taken`.
    pub fn change(&self, mut event: Event, waited: &[MemberId], operator: bool) -> Decision {
        self.in_charge(operator)?;
        if self.event.cancelled_at.is_some() {
            let detail = "This event is cancelled. Set up a new one instead.";
            return Err(Refusal::new(Reason::EventClosed, detail));
        }
        if let Some(capacity) = event.capacity.filter(|most| *most < self.seats.going) {
            let going = self.seats.going;
            let detail = format!("{going} people have a seat; {capacity} are too few.");
            return Err(Refusal::new(Reason::SeatsTaken, detail));
        }
        if event == *self.event {
            return Ok(Vec::new());
        }
        event.version = self.event.version + 1;
        event.changed_at = self.now;
        let free = event.left(self.seats).unwrap_or(u32::MAX) as usize;
        let mut changes = Vec::new();
        let ups = waited.iter().take(free).map(|member| self.moved_up(*member));
        let open = event.closed(self.now).is_none();
        changes.push(Change::EventKept { event });
        if open {
            changes.extend(ups);
        }
        Ok(changes)
    }

    /// The organiser cancels it; it stays to be seen, and its calendar entry says so.
    ///
    /// # Errors
    /// `not_in_charge`; `event_closed`.
    pub fn cancel(&self, operator: bool) -> Decision {
        self.in_charge(operator)?;
        if let Some(refusal) = self.event.closed(self.now) {
            return Err(refusal);
        }
        let event = Event {
            cancelled_at: Some(self.now),
            changed_at: self.now,
            version: self.event.version + 1,
            ..self.event.clone()
        };
        Ok(vec![Change::EventKept { event }])
    }
}
