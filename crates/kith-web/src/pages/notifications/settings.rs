//! What a member is told of: a table of kinds, and one press for no e-mail at all.

use kith_app::{
    AppError, FieldError,
    notifications::settings::{Choice, NewChoice},
};
use kith_core::notification::{Kind, Mailing};
use maud::{Markup, html};

use crate::pages::{
    fields::Fields,
    flash::{Done, Flash},
    ui::{
        form,
        layout::{Section, Shell},
    },
    visit::{Answer, Signed, status},
};

const HERE: &str = "/settings/notifications";

pub(super) async fn show(me: Signed) -> Answer {
    let (shell, choices) = me.read(|app, actor| app.notification_choices(actor)).await?;
    Ok(me.page(&shell, "What you are told", Section::Me, &view(&shell, &choices, &[])))
}

pub(super) async fn save(me: Signed, fields: Fields) -> Answer {
    let new = Kind::ALL.iter().map(|kind| NewChoice {
        kind: kind.code().to_owned(),
        page: Some(!kind.may_hide() || fields.has(&format!("page-{}", kind.code()))),
        email: fields.filled(&format!("email-{}", kind.code())),
    });
    match me.app().choose_notifications(&me.ask(), new.collect()).await {
        Ok(written) => Ok(me.done(HERE, &written.revision, &Flash::plain(Done::SettingsSaved))),
        Err(AppError::Invalid(errors)) => {
            let (mut shell, choices) = me.read(|app, me| app.notification_choices(me)).await?;
            HERE.clone_into(&mut shell.path);
            let status = status(&AppError::Invalid(Vec::new()));
            let page = view(&shell, &choices, &errors);
            Ok(me.visit.page(status, &shell, "What you are told", Section::Me, &page))
        }
        Err(error) => Err(me.failure(HERE, error).await),
    }
}

pub(super) async fn none(me: Signed) -> Answer {
    let ask = me.ask();
    let written = me.write(HERE, me.app().choose_no_mail(&ask)).await?;
    Ok(me.done(HERE, &written.revision, &Flash::plain(Done::NoMail)))
}

/// The table.
pub(crate) fn view(shell: &Shell, choices: &[Choice], errors: &[FieldError]) -> Markup {
    html! {
        p.crumb { a href="/settings" { "← Profile and settings" } }
        section.card {
            h1 { "What you are told" }
            p.muted {
                "What concerns you stands under Notifications. By e-mail it goes at once, or with "
                "everything else of the day at 8:00 (" (shell.zone.name()) ")."
            }
            (form::summary(errors))
            form method="post" action=(HERE) {
                div.table-box tabindex="0" role="region" aria-label="What you are told" {
                    table.choices {
                        thead { tr {
                            th scope="col" { "What" }
                            th scope="col" { "On the page" }
                            th scope="col" { "E-mail" }
                        } }
                        tbody { @for choice in choices { (row(choice, errors)) } }
                    }
                }
                p.buttons { button.button type="submit" { "Save" } }
            }
            form.no-mail method="post" action="/settings/notifications/none" {
                button.button.quiet type="submit" { "No e-mail at all" }
            }
        }
    }
}

fn row(choice: &Choice, errors: &[FieldError]) -> Markup {
    let (code, name) = (choice.kind.code(), label(choice.kind));
    let wrong = form::error(errors, code);
    html! {
        tr id={ "f-" (code) } {
            th scope="row" { (name) @if let Some(wrong) = wrong { p.error { (wrong) } } }
            td {
                @if choice.kind.may_hide() {
                    input type="checkbox" name={ "page-" (code) } value="yes" checked[choice.page]
                        aria-label={ (name) ": on the page" };
                } @else { span.hint { "Always" } }
            }
            td {
                select name={ "email-" (code) } aria-label={ (name) ": e-mail" } {
                    @for way in Mailing::ALL {
                        option value=(way.code()) selected[*way == choice.email] { (words(*way)) }
                    }
                }
            }
        }
    }
}

const fn words(mailing: Mailing) -> &'static str {
    match mailing {
        Mailing::Now => "At once",
        Mailing::Digest => "Daily",
        Mailing::Off => "No",
    }
}

/// What a kind is called.
pub(crate) const fn label(kind: Kind) -> &'static str {
    match kind {
        Kind::Invitation => "Invitations to connect",
        Kind::InvitationAccepted => "My invitation is accepted",
        Kind::Reminder => "Reminders of invitations that wait",
        Kind::Message => "Messages",
        Kind::MessageRequest => "Message requests",
        Kind::InMail => "InMail",
        Kind::IntroductionAsked => "I am asked for an introduction",
        Kind::IntroductionForwarded => "Somebody is introduced to me",
        Kind::IntroductionAccepted => "My introduction is accepted",
        Kind::Reconnect => "Somebody I know from elsewhere is here",
        Kind::Reconnected => "Somebody and I are connected again",
        Kind::Comment => "Comments on my posts",
        Kind::Answer => "Answers to my comments",
        Kind::Reaction => "Reactions to my posts",
        Kind::Mention => "Posts and comments that name me",
        Kind::Repost => "My posts are passed on",
        Kind::GroupAsked => "People ask to join my group",
        Kind::GroupAccepted => "A group takes me in",
        Kind::GroupInvited => "Invitations to groups",
        Kind::EventChanged => "Changes of events",
        Kind::EventMovedUp => "I get a seat from a waiting list",
        Kind::EventCancelled => "Events that are cancelled",
        Kind::Restriction => "Warnings and pauses",
        Kind::CampaignStopped => "A campaign of mine is stopped",
    }
}
