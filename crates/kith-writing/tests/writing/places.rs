//! Where remarks point, and what the coach does with drafts that nobody would write.

use kith_writing::{Coach, Code, Remark, Spelling};

use super::people;

fn check(to: &str, text: &str) -> Vec<Remark> {
    let spelling = Spelling::open().unwrap();
    let network = |word: &str| word == "glulamix";
    Coach::new(&spelling, &network).check(text, &people::of(to))
}

/// The words that a remark points at, cut as a browser would.
fn words(text: &str, remark: &Remark) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    String::from_utf16(&units[remark.start..remark.end]).unwrap()
}

#[test]
fn r13_a_remark_points_at_its_words_in_utf_16_also_after_emoji() {
    for (text, code, pointed, fix) in [
        (
            "Hi Ben 👋🏽, I recieved your paper on timber bridges. Thank you!",
            Code::Spelling,
            "recieved",
            Some("received"),
        ),
        (
            "Hi Ben, 🌉 see www.example.com for timber bridges, I hope you like it.",
            Code::Link,
            "www.example.com",
            None,
        ),
        (
            "Hi {first_name}, I like timber bridges because they last.",
            Code::Placeholder,
            "{first_name}",
            Some("Ben"),
        ),
        (
            "Hi Anna, I like your timber bridges because they last.",
            Code::Greeting,
            "Anna",
            Some("Ben"),
        ),
        (
            "Hi Ben, I like the the timber bridges because they last.",
            Code::Grammar,
            "the the",
            Some("the"),
        ),
        (
            "Hi Ben, the timber bridges are AMAZING, thank you.",
            Code::Shouting,
            "AMAZING",
            Some("amazing"),
        ),
    ] {
        let remarks = check("ben", text);
        let remark = remarks
            .iter()
            .find(|one| one.code == code)
            .unwrap_or_else(|| panic!("{text}: {remarks:?}"));
        assert_eq!(words(text, remark), pointed);
        assert_eq!(remark.fix.as_deref(), fix, "{text}");
        assert!(!remark.message.is_empty());
    }
}

#[test]
fn r5_r13_what_is_too_long_is_counted_in_graphemes_and_the_rest_is_pointed_at() {
    let family = "👩‍👩‍👧‍👦";
    let text = format!("  {}XY ", family.repeat(200));
    let remarks = check("ben", &text);
    let remark = remarks.iter().find(|one| one.code == Code::TooLong).unwrap();
    assert_eq!(words(&text, remark), "XY");
    assert!(remark.message.contains("2 characters too many"), "{}", remark.message);
    assert!(check("ben", &family.repeat(200)).iter().all(|one| one.code != Code::TooLong));
}

#[test]
fn r13_words_of_this_network_and_of_the_person_are_no_slips() {
    let about = |text: &str| check("lena", text).iter().any(|one| one.code == Code::Spelling);
    assert!(!about("Hi Lena, I saw glulamix at Initech and would like to hear about it."));
    assert!(about("Hi Lena, I saw glulamux at Initech and would like to hear about it."));
}

#[test]
fn r13_any_text_is_judged_without_a_panic_and_every_place_is_within_it() {
    for text in [
        "",
        " ",
        "\n\n",
        "🙂",
        "{",
        "}{",
        "[",
        "%",
        "____",
        "…",
        "Hi",
        "a\u{301}\u{301}",
        "\u{202e}olleh",
        "!!!!!!!",
        "\"“”",
        "Hi Ben,",
        "Dear",
        "I I I I",
        "a a",
        "https://",
        "@",
        "x@y.z",
        "'’'",
        "''s",
        "\u{0}\u{1}",
        "“never closed",
        "XXX",
        "é",
        "ß",
        "İ",
        "hello\u{200d}world",
    ] {
        for text in [text.to_owned(), text.repeat(3), format!("{text} {text}"), text.repeat(400)] {
            let length = text.encode_utf16().count();
            for remark in check("priya", &text) {
                assert!(remark.start <= remark.end && remark.end <= length, "{text:?} {remark:?}");
            }
        }
    }
    assert!(check("ben", " \n ").is_empty());
}
