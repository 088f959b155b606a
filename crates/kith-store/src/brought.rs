//! What a member brought along from elsewhere: private contacts, invitations, praise, when each side
//! last wrote. No statement here reads anything but by its owner.

use kith_core::{day::Day, desk::Sent, id::MemberId, time::Timestamp};

use crate::{
    Reads, StoreError, Tx,
    sql::{Conn, row, statements},
};

row! {
    /// A contact.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct BroughtContactRow {
        /// What tells it from the owner's others.
        pub key: String,
        /// The name in small letters.
        pub folded: String,
        /// First name.
        pub first_name: String,
        /// Last name.
        pub last_name: String,
        /// E-mail address; mostly empty.
        pub email: String,
        /// Where they work.
        pub company: String,
        /// What they do.
        pub title: String,
        /// Since which day.
        pub connected_on: Day,
    }
}

row! {
    /// An invitation elsewhere.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct PastInvitationRow {
        /// Whether the owner sent it.
        pub outgoing: bool,
        /// When.
        pub sent_at: Timestamp,
        /// The other's name in small letters.
        pub folded: String,
        /// The other's key as a contact, or nothing.
        pub key: String,
        /// The other's name.
        pub name: String,
        /// What was written with it.
        pub note: String,
    }
}

row! {
    /// Somebody who recommended or endorsed the owner.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct PraiseStored {
        /// `recommendation` or `endorsement`.
        pub kind: String,
        /// The name in small letters.
        pub folded: String,
        /// The skill, or what they do.
        pub about: String,
        /// Their key as a contact, or nothing.
        pub key: String,
        /// Their name.
        pub name: String,
        /// When; 1970 where that is not known.
        pub at: Timestamp,
    }
}

row! {
    /// When owner and somebody last wrote to each other; 1970 for a side that never did.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct TalkStored {
        /// The other's key as a contact.
        pub key: String,
        /// The other's name.
        pub name: String,
        /// When the owner last wrote.
        pub mine: Timestamp,
        /// When the other last wrote.
        pub theirs: Timestamp,
        /// How many messages.
        pub messages: u32,
    }
}

row! {
    pub(crate) struct SentRow {
        name: String,
        key: String,
        sent_at: Timestamp,
        noted: bool,
        accepted_on: Option<Day>,
    }
}

