//! Groups: every act by everybody, and what it makes of a member.

use kith_core::{
    change::Change,
    group::{Access, Group, Place, Standing, create},
    id::GroupId,
    refusal::{Decision, Reason},
};

use super::build::{ANA, BEN, NOW};

const GROUP: GroupId = GroupId::from_bytes([5; 16]);

fn group(access: Access) -> Group {
    Group {
        id: GROUP,
        name: "Bridges".into(),
        folded: "bridges".into(),
        about: String::new(),
        access,
        created_by: ANA,
        created_at: NOW,
        closed_at: None,
        version: 3,
    }
}

/// Every standing, and none.
fn standings() -> Vec<Option<Standing>> {
    let all = Standing::ALL.iter().copied().map(Some);
    std::iter::once(None).chain(all).collect()
}

/// In one word: what the other became, `=` for nothing, `-` for gone, or why not.
fn told(decision: Decision) -> String {
    match decision {
        Err(refusal) => refusal.reason.code().to_owned(),
        Ok(changes) => match changes.last() {
            None => "=".to_owned(),
            Some(Change::Stood { to: None, .. }) => "-".to_owned(),
            Some(Change::Stood { to: Some(to), .. }) => to.code().to_owned(),
            other => panic!("{other:?}"),
        },
    }
}

