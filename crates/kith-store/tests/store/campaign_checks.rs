//! The store's own check of campaigns (R13): silent after honest work, loud after sabotage.

use kith_core::{
    campaign::{Campaign, Outcome, Pace, Run, Sent, State, Steps, Touch, steps::Arm},
    change::Change,
    id::{CampaignId, InvitationId, MemberId},
    time::{DAY, MINUTE, Timestamp},
};
use kith_sim::databases::on_each;
use kith_store::Location;

use super::support::{T0, World, literal, raw};

/// A campaign of Ann's that runs, and another that is over: each with one person at each stage.
struct Scene {
    world: World,
    running: Campaign,
    ended: Campaign,
    people: Vec<MemberId>,
    /// The invitation that was accepted.
    accepted: InvitationId,
}

fn started(world: &World, ann: MemberId) -> Campaign {
    let arms = vec![Arm { note: Some("Hi".to_owned()) }, Arm::default()];
    let draft = Campaign {
        id: world.id(),
        member: ann,
        name: "Spring".to_owned(),
        state: State::Draft,
        paused_by: None,
        audience: String::new(),
        given: std::collections::BTreeMap::new(),
        steps: Steps { arms, withdraw_after_days: Some(30), ..Steps::default() },
        pace: Pace::default(),
        stops: Vec::new(),
        created_at: T0,
        started_at: None,
        ended_at: None,
        version: 1,
    };
    let state = State::Running;
    let running = Campaign { state, started_at: Some(T0), version: 2, ..draft.clone() };
    let kept = |campaign: &Campaign| Change::CampaignKept { campaign: Box::new(campaign.clone()) };
    world.apply(T0, vec![kept(&draft), kept(&running)]).unwrap();
    running
}

fn ran(world: &World, run: &Run, campaign: &Campaign) {
    let holds = run.holds(campaign);
    world.apply(T0, vec![Change::CampaignRan { run: Box::new(run.clone()), holds }]).unwrap();
}

/// Invites somebody by hand and takes it for the campaign's: the store has no way of its own in.
fn invited(scene: &(World, &Location), campaign: &Campaign, run: &Run) -> (Run, InvitationId) {
    let (world, location) = scene;
    let (member, person) = (run.member, run.person);
    let invitation = world.invite(member, person, T0).unwrap();
    let id = literal(location, invitation);
    raw(location, &format!("UPDATE invitations SET source = 'campaign' WHERE id = {id}"));
    let touch = Touch::Invite { invitation };
    let after = run.after(touch, true, campaign, T0);
    let sent = Sent { campaign: campaign.id, member, person, touch, at: T0 };
    world.apply(T0, vec![Change::CampaignSent(sent)]).unwrap();
    ran(world, &after, campaign);
    (after, invitation)
}

fn scene(location: &Location) -> Scene {
    let world = World::new(location);
    let ann = world.member("ann");
    let people = world.crowd("person", 5);
    let both = (world.clone(), location);
    let over = started(&world, ann);
    let first = Run::begin(&over, people[0], (0, 0), None, T0);
    ran(&world, &first, &over);
    let ended = Campaign {
        state: State::Ended,
        ended_at: Some(T0),
        version: over.version + 1,
        ..over.clone()
    };
    world.apply(T0, vec![Change::CampaignKept { campaign: Box::new(ended.clone()) }]).unwrap();
    let running = started(&world, ann);
    let begin = |place: u32, outcome| {
        let person = people[place as usize];
        let run = Run::begin(&running, person, (place, place % 2), outcome, T0);
        ran(&world, &run, &running);
        run
    };
    begin(0, None);
    let waits = begin(1, None);
    invited(&both, &running, &waits);
    let accepts = begin(2, None);
    let (accepts, accepted) = invited(&both, &running, &accepts);
    world.accept((people[2], ann), T0.plus(MINUTE)).unwrap();
    // What was heard and not looked at yet is no disagreement.
    world.assert_agrees();
    let accepts = Run { version: accepts.version, accepted_at: Some(T0.plus(MINUTE)), ..accepts };
    ran(&world, &accepts.set_aside(Outcome::Finished, T0), &running);
    begin(3, Some(Outcome::Gate));
    world.apply(T0.plus(DAY), vec![Change::ProfileChanged { member: ann }]).unwrap();
    world.assert_agrees();
    Scene { world, running, ended, people, accepted }
}

