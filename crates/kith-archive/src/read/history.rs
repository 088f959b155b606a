//! What the member says of themself: profile, jobs, schools, skills, companies followed.

use std::collections::HashSet;

use crate::{
    Archive, EducationRow, FileReport, FollowRow, PositionRow, Why,
    dates::{followed, month_or_year},
    folded,
    sheet::Sheet,
    text::clip,
};

/// The longest line and the longest text that are taken, in characters.
const LINE: usize = 400;
const TEXT: usize = 20_000;

pub(super) fn profile(sheet: &Sheet<'_>, report: &mut FileReport, archive: &mut Archive) {
    let names =
        ["firstname", "lastname", "headline", "summary", "industry", "geolocation", "address"];
    let profile = archive.profile.get_or_insert_default();
    sheet.rows(&names, report, |row| {
        // The languages of a profile come after one another; the first is its own.
        let fill = |field: &mut String, at: usize, most: usize| {
            if field.is_empty() {
                *field = clip(row.at(at), most);
            }
        };
        fill(&mut profile.first_name, 0, LINE);
        fill(&mut profile.last_name, 1, LINE);
        fill(&mut profile.headline, 2, LINE);
        fill(&mut profile.about, 3, TEXT);
        fill(&mut profile.industry, 4, LINE);
        fill(&mut profile.location, 5, LINE);
        Ok(())
    });
}

/// The file that newer archives keep the text about the member in.
pub(super) fn summary(sheet: &Sheet<'_>, report: &mut FileReport, archive: &mut Archive) {
    let profile = archive.profile.get_or_insert_default();
    sheet.rows(&["profilesummary"], report, |row| {
        if profile.about.is_empty() {
            profile.about = clip(row.at(0), TEXT);
        }
        Ok(())
    });
}

pub(super) fn positions(sheet: &Sheet<'_>, report: &mut FileReport, archive: &mut Archive) {
    let names = ["companyname", "title", "location", "startedon", "finishedon"];
    let mut seen = HashSet::new();
    let mut again = 0;
    sheet.rows(&names, report, |row| {
        let company = clip(row.at(0), LINE);
        if company.is_empty() {
            return Err(Why::NoName);
        }
        let (start, end) = (row.at(3), row.at(4));
        let from = if start.is_empty() {
            None
        } else {
            Some(month_or_year(start).ok_or_else(|| Why::Date(clip(start, 40)))?)
        };
        let until = if end.is_empty() {
            None
        } else {
            Some(month_or_year(end).ok_or_else(|| Why::Date(clip(end, 40)))?)
        };
        let (from, _) = from.ok_or(Why::NoStart)?;
        // A profile in two languages has every job twice; title and description are translated.
        if !seen.insert((folded(&company), start.to_owned(), end.to_owned(), folded(row.at(2)))) {
            again += 1;
            return Ok(());
        }
        let until = until.map(|(year, _)| year.max(from));
        archive.positions.push(PositionRow { company, title: clip(row.at(1), LINE), from, until });
        Ok(())
    });
    same_again(report, again);
}

pub(super) fn education(sheet: &Sheet<'_>, report: &mut FileReport, archive: &mut Archive) {
    let names = ["schoolname", "degreename", "startdate", "enddate"];
    let mut seen = HashSet::new();
    let mut again = 0;
    sheet.rows(&names, report, |row| {
        let school = clip(row.at(0), LINE);
        if school.is_empty() {
            return Err(Why::NoName);
        }
        let year = |text: &str| match text {
            "" => Ok(None),
            text => month_or_year(text)
                .map(|(year, _)| Some(year))
                .ok_or_else(|| Why::Date(clip(text, 40))),
        };
        let (from, until) = (year(row.at(2))?, year(row.at(3))?);
        if !seen.insert((folded(&school), from, until)) {
            again += 1;
            return Ok(());
        }
        let until = until.map(|until| until.max(from.unwrap_or(until)));
        archive.education.push(EducationRow { school, degree: clip(row.at(1), LINE), from, until });
        Ok(())
    });
    same_again(report, again);
}

pub(super) fn skills(sheet: &Sheet<'_>, report: &mut FileReport, archive: &mut Archive) {
    let mut seen: HashSet<String> = archive.skills.iter().map(|skill| folded(skill)).collect();
    sheet.rows(&["name"], report, |row| {
        let skill = clip(row.at(0), LINE);
        if seen.insert(folded(&skill)) {
            archive.skills.push(skill);
        }
        Ok(())
    });
}

pub(super) fn follows(sheet: &Sheet<'_>, report: &mut FileReport, archive: &mut Archive) {
    sheet.rows(&["organization", "followedon"], report, |row| {
        let company = clip(row.at(0), LINE);
        if company.is_empty() {
            return Err(Why::NoName);
        }
        let since = match row.at(1) {
            "" => None,
            text => Some(followed(text).ok_or_else(|| Why::Date(clip(text, 40)))?),
        };
        archive.follows.push(FollowRow { company, since });
        Ok(())
    });
}

fn same_again(report: &mut FileReport, rows: u32) {
    if rows > 0 {
        let note = format!("{rows} rows are the same again, as in a profile in two languages.");
        report.notes.push(note);
    }
}
