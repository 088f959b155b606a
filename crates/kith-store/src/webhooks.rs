//! Webhooks, and what each is told: queued with the change itself, claimed by one node, tried
//! again, given up.

use kith_core::{
    change::Change,
    id::{Id, MemberId, WebhookId},
    invitation,
    time::Timestamp,
    webhook::{self as core, Event, Progress, Scope, Subject, Told, Webhook},
};

use crate::{
    Reads, StoreError, Tx,
    sql::{Conn, row, statements},
};

row! {
    /// A webhook as the store keeps it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct WebhookRow {
        /// Which.
        pub id: WebhookId,
        /// Whose.
        pub owner: MemberId,
        /// Of whose events it is told.
        pub scope: Scope,
        /// Where it is told.
        pub url: String,
        /// What it is told of: words between blanks.
        pub events: String,
        /// What signs its messages.
        pub secret: Vec<u8>,
        /// Since when.
        pub made_at: Timestamp,
    }
}

impl From<WebhookRow> for Webhook {
    fn from(row: WebhookRow) -> Self {
        let events = row.events.split_whitespace().filter_map(Event::from_code).collect();
        let WebhookRow { id, owner, scope, url, secret, made_at, .. } = row;
        Self { id, owner, scope, url, events, secret, made_at }
    }
}

row! {
    /// Something that a webhook is told.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct DeliveryRow {
        /// Which webhook.
        pub webhook: WebhookId,
        /// The invitation or message.
        pub about: Id<Subject>,
        /// What happened.
        pub event: Event,
        /// Whose event it is.
        pub member: MemberId,
        /// The other in it.
        pub other: MemberId,
        /// How an invitation ended.
        pub state: Option<invitation::State>,
        /// When it happened.
        pub happened_at: Timestamp,
        /// Where it stands.
        pub progress: Progress,
        /// How often it was tried.
        pub attempts: u32,
        /// When it is tried next; while it is sent, when its sender is given up.
        pub due_at: Option<Timestamp>,
        /// When it came to an end.
        pub ended_at: Option<Timestamp>,
        /// What went wrong last.
        pub problem: Option<String>,
    }
}

