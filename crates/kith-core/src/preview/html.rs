//! What a page says of itself, read from its first bytes.
//!
//! No page is understood here: tags go by one after the other, each letter is looked at a fixed
//! number of times, and everything but the title and `<meta>` is passed over. Whatever a page holds,
//! the worst that comes of it is no preview, or a short line of text.

use std::borrow::Cow;

use super::{PAGE, Preview, longest, plain};

/// Elements whose text is no markup.
const RAW: [&str; 8] =
    ["script", "style", "noscript", "template", "textarea", "iframe", "svg", "math"];

/// How much of a page is looked at for its own word on how it is written.
const DECLARED: usize = 1_024;

/// What a page of this `Content-Type` says of itself; none where it has no title, or is written in
/// other letters than UTF-8 and Latin-1.
#[must_use]
pub fn read(bytes: &[u8], content_type: &str) -> Option<Preview> {
    let bytes = &bytes[..bytes.len().min(PAGE)];
    let text = decoded(bytes, content_type)?;
    let said = said(&text);
    let first = |texts: [Option<&str>; 2], most| {
        let plain = texts.into_iter().flatten().map(|text| plain(&unescaped(text), most));
        plain.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    };
    let title = first([said.og_title, said.title], longest::TITLE);
    (!title.is_empty()).then(|| Preview {
        title,
        description: first([said.og_description, said.description], longest::DESCRIPTION),
        site: first([said.site, None], longest::SITE),
    })
}

/// The text of a page, by what its header says, its first bytes, itself, or else UTF-8.
fn decoded<'a>(bytes: &'a [u8], content_type: &str) -> Option<Cow<'a, str>> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return Some(String::from_utf8_lossy(rest));
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARED)]);
    let named = charset(content_type).or_else(|| declared(&head));
    match named.as_deref() {
        None | Some("utf-8" | "utf8") => Some(String::from_utf8_lossy(bytes)),
        // Browsers read all of these as Windows' own Latin letters.
        Some("iso-8859-1" | "iso8859-1" | "latin1" | "us-ascii" | "ascii" | "windows-1252") => {
            Some(Cow::Owned(bytes.iter().map(|byte| western(*byte)).collect()))
        }
        Some(_) => None,
    }
}

/// The `charset=` in a text, in small letters.
fn charset(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let (_, rest) = lower.split_once("charset")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let name: String =
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    (!name.is_empty()).then_some(name)
}

/// How a page says in a `<meta>` that it is written.
fn declared(head: &str) -> Option<String> {
    Tags { rest: head }.find_map(|tag| match tag {
        Tag { name, attributes, .. } if name.eq_ignore_ascii_case("meta") => charset(attributes),
        _ => None,
    })
}

/// A letter of Windows-1252.
fn western(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// What was found, as it stands in the page.
#[derive(Default)]
struct Said<'a> {
    title: Option<&'a str>,
    description: Option<&'a str>,
    og_title: Option<&'a str>,
    og_description: Option<&'a str>,
    site: Option<&'a str>,
}

fn said(text: &str) -> Said<'_> {
    let mut said = Said::default();
    for tag in (Tags { rest: text }) {
        if tag.name.eq_ignore_ascii_case("body") {
            break;
        }
        if tag.name.eq_ignore_ascii_case("title") {
            said.title = said.title.or(Some(tag.text));
        }
        if tag.name.eq_ignore_ascii_case("meta") {
            meta(&mut said, tag.attributes);
        }
    }
    said
}

fn meta<'a>(said: &mut Said<'a>, attributes: &'a str) {
    let (mut name, mut content) = (None, None);
    for (key, value) in (Attributes { rest: attributes }) {
        if key.eq_ignore_ascii_case("property") || key.eq_ignore_ascii_case("name") {
            name = name.or(Some(value));
        } else if key.eq_ignore_ascii_case("content") {
            content = content.or(Some(value));
        }
    }
    let Some(name) = name else { return };
    let place = match name.trim().to_ascii_lowercase().as_str() {
        "og:title" => &mut said.og_title,
        "og:description" => &mut said.og_description,
        "og:site_name" => &mut said.site,
        "description" => &mut said.description,
        _ => return,
    };
    *place = place.filter(|text| !text.trim().is_empty()).or(content);
}

/// A tag that opens something.
struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
    /// What stands in it, where that is no markup.
    text: &'a str,
}

