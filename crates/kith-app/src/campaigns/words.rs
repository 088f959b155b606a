//! What is said about people in a campaign, for pages and clients.

use kith_core::campaign::{Outcome, Stage};

/// Where somebody is.
#[must_use]
pub const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Queued => "Their turn comes",
        Stage::Approached => "Approached, invited next",
        Stage::Invited | Stage::Ignored => "Invited, waiting for an answer",
        Stage::Accepted => "Accepted, a message follows",
        Stage::Ended => "Done",
    }
}

/// Why nothing follows, or why somebody is left out.
#[must_use]
pub const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Finished => "All steps are done",
        Outcome::Replied => "They have written: go on by hand",
        Outcome::Withdrawn => "The invitation was withdrawn",
        Outcome::Expired => "The invitation lapsed",
        Outcome::DoNotContact => "They want no campaigns",
        Outcome::CampaignEnded => "The campaign was ended before",
        Outcome::Gone | Outcome::NotFound => "There is no such member",
        Outcome::Disconnected => "You are not connected any more",
        Outcome::Myself => "This is you",
        Outcome::Connected => "You are connected already",
        Outcome::Pending => "Your invitation waits already",
        Outcome::InvitedYou => "They have invited you: answer by hand",
        Outcome::Resting => "You invited them a short time ago",
        Outcome::Attempts => "You have invited them often enough",
        Outcome::Gate => "They limit who may invite them",
        Outcome::ConnectionsFull => "One of you has no room for another connection",
        Outcome::OtherCampaign => "They are in another campaign of yours",
        Outcome::Unfilled => "A placeholder cannot be filled for them",
        Outcome::TooLong => "The note is too long for them",
        Outcome::Unnamed => "They do not show who they are",
        Outcome::Full => "More people than one campaign may have",
    }
}
