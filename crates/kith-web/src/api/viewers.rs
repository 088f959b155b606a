//! Who viewed my profile.

use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params},
    paging::PageOf,
    reply::{Answer, Reply},
    schema,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(list_viewers))
}

/// Who viewed my profile
///
/// The latest day first. Who looks in `full` mode is there once, with how many days they came;
/// who looks in `semi_private` mode once for each view, with headline and industry only; who
/// looks in private mode not at all. The free plan shows the last five, the others all of the
/// last 90 days; the counts are of all in either case. On the free plan, who looks at others in
/// private mode is refused with `views_privately`.
#[utoipa::path(get, path = "/viewers", tag = "viewers", params(PageOf),
    responses((status = 200, body = schema::Viewers, description = "Viewers, and views by day")))]
async fn list_viewers(asker: Asker, Params(page): Params<PageOf>) -> Answer {
    Ok(Reply::ok(&asker.read(move |app, me| app.viewers(me, &page.into())).await?))
}
