//! What the quarter's journal must show (R4 to R9, R13), worked out from its entries alone: none of
//! the code that sends is used here, and civil time is read with jiff.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::{Timestamp as Instant, civil::DateTime, tz::TimeZone};
use kith_core::{
    campaign::{Campaign, State as Doing, Touch, Weekday},
    change::{Change, Message},
    id::{CampaignId, InvitationId, MemberId},
    invitation::{Invitation, Source, State},
    restriction::Signal,
    time::Timestamp,
};
use kith_store::Entry;

use super::stops::Stops;

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// What is known of a member apart from the journal.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The name of their zone.
    pub zone: String,
    /// Whether they accept no invitations.
    pub gate_closed: bool,
}

#[derive(Debug, Clone)]
struct Sent {
    sender: MemberId,
    recipient: MemberId,
    at: i64,
    expires_at: i64,
    state: State,
    ended_at: i64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Tie {
    connected: bool,
    blocked: bool,
}

/// What was counted on the way.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    /// By the word: `invite`, `message`, `visit`, `follow`, `accepted`, and so on.
    pub by_word: BTreeMap<&'static str, u32>,
    /// The shortest time between two sends of a member, in seconds.
    pub nearest: Option<i64>,
    /// The most campaign invitations that one recipient got in a week.
    pub most_in_week: usize,
}

/// The checker: takes the entries in their order of time.
#[derive(Debug, Default)]
pub struct Checker {
    facts: HashMap<MemberId, (TimeZone, bool)>,
    ties: HashMap<(MemberId, MemberId), Tie>,
    invitations: HashMap<InvitationId, Sent>,
    by_sender: HashMap<MemberId, Vec<InvitationId>>,
    between: HashMap<(MemberId, MemberId), Vec<InvitationId>>,
    reached: HashMap<MemberId, Vec<i64>>,
    campaigns: HashMap<CampaignId, Campaign>,
    held: HashMap<(MemberId, MemberId), BTreeSet<CampaignId>>,
    touched: HashMap<(CampaignId, MemberId), Vec<(String, i64)>>,
    outs: HashMap<MemberId, Vec<i64>>,
    invited: HashMap<CampaignId, Vec<i64>>,
    wrote: HashMap<(MemberId, MemberId), Vec<i64>>,
    refused: HashSet<(MemberId, Option<MemberId>)>,
    paused: HashMap<MemberId, i64>,
    accepted: HashMap<(MemberId, MemberId), i64>,
    stops: Stops,
    wrong: Vec<String>,
    counted: Counted,
}

fn both(a: MemberId, b: MemberId) -> (MemberId, MemberId) {
    (a.min(b), a.max(b))
}

impl Checker {
    /// A checker of a world whose members are these.
    #[must_use]
    pub fn new(facts: &HashMap<MemberId, Facts>) -> Self {
        let zone = |name: &str| TimeZone::get(name).unwrap_or(TimeZone::UTC);
        let facts = facts.iter().map(|(id, one)| (*id, (zone(&one.zone), one.gate_closed)));
        Self { facts: facts.collect(), ..Self::default() }
    }

    /// Another one that knows the same members, and nothing of any journal.
    #[must_use]
    pub fn again(&self) -> Self {
        Self { facts: self.facts.clone(), ..Self::default() }
    }

    /// Checks a whole journal.
    #[must_use]
    pub fn run(mut self, mut entries: Vec<Entry>) -> (Vec<String>, Counted) {
        // The entries of a lane stay in their order.
        entries.sort_by_key(|entry| entry.at);
        for entry in &entries {
            self.take(entry);
        }
        (self.wrong, self.counted)
    }

    fn fail(&mut self, rule: &str, at: Timestamp, what: &str) {
        if self.wrong.len() < 50 {
            self.wrong.push(format!("{rule} at {at}: {what}"));
        }
    }

    fn count(&mut self, word: &'static str) {
        *self.counted.by_word.entry(word).or_default() += 1;
    }

