//! Invitations by e-mail to people who are not members: ask, list, withdraw.
//!
//! What the sender is answered rests on their own rows alone. Whether an address is a member's, has
//! opted out or is somebody's who blocks the sender is looked at by due work, and never told.

mod admin;
mod answer;
mod due;
mod letter;
mod link;
mod list;

use hmac::{Hmac, KeyInit as _, Mac as _};
use kith_core::{
    email_invitation::{self as core, Address, Earlier, Outcome, Sender},
    id::InvitationId,
    invitation::State,
    refusal::{Reason, Refusal},
    time::{DAY, Timestamp},
};
use kith_store::{EmailInvitationRow, NewEmailInvitation, Reads, StoreError};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use self::list::Entry;
pub use self::{
    admin::{AdminEmail, AdminEmailSender},
    answer::{AnsweredOffers, EmailOffer},
    link::EmailLink,
};
pub(crate) use self::{
    due::{FIRST, REMINDER},
    link::Purpose,
};
use crate::{
    Actor, App, AppError, Ask, Page, Paging, Written,
    app::seen_page,
    rows::Row,
    viewer::{Viewer, windows},
};

/// The fact in which the key is kept under which addresses are hashed.
const ADDRESS_KEY: &str = "address_key";

/// Addresses to invite.
#[derive(Debug, Clone, Default)]
pub struct NewEmailInvitations {
    /// The list as it was pasted.
    pub addresses: String,
    /// The note: the same for all.
    pub note: Option<String>,
}

/// What became of one entry of a list.
#[derive(Debug, Clone, Serialize)]
pub struct EmailAsked {
    /// The line that it stood in, from 1.
    pub line: u32,
    /// As it was given.
    pub given: String,
    /// In one word.
    pub result: Outcome,
    /// In a sentence.
    pub message: String,
    /// The rule that says not now.
    pub reason: Option<Reason>,
    /// Until when it says so, where that is known.
    pub until: Option<Timestamp>,
    /// The invitation.
    pub id: Option<InvitationId>,
}

/// What became of a list.
#[derive(Debug, Clone, Serialize)]
pub struct EmailAskedList {
    /// How many are kept.
    pub queued: u32,
    /// Each entry, in the order of the list.
    pub items: Vec<EmailAsked>,
}

/// The same as it is kept for a repeated request: without what was given.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Decided {
    result: Outcome,
    message: String,
    reason: Option<Reason>,
    until: Option<Timestamp>,
    id: Option<InvitationId>,
}

impl Decided {
    fn new(result: Outcome, message: impl Into<String>) -> Self {
        Self { result, message: message.into(), reason: None, until: None, id: None }
    }

    fn refused(result: Outcome, refusal: Refusal) -> Self {
        let Refusal { reason, until, detail, .. } = refusal;
        Self { reason: Some(reason), until, ..Self::new(result, detail) }
    }

    fn told(self, entry: Entry) -> EmailAsked {
        let Self { result, message, reason, until, id } = self;
        EmailAsked { line: entry.line, given: entry.given, result, message, reason, until, id }
    }
}

/// An invitation by e-mail as its sender sees it.
#[derive(Debug, Clone, Serialize)]
pub struct EmailInvitationView {
    /// Which.
    pub id: InvitationId,
    /// The address, masked: it is kept no longer than mail may go there.
    pub address: String,
    /// The name beside it, or nothing.
    pub name: String,
    /// The note.
    pub note: Option<String>,
    /// The state: whether a mail went out or arrived is not told.
    pub state: State,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Whole days since then.
    pub age_days: u32,
    /// When it lapses.
    pub expires_at: Timestamp,
    /// Who accepted it.
    pub member: Option<Row>,
}

/// The keyed hash of an address.
fn hashed(key: &str, address: &Address) -> Vec<u8> {
    // A key of HMAC may have any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else { return Vec::new() };
    mac.update(address.as_str().as_bytes());
    mac.finalize().into_bytes().to_vec()
}

impl App {
    /// Whether this network sends invitations by e-mail.
    #[must_use]
    pub fn invites_by_email(&self) -> bool {
        self.0.mailer.is_some() && self.0.policy.email_invitations.network_day > 0
    }

