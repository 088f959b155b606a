//! Other people, as far as the member's own lists name them: connections, invitations, and who
//! recommended or endorsed.

use std::collections::{HashMap, HashSet};

use crate::{
    Archive, ConnectionRow, FileReport, InvitationRow, PraiseKind, PraiseRow, Why,
    dates::{connected, sent, stamped},
    folded,
    names::{key, slug},
    report::counted,
    sheet::Sheet,
    text::clip,
};

/// The longest name, line and note that are taken, in characters.
const NAME: usize = 100;
const LINE: usize = 200;
const NOTE: usize = 2_000;

pub(super) fn connections(sheet: &Sheet<'_>, report: &mut FileReport, archive: &mut Archive) {
    let names =
        ["firstname", "lastname", "url", "emailaddress", "company", "position", "connectedon"];
    let mut seen: HashSet<String> = archive.connections.iter().map(|row| row.key.clone()).collect();
    let (mut closed, mut again) = (0_u32, 0_u32);
    sheet.rows(&names, report, |row| {
        let (first_name, last_name) = (clip(row.at(0), NAME), clip(row.at(1), NAME));
        let date = row.at(6);
        if first_name.is_empty() && last_name.is_empty() {
            // Whoever closed their profile is a date and nothing else.
            if date.is_empty() || !(2..6).all(|at| row.at(at).is_empty()) {
                return Err(Why::NoName);
            }
            closed += 1;
            return Ok(());
        }
        let connected_on = connected(date).ok_or_else(|| Why::Date(clip(date, 40)))?;
        let end = slug(row.at(2));
        let whole = format!("{first_name} {last_name}");
        let key = key(end.as_deref(), &folded(&whole), connected_on);
        if !seen.insert(key.clone()) {
            again += 1;
            return Ok(());
        }
        archive.connections.push(ConnectionRow {
            key,
            first_name,
            last_name,
            email: clip(row.at(3), LINE).to_lowercase(),
            company: clip(row.at(4), LINE),
            position: clip(row.at(5), LINE),
            connected_on,
        });
        Ok(())
    });
    if closed > 0 {
        let closed = counted(closed, "row has", "rows have");
        let note = format!("{closed} no name: whoever closed their profile is counted, not taken.");
        report.notes.push(note);
    }
    if again > 0 {
        let again = counted(again, "row is", "rows are");
        report.notes.push(format!("{again} the same people again."));
    }
    if !sheet.has("url") {
        let note = "This archive is of a time without addresses of profiles: people are told apart by name and day.";
        report.notes.push(note.to_owned());
    }
}

/// The member's own addresses, as far as they are confirmed: they tell whose archive it is.
pub(super) fn emails(sheet: &Sheet<'_>, report: &mut FileReport, archive: &mut Archive) {
    sheet.rows(&["emailaddress", "confirmed"], report, |row| {
        let email = clip(row.at(0), LINE).to_lowercase();
        if row.at(1).eq_ignore_ascii_case("yes") && !archive.own.emails.contains(&email) {
            archive.own.emails.push(email);
        }
        Ok(())
    });
    let note = "Read only to see whether the address of your account is among them: none is kept.";
    report.notes.push(note.to_owned());
}

/// Reads invitations; answers the end of the address of the member's own profile, if it is there.
pub(super) fn invitations(
    sheet: &Sheet<'_>,
    report: &mut FileReport,
    archive: &mut Archive,
) -> Option<String> {
    let names =
        ["from", "to", "sentat", "message", "direction", "inviterprofileurl", "inviteeprofileurl"];
    let mut mine: HashMap<String, u32> = HashMap::new();
    let mut seen = HashSet::new();
    sheet.rows(&names, report, |row| {
        let outgoing = match row.at(4).to_ascii_uppercase().as_str() {
            "OUTGOING" => true,
            "INCOMING" => false,
            _ => return Err(Why::Direction),
        };
        let (name, address) =
            if outgoing { (row.at(1), row.at(6)) } else { (row.at(0), row.at(5)) };
        let own = if outgoing { row.at(5) } else { row.at(6) };
        let sent_at = sent(row.at(2)).ok_or_else(|| Why::Date(clip(row.at(2), 40)))?;
        let other = slug(address);
        if name.is_empty() && other.is_none() {
            return Err(Why::NoName);
        }
        if let Some(own) = slug(own) {
            *mine.entry(own).or_default() += 1;
        }
        let name = clip(name, LINE);
        if seen.insert((outgoing, sent_at, folded(&name), other.clone())) {
            let key = other.map(|end| format!("in/{end}")).unwrap_or_default();
            archive.invitations.push(InvitationRow {
                outgoing,
                name,
                key,
                sent_at,
                note: clip(row.at(3), NOTE),
            });
        }
        Ok(())
    });
    mine.into_iter().max_by_key(|(_, count)| *count).map(|(end, _)| end)
}

pub(super) fn recommendations(sheet: &Sheet<'_>, report: &mut FileReport, archive: &mut Archive) {
    let names = ["firstname", "lastname", "company", "jobtitle", "creationdate"];
    sheet.rows(&names, report, |row| {
        let name = clip(&format!("{} {}", row.at(0), row.at(1)), LINE);
        if name.is_empty() {
            return Err(Why::NoName);
        }
        let about = [row.at(3), row.at(2)].into_iter().filter(|text| !text.is_empty());
        let about = clip(&about.collect::<Vec<_>>().join(", "), LINE);
        let at = sent(row.at(4)).or_else(|| stamped(row.at(4)));
        let kind = PraiseKind::Recommendation;
        archive.praise.push(PraiseRow { kind, name, key: String::new(), about, at });
        Ok(())
    });
}

pub(super) fn endorsements(sheet: &Sheet<'_>, report: &mut FileReport, archive: &mut Archive) {
    let names = [
        "endorserfirstname",
        "endorserlastname",
        "skillname",
        "endorsementdate",
        "endorserpublicurl",
        "endorsementstatus",
    ];
    let mut refused = 0_u32;
    sheet.rows(&names, report, |row| {
        let name = clip(&format!("{} {}", row.at(0), row.at(1)), LINE);
        if name.is_empty() {
            return Err(Why::NoName);
        }
        if !row.at(5).is_empty() && !row.at(5).eq_ignore_ascii_case("accepted") {
            refused += 1;
            return Ok(());
        }
        let date = row.at(3);
        let at = if date.is_empty() {
            None
        } else {
            Some(stamped(date).ok_or_else(|| Why::Date(clip(date, 40)))?)
        };
        let key = slug(row.at(4)).map(|end| format!("in/{end}")).unwrap_or_default();
        let kind = PraiseKind::Endorsement;
        archive.praise.push(PraiseRow { kind, name, key, about: clip(row.at(2), LINE), at });
        Ok(())
    });
    if refused > 0 {
        let refused = counted(refused, "endorsement", "endorsements");
        report.notes.push(format!("{refused} that you did not accept: left out."));
    }
}
