//! Chromium through chromedriver, so that a test reads as what a person does.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder, Locator, wd::Capabilities};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::blackbox::imports::Folder;

/// How long a page may take to show what is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running chromedriver; it ends when it is dropped.
pub(crate) struct Driver {
    child: Child,
    address: String,
}

impl Driver {
    /// Starts chromedriver on a free port; none where it or Chromium is absent, which is said.
    pub(crate) fn start() -> Option<Self> {
        for program in ["chromedriver", "chromium"] {
            let found = Command::new(program).arg("--version").output();
            if !found.is_ok_and(|output| output.status.success()) {
                eprintln!("skipped in the browser: there is no {program}");
                return None;
            }
        }
        let mut driver = Command::new("chromedriver");
        driver.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = driver.spawn().expect("chromedriver starts");
        let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let (said, port) = mpsc::channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some((_, rest)) = line.split_once("successfully on port ") {
                    let _ = said.send(rest.trim_end_matches('.').to_owned());
                }
            }
        });
        let port = port.recv_timeout(PATIENCE).expect("chromedriver says its port");
        Some(Self { child, address: format!("http://127.0.0.1:{port}") })
    }

    /// A browser of somebody new to the site.
    pub(crate) fn open(&self, site: &str) -> Browser {
        Browser::open(self, site, true)
    }

    /// A browser in which no script of a page runs.
    pub(crate) fn open_without_script(&self, site: &str) -> Browser {
        Browser::open(self, site, false)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One person's browser. When it is dropped, nothing may have gone wrong on any page.
pub(crate) struct Browser {
    runtime: Runtime,
    client: Option<Client>,
    site: String,
    session: String,
    _profile: Folder,
}

impl Browser {
    fn open(driver: &Driver, site: &str, script: bool) -> Self {
        let profile = Folder::new();
        let folder = format!("--user-data-dir={}", profile.0.display());
        let mut options = json!({"args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            "--no-first-run", "--disable-dev-shm-usage", "--force-prefers-reduced-motion", "--window-size=1280,900", "--lang=en", folder,
        ]});
        if !script {
            let off = "profile.managed_default_content_settings.javascript";
            options["prefs"] = json!({off: 2});
        }
        let mut wanted = Capabilities::new();
        wanted.insert("goog:chromeOptions".to_owned(), options);
        wanted.insert("goog:loggingPrefs".to_owned(), json!({"browser": "ALL"}));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime");
        let (client, session) = runtime.block_on(async {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            let client = builder.capabilities(wanted).connect(&driver.address).await;
            let client = client.expect("Chromium starts");
            let session = client.session_id().await.expect("it answers");
            (client, session.expect("a session"))
        });
        let session = format!("{}/session/{session}", driver.address);
        Self { runtime, client: Some(client), site: site.to_owned(), session, _profile: profile }
    }

    fn client(&self) -> &Client {
        self.client.as_ref().expect("it is open until it is dropped")
    }

    /// Opens a page by its address bar.
    pub(crate) fn go(&self, path: &str) {
        let address = format!("{}{path}", self.site);
        self.runtime.block_on(self.client().goto(&address)).expect("the page loads");
    }

    /// Opens the site as a member who is signed in already.
    pub(crate) fn enter(&self, token: &str) {
        let cookie = json!({"name": "kith_session", "value": token, "url": self.site,
            "httpOnly": true, "sameSite": "Lax"});
        self.cdp("Network.setCookie", &cookie);
        self.go("/");
    }

    /// The path and query of the page.
    pub(crate) fn path(&self) -> String {
        let address = self.runtime.block_on(self.client().current_url()).expect("an address");
        address.as_str().strip_prefix(&self.site).unwrap_or(address.as_str()).to_owned()
    }

    /// What a script answers.
    pub(crate) fn script(&self, script: &str) -> Value {
        let answer = self.runtime.block_on(self.client().execute(script, Vec::new()));
        answer.unwrap_or_else(|error| panic!("{error}: {script}"))
    }

    /// The same of a script that hands its answer to its last argument when it is done.
    pub(crate) fn script_later(&self, script: &str) -> Value {
        let answer = self.runtime.block_on(self.client().execute_async(script, Vec::new()));
        answer.unwrap_or_else(|error| panic!("{error}: {script}"))
    }

    /// How many elements match.
    pub(crate) fn count(&self, css: &str) -> usize {
        self.runtime.block_on(self.client().find_all(Locator::Css(css))).map_or(0, |all| all.len())
    }

    /// The shown text of all that match.
    pub(crate) fn text(&self, css: &str) -> String {
        self.runtime.block_on(async {
            let found = self.client().find_all(Locator::Css(css)).await.unwrap_or_default();
            let mut text = String::new();
            for one in found {
                // It may go while it is read: the page changes.
                text += &one.text().await.unwrap_or_default();
                text.push('\n');
            }
            text
        })
    }

    /// Waits until something that matches shows a text.
    #[track_caller]
    pub(crate) fn see(&self, css: &str, text: &str) {
        let seen = self.until(|| self.text(css).contains(text));
        assert!(seen, "{text:?} is not in {css} at {}: {:?}", self.path(), self.text("main"));
    }

    /// Waits until nothing matches any more.
    #[track_caller]
    pub(crate) fn gone(&self, css: &str) {
        assert!(self.until(|| self.count(css) == 0), "{css} is still at {}", self.path());
    }

    /// Waits until the page has this path.
    #[track_caller]
    pub(crate) fn arrives(&self, path: &str) {
        assert!(self.until(|| self.path() == path), "at {} instead of {path}", self.path());
    }

    /// Whether something becomes so in time.
    pub(crate) fn until(&self, mut so: impl FnMut() -> bool) -> bool {
        let begun = Instant::now();
        loop {
            if so() {
                return true;
            }
            if begun.elapsed() > PATIENCE {
                return false;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses the only element that matches, once it is there. It is first brought to the middle
    /// of the window at once: a page that scrolls smoothly is never at rest while it is asked again.
    #[track_caller]
    pub(crate) fn press(&self, css: &str) {
        let mut last = String::new();
        let pressed = self.until(|| {
            let done = self.runtime.block_on(async {
                let element = self.client().find(Locator::Css(css)).await?;
                let argument = serde_json::to_value(&element)?;
                let to_the_middle =
                    "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})";
                self.client().execute(to_the_middle, vec![argument]).await?;
                element.click().await
            });
            done.map_err(|error| last = error.to_string()).is_ok()
        });
        assert!(pressed, "{css} cannot be pressed at {}: {last}", self.path());
    }

    /// Writes into a field.
    #[track_caller]
    pub(crate) fn fill(&self, css: &str, text: &str) {
        let done = self.runtime.block_on(async {
            let field = self.client().find(Locator::Css(css)).await?;
            field.clear().await?;
            field.send_keys(text).await
        });
        done.unwrap_or_else(|error| panic!("{css} at {}: {error}", self.path()));
    }

    /// Chooses a file in a field for one.
    #[track_caller]
    pub(crate) fn attach(&self, css: &str, file: &std::path::Path) {
        let path = file.to_str().expect("a path in words");
        let done = self
            .runtime
            .block_on(async { self.client().find(Locator::Css(css)).await?.send_keys(path).await });
        done.unwrap_or_else(|error| panic!("{css} at {}: {error}", self.path()));
    }

    /// Types on the keyboard, wherever the focus is.
    pub(crate) fn keys(&self, keys: &str) {
        let done = self
            .runtime
            .block_on(async { self.client().active_element().await?.send_keys(keys).await });
        done.unwrap_or_else(|error| panic!("{keys:?} at {}: {error}", self.path()));
    }

    /// What is read out for the element that has the focus.
    pub(crate) fn focus(&self) -> String {
        let name = self.script(
            "const e = document.activeElement; if (e === document.body) return ''; \
             const label = e.labels && e.labels[0]; \
             return e.getAttribute('aria-label') || (label ? label.textContent : e.textContent) || ''",
        );
        name.as_str().unwrap_or_default().trim().to_owned()
    }

    /// Presses Tab until the focus is on something of this name.
    #[track_caller]
    pub(crate) fn tab_to(&self, name: &str) {
        let mut passed = Vec::new();
        for _ in 0..120 {
            self.keys(&char::from(fantoccini::key::Key::Tab).to_string());
            let focus = self.focus();
            if focus.starts_with(name) {
                return;
            }
            passed.push(focus);
        }
        panic!("Tab never reaches {name:?} at {}: {passed:?}", self.path());
    }

    /// A command of the browser's own protocol.
    pub(crate) fn cdp(&self, command: &str, params: &Value) -> Value {
        self.post("goog/cdp/execute", &json!({"cmd": command, "params": params}))
    }

    /// A command that WebDriver itself does not have.
    fn post(&self, command: &str, body: &Value) -> Value {
        let answer = ureq::post(format!("{}/{command}", self.session)).send_json(body);
        let mut answer = answer.unwrap_or_else(|error| panic!("{command}: {error}"));
        let answer: Value = answer.body_mut().read_json().expect("JSON");
        answer["value"].clone()
    }

    /// Makes the window as wide and as high as a phone or a desk's screen.
    pub(crate) fn size(&self, width: u32, height: u32) {
        let screen = json!({"width": width, "height": height, "screenWidth": width,
            "screenHeight": height, "deviceScaleFactor": 1,
            "mobile": width < 600});
        self.cdp("Emulation.setDeviceMetricsOverride", &screen);
    }

    /// What the console said since it was last asked: errors of scripts, of the policy, of loading.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let log = self.post("se/log", &json!({"type": "browser"}));
        let lines = log.as_array().cloned().unwrap_or_default();
        lines.iter().map(|line| format!("{}: {}", line["level"], line["message"])).collect()
    }

    /// The same, where a refusal's status was meant to be answered.
    pub(crate) fn complaints_but(&self, status: u16) -> Vec<String> {
        let meant = format!("the server responded with a status of {status} ");
        self.complaints().into_iter().filter(|line| !line.contains(&meant)).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let failed = std::thread::panicking();
        let complaints = if failed { Vec::new() } else { self.complaints() };
        if let Some(client) = self.client.take() {
            let _ = self.runtime.block_on(client.close());
        }
        assert!(complaints.is_empty(), "the console says: {complaints:#?}");
    }
}
