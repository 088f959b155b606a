//! What has happened: the schema, and every SQL statement once, for SQLite and PostgreSQL.
//!
//! A [`Store`] takes writes into group commits ([`Store::write`]) and answers reads from a pool
//! of connections ([`Store::read`]). Each write appends its changes to the journal in the same
//! transaction; followers read it with a [`Tail`].

#![expect(
    clippy::too_many_arguments,
    reason = "the function of a statement takes every parameter of its SQL"
)]

mod accounts;
mod archives;
mod brought;
mod bulk;
mod bulk_content;
mod campaign_people;
mod campaigns;
mod changes;
mod check;
mod comments;
mod communities;
mod companies;
mod contacts;
mod conversations;
mod dump;
#[cfg(test)]
mod dump_tests;
mod echo;
mod email_invitations;
mod engaged;
mod error;
mod events;
mod farewell;
mod ground;
mod group_links;
mod groups;
mod groups_between;
mod identities;
mod images;
mod inmails;
mod introductions;
mod invitations;
mod journal;
mod lists;
mod mails;
mod meetings;
mod mentions;
mod messages;
mod migrations;
mod notifications;
mod pairs;
mod plain;
mod pool;
mod posts;
mod previews;
mod reactions;
mod reconnects;
mod reports;
mod restrictions;
mod searches;
mod sessions;
mod sql;
#[cfg(test)]
mod statements_tests;
mod store;
mod templates;
mod together;
mod views;
mod webhooks;
mod writer;

pub use self::{
    accounts::{AccountRow, History, NewAccount, Secret, StoredAccount},
    archives::ArchiveRow,
    brought::{BroughtContactRow, PastInvitationRow, PraiseStored, TalkStored},
    bulk::{BulkConnection, BulkInvitation},
    bulk_content::BulkReaction,
    campaigns::{SenderVolumeRow, VolumeRow},
    check::{Disagreement, TiesRow},
    comments::CommentRow,
    communities::Seen,
    companies::CompanyRow,
    contacts::ContactRow,
    conversations::ConversationRow,
    dump::{Counted, DumpError, STORE_ID, restore},
    echo::Echo,
    email_invitations::{EmailInvitationRow, EmailVolumeRow, NewEmailInvitation},
    engaged::EngagedRow,
    error::StoreError,
    events::{AttendeeRow, EventRow, When},
    farewell::{Looked, LookedThrough, Scrubbed},
    group_links::GroupLinkRow,
    groups::{GroupMemberRow, GroupRow},
    groups_between::GroupsBetween,
    identities::IdentityRow,
    images::{ImageRow, NewImage, PostImageRow},
    introductions::Part,
    invitations::{InvitationRow, UsageWindows},
    journal::{Entry, Revision, Tail},
    lists::{BlockRow, ConnectionRow, Cursor},
    mails::MailRow,
    meetings::{Between, Met},
    messages::MessageRow,
    notifications::{ChosenRow, NotificationRow},
    plain::{NearRow, PlainComment, PlainPost, PlainProfile},
    posts::{Placed, PostRow, wall_of},
    previews::{Link, WantedRow},
    reactions::{Anything, MyReactionRow, ReactionRow},
    reconnects::{Mark, MatchRow, ReconnectingRow, StoredOffer},
    reports::ReportRow,
    restrictions::{AdminRow, BoostUse, RestrictionRow},
    searches::SearchRow,
    sessions::Bearer,
    store::{Location, Options, Reads, Stats, Store, run_on_server},
    views::ViewRow,
    webhooks::{DeliveryRow, WebhookRow},
    writer::{Command, Ticket, Tx, Written},
};
