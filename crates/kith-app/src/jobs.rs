//! Due work: what time alone makes happen. Any node may do it, none does it twice.

use kith_core::{
    account::Account,
    change::Change,
    id::{MemberId, RestrictionId},
    invitation::expire,
    policy::Policy,
    restriction::{self, Signal, Step},
    time::{DAY, Timestamp},
    view, webhook,
};
use kith_store::{StoreError, Tx};

use crate::{App, AppError, viewer::windows};

/// How many rows of due work one transaction takes.
const BATCH: u32 = 500;

/// What a round of due work did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DueWork {
    /// Invitations that lapsed.
    pub expired: u32,
    /// Steps taken on the restriction ladder.
    pub restricted: u32,
    /// Recipients reminded of invitations that wait.
    pub reminded: u32,
    /// Mails sent.
    pub mailed: u32,
    /// Mails given up.
    pub mails_failed: u32,
    /// What campaigns did: visits, follows, invitations, messages.
    pub outreach: u32,
    /// Events that webhooks were told.
    pub told: u32,
    /// Members who list each other and were asked to reconnect, or did: pairs.
    pub reconnects: u32,
    /// Pages fetched to which posts link.
    pub previews: u32,
    /// Accounts deleted for good.
    pub deleted: u32,
    /// Old sessions, command answers, mails, profile views, previews, archives and pictures without
    /// a post forgotten.
    pub forgotten: u32,
}

impl App {
    /// Does everything that is due at the clock's instant.
    pub async fn run_due_work(&self) -> Result<DueWork, AppError> {
        let mut done = DueWork::default();
        loop {
            let expired = self.expire_some().await?;
            done.expired += expired;
            if expired < BATCH {
                break;
            }
        }
        done.outreach = self.run_campaigns().await?;
        done.restricted += self.notice_full().await?;
        done.restricted += self.notice_acceptance().await?;
        done.deleted = self.erase_due().await?;
        done.reconnects = self.reconnect_due().await?;
        let mailed = self.mail_due().await?;
        done.reminded = mailed.reminded;
        (done.mailed, done.mails_failed) = (mailed.sent, mailed.failed);
        done.told = self.tell_webhooks().await?;
        done.previews = self.fetch_previews().await?;
        done.forgotten = self.forget_old().await? + self.forget_images().await?;
        Ok(done)
    }
}

impl App {
    /// Lapses invitations whose instant has come. The rule holds without it; it only writes down
    /// what is so, row by row, whoever else does the same.
    async fn expire_some(&self) -> Result<u32, AppError> {
        let now = self.now();
        let due = self.0.store.read(|reads| reads.due_invitations(now, BATCH))?;
        if due.is_empty() {
            return Ok(0);
        }
        let members: Vec<MemberId> = due.iter().map(|row| row.sender).collect();
        let count = due.len() as u32;
        self.write(self.system_command(members), move |tx| {
            for row in &due {
                let Some(current) = tx.invitation(row.id)? else { continue };
                // A place that was taken again since the lapse stays taken.
                let since = tx.account(row.sender)?.and_then(|a| a.pending_full_since);
                let full = since.is_some_and(|since| since < row.expires_at);
                tx.apply(expire(&current.life(), row.sender, row.recipient, full, now))?;
            }
            Ok(Ok(()))
        })
        .await?;
        Ok(count)
    }

    /// R8: members who have had no pending place for too long.
    async fn notice_full(&self) -> Result<u32, AppError> {
        let now = self.now();
        let days = i64::from(self.0.policy.restrictions.pending_full_days);
        let before = now.plus_days(-days);
        let full = self.0.store.read(|reads| reads.pending_full_since(before, BATCH))?;
        let mut count = 0;
        for member in full {
            let step = self.step_on(member, Signal::PendingFull, still_full);
            count += u32::from(step.await?);
        }
        Ok(count)
    }

