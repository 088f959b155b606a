//! Codes in words, for people.

use kith_core::{
    account::{Gate, Plan, Status, ViewingMode},
    budget,
    degree::Degree,
    invitation::Source,
    refusal::Reason,
    restriction::{Level, Signal},
};

/// A count with its noun: `1 connection`, `2 connections`.
pub(crate) fn count(number: u32, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// A number with its thousands set apart: `30,000`.
pub(crate) fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// What a degree means.
pub(crate) fn degree(degree: Degree) -> &'static str {
    match degree {
        Degree::Myself => "This is you",
        Degree::First => "1st degree: you are connected",
        Degree::Second => "2nd degree: connected to one of your connections",
        Degree::Third => "3rd degree: three steps away",
        Degree::Out => "Out of network: more than three steps away",
    }
}

/// What a gate is called, and what it does.
pub(crate) fn gate(gate: Gate) -> (&'static str, &'static str) {
    match gate {
        Gate::Everyone => ("Everyone", "Every member may invite you."),
        Gate::Email => (
            "People who know my e-mail address",
            "They give it with the invitation. Nobody else gets through.",
        ),
        Gate::SecondDegree => {
            ("People near me", "2nd degree, and members of a shared group or event.")
        }
        Gate::Nobody => ("Nobody", "You can still invite others; they can still follow you."),
    }
}

/// What a viewing mode is called, and what it does (R12).
pub(crate) fn viewing_mode(mode: ViewingMode) -> (&'static str, &'static str) {
    match mode {
        ViewingMode::Full => (
            "My name and headline",
            "They see who you are, as far as your distance shows it, and may invite you.",
        ),
        ViewingMode::SemiPrivate => (
            "Only my headline and industry",
            "No name and no link. Two views of yours look like two people’s.",
        ),
        ViewingMode::Private => (
            "Nothing",
            "Your visits are not recorded, so nobody can learn of them later either. On the free \
             plan you do not see your own viewers then.",
        ),
    }
}

/// A plan's name.
pub(crate) fn plan(plan: Plan) -> &'static str {
    match plan {
        Plan::Free => "Free",
        Plan::Premium => "Premium",
        Plan::Navigator => "Navigator",
    }
}

/// A status in a word.
pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Active => "Active",
        Status::Deactivated => "Deactivated",
        Status::Deleted => "Deleted",
    }
}

/// Where an invitation came from.
pub(crate) fn source(source: Source) -> &'static str {
    match source {
        Source::Profile => "from your profile",
        Source::Search => "from people search",
        Source::Suggestions => "from suggestions",
        Source::Mutual => "through a mutual connection",
        Source::Event => "from an event",
        Source::InPerson => "met in person",
        Source::Group => "from a group",
        Source::Company => "from a company page",
        Source::Post => "from a post",
        Source::Viewer => "after you viewed each other",
        Source::Introduction => "by an introduction",
        Source::Import => "from imported contacts",
        Source::Campaign => "from a campaign",
        Source::Email => "by e-mail",
    }
}

/// A budget's name, and what it counts.
pub(crate) fn budget(name: budget::Name) -> (&'static str, &'static str) {
    match name {
        budget::Name::Weekly => (
            "Invitations this week",
            "Counts what you sent in the last 7 × 24 hours. Each one frees exactly a week after it \
             was sent. Withdrawing does not give it back; accepting costs nothing.",
        ),
        budget::Name::Pending => (
            "Pending invitations",
            "Counts invitations that wait for an answer. Withdrawing one frees its place at once.",
        ),
        budget::Name::Notes => (
            "Notes this month",
            "Counts invitations with a note in this calendar month of your time zone. Without a \
             note you can go on inviting.",
        ),
        budget::Name::Connections => (
            "Connections",
            "The most connections one member can have. Removing one frees its place.",
        ),
        budget::Name::Openers => (
            "Group messages this month",
            "Counts first messages to people in a group you share, all groups together, in this \
             calendar month of your time zone. Answers are never counted.",
        ),
        budget::Name::InMail => (
            "InMail credits",
            "An InMail reaches people you have no other way to. Credits come every month on the \
             day of your plan, unused ones are kept up to a cap, and one comes back when its \
             recipient answers or declines in time, usually 90 days. The free plan has none.",
        ),
    }
}