    fn take(&mut self, entry: &Entry) {
        let at = entry.at;
        let campaign_sends: Vec<_> = entry
            .changes
            .iter()
            .filter_map(|change| match change {
                Change::CampaignSent(sent) => Some(*sent),
                _ => None,
            })
            .collect();
        for change in &entry.changes {
            if let Some(wrong) = self.stops.take(change) {
                self.fail("R13", at, wrong);
            }
            match change {
                Change::Invited { invitation } => {
                    let own = campaign_sends
                        .iter()
                        .find(|one| one.touch == Touch::Invite { invitation: invitation.id });
                    if (invitation.source == Source::Campaign) != own.is_some() {
                        self.fail("R13", at, "an invitation of a campaign without its record");
                    }
                    self.invited_one(invitation, own.map(|one| one.campaign));
                }
                Change::Answered(answered) => {
                    if let Some(sent) = self.invitations.get_mut(&answered.invitation) {
                        sent.state = answered.state;
                        sent.ended_at = answered.at.micros();
                    }
                    if answered.state == State::Accepted {
                        let pair = (answered.sender, answered.recipient);
                        self.accepted.insert(pair, answered.at.micros());
                    }
                    self.count(answered.state.code());
                }
                Change::Paired { pair, .. } => {
                    let tie = Tie { connected: pair.is_connected(), blocked: pair.is_blocked() };
                    self.ties.insert((pair.low, pair.high), tie);
                }
                Change::Connected { pairs, .. } => {
                    for (a, b) in pairs {
                        self.ties.entry(both(*a, *b)).or_default().connected = true;
                    }
                }
                Change::Wrote { message } => {
                    let own = campaign_sends.iter().find(|one| {
                        matches!(one.touch, Touch::Message { message: id, .. } if id == message.id)
                    });
                    if let Some(own) = own {
                        self.message(message, own.campaign);
                    } else {
                        let times = self.wrote.entry((message.sender, message.recipient));
                        times.or_default().push(message.sent_at.micros());
                    }
                }
                Change::Restricted { step } => {
                    if step.signal == Signal::Burst {
                        self.fail("R8", at, "a campaign went so fast that it was a burst");
                    }
                    let until = step.until.map_or(0, Timestamp::micros);
                    let paused = self.paused.entry(step.member).or_default();
                    *paused = (*paused).max(until);
                    self.count("restricted");
                }
                Change::CampaignStopped { .. } => self.count("stopped"),
                Change::Lifted { member, .. } => drop(self.paused.remove(member)),
                Change::CampaignKept { campaign } => {
                    self.campaigns.insert(campaign.id, (**campaign).clone());
                    if campaign.state == Doing::Ended {
                        for held in self.held.values_mut() {
                            held.remove(&campaign.id);
                        }
                    }
                }
                Change::CampaignRan { run, holds } => {
                    let held = self.held.entry((run.member, run.person)).or_default();
                    if *holds {
                        held.insert(run.campaign);
                    } else {
                        held.remove(&run.campaign);
                    }
                    if held.len() > 1 {
                        self.fail("R13", at, "somebody is in two campaigns of a member");
                    }
                }
                Change::CampaignSent(sent) => {
                    let place = match sent.touch {
                        Touch::Message { place, .. } => place,
                        _ => 0,
                    };
                    let word = format!("{} {place}", sent.touch.code());
                    self.went_out(sent.campaign, sent.member, sent.person, &word, at);
                    self.count(sent.touch.code());
                }
                Change::DoNotContact(word) => {
                    let key = (word.recipient, word.sender);
                    if word.since.is_some() {
                        self.refused.insert(key);
                        self.count("do_not_contact");
                    } else {
                        self.refused.remove(&key);
                    }
                }
                _ => {}
            }
        }
    }

