//! The followers of the journal: the graph, the directory of members, and people search.
//!
//! They can be thrown away and rebuilt from the store at any time. One thread reads the journal
//! and applies it; readers never wait for it, except where they ask for a revision.

mod directory;
pub(crate) mod documents;
mod kept;
mod learned;
mod rebuild;
pub(crate) mod shared;
mod skills;
mod walls;

use std::{
    collections::{HashMap, HashSet},
    io,
    sync::{
        Arc, Condvar, Mutex, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use kith_core::{account::Status, change::Change, id::MemberId, person::Person};
use kith_graph::{Blend, Edit, Graph, View};
use kith_search::{Answer, Asker, Field, Fields, Index, Query, Size};
use kith_store::{Entry, Placed, Revision, Store, StoreError, StoredAccount, Tail, wall_of};

pub(crate) use self::kept::Kept;
use self::{
    directory::Directory,
    kept::{Found, Unusable},
    learned::Learned,
    rebuild::{connections, people},
    shared::{Fellow, Shared, Worker},
    walls::{Place, Walls},
};
use crate::{AppError, live::Live};

/// How many entries are read at once.
const CHUNK: u32 = 4_096;
/// How long a reader waits for a revision.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often the journal is looked at where nothing was committed here: other nodes write too.
const GLANCE: Duration = Duration::from_millis(100);

/// The followers of the journal and the thread that keeps them up to date.
pub(crate) struct Followers {
    state: Arc<State>,
    thread: Option<JoinHandle<()>>,
    kept: Option<Kept>,
}

struct State {
    graph: Graph,
    directory: RwLock<Directory>,
    index: RwLock<Index>,
    shared: RwLock<Shared>,
    walls: RwLock<Walls>,
    learned: Learned,
    live: Arc<Live>,
    /// What has been applied; held while following, so that one thread follows at a time.
    tail: Mutex<Tail>,
    /// A copy that waiting readers look at.
    reached: Mutex<Tail>,
    moved: Condvar,
    followed: AtomicU64,
    ready: AtomicBool,
    ended: AtomicBool,
}

fn read<T>(lock: &RwLock<T>) -> std::sync::RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

impl Followers {
    /// Rebuilds everything from the store, or the graph from the file in which it is `kept`, and
    /// follows the journal from there on: in a thread of its own if `live`, else when
    /// [`Followers::follow`] is called.
    pub(crate) fn start(
        store: &Arc<Store>,
        live: bool,
        kept: Option<Kept>,
        live_pages: &Arc<Live>,
    ) -> Result<Self, AppError> {
        let found = kept.as_ref().map(|kept| kept.open(store));
        let state = match found {
            Some(Ok(found)) => {
                tracing::info!("the graph is read from its file");
                State::resume(store, found, live_pages)?
            }
            Some(Err(Unusable::Missing)) | None => State::rebuild(store, live_pages)?,
            Some(Err(why)) => {
                tracing::warn!("the graph is rebuilt from the store; its file is not used: {why}");
                State::rebuild(store, live_pages)?
            }
        };
        let state = Arc::new(state);
        state.follow(store)?;
        state.ready.store(true, Ordering::Release);
        let thread = if live {
            let (state, store) = (Arc::clone(&state), Arc::clone(store));
            let builder = std::thread::Builder::new().name("kith-followers".to_owned());
            let spawned = builder.spawn(move || state.run(&store));
            Some(spawned.map_err(|error| StoreError::Unavailable(error.to_string()))?)
        } else {
            None
        };
        Ok(Self { state, thread, kept })
    }

    /// A checksum of who is connected to whom.
    pub(crate) fn sum(&self) -> u64 {
        use sha2::{Digest, Sha256};
        let (view, directory) = (self.view(), read(&self.state.directory));
        let edges = (0..u32::try_from(view.stats().vertices).unwrap_or(u32::MAX))
            .flat_map(|from| view.neighbours(from).map(move |to| (from, to)));
        let ends = edges.filter_map(|(a, b)| directory.member(a).zip(directory.member(b)));
        let sums = ends.filter(|(a, b)| a < b).map(|(a, b)| {
            let hash = Sha256::new().chain_update(a.as_bytes()).chain_update(b.as_bytes());
            let hash = hash.finalize();
            hash.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) + u64::from(*byte))
        });
        sums.fold(0, u64::wrapping_add)
    }

    /// Writes the graph to its file, if it has one and there is news; answers whether it did.
    pub(crate) fn keep(&self) -> io::Result<bool> {
        let Some(kept) = &self.kept else { return Ok(false) };
        // Nothing is applied while the place is held: the three belong together.
        let tail = self.state.tail.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.has(&tail) {
            return Ok(false);
        }
        let view = self.view();
        let members = read(&self.state.directory).members().to_vec();
        let reached = tail.clone();
        drop(tail);
        kept.write(&view, &members, reached)?;
        Ok(true)
    }

    /// The graph as it is now.
    pub(crate) fn view(&self) -> View {
        self.state.graph.view()
    }

    /// The member behind a handle, as far as followed.
    pub(crate) fn id_of(&self, handle: &str) -> Option<MemberId> {
        read(&self.state.directory).id_of_handle(handle)
    }

    /// The vertices behind handles; those that are unknown are left out.
    pub(crate) fn vertices_of(&self, handles: &[String]) -> Vec<Option<u32>> {
        let directory = read(&self.state.directory);
        handles.iter().map(|handle| directory.vertex_of_handle(handle)).collect()
    }

    /// The vertex of a member; none that the graph has not heard of.
    pub(crate) fn vertex(&self, member: MemberId) -> Option<u32> {
        read(&self.state.directory).vertex(member)
    }

    /// The vertices of members; those that the graph has not heard of are left out.
    pub(crate) fn vertices(&self, members: impl IntoIterator<Item = MemberId>) -> Vec<u32> {
        let directory = read(&self.state.directory);
        members.into_iter().filter_map(|member| directory.vertex(member)).collect()
    }

    /// The member behind a vertex.
    pub(crate) fn member(&self, vertex: u32) -> Option<MemberId> {
        read(&self.state.directory).member(vertex)
    }

    /// The members behind vertices.
    pub(crate) fn members(&self, vertices: impl IntoIterator<Item = u32>) -> Vec<MemberId> {
        let directory = read(&self.state.directory);
        vertices.into_iter().filter_map(|vertex| directory.member(vertex)).collect()
    }

    /// Asks `ask` how fresh people are: when each was here last, in seconds since 1970.
    pub(crate) fn with_freshness<T>(&self, ask: impl FnOnce(&dyn Fn(u32) -> u64) -> T) -> T {
        let directory = read(&self.state.directory);
        ask(&|vertex| directory.seen(vertex))
    }

    /// Who was where `person` was, in the same years.
    pub(crate) fn fellows(&self, me: Option<u32>, person: &Person) -> Vec<Fellow> {
        read(&self.state.shared).fellows(me, person)
    }

    /// Who has worked at a company since before a year.
    pub(crate) fn since_before(&self, company: &str, year: i32) -> Vec<Worker> {
        read(&self.state.shared).since_before(company, year)
    }

    /// How many skills each of these people shares with one of them, where any.
    pub(crate) fn shared_skills(&self, with: u32, people: &[u32]) -> Vec<(u32, u32)> {
        read(&self.state.shared).skills().shared(with, people)
    }

    /// How suggestions weigh ways of different length here.
    pub(crate) fn blend(&self) -> Blend {
        self.state.learned.blend()
    }

    /// Learns that from the graph, if it has changed enough since the last time; answers whether
    /// it did.
    pub(crate) fn learn(&self) -> bool {
        self.state.learned.learn(&self.view())
    }

    /// The memory that ids and their vertices take, in bytes.
    pub(crate) fn id_bytes(&self) -> usize {
        read(&self.state.directory).id_bytes()
    }

    /// Searches people, as far as `asker` sees them.
    pub(crate) fn search(&self, query: &Query, asker: &Asker<'_>) -> Answer {
        read(&self.state.index).search(query, asker)
    }

    /// Whether a word, folded, is in somebody's first name, company, school, field or skills.
    pub(crate) fn knows_word(&self, word: &str) -> bool {
        let fields =
            [Field::FirstName, Field::Industry, Field::Current, Field::School, Field::Skill];
        let fields = fields.into_iter().fold(Fields::NONE, Fields::with);
        read(&self.state.index).knows(word, fields)
    }

    /// How large the index of people search is.
    pub(crate) fn index_size(&self) -> Size {
        read(&self.state.index).size()
    }

    /// The newest posts of these authors before a place, newest first.
    pub(crate) fn newest_posts(
        &self,
        authors: &[MemberId],
        before: Option<Place>,
        limit: usize,
    ) -> Vec<Placed> {
        read(&self.state.walls).newest(authors.iter().copied(), before, limit)
    }

    /// Follows the journal to its end.
    pub(crate) fn follow(&self, store: &Store) -> Result<(), AppError> {
        self.state.follow(store)
    }

    /// Whether `revision` has been followed.
    pub(crate) fn has_reached(&self, revision: Revision) -> bool {
        let reached = self.state.reached.lock().unwrap_or_else(PoisonError::into_inner);
        reached.has_reached(revision)
    }

    /// Waits until `revision` has been followed; answers whether it has.
    pub(crate) fn wait_for(&self, revision: Revision) -> bool {
        let reached = self.state.reached.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .state
            .moved
            .wait_timeout_while(reached, PATIENCE, |tail| !tail.has_reached(revision));
        let (tail, _) = waited.unwrap_or_else(PoisonError::into_inner);
        tail.has_reached(revision)
    }

    /// How many entries were followed since the start.
    pub(crate) fn followed(&self) -> u64 {
        self.state.followed.load(Ordering::Relaxed)
    }

    /// Whether everything before the start has been followed.
    pub(crate) fn is_ready(&self) -> bool {
        self.state.ready.load(Ordering::Acquire)
    }
}

