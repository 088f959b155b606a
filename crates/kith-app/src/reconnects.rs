//! Reconnecting by mutual consent: my consent, whom I am asked about, and what I say.
//!
//! Nothing here looks up whether somebody is a member: contacts are compared later, by due work, at
//! an instant that does not depend on what comes of it (`round.rs`).

mod round;

use kith_core::{
    change::Change,
    id::{MemberId, ReconnectId},
    reconnect::{self as core, Answer, IdentityKind, Offer},
    time::{DAY, HOUR, Timestamp},
};
use kith_store::{Reads, StoreError, StoredOffer, Tx};
use serde::Serialize;

use crate::{
    Actor, App, AppError, Ask, Page, Paging, Written,
    app::seen_page,
    confirmations::{EmailState, email_state},
    rows::Row,
    viewer::Viewer,
};

/// My side of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReconnectView {
    /// Whether I want to be reconnected.
    pub on: bool,
    /// Since when.
    pub since: Option<Timestamp>,
    /// When my contacts were last compared.
    pub looked_at: Option<Timestamp>,
    /// How many hours pass between bringing contacts along and that.
    pub delay_hours: u32,
    /// The e-mail address by which others may know me.
    pub email: EmailState,
    /// The end of the address of my profile elsewhere, by which others may know me, too.
    pub profile: Option<String>,
    /// How many private contacts I have.
    pub contacts: u32,
}

/// Somebody who lists me, and whom I list.
#[derive(Debug, Clone, Serialize)]
pub struct OfferView {
    /// Which offer.
    pub id: ReconnectId,
    /// Who, as I may see them.
    pub member: Row,
    /// The name in my own contacts.
    pub listed_as: Option<String>,
    /// What I say; theirs is not told.
    pub answer: Option<Answer>,
    /// Since when we are asked.
    pub offered_at: Timestamp,
}

impl App {
    /// When contacts that come along at `now` are compared.
    pub(crate) fn look_at(&self, now: Timestamp) -> Timestamp {
        now.plus(i64::from(self.0.policy.reconnect.delay_hours) * HOUR)
    }

    /// My side of it.
    pub fn reconnect(&self, actor: &Actor) -> Result<ReconnectView, AppError> {
        let me = actor.id;
        self.0.store.read(|reads| {
            let row = reads.reconnecting(me)?;
            let mut known = reads.identities(me)?.into_iter();
            let profile = known.find(|one| one.kind == IdentityKind::Profile);
            Ok(ReconnectView {
                on: row.is_some(),
                since: row.as_ref().map(|row| row.since),
                looked_at: row.and_then(|row| row.looked_at),
                delay_hours: self.0.policy.reconnect.delay_hours,
                email: email_state(reads, me)?,
                profile: profile.map(|one| one.value),
                contacts: reads.contacts_a_month(me)?.into_iter().map(|(_, many)| many).sum(),
            })
        })
    }

