//! The builder, on one page: who, what, when, check, start.

use axum::{extract::Path, http::StatusCode};
use kith_app::{
    Actor, App, AppError, FieldError,
    campaigns::{CampaignView, near::Near, preview::Preview},
    searches::SavedView,
    templates::TemplateView,
};
use kith_core::{
    campaign::{LONGEST_NAME, State, Weekday, pace::Pace, steps::Condition},
    id::CampaignId,
    template::{Library, Purpose},
};
use maud::{Markup, html};

use super::{
    HERE,
    fields::{self, FOLLOW_UPS},
    own, preview, who,
};
use crate::pages::{
    fields::Fields,
    flash::{Done, Flash},
    outreach, people,
    ui::{
        form::{self, Field, hidden},
        layout::{Section, Shell},
        parts,
    },
    visit::{Answer, Signed, status},
};

/// What the builder shows.
struct Builder {
    /// Which campaign, once it is kept.
    id: Option<CampaignId>,
    /// Whether its audience may still be chosen.
    is_draft: bool,
    /// What stands in it.
    fields: Fields,
    /// What is wrong.
    errors: Vec<FieldError>,
    /// The audience, once it is kept.
    preview: Option<Preview>,
}

/// What can be chosen from.
pub(super) struct Choices {
    pub(super) saved: Vec<SavedView>,
    templates: Vec<TemplateView>,
    /// How many there are of those who came by themselves.
    pub(super) near: Near,
}

fn choices(app: &App, actor: &Actor) -> Result<Choices, AppError> {
    let (saved, templates) = (app.searches(actor)?, app.templates(actor, None)?);
    Ok(Choices { saved, templates, near: app.near(actor)? })
}

pub(super) async fn new(me: Signed, query: Fields) -> Answer {
    let (shell, choices) = me.read(choices).await?;
    let builder = Builder {
        id: None,
        is_draft: true,
        fields: begun(query),
        errors: Vec::new(),
        preview: None,
    };
    let page = view(&shell, &builder, &choices);
    Ok(me.page(&shell, "New campaign", Section::Network, &page))
}

