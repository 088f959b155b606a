//! Labels and private notes on people. Only their member reads them: the journal, which operators
//! read, does not have them.

use kith_core::{contact::Contact, id::MemberId, time::Timestamp};

use crate::{
    Reads, StoreError, Tx,
    lists::{Cursor, newest},
    notifications::hidden_from_1,
    sql::{row, statements},
};

row! {
    /// Somebody about whom a member keeps something.
    #[derive(Debug, Clone)]
    pub struct ContactRow {
        /// About whom.
        pub about: MemberId,
        /// The note.
        pub note: String,
        /// When it was last changed.
        pub changed_at: Timestamp,
    }
}

statements! {
    write put_contact(member: MemberId, about: MemberId, note: &str, changed_at: Timestamp) =
        "INSERT INTO contacts (member, about, note, changed_at) VALUES ($1, $2, $3, $4) ON CONFLICT (member, about) DO UPDATE SET note = excluded.note, changed_at = excluded.changed_at";
    write drop_contact(member: MemberId, about: MemberId) =
        "DELETE FROM contacts WHERE member = $1 AND about = $2";
    write put_label(member: MemberId, label: &str, about: MemberId) =
        "INSERT INTO contact_labels (member, label, about) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    write drop_labels(member: MemberId, about: MemberId) =
        "DELETE FROM contact_labels WHERE member = $1 AND about = $2";
    query one_contact(member: MemberId, about: MemberId) -> ContactRow =
        "SELECT about, note, changed_at FROM contacts WHERE member = $1 AND about = $2";
    query labels_on(member: MemberId, about: MemberId) -> (String,) =
        "SELECT label FROM contact_labels WHERE member = $1 AND about = $2 ORDER BY label";
    query contacts_page(member: MemberId, before: Timestamp, before_id: MemberId, limit: i64) -> ContactRow =
        "SELECT about, note, changed_at FROM contacts WHERE member = $1 AND changed_at <= $2 AND (changed_at < $2 OR about < $3) ORDER BY changed_at DESC, about DESC LIMIT $4";
    query labelled_page(member: MemberId, before: Timestamp, before_id: MemberId, label: &str, limit: i64) -> ContactRow =
        "SELECT c.about, c.note, c.changed_at FROM contacts c JOIN contact_labels l ON l.member = c.member AND l.label = $4 AND l.about = c.about WHERE c.member = $1 AND c.changed_at <= $2 AND (c.changed_at < $2 OR c.about < $3) ORDER BY c.changed_at DESC, c.about DESC LIMIT $5";
    query all_labelled(member: MemberId, label: &str) -> (MemberId,) =
        "SELECT about FROM contact_labels WHERE member = $1 AND label = $2";
    /// Of each label the people whom the member sees.
    query labels_counted(member: MemberId) -> (String, u32) =
        concat!("SELECT l.label, count(*) FROM contact_labels l JOIN accounts a ON a.id = l.about WHERE l.member = $1 AND a.status = 'active' AND l.about NOT IN (", hidden_from_1!(), ") GROUP BY l.label ORDER BY l.label");
}

impl Reads<'_> {
    /// What a member keeps about another; empty where that is nothing.
    pub fn contact(&mut self, member: MemberId, about: MemberId) -> Result<Contact, StoreError> {
        let labels = labels_on(self.conn, member, about)?.into_iter().map(|row| row.0).collect();
        let note = one_contact(self.conn, member, about)?.pop().map_or(String::new(), |c| c.note);
        Ok(Contact { labels, note })
    }

    /// The labels on one person.
    pub fn labels_on(
        &mut self,
        member: MemberId,
        about: MemberId,
    ) -> Result<Vec<String>, StoreError> {
        Ok(labels_on(self.conn, member, about)?.into_iter().map(|row| row.0).collect())
    }

    /// People about whom a member keeps something, the last changed first: all, or those of a
    /// label.
    pub fn contacts(
        &mut self,
        member: MemberId,
        label: Option<&str>,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Vec<ContactRow>, StoreError> {
        let (at, id) = after.unwrap_or_else(newest);
        match label {
            None => contacts_page(self.conn, member, at, id, limit.into()),
            Some(label) => labelled_page(self.conn, member, at, id, label, limit.into()),
        }
    }

    /// Everybody on whom a member has a label, in no order.
    pub fn all_labelled(
        &mut self,
        member: MemberId,
        label: &str,
    ) -> Result<Vec<MemberId>, StoreError> {
        Ok(all_labelled(self.conn, member, label)?.into_iter().map(|row| row.0).collect())
    }

    /// A member's labels, each with how many people whom they see have it.
    pub fn labels(&mut self, member: MemberId) -> Result<Vec<(String, u32)>, StoreError> {
        labels_counted(self.conn, member)
    }
}

impl Tx<'_> {
    /// Keeps something about somebody, instead of what was kept; nothing where it is empty.
    pub fn put_contact(
        &mut self,
        member: MemberId,
        about: MemberId,
        contact: &Contact,
        at: Timestamp,
    ) {
        let conn = self.conn();
        drop_labels(conn, member, about);
        if contact.is_empty() {
            drop_contact(conn, member, about);
            return;
        }
        put_contact(conn, member, about, &contact.note, at);
        for label in &contact.labels {
            put_label(conn, member, label, about);
        }
    }
}