/// The opening tags of a text, in order. One that does not end ends the text.
struct Tags<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        loop {
            let at = self.rest.find('<')?;
            self.rest = &self.rest[at + 1..];
            if let Some(comment) = self.rest.strip_prefix("!--") {
                let end = comment.find("-->")?;
                self.rest = &comment[end + 3..];
                continue;
            }
            if !self.rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                continue;
            }
            let name = self.rest.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')?;
            let (name, rest) = self.rest.split_at(name);
            let end = tag_end(rest)?;
            let (attributes, rest) = (&rest[..end], &rest[end + 1..]);
            self.rest = rest;
            let mut text = "";
            let titled = name.eq_ignore_ascii_case("title");
            if titled || RAW.iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
                let end = closing(rest, name)?;
                text = &rest[..end];
                self.rest = &rest[end..];
            }
            return Some(Tag { name, attributes, text });
        }
    }
}

/// Where a tag ends: its `>` outside of quotes.
fn tag_end(rest: &str) -> Option<usize> {
    let (mut quote, mut before) = (None, b' ');
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            // A quote opens a value only after its sign; elsewhere it is a letter like others.
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    None
}

/// Where `</name` stands.
fn closing(text: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find("</")?;
        let after = text.get(at + 2..at + 2 + name.len());
        if after.is_some_and(|after| after.eq_ignore_ascii_case(name)) {
            return Some(at);
        }
        from = at + 2;
    }
}

/// The attributes of a tag, in order.
struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<(&'a str, &'a str)> {
        let between = |c: char| c.is_ascii_whitespace() || c == '/';
        let rest = self.rest.trim_start_matches(between);
        if rest.is_empty() {
            return None;
        }
        // A name has a letter at least, so that something is taken each time.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[first..]
            .find(|c: char| between(c) || c == '=')
            .map_or(rest.len(), |at| at + first);
        let (key, rest) = rest.split_at(end);
        let Some(value) = rest.trim_start().strip_prefix('=') else {
            self.rest = rest;
            return Some((key, ""));
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, rest) = match quote {
            Some(quote) => {
                let inner = &value[1..];
                let end = inner.find(quote).unwrap_or(inner.len());
                (&inner[..end], inner.get(end + 1..).unwrap_or_default())
            }
            None => {
                value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len()))
            }
        };
        self.rest = rest;
        Some((key, value))
    }
}

/// A text with the signs that stand for others read, once.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let read = rest.get(1..).and_then(entity);
        match read {
            Some((letter, length)) => {
                out.push(letter);
                rest = &rest[1 + length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The letter that a sign stands for which begins after `&`, and how long it is with its `;`.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(10).position(|byte| byte == b';')?;
    let name = text.get(..end)?;
    let letter = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).unwrap_or('\u{fffd}')
        }
        None => named(name)?,
    };
    Some((letter, end + 1))
}

