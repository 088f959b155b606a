//! The ratios of a run as a picture: bars, readable in light and dark, without script.

use std::fmt::Write as _;

use super::report::{Report, short};

/// Where bars begin, and how long the longest is.
const LEFT: f64 = 330.0;
const LONGEST: f64 = 360.0;
const WIDTH: f64 = 760.0;
/// Heights of a heading, a question's two bars, and of one bar.
const HEADING: f64 = 44.0;
const QUESTION: f64 = 34.0;
const BAR: f64 = 11.0;

const STYLE: &str = "\
text{font:13px system-ui,sans-serif;fill:#1f2328}.h{font-weight:600}.n{font-size:11px}\
.f{fill:#fff}.a{fill:#0a66c2}.b{fill:#8fb8de}.l{stroke:#57606a;stroke-dasharray:3 3}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.f{fill:#0d1117}.a{fill:#58a6ff}\
.b{fill:#2f5d8f}.l{stroke:#8b949e}}";

/// How many times as long as kith the simple program takes, for each question of each network: a
/// bar for the median and one for the 99th percentile, on a logarithmic scale. What was asked of
/// kith alone has no bar.
pub(super) fn draw(reports: &[Report]) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut text, reports);
    text
}

fn write(to: &mut String, reports: &[Report]) -> std::fmt::Result {
    let ratios = |report: &Report| -> Vec<(String, [f64; 2])> {
        let rows = report
            .rows
            .iter()
            .filter_map(|row| Some((format!("{}, {}", row.question, row.viewers), row.ratios()?)));
        rows.collect()
    };
    let all: Vec<_> = reports.iter().map(|report| (report, ratios(report))).collect();
    let questions: usize = all.iter().map(|(_, ratios)| ratios.len()).sum();
    let height = 40.0 + HEADING * all.len() as f64 + QUESTION * questions as f64;
    let values = all.iter().flat_map(|(_, ratios)| ratios.iter().flat_map(|(_, pair)| *pair));
    let scale = Scale::of(values);
    let one = scale.place(1.0);
    writeln!(
        to,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"t\">"
    )?;
    writeln!(
        to,
        "<title id=\"t\">How many times as long the simple program takes as kith</title>"
    )?;
    writeln!(to, "<style>{STYLE}</style>")?;
    writeln!(to, "<rect class=\"f\" width=\"{WIDTH}\" height=\"{height}\"/>")?;
    writeln!(
        to,
        "<text x=\"12\" y=\"24\">Times as long as kith: <tspan class=\"h\">median</tspan> (upper bar), 99th percentile (lower bar); dashed: as long as kith</text>"
    )?;
    let mut y = 40.0;
    for (report, ratios) in &all {
        let name = escape(&report.name);
        let (members, edges) = (report.members, report.edges);
        writeln!(
            to,
            "<text class=\"h\" x=\"12\" y=\"{}\">{name}: {members} members, {edges} edges</text>",
            y + 28.0
        )?;
        y += HEADING;
        let bottom = y + QUESTION * ratios.len() as f64;
        for (question, pair) in ratios {
            writeln!(to, "<text x=\"12\" y=\"{}\">{}</text>", y + 17.0, escape(question))?;
            for (i, (&ratio, class)) in pair.iter().zip(["a", "b"]).enumerate() {
                let (top, end) = (y + 3.0 + i as f64 * (BAR + 1.0), scale.place(ratio));
                let (from, width) = (one.min(end), (one - end).abs().max(1.0));
                writeln!(
                    to,
                    "<rect class=\"{class}\" x=\"{from:.1}\" y=\"{top}\" width=\"{width:.1}\" height=\"{BAR}\"/>"
                )?;
                let (x, y) = (one.max(end) + 5.0, top + BAR - 2.0);
                writeln!(to, "<text class=\"n\" x=\"{x:.1}\" y=\"{y}\">{} ×</text>", short(ratio))?;
            }
            y += QUESTION;
        }
        let top = bottom - QUESTION * ratios.len() as f64;
        writeln!(
            to,
            "<line class=\"l\" x1=\"{one:.1}\" x2=\"{one:.1}\" y1=\"{top}\" y2=\"{bottom}\"/>"
        )?;
    }
    writeln!(to, "</svg>")
}

/// A logarithmic scale that shows 1 and all ratios.
struct Scale {
    least: f64,
    most: f64,
}

impl Scale {
    fn of(ratios: impl Iterator<Item = f64>) -> Self {
        let start = Self { least: 0.5, most: 2.0 };
        ratios.filter(|ratio| ratio.is_finite() && *ratio > 0.0).fold(start, |scale, ratio| Self {
            least: scale.least.min(ratio),
            most: scale.most.max(ratio),
        })
    }

    fn place(&self, ratio: f64) -> f64 {
        let ratio = if ratio.is_finite() { ratio.clamp(self.least, self.most) } else { 1.0 };
        LEFT + LONGEST * (ratio / self.least).ln() / (self.most / self.least).ln()
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
