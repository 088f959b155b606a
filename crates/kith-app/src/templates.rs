//! Templates (R13): a member's own, those that others share, those that ship with kith; and how
//! one reads for real people.

mod preview;

use kith_core::{
    account::{Role, Status},
    degree::Degree,
    id::{GroupId, TemplateId},
    template::{Circle, Library, NotKept, Owner, Purpose, Template, keep},
    time::Timestamp,
    visibility::{Card, Visible},
};
use kith_store::{Reads, StoreError};
pub use kith_writing::template::Placeholder;
use kith_writing::{situations, template as writing};
use serde::Serialize;

pub use self::preview::{Preview, PreviewQuery, Previewed};
use crate::{Actor, App, AppError, Ask, FieldError, Written, viewer::Viewer};

/// A template in a library.
#[derive(Debug, Clone, Serialize)]
pub struct TemplateView {
    /// Which: an id, or of those that ship with kith a word and a number.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The text, with its placeholders.
    pub text: String,
    /// The placeholders in it.
    pub placeholders: Vec<Placeholder>,
    /// Where it is found.
    pub library: Library,
    /// The situation, of those that ship with kith.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub situation: Option<&'static str>,
    /// Who else finds it.
    pub shared_with: Circle,
    /// The group whose members find it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Who shares it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Visible<Card>>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Timestamp>,
}

/// What a template is to say; what is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct TemplateFields {
    /// What it is called.
    pub name: Option<String>,
    /// What it is for.
    pub purpose: Option<Purpose>,
    /// The text.
    pub text: Option<String>,
    /// Who else finds it.
    pub shared_with: Option<Circle>,
    /// The group whose members find it.
    pub group: Option<GroupId>,
}

impl TemplateFields {
    fn over(self, was: Template) -> Template {
        let circle = self.shared_with.unwrap_or(was.circle);
        let group = self.group.or(was.group).filter(|_| circle == Circle::Group);
        Template {
            name: self.name.map_or(was.name, |name| name.trim().to_owned()),
            purpose: self.purpose.unwrap_or(was.purpose),
            text: self.text.map_or(was.text, |text| text.trim().to_owned()),
            circle,
            group,
            ..was
        }
    }
}

impl App {
    /// The templates that the member finds, or those of one library: their own first, then those
    /// that others share, then those that ship with kith.
    pub fn templates(
        &self,
        actor: &Actor,
        library: Option<Library>,
    ) -> Result<Vec<TemplateView>, AppError> {
        let wants = |one: Library| library.is_none_or(|library| library == one);
        let mut all = Vec::new();
        if wants(Library::Mine) {
            let mine = self.0.store.read(|reads| reads.templates(actor.id))?;
            all.extend(mine.into_iter().map(|template| kept(template, Library::Mine, None)));
        }
        if wants(Library::Shared) {
            all.extend(self.0.store.read(|reads| {
                let viewer = Viewer::of(self, actor, reads)?;
                let shared = reads.templates_shared_with(actor.id)?;
                let views = reads.of_each(&shared, |reads, one| viewer.shared(reads, one))?;
                Ok::<_, AppError>(views.into_iter().flatten().collect::<Vec<_>>())
            })?);
        }
        if wants(Library::Ready) {
            all.extend(ready());
        }
        Ok(all)
    }

    /// One template that the member finds.
    pub fn template(&self, actor: &Actor, id: &str) -> Result<TemplateView, AppError> {
        if let Some(found) = ready().find(|one| one.id == id) {
            return Ok(found);
        }
        let id: TemplateId = id.parse().map_err(|_| AppError::NotFound)?;
        self.0.store.read(|reads| {
            let template = reads.template(id)?.ok_or(AppError::NotFound)?;
            if template.owner == actor.id {
                return Ok(kept(template, Library::Mine, None));
            }
            let found = match (template.circle, template.group) {
                (Circle::Everybody, _) => true,
                (Circle::Group, Some(group)) => reads.group_role(group, actor.id)?.is_some(),
                _ => false,
            };
            if !found {
                return Err(AppError::NotFound);
            }
            let viewer = Viewer::of(self, actor, reads)?;
            viewer.shared(reads, &template)?.ok_or(AppError::NotFound)
        })
    }

    /// Keeps a new template. Errors name the field.
    pub async fn create_template(
        &self,
        ask: &Ask,
        fields: TemplateFields,
    ) -> Result<Written<TemplateId>, AppError> {
        let blank = Template {
            id: self.new_id(),
            owner: ask.actor.id,
            name: String::new(),
            purpose: Purpose::Note,
            text: String::new(),
            circle: Circle::Me,
            group: None,
            version: 1,
            changed_at: self.now(),
        };
        self.keep_template(ask, fields.over(blank)).await
    }

