//! Companies' pages, who follows them, and their competitors.

use kith_core::{
    company::Company,
    id::{CompanyId, MemberId},
    time::Timestamp,
};

use crate::{
    ConnectionRow, Cursor, Reads, Seen, StoreError,
    communities::hidden_from_2,
    lists::newest,
    sql::{Cells, Conn, FromRow, Type, WrongCell, row, statements},
};

row! {
    pub(crate) struct CompanyCells {
        id: CompanyId,
        handle: String,
        name: String,
        folded: String,
        about: String,
        industry: String,
        location: String,
        website: String,
        owner: Option<MemberId>,
        created_at: Timestamp,
        version: i64,
        followed_at: Option<Timestamp>,
    }
}

/// A company's page, and since when the asker follows it.
#[derive(Debug, Clone)]
pub struct CompanyRow {
    /// The page.
    pub company: Company,
    /// Since when the asker follows it, if they do.
    pub followed_at: Option<Timestamp>,
}

impl FromRow for CompanyRow {
    fn columns() -> Vec<Type> {
        CompanyCells::columns()
    }
    fn read(cells: &mut Cells) -> Result<Self, WrongCell> {
        let row = CompanyCells::read(cells)?;
        let company = Company {
            id: row.id,
            handle: row.handle,
            name: row.name,
            folded: row.folded,
            about: row.about,
            industry: row.industry,
            location: row.location,
            website: row.website,
            owner: row.owner,
            created_at: row.created_at,
            version: row.version,
        };
        Ok(Self { company, followed_at: row.followed_at })
    }
}

/// The columns of a [`CompanyRow`] in a statement that calls the page `c` and the follow `f`.
macro_rules! columns {
    () => {
        "c.id, c.handle, c.name, c.folded, c.about, c.industry, c.location, c.website, c.owner, c.created_at, c.version, f.since"
    };
}

statements! {
    guard insert_company(id: CompanyId, handle: &str, name: &str, folded: &str, about: &str, industry: &str, location: &str, website: &str, owner: Option<MemberId>, created_at: Timestamp, version: i64) =
        "INSERT INTO companies (id, handle, name, folded, about, industry, location, website, owner, created_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
    /// Changes a page, if no other has its name.
    guard update_company(id: CompanyId, name: &str, folded: &str, about: &str, industry: &str, location: &str, website: &str, owner: Option<MemberId>, version: i64) =
        "UPDATE companies SET name = $2, folded = $3, about = $4, industry = $5, location = $6, website = $7, owner = $8, version = $9 WHERE id = $1 AND version = $9 - 1 AND NOT EXISTS (SELECT 1 FROM companies o WHERE o.folded = $3 AND o.id <> $1)";
    guard insert_follower(company: CompanyId, member: MemberId, since: Timestamp) =
        "INSERT INTO company_followers (company, member, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    guard delete_follower(company: CompanyId, member: MemberId) =
        "DELETE FROM company_followers WHERE company = $1 AND member = $2";
    write clear_rivals(company: CompanyId) = "DELETE FROM company_rivals WHERE company = $1";
    write insert_rival(company: CompanyId, place: i64, rival: CompanyId) =
        "INSERT INTO company_rivals (company, place, rival) VALUES ($1, $2, $3)";
    query company_by_handle(handle: &str, me: MemberId) -> CompanyRow =
        concat!("SELECT ", columns!(), " FROM companies c LEFT JOIN company_followers f ON f.company = c.id AND f.member = $2 WHERE c.handle = $1");
    query company_by_id(id: CompanyId, me: MemberId) -> CompanyRow =
        concat!("SELECT ", columns!(), " FROM companies c LEFT JOIN company_followers f ON f.company = c.id AND f.member = $2 WHERE c.id = $1");
    query companies_followed_since(me: MemberId) -> (CompanyId, Timestamp) =
        "SELECT company, since FROM company_followers WHERE member = $1 ORDER BY since DESC, company DESC";
    query companies_followed(me: MemberId) -> (CompanyId,) =
        "SELECT company FROM company_followers WHERE member = $1";
    query company_by_name(folded: &str, me: MemberId) -> CompanyRow =
        concat!("SELECT ", columns!(), " FROM companies c LEFT JOIN company_followers f ON f.company = c.id AND f.member = $2 WHERE c.folded = $1");
    query companies_page(me: MemberId, after: &str, words: &str, limit: i64) -> CompanyRow =
        concat!("SELECT ", columns!(), " FROM companies c LEFT JOIN company_followers f ON f.company = c.id AND f.member = $1 WHERE c.folded > $2 AND c.folded LIKE $3 ESCAPE '!' ORDER BY c.folded LIMIT $4");
    query my_companies_page(me: MemberId, after: &str, words: &str, limit: i64) -> CompanyRow =
        concat!("SELECT ", columns!(), " FROM companies c LEFT JOIN company_followers f ON f.company = c.id AND f.member = $1 WHERE c.folded > $2 AND c.folded LIKE $3 ESCAPE '!' AND c.id IN (SELECT q.company FROM company_followers q WHERE q.member = $1 UNION ALL SELECT o.id FROM companies o WHERE o.owner = $1) ORDER BY c.folded LIMIT $4");
    query company_followers_page(company: CompanyId, before: Timestamp, before_id: MemberId, limit: i64) -> ConnectionRow =
        "SELECT member, since FROM company_followers WHERE company = $1 AND since <= $2 AND (since < $2 OR member < $3) ORDER BY since DESC, member DESC LIMIT $4";
    query everybody_following(company: CompanyId) -> (MemberId,) =
        "SELECT member FROM company_followers WHERE company = $1";
    query company_follower_count(company: CompanyId, me: MemberId) -> (u32,) =
        concat!("SELECT count(*) FROM company_followers m JOIN accounts a ON a.id = m.member WHERE m.company = $1 AND a.status = 'active' AND m.member NOT IN (", hidden_from_2!(), ")");
    query rivals_of(company: CompanyId, me: MemberId) -> CompanyRow =
        concat!("SELECT ", columns!(), " FROM company_rivals r JOIN companies c ON c.id = r.rival LEFT JOIN company_followers f ON f.company = c.id AND f.member = $2 WHERE r.company = $1 ORDER BY r.place");
}

