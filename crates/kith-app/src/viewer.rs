//! The viewer of a list or page: what is read once for all the people in it.

use kith_core::{
    account::{Account, Role, Status},
    budget::Usage,
    degree::Degree,
    id::{InvitationId, MemberId, MessageId, RestrictionId},
    invitation::{Invite, InviteFacts, Sending, Source, State, invite},
    person::Person,
    policy::Policy,
    refusal::{Reason, Refusal},
    time::{DAY, MINUTE, Timestamp},
    visibility::{Card, Visible, card, former},
};
use kith_store::{Met, Reads, UsageWindows};

use crate::{
    Actor, App, AppError,
    reactions::engaged_since,
    rows::{PendingView, Permission, Row, TieState, TieView},
    sight::Sight,
};

/// How many mutual connections are named.
const NAMED: usize = 3;

/// Who looks, what they may not see, and what they have used: read once a request.
pub(crate) struct Viewer<'a> {
    pub(crate) app: &'a App,
    pub(crate) me: Account,
    pub(crate) sight: Sight<'a>,
    pub(crate) now: Timestamp,
    /// Whether they look after every company's page.
    pub(crate) operator: bool,
    usage: Usage,
}

/// Where the windows of an account's usage begin at `now`.
pub(crate) fn windows(account: &Account, policy: &Policy, now: Timestamp) -> UsageWindows {
    let plan = policy.plan(account.plan);
    let rules = &policy.restrictions;
    let limited = plan.notes_per_month.is_some();
    let short = now.plus(-i64::from(rules.burst_minutes) * MINUTE);
    UsageWindows {
        now,
        week: now.plus(-kith_core::budget::WEEK),
        limit: plan.weekly_invitations,
        places: plan.pending_invitations,
        burst: account.ladder.evidence_since(short),
        day: account.ladder.evidence_since(now.plus(-DAY)),
        month: limited.then(|| now.month_in(&account.settings.time_zone).0),
        withdraw_returns_send: policy.invitations.withdraw_returns_send,
    }
}

impl<'a> Viewer<'a> {
    /// Reads what every answer to `actor` rests on.
    pub(crate) fn of(app: &'a App, actor: &Actor, reads: &mut Reads<'_>) -> Result<Self, AppError> {
        let viewer = Self::member(app, actor.id, app.now(), reads)?;
        Ok(Self { operator: actor.role == Role::Operator, ..viewer })
    }

    /// The same of a member for whom due work is done at `now`.
    pub(crate) fn member(
        app: &'a App,
        id: MemberId,
        now: Timestamp,
        reads: &mut Reads<'_>,
    ) -> Result<Self, AppError> {
        let (me, sight) = reads.at_once(|reads| {
            let me = reads.account(id);
            let sight = Sight::of(&app.0.followers, id, reads);
            Ok::<_, AppError>((me?.ok_or(AppError::SignInFirst)?, sight?))
        })?;
        let usage = reads.usage(id, &windows(&me, &app.0.policy, now))?;
        Ok(Self { app, sight, now, operator: false, me, usage })
    }

    /// The degree of one member whose tie has been read: the store says whether it is 1st, the
    /// graph says the rest.
    pub(crate) fn degree_of(&self, member: MemberId, connected: bool) -> Degree {
        if member == self.me.id {
            return Degree::Myself;
        }
        if connected {
            return Degree::First;
        }
        match self.sight.degree(member) {
            // The graph has not yet heard that a connection was removed.
            Some(Degree::First) if self.sight.mutual_count(member) > 0 => Degree::Second,
            Some(Degree::First) | None => Degree::Out,
            Some(degree) => degree,
        }
    }

    /// Cards of people at the degrees given.
    pub(crate) fn cards(
        &self,
        reads: &mut Reads<'_>,
        people: &[(MemberId, Degree)],
    ) -> Result<Vec<Visible<Card>>, AppError> {
        let preset = self.app.0.policy.visibility.preset;
        let cards = reads.of_each(people, |reads, (member, degree)| {
            let found = reads.person(*member)?;
            Ok::<_, AppError>(found.map(|found| card(&found.known.person, *degree, preset)))
        })?;
        Ok(cards.into_iter().flatten().collect())
    }

