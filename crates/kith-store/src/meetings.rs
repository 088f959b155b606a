//! The three rows that a decision about two members reads, in one statement.

use kith_core::{
    account::{Account, Gate, Plan, Settings, Status, ViewingMode},
    id::{InvitationId, MemberId},
    invitation::{Life, Meeting, State},
    restriction::{Ladder, Level},
    tie::Pair,
    time::{Timestamp, Zone},
};

use crate::{
    Reads, StoreError,
    pairs::PairRow,
    sql::{Cells, FromRow, Joined, Type, WrongCell, row, statements},
};

row! {
    pub(crate) struct FactsRow {
        id: MemberId,
        plan: Plan,
        status: Status,
        gate: Gate,
        connections_visible: bool,
        follow_first: bool,
        time_zone: Zone,
        reminders: bool,
        open_profile: bool,
        inmail: bool,
        viewing_mode: ViewingMode,
        connections: u32,
        ladder_level: Level,
        ladder_at: Option<Timestamp>,
        paused_until: Option<Timestamp>,
        pending_full_since: Option<Timestamp>,
    }
}

impl From<FactsRow> for Account {
    fn from(row: FactsRow) -> Self {
        Self {
            id: row.id,
            plan: row.plan,
            status: row.status,
            settings: Settings {
                gate: row.gate,
                connections_visible: row.connections_visible,
                follow_first: row.follow_first,
                time_zone: row.time_zone,
                reminders: row.reminders,
                open_profile: row.open_profile,
                inmail: row.inmail,
                viewing_mode: row.viewing_mode,
            },
            connections: row.connections,
            ladder: Ladder {
                level: row.ladder_level,
                at: row.ladder_at,
                paused_until: row.paused_until,
            },
            pending_full_since: row.pending_full_since,
        }
    }
}

row! {
    pub(crate) struct LifeRow {
        id: InvitationId,
        state: State,
        sent_at: Timestamp,
        expires_at: Timestamp,
        ended_at: Option<Timestamp>,
    }
}

impl From<LifeRow> for Life {
    fn from(row: LifeRow) -> Self {
        Self {
            id: row.id,
            state: row.state,
            sent_at: row.sent_at,
            expires_at: row.expires_at,
            ended_at: row.ended_at,
        }
    }
}

/// Both members, their tie, and the last invitation each way.
#[derive(Debug, Clone)]
pub struct Met {
    /// Who asks.
    pub me: Account,
    /// The other, if there is one.
    pub them: Option<Account>,
    /// What stands between them.
    pub pair: Pair,
    /// My last invitation to them.
    pub sent: Option<Life>,
    /// Their last invitation to me.
    pub received: Option<Life>,
}

impl Met {
    /// As decisions take it.
    #[must_use]
    pub fn meeting(&self) -> Meeting<'_> {
        Meeting {
            me: &self.me,
            them: self.them.as_ref(),
            pair: &self.pair,
            sent: self.sent,
            received: self.received,
        }
    }
}

pub(crate) struct MetRow {
    me: FactsRow,
    them: Option<FactsRow>,
    pair: Option<Pair>,
    low: Option<LifeRow>,
    high: Option<LifeRow>,
}

impl FromRow for MetRow {
    fn columns() -> Vec<Type> {
        let mut columns = FactsRow::columns();
        columns.extend(FactsRow::columns());
        columns.extend(PairRow::columns());
        columns.extend(LifeRow::columns());
        columns.extend(LifeRow::columns());
        columns
    }
    fn read(cells: &mut Cells) -> Result<Self, WrongCell> {
        Ok(Self {
            me: FactsRow::read(cells)?,
            them: Joined::read(cells)?.0,
            pair: Joined::<PairRow>::read(cells)?.0.map(|row| row.0),
            low: Joined::read(cells)?.0,
            high: Joined::read(cells)?.0,
        })
    }
}

pub(crate) struct BetweenRow(Pair, Option<LifeRow>, Option<LifeRow>);

impl FromRow for BetweenRow {
    fn columns() -> Vec<Type> {
        let mut columns = PairRow::columns();
        columns.extend(LifeRow::columns());
        columns.extend(LifeRow::columns());
        columns
    }
    fn read(cells: &mut Cells) -> Result<Self, WrongCell> {
        let pair = PairRow::read(cells)?.0;
        Ok(Self(pair, Joined::read(cells)?.0, Joined::read(cells)?.0))
    }
}

