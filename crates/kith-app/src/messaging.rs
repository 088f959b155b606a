//! Whether one member may write to another, by which way, and what works where none does (R9);
//! and writing.

use kith_core::{
    account::Account,
    budget::Budget,
    degree::Degree,
    id::{ConversationId, MemberId, MessageId},
    inmail::Credits,
    messaging::{self as core, Allowed, Alternatives, Facts, Send, Way},
    refusal::Refusal,
    time::Timestamp,
};
use kith_store::{Met, Reads, StoreError, Tx};
use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};

use crate::{
    Actor, App, AppError, Ask, FieldError, Written, accounts::blocking, rows::Row, viewer::Viewer,
};

/// A message to write.
#[derive(Debug, Clone, Default)]
pub struct NewMessage {
    /// The recipient's handle.
    pub to: String,
    /// The text.
    pub body: String,
    /// A code of [`Way`]; absent: the first that is open.
    pub via: Option<String>,
    /// The subject, for an InMail.
    pub subject: Option<String>,
}

/// What writing did.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sent {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Which message.
    pub id: MessageId,
    /// By which way.
    pub via: Way,
    /// How many InMail credits it cost.
    pub price: u32,
}

/// Whether something may be done, by which way and for how much, and if not, why not and what
/// works instead: in JSON `{allowed, via?, price?, reason?, until?, instead?}`.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The way, or the handle of who is asked.
    pub via: Option<String>,
    /// How many InMail credits it costs.
    pub price: u32,
    /// Why not.
    pub refusal: Option<Refusal>,
}

impl Explained {
    /// Whether it may be done.
    #[must_use]
    pub const fn allowed(&self) -> bool {
        self.refusal.is_none()
    }

    /// It may not be done.
    #[must_use]
    pub const fn refused(refusal: Refusal) -> Self {
        Self { via: None, price: 0, refusal: Some(refusal) }
    }
}

impl From<Result<Allowed, Refusal>> for Explained {
    fn from(result: Result<Allowed, Refusal>) -> Self {
        match result {
            Ok(allowed) => Self {
                via: Some(allowed.via.code().to_owned()),
                price: allowed.price,
                refusal: None,
            },
            Err(refusal) => Self::refused(refusal),
        }
    }
}

impl Serialize for Explained {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("allowed", &self.allowed())?;
        if let Some(via) = &self.via {
            map.serialize_entry("via", via)?;
        }
        if self.price > 0 {
            map.serialize_entry("price", &self.price)?;
        }
        if let Some(refusal) = &self.refusal {
            map.serialize_entry("reason", &refusal.reason)?;
            map.serialize_entry("until", &refusal.until)?;
            let instead = refusal.instead.iter();
            let instead: Vec<_> =
                instead.map(|one| Works { action: one.action, label: &one.label }).collect();
            map.serialize_entry("instead", &instead)?;
        }
        map.end()
    }
}

/// One thing that works instead.
#[derive(Serialize)]
struct Works<'a> {
    action: kith_core::refusal::Action,
    label: &'a str,
}

/// May I write to somebody, and how.
#[derive(Debug, Clone, Serialize)]
pub struct MessagingView {
    /// To whom.
    pub member: Row,
    /// A message by the first way that is open.
    pub message: Explained,
    /// An InMail in particular.
    pub inmail: Explained,
    /// The conversation with them, if there is one.
    pub conversation: Option<ConversationId>,
    /// The group that both share, if that is the way.
    pub group: Option<String>,
    /// The longest message, in characters.
    pub length: u32,
    /// The longest subject of an InMail, in characters.
    pub subject_length: u32,
    /// Days within which an answer gives the credit of an InMail back.
    pub return_days: u32,
    /// My InMail credits.
    pub credits: Budget,
}

impl App {
    /// Whether I may write to `handle`, by which way, at what price, and what works instead.
    pub fn messaging(&self, actor: &Actor, handle: &str) -> Result<MessagingView, AppError> {
        let member = self.find(handle)?;
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            viewer.messaging(reads, member)
        })
    }

    /// Writes a message through every rule of R9.
    pub async fn send_message(
        &self,
        ask: &Ask,
        new: NewMessage,
    ) -> Result<Written<Sent>, AppError> {
        let via = self.checked(&new)?;
        let them = self.find(&new.to)?;
        let (app, me, now, id) = (self.clone(), ask.actor.id, self.now(), self.new_id());
        let NewMessage { to, body, subject, .. } = new;
        let subject = subject.filter(|subject| !subject.trim().is_empty());
        let written = self
            .write(self.command(ask, &[them]), move |tx| {
                let send = Send { id, body: &body, subject: subject.as_deref(), via };
                app.decide_message(tx, &send, (me, them), now)
            })
            .await;
        match written {
            Ok(written) => Ok(written.into()),
            Err(AppError::Refused(refusal)) => {
                // What works instead is looked for once it is needed.
                let (app, actor) = (self.clone(), ask.actor.clone());
                blocking(move || Err(app.explained(&actor, &to, via, *refusal))).await
            }
            Err(error) => Err(error),
        }
    }
}