    /// The keyed hash under which an address is known here; none where it is none.
    pub(crate) async fn hash_of(&self, email: &str) -> Result<Option<Vec<u8>>, AppError> {
        let Ok(address) = Address::read(email) else { return Ok(None) };
        Ok(Some(hashed(&self.key(ADDRESS_KEY).await?, &address)))
    }

    /// Invites addresses. Each entry of the list is answered; where a rule lets none of them
    /// through, the whole list is refused.
    pub async fn invite_by_email(
        &self,
        ask: &Ask,
        new: NewEmailInvitations,
    ) -> Result<Written<EmailAskedList>, AppError> {
        if !self.invites_by_email() {
            let detail = "This network sends no invitations by e-mail.";
            return Err(Refusal::new(Reason::EmailOff, detail).into());
        }
        let note = new.note.map(|note| note.replace("\r\n", "\n"));
        if note.as_deref().is_some_and(core::has_link) {
            let message = "A note that goes by mail has no links in it: say it in words.";
            return Err(AppError::field("note", message));
        }
        let entries = list::read(&new.addresses, self.0.policy.email_invitations.list)?;
        let key = self.key(ADDRESS_KEY).await?;
        let rows: Vec<(Entry, Vec<u8>, InvitationId)> = entries
            .iter()
            .map(|entry| {
                let hash = entry.address.as_ref().map(|address| hashed(&key, address));
                (entry.clone(), hash.unwrap_or_default(), self.new_id())
            })
            .collect();
        let (app, me, now) = (self.clone(), ask.actor.id, self.now());
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                let Some(account) = tx.account(me)? else { return Ok(Err(AppError::SignInFirst)) };
                let usage = tx.usage(me, &windows(&account, &app.0.policy, now))?;
                let (day, day_oldest) = tx.email_invitations_since(me, now.plus(-DAY))?;
                let note = note.as_deref();
                let sender = Sender { me: &account, usage, day, day_oldest, note };
                let own = tx.email(me)?;
                let attempts = app.0.policy.invitations.attempts;
                let earlier =
                    tx.of_each(&rows, |reads, (_, hash, _)| earlier(reads, me, hash, attempts))?;
                let decided = app.decide_emails(sender, own.as_deref(), &rows, &earlier, now);
                let (decided, changes) = match decided {
                    Ok(decided) => decided,
                    Err(refusal) => return Ok(Err(refusal.into())),
                };
                let note = kith_core::note::kept(note);
                for (one, (entry, hash, id)) in decided.iter().zip(&rows) {
                    let (Outcome::Queued, Ok(address)) = (one.result, &entry.address) else {
                        continue;
                    };
                    tx.insert_email_invitation(&NewEmailInvitation {
                        id: *id,
                        sender: me,
                        address: hash,
                        plain: address.as_str(),
                        hint: &address.masked(),
                        name: &entry.name,
                        note,
                        sent_at: now,
                        expires_at: core::lapses(&app.0.policy, now),
                    });
                }
                tx.apply(changes)?;
                Ok(Ok(decided))
            })
            .await?;
        let written: Written<Vec<Decided>> = written.into();
        Ok(written.map(|decided| {
            let queued = decided.iter().filter(|one| one.result == Outcome::Queued).count();
            let items = decided.into_iter().zip(entries).map(|(one, entry)| one.told(entry));
            EmailAskedList { queued: queued as u32, items: items.collect() }
        }))
    }

    /// Goes through a list. The refusal is of all of it: nobody was let through.
    fn decide_emails(
        &self,
        mut sender: Sender<'_>,
        own: Option<&str>,
        rows: &[(Entry, Vec<u8>, InvitationId)],
        earlier: &[Earlier],
        now: Timestamp,
    ) -> Result<(Vec<Decided>, Vec<kith_core::change::Change>), Refusal> {
        use Outcome as R;
        let policy = &self.0.policy;
        let (mut decided, mut seen, mut stopped) = (Vec::new(), Vec::<&[u8]>::new(), None);
        for ((entry, hash, id), earlier) in rows.iter().zip(earlier) {
            decided.push(match &entry.address {
                Err(why) => Decided::new(R::Malformed, why.to_string()),
                Ok(address) if Some(address.as_str()) == own => {
                    Decided::new(R::Yourself, "This is your own address.")
                }
                Ok(_) if seen.contains(&hash.as_slice()) => {
                    Decided::new(R::Twice, "This address stands further up in the list.")
                }
                Ok(_) => {
                    seen.push(hash);
                    let may = earlier.may_repeat(policy, now);
                    match may.and_then(|()| sender.may_send(policy, now)) {
                        Ok(()) => {
                            sender.sent(policy, now);
                            let message = "Kept. Whether a mail arrives is not told to anybody.";
                            Decided { id: Some(*id), ..Decided::new(R::Queued, message) }
                        }
                        Err(no) if no.reason == Reason::AlreadyPending => {
                            Decided::refused(R::AlreadyAsked, no)
                        }
                        Err(no) => {
                            if !matches!(no.reason, Reason::Resting | Reason::Attempts) {
                                stopped.get_or_insert_with(|| no.clone());
                            }
                            Decided::refused(R::Refused, no)
                        }
                    }
                }
            });
        }
        let none = decided.iter().all(|one| one.result != R::Queued);
        match stopped {
            Some(refusal) if none => Err(refusal),
            _ if none => Ok((decided, Vec::new())),
            _ => Ok((decided, sender.changes(policy, now))),
        }
    }

    /// My invitations by e-mail, newest first.
    pub fn email_invitations(
        &self,
        actor: &Actor,
        paging: &Paging,
    ) -> Result<Page<EmailInvitationView>, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            seen_page(
                reads,
                paging,
                |reads, before, limit| reads.email_invitations(actor.id, before, limit),
                |row| (row.sent_at, row.id),
                |reads, row| view(&viewer, reads, row),
            )
        })
    }

    /// Withdraws one that I sent: nothing of it is mailed any more.
    pub async fn withdraw_email_invitation(
        &self,
        ask: &Ask,
        id: InvitationId,
    ) -> Result<Written<()>, AppError> {
        let (me, now) = (ask.actor.id, self.now());
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                let row = tx.email_invitation(id)?.filter(|row| row.sender == me);
                let Some(row) = row else { return Ok(Err(AppError::NotFound)) };
                let Some(account) = tx.account(me)? else { return Ok(Err(AppError::SignInFirst)) };
                match core::withdraw(&account, &row.life(), now) {
                    Err(refusal) => Ok(Err(refusal.into())),
                    Ok(changes) => {
                        tx.end_email_invitation(id, now, State::Withdrawn, None);
                        tx.apply(changes)?;
                        Ok(Ok(()))
                    }
                }
            })
            .await?;
        Ok(written.into())
    }
}

