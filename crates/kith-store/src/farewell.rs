//! Leaving: who deactivated themself and until when, and what is forgotten of a deleted member.

use kith_core::{
    change::Change,
    farewell::scrub,
    group::Standing,
    id::{CommandId, CompanyId, EventId, GroupId, MemberId, PostId},
    time::Timestamp,
};

use crate::{
    Reads, StoreError, Tx, archives, email_invitations, reconnects,
    sql::{row, statements},
};

row! {
    /// An entry of the journal in which somebody may have words.
    pub(crate) struct WordsRow {
        seq: i64,
        actor: Option<MemberId>,
        command: CommandId,
        changes: String,
    }
}

/// An entry of the journal without somebody's words.
#[derive(Debug, Clone)]
pub struct Scrubbed {
    lane: i64,
    seq: i64,
    command: CommandId,
    changes: String,
}

/// How far the journal was looked through for somebody's words.
#[derive(Debug, Clone, Copy, Default)]
pub struct Looked {
    lane: i64,
    seq: i64,
}

/// A part of the journal that was looked through, and from where to go on.
pub type LookedThrough = (Vec<Scrubbed>, Looked);

statements! {
    guard set_leaving(id: MemberId, leaves_at: Timestamp) =
        "UPDATE accounts SET leaves_at = $2 WHERE id = $1 AND status = 'deactivated'";
    query leaving(id: MemberId) -> (Option<Timestamp>,) = "SELECT leaves_at FROM accounts WHERE id = $1";
    query due_to_leave(now: Timestamp, limit: i64) -> (MemberId,) =
        "SELECT id FROM accounts WHERE leaves_at IS NOT NULL AND leaves_at <= $1 ORDER BY leaves_at LIMIT $2";
    query other_operators(id: MemberId) -> (i64,) =
        "SELECT count(*) FROM accounts WHERE role = 'operator' AND status = 'active' AND id <> $1";
    /// Members to whom `$1` is tied by a connection, a follow or an open invitation.
    query tied_to(member: MemberId, limit: i64) -> (MemberId,) =
        "SELECT high FROM pairs WHERE low = $1 AND connected_at IS NOT NULL UNION SELECT low FROM pairs WHERE high = $1 AND connected_at IS NOT NULL UNION SELECT high FROM pairs WHERE low = $1 AND connected_at IS NULL AND (low_follows IS NOT NULL OR high_follows IS NOT NULL) UNION SELECT low FROM pairs WHERE high = $1 AND connected_at IS NULL AND (low_follows IS NOT NULL OR high_follows IS NOT NULL) UNION SELECT recipient FROM invitations WHERE sender = $1 AND state IN ('pending', 'ignored') UNION SELECT sender FROM invitations WHERE recipient = $1 AND state IN ('pending', 'ignored') LIMIT $2";
    /// Ends what is open between two beside the invitation that their tie knows.
    write close_invitations(sender: MemberId, recipient: MemberId, at: Timestamp) =
        "UPDATE invitations SET state = 'gone', ended_at = $3 WHERE sender = $1 AND recipient = $2 AND state IN ('pending', 'ignored')";
    query own_posts(author: MemberId, limit: i64) -> (PostId,) =
        "SELECT id FROM posts WHERE author = $1 AND company IS NULL ORDER BY at, id LIMIT $2";
    query standing_in(member: MemberId) -> (GroupId,) =
        "SELECT grp FROM group_members WHERE member = $1";
    /// Who takes a group over: its moderator of longest standing, else its member.
    query heir_of(grp: GroupId, owner: MemberId) -> (MemberId, Standing) =
        "SELECT m.member, m.standing FROM group_members m JOIN accounts a ON a.id = m.member WHERE m.grp = $1 AND m.member <> $2 AND m.standing IN ('moderator', 'member') AND a.status = 'active' ORDER BY m.standing DESC, m.since, m.member LIMIT 1";
    query events_run(organiser: MemberId) -> (EventId,) =
        "SELECT id FROM events WHERE organiser = $1 ORDER BY id";
    query events_attended(member: MemberId) -> (EventId,) =
        "SELECT event FROM event_people WHERE member = $1";
    query companies_owned(owner: MemberId) -> (CompanyId,) =
        "SELECT id FROM companies WHERE owner IS NOT NULL AND owner = $1 ORDER BY id";

    write bury(id: MemberId, handle: &str) =
        "UPDATE accounts SET handle = $2, email = NULL, password = '', first_name = '', last_name = '', headline = '', location = '', industry = '', about = '', history = '{}', plan = 'free', role = 'member', status = 'deleted', gate = 'nobody', connections_visible = 0, follow_first = 0, time_zone = 'UTC', reminders = 0, open_profile = 0, inmail = 0, viewing_mode = 'private', ladder_level = 'clear', ladder_at = NULL, paused_until = NULL, pending_full_since = NULL, photo = NULL, leaves_at = NULL WHERE id = $1";
    write end_sessions(member: MemberId) = "DELETE FROM sessions WHERE member = $1";
    write forget_notes(sender: MemberId) = "UPDATE invitations SET note = NULL, met = NULL WHERE sender = $1 AND (note IS NOT NULL OR met IS NOT NULL)";
    write forget_asked(member: MemberId) = "DELETE FROM introductions WHERE asker = $1";
    write forget_connected(member: MemberId) = "DELETE FROM introductions WHERE connector = $1";
    write forget_target(member: MemberId) = "DELETE FROM introductions WHERE target = $1";
    write forget_steps(member: MemberId) = "DELETE FROM restrictions WHERE member = $1";
    write forget_boosts(member: MemberId) = "DELETE FROM boost_members WHERE member = $1";
    write forget_dismissals(member: MemberId) = "DELETE FROM dismissals WHERE member = $1";
    write forget_dismissed(other: MemberId) = "DELETE FROM dismissals WHERE other = $1";
    write forget_reports(member: MemberId) = "DELETE FROM reports WHERE reporter = $1 OR reported = $1";
    write forget_credits(member: MemberId) = "DELETE FROM inmail_credits WHERE member = $1";
    write forget_searches(member: MemberId) = "DELETE FROM saved_searches WHERE member = $1";
    write forget_news(member: MemberId) = "DELETE FROM notifications WHERE member = $1";
    write forget_choices(member: MemberId) = "DELETE FROM notification_settings WHERE member = $1";
    write forget_mail(member: MemberId) = "DELETE FROM mails WHERE member = $1";
    write forget_viewers(viewed: MemberId) = "DELETE FROM profile_views WHERE viewed = $1";
    write forget_visits(viewer: MemberId) = "DELETE FROM profile_views WHERE viewer = $1";
    write forget_reactions(member: MemberId) = "DELETE FROM reactions WHERE member = $1";
    write forget_mentions(member: MemberId) = "DELETE FROM mentions WHERE member = $1";
    write forget_pictures(owner: MemberId) = "DELETE FROM images WHERE owner = $1 AND post IS NULL";
    write forget_sends(member: MemberId) = "DELETE FROM campaign_sends WHERE member = $1";
    write forget_runs(member: MemberId) = "DELETE FROM campaign_people WHERE member = $1";
    write forget_campaigns(member: MemberId) = "DELETE FROM campaigns WHERE member = $1";
    write forget_refusals(recipient: MemberId) = "DELETE FROM do_not_contact WHERE recipient = $1";
    /// Those that others find too stay theirs.
    write forget_templates(owner: MemberId) = "DELETE FROM templates WHERE owner = $1 AND circle = 'me'";
    write forget_contacts(member: MemberId) = "DELETE FROM contacts WHERE member = $1";
    write forget_labels(member: MemberId) = "DELETE FROM contact_labels WHERE member = $1";
    write forget_deliveries_of(owner: MemberId) =
        "DELETE FROM deliveries WHERE webhook IN (SELECT id FROM webhooks WHERE owner = $1)";
    write forget_webhooks(owner: MemberId) = "DELETE FROM webhooks WHERE owner = $1";
    /// Conversations with somebody who has left, too: nobody reads them any more.
    write forget_inmails(member: MemberId) =
        "DELETE FROM inmails WHERE (sender = $1 AND recipient IN (SELECT id FROM accounts WHERE status = 'deleted')) OR (recipient = $1 AND sender IN (SELECT id FROM accounts WHERE status = 'deleted'))";
    write forget_messages_low(member: MemberId) =
        "DELETE FROM messages WHERE (low, high) IN (SELECT c.low, c.high FROM conversations c JOIN accounts a ON a.id = c.high WHERE c.low = $1 AND a.status = 'deleted')";
    write forget_messages_high(member: MemberId) =
        "DELETE FROM messages WHERE (low, high) IN (SELECT c.low, c.high FROM conversations c JOIN accounts a ON a.id = c.low WHERE c.high = $1 AND a.status = 'deleted')";
    write forget_talks_low(member: MemberId) =
        "DELETE FROM conversations WHERE low = $1 AND high IN (SELECT c.high FROM conversations c JOIN accounts a ON a.id = c.high WHERE c.low = $1 AND a.status = 'deleted')";
    write forget_talks_high(member: MemberId) =
        "DELETE FROM conversations WHERE high = $1 AND low IN (SELECT c.low FROM conversations c JOIN accounts a ON a.id = c.low WHERE c.high = $1 AND a.status = 'deleted')";

    query lanes_after(lane: i64) -> (i64,) = "SELECT lane FROM lanes WHERE lane > $1 ORDER BY lane LIMIT 1";
    /// Entries that somebody made or that name them.
    query words_of(lane: i64, after: i64, member: MemberId, named: &str, limit: i64) -> WordsRow =
        "SELECT seq, actor, command, changes FROM journal WHERE lane = $1 AND seq > $2 AND (actor = $3 OR changes LIKE $4) ORDER BY seq LIMIT $5";
    write rewrite(lane: i64, seq: i64, changes: &str) =
        "UPDATE journal SET changes = $3 WHERE lane = $1 AND seq = $2";
    write forget_answer(command: CommandId) = "DELETE FROM answers WHERE command = $1";
}