    /// R4 to R8, for any invitation; R13 for one of a campaign.
    fn invited_one(&mut self, new: &Invitation, campaign: Option<CampaignId>) {
        let (at, now) = (new.sent_at, new.sent_at.micros());
        let (me, them) = (new.sender, new.recipient);
        let tie = self.ties.get(&both(me, them)).copied().unwrap_or_default();
        if tie.connected {
            self.fail("R4", at, "the recipient is connected already");
        }
        if tie.blocked {
            self.fail("R1", at, "one blocks the other");
        }
        if self.facts.get(&them).is_some_and(|(_, closed)| *closed) {
            self.fail("R4", at, "the recipient accepts no invitations");
        }
        if self.paused.get(&me).is_some_and(|until| now < *until) {
            self.fail("R8", at, "the sender is paused");
        }
        if new.note.as_deref().is_some_and(|note| note.contains(['{', '}'])) {
            self.fail("R13", at, "a note went out half-filled");
        }
        if new.note.as_deref().is_some_and(|note| note.chars().count() > 200) {
            self.fail("R5", at, "a note is too long");
        }
        let open = |sent: &Sent| {
            matches!(sent.state, State::Pending | State::Ignored) && now < sent.expires_at
        };
        let of = |ids: Option<&Vec<InvitationId>>| -> Vec<Sent> {
            let ids = ids.map(Vec::as_slice).unwrap_or_default();
            ids.iter().filter_map(|id| self.invitations.get(id)).cloned().collect()
        };
        let (mine, back) = (of(self.between.get(&(me, them))), of(self.between.get(&(them, me))));
        let all = of(self.by_sender.get(&me));
        if mine.iter().chain(&back).any(open) {
            self.fail("R4", at, "an invitation between both is open");
        }
        let rested = |sent: &Sent| {
            let ended = match sent.state {
                State::Withdrawn => sent.ended_at,
                State::Expired | State::Pending | State::Ignored => sent.expires_at,
                _ => return false,
            };
            now < ended + 21 * DAY
        };
        if mine.iter().any(rested) {
            self.fail("R6", at, "the last one rests");
        }
        if mine.iter().filter(|sent| sent.at > now - 365 * DAY).count() >= 2 {
            self.fail("R6", at, "a third attempt in twelve months");
        }
        let week = all.iter().filter(|sent| sent.at > now - 7 * DAY).count();
        let pending = all.iter().filter(|sent| open(sent)).count();
        let reserve =
            campaign.and_then(|id| self.campaigns.get(&id)).map_or(0, |one| one.pace.reserve);
        if week + 1 > 100 - reserve as usize {
            self.fail("R7", at, &format!("{} in the week, {reserve} are reserved", week + 1));
        }
        if pending + 1 > 500 {
            self.fail("R7", at, "no pending place is left");
        }
        let sent = Sent {
            sender: me,
            recipient: them,
            at: now,
            expires_at: new.expires_at.micros(),
            state: State::Pending,
            ended_at: 0,
        };
        debug_assert_eq!((sent.sender, sent.recipient), (me, them));
        self.invitations.insert(new.id, sent);
        self.by_sender.entry(me).or_default().push(new.id);
        self.between.entry((me, them)).or_default().push(new.id);
        if campaign.is_some() {
            let reached = self.reached.entry(them).or_default();
            reached.push(now);
            let week = reached.iter().filter(|one| **one > now - 7 * DAY).count();
            self.counted.most_in_week = self.counted.most_in_week.max(week);
            if week > 5 {
                self.fail("R13", at, "more than five campaigns reached one recipient in a week");
            }
        } else {
            self.count("by_hand");
        }
        if let Some(id) = campaign {
            self.cap(id, me, at);
        }
    }

    /// The daily cap with its warm-up, by the civil days of the member.
    fn cap(&mut self, id: CampaignId, member: MemberId, at: Timestamp) {
        let Some(campaign) = self.campaigns.get(&id) else { return };
        let local = |micros: i64| self.local(member, micros).date();
        let (today, first) = (local(at.micros()), campaign.started_at.map(Timestamp::micros));
        let age = first.map_or(0, |first| (today - local(first)).get_days());
        let percent = if age >= 13 { 100 } else { 20 + 80 * age / 13 };
        let cap = (i64::from(campaign.pace.daily) * i64::from(percent) / 100).max(1);
        let sent = self.invited.get(&id).map(Vec::as_slice).unwrap_or_default();
        let count = sent.iter().rev().take(60).filter(|one| local(**one) == today).count() + 1;
        if i64::try_from(count).unwrap_or(i64::MAX) > cap {
            self.fail("R13", at, &format!("{count} invitations on a day of {cap}"));
        }
        self.invited.entry(id).or_default().push(at.micros());
    }

