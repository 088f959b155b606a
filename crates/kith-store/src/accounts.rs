//! Accounts: who people are, how they sign in, what they decided for themselves.

use kith_core::{
    account::{Gate, Plan, Role, Settings, Status, ViewingMode},
    id::{ImageId, MemberId},
    person::{Education, Known, Person, Position},
    restriction::Level,
    time::{Timestamp, Zone},
};
use serde::{Deserialize, Serialize};

use crate::{
    Reads, StoreError, Tx,
    sql::{row, statements},
};

/// A member's history, kept as one text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct History {
    /// Jobs, newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub positions: Vec<Position>,
    /// Schools, newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub education: Vec<Education>,
    /// Skills.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
}

row! {
    /// A member's profile as the store keeps it.
    #[derive(Debug, Clone)]
    pub struct AccountRow {
        pub(crate) id: MemberId,
        pub(crate) handle: String,
        pub(crate) email: Option<String>,
        pub(crate) first_name: String,
        pub(crate) last_name: String,
        pub(crate) headline: String,
        pub(crate) location: String,
        pub(crate) industry: String,
        pub(crate) about: String,
        pub(crate) history: String,
        pub(crate) status: Status,
        pub(crate) photo: Option<ImageId>,
    }
}

/// A member's profile, and whether they take part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAccount {
    /// Who, as people know them.
    pub known: Known,
    /// Whether they take part.
    pub status: Status,
}

impl From<AccountRow> for StoredAccount {
    fn from(row: AccountRow) -> Self {
        // A history that cannot be read is shown as none: the rest of the profile stays useful.
        let history: History = serde_json::from_str(&row.history).unwrap_or_default();
        let person = Person {
            handle: row.handle,
            first_name: row.first_name,
            last_name: row.last_name,
            headline: row.headline,
            location: row.location,
            industry: row.industry,
            about: row.about,
            email: row.email.unwrap_or_default(),
            positions: history.positions,
            education: history.education,
            skills: history.skills,
            photo: row.photo,
        };
        Self { known: Known { id: row.id, person }, status: row.status }
    }
}

row! {
    /// What signing in reads.
    #[derive(Debug, Clone)]
    pub struct Secret {
        /// Who.
        pub id: MemberId,
        /// The password's hash; empty: nobody signs in with a password.
        pub password: String,
        /// Whether they take part.
        pub status: Status,
    }
}

/// A new account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Who, as people know them.
    pub known: Known,
    /// The password's hash; empty: nobody signs in with a password.
    pub password: String,
    /// Plan.
    pub plan: Plan,
    /// Role.
    pub role: Role,
    /// Whether they take part.
    pub status: Status,
    /// What they decided.
    pub settings: Settings,
    /// When they joined.
    pub joined_at: Timestamp,
}

