//! A quarter of outreach: members whose campaigns run beside each other, recipients who accept,
//! ignore, write, block and refuse, nodes that are killed and opened again on the way; and a
//! checker that reads the journal alone.

pub mod checker;
mod life;
mod people;
mod stops;

use std::{collections::HashMap, fmt, sync::Arc};

use kith_app::{
    App,
    app::Parts,
    ports::{Clock, Random, new_id},
};
use kith_core::{
    id::MemberId,
    policy::Policy,
    time::{DAY, Timestamp},
};
use kith_store::{Command, Entry, Location, Options, Store, StoreError, Tail};

pub use self::checker::{Checker, Counted, Facts};
use crate::{
    clock::{Seeded, StillClock},
    dice::Dice,
};

/// 2026-02-02T00:00:00Z, a Monday: clocks change on either side of the ocean within the quarter.
const BEGIN: i64 = 1_769_990_400_000_000;

/// What a quarter is made of.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The seed of everything random.
    pub seed: u64,
    /// Members.
    pub members: usize,
    /// Campaigns.
    pub campaigns: usize,
    /// People in the audience of one, on average.
    pub audience: usize,
    /// Days.
    pub days: i64,
    /// How often all nodes are killed and opened again.
    pub restarts: usize,
    /// Whether a second node joins for the second half; on PostgreSQL only.
    pub two_nodes: bool,
}

impl Setup {
    /// A few weeks of a village, for every run of the tests.
    #[must_use]
    pub const fn small(seed: u64) -> Self {
        Self {
            seed,
            members: 100,
            campaigns: 10,
            audience: 30,
            days: 20,
            restarts: 3,
            two_nodes: true,
        }
    }

    /// The quarter itself.
    #[must_use]
    pub const fn whole(seed: u64, days: i64) -> Self {
        Self {
            seed,
            members: 5_000,
            campaigns: 300,
            audience: 90,
            days,
            restarts: 10,
            two_nodes: true,
        }
    }

    /// How many members run campaigns: some run several.
    const fn senders(&self) -> usize {
        1 + self.campaigns * 4 / 5
    }
}

/// What a quarter came to.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What was found wrong.
    pub wrong: Vec<String>,
    /// What the checker counted.
    pub counted: Counted,
    /// Lines of the journal.
    pub entries: usize,
    /// How often all nodes were opened again.
    pub restarts: usize,
    /// How many rounds of due work were cut off in their middle.
    pub cut_off: usize,
    /// How many nodes there were at the end.
    pub nodes: usize,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} lines of the journal, {} nodes", self.entries, self.nodes)?;
        writeln!(f, "{} restarts, {} rounds cut off", self.restarts, self.cut_off)?;
        for (word, count) in &self.counted.by_word {
            writeln!(f, "{word}: {count}")?;
        }
        let nearest = self.counted.nearest.unwrap_or_default();
        writeln!(f, "nearest two sends of a member: {nearest} s")?;
        write!(f, "most to one recipient in a week: {}", self.counted.most_in_week)
    }
}

/// One node: its store and the application over it.
struct Node {
    app: App,
    store: Arc<Store>,
}

/// The world under way.
struct Quarter {
    setup: Setup,
    location: Location,
    clock: Arc<StillClock>,
    random: Arc<Seeded>,
    dice: Dice,
    nodes: Vec<Node>,
    people: Vec<people::One>,
    by_id: HashMap<MemberId, usize>,
    report: Report,
}

/// Lives a quarter; answers what it came to, and its whole journal.
///
/// # Errors
/// It could not be lived at all.
pub fn run(setup: Setup, location: &Location) -> Result<(Report, Vec<Entry>, Checker), String> {
    // A reader of PostgreSQL waits: the runtime has to have other threads.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let begin = Timestamp::from_micros(BEGIN);
    let mut quarter = Quarter {
        location: location.clone(),
        clock: Arc::new(StillClock::at(begin)),
        random: Arc::new(Seeded::new(setup.seed.wrapping_mul(0x9e37_79b9))),
        dice: Dice::new(setup.seed),
        nodes: Vec::new(),
        people: Vec::new(),
        by_id: HashMap::new(),
        report: Report::default(),
        setup,
    };
    runtime.block_on(quarter.live(begin))?;
    let entries = quarter.journal()?;
    let facts: HashMap<MemberId, Facts> =
        quarter.people.iter().map(|one| (one.actor.id, one.facts.clone())).collect();
    let checker = Checker::new(&facts);
    let (mut wrong, counted) = Checker::new(&facts).run(entries.clone());
    wrong.extend(quarter.disagreements()?);
    let report = Report {
        wrong,
        counted,
        entries: entries.len(),
        nodes: quarter.nodes.len(),
        ..quarter.report.clone()
    };
    Ok((report, entries, checker))
}

