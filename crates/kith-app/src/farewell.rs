//! Leaving: deactivating with a way back, and deleting for good.
//!
//! What is a member's alone goes: profile, pictures, posts, reactions, settings, ties, what the
//! journal says in their words. What they wrote to others stays without their name: messages, and
//! comments under others' posts. Each step can be done again, so that what was broken off is
//! finished by the next round of due work.

use kith_core::{
    account::Status,
    change::Change,
    company::Company,
    event,
    farewell::{Parting, leave_group, part},
    group,
    id::{EventId, GroupId, MemberId},
    refusal::{Action, Reason, Refusal},
    time::Timestamp,
};
use kith_store::{Looked, Reads, StoreError, Tx};

use crate::{App, AppError, Ask, Written, accounts::SignedIn};

/// How many ties, posts or entries of the journal one transaction takes.
const BATCH: u32 = 200;
/// How many members one round of due work deletes.
const ROUND: u32 = 20;

impl App {
    /// Hides my account from everybody. Until the instant that it answers I may come back; then it
    /// is deleted for good.
    pub async fn deactivate(
        &self,
        ask: &Ask,
        password: &str,
    ) -> Result<Written<Timestamp>, AppError> {
        let days = i64::from(self.0.policy.accounts.return_days);
        self.leave(ask, password, self.now().plus_days(days)).await
    }

    /// Deletes my account for good, at once.
    pub async fn delete_account(&self, ask: &Ask, password: &str) -> Result<Written<()>, AppError> {
        let written = self.leave(ask, password, self.now()).await?;
        // What fails from here on is done by due work: nobody comes back to it.
        if let Err(error) = self.erase(ask.actor.id).await {
            tracing::error!(%error, "an account waits to be deleted");
        }
        Ok(written.map(drop))
    }

