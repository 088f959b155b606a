//! Charts: bars and a line as SVG, told apart by fill and outline rather than colour, each with its
//! figures in words.

use maud::{Markup, html};

use super::words;

/// How high a chart is, in its own units.
const HEIGHT: u32 = 100;

/// One column: a whole in outline, and the part of it that is filled.
pub(crate) struct Column {
    /// What stands below.
    pub(crate) label: String,
    /// What is said of it.
    pub(crate) words: String,
    /// The whole.
    pub(crate) whole: u32,
    /// The part.
    pub(crate) part: u32,
}

/// Columns side by side; `whole` and `part` say what outline and fill mean.
pub(crate) fn columns(name: &str, (whole, part): (&str, &str), columns: &[Column]) -> Markup {
    let most = columns.iter().map(|column| column.whole).max().unwrap_or(0).max(1);
    let high = |count: u32| (count * (HEIGHT - 4)).div_ceil(most);
    html! {
        figure.chart {
            p.chart-key aria-hidden="true" {
                span { svg.chart-swatch viewBox="0 0 12 12" focusable="false" { rect.whole x="1" y="1" width="10" height="10" {} } (whole) }
                span { svg.chart-swatch viewBox="0 0 12 12" focusable="false" { rect.part x="1" y="1" width="10" height="10" {} } (part) }
            }
            ol.chart-columns aria-label=(name) {
                @for column in columns {
                    li {
                        span.sr { (column.words) }
                        span.chart-number aria-hidden="true" { @if column.whole > 0 { (column.whole) } }
                        svg viewBox={ "0 0 20 " (HEIGHT) } preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                            line.base x1="0" x2="20" y1=(HEIGHT) y2=(HEIGHT) {}
                            rect.whole x="3" width="14" y=(HEIGHT - high(column.whole)) height=(high(column.whole)) {}
                            rect.part x="3" width="14" y=(HEIGHT - high(column.part)) height=(high(column.part)) {}
                        }
                        span.chart-label aria-hidden="true" { (column.label) }
                    }
                }
            }
        }
    }
}

/// A line that only grows: label and figure of each point.
pub(crate) fn line(name: &str, points: &[(String, u32)]) -> Markup {
    let most = points.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let width = points.len().saturating_sub(1).max(1) * 10;
    let place = |(at, (_, count)): (usize, &(String, u32))| {
        let high = u64::from(*count) * u64::from(HEIGHT - 6) / u64::from(most);
        format!("{},{}", at * 10, u64::from(HEIGHT) - high)
    };
    // One point is a line, too.
    let ends = [points, if points.len() == 1 { points } else { &[] }].concat();
    let path = ends.iter().enumerate().map(place).collect::<Vec<_>>().join(" ");
    let (first, last) = (points.first(), points.last());
    html! {
        figure.chart {
            svg.chart-line viewBox={ "0 0 " (width) " " (HEIGHT) } preserveAspectRatio="none" role="img" aria-label=(name) focusable="false" {
                polygon.area points={ "0," (HEIGHT) " " (path) " " (width) "," (HEIGHT) } {}
                polyline.stroke points=(path) {}
            }
            figcaption {
                @if let Some((month, count)) = first { span { (month) ": " (words::grouped(*count)) } }
                @if let Some((month, count)) = last { span { (month) ": " strong { (words::grouped(*count)) } } }
            }
        }
    }
}

/// Names with how many each has, the largest first: a bar beside each.
pub(crate) fn shares<'a>(items: impl Iterator<Item = (&'a str, u32)> + Clone) -> Markup {
    let most = items.clone().map(|(_, count)| count).max().unwrap_or(0).max(1);
    html! {
        ol.chart-shares {
            @for (name, count) in items {
                li {
                    span.chart-name { (name) }
                    span.chart-number { (words::grouped(count)) }
                    svg.bar aria-hidden="true" focusable="false" {
                        rect.track width="100%" height="100%" rx="4" {}
                        rect.fill width={ (count * 100 / most) "%" } height="100%" rx="4" {}
                    }
                }
            }
        }
    }
}

/// How many of a hundred, as a bar with its figure.
pub(crate) fn rate(label: &str, percent: Option<u32>, detail: &str) -> Markup {
    html! {
        div.meter {
            p.meter-head {
                span { (label) }
                span { strong { @if let Some(percent) = percent { (percent) " %" } @else { "–" } } }
            }
            svg.bar aria-hidden="true" focusable="false" {
                rect.track width="100%" height="100%" rx="4" {}
                rect.fill width={ (percent.unwrap_or(0)) "%" } height="100%" rx="4" {}
            }
            p.hint { (detail) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_of_a_chart_stands_in_words_as_well() {
        let column = |label: &str, whole, part| Column {
            label: label.to_owned(),
            words: format!("{label}: {whole} sent, {part} accepted"),
            whole,
            part,
        };
        let page = columns(
            "By month",
            ("sent", "accepted"),
            &[column("Nov", 30, 12), column("Dec", 0, 0)],
        );
        let page = page.into_string();
        assert!(page.contains("Nov: 30 sent, 12 accepted") && page.contains("Dec: 0 sent"));
        assert!(page.contains(r#"y="4" height="96""#), "the highest fills the chart: {page}");
        let page = line("Growth from 1 to 1", &[("2026-11".to_owned(), 1)]).into_string();
        assert!(page.contains(r#"role="img" aria-label="Growth from 1 to 1""#), "{page}");
        assert!(line("Nothing", &[]).into_string().contains("polyline"));
    }
}
