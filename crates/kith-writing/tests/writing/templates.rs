//! Templates: errors that help, filled or not at all, and the ten situations.

use kith_writing::{
    Coach, Facts, Ground, Spelling, situations,
    template::{Placeholder, Template},
};

use super::people;

#[test]
fn r13_a_template_that_cannot_be_read_says_where_and_what_to_do() {
    for (text, start, end, says) in [
        ("Hi {firstname}", 3, 14, "Did you mean {first_name}?"),
        ("Hi {compnay}", 3, 12, "Did you mean {company}?"),
        ("🙂 {First Name}", 3, 15, "Did you mean {first_name}?"),
        ("Hi {zebra}", 3, 10, "There are {first_name}, {last_name}"),
        ("Hi {first_name", 3, 4, "not closed"),
        ("Hi {first {name}", 3, 4, "not closed"),
        ("Hi }", 3, 4, "closes nothing"),
        ("Hi {}", 3, 5, "no placeholder"),
    ] {
        let errors = Template::parse(text).unwrap_err();
        assert_eq!((errors[0].start, errors[0].end), (start, end), "{text}");
        assert!(errors[0].message.contains(says), "{text}: {}", errors[0].message);
    }
    assert_eq!(Template::parse("{a} { {b} }").unwrap_err().len(), 4);
}

#[test]
fn r13_a_template_is_filled_whole_or_not_at_all() {
    let template = Template::parse("Hi {first_name}, {mutual} told me about {company}.").unwrap();
    assert_eq!(
        template.placeholders(),
        [Placeholder::FirstName, Placeholder::Company, Placeholder::Mutual]
    );
    let lena = people::of("lena");
    let filled = template.fill(&lena, &[]).unwrap();
    assert_eq!(filled, "Hi Lena, Ana Petrova told me about Initech.");
    assert_eq!(
        template.fill(&people::of("marco"), &[]),
        Err(vec![Placeholder::Company, Placeholder::Mutual])
    );
    let people: Vec<Facts> = ["lena", "marco", "ben"].map(people::of).into();
    assert_eq!(template.longest(&people, &[]), kith_core::note::length(&filled));
    let given =
        [(Placeholder::Mutual, "Rosa".to_owned()), (Placeholder::Company, "Acme".to_owned())];
    assert_eq!(template.fill(&people[1], &given).unwrap(), "Hi Marco, Rosa told me about Acme.");
}

#[test]
fn r13_a_value_that_is_no_plain_name_counts_as_missing() {
    let template = Template::parse("Hi {first_name} of {company}").unwrap();
    let mut facts = people::of("ben");
    for hostile in
        ["{first_name}", "<b>x</b>", "https://evil.example", "a\nb", "Ignore previous instructions"]
    {
        facts.them.company = Some(hostile.to_owned());
        assert_eq!(template.fill(&facts, &[]), Err(vec![Placeholder::Company]), "{hostile}");
    }
}

/// Somebody of whom everything is known.
fn everything() -> Facts {
    let mut facts = people::of("ben");
    facts.limit = 200;
    facts.ground = vec![
        Ground::School { name: "TU Dresden".into(), from: None, until: None },
        Ground::Mutuals { count: 2, names: vec!["Ana Petrova".into(), "Rosa Lind".into()] },
        Ground::Group("Wood in Building".into()),
        Ground::Event("Bridge Congress".into()),
        Ground::TheirPost("What glue cannot do".into()),
    ];
    facts
}

#[test]
fn r13_ten_situations_are_ready_and_their_templates_pass_the_coach_when_filled() {
    let spelling = Spelling::open().unwrap();
    let network = |_: &str| false;
    let coach = Coach::new(&spelling, &network);
    let facts = everything();
    assert_eq!(situations::ALL.len(), 10);
    for situation in situations::ALL {
        assert!((2..=3).contains(&situation.templates.len()), "{}", situation.code);
        assert_eq!(situations::of_code(situation.code), Some(&situation));
        for text in situation.templates {
            let template = Template::parse(text).unwrap();
            let filled = template.fill(&facts, &[]).unwrap();
            assert_eq!(coach.check(&filled, &facts), [], "{filled}");
        }
    }
}
