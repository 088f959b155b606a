//! R13: webhooks are told once a program answers, again and again until it does, and of nobody who
//! must not be told of any more.

use std::sync::{Arc, Mutex};

use kith_app::{
    Actor, App, Ask,
    accounts::NewMember,
    app::Parts,
    invitations::NewInvitation,
    ports::{Hooks, Message},
    webhooks::NewWebhook,
};
use kith_core::{
    account::Role,
    id::InvitationId,
    time::{DAY, HOUR, MINUTE, Timestamp, Zone},
    webhook::{Event, Progress, Scope},
};
use kith_sim::clock::{Seeded, StillClock};
use kith_store::{Location, Options, Store};

/// A program that answers what it is set to, and remembers what it was told.
#[derive(Default)]
struct Program {
    answer: Mutex<Option<u16>>,
    told: Mutex<Vec<Message>>,
}

impl Program {
    fn answers(&self, status: Option<u16>) {
        *self.answer.lock().unwrap() = status;
    }

    fn told(&self) -> Vec<Message> {
        std::mem::take(&mut *self.told.lock().unwrap())
    }
}

impl Hooks for Program {
    fn tell(&self, message: &Message) -> Result<u16, String> {
        self.told.lock().unwrap().push(message.clone());
        self.answer.lock().unwrap().ok_or_else(|| "10.0.0.7 refuses".to_owned())
    }
}

/// Ana with a webhook, Ben and Cleo.
struct Scene {
    app: App,
    clock: Arc<StillClock>,
    program: Arc<Program>,
    runtime: tokio::runtime::Runtime,
    people: Vec<Actor>,
}

impl Scene {
    fn new() -> Self {
        let store = Arc::new(Store::open(&Options::new(Location::Memory)).unwrap());
        let clock = Arc::new(StillClock::at(Timestamp::from_micros(1_780_000_000_000_000)));
        let random = Arc::new(Seeded::new(3));
        let app = App::open(Parts {
            store,
            policy: kith_core::policy::Policy::default(),
            clock: clock.clone(),
            random,
            sandbox: true,
            live: false,
            graph: None,
            mailer: None,
        });
        let app = app.unwrap();
        let program = Arc::new(Program::default());
        app.tell_with(program.clone());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build();
        let mut scene = Self { app, clock, program, runtime: runtime.unwrap(), people: Vec::new() };
        for name in ["Ana", "Ben", "Cleo"] {
            scene.join(name);
        }
        let new = NewWebhook {
            url: "https://crm.example/".to_owned(),
            events: Event::ALL.to_vec(),
            scope: Scope::Mine,
        };
        scene.wait(scene.app.create_webhook(&scene.ask(0), new));
        scene
    }

    fn wait<T>(&self, work: impl Future<Output = Result<T, kith_app::AppError>>) -> T {
        let value = self.runtime.block_on(work).unwrap();
        self.app.follow_journal().unwrap();
        value
    }

    fn join(&mut self, name: &str) {
        let handle = name.to_lowercase();
        let new = NewMember {
            handle: handle.clone(),
            first_name: name.to_owned(),
            last_name: "Okafor".to_owned(),
            email: format!("{handle}@example.org"),
            ..NewMember::default()
        };
        let me = self.wait(self.app.create_member(new, None, Role::Member)).value;
        self.people.push(Actor {
            id: me.id.parse().unwrap(),
            handle,
            name: me.name,
            role: Role::Member,
            zone: Zone::utc(),
            leaves_views: true,
            photo: None,
        });
    }

    fn ask(&self, who: usize) -> Ask {
        Ask::by(&self.people[who])
    }

    /// Ana invites somebody; the invitation.
    fn invites(&self, whom: usize) -> InvitationId {
        let to = self.people[whom].handle.clone();
        let new = NewInvitation {
            to,
            note: None,
            source: String::new(),
            via: None,
            email: None,
            met: None,
        };
        self.wait(self.app.invite(&self.ask(0), new));
        let (me, them) = (self.people[0].id, self.people[whom].id);
        let met = self.app.store().read(|reads| reads.meet(me, them)).unwrap().unwrap();
        met.sent.unwrap().id
    }

