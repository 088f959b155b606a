//! The words of profiles and notes.

use kith_core::{note, person::Position};

use super::{fields::Field, names::culture, random::Random};

/// Titles that exist in every industry: of the first years, of the middle, and of the top.
pub(super) const ANYWHERE_TITLES: [[&str; 4]; 3] = [
    ["Office Coordinator", "Recruiter", "Marketing Assistant", "Account Assistant"],
    ["People Partner", "Marketing Manager", "Account Manager", "Project Lead"],
    ["Head of People", "Head of Marketing", "General Manager", "Chief of Staff"],
];

const ABOUT: [&str; 10] = [
    "I work in {field} and care most about {topic}. Ask me about {skill}.",
    "Most of what I know about {skill} I learned from people who took the time to explain it. I \
     try to pass that on.",
    "Based in {city}. My weeks are {skill}, long walks, and too much tea. Always happy to compare \
     notes on {topic}.",
    "I like problems with people in them. These years that means {topic}.",
    "Started out in another trade, came to {field} late, stayed for the people.\n\nNow I spend my \
     days on {skill} and my evenings in a choir.",
    "What I can help with: {skill}. What I want to learn: everything about {topic}.",
    "I write a short letter about {topic} every other month. Say hello if you would like to read \
     it.",
    "Slow and thorough. I moved to {city} for one year, a long time ago.",
    "Looking for people who are serious about {topic} and not too serious about themselves.",
    "I organise a small monthly table about {topic} in {city}. Newcomers are welcome.",
];

/// One line about what they do.
pub(super) fn headline(position: Option<&Position>, field: &Field, random: &mut Random) -> String {
    let topic = random.word(field.topics);
    let Some(position) = position else {
        return format!("New to {}, curious about {topic}", field.name.to_lowercase());
    };
    let (title, company) = (&position.title, &position.company);
    if position.until.is_some() {
        return format!("{title}, between two jobs · {topic}");
    }
    match random.below(10) {
        0..5 => format!("{title} at {company}"),
        5..7 => format!("{title} · {topic}"),
        7 => format!("{title} at {company}, here for {topic}"),
        8 => format!("{} · {title} at {company}", field.name),
        _ => format!("{title}, {}", random.word(field.skills)),
    }
}

/// A short text about oneself.
pub(super) fn about(field: &Field, city: &str, random: &mut Random) -> String {
    random
        .word(&ABOUT)
        .replace("{field}", &field.name.to_lowercase())
        .replace("{topic}", random.word(field.topics))
        .replace("{skill}", &spoken(random.word(field.skills)))
        .replace("{city}", city)
}

/// What a note can speak of.
pub(super) struct Subject<'a> {
    /// The recipient's first name.
    pub(super) name: &'a str,
    /// The sender's first name.
    pub(super) me: &'a str,
    /// Whom both know.
    pub(super) via: Option<&'a str>,
    /// Where both work or worked.
    pub(super) company: Option<&'a str>,
    /// Where both studied.
    pub(super) school: Option<&'a str>,
    /// Where the recipient lives.
    pub(super) city: &'a str,
    /// The recipient's industry.
    pub(super) field: &'a Field,
    /// The language that both share by their names.
    pub(super) culture: Option<usize>,
    /// How many the sender wrote before; their notes differ.
    pub(super) turn: usize,
}