impl Reads<'_> {
    /// When a deactivated account is deleted for good; none where that is not so.
    pub fn leaves_at(&mut self, member: MemberId) -> Result<Option<Timestamp>, StoreError> {
        Ok(leaving(self.conn, member)?.pop().and_then(|row| row.0))
    }

    /// Members who are to be deleted at `now`, at most `limit`.
    pub fn due_to_leave(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<MemberId>, StoreError> {
        Ok(due_to_leave(self.conn, now, limit.into())?.into_iter().map(|row| row.0).collect())
    }

    /// Whether there is another operator.
    pub fn has_another_operator(&mut self, member: MemberId) -> Result<bool, StoreError> {
        Ok(other_operators(self.conn, member)?.first().is_some_and(|row| row.0 > 0))
    }

    /// Some of those to whom a member is tied by a connection, a follow or an open invitation.
    pub fn tied_to(&mut self, member: MemberId, limit: u32) -> Result<Vec<MemberId>, StoreError> {
        Ok(tied_to(self.conn, member, limit.into())?.into_iter().map(|row| row.0).collect())
    }

    /// Some of the posts that a member wrote in their own name.
    pub fn own_posts(&mut self, author: MemberId, limit: u32) -> Result<Vec<PostId>, StoreError> {
        Ok(own_posts(self.conn, author, limit.into())?.into_iter().map(|row| row.0).collect())
    }

    /// The groups in which a member is, asks to be, or is invited, closed ones among them.
    pub fn all_groups_of(&mut self, member: MemberId) -> Result<Vec<GroupId>, StoreError> {
        Ok(standing_in(self.conn, member)?.into_iter().map(|row| row.0).collect())
    }

    /// Who takes a group over from its owner.
    pub fn heir_of(
        &mut self,
        group: GroupId,
        owner: MemberId,
    ) -> Result<Option<(MemberId, Standing)>, StoreError> {
        Ok(heir_of(self.conn, group, owner)?.pop())
    }

    /// The events that a member runs.
    pub fn events_run_by(&mut self, organiser: MemberId) -> Result<Vec<EventId>, StoreError> {
        Ok(events_run(self.conn, organiser)?.into_iter().map(|row| row.0).collect())
    }

    /// The events that a member comes to or waits for.
    pub fn events_attended_by(&mut self, member: MemberId) -> Result<Vec<EventId>, StoreError> {
        Ok(events_attended(self.conn, member)?.into_iter().map(|row| row.0).collect())
    }

    /// The companies' pages that a member looks after.
    pub fn companies_owned_by(&mut self, owner: MemberId) -> Result<Vec<CompanyId>, StoreError> {
        Ok(companies_owned(self.conn, owner)?.into_iter().map(|row| row.0).collect())
    }

    /// Looks through the journal for words of a member, from a place on: entries as they are
    /// without them, and from where to go on; none at the end.
    pub fn words_of(
        &mut self,
        member: MemberId,
        from: Looked,
        limit: u32,
    ) -> Result<Option<LookedThrough>, StoreError> {
        let named = format!("%{member}%");
        let rows = words_of(self.conn, from.lane, from.seq, member, &named, limit.into())?;
        let Some(last) = rows.last().map(|row| row.seq) else {
            let next = lanes_after(self.conn, from.lane)?.pop();
            return Ok(next.map(|(lane,)| (Vec::new(), Looked { lane, seq: 0 })));
        };
        let mut scrubbed = Vec::new();
        for row in rows {
            let broken = |error: serde_json::Error| StoreError::Broken {
                statement: "words_of",
                detail: error.to_string(),
            };
            let mut changes: Vec<Change> = serde_json::from_str(&row.changes).map_err(broken)?;
            let mut any = false;
            for change in &mut changes {
                any |= scrub(change, member, row.actor);
            }
            if any {
                let changes = serde_json::to_string(&changes).map_err(broken)?;
                let (seq, command) = (row.seq, row.command);
                scrubbed.push(Scrubbed { lane: from.lane, seq, command, changes });
            }
        }
        Ok(Some((scrubbed, Looked { lane: from.lane, seq: last })))
    }
}