/// What an act is answered for nobody, owner, moderator, member, asked, invited.
fn row(access: Access, act: impl Fn(&Place<'_>) -> Decision) -> Vec<String> {
    let group = group(access);
    let place = |mine| Place { group: &group, me: ANA, mine, removed: false, now: NOW };
    standings().into_iter().map(|mine| told(act(&place(mine)))).collect()
}

#[test]
fn joining_depends_on_how_the_group_is_joined_and_an_invitation_always_opens() {
    for (access, expected) in [
        (Access::Open, ["member", "=", "=", "=", "member", "member"]),
        (Access::Request, ["asked", "=", "=", "=", "=", "member"]),
        (Access::Hidden, ["not_found", "=", "=", "=", "not_found", "member"]),
    ] {
        assert_eq!(row(access, |place| place.join()), expected, "{access:?}");
    }
}

#[test]
fn everybody_may_leave_but_the_owner() {
    let expected = ["=", "owner_stays", "-", "-", "-", "-"];
    assert_eq!(row(Access::Request, |place| place.leave()), expected);
}

#[test]
fn only_moderators_answer_invite_and_remove() {
    let no = "not_in_charge";
    let approve = row(Access::Request, |place| place.answer(BEN, Some(Standing::Asked), true));
    assert_eq!(approve, [no, "member", "member", no, no, no]);
    let refuse = row(Access::Request, |place| place.answer(BEN, Some(Standing::Asked), false));
    assert_eq!(refuse, [no, "-", "-", no, no, no]);
    let invite = row(Access::Open, |place| place.invite(BEN, None));
    assert_eq!(invite, [no, "invited", "invited", no, no, no]);
    let remove = row(Access::Open, |place| place.remove(BEN, Some(Standing::Member)));
    assert_eq!(remove, [no, "-", "-", no, no, no]);
}

/// What the owner, or a moderator, is answered about everybody.
fn about(mine: Standing, act: impl Fn(&Place<'_>, Option<Standing>) -> Decision) -> Vec<String> {
    let group = group(Access::Request);
    let place = Place { group: &group, me: ANA, mine: Some(mine), removed: false, now: NOW };
    standings().into_iter().map(|theirs| told(act(&place, theirs))).collect()
}

#[test]
fn what_may_be_done_depends_on_what_the_other_is() {
    use Standing::{Moderator, Owner};
    let (no, gone) = ("not_in_charge", "not_pending");
    let approve = about(Moderator, |place, theirs| place.answer(BEN, theirs, true));
    assert_eq!(approve, [gone, gone, gone, gone, "member", gone]);
    let invite = about(Moderator, |place, theirs| place.invite(BEN, theirs));
    assert_eq!(invite, ["invited", "=", "=", "=", "member", "="], "who asked is approved");
    let remove = about(Moderator, |place, theirs| place.remove(BEN, theirs));
    assert_eq!(remove, ["not_member", no, no, "-", "-", "-"]);
    let remove = about(Owner, |place, theirs| place.remove(BEN, theirs));
    assert_eq!(remove, ["not_member", "-", "-", "-", "-", "-"]);
    let appoint = about(Owner, |place, theirs| place.appoint(BEN, theirs, true));
    let out = "not_member";
    assert_eq!(appoint, [out, "owner_stays", "=", "moderator", out, out]);
    let dismiss = about(Owner, |place, theirs| place.appoint(BEN, theirs, false));
    assert_eq!(dismiss, [out, "owner_stays", "member", "=", out, out]);
    let hand = about(Owner, |place, theirs| place.hand_over(BEN, theirs));
    assert_eq!(hand[0], out);
    assert_eq!(hand[2..], ["owner", "owner", out, out]);
    let moderator = about(Moderator, |place, theirs| place.hand_over(BEN, theirs));
    assert!(moderator.iter().all(|one| one == no), "{moderator:?}");
}

#[test]
fn handing_over_leaves_exactly_one_owner() {
    let group = group(Access::Open);
    let place =
        Place { group: &group, me: ANA, mine: Some(Standing::Owner), removed: false, now: NOW };
    let changes = place.hand_over(BEN, Some(Standing::Member)).unwrap();
    let stood: Vec<_> = changes
        .iter()
        .map(|change| match change {
            Change::Stood { member, from, to, .. } => (*member, *from, *to),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        stood,
        [
            (ANA, Some(Standing::Owner), Some(Standing::Moderator)),
            (BEN, Some(Standing::Member), Some(Standing::Owner)),
        ]
    );
    assert_eq!(place.hand_over(ANA, Some(Standing::Owner)), Ok(Vec::new()), "to oneself");
    let made = create(group);
    assert_eq!(made.len(), 2);
}

#[test]
fn a_hidden_or_closed_group_is_not_there_for_those_outside() {
    for (access, visible, members) in [
        (Access::Open, "yyyyyy", "yyyyyy"),
        (Access::Request, "yyyyyy", "nyyynn"),
        (Access::Hidden, "nyyyny", "nyyynn"),
    ] {
        let group = group(access);
        let closed = Group { closed_at: Some(NOW), ..group.clone() };
        for (at, mine) in standings().into_iter().enumerate() {
            let is = |row: &str| row.as_bytes()[at] == b'y';
            assert_eq!(group.visible_to(mine), is(visible), "{access:?}, {mine:?}");
            assert_eq!(group.shows_members(mine), is(members), "{access:?}, {mine:?}");
            assert!(!closed.visible_to(mine) && !closed.shows_members(mine));
            let place = Place { group: &closed, me: ANA, mine, removed: false, now: NOW };
            assert_eq!(place.join().unwrap_err().reason, Reason::NotFound);
        }
    }
}

#[test]
fn moderators_change_the_texts_and_the_owner_how_one_joins() {
    let before = group(Access::Open);
    let text = Group { about: "Beams".into(), ..before.clone() };
    let access = Group { access: Access::Hidden, ..before.clone() };
    let change = |mine, after: &Group| {
        let place = Place { group: &before, me: ANA, mine: Some(mine), removed: false, now: NOW };
        place.change(after.clone()).map_err(|refusal| refusal.reason)
    };
    let kept = Group { version: 4, ..text.clone() };
    let kept = Ok(vec![Change::GroupKept { group: kept }]);
    assert_eq!(change(Standing::Moderator, &text), kept);
    assert_eq!(change(Standing::Member, &text), Err(Reason::NotInCharge));
    assert_eq!(change(Standing::Moderator, &access), Err(Reason::NotInCharge));
    assert!(change(Standing::Owner, &access).is_ok());
    assert_eq!(change(Standing::Owner, &before), Ok(Vec::new()), "nothing changed");
}

#[test]
fn whoever_has_the_link_joins_a_hidden_group_too_until_it_lapses_or_the_group_closes() {
    let later = Some(NOW.plus(1));
    let members = ["member", "=", "=", "=", "member", "member"];
    for (access, expires_at, expected) in [
        (Access::Hidden, None, members),
        (Access::Request, later, members),
        (Access::Open, later, members),
        (Access::Hidden, Some(NOW), ["not_found"; 6]),
    ] {
        let told = row(access, |place| place.join_by_link(expires_at));
        assert_eq!(told, expected, "{access:?} {expires_at:?}");
    }
    let closed = Group { closed_at: Some(NOW), ..group(Access::Hidden) };
    let place = Place { group: &closed, me: ANA, mine: None, removed: false, now: NOW };
    assert_eq!(told(place.join_by_link(None)), "not_found");
    let makes = row(Access::Hidden, |place| place.link().map(|()| Vec::new()));
    let no = "not_in_charge";
    assert_eq!(makes, ["not_found", "=", "=", no, "not_found", no]);
}

#[test]
fn who_was_removed_comes_back_by_a_moderators_consent_alone() {
    for access in Access::ALL {
        let group = group(*access);
        let owner = Some(Standing::Owner);
        let place = Place { group: &group, me: ANA, mine: owner, removed: false, now: NOW };
        let gone = |changes: Vec<Change>| match changes[..] {
            [Change::Stood { to: None, removed, .. }] => removed,
            _ => panic!("{changes:?}"),
        };
        for (theirs, removed) in [
            (Standing::Moderator, true),
            (Standing::Member, true),
            (Standing::Asked, false),
            (Standing::Invited, false),
        ] {
            assert_eq!(gone(place.remove(BEN, Some(theirs)).unwrap()), removed, "{theirs:?}");
        }
        assert!(!gone(place.answer(BEN, Some(Standing::Asked), false).unwrap()));
        let left = Place { mine: Some(Standing::Member), ..place };
        assert!(!gone(left.leave().unwrap()), "who leaves comes back as they like");

        let back = |mine| Place { mine, removed: true, ..place };
        let seen = *access != Access::Hidden;
        let joined = told(back(None).join());
        assert_eq!(joined, if seen { "asked" } else { "not_found" }, "{access:?}");
        assert_eq!(told(back(Some(Standing::Invited)).join()), "member");
        assert_eq!(told(back(None).join_by_link(None)), "removed");
        assert_eq!(told(back(Some(Standing::Asked)).join_by_link(None)), "removed");
        assert_eq!(told(back(Some(Standing::Invited)).join_by_link(None)), "member");
        assert_eq!(told(back(None).join_by_link(Some(NOW))), "not_found", "it has lapsed");
    }
}