fn earlier(
    reads: &mut Reads<'_>,
    me: kith_core::id::MemberId,
    hash: &[u8],
    attempts: u32,
) -> Result<Earlier, StoreError> {
    let (last, attempt_blocking) = reads.earlier_to_address(me, hash, attempts)?;
    Ok(Earlier { last, attempt_blocking })
}

/// One of mine; none where whoever accepted it is not to be seen any more.
fn view(
    viewer: &Viewer<'_>,
    reads: &mut Reads<'_>,
    row: EmailInvitationRow,
) -> Result<Option<EmailInvitationView>, AppError> {
    let Some(state) = core::state_for_sender(&row.life(), viewer.now) else { return Ok(None) };
    let member = match (state, row.member) {
        (State::Accepted, None) => return Ok(None),
        (State::Accepted, Some(member)) => match viewer.row(reads, member)? {
            None => return Ok(None),
            seen => seen,
        },
        _ => None,
    };
    let age = (viewer.now.micros() - row.sent_at.micros()) / DAY;
    Ok(Some(EmailInvitationView {
        id: row.id,
        address: row.hint,
        name: row.name,
        note: row.note,
        state,
        sent_at: row.sent_at,
        age_days: u32::try_from(age).unwrap_or(0),
        expires_at: row.expires_at,
        member,
    }))
}
