//! Previews of what posts link to: fetched after the post, as due work, where the operator has it so.

use std::sync::Arc;

use kith_core::{
    id::PostId,
    preview::{self as core, ADDRESS, APART, ATTEMPTS, FETCHING, Preview, address::PORTS},
    time::Timestamp,
};
use kith_store::{Link, Reads, StoreError, Tx, WantedRow};
use linkify::{LinkFinder, LinkKind};
use serde::Serialize;
use url::Url;

use crate::{App, AppError, ports::Fetch};

/// How many pages a round fetches, at once: each takes seconds at most, and other work waits.
const AT_ONCE: u32 = 8;

/// What a page says of itself to which a post links.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreviewView {
    /// The page.
    pub url: String,
    /// The name of its host.
    pub host: String,
    /// What it says of itself: plain text.
    #[serde(flatten)]
    pub page: Preview,
}

/// The page that a text links to first, if it is one that may be fetched.
pub(crate) fn first_link(text: &str) -> Option<Link> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    let web = |link: &Url| matches!(link.scheme(), "http" | "https");
    let mut url = finder.links(text).find_map(|link| Url::parse(link.as_str()).ok().filter(web))?;
    url.set_fragment(None);
    let fetched = url.port_or_known_default().is_some_and(|port| PORTS.contains(&port))
        && url.username().is_empty()
        && url.password().is_none()
        && url.as_str().len() <= ADDRESS;
    let host = url.host_str()?.to_owned();
    fetched.then(|| Link { url: url.into(), host })
}

impl App {
    /// Has pages fetched from now on that posts link to. The first one stays.
    pub fn fetch_with(&self, fetch: Arc<dyn Fetch>) {
        self.0.fetch.get_or_init(|| fetch);
    }

    /// Notes what a post links to, in the transaction that keeps its words.
    pub(crate) fn link_post(&self, tx: &mut Tx<'_>, post: PostId, body: &str, now: Timestamp) {
        if self.0.policy.content.link_previews {
            tx.link_post(post, first_link(body).as_ref(), now);
        }
    }

    /// What the page says of itself to which a post links, where that is known.
    pub(crate) fn preview_of(
        &self,
        reads: &mut Reads<'_>,
        post: PostId,
    ) -> Result<Option<PreviewView>, StoreError> {
        if !self.0.policy.content.link_previews {
            return Ok(None);
        }
        let found = reads.preview_of(post)?;
        Ok(found.map(|(Link { url, host }, page)| PreviewView { url, host, page }))
    }

    /// Fetches pages that posts link to; how many.
    pub(crate) async fn fetch_previews(&self) -> Result<u32, AppError> {
        let Some(fetch) = self.0.fetch.get().filter(|_| self.0.policy.content.link_previews) else {
            return Ok(0);
        };
        let now = self.now();
        let due = self.0.store.read(|reads| reads.previews_due(now, AT_ONCE))?;
        let mut fetching = Vec::new();
        for row in due {
            match self.claim_preview(&row, now).await {
                Ok(()) => {
                    let (fetch, page) = (Arc::clone(fetch), row.clone());
                    let found = tokio::task::spawn_blocking(move || fetched(&*fetch, &page));
                    fetching.push((row, found));
                }
                // Another node was first, at the page or at its host.
                Err(AppError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        let mut count = 0;
        for (row, found) in fetching {
            let found = found.await.unwrap_or_else(|panic| {
                tracing::error!(%panic, "a preview cannot be read");
                None
            });
            match self.end_preview(&row, now, found).await {
                Ok(()) => count += 1,
                // It took so long that another node has it.
                Err(AppError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(count)
    }

    async fn claim_preview(&self, row: &WantedRow, now: Timestamp) -> Result<(), AppError> {
        let row = row.clone();
        let claimed = self.write(self.system_command(Vec::new()), move |tx| {
            tx.claim_preview(&row, now, now.plus(FETCHING), now.plus(APART));
            Ok(Ok(()))
        });
        claimed.await?;
        Ok(())
    }

    async fn end_preview(
        &self,
        row: &WantedRow,
        since: Timestamp,
        found: Option<Preview>,
    ) -> Result<(), AppError> {
        let (id, fresh_until) = (row.id, core::fresh_until(found.as_ref(), self.now()));
        let ended = self.write(self.system_command(Vec::new()), move |tx| {
            tx.end_preview(id, since.plus(FETCHING), found.as_ref(), fresh_until);
            Ok(Ok(()))
        });
        ended.await?;
        Ok(())
    }
}

/// What the page says of itself; none where it cannot be had, or has cost several nodes their lives.
fn fetched(fetch: &dyn Fetch, row: &WantedRow) -> Option<Preview> {
    if row.attempts >= ATTEMPTS {
        return None;
    }
    match fetch.fetch(&row.url) {
        Ok(page) => core::read(&page.bytes, &page.content_type),
        Err(why) => {
            tracing::debug!(host = row.host, why, "a page has no preview");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_web_address_of_a_text_is_previewed_if_it_may_be_fetched() {
        for (text, expected) in [
            ("no link", None),
            (
                "See https://example.org/a?b=c#d, and https://other.example",
                Some("https://example.org/a?b=c"),
            ),
            (
                "mail ana@example.org, ftp://x.example, HTTP://Example.ORG:80/A",
                Some("http://example.org/A"),
            ),
            ("https://user:secret@example.org/", None),
            ("https://example.org:8443/", None),
            ("http://example.org:443/", Some("http://example.org:443/")),
            ("http://127.0.0.1:25/ http://example.org", None),
            ("http://2130706433/", None),
            ("https://b\u{fc}cher.example/", Some("https://xn--bcher-kva.example/")),
            ("javascript:alert(1)", None),
            ("file:///etc/passwd", None),
        ] {
            let found = first_link(text).map(|link| link.url);
            assert_eq!(found.as_deref(), expected, "{text}");
        }
        let long = format!("https://example.org/{}", "a".repeat(ADDRESS));
        assert_eq!(first_link(&long), None);
    }
}
