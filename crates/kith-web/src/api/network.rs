//! How far, through whom, and whom to meet.

use axum::extract::Path;
use kith_core::degree::Degree;
use serde::{Deserialize, Serialize};
use serde_json::Map;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    paging::{AtMost, PageOf},
    problem::{About, Problem},
    reply::{Answer, Reply, whole},
    schema,
};
use crate::state::WebState;

/// How many degrees one call answers.
const DEGREES: usize = 1_000;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(ask_degrees))
        .routes(routes!(list_mutuals))
        .routes(routes!(list_paths))
        .routes(routes!(list_suggestions))
        .routes(routes!(dismiss_suggestion))
}

/// Whose degrees are asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"to": ["ben-okafor", "chi-nguyen"]}))]
struct AskDegrees {
    /// Handles.
    #[schema(max_items = 1000)]
    to: Vec<String>,
}

/// The degrees of up to 1,000 members in one call
///
/// A read, although a POST. A handle that is unknown or blocked either way is left out.
#[utoipa::path(post, path = "/degrees", tag = "network", request_body = AskDegrees,
    responses((status = 200, body = schema::Degrees, description = "By handle")))]
async fn ask_degrees(write: Write<AskDegrees>) -> Answer {
    let to = write.body.to;
    if to.len() > DEGREES {
        return Err(Problem::field("to", "At most 1,000 handles in one call."));
    }
    let degrees = write.asker.read(move |app, me| app.degrees(me, &to)).await?;
    let by_handle = degrees.into_iter().map(|(handle, degree)| (handle, degree.code().into()));
    let answer = Map::from_iter([("degrees".to_owned(), Map::from_iter(by_handle).into())]);
    Ok(Reply::ok(&answer))
}

/// Connections that both share.
#[derive(Serialize)]
struct Mutuals {
    count: u32,
    #[serde(flatten)]
    page: kith_app::Page<kith_app::rows::Row>,
}

/// The connections that both a member and I have
#[utoipa::path(get, path = "/mutuals/{handle}", tag = "network",
    params(("handle" = String, Path, description = "With whom"), PageOf),
    responses((status = 200, body = schema::Mutuals, description = "How many, and who")))]
async fn list_mutuals(
    asker: Asker,
    Path(handle): Path<String>,
    Params(page): Params<PageOf>,
) -> Answer {
    let mutuals = asker.read(move |app, me| app.mutuals(me, &handle, &page.into())).await?;
    Ok(Reply::ok(&Mutuals { count: mutuals.0, page: mutuals.1 }))
}

/// How I am connected to a member
///
/// The shortest paths, nearest people first; each from me to them, both ends included. None
/// where they are out of network.
#[utoipa::path(get, path = "/paths/{handle}", tag = "network",
    params(("handle" = String, Path, description = "To whom"), AtMost),
    responses((status = 200, body = schema::List<Vec<schema::Card>>, description = "The paths")))]
async fn list_paths(
    asker: Asker,
    Path(handle): Path<String>,
    Params(most): Params<AtMost>,
) -> Answer {
    let most = most.or(10, 100);
    let paths = asker.read(move |app, me| app.paths(me, &handle, most)).await?;
    Ok(Reply::ok(&whole(paths)))
}

/// What brings people forward.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum By {
    Network,
    Skills,
}

/// Which suggestions.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Suggest {
    /// How many items at most.
    limit: Option<usize>,
    /// `network`: through whom I know, and where we were together; `skills`: people at the 2nd
    /// degree by how many skills we share.
    #[param(inline)]
    by: Option<By>,
}

/// People I may want to meet, best first
///
/// Invited, dismissed, blocked and resting people are left out.
#[utoipa::path(get, path = "/suggestions", tag = "network", params(Suggest),
    responses((status = 200, body = schema::List<schema::SuggestionView>,
        description = "Each with its reasons")))]
async fn list_suggestions(asker: Asker, Params(asked): Params<Suggest>) -> Answer {
    let most = asked.limit.unwrap_or(20).min(100);
    let found = asker.read(move |app, me| match asked.by {
        None | Some(By::Network) => app.suggestions(me, most),
        Some(By::Skills) => app.suggestions_by_skills(me, most),
    });
    Ok(Reply::ok(&whole(found.await?)))
}

/// Do not suggest a member to me again
#[utoipa::path(put, path = "/suggestions/{handle}/dismissed", tag = "network",
    params(("handle" = String, Path, description = "Whom")),
    responses((status = 204, description = "Dismissed")))]
async fn dismiss_suggestion(Path(handle): Path<String>, write: Write) -> Answer {
    let written = write.asker.app().dismiss_suggestion(&write.ask, &handle).await;
    Ok(Reply::done(&written.about(&handle)?))
}

/// A comma-separated list of degrees.
pub(crate) fn parse_degrees(text: &str) -> Result<Vec<Degree>, Problem> {
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    let parsed = words.map(|word| {
        let unknown = || {
            let known: Vec<_> = Degree::ALL.iter().map(|degree| degree.code()).collect();
            let message = format!("{word:?} is no degree; there are {}.", known.join(", "));
            Problem::field("degree", message)
        };
        Degree::from_code(word).ok_or_else(unknown)
    });
    parsed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_a_list_of_words() {
        let parsed = parse_degrees("1st, 2nd,").unwrap();
        assert_eq!(parsed, [Degree::First, Degree::Second]);
        assert!(parse_degrees("1st,4th").is_err());
    }
}
