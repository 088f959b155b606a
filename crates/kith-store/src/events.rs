//! Events, who comes to them, and their waiting lists.

use kith_core::{
    event::{Attendance, Event, Seats},
    id::{EventId, MemberId},
    time::Timestamp,
};

use crate::{
    Cursor, Reads, Seen, StoreError,
    communities::hidden_from_2,
    sql::{Cells, Conn, FromRow, Type, WrongCell, row, statements},
};

row! {
    pub(crate) struct EventCells {
        id: EventId,
        name: String,
        folded: String,
        about: String,
        starts_at: Timestamp,
        ends_at: Timestamp,
        zone: String,
        place: String,
        link: String,
        capacity: Option<u32>,
        organiser: MemberId,
        created_at: Timestamp,
        changed_at: Timestamp,
        cancelled_at: Option<Timestamp>,
        version: i64,
        going: u32,
        waiting: u32,
        mine: Option<Attendance>,
    }
}

/// An event, its seats, and what the asker is to it.
#[derive(Debug, Clone)]
pub struct EventRow {
    /// The event.
    pub event: Event,
    /// How many come and wait.
    pub seats: Seats,
    /// What the asker is to it.
    pub mine: Option<Attendance>,
}

impl FromRow for EventRow {
    fn columns() -> Vec<Type> {
        EventCells::columns()
    }
    fn read(cells: &mut Cells) -> Result<Self, WrongCell> {
        let row = EventCells::read(cells)?;
        let event = Event {
            id: row.id,
            name: row.name,
            folded: row.folded,
            about: row.about,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            zone: row.zone,
            place: row.place,
            link: row.link,
            capacity: row.capacity,
            organiser: row.organiser,
            created_at: row.created_at,
            changed_at: row.changed_at,
            cancelled_at: row.cancelled_at,
            version: row.version,
        };
        let seats = Seats { going: row.going, waiting: row.waiting };
        Ok(Self { event, seats, mine: row.mine })
    }
}

row! {
    /// Somebody at an event.
    #[derive(Debug, Clone, Copy)]
    pub struct AttendeeRow {
        /// Who.
        pub member: MemberId,
        /// Since when they come or wait.
        pub since: Timestamp,
    }
}

/// The columns of an [`EventRow`] in a statement that calls the event `e` and its asker `p`.
macro_rules! columns {
    () => {
        "e.id, e.name, e.folded, e.about, e.starts_at, e.ends_at, e.zone, e.place, e.link, e.capacity, e.organiser, e.created_at, e.changed_at, e.cancelled_at, e.version, e.going, e.waiting, p.state"
    };
}

