//! Campaigns: guards, waking, and what is due (R13).

use std::collections::BTreeMap;

use kith_core::{
    campaign::{
        AskedIn, Campaign, DoNotContact, Outcome, Pace, Run, Sent, Stage, State, Steps, Touch,
        steps::Arm,
    },
    change::{Change, Message},
    conversation,
    experiment::harm::Asked,
    id::{CampaignId, InvitationId, MemberId, MessageId},
    notification::Kind,
    time::{MINUTE, Timestamp},
};
use kith_sim::databases::on_each;

use super::support::{No, T0, World};

fn campaign(number: u8, member: MemberId) -> Campaign {
    Campaign {
        id: CampaignId::from_bytes([number; 16]),
        member,
        name: format!("Campaign {number}"),
        state: State::Draft,
        paused_by: None,
        audience: String::new(),
        given: BTreeMap::from([("event".to_owned(), "the fair".to_owned())]),
        steps: Steps::default(),
        pace: Pace::default(),
        stops: Vec::new(),
        created_at: T0,
        started_at: None,
        ended_at: None,
        version: 1,
    }
}

fn running(before: &Campaign) -> Campaign {
    let state = State::Running;
    Campaign { state, started_at: Some(T0), version: before.version + 1, ..before.clone() }
}

fn kept(campaign: &Campaign) -> Change {
    Change::CampaignKept { campaign: Box::new(campaign.clone()) }
}

fn ran(run: &Run, holds: bool) -> Change {
    Change::CampaignRan { run: Box::new(run.clone()), holds }
}

fn apply(world: &World, member: MemberId, changes: Vec<Change>) -> Result<(), No> {
    let written = world.write(&[member], T0, move |tx| {
        tx.apply(changes.clone())?;
        Ok(Ok::<_, No>(()))
    });
    written.map(drop)
}

#[test]
fn r13_a_campaign_is_kept_with_its_versions_and_is_due_once_it_runs() {
    on_each("campaigns", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        let draft = campaign(1, ann);
        apply(&world, ann, vec![kept(&draft)]).unwrap();
        let found = |id| world.read(|reads| reads.campaign(id)).unwrap();
        assert_eq!(found(draft.id), (draft.clone(), None));
        assert_eq!(world.read(|reads| reads.due_campaigns(T0, 9)).len(), 0, "a draft is not due");
        let runs = running(&draft);
        apply(&world, ann, vec![kept(&runs)]).unwrap();
        assert!(apply(&world, ann, vec![kept(&runs)]).unwrap_err().is_conflict(), "one of two");
        let due = world.read(|reads| reads.due_campaigns(T0, 9));
        assert_eq!(due.len(), 1);
        let (was, next) = (due[0].1, T0.plus(MINUTE));
        let look = |was: Timestamp, next: Option<Timestamp>| {
            let id = runs.id;
            let written = world.write(&[ann], T0, move |tx| {
                tx.look_again(id, was, next);
                Ok(Ok::<_, No>(()))
            });
            written.map(drop)
        };
        look(was, Some(next)).unwrap();
        assert!(look(was, Some(next)).unwrap_err().is_conflict(), "whoever looked first decides");
        assert_eq!(world.read(|reads| reads.next_campaign_due()), Some(next));
        let delete = Change::CampaignDeleted { member: ann, campaign: runs.id };
        assert!(apply(&world, ann, vec![delete]).unwrap_err().is_conflict(), "it runs");
    });
}