statements! {
    write insert_account(
        id: MemberId, handle: &str, email: Option<&str>, password: &str, first_name: &str, last_name: &str, headline: &str, location: &str, industry: &str, about: &str, history: &str,
        plan: Plan, role: Role, status: Status, gate: Gate, connections_visible: bool, follow_first: bool, time_zone: &str, reminders: bool, open_profile: bool, inmail: bool, viewing_mode: ViewingMode, joined_at: Timestamp,
    ) = "INSERT INTO accounts (id, handle, email, password, first_name, last_name, headline, location, industry, about, history, plan, role, status, gate, connections_visible, follow_first, time_zone, reminders, open_profile, inmail, viewing_mode, connections, ladder_level, joined_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, 0, 'clear', $23) ON CONFLICT DO NOTHING";
    guard update_profile(id: MemberId, first_name: &str, last_name: &str, headline: &str, location: &str, industry: &str, about: &str, history: &str) =
        "UPDATE accounts SET first_name = $2, last_name = $3, headline = $4, location = $5, industry = $6, about = $7, history = $8 WHERE id = $1";
    guard update_settings(id: MemberId, gate: Gate, connections_visible: bool, follow_first: bool, time_zone: &str, reminders: bool, open_profile: bool, inmail: bool, viewing_mode: ViewingMode) =
        "UPDATE accounts SET gate = $2, connections_visible = $3, follow_first = $4, time_zone = $5, reminders = $6, open_profile = $7, inmail = $8, viewing_mode = $9 WHERE id = $1";
    guard update_password(id: MemberId, password: &str) = "UPDATE accounts SET password = $2 WHERE id = $1";
    guard update_role(id: MemberId, role: Role) = "UPDATE accounts SET role = $2 WHERE id = $1";
    guard update_plan(id: MemberId, plan: Plan) = "UPDATE accounts SET plan = $2 WHERE id = $1";
    /// Whoever is deleted stays so; any other change ends a member's own farewell.
    guard set_status(id: MemberId, status: Status) =
        "UPDATE accounts SET status = $2, leaves_at = NULL WHERE id = $1 AND status <> 'deleted'";
    guard set_pending_full(id: MemberId, since: Option<Timestamp>) = "UPDATE accounts SET pending_full_since = $2 WHERE id = $1";
    guard set_ladder(id: MemberId, level: Level, at: Option<Timestamp>, paused_until: Option<Timestamp>) =
        "UPDATE accounts SET ladder_level = $2, ladder_at = $3, paused_until = $4 WHERE id = $1";
    guard add_connections(id: MemberId, count: i64) = "UPDATE accounts SET connections = connections + $2 WHERE id = $1";
    query id_of(handle: &str) -> (MemberId,) = "SELECT id FROM accounts WHERE handle = $1";
    query id_of_email(email: &str) -> (MemberId,) = "SELECT id FROM accounts WHERE email = $1";
    query email_of(id: MemberId) -> (Option<String>,) = "SELECT email FROM accounts WHERE id = $1";
    query secret_by_handle(handle: &str) -> Secret = "SELECT id, password, status FROM accounts WHERE handle = $1";
    query secret_by_email(email: &str) -> Secret = "SELECT id, password, status FROM accounts WHERE email = $1";
    query account_by_id(id: MemberId) -> AccountRow =
        "SELECT id, handle, email, first_name, last_name, headline, location, industry, about, history, status, photo FROM accounts WHERE id = $1";
    query accounts_after(id: MemberId, limit: i64) -> AccountRow =
        "SELECT id, handle, email, first_name, last_name, headline, location, industry, about, history, status, photo FROM accounts WHERE id > $1 ORDER BY id LIMIT $2";
    query accounts_before(id: MemberId, limit: i64) -> AccountRow =
        "SELECT id, handle, email, first_name, last_name, headline, location, industry, about, history, status, photo FROM accounts WHERE id < $1 ORDER BY id DESC LIMIT $2";
    query plan_and_role(id: MemberId) -> (Plan, Role) = "SELECT plan, role FROM accounts WHERE id = $1";
    query fact(name: &str) -> (String,) = "SELECT value FROM facts WHERE name = $1";
    write set_fact(name: &str, value: &str) =
        "INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
}

fn text_of(history: &History) -> String {
    serde_json::to_string(history).unwrap_or_else(|_| "{}".to_owned())
}

fn history_of(person: &Person) -> History {
    History {
        positions: person.positions.clone(),
        education: person.education.clone(),
        skills: person.skills.clone(),
    }
}

fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