statements! {
    write insert_webhook(id: WebhookId, owner: MemberId, scope: Scope, url: &str, events: &str, secret: Vec<u8>, made_at: Timestamp) =
        "INSERT INTO webhooks (id, owner, scope, url, events, secret, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    guard delete_webhook(id: WebhookId) = "DELETE FROM webhooks WHERE id = $1";
    write delete_deliveries(webhook: WebhookId) = "DELETE FROM deliveries WHERE webhook = $1";
    query one_webhook(id: WebhookId) -> WebhookRow =
        "SELECT id, owner, scope, url, events, secret, made_at FROM webhooks WHERE id = $1";
    query webhooks_of(owner: MemberId) -> WebhookRow =
        "SELECT id, owner, scope, url, events, secret, made_at FROM webhooks WHERE owner = $1 ORDER BY made_at, id";
    query webhooks_of_community() -> WebhookRow =
        "SELECT id, owner, scope, url, events, secret, made_at FROM webhooks WHERE scope = 'community' ORDER BY made_at, id";
    /// Queues an event of `$1` for their webhooks. `$7` is the event’s word between blanks.
    write tell_owner(member: MemberId, about: Id<Subject>, event: Event, other: MemberId, state: Option<invitation::State>, at: Timestamp, pattern: &str) =
        "INSERT INTO deliveries (webhook, about, event, member, other, state, happened_at, progress, attempts, due_at) SELECT w.id, $2, $3, $1, $4, $5, $6, 'waiting', 0, $6 FROM webhooks w WHERE w.owner = $1 AND w.scope = 'mine' AND w.events LIKE $7 ON CONFLICT DO NOTHING";
    /// The same for the webhooks of the community.
    write tell_community(member: MemberId, about: Id<Subject>, event: Event, other: MemberId, state: Option<invitation::State>, at: Timestamp, pattern: &str) =
        "INSERT INTO deliveries (webhook, about, event, member, other, state, happened_at, progress, attempts, due_at) SELECT w.id, $2, $3, $1, $4, $5, $6, 'waiting', 0, $6 FROM webhooks w WHERE w.scope = 'community' AND w.events LIKE $7 ON CONFLICT DO NOTHING";
    /// The same of a message, where its reader has written in that conversation, or their invitation
    /// is what is answered. `$7` and `$8` are both in order.
    write tell_owner_of_reply(member: MemberId, about: Id<Subject>, event: Event, other: MemberId, at: Timestamp, pattern: &str, low: MemberId, high: MemberId) =
        "INSERT INTO deliveries (webhook, about, event, member, other, happened_at, progress, attempts, due_at) SELECT w.id, $2, $3, $1, $4, $5, 'waiting', 0, $5 FROM webhooks w WHERE w.owner = $1 AND w.scope = 'mine' AND w.events LIKE $6 AND (EXISTS (SELECT 1 FROM conversations c WHERE c.low = $7 AND c.high = $8 AND ((c.low = $1 AND c.low_wrote IS NOT NULL) OR (c.high = $1 AND c.high_wrote IS NOT NULL))) OR EXISTS (SELECT 1 FROM messages m JOIN invitations i ON i.id = m.invitation WHERE m.id = $2 AND i.sender = $1)) ON CONFLICT DO NOTHING";
    write tell_community_of_reply(member: MemberId, about: Id<Subject>, event: Event, other: MemberId, at: Timestamp, pattern: &str, low: MemberId, high: MemberId) =
        "INSERT INTO deliveries (webhook, about, event, member, other, happened_at, progress, attempts, due_at) SELECT w.id, $2, $3, $1, $4, $5, 'waiting', 0, $5 FROM webhooks w WHERE w.scope = 'community' AND w.events LIKE $6 AND (EXISTS (SELECT 1 FROM conversations c WHERE c.low = $7 AND c.high = $8 AND ((c.low = $1 AND c.low_wrote IS NOT NULL) OR (c.high = $1 AND c.high_wrote IS NOT NULL))) OR EXISTS (SELECT 1 FROM messages m JOIN invitations i ON i.id = m.invitation WHERE m.id = $2 AND i.sender = $1)) ON CONFLICT DO NOTHING";
    query deliveries_due(now: Timestamp, limit: i64) -> DeliveryRow =
        "SELECT webhook, about, event, member, other, state, happened_at, progress, attempts, due_at, ended_at, problem FROM deliveries WHERE due_at IS NOT NULL AND due_at <= $1 ORDER BY due_at LIMIT $2";
    query one_delivery(webhook: WebhookId, about: Id<Subject>) -> DeliveryRow =
        "SELECT webhook, about, event, member, other, state, happened_at, progress, attempts, due_at, ended_at, problem FROM deliveries WHERE webhook = $1 AND about = $2";
    query deliveries_page(webhook: WebhookId, before: Timestamp, before_id: Id<Subject>, limit: i64) -> DeliveryRow =
        "SELECT webhook, about, event, member, other, state, happened_at, progress, attempts, due_at, ended_at, problem FROM deliveries WHERE webhook = $1 AND happened_at <= $2 AND (happened_at < $2 OR about < $3) ORDER BY happened_at DESC, about DESC LIMIT $4";
    /// Takes a delivery to send it: only one node does.
    guard claim_delivery(webhook: WebhookId, about: Id<Subject>, was: Timestamp, until: Timestamp) =
        "UPDATE deliveries SET progress = 'sending', attempts = attempts + 1, due_at = $4 WHERE webhook = $1 AND about = $2 AND due_at = $3 AND progress IN ('waiting', 'sending')";
    guard end_delivery(webhook: WebhookId, about: Id<Subject>, progress: Progress, at: Timestamp, problem: Option<&str>) =
        "UPDATE deliveries SET progress = $3, due_at = NULL, ended_at = $4, problem = $5 WHERE webhook = $1 AND about = $2 AND progress = 'sending'";
    guard try_delivery_later(webhook: WebhookId, about: Id<Subject>, due: Timestamp, problem: &str) =
        "UPDATE deliveries SET progress = 'waiting', due_at = $3, problem = $4 WHERE webhook = $1 AND about = $2 AND progress = 'sending'";
    write revive_delivery(webhook: WebhookId, about: Id<Subject>, now: Timestamp) =
        "UPDATE deliveries SET progress = 'waiting', attempts = 0, due_at = $3, ended_at = NULL WHERE webhook = $1 AND about = $2 AND progress = 'dead'";
    write revive_deliveries(webhook: WebhookId, now: Timestamp) =
        "UPDATE deliveries SET progress = 'waiting', attempts = 0, due_at = $2, ended_at = NULL WHERE webhook = $1 AND progress = 'dead'";
    write forget_deliveries(before: Timestamp) =
        "DELETE FROM deliveries WHERE ended_at IS NOT NULL AND ended_at < $1";
}