#[test]
fn r13_what_happens_between_two_wakes_the_run_in_the_same_transaction() {
    on_each("campaign_people", |location| {
        let world = World::new(location);
        let (ann, ben) = (world.member("ann"), world.member("ben"));
        let runs = running(&campaign(1, ann));
        let draft = Campaign { version: 1, state: State::Draft, ..runs.clone() };
        let run = Run::begin(&runs, ben, (0, 0), None, T0);
        apply(&world, ann, vec![kept(&draft), kept(&runs), ran(&run, true)]).unwrap();
        let found = || world.read(|reads| reads.run(runs.id, ben)).unwrap();
        assert_eq!(found(), run);
        let due = || world.read(|reads| reads.due_runs(T0.plus(MINUTE), 9)).len();
        assert_eq!(due(), 0);
        // Nobody is in two campaigns of a member at once.
        let second = running(&campaign(2, ann));
        let other = Run::begin(&second, ben, (0, 0), None, T0);
        assert!(apply(&world, ann, vec![ran(&other, true)]).is_err());
        let left_out = Some(Outcome::OtherCampaign);
        let other = Run::begin(&second, ben, (0, 0), left_out, T0);
        apply(&world, ann, vec![ran(&other, false)]).unwrap();
        let invitation = InvitationId::from_bytes([7; 16]);
        let invited = run.after(Touch::Invite { invitation }, true, &runs, T0);
        apply(&world, ann, vec![ran(&invited, true)]).unwrap();
        assert!(apply(&world, ann, vec![ran(&invited, true)]).unwrap_err().is_conflict());
        let sent = Sent {
            campaign: runs.id,
            member: ann,
            person: ben,
            touch: Touch::Invite { invitation },
            at: T0,
        };
        apply(&world, ann, vec![Change::CampaignSent(sent)]).unwrap();
        assert!(apply(&world, ann, vec![Change::CampaignSent(sent)]).is_err(), "never twice");
        let read = world.read(|reads| reads.outreach_since(runs.id, T0));
        assert_eq!((read, world.read(|reads| reads.last_outreach(ann))), (vec![sent], Some(T0)));
        assert_eq!(world.read(|reads| reads.campaign_of(invitation)), Some(runs.id));
        let message = Message {
            id: MessageId::from_bytes([8; 16]),
            sender: ben,
            recipient: ann,
            body: "Hello".to_owned(),
            sent_at: T0.plus(1),
            invitation: None,
            kind: conversation::Kind::Plain,
            subject: None,
        };
        apply(&world, ben, vec![Change::Wrote { message }]).unwrap();
        assert_eq!((due(), found().replied_at), (1, Some(T0.plus(1))));
        assert_eq!(world.read(|reads| reads.wrote_after(ben, ann, T0)), Some(T0.plus(1)));
        let quiet = Run { due_at: None, version: found().version + 1, ..found() };
        apply(&world, ann, vec![ran(&quiet, true)]).unwrap();
        assert_eq!(due(), 0);
        let word =
            |since| Change::DoNotContact(DoNotContact { recipient: ben, sender: None, since });
        apply(&world, ben, vec![word(Some(T0))]).unwrap();
        assert_eq!((due(), world.read(|reads| reads.do_not_contact(ben, ann))), (1, true));
        apply(&world, ben, vec![word(None)]).unwrap();
        assert!(!world.read(|reads| reads.do_not_contact(ben, ann)));
        // A campaign that is over lets go of everybody.
        let over = Campaign { state: State::Ended, version: runs.version + 1, ..runs.clone() };
        assert_eq!(world.read(|reads| reads.held(ann)), [ben]);
        apply(&world, ann, vec![kept(&over)]).unwrap();
        assert_eq!(world.read(|reads| reads.held(ann)), Vec::<MemberId>::new());
        assert_eq!(found().stage, Stage::Invited);
    });
}

#[test]
fn r13_a_stopped_variant_is_passed_over_and_those_who_wait_may_go_on_with_the_other() {
    on_each("campaign_stops", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        let people = world.crowd("person", 5);
        let arms = vec![Arm { note: Some("Hi".to_owned()) }, Arm::default()];
        let two = Campaign { steps: Steps { arms, ..Steps::default() }, ..campaign(1, ann) };
        let runs = running(&two);
        let draft = Campaign { version: 1, state: State::Draft, ..runs.clone() };
        let began: Vec<_> = (0..)
            .zip(&people)
            .map(|(place, person)| Run::begin(&runs, *person, (place, place % 2), None, T0))
            .collect();
        let begin = began.iter().map(|run| ran(run, true));
        apply(&world, ann, [kept(&draft), kept(&runs)].into_iter().chain(begin).collect()).unwrap();
        // The first of the first variant was invited, and does not know Ann.
        let invitation = world.invite(ann, people[0], T0).unwrap();
        let invited = began[0].after(Touch::Invite { invitation }, true, &runs, T0);
        apply(&world, ann, vec![ran(&invited, true)]).unwrap();
        world.ignore((people[0], ann), true, T0.plus(MINUTE)).unwrap();
        let asked = world.read(|reads| reads.asked_in(runs.id));
        let unknown_at = Some(T0.plus(MINUTE));
        assert_eq!(asked, [AskedIn { arm: 0, asked: Asked { sent_at: T0, unknown_at } }]);
        let next = |held: &[u32]| {
            let found = world.read(|reads| reads.next_ready(runs.id, Stage::Queued, held));
            found.map(|run| run.place)
        };
        assert_eq!(
            (next(&[]), next(&[0]), next(&[1]), next(&[0, 1])),
            (Some(1), Some(1), Some(2), None)
        );
        let stopped = runs.stopped(0, T0);
        let (campaign, member, at) = (runs.id, ann, T0);
        let told = Change::CampaignStopped { member, campaign, arm: 0, at };
        apply(&world, ann, vec![kept(&stopped), told]).unwrap();
        let found = || world.read(|reads| reads.campaign(campaign)).unwrap().0;
        assert_eq!(found(), stopped);
        let told = world.read(|reads| reads.notifications(ann, T0, None, false, 9));
        assert_eq!(told.iter().map(|one| one.kind).collect::<Vec<_>>(), [Kind::CampaignStopped]);
        let (left, to) = stopped.arm_left(0).unwrap();
        let moved = Change::CampaignMoved { member, campaign, from: 0, to };
        apply(&world, ann, vec![kept(&left), moved]).unwrap();
        let arms: Vec<_> = world.read(|reads| reads.runs(campaign, None, 9));
        let arms: Vec<_> = arms.into_iter().map(|run| run.arm).collect();
        assert_eq!(arms, [0, 1, 1, 1, 1], "whoever was invited stays where they were");
        // A step that was read before that is not taken.
        let late = began[2].after(Touch::Visit, false, &runs, T0);
        assert!(apply(&world, ann, vec![ran(&late, true)]).unwrap_err().is_conflict());
        let resumed = found().arm_resumed(0, T0.plus(MINUTE)).unwrap();
        apply(&world, ann, vec![kept(&resumed)]).unwrap();
        assert_eq!(found().stops, resumed.stops);
    });
}