impl Reads<'_> {
    /// The member behind a handle.
    pub fn member_by_handle(&mut self, handle: &str) -> Result<Option<MemberId>, StoreError> {
        Ok(id_of(self.conn, handle)?.pop().map(|row| row.0))
    }

    /// The member behind an e-mail address, in lower case.
    pub fn member_by_email(&mut self, email: &str) -> Result<Option<MemberId>, StoreError> {
        Ok(id_of_email(self.conn, email)?.pop().map(|row| row.0))
    }

    /// A member's e-mail address.
    pub fn email(&mut self, member: MemberId) -> Result<Option<String>, StoreError> {
        Ok(email_of(self.conn, member)?.pop().and_then(|row| row.0))
    }

    /// What signing in reads, by handle or by e-mail address in lower case.
    pub fn secret(&mut self, name: &str) -> Result<Option<Secret>, StoreError> {
        let found = if name.contains('@') {
            secret_by_email(self.conn, name)?
        } else {
            secret_by_handle(self.conn, name)?
        };
        Ok(found.into_iter().next())
    }

    /// A member's profile.
    pub fn person(&mut self, member: MemberId) -> Result<Option<StoredAccount>, StoreError> {
        Ok(account_by_id(self.conn, member)?.pop().map(StoredAccount::from))
    }

    /// Profiles after `after` in the order of their ids, at most `limit`: to rebuild a follower.
    pub fn people_after(
        &mut self,
        after: Option<MemberId>,
        limit: u32,
    ) -> Result<Vec<StoredAccount>, StoreError> {
        let least = MemberId::from_bytes([0; 16]);
        let rows = accounts_after(self.conn, after.unwrap_or(least), limit.into())?;
        Ok(rows.into_iter().map(StoredAccount::from).collect())
    }

    /// Profiles before `before`, those who joined last first, at most `limit`.
    pub fn people_before(
        &mut self,
        before: Option<MemberId>,
        limit: u32,
    ) -> Result<Vec<StoredAccount>, StoreError> {
        let greatest = MemberId::from_bytes([0xff; 16]);
        let rows = accounts_before(self.conn, before.unwrap_or(greatest), limit.into())?;
        Ok(rows.into_iter().map(StoredAccount::from).collect())
    }

    /// A member's plan and role.
    pub fn plan_and_role(&mut self, member: MemberId) -> Result<Option<(Plan, Role)>, StoreError> {
        Ok(plan_and_role(self.conn, member)?.pop())
    }

    /// A fact about the store itself.
    pub fn fact(&mut self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(fact(self.conn, name)?.pop().map(|row| row.0))
    }
}

impl Tx<'_> {
    /// Keeps new accounts; answers for each whether it was new: not where its id, handle or
    /// e-mail address is taken.
    pub fn insert_accounts(&mut self, accounts: &[NewAccount]) -> Result<Vec<bool>, StoreError> {
        let conn = self.conn();
        conn.flush()?;
        for account in accounts {
            let (p, s) = (&account.known.person, &account.settings);
            insert_account(
                conn,
                account.known.id,
                &p.handle,
                filled(&p.email),
                &account.password,
                &p.first_name,
                &p.last_name,
                &p.headline,
                &p.location,
                &p.industry,
                &p.about,
                &text_of(&history_of(p)),
                account.plan,
                account.role,
                account.status,
                s.gate,
                s.connections_visible,
                s.follow_first,
                s.time_zone.name(),
                s.reminders,
                s.open_profile,
                s.inmail,
                s.viewing_mode,
                account.joined_at,
            );
        }
        Ok(conn.flush_counted()?.into_iter().map(|rows| rows == 1).collect())
    }

    /// Keeps a changed profile.
    pub fn update_profile(&mut self, known: &Known) {
        let p = &known.person;
        update_profile(
            self.conn(),
            known.id,
            &p.first_name,
            &p.last_name,
            &p.headline,
            &p.location,
            &p.industry,
            &p.about,
            &text_of(&history_of(p)),
        );
    }

    /// Keeps changed settings.
    pub fn update_settings(&mut self, member: MemberId, settings: &Settings) {
        let s = settings;
        let zone: &Zone = &s.time_zone;
        let (visible, first) = (s.connections_visible, s.follow_first);
        update_settings(
            self.conn(),
            member,
            s.gate,
            visible,
            first,
            zone.name(),
            s.reminders,
            s.open_profile,
            s.inmail,
            s.viewing_mode,
        );
    }

    /// Keeps a new password's hash.
    pub fn update_password(&mut self, member: MemberId, hash: &str) {
        update_password(self.conn(), member, hash);
    }

    /// Keeps a new role.
    pub fn update_role(&mut self, member: MemberId, role: Role) {
        update_role(self.conn(), member, role);
    }

    /// Keeps a new plan.
    pub fn update_plan(&mut self, member: MemberId, plan: Plan) {
        update_plan(self.conn(), member, plan);
    }

    /// Keeps a fact about the store itself.
    pub fn set_fact(&mut self, name: &str, value: &str) {
        set_fact(self.conn(), name, value);
    }
}