    fn local(&self, member: MemberId, micros: i64) -> DateTime {
        let zone = self.facts.get(&member).map_or(TimeZone::UTC, |(zone, _)| zone.clone());
        let instant = Instant::from_microsecond(micros).unwrap_or(Instant::UNIX_EPOCH);
        instant.to_zoned(zone).datetime()
    }

    /// R9, and the steps: a message of a campaign.
    fn message(&mut self, message: &Message, id: CampaignId) {
        let (at, me, them) = (message.sent_at, message.sender, message.recipient);
        if !self.ties.get(&both(me, them)).is_some_and(|tie| tie.connected) {
            self.fail("R9", at, "a message to somebody who is not connected");
        }
        if message.body.contains(['{', '}']) {
            self.fail("R13", at, "a message went out half-filled");
        }
        let accepted = self.accepted.get(&(me, them)).copied();
        let thanks = self.campaigns.get(&id).and_then(|one| one.steps.thanks.as_ref());
        let wait = thanks.map_or(0, |thanks| i64::from(thanks.hours) * 3_600 * SECOND);
        match accepted {
            None => self.fail("R13", at, "a message to somebody who did not accept"),
            Some(accepted) if at.micros() < accepted + wait => {
                self.fail("R13", at, "a message before its time");
            }
            Some(_) => {}
        }
    }

    /// R13, for whatever a campaign does: hours, distance, once, and to nobody who wants none.
    fn went_out(
        &mut self,
        id: CampaignId,
        member: MemberId,
        person: MemberId,
        word: &str,
        at: Timestamp,
    ) {
        let now = at.micros();
        let Some(campaign) = self.campaigns.get(&id).cloned() else {
            return self.fail("R13", at, "a campaign that nobody made");
        };
        if campaign.state != Doing::Running || campaign.member != member {
            self.fail("R13", at, &format!("{word} of a campaign that does not run"));
        }
        let local = self.local(member, now);
        let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
        let (from, to) = (campaign.pace.from.minutes(), campaign.pace.to.minutes());
        if minute < i64::from(from) || minute >= i64::from(to) {
            self.fail("R13", at, &format!("{word} at {local} there: outside the hours"));
        }
        let weekday = usize::from(local.weekday().to_monday_zero_offset().unsigned_abs());
        if !campaign.pace.days.contains(&Weekday::ALL[weekday]) {
            self.fail("R13", at, &format!("{word} at {local} there: no working day"));
        }
        let outs = self.outs.entry(member).or_default();
        if let Some(last) = outs.last() {
            let apart = (now - last) / SECOND;
            self.counted.nearest = Some(self.counted.nearest.map_or(apart, |one| one.min(apart)));
            if apart < 90 {
                self.fail("R13", at, &format!("{word} {apart} seconds after the last"));
            }
        }
        self.outs.entry(member).or_default().push(now);
        let refused = [Some(member), None].map(|sender| self.refused.contains(&(person, sender)));
        if refused.contains(&true) {
            self.fail("R13", at, &format!("{word} to somebody who wants none"));
        }
        if self.ties.get(&both(member, person)).is_some_and(|tie| tie.blocked) {
            self.fail("R1", at, &format!("{word} across a block"));
        }
        let began = campaign.started_at.map_or(0, Timestamp::micros);
        let wrote = self.wrote.get(&(person, member));
        if wrote.is_some_and(|times| times.iter().any(|one| *one > began && *one < now)) {
            self.fail("R13", at, &format!("{word} after a reply"));
        }
        let touched = self.touched.entry((id, person)).or_default();
        let twice = touched.iter().any(|(before, _)| before == word);
        touched.push((word.to_owned(), now));
        if twice {
            self.fail("R13", at, &format!("{word} twice to the same person"));
        }
    }
}
