//! What a profile tells: about, jobs, schools, skills, contact.

use kith_core::{degree::Degree, visibility::Profile};
use maud::{Markup, html};

use crate::pages::{fields::link, ui::icons};

pub(super) fn about(profile: &Profile) -> Markup {
    html! {
        @if let Some(about) = &profile.about {
            section.card { h2 { "About" } p.text { (about) } }
        }
    }
}

pub(super) fn positions(profile: &Profile) -> Markup {
    html! {
        @if !profile.positions.is_empty() {
            section.card {
                h2 { "Experience" }
                ul.history {
                    @for position in &profile.positions {
                        li {
                            (icons::work())
                            div {
                                @if position.title.is_empty() { p.history-title { (company(&position.company)) } }
                                @else {
                                    p.history-title { (position.title) }
                                    p { (company(&position.company)) }
                                }
                                p.muted { (years(Some(position.from), position.until, "today")) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A company's name, which leads to its page.
fn company(name: &str) -> Markup {
    html! { a href=(link("/companies", &[("q", name)])) { (name) } }
}

pub(super) fn education(profile: &Profile) -> Markup {
    html! {
        @if !profile.education.is_empty() {
            section.card {
                h2 { "Education" }
                ul.history {
                    @for school in &profile.education {
                        li {
                            (icons::school())
                            div {
                                p.history-title { (school.school) }
                                @if !school.degree.is_empty() { p { (school.degree) } }
                                p.muted { (years(school.from, school.until, "")) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `2019–2022`, `2019–today`, `class of 2022`.
fn years(from: Option<i32>, until: Option<i32>, open: &str) -> String {
    match (from, until) {
        (Some(from), Some(until)) if from == until => from.to_string(),
        (Some(from), Some(until)) => format!("{from}–{until}"),
        (Some(from), None) if open.is_empty() => format!("from {from}"),
        (Some(from), None) => format!("{from}–{open}"),
        (None, Some(until)) => format!("class of {until}"),
        (None, None) => String::new(),
    }
}

pub(super) fn skills(profile: &Profile) -> Markup {
    html! {
        @if !profile.skills.is_empty() {
            section.card {
                h2 { "Skills" }
                ul.tags { @for skill in &profile.skills { li { (skill) } } }
            }
        }
    }
}

pub(super) fn contact(profile: &Profile) -> Markup {
    html! {
        @if let Some(email) = &profile.email {
            section.card {
                h2 { "Contact" }
                p.with-icons { span { (icons::mail()) a href={ "mailto:" (email) } { (email) } } }
            }
        }
    }
}

/// Why a profile may look short.
pub(super) fn hidden_hint(degree: Degree) -> Markup {
    let text = match degree {
        Degree::Second => "Contact details and earlier jobs are shown to connections.",
        Degree::Third => "More is shown from the 2nd degree on; everything to connections.",
        Degree::Out => "More is shown the nearer you are; everything to connections.",
        Degree::Myself | Degree::First => return html! {},
    };
    html! { p.muted.aside-note { (text) } }
}
