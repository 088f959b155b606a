//! The closed sets of words that the API speaks, for its description.

use std::borrow::Cow;

use kith_core::{
    account, budget, campaign, conversation, degree, event, group, introduction, invitation,
    messaging, notification, post, refusal, restriction,
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr, Schema,
        schema::{ObjectBuilder, Type},
    },
};

/// Describes a set of words of the core by all its codes.
macro_rules! words {
    ($($(#[$meta:meta])* $name:ident = $set:ty;)+) => {$(
        $(#[$meta])*
        pub(crate) enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                one_of(<$set>::ALL.iter().map(|word| word.code()).collect())
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )+};
}

words! {
    /// What may be taken over of an archive.
    ArchivePart = kith_app::archives::Part;
    /// What a member says to reconnecting.
    ReconnectAnswer = kith_core::reconnect::Answer;
    /// What a recorded view shows of its viewer.
    Trace = kith_core::view::Trace;
    /// What a campaign does.
    CampaignState = campaign::State;
    /// Who paused a campaign.
    PausedBy = campaign::PausedBy;
    /// Where somebody is in a campaign.
    CampaignStage = campaign::Stage;
    /// Why a campaign goes on with somebody no more, or left them out.
    CampaignOutcome = campaign::Outcome;
    /// What comes before a campaign's invitation.
    Approach = campaign::steps::Approach;
    /// Whom a follow-up is for.
    Condition = campaign::steps::Condition;
    /// A day of the week.
    Weekday = campaign::Weekday;
    /// What a member leaves behind on the profiles they look at.
    ViewingMode = account::ViewingMode;
    /// How far away somebody is.
    Degree = degree::Degree;
    /// What a member's plan allows.
    Plan = account::Plan;
    /// Whether an account takes part.
    Status = account::Status;
    /// What a member may do to others' accounts.
    Role = account::Role;
    /// Who may invite a member.
    Gate = account::Gate;
    /// The rule that says no.
    Reason = refusal::Reason;
    /// Something that works instead.
    Action = refusal::Action;
    /// Which budget.
    BudgetName = budget::Name;
    /// A rung of the restriction ladder.
    Level = restriction::Level;
    /// What was noticed.
    Signal = restriction::Signal;
    /// What a remark about a note is about.
    NoteRemarkCode = kith_app::notes::Code;
    /// How a draft sounds.
    NoteTone = kith_app::notes::Tone;
    /// What a template is for.
    Purpose = kith_core::template::Purpose;
    /// What a webhook is told of.
    WebhookEvent = kith_core::webhook::Event;
    /// Of whose events a webhook is told.
    WebhookScope = kith_core::webhook::Scope;
    /// Where something stands that a webhook is told.
    DeliveryProgress = kith_core::webhook::Progress;
    /// Who finds a template.
    Circle = kith_core::template::Circle;
    /// Where a template is found.
    Library = kith_core::template::Library;
    /// The life of an invitation.
    InvitationState = invitation::State;
    /// Whom a post is for.
    Audience = post::Audience;
    /// What somebody thinks of a post or comment.
    Reaction = post::Reaction;
    /// How one becomes a member of a group.
    Access = group::Access;
    /// What somebody is to a group.
    Standing = group::Standing;
    /// What somebody is to an event.
    Attendance = event::Attendance;
    /// What became of one entry of a list of addresses.
    EmailOutcome = kith_core::email_invitation::Outcome;
    /// Where the sender of an invitation came from.
    Source = invitation::Source;
    /// What lets a member write to another.
    Way = messaging::Way;
    /// What kind of message it is.
    MessageKind = conversation::Kind;
    /// Where one side stands to what the other began.
    Request = conversation::Request;
    /// Where a conversation stands for one side.
    Folder = conversation::Folder;
    /// The life of an introduction.
    IntroductionState = introduction::State;
    /// What a member is told of.
    NotificationKind = notification::Kind;
    /// How something goes out by e-mail.
    Mailing = notification::Mailing;
}

fn one_of(codes: Vec<&'static str>) -> RefOr<Schema> {
    let object = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes));
    Schema::Object(object.build()).into()
}
