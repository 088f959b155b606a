//! How the members of the demo world came to know each other, day by day over two years.

use kith_core::{
    account::Status,
    time::{DAY, MINUTE, Timestamp},
};

use super::{Connection, fields::FIELDS, people::Cast, random::Random};

/// How two members know of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// Both are connected to this member.
    Through(usize),
    /// Both work or worked at this company.
    Company(usize),
    /// Both studied at this school.
    School(usize),
    /// Both work in the same industry of the same city.
    Field,
    /// By chance.
    Chance,
}

/// Who belongs together before anybody is connected.
struct Circles {
    at_company: Vec<Vec<usize>>,
    at_school: Vec<Vec<usize>>,
    in_field: Vec<Vec<usize>>,
}

impl Circles {
    fn of(cast: &Cast) -> Self {
        let mut circles = Self {
            at_company: vec![Vec::new(); cast.scene.companies.len()],
            at_school: vec![Vec::new(); cast.scene.schools.len()],
            in_field: vec![Vec::new(); cast.scene.cities() * FIELDS.len()],
        };
        for (member, life) in cast.lives.iter().enumerate() {
            for job in &life.jobs {
                circles.at_company[job.company].push(member);
            }
            if let Some(school) = life.school {
                circles.at_school[school].push(member);
            }
            circles.in_field[life.city * FIELDS.len() + life.field].push(member);
        }
        circles
    }
}

/// One end of a connection: to whom, and since when.
#[derive(Debug, Clone, Copy)]
struct Arc {
    to: usize,
    at: i64,
}

/// Everybody's connections while they grow.
pub(super) struct Web<'a> {
    cast: &'a Cast,
    circles: Circles,
    arcs: Vec<Vec<Arc>>,
    /// Every connection in order of time; `a` began it.
    pub(super) connections: Vec<Connection>,
    /// How the two of each connection knew of each other, in the same order.
    pub(super) how: Vec<How>,
}

/// Weaves the connections of everybody up to `now`.
pub(super) fn weave<'a>(cast: &'a Cast, now: Timestamp, random: &mut Random) -> Web<'a> {
    let count = cast.members.len();
    let mut web = Web {
        cast,
        circles: Circles::of(cast),
        arcs: vec![Vec::new(); count],
        connections: Vec::new(),
        how: Vec::new(),
    };
    for (at, member) in beginnings(cast, now, random) {
        // Member 0 has so many in the end, and some of them are new.
        let recent = now.micros() - at < RECENT;
        let enough = robins(count) * if recent { 10 } else { 9 } / 10;
        let full = web.degree(0) >= enough;
        if member == 0 && full {
            continue;
        }
        for _ in 0..12 {
            let Some((other, how)) = web.meet(member, at, random) else { continue };
            if !(other == 0 && full) && web.since(member, other).is_none() {
                web.connect(member, other, at, how);
                break;
            }
        }
    }
    web
}

/// How old the newest connections of member 0 are at most.
const RECENT: i64 = 6 * DAY;

/// How many connections member 0 has in the end.
fn robins(count: usize) -> usize {
    (count / 5).min(60)
}

/// Who begins a connection when, in order of time.
fn beginnings(cast: &Cast, now: Timestamp, random: &mut Random) -> Vec<(i64, usize)> {
    let now = now.micros();
    let count = cast.lives.len();
    let mean = (count as f64 / 8.0).min(12.0);
    let mut all = Vec::with_capacity(count * 13);
    for (member, life) in cast.lives.iter().enumerate().skip(1) {
        let days = (now - life.joined) / DAY;
        let settled = 0.6 + 0.8 * days as f64 / 730.0;
        let eager = (0.35 + 0.43 * random.heavy(20.0)) * settled * mean;
        let sends = (eager as usize).min(2 + 3 * days as usize);
        for _ in 0..sends {
            let (u, v) = (random.unit(), random.unit());
            let share = if random.percent(40) { u * v } else { u };
            all.push((life.joined + ((now - life.joined) as f64 * share) as i64, member));
        }
    }
    let own = robins(count) * 7 / 10;
    for number in 0..own {
        let joined = cast.lives[0].joined;
        let recent = number < own.min(8);
        let from = if recent { now - RECENT } else { joined + 3 * DAY };
        all.push((random.between(from, now - MINUTE), 0));
    }
    all.sort_unstable();
    all
}

impl Web<'_> {
    /// How many connections the member has.
    pub(super) fn degree(&self, member: usize) -> usize {
        self.arcs[member].len()
    }

    /// Since when the two are connected, if they are.
    pub(super) fn since(&self, a: usize, b: usize) -> Option<i64> {
        let (from, to) = if self.degree(a) <= self.degree(b) { (a, b) } else { (b, a) };
        self.arcs[from].iter().find(|arc| arc.to == to).map(|arc| arc.at)
    }

    fn connect(&mut self, a: usize, b: usize, at: i64, how: How) {
        self.arcs[a].push(Arc { to: b, at });
        self.arcs[b].push(Arc { to: a, at });
        self.connections.push(Connection { a, b, at: Timestamp::from_micros(at) });
        self.how.push(how);
    }

    /// Somebody that `me` could come across at `at`, and how; both had joined by then. They may
    /// be connected already.
    pub(super) fn meet(&self, me: usize, at: i64, random: &mut Random) -> Option<(usize, How)> {
        let life = &self.cast.lives[me];
        let (other, how) = match random.below(100) {
            0..46 => {
                let via = self.friend(me, at, random)?;
                (self.friend(via, at, random)?, How::Through(via))
            }
            46..68 => {
                let job = life.jobs[random.early(life.jobs.len())];
                let other = random.pick(&self.circles.at_company[job.company])?;
                let theirs = self.cast.lives[other].jobs.iter();
                let overlaps = theirs.filter(|their| {
                    their.company == job.company
                        && their.from <= job.until
                        && job.from <= their.until
                });
                (overlaps.count() > 0).then_some((other, How::Company(job.company)))?
            }
            68..80 => {
                (random.pick(&self.circles.at_school[life.school?])?, How::School(life.school?))
            }
            80..94 => {
                let field = life.city * FIELDS.len() + life.field;
                (random.pick(&self.circles.in_field[field])?, How::Field)
            }
            _ => (random.below(self.cast.lives.len()), How::Chance),
        };
        let joined = self.cast.lives[other].joined.max(life.joined);
        (other != me && joined + 10 * MINUTE < at).then_some((other, how))
    }

    /// One of the member's connections at `at`, who is still active.
    fn friend(&self, member: usize, at: i64, random: &mut Random) -> Option<usize> {
        let arcs = &self.arcs[member];
        let known = arcs.partition_point(|arc| arc.at < at);
        let friend = random.pick(&arcs[..known])?.to;
        (self.cast.members[friend].status == Status::Active).then_some(friend)
    }
}
