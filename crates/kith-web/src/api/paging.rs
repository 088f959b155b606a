//! Which page of a list is asked for.

use kith_app::Paging;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which page of a list is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageOf {
    /// How many items.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

impl From<PageOf> for Paging {
    fn from(page: PageOf) -> Self {
        Self { limit: page.limit, after: page.after }
    }
}

/// How many items of a list that has one page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AtMost {
    /// How many items at most.
    limit: Option<usize>,
}

impl AtMost {
    /// The number asked for, `usual` where none is, never over `most`.
    pub(crate) fn or(&self, usual: usize, most: usize) -> usize {
        self.limit.unwrap_or(usual).min(most)
    }
}
