//! The use-cases of kith: one file a subject, each reading as its story.
//!
//! Reads are plain functions that may touch the database: call them off the async threads.
//! Writes are async: they join the store's group commit and answer when they are durable.

pub mod accounts;
pub mod admin;
pub mod app;
pub mod archives;
pub mod blocks;
pub mod bylines;
pub mod campaigns;
pub mod comments;
pub mod communities;
pub mod companies;
pub mod confirmations;
pub mod connections;
pub mod contacts;
pub mod conversations;
pub mod desk;
pub mod do_not_contact;
pub mod email_invitations;
pub mod error;
pub mod events;
pub mod export;
pub mod farewell;
pub mod feed;
pub mod followers;
pub mod follows;
pub mod group_links;
pub mod groups;
pub mod home;
pub mod images;
pub mod introductions;
pub mod invitations;
pub mod jobs;
mod keys;
pub mod limits;
pub mod live;
pub mod mailing;
pub mod map;
pub mod messaging;
pub mod network;
pub mod notes;
pub mod notifications;
pub mod people;
mod pictures;
pub mod ports;
pub mod posts;
pub mod previews;
pub mod profiles;
pub mod reactions;
pub mod reconnects;
pub mod reports;
pub mod rows;
pub mod searches;
mod sight;
pub mod suggestions;
pub mod templates;
mod viewer;
pub mod views;
pub mod webhooks;

pub use app::{Actor, App, Ask, Page, Paging, Written};
pub use error::{AppError, FieldError};
pub use kith_store::Revision;
