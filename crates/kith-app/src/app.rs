//! The application: what every use-case needs, and the shapes they share.

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use kith_core::{
    account::Role,
    id::{CommandId, Id, MemberId},
    image::Picture,
    person::is_handle,
    policy::Policy,
    refusal::{Reason, Refusal},
    time::{Timestamp, Zone},
};
use kith_store::{Command, Reads, Revision, Store, StoreError, Ticket, Tx};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    AppError,
    accounts::SignInGuard,
    followers::{Followers, Kept},
    live::Live,
    mailing::Mailer,
    notes::Desk,
    ports::{Clock, Fetch, Hooks, Random, new_id},
};

/// Everything the use-cases need; cheap to clone.
#[derive(Clone)]
pub struct App(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) store: Arc<Store>,
    pub(crate) policy: Policy,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) followers: Followers,
    pub(crate) guard: SignInGuard,
    pub(crate) live: Arc<Live>,
    pub(crate) mailer: Option<Mailer>,
    pub(crate) sandbox: bool,
    pub(crate) desk: Desk,
    pub(crate) hooks: OnceLock<Arc<dyn Hooks>>,
    pub(crate) fetch: OnceLock<Arc<dyn Fetch>>,
}

/// What an application is made of.
pub struct Parts {
    /// What has happened.
    pub store: Arc<Store>,
    /// The numbers behind the rules.
    pub policy: Policy,
    /// The one clock.
    pub clock: Arc<dyn Clock>,
    /// The one source of randomness.
    pub random: Arc<dyn Random>,
    /// In a sandbox passwords are hashed cheaply.
    pub sandbox: bool,
    /// Whether a thread keeps the followers up to date; without one they follow when asked to
    /// ([`App::follow_journal`]), as simulations do.
    pub live: bool,
    /// The file in which the graph is kept between starts, if it is.
    pub graph: Option<PathBuf>,
    /// How mail goes out; without it nothing is mailed.
    pub mailer: Option<Mailer>,
}

/// Who asks: a signed-in member.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Who.
    pub id: MemberId,
    /// The address of their profile.
    pub handle: String,
    /// Their full name.
    pub name: String,
    /// What they may do to others' accounts.
    pub role: Role,
    /// Their time zone.
    pub zone: Zone,
    /// Whether the profiles that they look at may record it (R12): not with an operator's token.
    pub leaves_views: bool,
    /// Their photo, if they have one.
    pub photo: Option<Picture>,
}

impl Actor {
    /// Fails for everybody but an operator.
    pub fn require_operator(&self) -> Result<(), AppError> {
        if self.role == Role::Operator {
            Ok(())
        } else {
            Err(Refusal::new(Reason::NotOperator, "Only an operator may do this.").into())
        }
    }
}

/// A write: who asks, and the key under which a retry finds what the first attempt did.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Who asks.
    pub actor: Actor,
    /// From `Idempotency-Key`; absent: every attempt is a new command.
    pub once: Option<Once>,
}

/// The identity of a command that may be retried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Once {
    /// Made from the member and their key.
    pub command: CommandId,
    /// Made from the request: the same key with another request is refused.
    pub fingerprint: i64,
}

impl Ask {
    /// A write that is not retried.
    #[must_use]
    pub fn by(actor: &Actor) -> Self {
        Self { actor: actor.clone(), once: None }
    }
}

/// What a durable write answers.
#[derive(Debug, Clone)]
pub struct Written<T> {
    /// The answer.
    pub value: T,
    /// A read at this revision or later sees the write.
    pub revision: Revision,
}

impl<T> Written<T> {
    pub(crate) fn map<U>(self, with: impl FnOnce(T) -> U) -> Written<U> {
        Written { value: with(self.value), revision: self.revision }
    }
}

impl<T> From<kith_store::Written<T>> for Written<T> {
    fn from(written: kith_store::Written<T>) -> Self {
        Self { value: written.value, revision: written.revision }
    }
}

/// One page of a list.
#[derive(Debug, Clone, Serialize)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

/// Which page of a list is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paging {
    /// How many items; the use-case has a usual number and a maximum.
    pub limit: Option<u32>,
    /// The cursor from the page before.
    pub after: Option<String>,
}

impl Paging {
    /// How many items to answer: what was asked for, within 1 to 100, usually 20.
    pub(crate) fn size(&self) -> u32 {
        self.limit.unwrap_or(20).clamp(1, 100)
    }

    /// The cursor, read as an instant and an id.
    pub(crate) fn cursor<T>(&self) -> Result<Option<(Timestamp, Id<T>)>, AppError> {
        let Some(text) = self.after.as_deref().filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let read = text.split_once('_').and_then(|(at, id)| {
            Some((Timestamp::from_micros(at.parse().ok()?), id.parse().ok()?))
        });
        read.map(Some).ok_or_else(Self::unreadable)
    }

