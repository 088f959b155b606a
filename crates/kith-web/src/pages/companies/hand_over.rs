//! Handing a company's page over.

use axum::extract::Path;
use kith_app::{
    AppError, FieldError, Paging,
    companies::{CompanyPerson, CompanyView, Who},
};
use kith_core::refusal::Reason;
use maud::{Markup, html};

use crate::pages::{
    communities,
    fields::{Fields, encoded},
    flash::{Done, Flash},
    ui::{
        form::{self, Field},
        layout::Section,
    },
    visit::{Answer, Signed, Visit, status},
};

/// How many who work there are offered.
const OFFERED: u32 = 20;

pub(super) async fn show(me: Signed, Path(handle): Path<String>) -> Answer {
    page(&me, handle, &Fields::default(), &[]).await
}

async fn page(me: &Signed, handle: String, sent: &Fields, errors: &[FieldError]) -> Answer {
    let back = format!("/companies/{}", encoded(&handle));
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
        let first = Paging { limit: Some(OFFERED), after: None };
        let people = app.company_people(actor, &handle, Who::Employees, &first)?.items;
        Ok((app.company(actor, &handle)?, people, actor.handle.clone()))
    };
    let (shell, (company, mut people, mine)) = me.read(read).await?;
    if !company.may_change {
        return Ok(Visit::redirect(&back));
    }
    people.retain(|one| one.row.card.handle != mine);
    let view = view(&back, &company, &people, sent, errors);
    let code = if errors.is_empty() {
        axum::http::StatusCode::OK
    } else {
        status(&AppError::Invalid(Vec::new()))
    };
    Ok(me.visit.page(code, &shell, "Hand the page over", Section::Communities, &view))
}

fn view(
    back: &str,
    company: &CompanyView,
    people: &[CompanyPerson],
    sent: &Fields,
    errors: &[FieldError],
) -> Markup {
    let hint = "The last part of the address of their profile, such as ana-petrova. Their profile has to say that they work here.";
    let body = html! {
        form.card.stack-form method="post" action={ (back) "/hand-over" } {
            h1 { "Hand over the page of " (company.card.name) }
            p.muted { "Whoever you choose looks after the page from then on, and writes in its name. You no longer do." }
            (form::summary(errors))
            @if !people.is_empty() {
                fieldset {
                    legend { "They work here" }
                    @for one in people {
                        @let card = &one.row.card;
                        (form::choice("chosen", &card.handle, sent.get("chosen") == card.handle, &card.name, card.headline.as_deref().unwrap_or_default()))
                    }
                }
            }
            @let field = Field::text("to", if people.is_empty() { "Handle" } else { "Or somebody else, by handle" });
            @let field = if people.is_empty() { field.required() } else { field };
            (field.value(sent.raw("to")).most(60).hint(hint).errors(errors))
            div.buttons {
                button.button type="submit" { "Hand it over" }
                a.button.quiet href=(back) { "Keep it" }
            }
        }
    };
    communities::page("/companies", &body)
}

pub(super) async fn save(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let back = format!("/companies/{}", encoded(&handle));
    let named = form.filled("to").or_else(|| form.filled("chosen")).unwrap_or_default();
    let to = named.trim_start_matches('@').to_owned();
    let wrong = |text: &str| vec![FieldError::new("to", text)];
    if to.is_empty() {
        return page(&me, handle, &form, &wrong("Choose who is to look after the page.")).await;
    }
    match me.app().hand_over_company(&me.ask(), &handle, &to).await {
        Ok(written) => {
            let flash = Flash::about(Done::CompanyHandedOver, "", &to);
            Ok(me.done(&back, &written.revision, &flash))
        }
        Err(AppError::Refused(refusal)) if refusal.reason == Reason::NotFound => {
            let text = "There is no such member. Use the last part of their profile’s address.";
            page(&me, handle, &form, &wrong(text)).await
        }
        Err(AppError::Refused(refusal)) if refusal.reason == Reason::NotStaff => {
            page(&me, handle, &form, &wrong(&refusal.detail)).await
        }
        Err(error) => Err(me.failure(&back, error).await),
    }
}
