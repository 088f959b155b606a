//! Events: seats, the waiting list, changing and cancelling; companies' pages.

use kith_core::{
    change::Change,
    company::{self, Company},
    event::{Attendance, Event, Place, Seats},
    id::{CompanyId, EventId, MemberId},
    refusal::{Decision, Reason},
    time::{DAY, HOUR, Timestamp},
};

use super::build::{ANA, BEN, NOW, TICK};

const CARL: MemberId = MemberId::from_bytes([3; 16]);

fn event(capacity: Option<u32>) -> Event {
    Event {
        id: EventId::from_bytes([6; 16]),
        name: "Congress".into(),
        folded: "congress".into(),
        about: String::new(),
        starts_at: NOW.plus(DAY),
        ends_at: NOW.plus(DAY + HOUR),
        zone: "UTC".into(),
        place: "Leipzig".into(),
        link: String::new(),
        capacity,
        organiser: ANA,
        created_at: NOW.plus(-DAY),
        changed_at: NOW.plus(-DAY),
        cancelled_at: None,
        version: 1,
    }
}

fn at(event: &Event, going: u32, mine: Option<Attendance>, now: Timestamp) -> Place<'_> {
    Place { event, seats: Seats { going, waiting: 0 }, me: BEN, mine, now }
}

/// Who became what.
fn attended(changes: &[Change]) -> Vec<(MemberId, Option<Attendance>)> {
    let one = |change: &Change| match change {
        Change::Attended { member, to, .. } => Some((*member, *to)),
        _ => None,
    };
    changes.iter().filter_map(one).collect()
}

fn reason(decision: Decision) -> Reason {
    decision.unwrap_err().reason
}

#[test]
fn the_last_seat_is_a_seat_and_the_next_is_a_place_on_the_waiting_list() {
    use Attendance::{Going, Waiting};
    for (capacity, going, expected) in [
        (None, 0, Going),
        (None, 5_000, Going),
        (Some(2), 0, Going),
        (Some(2), 1, Going),
        (Some(2), 2, Waiting),
        (Some(2), 3, Waiting),
    ] {
        let event = event(capacity);
        let changes = at(&event, going, None, NOW).attend().unwrap();
        assert_eq!(attended(&changes), [(BEN, Some(expected))], "{capacity:?} {going}");
    }
    let full = event(Some(2));
    for mine in [Going, Waiting] {
        assert_eq!(at(&full, 2, Some(mine), NOW).attend(), Ok(Vec::new()), "so already");
    }
}

#[test]
fn an_event_takes_people_until_it_ends_and_none_once_it_is_cancelled() {
    let event = event(None);
    assert!(at(&event, 0, None, event.ends_at.plus(-TICK)).attend().is_ok());
    assert_eq!(reason(at(&event, 0, None, event.ends_at).attend()), Reason::EventClosed);
    let cancelled = Event { cancelled_at: Some(NOW), ..event };
    assert_eq!(reason(at(&cancelled, 0, None, NOW).attend()), Reason::EventClosed);
}

#[test]
fn a_seat_that_is_given_up_goes_to_whoever_has_waited_longest() {
    use Attendance::{Going, Waiting};
    let event = event(Some(1));
    let leave = |mine, now| attended(&at(&event, 1, mine, now).stay_away(Some(CARL)));
    assert_eq!(leave(Some(Going), NOW), [(BEN, None), (CARL, Some(Going))]);
    assert_eq!(leave(Some(Waiting), NOW), [(BEN, None)], "no seat was freed");
    assert_eq!(leave(None, NOW), []);
    assert_eq!(leave(Some(Going), event.ends_at), [(BEN, None)], "it is over");
    assert_eq!(attended(&at(&event, 1, Some(Going), NOW).stay_away(None)), [(BEN, None)]);
}

#[test]
fn new_seats_move_the_waiting_list_up_and_seats_are_never_taken_away() {
    use Attendance::Going;
    let event = event(Some(1));
    let place = Place { me: ANA, ..at(&event, 1, None, NOW) };
    let with = |capacity| Event { capacity, ..event.clone() };
    let change = |capacity| place.change(with(capacity), &[BEN, CARL], false);
    assert_eq!(attended(&change(Some(2)).unwrap()), [(BEN, Some(Going))]);
    let all = [(BEN, Some(Going)), (CARL, Some(Going))];
    assert_eq!(attended(&change(None).unwrap()), all);
    assert_eq!(attended(&change(Some(3)).unwrap()), all);
    let fuller = Place { seats: Seats { going: 4, waiting: 0 }, ..place };
    assert_eq!(reason(fuller.change(with(Some(3)), &[], false)), Reason::SeatsTaken);
    assert!(fuller.change(with(Some(4)), &[], false).is_ok());
    let kept = change(Some(2)).unwrap();
    let Change::EventKept { event: kept } = &kept[0] else { panic!("{kept:?}") };
    assert_eq!((kept.version, kept.changed_at), (2, NOW));
}