    /// The cursor, read as a number of items to pass over.
    pub(crate) fn offset(&self) -> Result<usize, AppError> {
        match self.after.as_deref().filter(|text| !text.is_empty()) {
            None => Ok(0),
            Some(text) => text.parse().map_err(|_| Self::unreadable()),
        }
    }

    fn unreadable() -> AppError {
        AppError::field("after", "This is not a cursor of this list: take it from `next`.")
    }
}

/// The cursor after an item.
pub(crate) fn cursor_of<T>(at: Timestamp, id: Id<T>) -> String {
    format!("{}_{id}", at.micros())
}

/// A page of a list of which the viewer does not see everything: `list` is asked from a place on
/// for so many rows, `view` answers none for one that is left out, until the page is full.
pub(crate) fn seen_page<R: Clone, T, K>(
    reads: &mut Reads<'_>,
    paging: &Paging,
    list: impl Fn(&mut Reads<'_>, Option<(Timestamp, Id<K>)>, u32) -> Result<Vec<R>, StoreError>,
    place: impl Fn(&R) -> (Timestamp, Id<K>),
    mut view: impl FnMut(&mut Reads<'_>, R) -> Result<Option<T>, AppError>,
) -> Result<Page<T>, AppError> {
    let limit = paging.size() as usize;
    let mut reached = paging.cursor()?;
    let mut items = Vec::with_capacity(limit);
    loop {
        // One more than fits tells whether there is a further page.
        let wanted = limit - items.len() + 1;
        let rows = list(reads, reached, u32::try_from(wanted).unwrap_or(u32::MAX))?;
        let ended = rows.len() < wanted;
        let (fitting, further) = rows.split_at(rows.len().min(wanted - 1));
        let seen = reads.of_each(fitting, |reads, row| view(reads, row.clone()))?;
        reached = fitting.last().map(&place).or(reached);
        items.extend(seen.into_iter().flatten());
        for row in further {
            if items.len() == limit {
                let next = reached.map(|(at, id)| cursor_of(at, id));
                return Ok(Page { items, next });
            }
            reached = Some(place(row));
            items.extend(view(reads, row.clone())?);
        }
        if ended {
            return Ok(Page { items, next: None });
        }
    }
}

/// How many items are read at once.
const AT_ONCE: u32 = 100;

/// Gives every item of a list to `take`, page by page.
pub(crate) fn each<T>(
    mut page: impl FnMut(&Paging) -> Result<Page<T>, AppError>,
    mut take: impl FnMut(T) -> Result<(), AppError>,
) -> Result<(), AppError> {
    let mut paging = Paging { limit: Some(AT_ONCE), after: None };
    loop {
        let found = page(&paging)?;
        found.items.into_iter().try_for_each(&mut take)?;
        match found.next {
            None => return Ok(()),
            after => paging.after = after,
        }
    }
}

/// What the process knows about itself, for `/metrics` and `/readyz`.
#[derive(Debug, Clone, Default)]
pub struct Stats {
    /// Members in the graph.
    pub members: u64,
    /// Connections in the graph.
    pub connections: u64,
    /// Bytes of the graph.
    pub graph_bytes: u64,
    /// Bytes of the members' ids and the vertices behind them.
    pub id_bytes: u64,
    /// Members whom people search knows.
    pub searchable: u64,
    /// Bytes of the index of people search.
    pub search_bytes: u64,
    /// Journal entries that the followers have read since the start.
    pub followed: u64,
    /// Writes committed since the start.
    pub commits: u64,
    /// Groups they were committed in.
    pub groups: u64,
    /// Groups tried again because the database asked for it.
    pub conflicts: u64,
    /// Whether the followers have caught up since the start.
    pub ready: bool,
}

/// What tells a store from every other; made when it is first asked for.
fn identity(parts: &Parts) -> Result<String, AppError> {
    const NAME: &str = kith_store::STORE_ID;
    if let Some(known) = parts.store.read(|reads| reads.fact(NAME))? {
        return Ok(known);
    }
    let (clock, random) = (parts.clock.as_ref(), parts.random.as_ref());
    let made = new_id::<Store>(clock, random).to_string();
    let command = Command {
        id: new_id(clock, random),
        actor: None,
        at: clock.now(),
        members: Vec::new(),
        fingerprint: None,
    };
    let kept = parts.store.write::<_, StoreError, _>(command, move |tx| {
        if let Some(known) = tx.fact(NAME)? {
            return Ok(Ok(known));
        }
        tx.set_fact(NAME, &made);
        Ok(Ok(made.clone()))
    });
    Ok(kept.wait()?.value)
}

impl App {
    /// Opens the application: rebuilds the graph (or reads it from the file in which it is kept)
    /// and the search index from the store, and begins to follow the journal.
    pub fn open(parts: Parts) -> Result<Self, AppError> {
        let kept = match &parts.graph {
            Some(path) => Some(Kept::new(path.clone(), identity(&parts)?)),
            None => None,
        };
        let live = Arc::<Live>::default();
        let followers = Followers::start(&parts.store, parts.live, kept, &live)?;
        Ok(Self(Arc::new(Inner {
            store: parts.store,
            policy: parts.policy,
            clock: parts.clock,
            random: parts.random,
            followers,
            guard: SignInGuard::default(),
            live,
            mailer: parts.mailer,
            sandbox: parts.sandbox,
            desk: Desk::open()?,
            hooks: OnceLock::new(),
            fetch: OnceLock::new(),
        })))
    }

    /// Waits until the followers here have reached `revision`, 5 seconds at most; not at all for
    /// one that this store has not committed, such as one of another store.
    pub fn wait_for(&self, revision: &Revision) -> Result<(), AppError> {
        let followers = &self.0.followers;
        if followers.has_reached(*revision) {
            return Ok(());
        }
        let committed = self.0.store.read(|reads| reads.has_committed(*revision))?;
        if committed && followers.wait_for(*revision) { Ok(()) } else { Err(AppError::Behind) }
    }

    /// Follows the journal to its end, where no thread does so.
    pub fn follow_journal(&self) -> Result<(), AppError> {
        self.0.followers.follow(&self.0.store)
    }

    /// Writes the graph to the file in which it is kept, if there is one and it lacks something;
    /// answers whether it did. Takes seconds for a large graph; everything else goes on.
    pub fn keep_graph(&self) -> std::io::Result<bool> {
        self.0.followers.keep()
    }

    /// Learns from the graph how suggestions are to weigh what leads to somebody, if it has changed
    /// enough since the last time; answers whether it did. Takes seconds for a large graph;
    /// everything else goes on.
    pub fn learn_suggestions(&self) -> bool {
        self.0.followers.learn()
    }

    /// What the process knows about itself.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let store = self.0.store.stats();
        let graph = self.0.followers.view().stats();
        let index = self.0.followers.index_size();
        Stats {
            members: graph.vertices as u64,
            connections: graph.edges as u64,
            graph_bytes: (graph.base_bytes + graph.changed_bytes) as u64,
            id_bytes: self.0.followers.id_bytes() as u64,
            searchable: index.people as u64,
            search_bytes: index.bytes as u64,
            followed: self.0.followers.followed(),
            commits: store.commits,
            groups: store.groups,
            conflicts: store.conflicts,
            ready: self.0.followers.is_ready(),
        }
    }

    /// A checksum of who is connected to whom in the graph, whatever order it was learnt in: to
    /// compare the graphs of two stores. Takes seconds for a large graph.
    #[must_use]
    pub fn graph_sum(&self) -> u64 {
        self.0.followers.sum()
    }

    /// The policy in force.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.0.policy
    }

    /// The current instant of the injected clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Fails where the store does not answer.
    pub fn ping(&self) -> Result<(), AppError> {
        self.0.store.read(|reads| reads.fact("ping").map(drop)).map_err(AppError::from)
    }

    /// How many reads are answered at the same time.
    #[must_use]
    pub fn reads_at_once(&self) -> usize {
        self.0.store.reads_at_once()
    }

    /// The store, for commands that go beside the use-cases: imports and checks.
    #[must_use]
    pub fn store(&self) -> &Arc<Store> {
        &self.0.store
    }

    pub(crate) fn new_id<T>(&self) -> Id<T> {
        new_id(self.0.clock.as_ref(), self.0.random.as_ref())
    }

    /// A command of `ask`'s actor about themself and `others`.
    pub(crate) fn command(&self, ask: &Ask, others: &[MemberId]) -> Command {
        let mut members = vec![ask.actor.id];
        members.extend(others);
        Command {
            id: ask.once.map_or_else(|| self.new_id(), |once| once.command),
            actor: Some(ask.actor.id),
            at: self.now(),
            members,
            fingerprint: ask.once.map(|once| once.fingerprint),
        }
    }

    /// A command of nobody's: due work, or a sign-up.
    pub(crate) fn system_command(&self, members: Vec<MemberId>) -> Command {
        let (id, at) = (self.new_id(), self.now());
        Command { id, actor: None, at, members, fingerprint: None }
    }

    pub(crate) fn write<T, F>(&self, command: Command, run: F) -> Ticket<T, AppError>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<Result<T, AppError>, StoreError> + Send + 'static,
    {
        self.0.store.write(command, run)
    }

    /// The member behind a handle; whoever asks learns nothing more than whether there is one.
    pub(crate) fn find(&self, handle: &str) -> Result<MemberId, AppError> {
        if let Some(id) = self.0.followers.id_of(handle) {
            return Ok(id);
        }
        if !is_handle(handle) {
            return Err(Refusal::not_found().into());
        }
        // The followers may lag behind a sign-up.
        let found = self.0.store.read(|reads| reads.member_by_handle(handle))?;
        found.ok_or_else(|| Refusal::not_found().into())
    }
}
