//! Pages for what went wrong: what happened, and what to do.

use kith_app::AppError;
use maud::{Markup, html};

use super::{layout::Shell, refusal};

/// The title and the body of a page.
pub(crate) fn page(shell: &Shell, error: &AppError) -> (&'static str, Markup) {
    let title = title(error);
    let body = html! {
        section.card.narrow.failure {
            // A refusal's panel carries the same words.
            h1.sr[matches!(error, AppError::Refused(_))] { (title) }
            (words(shell, error))
            p.ways {
                @if shell.path != "/" { a.button href=(back(shell, error)) { (back_label(error)) } }
                a.button.quiet href="/" { "Home" }
                @if matches!(error, AppError::NotFound) {
                    a.button.quiet href="/search" { "Search people" }
                }
            }
        }
    };
    (title, body)
}

/// The same as a piece of a page.
pub(crate) fn piece(shell: &Shell, error: &AppError) -> Markup {
    html! {
        div.problem role="alert" data-swap {
            @if !matches!(error, AppError::Refused(_)) { p { strong { (title(error)) } } }
            (words(shell, error))
        }
    }
}

fn title(error: &AppError) -> &'static str {
    match error {
        AppError::Refused(refusal) => super::words::reason(refusal.reason),
        AppError::NotFound => "There is nothing here",
        AppError::Invalid(_) => "Some values cannot be taken",
        AppError::SignInFirst | AppError::WrongPassword => "Sign in first",
        AppError::TooManyAttempts(_) => "Too many attempts",
        AppError::Conflict | AppError::KeyReused => "Somebody was faster",
        AppError::Behind => "One moment",
        AppError::Store(_) => "This did not work",
    }
}

fn words(shell: &Shell, error: &AppError) -> Markup {
    html! {
        @match error {
            AppError::Refused(refusal) => (refusal::panel(shell, refusal, None)),
            AppError::NotFound => p {
                "The page or the member does not exist, or is not visible to you. "
                "Check the address, or look for the person by name."
            },
            AppError::Invalid(fields) => ul { @for field in fields { li { (field.message) } } },
            AppError::TooManyAttempts(seconds) => p { "Try again in " (seconds) " seconds." },
            AppError::Conflict | AppError::KeyReused => p {
                "Something changed while you were looking. Nothing was done twice. Go back, look "
                "again, and decide anew."
            },
            AppError::Behind => p {
                "Your last change is saved but not visible here yet. Load the page again in a "
                "moment."
            },
            AppError::Store(_) => p {
                "The server could not reach its data. Nothing you sent was half-done. Try again in "
                "a moment; if it lasts, tell the operator."
            },
            AppError::SignInFirst | AppError::WrongPassword => p { a href="/sign-in" { "Sign in" } },
        }
    }
}

fn back<'a>(shell: &'a Shell, error: &AppError) -> &'a str {
    if matches!(error, AppError::NotFound) { "/network" } else { &shell.path }
}

fn back_label(error: &AppError) -> &'static str {
    match error {
        AppError::NotFound => "My network",
        AppError::Behind | AppError::Store(_) => "Try again",
        _ => "Go back",
    }
}
