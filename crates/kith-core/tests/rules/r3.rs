//! R3: what each degree sees, field by field, under both presets.

use kith_core::{
    degree::Degree,
    id::ImageId,
    image::Picture,
    person::{Education, Person, Position},
    policy::Preset,
    visibility::{Profile, card, profile, sees_connections, sees_full_name},
};

fn position(company: &str, until: Option<i32>) -> Position {
    Position { company: company.into(), title: "Engineer".into(), from: 2015, until }
}

fn ana() -> Person {
    Person {
        handle: "ana".into(),
        first_name: "Ana".into(),
        last_name: "Petrova".into(),
        headline: "Bridges".into(),
        location: "Sofia".into(),
        industry: "Construction".into(),
        about: "I build bridges.".into(),
        email: "ana@example.org".into(),
        positions: vec![position("Initech", None), position("Globex", Some(2019))],
        education: vec![Education {
            school: "TU Sofia".into(),
            degree: "MSc".into(),
            from: None,
            until: Some(2015),
        }],
        skills: vec!["Statics".into()],
        photo: Some(ImageId::from_bytes([7; 16])),
    }
}

/// A field, whether a profile shows it, and to which of self, 1st, 2nd, 3rd, out.
type Row = (&'static str, fn(&Profile) -> bool, &'static str);

const CLASSIC: [Row; 15] = [
    ("handle", |p| p.card.handle == "ana", "yyyyy"),
    ("first name", |p| p.first_name == "Ana", "yyyyy"),
    ("last name", |p| p.last_name.as_deref() == Some("Petrova"), "yyynn"),
    ("full name", |p| p.card.name == "Ana Petrova", "yyynn"),
    ("first name and initial", |p| p.card.name == "Ana P.", "nnnyy"),
    ("headline", |p| p.card.headline.is_some(), "yyyyy"),
    ("industry", |p| p.card.industry.is_some(), "yyyyy"),
    ("location", |p| p.card.location.is_some(), "yyyyn"),
    ("photo", |p| p.card.photo == Some(Picture(ImageId::from_bytes([7; 16]))), "yyyyn"),
    ("about", |p| p.about.is_some(), "yyynn"),
    ("current position", |p| p.positions.iter().any(|p| p.company == "Initech"), "yyyyn"),
    ("earlier positions", |p| p.positions.iter().any(|p| p.company == "Globex"), "yynnn"),
    ("education", |p| !p.education.is_empty(), "yyynn"),
    ("skills", |p| !p.skills.is_empty(), "yyynn"),
    ("contact details", |p| p.email.is_some(), "yynnn"),
];

/// The rows in which `community` differs: names and the current role for every member.
const COMMUNITY: [(&str, &str); 4] = [
    ("last name", "yyyyy"),
    ("full name", "yyyyy"),
    ("first name and initial", "nnnnn"),
    ("current position", "yyyyy"),
];

fn check(preset: Preset, field: &str, shown: fn(&Profile) -> bool, expected: &str) {
    for (degree, expected) in Degree::ALL.iter().zip(expected.chars()) {
        let profile = profile(&ana(), *degree, preset);
        assert_eq!(shown(&profile), expected == 'y', "{preset:?}: {field} for {degree:?}");
    }
}

#[test]
fn r3_classic_shows_names_and_details_by_degree() {
    for (field, shown, expected) in CLASSIC {
        check(Preset::Classic, field, shown, expected);
    }
}

#[test]
fn r3_community_shows_names_and_the_current_role_to_every_member_and_else_the_same() {
    for (field, shown, classic) in CLASSIC {
        let other = COMMUNITY.iter().find(|(name, _)| *name == field);
        check(Preset::Community, field, shown, other.map_or(classic, |(_, expected)| expected));
    }
}

#[test]
fn r3_what_may_not_be_seen_is_absent_from_the_answer() {
    let keys = |degree, preset| {
        let json = serde_json::to_value(profile(&ana(), degree, preset)).unwrap();
        let mut keys: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys.join(" ")
    };
    let all = "about education email first_name handle headline industry last_name location name \
               photo positions skills";
    for preset in [Preset::Classic, Preset::Community] {
        assert_eq!(keys(Degree::Myself, preset), all);
        assert_eq!(keys(Degree::First, preset), all);
        assert_eq!(keys(Degree::Second, preset), all.replace("email ", ""));
    }
    for (degree, preset, expected) in [
        (
            Degree::Third,
            Preset::Classic,
            "first_name handle headline industry location name photo positions",
        ),
        (Degree::Out, Preset::Classic, "first_name handle headline industry name"),
        (
            Degree::Third,
            Preset::Community,
            "first_name handle headline industry last_name location name photo positions",
        ),
        (
            Degree::Out,
            Preset::Community,
            "first_name handle headline industry last_name name positions",
        ),
    ] {
        assert_eq!(keys(degree, preset), expected, "{degree:?} {preset:?}");
    }
}

