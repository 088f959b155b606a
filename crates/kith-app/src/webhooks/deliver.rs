//! Telling webhooks: claimed by one node, written when it goes out, so that it says no more than
//! its reader may see by then (R1, R3); tried again, and given up after three days.

use std::{collections::BTreeMap, sync::Arc};

use kith_core::{
    account::{Role, Status},
    degree::Degree,
    id::{MemberId, WebhookId},
    time::{MINUTE, Timestamp},
    webhook::{Event, Progress, Scope, Webhook, back_off},
};
use kith_store::{DeliveryRow, Reads, StoreError};
use serde_json::{Value, json};

use super::sign;
use crate::{
    Actor, App, AppError,
    ports::{Hooks, Message},
    viewer::Viewer,
};

/// How many deliveries a round takes at once.
const BATCH: u32 = 200;
/// How long a node may take over one before another may try.
const SENDING: i64 = 5 * MINUTE;

impl App {
    /// Has webhooks told from now on. The first one stays.
    pub fn tell_with(&self, hooks: Arc<dyn Hooks>) {
        self.0.hooks.get_or_init(|| hooks);
    }

    /// Tells webhooks what is due; how many events arrived. Webhooks are told side by side, each
    /// one event after the other up to the first that does not arrive: one that hangs holds nobody
    /// up for longer than one call.
    pub(crate) async fn tell_webhooks(&self) -> Result<u32, AppError> {
        let Some(hooks) = self.0.hooks.get().cloned() else { return Ok(0) };
        let now = self.now();
        let due = self.0.store.read(|reads| reads.deliveries_due(now, BATCH))?;
        let mut by_webhook: BTreeMap<WebhookId, Vec<DeliveryRow>> = BTreeMap::new();
        for one in due {
            by_webhook.entry(one.webhook).or_default().push(one);
        }
        let mut rounds = tokio::task::JoinSet::new();
        for (_, rows) in by_webhook {
            let (app, hooks) = (self.clone(), Arc::clone(&hooks));
            rounds.spawn(async move {
                let mut told = 0;
                for row in rows {
                    match app.tell_one(&hooks, &row).await {
                        Ok(Outcome::Sent) => told += 1,
                        Ok(Outcome::Failed) => break,
                        // Another node has it, or it must not be told any more.
                        Ok(Outcome::Neither) | Err(AppError::Conflict) => {}
                        Err(error) => return Err(error),
                    }
                }
                Ok(told)
            });
        }
        let mut told = 0;
        while let Some(round) = rounds.join_next().await {
            told += round.unwrap_or(Ok(0))?;
        }
        Ok(told)
    }

    async fn tell_one(
        &self,
        hooks: &Arc<dyn Hooks>,
        row: &DeliveryRow,
    ) -> Result<Outcome, AppError> {
        let (now, one) = (self.now(), row.clone());
        let Some(was) = row.due_at else { return Ok(Outcome::Neither) };
        self.write(self.system_command(Vec::new()), move |tx| {
            tx.claim_delivery(&one, was, now.plus(SENDING));
            Ok(Ok(()))
        })
        .await?;
        let Some(message) = self.message(row, now)? else {
            self.end_telling(row, Progress::Dropped, None).await?;
            return Ok(Outcome::Neither);
        };
        let hooks = Arc::clone(hooks);
        let answer = tokio::task::spawn_blocking(move || hooks.tell(&message)).await;
        let problem = match answer {
            Ok(Ok(200..300)) => {
                self.end_telling(row, Progress::Sent, None).await?;
                return Ok(Outcome::Sent);
            }
            Ok(Ok(status)) => format!("It answered {status}."),
            Ok(Err(why)) => {
                tracing::info!(webhook = %row.webhook, why, "a webhook was not reached");
                "It could not be reached.".to_owned()
            }
            Err(_) => "It could not be reached.".to_owned(),
        };
        match back_off(row.attempts + 1) {
            None => self.end_telling(row, Progress::Dead, Some(problem)).await?,
            Some(wait) => {
                let (due, one) = (self.now().plus(wait), row.clone());
                self.write(self.system_command(Vec::new()), move |tx| {
                    tx.try_delivery_later(&one, due, &problem);
                    Ok(Ok(()))
                })
                .await?;
            }
        }
        Ok(Outcome::Failed)
    }

