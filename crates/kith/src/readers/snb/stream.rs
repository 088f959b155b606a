//! The benchmark's update stream: what happened after the data set ends, in order of time.
//!
//! `updateStream_*_*_person.csv` and `updateStream_*_*_forum.csv` have no header. Each row has the
//! instant at which it happened, that of the last thing it rests on, its kind, and its values.

mod row;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use kith_core::time::Timestamp;

use self::row::Fields;
use super::{
    Places, Reading, SkipReason, Skipped, Snb, SnbError, SnbPerson, files::parts, tidy::time,
};
use crate::readers;

/// What happened, as the files number it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    /// Somebody joined.
    Person(Box<SnbPerson>),
    /// Somebody likes a post.
    LikePost {
        /// Who.
        person: u64,
        /// What.
        post: u64,
    },
    /// Somebody likes a comment.
    LikeComment {
        /// Who.
        person: u64,
        /// What.
        comment: u64,
    },
    /// A forum was made.
    Forum {
        /// Its number.
        id: u64,
        /// What it is called.
        title: String,
        /// Who moderates it.
        moderator: u64,
    },
    /// Somebody came into a forum. Data sets differ in which of the two stands first.
    Membership {
        /// The one number.
        one: u64,
        /// The other.
        other: u64,
    },
    /// Somebody wrote a post.
    Post {
        /// Its number.
        id: u64,
        /// The forum it stands in.
        forum: u64,
        /// Who wrote it.
        author: u64,
        /// The words; of a picture its name.
        body: String,
    },
    /// Somebody wrote a comment.
    Comment {
        /// Its number.
        id: u64,
        /// Who wrote it.
        author: u64,
        /// The post or the comment that it answers.
        answers: Answered,
        /// The words.
        body: String,
    },
    /// Two people know each other.
    Friendship {
        /// The one.
        a: u64,
        /// The other.
        b: u64,
    },
}

/// What a comment answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answered {
    /// A post.
    Post(u64),
    /// Another comment.
    Comment(u64),
}

/// One row of the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// When it happened.
    pub(crate) at: Timestamp,
    /// What.
    pub(crate) act: Act,
    /// The place of its file in [`Stream::files`].
    file: usize,
    /// The line, counted from 1.
    line: u64,
}

/// The update stream of a directory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Stream {
    /// What happened, in order of time.
    pub(crate) events: Vec<Event>,
    /// The rows that cannot be used.
    pub(crate) skipped: Vec<Skipped>,
    /// The names of the files.
    files: Vec<String>,
}

impl Stream {
    /// Where an event stands, for people.
    pub(crate) fn place(&self, event: &Event) -> String {
        let file = self.files.get(event.file).map_or("", String::as_str);
        format!("{file}, line {}", event.line)
    }
}

/// Reads the whole update stream.
///
/// # Errors
/// There is none, or a file cannot be read.
pub(crate) fn read(dir: &Path) -> Result<Stream, SnbError> {
    let mut reading = Reading { dir, snb: Snb::default(), index: HashMap::new() };
    let names = Names {
        places: reading.places()?,
        organisations: reading.names("organisation")?,
        tags: reading.names("tag")?,
    };
    let mut stream = Stream::default();
    for path in found(dir)? {
        stream.read_file(&path, &names)?;
    }
    // Rows of one instant keep the order of their files; what others rest on comes first.
    stream.events.sort_by_key(|event| (event.at, event.act.rank()));
    Ok(stream)
}

/// The stream's files, persons first.
fn found(dir: &Path) -> Result<Vec<PathBuf>, SnbError> {
    let places = [dir.to_owned(), dir.join("social_network")];
    for place in &places {
        // A part's numbers stand before the word, so each name is asked for as it is there.
        let entries = std::fs::read_dir(place).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| name.starts_with("updateStream_"))
            .filter_map(|name| {
                let stem = name.strip_suffix(".zst").unwrap_or(&name).strip_suffix(".csv")?;
                let kind = stem.ends_with("_person") || stem.ends_with("_forum");
                kind.then(|| stem.to_owned())
            })
            .collect();
        names.sort_by_key(|name| (name.ends_with("_forum"), name.clone()));
        names.dedup();
        if !names.is_empty() {
            return Ok(names.iter().flat_map(|name| parts(place, name)).collect());
        }
    }
    Err(SnbError::Missing("updateStream_*_*_person and updateStream_*_*_forum", places.to_vec()))
}

/// The names behind the numbers of the static files.
struct Names {
    places: Places,
    organisations: HashMap<u64, String>,
    tags: HashMap<u64, String>,
}

