//! Edge lists: two columns, one pair a line, as most graph collections are published.

use std::{
    io::{self, BufRead, Cursor, Read},
    path::Path,
    str,
};

use super::{Progress, SkipReason, Source, open};

/// The longest line that is read as one.
const LONGEST: usize = 1 << 16;
/// How much of the file is looked at to find out how it is written.
const SAMPLE: u64 = 1 << 16;
/// Words that stand above the columns of an edge list, without case, spaces and marks.
const HEADER_WORDS: [&str; 31] = [
    "source",
    "src",
    "target",
    "tgt",
    "dst",
    "dest",
    "destination",
    "from",
    "to",
    "fromnode",
    "tonode",
    "fromnodeid",
    "tonodeid",
    "id1",
    "id2",
    "u",
    "v",
    "node1",
    "node2",
    "nodea",
    "nodeb",
    "user1",
    "user2",
    "follower",
    "followee",
    "person1",
    "person2",
    "personid",
    "userid",
    "friendid",
    "numericid",
];

/// How a member is called in the file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Label {
    /// A whole number, written plainly.
    Number(u64),
    /// Anything else, `007` included.
    Text(Box<str>),
}

/// A pair as the file has it; the two differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edge {
    /// The first column.
    pub(crate) a: Label,
    /// The second column.
    pub(crate) b: Label,
}

/// A line that is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Skipped {
    /// The line, counted from 1.
    pub(crate) line: u64,
    /// Why.
    pub(crate) why: SkipReason,
}

/// The pairs of an edge list, read as they are asked for.
pub(crate) struct Edges {
    lines: Lines<io::Chain<Cursor<Vec<u8>>, Source>>,
    separator: Separator,
    header: bool,
    progress: Progress,
}

/// What stands between two columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Separator {
    /// One such character.
    Mark(u8),
    /// Any number of spaces and tabs.
    Blank,
}

/// In the order in which they are preferred where several would do.
const SEPARATORS: [Separator; 5] = [
    Separator::Mark(b'\t'),
    Separator::Mark(b','),
    Separator::Mark(b';'),
    Separator::Mark(b'|'),
    Separator::Blank,
];

/// Opens an edge list and finds out how it is written. Lines that begin with `#` or `%` and blank
/// lines are passed over; further columns are ignored; pairs that come twice come back twice.
///
/// # Errors
/// The file cannot be read.
pub(crate) fn read(path: &Path) -> io::Result<Edges> {
    let (mut source, progress) = open(path)?;
    let mut head = Vec::new();
    source.by_ref().take(SAMPLE).read_to_end(&mut head)?;
    let cut = head.len() as u64 == SAMPLE;
    let start = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let (separator, header) = written(&head[start..], cut);
    let mut head = Cursor::new(head);
    head.set_position(start as u64);
    let lines = Lines { source: head.chain(source), buffer: Vec::new(), line: 0, ended: false };
    Ok(Edges { lines, separator, header, progress })
}

impl Edges {
    /// How far the file has been read.
    pub(crate) fn progress(&self) -> &Progress {
        &self.progress
    }
}

impl Iterator for Edges {
    type Item = Result<Edge, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = self.lines.next()?;
            let content = match line {
                Ok(content) if is_passed_over(content) => continue,
                Ok(_) if self.header => {
                    self.header = false;
                    continue;
                }
                Ok(content) => edge(content, self.separator),
                Err(why) => Err(why),
            };
            return Some(content.map_err(|why| Skipped { line: self.lines.line, why }));
        }
    }
}

/// Lines of bytes, without their ends.
struct Lines<R> {
    source: R,
    buffer: Vec<u8>,
    line: u64,
    ended: bool,
}

impl<R: BufRead> Lines<R> {
    fn next(&mut self) -> Option<Result<&[u8], SkipReason>> {
        if self.ended {
            return None;
        }
        self.buffer.clear();
        self.line += 1;
        let limit = LONGEST as u64 + 2;
        let read = self.source.by_ref().take(limit).read_until(b'\n', &mut self.buffer);
        match read {
            Err(error) => {
                self.ended = true;
                return Some(Err(SkipReason::BrokenOff(error.to_string())));
            }
            Ok(0) => {
                self.ended = true;
                return None;
            }
            Ok(_) => {}
        }
        let whole = self.buffer.ends_with(b"\n");
        if self.buffer.len() > LONGEST && !whole {
            if let Err(error) = self.source.skip_until(b'\n') {
                self.ended = true;
                return Some(Err(SkipReason::BrokenOff(error.to_string())));
            }
            return Some(Err(SkipReason::TooLong));
        }
        Some(Ok(&self.buffer))
    }
}

fn is_passed_over(line: &[u8]) -> bool {
    matches!(line.trim_ascii_start().first(), None | Some(b'#' | b'%'))
}

/// The pair of a line.
fn edge(line: &[u8], separator: Separator) -> Result<Edge, SkipReason> {
    let ([a, b], _) = two(line, separator).ok_or(SkipReason::TooFewFields)?;
    let edge = Edge { a: label(a)?, b: label(b)? };
    if edge.a == edge.b { Err(SkipReason::SelfLoop) } else { Ok(edge) }
}

