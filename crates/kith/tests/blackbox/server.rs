//! The real binary, serving on a database of its own until it is dropped.

use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use kith_sim::databases::Database;
use kith_store::Location;

/// How long a server may take to listen, and to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a server is started.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Flags<'a> {
    /// With a clock that can be moved.
    pub(crate) sandbox: bool,
    /// The text of a policy file.
    pub(crate) policy: Option<&'a str>,
    /// Further flags of `kith serve`.
    pub(crate) more: &'a [&'a str],
    /// What is logged beside what usually is, as `RUST_LOG` has it.
    pub(crate) log: Option<&'a str>,
}

impl<'a> Flags<'a> {
    /// A sandbox with the rulebook's numbers.
    pub(crate) const SANDBOX: Self = Self { sandbox: true, policy: None, more: &[], log: None };

    /// A sandbox with an operator's own numbers.
    pub(crate) const fn sandbox_with(policy: &'a str) -> Self {
        Self { sandbox: true, policy: Some(policy), more: &[], log: None }
    }
}

/// A running `kith serve`. It is asked to end when it is dropped.
pub(crate) struct Server {
    child: Mutex<Child>,
    address: String,
    log: Arc<Mutex<String>>,
    location: Location,
    policy: Option<PathBuf>,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A number that no other test of this run gets.
pub(crate) fn number() -> u32 {
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

/// `kith` with the flags that lead to a store, and nothing of this process's own settings.
pub(crate) fn command(words: &[&str], location: &Location) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kith"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("KITH_") {
            command.env_remove(name);
        }
    }
    command.env("NO_COLOR", "1").current_dir(std::env::temp_dir()).args(words);
    if let Location::Postgres(url) = location {
        command.arg("--store").arg(url);
    }
    command.arg("--data").arg(data_folder(location));
    command
}

/// The folder of a store's data: its database, or, beside PostgreSQL, what a server keeps.
pub(crate) fn data_folder(location: &Location) -> PathBuf {
    match location {
        Location::Sqlite(file) => file.parent().unwrap_or(file).to_path_buf(),
        Location::Postgres(url) => {
            let name = url.rsplit('/').next().unwrap_or_default();
            PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
        }
        Location::Memory => panic!("a process of its own cannot reach a store in memory"),
    }
}

impl Server {
    /// Starts `kith serve` on a store and waits until it listens.
    pub(crate) fn start(location: &Location, flags: Flags<'_>) -> Self {
        let mut serve = command(&["serve", "--listen", "127.0.0.1:0"], location);
        let policy = flags.policy.map(policy_file);
        if let Some(file) = &policy {
            serve.arg("--policy").arg(file);
        }
        if flags.sandbox {
            serve.arg("--sandbox");
        }
        if let Some(log) = flags.log {
            serve.env("RUST_LOG", format!("info,{log}"));
        }
        serve.args(flags.more).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = serve.spawn().expect("the binary starts");
        let lines = BufReader::new(child.stderr.take().expect("standard error is piped")).lines();
        let log = Arc::new(Mutex::new(String::new()));
        let (said, listening) = mpsc::channel();
        let kept = Arc::clone(&log);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some((_, address)) = line.split_once("listening at ") {
                    let _ = said.send(address.trim().to_owned());
                }
                let mut log = locked(&kept);
                log.push_str(&line);
                log.push('\n');
            }
        });
        let Ok(address) = listening.recv_timeout(PATIENCE) else {
            let _ = child.kill();
            let _ = child.wait();
            panic!("kith serve did not listen; it said:\n{}", locked(&log));
        };
        Self { child: Mutex::new(child), address, log, location: location.clone(), policy }
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Where its store is.
    pub(crate) fn location(&self) -> &Location {
        &self.location
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        locked(&self.log).clone()
    }

    /// Ends it at once, as a power cut would (SIGKILL).
    pub(crate) fn kill(&self) {
        let mut child = locked(&self.child);
        let _ = child.kill();
        let _ = child.wait();
    }

    /// Asks it to end (SIGTERM) and waits until it has.
    pub(crate) fn end(&self) -> ExitStatus {
        let mut child = locked(&self.child);
        if let Ok(Some(ended)) = child.try_wait() {
            return ended;
        }
        let asked = Command::new("kill").arg("-TERM").arg(child.id().to_string()).status();
        assert!(asked.is_ok_and(|status| status.success()), "SIGTERM cannot be sent");
        let begun = Instant::now();
        loop {
            match child.try_wait().expect("the process can be waited for") {
                Some(status) => return status,
                None if begun.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(5)),
                None => {
                    let _ = child.kill();
                    panic!("kith serve did not end after SIGTERM:\n{}", locked(&self.log));
                }
            }
        }
    }

    /// Runs `kith admin …` on the same store; its standard output.
    pub(crate) fn admin(&self, words: &[&str]) -> String {
        let words: Vec<&str> = ["admin"].iter().chain(words).copied().collect();
        let mut admin = command(&words, &self.location);
        let done = admin.env("KITH_PASSWORD", "correct horse battery").output();
        let done = done.expect("the binary starts");
        let errors = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "kith admin {words:?}: {errors}");
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let killed = locked(&self.child).try_wait().is_ok_and(|ended| ended.is_some());
        let status = self.end();
        if let Some(file) = &self.policy {
            let _ = std::fs::remove_file(file);
        }
        let log = self.log();
        if std::thread::panicking() {
            let lines: Vec<&str> = log.lines().collect();
            eprintln!("the server's log:\n{}", lines[lines.len().saturating_sub(20)..].join("\n"));
            return;
        }
        assert!(killed || status.success(), "{status} after SIGTERM:\n{log}");
        assert!(!log.contains("panicked") && !log.contains(" ERROR "), "it logged:\n{log}");
    }
}

fn policy_file(text: &str) -> PathBuf {
    let name = format!("kith-policy-{}-{}.toml", std::process::id(), number());
    let file = std::env::temp_dir().join(name);
    std::fs::write(&file, text).expect("a temporary file");
    file
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a test against a fresh server on an empty SQLite database, then against one on an empty
/// PostgreSQL database where a server is named.
pub(crate) fn on_each(flags: Flags<'_>, test: impl Fn(&Server)) {
    kith_sim::databases::on_each("blackbox", |location| test(&Server::start(location, flags)));
}

/// A sandbox and its database, shared by the tests that run while it is there.
struct Shared {
    server: Server,
    _database: Database,
}

static SQLITE: Mutex<Weak<Shared>> = Mutex::new(Weak::new());
static POSTGRES: Mutex<Weak<Shared>> = Mutex::new(Weak::new());

/// Runs a test that leaves the clock alone against a sandbox on each database. Others run against
/// the same one, so it makes members of its own.
pub(crate) fn on_each_shared(test: impl Fn(&Server)) {
    let shared = |slot: &Mutex<Weak<Shared>>, make: fn() -> Option<Database>| {
        let mut slot = locked(slot);
        let running = slot.upgrade().or_else(|| {
            let database = make()?;
            let server = Server::start(&database.location, Flags::SANDBOX);
            Some(Arc::new(Shared { server, _database: database }))
        })?;
        *slot = Arc::downgrade(&running);
        Some(running)
    };
    let sqlite = || Some(Database::sqlite("shared").expect("a temporary folder"));
    let postgres = || Database::postgres("shared").expect("PostgreSQL answers");
    for running in [shared(&SQLITE, sqlite), shared(&POSTGRES, postgres)].into_iter().flatten() {
        test(&running.server);
    }
}
