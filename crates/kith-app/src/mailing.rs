//! E-mail of notifications: planned for each member, claimed by one node, written when it goes
//! out, so that it says no more than its reader may see by then.

pub(crate) mod letter;
pub mod unsubscribe;

pub(crate) use letter::escaped;

use std::sync::Arc;

use kith_core::{
    id::{InvitationId, MailId, MemberId},
    mailing::{self as core, Plan, Waiting},
    notification::{Kind, Mailing, Notice},
    time::{DAY, MINUTE, Timestamp},
};
use kith_store::{InvitationRow, MailRow, NotificationRow, StoreError, Tx};
use serde::Serialize;

use crate::{
    Actor, App, AppError, Page, Paging,
    app::cursor_of,
    confirmations::CONFIRM,
    email_invitations,
    notifications::settings::choices,
    ports::{Letter, Mail, MailError},
};

/// How many rows of due work are taken at once.
const BATCH: u32 = 500;
/// How long a node may take to send one mail before it is given up.
const SENDING: i64 = 10 * MINUTE;
/// How long it is remembered how a mail ended.
const REMEMBERED: i64 = 30 * DAY;
/// The kind of a mail that tells everything of a day.
const DIGEST: &str = "digest";
/// The fact in which it is kept up to where invitations were looked at for reminders.
const REMINDED: &str = "reminded";

/// How mail goes out.
#[derive(Clone)]
pub struct Mailer {
    /// What sends it.
    pub mail: Arc<dyn Mail>,
    /// The address of the site, without a slash at the end: links lead there.
    pub site: String,
}

/// A mail that was given up, for an operator.
#[derive(Debug, Clone, Serialize)]
pub struct FailedMail {
    /// Which.
    pub id: MailId,
    /// To whom, or, of an invitation by e-mail, in whose name: their handle.
    pub member: String,
    /// The code of its kind, or `digest`.
    pub kind: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was given up.
    pub at: Timestamp,
    /// What went wrong last.
    pub problem: String,
}

/// What a round did.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Mailed {
    /// Reminders told.
    pub(crate) reminded: u32,
    /// Mails sent.
    pub(crate) sent: u32,
    /// Mails given up.
    pub(crate) failed: u32,
}

