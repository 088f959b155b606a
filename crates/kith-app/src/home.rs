//! Home: my network at a glance.

use kith_core::invitation::State;

use crate::{
    Actor, App, AppError, Paging,
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

impl App {
    /// My network at a glance.
    pub fn home(&self, actor: &Actor) -> Result<Home, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let received = invitations::page(&viewer, reads, &newest_received())?.items;
            let second = viewer.sight.second_degree_count();
            Ok(Home {
                limits: self.limits_of(&viewer, reads)?,
                received,
                received_count: reads.received_count(actor.id, viewer.now)?,
                sent_count: viewer.usage().pending,
                connection_count: viewer.me.connections,
                second_degree_count: u32::try_from(second).unwrap_or(u32::MAX),
                follower_count: reads.follower_count(actor.id)?,
                views: viewer.views_this_week(reads)?,
                suggestions: viewer.suggestions(reads, SHOWN)?,
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
