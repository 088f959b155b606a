//! How a quarter goes by: campaigns are started, paused and ended, their recipients answer, and
//! every node does what is due.

use std::collections::BTreeMap;

use kith_app::{Actor, App, AppError, Ask, invitations::NewInvitation, messaging::NewMessage};
use kith_core::{
    campaign::Touch,
    change::Change,
    id::{CampaignId, InvitationId, MemberId},
    invitation::Source,
    time::{DAY, HOUR, MINUTE, Timestamp},
};
use kith_store::{StoreError, Tail};

use super::{Quarter, people};

/// Something that somebody does at an instant of their own.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// A campaign of this number is made and started.
    Start(usize),
    Pause(usize, CampaignId),
    Resume(usize, CampaignId),
    OperatorPauses(CampaignId),
    OperatorResumes(CampaignId),
    End(usize, CampaignId),
    Accept(usize, InvitationId),
    Ignore(usize, InvitationId, bool),
    /// Writes under the invitation without accepting.
    Reply(usize, InvitationId),
    Withdraw(usize, InvitationId),
    Write(usize, usize),
    Block(usize, usize),
    /// Wants no campaigns of somebody, or of anybody.
    Refuse(usize, Option<usize>),
    /// An invitation by hand.
    Invite(usize, usize),
    Restart,
    /// Everything else that is due.
    Daily,
}

/// What is to come, in its order.
#[derive(Debug, Default)]
pub(super) struct Agenda(BTreeMap<(Timestamp, u64), Act>, u64);

impl Agenda {
    fn add(&mut self, at: Timestamp, act: Act) {
        self.1 += 1;
        self.0.insert((at, self.1), act);
    }
}

impl Quarter {
    /// All days of it.
    pub(super) async fn days(&mut self, begin: Timestamp) -> Result<(), String> {
        let end = begin.plus_days(self.setup.days);
        let mut agenda = self.plan(begin);
        let mut tail = self.at_end()?;
        loop {
            let outreach = self.nodes[0].app.next_outreach().map_err(|error| error.to_string())?;
            let act = agenda.0.first_key_value().map(|((at, _), _)| *at);
            let Some(next) = outreach.into_iter().chain(act).min() else { return Ok(()) };
            if next >= end {
                return Ok(());
            }
            // No two things happen at the same instant, so that their order is known.
            let now = self.now();
            self.clock.advance((next.micros() - now.micros()).max(1));
            let due = agenda.0.first_key_value().is_some_and(|((at, _), _)| *at <= self.now());
            if due {
                if let Some((_, act)) = agenda.0.pop_first() {
                    self.perform(&act, &mut agenda).await?;
                }
            } else {
                self.round().await?;
            }
            self.react(&mut tail, &mut agenda)?;
        }
    }

    /// What is known from the beginning.
    fn plan(&self, begin: Timestamp) -> Agenda {
        let (days, dice) = (self.setup.days, &self.dice);
        let mut agenda = Agenda::default();
        for number in 0..self.setup.campaigns {
            let at = begin.plus(dice.micros(days * DAY / 3)).plus(HOUR);
            agenda.add(at, Act::Start(number));
        }
        for number in 0..self.setup.restarts {
            let share = i64::try_from(number).unwrap_or(0) * 2 + 1;
            let all = i64::try_from(self.setup.restarts).unwrap_or(1) * 2;
            let at = begin.plus(days * DAY / all * share).plus(dice.micros(20 * HOUR));
            agenda.add(at, Act::Restart);
        }
        for day in 0..days {
            agenda.add(begin.plus_days(day).plus(3 * HOUR + 17), Act::Daily);
            for _ in 0..self.setup.campaigns / 12 {
                let (a, b) = (dice.below(self.setup.senders()), dice.below(self.people.len()));
                agenda.add(begin.plus_days(day).plus(dice.micros(DAY)), Act::Invite(a, b));
            }
        }
        agenda
    }

    fn at_end(&self) -> Result<Tail, String> {
        let read = self.nodes[0].store.read::<_, StoreError>(|reads| Tail::at_end(reads));
        read.map_err(|error| error.to_string())
    }

    /// Every node does what is due of campaigns, beside each other.
    async fn round(&self) -> Result<(), String> {
        let failed = |error: AppError| format!("a round failed: {error}");
        match self.nodes.as_slice() {
            [one, two, ..] => {
                let (a, b) = tokio::join!(one.app.run_campaigns(), two.app.run_campaigns());
                a.and(b).map(drop).map_err(failed)
            }
            [one] => one.app.run_campaigns().await.map(drop).map_err(failed),
            [] => Ok(()),
        }
    }

    fn actor(&self, who: usize) -> &Actor {
        &self.people[who].actor
    }

