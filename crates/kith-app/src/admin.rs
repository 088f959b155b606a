//! What an operator sees and does: members, restrictions with evidence, boosts, journal.

use kith_core::{
    account::{Account, Plan, Role, Status},
    boost::Boost,
    budget::WEEK,
    change::Change,
    id::{MemberId, RestrictionId},
    inmail::Credits,
    refusal::{Reason, Refusal},
    restriction::{Ladder, Level, Signal, Step},
    time::Timestamp,
};
use kith_store::{AdminRow, Reads, RestrictionRow, StoreError};
use serde::{Deserialize, Serialize};

use crate::{
    Actor, App, AppError, Ask, FieldError, Page, Paging, Written, app::cursor_of, viewer::windows,
};

/// A member as an operator sees them.
#[derive(Debug, Clone, Serialize)]
pub struct AdminMember {
    /// The address of the profile.
    pub handle: String,
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Plan.
    pub plan: Plan,
    /// Role.
    pub role: Role,
    /// Whether they take part.
    pub status: Status,
    /// When they joined.
    pub joined_at: Timestamp,
    /// How many connections.
    pub connections: u32,
    /// Invitations sent in the last 7 × 24 h.
    pub sent_week: u32,
    /// Invitations pending.
    pub pending: u32,
    /// Where they stand on the ladder now.
    pub level: Level,
    /// Until when they are paused.
    pub paused_until: Option<Timestamp>,
}

/// One step on the ladder, with its evidence.
#[derive(Debug, Clone, Serialize)]
pub struct AdminRestriction {
    /// Which.
    pub id: RestrictionId,
    /// Whose.
    pub handle: String,
    /// Their name.
    pub name: String,
    /// The rung reached.
    pub level: Level,
    /// What was noticed.
    pub signal: Signal,
    /// What was counted.
    pub evidence: String,
    /// When.
    pub at: Timestamp,
    /// When its pause ends.
    pub until: Option<Timestamp>,
    /// The operator who set it.
    pub by: Option<String>,
    /// When it was lifted.
    pub lifted_at: Option<Timestamp>,
    /// What the member says about it.
    pub appeal: Option<String>,
    /// Whether it may be lifted: the last step, not lifted, in force.
    pub liftable: bool,
}

/// Which members an operator asks for.
#[derive(Debug, Clone, Default)]
pub struct AdminQuery {
    /// A beginning of a handle, name or e-mail address.
    pub q: String,
    /// Only those on the ladder.
    pub restricted: bool,
    /// Which page.
    pub paging: Paging,
}

/// A boost to give (R7).
#[derive(Debug, Clone, Default, Deserialize)]
pub struct NewBoost {
    /// What to call the audience.
    pub name: String,
    /// Extra invitations of each to the others.
    pub extra: u32,
    /// The first instant, RFC 3339.
    pub from: String,
    /// When it is over, RFC 3339.
    pub until: String,
    /// The audience's handles.
    pub audience: Vec<String>,
}

/// One line of the journal.
#[derive(Debug, Clone, Serialize)]
pub struct JournalLine {
    /// Where it stands.
    pub revision: String,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub changes: serde_json::Value,
}

impl App {
    /// Members, by handle.
    pub fn admin_members(
        &self,
        actor: &Actor,
        query: &AdminQuery,
    ) -> Result<Page<AdminMember>, AppError> {
        actor.require_operator()?;
        let (now, limit) = (self.now(), query.paging.size());
        let week = now.plus(-WEEK);
        self.0.store.read(|reads| {
            let prefix = query.q.trim().to_lowercase();
            if prefix.contains('@') {
                let found = reads.member_by_email(&prefix)?;
                let found = found.map(|id| reads.person(id)).transpose()?.flatten();
                let Some(found) = found else { return Ok(Page { items: Vec::new(), next: None }) };
                let handle = found.known.person.handle;
                let rows = reads.admin_members("", &handle, week, now, 1)?;
                let items = rows.into_iter().map(|row| self.admin_member(row)).collect();
                return Ok(Page { items, next: None });
            }
            if query.restricted {
                let before = query.paging.cursor::<kith_core::id::Member>()?;
                let before = before.map_or(Timestamp::from_micros(i64::MAX), |(at, _)| at);
                let rows = reads.admin_on_ladder(before, week, now, limit)?;
                let last = rows.last().filter(|_| rows.len() == limit as usize);
                let next = last.and_then(|last| Some(cursor_of(last.ladder_at?, last.id)));
                let items = rows.into_iter().map(|row| self.admin_member(row));
                let items = items.filter(|member| member.level != Level::Clear).collect();
                return Ok(Page { items, next });
            }
            let after = query.paging.after.clone().unwrap_or_default();
            let rows = reads.admin_members(&after, &prefix, week, now, limit)?;
            let last = rows.last().filter(|_| rows.len() == limit as usize);
            let next = last.map(|last| last.handle.clone());
            Ok(Page { items: rows.into_iter().map(|row| self.admin_member(row)).collect(), next })
        })
    }

