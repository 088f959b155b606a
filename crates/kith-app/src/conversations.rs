//! Conversations: the list, reading one, and what one side does with it (R9).

use kith_core::{
    account::Status,
    change::{Change, Report},
    conversation::{self, Conversation, Folder, Kind, Request, Tidy},
    id::{ConversationId, MemberId, MessageId},
    messaging::{self, Alternatives},
    refusal::Refusal,
    time::Timestamp,
};
use kith_store::{MessageRow, Met, Reads};
use serde::Serialize;

use crate::{
    Actor, App, AppError, Ask, Page, Paging, Written,
    app::{cursor_of, seen_page},
    messaging::MessagingView,
    rows::Row,
    viewer::Viewer,
};

/// The longest reason of a report, in characters.
const LONGEST_REASON: usize = 2_000;

/// A message as both read it.
#[derive(Debug, Clone, Serialize)]
pub struct MessageItem {
    /// Which.
    pub id: MessageId,
    /// Whether the viewer wrote it.
    pub mine: bool,
    /// What kind of message it is.
    pub kind: Kind,
    /// The subject of an InMail.
    pub subject: Option<String>,
    /// The text.
    pub body: String,
    /// When.
    pub sent_at: Timestamp,
}

impl MessageItem {
    /// A message as `me` reads it.
    pub(crate) fn of(row: MessageRow, me: MemberId) -> Self {
        Self {
            id: row.id,
            mine: row.sender == me,
            kind: row.kind,
            subject: row.subject,
            body: row.body,
            sent_at: row.sent_at,
        }
    }
}

/// A conversation in a list, as one side sees it.
#[derive(Debug, Clone, Serialize)]
pub struct ConversationView {
    /// Which.
    pub id: ConversationId,
    /// Where it stands for me.
    #[serde(rename = "box")]
    pub folder: Folder,
    /// The other member.
    pub member: Row,
    /// Whether something of theirs is unread.
    pub unread: bool,
    /// Whether I muted it.
    pub muted: bool,
    /// Whether I put it away.
    pub archived: bool,
    /// Where I stand to what they began; what I began and how they answered is not told.
    pub request: Request,
    /// The newest message.
    pub last: Option<MessageItem>,
}

/// A conversation that is open: its messages, and whether I may write.
#[derive(Debug, Clone, Serialize)]
pub struct OpenConversation {
    /// As in the list.
    #[serde(flatten)]
    pub conversation: ConversationView,
    /// Messages, newest first.
    pub items: Vec<MessageItem>,
    /// The cursor of the page before in time, or null.
    pub next: Option<String>,
    /// Whether I may write here, and how.
    pub writing: MessagingView,
}

