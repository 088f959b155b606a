//! Due work: comparing contacts, asking both, and connecting those who agreed.
//!
//! A member's round reads and writes the same for every contact, be that one a member who wants it,
//! one who does not, one who is blocked, or nobody: a keyed hash of what both are known by, which is
//! alone in its table unless the other side has made the same one.

use std::collections::BTreeMap;

use kith_core::{
    change::Change,
    id::MemberId,
    reconnect::{self as core, Identity, IdentityKind, May, Offer},
    time::Timestamp,
};
use kith_store::{Mark, MatchRow, Met, Reads, ReconnectingRow, StoreError, StoredOffer, Tx};

use super::later;
use crate::{
    App, AppError,
    jobs::{NOTHING, how_many},
    keys::keyed,
};

/// The fact in which the key is kept.
const KEY: &str = "reconnect_key";
/// How many rows of due work are taken at once.
const BATCH: u32 = 500;
/// How many contacts one transaction takes, so that others come in between.
const PIECE: u32 = 1_000;

impl App {
    /// Does what is due; how many pairs of members were asked or connected.
    pub(crate) async fn reconnect_due(&self) -> Result<u32, AppError> {
        let now = self.now();
        let members = self.0.store.read(|reads| reads.due_to_look(now, BATCH))?;
        for member in members {
            match self.look(member).await {
                // Another node was first, or there is something new.
                Ok(()) | Err(AppError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        let (mut done, now) = (0, self.now());
        for due in self.0.store.read(|reads| reads.offers_due(now, BATCH))? {
            done += match self.settle(due).await {
                Err(AppError::Conflict) => 0,
                done => done?,
            };
        }
        Ok(done)
    }

    /// A round of one member.
    async fn look(&self, member: MemberId) -> Result<(), AppError> {
        let key = self.key(KEY).await?;
        let own = self.0.store.read(|reads| own(reads, self, member))?;
        loop {
            let (row, contacts) = self.0.store.read(|reads| {
                let row = reads.reconnecting(member)?;
                let reached = row.as_ref().map_or("", |row| row.reached.as_str());
                let contacts = reads.brought_contacts(member, reached, PIECE)?;
                Ok::<_, StoreError>((row, contacts))
            })?;
            let Some((row, due)) = row.and_then(|row| row.due_at.map(|due| (row, due))) else {
                return Ok(());
            };
            let Some(last) = contacts.last().map(|last| last.key.clone()) else {
                return self.end_round(member, row, due).await;
            };
            let mut marks = Vec::new();
            for contact in &contacts {
                for theirs in core::of_contact(&contact.key, &contact.email) {
                    marks.extend(own.iter().filter_map(|mine| mark(&key, mine, &theirs)));
                }
            }
            self.write(self.system_command(vec![member]), move |tx| {
                tx.keep_marks(member, &row, &last, &marks);
                Ok::<_, StoreError>(Ok::<_, AppError>(()))
            })
            .await?;
        }
    }

    /// Keeps whom the member is to be asked about. It counts as done when it was due, so that how
    /// long it took shows nowhere.
    async fn end_round(
        &self,
        member: MemberId,
        row: ReconnectingRow,
        due: Timestamp,
    ) -> Result<(), AppError> {
        let at = row.clone();
        self.write(self.system_command(vec![member]), move |tx| {
            tx.drop_old_marks(member, &at);
            Ok::<_, StoreError>(Ok::<_, AppError>(()))
        })
        .await?;
        let mut found: BTreeMap<MemberId, Vec<MatchRow>> = BTreeMap::new();
        for one in self.0.store.read(|reads| reads.matches_of(member))? {
            found.entry(one.other).or_default().push(one);
        }
        for (other, ways) in found {
            let (app, now, id) = (self.clone(), self.now(), self.new_id());
            let work = self.write(self.system_command(vec![member, other]), move |tx| {
                let Some(met) = tx.meet(member, other)? else { return Ok(Ok(())) };
                let due = match core::may_meet(&met.meeting(), &app.0.policy, now) {
                    May::Now => now,
                    May::From(at) => at,
                    May::Not => return Ok(Ok(())),
                };
                let (Some(theirs), Some(mine)) =
                    (listing(tx, member, other)?, listing(tx, other, member)?)
                else {
                    return Ok(Ok(()));
                };
                // An address that is only claimed counts with a name that fits.
                let fits = |way: &MatchRow| {
                    (theirs.named || !way.theirs_claimed) && (mine.named || !way.mine_claimed)
                };
                if ways.iter().any(fits) {
                    tx.keep_match((member, &theirs.key), (other, &mine.key), id, due);
                }
                Ok(Ok::<_, AppError>(()))
            });
            work.await?;
        }
        self.write(self.system_command(vec![member]), move |tx| {
            tx.end_round(member, &row, due);
            Ok::<_, StoreError>(Ok::<_, AppError>(()))
        })
        .await?;
        Ok(())
    }

    /// Asks both, or connects them.
    async fn settle(&self, due: StoredOffer) -> Result<u32, AppError> {
        let (app, now) = (self.clone(), self.now());
        let Offer { id, low, high, .. } = due.offer;
        let work = self.write(self.system_command(vec![low, high]), move |tx| {
            let Some(found) = tx.reconnect_offer(id)? else { return Ok(NOTHING) };
            let Some(met) = tx.meet(low, high)? else { return Ok(NOTHING) };
            if found.told {
                app.carry_out(tx, &found.offer, &met, now)
            } else {
                app.put_to(tx, found.offer, &met, now)
            }
        });
        how_many(work.await)
    }

    /// Asks both, if they still want to be.
    fn put_to(
        &self,
        tx: &mut Tx<'_>,
        offer: Offer,
        met: &Met,
        now: Timestamp,
    ) -> Result<Result<u32, AppError>, StoreError> {
        let want = tx.reconnecting(offer.low)?.is_some() && tx.reconnecting(offer.high)?.is_some();
        match core::may_meet(&met.meeting(), &self.0.policy, now) {
            May::Now if want => {
                let offer = Offer { offered_at: now, ..offer };
                tx.apply(vec![Change::ReconnectOffered { offer }])?;
                Ok(Ok(1))
            }
            May::From(at) if want => {
                tx.put_off(offer.id, Some(at));
                Ok(Ok(0))
            }
            // A later round finds them again.
            _ => {
                tx.put_off(offer.id, None);
                Ok(Ok(0))
            }
        }
    }

    /// Connects two who both said yes and had to wait.
    fn carry_out(
        &self,
        tx: &mut Tx<'_>,
        offer: &Offer,
        met: &Met,
        now: Timestamp,
    ) -> Result<Result<u32, AppError>, StoreError> {
        if !offer.agreed() {
            tx.put_off(offer.id, None);
            return Ok(Ok(0));
        }
        let (meeting, policy) = (met.meeting(), &self.0.policy);
        let may = core::may_meet(&meeting, policy, now);
        let them = met.them.as_ref();
        let full = them.is_none_or(|them| {
            kith_core::invitation::connections_full(&met.me, them, policy).is_some()
        });
        if may == May::Now && !full {
            tx.apply(core::connect(offer, &meeting, now))?;
            return Ok(Ok(1));
        }
        tx.put_off(offer.id, Some(later(may, now)));
        Ok(Ok(0))
    }
}

/// What a member is known by.
fn own(reads: &mut Reads<'_>, app: &App, member: MemberId) -> Result<Vec<Identity>, StoreError> {
    let email = reads.email(member)?;
    let known = reads.identities(member)?;
    let of = |kind| known.iter().find(|one| one.kind == kind && one.since.is_some());
    let confirmed = of(IdentityKind::Email).map(|one| one.value.as_str());
    let confirmed = confirmed.filter(|value| email.as_deref() == Some(*value));
    let profile = of(IdentityKind::Profile).map(|one| one.value.as_str());
    Ok(core::own(confirmed, profile, &app.0.policy))
}

fn mark(key: &str, mine: &Identity, theirs: &Identity) -> Option<Mark> {
    let (words, first) = core::between(mine, theirs)?;
    let claimed = mine.kind == IdentityKind::Profile;
    Some(Mark { hash: keyed(key, &words), first, claimed })
}

/// How `owner` lists somebody.
struct Listing {
    /// The key among the owner's contacts.
    key: String,
    /// Whether a name there may be theirs.
    named: bool,
}

/// How `owner` lists `member`, by what that one has confirmed.
fn listing(
    reads: &mut Reads<'_>,
    owner: MemberId,
    member: MemberId,
) -> Result<Option<Listing>, StoreError> {
    let Some(found) = reads.person(member)? else { return Ok(None) };
    let name = found.known.person.full_name();
    let known = reads.identities(member)?;
    let of = |kind| {
        let one = known.iter().find(|one| one.kind == kind && one.since.is_some());
        one.map(|one| one.value.clone()).unwrap_or_default()
    };
    let end = format!("in/{}", of(IdentityKind::Profile));
    let rows = reads.contacts_known_as(owner, &end, &of(IdentityKind::Email))?;
    let named = rows.iter().any(|(_, listed)| core::names_agree(listed, &name));
    Ok(rows.into_iter().next().map(|(key, _)| Listing { key, named }))
}
