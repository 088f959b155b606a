//! Groups, events and companies: guards, seats under races, lists and counts without the hidden.

use kith_core::{
    account::Status,
    change::Change,
    company::Company,
    event::{Attendance, Event, Place, Seats},
    group::{self, Access, Group, Standing},
    id::{CompanyId, EventId, GroupId, MemberId},
    time::DAY,
};
use kith_sim::databases::on_each;
use kith_store::{Seen, When};

use super::support::{T0, World, literal, raw, settle};

fn all() -> Seen {
    Seen { words: String::new(), limit: 10 }
}

fn group(world: &World, owner: MemberId, access: Access) -> Group {
    let group = Group {
        id: world.id(),
        name: "Bridge builders".into(),
        folded: "bridge builders".into(),
        about: String::new(),
        access,
        created_by: owner,
        created_at: T0,
        closed_at: None,
        version: 1,
    };
    world.apply(T0, group::create(group.clone())).unwrap();
    group
}

fn stood(
    group: GroupId,
    member: MemberId,
    from: Option<Standing>,
    to: Option<Standing>,
) -> Vec<Change> {
    vec![Change::Stood { group, member, from, to, at: T0.plus(1), removed: false }]
}

#[test]
fn a_standing_is_written_once_and_only_over_what_it_was_decided_on() {
    use Standing::{Asked, Member, Moderator};
    on_each("communities_standing", |location| {
        let world = World::new(location);
        let [ann, bob, cid] = world.members(["ann", "bob", "cid"]);
        let group = group(&world, ann, Access::Request);
        let stand = |from, to| world.apply(T0, stood(group.id, bob, from, to));
        let is = || world.read(|reads| reads.group_standing(group.id, bob));
        stand(None, Some(Asked)).unwrap();
        assert!(stand(None, Some(Member)).unwrap_err().is_conflict(), "asked already");
        assert!(stand(Some(Moderator), None).unwrap_err().is_conflict(), "no moderator");
        assert_eq!(is(), Some(Asked));
        assert_eq!(world.read(|reads| reads.group_role(group.id, bob)), None, "not in it");
        stand(Some(Asked), Some(Member)).unwrap();
        assert_eq!(world.read(|reads| reads.group_role(group.id, bob)), Some(Member));
        let stale = Group { version: 3, ..group.clone() };
        let kept = |group: Group| world.apply(T0, vec![Change::GroupKept { group }]);
        assert!(kept(stale).unwrap_err().is_conflict(), "decided on another version");
        kept(Group { version: 2, closed_at: Some(T0), ..group.clone() }).unwrap();
        let joins = world.apply(T0, stood(group.id, cid, None, Some(Member)));
        assert!(joins.unwrap_err().is_conflict(), "nobody joins a closed group");
        assert_eq!(world.read(|reads| reads.group_role(group.id, bob)), None, "closed");
        world.assert_agrees();
    });
}

#[test]
fn r1_lists_and_counts_of_a_group_leave_out_the_blocked_and_the_deactivated() {
    on_each("communities_hidden", |location| {
        let world = World::new(location);
        let [ann, bob, cid] = world.members(["ann", "bob", "cid"]);
        let open = group(&world, ann, Access::Open);
        for member in [bob, cid] {
            world.apply(T0, stood(open.id, member, None, Some(Standing::Member))).unwrap();
        }
        let count = |me| world.read(|reads| reads.group_count(open.id, me, None));
        assert_eq!([ann, bob, cid].map(count), [3, 3, 3]);
        world.block((bob, cid), T0).unwrap();
        assert_eq!([ann, bob, cid].map(count), [3, 2, 2]);
        let out = Change::StatusChanged { member: bob, status: Status::Deactivated };
        world.apply(T0, vec![out]).unwrap();
        assert_eq!([ann, cid].map(count), [2, 2]);

        let hidden = group(&world, ann, Access::Hidden);
        let listed = |me| {
            let rows = world.read(|reads| reads.groups(me, None, &all()));
            rows.iter().any(|row| row.group.id == hidden.id)
        };
        assert_eq!([ann, cid].map(listed), [true, false]);
        world.apply(T0, stood(hidden.id, cid, None, Some(Standing::Invited))).unwrap();
        assert!(listed(cid), "who is invited sees it");
        let mine = world.read(|reads| reads.my_groups(cid, None, &all()));
        assert_eq!(mine.len(), 2);
        let named = |words: &str| {
            let seen = Seen { words: words.into(), limit: 10 };
            world.read(|reads| reads.groups(ann, None, &seen)).len()
        };
        assert_eq!(["builders", "%", "b_idge"].map(named), [2, 0, 0], "no pattern of theirs");
    });
}

