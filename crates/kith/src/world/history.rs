//! The invitations of the demo world: what was sent, and what became of it, inside R4 to R8.

use kith_core::{
    account::{Gate, Status},
    invitation::{Source, State},
    time::{DAY, HOUR, MINUTE, Timestamp},
};

use super::{
    WorldInvitation,
    fields::FIELDS,
    people::Cast,
    places::CITIES,
    random::Random,
    ties::{How, Web},
    words::{self, Subject},
};

/// Calendar months until an invitation lapses, and days of rest after it (R6).
const EXPIRY_MONTHS: i32 = 6;
/// See [`EXPIRY_MONTHS`].
pub(super) const REST: i64 = 21 * DAY;

/// How many a member sends at most within each span: well inside R7, and so few that neither a
/// burst nor the acceptance signal of R8 can arise.
const PACE: [(i64, usize); 3] = [(10 * MINUTE, 8), (DAY, 25), (30 * DAY, 45)];

/// What becomes of an invitation.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fate {
    /// It waits.
    Pending,
    /// Accepted at that time.
    Accepted(i64),
    /// Ignored at that time, perhaps with "I don't know them".
    Ignored(i64, bool),
    /// Withdrawn at that time.
    Withdrawn(i64),
    /// Ended by a block at that time.
    Gone(i64),
    /// Lapsed at its time.
    Expired,
}

/// An invitation to be written down.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draft {
    /// The sender.
    pub(super) from: usize,
    /// The recipient.
    pub(super) to: usize,
    /// How they know of each other.
    pub(super) how: How,
    /// When it was sent.
    pub(super) sent: i64,
    /// What became of it.
    pub(super) fate: Fate,
    /// Whether it carries a note.
    pub(super) noted: bool,
}

/// Everything that was sent so far.
pub(super) struct History<'a> {
    /// Everybody.
    pub(super) cast: &'a Cast,
    /// Their connections.
    pub(super) web: &'a Web<'a>,
    /// Now.
    pub(super) now: Timestamp,
    /// The member on the ladder of R8, who sends nothing else.
    pub(super) hasty: Option<usize>,
    /// The invitations.
    pub(super) invitations: Vec<WorldInvitation>,
    blocks: Vec<(usize, usize)>,
    sends: Vec<Vec<i64>>,
    partners: Vec<Vec<usize>>,
    unknown: Vec<u8>,
}

impl<'a> History<'a> {
    /// Nothing sent yet. `blocks` are the pairs with a block, whoever made it.
    pub(super) fn new(
        web: &'a Web<'a>,
        cast: &'a Cast,
        blocks: &[(usize, usize)],
        now: Timestamp,
    ) -> Self {
        let mut blocks: Vec<_> = blocks.iter().map(|&(a, b)| (a.min(b), a.max(b))).collect();
        blocks.sort_unstable();
        let count = cast.members.len();
        Self {
            cast,
            web,
            now,
            hasty: None,
            invitations: Vec::new(),
            blocks,
            sends: vec![Vec::new(); count],
            partners: vec![Vec::new(); count],
            unknown: vec![0; count],
        }
    }

    /// Whether a block stands between the two.
    pub(super) fn blocked(&self, a: usize, b: usize) -> bool {
        self.blocks.binary_search(&(a.min(b), a.max(b))).is_ok()
    }

    /// Whether either ever invited the other.
    pub(super) fn ever_invited(&self, a: usize, b: usize) -> bool {
        let (few, other) =
            if self.partners[a].len() <= self.partners[b].len() { (a, b) } else { (b, a) };
        self.partners[few].contains(&other)
    }

    /// Whether nothing at all stands or stood between two active members.
    pub(super) fn strangers(&self, a: usize, b: usize) -> bool {
        let active = |member: usize| self.cast.members[member].status == Status::Active;
        a != b
            && active(a)
            && active(b)
            && self.web.since(a, b).is_none()
            && !self.blocked(a, b)
            && !self.ever_invited(a, b)
    }