/// Writes a page's new value.
pub(crate) fn keep(conn: &mut Conn, c: &Company) {
    let (name, folded, about) = (&c.name, &c.folded, &c.about);
    let (industry, location, website) = (&c.industry, &c.location, &c.website);
    if c.version == 1 {
        insert_company(
            conn,
            c.id,
            &c.handle,
            name,
            folded,
            about,
            industry,
            location,
            website,
            c.owner,
            c.created_at,
            1,
        );
    } else {
        update_company(
            conn, c.id, name, folded, about, industry, location, website, c.owner, c.version,
        );
    }
}

/// Writes whether a member follows a page.
pub(crate) fn follow(
    conn: &mut Conn,
    company: CompanyId,
    member: MemberId,
    since: Option<Timestamp>,
) {
    match since {
        Some(since) => insert_follower(conn, company, member, since),
        None => delete_follower(conn, company, member),
    }
}

/// Writes a page's competitors in their order.
pub(crate) fn choose_rivals(conn: &mut Conn, company: CompanyId, rivals: &[CompanyId]) {
    clear_rivals(conn, company);
    for (place, rival) in rivals.iter().enumerate() {
        insert_rival(conn, company, i64::try_from(place).unwrap_or(i64::MAX), *rival);
    }
}

impl Reads<'_> {
    /// The page with this address.
    pub fn company(
        &mut self,
        handle: &str,
        me: MemberId,
    ) -> Result<Option<CompanyRow>, StoreError> {
        Ok(company_by_handle(self.conn, handle, me)?.pop())
    }

    /// The page with this id.
    pub fn company_of(
        &mut self,
        id: CompanyId,
        me: MemberId,
    ) -> Result<Option<CompanyRow>, StoreError> {
        Ok(company_by_id(self.conn, id, me)?.pop())
    }

    /// The companies that a member follows, and since when, the newest first.
    pub fn companies_followed_since(
        &mut self,
        me: MemberId,
    ) -> Result<Vec<(CompanyId, Timestamp)>, StoreError> {
        companies_followed_since(self.conn, me)
    }

    /// The same without order.
    pub fn companies_followed(&mut self, me: MemberId) -> Result<Vec<CompanyId>, StoreError> {
        Ok(companies_followed(self.conn, me)?.into_iter().map(|row| row.0).collect())
    }

    /// The page with this folded name.
    pub fn company_named(
        &mut self,
        folded: &str,
        me: MemberId,
    ) -> Result<Option<CompanyRow>, StoreError> {
        Ok(company_by_name(self.conn, folded, me)?.pop())
    }

    /// Pages in the order of their names: all, or only those that `me` follows or looks after.
    pub fn companies(
        &mut self,
        me: MemberId,
        mine: bool,
        after: Option<&str>,
        seen: &Seen,
    ) -> Result<Vec<CompanyRow>, StoreError> {
        let page = if mine { my_companies_page } else { companies_page };
        page(self.conn, me, after.unwrap_or_default(), &seen.pattern(), seen.limit.into())
    }

    /// Who follows a page, newest first; the time is since when.
    pub fn company_followers(
        &mut self,
        company: CompanyId,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Vec<ConnectionRow>, StoreError> {
        let (at, id) = after.unwrap_or_else(newest);
        company_followers_page(self.conn, company, at, id, limit.into())
    }

    /// Everybody who follows a company, in no order.
    pub fn all_company_followers(
        &mut self,
        company: CompanyId,
    ) -> Result<Vec<MemberId>, StoreError> {
        Ok(everybody_following(self.conn, company)?.into_iter().map(|row| row.0).collect())
    }

    /// How many of them `me` sees.
    pub fn company_follower_count(
        &mut self,
        company: CompanyId,
        me: MemberId,
    ) -> Result<u32, StoreError> {
        Ok(company_follower_count(self.conn, company, me)?.first().map_or(0, |row| row.0))
    }

    /// The competitors chosen for a page, in their order.
    pub fn company_rivals(
        &mut self,
        company: CompanyId,
        me: MemberId,
    ) -> Result<Vec<CompanyRow>, StoreError> {
        rivals_of(self.conn, company, me)
    }
}