    /// Steps on the ladder, newest first; of one member where `handle` is given; with `appeals`
    /// only those with an appeal that is open.
    pub fn admin_restrictions(
        &self,
        actor: &Actor,
        handle: Option<&str>,
        appeals: bool,
        paging: &Paging,
    ) -> Result<Page<AdminRestriction>, AppError> {
        actor.require_operator()?;
        let limit = paging.size();
        let member = handle.map(|handle| self.find(handle)).transpose()?;
        let now = self.now();
        self.0.store.read(|reads| {
            let before = paging.cursor::<kith_core::id::Restriction>()?;
            let before = before.map_or(Timestamp::from_micros(i64::MAX), |(at, _)| at);
            let rows = if appeals {
                reads.appeals(before, limit)?
            } else {
                reads.steps(member, before, limit)?
            };
            let last = rows.last().filter(|_| rows.len() == limit as usize);
            let listed_at = |row: &RestrictionRow| match row.appealed_at {
                Some(at) if appeals => at,
                _ => row.at,
            };
            let next = last.map(|last| cursor_of(listed_at(last), last.id));
            let mut items = Vec::with_capacity(rows.len());
            for row in rows {
                items.push(self.admin_restriction(reads, row, now)?);
            }
            Ok(Page { items, next })
        })
    }

    /// Sets a member's step; `level` is its code (absent: the next rung), `reason` is kept as
    /// the evidence.
    pub async fn restrict(
        &self,
        ask: &Ask,
        handle: &str,
        level: Option<&str>,
        reason: &str,
    ) -> Result<Written<()>, AppError> {
        ask.actor.require_operator()?;
        let reason = reason.trim().to_owned();
        if reason.is_empty() {
            return Err(AppError::field("reason", "Say what it rests on: the member reads it."));
        }
        let codes: Vec<_> = Level::ALL.iter().skip(1).map(|level| level.code()).collect();
        let level = level.filter(|code| !code.is_empty());
        let chosen = level.map(|code| match Level::from_code(code) {
            Some(level) if level != Level::Clear => Ok(level),
            _ => Err(AppError::field("level", format!("Use one of {}.", codes.join(", ")))),
        });
        let chosen = chosen.transpose()?;
        let (member, by, now, id) = (self.find(handle)?, ask.actor.id, self.now(), self.new_id());
        let app = self.clone();
        let written = self
            .write(self.command(ask, &[member]), move |tx| {
                let Some(account) = tx.account(member)? else {
                    return Ok(Err(Refusal::not_found().into()));
                };
                let rules = &app.0.policy.restrictions;
                let level = chosen.unwrap_or_else(|| account.ladder.level_at(now, rules).up());
                let evidence = reason.clone();
                let mut step =
                    Step::at_level(id, member, level, Signal::Operator, evidence, now, rules);
                step.by = Some(by);
                tx.apply(vec![Change::Restricted { step }])?;
                Ok(Ok(()))
            })
            .await?;
        Ok(written.into())
    }

    /// Lifts the step in force of a member.
    pub async fn lift(&self, ask: &Ask, handle: &str) -> Result<Written<()>, AppError> {
        ask.actor.require_operator()?;
        let (member, by, now) = (self.find(handle)?, ask.actor.id, self.now());
        let app = self.clone();
        let written = self
            .write(self.command(ask, &[member]), move |tx| {
                let Some(account) = tx.account(member)? else {
                    return Ok(Err(Refusal::not_found().into()));
                };
                let rules = &app.0.policy.restrictions;
                let step = tx.last_step(member)?.filter(|step| step.lifted_at.is_none());
                let in_force = account.ladder.level_at(now, rules) != Level::Clear;
                let Some(step) = step.filter(|_| in_force) else {
                    let detail = "No restriction of this member is in force.";
                    return Ok(Err(Refusal::new(Reason::NotRestricted, detail).into()));
                };
                let ladder = account.ladder.lifted(now, rules);
                let restriction = step.id;
                tx.apply(vec![Change::Lifted { restriction, member, by, at: now, ladder }])?;
                Ok(Ok(()))
            })
            .await?;
        Ok(written.into())
    }