    async fn end_telling(
        &self,
        row: &DeliveryRow,
        progress: Progress,
        problem: Option<String>,
    ) -> Result<(), AppError> {
        let (now, one) = (self.now(), row.clone());
        self.write(self.system_command(Vec::new()), move |tx| {
            tx.end_delivery(&one, progress, now, problem.as_deref());
            Ok(Ok(()))
        })
        .await?;
        Ok(())
    }

    /// What a webhook is told; none where its owner may not know of it any more.
    fn message(&self, row: &DeliveryRow, now: Timestamp) -> Result<Option<Message>, AppError> {
        self.0.store.read(|reads| {
            let Some(webhook) = reads.webhook(row.webhook)? else { return Ok(None) };
            let data = match webhook.scope {
                Scope::Mine => self.to_member(reads, &webhook, row)?,
                Scope::Community => to_operator(reads, &webhook, row)?,
            };
            let Some(mut data) = data else { return Ok(None) };
            let key = if row.event == Event::Replied { "message" } else { "invitation" };
            data[key] = json!(row.about);
            if let Some(state) = row.state {
                data["state"] = json!(state.code());
            }
            let body = json!({
                "type": row.event.code(), "timestamp": row.happened_at, "data": data,
            });
            let body = body.to_string();
            let id = format!("{}_{}", row.webhook, row.about);
            let headers = sign::headers(&webhook.secret, &id, now, &body);
            Ok(Some(Message { url: webhook.url, headers, body }))
        })
    }

    /// What a member's own webhook is told: who the other is, as the member may see them now.
    fn to_member(
        &self,
        reads: &mut Reads<'_>,
        webhook: &Webhook,
        row: &DeliveryRow,
    ) -> Result<Option<Value>, AppError> {
        let Some(met) = reads.meet(webhook.owner, row.other)? else { return Ok(None) };
        if met.meeting().visible().is_err() || met.me.status != Status::Active {
            return Ok(None);
        }
        let actor = self.owner(reads, webhook.owner)?;
        let viewer = Viewer::of(self, &actor, reads)?;
        let degree: Degree = viewer.degree_of(row.other, met.pair.is_connected());
        let with = viewer.cards(reads, &[(row.other, degree)])?.pop();
        Ok(with.map(|with| json!({ "with": with })))
    }

    /// The owner of a webhook, as they read.
    fn owner(&self, reads: &mut Reads<'_>, owner: MemberId) -> Result<Actor, AppError> {
        let person = reads.person(owner)?.ok_or(AppError::SignInFirst)?.known.person;
        Ok(Actor {
            id: owner,
            name: person.full_name(),
            handle: person.handle,
            role: Role::Member,
            zone: kith_core::time::Zone::utc(),
            leaves_views: false,
            photo: None,
        })
    }
}

/// What a webhook of the community is told, while its owner is an operator: the handles of both.
fn to_operator(
    reads: &mut Reads<'_>,
    webhook: &Webhook,
    row: &DeliveryRow,
) -> Result<Option<Value>, StoreError> {
    let role = reads.plan_and_role(webhook.owner)?.map(|(_, role)| role);
    if role != Some(Role::Operator) {
        return Ok(None);
    }
    let mut handle = |member| -> Result<Option<String>, StoreError> {
        Ok(reads.person(member)?.map(|found| found.known.person.handle))
    };
    let (member, other) = (handle(row.member)?, handle(row.other)?);
    Ok(member
        .zip(other)
        .map(|(member, other)| json!({ "member": member, "with": { "handle": other } })))
}

/// What came of a delivery.
enum Outcome {
    Sent,
    Failed,
    Neither,
}
