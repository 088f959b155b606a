//! Asking for a call or a meeting in a first note.

use super::{Code, Draft, Found};
use crate::phrase::find;

const MEETING: [&str; 49] = [
    "quick|short|brief|phone|video|zoom|intro|introductory|discovery|exploratory call|chat|meeting",
    "a call|zoom",
    "# minute|minutes|min|mins",
    "# minute|minutes|min|mins call|chat|meeting",
    "few|ten|fifteen|twenty|thirty minutes of your time|day",
    "fifteen|twenty|thirty|ten minute|minutes",
    "half an hour",
    "minutes of your time",
    "hop|jump|get|be on a|the call|phone|zoom|line",
    "hop|jump on a * call|chat|zoom",
    "schedule|arrange|book|plan a|some|our|one|time",
    "set up a|some|time",
    "set up * call|meeting|chat|time",
    "book a|some time|slot|call|meeting",
    "book|pick|find|choose|grab a time|slot",
    "find|pick some time",
    "find time to talk|meet|speak|chat",
    "meet for|over a|coffee|lunch|drinks|dinner|breakfast|beer",
    "grab|have|get|buy|drink a coffee|beer|drink|lunch|drinks|dinner|bite",
    "grab|have|get|drink coffee|lunch|drinks|dinner",
    "grab|have|get|drink a virtual|quick coffee",
    "virtual|quick coffee",
    "coffee chat",
    "for|a coffee",
    "talk|chat|speak|discuss over coffee|lunch",
    "buy you a|lunch",
    "invite you for|to a|lunch|coffee|dinner",
    "can|could|shall|should|may|might|let's|let|to we|us meet|speak|talk|chat",
    "can|could|shall|should|may|let's meet",
    "can|could|may|might i call|ring|visit",
    "meet up|you|with|in person next|this|tomorrow|on|for",
    "meet up",
    "meet in person",
    "meet you|with you next|this|tomorrow|on|in person",
    "meet with you",
    "are you free|available",
    "if you are|have free|available|time",
    "when you are|have free|available|time",
    "you be free|available|open|up for|to|next|on|this|tomorrow",
    "have time|availability for|to|next|this|on|tomorrow",
    "your availability|calendar|calendly",
    "my calendar|calendly",
    "calendar link|invite",
    "give me|you a call|ring",
    "call me|you|back",
    "your phone|mobile number",
    "speak|talk|chat|connect|meet on|over the|zoom|phone|teams|skype",
    "talk|chat|meet|speak|call next|this week|monday|tuesday|wednesday|thursday|friday",
    "time next|this week|monday|tuesday|wednesday|thursday|friday|month",
];

/// What reads like it but looks back, or speaks of something else.
const PAST: [&str; 8] = [
    "we met|talked|spoke|chatted",
    "nice|good|great|lovely|pleasure|pleased to meet|meeting you",
    "was|enjoyed|after|for our|the|your|a|that chat|call|meeting|talk|conversation|coffee",
    "was * * meet you",
    "thanks|thank * * * chat|call|coffee|meeting",
    "on call",
    "# minute|minutes talk|keynote|presentation|session|video|walk|read",
    "if you have time for",
];

pub(super) fn look(draft: &Draft<'_>) -> Vec<Found> {
    let note = &draft.note;
    let Some(words) = find(note, &MEETING) else { return Vec::new() };
    let sentence = note.words[words.start].sentence;
    let within = note.sentences.get(sentence).map_or(words.clone(), |one| one.words.clone());
    let asks = note.sentences.get(sentence).is_some_and(|one| one.asks);
    let looks_back = crate::phrase::find_in(note, within, &PAST).is_some();
    if looks_back && !asks {
        return Vec::new();
    }
    let message = "Connect first, meet later: ask something they can answer in a line.";
    vec![Found::new(Code::Meeting, note.span(words), message)]
}