impl Stream {
    fn read_file(&mut self, path: &Path, names: &Names) -> Result<(), SnbError> {
        let failed = |error| SnbError::Io(path.to_owned(), error);
        let (source, _) = readers::open(path).map_err(failed)?;
        let file = self.files.len();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.files.push(name.clone());
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b'|')
            .quoting(false)
            .flexible(true)
            .has_headers(false)
            .from_reader(source);
        let mut bytes = csv::ByteRecord::new();
        while reader.read_byte_record(&mut bytes).map_err(|error| failed(error.into()))? {
            let line = bytes.position().map_or(0, csv::Position::line);
            let read = std::str::from_utf8(bytes.as_slice())
                .map_err(|_| SkipReason::NotText)
                .and_then(|_| event(&Fields::new(&bytes), names));
            match read {
                Ok((at, act)) => self.events.push(Event { at, act, file, line }),
                Err(why) => self.skipped.push(Skipped { file: name.clone(), line, why }),
            }
        }
        Ok(())
    }
}

impl Act {
    /// The order of what happened at one instant.
    const fn rank(&self) -> u8 {
        match self {
            Self::Person(_) => 0,
            Self::Forum { .. } => 1,
            Self::Membership { .. } | Self::Friendship { .. } => 2,
            Self::Post { .. } => 3,
            Self::Comment { .. } => 4,
            Self::LikePost { .. } | Self::LikeComment { .. } => 5,
        }
    }
}

fn event(row: &Fields<'_>, names: &Names) -> Result<(Timestamp, Act), SkipReason> {
    let at = time(row.text(0)?)?;
    let act = match row.id(2)? {
        1 => Act::Person(Box::new(row::person(row, names)?)),
        2 => Act::LikePost { person: row.id(3)?, post: row.id(4)? },
        3 => Act::LikeComment { person: row.id(3)?, comment: row.id(4)? },
        4 => Act::Forum {
            id: row.id(3)?,
            title: row.text(4)?.trim().to_owned(),
            moderator: row.id(6)?,
        },
        5 => Act::Membership { one: row.id(3)?, other: row.id(4)? },
        6 => {
            let (image, words) = (row.text(4)?, row.text(9)?.trim());
            let body = if words.is_empty() { format!("Photo: {image}") } else { words.to_owned() };
            Act::Post { id: row.id(3)?, author: row.id(11)?, forum: row.id(12)?, body }
        }
        7 => {
            let answers = match (row.maybe(11)?, row.maybe(12)?) {
                (Some(post), None) => Answered::Post(post),
                (None, Some(comment)) => Answered::Comment(comment),
                _ => return Err(SkipReason::TooFewFields),
            };
            let body = row.text(7)?.trim().to_owned();
            Act::Comment { id: row.id(3)?, author: row.id(9)?, answers, body }
        }
        8 => match (row.id(3)?, row.id(4)?) {
            (a, b) if a == b => return Err(SkipReason::SelfLoop),
            (a, b) => Act::Friendship { a, b },
        },
        other => return Err(SkipReason::NotA("kind of update", other.to_string())),
    };
    Ok((at, act))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_comes_in_order_of_time_and_what_others_rest_on_first() {
        let folder = std::env::temp_dir().join(format!("kith-stream-{}", std::process::id()));
        for name in ["place", "organisation", "tag"] {
            let rows = "id|name\n1|Kam_Air\n2|S%C3%A3o_Paulo\n";
            std::fs::create_dir_all(folder.join("static")).unwrap();
            std::fs::write(folder.join(format!("static/{name}_0_0.csv")), rows).unwrap();
        }
        let forum = "20|0|7|40|20|ip|b|Yes|3|9|2|-1|40|\n20|0|6|30||20|ip|b|en||0|9|50|2|\n10|0|4|50|Group|10|9|\n30|0|6|31||30|ip|b|en|No author\n";
        let packed = zstd::encode_all(forum.as_bytes(), 3).unwrap();
        std::fs::write(folder.join("updateStream_0_1_forum.csv.zst"), packed).unwrap();
        let person = "10|0|1|9|Eve|Sato|f|0|10|ip|b|2|en|nobody;eve@example.org|1;1;2||1,2010\n";
        std::fs::write(folder.join("updateStream_0_0_person.csv"), person).unwrap();
        let read = read(&folder);
        std::fs::remove_dir_all(&folder).unwrap();
        let stream = read.unwrap();
        let ranks: Vec<u8> = stream.events.iter().map(|event| event.act.rank()).collect();
        assert_eq!(ranks, [0, 1, 3, 4]);
        let Act::Person(eve) = &stream.events[0].act else { panic!("{:?}", stream.events[0]) };
        assert_eq!(
            (eve.location.as_str(), eve.email.as_deref()),
            ("São Paulo", Some("eve@example.org"))
        );
        assert_eq!(eve.interests, ["Kam Air", "São Paulo"]);
        assert_eq!(eve.companies, [("Kam Air".to_owned(), 2010)]);
        let body = "Photo: ".to_owned();
        assert_eq!(stream.events[2].act, Act::Post { id: 30, forum: 50, author: 9, body });
        assert_eq!(stream.place(&stream.events[3]), "updateStream_0_1_forum.csv.zst, line 1");
        let skipped: Vec<_> = stream.skipped.iter().map(|one| (one.line, &one.why)).collect();
        assert_eq!(skipped, [(4, &SkipReason::TooFewFields)]);
    }
}
