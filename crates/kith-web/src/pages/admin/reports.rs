//! Reports of conversations: what was said, and marking them as done.

use axum::extract::Path;
use kith_app::{AppError, Page, reports::ReportView};
use maud::{Markup, html};

use crate::pages::{
    fields::{Fields, encoded},
    flash::{Done, Flash},
    ui::{
        form::hidden,
        layout::{Section, Shell},
        parts, time,
    },
    visit::{Answer, Signed},
};

pub(super) async fn list(me: Signed, form: Fields) -> Answer {
    let (done, paging) = (form.has("done"), form.paging());
    let after = paging.after.clone();
    let read =
        move |app: &kith_app::App, actor: &kith_app::Actor| app.admin_reports(actor, done, &paging);
    let (shell, page) = me.read(read).await?;
    let view = view(&shell, &page, done, after.as_deref());
    Ok(me.page(&shell, "Reports", Section::Admin, &view))
}

pub(super) async fn finish(me: Signed, Path(key): Path<String>, form: Fields) -> Answer {
    let (ask, back) = (me.ask(), "/admin/reports");
    let work = async {
        let id = key.parse().map_err(|_| AppError::NotFound)?;
        me.app().finish_report(&ask, id).await
    };
    let written = me.write(back, work).await?;
    let flash = Flash::about(Done::ReportFinished, "", form.get("name"));
    Ok(me.done(back, &written.revision, &flash))
}

/// Reports that wait, or those that are done.
fn view(shell: &Shell, page: &Page<ReportView>, done: bool, after: Option<&str>) -> Markup {
    let (open, all) = ("/admin/reports", "/admin/reports?done=yes");
    let here = if done { all } else { open };
    let query = [("done", if done { "yes" } else { "" })];
    let body = html! {
        section.card {
            div.card-head { h1 { "Reports" } }
            (parts::tabs("Waiting or done", here, &[(open, "Waiting", None), (all, "Done", None)]))
            @if page.items.is_empty() {
                (parts::empty("Nothing here", if done { "No report has been dealt with yet." } else { "No report waits for you." }, &[]))
            } @else {
                ol.steps { @for item in &page.items { (report(shell, item)) } }
            }
            (parts::pager(open, &query, after, page.next.as_deref()))
        }
    };
    super::page(open, &body)
}

fn report(shell: &Shell, report: &ReportView) -> Markup {
    let member = |handle: &str| format!("/admin/members/{}", encoded(handle));
    html! {
        li.step {
            p.step-head {
                a href=(member(&report.reporter)) { (report.reporter_name) } " reports "
                a href=(member(&report.reported)) { (report.reported_name) } " "
                (time::relative(shell, report.at))
            }
            (parts::note(&report.reason))
            p.step-label { "What was written last" }
            ol.thread {
                @for message in &report.messages {
                    li.mine[message.by == report.reporter] {
                        p.meta { (message.by) " · " (time::at(shell, message.sent_at)) }
                        p.text { (message.body) }
                    }
                }
            }
            @if let Some(at) = report.done_at {
                p.muted {
                    "Done " (time::at(shell, at))
                    @if let Some(by) = &report.done_by { " by " (by) }
                }
            } @else {
                form method="post" action={ "/admin/reports/" (report.id) "/done" } {
                    (hidden("name", &report.reported_name))
                    button.button.quiet type="submit" { "Mark as done" }
                }
            }
        }
    }
}