    /// When the later of the two joined.
    pub(super) fn both_joined(&self, a: usize, b: usize) -> i64 {
        self.cast.lives[a].joined.max(self.cast.lives[b].joined)
    }

    fn paced(&self, from: usize, sent: i64) -> bool {
        let times = &self.sends[from];
        PACE.iter().all(|&(span, most)| {
            let first = times.partition_point(|at| *at <= sent - span);
            let last = times.partition_point(|at| *at < sent + span);
            last - first < most
        })
    }

    /// Whether the rules let the invitation through at its time: the pace of its sender, the gate
    /// of its recipient, its times, and the reports about its sender.
    fn allowed(&self, draft: &Draft) -> bool {
        let Draft { from, to, sent, .. } = *draft;
        let gate = match self.cast.members[to].settings.gate {
            Gate::Nobody => false,
            Gate::SecondDegree => matches!(draft.how, How::Through(_)),
            Gate::Everyone | Gate::Email => true,
        };
        let lapses = Timestamp::from_micros(sent).plus_months(EXPIRY_MONTHS).micros();
        let now = self.now.micros();
        let ended = |at: i64| sent < at && at < lapses && at <= now;
        let times = match draft.fate {
            Fate::Pending => now < lapses,
            Fate::Ignored(at, unknown) => {
                now < lapses && ended(at) && !(unknown && self.unknown[from] >= 2)
            }
            Fate::Accepted(at) | Fate::Withdrawn(at) | Fate::Gone(at) => ended(at),
            Fate::Expired => lapses <= now,
        };
        let joined = self.both_joined(from, to) < sent && sent < now;
        gate && times && joined && self.hasty != Some(from) && self.paced(from, sent)
    }

    /// Writes an invitation down where the rules allow it; says whether it did. Whether the two
    /// may have one at all is the caller's to know, by [`Self::strangers`].
    pub(super) fn write(&mut self, draft: Draft, random: &mut Random) -> bool {
        let allowed = self.allowed(&draft);
        if allowed {
            self.write_down(draft, random);
        }
        allowed
    }

    /// Writes an invitation down without asking the rules.
    pub(super) fn write_down(&mut self, draft: Draft, random: &mut Random) {
        let Draft { from, to, how, sent, fate, noted } = draft;
        let at = Timestamp::from_micros(sent);
        let expires_at = at.plus_months(EXPIRY_MONTHS);
        let (state, ended, unknown) = match fate {
            Fate::Pending => (State::Pending, None, false),
            Fate::Accepted(at) => (State::Accepted, Some(at), false),
            Fate::Ignored(at, unknown) => (State::Ignored, Some(at), unknown),
            Fate::Withdrawn(at) => (State::Withdrawn, Some(at), false),
            Fate::Gone(at) => (State::Gone, Some(at), false),
            Fate::Expired => (State::Expired, Some(expires_at.micros()), false),
        };
        let source = self.source(from, to, how, random);
        let via = match (source, how) {
            (Source::Mutual, How::Through(via)) => Some(via),
            _ => None,
        };
        let note = noted.then(|| words::note(&self.subject(from, to, how), random));
        let answers = matches!(state, State::Pending | State::Accepted) && note.is_some();
        let end = ended.unwrap_or(self.now.micros());
        let talks = answers && random.percent(9);
        let replies = if talks { self.talk(&draft, end, random) } else { Vec::new() };
        self.unknown[from] += u8::from(unknown);
        let times = &mut self.sends[from];
        times.insert(times.partition_point(|at| *at <= sent), sent);
        self.partners[from].push(to);
        self.partners[to].push(from);
        self.invitations.push(WorldInvitation {
            from,
            to,
            note,
            source,
            via,
            sent_at: at,
            expires_at,
            state,
            ended_at: ended.map(Timestamp::from_micros),
            unknown,
            replies,
        });
    }

