//! What is mailed of invitations by e-mail, and when: the first mail, one reminder, and nothing
//! after an opt-out, an answer, a withdrawal or a sign-up. Here alone it is looked at whose an
//! address is.

use kith_core::{
    account::Status,
    email_invitation::{self as core, DueFacts, Turn},
    id::MailId,
    notification::{Kind, Mailing},
    time::{DAY, Timestamp},
};
use kith_store::{EmailInvitationRow, StoreError, Tx};

use crate::{App, AppError, notifications::settings::choices};

/// How many rows are taken at once.
const BATCH: u32 = 500;
/// The kind of the first mail.
pub(crate) const FIRST: &str = "email_invitation";
/// The kind of the reminder.
pub(crate) const REMINDER: &str = "email_reminder";
/// How long it is remembered which address mail went to.
const REMEMBERED: i64 = 30 * DAY;

impl App {
    /// Puts what is due among the mails to be sent.
    pub(crate) async fn plan_email_invitations(&self) -> Result<(), AppError> {
        loop {
            let now = self.now();
            let due = self.0.store.read(|reads| reads.emails_due(now, BATCH))?;
            let full = due.len() == BATCH as usize;
            for row in due {
                match self.plan_email(row, now).await {
                    // Another node was first, or its sender ended it.
                    Ok(()) | Err(AppError::Conflict) => {}
                    Err(error) => return Err(error),
                }
            }
            if !full {
                return Ok(());
            }
        }
    }

    async fn plan_email(&self, row: EmailInvitationRow, now: Timestamp) -> Result<(), AppError> {
        let (app, mail): (_, MailId) = (self.clone(), self.new_id());
        // The sender first: of two nodes one waits for the other here.
        self.write(self.system_command(vec![row.sender]), move |tx| {
            let Some(was) = row.due_at else { return Ok(Ok(())) };
            let Some(row) = tx.email_invitation(row.id)?.filter(|one| one.due_at == Some(was))
            else {
                return Ok(Err(AppError::Conflict));
            };
            let facts = app.due_facts(tx, &row, now)?;
            match core::turn(&facts, &app.0.policy, now) {
                Turn::Stop => tx.stop_email(row.id, was),
                Turn::Wait(until) => tx.schedule_email(&row, was, Some(until), None),
                Turn::Send(next) => {
                    let kind = if row.mails == 0 { FIRST } else { REMINDER };
                    tx.insert_mail(mail, row.sender, kind, now);
                    tx.schedule_email(&row, was, next, Some(mail));
                    tx.note_address_mail(&row, now);
                }
            }
            Ok(Ok(()))
        })
        .await?;
        Ok(())
    }

    fn due_facts(
        &self,
        tx: &mut Tx<'_>,
        row: &EmailInvitationRow,
        now: Timestamp,
    ) -> Result<DueFacts, StoreError> {
        let sender = tx.account(row.sender)?;
        let (to_address, in_network) = tx.address_mails(&row.address, now.plus(-DAY))?;
        Ok(DueFacts {
            life: row.life(),
            mails: row.mails,
            sender_active: sender.is_some_and(|sender| sender.status == Status::Active),
            opted_out: tx.has_opted_out(&row.address)?,
            proven: tx.prover_of(&row.address)?.is_some(),
            reaches_member: reaches_member(tx, row, now)?,
            to_address,
            in_network,
        })
    }

    /// Writes down what has lapsed.
    pub(crate) async fn lapse_email_invitations(&self) -> Result<(), AppError> {
        let now = self.now();
        if !self.0.store.read(|reads| reads.emails_lapsed(now))? {
            return Ok(());
        }
        self.write(self.system_command(Vec::new()), move |tx| Ok(Ok(tx.lapse_emails(now)?)))
            .await?;
        Ok(())
    }

    /// Forgets which mails went to which address long ago.
    pub(crate) fn forget_address_mails(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, StoreError> {
        tx.forget_address_mails(now.plus(-REMEMBERED))
    }
}

/// Where a member gave the address as theirs: whether the sender reaches them, and they take mail of
/// invitations. Nobody has proven the address then, so they are written to like anybody else.
fn reaches_member(
    tx: &mut Tx<'_>,
    row: &EmailInvitationRow,
    now: Timestamp,
) -> Result<Option<bool>, StoreError> {
    let Some(plain) = &row.plain else { return Ok(None) };
    let Some(member) = tx.member_by_email(plain)? else { return Ok(None) };
    if member == row.sender {
        return Ok(Some(false));
    }
    let Some(met) = tx.meet(row.sender, member)? else { return Ok(Some(false)) };
    let shares =
        tx.share_connection(row.sender, member)? || tx.share_community(row.sender, member)?;
    let takes = choices(tx, member)?
        .iter()
        .any(|one| one.kind == Kind::Invitation && one.email != Mailing::Off);
    Ok(Some(takes && core::reaches(&met.meeting(), shares, now)))
}