impl Quarter {
    async fn live(&mut self, begin: Timestamp) -> Result<(), String> {
        self.open(1)?;
        let (app, store) = (self.nodes[0].app.clone(), Arc::clone(&self.nodes[0].store));
        self.people = people::populate(&app, &self.setup, &self.dice).await?;
        let ids = self.people.iter().enumerate().map(|(index, one)| (one.actor.id, index));
        self.by_id = ids.collect();
        let command = Command {
            id: new_id(self.clock.as_ref(), self.random.as_ref()),
            actor: None,
            at: begin,
            members: Vec::new(),
            fingerprint: None,
        };
        people::connect(&store, &self.people, &self.dice, command, begin).await?;
        drop((app, store));
        self.follow()?;
        self.days(begin).await
    }

    /// Opens so many nodes; on SQLite there is one.
    fn open(&mut self, wanted: u32) -> Result<(), String> {
        let remote = matches!(self.location, Location::Postgres(_));
        let wanted = if remote && self.setup.two_nodes { wanted } else { 1 };
        for number in 0..wanted {
            let options = Options {
                readers: 2,
                lanes: 3,
                first_lane: number * 3,
                ..Options::new(self.location.clone())
            };
            let broken = |error: &dyn fmt::Display| format!("a node cannot open: {error}");
            let opened = tokio::task::block_in_place(|| Store::open(&options));
            let store = Arc::new(opened.map_err(|error| broken(&error))?);
            let app = App::open(Parts {
                store: Arc::clone(&store),
                policy: Policy::default(),
                clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
                random: Arc::clone(&self.random) as Arc<dyn Random>,
                sandbox: true,
                live: false,
                graph: None,
                mailer: None,
            });
            self.nodes.push(Node { app: app.map_err(|error| broken(&error))?, store });
        }
        Ok(())
    }

    /// Kills every node, the first in the middle of its round, and opens them again.
    async fn restart(&mut self) -> Result<(), String> {
        let app = self.nodes[0].app.clone();
        // Something is due: the round has a middle.
        if let Some(next) = app.next_outreach().map_err(|error| error.to_string())? {
            self.clock.advance((next.micros() - self.now().micros()).max(1));
        }
        let mut round = Box::pin(async move { app.run_campaigns().await });
        let turns = self.dice.below(6);
        tokio::select! {
            biased;
            _ = &mut round => {}
            () = async { for _ in 0..turns { tokio::task::yield_now().await } } => {
                self.report.cut_off += 1;
            }
        }
        // Whoever waited for answers is gone; what was sent to the writer stands or does not.
        drop(round);
        self.nodes.clear();
        self.report.restarts += 1;
        let half = self.now() >= Timestamp::from_micros(BEGIN + self.setup.days * DAY / 2);
        self.open(if half { 2 } else { 1 })
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Every node follows the journal.
    fn follow(&self) -> Result<(), String> {
        for node in &self.nodes {
            node.app.follow_journal().map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// What the store's own check finds at the end.
    fn disagreements(&self) -> Result<Vec<String>, String> {
        let found = self.nodes[0].store.read(|reads| reads.disagreements());
        let found = found.map_err(|error: StoreError| error.to_string())?;
        Ok(found.into_iter().map(|one| one.what).collect())
    }

    /// The whole journal.
    fn journal(&self) -> Result<Vec<Entry>, String> {
        let mut all = Vec::new();
        let store = &self.nodes[0].store;
        let read = store.read(|reads| {
            Tail::at_start().drain::<StoreError>(reads, 1_000, |entries| {
                all.extend(entries);
                Ok(())
            })
        });
        read.map_err(|error| error.to_string())?;
        Ok(all)
    }
}