const VIA_NOTES: [&str; 10] = [
    "Hi {name}, {via} told me about your work on {topic}. I'd like to follow what you do.",
    "{name}, we both know {via}. I think we met at one of the dinners, by the window?",
    "Hello {name}, {via} and I worked together for years and your name kept coming up.",
    "Hi {name}! {via} said you are the person to ask about {skill}.",
    "We have {via} in common, and {topic}. Good enough a reason to connect?",
    "Hi {name}, {via} mentioned your talk on {topic}. I missed it and still regret it. – {me}",
    "Dear {name}, I'm a friend of {via}. I'd be glad to have you in my network.",
    "{via} spoke well of you, {name}, and {via} speaks well of few people.",
    "Hello {name}, {via}'s table at the summer party: I sat opposite. Good to find you here.",
    "Hi {name}, I keep reading your name in {via}'s updates about {topic}. Hello!",
];
const COMPANY_NOTES: [&str; 7] = [
    "Hi {name}, we were both at {company}, I believe in different corridors. Let's connect!",
    "Hello {name}! Still thinking of the {company} days now and then. How are you?",
    "Hi {name}, I'm collecting my {company} people here. Good to see your name.",
    "{name}, we never shared a project at {company}, but I always liked your reviews.",
    "Fellow {company} person here. Would be nice to stay in touch. – {me}",
    "Hi {name}, you helped me in my first week at {company}. I never said thank you properly.",
    "Hello {name}, I'm new at {company} and trying to learn who does what.",
];
const SCHOOL_NOTES: [&str; 5] = [
    "Hi {name}, another one from {school}! Did you also survive the statistics course?",
    "Hello {name}, I saw we both studied at {school}. Happy to connect.",
    "{name}, were you in the {school} rowing team? Your name rings a bell.",
    "Hi {name}, I'm gathering people from {school} for a small reunion in spring.",
    "Dear {name}, a fellow {school} graduate says hello. – {me}",
];
const OTHER_NOTES: [&str; 10] = [
    "Hi {name}, I liked what you wrote about {topic}. Would love to read more.",
    "Hello {name}, I work on {skill} as well and know hardly anyone in {city} who does.",
    "Hi {name}, we talked after the panel on {topic}. Good to meet you!",
    "{name}, I'm moving to {city} in the autumn and would like to know some people in {field}.",
    "Hi {name}, quick hello from a neighbour in {field}. – {me}",
    "Dear {name}, your answer about {skill} saved me a week. Thank you!",
    "Hi {name}, could I ask you one question about {topic} some time?",
    "Hello! I try to meet one new person in {field} every week. This week I'd like it to be you.",
    "Hi {name}, thanks for the good conversation on the train to {city}.",
    "{name}, I'm the one with the red notebook from the {topic} workshop 🙂",
];
const REPLIES: [&str; 8] = [
    "Hi {name}, remind me where we met?",
    "Thanks for writing, {name}! What are you working on at the moment?",
    "Happy to hear from you. Which of the two talks did you see?",
    "Hello {name}, I keep this list to people I know well. Ask me anything here, though.",
    "That was you! Of course I remember.",
    "Good question. Do you have ten minutes on Thursday?",
    "I'm travelling until the end of the month, then gladly.",
    "Thank you, {name}. Who else did you talk to about this?",
];
const ANSWERS: [&str; 5] = [
    "No hurry at all, {name}. I'll write again next week.",
    "We sat at the same table at lunch, I was the one with all the questions.",
    "Thursday works well. After four?",
    "Of course, that's fair. Here is fine for me.",
    "Mostly {topic}, and a little {skill}.",
];

/// A natural short note, within every plan's limit (R5).
pub(super) fn note(subject: &Subject, random: &mut Random) -> String {
    let own_language = subject.culture.map_or(&[][..], in_own_language);
    let choices: &[&str] = if !own_language.is_empty() && random.percent(30) {
        own_language
    } else if subject.via.is_some() {
        &VIA_NOTES
    } else if subject.company.is_some() {
        &COMPANY_NOTES
    } else if subject.school.is_some() {
        &SCHOOL_NOTES
    } else {
        &OTHER_NOTES
    };
    let text = filled(choices[subject.turn % choices.len()], subject, random);
    if note::length(&text) <= 200 { text } else { format!("Hi {}, good to see you.", subject.name) }
}

/// What a recipient writes back without accepting; `subject.name` is whom they answer.
pub(super) fn reply(subject: &Subject, random: &mut Random) -> String {
    filled(random.word(&REPLIES), subject, random)
}