statements! {
    query facts(member: MemberId) -> FactsRow =
        "SELECT id, plan, status, gate, connections_visible, follow_first, time_zone, reminders, open_profile, inmail, viewing_mode, connections, ladder_level, ladder_at, paused_until, pending_full_since FROM accounts WHERE id = $1";
    /// `$1` is who asks, `$2` the other; `$3` and `$4` are both in order.
    query meet(me: MemberId, them: MemberId, low: MemberId, high: MemberId) -> MetRow =
        "SELECT a.id, a.plan, a.status, a.gate, a.connections_visible, a.follow_first, a.time_zone, a.reminders, a.open_profile, a.inmail, a.viewing_mode, a.connections, a.ladder_level, a.ladder_at, a.paused_until, a.pending_full_since, b.id, b.plan, b.status, b.gate, b.connections_visible, b.follow_first, b.time_zone, b.reminders, b.open_profile, b.inmail, b.viewing_mode, b.connections, b.ladder_level, b.ladder_at, b.paused_until, b.pending_full_since, p.low, p.high, p.version, p.connected_at, p.low_follows, p.low_blocked, p.low_unblocked, p.low_unknown, p.low_invitation, p.high_follows, p.high_blocked, p.high_unblocked, p.high_unknown, p.high_invitation, l.id, l.state, l.sent_at, l.expires_at, l.ended_at, h.id, h.state, h.sent_at, h.expires_at, h.ended_at FROM accounts a LEFT JOIN accounts b ON b.id = $2 LEFT JOIN pairs p ON p.low = $3 AND p.high = $4 LEFT JOIN invitations l ON l.id = p.low_invitation LEFT JOIN invitations h ON h.id = p.high_invitation WHERE a.id = $1";
    query between(low: MemberId, high: MemberId) -> BetweenRow =
        "SELECT p.low, p.high, p.version, p.connected_at, p.low_follows, p.low_blocked, p.low_unblocked, p.low_unknown, p.low_invitation, p.high_follows, p.high_blocked, p.high_unblocked, p.high_unknown, p.high_invitation, l.id, l.state, l.sent_at, l.expires_at, l.ended_at, h.id, h.state, h.sent_at, h.expires_at, h.ended_at FROM pairs p LEFT JOIN invitations l ON l.id = p.low_invitation LEFT JOIN invitations h ON h.id = p.high_invitation WHERE p.low = $1 AND p.high = $2";
    /// Every tie of a member in which an invitation, a follow or a word was left: for lists.
    query ties_of(member: MemberId) -> (MemberId, MemberId) =
        "SELECT i.sender, i.recipient FROM invitations i WHERE i.sender = $1 AND i.state IN ('pending', 'ignored') UNION ALL SELECT i.sender, i.recipient FROM invitations i WHERE i.recipient = $1 AND i.state IN ('pending', 'ignored')";
    query dismissed(member: MemberId) -> (MemberId,) = "SELECT other FROM dismissals WHERE member = $1";
    /// People whose invitation from `$1` was withdrawn or lapsed after `$2`; it was sent after `$3`.
    query resting(member: MemberId, ended_after: Timestamp, sent_after: Timestamp) -> (MemberId,) =
        "SELECT recipient FROM invitations WHERE sender = $1 AND sent_at > $3 AND state IN ('withdrawn', 'expired') AND ended_at > $2";
    write dismiss(member: MemberId, other: MemberId) =
        "INSERT INTO dismissals (member, other) VALUES ($1, $2) ON CONFLICT (member, other) DO NOTHING";
}

/// What stands between two members, with the last invitation each way.
#[derive(Debug, Clone)]
pub struct Between {
    /// The tie.
    pub pair: Pair,
    /// My last invitation to them.
    pub sent: Option<Life>,
    /// Their last invitation to me.
    pub received: Option<Life>,
}

fn each_way(
    me: MemberId,
    low: MemberId,
    l: Option<LifeRow>,
    h: Option<LifeRow>,
) -> (Option<Life>, Option<Life>) {
    let (l, h) = (l.map(Life::from), h.map(Life::from));
    if me == low { (l, h) } else { (h, l) }
}

impl Reads<'_> {
    /// The facts about one account.
    pub fn account(&mut self, member: MemberId) -> Result<Option<Account>, StoreError> {
        Ok(facts(self.conn, member)?.pop().map(Account::from))
    }

    /// The three rows of a decision; `None` where `me` has no account.
    pub fn meet(&mut self, me: MemberId, them: MemberId) -> Result<Option<Met>, StoreError> {
        let (low, high) = (me.min(them), me.max(them));
        let Some(row) = meet(self.conn, me, them, low, high)?.pop() else { return Ok(None) };
        let (sent, received) = each_way(me, low, row.low, row.high);
        Ok(Some(Met {
            me: row.me.into(),
            them: row.them.map(Account::from),
            pair: row.pair.unwrap_or_else(|| Pair::strangers(me, them)),
            sent,
            received,
        }))
    }

    /// What stands between two members.
    pub fn between(&mut self, me: MemberId, them: MemberId) -> Result<Between, StoreError> {
        let (low, high) = (me.min(them), me.max(them));
        Ok(match between(self.conn, low, high)?.pop() {
            None => Between { pair: Pair::strangers(me, them), sent: None, received: None },
            Some(BetweenRow(pair, l, h)) => {
                let (sent, received) = each_way(me, low, l, h);
                Between { pair, sent, received }
            }
        })
    }

    /// Members who must not be suggested to `member` (R11): an invitation is open either way,
    /// they rest, or were dismissed. `rested` is the instant whose withdrawals rest no more, and
    /// `sent_after` an instant before which nothing that ended after it was sent.
    pub fn not_to_suggest(
        &mut self,
        member: MemberId,
        rested: Timestamp,
        sent_after: Timestamp,
    ) -> Result<Vec<MemberId>, StoreError> {
        let open = ties_of(self.conn, member);
        let resting = resting(self.conn, member, rested, sent_after);
        let dismissed = dismissed(self.conn, member);
        let open = open?.into_iter().map(|(a, b)| if a == member { b } else { a });
        Ok(open.chain(resting?.into_iter().chain(dismissed?).map(|row| row.0)).collect())
    }
}
