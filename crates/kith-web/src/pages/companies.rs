//! Companies' pages: the list, one page, and what is done there.

mod form;
mod hand_over;
mod said;

use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use kith_app::{
    Page,
    companies::{CompanyCard, CompanyPerson, CompanyView, Who},
};
use kith_core::invitation::Source;
use maud::{Markup, html};

use super::{
    communities::{self, press},
    fields::{Fields, encoded},
    flash::{Done, Flash},
    ui::{
        connect::{self, Person, Place},
        icons,
        layout::{Section, Shell},
        parts, row, words,
    },
    visit::{Answer, Signed},
};
use crate::state::WebState;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/companies", get(list).post(form::create))
        .route("/companies/new", get(form::new))
        .route("/companies/{handle}", get(one))
        .route("/companies/{handle}/edit", get(form::edit).post(form::change))
        .route("/companies/{handle}/hand-over", get(hand_over::show).post(hand_over::save))
        .route("/companies/{handle}/posts", get(said::list))
        .route("/companies/{handle}/follow", post(follow))
        .route("/companies/{handle}/unfollow", post(unfollow))
}

async fn list(me: Signed, form: Fields) -> Answer {
    let query = communities::query(&form);
    let (shell, page) = me.read(move |app, actor| app.companies(actor, &query)).await?;
    Ok(me.page(&shell, "Companies", Section::Communities, &list_view(&page, &form)))
}

/// The list.
fn list_view(page: &Page<CompanyCard>, form: &Fields) -> Markup {
    let text = "Follow companies, and find the people who work or worked there.";
    let views = [("", "All companies"), ("mine", "My companies")];
    let asked = [("show", form.get("show")), ("q", form.get("q"))];
    let after = form.filled("after");
    let body = html! {
        section.card {
            (communities::head("/companies", "Companies", text, "Add a company", &views, form))
            @if page.items.is_empty() { (nothing(form)) }
            @else {
                ul.rows { @for company in &page.items { (item(company)) } }
            }
            (parts::pager("/companies", &asked, after.as_deref(), page.next.as_deref()))
        }
    };
    communities::page("/companies", &body)
}

fn nothing(form: &Fields) -> Markup {
    let new = ("/companies/new", "Add a company");
    if !form.get("q").is_empty() {
        parts::empty(
            "No company of that name",
            "Try another word, or add its page yourself.",
            &[new],
        )
    } else if form.get("show") == "mine" {
        let text = "Companies that you follow, and pages that you look after, stand here.";
        parts::empty("You follow no company yet", text, &[("/companies", "See all companies"), new])
    } else {
        parts::empty(
            "No company has a page yet",
            "Add the first one; people who work there are found by themselves.",
            &[new],
        )
    }
}

fn item(company: &CompanyCard) -> Markup {
    html! {
        li.row {
            span.community-mark aria-hidden="true" { (icons::work()) }
            div.row-body {
                p.who-name { (link(company)) }
                p.meta { (facts(company)) }
            }
            div.actions { (following(company)) }
        }
    }
}

fn link(company: &CompanyCard) -> Markup {
    html! { a href={ "/companies/" (company.handle) } { (company.name) } }
}

/// Industry, place and followers on one line.
fn facts(company: &CompanyCard) -> Markup {
    let followers = words::count(company.follower_count, "follower", "followers");
    html! {
        @for text in [&company.industry, &company.location] {
            @if !text.is_empty() { (text) " · " }
        }
        (followers)
    }
}

/// Follow or unfollow.
fn following(company: &CompanyCard) -> Markup {
    let to = |what: &str| format!("/companies/{}/{what}", encoded(&company.handle));
    html! {
        @if company.following {
            span.state.good { (icons::check()) "Following" }
            (press(&to("unfollow"), "button quiet", "Unfollow", &format!("Unfollow {}", company.name)))
        } @else {
            (press(&to("follow"), "button", "Follow", &format!("Follow {}", company.name)))
        }
    }
}

/// The word in the address for each list of people, and what it is called.
const LISTS: [(&str, Who, &str); 3] = [
    ("", Who::Employees, "Work there"),
    ("former", Who::Former, "Worked there"),
    ("followers", Who::Followers, "Followers"),
];

async fn one(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let paging = form.paging();
    let word = form.get("who").to_owned();
    let who = LISTS.iter().find(|(code, ..)| *code == word).map_or(Who::Employees, |list| list.1);
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
        let people = app.company_people(actor, &handle, who, &paging)?;
        let said = said::read(app, actor, &handle)?;
        Ok((app.company(actor, &handle)?, people, said))
    };
    let (shell, (company, people, said)) = me.read(read).await?;
    let said = said::section(&shell, &company, &said);
    let view = view(&shell, &company, &said, &people, (who, form.filled("after").as_deref()));
    Ok(me.page(&shell, &company.card.name, Section::Communities, &view))
}

