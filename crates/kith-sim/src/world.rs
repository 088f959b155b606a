//! A seeded world: members who act at random through the real use-cases, beside the model.

mod choose;
mod moments;
mod perform;
mod setup;

use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use kith_app::{
    Actor, App,
    app::Parts,
    ports::{Clock, Random},
};
use kith_core::{
    account::Role,
    time::{MINUTE, Timestamp},
};
use kith_store::{Location, Options, Store};

pub use self::setup::Setup;
use crate::{
    act::{Act, Who},
    answer::Answer,
    checks,
    clock::{Seeded, StillClock},
    dice::Dice,
    model::Model,
};

/// How many of the last acts a failure shows.
const SHOWN: usize = 25;
/// How many steps go by between two checks of everything.
const BETWEEN_CHECKS: u32 = 400;

/// Why a run failed, with what is needed to see it again.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The kind of world.
    pub kind: &'static str,
    /// The seed.
    pub seed: u64,
    /// How many steps the world was to live: how time goes by depends on it.
    pub steps: u32,
    /// The step.
    pub step: u32,
    /// What was found.
    pub what: String,
    /// The last acts and their answers.
    pub last: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}, step {}: {}", self.seed, self.step, self.what)?;
        writeln!(f, "the last acts:")?;
        for line in &self.last {
            writeln!(f, "  {line}")?;
        }
        let steps = self.step;
        write!(
            f,
            "again: KITH_SIM_SEED={} KITH_SIM_STEPS={steps} cargo test -p kith-sim",
            self.seed
        )
    }
}

/// What a run reached.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// How many acts had which answer, by its word.
    pub answers: BTreeMap<&'static str, u32>,
    /// Simulated days.
    pub days: i64,
    /// Members at the end.
    pub members: usize,
    /// Connections at the end.
    pub connections: usize,
    /// Invitations at the end.
    pub invitations: usize,
    /// Ladder steps taken, by the signal's code.
    pub signals: BTreeMap<&'static str, u32>,
}

/// The world.
pub struct World {
    pub(crate) setup: Setup,
    pub(crate) app: App,
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Arc<StillClock>,
    pub(crate) random: Arc<Seeded>,
    pub(crate) dice: Dice,
    pub(crate) model: Model,
    pub(crate) actors: Vec<Actor>,
    runtime: tokio::runtime::Runtime,
    pub(crate) step: u32,
    agenda: VecDeque<(Timestamp, Act)>,
    focus: Option<(Who, Who)>,
    spree: Option<(Who, u32)>,
    last: VecDeque<String>,
    sent: Option<kith_core::id::InvitationId>,
    summary: Summary,
    graph: GraphFile,
}

/// The file in which a world keeps its graph; removed with it.
struct GraphFile(PathBuf);