    /// Where the sender came from, fitting how they know of the recipient.
    fn source(&self, from: usize, to: usize, how: How, random: &mut Random) -> Source {
        let gate = self.cast.members[to].settings.gate;
        if gate == Gate::Email {
            return random.pick(&[Source::Import, Source::Profile]).unwrap_or(Source::Profile);
        }
        let choices: &[Source] = match how {
            How::Through(via) => {
                let open = self.cast.members[via].settings.connections_visible;
                if open && !self.blocked(from, via) && random.percent(60) {
                    return Source::Mutual;
                }
                &[Source::Suggestions, Source::Suggestions, Source::Profile, Source::Introduction]
            }
            How::Company(_) => &[Source::Company, Source::Search, Source::Suggestions],
            How::School(_) => &[Source::Search, Source::Profile, Source::Suggestions],
            How::Field => &[Source::Event, Source::Group, Source::Search, Source::Post],
            How::Chance => &[Source::Search, Source::Profile, Source::Viewer, Source::Post],
        };
        random.pick(choices).unwrap_or(Source::Profile)
    }

    /// What a text from one member to another can speak of.
    fn subject(&self, from: usize, to: usize, how: How) -> Subject<'_> {
        let Cast { members, lives, scene } = self.cast;
        let culture = (lives[from].culture == lives[to].culture).then_some(lives[to].culture);
        let mut subject = Subject {
            name: &members[to].first_name,
            me: &members[from].first_name,
            via: None,
            company: None,
            school: None,
            city: CITIES[lives[to].city].name,
            field: &FIELDS[lives[to].field],
            culture,
            turn: from + self.sends[from].len(),
        };
        match how {
            How::Through(via) => subject.via = Some(&members[via].first_name),
            How::Company(company) => subject.company = Some(&scene.companies[company].name),
            How::School(school) => subject.school = Some(&scene.schools[school]),
            How::Field | How::Chance => {}
        }
        subject
    }

    /// The recipient answers the note, and perhaps the sender answers back, before `end`.
    fn talk(
        &self,
        draft: &Draft,
        end: i64,
        random: &mut Random,
    ) -> Vec<(usize, String, Timestamp)> {
        let first = random.between(draft.sent + MINUTE, end);
        if first >= end {
            return Vec::new();
        }
        let text = words::reply(&self.subject(draft.to, draft.from, draft.how), random);
        let mut talk = vec![(draft.to, text, Timestamp::from_micros(first))];
        let second = random.between(first + MINUTE, end.min(first + 3 * DAY));
        if second < end && random.percent(50) {
            let text = words::answer(&self.subject(draft.from, draft.to, draft.how), random);
            talk.push((draft.from, text, Timestamp::from_micros(second)));
        }
        talk
    }

    /// Looks for a stranger to `me` and writes an invitation between the two: to `me` where
    /// `incoming`, else from `me`. Says to or from whom.
    pub(super) fn with_stranger(
        &mut self,
        me: usize,
        incoming: bool,
        (sent, fate, noted): (i64, Fate, bool),
        random: &mut Random,
    ) -> Option<(usize, How)> {
        for _ in 0..60 {
            let Some((other, how)) = self.web.meet(me, sent, random) else { continue };
            if !self.strangers(me, other) {
                continue;
            }
            let (from, to) = if incoming { (other, me) } else { (me, other) };
            if self.write(Draft { from, to, how, sent, fate, noted }, random) {
                return Some((other, how));
            }
        }
        None
    }
}