impl App {
    /// A folder of my conversations, the newest message first.
    pub fn conversations(
        &self,
        actor: &Actor,
        folder: Folder,
        paging: &Paging,
    ) -> Result<Page<ConversationView>, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            seen_page(
                reads,
                paging,
                |reads, before, limit| reads.conversations(actor.id, folder, before, limit),
                |row| (row.last_at, row.id),
                |reads, row| match row.seen_by(actor.id) {
                    Some((other, talk)) => view(&viewer, reads, other, &talk),
                    None => Ok(None),
                },
            )
        })
    }

    /// One conversation of mine with a page of its messages.
    pub fn conversation(
        &self,
        actor: &Actor,
        id: ConversationId,
        paging: &Paging,
    ) -> Result<OpenConversation, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let (other, talk) = mine(reads, actor.id, id)?;
            let conversation =
                view(&viewer, reads, other, &talk)?.ok_or_else(Refusal::not_found)?;
            let limit = paging.size();
            let mut rows = reads.messages_back(actor.id, other, paging.cursor()?, limit + 1)?;
            let more = rows.len() > limit as usize;
            rows.truncate(limit as usize);
            let last = rows.last().filter(|_| more);
            let next = last.map(|row| cursor_of(row.sent_at, row.id));
            let items = rows.into_iter().map(|row| MessageItem::of(row, actor.id)).collect();
            let writing = viewer.messaging(reads, other)?;
            Ok(OpenConversation { conversation, items, next, writing })
        })
    }

    /// How many of my conversations have something unread.
    pub fn unread_count(&self, actor: &Actor) -> Result<u32, AppError> {
        Ok(self.0.store.read(|reads| reads.unread_conversations(actor.id))?)
    }

    /// Reads, mutes or archives a conversation of mine; the other is not told.
    pub async fn tidy_conversation(
        &self,
        ask: &Ask,
        id: ConversationId,
        act: Tidy,
    ) -> Result<Written<()>, AppError> {
        let (me, now) = (ask.actor.id, self.now());
        let (other, _) = self.0.store.read(|reads| mine(reads, me, id))?;
        let written = self
            .write(self.command(ask, &[other]), move |tx| {
                let Some(met) = tx.meet(me, other)? else { return Ok(Err(AppError::SignInFirst)) };
                let Some(talk) = tx.talk(me, other)? else { return Ok(Err(AppError::NotFound)) };
                if let Err(refusal) = readable(&met) {
                    return Ok(Err(refusal.into()));
                }
                tx.apply(conversation::tidy(&talk, (me, other), act, now))?;
                Ok(Ok(()))
            })
            .await?;
        Ok(written.into())
    }

    /// Accepts a message request or an InMail, or declines it, silently.
    pub async fn answer_request(
        &self,
        ask: &Ask,
        id: ConversationId,
        accept: bool,
    ) -> Result<Written<()>, AppError> {
        let (app, me, now) = (self.clone(), ask.actor.id, self.now());
        let (other, _) = self.0.store.read(|reads| mine(reads, me, id))?;
        let written = self
            .write(self.command(ask, &[other]), move |tx| {
                let Some(met) = tx.meet(me, other)? else { return Ok(Err(AppError::SignInFirst)) };
                let facts = app.messaging_facts(tx, &met, Alternatives::default(), now)?;
                match messaging::answer(&facts, accept, &app.0.policy, now) {
                    Ok(changes) => {
                        tx.apply(changes)?;
                        Ok(Ok(()))
                    }
                    Err(refusal) => Ok(Err(refusal.into())),
                }
            })
            .await?;
        Ok(written.into())
    }

    /// Reports a conversation to the operators; the other is not told.
    pub async fn report_conversation(
        &self,
        ask: &Ask,
        id: ConversationId,
        reason: &str,
    ) -> Result<Written<()>, AppError> {
        let reason = reason.trim().to_owned();
        let length = reason.chars().count();
        if reason.is_empty() || length > LONGEST_REASON {
            let message = format!("Say in 1 to {LONGEST_REASON} characters what is wrong.");
            return Err(AppError::field("reason", message));
        }
        let (me, at, report) = (ask.actor.id, self.now(), self.new_id());
        let (other, _) = self.0.store.read(|reads| mine(reads, me, id))?;
        let written = self
            .write(self.command(ask, &[other]), move |tx| {
                let Some(met) = tx.meet(me, other)? else { return Ok(Err(AppError::SignInFirst)) };
                if let Err(refusal) = met.meeting().visible() {
                    return Ok(Err(refusal.into()));
                }
                let report = Report {
                    id: report,
                    reporter: me,
                    reported: other,
                    conversation: id,
                    reason: reason.clone(),
                    at,
                };
                tx.apply(vec![Change::Reported { report }])?;
                Ok(Ok(()))
            })
            .await?;
        Ok(written.into())
    }
}

/// Whether what the other wrote is to be seen: also of a former member, but not across a block.
fn readable(met: &Met) -> Result<(), Refusal> {
    let former = met.them.as_ref().is_some_and(|them| them.status == Status::Deleted);
    if former && !met.pair.is_blocked() {
        return Ok(());
    }
    met.meeting().visible().map(drop)
}

/// A conversation of `me`'s and the other; nobody else's.
fn mine(
    reads: &mut Reads<'_>,
    me: MemberId,
    id: ConversationId,
) -> Result<(MemberId, Conversation), AppError> {
    let row = reads.conversation(id)?;
    row.and_then(|row| row.seen_by(me)).ok_or_else(|| Refusal::not_found().into())
}

/// A conversation as one side sees it; nothing where the other is not to be seen.
fn view(
    viewer: &Viewer<'_>,
    reads: &mut Reads<'_>,
    other: MemberId,
    talk: &Conversation,
) -> Result<Option<ConversationView>, AppError> {
    let me = viewer.me.id;
    let Some(member) = viewer.row_or_former(reads, other)? else { return Ok(None) };
    let last = reads.messages(me, other, 1)?.pop().map(|row| MessageItem::of(row, me));
    Ok(Some(ConversationView {
        id: talk.id,
        folder: talk.stands_in(),
        member,
        unread: talk.is_unread(),
        muted: talk.mine.muted_at.is_some(),
        archived: talk.mine.archived_at.is_some(),
        request: talk.mine.request,
        last,
    }))
}