/// A rung of the ladder.
pub(crate) fn level(level: Level) -> &'static str {
    match level {
        Level::Clear => "Clear",
        Level::Warned => "Warned",
        Level::PausedShort => "Paused, first step",
        Level::PausedMedium => "Paused, second step",
        Level::PausedLong => "Paused, third step",
    }
}

/// What was noticed.
pub(crate) fn signal(signal: Signal) -> &'static str {
    match signal {
        Signal::Burst => "Many invitations in a short time",
        Signal::Unknown => "Recipients don’t know the sender",
        Signal::OptedOut => "People invited by e-mail wanted no more mail",
        Signal::Acceptance => "Few invitations are accepted",
        Signal::PendingFull => "No pending place left for two weeks",
        Signal::Operator => "Set by an operator",
    }
}

/// A refusal in a few words.
pub(crate) fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Myself => "That is you",
        Reason::NotFound => "No such member",
        Reason::AlreadyConnected => "Connected already",
        Reason::AlreadyPending => "Your invitation is waiting",
        Reason::Gate => "Their door has a key",
        Reason::Resting => "Give it a rest first",
        Reason::Attempts => "Invited often enough for now",
        Reason::ConnectionsFull => "No room for another connection",
        Reason::Restricted => "New invitations are paused",
        Reason::WeeklyLimit => "This week’s invitations are used",
        Reason::PendingLimit => "No pending place left",
        Reason::NoteTooLong => "The note is too long",
        Reason::NotesLimit => "This month’s notes are used",
        Reason::NotPending => "Not pending any more",
        Reason::NotConnected => "You are not connected",
        Reason::BlockedRecently => "Unblocked a short time ago",
        Reason::ListHidden => "This list is not shown",
        Reason::NotOperator => "For operators only",
        Reason::NotRestricted => "Nothing to appeal",
        Reason::NotInCharge => "For those in charge only",
        Reason::NotStaff => "They do not work there",
        Reason::OwnerStays => "Hand it over first",
        Reason::Removed => "A moderator removed you",
        Reason::MembersOnly => "For members of the group",
        Reason::NotMember => "Not in this group",
        Reason::EventClosed => "Cancelled or over",
        Reason::SeatsTaken => "More seats are taken",
        Reason::NameTaken => "There is a page already",
        Reason::NoWay => "No way to write to them yet",
        Reason::RequestPending => "Your message request waits",
        Reason::OpenerLimit => "This month’s group messages are used",
        Reason::InMailRefused => "They take no InMail",
        Reason::InMailUnanswered => "Your InMail waits for an answer",
        Reason::InMailLimit => "No InMail credit left",
        Reason::NoRequest => "Nothing waits for you here",
        Reason::NotBetween => "Nobody in between to ask",
        Reason::IntroductionPending => "You have asked for this",
        Reason::EmailOff => "No invitations by e-mail here",
        Reason::EmailLimit => "Today’s invitations by e-mail are used",
        Reason::Deactivated => "Your account is deactivated",
        Reason::ViewsPrivately => "You look at others in private mode",
        Reason::CampaignState => "Not in a state for that",
        Reason::CampaignPaused => "An operator paused this campaign",
    }
}

/// A further reason, as the end of “Also:”.
pub(crate) fn also(reason: Reason) -> &'static str {
    match reason {
        Reason::Gate => "they limit who may invite them",
        Reason::Resting => "an earlier invitation has to rest first",
        Reason::Attempts => "you have invited them often enough for now",
        Reason::ConnectionsFull => "one of you has no room for another connection",
        Reason::Restricted => "your new invitations are paused",
        Reason::WeeklyLimit => "this week’s invitations are used",
        Reason::PendingLimit => "no pending place is left",
        Reason::NoteTooLong => "the note is too long",
        Reason::NotesLimit => "this month’s notes are used",
        other => self::reason(other),
    }
}
