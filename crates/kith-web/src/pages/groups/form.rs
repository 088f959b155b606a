//! Starting, changing and closing a group.

use axum::extract::Path;
use kith_app::{AppError, FieldError, groups::GroupFields};
use kith_core::group::{Access, longest};
use maud::{Markup, html};

use super::id_of;
use crate::pages::{
    communities,
    fields::Fields,
    flash::{Done, Flash},
    ui::{
        form::{self, Field},
        layout::Section,
        parts,
    },
    visit::{Answer, Signed, status},
};

/// A form with what stands in it and what is wrong.
struct Form<'a> {
    /// Where it posts to.
    action: &'a str,
    /// What it is called.
    title: &'a str,
    /// What stands in it.
    fields: &'a Fields,
    /// What is wrong.
    errors: &'a [FieldError],
    /// Where to go without saving.
    back: &'a str,
    /// Whether the viewer chooses how one joins.
    access: bool,
}

fn fields_of(form: &Fields) -> GroupFields {
    GroupFields {
        name: Some(form.get("name").to_owned()),
        about: Some(form.get("about").to_owned()),
        access: Access::from_code(form.get("access")),
    }
}

pub(super) async fn new(me: Signed) -> Answer {
    let (shell, ()) = me.read(|_, _| Ok(())).await?;
    let fields = Fields(vec![("access".to_owned(), Access::Open.code().to_owned())]);
    Ok(me.page(&shell, "Start a group", Section::Communities, &view(&blank(&fields, &[]))))
}

fn blank<'a>(fields: &'a Fields, errors: &'a [FieldError]) -> Form<'a> {
    let title = "Start a group";
    Form { action: "/groups", title, fields, errors, back: "/groups", access: true }
}

pub(super) async fn create(me: Signed, form: Fields) -> Answer {
    match me.app().create_group(&me.ask(), fields_of(&form)).await {
        Ok(written) => {
            let flash = Flash::about(Done::GroupSaved, "", form.get("name"));
            Ok(me.done(&format!("/groups/{}", written.value), &written.revision, &flash))
        }
        Err(AppError::Invalid(errors)) => again(me, &blank(&form, &errors)).await,
        Err(error) => Err(me.failure("/groups/new", error).await),
    }
}

pub(super) async fn edit(me: Signed, Path(id): Path<String>) -> Answer {
    let id = id_of(&me, &id).await?;
    let (shell, group) = me.read(move |app, actor| app.group(actor, id)).await?;
    if let Some(refusal) = group.actions.moderate.refusal {
        return Err(me.failure(&format!("/groups/{id}"), refusal.into()).await);
    }
    let fields = Fields(vec![
        ("name".to_owned(), group.name),
        ("about".to_owned(), group.about),
        ("access".to_owned(), group.access.code().to_owned()),
    ]);
    let (action, back) = (format!("/groups/{id}/edit"), format!("/groups/{id}"));
    let access = group.actions.own.allowed();
    let form = Form {
        action: &action,
        title: "Edit the group",
        fields: &fields,
        errors: &[],
        back: &back,
        access,
    };
    Ok(me.page(&shell, form.title, Section::Communities, &view(&form)))
}

pub(super) async fn change(me: Signed, Path(id): Path<String>, form: Fields) -> Answer {
    let id = id_of(&me, &id).await?;
    let (action, back) = (format!("/groups/{id}/edit"), format!("/groups/{id}"));
    match me.app().change_group(&me.ask(), id, fields_of(&form)).await {
        Ok(written) => {
            let flash = Flash::about(Done::GroupSaved, "", form.get("name"));
            Ok(me.done(&back, &written.revision, &flash))
        }
        Err(AppError::Invalid(errors)) => {
            let access = form.has("access");
            let title = "Edit the group";
            let (fields, errors) = (&form, errors.as_slice());
            let form = Form { action: &action, title, fields, errors, back: &back, access };
            again(me, &form).await
        }
        Err(error) => Err(me.failure(&action, error).await),
    }
}

async fn again(me: Signed, form: &Form<'_>) -> Answer {
    let (shell, ()) = me.read(|_, _| Ok(())).await?;
    let status = status(&AppError::Invalid(Vec::new()));
    Ok(me.visit.page(status, &shell, form.title, Section::Communities, &view(form)))
}

fn view(form: &Form<'_>) -> Markup {
    let chosen = Access::from_code(form.fields.get("access")).unwrap_or(Access::Open);
    let body = html! {
        form.card.stack-form method="post" action=(form.action) {
            h1 { (form.title) }
            (form::summary(form.errors))
            (Field::text("name", "Name").value(form.fields.raw("name")).most(longest::NAME as usize)
                .required().errors(form.errors))
            (Field::area("about", "What it is about", 6).value(form.fields.raw("about"))
                .errors(form.errors).hint("Who is it for, and what happens here?"))
            @if form.access {
                fieldset {
                    legend { "Who may join" }
                    @for access in Access::ALL {
                        @let (label, hint) = meaning(*access);
                        (form::choice("access", access.code(), *access == chosen, label, hint))
                    }
                }
            }
            div.buttons {
                button.button type="submit" { "Save" }
                a.button.quiet href=(form.back) { "Cancel" }
            }
        }
    };
    communities::page("/groups", &body)
}

fn meaning(access: Access) -> (&'static str, &'static str) {
    match access {
        Access::Open => ("Everybody", "Who wants to joins at once; everybody sees who is in it."),
        Access::Request => {
            ("By request", "Everybody may ask; a moderator answers. Only members see who is in it.")
        }
        Access::Hidden => {
            ("Hidden", "Only members and whom a moderator invites know that it exists.")
        }
    }
}

pub(super) async fn ask_close(me: Signed, Path(id): Path<String>) -> Answer {
    let id = id_of(&me, &id).await?;
    let (shell, group) = me.read(move |app, actor| app.group(actor, id)).await?;
    let back = format!("/groups/{id}");
    if let Some(refusal) = group.actions.own.refusal {
        return Err(me.failure(&back, refusal.into()).await);
    }
    let facts = ["The group is gone for everybody.", "It cannot be opened again."];
    let action = format!("{back}/close");
    let go = communities::press(&action, "button danger", "Close the group", "Close the group");
    let title = format!("Close {}?", group.name);
    let view = parts::confirm(&title, &facts, &go, &back);
    Ok(me.page(&shell, &title, Section::Communities, &view))
}
