//! Invitations by e-mail: the rows, opt-outs, what was mailed to which address, and whose an address
//! has been shown to be. Addresses are keyed hashes.

use kith_core::{
    id::{InvitationId, MailId, MemberId},
    invitation::{Life, State},
    time::Timestamp,
};

use crate::{
    Reads, StoreError, Tx,
    sql::{Conn, row, statements},
};

row! {
    /// An invitation by e-mail as the store keeps it.
    #[derive(Debug, Clone)]
    pub struct EmailInvitationRow {
        /// Which.
        pub id: InvitationId,
        /// Who sent it.
        pub sender: MemberId,
        /// The keyed hash of the address.
        pub address: Vec<u8>,
        /// The address, while mail may go there.
        pub plain: Option<String>,
        /// What its sender is shown of it.
        pub hint: String,
        /// The name beside the address, or nothing.
        pub name: String,
        /// The note.
        pub note: Option<String>,
        /// When it was sent.
        pub sent_at: Timestamp,
        /// When it lapses.
        pub expires_at: Timestamp,
        /// As last kept; see [`Life::state_at`].
        pub state: State,
        /// When it was answered, withdrawn or ended.
        pub ended_at: Option<Timestamp>,
        /// When something may be mailed.
        pub due_at: Option<Timestamp>,
        /// How many mails have gone out.
        pub mails: u32,
        /// The last of them.
        pub mail: Option<MailId>,
        /// Who accepted it.
        pub member: Option<MemberId>,
    }
}

impl EmailInvitationRow {
    /// The part that decisions read.
    #[must_use]
    pub fn life(&self) -> Life {
        Life {
            id: self.id,
            state: self.state,
            sent_at: self.sent_at,
            expires_at: self.expires_at,
            ended_at: self.ended_at,
        }
    }
}

row! {
    /// What one member sent by e-mail, for an operator.
    #[derive(Debug, Clone)]
    pub struct EmailVolumeRow {
        /// Who.
        pub sender: MemberId,
        /// Addresses invited since the beginning of the week.
        pub week: u32,
        /// Those of the last day.
        pub day: u32,
        /// Mails that went out for them.
        pub mails: u32,
        /// How many of those addresses wanted no more mail.
        pub opted_out: u32,
        /// How many accepted.
        pub accepted: u32,
    }
}

/// The columns of [`EmailInvitationRow`], and where they stand.
macro_rules! of {
    ($rest:literal) => {
        concat!(
            "SELECT id, sender, address, plain, hint, name, note, sent_at, expires_at, state, ",
            "ended_at, due_at, mails, mail, member FROM email_invitations WHERE ",
            $rest
        )
    };
}

