//! What each file is: told by its headers first and by its name second, as names are translated
//! and headers are not.

use serde::{Deserialize, Serialize};

/// What a member may choose to keep of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Headline, about, industry, location.
    Profile,
    /// Jobs.
    Positions,
    /// Schools.
    Education,
    /// Skills.
    Skills,
    /// Companies followed.
    Follows,
    /// Connections, as private contacts.
    Connections,
    /// The member's own invitations, sent and received.
    Invitations,
    /// Who recommended or endorsed the member.
    Praise,
    /// With whom the member last wrote, and when; nothing of what.
    Talks,
}

impl Part {
    /// Every part, in the order in which they are shown and kept.
    pub const ALL: [Self; 9] = [
        Self::Profile,
        Self::Positions,
        Self::Education,
        Self::Skills,
        Self::Follows,
        Self::Connections,
        Self::Invitations,
        Self::Praise,
        Self::Talks,
    ];

    /// The word that API and forms use.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Positions => "positions",
            Self::Education => "education",
            Self::Skills => "skills",
            Self::Follows => "follows",
            Self::Connections => "connections",
            Self::Invitations => "invitations",
            Self::Praise => "praise",
            Self::Talks => "talks",
        }
    }

    /// The part behind a word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.code() == code)
    }
}

/// A file that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Profile,
    Summary,
    Positions,
    Education,
    Skills,
    Follows,
    Emails,
    // Before messages and connections: they tell which address is the member's own.
    Invitations,
    Connections,
    Recommendations,
    Endorsements,
    Messages,
}

impl Kind {
    /// The part that the file is about.
    pub(crate) const fn part(self) -> Part {
        match self {
            Self::Profile | Self::Summary | Self::Emails => Part::Profile,
            Self::Positions => Part::Positions,
            Self::Education => Part::Education,
            Self::Skills => Part::Skills,
            Self::Follows => Part::Follows,
            Self::Invitations => Part::Invitations,
            Self::Connections => Part::Connections,
            Self::Recommendations | Self::Endorsements => Part::Praise,
            Self::Messages => Part::Talks,
        }
    }
}

/// A name as files are compared: without folders, ending, a member's number, spaces.
pub(crate) fn plain(name: &str) -> String {
    let base = name.rsplit('/').next().unwrap_or(name).to_lowercase();
    let base = base.strip_suffix(".csv").unwrap_or(&base);
    let base = match base.rsplit_once('_') {
        Some((front, digits))
            if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) =>
        {
            front
        }
        _ => base,
    };
    base.chars().filter(|letter| !matches!(letter, ' ' | '_' | '-')).collect()
}

/// Files that are never opened, by their plain names: others' address books, and what is about
/// security, advertising and identity.
const PRIVATE: [&str; 15] = [
    "logins",
    "securitychallenges",
    "adtargeting",
    "inferencesaboutyou",
    "receipts",
    "receiptsv2",
    "verifications",
    "verification",
    "privateidentityasset",
    "contacts",
    "importedcontacts",
    "registration",
    "phonenumbers",
    "whatsappphonenumbers",
    "adsclicked",
];

/// Whether a file is never opened.
pub(crate) fn is_private(name: &str) -> bool {
    let folders = || name.rsplit_once('/').map_or("", |(folders, _)| folders).split('/');
    PRIVATE.contains(&plain(name).as_str())
        || folders().any(|folder| PRIVATE.contains(&plain(folder).as_str()))
}

/// Files with the headers of messages that hold conversations with a machine.
const MACHINES: [&str; 5] = [
    "guidemessages",
    "learningcoachmessages",
    "learningroleplaymessages",
    "coachmessages",
    "learningcoach",
];

/// A header as headers are compared.
pub(crate) fn header(text: &str) -> String {
    text.chars()
        .filter(|letter| {
            !letter.is_whitespace() && !matches!(letter, '_' | '\u{feff}' | '"' | '\'')
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// The headers that tell a file, each beside those that its rows cannot do without.
const SIGNATURES: [(Kind, &[&str]); 12] = [
    (Kind::Emails, &["emailaddress", "confirmed", "primary"]),
    (Kind::Connections, &["firstname", "connectedon"]),
    (Kind::Invitations, &["from", "to", "sentat", "direction"]),
    (Kind::Messages, &["conversationid", "from", "date", "content"]),
    (Kind::Profile, &["firstname", "headline", "industry"]),
    (Kind::Summary, &["profilesummary"]),
    (Kind::Positions, &["companyname", "title", "startedon"]),
    (Kind::Education, &["schoolname", "startdate"]),
    (Kind::Follows, &["organization", "followedon"]),
    (Kind::Endorsements, &["skillname", "endorserfirstname"]),
    (Kind::Recommendations, &["firstname", "lastname", "text", "creationdate"]),
    (Kind::Skills, &["name"]),
];

/// What a row of headers tells of a file with this plain name.
pub(crate) fn of_header(headers: &[String], plain: &str) -> Option<Kind> {
    let has = |wanted: &&str| headers.iter().any(|one| one == wanted);
    let (kind, _) = SIGNATURES.iter().find(|(_, all)| all.iter().all(has))?;
    match kind {
        // Many files have a column of that name; only this one has no other.
        Kind::Skills if headers.iter().filter(|one| !one.is_empty()).count() > 1 => None,
        Kind::Skills if !plain.contains("skill") && plain != "skills" => None,
        Kind::Messages if MACHINES.contains(&plain) => None,
        // Those that the member wrote have the same headers.
        Kind::Recommendations if !plain.contains("received") => None,
        kind => Some(*kind),
    }
}
