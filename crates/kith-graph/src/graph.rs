//! The graph itself: who may write, what is published, and when changes are merged.

use std::fmt;
use std::sync::Arc;

use crate::base::Base;
use crate::build::Builder;
use crate::delta::Delta;
use crate::edit::Edit;
use crate::snapshot::Snapshot;
use crate::sync::{AtomicBool, Mutex, Ordering, Published, lock};
use crate::view::View;
use crate::writer::Writer;

/// Below this many changed arcs a merge is not worth its copy.
const MERGE_AT_LEAST: usize = 1 << 16;
/// Changes are merged when they hold more than one in this many of the base's arcs. Reading them
/// costs hardly more than reading the base, so it is their memory that counts.
const MERGE_SHARE: usize = 2;

/// What a changed list takes besides its arcs, counted as arcs.
const ARCS_A_LIST: usize = 14;

/// When the changes since the last merge are merged into the base.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Merging {
    /// In a thread of its own, started by the write that makes it worth while.
    #[default]
    Background,
    /// Only when [`Graph::merge`] is called: for a caller that wants no threads.
    ByHand,
}

/// An undirected graph that answers while it changes.
///
/// `Send + Sync`; share it by [`Arc`]. Readers take a [`View`] and never lock: each write
/// publishes a new snapshot. Writers take turns. Whatever a write did is in every view taken after
/// it returned.
pub struct Graph {
    shared: Arc<Shared>,
}

/// What the graph shares with the thread that merges.
struct Shared {
    published: Published<Snapshot>,
    writer: Mutex<Writer>,
    merging: Merging,
    /// Held through a merge, so that there is one at a time. Taken before `writer`.
    merge: Mutex<()>,
    /// Whether a thread for merging has been started and not yet ended.
    merger: AtomicBool,
}

impl Graph {
    /// An empty graph that merges in the background.
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// For a graph made of many edges at once.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// A graph of vertices `0..n`, and more if an edge names them, with these edges.
    /// O(n + m log d).
    #[must_use]
    pub fn from_edges(n: u32, edges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        Self::builder().vertices(n).edges(edges).build()
    }

    pub(crate) fn start(writer: Writer, merging: Merging) -> Self {
        let mut writer = writer;
        let shared = Shared {
            published: Published::new(writer.state()),
            writer: Mutex::new(writer),
            merging,
            merge: Mutex::new(()),
            merger: AtomicBool::new(false),
        };
        Self { shared: Arc::new(shared) }
    }

    /// The graph as it is now; what is written later does not show in it. O(1), never waits.
    ///
    /// A view keeps its state of the graph in memory: hold it for a request, not for a session.
    #[must_use]
    pub fn view(&self) -> View {
        View::new(self.shared.published.load())
    }

    /// Connects two vertices; answers whether they were not connected before.
    ///
    /// Both exist from then on. If one is hidden, the edge shows when the vertex does. A self-loop
    /// or a vertex beyond [`MAX_VERTICES`](crate::MAX_VERTICES) is ignored: `false`, no change.
    pub fn insert(&self, a: u32, b: u32) -> bool {
        self.apply(&[Edit::Insert(a, b)]) > 0
    }

    /// Disconnects two vertices; answers whether they were connected, hidden or not.
    pub fn remove(&self, a: u32, b: u32) -> bool {
        self.apply(&[Edit::Remove(a, b)]) > 0
    }

    /// Takes `v` out of every answer and path, as for a deactivated member; answers whether it was
    /// not hidden before. Its edges are kept and can be changed meanwhile.
    pub fn hide(&self, v: u32) -> bool {
        self.apply(&[Edit::Hide(v)]) > 0
    }

    /// Puts a hidden vertex back with its edges; answers whether it was hidden.
    pub fn show(&self, v: u32) -> bool {
        self.apply(&[Edit::Show(v)]) > 0
    }

    /// Makes `v` exist, and every vertex below it; answers whether it did not before.
    pub fn ensure(&self, v: u32) -> bool {
        self.apply(&[Edit::Ensure(v)]) > 0
    }

    /// Applies edits in order and publishes them together: a view has all of them or none.
    /// Answers how many changed something. An edit costs O(degree of its vertices), less within a
    /// batch on the same vertices.
    pub fn apply(&self, edits: &[Edit]) -> usize {
        let mut writer = lock(&self.shared.writer);
        let changed = writer.apply_all(edits);
        if changed > 0 {
            self.shared.publish(&mut writer);
        }
        let beside = writer.next.changed_arcs + ARCS_A_LIST * writer.next.changed;
        let due = beside > MERGE_AT_LEAST.max(writer.next.base.arcs() / MERGE_SHARE);
        drop(writer);
        if due && self.shared.merging == Merging::Background {
            self.merge_in_background();
        }
        changed
    }