statements! {
    write insert_email_invitation(id: InvitationId, sender: MemberId, address: Vec<u8>, plain: &str, hint: &str, name: &str, note: Option<&str>, sent_at: Timestamp, expires_at: Timestamp) =
        "INSERT INTO email_invitations (id, sender, address, plain, hint, name, note, sent_at, expires_at, state, due_at, mails) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'pending', $8, 0)";
    query email_invitation_by_id(id: InvitationId) -> EmailInvitationRow = of!("id = $1");
    query email_invitation_of_mail(mail: MailId) -> EmailInvitationRow = of!("mail IS NOT NULL AND mail = $1");
    query last_to_address(sender: MemberId, address: Vec<u8>) -> EmailInvitationRow =
        of!("sender = $1 AND address = $2 ORDER BY sent_at DESC LIMIT 1");
    query nth_to_address(sender: MemberId, address: Vec<u8>, skip: i64) -> (Timestamp,) =
        "SELECT sent_at FROM email_invitations WHERE sender = $1 AND address = $2 ORDER BY sent_at DESC LIMIT 1 OFFSET $3";
    query email_invitations_since(sender: MemberId, since: Timestamp) -> (u32, Option<Timestamp>) =
        "SELECT count(*), min(sent_at) FROM email_invitations WHERE sender = $1 AND sent_at > $2";
    query email_page(sender: MemberId, before: Timestamp, before_id: InvitationId, limit: i64) -> EmailInvitationRow =
        of!("sender = $1 AND (sent_at < $2 OR (sent_at = $2 AND id < $3)) ORDER BY sent_at DESC, id DESC LIMIT $4");
    /// Invitations to an address that wait, the oldest first.
    query waiting_for_address(address: Vec<u8>, now: Timestamp) -> EmailInvitationRow =
        of!("address = $1 AND state = 'pending' AND expires_at > $2 ORDER BY sent_at LIMIT 100");
    query emails_due(now: Timestamp, limit: i64) -> EmailInvitationRow =
        of!("due_at IS NOT NULL AND due_at <= $1 ORDER BY due_at LIMIT $2");
    /// Says what is mailed next; only one node does.
    guard schedule_email(id: InvitationId, was: Timestamp, due: Option<Timestamp>, mails: u32, mail: Option<MailId>) =
        "UPDATE email_invitations SET due_at = $3, mails = $4, mail = $5 WHERE id = $1 AND due_at = $2";
    /// Mails nothing of it any more, and forgets the address; to its sender it waits.
    guard stop_email(id: InvitationId, was: Timestamp) =
        "UPDATE email_invitations SET due_at = NULL, plain = NULL WHERE id = $1 AND due_at = $2";
    /// Ends one that stands at `$2`, by its sender or by an answer.
    guard end_email_invitation(id: InvitationId, at: Timestamp, state: State, member: Option<MemberId>) =
        "UPDATE email_invitations SET state = $3, ended_at = $2, member = $4, plain = NULL, due_at = NULL WHERE id = $1 AND state IN ('pending', 'ignored') AND expires_at > $2";
    write lapse_emails(now: Timestamp) =
        "UPDATE email_invitations SET state = 'expired', ended_at = expires_at, plain = NULL, due_at = NULL WHERE state IN ('pending', 'ignored') AND expires_at <= $1";
    query email_lapsed(now: Timestamp) -> (i64,) =
        "SELECT count(*) FROM email_invitations WHERE state IN ('pending', 'ignored') AND expires_at <= $1";

    write put_opt_out(address: Vec<u8>, since: Timestamp) =
        "INSERT INTO opted_out (address, since) VALUES ($1, $2) ON CONFLICT (address) DO NOTHING";
    query opt_out_of(address: Vec<u8>) -> (Timestamp,) = "SELECT since FROM opted_out WHERE address = $1";
    /// What waits to be mailed to the address is mailed no more; to their senders it waits.
    write silence_address(address: Vec<u8>) =
        "UPDATE email_invitations SET plain = NULL, due_at = NULL WHERE address = $1 AND plain IS NOT NULL";
    write blame_opt_out(id: InvitationId, at: Timestamp) =
        "UPDATE email_invitations SET opted_out_at = $2 WHERE id = $1 AND opted_out_at IS NULL";
    query opt_outs_of(sender: MemberId, since: Timestamp) -> (u32,) =
        "SELECT count(*) FROM email_invitations WHERE sender = $1 AND opted_out_at IS NOT NULL AND opted_out_at > $2";

    write note_address_mail(address: Vec<u8>, at: Timestamp, invitation: InvitationId) =
        "INSERT INTO address_mails (address, at, invitation) VALUES ($1, $2, $3)";
    query mails_to_address(address: Vec<u8>, since: Timestamp) -> (u32,) =
        "SELECT count(*) FROM address_mails WHERE address = $1 AND at > $2";
    query address_mails_since(since: Timestamp) -> (u32,) = "SELECT count(*) FROM address_mails WHERE at > $1";
    write forget_address_mails(before: Timestamp) = "DELETE FROM address_mails WHERE at < $1";

    write prove_address(member: MemberId, address: Vec<u8>, since: Timestamp) =
        "INSERT INTO proven_addresses (member, address, since) VALUES ($1, $2, $3) ON CONFLICT (member, address) DO NOTHING";
    query addresses_of(member: MemberId) -> (Vec<u8>,) = "SELECT address FROM proven_addresses WHERE member = $1";
    query prover_of(address: Vec<u8>) -> (MemberId,) =
        "SELECT p.member FROM proven_addresses p JOIN accounts a ON a.id = p.member WHERE p.address = $1 AND a.status = 'active' LIMIT 1";

    write forget_email_invitations(sender: MemberId) = "DELETE FROM email_invitations WHERE sender = $1";
    write forget_accepted_email(member: MemberId) =
        "UPDATE email_invitations SET member = NULL WHERE member IS NOT NULL AND member = $1";
    write forget_proven(member: MemberId) = "DELETE FROM proven_addresses WHERE member = $1";

    query email_volume(week: Timestamp, day: Timestamp, limit: i64) -> EmailVolumeRow =
        "SELECT sender, count(*), count(CASE WHEN sent_at > $2 THEN 1 END), CAST(sum(mails) AS BIGINT), count(opted_out_at), count(CASE WHEN state = 'accepted' THEN 1 END) FROM email_invitations WHERE sent_at > $1 GROUP BY sender ORDER BY count(*) DESC, sender LIMIT $3";
    /// Addresses in plain words where none may be.
    query email_plain_wrongly() -> (InvitationId,) =
        "SELECT e.id FROM email_invitations e WHERE e.plain IS NOT NULL AND (e.state NOT IN ('pending', 'ignored') OR (e.due_at IS NULL AND EXISTS (SELECT 1 FROM opted_out o WHERE o.address = e.address)))";
    /// More than one open invitation of a sender to an address, the later sent before the earlier
    /// lapsed.
    query email_open_twice() -> (MemberId,) =
        "SELECT sender FROM email_invitations WHERE state IN ('pending', 'ignored') GROUP BY sender, address HAVING count(*) > 1 AND min(expires_at) > max(sent_at)";
}

