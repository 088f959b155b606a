//! What a draft asks for: one thing, which can be answered in a line.

use super::{Intent, Tone, Wish};

/// The last sentence.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    pub(super) text: String,
    /// Whether it speaks of "there", which the opening has to name.
    pub(super) place: bool,
}

/// The shortest, for where nothing else fits.
pub(super) const SHORTEST: [&str; 6] = [
    "What are you working on these days?",
    "May I ask how you came to your field?",
    "I would like to follow your work.",
    "What keeps you busy at the moment?",
    "What do you like best about your work?",
    "I would be glad to stay in touch.",
];

/// What may be asked, the fitting first. The sender's own words go into the first.
pub(super) fn of(wish: &Wish) -> Vec<Ask> {
    let mut asks = Vec::new();
    let own = wish.sentence();
    if let Some(sentence) = &own {
        asks.push(Ask { text: sentence.clone(), place: false });
        for more in MORE.iter().filter(|_| wish.tone != Tone::Brief) {
            asks.push(Ask { text: format!("{sentence} {more}"), place: false });
        }
    }
    let texts = texts(wish.intent);
    let fitting = texts.iter().map(|(place, text)| Ask { text: (*text).to_owned(), place: *place });
    asks.extend(fitting);
    if wish.intent != Intent::Connect {
        // Where a wish's own asks do not fit, an open question does.
        asks.extend(SHORTEST.iter().map(|text| Ask { text: (*text).to_owned(), place: false }));
    }
    asks
}

/// What may follow the sender's own words.
const MORE: [&str; 3] = [
    "A line from you would help me a lot.",
    "I would be glad to hear from you.",
    "It would be good to be in touch.",
];

/// For each intent: whether it speaks of "there", and the words.
const fn texts(intent: Intent) -> &'static [(bool, &'static str)] {
    match intent {
        Intent::Connect => &[
            (false, "I would like to follow your work and stay in touch."),
            (false, "What are you working on at the moment?"),
            (false, "I would be glad to compare notes with you now and then."),
            (true, "What do you like best there?"),
            (false, "What keeps you busy these days?"),
            (false, "It would be good to learn from each other."),
        ],
        Intent::Job => &[
            (
                false,
                "I am looking for my next role, and would like to hear what you like about yours.",
            ),
            (false, "I am thinking about my next step. What would you look for in a team?"),
            (true, "I am looking for a new position and would like to know how people work there."),
            (false, "I am looking for work in your field. What helps somebody to begin well?"),
            (false, "I am looking for my next role. What does a good day look like in yours?"),
        ],
        Intent::Advice => &[
            (false, "I would value your view: what helped you most when you began?"),
            (false, "What would you tell somebody who is starting out?"),
            (
                false,
                "I would like to learn from the way that you have gone. What would you do again?",
            ),
            (false, "What do you wish you had known earlier?"),
        ],
        Intent::Hire => &[
            (
                false,
                "I am looking for people to work with, and would like to hear what matters to you in a job.",
            ),
            (
                false,
                "We are looking for somebody who knows your field. What would make a new role interesting to you?",
            ),
            (false, "I am hiring, and would be glad to hear what you would like to work on next."),
            (false, "We are growing our team. What do you look for in people you work with?"),
        ],
        Intent::Reconnect => &[
            (false, "It would be good to be in touch again."),
            (false, "Where has your way led you since?"),
            (false, "I would like to hear how you are doing."),
            (false, "What are you working on these days?"),
        ],
        Intent::Event => &[
            (true, "What brings you there?"),
            (true, "I would like to hear what you hope to take home from there."),
            (false, "Which events do you go to, and why?"),
            (false, "I would like to hear which sessions you choose."),
            (false, "Which talks do you look forward to most this year?"),
        ],
        Intent::Content => &[
            (false, "How did you come to your view?"),
            (false, "I would like to read more of what you think about it."),
            (false, "What would you add today?"),
            (false, "I would be glad to follow what you write."),
        ],
        Intent::Collaborate => &[
            (false, "I work on something close to it and would like to compare notes."),
            (
                false,
                "I have an idea that needs somebody with your experience. What are you working on?",
            ),
            (false, "I would like to find out whether our work fits together."),
            (false, "What would you like to do together with others, if you had the time?"),
        ],
    }
}