    async fn leave(
        &self,
        ask: &Ask,
        password: &str,
        at: Timestamp,
    ) -> Result<Written<Timestamp>, AppError> {
        self.check_password(&ask.actor.handle, password).await?;
        let member = ask.actor.id;
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                let operator = tx
                    .plan_and_role(member)?
                    .is_some_and(|(_, role)| role == kith_core::account::Role::Operator);
                if operator && !tx.has_another_operator(member)? {
                    let detail = "You are the only operator of this network. Make somebody else \
                                  an operator first.";
                    return Ok(Err(Refusal::new(Reason::OwnerStays, detail).into()));
                }
                let status = Status::Deactivated;
                tx.apply(vec![Change::StatusChanged { member, status }])?;
                tx.set_leaving(member, at);
                Ok(Ok(at))
            })
            .await?;
        self.0.live.wake_all();
        Ok(written.into())
    }

    /// Signs in who deactivated their account, and makes it visible again.
    pub async fn come_back(&self, handle: &str, password: &str) -> Result<SignedIn, AppError> {
        let Some(secret) = self.right_secret(handle, password).await? else {
            return Err(AppError::WrongPassword);
        };
        let (member, now) = (secret.id, self.now());
        let back = self
            .write(self.system_command(vec![member]), move |tx| {
                match tx.leaves_at(member)?.filter(|at| now < *at) {
                    None => Ok(Err(AppError::WrongPassword)),
                    Some(_) => {
                        let status = Status::Active;
                        tx.apply(vec![Change::StatusChanged { member, status }])?;
                        Ok(Ok(()))
                    }
                }
            })
            .await;
        match back {
            // Whoever takes part has nothing to come back from: they sign in.
            Err(AppError::WrongPassword) if secret.status == Status::Active => {}
            Err(error) => return Err(error),
            Ok(_) => {}
        }
        self.open_session(member).await
    }

    /// What to say to somebody who is deactivated and knows their password.
    pub(crate) fn deactivated(&self, member: MemberId) -> Result<AppError, AppError> {
        let until = self.0.store.read(|reads| reads.leaves_at(member))?;
        let Some(until) = until.filter(|at| self.now() < *at) else {
            return Ok(AppError::WrongPassword);
        };
        let detail = "You deactivated this account: nobody sees it. You may come back.";
        Ok(Refusal::new(Reason::Deactivated, detail)
            .until(Some(until))
            .instead(Action::ComeBack, "Come back")
            .into())
    }

    /// Deletes those whose time to come back is over; how many.
    pub(crate) async fn erase_due(&self) -> Result<u32, AppError> {
        let now = self.now();
        let due = self.0.store.read(|reads| reads.due_to_leave(now, ROUND))?;
        let mut count = 0;
        for member in due {
            self.erase(member).await?;
            count += 1;
        }
        Ok(count)
    }

    /// Deletes a member for good, step by step.
    async fn erase(&self, member: MemberId) -> Result<(), AppError> {
        self.end_ties(member).await?;
        self.delete_posts(member).await?;
        self.leave_communities(member).await?;
        self.scrub_journal(member).await?;
        self.write(self.system_command(vec![member]), move |tx| {
            tx.forget_member(member);
            tx.apply(vec![Change::Deleted { member }])?;
            Ok(Ok(()))
        })
        .await?;
        Ok(())
    }

    async fn end_ties(&self, member: MemberId) -> Result<(), AppError> {
        loop {
            let others = self.0.store.read(|reads| reads.tied_to(member, BATCH))?;
            if others.is_empty() {
                return Ok(());
            }
            let now = self.now();
            let mut members = vec![member];
            members.extend(&others);
            self.write(self.system_command(members), move |tx| {
                for other in &others {
                    let changes = parted(tx, member, *other, now)?;
                    tx.apply(changes)?;
                    tx.close_invitations(member, *other, now);
                }
                Ok(Ok(()))
            })
            .await?;
        }
    }

    async fn delete_posts(&self, member: MemberId) -> Result<(), AppError> {
        loop {
            let posts = self.0.store.read(|reads| reads.own_posts(member, BATCH))?;
            if posts.is_empty() {
                return Ok(());
            }
            self.write(self.system_command(vec![member]), move |tx| {
                let gone = posts.iter().map(|post| Change::PostDeleted {
                    post: *post,
                    author: member,
                    company: None,
                });
                tx.apply(gone.collect())?;
                Ok(Ok(()))
            })
            .await?;
        }
    }

    /// Groups are handed over or closed, coming events of theirs are cancelled, companies' pages are
    /// left to the operators.
    async fn leave_communities(&self, member: MemberId) -> Result<(), AppError> {
        let read = |reads: &mut Reads<'_>| {
            let groups = reads.all_groups_of(member)?;
            let run = reads.events_run_by(member)?;
            let attended = reads.events_attended_by(member)?;
            let owned = reads.companies_owned_by(member)?;
            Ok::<_, StoreError>((groups, run, attended, owned, reads.companies_followed(member)?))
        };
        let (groups, run, attended, owned, followed) = self.0.store.read(read)?;
        for group in groups {
            self.leave_one_group(member, group).await?;
        }
        for id in run {
            // One that is over, or cancelled already, stays as it is.
            let cancelled = |place: &event::Place<'_>, _: &mut Tx<'_>| {
                Ok(place.cancel(false).unwrap_or_default())
            };
            self.at_event_of(member, id, cancelled).await?;
        }
        for id in attended {
            self.at_event_of(member, id, |place, tx| {
                let first = tx.first_waiting(place.event.id, 1)?.pop();
                Ok(place.stay_away(first.filter(|first| *first != place.me)))
            })
            .await?;
        }
        self.write(self.system_command(vec![member]), move |tx| {
            for id in &owned {
                let Some(row) = tx.company_of(*id, member)? else { continue };
                let version = row.company.version + 1;
                let company = Company { owner: None, version, ..row.company };
                tx.apply(vec![Change::CompanyKept { company }])?;
            }
            for company in &followed {
                let (company, since) = (*company, None);
                tx.apply(vec![Change::CompanyFollowed { company, member, since }])?;
            }
            Ok(Ok(()))
        })
        .await?;
        Ok(())
    }

    async fn leave_one_group(&self, member: MemberId, id: GroupId) -> Result<(), AppError> {
        let now = self.now();
        let found = self.0.store.read(|reads| reads.group(id, member))?;
        let Some(maker) = found.map(|row| row.group.created_by) else { return Ok(()) };
        self.write(self.system_command(vec![member, maker]), move |tx| {
            if let Some(row) = tx.group(id, member)?.filter(|row| row.group.closed_at.is_none()) {
                let heir = tx.heir_of(id, member)?;
                let place = group::Place {
                    group: &row.group,
                    me: member,
                    mine: row.mine,
                    removed: false,
                    now,
                };
                tx.apply(leave_group(&place, heir))?;
            }
            Ok(Ok(()))
        })
        .await?;
        Ok(())
    }

    async fn at_event_of<F>(&self, me: MemberId, id: EventId, decide: F) -> Result<(), AppError>
    where
        F: Fn(&event::Place<'_>, &mut Tx<'_>) -> Result<Vec<Change>, StoreError> + Send + 'static,
    {
        let now = self.now();
        let found = self.0.store.read(|reads| reads.event(id, me))?;
        let Some(organiser) = found.map(|row| row.event.organiser) else { return Ok(()) };
        self.write(self.system_command(vec![me, organiser]), move |tx| {
            if let Some(row) = tx.event(id, me)? {
                let (seats, mine) = (row.seats, row.mine);
                let place = event::Place { event: &row.event, seats, me, mine, now };
                let changes = decide(&place, tx)?;
                tx.apply(changes)?;
            }
            Ok(Ok(()))
        })
        .await?;
        Ok(())
    }

    async fn scrub_journal(&self, member: MemberId) -> Result<(), AppError> {
        let mut from = Looked::default();
        loop {
            let found = self.0.store.read(|reads| reads.words_of(member, from, BATCH))?;
            let Some((entries, next)) = found else { return Ok(()) };
            from = next;
            if entries.is_empty() {
                continue;
            }
            self.write(self.system_command(Vec::new()), move |tx| {
                tx.keep_scrubbed(&entries);
                Ok::<_, StoreError>(Ok::<_, AppError>(()))
            })
            .await?;
        }
    }
}

/// What ends between a member who leaves and another.
fn parted(
    tx: &mut Tx<'_>,
    member: MemberId,
    other: MemberId,
    now: Timestamp,
) -> Result<Vec<Change>, StoreError> {
    let between = tx.between(member, other)?;
    let others_full_since = tx.account(other)?.and_then(|them| them.pending_full_since);
    let parting = Parting {
        leaver: member,
        pair: &between.pair,
        sent: between.sent,
        received: between.received,
        others_full_since,
    };
    Ok(part(&parting, now))
}