#[test]
fn r3_no_hidden_word_is_anywhere_in_the_answer() {
    let secrets =
        ["Petrova", "ana@example.org", "I build bridges", "Globex", "TU Sofia", "Statics"];
    for degree in [Degree::Third, Degree::Out] {
        let text = serde_json::to_string(&profile(&ana(), degree, Preset::Classic)).unwrap();
        for secret in secrets {
            assert!(!text.contains(secret), "{secret} for {degree:?}: {text}");
        }
    }
}

#[test]
fn r3_a_card_shows_what_the_profile_of_the_same_degree_shows() {
    for degree in Degree::ALL.iter().copied() {
        for preset in [Preset::Classic, Preset::Community] {
            assert_eq!(*card(&ana(), degree, preset), profile(&ana(), degree, preset).card);
        }
    }
}

#[test]
fn r3_only_the_newest_of_several_current_positions_is_shown_beyond_the_1st_degree() {
    let mut person = ana();
    person.positions =
        vec![position("Past", Some(2020)), position("First", None), position("Second", None)];
    let companies = |degree, preset| {
        let profile = profile(&person, degree, preset);
        profile.positions.iter().map(|p| p.company.clone()).collect::<Vec<_>>()
    };
    assert_eq!(companies(Degree::First, Preset::Classic), ["Past", "First", "Second"]);
    for degree in [Degree::Second, Degree::Third] {
        assert_eq!(companies(degree, Preset::Classic), ["First"]);
    }
    assert_eq!(companies(Degree::Out, Preset::Community), ["First"]);
}

#[test]
fn r3_empty_fields_are_absent_for_everybody() {
    let bare = Person { handle: "bo".into(), first_name: "Bo".into(), ..Person::default() };
    for degree in Degree::ALL.iter().copied() {
        let json = serde_json::to_value(profile(&bare, degree, Preset::Classic)).unwrap();
        let expected = serde_json::json!({ "handle": "bo", "name": "Bo", "first_name": "Bo" });
        assert_eq!(json, expected, "{degree:?}");
    }
}

#[test]
fn r3_strangers_see_the_first_name_and_one_initial_however_it_is_written() {
    for (first, last, short, full) in [
        ("Ana", "Petrova", "Ana P.", "Ana Petrova"),
        ("Ana", "", "Ana", "Ana"),
        ("Zoé", "E\u{301}mile", "Zoé E\u{301}.", "Zoé E\u{301}mile"),
        ("Zoé", "Émile", "Zoé É.", "Zoé Émile"),
        ("आशा", "क्षत्रिय", "आशा क्ष.", "आशा क्षत्रिय"),
        ("Jan", "van Dijk", "Jan v.", "Jan van Dijk"),
        (
            "민",
            "\u{1112}\u{1161}\u{11ab}국",
            "민 \u{1112}\u{1161}\u{11ab}.",
            "민 \u{1112}\u{1161}\u{11ab}국",
        ),
        ("Mary Ann", "O", "Mary Ann O.", "Mary Ann O"),
    ] {
        let person =
            Person { first_name: first.into(), last_name: last.into(), ..Person::default() };
        assert_eq!(person.short_name(), short);
        assert_eq!(person.full_name(), full);
        assert_eq!(card(&person, Degree::Third, Preset::Classic).name, short);
        assert_eq!(card(&person, Degree::Second, Preset::Classic).name, full);
    }
}

#[test]
fn r3_the_list_of_connections_is_for_oneself_and_where_allowed_for_the_1st_degree() {
    for (allowed, expected) in [(true, "yynnn"), (false, "ynnnn")] {
        for (degree, expected) in Degree::ALL.iter().zip(expected.chars()) {
            assert_eq!(sees_connections(*degree, allowed), expected == 'y', "{degree:?}");
        }
    }
    assert!(kith_core::account::Settings::default().connections_visible, "the default is yes");
}

#[test]
fn r3_full_names_reach_the_2nd_degree_and_everybody_in_a_community() {
    for (degree, classic) in Degree::ALL.iter().zip("yyynn".chars()) {
        assert_eq!(sees_full_name(*degree, Preset::Classic), classic == 'y');
        assert!(sees_full_name(*degree, Preset::Community));
    }
    assert_eq!(kith_core::policy::Policy::default().visibility.preset, Preset::Classic);
}