impl Drop for Followers {
    fn drop(&mut self) {
        self.state.ended.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl State {
    /// Reads the store as it is. The journal's place is taken first, so that what happens while
    /// the tables are read is applied again afterwards, and never missed.
    fn rebuild(store: &Store, live: &Arc<Live>) -> Result<Self, AppError> {
        let tail = store.read(Tail::at_end)?;
        let (mut directory, edges) = connections(store)?;
        let mut shared = Shared::default();
        let (index, hidden) = people(store, &mut directory, &mut shared)?;
        let vertices = u32::try_from(directory.len()).unwrap_or(u32::MAX);
        let graph = Graph::builder().vertices(vertices).edges(edges).hidden(hidden).build();
        let walls = Walls::rebuild(store)?;
        Ok(Self::new(graph, directory, (index, shared, walls), tail, live))
    }

    /// Goes on from a file: only the members are read from the store, since who takes part and
    /// what they are found by is not in it.
    fn resume(store: &Store, found: Found, live: &Arc<Live>) -> Result<Self, AppError> {
        let Found { graph, members, tail } = found;
        let mut directory = Directory::of(members);
        let mut shared = Shared::default();
        let (index, hidden) = people(store, &mut directory, &mut shared)?;
        let hidden: HashSet<u32> = hidden.into_iter().collect();
        let view = graph.view();
        let vertices = u32::try_from(directory.len()).unwrap_or(u32::MAX);
        let ensure = vertices.checked_sub(1).map(Edit::Ensure);
        let changed = (0..vertices).filter(|v| view.is_hidden(*v) != hidden.contains(v));
        let changed =
            changed.map(|v| if hidden.contains(&v) { Edit::Hide(v) } else { Edit::Show(v) });
        let edits: Vec<Edit> = ensure.into_iter().chain(changed).collect();
        graph.apply(&edits);
        let walls = Walls::rebuild(store)?;
        Ok(Self::new(graph, directory, (index, shared, walls), tail, live))
    }

    fn new(
        graph: Graph,
        directory: Directory,
        profiles: (Index, Shared, Walls),
        tail: Tail,
        live: &Arc<Live>,
    ) -> Self {
        let (index, shared, walls) = profiles;
        Self {
            graph,
            directory: RwLock::new(directory),
            index: RwLock::new(index),
            shared: RwLock::new(shared),
            walls: RwLock::new(walls),
            learned: Learned::default(),
            live: Arc::clone(live),
            reached: Mutex::new(tail.clone()),
            tail: Mutex::new(tail),
            moved: Condvar::new(),
            followed: AtomicU64::new(0),
            ready: AtomicBool::new(false),
            ended: AtomicBool::new(false),
        }
    }

    fn run(&self, store: &Store) {
        let mut seen = 0;
        while !self.ended.load(Ordering::Acquire) {
            seen = store.wait_for_news(seen, GLANCE);
            if let Err(error) = self.follow(store) {
                tracing::warn!(%error, "following the journal failed; trying again");
                std::thread::sleep(GLANCE);
            }
        }
    }

    /// Applies everything committed until now.
    fn follow(&self, store: &Store) -> Result<(), AppError> {
        let mut tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        // Entries of different lanes come in any order; of one pair the greatest version counts.
        // Once all that was committed before a glance has been applied, older ones cannot come.
        let mut versions = HashMap::new();
        let mut place = tail.clone();
        let count = store.read(|reads| {
            let mut people = HashSet::new();
            let drained = place.drain(reads, CHUNK, |entries| {
                self.apply(&entries, &mut versions, &mut people);
                self.live.wake(&entries);
                Ok::<_, AppError>(())
            })?;
            for member in people {
                if let Some(account) = reads.person(member)? {
                    self.learn(&account);
                }
            }
            Ok::<_, AppError>(drained)
        })?;
        // A refused request leaves a number without an entry: the place moves on all the same.
        if place != *tail {
            *tail = place.clone();
            *self.reached.lock().unwrap_or_else(PoisonError::into_inner) = place;
            self.followed.fetch_add(count, Ordering::Relaxed);
            self.moved.notify_all();
        }
        // Nobody who waits for this revision waits for that, too.
        self.tidy();
        Ok(())
    }

    /// Applies what entries say of connections, and notes whose profiles are to be read again.
    fn apply(
        &self,
        entries: &[Entry],
        versions: &mut HashMap<(MemberId, MemberId), i64>,
        people: &mut HashSet<MemberId>,
    ) {
        let mut edits = Vec::new();
        let mut directory = write(&self.directory);
        for entry in entries {
            if let Some(actor) = entry.actor {
                directory.saw(actor, entry.at);
            }
        }
        let mut newer = |pair: (MemberId, MemberId), version: i64| {
            let known = versions.entry(pair).or_insert(0);
            let newer = version > *known;
            *known = version.max(*known);
            newer
        };
        for change in entries.iter().flat_map(|entry| &entry.changes) {
            match change {
                Change::Joined { member }
                | Change::ProfileChanged { member }
                | Change::Deleted { member }
                | Change::StatusChanged { member, .. } => {
                    people.insert(*member);
                }
                Change::Paired { pair, .. } if newer((pair.low, pair.high), pair.version) => {
                    let (a, b) = (directory.know(pair.low), directory.know(pair.high));
                    edits.push(if pair.is_connected() {
                        Edit::Insert(a, b)
                    } else {
                        Edit::Remove(a, b)
                    });
                }
                Change::Connected { pairs, .. } => {
                    let new = pairs.iter().filter(|pair| newer(**pair, 1));
                    edits.extend(
                        new.map(|(a, b)| Edit::Insert(directory.know(*a), directory.know(*b))),
                    );
                }
                Change::Posted { post } => {
                    let author = post.company.map_or(post.author, wall_of);
                    let (at, post) = (post.at, post.id);
                    write(&self.walls).put(Placed { author, at, post });
                }
                Change::PostDeleted { post, author, company } => {
                    write(&self.walls).remove(company.map_or(*author, wall_of), *post);
                }
                _ => {}
            }
        }
        drop(directory);
        if !edits.is_empty() {
            self.graph.apply(&edits);
        }
    }

    /// Puts what changed in the index in order, while others search.
    fn tidy(&self) {
        loop {
            let tidied = read(&self.index).tidied();
            let Some(tidied) = tidied else { return };
            write(&self.index).install(tidied);
        }
    }

    /// Takes a member's profile and status as they are now.
    fn learn(&self, account: &StoredAccount) {
        let vertex = write(&self.directory).learn(account);
        if account.status == Status::Active {
            self.graph.apply(&[Edit::Ensure(vertex), Edit::Show(vertex)]);
            let document = documents::document(&account.known.person);
            write(&self.index).put(vertex, &document);
            write(&self.shared).put(vertex, &account.known.person);
        } else {
            self.graph.apply(&[Edit::Ensure(vertex), Edit::Hide(vertex)]);
            write(&self.index).remove(vertex);
            write(&self.shared).remove(vertex);
        }
    }
}