/// Forgets what is a member's alone. What others sent to an address of theirs stays, without them.
pub(crate) fn forget(conn: &mut Conn, member: MemberId) {
    forget_email_invitations(conn, member);
    forget_accepted_email(conn, member);
    forget_proven(conn, member);
}

fn first(rows: Vec<(u32,)>) -> u32 {
    rows.first().map_or(0, |row| row.0)
}

impl Reads<'_> {
    /// One of them.
    pub fn email_invitation(
        &mut self,
        id: InvitationId,
    ) -> Result<Option<EmailInvitationRow>, StoreError> {
        Ok(email_invitation_by_id(self.conn, id)?.pop())
    }

    /// That which a mail is about.
    pub fn email_invitation_of_mail(
        &mut self,
        mail: MailId,
    ) -> Result<Option<EmailInvitationRow>, StoreError> {
        Ok(email_invitation_of_mail(self.conn, mail)?.pop())
    }

    /// The last one of a sender to an address, and when the `attempts`-th newest was sent.
    pub fn earlier_to_address(
        &mut self,
        sender: MemberId,
        address: &[u8],
        attempts: u32,
    ) -> Result<(Option<Life>, Option<Timestamp>), StoreError> {
        let skip = i64::from(attempts.max(1)) - 1;
        let last = last_to_address(self.conn, sender, address.to_vec())?.pop();
        let nth = nth_to_address(self.conn, sender, address.to_vec(), skip)?.pop();
        Ok((last.map(|row| row.life()), nth.map(|row| row.0)))
    }

    /// How many a member sent since an instant, and when the first of those was.
    pub fn email_invitations_since(
        &mut self,
        sender: MemberId,
        since: Timestamp,
    ) -> Result<(u32, Option<Timestamp>), StoreError> {
        Ok(email_invitations_since(self.conn, sender, since)?.pop().unwrap_or_default())
    }

    /// A member's, newest first.
    pub fn email_invitations(
        &mut self,
        sender: MemberId,
        before: Option<(Timestamp, InvitationId)>,
        limit: u32,
    ) -> Result<Vec<EmailInvitationRow>, StoreError> {
        let newest = (Timestamp::from_micros(i64::MAX), InvitationId::from_bytes([0xff; 16]));
        let (at, id) = before.unwrap_or(newest);
        email_page(self.conn, sender, at, id, limit.into())
    }

    /// Those that wait for the addresses that a member has shown to be theirs.
    pub fn email_offers(
        &mut self,
        member: MemberId,
        now: Timestamp,
    ) -> Result<Vec<EmailInvitationRow>, StoreError> {
        let mut offers = Vec::new();
        for (address,) in addresses_of(self.conn, member)? {
            offers.extend(waiting_for_address(self.conn, address, now)?);
        }
        Ok(offers)
    }

    /// Those of which something may be mailed.
    pub fn emails_due(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<EmailInvitationRow>, StoreError> {
        emails_due(self.conn, now, limit.into())
    }

    /// Whether some wait to be written down as lapsed.
    pub fn emails_lapsed(&mut self, now: Timestamp) -> Result<bool, StoreError> {
        Ok(email_lapsed(self.conn, now)?.first().is_some_and(|row| row.0 > 0))
    }

    /// Whether an address is to get no mail.
    pub fn has_opted_out(&mut self, address: &[u8]) -> Result<bool, StoreError> {
        Ok(!opt_out_of(self.conn, address.to_vec())?.is_empty())
    }

    /// How many opt-outs came by a sender's mails since an instant.
    pub fn opt_outs_of(&mut self, sender: MemberId, since: Timestamp) -> Result<u32, StoreError> {
        Ok(first(opt_outs_of(self.conn, sender, since)?))
    }

    /// Mails since an instant, to an address and in the network.
    pub fn address_mails(
        &mut self,
        address: &[u8],
        since: Timestamp,
    ) -> Result<(u32, u32), StoreError> {
        let to = first(mails_to_address(self.conn, address.to_vec(), since)?);
        Ok((to, first(address_mails_since(self.conn, since)?)))
    }

    /// Mails in the network since an instant.
    pub fn address_mails_since(&mut self, since: Timestamp) -> Result<u32, StoreError> {
        Ok(first(address_mails_since(self.conn, since)?))
    }

    /// The active member who has shown that an address is theirs.
    pub fn prover_of(&mut self, address: &[u8]) -> Result<Option<MemberId>, StoreError> {
        Ok(prover_of(self.conn, address.to_vec())?.pop().map(|row| row.0))
    }

    /// Who sent most since the beginning of the week.
    pub fn email_volume(
        &mut self,
        week: Timestamp,
        day: Timestamp,
        limit: u32,
    ) -> Result<Vec<EmailVolumeRow>, StoreError> {
        email_volume(self.conn, week, day, limit.into())
    }

    /// What of it does not agree.
    pub(crate) fn email_disagreements(&mut self) -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        for (id,) in email_plain_wrongly(self.conn)? {
            found.push(format!("the invitation by e-mail {id} keeps an address that it may not"));
        }
        for (sender,) in email_open_twice(self.conn)? {
            found.push(format!("{sender} has two open invitations to one address"));
        }
        Ok(found)
    }
}