    /// Deactivates or reactivates a member; `status` is its code.
    pub async fn set_status(
        &self,
        ask: &Ask,
        handle: &str,
        status: &str,
    ) -> Result<Written<()>, AppError> {
        ask.actor.require_operator()?;
        let status = Status::from_code(status)
            .filter(|status| *status != Status::Deleted)
            .ok_or_else(|| AppError::field("status", "Use active or deactivated."))?;
        let member = self.find(handle)?;
        if member == ask.actor.id {
            return Err(AppError::field("status", "Another operator must do this to you."));
        }
        let written = self
            .write(self.command(ask, &[member]), move |tx| {
                tx.apply(vec![Change::StatusChanged { member, status }])?;
                Ok(Ok(()))
            })
            .await?;
        Ok(written.into())
    }

    /// Changes a member's plan; `plan` is its code.
    pub async fn set_plan(
        &self,
        ask: &Ask,
        handle: &str,
        plan: &str,
    ) -> Result<Written<()>, AppError> {
        ask.actor.require_operator()?;
        let plan = Plan::from_code(plan)
            .ok_or_else(|| AppError::field("plan", "Use free, premium or navigator."))?;
        let (app, member, now) = (self.clone(), self.find(handle)?, self.now());
        let written = self
            .write(self.command(ask, &[member]), move |tx| {
                let before = tx.account(member)?;
                tx.update_plan(member, plan);
                let mut changes = vec![Change::SettingsChanged { member }];
                // A plan begins on its own day with its own credits (R9).
                if let Some(before) = before.filter(|before| before.plan != plan) {
                    let version = tx.credits(member)?.map_or(0, |kept| kept.version) + 1;
                    let account = Account { plan, ..before };
                    let credits = Credits::begin(&account, now, version, &app.0.policy);
                    changes.push(Change::Credited { credits });
                }
                changes.extend(app.pending_full_on(tx, member, plan, now)?);
                tx.apply(changes)?;
                Ok(Ok(()))
            })
            .await?;
        Ok(written.into())
    }

    /// Gives an audience extra invitations to each other, for a time.
    pub async fn give_boost(
        &self,
        ask: &Ask,
        boost: NewBoost,
    ) -> Result<Written<String>, AppError> {
        ask.actor.require_operator()?;
        let (new, audience) = self.checked_boost(&boost)?;
        let id = new.id;
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                tx.insert_boost(&new, &audience);
                tx.apply(vec![Change::Boosted { boost: new.clone(), audience: audience.clone() }])?;
                Ok(Ok(id.to_string()))
            })
            .await?;
        Ok(written.into())
    }

    /// The newest lines of the journal.
    pub fn admin_journal(
        &self,
        actor: &Actor,
        paging: &Paging,
    ) -> Result<Page<JournalLine>, AppError> {
        actor.require_operator()?;
        self.0.store.read(|reads| {
            let before = paging.cursor::<kith_core::id::Command>()?;
            let before = before.map_or(Timestamp::from_micros(i64::MAX), |(at, _)| at);
            let limit = paging.size();
            let entries = reads.newest_entries(before, limit)?;
            let last = entries.last().filter(|_| entries.len() == limit as usize);
            let none = kith_core::id::CommandId::from_bytes([0; 16]);
            let next = last.map(|last| cursor_of(last.at, none));
            let line = |entry: kith_store::Entry| JournalLine {
                revision: entry.revision.to_string(),
                at: entry.at,
                changes: without_letters(entry.changes),
            };
            Ok(Page { items: entries.into_iter().map(line).collect(), next })
        })
    }

    /// The policy in force, as TOML.
    pub fn admin_policy(&self, actor: &Actor) -> Result<String, AppError> {
        actor.require_operator()?;
        Ok(self.0.policy.to_toml())
    }
}

