//! The sandbox's clock: only there when the site runs as a sandbox.

use axum::extract::State;
use kith_app::{AppError, jobs::DueWork};
use kith_core::time::{Duration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::Input,
    problem::Problem,
    reply::{Answer, Reply},
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(get_clock, advance_clock))
}

/// What the clock shows.
#[derive(Debug, Serialize, ToSchema)]
struct Clock {
    /// The current instant.
    #[schema(value_type = String, format = DateTime)]
    now: Timestamp,
}

/// What the clock shows
#[utoipa::path(get, path = "/sandbox/clock", tag = "sandbox", security(()),
    responses((status = 200, body = Clock, description = "The current instant")))]
async fn get_clock(State(state): State<WebState>) -> Answer {
    Ok(Reply::ok(&Clock { now: state.app.now() }))
}

/// How far to move the clock.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"advance": "P21D"}))]
struct Advance {
    /// A span of ISO 8601: `P21D`, `PT4H`, `P6M`.
    advance: String,
}

/// What the clock shows, and what became due.
#[derive(Debug, Serialize, ToSchema)]
struct Advanced {
    /// The current instant.
    #[schema(value_type = String, format = DateTime)]
    now: Timestamp,
    /// What became due and is done.
    due: Due,
}

/// What a round of due work did.
#[derive(Debug, Serialize, ToSchema)]
struct Due {
    /// Invitations that lapsed.
    expired: u32,
    /// Steps taken on the restriction ladder.
    restricted: u32,
    /// Recipients reminded of invitations that wait.
    reminded: u32,
    /// Mails sent.
    mailed: u32,
    /// Mails given up.
    mails_failed: u32,
    /// What campaigns did: visits, follows, invitations, messages.
    outreach: u32,
    /// Events that webhooks were told.
    told: u32,
    /// Members who list each other and were asked to reconnect, or did: pairs.
    reconnects: u32,
    /// Pages fetched to which posts link.
    previews: u32,
    /// Accounts deleted for good.
    deleted: u32,
    /// Old sessions, command answers and mails forgotten.
    forgotten: u32,
}

impl From<DueWork> for Due {
    fn from(done: DueWork) -> Self {
        Self {
            expired: done.expired,
            restricted: done.restricted,
            reminded: done.reminded,
            mailed: done.mailed,
            mails_failed: done.mails_failed,
            outreach: done.outreach,
            told: done.told,
            reconnects: done.reconnects,
            previews: done.previews,
            deleted: done.deleted,
            forgotten: done.forgotten,
        }
    }
}

/// Move the clock forward; due work is done before the answer
#[utoipa::path(post, path = "/sandbox/clock", tag = "sandbox", security(()),
    request_body = Advance,
    responses((status = 200, body = Advanced, description = "The new instant")))]
async fn advance_clock(State(state): State<WebState>, Input(asked): Input<Advance>) -> Answer {
    let Some(clock) = &state.options.sandbox else { return Err(AppError::NotFound.into()) };
    let now = state.app.now();
    let span = asked.advance.parse::<Duration>();
    let span = span.map_err(|error| Problem::field("advance", error.to_string()))?;
    let Some(then) = span.after(now) else {
        return Err(Problem::field("advance", "The calendar ends before that."));
    };
    // Campaigns do one thing after the other: each at its own instant on the way.
    let (mut outreach, mut before) = (0, None);
    while let Some(next) = state.app.next_outreach()?.filter(|next| *next < then) {
        // What a round leaves is left to the last one.
        if before == Some(next) {
            break;
        }
        before = Some(next);
        clock.advance(next.micros() - state.app.now().micros());
        outreach += state.app.run_campaigns().await?;
    }
    clock.advance(then.micros() - state.app.now().micros());
    let mut done = state.app.run_due_work().await?;
    done.outreach += outreach;
    Ok(Reply::ok(&Advanced { now: state.app.now(), due: done.into() }))
}
