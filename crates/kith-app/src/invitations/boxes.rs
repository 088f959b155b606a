//! Boxes of invitations, as one side sees them.

use kith_core::{
    id::{InvitationId, MemberId},
    invitation::{self as core, State},
    time::{DAY, Timestamp},
};
use kith_store::{InvitationRow, Reads};

use super::{InvitationQuery, InvitationView, Mailbox};
use crate::{AppError, Page, app::seen_page, profiles::MessageView, viewer::Viewer};

/// An invitation as one side sees it; nothing where it has vanished for them, or the other is
/// not to be seen.
pub(super) fn view(
    viewer: &Viewer<'_>,
    reads: &mut Reads<'_>,
    row: InvitationRow,
    mailbox: Mailbox,
) -> Result<Option<InvitationView>, AppError> {
    let now = viewer.now;
    let life = row.life();
    let (state, other) = match mailbox {
        Mailbox::Sent => (core::state_for_sender(life.state_at(now)), row.recipient),
        Mailbox::Received => (core::state_for_recipient(life.state_at(now)), row.sender),
    };
    let Some(state) = state else { return Ok(None) };
    let Some(member) = viewer.row(reads, other)? else { return Ok(None) };
    let reminder = match mailbox {
        Mailbox::Sent => None,
        Mailbox::Received => {
            life.reminder(now, &viewer.app.0.policy.invitations, &viewer.me.settings)
        }
    };
    let via = match row.via {
        Some(via) => {
            viewer.row(reads, via)?.map(|row| (row.card.handle.clone(), row.card.name.clone()))
        }
        None => None,
    };
    let campaign = match row.source {
        core::Source::Campaign => reads.campaign_of(row.id)?,
        _ => None,
    };
    let replies = replies(reads, viewer.me.id, other, &row)?;
    let age = (now.micros() - row.sent_at.micros()) / DAY;
    Ok(Some(InvitationView {
        id: row.id,
        mailbox,
        member,
        note: row.note,
        source: row.source,
        via: via.as_ref().map(|(handle, _)| handle.clone()),
        via_name: via.map(|(_, name)| name),
        state,
        sent_at: row.sent_at,
        age_days: u32::try_from(age).unwrap_or(0),
        expires_at: row.expires_at,
        campaign,
        reminder,
        replies,
    }))
}

/// What was written under an invitation, beside its note.
fn replies(
    reads: &mut Reads<'_>,
    me: MemberId,
    them: MemberId,
    invitation: &InvitationRow,
) -> Result<Vec<MessageView>, AppError> {
    let rows = reads.messages(me, them, 50)?.into_iter();
    // An accepted note is a message too; it was written when the invitation was sent.
    let under = rows.filter(|message| {
        message.invitation == Some(invitation.id) && message.sent_at != invitation.sent_at
    });
    Ok(under.map(|row| MessageView::of(row, me)).collect())
}

/// One page of a box, newest first.
pub(crate) fn page(
    viewer: &Viewer<'_>,
    reads: &mut Reads<'_>,
    query: &InvitationQuery,
) -> Result<Page<InvitationView>, AppError> {
    let me = viewer.me.id;
    let now = viewer.now;
    let newest = (Timestamp::from_micros(i64::MAX), InvitationId::from_bytes([0xff; 16]));
    let older_than = query
        .older_than_days
        .map_or(Timestamp::from_micros(i64::MAX), |days| now.plus_days(-i64::from(days)));
    // A kept state may have lapsed by now, and people may have gone.
    seen_page(
        reads,
        &query.paging,
        |reads, before, limit| {
            let before = before.unwrap_or(newest);
            match query.mailbox {
                Mailbox::Sent => reads.sent(me, before, older_than, query.state, limit),
                Mailbox::Received => {
                    let state = query.state.unwrap_or(State::Pending);
                    reads.received(me, before, older_than, state, now, limit)
                }
            }
        },
        |row| (row.sent_at, row.id),
        |reads, row| {
            let shown = view(viewer, reads, row, query.mailbox)?;
            Ok(shown.filter(|v| query.state.is_none_or(|s| s == v.state)))
        },
    )
}
