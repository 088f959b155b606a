//! Instants as people read them, in the member's zone.

use kith_core::time::{DAY, HOUR, MINUTE, SECOND, Timestamp};
use maud::{Markup, html};

use super::layout::Shell;

/// The date and time of day.
pub(crate) fn at(shell: &Shell, instant: Timestamp) -> Markup {
    html! { time datetime=(instant) { (instant.in_zone(&shell.zone)) } }
}

/// The date.
pub(crate) fn date(shell: &Shell, instant: Timestamp) -> Markup {
    html! {
        time datetime=(instant) title=(instant.in_zone(&shell.zone)) {
            (instant.date_in_zone(&shell.zone))
        }
    }
}

/// How long ago, or how soon; the exact instant on hovering. The script keeps it current.
pub(crate) fn relative(shell: &Shell, instant: Timestamp) -> Markup {
    html! {
        time datetime=(instant) title=(instant.in_zone(&shell.zone)) data-relative {
            (distance(shell.now, instant))
        }
    }
}

/// The exact instant, and how soon that is.
pub(crate) fn exactly(shell: &Shell, instant: Timestamp) -> Markup {
    html! { (at(shell, instant)) " (" (relative(shell, instant)) ")" }
}

/// In words: `in 3 hours`, `2 days ago`.
pub(crate) fn distance(now: Timestamp, instant: Timestamp) -> String {
    let ahead = instant.micros().saturating_sub(now.micros());
    let away = ahead.saturating_abs();
    let (count, unit) = match away {
        // A few seconds ahead: an answer that was made after the page was.
        _ if away < MINUTE => {
            return if ahead > 5 * SECOND { "in a moment" } else { "just now" }.to_owned();
        }
        _ if away < HOUR => (away / MINUTE, "minute"),
        _ if away < 2 * DAY => (away / HOUR, "hour"),
        _ if away < 60 * DAY => (away / DAY, "day"),
        _ if away < 730 * DAY => (away / (30 * DAY), "month"),
        _ => (away / (365 * DAY), "year"),
    };
    let plural = if count == 1 { "" } else { "s" };
    if ahead > 0 {
        format!("in {count} {unit}{plural}")
    } else {
        format!("{count} {unit}{plural} ago")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_read_like_speech() {
        let now = Timestamp::from_micros(0).plus_days(1_000);
        for (micros, words) in [
            (30_000_000, "in a moment"),
            (-MINUTE, "1 minute ago"),
            (47 * HOUR, "in 47 hours"),
            (-2 * DAY, "2 days ago"),
            (-180 * DAY, "6 months ago"),
            (-800 * DAY, "2 years ago"),
        ] {
            assert_eq!(distance(now, now.plus(micros)), words);
        }
    }
}
