//! Members as the operator sees them: counts, plan, status, steps.

use axum::extract::Path;
use kith_app::{
    Page, Paging, Written,
    admin::{AdminMember, AdminQuery, AdminRestriction},
};
use kith_core::{
    account::{Plan, Status},
    restriction::Level,
};
use maud::{Markup, html};

use crate::pages::{
    fields::{Fields, encoded},
    flash::{Done, Flash},
    network::crumb,
    ui::{
        avatar,
        form::{Field, hidden, tick},
        icons,
        layout::{Section, Shell},
        parts, time, words,
    },
    visit::{Answer, Signed},
};

/// The list of members, as it was asked for.
pub(crate) struct Members {
    pub(crate) page: Page<AdminMember>,
    pub(crate) q: String,
    pub(crate) restricted: bool,
    pub(crate) after: Option<String>,
}

pub(super) async fn list(me: Signed, form: Fields) -> Answer {
    let query = AdminQuery {
        q: form.get("q").to_owned(),
        restricted: form.has("restricted"),
        paging: form.paging(),
    };
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
        let page = app.admin_members(actor, &query)?;
        let AdminQuery { q, restricted, paging } = query;
        Ok(Members { page, q, restricted, after: paging.after })
    };
    let (shell, members) = me.read(read).await?;
    Ok(me.page(&shell, "Members", Section::Admin, &members_view(&shell, &members)))
}

/// The table of members.
pub(crate) fn members_view(shell: &Shell, members: &Members) -> Markup {
    let restricted = if members.restricted { "yes" } else { "" };
    let body = html! {
        section.card {
            div.card-head { h1 { "Members" } }
            form.admin-search role="search" aria-label="Members" method="get" action="/admin" {
                div.search-within {
                    (icons::search())
                    input type="search" name="q" value=(members.q) maxlength="200"
                        aria-label="Handle, name or e-mail address" placeholder="Handle, name, e-mail address";
                    button.button.quiet type="submit" { "Search" }
                }
                (tick("restricted", members.restricted, "Only those with a step in force", ""))
            }
            @if members.page.items.is_empty() {
                (parts::empty("Nobody found", "No member begins so.", &[("/admin", "Show all")]))
            } @else {
                (table(shell, &members.page.items))
            }
            (parts::pager("/admin", &[("q", &members.q), ("restricted", restricted)],
                members.after.as_deref(), members.page.next.as_deref()))
        }
    };
    super::page("/admin", &body)
}

fn table(shell: &Shell, members: &[AdminMember]) -> Markup {
    html! {
        div.table-box tabindex="0" role="region" aria-label="Members" {
            table {
                thead {
                    tr {
                        th scope="col" { "Member" }
                        th scope="col" { "Plan" }
                        th.number scope="col" { "Connections" }
                        th.number scope="col" { "Sent, 7 days" }
                        th.number scope="col" { "Pending" }
                        th scope="col" { "Standing" }
                        th scope="col" { "Joined" }
                    }
                }
                tbody {
                    @for member in members {
                        tr {
                            th scope="row" {
                                a href={ "/admin/members/" (member.handle) } { (member.name) }
                                br; span.muted { (member.handle) }
                            }
                            td { (words::plan(member.plan)) }
                            td.number { (words::grouped(member.connections)) }
                            td.number { (member.sent_week) }
                            td.number { (member.pending) }
                            td { (standing(shell, member)) }
                            td { (time::date(shell, member.joined_at)) }
                        }
                    }
                }
            }
        }
    }
}

fn standing(shell: &Shell, member: &AdminMember) -> Markup {
    html! {
        @if member.status == Status::Deactivated { span.tag.out { (words::status(member.status)) } " " }
        @if member.level == Level::Clear { span.muted { "Clear" } }
        @else { span.tag.warn { (words::level(member.level)) } }
        @if let Some(until) = member.paused_until { br; span.muted { "until " (time::at(shell, until)) } }
    }
}

/// One member, with the steps.
pub(crate) struct Member {
    pub(crate) member: AdminMember,
    pub(crate) steps: Page<AdminRestriction>,
    pub(crate) after: Option<String>,
}

pub(super) async fn show(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let paging = form.paging();
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
        let query = AdminQuery {
            q: handle.clone(),
            restricted: false,
            paging: Paging { limit: Some(50), after: None },
        };
        let found = app.admin_members(actor, &query)?.items;
        let member = found.into_iter().find(|member| member.handle == handle);
        let member = member.ok_or(kith_app::AppError::NotFound)?;
        let steps = app.admin_restrictions(actor, Some(&handle), false, &paging)?;
        Ok(Member { member, steps, after: paging.after })
    };
    let (shell, member) = me.read(read).await?;
    Ok(me.page(&shell, &member.member.name, Section::Admin, &member_view(&shell, &member)))
}

