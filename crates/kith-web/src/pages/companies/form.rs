//! Adding and changing a company's page.

use axum::extract::Path;
use kith_app::{AppError, FieldError, companies::CompanyFields};
use kith_core::{company::longest, refusal::Reason};
use maud::{Markup, html};

use crate::pages::{
    communities,
    fields::{Fields, encoded, link},
    flash::{Done, Flash},
    ui::{
        form::{self, Field},
        layout::Section,
    },
    visit::{Answer, Signed, status},
};

/// A form with what stands in it and what is wrong.
struct Form<'a> {
    action: &'a str,
    title: &'a str,
    fields: &'a Fields,
    errors: &'a [FieldError],
    back: &'a str,
}

fn read(form: &Fields) -> CompanyFields {
    let text = |field: &str| Some(form.get(field).to_owned());
    let rivals = form.get("rivals").split([',', ' ', '\n', '\r']).filter(|one| !one.is_empty());
    CompanyFields {
        name: text("name"),
        about: text("about"),
        industry: text("industry"),
        location: text("location"),
        website: text("website"),
        rivals: Some(rivals.map(str::to_owned).collect()),
    }
}

/// What is wrong, where the form can tell it beside a field.
fn wrong(error: AppError) -> Result<Vec<FieldError>, AppError> {
    match error {
        AppError::Invalid(errors) => Ok(errors),
        AppError::Refused(refusal) if refusal.reason == Reason::NameTaken => {
            let text = format!("{} Search for it, and follow it.", refusal.detail);
            Ok(vec![FieldError::new("name", text)])
        }
        error => Err(error),
    }
}

pub(super) async fn new(me: Signed, form: Fields) -> Answer {
    let (shell, ()) = me.read(|_, _| Ok(())).await?;
    Ok(me.page(&shell, "Add a company", Section::Communities, &view(&blank(&form, &[]))))
}

fn blank<'a>(fields: &'a Fields, errors: &'a [FieldError]) -> Form<'a> {
    let title = "Add a company";
    Form { action: "/companies", title, fields, errors, back: "/companies" }
}

pub(super) async fn create(me: Signed, form: Fields) -> Answer {
    match me.app().create_company(&me.ask(), read(&form)).await {
        Ok(written) => {
            let flash = Flash::about(Done::CompanySaved, "", form.get("name"));
            let to = format!("/companies/{}", encoded(&written.value));
            Ok(me.done(&to, &written.revision, &flash))
        }
        Err(error) => match wrong(error) {
            Ok(errors) => again(me, &blank(&form, &errors)).await,
            Err(error) => Err(me.failure("/companies/new", error).await),
        },
    }
}

pub(super) async fn edit(me: Signed, Path(handle): Path<String>) -> Answer {
    let back = format!("/companies/{}", encoded(&handle));
    let action = format!("{back}/edit");
    let (shell, company) = me.read(move |app, actor| app.company(actor, &handle)).await?;
    if !company.may_change {
        return Ok(crate::pages::visit::Visit::redirect(&back));
    }
    let rivals: Vec<&str> = company.rivals.iter().map(|rival| rival.handle.as_str()).collect();
    let rivals = rivals.join(", ");
    let filled = [
        ("name", company.card.name),
        ("about", company.about),
        ("industry", company.card.industry),
        ("location", company.card.location),
        ("website", company.website),
        ("rivals", rivals),
    ];
    let fields = Fields(filled.map(|(name, value)| (name.to_owned(), value)).to_vec());
    let title = "Edit the page";
    let form = Form { action: &action, title, fields: &fields, errors: &[], back: &back };
    Ok(me.page(&shell, form.title, Section::Communities, &view(&form)))
}

pub(super) async fn change(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let back = format!("/companies/{}", encoded(&handle));
    let action = format!("{back}/edit");
    match me.app().change_company(&me.ask(), &handle, read(&form)).await {
        Ok(written) => {
            let flash = Flash::about(Done::CompanySaved, "", form.get("name"));
            Ok(me.done(&back, &written.revision, &flash))
        }
        Err(error) => match wrong(error) {
            Ok(errors) => {
                let title = "Edit the page";
                let (fields, errors) = (&form, errors.as_slice());
                again(me, &Form { action: &action, title, fields, errors, back: &back }).await
            }
            Err(error) => Err(me.failure(&action, error).await),
        },
    }
}

async fn again(me: Signed, form: &Form<'_>) -> Answer {
    let (shell, ()) = me.read(|_, _| Ok(())).await?;
    let status = status(&AppError::Invalid(Vec::new()));
    Ok(me.visit.page(status, &shell, form.title, Section::Communities, &view(form)))
}

fn view(form: &Form<'_>) -> Markup {
    let value = |name: &str| form.fields.raw(name);
    let taken = form.errors.iter().any(|error| error.field == "name") && !value("name").is_empty();
    let line = longest::LINE as usize;
    let body = html! {
        form.card.stack-form method="post" action=(form.action) {
            h1 { (form.title) }
            (form::summary(form.errors))
            (Field::text("name", "Name").value(value("name")).most(longest::NAME as usize).required().errors(form.errors)
                .hint("As people write it on their profiles: that is how who works there is found."))
            @if taken {
                p { a href=(link("/companies", &[("q", value("name"))])) { "Look for a page of this name" } }
            }
            (Field::area("about", "What it does", 6).value(value("about")).errors(form.errors))
            div.pair {
                (Field::text("industry", "Industry").value(value("industry")).most(line).errors(form.errors))
                (Field::text("location", "Location").value(value("location")).most(line).errors(form.errors))
            }
            (Field::text("website", "Website").kind("url").value(value("website")).most(longest::WEBSITE as usize).errors(form.errors))
            (Field::text("rivals", "Competitors").value(value("rivals")).errors(form.errors)
                .hint("The last parts of the addresses of their pages here, with commas between: globex, hooli."))
            div.buttons {
                button.button type="submit" { "Save" }
                a.button.quiet href=(form.back) { "Cancel" }
            }
        }
    };
    communities::page("/companies", &body)
}