impl App {
    /// Tells reminders that are due, and sends what is to be mailed.
    pub(crate) async fn mail_due(&self) -> Result<Mailed, AppError> {
        let mut done = Mailed::default();
        for days in self.0.policy.invitations.reminder_days.clone() {
            done.reminded += self.remind(days).await?;
        }
        self.lapse_email_invitations().await?;
        let Some(mailer) = self.0.mailer.clone() else { return Ok(done) };
        self.plan_mails().await?;
        self.plan_email_invitations().await?;
        loop {
            let now = self.now();
            let due = self.0.store.read(|reads| reads.mails_due(now, BATCH))?;
            if due.is_empty() {
                break;
            }
            for mail in due {
                match self.send_mail(&mailer, &mail).await {
                    Ok(Outcome::Sent) => done.sent += 1,
                    Ok(Outcome::Failed) => done.failed += 1,
                    // The rest may wait, too: other due work is not to wait for a lost server.
                    Ok(Outcome::PutOff) => return Ok(done),
                    // Another node took it, or nothing of it holds any more.
                    Ok(Outcome::Neither) | Err(AppError::Conflict) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(done)
    }

    /// R6: tells recipients of invitations that have waited so many days. Each is looked at once:
    /// the place up to which they were is kept, and moved on in the same transaction.
    async fn remind(&self, days: u32) -> Result<u32, AppError> {
        let mut count = 0;
        loop {
            let now = self.now();
            let until = now.plus_days(-i64::from(days));
            let name = format!("{REMINDED}_{days}");
            let was = self.0.store.read(|reads| reads.fact(&name))?;
            let after = was.as_deref().and_then(place).unwrap_or_else(start);
            let rows = self.0.store.read(|reads| reads.waiting_invitations(after, until, BATCH))?;
            let Some(last) = rows.last() else { return Ok(count) };
            let (reached, full) = (place_of(last), rows.len() == BATCH as usize);
            let app = self.clone();
            let written = self
                .write(self.system_command(Vec::new()), move |tx| {
                    if tx.fact(&name)? != was {
                        return Ok(Err(AppError::Conflict));
                    }
                    let mut told = 0;
                    for row in &rows {
                        told += u32::from(app.remind_of(tx, row, days, now)?);
                    }
                    tx.set_fact(&name, &reached);
                    Ok(Ok(told))
                })
                .await;
            match written {
                Ok(written) => count += written.value,
                Err(AppError::Conflict) => return Ok(count),
                Err(error) => return Err(error),
            }
            if !full {
                return Ok(count);
            }
        }
    }

    /// Tells one recipient, if this is the reminder that is due to them now.
    fn remind_of(
        &self,
        tx: &mut Tx<'_>,
        row: &InvitationRow,
        days: u32,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(current) = tx.invitation(row.id)? else { return Ok(false) };
        let Some(recipient) = tx.account(row.recipient)? else { return Ok(false) };
        let policy = &self.0.policy.invitations;
        if current.life().reminder(now, policy, &recipient.settings) != Some(days) {
            return Ok(false);
        }
        tx.tell(&Notice::reminder(row.id, row.recipient, row.sender, now));
        Ok(true)
    }

    /// Decides for each member what of theirs goes out, and in which mail.
    async fn plan_mails(&self) -> Result<(), AppError> {
        loop {
            let now = self.now();
            let members = self.0.store.read(|reads| reads.members_to_mail(now, BATCH))?;
            if members.is_empty() {
                return Ok(());
            }
            for member in members {
                match self.plan_mails_of(member, now).await {
                    // Another node was first.
                    Ok(()) | Err(AppError::Conflict) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }

    async fn plan_mails_of(&self, member: MemberId, now: Timestamp) -> Result<(), AppError> {
        let app = self.clone();
        self.write(self.system_command(vec![member]), move |tx| {
            let rows = tx.waiting_to_mail(member)?;
            let plans = plans(tx, member, &rows, now)?;
            let digest: MailId = app.new_id();
            let mut single = Vec::new();
            for (row, plan) in rows.iter().zip(&plans) {
                match plan {
                    Plan::Drop => tx.plan_mail(member, row, None, None),
                    Plan::Later(due) => tx.plan_mail(member, row, Some(*due), None),
                    Plan::Together => tx.plan_mail(member, row, None, Some(digest)),
                    Plan::Now => {
                        let id = app.new_id();
                        tx.plan_mail(member, row, None, Some(id));
                        single.push((id, row.kind));
                    }
                }
            }
            for (id, kind) in single {
                tx.insert_mail(id, member, kind.code(), now);
            }
            if plans.contains(&Plan::Together) {
                tx.insert_mail(digest, member, DIGEST, now);
            }
            Ok(Ok(()))
        })
        .await?;
        Ok(())
    }

    /// Sends one mail that is due: takes it, writes it as its reader may see it now, gives it to
    /// whoever delivers, and notes what came of that.
    async fn send_mail(&self, mailer: &Mailer, mail: &MailRow) -> Result<Outcome, AppError> {
        let (now, id) = (self.now(), mail.id);
        let Some(was) = mail.due_at else { return Ok(Outcome::Neither) };
        if mail.state != "waiting" {
            // It may have gone out: rather once than twice.
            let problem = "The node that sent it ended before it knew whether it arrived.";
            return self.end(id, "failed", Some(problem.to_owned())).await;
        }
        let until = now.plus(SENDING);
        self.write(self.system_command(Vec::new()), move |tx| {
            tx.claim_mail(id, was, until);
            Ok(Ok(()))
        })
        .await?;
        let letter = match mail.kind.as_str() {
            CONFIRM => self.confirmation_letter(mailer, mail).await,
            email_invitations::FIRST | email_invitations::REMINDER => {
                self.email_letter(mailer, mail).await
            }
            _ => self.letter(mailer, mail).await,
        };
        let sent = match letter {
            Ok(Some(letter)) => {
                let (sender, to) = (Arc::clone(&mailer.mail), letter.to.clone());
                let sent = tokio::task::spawn_blocking(move || sender.send(&letter)).await;
                let sent = sent.unwrap_or_else(|panic| Err(MailError::Never(panic.to_string())));
                // What is kept of a failure names nobody's address.
                sent.map_err(|error| error.without(&to))
            }
            Ok(None) => return self.end(id, "dropped", None).await,
            Err(error) => Err(MailError::Later(error.to_string())),
        };
        match sent {
            Ok(()) => self.end(id, "sent", None).await,
            Err(MailError::Never(problem)) => self.end(id, "failed", Some(problem)).await,
            Err(MailError::Later(problem)) => match core::back_off(mail.attempts + 1) {
                None => self.end(id, "failed", Some(problem)).await,
                Some(wait) => {
                    let due = self.now().plus(wait);
                    self.write(self.system_command(Vec::new()), move |tx| {
                        tx.try_mail_later(id, due, &problem);
                        Ok(Ok(()))
                    })
                    .await?;
                    Ok(Outcome::PutOff)
                }
            },
        }
    }

    /// Notes how a mail ended.
    async fn end(
        &self,
        id: MailId,
        state: &'static str,
        problem: Option<String>,
    ) -> Result<Outcome, AppError> {
        let now = self.now();
        if let Some(problem) = &problem {
            tracing::warn!(%id, problem, "a mail is given up");
        }
        self.write(self.system_command(Vec::new()), move |tx| {
            tx.end_mail(id, state, now, problem.as_deref());
            Ok(Ok(()))
        })
        .await?;
        Ok(match state {
            "sent" => Outcome::Sent,
            "failed" => Outcome::Failed,
            _ => Outcome::Neither,
        })
    }

    /// Mails that were given up, the last first: for an operator.
    pub fn failed_mails(
        &self,
        actor: &Actor,
        paging: &Paging,
    ) -> Result<Page<FailedMail>, AppError> {
        actor.require_operator()?;
        let limit = paging.size();
        self.0.store.read(|reads| {
            let rows = reads.failed_mails(paging.cursor()?, limit)?;
            let full = rows.len() == limit as usize;
            let last = rows.last().filter(|_| full);
            let next = last.map(|row| cursor_of(row.ended_at.unwrap_or(row.made_at), row.id));
            let mut items = Vec::with_capacity(rows.len());
            for row in rows {
                let person = reads.person(row.member)?;
                items.push(FailedMail {
                    id: row.id,
                    member: person.map(|p| p.known.person.handle).unwrap_or_default(),
                    kind: row.kind,
                    attempts: row.attempts,
                    at: row.ended_at.unwrap_or(row.made_at),
                    problem: row.problem.unwrap_or_default(),
                });
            }
            Ok(Page { items, next })
        })
    }

    /// Forgets how mails ended that are long gone; how many.
    pub(crate) fn forget_mails(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, StoreError> {
        tx.forget_mails(now.plus(-REMEMBERED))
    }
}

/// What came of a mail.
enum Outcome {
    Sent,
    Failed,
    PutOff,
    Neither,
}

/// What becomes of what waits to be mailed to a member.
fn plans(
    tx: &mut Tx<'_>,
    member: MemberId,
    rows: &[NotificationRow],
    now: Timestamp,
) -> Result<Vec<Plan>, StoreError> {
    let chosen = choices(tx, member)?;
    let mailing = |kind: Kind| {
        let one = chosen.iter().find(|one| one.kind == kind);
        one.map_or(Mailing::Off, |one| one.email)
    };
    let reachable = tx.email(member)?.is_some();
    let account = tx.account(member)?;
    let active = account.as_ref().is_some_and(|a| a.status == kith_core::account::Status::Active);
    let zone = account.map_or_else(kith_core::time::Zone::utc, |a| a.settings.time_zone);
    let waiting: Vec<Waiting> = rows
        .iter()
        .map(|row| Waiting {
            kind: row.kind,
            at: row.at,
            due: row.mail_due.unwrap_or(row.at),
            seen: row.seen_at.is_some(),
        })
        .collect();
    Ok(core::plan(&waiting, mailing, reachable && active, &zone, now))
}

/// The place before every invitation.
fn start() -> (Timestamp, InvitationId) {
    (Timestamp::from_micros(i64::MIN), InvitationId::from_bytes([0; 16]))
}

fn place_of(row: &InvitationRow) -> String {
    format!("{} {}", row.sent_at.micros(), row.id)
}

fn place(text: &str) -> Option<(Timestamp, InvitationId)> {
    let (at, id) = text.split_once(' ')?;
    Some((Timestamp::from_micros(at.parse().ok()?), id.parse().ok()?))
}