/// What the sender writes after that.
pub(super) fn answer(subject: &Subject, random: &mut Random) -> String {
    filled(random.word(&ANSWERS), subject, random)
}

fn filled(text: &str, subject: &Subject, random: &mut Random) -> String {
    text.replace("{name}", subject.name)
        .replace("{me}", subject.me)
        .replace("{via}", subject.via.unwrap_or_default())
        .replace("{company}", subject.company.unwrap_or_default())
        .replace("{school}", subject.school.unwrap_or_default())
        .replace("{city}", subject.city)
        .replace("{field}", &subject.field.name.to_lowercase())
        .replace("{topic}", random.word(subject.field.topics))
        .replace("{skill}", &spoken(random.word(subject.field.skills)))
}

/// A skill as it stands inside a sentence: `Code review` in lower case, `Rust` as it is.
pub(super) fn spoken(skill: &str) -> String {
    const NAMES: [&str; 3] = ["Rust", "PostgreSQL", "TypeScript"];
    let mut letters = skill.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() && !NAMES.contains(&skill) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => skill.to_owned(),
    }
}

fn in_own_language(of: usize) -> &'static [&'static str] {
    match of {
        culture::GERMAN => &[
            "Hallo {name}, schön, dich hier zu finden. Wollen wir uns vernetzen?",
            "Liebe Grüße aus {city}! Wir haben uns neulich beim Stammtisch kurz gesprochen.",
        ],
        culture::FRENCH => &[
            "Bonjour {name}, ravi de te retrouver ici. À bientôt à {city} ?",
            "Bonjour {name}, merci encore pour la discussion de l'autre soir. – {me}",
        ],
        culture::SPANISH => &[
            "¡Hola, {name}! Qué gusto encontrarte por aquí.",
            "Hola, {name}: me gustó mucho lo que contaste en la charla. ¿Seguimos en contacto?",
        ],
        culture::PORTUGUESE => &[
            "Olá, {name}! Que bom te encontrar por aqui. Abraço, {me}",
            "Oi, {name}, adorei a nossa conversa. Vamos manter contato?",
        ],
        culture::ITALIAN => &["Ciao {name}, che piacere trovarti qui! A presto, {me}"],
        culture::DUTCH => &["Hoi {name}, leuk je hier tegen te komen. Groetjes, {me}"],
        culture::POLISH => &["Cześć {name}, miło Cię tu widzieć! Pozdrawiam, {me}"],
        culture::TURKISH => &["Merhaba {name}, seni burada görmek ne güzel. Sevgiler, {me}"],
        culture::VIETNAMESE => &["Chào {name}, rất vui được gặp bạn ở đây! – {me}"],
        culture::INDONESIAN => &["Halo {name}, senang bertemu di sini. Salam, {me}"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::fields::FIELDS;

    #[test]
    fn r5_every_note_fits_the_free_plan_and_is_filled() {
        let mut random = Random::new(3);
        for (number, field) in FIELDS.iter().cycle().take(5_000).enumerate() {
            let subject = Subject {
                name: "Bích Ngọc",
                me: "Friederike",
                via: (number % 4 == 0).then_some("Olúwaṣeun"),
                company: (number % 4 == 1).then_some("Brindlemont Therapeutics"),
                school: (number % 4 == 2).then_some("Aldemington Institute of Technology"),
                city: "Ho Chi Minh City",
                field,
                culture: Some(number % 20),
                turn: number / 4,
            };
            let text = note(&subject, &mut random);
            assert!(note::length(&text) <= 200 && !text.contains(['{', '}']), "{text}");
            assert!(!text.starts_with("Hi Bích Ngọc, good to see you."), "too long: {number}");
            for text in [reply(&subject, &mut random), answer(&subject, &mut random)] {
                assert!(!text.is_empty() && !text.contains('{'), "{text}");
            }
        }
    }
}
