//! Home: my network at a glance.

use kith_core::invitation::State;
use kith_store::Reads;

use crate::{
    Actor, App, AppError, Page, Paging,
    feed::{FeedQuery, PostView},
    invitations::{self, InvitationQuery, InvitationView, Mailbox},
    limits::Limits,
    suggestions::SuggestionView,
    viewer::Viewer,
};

/// How many suggestions and invitations are shown at a glance.
const SHOWN: usize = 6;

/// My network at a glance.
#[derive(Debug, Clone)]
pub struct Home {
    /// Budgets and restriction.
    pub limits: Limits,
    /// The newest invitations that wait for me.
    pub received: Vec<InvitationView>,
    /// How many wait in all.
    pub received_count: u32,
    /// How many of mine are pending.
    pub sent_count: u32,
    /// My connections.
    pub connection_count: u32,
    /// How many members are two steps away.
    pub second_degree_count: u32,
    /// Who follows me.
    pub follower_count: u32,
    /// How often my profile was viewed in the last seven days; absent where I see no viewers.
    pub views: Option<u32>,
    /// Whom I might meet.
    pub suggestions: Vec<SuggestionView>,
}

/// What every page shows of a member beside its own matter.
#[derive(Debug, Clone, Copy)]
pub struct Glance {
    /// How many invitations wait for me.
    pub waiting: u32,
    /// Conversations with something unread.
    pub unread: u32,
    /// Unread notifications.
    pub news: u32,
    /// The longest note of my plan, in characters.
    pub note_length: u32,
}

impl App {
    /// My network at a glance.
    pub fn home(&self, actor: &Actor) -> Result<Home, AppError> {
        self.0.store.read(|reads| self.home_of(&Viewer::of(self, actor, reads)?, reads))
    }

    /// My network at a glance, and what it shares.
    pub fn home_and_feed(
        &self,
        actor: &Actor,
        query: &FeedQuery,
    ) -> Result<(Home, Page<PostView>), AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            Ok((self.home_of(&viewer, reads)?, viewer.feed(reads, query)?))
        })
    }

    fn home_of(&self, viewer: &Viewer<'_>, reads: &mut Reads<'_>) -> Result<Home, AppError> {
        let (me, now) = (viewer.me.id, viewer.now);
        let home = reads.at_once(|reads| {
            let limits = self.limits_of(viewer, reads);
            let received = invitations::page(viewer, reads, &newest_received());
            let received_count = reads.received_count(me, now);
            let follower_count = reads.follower_count(me);
            let views = viewer.views_this_week(reads);
            Ok::<_, AppError>(Home {
                limits: limits?,
                received: received?.items,
                received_count: received_count?,
                sent_count: viewer.usage().pending,
                connection_count: viewer.me.connections,
                second_degree_count: 0,
                follower_count: follower_count?,
                views: views?,
                suggestions: Vec::new(),
            })
        })?;
        let second = viewer.sight.second_degree_count();
        Ok(Home {
            second_degree_count: u32::try_from(second).unwrap_or(u32::MAX),
            suggestions: viewer.suggestions(reads, SHOWN)?,
            ..home
        })
    }

    /// What every page shows of me.
    pub fn glance(&self, actor: &Actor) -> Result<Glance, AppError> {
        let (me, now) = (actor.id, self.now());
        self.0.store.read(|reads| {
            reads.at_once(|reads| {
                let waiting = reads.received_count(me, now);
                let unread = reads.unread_conversations(me);
                let news = reads.unread_notifications(me, now);
                let plan = reads.plan_and_role(me);
                let (plan, _) = plan?.ok_or(AppError::SignInFirst)?;
                let note_length = self.0.policy.plan(plan).note_length;
                Ok(Glance { waiting: waiting?, unread: unread?, news: news?, note_length })
            })
        })
    }
}

fn newest_received() -> InvitationQuery {
    InvitationQuery {
        mailbox: Mailbox::Received,
        state: Some(State::Pending),
        older_than_days: None,
        paging: Paging { limit: Some(SHOWN as u32), after: None },
    }
}