/// One member.
pub(crate) fn member_view(shell: &Shell, shown: &Member) -> Markup {
    let member = &shown.member;
    let path = format!("/admin/members/{}", encoded(&member.handle));
    let body = html! {
        (crumb("/admin", "Members"))
        section.card.profile-head {
            (avatar(&member.handle, &member.name, "large"))
            div.profile-who {
                h1 { (member.name) }
                p.muted { a href={ "/in/" (member.handle) } { (member.handle) } " · " (member.email) }
                p { (standing(shell, member)) }
            }
        }
        section.card {
            h2 { "At a glance" }
            dl.pairs {
                dt { "Joined" } dd { (time::at(shell, member.joined_at)) }
                dt { "Connections" } dd { (words::grouped(member.connections)) }
                dt { "Invitations sent in 7 days" } dd { (member.sent_week) }
                dt { "Pending" } dd { (member.pending) }
            }
            div.two { (plan_form(member, &path)) (status_form(member, &path)) }
        }
        section.card {
            h2 { "Steps, newest first" }
            @if shown.steps.items.is_empty() { p.muted { "None so far." } }
            @else { ol.steps { @for step in &shown.steps.items { (super::restrictions::step(shell, step)) } } }
            (parts::pager(&path, &[], shown.after.as_deref(), shown.steps.next.as_deref()))
        }
        (restrict_form(member, &path))
    };
    super::page("/admin", &body)
}

fn plan_form(member: &AdminMember, path: &str) -> Markup {
    html! {
        form.inline-form method="post" action={ (path) "/plan" } {
            (hidden("back", path)) (hidden("name", &member.name))
            div.field {
                label for="plan" { "Plan" }
                select #plan name="plan" {
                    @for plan in Plan::ALL {
                        option value=(plan.code()) selected[*plan == member.plan] { (words::plan(*plan)) }
                    }
                }
            }
            button.button.quiet type="submit" { "Change plan" }
        }
    }
}

fn status_form(member: &AdminMember, path: &str) -> Markup {
    let (to, label, hint) = match member.status {
        Status::Active => (
            Status::Deactivated,
            "Deactivate",
            "Hidden from everybody, and no path leads through them.",
        ),
        Status::Deactivated => (Status::Active, "Reactivate", "Visible again as before."),
        // Nobody comes to the page of an account that is gone.
        Status::Deleted => return html! {},
    };
    html! {
        form.inline-form method="post" action={ (path) "/status" } {
            (hidden("back", path)) (hidden("name", &member.name)) (hidden("status", to.code()))
            div.field { p { strong { (words::status(member.status)) } } p.hint { (hint) } }
            button.button.quiet.danger[to == Status::Deactivated] type="submit" { (label) }
        }
    }
}

fn restrict_form(member: &AdminMember, path: &str) -> Markup {
    html! {
        form.card.stack-form method="post" action={ (path) "/restrict" } {
            h2 { "Set a step" }
            (hidden("back", path)) (hidden("name", &member.name))
            div.field {
                label for="level" { "Step" }
                select #level name="level" {
                    option value="" { "The next one up" }
                    @for level in Level::ALL.iter().filter(|level| **level != Level::Clear) {
                        option value=(level.code()) { (words::level(*level)) }
                    }
                }
            }
            (Field::area("reason", "Reason", 3).most(1_000).required()
                .hint("Kept as the evidence; the member reads it."))
            button.button.danger type="submit" { "Set the step" }
        }
    }
}

fn home(handle: &str) -> String {
    format!("/admin/members/{}", encoded(handle))
}

fn done(me: &Signed, handle: &str, form: &Fields, written: &Written<()>, done: Done) -> Answer {
    let back = if form.has("back") { form.back() } else { home(handle) };
    Ok(me.done(&back, &written.revision, &Flash::about(done, handle, form.get("name"))))
}

pub(super) async fn restrict(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let (ask, level) = (me.ask(), form.filled("level"));
    let work = me.app().restrict(&ask, &handle, level.as_deref(), form.get("reason"));
    let written = me.write(&home(&handle), work).await?;
    done(&me, &handle, &form, &written, Done::Restricted)
}

pub(super) async fn lift(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let ask = me.ask();
    let written = me.write(&home(&handle), me.app().lift(&ask, &handle)).await?;
    done(&me, &handle, &form, &written, Done::Lifted)
}

pub(super) async fn plan(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let ask = me.ask();
    let work = me.app().set_plan(&ask, &handle, form.get("plan"));
    let written = me.write(&home(&handle), work).await?;
    done(&me, &handle, &form, &written, Done::PlanChanged)
}

pub(super) async fn status(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let ask = me.ask();
    let work = me.app().set_status(&ask, &handle, form.get("status"));
    let written = me.write(&home(&handle), work).await?;
    done(&me, &handle, &form, &written, Done::StatusChanged)
}