/// Changes as an operator sees them: what members write to each other, or mean to, is theirs; a
/// report brings what an operator has to read.
fn without_letters(mut changes: Vec<Change>) -> serde_json::Value {
    for change in &mut changes {
        if let Change::CampaignKept { campaign } = change {
            campaign.scrub();
        }
        let texts = match change {
            Change::Wrote { message } => vec![Some(&mut message.body), message.subject.as_mut()],
            Change::IntroductionAsked { introduction } => vec![Some(&mut introduction.note)],
            _ => Vec::new(),
        };
        for text in texts.into_iter().flatten() {
            *text = format!("({} characters)", text.chars().count());
        }
    }
    serde_json::to_value(&changes).unwrap_or_default()
}

impl App {
    /// Another plan has more or fewer pending places: none may be left from now on, or one again.
    fn pending_full_on(
        &self,
        reads: &mut Reads<'_>,
        member: MemberId,
        plan: Plan,
        now: Timestamp,
    ) -> Result<Option<Change>, StoreError> {
        let Some(mut account) = reads.account(member)? else { return Ok(None) };
        account.plan = plan;
        let usage = reads.usage(member, &windows(&account, &self.0.policy, now))?;
        let full = usage.pending(&account, &self.0.policy).left == 0;
        let since = full.then_some(now);
        let changed = full != account.pending_full_since.is_some();
        Ok(changed.then_some(Change::PendingFull { member, since }))
    }

    fn admin_member(&self, row: AdminRow) -> AdminMember {
        let (now, rules) = (self.now(), &self.0.policy.restrictions);
        let ladder = Ladder { level: row.level, at: row.ladder_at, paused_until: row.paused_until };
        AdminMember {
            handle: row.handle,
            name: format!("{} {}", row.first_name, row.last_name).trim().to_owned(),
            email: row.email.unwrap_or_default(),
            plan: row.plan,
            role: row.role,
            status: row.status,
            joined_at: row.joined_at,
            connections: row.connections,
            sent_week: row.sent_week,
            pending: row.pending,
            level: ladder.level_at(now, rules),
            paused_until: ladder.pause_at(now),
        }
    }

    fn admin_restriction(
        &self,
        reads: &mut Reads<'_>,
        row: RestrictionRow,
        now: Timestamp,
    ) -> Result<AdminRestriction, AppError> {
        let person = reads.person(row.member)?.map(|found| found.known.person).unwrap_or_default();
        let by = match row.by {
            Some(by) => reads.person(by)?.map(|found| found.known.person.handle),
            None => None,
        };
        let account = reads.account(row.member)?;
        let rules = &self.0.policy.restrictions;
        let in_force = account.is_some_and(|account| {
            account.ladder.at == Some(row.at) && account.ladder.level_at(now, rules) != Level::Clear
        });
        Ok(AdminRestriction {
            id: row.id,
            handle: person.handle.clone(),
            name: person.full_name(),
            level: row.level,
            signal: row.signal,
            evidence: row.evidence,
            at: row.at,
            until: row.until,
            by,
            lifted_at: row.lifted_at,
            appeal: row.appeal,
            liftable: in_force && row.lifted_at.is_none(),
        })
    }

    fn checked_boost(&self, boost: &NewBoost) -> Result<(Boost, Vec<MemberId>), AppError> {
        let mut errors = Vec::new();
        let mut wrong = |field: &str, message: String| errors.push(FieldError::new(field, message));
        if boost.name.trim().is_empty() {
            wrong("name", "Give the audience a name: its members read it.".to_owned());
        }
        if !(1..=10_000).contains(&boost.extra) {
            wrong("extra", "Give from 1 to 10,000 extra invitations.".to_owned());
        }
        let mut instant = |field: &str, text: &str| match text.trim().parse() {
            Ok(at) => at,
            Err(_) => {
                wrong(field, "Use an instant such as 2026-12-01T09:00:00Z.".to_owned());
                Timestamp::from_micros(0)
            }
        };
        let (from, until) = (instant("from", &boost.from), instant("until", &boost.until));
        if until <= from {
            wrong("until", "A boost ends after it begins.".to_owned());
        }
        let mut audience = Vec::new();
        for handle in &boost.audience {
            match self.find(handle.trim()) {
                Ok(member) => audience.push(member),
                Err(AppError::Refused(_)) => {
                    wrong("audience", format!("There is no member {handle}."));
                }
                Err(error) => return Err(error),
            }
        }
        if audience.len() < 2 {
            wrong("audience", "Name at least two members.".to_owned());
        }
        if !errors.is_empty() {
            return Err(AppError::Invalid(errors));
        }
        let name = boost.name.trim().to_owned();
        Ok((Boost { id: self.new_id(), name, extra: boost.extra, from, until }, audience))
    }
}
