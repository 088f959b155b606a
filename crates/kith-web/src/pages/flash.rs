//! What just happened, said once on the next page, with a way back where there is one.

use maud::{Markup, html};

use super::{
    fields::{decoded, encoded},
    ui::{self, icons},
};

/// The cookie that carries it over the redirect.
pub(crate) const FLASH_COOKIE: &str = "kith_flash";

macro_rules! done {
    ($($(#[$meta:meta])* $name:ident = $code:literal,)+) => {
        /// What happened.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Done { $($(#[$meta])* $name,)+ }

        impl Done {
            fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

done! {
    Sent = "sent",
    Connected = "connected",
    AlreadyPending = "pending",
    Accepted = "accepted",
    Ignored = "ignored",
    IgnoredUnknown = "unknown",
    Withdrawn = "withdrawn",
    WithdrawnMany = "many",
    Replied = "replied",
    Followed = "followed",
    Unfollowed = "unfollowed",
    Blocked = "blocked",
    Unblocked = "unblocked",
    Removed = "removed",
    Dismissed = "dismissed",
    Known = "known",
    ProfileSaved = "profile",
    PhotoSaved = "photo",
    PhotoRemoved = "photo-removed",
    SettingsSaved = "settings",
    Appealed = "appealed",
    Welcome = "welcome",
    SignedOut = "out",
    Deactivated = "deactivated",
    Deleted = "deleted",
    CameBack = "back",
    Restricted = "restricted",
    Lifted = "lifted",
    PlanChanged = "plan",
    StatusChanged = "status",
    Boosted = "boosted",
    Posted = "posted",
    PostSaved = "post-saved",
    PostDeleted = "post-deleted",
    Commented = "commented",
    CommentSaved = "comment-saved",
    CommentDeleted = "comment-deleted",
    Reacted = "reacted",
    Unreacted = "unreacted",
    Joined = "joined",
    AskedToJoin = "asked",
    LeftGroup = "left",
    GroupSaved = "group",
    GroupClosed = "group_closed",
    GroupPeople = "group_people",
    Attending = "attending",
    WaitingForSeat = "seat",
    StaysAway = "away",
    EventSaved = "event",
    EventCancelled = "event_cancelled",
    CompanyHandedOver = "company-handed-over",
    GroupLinkMade = "group-link",
    GroupLinkRevoked = "group-link-revoked",
    CompanySaved = "company",
    CompanyFollowed = "company_followed",
    CompanyUnfollowed = "company_unfollowed",
    Written = "written",
    Read = "read",
    Muted = "muted",
    Unmuted = "unmuted",
    Archived = "archived",
    Unarchived = "unarchived",
    RequestAccepted = "request-accepted",
    RequestDeclined = "request-declined",
    Reported = "reported",
    ReportFinished = "report-finished",
    IntroductionAsked = "introduction-asked",
    IntroductionForwarded = "introduction-forwarded",
    IntroductionDeclined = "introduction-declined",
    SearchSaved = "search",
    SearchDeleted = "unsearch",
    ContactKept = "contact",
    ContactsTaken = "contacts",
    WebhookMade = "webhook",
    WebhookDeleted = "webhook-deleted",
    SentAgain = "sent-again",
    CampaignSaved = "campaign",
    CampaignChanged = "campaign-changed",
    CampaignStarted = "campaign-started",
    CampaignPaused = "campaign-paused",
    CampaignResumed = "campaign-resumed",
    CampaignEnded = "campaign-ended",
    VariantResumed = "variant-resumed",
    VariantLeft = "variant-left",
    CampaignDeleted = "campaign-deleted",
    CampaignsRefused = "campaigns-refused",
    CampaignsAllowed = "campaigns-allowed",
    TemplateSaved = "template",
    TemplateDeleted = "template-deleted",
    NotificationDeleted = "news-deleted",
    NoMail = "no-mail",
    EmailWithdrawn = "email-withdrawn",
    OffersAnswered = "offers",
    ArchiveRead = "archive-read",
    ArchiveApplied = "archive-applied",
    ArchiveDropped = "archive-dropped",
    DeskForgotten = "desk-forgotten",
    ReconnectOn = "reconnect-on",
    ReconnectOff = "reconnect-off",
    ReconnectYes = "reconnect-yes",
    ReconnectNo = "reconnect-no",
    ReconnectUndone = "reconnect-undone",
    ConfirmMailed = "confirm-mailed",
    EmailConfirmed = "email-confirmed",
}

/// What happened, to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flash {
    /// What.
    pub(crate) done: Done,
    /// The handle or the invitation that the way back needs.
    pub(crate) key: String,
    /// The member's name.
    pub(crate) name: String,
    /// How many, or how many days.
    pub(crate) count: u32,
}

impl Flash {
    /// Something that happened to nobody in particular.
    pub(crate) fn plain(done: Done) -> Self {
        Self::about(done, "", "")
    }

    /// Something that happened to `name`; `key` is what the way back needs.
    pub(crate) fn about(done: Done, key: &str, name: &str) -> Self {
        let name = if name.is_empty() { key } else { name };
        // A cookie is small; a name is at most 121 characters.
        let name = name.chars().take(130).collect();
        Self { done, key: key.to_owned(), name, count: 0 }
    }

    /// The same, with a number.
    pub(crate) fn count(mut self, count: u32) -> Self {
        self.count = count;
        self
    }

    /// As the cookie carries it.
    pub(crate) fn cookie(&self) -> String {
        let Self { done, key, name, count } = self;
        format!("{}.{count}.{}.{}", done.code(), encoded(key), encoded(name))
    }

    /// From the cookie.
    pub(crate) fn from_cookie(value: &str) -> Option<Self> {
        let mut parts = value.splitn(4, '.');
        let done = Done::from_code(parts.next()?)?;
        let count = parts.next()?.parse().ok()?;
        let (key, name) = (decoded(parts.next()?), decoded(parts.next()?));
        Some(Self { done, key, name, count })
    }

    /// In words. A name may end in a full stop itself (`Ana P.`).
    pub(crate) fn text(&self) -> String {
        self.sentences().replace("..", ".")
    }

    fn sentences(&self) -> String {
        let Self { name, count, .. } = self;
        match self.done {
            Done::Sent => format!("Invitation sent to {name}."),
            Done::Connected | Done::Accepted => format!("You and {name} are now connected."),
            Done::AlreadyPending => {
                format!("Your invitation to {name} is waiting already. Nothing new was sent.")
            }
            Done::Ignored => format!("Invitation from {name} ignored. They are not told."),
            Done::IgnoredUnknown => format!(
                "Noted: you don’t know {name}. They are not told; to invite you again they need \
                 your e-mail address."
            ),
            Done::Withdrawn => format!(
                "Invitation to {name} withdrawn. They are not told. You can invite them again \
                 after {count} days."
            ),
            Done::WithdrawnMany if *count == 1 => "One invitation withdrawn.".to_owned(),
            Done::WithdrawnMany => format!("{count} invitations withdrawn."),
            Done::Replied => format!("Your answer went to {name}."),
            Done::Followed => format!("You follow {name}."),
            Done::Unfollowed => format!("You no longer follow {name}."),
            Done::Blocked => format!("{name} is blocked. They are not told."),
            Done::Unblocked => format!(
                "{name} is unblocked. What the block ended stays ended; you can invite or follow \
                 them again."
            ),
            Done::Removed => format!("{name} is no longer a connection. They are not told."),
            Done::Dismissed => format!("{name} will not be suggested again."),
            Done::Known => format!("{name} can invite you like everybody else again."),
            Done::ArchiveRead => {
                "Your archive is read. Nothing is imported yet: choose below.".to_owned()
            }
            Done::ArchiveApplied => "What you chose is imported.".to_owned(),
            Done::ArchiveDropped => "The upload is forgotten.".to_owned(),
            Done::DeskForgotten => "All that you brought along is forgotten.".to_owned(),
            Done::ReconnectOn => "You are told when somebody you know is found.".to_owned(),
            Done::ReconnectOff => "Nothing of yours is compared any more.".to_owned(),
            Done::ReconnectYes => {
                format!("Noted. You and {name} are connected when they say yes, too.")
            }
            Done::ReconnectNo => format!("Noted. {name} is not told."),
            Done::ReconnectUndone => "Your answer is taken back.".to_owned(),
            Done::ConfirmMailed => "A link is on its way to your e-mail address.".to_owned(),
            Done::EmailConfirmed => "Your e-mail address is confirmed.".to_owned(),
            Done::PhotoSaved => "Your photo is saved.".to_owned(),
            Done::PhotoRemoved => "Your photo is gone.".to_owned(),
            Done::ProfileSaved => "Your profile is saved.".to_owned(),
            Done::SettingsSaved => "Your settings are saved.".to_owned(),
            Done::Appealed => "Your appeal is with the operator.".to_owned(),
            Done::Welcome => format!("Welcome, {name}. Add a few words about yourself first."),
            Done::Deactivated => {
                "Your account is hidden. Sign in within the next days to come back.".to_owned()
            }
            Done::Deleted => "Your account is deleted. Farewell.".to_owned(),
            Done::CameBack => "Welcome back. Everybody sees you as before.".to_owned(),
            Done::SignedOut => "You are signed out.".to_owned(),
            Done::Restricted => format!("The step for {name} is set."),
            Done::Lifted => format!("The step for {name} is lifted."),
            Done::PlanChanged => format!("The plan of {name} is changed."),
            Done::StatusChanged => format!("The status of {name} is changed."),
            Done::Boosted => format!("The boost “{name}” is set up."),
            Done::Posted => "Your post is published.".to_owned(),
            Done::PostSaved => "Your post has the new words.".to_owned(),
            Done::PostDeleted => "Your post is gone, with its comments.".to_owned(),
            Done::Commented => "Your comment is there.".to_owned(),
            Done::CommentSaved => "Your comment has the new words.".to_owned(),
            Done::CommentDeleted => "The comment is gone.".to_owned(),
            Done::Reacted => "You reacted.".to_owned(),
            Done::Unreacted => "Your reaction is taken back.".to_owned(),
            Done::Joined => format!("You are in {name} now."),
            Done::AskedToJoin => format!("You asked to join {name}. A moderator answers."),
            Done::LeftGroup => format!("You are not in {name} any more."),
            Done::GroupSaved => format!("{name} is saved."),
            Done::GroupClosed => format!("{name} is closed."),
            Done::GroupPeople => format!("Done, for {name}."),
            Done::Attending => format!("You have a seat at {name}."),
            Done::WaitingForSeat => {
                format!("{name} is full. You are on the waiting list and move up by yourself.")
            }
            Done::StaysAway => format!("You do not come to {name} any more."),
            Done::EventSaved => format!("{name} is saved."),
            Done::EventCancelled => format!("{name} is cancelled."),
            Done::CompanyHandedOver => format!("{name} looks after the page now."),
            Done::GroupLinkMade => "The link is made. Whoever has it can join.".to_owned(),
            Done::GroupLinkRevoked => "The link is revoked. It leads nowhere now.".to_owned(),
            Done::CompanySaved => format!("The page of {name} is saved."),
            Done::CompanyFollowed => format!("You follow {name}."),
            Done::CompanyUnfollowed => format!("You no longer follow {name}."),
            Done::Written => format!("Your message went to {name}."),
            Done::Read => "Marked as read.".to_owned(),
            Done::Muted => format!("Messages from {name} are not counted any more."),
            Done::Unmuted => format!("Messages from {name} are counted again."),
            Done::Archived => {
                format!("The conversation with {name} is archived until something new is written.")
            }
            Done::Unarchived => format!("The conversation with {name} is back in the inbox."),
            Done::RequestAccepted => format!("You and {name} can write to each other now."),
            Done::RequestDeclined => format!("Declined. {name} is not told."),
            Done::Reported => "Your report is with the operators. Nobody else is told.".to_owned(),
            Done::ReportFinished => format!("The report about {name} is done."),
            Done::IntroductionAsked => format!("Asked for an introduction to {name}."),
            Done::IntroductionForwarded => format!("Passed on: {name} waits for the answer now."),
            Done::IntroductionDeclined => format!("Declined. {name} is not told."),
            Done::SearchSaved => format!("The search “{name}” is saved."),
            Done::ContactKept => format!("What you keep about {name} is saved. Only you see it."),
            Done::ContactsTaken => super::contacts::taken(*count),
            Done::WebhookMade => "The webhook is made. Give its secret to your program.".to_owned(),
            Done::WebhookDeleted => "The webhook is deleted. It is told nothing more.".to_owned(),
            Done::SentAgain => format!("{count} will be sent again within a minute or two."),
            Done::CampaignSaved => format!("“{name}” is saved. Check below who takes part."),
            Done::CampaignChanged => {
                format!("“{name}” is changed. People who are past a step stay where they are.")
            }
            Done::CampaignStarted => {
                format!("“{name}” runs. The first invitation goes out in its hours.")
            }
            Done::CampaignPaused => format!("“{name}” is paused. Nothing goes out."),
            Done::CampaignResumed => format!("“{name}” goes on. Nothing is made up for."),
            Done::CampaignEnded => format!("“{name}” is ended. Answers are still counted."),
            Done::VariantResumed => {
                "It goes on. Whoever is invited from now on is counted anew.".to_owned()
            }
            Done::VariantLeft => {
                "Whoever waited goes on with the other one, at your pace.".to_owned()
            }
            Done::CampaignDeleted => format!("“{name}” is deleted."),
            Done::CampaignsRefused => {
                format!("No campaign of {name} reaches you any more. They are not told.")
            }
            Done::CampaignsAllowed => format!("Campaigns of {name} may reach you again."),
            Done::TemplateSaved => format!("The template “{name}” is saved."),
            Done::TemplateDeleted => format!("The template “{name}” is deleted."),
            Done::NotificationDeleted => "The notification is deleted.".to_owned(),
            Done::NoMail => "Nothing is mailed to you any more.".to_owned(),
            Done::EmailWithdrawn => format!(
                "Invitation to {name} withdrawn. Nothing of it is mailed any more. You can invite \
                 the address again after {count} days."
            ),
            Done::OffersAnswered if *count == 0 => "Nobody is told.".to_owned(),
            Done::OffersAnswered => super::email::connected(*count),
            Done::SearchDeleted => format!("The saved search “{name}” is deleted."),
        }
    }

    /// Where the way back posts to, and what it is called.
    fn undo(&self) -> Option<(String, &'static str)> {
        let key = encoded(&self.key);
        match self.done {
            Done::Ignored | Done::IgnoredUnknown => {
                Some((format!("/invitations/{key}/accept"), "Accept after all"))
            }
            Done::Followed => Some((format!("/in/{key}/unfollow"), "Undo")),
            Done::Unfollowed => Some((format!("/in/{key}/follow"), "Follow again")),
            Done::Blocked => Some((format!("/in/{key}/unblock"), "Unblock")),
            _ => None,
        }
    }

    /// Where to look further, and what it is called.
    fn further(&self) -> Option<(String, &'static str)> {
        match self.done {
            Done::Sent | Done::AlreadyPending => Some(("/network/sent".to_owned(), "See sent")),
            Done::Connected | Done::Accepted if kith_core::person::is_handle(&self.key) => {
                Some((format!("/in/{}", self.key), "See profile"))
            }
            Done::Welcome => Some(("/settings#profile".to_owned(), "Edit profile")),
            _ => None,
        }
    }

    /// As the page shows it; `back` is where the way back returns to.
    pub(crate) fn view(&self, back: &str) -> Markup {
        html! {
            div.flash {
                (icons::check())
                p { (self.text()) }
                @if let Some((action, label)) = self.undo() {
                    form method="post" action=(action) {
                        (ui::hidden("back", back)) (ui::hidden("name", &self.name))
                        button.link type="submit" { (label) }
                    }
                }
                @if let Some((href, label)) = self.further() {
                    a href=(href) { (label) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flash_survives_the_cookie_and_is_escaped_on_the_page() {
        let flash = Flash::about(Done::Unfollowed, "ana", "<b>Ana; \"P.\"</b>").count(3);
        assert_eq!(Flash::from_cookie(&flash.cookie()), Some(flash.clone()));
        assert_eq!(Flash::from_cookie("nonsense"), None);
        let page = flash.view("/").into_string();
        assert!(page.contains("&lt;b&gt;Ana") && !page.contains("<b>"));
    }
}
