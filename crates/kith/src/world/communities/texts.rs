//! What the demo's groups and events say of themselves.

use kith_core::group::{Access, Standing};

/// A group.
pub(super) struct GroupText {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) access: Access,
    /// The industry whose people are in it; absent: anybody's.
    pub(super) industry: Option<&'static str>,
    /// What you are to it.
    pub(super) you: Option<Standing>,
}

const fn group(
    name: &'static str,
    about: &'static str,
    access: Access,
    industry: Option<&'static str>,
    you: Option<Standing>,
) -> GroupText {
    GroupText { name, about, access, industry, you }
}

/// The groups.
pub(super) const GROUPS: [GroupText; 12] = [
    group(
        "Software people",
        "Tools, talks and questions that a search engine does not answer.",
        Access::Open,
        Some("Software"),
        Some(Standing::Member),
    ),
    group(
        "Wind and sun",
        "For everybody who plans, builds or runs renewable power.",
        Access::Open,
        Some("Renewable energy"),
        None,
    ),
    group(
        "Better clinics",
        "How care is organised, and how it could be. Introduce yourself when you ask to join.",
        Access::Request,
        Some("Healthcare"),
        None,
    ),
    group(
        "Cities to live in",
        "Architects and planners on streets, squares and roofs.",
        Access::Open,
        Some("Architecture"),
        None,
    ),
    group(
        "Teaching grown-ups",
        "Courses, workshops and what makes them stick.",
        Access::Open,
        Some("Education"),
        Some(Standing::Member),
    ),
    group(
        "Money, plainly",
        "Finance explained to colleagues who do other things.",
        Access::Request,
        Some("Financial services"),
        None,
    ),
    group(
        "Design critique",
        "Bring something unfinished. Be kind, be exact.",
        Access::Request,
        Some("Design"),
        Some(Standing::Asked),
    ),
    group(
        "Last mile",
        "Routes, warehouses, and the people who carry it all.",
        Access::Open,
        Some("Logistics"),
        None,
    ),
    group(
        "From field to table",
        "Growing, making and selling food.",
        Access::Open,
        Some("Food and agriculture"),
        None,
    ),
    group(
        "First hundred days",
        "New in a job? So are we. Ask what you would not ask your team.",
        Access::Request,
        None,
        Some(Standing::Owner),
    ),
    group(
        "Volunteers who organise",
        "For those who keep societies, clubs and charities going.",
        Access::Open,
        Some("Non-profit"),
        Some(Standing::Moderator),
    ),
    group(
        "Founders, quietly",
        "A small circle for people who start something. What is said here stays here.",
        Access::Hidden,
        None,
        Some(Standing::Invited),
    ),
];

/// An event, by its distance from today.
pub(super) struct EventText {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) place: &'static str,
    pub(super) link: &'static str,
    pub(super) zone: &'static str,
    /// Days from today, and the hour UTC at which it begins.
    pub(super) days: i64,
    pub(super) hour: i64,
    /// How long it lasts.
    pub(super) hours: i64,
    pub(super) seats: Option<u32>,
    /// Whether you come, and whether you run it.
    pub(super) you: bool,
    pub(super) yours: bool,
    pub(super) cancelled: bool,
}

const NOWHERE: EventText = EventText {
    name: "",
    about: "",
    place: "",
    link: "",
    zone: "Europe/London",
    days: 0,
    hour: 17,
    hours: 2,
    seats: None,
    you: false,
    yours: false,
    cancelled: false,
};

/// The events, the earliest first.
pub(super) const EVENTS: [EventText; 13] = [
    EventText {
        name: "Spring meetup of the neighbourhood",
        about: "Talks of ten minutes, then food.",
        place: "Old Customs House, London",
        days: -120,
        you: true,
        ..NOWHERE
    },
    EventText {
        name: "Careers fair",
        about: "Forty employers, no ties needed.",
        place: "Hall 2, Messe Berlin",
        zone: "Europe/Berlin",
        days: -64,
        hour: 8,
        hours: 8,
        ..NOWHERE
    },
    EventText {
        name: "What we learned from failing",
        about: "Six people, six projects that did not work.",
        link: "https://meet.kith.example/failing",
        days: -31,
        you: true,
        ..NOWHERE
    },
    EventText {
        name: "Design walk",
        about: "Two hours on foot, ten buildings, many opinions.",
        place: "Dam square, Amsterdam",
        zone: "Europe/Amsterdam",
        days: -9,
        hour: 14,
        seats: Some(20),
        ..NOWHERE
    },
    EventText {
        name: "Breakfast for people new in town",
        about: "Coffee from eight. Come alone, leave with phone numbers.",
        place: "Cafe Lark, London",
        days: 2,
        hour: 8,
        seats: Some(12),
        you: true,
        ..NOWHERE
    },
    EventText {
        name: "Databases after dark",
        about: "Bring a query that surprised you.",
        link: "https://meet.kith.example/databases",
        zone: "America/New_York",
        days: 4,
        hour: 23,
        you: true,
        ..NOWHERE
    },
    EventText {
        name: "First hundred days: open evening",
        about: "For everybody in a new job. We go round the table once, then talk in small groups.",
        place: "Library, room 4, London",
        days: 8,
        hour: 18,
        seats: Some(30),
        you: true,
        yours: true,
        ..NOWHERE
    },
    EventText {
        name: "Energy and cities",
        about: "A day on roofs, heat and who pays for it.",
        place: "City Hall, Toronto",
        zone: "America/Toronto",
        days: 15,
        hour: 13,
        hours: 7,
        seats: Some(15),
        ..NOWHERE
    },
    EventText {
        name: "Harvest market of ideas",
        about: "Food people and funders at small tables.",
        place: "Mercado Municipal, São Paulo",
        zone: "America/Sao_Paulo",
        days: 19,
        hour: 12,
        hours: 5,
        cancelled: true,
        ..NOWHERE
    },
    EventText {
        name: "Women in engineering, lunch",
        about: "A long table and short speeches.",
        place: "Koramangala, Bengaluru",
        zone: "Asia/Kolkata",
        days: 26,
        hour: 7,
        seats: Some(24),
        ..NOWHERE
    },
    EventText {
        name: "Write better notes",
        about: "A workshop: ten drafts, one hour, no slides.",
        link: "https://meet.kith.example/notes",
        days: 33,
        hour: 16,
        hours: 1,
        ..NOWHERE
    },
    EventText {
        name: "Logistics night",
        about: "A tour of the harbour, then questions.",
        place: "Pier 3, Lagos",
        zone: "Africa/Lagos",
        days: 41,
        hour: 17,
        seats: Some(40),
        ..NOWHERE
    },
    EventText {
        name: "Winter congress",
        about: "Two days for everybody in the network.",
        place: "Palais des congrès, Paris",
        zone: "Europe/Paris",
        days: 63,
        hour: 8,
        hours: 33,
        seats: Some(300),
        you: true,
        ..NOWHERE
    },
];
