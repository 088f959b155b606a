//! Previews of what posts link to: wanted with the post, claimed by one node, known for a while.

use kith_core::{
    id::{LinkId, PostId},
    preview::Preview,
    time::Timestamp,
};
use sha2::{Digest, Sha256};

use crate::{
    Reads, StoreError, Tx,
    sql::{Conn, row, statements},
};

/// A page that a post links to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its address.
    pub url: String,
    /// The name of its host.
    pub host: String,
}

impl Link {
    /// Which page it is: the same address is the same page.
    #[must_use]
    pub fn id(&self) -> LinkId {
        let digest: [u8; 32] = Sha256::digest(self.url.as_bytes()).into();
        LinkId::from_bytes(std::array::from_fn(|at| digest[at]))
    }
}

row! {
    /// A page that is to be fetched.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct WantedRow {
        /// Which.
        pub id: LinkId,
        /// Its address.
        pub url: String,
        /// The name of its host.
        pub host: String,
        /// How often it was begun to be fetched.
        pub attempts: u32,
        /// When it is to be fetched; while it is, when its fetcher is given up.
        pub due_at: Option<Timestamp>,
    }
}

row! {
    pub(crate) struct PreviewCells {
        url: String,
        host: String,
        title: String,
        description: String,
        site: String,
    }
}

statements! {
    /// A page that is known for long enough, or waits already, stays as it is.
    write want_preview(id: LinkId, url: &str, host: &str, now: Timestamp) =
        "INSERT INTO link_previews (id, url, host, state, attempts, due_at, fresh_until, title, description, site) VALUES ($1, $2, $3, 'waiting', 0, $4, NULL, '', '', '') ON CONFLICT (id) DO UPDATE SET state = 'waiting', attempts = 0, due_at = excluded.due_at WHERE link_previews.due_at IS NULL AND link_previews.fresh_until <= excluded.due_at";
    write link_post(post: PostId, link: LinkId) =
        "INSERT INTO post_links (post, link) VALUES ($1, $2) ON CONFLICT (post) DO UPDATE SET link = excluded.link";
    write unlink_post(post: PostId) = "DELETE FROM post_links WHERE post = $1";
    query preview_shown(post: PostId) -> PreviewCells =
        "SELECT p.url, p.host, p.title, p.description, p.site FROM post_links l JOIN link_previews p ON p.id = l.link WHERE l.post = $1 AND p.title <> ''";
    /// Of each host that may be asked the page that waits longest, so that none waits for another
    /// host's.
    query previews_due(now: Timestamp, limit: i64) -> WantedRow =
        "SELECT p.id, p.url, p.host, p.attempts, p.due_at FROM link_previews p WHERE p.due_at IS NOT NULL AND p.due_at <= $1 AND NOT EXISTS (SELECT 1 FROM preview_hosts h WHERE h.host = p.host AND h.free_at > $1) AND NOT EXISTS (SELECT 1 FROM link_previews q WHERE q.host = p.host AND q.due_at IS NOT NULL AND (q.due_at < p.due_at OR (q.due_at = p.due_at AND q.id < p.id))) ORDER BY p.due_at LIMIT $2";
    /// Takes a page to fetch it: only one node does.
    guard claim_preview(id: LinkId, was: Timestamp, until: Timestamp) =
        "UPDATE link_previews SET state = 'fetching', attempts = attempts + 1, due_at = $3 WHERE id = $1 AND due_at = $2";
    /// Takes a host, if it was left alone for long enough.
    guard claim_host(host: &str, now: Timestamp, free_at: Timestamp) =
        "INSERT INTO preview_hosts (host, free_at) VALUES ($1, $3) ON CONFLICT (host) DO UPDATE SET free_at = excluded.free_at WHERE preview_hosts.free_at <= $2";
    guard end_preview(id: LinkId, until: Timestamp, state: &str, fresh_until: Timestamp, title: &str, description: &str, site: &str) =
        "UPDATE link_previews SET state = $3, due_at = NULL, fresh_until = $4, title = $5, description = $6, site = $7 WHERE id = $1 AND state = 'fetching' AND due_at = $2";
    write forget_previews(before: Timestamp) =
        "DELETE FROM link_previews WHERE due_at IS NULL AND fresh_until < $1 AND NOT EXISTS (SELECT 1 FROM post_links l WHERE l.link = link_previews.id)";
    write forget_hosts(before: Timestamp) = "DELETE FROM preview_hosts WHERE free_at < $1";
}

/// Forgets what a post links to, which is gone.
pub(crate) fn forget_post(conn: &mut Conn, post: PostId) {
    unlink_post(conn, post);
}

impl Reads<'_> {
    /// The page that a post links to and what it says of itself, where that is known.
    pub fn preview_of(&mut self, post: PostId) -> Result<Option<(Link, Preview)>, StoreError> {
        let row = preview_shown(self.conn, post)?.pop();
        Ok(row.map(|row| {
            let PreviewCells { url, host, title, description, site } = row;
            (Link { url, host }, Preview { title, description, site })
        }))
    }

    /// Pages that are to be fetched, or whose fetcher has not been heard of: at most one of each
    /// host.
    pub fn previews_due(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<WantedRow>, StoreError> {
        previews_due(self.conn, now, limit.into())
    }
}

impl Tx<'_> {
    /// Keeps what a post links to, or that it links to nothing; a page that is not known, or was for
    /// too long, is to be fetched.
    pub fn link_post(&mut self, post: PostId, link: Option<&Link>, now: Timestamp) {
        let conn = self.conn();
        let Some(link) = link else { return unlink_post(conn, post) };
        want_preview(conn, link.id(), &link.url, &link.host, now);
        link_post(conn, post, link.id());
    }

    /// Takes a page to fetch it until `until`, and its host until `free_at`. It conflicts where
    /// another node has, or the host is to be left alone still.
    pub fn claim_preview(
        &mut self,
        row: &WantedRow,
        now: Timestamp,
        until: Timestamp,
        free_at: Timestamp,
    ) {
        let Some(was) = row.due_at else { return };
        claim_preview(self.conn(), row.id, was, until);
        claim_host(self.conn(), &row.host, now, free_at);
    }

    /// Keeps what came of fetching a page that was taken until `until`.
    pub fn end_preview(
        &mut self,
        id: LinkId,
        until: Timestamp,
        found: Option<&Preview>,
        fresh_until: Timestamp,
    ) {
        let state = if found.is_some() { "ready" } else { "failed" };
        let none = Preview::default();
        let Preview { title, description, site } = found.unwrap_or(&none);
        end_preview(self.conn(), id, until, state, fresh_until, title, description, site);
    }

    /// Forgets pages that no post links to any more and that were known until then, and hosts that
    /// were free by then.
    pub fn forget_previews(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        self.conn().flush()?;
        forget_previews(self.conn(), before);
        forget_hosts(self.conn(), before);
        Ok(self.conn().flush_counted()?.into_iter().sum())
    }
}
