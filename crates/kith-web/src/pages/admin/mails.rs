//! Mails that were given up, and why.

use kith_app::{Page, mailing::FailedMail};
use maud::{Markup, html};

use crate::pages::{
    fields::{Fields, encoded},
    ui::{
        layout::{Section, Shell},
        parts, time,
    },
    visit::{Answer, Signed},
};

pub(super) async fn list(me: Signed, form: Fields) -> Answer {
    let paging = form.paging();
    let after = paging.after.clone();
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| app.failed_mails(actor, &paging);
    let (shell, page) = me.read(read).await?;
    Ok(me.page(&shell, "Mail", Section::Admin, &view(&shell, &page, after.as_deref())))
}

fn view(shell: &Shell, page: &Page<FailedMail>, after: Option<&str>) -> Markup {
    let body = html! {
        section.card {
            h1 { "Mail that was given up" }
            @if page.items.is_empty() {
                (parts::empty("Nothing here", "Every mail has gone out, or is tried again.", &[]))
            } @else {
                ol.steps {
                    @for mail in &page.items {
                        li.step {
                            p.step-head {
                                a href={ "/admin/members/" (encoded(&mail.member)) } { (mail.member) }
                                " · " (mail.kind) " " (time::relative(shell, mail.at))
                            }
                            (parts::note(&mail.problem))
                            p.meta { "Tried " (mail.attempts) @if mail.attempts == 1 { " time" } @else { " times" } }
                        }
                    }
                }
            }
            (parts::pager("/admin/mail", &[], after, page.next.as_deref()))
        }
    };
    super::page("/admin/mail", &body)
}