/// A new invitation by e-mail.
#[derive(Debug, Clone)]
pub struct NewEmailInvitation<'a> {
    /// Which.
    pub id: InvitationId,
    /// Who sends it.
    pub sender: MemberId,
    /// The keyed hash of the address.
    pub address: &'a [u8],
    /// The address.
    pub plain: &'a str,
    /// What its sender is shown of it.
    pub hint: &'a str,
    /// The name beside it.
    pub name: &'a str,
    /// The note.
    pub note: Option<&'a str>,
    /// When it is sent.
    pub sent_at: Timestamp,
    /// When it lapses.
    pub expires_at: Timestamp,
}

impl Tx<'_> {
    /// Keeps a new one; its mail is due at once.
    pub fn insert_email_invitation(&mut self, new: &NewEmailInvitation<'_>) {
        let NewEmailInvitation { id, sender, plain, hint, name, note, .. } = *new;
        let (address, conn) = (new.address.to_vec(), self.conn());
        let (sent_at, expires_at) = (new.sent_at, new.expires_at);
        insert_email_invitation(
            conn, id, sender, address, plain, hint, name, note, sent_at, expires_at,
        );
    }

    /// Says what is mailed next. It conflicts where another node has.
    pub fn schedule_email(
        &mut self,
        row: &EmailInvitationRow,
        was: Timestamp,
        due: Option<Timestamp>,
        mail: Option<MailId>,
    ) {
        let mails = row.mails + u32::from(mail.is_some());
        schedule_email(self.conn(), row.id, was, due, mails, mail.or(row.mail));
    }

    /// Mails nothing of it any more. It conflicts where another node was first.
    pub fn stop_email(&mut self, id: InvitationId, was: Timestamp) {
        stop_email(self.conn(), id, was);
    }

    /// Notes a mail to an address, for the limits.
    pub fn note_address_mail(&mut self, row: &EmailInvitationRow, at: Timestamp) {
        note_address_mail(self.conn(), row.address.clone(), at, row.id);
    }

    /// Ends one that stands at `at`; it conflicts where somebody was first.
    pub fn end_email_invitation(
        &mut self,
        id: InvitationId,
        at: Timestamp,
        state: State,
        member: Option<MemberId>,
    ) {
        end_email_invitation(self.conn(), id, at, state, member);
    }

    /// Writes down what has lapsed; how many.
    pub fn lapse_emails(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        self.conn().flush()?;
        lapse_emails(self.conn(), now);
        Ok(self.conn().flush_counted()?.into_iter().sum())
    }

    /// No mail to an address any more, for ever; `by` is the invitation whose mail said so.
    pub fn opt_out(&mut self, address: &[u8], by: Option<InvitationId>, at: Timestamp) {
        let conn = self.conn();
        put_opt_out(conn, address.to_vec(), at);
        silence_address(conn, address.to_vec());
        if let Some(by) = by {
            blame_opt_out(conn, by, at);
        }
    }

    /// Keeps that a member has shown an address to be theirs.
    pub fn prove_address(&mut self, member: MemberId, address: &[u8], since: Timestamp) {
        prove_address(self.conn(), member, address.to_vec(), since);
    }

    /// Forgets which mails went to which address before an instant; how many.
    pub fn forget_address_mails(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        self.conn().flush()?;
        forget_address_mails(self.conn(), before);
        Ok(self.conn().flush_counted()?.into_iter().sum())
    }
}