impl App {
    /// Checks lengths and words; the way that was chosen.
    fn checked(&self, new: &NewMessage) -> Result<Option<Way>, AppError> {
        let rules = &self.0.policy.messages;
        let mut errors = Vec::new();
        if !core::fits(&new.body, rules.length) {
            errors.push(FieldError::new("body", self.length_error(&new.body)));
        }
        let subject = new.subject.as_deref().unwrap_or_default().trim();
        if !subject.is_empty() && !core::fits(subject, rules.subject_length) {
            let message = format!("A subject has at most {} characters.", rules.subject_length);
            errors.push(FieldError::new("subject", message));
        }
        let via = new.via.as_deref().filter(|code| !code.is_empty());
        let way = via.and_then(Way::from_code);
        if via.is_some() && way.is_none() {
            let codes: Vec<_> = Way::ALL.iter().map(|way| way.code()).collect();
            errors.push(FieldError::new("via", format!("Use one of {}.", codes.join(", "))));
        }
        if errors.is_empty() { Ok(way) } else { Err(AppError::Invalid(errors)) }
    }

    /// What is wrong with the length of a text.
    pub(crate) fn length_error(&self, text: &str) -> String {
        let most = self.0.policy.messages.length;
        match kith_core::note::length(text) {
            0 => "Write something first.".to_owned(),
            length => format!("Write at most {most} characters; this has {length}."),
        }
    }

    /// Reads the facts of R9 in the transaction, decides, and applies what is decided.
    pub(crate) fn decide_message(
        &self,
        tx: &mut Tx<'_>,
        send: &Send<'_>,
        (me, them): (MemberId, MemberId),
        now: Timestamp,
    ) -> Result<Result<Sent, AppError>, StoreError> {
        let Some(met) = tx.meet(me, them)? else { return Ok(Err(AppError::SignInFirst)) };
        let facts = self.messaging_facts(tx, &met, Alternatives::default(), now)?;
        let (allowed, changes) = match core::send(send, &facts, &self.0.policy, now) {
            Ok(decided) => decided,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        if allowed.via == Way::InMail && send.subject.is_none() {
            let left = facts.credits.left;
            let message = format!(
                "Only an InMail reaches this member: give it a subject. It costs 1 of your {left} credits."
            );
            return Ok(Err(AppError::field("subject", message)));
        }
        if allowed.via != Way::InMail && send.subject.is_some() {
            // Nothing that was written is dropped silently.
            let message = "Only an InMail has a subject: send it via inmail, or without a subject.";
            return Ok(Err(AppError::field("subject", message)));
        }
        let conversation = facts.talk.map(|talk| talk.id);
        tx.apply(changes)?;
        Ok(Ok(Sent {
            conversation: conversation
                .unwrap_or_else(|| ConversationId::from_bytes(*send.id.as_bytes())),
            id: send.id,
            via: allowed.via,
            price: allowed.price,
        }))
    }

    /// The refusal with everything that works instead; as it was where that cannot be read.
    fn explained(&self, actor: &Actor, to: &str, via: Option<Way>, refusal: Refusal) -> AppError {
        let explained = self.find(to).and_then(|member| {
            self.0.store.read(|reads| {
                let viewer = Viewer::of(self, actor, reads)?;
                let met = reads.meet(actor.id, member)?.ok_or(AppError::SignInFirst)?;
                let others = viewer.alternatives(reads, &met)?;
                let facts = self.messaging_facts(reads, &met, others, viewer.now)?;
                Ok(core::way(&facts, via, &self.0.policy, viewer.now))
            })
        });
        match explained {
            Ok(Err(explained)) => explained.into(),
            Ok(Ok(_)) | Err(_) => refusal.into(),
        }
    }

    /// A member's InMail credits at `now`.
    pub(crate) fn credits_at(
        &self,
        reads: &mut Reads<'_>,
        account: &Account,
        now: Timestamp,
    ) -> Result<Credits, StoreError> {
        Ok(self.kept_credits(reads, account)?.at(account, &self.0.policy, now))
    }

    /// The same as last kept; of somebody who never had to do with them, since they joined.
    fn kept_credits(
        &self,
        reads: &mut Reads<'_>,
        account: &Account,
    ) -> Result<Credits, StoreError> {
        let kept = reads.credits(account.id);
        let joined = reads.joined_at(account.id);
        if let Some(kept) = kept? {
            return Ok(kept);
        }
        let joined = joined?.unwrap_or(Timestamp::from_micros(0));
        Ok(Credits::begin(account, joined, 0, &self.0.policy))
    }

    /// The facts that R9 reads about two who met.
    pub(crate) fn messaging_facts<'m>(
        &self,
        reads: &mut Reads<'_>,
        met: &'m Met,
        alternatives: Alternatives,
        now: Timestamp,
    ) -> Result<Facts<'m>, StoreError> {
        let me = &met.me;
        let them = met.them.as_ref();
        let other = met.pair.other(me.id);
        let talk = reads.talk(me.id, other)?;
        let groups = reads.groups_between(me.id, other)?;
        let openers = match groups.shared {
            Some(_) => reads.openers(me.id, now.month_in(&me.settings.time_zone).0)?,
            None => 0,
        };
        // Without a conversation there has been no InMail either.
        let (my_inmail, their_inmail) = match talk {
            Some(_) => (reads.last_inmail(me.id, other)?, reads.last_inmail(other, me.id)?),
            None => (None, None),
        };
        let their_credits = match (them, &their_inmail) {
            (Some(them), Some(_)) => Some(self.kept_credits(reads, them)?),
            _ => None,
        };
        Ok(Facts {
            meeting: met.meeting(),
            talk,
            shared_group: groups.shared,
            openers,
            credits: self.credits_at(reads, me, now)?,
            my_inmail,
            their_inmail,
            their_credits,
            alternatives,
        })
    }
}