#[test]
fn r4_two_share_a_group_or_an_event_only_while_both_are_in_it() {
    on_each("communities_shared", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let share = || world.read(|reads| reads.share_community(ann, bob));
        let group = group(&world, ann, Access::Request);
        world.apply(T0, stood(group.id, bob, None, Some(Standing::Asked))).unwrap();
        assert!(!share(), "Bob only asks");
        let (asked, member) = (Some(Standing::Asked), Some(Standing::Member));
        world.apply(T0, stood(group.id, bob, asked, member)).unwrap();
        assert!(share());
        let closed = Group { version: 2, closed_at: Some(T0), ..group };
        world.apply(T0, vec![Change::GroupKept { group: closed }]).unwrap();
        assert!(!share(), "closed");
        let event = event(&world, ann, Some(2));
        for member in [ann, bob] {
            attend(&world, event.id, ann, member);
        }
        assert!(share());
        let cancelled = Event { version: 2, cancelled_at: Some(T0), ..event };
        world.apply(T0, vec![Change::EventKept { event: cancelled }]).unwrap();
        assert!(!share(), "cancelled");
    });
}

fn event(world: &World, organiser: MemberId, capacity: Option<u32>) -> Event {
    let event = Event {
        id: world.id(),
        name: "Congress".into(),
        folded: "congress".into(),
        about: String::new(),
        starts_at: T0.plus(DAY),
        ends_at: T0.plus(2 * DAY),
        zone: "UTC".into(),
        place: "Leipzig".into(),
        link: String::new(),
        capacity,
        organiser,
        created_at: T0,
        changed_at: T0,
        cancelled_at: None,
        version: 1,
    };
    world.apply(T0, vec![Change::EventKept { event: event.clone() }]).unwrap();
    event
}

/// Attends as the app does: queued behind the organiser's account.
fn attend_ticket(
    world: &World,
    event: EventId,
    organiser: MemberId,
    me: MemberId,
) -> kith_store::Ticket<(), super::support::No> {
    world.send(&[me, organiser], T0, move |tx| {
        let row = tx.event(event, me)?.unwrap();
        let place = Place { event: &row.event, seats: row.seats, me, mine: row.mine, now: T0 };
        settle(tx, place.attend())
    })
}

fn attend(world: &World, event: EventId, organiser: MemberId, me: MemberId) {
    attend_ticket(world, event, organiser, me).wait().unwrap();
}

fn leave_ticket(
    world: &World,
    event: EventId,
    organiser: MemberId,
    me: MemberId,
) -> kith_store::Ticket<(), super::support::No> {
    world.send(&[me, organiser], T0, move |tx| {
        let row = tx.event(event, me)?.unwrap();
        let first = tx.first_waiting(event, 1)?.pop();
        let place = Place { event: &row.event, seats: row.seats, me, mine: row.mine, now: T0 };
        settle(tx, Ok(place.stay_away(first)))
    })
}

#[test]
fn of_many_who_come_and_go_at_once_each_seat_has_exactly_one() {
    on_each("communities_seats", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        let crowd = world.crowd("guest", 60);
        let event = event(&world, ann, Some(7));
        let seats = || world.read(|reads| reads.event(event.id, ann)).unwrap().seats;
        let tickets: Vec<_> =
            crowd.iter().map(|one| attend_ticket(&world, event.id, ann, *one)).collect();
        for ticket in tickets {
            ticket.wait().unwrap();
        }
        assert_eq!(seats(), Seats { going: 7, waiting: 53 });
        world.assert_agrees();
        let tickets: Vec<_> =
            crowd[..30].iter().map(|one| leave_ticket(&world, event.id, ann, *one)).collect();
        for ticket in tickets {
            ticket.wait().unwrap();
        }
        assert_eq!(seats(), Seats { going: 7, waiting: 23 });
        world.assert_agrees();
        let people = |state| world.read(|reads| reads.attendees(event.id, state, None, 100));
        assert_eq!(people(Attendance::Going).len(), 7);
        assert_eq!(people(Attendance::Waiting).len(), 23);
    });
}

#[test]
fn the_store_gives_no_seat_away_that_is_not_there_whatever_was_decided() {
    on_each("communities_guards", |location| {
        let world = World::new(location);
        let [ann, bob, cid] = world.members(["ann", "bob", "cid"]);
        let event = event(&world, ann, Some(1));
        let go = |member, from, to| {
            world.apply(T0, vec![Change::Attended { event: event.id, member, from, to, at: T0 }])
        };
        let (going, waiting) = (Some(Attendance::Going), Some(Attendance::Waiting));
        go(ann, None, going).unwrap();
        assert!(go(bob, None, going).unwrap_err().is_conflict(), "full");
        assert!(go(ann, None, waiting).unwrap_err().is_conflict(), "there already");
        assert!(go(bob, waiting, None).unwrap_err().is_conflict(), "does not wait");
        let fewer = Event { version: 2, capacity: Some(0), ..event.clone() };
        let kept = world.apply(T0, vec![Change::EventKept { event: fewer }]);
        assert!(kept.unwrap_err().is_conflict(), "Ann keeps her seat");
        go(bob, None, waiting).unwrap();
        go(cid, None, waiting).unwrap();
        let out = Change::StatusChanged { member: bob, status: Status::Deactivated };
        world.apply(T0, vec![out]).unwrap();
        let first = world.read(|reads| reads.first_waiting(event.id, 5));
        assert_eq!(first, [cid], "whoever is deactivated is passed over");
        let count = |me| {
            let state = Attendance::Waiting;
            world.read(|reads| reads.attendee_count(event.id, me, state))
        };
        assert_eq!(count(ann), 1);
        world.block((ann, cid), T0).unwrap();
        assert_eq!(count(ann), 0);
        world.assert_agrees();
    });
}

