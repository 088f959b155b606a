//! With whom the member wrote, and when: nothing of what was written is kept.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kith_core::time::Timestamp;

use crate::{
    Archive, FileReport, TalkRow, Why, dates::stamped, names::slug, sheet::Sheet, text::clip,
};

/// The longest name that is taken, in characters.
const NAME: usize = 200;
/// How many different people may be in one conversation before it is passed over as a group.
const FEW: usize = 12;

/// A conversation, as far as it matters.
#[derive(Default)]
struct Conversation {
    /// Who is in it, by the end of the address of their profile, with a name if one is told.
    people: BTreeMap<String, String>,
    /// Who wrote when.
    written: Vec<(String, Timestamp)>,
}

pub(super) fn talks(
    sheet: &Sheet<'_>,
    report: &mut FileReport,
    archive: &mut Archive,
    me: Option<&str>,
) {
    let names = [
        "conversationid",
        "from",
        "senderprofileurl",
        "to",
        "recipientprofileurls",
        "date",
        "content",
        "folder",
        "ismessagedraft",
        "isconversationdraft",
    ];
    let mut conversations: BTreeMap<String, Conversation> = BTreeMap::new();
    let mut aside = 0_u32;
    sheet.rows(&names, report, |row| {
        let yes = |at| row.at(at).eq_ignore_ascii_case("yes");
        let spam = row.at(7).eq_ignore_ascii_case("spam");
        let Some(sender) = slug(row.at(2)).filter(|_| !yes(8) && !yes(9) && !spam) else {
            // Advertisements and people who left have no address.
            aside += 1;
            return Ok(());
        };
        if row.at(6).starts_with("<p class=\"spinmail") {
            aside += 1;
            return Ok(());
        }
        let at = stamped(row.at(5)).ok_or_else(|| Why::Date(clip(row.at(5), 40)))?;
        let found = conversations.entry(clip(row.at(0), NAME)).or_default();
        // Names have commas in them, addresses do not.
        let to: BTreeSet<String> = row.at(4).split(',').filter_map(slug).take(FEW).collect();
        let only = to.len() == 1;
        for end in to {
            let name = found.people.entry(end).or_default();
            if only && name.is_empty() {
                *name = clip(row.at(3), NAME);
            }
        }
        found.people.insert(sender.clone(), clip(row.at(1), NAME));
        found.written.push((sender, at));
        Ok(())
    });
    if aside > 0 {
        report.notes.push(format!(
            "{aside} drafts, advertisements and messages without a sender’s address are left out."
        ));
    }
    let Some(me) = me.map(str::to_owned).or_else(|| most_common(&conversations)) else {
        if !conversations.is_empty() {
            report.notes.push(
                "It cannot be told which of the people in it is you: nothing is taken.".to_owned(),
            );
        }
        return;
    };
    let mut groups = 0_u32;
    let mut talks: BTreeMap<String, TalkRow> = BTreeMap::new();
    for conversation in conversations.into_values() {
        let mut others = conversation.people.into_iter().filter(|(end, _)| *end != me);
        let (Some((end, name)), None) = (others.next(), others.next()) else {
            groups += 1;
            continue;
        };
        let new =
            || TalkRow { key: format!("in/{end}"), name, mine: None, theirs: None, messages: 0 };
        let talk = talks.entry(end.clone()).or_insert_with(new);
        for (sender, at) in conversation.written {
            let side = if sender == me { &mut talk.mine } else { &mut talk.theirs };
            *side = (*side).max(Some(at));
            talk.messages += 1;
        }
    }
    if groups > 0 {
        report.notes.push(format!(
            "{groups} conversations with several people, or with nobody named, are left out."
        ));
    }
    archive.talks.extend(talks.into_values());
}

/// Whoever is in more conversations than anybody else is the member.
fn most_common(conversations: &BTreeMap<String, Conversation>) -> Option<String> {
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for end in conversations.values().flat_map(|one| one.people.keys()) {
        *counts.entry(end).or_default() += 1;
    }
    let most = counts.values().copied().max().filter(|most| *most > 1)?;
    let mut first = counts.into_iter().filter(|(_, count)| *count == most);
    match (first.next(), first.next()) {
        (Some((end, _)), None) => Some(end.to_owned()),
        _ => None,
    }
}