    /// A round of due work after a while; what the program was told in it.
    fn round(&self, after: i64) -> Vec<Message> {
        self.clock.advance(after);
        self.wait(self.app.run_due_work());
        self.program.told()
    }

    /// Where Ana's deliveries stand, the last first.
    fn progress(&self) -> Vec<(Progress, Option<String>)> {
        let hook = self.app.webhooks(&self.people[0]).unwrap()[0].id;
        let page = self.app.deliveries(&self.people[0], hook, &kith_app::Paging::default());
        page.unwrap().items.into_iter().map(|one| (one.progress, one.problem)).collect()
    }
}

#[test]
fn r13_a_program_is_told_who_accepted_signed_and_once() {
    let scene = Scene::new();
    scene.program.answers(Some(204));
    let invitation = scene.invites(1);
    assert_eq!(scene.round(MINUTE), []);
    scene.wait(scene.app.accept(&scene.ask(1), invitation));
    let told = scene.round(MINUTE);
    let [message] = &told[..] else { panic!("one message: {told:?}") };
    assert_eq!(message.url, "https://crm.example/");
    let names: Vec<&str> = message.headers.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["webhook-id", "webhook-timestamp", "webhook-signature"]);
    let body: serde_json::Value = serde_json::from_str(&message.body).unwrap();
    assert_eq!(body["type"], "invitation.accepted");
    assert_eq!(body["data"]["invitation"], invitation.to_string());
    assert_eq!(body["data"]["with"]["handle"], "ben");
    assert_eq!(scene.round(DAY), [], "once");
    assert_eq!(scene.progress(), [(Progress::Sent, None)]);
}

#[test]
fn r13_what_does_not_arrive_is_tried_for_three_days_kept_and_sent_again_by_hand() {
    let scene = Scene::new();
    scene.program.answers(None);
    let invitation = scene.invites(1);
    scene.wait(scene.app.accept(&scene.ask(1), invitation));
    let first = scene.round(0);
    assert_eq!(first.len(), 1);
    assert_eq!(scene.round(0), [], "not before its time");
    scene.program.answers(Some(500));
    let tried: usize = (0..5 * 24).map(|_| scene.round(HOUR).len()).sum();
    assert_eq!(tried, 9);
    let dead = (Progress::Dead, Some("It answered 500.".to_owned()));
    assert_eq!(scene.progress(), [dead], "nothing of the network here is told");
    scene.program.answers(Some(200));
    let hook = scene.app.webhooks(&scene.people[0]).unwrap()[0].id;
    assert_eq!(scene.wait(scene.app.send_again(&scene.ask(0), hook, None)).value, 1);
    let again = scene.round(MINUTE);
    assert_eq!(again[0].headers[0], first[0].headers[0], "the same id");
    assert_ne!(again[0].headers[2], first[0].headers[2], "signed for its own time");
    assert_eq!(scene.progress()[0].0, Progress::Sent);
}

#[test]
fn r1_who_blocks_meanwhile_is_not_told_of() {
    let scene = Scene::new();
    scene.program.answers(None);
    let invitation = scene.invites(1);
    scene.wait(scene.app.accept(&scene.ask(1), invitation));
    assert_eq!(scene.round(0).len(), 1);
    scene.wait(scene.app.block(&scene.ask(1), "ana"));
    scene.program.answers(Some(200));
    assert_eq!(scene.round(DAY), []);
    assert_eq!(scene.progress()[0].0, Progress::Dropped);
}

#[test]
fn r6_an_ignored_invitation_is_told_like_one_that_waits() {
    let scene = Scene::new();
    scene.program.answers(Some(200));
    let (to_ben, _) = (scene.invites(1), scene.invites(2));
    scene.wait(scene.app.ignore(&scene.ask(1), to_ben, false));
    assert_eq!(scene.round(30 * DAY), []);
    let ended = scene.round(160 * DAY);
    let kinds: Vec<serde_json::Value> = ended
        .iter()
        .map(|one| serde_json::from_str(&one.body).unwrap())
        .map(|body: serde_json::Value| serde_json::json!([body["type"], body["data"]["state"]]))
        .collect();
    let lapsed = serde_json::json!(["invitation.ended", "expired"]);
    assert_eq!(kinds, [lapsed.clone(), lapsed], "both lapse alike");
}
