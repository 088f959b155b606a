//! Answers as lines that can be compared.

use kith_app::{feed::PostView, profiles::ProfileView};
use kith_core::{
    degree::Degree,
    id::{CommentId, PostId},
    time::Timestamp,
    visibility::{Card, Visible},
};

/// Posts, in their order.
pub(super) fn ids(posts: &[PostView]) -> Vec<String> {
    posts.iter().map(|post| id(post.id)).collect()
}

/// A post.
pub(super) fn id(post: PostId) -> String {
    post.to_string()
}

/// Somebody near.
pub(super) fn near(handle: &str, degree: Degree) -> String {
    format!("{handle} {}", degree.code())
}

/// The degree that so many steps are.
pub(super) const fn degree(steps: Option<i64>) -> Degree {
    match steps {
        Some(0) => Degree::Myself,
        Some(1) => Degree::First,
        Some(2) => Degree::Second,
        Some(3) => Degree::Third,
        _ => Degree::Out,
    }
}

/// A path, as handles with spaces between.
pub(super) fn path(people: &[Visible<Card>]) -> String {
    let handles: Vec<&str> = people.iter().map(|one| one.handle.as_str()).collect();
    handles.join(" ")
}

/// Something with its instant.
pub(super) fn since(what: &str, at: Timestamp) -> String {
    format!("{what} {}", at.micros())
}

/// A group with its owner.
pub(super) fn group(name: &str, owner: Option<&str>) -> String {
    format!("{name}, of {}", owner.unwrap_or("nobody"))
}

/// A comment with who wrote it.
pub(super) fn comment(id: CommentId, author: &str, at: Timestamp, connected: bool) -> String {
    format!("{id} {author} {} {connected}", at.micros())
}

/// A profile as R3 shows it.
pub(super) fn profile(view: &ProfileView) -> String {
    let card = &view.profile.card;
    facts(
        &card.handle,
        view.degree,
        &view.profile.first_name,
        view.profile.last_name.as_deref(),
        card.location.as_deref(),
        i64::from(view.connection_count),
    )
}

/// The same, of single facts.
pub(super) fn facts(
    handle: &str,
    degree: Degree,
    first_name: &str,
    last_name: Option<&str>,
    location: Option<&str>,
    connections: i64,
) -> String {
    let shown = |text: Option<&str>| text.unwrap_or("–").to_owned();
    let (last_name, location) = (shown(last_name), shown(location));
    let degree = degree.code();
    format!("{handle} {degree}: {first_name} {last_name}, {location}, {connections} connections")
}
