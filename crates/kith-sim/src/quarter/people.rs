//! The members of a quarter, and the campaigns that some of them run.

use std::{collections::BTreeMap, sync::Arc};

use kith_app::{
    Actor, App, Ask,
    accounts::NewMember,
    campaigns::{Audience, CampaignChange, NewAudience},
    people::PeopleQuery,
    profiles::SettingsChanges,
};
use kith_core::{
    account::Role,
    campaign::{
        Pace, Steps, TimeOfDay, Weekday,
        steps::{Approach, Arm, Before, Condition, FollowUp, Thanks},
    },
    time::{Timestamp, Zone},
};
use kith_store::{BulkConnection, Command, Store, StoreError};

use super::{Setup, checker::Facts};
use crate::dice::Dice;

/// Zones with every kind of change in the quarter from February on.
const ZONES: [&str; 8] = [
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Australia/Adelaide",
    "Asia/Kathmandu",
    "Africa/Cairo",
    "UTC",
];
/// Fields that a search finds.
const TRADES: [&str; 12] = [
    "bridges",
    "ceramics",
    "shipping",
    "bakery",
    "optics",
    "forestry",
    "printing",
    "theatre",
    "mining",
    "textiles",
    "nursing",
    "surveying",
];

/// A member and what the checker may know of them.
pub(super) struct One {
    pub(super) actor: Actor,
    pub(super) facts: Facts,
}

/// Makes everybody; the first is the operator, those after them run campaigns.
pub(super) async fn populate(app: &App, setup: &Setup, dice: &Dice) -> Result<Vec<One>, String> {
    let mut all = Vec::with_capacity(setup.members);
    for number in 0..setup.members {
        let role = if number == 0 { Role::Operator } else { Role::Member };
        let handle = format!("m-{number}");
        let new = NewMember {
            handle: handle.clone(),
            first_name: format!("Ada{}", letters(number)),
            last_name: format!("Byron{}", letters(number / 7)),
            email: format!("m{number}@example.org"),
            industry: TRADES[dice.below(TRADES.len())].to_owned(),
            headline: format!("Works in {}", TRADES[number % TRADES.len()]),
            ..NewMember::default()
        };
        let me = app.create_member(new, None, role).await.map_err(|error| error.to_string())?;
        let id = me.value.id.parse().map_err(|_| "an id".to_owned())?;
        let zone = if number < setup.senders() { ZONES[number % ZONES.len()] } else { "UTC" };
        let gate_closed = dice.percent(3);
        let actor = Actor {
            id,
            handle,
            name: me.value.name.clone(),
            role,
            zone: Zone::utc(),
            leaves_views: true,
            photo: None,
        };
        let changes = SettingsChanges {
            time_zone: Some(zone.to_owned()),
            gate: gate_closed.then(|| "nobody".to_owned()),
            ..SettingsChanges::default()
        };
        if zone != "UTC" || gate_closed {
            let changed = app.change_settings(&Ask::by(&actor), changes).await;
            changed.map_err(|error| error.to_string())?;
        }
        let facts = Facts { zone: zone.to_owned(), gate_closed };
        all.push(One { actor, facts });
    }
    Ok(all)
}

fn letters(mut number: usize) -> String {
    let mut text = String::new();
    for _ in 0..3 {
        text.push(char::from(b'a' + u8::try_from(number % 26).unwrap_or(0)));
        number /= 26;
    }
    text
}

/// Connects everybody with a few others.
pub(super) async fn connect(
    store: &Arc<Store>,
    people: &[One],
    dice: &Dice,
    command: Command,
    at: Timestamp,
) -> Result<(), String> {
    let mut all = Vec::new();
    for one in people {
        for _ in 0..3 {
            let other = &people[dice.below(people.len())];
            if other.actor.id != one.actor.id {
                all.push(BulkConnection { a: one.actor.id, b: other.actor.id, at });
            }
        }
    }
    let written = store.write::<_, StoreError, _>(command, move |tx| {
        tx.import_connections(&all)?;
        Ok(Ok(()))
    });
    written.await.map(drop).map_err(|error| error.to_string())
}

/// A campaign of random steps and pace, for random people.
pub(super) fn campaign(
    number: usize,
    people: &[One],
    setup: &Setup,
    dice: &Dice,
) -> CampaignChange {
    let handles = || {
        let count = setup.audience / 2 + dice.below(setup.audience);
        let some = (0..count).map(|_| people[dice.below(people.len())].actor.handle.clone());
        let mut some: Vec<String> = some.collect();
        some.push("nobody-at-all".to_owned());
        some
    };
    let audience = if dice.percent(20) {
        let trade = dice.one(&TRADES).to_owned();
        let search = PeopleQuery { industry: Some(trade), ..PeopleQuery::default() };
        Audience::Search(Box::new(search))
    } else {
        Audience::Handles(handles())
    };
    let note = |text: &str| Arm { note: Some(text.to_owned()) };
    let notes = [
        note("Hi {first_name}, I read that you work in {industry}. Shall we compare notes?"),
        note("Hello {first_name}, what brings you to {topic}?"),
        note("Hello {first_name}, we both know {mutual}."),
        Arm::default(),
    ];
    let arms = match dice.below(4) {
        0 => vec![notes[3].clone()],
        1 => vec![notes[dice.below(3)].clone()],
        two => vec![notes[two - 2].clone(), notes[3].clone()],
    };
    let follow_up = |days, when, body: &str| FollowUp { days, when, body: body.to_owned() };
    let steps = Steps {
        before: match dice.below(3) {
            0 => Some(Before { what: Approach::Visit, days: 1 }),
            1 => Some(Before { what: Approach::Follow, days: 2 }),
            _ => None,
        },
        arms,
        thanks: dice.percent(70).then(|| Thanks {
            hours: u32::try_from(dice.below(30)).unwrap_or(1),
            body: "Thank you, {first_name}. Glad to know you.".to_owned(),
        }),
        follow_ups: match dice.below(3) {
            0 => vec![follow_up(5, Condition::Any, "Have you been to the fair, {first_name}?")],
            1 => vec![
                follow_up(3, Condition::WithNote, "Did my note find you well, {first_name}?"),
                follow_up(9, Condition::Any, "I will be in your town next month."),
            ],
            _ => Vec::new(),
        },
        withdraw_after_days: dice.percent(40).then_some(12),
    };
    let from =
        u16::try_from(dice.below(15)).unwrap_or(9) * 60 + if dice.percent(50) { 30 } else { 0 };
    let length = 120 + u16::try_from(dice.below(8)).unwrap_or(2) * 60;
    let mut days: Vec<Weekday> =
        Weekday::ALL.iter().copied().filter(|_| dice.percent(75)).collect();
    if days.is_empty() {
        days.push(Weekday::Sunday);
    }
    let pace = Pace {
        daily: u32::try_from(3 + dice.below(40)).unwrap_or(10),
        days,
        from: TimeOfDay::from_minutes(from),
        to: TimeOfDay::from_minutes((from + length).min(1_440)),
        reserve: u32::try_from(dice.below(70)).unwrap_or(20),
    };
    CampaignChange {
        name: Some(format!("Campaign {number}")),
        audience: Some(NewAudience::Kept(audience)),
        given: Some(BTreeMap::from([("topic".to_owned(), "this fair".to_owned())])),
        steps: Some(steps),
        pace: Some(pace),
    }
}