/// The accepted invitations behind a share of the connections, the recent ones first of all.
pub(super) fn accepted(history: &mut History, random: &mut Random) {
    let now = history.now.micros();
    let web = history.web;
    for (connection, how) in web.connections.iter().zip(&web.how).rev() {
        let at = connection.at.micros();
        let age = now - at;
        let share = match age / DAY {
            _ if connection.a == 0 && age < 40 * DAY => 100,
            0..30 => 70,
            30..120 => 40,
            120..400 => 15,
            _ => 4,
        };
        if !random.percent(share) {
            continue;
        }
        let joined = history.both_joined(connection.a, connection.b);
        let wait = if random.percent(60) {
            random.between(5 * MINUTE, 20 * HOUR)
        } else {
            random.between(DAY, 20 * DAY)
        };
        let sent = (at - wait).max(joined + (at - joined) / 2);
        // Both must have been connected to whom they met through before it was sent.
        let how = match *how {
            How::Through(via) => {
                let known = |member| web.since(member, via).is_some_and(|since| since < sent);
                if known(connection.a) && known(connection.b) { *how } else { How::Field }
            }
            how => how,
        };
        let (from, to) = (connection.a, connection.b);
        let noted = random.percent(42);
        let draft = Draft { from, to, how, sent, fate: Fate::Accepted(at), noted };
        if history.write(draft, random) && random.percent(6) {
            earlier_attempt(history, draft, random);
        }
    }
}

/// An attempt before one that was accepted: withdrawn, and rested.
fn earlier_attempt(history: &mut History, later: Draft, random: &mut Random) {
    let ended = later.sent - REST - random.between(DAY, 60 * DAY);
    let sent = ended - random.between(2 * DAY, 40 * DAY);
    history.write(Draft { sent, fate: Fate::Withdrawn(ended), how: How::Chance, ..later }, random);
}

/// What is not answered, and what was not accepted, between everybody else.
pub(super) fn unanswered(history: &mut History, random: &mut Random) {
    let count = history.cast.members.len();
    let now = history.now;
    let started = now.plus_months(-EXPIRY_MONTHS).micros();
    let now = now.micros();
    for _ in 0..count * 5 / 4 {
        let sent = match random.below(100) {
            0..45 => now - random.early((14 * DAY) as usize) as i64 - MINUTE,
            45..75 => now - random.between(14 * DAY, 90 * DAY),
            75..95 => now - random.between(90 * DAY, 176 * DAY),
            _ => started + random.between(HOUR, 6 * DAY),
        };
        somebody_sends(history, sent, Fate::Pending, random);
    }
    for _ in 0..count / 2 {
        let sent = now - random.between(HOUR, 170 * DAY);
        let ignored = sent + random.between(MINUTE, now - sent);
        somebody_sends(history, sent, Fate::Ignored(ignored, random.percent(12)), random);
    }
    for _ in 0..count * 3 / 10 {
        let oldest = if random.percent(50) { REST } else { 200 * DAY };
        let ended = now - random.between(HOUR, oldest);
        let sent = ended - random.between(2 * DAY, 120 * DAY);
        somebody_sends(history, sent, Fate::Withdrawn(ended), random);
    }
    for _ in 0..count * 3 / 10 {
        let sent = started - random.between(MINUTE, 180 * DAY);
        somebody_sends(history, sent, Fate::Expired, random);
    }
}

/// Some member but 0 sends an invitation to another but 0; sometimes a second one after a rest.
fn somebody_sends(history: &mut History, sent: i64, fate: Fate, random: &mut Random) {
    let count = history.cast.lives.len();
    for _ in 0..8 {
        let from = random.below(count);
        let Some((to, how)) = history.web.meet(from, sent, random) else { continue };
        if from == 0 || to == 0 || !history.strangers(from, to) {
            continue;
        }
        let noted = random.percent(38);
        if !history.write(Draft { from, to, how, sent, fate, noted }, random) {
            continue;
        }
        let lapsed = Timestamp::from_micros(sent).plus_months(EXPIRY_MONTHS).micros();
        let ended = match fate {
            Fate::Withdrawn(at) => at,
            Fate::Expired => lapsed,
            _ => return,
        };
        let (rested, now) = (ended + REST + HOUR, history.now.micros());
        if rested < now && random.percent(25) {
            let sent = random.between(rested, now);
            let second = Draft { from, to, how, sent, fate: Fate::Pending, noted: true };
            history.write(second, random);
        }
        return;
    }
}