#[test]
fn seats_that_do_not_add_up_and_groups_without_one_owner_are_found() {
    on_each("communities_checks", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let event = event(&world, ann, Some(2));
        attend(&world, event.id, ann, bob);
        let group = group(&world, ann, Access::Open);
        world.assert_agrees();
        let (event, group) = (literal(location, event.id), literal(location, group.id));
        for (harm, repair, expected) in [
            ("events SET going = 2", "events SET going = 1", "Congress counts 2 seats"),
            ("events SET waiting = 1", "events SET waiting = 0", "Congress counts 1 seats"),
            ("events SET capacity = 0", "events SET capacity = 2", "Congress counts 1 seats"),
        ] {
            raw(location, &format!("UPDATE {harm} WHERE id = {event}"));
            let found = world.disagreements();
            assert!(found.len() == 1 && found[0].what.starts_with(expected), "{found:?}");
            raw(location, &format!("UPDATE {repair} WHERE id = {event}"));
            world.assert_agrees();
        }
        raw(location, &format!("UPDATE group_members SET standing = 'member' WHERE grp = {group}"));
        let found = world.disagreements();
        assert!(found.len() == 1 && found[0].what == "Bridge builders has 0 owners", "{found:?}");
    });
}

#[test]
fn events_are_listed_by_time_and_by_whose_they_are() {
    on_each("communities_events", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let first = event(&world, ann, None);
        attend(&world, first.id, ann, bob);
        let list = |me, when, days: i64| {
            let now = T0.plus(days * DAY);
            world.read(|reads| reads.events(me, when, now, None, &all())).len()
        };
        for (days, coming, past) in [(0, 1, 0), (1, 1, 0), (2, 0, 1), (900, 0, 1)] {
            assert_eq!(list(bob, When::Coming, days), coming, "day {days}");
            assert_eq!(list(bob, When::Past, days), past, "day {days}");
        }
        assert_eq!((list(ann, When::Mine, 0), list(bob, When::Mine, 0)), (1, 1));
    });
}

#[test]
fn a_name_is_one_page_and_its_followers_are_counted_as_the_viewer_sees_them() {
    on_each("communities_companies", |location| {
        let world = World::new(location);
        let [ann, bob, cid] = world.members(["ann", "bob", "cid"]);
        let page = |name: &str, handle: &str| Company {
            id: world.id(),
            handle: handle.into(),
            name: name.into(),
            folded: name.to_lowercase(),
            about: String::new(),
            industry: String::new(),
            location: String::new(),
            website: String::new(),
            owner: Some(ann),
            created_at: T0,
            version: 1,
        };
        let keep = |company: &Company| {
            world.apply(T0, vec![Change::CompanyKept { company: company.clone() }])
        };
        let (initech, globex) = (page("Initech", "initech"), page("Globex", "globex"));
        keep(&initech).unwrap();
        keep(&globex).unwrap();
        assert!(keep(&page("INITECH", "initech-2")).unwrap_err().is_conflict(), "one name");
        assert!(keep(&page("Other", "initech")).unwrap_err().is_conflict(), "one address");
        let renamed = Company { version: 2, folded: "initech".into(), ..globex.clone() };
        assert!(keep(&renamed).unwrap_err().is_conflict(), "the name of another");
        let follow = |member, since| {
            let company = initech.id;
            world.apply(T0, vec![Change::CompanyFollowed { company, member, since }])
        };
        for member in [ann, bob, cid] {
            follow(member, Some(T0)).unwrap();
        }
        assert!(follow(bob, Some(T0)).unwrap_err().is_conflict());
        world.block((bob, cid), T0).unwrap();
        let count = |me| world.read(|reads| reads.company_follower_count(initech.id, me));
        assert_eq!([ann, bob, cid].map(count), [3, 2, 2]);
        follow(bob, None).unwrap();
        assert_eq!(count(ann), 2);
        let choose = |rivals: Vec<CompanyId>| {
            let company = initech.id;
            world.apply(T0, vec![Change::RivalsChosen { company, rivals }]).unwrap();
            world.read(|reads| reads.company_rivals(company, ann)).len()
        };
        assert_eq!((choose(vec![globex.id]), choose(Vec::new())), (1, 0));
        let listed = world.read(|reads| reads.companies(ann, false, None, &all()));
        let names: Vec<_> = listed.iter().map(|row| row.company.name.as_str()).collect();
        assert_eq!(names, ["Globex", "Initech"]);
        let mine = world.read(|reads| reads.companies(cid, true, None, &all()));
        assert_eq!(mine.len(), 1);
    });
}
