//! A member's own archive of another network: bytes in, rows out.
//!
//! [`read`] takes the ZIP that the member downloaded there and answers typed rows and a report for
//! each file. Everything happens in memory and within limits; nothing in it is trusted. Other
//! people's address books and files about security are not opened at all.

mod dates;
mod error;
mod kind;
pub mod made;
mod names;
mod pack;
mod read;
mod report;
mod rows;
mod sheet;
mod text;
mod zip;

pub use self::{
    error::ArchiveError,
    kind::Part,
    names::{folded, slug},
    read::read,
    report::{FileReport, Left, SkippedRow, Why},
    rows::{
        Archive, ConnectionRow, EducationRow, FollowRow, InvitationRow, OwnRow, PositionRow,
        PraiseKind, PraiseRow, ProfileRow, TalkRow,
    },
    zip::UPLOAD_LIMIT,
};
