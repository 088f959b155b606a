//! A "no" that says which rule, until when, and what would work instead.

use serde::Serialize;

use crate::{account::codes, change::Change, time::Timestamp};
use serde::Deserialize;

codes! {
    /// The rule that says no.
    Reason {
        /// Nobody invites, follows or blocks themself (R4, check 1).
        Myself = "self",
        /// Unknown, deactivated, or a block either way (R4, check 2).
        NotFound = "not_found",
        /// They are connected (R4, check 3).
        AlreadyConnected = "already_connected",
        /// The first invitation is still pending (R4, check 3).
        AlreadyPending = "already_pending",
        /// The recipient's own setting (R4, check 4).
        Gate = "gate",
        /// Too soon after a withdrawal or expiry (R6).
        Resting = "resting",
        /// Too many invitations to the same person (R6).
        Attempts = "attempts",
        /// Either side has as many connections as there may be (R4, check 6).
        ConnectionsFull = "connections_full",
        /// The sender is paused (R8).
        Restricted = "restricted",
        /// The sliding week is used up (R7).
        WeeklyLimit = "weekly_limit",
        /// No pending place is left (R7).
        PendingLimit = "pending_limit",
        /// The note is longer than the plan allows (R5).
        NoteTooLong = "note_too_long",
        /// The month's notes are used up (R5).
        NotesLimit = "notes_limit",
        /// The invitation has ended another way (R6).
        NotPending = "not_pending",
        /// They are not connected.
        NotConnected = "not_connected",
        /// Unblocked too short a time ago (R1).
        BlockedRecently = "blocked_recently",
        /// The list of connections is not for this viewer (R3).
        ListHidden = "list_hidden",
        /// Only an operator may.
        NotOperator = "not_operator",
        /// There is no restriction in force to appeal or lift.
        NotRestricted = "not_restricted",
        /// Only whoever runs the group, event or page may.
        NotInCharge = "not_in_charge",
        /// The other does not work at the company.
        NotStaff = "not_staff",
        /// A group's owner leaves after handing it over.
        OwnerStays = "owner_stays",
        /// The other is no member of the group.
        NotMember = "not_member",
        /// A moderator removed them from the group, and has to take them in again.
        Removed = "removed",
        /// Only members of the group may.
        MembersOnly = "members_only",
        /// The event is cancelled or over.
        EventClosed = "event_closed",
        /// More people are coming than the new capacity has seats.
        SeatsTaken = "seats_taken",
        /// A page of this name is there already.
        NameTaken = "name_taken",
        /// Nothing lets this member write to that one (R9).
        NoWay = "no_way",
        /// The message request waits for an answer (R9).
        RequestPending = "request_pending",
        /// The month's group openers are used up (R7).
        OpenerLimit = "opener_limit",
        /// The recipient takes no InMail (R9).
        InMailRefused = "inmail_refused",
        /// The last InMail to this person has no answer yet (R9).
        InMailUnanswered = "inmail_unanswered",
        /// No InMail credit is left (R9).
        InMailLimit = "inmail_limit",
        /// There is no request here to accept or decline (R9).
        NoRequest = "no_request",
        /// The member in between is not connected to both (R10).
        NotBetween = "not_between",
        /// The introduction waits for an answer (R10).
        IntroductionPending = "introduction_pending",
        /// Who looks at others in private mode sees no viewers on the free plan (R12).
        ViewsPrivately = "views_privately",
        /// The campaign is not in a state for that (R13).
        CampaignState = "campaign_state",
        /// An operator paused the campaign (R13).
        CampaignPaused = "campaign_paused",
        /// This network sends no invitations by e-mail.
        EmailOff = "email_off",
        /// The day's invitations by e-mail are used up.
        EmailLimit = "email_limit",
        /// The account is deactivated, and its member may come back still.
        Deactivated = "deactivated",
    }
}

codes! {
    /// Something that works where the asked thing does not.
    Action {
        /// Accept their invitation.
        Accept = "accept",
        /// Follow, react or comment first.
        Engage = "engage",
        /// Follow them.
        Follow = "follow",
        /// Send it with their e-mail address.
        GiveEmail = "give_email",
        /// Ask a mutual connection.
        AskMutual = "ask_mutual",
        /// Come back at the instant named.
        Wait = "wait",
        /// Withdraw the oldest pending invitations.
        WithdrawOldest = "withdraw_oldest",
        /// See and withdraw the pending invitation.
        SeeSent = "see_sent",
        /// Shorten the note.
        ShortenNote = "shorten_note",
        /// Send it without a note.
        DropNote = "drop_note",
        /// Appeal to the operator.
        Appeal = "appeal",
        /// Remove connections that no longer matter.
        RemoveConnections = "remove_connections",
        /// Write to them.
        Message = "message",
        /// Find other people.
        FindPeople = "find_people",
        /// Make another member of the group its owner.
        HandOver = "hand_over",
        /// Find another group.
        FindGroups = "find_groups",
        /// Find another event.
        FindEvents = "find_events",
        /// Look for the company's page.
        FindCompanies = "find_companies",
        /// Invite them, with a note (R9).
        Invite = "invite",
        /// Join a group that both could share (R9).
        JoinGroup = "join_group",
        /// Send an InMail (R9).
        InMail = "inmail",
        /// Ask a mutual connection for an introduction (R10).
        Introduce = "introduce",
        /// Change how others' profiles are looked at (R12).
        ChangeViewing = "change_viewing",
        /// Make the deactivated account visible again.
        ComeBack = "come_back",
    }
}

/// One thing that would work instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Instead {
    /// What to do.
    pub action: Action,
    /// What to call it, for people.
    pub label: String,
    /// For [`Action::Engage`]: whether it has happened since the last invitation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<bool>,
}

impl Instead {
    /// An action and what to call it.
    #[must_use]
    pub fn new(action: Action, label: impl Into<String>) -> Self {
        Self { action, label: label.into(), done: None }
    }
}

/// Why something may not happen. It never costs anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The first rule that says no.
    pub reason: Reason,
    /// Every further rule that would also say no.
    pub also: Vec<Reason>,
    /// The instant at which `reason` stops holding, where that is known.
    pub until: Option<Timestamp>,
    /// What works now.
    pub instead: Vec<Instead>,
    /// One sentence for people.
    pub detail: String,
}

impl Refusal {
    /// A refusal for one reason.
    #[must_use]
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, also: Vec::new(), until: None, instead: Vec::new(), detail: detail.into() }
    }

    /// The same, holding until `until`.
    #[must_use]
    pub fn until(mut self, until: Option<Timestamp>) -> Self {
        self.until = until;
        self
    }

    /// The same, with one more thing that works.
    #[must_use]
    pub fn instead(mut self, action: Action, label: impl Into<String>) -> Self {
        self.instead.push(Instead::new(action, label));
        self
    }

    /// The answer for a member who is not there, or not for this viewer: always the same (R1).
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(Reason::NotFound, "There is no such member.")
    }
}

/// What a rule says: the changes that happen, or why nothing does.
pub type Decision = Result<Vec<Change>, Refusal>;