impl Tx<'_> {
    /// Says when a deactivated account is deleted for good, and ends its sessions.
    pub fn set_leaving(&mut self, member: MemberId, at: Timestamp) {
        set_leaving(self.conn(), member, at);
        end_sessions(self.conn(), member);
    }

    /// Ends every invitation that is open between two: also one that an older one hides.
    pub fn close_invitations(&mut self, a: MemberId, b: MemberId, at: Timestamp) {
        close_invitations(self.conn(), a, b, at);
        close_invitations(self.conn(), b, a, at);
    }

    /// Writes entries of the journal as they are without somebody's words, and forgets what those
    /// commands answered.
    pub fn keep_scrubbed(&mut self, entries: &[Scrubbed]) {
        for entry in entries {
            rewrite(self.conn(), entry.lane, entry.seq, &entry.changes);
            forget_answer(self.conn(), entry.command);
        }
    }

    /// Forgets all that is a member's alone, and leaves an account without a name in which nobody
    /// signs in.
    pub fn forget_member(&mut self, member: MemberId) {
        // No profile has such an address.
        let handle = format!("/{member}");
        let conn = self.conn();
        for forget in [
            end_sessions,
            forget_notes,
            forget_asked,
            forget_connected,
            forget_target,
            forget_steps,
            forget_boosts,
            forget_dismissals,
            forget_dismissed,
            forget_reports,
            forget_credits,
            forget_searches,
            forget_news,
            forget_choices,
            forget_mail,
            forget_viewers,
            forget_visits,
            forget_reactions,
            forget_mentions,
            forget_pictures,
            forget_sends,
            forget_runs,
            forget_campaigns,
            forget_refusals,
            forget_templates,
            forget_contacts,
            forget_labels,
            forget_deliveries_of,
            forget_webhooks,
            forget_inmails,
            forget_messages_low,
            forget_messages_high,
            forget_talks_low,
            forget_talks_high,
        ] {
            forget(conn, member);
        }
        archives::forget(conn, member);
        email_invitations::forget(conn, member);
        reconnects::forget_member(conn, member);
        bury(conn, member, &handle);
    }
}
