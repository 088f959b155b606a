//! Whom somebody who has come here is asked to connect with: everybody who invited an address that
//! they have shown to be theirs.

use kith_core::{
    email_invitation::{self as core, Offered},
    id::{InvitationId, MemberId, MessageId},
    invitation::State,
    time::Timestamp,
};
use kith_store::{EmailInvitationRow, StoreError, Tx};
use serde::{Deserialize, Serialize};

use crate::{Actor, App, AppError, Ask, Written, rows::Row, viewer::Viewer};

/// The most invitations that one call answers.
const MOST: usize = 200;

/// An invitation by e-mail, to its recipient.
#[derive(Debug, Clone, Serialize)]
pub struct EmailOffer {
    /// Which.
    pub id: InvitationId,
    /// Who invites.
    pub member: Row,
    /// The note.
    pub note: Option<String>,
    /// When it was sent.
    pub sent_at: Timestamp,
}

/// What answering did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnsweredOffers {
    /// How many I am connected with now.
    pub connected: u32,
    /// How many are gone from the list; their senders are not told.
    pub declined: u32,
    /// How many were not open any more.
    pub skipped: u32,
}

impl App {
    /// Who invited me by e-mail before I came, as far as I may see them.
    pub fn email_offers(&self, actor: &Actor) -> Result<Vec<EmailOffer>, AppError> {
        self.0.store.read(|reads| {
            let rows = reads.email_offers(actor.id, self.now())?;
            if rows.is_empty() {
                return Ok(Vec::new());
            }
            let viewer = Viewer::of(self, actor, reads)?;
            let mut offers = Vec::with_capacity(rows.len());
            for row in rows {
                let offered = row.sender != actor.id;
                let met = reads.meet(actor.id, row.sender)?.filter(|_| offered);
                if met.is_none_or(|met| met.pair.is_connected()) {
                    continue;
                }
                let Some(member) = viewer.row(reads, row.sender)? else { continue };
                let EmailInvitationRow { id, note, sent_at, .. } = row;
                offers.push(EmailOffer { id, member, note, sent_at });
            }
            Ok(offers)
        })
    }

    /// Connects with those whom I chose, and lets the others go, of whom nobody is told.
    pub async fn answer_email_offers(
        &self,
        ask: &Ask,
        connect: Vec<InvitationId>,
        decline: Vec<InvitationId>,
    ) -> Result<Written<AnsweredOffers>, AppError> {
        let (me, now) = (ask.actor.id, self.now());
        if connect.len() + decline.len() > MOST {
            return Err(AppError::field("connect", format!("Answer at most {MOST} at once.")));
        }
        let offers = self.0.store.read(|reads| reads.email_offers(me, now))?;
        let chosen = |offer: &EmailInvitationRow| connect.contains(&offer.id);
        let senders: Vec<MemberId> =
            offers.iter().filter(|one| chosen(one)).map(|one| one.sender).collect();
        let (app, message) = (self.clone(), connect.iter().map(|_| self.new_id()).collect());
        let messages: Vec<MessageId> = message;
        let written = self
            .write(self.command(ask, &senders), move |tx| {
                let mut done = AnsweredOffers { connected: 0, declined: 0, skipped: 0 };
                for (id, message) in connect.iter().zip(&messages) {
                    match app.accept_email(tx, me, *id, *message, now)? {
                        Some(Ok(())) => done.connected += 1,
                        Some(Err(error)) => return Ok(Err(error)),
                        None => done.skipped += 1,
                    }
                }
                for id in &decline {
                    match offered(tx, me, *id, now)? {
                        None => done.skipped += 1,
                        Some(row) => {
                            tx.end_email_invitation(row.id, now, State::Ignored, None);
                            done.declined += 1;
                        }
                    }
                }
                Ok(Ok(done))
            })
            .await?;
        Ok(written.into())
    }

    fn accept_email(
        &self,
        tx: &mut Tx<'_>,
        me: MemberId,
        id: InvitationId,
        message: MessageId,
        now: Timestamp,
    ) -> Result<Option<Result<(), AppError>>, StoreError> {
        let Some(row) = offered(tx, me, id, now)? else { return Ok(None) };
        let Some(met) = tx.meet(me, row.sender)? else { return Ok(None) };
        let (life, note) = (row.life(), row.note.as_deref());
        match core::accept(&met.meeting(), &Offered { life, note, message }, &self.0.policy, now) {
            Ok(changes) => {
                tx.end_email_invitation(id, now, State::Accepted, Some(me));
                tx.apply(changes)?;
                Ok(Some(Ok(())))
            }
            Err(refusal) if refusal.reason == kith_core::refusal::Reason::NotFound => Ok(None),
            Err(refusal) => Ok(Some(Err(refusal.into()))),
        }
    }
}

/// One that is offered to me.
fn offered(
    tx: &mut Tx<'_>,
    me: MemberId,
    id: InvitationId,
    now: Timestamp,
) -> Result<Option<EmailInvitationRow>, StoreError> {
    let mine = tx.email_offers(me, now)?;
    Ok(mine.into_iter().find(|row| row.id == id && row.sender != me))
}