impl GraphFile {
    fn new() -> Self {
        static FILES: AtomicU32 = AtomicU32::new(0);
        let number = FILES.fetch_add(1, Ordering::Relaxed);
        let name = format!("kith-sim-{}-{number}.graph", std::process::id());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for GraphFile {
    fn drop(&mut self) {
        // A world that never came to keep its graph has none.
        drop(std::fs::remove_file(&self.0));
    }
}

impl World {
    /// Runs a world to its end.
    ///
    /// # Errors
    /// What was found wrong.
    pub fn run(setup: Setup) -> Result<Summary, Box<Failure>> {
        Self::lived(setup).map(Self::summarise)
    }

    /// A world that has been run to its end.
    ///
    /// # Errors
    /// What was found wrong.
    pub fn lived(setup: Setup) -> Result<Self, Box<Failure>> {
        let (kind, seed, steps) = (setup.kind, setup.seed, setup.steps);
        let failed = |step: u32, what: String, last: VecDeque<String>| {
            Box::new(Failure { kind, seed, steps, step, what, last: last.into() })
        };
        let mut world = Self::new(setup).map_err(|what| failed(0, what, VecDeque::new()))?;
        let ran = world.populate().and_then(|()| {
            for step in 1..=steps {
                world.step = step;
                world.take_step()?;
            }
            checks::everything(&world)
        });
        match ran {
            Ok(()) => Ok(world),
            Err(what) => Err(failed(world.step, what, world.last)),
        }
    }

    fn new(setup: Setup) -> Result<Self, String> {
        let broken = |error: &dyn fmt::Display| format!("cannot begin: {error}");
        let store = Store::open(&Options::new(Location::Memory)).map_err(|e| broken(&e))?;
        let store = Arc::new(store);
        let clock = Arc::new(StillClock::at(setup.begin));
        let random = Arc::new(Seeded::new(setup.seed.wrapping_mul(0x9e37_79b9)));
        let graph = GraphFile::new();
        let mut parts = Self::parts(&store, &setup, &clock, &random);
        parts.graph = Some(graph.0.clone());
        let app = App::open(parts).map_err(|e| broken(&e))?;
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        Ok(Self {
            runtime: runtime.map_err(|e| broken(&e))?,
            dice: Dice::new(setup.seed),
            model: Model::new(setup.policy.clone()),
            actors: Vec::new(),
            step: 0,
            agenda: VecDeque::new(),
            focus: None,
            spree: None,
            last: VecDeque::new(),
            sent: None,
            summary: Summary::default(),
            setup,
            graph,
            app,
            store,
            clock,
            random,
        })
    }

    fn parts(
        store: &Arc<Store>,
        setup: &Setup,
        clock: &Arc<StillClock>,
        random: &Arc<Seeded>,
    ) -> Parts {
        Parts {
            store: Arc::clone(store),
            policy: setup.policy.clone(),
            clock: Arc::clone(clock) as Arc<dyn Clock>,
            random: Arc::clone(random) as Arc<dyn Random>,
            sandbox: true,
            live: false,
            graph: None,
            mailer: None,
        }
    }

    /// What has happened in it.
    #[must_use]
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// An application of this world over another store, such as a copy of its own.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn over(&self, store: &Arc<Store>) -> Result<App, String> {
        let parts = Self::parts(store, &self.setup, &self.clock, &self.random);
        App::open(parts).map_err(|error| format!("an application cannot open: {error}"))
    }

    /// A second application over the same store: rebuilt from it, or gone on with from the file
    /// that the first one wrote some time ago.
    pub(crate) fn second_app(&self, from_file: bool) -> Result<App, String> {
        let mut parts = Self::parts(&self.store, &self.setup, &self.clock, &self.random);
        parts.graph = from_file.then(|| self.graph.0.clone());
        App::open(parts).map_err(|error| format!("a second application cannot open: {error}"))
    }

    /// The instant.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The first members; the very first is the operator.
    fn populate(&mut self) -> Result<(), String> {
        for index in 0..self.setup.founders {
            let role = if index == 0 { Role::Operator } else { Role::Member };
            let answer = self.join(None, role);
            if answer != Answer::Done {
                return Err(format!("founder {index} cannot join: {answer:?}"));
            }
            self.clock.advance(MINUTE);
        }
        self.app.follow_journal().map_err(|error| error.to_string())
    }

    fn take_step(&mut self) -> Result<(), String> {
        self.pass_time();
        let act = self.next_act();
        let (a, b) = act.about(|which| {
            let one = &self.model.invitations[which];
            (one.from, one.to)
        });
        let silent = checks::silence::before(self, &act)?;
        let answer = self.perform(&act);
        let line = format!("{} {} {act:?} → {answer:?}", self.step, self.now());
        self.last.push_back(line);
        if self.last.len() > SHOWN {
            self.last.pop_front();
        }
        self.app.follow_journal().map_err(|error| error.to_string())?;
        let foreseen = self.foresee(&act, &answer);
        if answer != foreseen {
            return Err(format!("the model foresees {foreseen:?}, the app answers {answer:?}"));
        }
        *self.summary.answers.entry(answer.word()).or_default() += 1;
        if let Some(silent) = silent {
            checks::silence::after(self, silent)?;
        }
        checks::near(self, a, b)?;
        if self.step.is_multiple_of(BETWEEN_CHECKS) {
            checks::everything(self)?;
        }
        Ok(())
    }

    fn summarise(mut self) -> Summary {
        self.summary.days =
            (self.now().micros() - self.setup.begin.micros()) / kith_core::time::DAY;
        self.summary.members = self.model.members.len();
        self.summary.connections = self.model.connected.len();
        self.summary.invitations = self.model.invitations.len();
        self.summary
    }

    pub(crate) fn note_signal(&mut self, code: &'static str) {
        *self.summary.signals.entry(code).or_default() += 1;
    }
}
