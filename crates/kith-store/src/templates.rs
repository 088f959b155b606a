//! Templates that members keep. They are their owners' own words: the journal does not have them.

use kith_core::{
    id::{GroupId, MemberId, TemplateId},
    template::{Circle, Purpose, Template},
    time::Timestamp,
};

use crate::{
    Reads, StoreError, Tx,
    sql::{row, statements},
};

/// How many of others' templates one member finds at most.
const SHARED: i64 = 500;

row! {
    pub(crate) struct TemplateRow {
        id: TemplateId,
        owner: MemberId,
        name: String,
        purpose: Purpose,
        text: String,
        circle: Circle,
        group: Option<GroupId>,
        version: i64,
        changed_at: Timestamp,
    }
}

impl From<TemplateRow> for Template {
    fn from(row: TemplateRow) -> Self {
        let TemplateRow { id, owner, name, purpose, text, circle, group, version, changed_at } =
            row;
        Self { id, owner, name, purpose, text, circle, group, version, changed_at }
    }
}

statements! {
    guard insert_template(id: TemplateId, owner: MemberId, name: &str, purpose: Purpose, body: &str, circle: Circle, grp: Option<GroupId>, changed_at: Timestamp) =
        "INSERT INTO templates (id, owner, name, purpose, body, circle, grp, version, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8) ON CONFLICT DO NOTHING";
    guard update_template(id: TemplateId, owner: MemberId, name: &str, purpose: Purpose, body: &str, circle: Circle, grp: Option<GroupId>, version: i64, changed_at: Timestamp) =
        "UPDATE templates SET name = $3, purpose = $4, body = $5, circle = $6, grp = $7, version = $8, changed_at = $9 WHERE id = $1 AND owner = $2 AND version = $8 - 1";
    guard delete_template(id: TemplateId, owner: MemberId) =
        "DELETE FROM templates WHERE id = $1 AND owner = $2";
    query one_template(id: TemplateId) -> TemplateRow =
        "SELECT id, owner, name, purpose, body, circle, grp, version, changed_at FROM templates WHERE id = $1";
    query templates_of(owner: MemberId) -> TemplateRow =
        "SELECT id, owner, name, purpose, body, circle, grp, version, changed_at FROM templates WHERE owner = $1 ORDER BY name";
    query templates_of_everybody(me: MemberId, limit: i64) -> TemplateRow =
        "SELECT id, owner, name, purpose, body, circle, grp, version, changed_at FROM templates WHERE circle = 'everybody' AND owner <> $1 ORDER BY name, id LIMIT $2";
    query templates_of_groups(me: MemberId, limit: i64) -> TemplateRow =
        "SELECT t.id, t.owner, t.name, t.purpose, t.body, t.circle, t.grp, t.version, t.changed_at FROM group_members m JOIN groups g ON g.id = m.grp JOIN templates t ON t.grp = m.grp WHERE m.member = $1 AND m.standing IN ('owner', 'moderator', 'member') AND g.closed_at IS NULL AND t.owner <> $1 ORDER BY t.name, t.id LIMIT $2";
}

impl Reads<'_> {
    /// A template, whoever's it is.
    pub fn template(&mut self, id: TemplateId) -> Result<Option<Template>, StoreError> {
        Ok(one_template(self.conn, id)?.pop().map(Template::from))
    }

    /// The templates that a member keeps, by name.
    pub fn templates(&mut self, owner: MemberId) -> Result<Vec<Template>, StoreError> {
        Ok(templates_of(self.conn, owner)?.into_iter().map(Template::from).collect())
    }

    /// Others' templates that are for everybody or for a group that a member is in, by name.
    pub fn templates_shared_with(&mut self, me: MemberId) -> Result<Vec<Template>, StoreError> {
        let mut all = templates_of_everybody(self.conn, me, SHARED)?;
        all.extend(templates_of_groups(self.conn, me, SHARED)?);
        let mut all: Vec<Template> = all.into_iter().map(Template::from).collect();
        all.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(all)
    }
}

impl Tx<'_> {
    /// Keeps a template: a new one, or the next version of one.
    pub fn put_template(&mut self, t: &Template) {
        let conn = self.conn();
        if t.version == 1 {
            insert_template(
                conn,
                t.id,
                t.owner,
                &t.name,
                t.purpose,
                &t.text,
                t.circle,
                t.group,
                t.changed_at,
            );
        } else {
            update_template(
                conn,
                t.id,
                t.owner,
                &t.name,
                t.purpose,
                &t.text,
                t.circle,
                t.group,
                t.version,
                t.changed_at,
            );
        }
    }

    /// Deletes a template of a member's.
    pub fn delete_template(&mut self, id: TemplateId, owner: MemberId) {
        delete_template(self.conn(), id, owner);
    }
}
