//! The links in the mail of an invitation: to join or sign in, and to hear no more. Each is signed,
//! and names the address by its hash, so that it works after its sender has left.

use kith_core::{account::Status, id::InvitationId, invitation::State};
use kith_store::EmailInvitationRow;
use serde::Serialize;

use crate::{
    App, AppError, Ask, Written,
    keys::{hex, same, signature},
    mailing::unsubscribe::KEY,
};

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To join or sign in: whoever opens it reads the mail of that address.
    Join,
    /// To hear no more.
    Stop,
}

impl Purpose {
    const fn code(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Stop => "address",
        }
    }

    /// The signed text of a link.
    pub(crate) fn token(self, key: &str, row: &EmailInvitationRow) -> String {
        let what = format!("{}-{}.{}", hex(&row.address), row.id, self.code());
        let sign = signature(key, &what);
        format!("{what}.{sign}")
    }

    /// The address and the invitation of a link that was signed here for this.
    pub(crate) fn read(self, key: &str, token: &str) -> Option<(Vec<u8>, InvitationId)> {
        let (what, sign) = token.rsplit_once('.')?;
        if !same(sign, &signature(key, what)) {
            return None;
        }
        let (which, code) = what.split_once('.')?;
        let (address, id) = which.split_once('-').filter(|_| code == self.code())?;
        let address: Option<Vec<u8>> = (0..address.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(address.get(at..at + 2)?, 16).ok())
            .collect();
        Some((address?, id.parse().ok()?))
    }
}

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EmailLink {
    /// Who invites, in full: they wrote to this address. None where the invitation is not open any
    /// more.
    pub sender: Option<String>,
    /// Their headline.
    pub headline: String,
    /// The note.
    pub note: Option<String>,
    /// The address, to be filled in at the sign-up, while it is kept.
    pub email: String,
}

impl App {
    fn joining(&self, token: &str) -> Result<(Vec<u8>, InvitationId), AppError> {
        let key = self.0.store.read(|reads| reads.fact(KEY))?.ok_or(AppError::NotFound)?;
        Purpose::Join.read(&key, token).ok_or(AppError::NotFound)
    }

    /// What a link in a mail leads to; not found where it was not signed here.
    pub fn email_link(&self, token: &str) -> Result<EmailLink, AppError> {
        let (_, id) = self.joining(token)?;
        let now = self.now();
        self.0.store.read(|reads| {
            let mut link = EmailLink {
                sender: None,
                headline: String::new(),
                note: None,
                email: String::new(),
            };
            let open = |row: &EmailInvitationRow| row.life().state_at(now) == State::Pending;
            let Some(row) = reads.email_invitation(id)?.filter(open) else { return Ok(link) };
            link.email = row.plain.unwrap_or_default();
            let found = reads.person(row.sender)?.filter(|one| one.status == Status::Active);
            if let Some(found) = found {
                link.sender = Some(found.known.person.full_name());
                link.headline = found.known.person.headline;
                link.note = row.note;
            }
            Ok(link)
        })
    }

    /// The address behind a link, at a sign-up; an error names the field.
    pub(crate) fn address_of_link(&self, token: &str) -> Result<Vec<u8>, AppError> {
        self.joining(token).map(|(address, _)| address).map_err(|error| match error {
            AppError::NotFound => {
                let message = "This is no invitation of this network. Join without it.";
                AppError::field("invitation", message)
            }
            error => error,
        })
    }

    /// Keeps that the address behind a link is the member's: what others sent there is offered to
    /// them.
    pub async fn prove_address(&self, ask: &Ask, token: &str) -> Result<Written<()>, AppError> {
        let (address, _) = self.joining(token)?;
        let (me, now) = (ask.actor.id, self.now());
        let written = self.write(self.command(ask, &[]), move |tx| {
            tx.prove_address(me, &address, now);
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }
}