#[test]
fn the_organiser_or_an_operator_changes_and_cancels() {
    let event = event(None);
    let stranger = at(&event, 0, None, NOW);
    let other = Event { name: "Other".into(), ..event.clone() };
    assert_eq!(reason(stranger.change(other.clone(), &[], false)), Reason::NotInCharge);
    assert_eq!(reason(stranger.cancel(false)), Reason::NotInCharge);
    assert!(stranger.change(other, &[], true).is_ok() && stranger.cancel(true).is_ok());
    let mine = Place { me: ANA, ..stranger };
    assert_eq!(mine.change(event.clone(), &[], false), Ok(Vec::new()), "nothing changed");
    assert!(mine.cancel(false).is_ok());
    let cancelled = Event { cancelled_at: Some(NOW), ..event.clone() };
    let late = Place { event: &cancelled, ..mine };
    assert_eq!(reason(late.cancel(false)), Reason::EventClosed);
    assert_eq!(reason(late.change(event, &[], false)), Reason::EventClosed);
}

fn page(owner: Option<MemberId>) -> Company {
    Company {
        id: CompanyId::from_bytes([7; 16]),
        handle: "initech".into(),
        name: "Initech".into(),
        folded: "initech".into(),
        about: String::new(),
        industry: String::new(),
        location: String::new(),
        website: String::new(),
        owner,
        created_at: NOW,
        version: 1,
    }
}

#[test]
fn a_page_is_changed_by_its_owner_or_an_operator_and_keeps_its_name_to_itself() {
    let before = page(Some(ANA));
    let after = Company { about: "Software".into(), ..before.clone() };
    let change = |me, operator, taken| {
        company::change(&before, after.clone(), me, operator, taken)
            .map(|changes| changes.len())
            .map_err(|refusal| refusal.reason)
    };
    for (me, operator, taken, expected) in [
        (ANA, false, false, Ok(1)),
        (BEN, false, false, Err(Reason::NotInCharge)),
        (BEN, true, false, Ok(1)),
        (ANA, false, true, Err(Reason::NameTaken)),
    ] {
        assert_eq!(change(me, operator, taken), expected, "{me} {operator} {taken}");
    }
    assert_eq!(reason(company::create(page(Some(ANA)), ANA, true)), Reason::NameTaken);
    let made = company::create(page(Some(ANA)), ANA, false).unwrap();
    assert_eq!(made.len(), 2, "the page, and its maker follows it");
    assert!(!page(None).is_run_by(ANA, false));
}

#[test]
fn a_page_is_followed_once_and_is_never_its_own_competitor() {
    let id = page(None).id;
    for (follows, wanted, changes) in
        [(false, true, 1), (true, true, 0), (true, false, 1), (false, false, 0)]
    {
        assert_eq!(company::follow(id, ANA, follows, wanted, NOW).len(), changes);
    }
    let other = CompanyId::from_bytes([8; 16]);
    let chosen = company::choose_rivals(&page(Some(ANA)), &[other, id, other], ANA, false);
    assert_eq!(chosen, Ok(vec![Change::RivalsChosen { company: id, rivals: vec![other] }]));
    let strangers = company::choose_rivals(&page(Some(ANA)), &[other], BEN, false);
    assert_eq!(reason(strangers), Reason::NotInCharge);
}

#[test]
fn a_page_is_handed_over_to_somebody_who_works_there_by_who_looks_after_it() {
    let before = page(Some(ANA));
    for (me, operator, staff, expected) in [
        (ANA, false, true, Ok(())),
        (ANA, false, false, Err(Reason::NotStaff)),
        (BEN, false, true, Err(Reason::NotInCharge)),
        (BEN, true, true, Ok(())),
        (BEN, true, false, Err(Reason::NotStaff)),
    ] {
        let decided = company::hand_over(&before, (BEN, staff), me, operator);
        let told = decided.as_ref().map(|_| ()).map_err(|refusal| refusal.reason);
        assert_eq!(told, expected, "{me} {operator} {staff}");
        if let Ok(changes) = decided {
            let version = before.version + 1;
            let company = Company { owner: Some(BEN), version, ..before.clone() };
            assert_eq!(changes, [Change::CompanyKept { company }]);
        }
    }
    let same = company::hand_over(&before, (ANA, false), ANA, false);
    assert_eq!(same, Ok(Vec::new()), "who has it keeps it");
    let speaks = |me, operator| company::speak(&before, me, operator).is_ok();
    assert_eq!([speaks(ANA, false), speaks(BEN, false), speaks(BEN, true)], [true, false, true]);
}