/// The first two fields of a line, and what follows them.
type Two<'a> = ([&'a [u8]; 2], Option<&'a [u8]>);

/// The first two fields of a line, unless one of the two is empty.
fn two(line: &[u8], separator: Separator) -> Option<Two<'_>> {
    let (a, rest) = field(line, separator);
    let (b, rest) = field(rest?, separator);
    (!a.is_empty() && !b.is_empty()).then_some(([a, b], rest))
}

/// The first field, still with doubled quotes if it had any, and what follows its separator.
fn field(line: &[u8], separator: Separator) -> (&[u8], Option<&[u8]>) {
    let is_end = |byte: &u8| match separator {
        Separator::Mark(mark) => *byte == mark,
        Separator::Blank => matches!(byte, b' ' | b'\t'),
    };
    let before =
        |byte: &&u8| byte.is_ascii_whitespace() && (separator == Separator::Blank || !is_end(byte));
    let line = &line[line.iter().take_while(before).count()..];
    let quoted = line.first() == Some(&b'"');
    let end_of_quote = if quoted { closing_quote(line) } else { None };
    let from = end_of_quote.map_or(0, |end| end + 1);
    let end = line[from..].iter().position(is_end).map(|end| from + end);
    let content = match end_of_quote {
        Some(quote) => &line[1..quote],
        None => line[..end.unwrap_or(line.len())].trim_ascii(),
    };
    let rest = end.map(|end| &line[end + 1..]);
    match separator {
        // Blanks at a line's end begin no field.
        Separator::Blank => (content, rest.filter(|rest| !rest.trim_ascii().is_empty())),
        Separator::Mark(_) => (content, rest),
    }
}

/// Where the quote that begins the line ends; doubled quotes stand for one.
fn closing_quote(line: &[u8]) -> Option<usize> {
    let mut at = 1;
    while at < line.len() {
        if line[at] == b'"' {
            if line.get(at + 1) != Some(&b'"') {
                return Some(at);
            }
            at += 1;
        }
        at += 1;
    }
    None
}

fn label(field: &[u8]) -> Result<Label, SkipReason> {
    if let Some(number) = number(field) {
        return Ok(Label::Number(number));
    }
    let text = str::from_utf8(field).map_err(|_| SkipReason::NotText)?;
    if text.contains(char::is_control) {
        return Err(SkipReason::NotText);
    }
    Ok(Label::Text(text.trim().replace("\"\"", "\"").into()))
}

/// A whole number as it is plainly written: digits only, no zero in front.
fn number(field: &[u8]) -> Option<u64> {
    if field.len() > 20 || field.is_empty() || (field[0] == b'0' && field.len() > 1) {
        return None;
    }
    field.iter().try_fold(0_u64, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| number.checked_mul(10)?.checked_add(u64::from(digit))).flatten()
    })
}

fn is_numeric(field: &[u8]) -> bool {
    !field.is_empty() && field.iter().all(u8::is_ascii_digit)
}

/// How a file is written, by its first lines: what stands between the columns, and whether the
/// first line is a header. Where `cut`, the last line may not be whole.
fn written(head: &[u8], cut: bool) -> (Separator, bool) {
    let mut rows: Vec<&[u8]> =
        head.split(|byte| *byte == b'\n').filter(|line| !is_passed_over(line)).take(200).collect();
    if cut && rows.len() > 1 {
        rows.pop();
    }
    let mut best = (Separator::Mark(b','), (0, 0, 0));
    for separator in SEPARATORS {
        let mut fit = (0, 0, 0);
        for ([a, b], rest) in rows.iter().filter_map(|row| two(row, separator)) {
            fit.0 += 1;
            fit.1 += usize::from(is_numeric(a) && is_numeric(b));
            fit.2 += usize::from(rest.is_none());
        }
        if fit > best.1 {
            best = (separator, fit);
        }
    }
    let separator = best.0;
    let header = rows.first().is_some_and(|first| is_header(first, &rows[1..], separator));
    (separator, header)
}

/// Whether the first row names the columns: by well-known words, or by being the only one whose
/// two fields are not both numbers; rows that lack a field say nothing about it.
fn is_header(first: &[u8], others: &[&[u8]], separator: Separator) -> bool {
    let Some(([a, b], _)) = two(first, separator) else { return false };
    if is_numeric(a) && is_numeric(b) {
        return false;
    }
    let known = |field: &[u8]| {
        let plain = field.iter().filter(|byte| byte.is_ascii_alphanumeric());
        let plain: Vec<u8> = plain.map(u8::to_ascii_lowercase).collect();
        HEADER_WORDS.iter().any(|word| word.as_bytes() == plain)
    };
    let pairs: Vec<_> = others.iter().filter_map(|row| Some(two(row, separator)?.0)).collect();
    // What is named again below is somebody's label.
    let again = pairs.iter().flatten().any(|field| *field == a || *field == b);
    let numeric = |pair: &[&[u8]; 2]| pair.iter().all(|field| is_numeric(field));
    (known(a) && known(b) && !again) || (!pairs.is_empty() && pairs.iter().all(numeric))
}
