//! Everything of mine in one archive, to keep or to take elsewhere.
//!
//! It holds what I may read here and nothing more: every list comes from the use-case that pages
//! and API read it from, so nothing silent (R1, R3, R6, R12) is in it.

mod files;
mod mine;
mod tables;
mod zip;

use std::io::Write;

use serde_json::json;

use self::{
    files::{gone, json, list, text, whole},
    zip::Zip,
};
use crate::{
    Actor, App, AppError, Page, Paging,
    communities::CommunityQuery,
    introductions::IntroductionBox,
    invitations::{InvitationQuery, Mailbox},
};
use kith_core::{conversation::Folder, id::ImageId, invitation::State, template::Library};
use kith_store::BroughtContactRow;

/// What the archive says of itself.
const README: &str = "\
This is everything that you have here, as you may see it.

*.csv       your profile, connections, invitations, messages, posts, comments, reactions, events
            and the companies that you follow, in the shapes in which other networks export them.
            Times are UTC.
rest/*.json the same with all that the tables have no place for, and everything else: settings,
            limits, groups, followers, blocks, introductions, saved searches, notifications,
            profile viewers, campaigns, templates, what you note about people, webhooks, and the
            contacts that you brought along.
pictures/   your photo and the pictures of your posts.

Another kith reads it: sign up there and upload the file under Settings, Your data. Connections
come back where both sides agree.
";

/// An archive under way.
struct Export<'a, W: Write> {
    app: &'a App,
    actor: &'a Actor,
    /// The address of this site, for links.
    site: String,
    zip: Zip<W>,
}

impl App {
    /// Writes everything of mine as a ZIP archive to `out`, as it is read. Takes as long as there is
    /// much: call it off the async threads.
    ///
    /// # Errors
    /// The store or `out` fails; what was written is no archive then.
    pub fn export(&self, actor: &Actor, site: &str, out: impl Write) -> Result<(), AppError> {
        let (site, zip) = (site.to_owned(), Zip::new(out, self.now()));
        let mut export = Export { app: self, actor, site, zip };
        text(&mut export.zip, "README.txt", README.as_bytes())?;
        export.tables()?;
        export.rest()?;
        export.pictures()?;
        export.zip.finish().map_err(gone)
    }
}

impl<W: Write> Export<'_, W> {
    /// What the tables have no place for.
    fn rest(&mut self) -> Result<(), AppError> {
        let (app, me, zip) = (self.app, self.actor, &mut self.zip);
        let account = json!({
            "profile": app.me(me)?,
            "settings": app.settings(me)?,
            "notifications": app.notification_choices(me)?,
            "limits": app.limits(me)?,
        });
        json(zip, "rest/account.json", &account)?;
        list(zip, "rest/connections.json", |paging| app.connections(me, None, None, paging))?;
        list(zip, "rest/followers.json", |paging| app.followers(me, paging))?;
        list(zip, "rest/following.json", |paging| app.following(me, paging))?;
        list(zip, "rest/blocks.json", |paging| app.blocks(me, paging))?;
        for (name, mailbox, state) in [
            ("received", Mailbox::Received, Some(State::Pending)),
            ("ignored", Mailbox::Received, Some(State::Ignored)),
            ("sent", Mailbox::Sent, None),
        ] {
            list(zip, &format!("rest/invitations-{name}.json"), |paging| {
                let paging = paging.clone();
                app.invitations(
                    me,
                    &InvitationQuery { mailbox, state, older_than_days: None, paging },
                )
            })?;
        }
        list(zip, "rest/invitations-by-email.json", |paging| app.email_invitations(me, paging))?;
        for (name, part) in [
            ("asked", IntroductionBox::Sent),
            ("through-me", IntroductionBox::Through),
            ("received", IntroductionBox::Received),
        ] {
            let name = format!("rest/introductions-{name}.json");
            list(zip, &name, |paging| app.introductions(me, part, paging))?;
        }
        for folder in Folder::ALL {
            let name = format!("rest/conversations-{}.json", folder.code());
            list(zip, &name, |paging| app.conversations(me, *folder, paging))?;
        }
        list(zip, "rest/posts.json", |paging| app.posts_of(me, &me.handle, paging))?;
        list(zip, "rest/comments.json", |paging| app.my_comments(me, paging))?;
        list(zip, "rest/reactions.json", |paging| app.my_reactions(me, paging))?;
        let mine = |paging: &Paging| CommunityQuery {
            mine: true,
            q: String::new(),
            paging: paging.clone(),
        };
        list(zip, "rest/groups.json", |paging| app.groups(me, &mine(paging)))?;
        list(zip, "rest/events.json", |paging| app.events(me, &mine(paging), false))?;
        list(zip, "rest/companies.json", |paging| app.companies(me, &mine(paging)))?;
        list(zip, "rest/saved-searches.json", |_| app.searches(me).map(whole))?;
        self.outreach()?;
        let zip = &mut self.zip;
        list(zip, "rest/notifications.json", |paging| app.notifications(me, false, paging))?;
        list(zip, "rest/viewers.json", |paging| match app.viewers(me, paging) {
            Ok(viewers) => Ok(viewers.page),
            // R12: who looks in private sees nobody.
            Err(AppError::Refused(_)) => Ok(whole(Vec::new())),
            Err(error) => Err(error),
        })
    }

    /// What I keep for my outreach, and brought along from elsewhere.
    fn outreach(&mut self) -> Result<(), AppError> {
        let (app, me, zip) = (self.app, self.actor, &mut self.zip);
        list(zip, "rest/campaigns.json", |paging| app.campaigns(me, paging))?;
        let mine = Some(Library::Mine);
        list(zip, "rest/templates.json", |_| app.templates(me, mine).map(whole))?;
        list(zip, "rest/people-notes.json", |paging| app.contacts(me, None, paging))?;
        list(zip, "rest/webhooks.json", |_| app.webhooks(me).map(whole))?;
        json(zip, "rest/do-not-contact.json", &app.do_not_contact(me)?)?;
        json(zip, "rest/reconnect.json", &app.reconnect(me)?)?;
        list(zip, "rest/reconnect-offers.json", |paging| app.reconnect_offers(me, paging))?;
        list(zip, "rest/brought-contacts.json", |paging| {
            let (after, limit) = (paging.after.as_deref().unwrap_or_default(), paging.size());
            let rows = app.0.store.read(|reads| reads.brought_contacts(me.id, after, limit))?;
            let full = rows.len() == limit as usize;
            let next = rows.last().filter(|_| full).map(|last| last.key.clone());
            let item = |row: BroughtContactRow| {
                json!({
                    "first_name": row.first_name,
                    "last_name": row.last_name,
                    "email": row.email,
                    "company": row.company,
                    "title": row.title,
                    "connected_on": row.connected_on,
                })
            };
            Ok(Page { items: rows.into_iter().map(item).collect(), next })
        })
    }

    /// The pictures that I gave.
    fn pictures(&mut self) -> Result<(), AppError> {
        let (app, me) = (self.app, self.actor);
        let photo = app.0.store.read(|reads| {
            Ok::<_, AppError>(reads.person(me.id)?.and_then(|found| found.known.person.photo))
        })?;
        let owned: Vec<ImageId> = app.0.store.read(|reads| reads.images_owned(me.id))?;
        for id in owned {
            let name = match photo == Some(id) {
                true => "pictures/photo.jpg".to_owned(),
                false => format!("pictures/{id}.jpg"),
            };
            if let Some(bytes) = app.0.store.read(|reads| reads.image_bytes(id, false))? {
                text(&mut self.zip, &name, &bytes)?;
            }
        }
        Ok(())
    }
}
