//! What the tests share: a store with members in it, and the app's way of acting on it.

use std::sync::Arc;

use kith_core::{
    account::{Plan, Role, Settings, Status},
    budget::WEEK,
    change::Change,
    connection,
    id::{Id, InvitationId, MemberId},
    invitation::{self, Invitation, Invite, InviteFacts, Meeting, Sending, Source, State},
    person::{Known, Person},
    policy::Policy,
    refusal::{Decision, Reason, Refusal},
    time::{DAY, MINUTE, Timestamp},
};
use kith_sim::clock::Seeded;
use kith_store::{
    BulkInvitation, Command, Disagreement, Location, NewAccount, Options, Store, StoreError,
    Ticket, Tx, UsageWindows, Written,
};

/// The instant at which every test begins: in the year 2026.
pub(crate) const T0: Timestamp = Timestamp::from_micros(1_780_000_000_000_000);

/// Why a write was refused.
#[derive(Debug)]
pub(crate) enum No {
    /// By the store.
    Store(StoreError),
    /// By a rule.
    Rule(Box<Refusal>),
}

impl From<StoreError> for No {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl No {
    /// The rule that says no.
    pub(crate) fn reason(&self) -> Reason {
        match self {
            Self::Rule(refusal) => refusal.reason,
            Self::Store(error) => panic!("a rule was to say no, not the store: {error}"),
        }
    }

    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self, Self::Store(StoreError::Conflict(_)))
    }
}

pub(crate) type Answer<T> = Result<Result<T, No>, StoreError>;

/// A store with members in it.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) store: Arc<Store>,
    pub(crate) policy: Arc<Policy>,
    random: Arc<Seeded>,
}

