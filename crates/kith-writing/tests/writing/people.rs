//! The people of the labelled notes.

use kith_writing::{Facts, Ground, Me, Them};

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn list(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// What Sam, a product manager at Kontor Labs, may see of somebody.
pub(super) fn facts(them: Them, ground: Vec<Ground>) -> Facts {
    let me = Me {
        first_name: "Sam".to_owned(),
        last_name: "Weber".to_owned(),
        company: some("Kontor Labs"),
        title: some("Product manager"),
        headline: some("Product manager at Kontor Labs"),
        industry: some("Software"),
        schools: list(&["Universidad de Chile"]),
    };
    Facts { limit: 200, me, them, ground, recent: Vec::new() }
}

/// The recipient of a labelled note.
pub(super) fn of(handle: &str) -> Facts {
    let mut facts = match handle {
        "ben" => facts(
            Them {
                first_name: "Ben".into(),
                last_name: some("Okafor"),
                headline: some("Structural engineer | timber bridges"),
                location: some("Hamburg"),
                industry: some("Civil engineering"),
                company: some("Northline"),
                title: some("Structural engineer"),
                schools: list(&["TU Dresden"]),
                skills: list(&["Timber bridges"]),
                ..Them::default()
            },
            Vec::new(),
        ),
        "lena" => facts(
            Them {
                first_name: "Lena".into(),
                last_name: some("Müller"),
                headline: some("Head of Data at Initech"),
                industry: some("Software"),
                company: some("Initech"),
                title: some("Head of Data"),
                skills: list(&["Python"]),
                ..Them::default()
            },
            vec![
                Ground::Company { name: "Initech".into(), from: 2018, until: Some(2020) },
                Ground::Mutuals { count: 4, names: list(&["Ana Petrova"]) },
            ],
        ),
        "chloe" => facts(
            Them {
                first_name: "Chloé".into(),
                last_name: some("Dubois"),
                headline: some("Recruiter for renewable energy"),
                industry: some("Recruiting"),
                company: some("Solvent Energie"),
                ..Them::default()
            },
            Vec::new(),
        ),
        "marco" => facts(
            Them {
                first_name: "Marco".into(),
                headline: some("Nurse and health researcher"),
                industry: some("Health care"),
                ..Them::default()
            },
            Vec::new(),
        ),
        "priya" => facts(
            Them {
                first_name: "Priya".into(),
                last_name: some("Nair"),
                headline: some("Robots that are safe beside people"),
                company: some("Autonom"),
                industry: some("Robotics"),
                ..Them::default()
            },
            vec![Ground::Group("Women in Robotics".into()), Ground::Event("RoboConf".into())],
        ),
        _ => facts(
            Them {
                first_name: "Jorge".into(),
                last_name: some("Álvarez"),
                headline: some("Payments at Banco Sur"),
                company: some("Banco Sur"),
                schools: list(&["Universidad de Chile"]),
                industry: some("Banking"),
                ..Them::default()
            },
            vec![Ground::School {
                name: "Universidad de Chile".into(),
                from: Some(2010),
                until: Some(2014),
            }],
        ),
    };
    facts.recent = list(&[
        "Hi Rosa, I am collecting stories about first jobs in engineering for a small book. Would you tell me yours in two lines?",
        "Hallo Uwe, wie geht es dir? Ich melde mich bald wieder.",
    ]);
    facts
}