statements! {
    write put_brought(owner: MemberId, key: &str, folded: &str, first_name: &str, last_name: &str, email: &str, company: &str, title: &str, connected_on: Day, month: i64) =
        "INSERT INTO brought_contacts (owner, key, folded, first_name, last_name, email, company, title, connected_on, month) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (owner, key) DO UPDATE SET folded = excluded.folded, first_name = excluded.first_name, last_name = excluded.last_name, email = excluded.email, company = excluded.company, title = excluded.title, connected_on = excluded.connected_on, month = excluded.month";
    write drop_brought(owner: MemberId, key: &str) = "DELETE FROM brought_contacts WHERE owner = $1 AND key = $2";
    write put_past_invitation(owner: MemberId, outgoing: bool, sent_at: Timestamp, folded: &str, key: &str, name: &str, note: &str) =
        "INSERT INTO past_invitations (owner, outgoing, sent_at, folded, key, name, note) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (owner, outgoing, sent_at, folded) DO UPDATE SET key = excluded.key WHERE past_invitations.key = ''";
    write put_praise(owner: MemberId, kind: &str, folded: &str, about: &str, key: &str, name: &str, at: Timestamp) =
        "INSERT INTO praise (owner, kind, folded, about, key, name, at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    write put_talk(owner: MemberId, key: &str, name: &str, mine: Timestamp, theirs: Timestamp, messages: u32) =
        "INSERT INTO talks (owner, key, name, mine, theirs, messages) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (owner, key) DO UPDATE SET name = excluded.name, mine = excluded.mine, theirs = excluded.theirs, messages = excluded.messages WHERE talks.messages < excluded.messages";
    write put_past_follow(owner: MemberId, folded: &str, name: &str) =
        "INSERT INTO past_follows (owner, folded, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    write drop_contacts(owner: MemberId) = "DELETE FROM brought_contacts WHERE owner = $1";
    write drop_past_invitations(owner: MemberId) = "DELETE FROM past_invitations WHERE owner = $1";
    write drop_praise(owner: MemberId) = "DELETE FROM praise WHERE owner = $1";
    write drop_talks(owner: MemberId) = "DELETE FROM talks WHERE owner = $1";
    write drop_past_follows(owner: MemberId) = "DELETE FROM past_follows WHERE owner = $1";
    query contact_keys(owner: MemberId) -> (String, String, Day) =
        "SELECT key, folded, connected_on FROM brought_contacts WHERE owner = $1";
    query contacts_after(owner: MemberId, after: &str, limit: i64) -> BroughtContactRow =
        "SELECT key, folded, first_name, last_name, email, company, title, connected_on FROM brought_contacts WHERE owner = $1 AND key > $2 ORDER BY key LIMIT $3";
    query past_invitation_keys(owner: MemberId) -> (bool, Timestamp, String) =
        "SELECT outgoing, sent_at, folded FROM past_invitations WHERE owner = $1";
    query praise_of(owner: MemberId) -> PraiseStored =
        "SELECT kind, folded, about, key, name, at FROM praise WHERE owner = $1 ORDER BY at DESC, folded";
    query talks_of(owner: MemberId) -> TalkStored =
        "SELECT key, name, mine, theirs, messages FROM talks WHERE owner = $1 ORDER BY key";
    query past_follows_of(owner: MemberId) -> (String, String) =
        "SELECT folded, name FROM past_follows WHERE owner = $1 ORDER BY folded";
    query sent_elsewhere(owner: MemberId) -> SentRow =
        "SELECT i.name, i.key, i.sent_at, CAST(CASE WHEN i.note = '' THEN 0 ELSE 1 END AS BIGINT), c.connected_on FROM past_invitations i LEFT JOIN brought_contacts c ON c.owner = i.owner AND c.key = i.key WHERE i.owner = $1 AND i.outgoing = 1 ORDER BY i.sent_at DESC, i.folded";
    query received_elsewhere(owner: MemberId) -> (u32,) =
        "SELECT count(*) FROM past_invitations WHERE owner = $1 AND outgoing = 0";
    query notes_elsewhere(owner: MemberId, limit: i64) -> (String,) =
        "SELECT note FROM past_invitations WHERE owner = $1 AND outgoing = 1 AND note <> '' ORDER BY sent_at DESC LIMIT $2";
    query contacts_a_month(owner: MemberId) -> (i64, u32) =
        "SELECT month, count(*) FROM brought_contacts WHERE owner = $1 GROUP BY month ORDER BY month";
    query contacts_a_company(owner: MemberId, limit: i64) -> (String, u32) =
        "SELECT company, count(*) AS many FROM brought_contacts WHERE owner = $1 AND company <> '' GROUP BY company ORDER BY many DESC, company LIMIT $2";
    query contacts_a_title(owner: MemberId, limit: i64) -> (String, u32) =
        "SELECT title, count(*) AS many FROM brought_contacts WHERE owner = $1 AND title <> '' GROUP BY title ORDER BY many DESC, title LIMIT $2";
    query unanswered(owner: MemberId, since: Timestamp, limit: i64) -> TalkStored =
        "SELECT key, name, mine, theirs, messages FROM talks WHERE owner = $1 AND theirs >= $2 AND mine < theirs ORDER BY theirs DESC, key LIMIT $3";
    query unwritten(owner: MemberId, since: Day, limit: i64) -> BroughtContactRow =
        "SELECT c.key, c.folded, c.first_name, c.last_name, c.email, c.company, c.title, c.connected_on FROM brought_contacts c WHERE c.owner = $1 AND c.connected_on >= $2 AND NOT EXISTS (SELECT 1 FROM talks t WHERE t.owner = c.owner AND t.key = c.key) ORDER BY c.connected_on DESC, c.key LIMIT $3";
    query unthanked(owner: MemberId, limit: i64) -> PraiseStored =
        "SELECT p.kind, p.folded, p.about, p.key, p.name, p.at FROM praise p WHERE p.owner = $1 AND NOT EXISTS (SELECT 1 FROM talks t WHERE t.owner = p.owner AND t.key = p.key AND t.mine > p.at) ORDER BY p.at DESC, p.folded, p.about LIMIT $2";
}

/// Drops everything of a member's.
pub(crate) fn forget(conn: &mut Conn, owner: MemberId) {
    drop_contacts(conn, owner);
    drop_past_invitations(conn, owner);
    drop_praise(conn, owner);
    drop_talks(conn, owner);
    drop_past_follows(conn, owner);
}