/// Queues what webhooks are told of changes, in the transaction that makes them.
pub(crate) fn tell(conn: &mut Conn, changes: &[Change]) {
    for told in changes.iter().filter_map(core::told) {
        let Told { event, member, other, about, state, at } = told;
        let pattern = format!("% {} %", event.code());
        if event == Event::Replied {
            let (low, high) = (member.min(other), member.max(other));
            tell_owner_of_reply(conn, member, about, event, other, at, &pattern, low, high);
            tell_community_of_reply(conn, member, about, event, other, at, &pattern, low, high);
        } else {
            tell_owner(conn, member, about, event, other, state, at, &pattern);
            tell_community(conn, member, about, event, other, state, at, &pattern);
        }
    }
}

impl Reads<'_> {
    /// A webhook, whoever's it is.
    pub fn webhook(&mut self, id: WebhookId) -> Result<Option<Webhook>, StoreError> {
        Ok(one_webhook(self.conn, id)?.pop().map(Webhook::from))
    }

    /// The webhooks that a member made, the oldest first.
    pub fn webhooks(&mut self, owner: MemberId) -> Result<Vec<Webhook>, StoreError> {
        Ok(webhooks_of(self.conn, owner)?.into_iter().map(Webhook::from).collect())
    }

    /// The webhooks of the community, the oldest first.
    pub fn community_webhooks(&mut self) -> Result<Vec<Webhook>, StoreError> {
        Ok(webhooks_of_community(self.conn)?.into_iter().map(Webhook::from).collect())
    }

    /// Deliveries whose time has come, or whose sender has not been heard of.
    pub fn deliveries_due(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<DeliveryRow>, StoreError> {
        deliveries_due(self.conn, now, limit.into())
    }

    /// One delivery.
    pub fn delivery(
        &mut self,
        webhook: WebhookId,
        about: Id<Subject>,
    ) -> Result<Option<DeliveryRow>, StoreError> {
        Ok(one_delivery(self.conn, webhook, about)?.pop())
    }

    /// What a webhook was and is told, the last first.
    pub fn deliveries(
        &mut self,
        webhook: WebhookId,
        before: Option<(Timestamp, Id<Subject>)>,
        limit: u32,
    ) -> Result<Vec<DeliveryRow>, StoreError> {
        let newest = (Timestamp::from_micros(i64::MAX), Id::from_bytes([0xff; 16]));
        let (at, id) = before.unwrap_or(newest);
        deliveries_page(self.conn, webhook, at, id, limit.into())
    }
}

impl Tx<'_> {
    /// Keeps a webhook.
    pub fn insert_webhook(&mut self, w: &Webhook) {
        // A blank on either side, so that no word is found inside another.
        let events: Vec<&str> = w.events.iter().map(|event| event.code()).collect();
        let events = format!(" {} ", events.join(" "));
        let secret = w.secret.clone();
        insert_webhook(self.conn(), w.id, w.owner, w.scope, &w.url, &events, secret, w.made_at);
    }

    /// Deletes a webhook, with everything that it was to be told.
    pub fn delete_webhook(&mut self, id: WebhookId) {
        delete_deliveries(self.conn(), id);
        delete_webhook(self.conn(), id);
    }

    /// Takes a delivery to send it until `until`. It conflicts where another node has.
    pub fn claim_delivery(&mut self, one: &DeliveryRow, was: Timestamp, until: Timestamp) {
        claim_delivery(self.conn(), one.webhook, one.about, was, until);
    }

    /// Notes how a delivery ended.
    pub fn end_delivery(
        &mut self,
        one: &DeliveryRow,
        progress: Progress,
        at: Timestamp,
        problem: Option<&str>,
    ) {
        end_delivery(self.conn(), one.webhook, one.about, progress, at, problem);
    }

    /// Puts a delivery back, to be tried again.
    pub fn try_delivery_later(&mut self, one: &DeliveryRow, due: Timestamp, problem: &str) {
        try_delivery_later(self.conn(), one.webhook, one.about, due, problem);
    }

    /// Has what was given up sent again: one delivery of a webhook, or all.
    pub fn revive_deliveries(
        &mut self,
        webhook: WebhookId,
        about: Option<Id<Subject>>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        self.conn().flush()?;
        match about {
            Some(about) => revive_delivery(self.conn(), webhook, about, now),
            None => revive_deliveries(self.conn(), webhook, now),
        }
        Ok(self.conn().flush_counted()?.into_iter().sum())
    }

    /// Forgets deliveries that ended before an instant; how many.
    pub fn forget_deliveries(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        self.conn().flush()?;
        forget_deliveries(self.conn(), before);
        Ok(self.conn().flush_counted()?.into_iter().sum())
    }
}