statements! {
    guard insert_event(id: EventId, name: &str, folded: &str, about: &str, starts_at: Timestamp, ends_at: Timestamp, zone: &str, place: &str, link: &str, capacity: Option<u32>, organiser: MemberId, created_at: Timestamp, changed_at: Timestamp, cancelled_at: Option<Timestamp>, version: i64) =
        "INSERT INTO events (id, name, folded, about, starts_at, ends_at, zone, place, link, capacity, organiser, created_at, changed_at, cancelled_at, version, going, waiting) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, 0) ON CONFLICT DO NOTHING";
    /// Changes an event that is not cancelled; nobody loses a seat.
    guard update_event(id: EventId, name: &str, folded: &str, about: &str, starts_at: Timestamp, ends_at: Timestamp, zone: &str, place: &str, link: &str, capacity: Option<u32>, changed_at: Timestamp, cancelled_at: Option<Timestamp>, version: i64) =
        "UPDATE events SET name = $2, folded = $3, about = $4, starts_at = $5, ends_at = $6, zone = $7, place = $8, link = $9, capacity = $10, changed_at = $11, cancelled_at = $12, version = $13 WHERE id = $1 AND version = $13 - 1 AND cancelled_at IS NULL AND ($10 IS NULL OR going <= $10)";
    /// Takes or gives back seats and places on the waiting list: never more than there are.
    guard count_seats(id: EventId, going: i64, waiting: i64) =
        "UPDATE events SET going = going + $2, waiting = waiting + $3 WHERE id = $1 AND going + $2 >= 0 AND waiting + $3 >= 0 AND ($2 < 1 OR (cancelled_at IS NULL AND (capacity IS NULL OR going + $2 <= capacity)))";
    guard insert_attendance(event: EventId, member: MemberId, state: Attendance, since: Timestamp) =
        "INSERT INTO event_people (event, member, state, since) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    guard update_attendance(event: EventId, member: MemberId, was: Attendance, state: Attendance, since: Timestamp) =
        "UPDATE event_people SET state = $4, since = $5 WHERE event = $1 AND member = $2 AND state = $3";
    guard delete_attendance(event: EventId, member: MemberId, was: Attendance) =
        "DELETE FROM event_people WHERE event = $1 AND member = $2 AND state = $3";
    query event_seen(id: EventId, me: MemberId) -> EventRow =
        concat!("SELECT ", columns!(), " FROM events e LEFT JOIN event_people p ON p.event = e.id AND p.member = $2 WHERE e.id = $1");
    query coming_page(me: MemberId, now: Timestamp, from: Timestamp, from_id: EventId, words: &str, limit: i64) -> EventRow =
        concat!("SELECT ", columns!(), " FROM events e LEFT JOIN event_people p ON p.event = e.id AND p.member = $1 WHERE e.starts_at >= $3 AND (e.starts_at > $3 OR e.id > $4) AND e.ends_at > $2 AND e.folded LIKE $5 ESCAPE '!' ORDER BY e.starts_at, e.id LIMIT $6");
    query past_page(me: MemberId, now: Timestamp, from: Timestamp, from_id: EventId, words: &str, limit: i64) -> EventRow =
        concat!("SELECT ", columns!(), " FROM events e LEFT JOIN event_people p ON p.event = e.id AND p.member = $1 WHERE e.starts_at <= $3 AND (e.starts_at < $3 OR e.id < $4) AND e.ends_at <= $2 AND e.folded LIKE $5 ESCAPE '!' ORDER BY e.starts_at DESC, e.id DESC LIMIT $6");
    /// Mine are those that I go to, wait for or run, the latest first.
    query my_events_page(me: MemberId, from: Timestamp, from_id: EventId, words: &str, limit: i64) -> EventRow =
        concat!("SELECT ", columns!(), " FROM events e LEFT JOIN event_people p ON p.event = e.id AND p.member = $1 WHERE e.starts_at <= $2 AND (e.starts_at < $2 OR e.id < $3) AND e.id IN (SELECT q.event FROM event_people q WHERE q.member = $1 UNION ALL SELECT o.id FROM events o WHERE o.organiser = $1) AND e.folded LIKE $4 ESCAPE '!' ORDER BY e.starts_at DESC, e.id DESC LIMIT $5");
    query attendees_page(event: EventId, state: Attendance, after: Timestamp, after_id: MemberId, limit: i64) -> AttendeeRow =
        "SELECT member, since FROM event_people WHERE event = $1 AND state = $2 AND since >= $3 AND (since > $3 OR member > $4) ORDER BY since, member LIMIT $5";
    /// Those who have waited longest and take part.
    query everybody_going(event: EventId) -> (MemberId,) =
        "SELECT member FROM event_people WHERE event = $1 AND state = 'going'";
    query first_waiting(event: EventId, limit: i64) -> (MemberId,) =
        "SELECT p.member FROM event_people p JOIN accounts a ON a.id = p.member WHERE p.event = $1 AND p.state = 'waiting' AND a.status = 'active' ORDER BY p.since, p.member LIMIT $2";
    query attendee_count(event: EventId, me: MemberId, state: Attendance) -> (u32,) =
        concat!("SELECT count(*) FROM event_people p JOIN accounts a ON a.id = p.member WHERE p.event = $1 AND p.state = $3 AND a.status = 'active' AND p.member NOT IN (", hidden_from_2!(), ")");
}