impl Reads<'_> {
    /// What tells the owner's contacts apart: key, folded name, since when.
    pub fn contact_keys(
        &mut self,
        owner: MemberId,
    ) -> Result<Vec<(String, String, Day)>, StoreError> {
        contact_keys(self.conn, owner)
    }

    /// The owner's contacts by their keys, from behind `after` on.
    pub fn brought_contacts(
        &mut self,
        owner: MemberId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<BroughtContactRow>, StoreError> {
        contacts_after(self.conn, owner, after, limit.into())
    }

    /// What tells the owner's past invitations apart: outgoing, when, folded name.
    pub fn past_invitation_keys(
        &mut self,
        owner: MemberId,
    ) -> Result<Vec<(bool, Timestamp, String)>, StoreError> {
        past_invitation_keys(self.conn, owner)
    }

    /// Who recommended or endorsed the owner, the newest first.
    pub fn praise(&mut self, owner: MemberId) -> Result<Vec<PraiseStored>, StoreError> {
        praise_of(self.conn, owner)
    }

    /// With whom the owner wrote.
    pub fn talks(&mut self, owner: MemberId) -> Result<Vec<TalkStored>, StoreError> {
        talks_of(self.conn, owner)
    }

    /// Companies followed elsewhere that have no page here: folded, and as they are written.
    pub fn past_follows(&mut self, owner: MemberId) -> Result<Vec<(String, String)>, StoreError> {
        past_follows_of(self.conn, owner)
    }

    /// What the owner sent elsewhere, the newest first.
    pub fn sent_elsewhere(&mut self, owner: MemberId) -> Result<Vec<Sent>, StoreError> {
        let rows = sent_elsewhere(self.conn, owner)?.into_iter();
        let sent = rows.map(|row| Sent {
            name: row.name,
            key: row.key,
            sent_at: row.sent_at,
            noted: row.noted,
            accepted_on: row.accepted_on,
        });
        Ok(sent.collect())
    }

    /// How many invitations the owner received elsewhere.
    pub fn received_elsewhere(&mut self, owner: MemberId) -> Result<u32, StoreError> {
        Ok(received_elsewhere(self.conn, owner)?.first().map_or(0, |row| row.0))
    }

    /// What the owner wrote with invitations elsewhere, the newest first.
    pub fn notes_elsewhere(
        &mut self,
        owner: MemberId,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        let rows = notes_elsewhere(self.conn, owner, limit.into())?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    /// How many contacts each month brought: year × 12 + month − 1, and how many.
    pub fn contacts_a_month(&mut self, owner: MemberId) -> Result<Vec<(i64, u32)>, StoreError> {
        contacts_a_month(self.conn, owner)
    }

    /// Where most contacts work.
    pub fn contacts_a_company(
        &mut self,
        owner: MemberId,
        limit: u32,
    ) -> Result<Vec<(String, u32)>, StoreError> {
        contacts_a_company(self.conn, owner, limit.into())
    }

    /// What most contacts do.
    pub fn contacts_a_title(
        &mut self,
        owner: MemberId,
        limit: u32,
    ) -> Result<Vec<(String, u32)>, StoreError> {
        contacts_a_title(self.conn, owner, limit.into())
    }

    /// Who wrote last since then and has no answer, the newest first.
    pub fn unanswered(
        &mut self,
        owner: MemberId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<TalkStored>, StoreError> {
        unanswered(self.conn, owner, since, limit.into())
    }

    /// Contacts since that day with whom nothing was written, the newest first.
    pub fn unwritten(
        &mut self,
        owner: MemberId,
        since: Day,
        limit: u32,
    ) -> Result<Vec<BroughtContactRow>, StoreError> {
        unwritten(self.conn, owner, since, limit.into())
    }

    /// Who recommended or endorsed the owner and was not written to since, the newest first.
    pub fn unthanked(
        &mut self,
        owner: MemberId,
        limit: u32,
    ) -> Result<Vec<PraiseStored>, StoreError> {
        unthanked(self.conn, owner, limit.into())
    }
}

impl Tx<'_> {
    /// Keeps a contact as it is now; one that is there already is brought up to date.
    pub fn put_brought_contact(&mut self, owner: MemberId, contact: &BroughtContactRow) {
        let c = contact;
        put_brought(
            self.conn(),
            owner,
            &c.key,
            &c.folded,
            &c.first_name,
            &c.last_name,
            &c.email,
            &c.company,
            &c.title,
            c.connected_on,
            c.connected_on.month_number(),
        );
    }

    /// Drops a contact that is known by a better key from now on.
    pub fn drop_brought_contact(&mut self, owner: MemberId, key: &str) {
        drop_brought(self.conn(), owner, key);
    }

    /// Keeps an invitation elsewhere, once.
    pub fn put_past_invitation(&mut self, owner: MemberId, row: &PastInvitationRow) {
        let r = row;
        let (folded, key, name, note) = (&r.folded, &r.key, &r.name, &r.note);
        put_past_invitation(self.conn(), owner, r.outgoing, r.sent_at, folded, key, name, note);
    }

    /// Keeps who recommended or endorsed, once.
    pub fn put_praise(&mut self, owner: MemberId, row: &PraiseStored) {
        let r = row;
        put_praise(self.conn(), owner, &r.kind, &r.folded, &r.about, &r.key, &r.name, r.at);
    }

    /// Keeps when each side last wrote; of two the one that knows of more messages.
    pub fn put_talk(&mut self, owner: MemberId, row: &TalkStored) {
        put_talk(self.conn(), owner, &row.key, &row.name, row.mine, row.theirs, row.messages);
    }

    /// Keeps a company followed elsewhere, once.
    pub fn put_past_follow(&mut self, owner: MemberId, folded: &str, name: &str) {
        put_past_follow(self.conn(), owner, folded, name);
    }
}
