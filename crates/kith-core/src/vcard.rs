//! A member as address books read them: vCard 4.0 (RFC 6350).

use crate::{
    calendar::{escaped, fold},
    visibility::{Profile, Visible},
};

/// A card with what the viewer may see of a member (R3), for download. `address` is their page.
#[must_use]
pub fn vcard(profile: &Visible<Profile>, address: &str) -> String {
    let last_name = profile.last_name.as_deref().unwrap_or_default();
    let mut lines = vec![
        "BEGIN:VCARD".to_owned(),
        "VERSION:4.0".to_owned(),
        "PRODID:-//kith//members//EN".to_owned(),
        format!("FN:{}", escaped(&profile.card.name)),
        format!("N:{};{};;;", escaped(last_name), escaped(&profile.first_name)),
    ];
    if let Some(current) = profile.positions.iter().find(|position| position.until.is_none()) {
        lines.push(format!("ORG:{}", escaped(&current.company)));
        if !current.title.is_empty() {
            lines.push(format!("TITLE:{}", escaped(&current.title)));
        }
    }
    if let Some(email) = &profile.email {
        lines.push(format!("EMAIL:{}", escaped(email)));
    }
    if let Some(location) = &profile.card.location {
        lines.push(format!("ADR:;;;{};;;", escaped(location)));
    }
    if let Some(headline) = &profile.card.headline {
        lines.push(format!("NOTE:{}", escaped(headline)));
    }
    // A URI is no text: nothing in it is escaped.
    lines.push(format!("URL:{address}"));
    lines.push("END:VCARD".to_owned());
    let mut out = String::new();
    lines.iter().for_each(|line| fold(line, &mut out));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        degree::Degree,
        person::{Person, Position},
        policy::Preset,
        visibility::profile,
    };

    fn person() -> Person {
        let position = |company: &str, until| Position {
            company: company.to_owned(),
            title: "Engineer; bridges".to_owned(),
            from: 2010,
            until,
        };
        Person {
            handle: "ana".to_owned(),
            first_name: "Ana".to_owned(),
            last_name: "Petrova".to_owned(),
            email: "ana@example.org".to_owned(),
            location: "Porto, Portugal".to_owned(),
            positions: vec![position("Old AG", Some(2014)), position("Hooli, Inc.", None)],
            ..Person::default()
        }
    }

    #[test]
    fn r3_a_card_has_what_the_degree_shows_and_no_more() {
        let card = |degree| vcard(&profile(&person(), degree, Preset::Classic), "http://k/in/ana");
        let first = card(Degree::First);
        for line in [
            "FN:Ana Petrova\r\n",
            "N:Petrova;Ana;;;\r\n",
            "ORG:Hooli\\, Inc.\r\n",
            "TITLE:Engineer\\; bridges\r\n",
            "EMAIL:ana@example.org\r\n",
            "ADR:;;;Porto\\, Portugal;;;\r\n",
            "URL:http://k/in/ana\r\n",
        ] {
            assert!(first.contains(line), "{line:?} in {first}");
        }
        let second = card(Degree::Second);
        assert!(second.contains("ORG:") && !second.contains("EMAIL"), "{second}");
        let out = card(Degree::Out);
        assert!(out.contains("FN:Ana P.\r\n") && out.contains("N:;Ana;;;\r\n"), "{out}");
        for hidden in ["Petrova", "EMAIL", "ORG", "ADR"] {
            assert!(!out.contains(hidden), "{hidden} in {out}");
        }
    }
}