    /// The named mutual connections with a member; they are the viewer's 1st.
    pub(crate) fn named_mutuals(
        &self,
        reads: &mut Reads<'_>,
        member: MemberId,
    ) -> Result<Vec<Visible<Card>>, AppError> {
        let shared = self.sight.mutuals(member, 0, NAMED);
        let shared: Vec<_> = shared.into_iter().map(|id| (id, Degree::First)).collect();
        self.cards(reads, &shared)
    }

    /// People in a list. Those who are gone, or blocked either way, are left out.
    pub(crate) fn rows(
        &self,
        reads: &mut Reads<'_>,
        members: &[MemberId],
    ) -> Result<Vec<Row>, AppError> {
        let rows = reads.of_each(members, |reads, member| self.row(reads, *member))?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// One person in a list; none who is gone, or blocked either way.
    pub(crate) fn row(
        &self,
        reads: &mut Reads<'_>,
        member: MemberId,
    ) -> Result<Option<Row>, AppError> {
        // Asked before it is known whether they meet, so that a list asks for both at once.
        let found = reads.person(member);
        let Some(met) = reads.meet(self.me.id, member)? else { return Ok(None) };
        if met.pair.is_blocked() {
            return Ok(None);
        }
        let Some(found) = found?.filter(|found| found.status == Status::Active) else {
            return Ok(None);
        };
        self.row_of(reads, &met, &found.known.person).map(Some)
    }

    /// The same, and of somebody who has been deleted what is left of them: whoever blocked them, or
    /// was blocked, sees as little as before.
    pub(crate) fn row_or_former(
        &self,
        reads: &mut Reads<'_>,
        member: MemberId,
    ) -> Result<Option<Row>, AppError> {
        if !self.is_former(reads, member)? {
            return self.row(reads, member);
        }
        Ok(Some(Row {
            card: former(),
            degree: Degree::Out,
            mutual_count: 0,
            mutuals: Vec::new(),
            tie: TieView {
                state: TieState::Strangers,
                following: false,
                followed_by: false,
                invitation: None,
                said_unknown: false,
            },
            connect: Permission::refused(Refusal::not_found()),
        }))
    }

    /// Whether somebody was a member, and what they wrote to the viewer is to be seen still.
    pub(crate) fn is_former(
        &self,
        reads: &mut Reads<'_>,
        member: MemberId,
    ) -> Result<bool, AppError> {
        let deleted = reads.account(member)?.is_some_and(|one| one.status == Status::Deleted);
        Ok(deleted && !reads.pair(self.me.id, member)?.is_blocked())
    }

    fn row_of(&self, reads: &mut Reads<'_>, met: &Met, person: &Person) -> Result<Row, AppError> {
        let member = met.them.as_ref().map_or(self.me.id, |them| them.id);
        let degree = self.degree_of(member, met.pair.is_connected());
        let shares = matches!(degree, Degree::First | Degree::Second);
        Ok(Row {
            card: card(person, degree, self.app.0.policy.visibility.preset),
            degree,
            mutual_count: if shares { self.sight.mutual_count(member) } else { 0 },
            mutuals: if shares { self.named_mutuals(reads, member)? } else { Vec::new() },
            tie: self.tie(reads, met)?,
            connect: self.may_connect(reads, met)?,
        })
    }

    /// What stands between the viewer and somebody they met, from the viewer's side. Nothing
    /// silent shows in it: an ignored invitation is pending to its sender (R6).
    pub(crate) fn tie(&self, reads: &mut Reads<'_>, met: &Met) -> Result<TieView, AppError> {
        let (me, now) = (self.me.id, self.now);
        let open = |life: &kith_core::invitation::Life| life.is_open(now);
        let waiting = |life: &kith_core::invitation::Life| life.state_at(now) == State::Pending;
        let sent = met.sent.filter(open);
        let received = met.received.filter(waiting);
        let resting =
            met.sent.as_ref().and_then(|life| life.rest_until(now, &self.app.0.policy.invitations));
        let state = if met.them.as_ref().is_some_and(|them| them.id == me) {
            TieState::Myself
        } else if met.pair.is_connected() {
            TieState::Connected
        } else if sent.is_some() {
            TieState::Invited
        } else if received.is_some() {
            TieState::Received
        } else if resting.is_some() {
            TieState::Resting
        } else {
            TieState::Strangers
        };
        let pending = sent.or(received).filter(|_| !met.pair.is_connected());
        let invitation = match pending {
            None => None,
            Some(life) => reads.invitation(life.id)?.map(|row| PendingView {
                id: row.id,
                sent_at: row.sent_at,
                expires_at: row.expires_at,
                note: row.note,
                source: row.source,
            }),
        };
        Ok(TieView {
            state,
            following: met.pair.side(me).follows_at.is_some(),
            followed_by: met.pair.other_side(me).follows_at.is_some(),
            invitation,
            said_unknown: met.pair.side(me).unknown_at.is_some(),
        })
    }

    /// Whether the viewer may invite somebody they met, by the same decision as the act itself.
    pub(crate) fn may_connect(
        &self,
        reads: &mut Reads<'_>,
        met: &Met,
    ) -> Result<Permission, AppError> {
        let facts = self.app.invite_facts(reads, met, self.usage, None, self.now)?;
        let ask = Invite {
            id: InvitationId::from_bytes([0; 16]),
            restriction: RestrictionId::from_bytes([0; 16]),
            message: MessageId::from_bytes([0; 16]),
            own_message: MessageId::from_bytes([0; 16]),
            note: None,
            source: Source::Profile,
            via: None,
        };
        Ok(match invite(&ask, &facts, &self.app.0.policy, self.now) {
            Ok(Sending::Sent(_)) => Permission::granted(),
            Ok(Sending::Crossed(_)) => Permission { via: Some("accept"), ..Permission::granted() },
            Ok(Sending::AlreadyPending(_, refusal)) => Permission::refused(refusal),
            Err(refusal) => {
                let via = self.needs_email(met, &refusal).then_some("email");
                Permission { via, ..Permission::refused(refusal) }
            }
        })
    }

    /// Whether the recipient's e-mail address would open the gate.
    fn needs_email(&self, met: &Met, refusal: &Refusal) -> bool {
        let gate = met.them.as_ref().map(|them| met.meeting().gate(them));
        refusal.reason == Reason::Gate && gate == Some(kith_core::account::Gate::Email)
    }

    /// What the viewer has used of their budgets.
    pub(crate) const fn usage(&self) -> &Usage {
        &self.usage
    }
}

impl App {
    /// The facts that R4 reads about two who met. `email` is the recipient's address as the
    /// sender gave it.
    pub(crate) fn invite_facts<'m>(
        &self,
        reads: &mut Reads<'_>,
        met: &'m Met,
        usage: Usage,
        email: Option<&str>,
        now: Timestamp,
    ) -> Result<InviteFacts<'m>, kith_store::StoreError> {
        use kith_core::account::Gate;
        let meeting = met.meeting();
        let mut facts = InviteFacts {
            meeting,
            their_note: None,
            attempt_blocking: None,
            email_known: false,
            engaged: false,
            shares: false,
            usage,
            boost: None,
        };
        let Some(them) = met.them.as_ref() else { return Ok(facts) };
        let attempts = self.0.policy.invitations.attempts;
        if let Some(sent) = &met.sent {
            facts.attempt_blocking = reads.attempt_blocking(met.me.id, them.id, attempts)?;
            facts.engaged = engaged_since(reads, met.me.id, them.id, sent.sent_at)?;
        }
        if let Some(email) = email.map(|email| email.trim().to_lowercase()) {
            facts.email_known = reads.email(them.id)?.is_some_and(|known| known == email);
        }
        if facts.meeting.gate(them) == Gate::SecondDegree {
            facts.shares = reads.share_connection(met.me.id, them.id)?
                || reads.share_community(met.me.id, them.id)?;
        }
        if usage.boosts > 0 {
            facts.boost = reads.shared_boost(met.me.id, them.id, now)?;
        }
        Ok(facts)
    }
}
