//! Archives and the desk are described as they are written.

use kith_app::{
    archives::{ArchiveView, FieldChange, FileView, Left, Part, PartView, Progress},
    desk::{Counted, DeskView, FollowUp, GrowthView, Thanks, Why},
};
use kith_core::{
    budget::{Budget, Name},
    desk::{Desk, Month, Pending, Rate},
    id::ArchiveId,
};

use crate::api::schema::tests::{at, described};

fn part() -> PartView {
    let change =
        FieldChange { field: "about".into(), before: String::new(), after: "Bridges".into() };
    PartView {
        part: Part::Profile,
        found: 1,
        new: 1,
        there: 0,
        over: 0,
        changes: vec![change],
        samples: vec!["Rust".into()],
    }
}

#[test]
fn an_upload_is_as_described_before_and_after() {
    let file = FileView {
        file: "Profile.csv".into(),
        part: Part::Profile,
        rows: 1,
        skipped: 0,
        reasons: vec!["Line 2: it has no name.".into()],
        notes: vec!["It was read.".into()],
    };
    let waiting = ArchiveView {
        id: ArchiveId::from_bytes([1; 16]),
        made_at: at(),
        expires_at: at(),
        parts: vec![part()],
        files: vec![file],
        left: vec![Left { file: "Logins.csv".into(), why: "Never.".into() }],
        progress: Some(Progress { chosen: vec![Part::Connections], done: 1, of: 2 }),
        applied: None,
        reconnecting: false,
    };
    described("ArchiveView", &waiting);
    let done = ArchiveView { progress: None, applied: Some(vec![part()]), ..waiting };
    described("ArchiveView", &done);
}

#[test]
fn a_desk_is_as_described() {
    let rate = Rate { of: 3, accepted: 1 };
    let pending =
        Pending { name: "Ben".into(), sent_at: at(), days: 40, lapses_at: at(), stale: true };
    let invitations = Desk {
        pending: vec![pending],
        stale: 1,
        week: Budget::new(Name::Weekly, 100, 1, Some(at())),
        all: rate,
        with_note: rate,
        without_note: rate,
        median_days: Some(3),
        most_days: None,
        months: vec![Month { month: "2026-05".into(), sent: 1, accepted: 0 }],
    };
    let thanks =
        Thanks { name: "Chi".into(), recommended: true, skills: vec!["Rust".into()], at: None };
    let why = Why::Unanswered;
    let follow_up = FollowUp { name: "Dan".into(), why, since: at(), about: "CTO, Globex".into() };
    let desk = DeskView {
        imported_at: Some(at()),
        contacts: 3,
        received: 1,
        invitations,
        growth: vec![GrowthView { month: "2026-05".into(), total: 3 }],
        companies: vec![Counted { name: "Globex".into(), count: 2 }],
        titles: Vec::new(),
        thanks: vec![thanks],
        follow_ups: vec![follow_up],
    };
    described("DeskView", &desk);
}
