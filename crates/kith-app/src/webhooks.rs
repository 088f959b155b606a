//! Webhooks (R13): a member's own and the community's, and what they were told.

mod deliver;
mod sign;

use kith_core::{
    account::Role,
    degree::Degree,
    id::{Id, WebhookId},
    time::Timestamp,
    visibility::{Card, Visible},
    webhook::{self as core, Event, NotKept, Progress, Scope, Subject, Webhook},
};
use kith_store::{DeliveryRow, Reads};
use serde::{Deserialize, Serialize};

use crate::{
    Actor, App, AppError, Ask, FieldError, Page, Paging, Written, app::cursor_of, viewer::Viewer,
};

/// How many random bytes a secret has.
const SECRET: usize = 32;

/// A webhook, as its owner sees it; one of the community, as operators do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WebhookView {
    /// Which.
    pub id: WebhookId,
    /// Of whose events it is told.
    pub scope: Scope,
    /// Where it is told.
    pub url: String,
    /// What it is told of.
    pub events: Vec<Event>,
    /// What its messages are signed with, as the Standard Webhooks write it.
    pub secret: String,
    /// Since when.
    pub made_at: Timestamp,
}

impl From<Webhook> for WebhookView {
    fn from(one: Webhook) -> Self {
        let secret = sign::shown(&one.secret);
        let Webhook { id, scope, url, events, made_at, .. } = one;
        Self { id, scope, url, events, secret, made_at }
    }
}

/// Something that a webhook is told.
#[derive(Debug, Clone, Serialize)]
pub struct DeliveryView {
    /// What it is about: an invitation or a message.
    pub id: Id<Subject>,
    /// What happened.
    pub event: Event,
    /// The other in it, where they are seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with: Option<Visible<Card>>,
    /// When it happened.
    pub happened_at: Timestamp,
    /// Where it stands.
    pub progress: Progress,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub due_at: Option<Timestamp>,
    /// What went wrong last.
    pub problem: Option<String>,
}

/// What a new webhook is to be.
#[derive(Debug, Clone)]
pub struct NewWebhook {
    /// Where it is told.
    pub url: String,
    /// What it is told of.
    pub events: Vec<Event>,
    /// Of whose events.
    pub scope: Scope,
}

impl App {
    /// The member's webhooks, the oldest first; an operator's with those of the community.
    pub fn webhooks(&self, actor: &Actor) -> Result<Vec<WebhookView>, AppError> {
        self.0.store.read(|reads| {
            let mut all: Vec<Webhook> = reads.webhooks(actor.id)?;
            all.retain(|one| one.scope == Scope::Mine);
            if actor.role == Role::Operator {
                all.extend(reads.community_webhooks()?);
            }
            Ok(all.into_iter().map(WebhookView::from).collect())
        })
    }

    /// Makes a webhook. Errors name the field.
    pub async fn create_webhook(
        &self,
        ask: &Ask,
        new: NewWebhook,
    ) -> Result<Written<WebhookView>, AppError> {
        let mut secret = vec![0; SECRET];
        self.0.random.fill(&mut secret);
        let mut events = new.events;
        events.sort_unstable();
        events.dedup();
        let webhook = Webhook {
            id: self.new_id(),
            owner: ask.actor.id,
            scope: new.scope,
            url: new.url.trim().to_owned(),
            events,
            secret,
            made_at: self.now(),
        };
        let (operator, sandbox) = (ask.actor.role == Role::Operator, self.0.sandbox);
        let written = self.write(self.command(ask, &[]), move |tx| {
            let have = match webhook.scope {
                Scope::Mine => tx.webhooks(webhook.owner)?,
                Scope::Community => tx.community_webhooks()?,
            };
            let count = have.iter().filter(|one| one.scope == webhook.scope).count();
            let full = match webhook.scope {
                Scope::Mine => (count >= core::MOST).then_some(NotKept::Full),
                Scope::Community if !operator => Some(NotKept::NotOperator),
                Scope::Community => {
                    (count >= core::MOST_OF_COMMUNITY).then_some(NotKept::CommunityFull)
                }
            };
            let url = (!core::is_url(&webhook.url, sandbox)).then_some(NotKept::Url);
            let none = webhook.events.is_empty().then_some(NotKept::NoEvents);
            let wrong: Vec<FieldError> = [full, url, none]
                .into_iter()
                .flatten()
                .map(|why| FieldError::new(why.field(), why.to_string()))
                .collect();
            if !wrong.is_empty() {
                return Ok(Err(AppError::Invalid(wrong)));
            }
            tx.insert_webhook(&webhook);
            Ok(Ok(WebhookView::from(webhook.clone())))
        });
        Ok(written.await?.into())
    }