    async fn perform(&mut self, act: &Act, agenda: &mut Agenda) -> Result<(), String> {
        let nodes = self.nodes.len();
        let app: App = self.nodes[self.dice.below(nodes)].app.clone();
        let by = |who: usize| Ask::by(self.actor(who));
        let handle = |who: usize| self.actor(who).handle.clone();
        let done = match act {
            Act::Start(number) => return self.start(&app, *number, agenda).await,
            Act::Restart => return self.restart().await,
            Act::Daily => {
                self.follow()?;
                app.run_due_work().await.map(drop)
            }
            Act::Pause(who, id) => app.pause_campaign(&by(*who), *id).await.map(drop),
            Act::Resume(who, id) => app.resume_campaign(&by(*who), *id).await.map(drop),
            Act::OperatorPauses(id) => app.admin_pause_campaign(&by(0), *id).await.map(drop),
            Act::OperatorResumes(id) => app.admin_resume_campaign(&by(0), *id).await.map(drop),
            Act::End(who, id) => app.end_campaign(&by(*who), *id).await.map(drop),
            Act::Accept(who, id) => app.accept(&by(*who), *id).await.map(drop),
            Act::Ignore(who, id, known) => app.ignore(&by(*who), *id, *known).await.map(drop),
            Act::Reply(who, id) => app.reply(&by(*who), *id, "Who are you?").await.map(drop),
            Act::Withdraw(who, id) => app.withdraw(&by(*who), *id).await.map(drop),
            Act::Write(who, whom) => {
                let new = NewMessage {
                    to: handle(*whom),
                    body: "Hello!".to_owned(),
                    ..NewMessage::default()
                };
                app.send_message(&by(*who), new).await.map(drop)
            }
            Act::Block(who, whom) => app.block(&by(*who), &handle(*whom)).await.map(drop),
            Act::Refuse(who, whom) => {
                let whom = whom.map_or_else(|| "everyone".to_owned(), handle);
                app.refuse_campaigns(&by(*who), &whom).await.map(drop)
            }
            Act::Invite(who, whom) => {
                let new = NewInvitation { to: handle(*whom), ..NewInvitation::default() };
                app.invite(&by(*who), new).await.map(drop)
            }
        };
        match done {
            Err(AppError::Store(error)) => Err(format!("{act:?}: {error}")),
            // What was decided days ago may not be possible any more.
            _ => Ok(()),
        }
    }

    /// Makes a campaign, starts it, and plans what its member does with it.
    async fn start(&self, app: &App, number: usize, agenda: &mut Agenda) -> Result<(), String> {
        let who = 1 + number % (self.setup.senders() - 1);
        let ask = Ask::by(self.actor(who));
        let new = people::campaign(number, &self.people, &self.setup, &self.dice);
        let made = app.make_campaign(&ask, new).await;
        let id = made.map_err(|error| format!("campaign {number}: {error:?}"))?.value.id;
        match app.start_campaign(&ask, id).await {
            Ok(_) => {}
            // A search may find nobody who may be invited.
            Err(AppError::Invalid(_)) => return Ok(()),
            Err(error) => return Err(format!("campaign {number} cannot start: {error:?}")),
        }
        let (now, dice) = (self.now(), &self.dice);
        let later = |days: i64| now.plus(MINUTE + dice.micros(days * DAY));
        if dice.percent(40) {
            let at = later(20);
            agenda.add(at, Act::Pause(who, id));
            agenda.add(at.plus(dice.micros(6 * DAY) + 5), Act::Resume(who, id));
        }
        if dice.percent(15) {
            let at = later(30);
            agenda.add(at, Act::OperatorPauses(id));
            // Their own try is refused.
            agenda.add(at.plus(HOUR), Act::Resume(who, id));
            agenda.add(at.plus(dice.micros(8 * DAY) + 2 * HOUR), Act::OperatorResumes(id));
        }
        if dice.percent(20) {
            agenda.add(later(self.setup.days), Act::End(who, id));
        }
        Ok(())
    }

    /// Reads what happened, and plans how those whom it reached answer.
    fn react(&self, tail: &mut Tail, agenda: &mut Agenda) -> Result<(), String> {
        let mut news = Vec::new();
        let read = self.nodes[0].store.read(|reads| {
            tail.drain::<StoreError>(reads, 500, |entries| {
                news.extend(entries);
                Ok(())
            })
        });
        read.map_err(|error| error.to_string())?;
        for change in news.iter().flat_map(|entry| &entry.changes) {
            match change {
                Change::Invited { invitation } if invitation.source == Source::Campaign => {
                    self.answer(invitation.sender, invitation.recipient, invitation.id, agenda);
                }
                Change::CampaignSent(sent) if matches!(sent.touch, Touch::Message { .. }) => {
                    if let Some((who, whom)) = self.pair(sent.person, sent.member)
                        && self.dice.percent(20)
                    {
                        agenda.add(self.later(4 * DAY), Act::Write(who, whom));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn pair(&self, a: MemberId, b: MemberId) -> Option<(usize, usize)> {
        Some((*self.by_id.get(&a)?, *self.by_id.get(&b)?))
    }

    fn later(&self, span: i64) -> Timestamp {
        self.now().plus(MINUTE + self.dice.micros(span))
    }

    /// What a recipient does with an invitation.
    fn answer(&self, from: MemberId, to: MemberId, id: InvitationId, agenda: &mut Agenda) {
        let Some((who, sender)) = self.pair(to, from) else { return };
        let spans = [HOUR, DAY, DAY, 7 * DAY, 7 * DAY, 30 * DAY];
        let at = self.later(self.dice.one(&spans));
        let act = match self.dice.below(1_000) {
            0..320 => Act::Accept(who, id),
            320..480 => Act::Ignore(who, id, true),
            480..490 => Act::Ignore(who, id, false),
            490..530 => Act::Reply(who, id),
            530..540 => Act::Block(who, sender),
            540..560 => Act::Refuse(who, Some(sender)),
            560..564 => Act::Refuse(who, None),
            564..580 => Act::Withdraw(sender, id),
            580..590 => Act::Block(sender, who),
            _ => return,
        };
        // Some change their minds.
        if matches!(act, Act::Ignore(..)) && self.dice.percent(10) {
            agenda.add(at.plus(DAY), Act::Accept(who, id));
        }
        if matches!(act, Act::Reply(..)) && self.dice.percent(50) {
            agenda.add(at.plus(HOUR), Act::Accept(who, id));
        }
        agenda.add(at, act);
    }
}