#[test]
fn r13_whatever_disagrees_in_campaigns_is_found() {
    on_each("campaign_checks", |location| {
        let scene = scene(location);
        let of = |campaign: CampaignId, place: usize| {
            let (campaign, person) =
                (literal(location, campaign), literal(location, scene.people[place]));
            format!("WHERE campaign = {campaign} AND person = {person}")
        };
        let run = |place: usize, set: &str| {
            format!("UPDATE campaign_people SET {set} {}", of(scene.running.id, place))
        };
        let over =
            |set: &str| format!("UPDATE campaign_people SET {set} {}", of(scene.ended.id, 0));
        let campaign = |set: &str| {
            let id = literal(location, scene.running.id);
            format!("UPDATE campaigns SET {set} WHERE id = {id}")
        };
        let both = |state: &str, ended: &str| {
            let id = literal(location, scene.ended.id);
            format!("UPDATE campaigns SET state = '{state}', ended_at = {ended} WHERE id = {id}")
        };
        let invitation = |place: usize, set: &str| {
            let person = literal(location, scene.people[place]);
            format!("UPDATE invitations SET {set} WHERE recipient = {person}")
        };
        let at = |at: Timestamp| at.micros();
        let (ann, eve) = (scene.running.member, scene.people[4]);
        let [member, other] = [ann, eve].map(|id| literal(location, id));
        let accepted = literal(location, scene.accepted);
        let stray = format!(
            "INSERT INTO campaign_sends (member, at, campaign, person, what, place) VALUES ({member}, {}, {}, {other}, 'visit', 0)",
            at(T0),
            literal(location, scene.running.id),
        );
        let lost = run(1, "invitation = NULL, invited_at = NULL, stage = 'queued', due_at = NULL");
        let t0 = at(T0);
        let later = at(T0.plus(DAY * 30));
        for (word, sabotage, repair) in [
            (
                "in no campaign of that member",
                run(0, &format!("member = {other}")),
                run(0, &format!("member = {member}")),
            ),
            (
                "in another campaign of that member",
                both("running", "NULL"),
                both("ended", &t0.to_string()),
            ),
            ("is kept from other campaigns", run(0, "holds = 0"), run(0, "holds = 1")),
            ("is kept from other campaigns", run(3, "holds = 1"), run(3, "holds = 0")),
            ("at a stage that is not", run(0, "outcome = 'gate'"), run(0, "outcome = NULL")),
            (
                "at a stage that is not",
                run(3, "ended_at = NULL"),
                run(3, &format!("ended_at = {t0}")),
            ),
            ("at a stage that is not", run(1, "stage = 'accepted'"), run(1, "stage = 'invited'")),
            (
                "at a stage that is not",
                run(1, "invited_at = NULL"),
                run(1, &format!("invited_at = {t0}")),
            ),
            ("has something due", run(0, "ready_at = NULL"), run(0, &format!("ready_at = {t0}"))),
            ("has something due", run(3, &format!("due_at = {t0}")), run(3, "due_at = NULL")),
            ("has something due", run(1, &format!("ready_at = {t0}")), run(1, "ready_at = NULL")),
            ("has something due", run(0, &format!("due_at = {later}")), run(0, "due_at = NULL")),
            ("has something due", over(&format!("ready_at = {t0}")), over("ready_at = NULL")),
            (
                "an invitation that is not theirs",
                invitation(1, "source = 'profile'"),
                invitation(1, "source = 'campaign'"),
            ),
            (
                "an invitation that is not theirs",
                invitation(1, "sent_at = sent_at + 1"),
                invitation(1, "sent_at = sent_at - 1"),
            ),
            (
                "not where their invitation is",
                run(2, "accepted_at = NULL"),
                run(2, &format!("accepted_at = {t0}")),
            ),
            (
                "not where their invitation is",
                invitation(1, "state = 'withdrawn'"),
                invitation(1, "state = 'pending'"),
            ),
            (
                "not where their invitation is",
                invitation(1, "state = 'ignored'"),
                invitation(1, "state = 'pending'"),
            ),
            (
                "not where their invitation is",
                run(1, "stage = 'ignored'"),
                run(1, "stage = 'invited'"),
            ),
            (
                "not where their invitation is",
                run(2, "outcome = 'withdrawn'"),
                run(2, "outcome = 'finished'"),
            ),
            (
                "without a record of it",
                format!("UPDATE campaign_sends SET what = 'visit' {}", of(scene.running.id, 1)),
                format!("UPDATE campaign_sends SET what = 'invite' {}", of(scene.running.id, 1)),
            ),
            (
                "does not tell of",
                stray,
                format!("DELETE FROM campaign_sends WHERE person = {other}"),
            ),
            (
                "does not tell of",
                format!("UPDATE campaign_sends SET at = at + 1 {}", of(scene.running.id, 1)),
                format!("UPDATE campaign_sends SET at = at - 1 {}", of(scene.running.id, 1)),
            ),
            (
                "no campaign knows the invitation",
                run(2, "invitation = NULL, invited_at = NULL"),
                run(2, &format!("invitation = {accepted}, invited_at = {t0}")),
            ),
            ("its state is not", campaign("state = 'paused'"), campaign("state = 'running'")),
            (
                "its state is not",
                campaign("started_at = NULL"),
                campaign(&format!("started_at = {t0}")),
            ),
            (
                "its state is not",
                campaign(&format!("ended_at = {t0}")),
                campaign("ended_at = NULL"),
            ),
            ("has the place 3", run(0, "place = 3"), run(0, "place = 0")),
            ("people are in variant 2", run(0, "arm = 2"), run(0, "arm = 0")),
            (
                "variant 5 is stopped",
                campaign(&format!("stops = '[{{\"arm\": 5, \"at\": \"{T0}\"}}]'")),
                campaign("stops = '[]'"),
            ),
            ("its stops cannot be read", campaign("stops = 'x'"), campaign("stops = '[]'")),
            ("1 of variant 0 are ready", campaign("next_at = NULL"), campaign("next_at = 0")),
        ] {
            raw(location, &sabotage);
            let found = scene.world.disagreements();
            assert!(found.iter().any(|one| one.what.contains(word)), "{sabotage}: {found:?}");
            raw(location, &repair);
            let left = scene.world.disagreements();
            assert!(left.is_empty(), "after {repair}: {left:?}");
        }
        // A variant that is stopped waits for its member, and for nobody else.
        let stopped = format!("next_at = NULL, stops = '[{{\"arm\": 0, \"at\": \"{T0}\"}}]'");
        raw(location, &campaign(&stopped));
        scene.world.assert_agrees();
        raw(location, &lost);
        assert!(!scene.world.disagreements().is_empty());
    });
}