/// A new campaign's fields: with the usual pace, and whom a search found or a page named if one
/// led here.
fn begun(query: Fields) -> Fields {
    let search = people::query_of(&query);
    let mut all = Vec::new();
    if ["viewers", "engaged"].contains(&query.get("who")) {
        all.push(("who".to_owned(), query.get("who").to_owned()));
    } else if !search.is_empty() {
        all.push(("who".to_owned(), "search".to_owned()));
        let pairs = people::pairs(&search);
        all.extend(pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
    let pace = Pace::default();
    for (name, value) in [
        ("daily", pace.daily.to_string()),
        ("reserve", pace.reserve.to_string()),
        ("from", pace.from.to_string()),
        ("to", pace.to.to_string()),
    ] {
        all.push((name.to_owned(), value));
    }
    all.extend(pace.days.iter().map(|day| ("day".to_owned(), day.code().to_owned())));
    Fields(all)
}

/// A kept draft, with its audience as it is now.
pub(super) async fn draft(me: Signed, campaign: CampaignView, query: &Fields) -> Answer {
    let (id, paging) = (campaign.id, query.paging());
    let read = move |app: &App, actor: &Actor| {
        let choices = choices(app, actor)?;
        Ok(match app.preview_campaign(actor, id, &paging) {
            Ok(preview) => (Some(preview), Vec::new(), choices),
            Err(AppError::Invalid(errors)) => (None, fields::on_page(errors), choices),
            Err(error) => return Err(error),
        })
    };
    let (shell, (preview, errors, choices)) = me.read(read).await?;
    let fields = fields::filled(&campaign);
    let builder = Builder { id: Some(id), is_draft: true, fields, errors, preview };
    let page = view(&shell, &builder, &choices);
    Ok(me.page(&shell, &campaign.name, Section::Network, &page))
}

/// A draft that cannot be started, and why.
pub(super) async fn refused(me: Signed, id: CampaignId, errors: Vec<FieldError>) -> Answer {
    let (_, campaign) = me.read(move |app, actor| app.campaign(actor, id)).await?;
    let fields = fields::filled(&campaign);
    wrong(me, Some(id), true, fields, errors).await
}

/// The steps and the pace of a campaign that was started.
pub(super) async fn edit(me: Signed, Path(id): Path<String>) -> Answer {
    let id = own(&me, &id).await?;
    let read = move |app: &App, actor: &Actor| Ok((app.campaign(actor, id)?, choices(app, actor)?));
    let (shell, (campaign, choices)) = me.read(read).await?;
    let builder = Builder {
        id: Some(id),
        is_draft: campaign.state == State::Draft,
        fields: fields::filled(&campaign),
        errors: Vec::new(),
        preview: None,
    };
    let page = view(&shell, &builder, &choices);
    Ok(me.page(&shell, &campaign.name, Section::Network, &page))
}

pub(super) async fn create(me: Signed, form: Fields) -> Answer {
    let change = match fields::change(&form, true) {
        Ok(change) => change,
        Err(errors) => return wrong(me, None, true, form, errors).await,
    };
    match me.app().make_campaign(&me.ask(), change).await {
        Ok(written) => {
            let flash = Flash::about(Done::CampaignSaved, "", &written.value.name);
            let there = format!("{HERE}/{}#check", written.value.id);
            Ok(me.done(&there, &written.revision, &flash))
        }
        Err(AppError::Invalid(errors)) => wrong(me, None, true, form, errors).await,
        Err(error) => Err(me.failure("/campaigns/new", error).await),
    }
}

pub(super) async fn change(me: Signed, Path(id): Path<String>, form: Fields) -> Answer {
    let id = own(&me, &id).await?;
    let (_, before) = me.read(move |app, actor| app.campaign(actor, id)).await?;
    let is_draft = before.state == State::Draft;
    let change = match fields::change(&form, is_draft) {
        Ok(change) => change,
        Err(errors) => return wrong(me, Some(id), is_draft, form, errors).await,
    };
    match me.app().change_campaign(&me.ask(), id, change).await {
        Ok(written) => {
            let done = if is_draft { Done::CampaignSaved } else { Done::CampaignChanged };
            let flash = Flash::about(done, "", &written.value.name);
            let check = if is_draft { "#check" } else { "" };
            Ok(me.done(&format!("{HERE}/{id}{check}"), &written.revision, &flash))
        }
        Err(AppError::Invalid(errors)) => wrong(me, Some(id), is_draft, form, errors).await,
        Err(error) => Err(me.failure(&format!("{HERE}/{id}"), error).await),
    }
}

/// The builder with a template taken over, unsaved.
pub(super) async fn again(me: Signed, mut form: Fields) -> Answer {
    let into = form.get("take").to_owned();
    let from = form.get(&format!("template_{into}")).to_owned();
    let taken = me.try_read(move |app, actor| app.template(actor, &from)).await?.1;
    if let Ok(template) = taken {
        form.0.retain(|(name, _)| *name != into);
        form.0.push((into, template.text));
    }
    let id = form.get("id").parse().ok();
    let is_draft = !form.has("started");
    let (mut shell, choices) = me.read(choices).await?;
    HERE.clone_into(&mut shell.path);
    let builder = Builder { id, is_draft, fields: form, errors: Vec::new(), preview: None };
    let page = view(&shell, &builder, &choices);
    Ok(me.page(&shell, "Campaign", Section::Network, &page))
}

async fn wrong(
    me: Signed,
    id: Option<CampaignId>,
    is_draft: bool,
    form: Fields,
    errors: Vec<FieldError>,
) -> Answer {
    let (mut shell, choices) = me.read(choices).await?;
    HERE.clone_into(&mut shell.path);
    let code: StatusCode = status(&AppError::Invalid(Vec::new()));
    let errors = fields::on_page(errors);
    let builder = Builder { id, is_draft, fields: form, errors, preview: None };
    let page = view(&shell, &builder, &choices);
    Ok(me.visit.page(code, &shell, "Campaign", Section::Network, &page))
}

fn view(shell: &Shell, builder: &Builder, choices: &Choices) -> Markup {
    let Builder { id, is_draft, fields, errors, .. } = builder;
    let action = id.map_or(HERE.to_owned(), |id| format!("{HERE}/{id}"));
    let title = match (id, is_draft) {
        (None, _) => "New campaign",
        (_, true) => "Campaign, not started yet",
        (_, false) => "Change the campaign",
    };
    let body = html! {
        p.crumb { a href=(HERE) { "← Campaigns" } }
        form.stack-of-cards.builder #builder method="post" action=(action) {
            section.card.stack-form {
                h1 { (title) }
                (form::summary(errors))
                @if !is_draft {
                    p.notice { "It was started: whom it is for stays, and people who are past a step stay where they are." }
                    (hidden("started", "yes"))
                }
                @if let Some(id) = id { (hidden("id", &id.to_string())) }
                (Field::text("name", "Name").value(fields.raw("name")).most(LONGEST_NAME).required()
                    .errors(errors).hint("Only you read it."))
            }
            @if *is_draft { (who::view(fields, errors, choices)) }
            (what(shell, builder, choices))
            (when(builder))
            div.buttons {
                button.button type="submit" { @if *is_draft { "Save and check" } @else { "Save" } }
                @if let Some(id) = id {
                    @if *is_draft { a.link.danger href={ (HERE) "/" (id) "/delete" } { "Delete the draft" } }
                    @else { a.button.quiet href={ (HERE) "/" (id) } { "Cancel" } }
                }
            }
        }
        @if let (Some(id), true) = (id, *is_draft) { (check(shell, *id, builder.preview.as_ref())) }
    };
    outreach::page(HERE, &body)
}

/// What.
fn what(shell: &Shell, builder: &Builder, choices: &Choices) -> Markup {
    let Builder { fields, errors, is_draft, .. } = builder;
    let two = fields.has("two");
    let limit = format!(
        "Empty: no note. At most {} characters by your plan, counted on the longest filled text. Placeholders stand between braces: {{first_name}}, {{company}}, {{event}} …",
        shell.note_limit
    );
    let before = fields.get("before");
    html! {
        section.card.stack-form #what {
            h2 { "2. What" }
            div.side-by-side {
                div.field {
                    label for="f-before" { "Before the invitation" }
                    select #f-before name="before" {
                        option value="" { "Nothing" }
                        option value="visit" selected[before == "visit"] { "Look at their profile" }
                        option value="follow" selected[before == "follow"] { "Follow them" }
                    }
                }
                (Field::text("before_days", "Days from there to the invitation").kind("number")
                    .value(or(fields, "before_days", "2")).errors(errors))
            }
            (take(choices, Purpose::Note, "note_a", "Take a template for the note"))
            (Field::area("note_a", "Note of the invitation", 5).value(fields.raw("note_a")).errors(errors).hint(&limit))
            @if *is_draft || two {
                (form::tick("two", two, "Compare with a second one",
                    "Half of the people get each; a winner is called when it is sure. Leave one note empty to compare with none."))
                (Field::area("note_b", "The second note", 5).value(fields.raw("note_b")).errors(errors))
            }
            div.side-by-side {
                (Field::text("event", "What {event} says").value(fields.raw("event")).most(100).errors(errors)
                    .hint("Empty: an event that you both go to."))
                (Field::text("topic", "What {topic} says").value(fields.raw("topic")).most(100).errors(errors)
                    .hint("Empty: a skill of theirs."))
            }
            (take(choices, Purpose::Message, "thanks", "Take a template for the thanks"))
            (Field::area("thanks", "Thank-you message on acceptance", 4).value(fields.raw("thanks")).errors(errors)
                .hint("Empty: none."))
            (Field::text("thanks_hours", "Hours after they accept").kind("number").value(or(fields, "thanks_hours", "4")).errors(errors))
            (follow_ups(builder))
            (Field::text("withdraw_after", "Withdraw after so many days without an answer").kind("number")
                .value(fields.raw("withdraw_after")).errors(errors).hint("Empty: never."))
        }
    }
}

