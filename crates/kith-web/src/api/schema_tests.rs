//! What is described is what is written.

use kith_app::{
    Page, admin, blocks, connections, invitations, limits,
    messaging::Explained,
    profiles,
    rows::{self, Permission},
    suggestions,
};
use kith_core::{
    account::{Gate, Plan, Role, Status, ViewingMode},
    budget::{Budget, Name},
    degree::Degree,
    id::{InvitationId, RestrictionId},
    invitation::{Source, State},
    person::{Education, Person, Position},
    policy::Preset,
    refusal::{Action, Reason, Refusal},
    restriction::{Level, Signal},
    time::Timestamp,
    visibility,
};
use serde::Serialize;
use serde_json::{Value, json};

/// Fails where `value` has a member that the schema does not know, lacks one that it requires,
/// or has one of another type.
fn check(spec: &Value, schema: &Value, value: &Value, at: &str) {
    let schema = match schema["$ref"].as_str() {
        Some(to) => spec.pointer(to.trim_start_matches('#')).unwrap(),
        None => schema,
    };
    if let Some(variants) = schema["oneOf"].as_array() {
        let fits = variants.iter().find(|one| (one["type"] == "null") == value.is_null());
        return check(spec, fits.unwrap_or_else(|| panic!("{at}: {value}")), value, at);
    }
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{at}: {value} is none of {words:?}");
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let types = schema["type"].as_array().cloned().unwrap_or(vec![schema["type"].clone()]);
    assert!(schema.get("allOf").is_some() || types.contains(&json!(kind)), "{at}: {value}");
    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
        check(spec, &schema["items"], item, &format!("{at}[{i}]"));
    }
    let Some(object) = value.as_object() else { return };
    let mut parts = Vec::new();
    flatten(spec, schema, &mut parts);
    let free = |part: &&Value| part.get("properties").is_none() && part.get("allOf").is_none();
    if schema.get("additionalProperties").is_none() && parts.iter().all(free) {
        return;
    }
    for (name, value) in object {
        let known = parts.iter().find_map(|part| part["properties"].get(name));
        let known = known.or_else(|| schema.get("additionalProperties"));
        let known = known.unwrap_or_else(|| panic!("{at}.{name} is not described"));
        check(spec, known, value, &format!("{at}.{name}"));
    }
    for required in parts.iter().filter_map(|part| part["required"].as_array()).flatten() {
        assert!(object.contains_key(required.as_str().unwrap()), "{at} lacks {required}");
    }
}

/// The object schemas that a schema is put together from.
fn flatten<'a>(spec: &'a Value, schema: &'a Value, parts: &mut Vec<&'a Value>) {
    if let Some(to) = schema["$ref"].as_str() {
        return flatten(spec, spec.pointer(to.trim_start_matches('#')).unwrap(), parts);
    }
    parts.push(schema);
    for part in schema["allOf"].as_array().into_iter().flatten() {
        flatten(spec, part, parts);
    }
}

pub(super) fn described<T: Serialize>(name: &str, value: &T) {
    let spec = serde_json::to_value(crate::api::described(true).1).unwrap();
    let schema = &spec["components"]["schemas"][name];
    assert!(schema.is_object(), "{name} is not described");
    check(&spec, schema, &serde_json::to_value(value).unwrap(), name);
}

pub(super) fn at() -> Timestamp {
    "2026-05-04T10:12:00Z".parse().unwrap()
}

fn person() -> Person {
    let position =
        Position { company: "Initech".into(), title: String::new(), from: 1, until: None };
    let past = Position { until: Some(2), ..position.clone() };
    let school = Education { school: "TU".into(), degree: "x".into(), from: Some(1), until: None };
    Person {
        handle: "ana".into(),
        first_name: "Ana".into(),
        last_name: "Petrova".into(),
        headline: "Builds bridges".into(),
        location: "Berlin".into(),
        industry: "Civil engineering".into(),
        about: "…".into(),
        email: "ana@example.org".into(),
        positions: vec![position, past],
        education: vec![school],
        skills: vec!["Statics".into()],
        photo: Some(kith_core::id::ImageId::from_bytes([4; 16])),
    }
}

fn tie() -> rows::TieView {
    let pending = rows::PendingView {
        id: InvitationId::from_bytes([1; 16]),
        sent_at: at(),
        expires_at: at(),
        note: None,
        source: Source::Mutual,
    };
    rows::TieView {
        state: rows::TieState::Received,
        following: true,
        followed_by: false,
        invitation: Some(pending),
        said_unknown: false,
    }
}

pub(super) fn row(degree: Degree) -> rows::Row {
    let card = visibility::card(&person(), degree, Preset::Classic);
    rows::Row {
        card: card.clone(),
        degree,
        mutual_count: 1,
        mutuals: vec![card],
        tie: tie(),
        connect: Permission::refused(Refusal::new(Reason::Resting, "No.").until(Some(at()))),
    }
}

fn message() -> profiles::MessageView {
    profiles::MessageView { mine: true, body: "Hi".into(), sent_at: at() }
}

fn invitation() -> invitations::InvitationView {
    invitations::InvitationView {
        id: InvitationId::from_bytes([1; 16]),
        mailbox: invitations::Mailbox::Sent,
        member: row(Degree::Second),
        note: Some("Hi".into()),
        source: Source::Mutual,
        via: Some("ben".into()),
        via_name: Some("Ben Okafor".into()),
        met: Some(String::new()),
        state: State::Pending,
        sent_at: at(),
        age_days: 3,
        expires_at: at(),
        campaign: None,
        reminder: Some(7),
        replies: vec![message()],
    }
}

