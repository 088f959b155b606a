//! What the member whom a demo opens with was told: of the invitations that wait, and of what
//! others made of their posts.

use kith_core::{
    change::Change,
    id::{InvitationId, MemberId},
    invitation::{Invitation, State},
    notification::notices,
    post::{Comment, Subject},
    time::Timestamp,
};
use kith_store::{Reads, Store, StoreError};

use crate::{Failure, open};

/// Of how many of their posts, and of how many invitations.
const MOST: u32 = 30;
/// What came longer ago than this many days was seen.
const SEEN_DAYS: i64 = 3;

/// Tells them, as if it had been told when it happened.
pub(super) fn settle(store: &Store, member: MemberId) -> Result<(), Failure> {
    let command = open::system_command();
    let now = command.at;
    let done = store.write::<(), StoreError, _>(command, move |tx| {
        let changes = happened(tx, member, now)?;
        for notice in notices(&changes) {
            tx.tell(&notice);
        }
        tx.saw_notifications(member, now.plus_days(-SEEN_DAYS));
        Ok(Ok(()))
    });
    done.wait()?;
    Ok(())
}

/// What happened towards a member, the oldest of each kind first.
fn happened(
    reads: &mut Reads<'_>,
    member: MemberId,
    now: Timestamp,
) -> Result<Vec<Change>, StoreError> {
    let newest = (Timestamp::from_micros(i64::MAX), InvitationId::from_bytes([0xff; 16]));
    let waiting = reads.received(member, newest, now, State::Pending, now, MOST)?;
    let mut changes: Vec<Change> = waiting
        .into_iter()
        .map(|row| Change::Invited {
            invitation: Invitation {
                id: row.id,
                sender: row.sender,
                recipient: row.recipient,
                note: row.note,
                source: row.source,
                via: row.via,
                sent_at: row.sent_at,
                expires_at: row.expires_at,
                boost: None,
            },
        })
        .collect();
    for post in reads.posts_of(member, None, MOST)? {
        for row in reads.comments(post.id, None, MOST)? {
            let (id, author, body, at) = (row.id, row.author, row.body, row.at);
            let (post, whose, parent) = (row.post, row.whose, row.parent);
            let comment =
                Comment { id, post, whose, parent, author, body, at, mentions: Vec::new() };
            changes.push(Change::Commented { comment });
        }
        let subject = Subject::Post(post.id);
        for row in reads.reactions(subject, None, MOST)?.into_iter().rev() {
            let (who, reaction, at) = (row.member, row.reaction, row.at);
            changes.push(Change::Reacted { subject, whose: member, member: who, reaction, at });
        }
    }
    Ok(changes)
}
