//! Confirming one's own e-mail address: a link is mailed there, and who is signed in follows it.

use kith_core::{
    account::Status,
    id::MemberId,
    reconnect::IdentityKind,
    time::{DAY, MINUTE, Timestamp},
};
use kith_store::{MailRow, Reads, StoreError};

use crate::{
    App, AppError, Ask, Written,
    keys::{same, signature},
    mailing::{Mailer, escaped},
    ports::Letter,
};

/// The kind of such a mail.
pub(crate) const CONFIRM: &str = "confirm_email";
/// The fact in which the key is kept that signs the links.
const KEY: &str = "confirm_key";
/// How long a link is good.
const LASTS: i64 = 3 * DAY;
/// How long one waits before another is mailed.
const BETWEEN: i64 = 10 * MINUTE;

/// How the address of an account stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct EmailState {
    /// The address; empty where the account has none.
    pub address: String,
    /// Since when it is confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// When a link to confirm it was last mailed.
    pub asked_at: Option<Timestamp>,
}

/// How the address of a member's account stands.
pub(crate) fn email_state(
    reads: &mut Reads<'_>,
    member: MemberId,
) -> Result<EmailState, StoreError> {
    let address = reads.email(member)?.unwrap_or_default();
    let mut known = reads.identities(member)?.into_iter();
    let known = known.find(|row| row.kind == IdentityKind::Email && row.value == address);
    let (confirmed_at, asked_at) = known.map_or((None, None), |row| (row.since, row.asked_at));
    Ok(EmailState { address, confirmed_at, asked_at })
}

impl App {
    /// Has a link mailed to the address of my account, at most one in ten minutes. Nothing is mailed
    /// where it is confirmed.
    pub async fn ask_confirmation(&self, ask: &Ask) -> Result<Written<()>, AppError> {
        let (me, now, id) = (ask.actor.id, self.now(), self.new_id());
        if self.0.mailer.is_none() {
            return Err(AppError::field("email", "This server sends no mail."));
        }
        let written = self.write(self.command(ask, &[]), move |tx| {
            let state = email_state(tx, me)?;
            if state.address.is_empty() {
                return Ok(Err(AppError::field("email", "Your account has no e-mail address.")));
            }
            if state.confirmed_at.is_some() {
                return Ok(Ok(()));
            }
            let again = state.asked_at.map(|at| at.plus(BETWEEN)).filter(|again| now < *again);
            if let Some(again) = again {
                let seconds = (again.micros() - now.micros()) / 1_000_000 + 1;
                let seconds = u64::try_from(seconds).unwrap_or(1);
                return Ok(Err(AppError::TooManyAttempts(seconds)));
            }
            tx.ask_identity(me, IdentityKind::Email, &state.address, now);
            tx.insert_mail(id, me, CONFIRM, now);
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }

    /// Confirms the address to which a link was mailed. Only who is signed in as its account does:
    /// whoever was mailed by mistake, or in bad faith, confirms nothing.
    pub async fn confirm_email(&self, ask: &Ask, token: &str) -> Result<Written<()>, AppError> {
        let (me, now) = (ask.actor.id, self.now());
        let address = self.0.store.read(|reads| reads.email(me))?.unwrap_or_default();
        let key = self.key(KEY).await?;
        let (until, sign) = token.trim().split_once('.').unwrap_or_default();
        let signed = same(sign, &signature(&key, &words(me, &address, until)));
        let until = until.parse().ok().filter(|_| signed && !address.is_empty());
        let Some(until) = until.map(Timestamp::from_micros) else {
            let message = "This link is not for the account that you are signed in to.";
            return Err(AppError::field("token", message));
        };
        if until <= now {
            return Err(AppError::field("token", "This link has lapsed. Ask for another one."));
        }
        let (due, hash) = (self.look_at(now), self.hash_of(&address).await?);
        let written = self.write(self.command(ask, &[]), move |tx| {
            tx.confirm_identity(me, IdentityKind::Email, &address, now);
            // Whoever invites this address finds them here.
            if let Some(hash) = &hash {
                tx.prove_address(me, hash, now);
            }
            // There is more to be known by from now on.
            tx.compare_again(me, due);
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }

    /// What the mail says; none where the account is gone or hidden by now.
    pub(crate) async fn confirmation_letter(
        &self,
        mailer: &Mailer,
        mail: &MailRow,
    ) -> Result<Option<Letter>, AppError> {
        let key = self.key(KEY).await?;
        let now = self.now();
        self.0.store.read(|reads| {
            let Some(found) = reads.person(mail.member)? else { return Ok(None) };
            let person = found.known.person;
            if found.status != Status::Active || person.email.is_empty() {
                return Ok(None);
            }
            let until = mail.made_at.plus(LASTS).micros().to_string();
            let sign = signature(&key, &words(mail.member, &person.email, &until));
            let link = format!("{}/confirm/{until}.{sign}", mailer.site);
            Ok(Some(Letter {
                id: mail.id.to_string(),
                to: person.email.clone(),
                to_name: person.full_name(),
                subject: "Confirm your e-mail address".to_owned(),
                text: text(&person.first_name, &person.handle, &link),
                html: html(&person.first_name, &person.handle, &link),
                unsubscribe: String::new(),
                at: now,
            }))
        })
    }
}

/// What a link is signed for: another address, account or time has another signature.
fn words(member: MemberId, address: &str, until: &str) -> String {
    format!("{member}\n{until}\n{address}")
}

const WHY: &str = "It is good for three days. If you did not ask for this, somebody gave your \
                   address by mistake: leave the link alone, and nothing happens.";

fn text(first_name: &str, handle: &str, link: &str) -> String {
    format!(
        "Hello {first_name},\n\nsign in as {handle} and confirm that this address is yours:\n\
         {link}\n\n{WHY}\n"
    )
}

fn html(first_name: &str, handle: &str, link: &str) -> String {
    let (first_name, handle, link) = (escaped(first_name), escaped(handle), escaped(link));
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"></head><body>\
         <p>Hello {first_name},</p><p>sign in as {handle} and \
         <a href=\"{link}\">confirm that this address is yours</a>.</p>\
         <p><small>{WHY}</small></p></body></html>"
    )
}