#[test]
fn pages_are_as_described_at_every_distance() {
    for degree in Degree::ALL {
        let view = profiles::ProfileView {
            profile: visibility::profile(&person(), *degree, Preset::Classic),
            degree: *degree,
            mutual_count: 0,
            mutuals: Vec::new(),
            path: vec![visibility::card(&person(), *degree, Preset::Classic)],
            introducer: (*degree == Degree::Second)
                .then(|| visibility::card(&person(), Degree::First, Preset::Classic)),
            tie: tie(),
            actions: profiles::Actions {
                connect: Permission { primary: true, via: Some("email"), refusal: None },
                follow: Permission::granted(),
                message: Explained { via: Some("inmail".into()), price: 1, refusal: None },
                inmail: Explained::refused(
                    Refusal::new(Reason::InMailLimit, "No.").instead(Action::Wait, "Wait"),
                ),
                introduce: Explained { via: Some("ben".into()), price: 0, refusal: None },
            },
            connection_count: 4,
            follower_count: 5,
            connections_visible: true,
            messages: vec![message()],
        };
        described("ProfileView", &view);
        described("Row", &row(*degree));
    }
}

#[test]
fn accounts_are_as_described() {
    let me = profiles::Me {
        id: "1".into(),
        handle: "ana".into(),
        first_name: "Ana".into(),
        last_name: String::new(),
        name: "Ana".into(),
        email: "ana@example.org".into(),
        headline: String::new(),
        location: String::new(),
        industry: String::new(),
        about: String::new(),
        positions: person().positions,
        education: person().education,
        skills: Vec::new(),
        plan: Plan::Free,
        role: Role::Member,
        degree: Degree::Myself,
        photo: Some("/images/1".into()),
    };
    described("Me", &me);
    let settings = profiles::SettingsView {
        gate: Gate::SecondDegree,
        connections_visible: true,
        follow_first: false,
        time_zone: "UTC".into(),
        reminders: true,
        open_profile: false,
        inmail: true,
        viewing_mode: ViewingMode::SemiPrivate,
    };
    described("SettingsView", &settings);
}

#[test]
fn lists_are_as_described() {
    described("InvitationView", &invitation());
    let page = Page { items: vec![invitation()], next: Some("c".into()) };
    described("List_InvitationView", &page);
    described("SentInvitation", &invitation());
    let mut crossed = serde_json::to_value(invitation()).unwrap();
    crossed["state"] = json!("connected");
    described("SentInvitation", &crossed);
    let connection = connections::ConnectionView { row: row(Degree::First), connected_at: at() };
    described("ConnectionView", &connection);
    let block = blocks::BlockView { handle: "ben".into(), name: "Ben O.".into(), blocked_at: at() };
    described("BlockView", &block);
    let suggestion =
        suggestions::SuggestionView { row: row(Degree::Second), reasons: vec!["school".into()] };
    described("SuggestionView", &suggestion);
    described("WithdrawnMany", &invitations::WithdrawnMany { withdrawn: 1, skipped: 2 });
    described("Degrees", &json!({"degrees": {"ben": "2nd", "chi": "out"}}));
    described("Mutuals", &json!({"count": 0, "items": [], "next": null}));
}

#[test]
fn limits_are_as_described() {
    let restriction = limits::RestrictionView {
        step: Level::PausedShort,
        reason: "Too many at once.".into(),
        evidence: "21 in 10 minutes".into(),
        at: at(),
        until: Some(at()),
        appeal: None,
    };
    let boost = limits::BoostView { name: "Congress".into(), extra: 30, used: 1, until: at() };
    let budgets =
        Name::ALL.iter().map(|name| Budget::new(*name, 100, 4, Some(at()).filter(|_| true)));
    let mut limits = limits::Limits {
        budgets: budgets.collect(),
        note_length: 200,
        restriction: Some(restriction),
        boosts: vec![boost],
    };
    described("Limits", &limits);
    limits.restriction = None;
    described("Limits", &limits);
}

#[test]
fn what_an_operator_sees_is_as_described() {
    let member = admin::AdminMember {
        handle: "ana".into(),
        name: "Ana".into(),
        email: "ana@example.org".into(),
        plan: Plan::Free,
        role: Role::Operator,
        status: Status::Active,
        joined_at: at(),
        connections: 1,
        sent_week: 2,
        pending: 3,
        level: Level::Clear,
        paused_until: None,
    };
    described("AdminMember", &member);
    let step = admin::AdminRestriction {
        id: RestrictionId::from_bytes([1; 16]),
        handle: "ana".into(),
        name: "Ana".into(),
        level: Level::Warned,
        signal: Signal::Burst,
        evidence: "21".into(),
        at: at(),
        until: Some(at()),
        by: None,
        lifted_at: None,
        appeal: None,
        liftable: true,
    };
    described("AdminRestriction", &step);
    let line = admin::JournalLine { revision: "r0-1".into(), at: at(), changes: json!([{"x": 1}]) };
    described("JournalLine", &line);
}

#[test]
#[should_panic(expected = "is not described")]
fn a_member_that_is_not_described_is_found() {
    described("WithdrawnMany", &json!({"withdrawn": 1, "skipped": 2, "kept": 3}));
}

#[test]
#[should_panic(expected = "lacks")]
fn a_member_that_is_missing_is_found() {
    described("WithdrawnMany", &json!({"withdrawn": 1}));
}
