//! Previews of what posts link to: fetched after the post, once, by whichever node, and only where
//! the operator has it so.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use kith_app::{
    Actor, App, Ask,
    accounts::NewMember,
    app::Parts,
    ports::{Fetch, Fetched},
    posts::NewPost,
};
use kith_core::{
    account::Role,
    id::PostId,
    policy::Policy,
    post::Audience,
    time::{DAY, SECOND, Timestamp, Zone},
};
use kith_sim::{
    clock::{Seeded, StillClock},
    databases::on_each,
};
use kith_store::{Location, Options, Store};

/// A web of pages; whoever asks for another is told that there is none.
#[derive(Default)]
struct Pages {
    titles: Mutex<HashMap<String, String>>,
    asked: Mutex<Vec<String>>,
}

impl Pages {
    fn say(&self, url: &str, title: &str) {
        self.titles.lock().unwrap().insert(url.to_owned(), title.to_owned());
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Fetch for Pages {
    fn fetch(&self, url: &str) -> Result<Fetched, String> {
        self.asked.lock().unwrap().push(url.to_owned());
        let titles = self.titles.lock().unwrap();
        let title = titles.get(url).ok_or("there is no such page")?;
        let page = format!("<title>{title}</title><meta name=description content=About>");
        Ok(Fetched { content_type: "text/html".to_owned(), bytes: page.into_bytes() })
    }
}

/// A node on a store, and a member who posts.
struct Node {
    app: App,
    clock: Arc<StillClock>,
    pages: Arc<Pages>,
    ana: Option<Actor>,
    runtime: tokio::runtime::Runtime,
}

const START: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

impl Node {
    fn open(location: &Location, seed: u64, previews: bool) -> Self {
        let store = Arc::new(Store::open(&Options::new(location.clone())).unwrap());
        let clock = Arc::new(StillClock::at(START));
        let mut policy = Policy::default();
        policy.content.link_previews = previews;
        let parts = Parts {
            store,
            policy,
            clock: clock.clone(),
            random: Arc::new(Seeded::new(seed)),
            sandbox: true,
            live: true,
            graph: None,
            mailer: None,
        };
        let app = App::open(parts).unwrap();
        let pages = Arc::<Pages>::default();
        app.fetch_with(pages.clone());
        let runtime = tokio::runtime::Runtime::new().unwrap();
        Self { app, clock, pages, ana: None, runtime }
    }

    fn with_ana(mut self) -> Self {
        let new = NewMember {
            handle: "ana".into(),
            first_name: "Ana".into(),
            last_name: "Petrova".into(),
            email: "ana@example.org".into(),
            ..NewMember::default()
        };
        let me = self.runtime.block_on(self.app.create_member(new, None, Role::Member)).unwrap();
        self.ana = Some(Actor {
            id: me.value.id.parse().unwrap(),
            handle: "ana".into(),
            name: me.value.name.clone(),
            role: Role::Member,
            zone: Zone::utc(),
            leaves_views: true,
            photo: None,
        });
        self
    }

    fn ask(&self) -> Ask {
        Ask::by(self.ana.as_ref().unwrap())
    }

    fn posts(&self, body: &str) -> PostId {
        let new = NewPost {
            body: body.to_owned(),
            audience: Audience::Public,
            group: None,
            repost_of: None,
            company: None,
            images: Vec::new(),
        };
        self.runtime.block_on(self.app.publish(&self.ask(), new)).unwrap().value
    }

    fn edits(&self, post: PostId, body: &str) {
        self.runtime.block_on(self.app.edit_post(&self.ask(), post, body)).unwrap();
    }

    /// What is due is done; how many pages were fetched.
    fn due(&self) -> u32 {
        self.runtime.block_on(self.app.run_due_work()).unwrap().previews
    }

    fn shown(&self, post: PostId) -> Option<String> {
        let view = self.app.post(self.ana.as_ref().unwrap(), post).unwrap();
        view.preview.map(|preview| format!("{}: {}", preview.host, preview.page.title))
    }
}

#[test]
fn a_preview_comes_after_the_post_and_follows_its_words() {
    on_each("previews", |location| {
        let node = Node::open(location, 1, true).with_ana();
        node.pages.say("https://a.example/", "Bridges");
        node.pages.say("https://b.example/", "Arches");
        let post = node.posts("See https://a.example/#part and https://b.example/");
        assert_eq!(node.shown(post), None, "publishing waits for no other site");
        assert_eq!(node.due(), 1);
        assert_eq!(node.shown(post).as_deref(), Some("a.example: Bridges"), "the first link");
        assert_eq!(node.due(), 0);
        node.edits(post, "Rather https://b.example/");
        assert_eq!(node.shown(post), None, "what it linked to before is not shown");
        assert_eq!(node.due(), 1);
        assert_eq!(node.shown(post).as_deref(), Some("b.example: Arches"));
        node.edits(post, "Rather nothing");
        assert_eq!((node.due(), node.shown(post)), (0, None));
        assert_eq!(node.pages.asked(), ["https://a.example/", "https://b.example/"]);
        let gone = node.posts("https://b.example/");
        node.runtime.block_on(node.app.delete_post(&node.ask(), gone)).unwrap();
        node.clock.advance(10 * DAY);
        assert_eq!(node.due(), 0, "what no post links to is forgotten");
        let again = node.posts("https://a.example/");
        assert_eq!((node.due(), node.shown(again).is_some()), (1, true));
    });
}

#[test]
fn nothing_is_fetched_where_the_operator_has_not_said_so() {
    on_each("previews_off", |location| {
        assert!(!Policy::default().content.link_previews, "off by default");
        let node = Node::open(location, 1, false).with_ana();
        node.pages.say("https://a.example/", "Bridges");
        let post = node.posts("https://a.example/");
        assert_eq!((node.due(), node.shown(post)), (0, None));
        assert_eq!(node.pages.asked(), Vec::<String>::new());
    });
}

#[test]
fn a_page_is_known_for_a_week_and_that_there_is_none_for_a_day() {
    on_each("previews_known", |location| {
        let node = Node::open(location, 1, true).with_ana();
        node.pages.say("https://a.example/", "Bridges");
        let link = "https://a.example/";
        node.posts(link);
        assert_eq!(node.due(), 1);
        let second = node.posts(link);
        assert_eq!(node.shown(second).as_deref(), Some("a.example: Bridges"), "known already");
        node.clock.advance(7 * DAY - SECOND);
        node.posts(link);
        assert_eq!(node.due(), 0);
        node.clock.advance(SECOND);
        node.pages.say(link, "Arches");
        let later = node.posts(link);
        assert_eq!(
            node.shown(later).as_deref(),
            Some("a.example: Bridges"),
            "until it is read anew"
        );
        assert_eq!((node.due(), node.shown(later).unwrap().as_str()), (1, "a.example: Arches"));

        let none = "https://none.example/";
        let post = node.posts(none);
        assert_eq!((node.due(), node.shown(post)), (1, None));
        node.clock.advance(DAY - SECOND);
        node.posts(none);
        assert_eq!(node.due(), 0, "nobody is asked again and again");
        node.clock.advance(SECOND);
        node.pages.say(none, "Here now");
        node.posts(none);
        assert_eq!((node.due(), node.shown(post).is_some()), (1, true));
    });
}

#[test]
fn a_host_is_asked_once_a_second_and_others_do_not_wait_for_it() {
    on_each("previews_apart", |location| {
        let node = Node::open(location, 1, true).with_ana();
        for path in 0..12 {
            node.posts(&format!("https://busy.example/{path}"));
        }
        node.posts("https://other.example/");
        assert_eq!(node.due(), 2);
        assert!(node.pages.asked().contains(&"https://other.example/".to_owned()));
        assert_eq!(node.due(), 0, "within the same second");
        for asked in 3..=13 {
            node.clock.advance(SECOND);
            assert_eq!((node.due(), node.pages.asked().len()), (1, asked));
        }
        node.clock.advance(SECOND);
        assert_eq!(node.due(), 0);
    });
}

#[test]
fn of_two_nodes_one_fetches_a_page() {
    on_each("previews_nodes", |location| {
        if matches!(location, Location::Memory) {
            return;
        }
        let one = Node::open(location, 1, true).with_ana();
        let other = Node::open(location, 2, true);
        for host in 0..6 {
            one.posts(&format!("https://host-{host}.example/"));
        }
        std::thread::scope(|scope| {
            for node in [&one, &other] {
                scope.spawn(|| node.due());
            }
        });
        let mut asked = [one.pages.asked(), other.pages.asked()].concat();
        asked.sort();
        let all: Vec<_> = (0..6).map(|host| format!("https://host-{host}.example/")).collect();
        assert_eq!(asked, all, "each once");
    });
}
