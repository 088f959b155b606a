//! Leaving: what each way means, and the password before it.

use axum::response::Response;
use kith_app::{AppError, FieldError};
use maud::{Markup, html};

use crate::pages::{
    fields::Fields,
    flash::{Done, Flash},
    ui::{
        form::{self, Field},
        layout::{Section, Shell},
        words,
    },
    visit::{Answer, Signed, Visit, status},
};

/// A way to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// Hidden, with a way back.
    Deactivate,
    /// For good, at once.
    Delete,
}

impl Leaving {
    const fn title(self) -> &'static str {
        match self {
            Self::Deactivate => "Deactivate your account?",
            Self::Delete => "Delete your account for good?",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Deactivate => "/settings/data/deactivate",
            Self::Delete => "/settings/data/delete",
        }
    }

    const fn press(self) -> &'static str {
        match self {
            Self::Deactivate => "Deactivate my account",
            Self::Delete => "Delete my account for good",
        }
    }
}

pub(super) async fn ask_deactivate(me: Signed) -> Answer {
    ask(me, Leaving::Deactivate).await
}

pub(super) async fn ask_delete(me: Signed) -> Answer {
    ask(me, Leaving::Delete).await
}

async fn ask(me: Signed, way: Leaving) -> Answer {
    let (shell, days) = me.read(|app, _| Ok(app.policy().accounts.return_days)).await?;
    Ok(me.page(&shell, way.title(), Section::Me, &view(way, days, &[])))
}

pub(super) async fn deactivate(me: Signed, form: Fields) -> Answer {
    match me.app().deactivate(&me.ask(), form.raw("password")).await {
        Ok(_) => Ok(gone(&me.visit, Done::Deactivated)),
        Err(error) => again(me, Leaving::Deactivate, error).await,
    }
}

pub(super) async fn delete(me: Signed, form: Fields) -> Answer {
    match me.app().delete_account(&me.ask(), form.raw("password")).await {
        Ok(_) => Ok(gone(&me.visit, Done::Deleted)),
        Err(error) => again(me, Leaving::Delete, error).await,
    }
}

/// Whoever has left is signed out.
fn gone(visit: &Visit, done: Done) -> Response {
    visit.leave_with("/sign-in", &Flash::plain(done))
}

/// The page again, with what is wrong.
async fn again(me: Signed, way: Leaving, error: AppError) -> Answer {
    let errors = match error {
        AppError::Invalid(errors) => errors,
        AppError::Refused(refusal) => vec![FieldError::new("password", refusal.detail)],
        error => return Err(me.failure(way.path(), error).await),
    };
    let (mut shell, days): (Shell, u32) =
        me.read(|app, _| Ok(app.policy().accounts.return_days)).await?;
    way.path().clone_into(&mut shell.path);
    let status = status(&AppError::Invalid(Vec::new()));
    let page = view(way, days, &errors);
    Ok(me.visit.page(status, &shell, way.title(), Section::Me, &page))
}

/// What it means, and the password.
pub(crate) fn view(way: Leaving, days: u32, errors: &[FieldError]) -> Markup {
    html! {
        p.crumb { a href="/settings/data" { "← Your data" } }
        section.card.narrow {
            h1 { (way.title()) }
            @match way {
                Leaving::Deactivate => ul.facts {
                    li { "Nobody sees you: not in search, lists, suggestions or paths. What you wrote is hidden too." }
                    li { "You are signed out everywhere, and nothing is mailed to you." }
                    li { "For " (words::count(days, "day", "days")) " you may come back by signing in, and all is as it was." }
                    li { "After that the account is deleted for good." }
                },
                Leaving::Delete => {
                    ul.facts {
                        li { "Gone at once, and nothing brings it back: your profile, photo and pictures, posts, reactions, connections, follows, invitations, settings, saved searches and notifications." }
                        li { "What you wrote to others stays with them, without your name: messages, and comments under their posts." }
                        li { "Groups that you own go to their moderator or member of longest standing; where there is none, they close. Coming events that you run are cancelled. Company pages go to the operators." }
                        li { "Nobody is told." }
                    }
                    p { a href="/settings/data#take" { "Take your data with you first" } }
                }
            }
            (form::summary(errors))
            form.stack-form method="post" action=(way.path()) {
                (Field::text("password", "Your password").kind("password").errors(errors)
                    .complete("current-password").required())
                div.actions {
                    button.button.danger type="submit" { (way.press()) }
                    a.button.quiet href="/settings/data" { "Cancel" }
                }
            }
        }
    }
}