    /// R8: members whose invitations few accept.
    async fn notice_acceptance(&self) -> Result<u32, AppError> {
        let now = self.now();
        let rules = &self.0.policy.restrictions;
        let window = now.plus_days(-i64::from(rules.acceptance_days));
        let (mut after, mut count) = (None, 0);
        loop {
            let sample = rules.acceptance_sample;
            let busy =
                self.0.store.read(|reads| reads.busy_senders(after, window, sample, BATCH))?;
            let Some(last) = busy.last() else { return Ok(count) };
            after = Some(*last);
            for member in busy {
                let step = self.step_on(member, Signal::Acceptance, |tx, account, policy, now| {
                    let rules = &policy.restrictions;
                    let window = now.plus_days(-i64::from(rules.acceptance_days));
                    let since = account.ladder.evidence_since(window);
                    let ripe = now.plus_days(-i64::from(rules.acceptance_ripe_days));
                    let (sample, accepted) = tx.acceptance(account.id, since, ripe)?;
                    Ok(restriction::acceptance(accepted, sample, rules))
                });
                count += u32::from(step.await?);
            }
        }
    }

    /// Takes a member's next step on the ladder if `evidence` finds something, in the
    /// transaction that reads it: two nodes do not take it twice.
    async fn step_on<F>(
        &self,
        member: MemberId,
        signal: Signal,
        evidence: F,
    ) -> Result<bool, AppError>
    where
        F: Fn(&mut Tx<'_>, &Account, &Policy, Timestamp) -> Result<Option<String>, StoreError>
            + Send
            + 'static,
    {
        let (app, now) = (self.clone(), self.now());
        let id: RestrictionId = self.new_id();
        let work = self
            .write(self.system_command(vec![member]), move |tx| {
                let Some(account) = tx.account(member)? else { return Ok(NOTHING) };
                let Some(found) = evidence(tx, &account, &app.0.policy, now)? else {
                    return Ok(NOTHING);
                };
                let rules = &app.0.policy.restrictions;
                let step = Step::next(id, member, &account.ladder, signal, found, now, rules);
                tx.apply(vec![Change::Restricted { step }])?;
                Ok(Ok(1))
            })
            .await;
        Ok(how_many(work)? > 0)
    }

    /// Forgets sessions that are over, answers under an `Idempotency-Key` after a day, archives that
    /// nobody chose from in time, and profile views that are shown to nobody any more (R12).
    async fn forget_old(&self) -> Result<u32, AppError> {
        let now = self.now();
        let views = view::forgotten_before(&self.0.policy, now);
        let work = self
            .write(self.system_command(Vec::new()), move |tx| {
                let rows = tx.forget_old(now, now.plus(-DAY))?
                    + Self::forget_mails(tx, now)?
                    + Self::forget_address_mails(tx, now)?
                    + tx.forget_views(views)?
                    + tx.forget_deliveries(now.plus_days(-webhook::REMEMBERED_DAYS))?
                    + tx.forget_previews(now.plus(-DAY))?
                    + tx.forget_archives(now)?;
                let rows = u32::try_from(rows).unwrap_or(u32::MAX);
                Ok(if rows == 0 { NOTHING } else { Ok(rows) })
            })
            .await;
        how_many(work)
    }
}

/// What due work answers that found nothing to do. As an error it is undone, and leaves no line in
/// the journal, which would else grow at every tick of a quiet network.
pub(crate) const NOTHING: Result<u32, AppError> = Err(AppError::NotFound);

/// How much due work did.
pub(crate) fn how_many(work: Result<kith_store::Written<u32>, AppError>) -> Result<u32, AppError> {
    match work {
        Ok(written) => Ok(written.value),
        Err(AppError::NotFound) => Ok(0),
        Err(error) => Err(error),
    }
}

/// The pending signal, for a member who has no place left now either.
fn still_full(
    tx: &mut Tx<'_>,
    account: &Account,
    policy: &Policy,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let usage = tx.usage(account.id, &windows(account, policy, now))?;
    if usage.pending(account, policy).left > 0 {
        return Ok(None);
    }
    let (since, rules) = (account.pending_full_since, &policy.restrictions);
    Ok(restriction::pending_full(since, &account.ladder, now, rules))
}