/// One page.
fn view(
    shell: &Shell,
    company: &CompanyView,
    said: &Markup,
    people: &Page<CompanyPerson>,
    (who, after): (Who, Option<&str>),
) -> Markup {
    let body = html! {
        (head(company))
        (said)
        (list_of_people(shell, company, people, who, after))
        (rivals(company))
    };
    communities::page("/companies", &body)
}

fn head(company: &CompanyView) -> Markup {
    let card = &company.card;
    html! {
        section.card {
            div.card-head { h1 { (card.name) } }
            p.meta { (facts(card)) }
            @if !company.about.is_empty() { p.text { (company.about) } }
            @if !company.website.is_empty() {
                p { a href=(company.website) rel="nofollow noopener noreferrer" { (company.website) } }
            }
            @if let Some(owner) = &company.owner { p.meta { "The page is looked after by " (row::name(owner)) "." } }
            div.actions {
                (following(card))
                @if company.may_change {
                    a.button.quiet href={ "/companies/" (encoded(&card.handle)) "/edit" } { (icons::pencil()) "Edit" }
                    a.link href={ "/companies/" (encoded(&card.handle)) "/hand-over" } { "Hand over …" }
                }
            }
        }
    }
}

fn list_of_people(
    shell: &Shell,
    company: &CompanyView,
    people: &Page<CompanyPerson>,
    who: Who,
    after: Option<&str>,
) -> Markup {
    let path = format!("/companies/{}", encoded(&company.card.handle));
    let place = Place { shell, source: Source::Company, via: None, live: true };
    let count = |who| match who {
        Who::Employees => company.employee_count,
        Who::Former => company.former_count,
        Who::Followers => company.card.follower_count,
    };
    let code = LISTS.iter().find(|list| list.1 == who).map_or("", |list| list.0);
    html! {
        section.card #people {
            h2 { "People" }
            nav.chips aria-label="Which people are shown" {
                @for (code, list, label) in LISTS {
                    a.chip href={ (super::fields::link(&path, &[("who", code)])) "#people" }
                        aria-current=[(list == who).then_some("page")] { (label) " " span.count { (count(list)) } }
                }
            }
            @if people.items.is_empty() { (nobody(who)) }
            @else {
                ul.rows {
                    @for one in &people.items {
                        @let person = Person::from(&one.row);
                        (row::row(&person, &job(one), &connect::actions(&person, &place, None)))
                    }
                }
            }
            (parts::pager(&path, &[("who", code)], after, people.next.as_deref()))
        }
    }
}

fn job(one: &CompanyPerson) -> Markup {
    html! {
        @if let Some(job) = &one.job {
            p.meta {
                (icons::work())
                @if !job.title.is_empty() { (job.title) ", " }
                @match job.until {
                    None => { "since " (job.from) },
                    Some(until) if until == job.from => { (until) },
                    Some(until) => { (job.from) "–" (until) },
                }
            }
        }
    }
}

fn nobody(who: Who) -> Markup {
    match who {
        Who::Followers => parts::empty(
            "Nobody whom you could see follows this company",
            "Follow it, and you stand here.",
            &[],
        ),
        Who::Employees => parts::empty(
            "Nobody whose job you may see works here",
            "Jobs show to people within three steps. Do you work here? Say so on your profile.",
            &[("/settings#profile", "Edit my profile")],
        ),
        Who::Former => parts::empty(
            "Nobody whose earlier jobs you may see worked here",
            "Earlier jobs show to connections only.",
            &[("/network", "Find people I know")],
        ),
    }
}

fn rivals(company: &CompanyView) -> Markup {
    html! {
        @if !company.rivals.is_empty() {
            section.card #competitors {
                h2 { "Competitors" }
                p.muted { "As chosen by whoever looks after this page." }
                ul.rows { @for rival in &company.rivals { (item(rival)) } }
            }
        }
    }
}

async fn follow(me: Signed, Path(handle): Path<String>) -> Answer {
    let back = format!("/companies/{}", encoded(&handle));
    let written = me.write(&back, me.app().follow_company(&me.ask(), &handle)).await?;
    told(me, handle, &back, &written.revision, Done::CompanyFollowed).await
}

async fn unfollow(me: Signed, Path(handle): Path<String>) -> Answer {
    let back = format!("/companies/{}", encoded(&handle));
    let written = me.write(&back, me.app().unfollow_company(&me.ask(), &handle)).await?;
    told(me, handle, &back, &written.revision, Done::CompanyUnfollowed).await
}

async fn told(
    me: Signed,
    handle: String,
    back: &str,
    revision: &kith_app::Revision,
    done: Done,
) -> Answer {
    let (_, company) = me.read(move |app, actor| app.company(actor, &handle)).await?;
    Ok(me.done(back, revision, &Flash::about(done, "", &company.card.name)))
}
