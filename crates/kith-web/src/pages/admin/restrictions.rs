//! Steps on the ladder with their evidence, and the appeals.

use kith_app::{Page, admin::AdminRestriction};
use maud::{Markup, html};

use crate::pages::{
    fields::{Fields, encoded},
    ui::{
        form::hidden,
        layout::{Section, Shell},
        parts, time, words,
    },
    visit::{Answer, Signed},
};

pub(super) async fn list(me: Signed, form: Fields) -> Answer {
    let (appeals, paging) = (form.has("appeals"), form.paging());
    let after = paging.after.clone();
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
        app.admin_restrictions(actor, None, appeals, &paging)
    };
    let (shell, page) = me.read(read).await?;
    let view = view(&shell, &page, appeals, after.as_deref());
    Ok(me.page(&shell, "Restrictions", Section::Admin, &view))
}

/// Every step, or those with an open appeal.
pub(crate) fn view(
    shell: &Shell,
    page: &Page<AdminRestriction>,
    appeals: bool,
    after: Option<&str>,
) -> Markup {
    let all = "/admin/restrictions";
    let open = "/admin/restrictions?appeals=yes";
    let here = if appeals { open } else { all };
    let query = [("appeals", if appeals { "yes" } else { "" })];
    let body = html! {
        section.card {
            div.card-head { h1 { "Restrictions" } }
            (parts::tabs("All or with appeal", here, &[(all, "All steps", None), (open, "Open appeals", None)]))
            @if page.items.is_empty() {
                (parts::empty("Nothing here", if appeals { "No appeal is open." } else { "No step has been taken yet." }, &[]))
            } @else {
                ol.steps { @for item in &page.items { (step(shell, item)) } }
            }
            (parts::pager(all, &query, after, page.next.as_deref()))
        }
    };
    super::page(all, &body)
}

/// One step.
pub(super) fn step(shell: &Shell, step: &AdminRestriction) -> Markup {
    let member = format!("/admin/members/{}", encoded(&step.handle));
    html! {
        li.step {
            p.step-head {
                a href=(member) { (step.name) } " "
                span.tag.warn[step.lifted_at.is_none()] { (words::level(step.level)) }
                " " (time::relative(shell, step.at))
            }
            dl.pairs {
                dt { "Noticed" } dd { (words::signal(step.signal)) }
                dt { "Evidence" } dd.text { (step.evidence) }
                @if let Some(by) = &step.by { dt { "Set by" } dd { (by) } }
                @if let Some(until) = step.until { dt { "Pause ends" } dd { (time::at(shell, until)) } }
                @if let Some(lifted) = step.lifted_at { dt { "Lifted" } dd { (time::at(shell, lifted)) } }
            }
            @if let Some(appeal) = &step.appeal {
                p.step-label { "Appeal" }
                (parts::note(appeal))
            }
            @if step.liftable {
                form method="post" action={ (member) "/lift" } {
                    (hidden("back", &shell.path)) (hidden("name", &step.name))
                    button.button.quiet type="submit" { "Lift this step" }
                }
            }
        }
    }
}
