//! Webhooks: what is queued for them with the change itself, and who sends it.

use kith_core::{
    change::{Change, Message},
    conversation::Kind,
    id::{MemberId, WebhookId},
    time::{MINUTE, Timestamp},
    webhook::{Event, Progress, Scope, Webhook},
};
use kith_sim::databases::on_each;
use kith_store::DeliveryRow;

use super::support::{No, T0, World};

impl World {
    fn hooks(&self, owner: MemberId, scope: Scope, events: &[Event]) -> WebhookId {
        let id = self.id();
        let webhook = Webhook {
            id,
            owner,
            scope,
            url: "https://crm.example/".to_owned(),
            events: events.to_vec(),
            secret: vec![7; 32],
            made_at: T0,
        };
        let kept = webhook.clone();
        let written = self.write(&[owner], T0, move |tx| {
            tx.insert_webhook(&webhook);
            Ok(Ok::<_, No>(()))
        });
        written.unwrap();
        assert_eq!(self.read(|reads| reads.webhook(id)), Some(kept));
        id
    }

    fn told(&self, webhook: WebhookId) -> Vec<(Event, MemberId)> {
        let rows = self.read(|reads| reads.deliveries(webhook, None, 10));
        rows.into_iter().map(|row| (row.event, row.other)).collect()
    }

    fn writes(&self, (from, to): (MemberId, MemberId), at: Timestamp) {
        let message = Message {
            id: self.id(),
            sender: from,
            recipient: to,
            body: "Hello".to_owned(),
            sent_at: at,
            invitation: None,
            kind: Kind::Plain,
            subject: None,
        };
        self.apply(at, vec![Change::Wrote { message }]).unwrap();
    }

    fn due(&self, now: Timestamp) -> Vec<DeliveryRow> {
        self.read(|reads| reads.deliveries_due(now, 10))
    }
}

#[test]
fn r6_a_webhook_is_told_of_an_acceptance_and_an_end_but_not_of_what_is_silent() {
    on_each("webhooks_told", |location| {
        let world = World::new(location);
        let [ann, ben, cleo, dan] = world.members(["ann", "ben", "cleo", "dan"]);
        let mine = world.hooks(ann, Scope::Mine, Event::ALL);
        let theirs = world.hooks(ben, Scope::Mine, Event::ALL);
        let all = world.hooks(dan, Scope::Community, &[Event::Accepted]);
        for other in [ben, cleo, dan] {
            world.invite(ann, other, T0).unwrap();
        }
        world.ignore((cleo, ann), false, T0.plus(1)).unwrap();
        world.block((dan, ann), T0.plus(2)).unwrap();
        assert_eq!(world.told(mine), []);
        world.accept((ben, ann), T0.plus(3)).unwrap();
        world.withdraw((ann, cleo), T0.plus(4)).unwrap();
        assert_eq!(world.told(mine), [(Event::Ended, cleo), (Event::Accepted, ben)]);
        assert_eq!(world.told(theirs), [], "who accepted knows it");
        assert_eq!(world.told(all), [(Event::Accepted, ben)], "only what it asked for");
    });
}

#[test]
fn r13_a_webhook_is_told_of_answers_not_of_what_begins_a_conversation() {
    on_each("webhooks_replies", |location| {
        let world = World::new(location);
        let [ann, ben] = world.members(["ann", "ben"]);
        let hook = world.hooks(ann, Scope::Mine, &[Event::Replied]);
        world.writes((ben, ann), T0);
        assert_eq!(world.told(hook), [], "nobody was answered");
        world.writes((ann, ben), T0.plus(1));
        world.writes((ben, ann), T0.plus(2));
        assert_eq!(world.told(hook), [(Event::Replied, ben)]);
    });
}

#[test]
fn a_delivery_is_claimed_by_one_tried_again_given_up_and_revived() {
    on_each("webhooks_claims", |location| {
        let world = World::new(location);
        let [ann, ben] = world.members(["ann", "ben"]);
        let hook = world.hooks(ann, Scope::Mine, Event::ALL);
        world.invite(ann, ben, T0).unwrap();
        world.accept((ben, ann), T0.plus(1)).unwrap();
        let now = T0.plus(MINUTE);
        let [one] = &world.due(now)[..] else { panic!("one is due") };
        let claim = |until| {
            let (one, was) = (one.clone(), one.due_at.unwrap());
            world.write(&[ann], now, move |tx| {
                tx.claim_delivery(&one, was, until);
                Ok(Ok::<_, No>(()))
            })
        };
        claim(now.plus(MINUTE)).unwrap();
        assert!(claim(now.plus(MINUTE)).unwrap_err().is_conflict(), "another node has it");
        assert_eq!(world.due(now), []);
        let [lost] = &world.due(now.plus(MINUTE))[..] else { panic!("its node was lost") };
        assert_eq!((lost.progress, lost.attempts), (Progress::Sending, 1));
        let ended = lost.clone();
        let ended = world.write(&[ann], now, move |tx| {
            tx.end_delivery(&ended, Progress::Dead, now, Some("It answered 500."));
            Ok(Ok::<_, No>(()))
        });
        ended.unwrap();
        assert_eq!(world.due(now.plus_days(9)), []);
        let revived = world
            .write(&[ann], now, move |tx| Ok(Ok::<_, No>(tx.revive_deliveries(hook, None, now)?)));
        assert_eq!(revived.unwrap().value, 1);
        let [again] = &world.due(now)[..] else { panic!("it is due again") };
        assert_eq!((again.progress, again.attempts), (Progress::Waiting, 0));
        let deleted = world.write(&[ann], now, move |tx| {
            tx.delete_webhook(hook);
            Ok(Ok::<_, No>(()))
        });
        deleted.unwrap();
        assert_eq!(world.due(now), []);
    });
}