    /// One webhook that is the member's to look after.
    pub fn webhook(&self, actor: &Actor, id: WebhookId) -> Result<WebhookView, AppError> {
        self.0.store.read(|reads| Ok(own(reads, actor, id)??.into()))
    }

    /// Deletes a webhook, with everything that it was to be told.
    pub async fn delete_webhook(&self, ask: &Ask, id: WebhookId) -> Result<Written<()>, AppError> {
        let actor = ask.actor.clone();
        let written = self.write(self.command(ask, &[]), move |tx| {
            if let Err(error) = own(tx, &actor, id)? {
                return Ok(Err(error));
            }
            tx.delete_webhook(id);
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }

    /// What a webhook was and is told, the last first.
    pub fn deliveries(
        &self,
        actor: &Actor,
        id: WebhookId,
        paging: &Paging,
    ) -> Result<Page<DeliveryView>, AppError> {
        let limit = paging.size();
        self.0.store.read(|reads| {
            own(reads, actor, id)??;
            let viewer = Viewer::of(self, actor, reads)?;
            let rows = reads.deliveries(id, paging.cursor()?, limit)?;
            let full = rows.len() == limit as usize;
            let next = rows.last().filter(|_| full).map(|r| cursor_of(r.happened_at, r.about));
            let items = reads.of_each(&rows, |reads, row| viewer.delivery(reads, row))?;
            Ok(Page { items, next })
        })
    }

    /// Has what was given up sent again: one delivery of a webhook, or all; answers how many.
    pub async fn send_again(
        &self,
        ask: &Ask,
        id: WebhookId,
        about: Option<Id<Subject>>,
    ) -> Result<Written<u32>, AppError> {
        let (actor, now) = (ask.actor.clone(), self.now());
        let written = self.write(self.command(ask, &[]), move |tx| {
            if let Err(error) = own(tx, &actor, id)? {
                return Ok(Err(error));
            }
            let count = tx.revive_deliveries(id, about, now)?;
            Ok(Ok(u32::try_from(count).unwrap_or(u32::MAX)))
        });
        Ok(written.await?.into())
    }
}

/// The webhook, if it is the member's to look after: their own, or as an operator the community's.
fn own(
    reads: &mut Reads<'_>,
    actor: &Actor,
    id: WebhookId,
) -> Result<Result<Webhook, AppError>, kith_store::StoreError> {
    let mine = |one: &Webhook| match one.scope {
        Scope::Mine => one.owner == actor.id,
        Scope::Community => actor.role == Role::Operator,
    };
    Ok(reads.webhook(id)?.filter(mine).ok_or(AppError::NotFound))
}

impl Viewer<'_> {
    fn delivery(&self, reads: &mut Reads<'_>, row: &DeliveryRow) -> Result<DeliveryView, AppError> {
        let with = match reads.meet(self.me.id, row.other)? {
            Some(met) if met.meeting().visible().is_ok() => {
                let degree: Degree = self.degree_of(row.other, met.pair.is_connected());
                self.cards(reads, &[(row.other, degree)])?.pop()
            }
            _ => None,
        };
        Ok(DeliveryView {
            id: row.about,
            event: row.event,
            with,
            happened_at: row.happened_at,
            progress: row.progress,
            attempts: row.attempts,
            due_at: row.due_at,
            problem: row.problem.clone(),
        })
    }
}