fn named(name: &str) -> Option<char> {
    const NAMES: [(&str, char); 28] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", ' '),
        ("hellip", '…'),
        ("ndash", '–'),
        ("mdash", '—'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("laquo", '«'),
        ("raquo", '»'),
        ("middot", '·'),
        ("bull", '•'),
        ("copy", '©'),
        ("reg", '®'),
        ("trade", '™'),
        ("euro", '€'),
        ("auml", 'ä'),
        ("ouml", 'ö'),
        ("uuml", 'ü'),
        ("szlig", 'ß'),
        ("eacute", 'é'),
        ("egrave", 'è'),
        ("ccedil", 'ç'),
    ];
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, letter)| *letter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn title(page: &str) -> Option<String> {
        read(page.as_bytes(), "text/html").map(|preview| preview.title)
    }

    #[test]
    fn a_page_says_its_title_what_it_is_about_and_whose_it_is() {
        let page = r#"<!doctype html><html><head>
            <meta charset="utf-8"><title>Plain &amp; simple</title>
            <meta name="description" content="What it is about">
            <meta property="og:title" content="Bridges &#x2013; built"/>
            <META CONTENT='Beams, "arches" and ropes' PROPERTY='og:description'>
            <meta property=og:site_name content=Brücken>
            </head><body><title>Not this</title>"#;
        let expected = Preview {
            title: "Bridges – built".into(),
            description: "Beams, \"arches\" and ropes".into(),
            site: "Brücken".into(),
        };
        assert_eq!(read(page.as_bytes(), "text/html; charset=UTF-8"), Some(expected));
        let bare = "<title>Only\n a title</title>";
        let expected = Preview { title: "Only a title".into(), ..Preview::default() };
        assert_eq!(read(bare.as_bytes(), "text/html"), Some(expected));
    }

    #[test]
    fn what_is_no_title_is_passed_over() {
        for (page, expected) in [
            ("", None),
            ("Hello", None),
            ("<title></title>", None),
            ("<title>  </title>", None),
            ("<title>\u{202e}\u{200b}</title>", None),
            ("<title>Open", None),
            ("<!-- <title>No</title> --><title>Yes</title>", Some("Yes")),
            ("<!-- <title>No</title>", None),
            ("<script>'<title>No</title>'</script><title>Yes</title>", Some("Yes")),
            ("<SCRIPT>x</script ><title>Yes</title>", Some("Yes")),
            ("<script><title>No</title>", None),
            ("<svg><title>No</title></svg><title>Yes</title>", Some("Yes")),
            ("<p>5 < 6</p><title>Yes</title>", Some("Yes")),
            ("<p a='>'><title>Yes</title>", Some("Yes")),
            ("<p a=\"<title>No</title>\"><title>Yes</title>", Some("Yes")),
            ("<p a='open><title>No</title>", None),
            ("<body><title>No</title>", None),
            ("<title>One</title><title>Two</title>", Some("One")),
            ("<title><b>Bold</b> & <i>more</title>", Some("<b>Bold</b> & <i>more")),
            (
                "<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>",
                Some("<script>alert(1)</script>"),
            ),
            (
                "<title>&amp;lt; &#0; &#xD800; &#x110000; &bogus; &#; &</title>",
                Some("&lt; \u{fffd} \u{fffd} &bogus; &#; &"),
            ),
            ("<meta property='og:title' content=''><title>Yes</title>", Some("Yes")),
            ("<meta property='og:title'><title>Yes</title>", Some("Yes")),
            ("<meta content='No'><title>Yes</title>", Some("Yes")),
            (
                "<meta property='og:title' content='One'><meta property='og:title' content='Two'>",
                Some("One"),
            ),
            ("<meta/property='og:title'/content='Yes'/>", Some("Yes")),
            ("<titles>No</titles><title lang=en>Yes</title>", Some("Yes")),
        ] {
            assert_eq!(title(page).as_deref(), expected, "{page}");
        }
    }

    #[test]
    fn a_page_is_read_in_the_letters_it_is_written_in() {
        let latin = b"<title>Br\xfccke \x80 \x93x\x94</title>";
        let in_itself = [&b"<meta charset=windows-1252>"[..], latin].concat();
        let older = b"<meta http-equiv='Content-Type' content='text/html; charset=ISO-8859-1'>";
        let older = [&older[..], latin].concat();
        let said = Some("Brücke € “x”".to_owned());
        for (bytes, content_type) in [
            (&latin[..], "text/html; charset=\"ISO-8859-1\""),
            (&in_itself, "text/html"),
            (&older, "text/html"),
        ] {
            assert_eq!(read(bytes, content_type).map(|found| found.title), said);
        }
        let marked = "\u{feff}<title>Brücke</title>".as_bytes();
        let found = read(marked, "text/html; charset=iso-8859-1").map(|found| found.title);
        assert_eq!(found.as_deref(), Some("Brücke"), "its first bytes say it");
        assert_eq!(read(latin, "text/html; charset=shift_jis"), None);
        let broken = read(b"<title>a\xffb</title>", "text/html").map(|found| found.title);
        assert_eq!(broken.as_deref(), Some("a\u{fffd}b"));
    }

    #[test]
    fn long_texts_are_cut_and_large_pages_are_read_in_part() {
        let long = format!("<title>{}</title>", "a".repeat(400));
        let found = title(&long).unwrap();
        assert_eq!((found.chars().count(), found.ends_with('…')), (150, true));
        let late = format!("{}<title>Late</title>", " ".repeat(PAGE));
        assert_eq!(title(&late), None);
        // What never ends is looked at once: each of these is half a megabyte.
        for piece in ["<", "<a ", "<!--", "</", "<title>", "<a b='", "&", "<meta a=", "<script>"] {
            let page = piece.repeat(PAGE / piece.len());
            assert_eq!(title(&page), None, "{piece}");
        }
        let signs = format!("<title>{}</title>", "&amp;".repeat(90_000));
        assert_eq!(title(&signs).map(|found| found.chars().count()), Some(150));
        let closes = format!("<script>{}", "</scrip".repeat(70_000));
        assert_eq!(title(&closes), None);
    }

    proptest! {
        #[test]
        fn whatever_a_page_holds_a_preview_is_short_plain_text(bytes: Vec<u8>, html in "(<(title|meta|script|!--|/title|body)?[ a-z='\"/:]{0,20}>?[&;#x0-9a-z<]{0,9}){0,20}") {
            for page in [&bytes[..], html.as_bytes()] {
                for content_type in ["text/html", "text/html; charset=latin1"] {
                    if let Some(found) = read(page, content_type) {
                        for text in [found.title, found.description, found.site] {
                            prop_assert!(text.chars().count() <= 3_000);
                            prop_assert!(!text.chars().any(char::is_control));
                            prop_assert_eq!(plain(&text, 300), text);
                        }
                    }
                }
            }
        }
    }
}
