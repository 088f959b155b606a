//! Why the sender writes.

use super::{Code, Draft, Found, specific::tells};
use crate::phrase::find;

/// From so many words on, a note that says something specific needs no further reason.
const TELLING: usize = 12;
const REASON: [&str; 45] = [
    "because|since|therefore|hence",
    "so that|i|we",
    "that's|that|which is|are why",
    "to learn|hear|ask|discuss|compare|exchange|understand|find|see|follow|stay|keep|talk|share|swap|know|read|get|continue|thank|work|explore|contribute|join|help|move|hire|apply|collaborate|cooperate|tell|study|improve|say|build|speak|organise|organize|write|invite|recommend|introduce|catch|congratulate|welcome|bring|go|start|test|offer|visit|turn",
    "i'd|i would|would|i will love|like|be|appreciate|value|enjoy|happily|gladly your|any|some|a",
    "love|appreciate|value|enjoy|welcome your|any|a|hearing|learning|to",
    "looking|searching|hunting for|at|into|to",
    "i'm|am|i've|have|been writing|preparing|organising|organizing|researching|working|trying|planning|hoping|considering|moving|building|studying|exploring|learning|applying|interested|curious|thinking|wondering|recruiting|hiring|starting|new|finishing|facing|struggling|about",
    "we're|are|we writing|preparing|organising|organizing|researching|working|trying|planning|hoping|hiring|building|recruiting|looking|starting|facing|both",
    "your advice|view|views|opinion|thoughts|experience|insight|insights|feedback|perspective|take|answer|recommendation",
    "advice|feedback|thoughts|tips|guidance|insights|insight",
    "learn|learning|hear|hearing from|about|how|more|what",
    "thank|thanks you|for|again|so",
    "looking|look forward",
    "keep|stay|be in touch|contact",
    "keep|keeping up",
    "follow|following your|what|along",
    "continue|pick|carry our|the|this|that|up|on",
    "hiring|vacancy|vacancies|opening|openings|recruiting",
    "question|questions|curious|wondering|wondered|wonder",
    "compare|swap|exchange|share|trade notes|ideas|experiences|experience|thoughts|stories|views|lessons|knowledge",
    "interested in",
    "interests me",
    "help|helps|helped|useful|helpful",
    "hope|hoping to|for|that|we|you",
    "would be|have good|great|nice|lovely|glad|happy|interesting|been|wonderful|useful|a",
    "glad|happy|good|nice|pleasure|great|lovely to",
    "we met|worked|studied|spoke|talked|were|both|share|shared|sat",
    "met you|your",
    "nice|good|great|lovely|enjoyed|pleasure meeting|talking|speaking|chatting|hearing|working|seeing",
    "liked|enjoyed|loved|read|heard|saw|noticed|appreciated your|that|you|how|the",
    "you said|mentioned|wrote|asked|suggested|recommended",
    "congratulations|congrats",
    "reaching|writing|contacting out|because|about|to|you|on|as|after",
    "need|needs|want|wants|seeking|seek",
    "job|role|position|internship|opportunity|opportunities|vacancy",
    "recommended|suggested|told|introduced|pointed|mentioned",
    "stuck|changed|convinced|surprised|struck|reminded|inspired me|how|my|with",
    "made me",
    "my thesis|dissertation|research|project|team|students|paper",
    "could|can|would|may|might i|you|we",
    "also|both work|works|working|study|go|going|live|from|in|at",
    "same",
    "fellow",
    "as a",
];

pub(super) fn look(draft: &Draft<'_>) -> Vec<Found> {
    let note = &draft.note;
    let asks = note.sentences.iter().any(|sentence| sentence.asks);
    // Who tells so much about the reader has a reason, in whatever words.
    let tells = note.words.len() >= TELLING && tells(draft);
    if asks || tells || find_plain(draft) {
        return Vec::new();
    }
    let message = "Say in a few words why you write to them: what you would like to hear, learn or do together.";
    vec![Found::new(Code::NoReason, note.whole(), message)]
}

/// Whether a reason is given that is more than the wish to connect.
fn find_plain(draft: &Draft<'_>) -> bool {
    let mut words = crate::phrase::find_all(&draft.note, &REASON);
    words.retain(|at| {
        let next = draft.note.words.get(at.end..).unwrap_or_default();
        let mut next = next.iter().take(4).map(|word| word.lower.as_str());
        // "I would like to connect", "It would be great to add you to my network".
        !next.any(|word| matches!(word, "connect" | "network" | "connected" | "connection"))
    });
    let empty = ["to connect|network|add|expand", "your network", "my network"];
    !words.is_empty() && (words.len() > 1 || find(&draft.note, &empty).is_none())
}