/// A setting of an environment variable, or what is usual.
pub(crate) fn setting(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

pub(crate) fn open(location: &Location) -> Arc<Store> {
    open_node(location, 4, 0)
}

/// One of several nodes on one database.
pub(crate) fn open_node(location: &Location, lanes: u32, first_lane: u32) -> Arc<Store> {
    let options = Options { lanes, first_lane, readers: 2, ..Options::new(location.clone()) };
    Arc::new(Store::open(&options).unwrap())
}

/// Runs statements beside the store, as somebody with a console would.
pub(crate) fn raw(location: &Location, sql: &str) {
    match location {
        Location::Sqlite(path) => {
            let connection = rusqlite::Connection::open(path).unwrap();
            connection.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
            connection.execute_batch(sql).unwrap();
        }
        Location::Postgres(url) => kith_store::run_on_server(url, sql).unwrap(),
        Location::Memory => panic!("a database in memory has one connection"),
    }
}

/// An id as a literal of the database's SQL.
pub(crate) fn literal<T>(location: &Location, id: Id<T>) -> String {
    let hex: String = id.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    match location {
        Location::Postgres(_) => format!("'\\x{hex}'::bytea"),
        _ => format!("x'{hex}'"),
    }
}

impl World {
    pub(crate) fn new(location: &Location) -> Self {
        Self::on(open(location))
    }

    pub(crate) fn on(store: Arc<Store>) -> Self {
        Self { store, policy: Arc::default(), random: Arc::new(Seeded::new(7)) }
    }

    /// The same members through another store: another node.
    pub(crate) fn through(&self, store: Arc<Store>) -> Self {
        Self { store, ..self.clone() }
    }

    pub(crate) fn below(&self, end: u64) -> u64 {
        self.random.below(end)
    }

    pub(crate) fn id<T>(&self) -> Id<T> {
        let mut random = [0; 10];
        random[..8].copy_from_slice(&self.random.next().to_le_bytes());
        random[8..].copy_from_slice(&self.random.next().to_le_bytes()[..2]);
        Id::new(T0, random)
    }

    pub(crate) fn command(&self, members: &[MemberId], at: Timestamp) -> Command {
        Command {
            id: self.id(),
            actor: members.first().copied(),
            at,
            members: members.to_vec(),
            fingerprint: None,
        }
    }

    /// An account that nobody has kept yet.
    pub(crate) fn account(&self, handle: &str) -> NewAccount {
        let person = Person {
            handle: handle.to_owned(),
            first_name: format!("First {handle}"),
            last_name: format!("Last {handle}"),
            email: format!("{handle}@example.org"),
            ..Person::default()
        };
        NewAccount {
            known: Known { id: self.id(), person },
            password: format!("hash of {handle}"),
            plan: Plan::Free,
            role: Role::Member,
            status: Status::Active,
            settings: Settings::default(),
            joined_at: T0,
        }
    }

    /// Keeps accounts; answers for each whether it was new.
    pub(crate) fn keep(&self, accounts: &[NewAccount]) -> Vec<bool> {
        let accounts = accounts.to_vec();
        self.write(&[], T0, move |tx| tx.insert_accounts(&accounts).map(Ok)).unwrap().value
    }

    pub(crate) fn member(&self, handle: &str) -> MemberId {
        let account = self.account(handle);
        let id = account.known.id;
        assert_eq!(self.keep(&[account]), [true]);
        id
    }

    pub(crate) fn members<const N: usize>(&self, handles: [&str; N]) -> [MemberId; N] {
        handles.map(|handle| self.member(handle))
    }

    /// `count` members with numbered handles.
    pub(crate) fn crowd(&self, word: &str, count: usize) -> Vec<MemberId> {
        let accounts: Vec<_> =
            (0..count).map(|n| self.account(&format!("{word}-{n:05}"))).collect();
        assert!(self.keep(&accounts).into_iter().all(|new| new));
        accounts.iter().map(|account| account.known.id).collect()
    }

    pub(crate) fn send<T, F>(&self, members: &[MemberId], at: Timestamp, run: F) -> Ticket<T, No>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Answer<T> + Send + 'static,
    {
        self.store.write(self.command(members, at), run)
    }

    pub(crate) fn write<T, F>(
        &self,
        members: &[MemberId],
        at: Timestamp,
        run: F,
    ) -> Result<Written<T>, No>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Answer<T> + Send + 'static,
    {
        self.send(members, at, run).wait()
    }

    pub(crate) fn read<T: Send>(
        &self,
        read: impl FnOnce(&mut kith_store::Reads<'_>) -> Result<T, StoreError> + Send,
    ) -> T {
        self.store.read(read).unwrap()
    }

    /// Applies changes without a decision.
    pub(crate) fn apply(&self, at: Timestamp, changes: Vec<Change>) -> Result<(), No> {
        let run = move |tx: &mut Tx<'_>| tx.apply(changes.clone()).map(Ok);
        self.write(&[], at, run).map(|_| ())
    }

    /// Decides about two members in the transaction and applies what is decided.
    pub(crate) fn act(
        &self,
        (me, them): (MemberId, MemberId),
        at: Timestamp,
        decide: impl Fn(&Meeting<'_>) -> Decision + Send + 'static,
    ) -> Result<(), No> {
        self.act_ticket((me, them), at, decide).wait().map(|_| ())
    }

    pub(crate) fn act_ticket(
        &self,
        (me, them): (MemberId, MemberId),
        at: Timestamp,
        decide: impl Fn(&Meeting<'_>) -> Decision + Send + 'static,
    ) -> Ticket<(), No> {
        self.send(&[me, them], at, move |tx| {
            let met = tx.meet(me, them)?.unwrap();
            settle(tx, decide(&met.meeting()))
        })
    }

    pub(crate) fn invite(
        &self,
        me: MemberId,
        them: MemberId,
        at: Timestamp,
    ) -> Result<InvitationId, No> {
        self.invite_noted(me, them, None, at)
    }

    pub(crate) fn invite_noted(
        &self,
        me: MemberId,
        them: MemberId,
        note: Option<&'static str>,
        at: Timestamp,
    ) -> Result<InvitationId, No> {
        self.invite_ticket(&[me, them], (me, them), note, at).wait().map(|written| written.value)
    }

    pub(crate) fn invite_ticket(
        &self,
        members: &[MemberId],
        (me, them): (MemberId, MemberId),
        note: Option<&'static str>,
        now: Timestamp,
    ) -> Ticket<InvitationId, No> {
        let (policy, id) = (Arc::clone(&self.policy), self.id());
        let (restriction, message, own_message) = (self.id(), self.id(), self.id());
        self.send(members, now, move |tx| {
            let source = Source::Profile;
            let ask = Invite { id, restriction, message, own_message, note, source, via: None };
            decide_invite(tx, &ask, (me, them), &policy, now)
        })
    }

    pub(crate) fn accept(&self, (me, them): (MemberId, MemberId), at: Timestamp) -> Result<(), No> {
        let (policy, message) = (Arc::clone(&self.policy), self.id());
        self.write(&[me, them], at, move |tx| {
            let met = tx.meet(me, them)?.unwrap();
            let row = met.received.map(|life| tx.invitation(life.id)).transpose()?.flatten();
            let note = row.as_ref().and_then(|row| row.note.as_deref());
            settle(tx, invitation::accept(&met.meeting(), note, message, &policy, at))
        })
        .map(|_| ())
    }

    pub(crate) fn ignore(
        &self,
        pair: (MemberId, MemberId),
        unknown: bool,
        at: Timestamp,
    ) -> Result<(), No> {
        let (policy, step) = (Arc::clone(&self.policy), self.id());
        self.act(pair, at, move |met| invitation::ignore(met, unknown, 0, step, &policy, at))
    }

    pub(crate) fn withdraw(&self, pair: (MemberId, MemberId), at: Timestamp) -> Result<(), No> {
        self.act(pair, at, move |met| invitation::withdraw(met, at))
    }

    pub(crate) fn block(&self, pair: (MemberId, MemberId), at: Timestamp) -> Result<(), No> {
        let policy = Arc::clone(&self.policy);
        self.act(pair, at, move |met| connection::block(met, &policy, at))
    }

    pub(crate) fn follow(&self, pair: (MemberId, MemberId), at: Timestamp) -> Result<(), No> {
        self.act(pair, at, move |met| connection::follow(met, at))
    }

    /// Connects two members by an invitation and its answer.
    pub(crate) fn connect(&self, (me, them): (MemberId, MemberId), at: Timestamp) {
        self.invite(me, them, at).unwrap();
        self.accept((them, me), at).unwrap();
    }

    /// What the sweep does for one invitation; answers whether it lapsed it.
    pub(crate) fn expire_ticket(&self, id: InvitationId, now: Timestamp) -> Ticket<bool, No> {
        self.send(&[], now, move |tx| {
            let row = tx.invitation(id)?.unwrap();
            let full = tx.account(row.sender)?.is_some_and(|a| a.pending_full_since.is_some());
            let changes = invitation::expire(&row.life(), row.sender, row.recipient, full, now);
            let lapsed = !changes.is_empty();
            tx.apply(changes)?;
            Ok(Ok(lapsed))
        })
    }

    /// An invitation as it would be sent.
    pub(crate) fn invitation(&self, (me, them): (MemberId, MemberId), at: Timestamp) -> Invitation {
        Invitation {
            id: self.id(),
            sender: me,
            recipient: them,
            note: None,
            source: Source::Profile,
            via: None,
            sent_at: at,
            expires_at: at.plus_months(6),
            boost: None,
        }
    }

    /// Keeps an invitation without a decision, in whatever state it is.
    pub(crate) fn import(
        &self,
        (me, them): (MemberId, MemberId),
        at: Timestamp,
        state: State,
    ) -> InvitationId {
        let invitation = self.invitation((me, them), at);
        let id = invitation.id;
        let ended_at = (state != State::Pending).then(|| at.plus(MINUTE));
        let bulk = BulkInvitation { invitation, state, ended_at, unknown: false };
        self.write(&[me, them], at, move |tx| tx.import_invitation(&bulk).map(Ok)).unwrap();
        id
    }

    /// The windows of a member on the free plan, at `now`.
    pub(crate) fn windows(&self, now: Timestamp) -> UsageWindows {
        windows(&self.policy, now)
    }

    /// The state that the store keeps of an invitation.
    pub(crate) fn state(&self, id: InvitationId) -> State {
        self.read(|reads| reads.invitation(id)).unwrap().state
    }

    /// Asserts that nothing in the store disagrees.
    pub(crate) fn assert_agrees(&self) {
        assert_eq!(self.disagreements(), []);
    }

    pub(crate) fn disagreements(&self) -> Vec<Disagreement> {
        self.read(|reads| reads.disagreements())
    }

    /// How many accounts, connections, invitations and journal entries there are.
    pub(crate) fn counts(&self) -> [u64; 4] {
        self.read(|reads| reads.counts())
    }
}

fn windows(policy: &Policy, now: Timestamp) -> UsageWindows {
    UsageWindows {
        now,
        week: now.plus(-WEEK),
        limit: policy.plans.free.weekly_invitations,
        places: policy.plans.free.pending_invitations,
        burst: now.plus(-i64::from(policy.restrictions.burst_minutes) * MINUTE),
        day: now.plus(-DAY),
        month: None,
        withdraw_returns_send: policy.invitations.withdraw_returns_send,
    }
}

/// Applies what was decided.
pub(crate) fn settle(tx: &mut Tx<'_>, decision: Decision) -> Answer<()> {
    match decision {
        Ok(changes) => tx.apply(changes).map(Ok),
        Err(refusal) => Ok(Err(No::Rule(Box::new(refusal)))),
    }
}

/// Reads the facts of R4 in the transaction, decides, and applies what is decided.
fn decide_invite(
    tx: &mut Tx<'_>,
    ask: &Invite<'_>,
    (me, them): (MemberId, MemberId),
    policy: &Policy,
    now: Timestamp,
) -> Answer<InvitationId> {
    let met = tx.meet(me, them)?.unwrap();
    let usage = tx.usage(me, &windows(policy, now))?;
    let attempt_blocking = tx.attempt_blocking(me, them, policy.invitations.attempts)?;
    let boost = tx.shared_boost(me, them, now)?;
    let crossed = met.received.filter(|life| life.is_open(now));
    let crossed = crossed.map(|life| tx.invitation(life.id)).transpose()?.flatten();
    let facts = InviteFacts {
        meeting: met.meeting(),
        their_note: crossed.as_ref().and_then(|row| row.note.as_deref()),
        attempt_blocking,
        email_known: false,
        engaged: false,
        shares: tx.share_connection(me, them)?,
        usage,
        boost,
    };
    Ok(match invitation::invite(ask, &facts, policy, now) {
        Ok(Sending::Sent(changes)) => {
            tx.apply(changes)?;
            Ok(ask.id)
        }
        Ok(Sending::Crossed(changes)) => {
            tx.apply(changes)?;
            Ok(crossed.map_or(ask.id, |row| row.id))
        }
        Ok(Sending::AlreadyPending(_, refusal)) | Err(refusal) => Err(No::Rule(Box::new(refusal))),
    })
}

/// Runs `run` with a connection to PostgreSQL that the store knows nothing of.
pub(crate) fn on_server<T>(url: &str, run: impl AsyncFnOnce(&tokio_postgres::Client) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) =
            tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        run(&client).await
    })
}