/// What stands in a field, or what is usual.
fn or<'a>(fields: &'a Fields, name: &str, usual: &'a str) -> &'a str {
    if fields.raw(name).is_empty() { usual } else { fields.raw(name) }
}

/// A template to take over into a text.
fn take(choices: &Choices, purpose: Purpose, into: &str, label: &str) -> Markup {
    let id = format!("take-{into}");
    html! {
        div.field.take {
            label for=(id) { (label) }
            div.with-button {
                select id=(id) name={ "template_" (into) } {
                    option value="" { "Choose one" }
                    @for one in choices.templates.iter().filter(|one| one.purpose == purpose) {
                        option value=(one.id) {
                            (one.name)
                            @if one.library == Library::Ready { ": " (beginning(&one.text)) }
                        }
                    }
                }
                button.button.quiet type="submit" formaction="/campaigns/draft" formnovalidate
                    name="take" value=(into) aria-label={ (label) ": take it" } { "Take" }
            }
        }
    }
}

fn beginning(text: &str) -> String {
    let start: String = text.chars().take(48).collect();
    if start.len() < text.len() { format!("{start}…") } else { start }
}

/// The messages after that: those that are there, and room for one more.
fn follow_ups(builder: &Builder) -> Markup {
    let Builder { fields, errors, .. } = builder;
    let used =
        (1..=FOLLOW_UPS).rev().find(|place| !fields.get(&format!("follow_{place}")).is_empty());
    let shown = (used.unwrap_or(0) + 1).min(FOLLOW_UPS);
    html! {
        details open[used.is_some()] {
            summary.link { "Follow-up messages" }
            p.hint { "To those who accepted and have not written. Whoever writes gets none of them." }
            @for place in 1..=shown {
                @let (body, days, when) = (format!("follow_{place}"), format!("follow_days_{place}"), format!("follow_when_{place}"));
                fieldset {
                    legend { "Follow-up " (place) }
                    @let name = format!("Text of follow-up {place}");
                    (Field::area(&body, &name, 4).value(fields.raw(&body)).errors(errors))
                    div.side-by-side {
                        (Field::text(&days, "Days after the message before").kind("number").value(or(fields, &days, "7")).errors(errors))
                        div.field {
                            label for={ "f-" (when) } { "For whom" }
                            select id={ "f-" (when) } name=(when) {
                                @for one in Condition::ALL {
                                    option value=(one.code()) selected[fields.get(&when) == one.code()] { (condition(*one)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn condition(one: Condition) -> &'static str {
    match one {
        Condition::Any => "Everybody who accepted",
        Condition::WithNote => "Those invited with a note",
        Condition::WithoutNote => "Those invited without a note",
    }
}

/// When.
fn when(builder: &Builder) -> Markup {
    let Builder { fields, errors, .. } = builder;
    let days = fields.all("day");
    html! {
        section.card.stack-form #when {
            h2 { "3. When" }
            div.side-by-side {
                (Field::text("daily", "Invitations a day, at most").kind("number").value(fields.raw("daily")).required().errors(errors)
                    .hint("It begins with a fifth of it and warms up over 14 days."))
                (Field::text("reserve", "Invitations a week for your own hand").kind("number").value(fields.raw("reserve")).required().errors(errors)
                    .hint("The campaign leaves them to you."))
            }
            fieldset #f-day {
                legend { "On these days" }
                div.days {
                    @for day in Weekday::ALL {
                        label.choice {
                            input type="checkbox" name="day" value=(day.code()) checked[days.contains(&day.code())];
                            span { (weekday(*day)) }
                        }
                    }
                }
                @if let Some(wrong) = form::error(errors, "day") { p.error { (wrong) } }
            }
            div.side-by-side {
                (Field::text("from", "From").value(fields.raw("from")).most(5).required().errors(errors)
                    .hint("By your clock, such as 09:00."))
                (Field::text("to", "Until").value(fields.raw("to")).most(5).required().errors(errors))
            }
        }
    }
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// Check and start.
fn check(shell: &Shell, id: CampaignId, audience: Option<&Preview>) -> Markup {
    let here = format!("{HERE}/{id}");
    let ready = audience.map_or(0, |preview| preview.ready);
    html! {
        section.card #check {
            h2 { "4. Check" }
            @if let Some(audience) = audience { (preview::view(shell, &here, audience)) }
            @else { p.muted { "Save it to see who takes part, who is left out, and why." } }
        }
        section.card #start {
            h2 { "5. Start" }
            @if ready > 0 {
                p { (super::people(ready)) " will be written to, at your pace. You can pause, change or end it at any time." }
                (parts::post(&format!("{here}/start"), &here, "", "button", "Start the campaign"))
            } @else {
                p.muted { "Once somebody can be written to, you start it here." }
            }
        }
    }
}