/// Writes an event's new value.
pub(crate) fn keep(conn: &mut Conn, e: &Event) {
    let (folded, zone, place, link) = (&e.folded, &e.zone, &e.place, &e.link);
    let (starts, ends, changed, cancelled) = (e.starts_at, e.ends_at, e.changed_at, e.cancelled_at);
    if e.version == 1 {
        insert_event(
            conn,
            e.id,
            &e.name,
            folded,
            &e.about,
            starts,
            ends,
            zone,
            place,
            link,
            e.capacity,
            e.organiser,
            e.created_at,
            changed,
            cancelled,
            1,
        );
    } else {
        update_event(
            conn, e.id, &e.name, folded, &e.about, starts, ends, zone, place, link, e.capacity,
            changed, cancelled, e.version,
        );
    }
}

/// Writes what a member is to an event, and counts the seats.
pub(crate) fn attend(
    conn: &mut Conn,
    (event, member): (EventId, MemberId),
    from: Option<Attendance>,
    to: Option<Attendance>,
    at: Timestamp,
) {
    let holds = |has: Option<Attendance>, what| i64::from(has == Some(what));
    let more = |what| holds(to, what) - holds(from, what);
    count_seats(conn, event, more(Attendance::Going), more(Attendance::Waiting));
    match (from, to) {
        (None, Some(to)) => insert_attendance(conn, event, member, to, at),
        (Some(from), Some(to)) => update_attendance(conn, event, member, from, to, at),
        (Some(from), None) => delete_attendance(conn, event, member, from),
        (None, None) => {}
    }
}

/// Which events a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Those that are not over, the next first.
    Coming,
    /// Those that are over, the latest first.
    Past,
    /// Mine, the latest first.
    Mine,
}

impl Reads<'_> {
    /// An event as somebody stands to it.
    pub fn event(&mut self, id: EventId, me: MemberId) -> Result<Option<EventRow>, StoreError> {
        Ok(event_seen(self.conn, id, me)?.pop())
    }

    /// Events; the cursor's time is when each begins.
    pub fn events(
        &mut self,
        me: MemberId,
        when: When,
        now: Timestamp,
        after: Option<(Timestamp, EventId)>,
        seen: &Seen,
    ) -> Result<Vec<EventRow>, StoreError> {
        let (least, greatest) = (EventId::from_bytes([0; 16]), EventId::from_bytes([0xff; 16]));
        let (words, limit) = (seen.pattern(), seen.limit.into());
        let latest = (Timestamp::from_micros(i64::MAX), greatest);
        match when {
            When::Coming => {
                // What began longer ago than an event may last is over.
                let begun = now.plus_days(-kith_core::event::longest::DAYS - 1);
                let (at, id) = after.unwrap_or((begun, least));
                coming_page(self.conn, me, now, at, id, &words, limit)
            }
            When::Past => {
                let (at, id) = after.unwrap_or(latest);
                past_page(self.conn, me, now, at, id, &words, limit)
            }
            When::Mine => {
                let (at, id) = after.unwrap_or(latest);
                my_events_page(self.conn, me, at, id, &words, limit)
            }
        }
    }

    /// Who comes to an event, or waits, in the order in which they said so.
    pub fn attendees(
        &mut self,
        event: EventId,
        state: Attendance,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Vec<AttendeeRow>, StoreError> {
        let first = (Timestamp::from_micros(i64::MIN), MemberId::from_bytes([0; 16]));
        let (at, id) = after.unwrap_or(first);
        attendees_page(self.conn, event, state, at, id, limit.into())
    }

    /// Everybody who comes to an event, in no order.
    pub fn all_going(&mut self, event: EventId) -> Result<Vec<MemberId>, StoreError> {
        Ok(everybody_going(self.conn, event)?.into_iter().map(|row| row.0).collect())
    }

    /// Those who have waited longest and take part, at most `limit`.
    pub fn first_waiting(
        &mut self,
        event: EventId,
        limit: u32,
    ) -> Result<Vec<MemberId>, StoreError> {
        Ok(first_waiting(self.conn, event, limit.into())?.into_iter().map(|row| row.0).collect())
    }

    /// How many of those who come, or wait, `me` sees.
    pub fn attendee_count(
        &mut self,
        event: EventId,
        me: MemberId,
        state: Attendance,
    ) -> Result<u32, StoreError> {
        Ok(attendee_count(self.conn, event, me, state)?.first().map_or(0, |row| row.0))
    }
}
