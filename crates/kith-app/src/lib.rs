//! The use-cases of kith: one file a subject, each reading as its story.
//!
//! Reads are plain functions that may touch the database: call them off the async threads.
//! Writes are async: they join the store's group commit and answer when they are durable.

pub mod accounts;
pub mod admin;
pub mod app;
pub mod blocks;
pub mod connections;
pub mod error;
pub mod followers;
pub mod follows;
pub mod home;
pub mod invitations;
pub mod jobs;
pub mod limits;
pub mod network;
pub mod people;
pub mod ports;
pub mod profiles;
pub mod rows;
pub mod searches;
mod sight;
pub mod suggestions;
mod viewer;

pub use app::{Actor, App, Ask, Page, Paging, Written};
pub use error::{AppError, FieldError};
pub use kith_store::Revision;