    /// Changes a template of the member's own. Errors name the field.
    pub async fn change_template(
        &self,
        ask: &Ask,
        id: TemplateId,
        fields: TemplateFields,
    ) -> Result<Written<TemplateId>, AppError> {
        let found = self.0.store.read(|reads| reads.template(id))?;
        let was = found.filter(|one| one.owner == ask.actor.id).ok_or(AppError::NotFound)?;
        let next = Template { version: was.version + 1, changed_at: self.now(), ..was };
        self.keep_template(ask, fields.over(next)).await
    }

    async fn keep_template(
        &self,
        ask: &Ask,
        template: Template,
    ) -> Result<Written<TemplateId>, AppError> {
        let (role, parsed) = (ask.actor.role, problems(&template.text));
        let written = self.write(self.command(ask, &[]), move |tx| {
            let mut wrong = not_kept(tx, &template, role)?;
            wrong.extend(parsed.iter().cloned());
            if !wrong.is_empty() {
                return Ok(Err(AppError::Invalid(wrong)));
            }
            tx.put_template(&template);
            Ok(Ok(template.id))
        });
        Ok(written.await?.into())
    }

    /// Deletes a template of the member's own.
    pub async fn delete_template(
        &self,
        ask: &Ask,
        id: TemplateId,
    ) -> Result<Written<()>, AppError> {
        let me = ask.actor.id;
        let written = self.write(self.command(ask, &[]), move |tx| {
            if tx.template(id)?.is_none_or(|one| one.owner != me) {
                return Ok(Err(AppError::NotFound));
            }
            tx.delete_template(id, me);
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }
}

/// Why a template is not kept, by the field.
fn not_kept(
    reads: &mut Reads<'_>,
    template: &Template,
    role: Role,
) -> Result<Vec<FieldError>, StoreError> {
    let others = reads.templates(template.owner)?;
    let others = others.iter().filter(|one| one.id != template.id);
    let names: Vec<&str> = others.map(|one| one.name.as_str()).collect();
    let standing = match template.group {
        Some(group) => reads.group_role(group, template.owner)?,
        None => None,
    };
    let wrong: Vec<NotKept> = keep(template, Owner { role, standing, names: &names });
    Ok(wrong.into_iter().map(|one| FieldError::new(one.field(), one.to_string())).collect())
}

/// What is wrong with the placeholders of a text.
fn problems(text: &str) -> Vec<FieldError> {
    let errors = writing::Template::parse(text).err().unwrap_or_default();
    errors.into_iter().map(|error| FieldError::new("text", error.message)).collect()
}

fn placeholders(text: &str) -> Vec<Placeholder> {
    writing::Template::parse(text).map(|template| template.placeholders()).unwrap_or_default()
}

/// The templates that ship with kith. What is sent after an acceptance is a message.
fn ready() -> impl Iterator<Item = TemplateView> {
    situations::ALL.into_iter().flat_map(|situation| {
        let purpose = match situation.code {
            "after_acceptance" => Purpose::Message,
            _ => Purpose::Note,
        };
        (1..).zip(situation.templates).map(move |(number, text)| TemplateView {
            id: format!("{}.{number}", situation.code),
            name: situation.title.to_owned(),
            purpose,
            text: (*text).to_owned(),
            placeholders: placeholders(text),
            library: Library::Ready,
            situation: Some(situation.code),
            shared_with: Circle::Everybody,
            group: None,
            by: None,
            changed_at: None,
        })
    })
}

fn kept(template: Template, library: Library, by: Option<Visible<Card>>) -> TemplateView {
    let own = library == Library::Mine;
    TemplateView {
        id: template.id.to_string(),
        placeholders: placeholders(&template.text),
        name: template.name,
        purpose: template.purpose,
        text: template.text,
        library,
        situation: None,
        shared_with: template.circle,
        group: template.group.filter(|_| own || template.circle == Circle::Group),
        by,
        changed_at: Some(template.changed_at),
    }
}

impl Viewer<'_> {
    /// A template that somebody shares; none of somebody who is gone, or blocked either way (R1).
    fn shared(
        &self,
        reads: &mut Reads<'_>,
        template: &Template,
    ) -> Result<Option<TemplateView>, AppError> {
        let Some(met) = reads.meet(self.me.id, template.owner)? else { return Ok(None) };
        let active = met.them.as_ref().is_some_and(|them| them.status == Status::Active);
        if met.pair.is_blocked() || !active {
            return Ok(None);
        }
        let degree: Degree = self.degree_of(template.owner, met.pair.is_connected());
        let by = self.cards(reads, &[(template.owner, degree)])?.pop();
        Ok(Some(kept(template.clone(), Library::Shared, by)))
    }
}
