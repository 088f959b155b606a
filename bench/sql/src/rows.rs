//! From cells to the values that kith's rules read: the same for Diesel and sqlx.

use kith_core::{
    account::{Account, Gate, Plan, Settings, Status},
    budget::Usage,
    id::{Id, MemberId},
    invitation::{Life, State},
    restriction::{Ladder, Level},
    tie::{Pair, Side},
    time::Timestamp,
};
use kith_store::Met;

use crate::work::Failure;

/// The cells of an account that decisions read.
pub type AccountCells = (
    Vec<u8>,
    String,
    String,
    String,
    i64,
    i64,
    String,
    i64,
    i64,
    String,
    Option<i64>,
    Option<i64>,
    Option<i64>,
);
/// An instant that may be absent.
pub type Instant = Option<i64>;
/// The cells of a tie.
pub type PairCells = (
    Vec<u8>,
    Vec<u8>,
    i64,
    Instant,
    Instant,
    Instant,
    Instant,
    Instant,
    Option<Vec<u8>>,
    Instant,
    Instant,
    Instant,
    Instant,
    Option<Vec<u8>>,
);
/// The cells of an invitation that decisions read.
pub type LifeCells = (Vec<u8>, String, i64, i64, Instant);
/// What the five rows of a meeting hold.
pub type MetCells =
    (AccountCells, Option<AccountCells>, Option<PairCells>, Option<LifeCells>, Option<LifeCells>);
/// What the usage statement answers: counts and instants in the order of its columns.
pub type UsageCells = (i64, Instant, Instant, i64, Instant, Instant, i64, i64, i64);

fn id<T>(bytes: &[u8]) -> Result<Id<T>, Failure> {
    Ok(Id::from_bytes(bytes.try_into()?))
}

fn at(micros: Instant) -> Option<Timestamp> {
    micros.map(Timestamp::from_micros)
}

fn word<T>(found: Option<T>) -> Result<T, Failure> {
    found.ok_or_else(|| "a word that the rulebook does not have".into())
}

fn account(cells: &AccountCells) -> Result<Account, Failure> {
    let (member, plan, status, gate, visible, follow_first, zone, reminders, connections, ..) =
        cells;
    let (.., level, ladder_at, paused_until, full_since) = cells;
    Ok(Account {
        id: id(member)?,
        plan: word(Plan::from_code(plan))?,
        status: word(Status::from_code(status))?,
        settings: Settings {
            gate: word(Gate::from_code(gate))?,
            connections_visible: *visible != 0,
            follow_first: *follow_first != 0,
            time_zone: word(zone.parse().ok())?,
            reminders: *reminders != 0,
        },
        connections: u32::try_from(*connections)?,
        ladder: Ladder {
            level: word(Level::from_code(level))?,
            at: at(*ladder_at),
            paused_until: at(*paused_until),
        },
        pending_full_since: at(*full_since),
    })
}

fn side(instants: [Instant; 4], invitation: &Option<Vec<u8>>) -> Result<Side, Failure> {
    let [follows, blocked, unblocked, unknown] = instants;
    Ok(Side {
        follows_at: at(follows),
        blocked_at: at(blocked),
        unblocked_at: at(unblocked),
        unknown_at: at(unknown),
        invitation: invitation.as_deref().map(id).transpose()?,
    })
}

fn pair(cells: &PairCells) -> Result<Pair, Failure> {
    let (low, high, version, connected_at, ..) = cells;
    let (_, _, _, _, lf, lb, lu, lx, li, hf, hb, hu, hx, hi) = cells;
    Ok(Pair {
        low: id(low)?,
        high: id(high)?,
        version: *version,
        connected_at: at(*connected_at),
        low_side: side([*lf, *lb, *lu, *lx], li)?,
        high_side: side([*hf, *hb, *hu, *hx], hi)?,
    })
}

fn life(cells: &LifeCells) -> Result<Life, Failure> {
    let (invitation, state, sent_at, expires_at, ended_at) = cells;
    Ok(Life {
        id: id(invitation)?,
        state: word(State::from_code(state))?,
        sent_at: Timestamp::from_micros(*sent_at),
        expires_at: Timestamp::from_micros(*expires_at),
        ended_at: at(*ended_at),
    })
}

/// The meeting of two members.
pub fn met(cells: &MetCells, me: MemberId, them: MemberId) -> Result<Met, Failure> {
    let (mine, theirs, tie, low, high) = cells;
    let low = low.as_ref().map(life).transpose()?;
    let high = high.as_ref().map(life).transpose()?;
    let (sent, received) = if me < them { (low, high) } else { (high, low) };
    Ok(Met {
        me: account(mine)?,
        them: theirs.as_ref().map(account).transpose()?,
        pair: match tie {
            Some(tie) => pair(tie)?,
            None => Pair::strangers(me, them),
        },
        sent,
        received,
    })
}

/// What a member has used.
pub fn usage(cells: &UsageCells) -> Result<Usage, Failure> {
    let (week, week_oldest, week_blocking, pending, first_expiry, blocking, burst, day, boosts) =
        *cells;
    Ok(Usage {
        week: u32::try_from(week)?,
        week_oldest: at(week_oldest),
        week_blocking: at(week_blocking),
        pending: u32::try_from(pending)?,
        pending_first_expiry: at(first_expiry),
        pending_blocking: at(blocking),
        notes: 0,
        burst: u32::try_from(burst)?,
        burst_day: u32::try_from(day)?,
        boosts: u32::try_from(boosts)?,
    })
}
