//! A member's account: plan, role, status and settings.

use serde::{Deserialize, Serialize};

use crate::{id::MemberId, restriction::Ladder, time::Zone};

/// A closed set of words, each with the code that store, API and pages share.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $code)] $variant,)+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that store, API and pages use.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The value behind a code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use codes;

codes! {
    /// What a member's plan allows (R5, R7).
    Plan {
        /// The plan of everybody.
        Free = "free",
        /// Longer notes.
        Premium = "premium",
        /// Twice the budgets.
        Navigator = "navigator",
    }
}

codes! {
    /// Whether the account takes part.
    Status {
        /// Takes part.
        Active = "active",
        /// Hidden: carries no path, is found by nobody.
        Deactivated = "deactivated",
        /// Gone for good: what they wrote to others stays without a name.
        Deleted = "deleted",
    }
}

codes! {
    /// What a member may do to others' accounts.
    Role {
        /// Nothing.
        Member = "member",
        /// Restrictions, members, boosts.
        Operator = "operator",
    }
}

codes! {
    /// Who may invite a member (R4, check 4).
    Gate {
        /// Every member.
        Everyone = "everyone",
        /// People who know the member's e-mail address.
        Email = "email",
        /// 2nd degree, and shared groups or events.
        SecondDegree = "second_degree",
        /// Nobody.
        Nobody = "nobody",
    }
}

codes! {
    /// What a member leaves behind on the profiles they look at (R12).
    ViewingMode {
        /// Who they are, as far as R3 shows it.
        Full = "full",
        /// Headline and industry only.
        SemiPrivate = "semi_private",
        /// Nothing.
        Private = "private",
    }
}

/// What a member decides for themself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Who may invite me.
    pub gate: Gate,
    /// Whether my connections see my list of connections (R3).
    pub connections_visible: bool,
    /// Whether Follow comes before Connect on my profile (R1).
    pub follow_first: bool,
    /// The zone of my calendar months and working hours (R14).
    pub time_zone: Zone,
    /// Whether I am reminded of waiting invitations (R6).
    pub reminders: bool,
    /// Whether everybody may write to me free of charge, while my plan has that (R9).
    pub open_profile: bool,
    /// Whether I take InMail (R9).
    pub inmail: bool,
    /// What I leave behind on the profiles I look at (R12).
    pub viewing_mode: ViewingMode,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            gate: Gate::Everyone,
            connections_visible: true,
            follow_first: false,
            time_zone: Zone::utc(),
            reminders: true,
            open_profile: false,
            inmail: true,
            viewing_mode: ViewingMode::Full,
        }
    }
}

impl Account {
    /// Whether everybody may write to the member free of charge (R9).
    #[must_use]
    pub fn has_open_profile(&self) -> bool {
        self.settings.open_profile && self.plan != Plan::Free
    }
}

/// The facts about a member that decisions read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub id: MemberId,
    /// Their plan.
    pub plan: Plan,
    /// Whether they take part.
    pub status: Status,
    /// Their settings.
    pub settings: Settings,
    /// How many connections they have.
    pub connections: u32,
    /// Where they stand on the restriction ladder (R8).
    pub ladder: Ladder,
    /// Since when no pending place has been left, if none is (R8).
    pub pending_full_since: Option<crate::time::Timestamp>,
}