    /// Merges what changed since the last merge into a new base, in the calling thread.
    ///
    /// O(n + arcs). Readers go on, writers too but for the moment in which the new base is put in
    /// place. Views taken before keep the old base until they are dropped. Changes no answer.
    pub fn merge(&self) {
        self.shared.merge(Merging::ByHand);
    }

    fn merge_in_background(&self) {
        if self.shared.merger.swap(true, Ordering::AcqRel) {
            return;
        }
        let shared = Arc::clone(&self.shared);
        let thread = std::thread::Builder::new().name("graph-merge".to_owned());
        let started = thread.spawn(move || {
            let old = shared.merge(Merging::Background);
            shared.merger.store(false, Ordering::Release);
            if let Some(old) = old {
                give_way();
                outlive(&old);
            }
        });
        if started.is_err() {
            // No thread to be had now: the next write asks again.
            self.shared.merger.store(false, Ordering::Release);
        }
    }
}

/// Does something long in a thread that gives way, while the calling one waits: that one holds the
/// writer's lock afterwards, and must not be kept waiting then.
fn giving_way<T: Send>(make: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let made = scope.spawn(|| {
            give_way();
            make()
        });
        made.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Lets every other thread of the machine go first: a merge is in nobody's way as long as there is
/// a core to spare, and gets a tenth of one where there is not.
fn give_way() {
    // On Linux this is the calling thread's alone. Where it may not be, the merge just takes its share.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(10);
}

/// Lets go of the core: what has it for long makes those who wait for it wait for as long, whatever
/// the share it gets in the end.
fn pause() {
    std::thread::sleep(std::time::Duration::from_millis(1));
}

/// What a merge has replaced.
struct Replaced {
    base: Arc<Base>,
    _delta: Arc<Delta>,
}

/// Waits until nobody else has views of the old base, so that freeing it, which takes a while for
/// a large graph, falls to this thread; for ten seconds at most.
fn outlive(old: &Replaced) {
    for _ in 0..1_000 {
        if Arc::strong_count(&old.base) == 1 {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

impl Shared {
    /// Publishes what the writer has done.
    fn publish(&self, writer: &mut Writer) {
        self.published.store(writer.state());
        writer.forget();
    }

    /// Merges; answers what was replaced, if there was anything to do.
    fn merge(&self, merging: Merging) -> Option<Replaced> {
        let _one_at_a_time = lock(&self.merge);
        let old = self.published.load();
        if old.changed == 0 {
            return None;
        }
        let (version, vertices) = (old.version, old.vertices);
        #[cfg(shuttle)]
        let lost = crate::sync::LOSE_WRITES.load(Ordering::Relaxed).then(|| Arc::clone(&old));
        // Held on to, the state would keep every list alive that is replaced from here on.
        let old_base = Arc::clone(&old.base);
        drop(old);
        let state = || self.published.load();
        let base = match merging {
            Merging::Background => giving_way(|| old_base.merged(vertices, state, pause)),
            Merging::ByHand => old_base.merged(vertices, state, || {}),
        };
        let mut writer = lock(&self.writer);
        #[cfg(shuttle)]
        if let Some(lost) = lost {
            writer.next = (*lost).clone();
        }
        let old_delta = Arc::clone(&writer.next.delta);
        writer.rebase(Arc::new(base), version);
        self.publish(&mut writer);
        Some(Replaced { base: old_base, _delta: old_delta })
    }
}

/// Makes merges lose what is written while they run, so that a test can show that it would be
/// found.
#[cfg(shuttle)]
pub fn lose_writes_in_merges(lose: bool) {
    crate::sync::LOSE_WRITES.store(lose, Ordering::Relaxed);
}

impl Default for Graph {
    fn default() -> Self {
        Self::new()
    }
}

impl FromIterator<(u32, u32)> for Graph {
    fn from_iter<I: IntoIterator<Item = (u32, u32)>>(edges: I) -> Self {
        Self::from_edges(0, edges)
    }
}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stats = self.view().stats();
        f.debug_struct("Graph").field("stats", &stats).finish_non_exhaustive()
    }
}
