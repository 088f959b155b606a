//! My profile and my settings.

mod photo;
mod profile;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use kith_app::{
    AppError, FieldError,
    profiles::{Me, SettingsChanges, SettingsView},
};
use kith_core::account::{Gate, Plan, ViewingMode};
use maud::{Markup, html};

use super::{
    fields::Fields,
    flash::{Done, Flash},
    ui::{
        form::{self, Field},
        layout::{Section, Shell},
        time, words,
    },
    visit::{Answer, Signed, status},
};
use crate::{FILE_BODY, state::WebState};

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/settings", get(show))
        .route("/settings/preferences", post(save))
        .route("/settings/profile", post(profile::save))
        .route("/settings/photo", post(photo::save).layer(DefaultBodyLimit::max(FILE_BODY)))
        .route("/settings/photo/remove", get(photo::ask_remove).post(photo::remove))
}

/// What the page shows: as saved, or as it was sent where it could not be saved.
pub(crate) struct Shown {
    /// My account.
    pub(crate) me: Me,
    /// My settings.
    pub(crate) settings: SettingsView,
    /// What is wrong.
    pub(crate) errors: Vec<FieldError>,
}

fn read(app: &kith_app::App, actor: &kith_app::Actor) -> Result<Shown, AppError> {
    Ok(Shown { me: app.me(actor)?, settings: app.settings(actor)?, errors: Vec::new() })
}

async fn show(me: Signed) -> Answer {
    let (shell, shown) = me.read(read).await?;
    Ok(me.page(&shell, "Profile and settings", Section::Me, &view(&shell, &shown)))
}

/// The page again, with what was sent and what is wrong with it.
async fn again(me: Signed, errors: Vec<FieldError>, keep: impl FnOnce(&mut Shown)) -> Answer {
    let (mut shell, mut shown) = me.read(read).await?;
    "/settings".clone_into(&mut shell.path);
    keep(&mut shown);
    let status = status(&AppError::Invalid(Vec::new()));
    shown.errors = errors;
    let page = view(&shell, &shown);
    Ok(me.visit.page(status, &shell, "Profile and settings", Section::Me, &page))
}

async fn save(me: Signed, form: Fields) -> Answer {
    let zone = form.filled("other_zone").or_else(|| form.filled("time_zone"));
    let changes = SettingsChanges {
        gate: form.filled("gate"),
        connections_visible: Some(form.has("connections_visible")),
        follow_first: Some(form.has("follow_first")),
        time_zone: zone.clone(),
        reminders: Some(form.has("reminders")),
        open_profile: Some(form.has("open_profile")),
        inmail: Some(form.has("inmail")),
        viewing_mode: form.filled("viewing_mode"),
    };
    match me.app().change_settings(&me.ask(), changes).await {
        Ok(written) => {
            Ok(me.done("/settings", &written.revision, &Flash::plain(Done::SettingsSaved)))
        }
        Err(AppError::Invalid(errors)) => {
            again(me, errors, |shown| {
                let settings = &mut shown.settings;
                settings.gate = Gate::from_code(form.get("gate")).unwrap_or(settings.gate);
                settings.connections_visible = form.has("connections_visible");
                settings.follow_first = form.has("follow_first");
                settings.reminders = form.has("reminders");
                settings.open_profile = form.has("open_profile");
                settings.inmail = form.has("inmail");
                let mode = ViewingMode::from_code(form.get("viewing_mode"));
                settings.viewing_mode = mode.unwrap_or(settings.viewing_mode);
                settings.time_zone = zone.unwrap_or_default();
            })
            .await
        }
        Err(error) => Err(me.failure("/settings", error).await),
    }
}

/// Both forms.
pub(crate) fn view(shell: &Shell, shown: &Shown) -> Markup {
    html! {
        h1 { "Profile and settings" }
        (form::summary(&shown.errors))
        div.two.wide-first {
            div.stack-of-cards {
                (photo::form(shell, &shown.me, &shown.errors))
                (profile::form(&shown.me, &shown.errors))
            }
            (preferences(shell, shown))
        }
    }
}