    /// Lets my contacts be compared with those of others who want it, too.
    pub async fn start_reconnecting(&self, ask: &Ask) -> Result<Written<()>, AppError> {
        let (me, now) = (ask.actor.id, self.now());
        let due = self.look_at(now);
        let written = self.write(self.command(ask, &[]), move |tx| {
            tx.consent_to_reconnect(me, now, due);
            tx.apply(vec![Change::SettingsChanged { member: me }])?;
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }

    /// Ends that: nothing of mine is compared any more, and what I agreed to I do not any more.
    pub async fn stop_reconnecting(&self, ask: &Ask) -> Result<Written<()>, AppError> {
        let me = ask.actor.id;
        let written = self.write(self.command(ask, &[]), move |tx| {
            tx.stop_reconnecting(me);
            tx.apply(vec![Change::SettingsChanged { member: me }])?;
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }

    /// Whom I am asked about, newest first; nobody while I do not want to be reconnected.
    pub fn reconnect_offers(
        &self,
        actor: &Actor,
        paging: &Paging,
    ) -> Result<Page<OfferView>, AppError> {
        let me = actor.id;
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let on = reads.reconnecting(me)?.is_some();
            seen_page(
                reads,
                paging,
                |reads, before, limit| match on {
                    true => reads.reconnect_offers(me, before, limit),
                    false => Ok(Vec::new()),
                },
                |found| (found.offer.offered_at, found.offer.id),
                |reads, found| view(&viewer, reads, &found),
            )
        })
    }

    /// Answers an offer, or takes the answer back; whether that connects us. A no is told to nobody,
    /// and a yes only by the other's.
    pub async fn answer_reconnect(
        &self,
        ask: &Ask,
        id: ReconnectId,
        answer: Option<Answer>,
    ) -> Result<Written<bool>, AppError> {
        let (app, me, now) = (self.clone(), ask.actor.id, self.now());
        let found = self.0.store.read(|reads| mine(reads, me, id))?.ok_or(AppError::NotFound)?;
        let other = found.other(me);
        let written = self.write(self.command(ask, &[other]), move |tx| {
            let Some(offer) = mine(tx, me, id)? else { return Ok(Err(AppError::NotFound)) };
            let Some(met) = tx.meet(me, other)? else { return Ok(Err(AppError::SignInFirst)) };
            let policy = &app.0.policy;
            let changes = match core::answer(&offer, &met.meeting(), answer, policy, now) {
                Ok(changes) => changes,
                Err(refusal) => return Ok(Err(refusal.into())),
            };
            let connected = changes.iter().any(|change| matches!(change, Change::Reconnected(_)));
            let both = answer == Some(Answer::Yes) && offer.answer_of(other) == answer;
            tx.apply(changes)?;
            if both && !connected {
                let may = core::may_meet(&met.meeting(), policy, now);
                tx.put_off(id, Some(later(may, now)));
            }
            Ok(Ok(connected))
        });
        Ok(written.await?.into())
    }
}

/// When to look again at two who may not meet now.
fn later(may: core::May, now: Timestamp) -> Timestamp {
    match may {
        core::May::From(at) => at,
        core::May::Now | core::May::Not => now.plus(DAY),
    }
}

/// An offer that I was asked about and still want to be.
fn mine(reads: &mut Reads<'_>, me: MemberId, id: ReconnectId) -> Result<Option<Offer>, StoreError> {
    if reads.reconnecting(me)?.is_none() {
        return Ok(None);
    }
    let found = reads.reconnect_offer(id)?.filter(|found| found.told);
    Ok(found.map(|found| found.offer).filter(|offer| [offer.low, offer.high].contains(&me)))
}

/// An offer as one of both sees it; none where the other is not to be seen, or both are connected.
fn view(
    viewer: &Viewer<'_>,
    reads: &mut Reads<'_>,
    StoredOffer { offer, keys, .. }: &StoredOffer,
) -> Result<Option<OfferView>, AppError> {
    let me = viewer.me.id;
    let other = offer.other(me);
    if reads.pair(me, other)?.is_connected() {
        return Ok(None);
    }
    let Some(member) = viewer.row(reads, other)? else { return Ok(None) };
    // Under my own key, whatever the other is known by now.
    let key = &keys[usize::from(me == offer.high)];
    let listed_as = reads.contacts_known_as(me, key, "")?.pop().map(|(_, name)| name);
    let (id, answer, offered_at) = (offer.id, offer.answer_of(me), offer.offered_at);
    Ok(Some(OfferView { id, member, listed_as, answer, offered_at }))
}

/// What comes along with connections that are taken over: the address of the member's own profile,
/// if the archive is theirs, and that there is something new to compare.
pub(crate) fn came_along(
    tx: &mut Tx<'_>,
    app: &App,
    me: MemberId,
    profile: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Some(found) = profile {
        let mut known = tx.identities(me)?.into_iter();
        let known = known.find(|one| one.kind == IdentityKind::Profile);
        let known = known.as_ref().and_then(|one| Some((one.value.as_str(), one.since?)));
        if core::takes_profile(known, found, &app.0.policy, now) {
            tx.confirm_identity(me, IdentityKind::Profile, found, now);
        }
    }
    tx.compare_again(me, app.look_at(now));
    Ok(())
}