impl Viewer<'_> {
    /// May the viewer write to somebody, and how.
    pub(crate) fn messaging(
        &self,
        reads: &mut Reads<'_>,
        member: MemberId,
    ) -> Result<MessagingView, AppError> {
        let policy = &self.app.0.policy;
        let met = reads.meet(self.me.id, member)?.ok_or(AppError::SignInFirst)?;
        let others = if self.is_former(reads, member)? {
            Alternatives::default()
        } else {
            met.meeting().visible()?;
            self.alternatives(reads, &met)?
        };
        let facts = self.app.messaging_facts(reads, &met, others, self.now)?;
        let row = self.row_or_former(reads, member)?.ok_or_else(Refusal::not_found)?;
        Ok(MessagingView {
            member: row,
            message: core::way(&facts, None, policy, self.now).into(),
            inmail: core::way(&facts, Some(Way::InMail), policy, self.now).into(),
            conversation: facts.talk.map(|talk| talk.id),
            group: facts.shared_group.clone(),
            length: policy.messages.length,
            subject_length: policy.messages.subject_length,
            return_days: policy.messages.return_days,
            credits: facts.credits.budget(&self.me, policy),
        })
    }

    /// The same two answers for a profile, whose other facts have been read.
    pub(crate) fn may_message(
        &self,
        reads: &mut Reads<'_>,
        met: &Met,
    ) -> Result<(Explained, Explained), AppError> {
        let policy = &self.app.0.policy;
        let others = self.alternatives(reads, met)?;
        let facts = self.app.messaging_facts(reads, met, others, self.now)?;
        let message = core::way(&facts, None, policy, self.now).into();
        let inmail = core::way(&facts, Some(Way::InMail), policy, self.now).into();
        Ok((message, inmail))
    }

    /// What would work beside writing.
    fn alternatives(&self, reads: &mut Reads<'_>, met: &Met) -> Result<Alternatives, AppError> {
        let Some(them) = met.them.as_ref().filter(|them| them.id != self.me.id) else {
            return Ok(Alternatives::default());
        };
        let connected = met.pair.is_connected();
        let second = self.degree_of(them.id, connected) == Degree::Second;
        let introducers = if second { self.named_mutuals(reads, them.id)? } else { Vec::new() };
        Ok(Alternatives {
            invite: !connected && self.may_connect(reads, met)?.allowed(),
            groups: reads.groups_between(self.me.id, them.id)?.could_share,
            introducers: introducers.iter().map(|card| card.name.clone()).collect(),
        })
    }
}