fn preferences(shell: &Shell, shown: &Shown) -> Markup {
    let settings = &shown.settings;
    html! {
        form.card.stack-form #preferences method="post" action="/settings/preferences" {
            h2 { "Who may do what" }
            fieldset #f-gate {
                legend { "Who may invite me" }
                @for gate in Gate::ALL {
                    @let (label, hint) = words::gate(*gate);
                    (form::choice("gate", gate.code(), settings.gate == *gate, label, hint))
                }
                @if let Some(wrong) = form::error(&shown.errors, "gate") { p.error { (wrong) } }
            }
            fieldset {
                legend { "What others see" }
                (form::tick("connections_visible", settings.connections_visible,
                    "My connections may see my list of connections",
                    "They can invite people they find there. Nobody else sees it either way."))
                (form::tick("follow_first", settings.follow_first,
                    "Follow before Connect",
                    "For people with an audience: the main button on your profile is Follow; Connect stands under More."))
            }
            fieldset #f-viewing_mode {
                legend { "What others see when I view their profile" }
                @for mode in ViewingMode::ALL {
                    @let (label, hint) = words::viewing_mode(*mode);
                    (form::choice("viewing_mode", mode.code(), settings.viewing_mode == *mode, label, hint))
                }
                p.hint { "It holds for your views from now on; earlier ones stay as they were." }
                @if let Some(wrong) = form::error(&shown.errors, "viewing_mode") { p.error { (wrong) } }
            }
            (messages(shown))
            fieldset {
                legend { "Notifications" }
                p { a href="/settings/notifications" { "Choose what you are told, and what is mailed" } }
                (form::tick("reminders", settings.reminders,
                    "Remind me of invitations that wait",
                    "After 7 and after 30 days."))
            }
            fieldset {
                legend { "Campaigns" }
                p { a href="/settings/do-not-contact" { "Whose campaigns leave me alone" } }
            }
            fieldset {
                legend { "Programs" }
                p { a href="/settings/webhooks" { "Webhooks: have a program of yours told" } }
            }
            (zone(shell, settings, &shown.errors))
            button.button type="submit" { "Save settings" }
        }
    }
}

/// Who may write to me beside my connections.
fn messages(shown: &Shown) -> Markup {
    let settings = &shown.settings;
    html! {
        fieldset #f-open_profile {
            legend { "Who may write to me" }
            @if shown.me.plan == Plan::Free {
                p.hint { "With the premium and navigator plans you can open your profile to everybody’s messages." }
            } @else {
                (form::tick("open_profile", settings.open_profile,
                    "Open profile",
                    "Every member may write to you, free of charge."))
            }
            (form::tick("inmail", settings.inmail,
                "I take InMail",
                "Members you have nothing to do with may write to you for a credit. It goes back to them when you decline."))
            @if let Some(wrong) = form::error(&shown.errors, "open_profile") { p.error { (wrong) } }
        }
    }
}

/// The zones offered; any other can be typed.
const ZONES: [&str; 38] = [
    "UTC",
    "Africa/Cairo",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "Africa/Nairobi",
    "America/Anchorage",
    "America/Argentina/Buenos_Aires",
    "America/Bogota",
    "America/Chicago",
    "America/Denver",
    "America/Halifax",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Toronto",
    "Asia/Bangkok",
    "Asia/Dhaka",
    "Asia/Dubai",
    "Asia/Hong_Kong",
    "Asia/Jakarta",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Manila",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Perth",
    "Australia/Sydney",
    "Europe/Athens",
    "Europe/Berlin",
    "Europe/Istanbul",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Paris",
    "Pacific/Auckland",
    "Pacific/Honolulu",
];

fn zone(shell: &Shell, settings: &SettingsView, errors: &[FieldError]) -> Markup {
    let listed = ZONES.contains(&settings.time_zone.as_str());
    let wrong = form::error(errors, "time_zone");
    let other = if wrong.is_some() { settings.time_zone.as_str() } else { "" };
    html! {
        fieldset #f-time_zone {
            legend { "Time zone" }
            div.field {
                label for="zone" { "Times and days are shown in" }
                select #zone name="time_zone" {
                    @if !listed && wrong.is_none() {
                        option value=(settings.time_zone) selected { (settings.time_zone) }
                    }
                    @for zone in ZONES {
                        option value=(zone) selected[zone == settings.time_zone] { (zone) }
                    }
                }
                p.hint { "It is " (time::at(shell, shell.now)) " in the one you have now." }
            }
            (Field::text("other_zone", "Or another one").value(other).most(60)
                .hint("By its IANA name, such as Europe/Lisbon."))
            @if let Some(wrong) = wrong { p.error { (wrong) } }
        }
    }
}
