//! Charts of a campaign, as SVG that can be read in black and white; the same figures stand beside
//! each in a list for those who do not see it.

use kith_app::campaigns::results::{Became, Results};
use kith_core::{
    experiment::{ArmLook, Look, Rate, harm::Unknown},
    time::{DAY, HOUR, Timestamp},
};
use maud::{Markup, html};

/// Width of a chart.
const WIDTH: u32 = 600;

/// How many came how far.
pub(super) fn funnel(results: &Results) -> Markup {
    let steps = [
        ("Take part", results.people),
        ("Invited", results.invited),
        ("Accepted", results.accepted),
        ("Answered", results.replied),
    ];
    let most = results.people.max(1);
    let length = |count: u32| u64::from(count) * 340 / u64::from(most);
    html! {
        figure.plot tabindex="0" role="group" aria-label="Chart of how far people came" {
            svg aria-hidden="true" viewBox={ "0 0 " (WIDTH) " " (steps.len() * 36) } focusable="false" {
                @for (at, (label, count)) in steps.iter().enumerate() {
                    @let y = at * 36;
                    text x="0" y=(y + 22) { (label) }
                    rect.amount x="110" y=(y + 6) width=(length(*count).max(1)) height="24" rx="3" {}
                    text x=(118 + length(*count).max(1)) y=(y + 22) { (count) @if at > 0 { " · " (percent(*count, results.people)) } }
                }
            }
        }
        ul.sr aria-label="How far people came" {
            @for (label, count) in steps { li { (label) ": " (count) } }
        }
    }
}

/// A share in whole percent.
fn percent(count: u32, of: u32) -> String {
    if of == 0 {
        "–".to_owned()
    } else {
        format!("{} %", (u64::from(count) * 100 + u64::from(of) / 2) / u64::from(of))
    }
}

/// The ages at which acceptance is shown.
const AGES: [(i64, &str); 8] = [
    (HOUR, "1 hour"),
    (6 * HOUR, "6 hours"),
    (DAY, "1 day"),
    (2 * DAY, "2 days"),
    (4 * DAY, "4 days"),
    (7 * DAY, "7 days"),
    (14 * DAY, "14 days"),
    (30 * DAY, "30 days"),
];

/// At each age the share of those invited that long ago who had accepted by then.
fn shares(became: &[Became], now: Timestamp) -> Vec<(&'static str, u32, u32)> {
    let share = |(age, label): (i64, &'static str)| {
        let old = || became.iter().filter(move |one| one.invited_at.plus(age) <= now);
        let by =
            old().filter(|one| one.accepted_at.is_some_and(|at| at <= one.invited_at.plus(age)));
        (label, by.count() as u32, old().count() as u32)
    };
    AGES.into_iter().map(share).filter(|(_, _, of)| *of > 0).collect()
}

/// How acceptance grows with the age of the invitations.
pub(super) fn acceptance(became: &[Became], now: Timestamp) -> Markup {
    let shares = shares(became, now);
    let most = shares.iter().map(|(_, by, of)| by * 100 / of).max().unwrap_or(0).max(10);
    let x = |at: usize| 50 + at as u32 * 500 / (AGES.len() as u32 - 1);
    let y = |by: u32, of: u32| 150 - (by * 100 / of) * 120 / most;
    let line: Vec<String> = shares
        .iter()
        .enumerate()
        .map(|(at, (_, by, of))| format!("{},{}", x(at), y(*by, *of)))
        .collect();
    html! {
        @if shares.is_empty() {
            p.muted { "The first figures come an hour after the first invitation." }
        } @else {
            figure.plot tabindex="0" role="group" aria-label="Chart of acceptance by age" {
                svg aria-hidden="true" viewBox="0 0 600 190" focusable="false" {
                    line.axis x1="40" y1="150" x2="580" y2="150" {}
                    polyline.line points=(line.join(" ")) {}
                    @for (at, (label, by, of)) in shares.iter().enumerate() {
                        circle.point cx=(x(at)) cy=(y(*by, *of)) r="4" {}
                        text.middle x=(x(at)) y=(y(*by, *of) - 10) { (percent(*by, *of)) }
                        text.middle.small x=(x(at)) y="172" { (label) }
                    }
                }
            }
            ul.sr aria-label="Acceptance by age" {
                @for (label, by, of) in &shares { li { "After " (label) ": " (by) " of " (of) ", " (percent(*by, *of)) } }
            }
        }
    }
}

/// Both variants with their intervals.
pub(super) fn arms(look: &Look, names: [&str; 2]) -> Markup {
    let rows: Vec<(String, &Rate, u32)> = look
        .arms
        .iter()
        .zip(names)
        .flat_map(|(arm, name)| {
            [
                (format!("{name}: accepted"), &arm.accepted, arm.people),
                (format!("{name}: answered"), &arm.answered, arm.people),
            ]
        })
        .collect();
    let x = |share: f64| 210.0 + share * 300.0;
    html! {
        @if look.arms.iter().any(|arm| arm.people > 0) {
            figure.plot tabindex="0" role="group" aria-label="Chart of both variants" {
                svg aria-hidden="true" viewBox="0 0 600 175" focusable="false" {
                    @for tenth in 0..=5_u8 {
                        @let at = x(f64::from(tenth) / 5.0);
                        line.grid x1=(at) y1="0" x2=(at) y2="140" {}
                        text.middle.small x=(at) y="158" { (u32::from(tenth) * 20) " %" }
                    }
                    @for (at, (label, rate, people)) in rows.iter().enumerate() {
                        @let y = at * 34 + 18;
                        text x="0" y=(y + 4) { (label) }
                        @if *people > 0 {
                            line.interval x1=(x(rate.interval.low)) y1=(y) x2=(x(rate.interval.high)) y2=(y) {}
                            circle.point cx=(x(rate.share)) cy=(y) r="5" {}
                        }
                        text x="520" y=(y + 4) { (rate.count) " of " (people) }
                    }
                }
            }
        }
        ul.facts {
            @for (arm, name) in look.arms.iter().zip(names) { li { (spoken(arm, name)) } }
        }
    }
}

/// A variant in a sentence.
fn spoken(arm: &ArmLook, name: &str) -> String {
    if arm.people == 0 {
        return format!("{name}: {} written to, nobody has had their 7 days.", arm.sent);
    }
    let rate = |rate: &Rate| {
        let [share, low, high] =
            [rate.share, rate.interval.low, rate.interval.high].map(|one| (one * 100.0).round());
        format!("{} ({share} %, between {low} and {high} %)", rate.count)
    };
    let unknown = match arm.unknown {
        Unknown::TooFew => String::new(),
        Unknown::Few => " Fewer than 5 % say that they don’t know you.".to_owned(),
        Unknown::Some => " 5 to 10 % say that they don’t know you.".to_owned(),
        Unknown::Many => " 10 % or more say that they don’t know you.".to_owned(),
    };
    format!(
        "{name}: {} written to, {} have had their 7 days; of these accepted {}, answered {}.{unknown}",
        arm.sent,
        arm.people,
        rate(&arm.accepted),
        rate(&arm.answered),
    )
}
