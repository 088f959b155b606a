//! The tables of the archive, in the shapes in which other networks hand them out: whoever reads
//! those reads these, another kith first of all.

use std::io::Write;

use kith_core::{
    account::Status, conversation::Folder, degree::Degree, invitation::State, time::Timestamp,
    visibility,
};

use super::{Export, files::List, mine::About};
use crate::{
    AppError, Page,
    app::{cursor_of, each},
    communities::CommunityQuery,
    invitations::{InvitationQuery, InvitationView, Mailbox},
};

const PROFILE: &str = "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,Twitter Handles,Websites,Instant Messengers";
const POSITIONS: &str = "Company Name,Title,Description,Location,Started On,Finished On";
const EDUCATION: &str = "School Name,Start Date,End Date,Notes,Degree Name,Activities";
const SKILLS: &str = "Name";
const EMAILS: &str = "Email Address,Confirmed,Primary,Updated On";
const CONNECTIONS: &str = "First Name,Last Name,URL,Email Address,Company,Position,Connected On";
const INVITATIONS: &str = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl";
const MESSAGES: &str = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER";
const FOLLOWS: &str = "Organization,Followed On";
const EVENTS: &str = "Event Name,Event Time,Status,External Url";
const SHARES: &str = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility";
const COMMENTS: &str = "Date,Link,Message";
const REACTIONS: &str = "Date,Type,Link";

/// `2026-07-20 10:25:25`.
fn plain(at: Timestamp) -> String {
    at.utc_as("%Y-%m-%d %H:%M:%S")
}

/// Where a profile is; nowhere of somebody who has none any more.
fn address(site: &str, handle: &str) -> String {
    if handle.is_empty() { String::new() } else { format!("{site}/in/{handle}") }
}

fn year(year: Option<i32>) -> String {
    year.map_or_else(String::new, |year| year.to_string())
}

impl<W: Write> Export<'_, W> {
    pub(super) fn tables(&mut self) -> Result<(), AppError> {
        self.profile()?;
        self.connections()?;
        self.invitations()?;
        self.messages()?;
        self.follows()?;
        self.events()?;
        self.shares()?;
        self.comments()?;
        self.reactions()
    }

    fn profile(&mut self) -> Result<(), AppError> {
        let me = self.app.me(self.actor)?;
        let mut file = List::new(&mut self.zip, "Profile.csv");
        let names = [&me.first_name[..], &me.last_name];
        let said = [&me.headline[..], &me.about, &me.industry];
        let cells = [&names[..], &["", "", ""], &said, &["", &me.location, "", "", ""]].concat();
        file.row(PROFILE, &cells)?;
        file.end(b"")?;
        let mut file = List::new(&mut self.zip, "Positions.csv");
        for at in &me.positions {
            let (from, until) = (at.from.to_string(), year(at.until));
            file.row(POSITIONS, &[&at.company, &at.title, "", "", &from, &until])?;
        }
        file.end(b"")?;
        let mut file = List::new(&mut self.zip, "Education.csv");
        for at in &me.education {
            let (from, until) = (year(at.from), year(at.until));
            file.row(EDUCATION, &[&at.school, &from, &until, "", &at.degree, ""])?;
        }
        file.end(b"")?;
        let mut file = List::new(&mut self.zip, "Skills.csv");
        me.skills.iter().try_for_each(|skill| file.row(SKILLS, &[skill]))?;
        file.end(b"")?;
        let mut file = List::new(&mut self.zip, "Email Addresses.csv");
        if !me.email.is_empty() {
            let confirmed = self.app.reconnect(self.actor)?.email.confirmed_at.is_some();
            file.row(EMAILS, &[&me.email, if confirmed { "Yes" } else { "No" }, "Yes", ""])?;
        }
        file.end(b"")
    }

    /// With what a connection shows to me (R3), their address included.
    fn connections(&mut self) -> Result<(), AppError> {
        let (app, me) = (self.app, self.actor.id);
        let preset = app.0.policy.visibility.preset;
        let page = |paging: &crate::Paging| {
            app.0.store.read(|reads| {
                let rows = reads.connections(me, paging.cursor()?, paging.size())?;
                let full = rows.len() == paging.size() as usize;
                let last = rows.last().filter(|_| full);
                let next = last.map(|last| cursor_of(last.connected_at, last.other));
                let mut items = Vec::with_capacity(rows.len());
                for row in rows {
                    let found = reads.person(row.other)?;
                    let found = found.filter(|found| found.status == Status::Active);
                    items.extend(found.map(|found| {
                        let person = &found.known.person;
                        (visibility::profile(person, Degree::First, preset), row.connected_at)
                    }));
                }
                Ok::<_, AppError>(Page { items, next })
            })
        };
        let site = &self.site;
        let mut file = List::new(&mut self.zip, "Connections.csv");
        each(page, |(profile, at)| {
            let current = profile.positions.iter().find(|position| position.until.is_none());
            let (company, title) = current.map_or(("", ""), |at| (&at.company, &at.title));
            let url = format!("{site}/in/{}", profile.card.handle);
            let last_name = profile.last_name.as_deref().unwrap_or_default();
            let email = profile.email.as_deref().unwrap_or_default();
            let cells = [&profile.first_name[..], last_name, &url, email, company, title];
            file.row(CONNECTIONS, &[&cells[..], &[&at.utc_as("%d %b %Y")]].concat())
        })?;
        file.end(b"")
    }

    /// To me an invitation that somebody ignored is one that waits (R6).
    fn invitations(&mut self) -> Result<(), AppError> {
        let (app, actor) = (self.app, self.actor);
        let (my_name, my_url) = (&actor.name, format!("{}/in/{}", self.site, actor.handle));
        let site = &self.site;
        let mut file = List::new(&mut self.zip, "Invitations.csv");
        for (mailbox, state) in [
            (Mailbox::Received, Some(State::Pending)),
            (Mailbox::Received, Some(State::Ignored)),
            (Mailbox::Sent, None),
        ] {
            let page = |paging: &crate::Paging| {
                let paging = paging.clone();
                let query = InvitationQuery { mailbox, state, older_than_days: None, paging };
                app.invitations(actor, &query)
            };
            each(page, |one: InvitationView| {
                let their_url = format!("{site}/in/{}", one.member.card.handle);
                let their_name = &one.member.card.name;
                let at = one.sent_at.utc_as("%-m/%-d/%y, %-I:%M %p");
                let note = one.note.as_deref().unwrap_or_default();
                let cells = match mailbox {
                    Mailbox::Sent => {
                        [my_name, their_name, &at, note, "OUTGOING", &my_url, &their_url]
                    }
                    Mailbox::Received => {
                        [their_name, my_name, &at, note, "INCOMING", &their_url, &my_url]
                    }
                };
                file.row(INVITATIONS, &cells)
            })?;
        }
        file.end(b"")
    }

    fn messages(&mut self) -> Result<(), AppError> {
        let (app, actor) = (self.app, self.actor);
        let (my_name, my_url) = (&actor.name, format!("{}/in/{}", self.site, actor.handle));
        let site = &self.site;
        let mut file = List::new(&mut self.zip, "messages.csv");
        for folder in Folder::ALL {
            let talks = |paging: &crate::Paging| app.conversations(actor, *folder, paging);
            let name = if *folder == Folder::Archived { "ARCHIVE" } else { "INBOX" };
            each(talks, |talk| {
                let messages = |paging: &crate::Paging| {
                    match app.conversation(actor, talk.id, paging) {
                        Ok(open) => Ok(Page { items: open.items, next: open.next }),
                        // It has gone since the list was read.
                        Err(error) if error.is_not_found() => Ok(super::files::whole(Vec::new())),
                        Err(error) => Err(error),
                    }
                };
                let (card, id) = (&talk.member.card, talk.id.to_string());
                let their_url = address(site, &card.handle);
                each(messages, |one| {
                    let them = (card.name.as_str(), their_url.as_str());
                    let me = (my_name.as_str(), my_url.as_str());
                    let (from, to) = if one.mine { (me, them) } else { (them, me) };
                    let (at, subject) = (plain(one.sent_at), one.subject.unwrap_or_default());
                    let cells = [&id[..], "", from.0, from.1, to.0, to.1, &format!("{at} UTC")];
                    file.row(MESSAGES, &[&cells[..], &[&subject, &one.body, name]].concat())
                })
            })?;
        }
        file.end(b"")
    }

    fn follows(&mut self) -> Result<(), AppError> {
        let (app, me) = (self.app, self.actor.id);
        let rows = app.0.store.read(|reads| {
            let mut all = Vec::new();
            for (company, since) in reads.companies_followed_since(me)? {
                if let Some(row) = reads.company_of(company, me)? {
                    all.push((row.company.name, since));
                }
            }
            Ok::<_, AppError>(all)
        })?;
        let mut file = List::new(&mut self.zip, "Company Follows.csv");
        for (name, since) in rows {
            file.row(FOLLOWS, &[&name, &since.utc_as("%a %b %d %H:%M:%S UTC %Y")])?;
        }
        file.end(b"")
    }

    fn events(&mut self) -> Result<(), AppError> {
        let (app, actor, site) = (self.app, self.actor, &self.site);
        let mut file = List::new(&mut self.zip, "Events.csv");
        let page = |paging: &crate::Paging| {
            let query = CommunityQuery { mine: true, q: String::new(), paging: paging.clone() };
            app.events(actor, &query, false)
        };
        each(page, |event| {
            let status = event.attendance.map_or("organiser", |attendance| attendance.code());
            let url = format!("{site}/events/{}", event.id);
            let link = if event.link.is_empty() { &url } else { &event.link };
            file.row(EVENTS, &[&event.name, &plain(event.starts_at), status, link])
        })?;
        file.end(b"")
    }

    fn shares(&mut self) -> Result<(), AppError> {
        let (app, actor, site) = (self.app, self.actor, &self.site);
        let mut file = List::new(&mut self.zip, "Shares.csv");
        each(
            |paging| app.posts_of(actor, &actor.handle, paging),
            |post| {
                let link = |id| format!("{site}/posts/{id}");
                let shared = post.repost_of.as_ref().map_or_else(String::new, |one| link(one.id));
                let media = post.images.first().map(|one| format!("pictures/{}.jpg", one.id));
                let media = media.unwrap_or_default();
                let (at, audience) = (plain(post.at), post.audience.code());
                file.row(SHARES, &[&at, &link(post.id), &post.body, &shared, &media, audience])
            },
        )?;
        file.end(b"")
    }

    fn comments(&mut self) -> Result<(), AppError> {
        let (app, actor, site) = (self.app, self.actor, &self.site);
        let mut file = List::new(&mut self.zip, "Comments.csv");
        each(
            |paging| app.my_comments(actor, paging),
            |one| {
                let link = format!("{site}/posts/{}", one.post);
                file.row(COMMENTS, &[&plain(one.at), &link, &one.body])
            },
        )?;
        file.end(b"")
    }

    fn reactions(&mut self) -> Result<(), AppError> {
        let (app, actor, site) = (self.app, self.actor, &self.site);
        let mut file = List::new(&mut self.zip, "Reactions.csv");
        each(
            |paging| app.my_reactions(actor, paging),
            |one| {
                let About { post, .. } = one.about;
                let link = format!("{site}/posts/{post}");
                let kind = one.reaction.code().to_uppercase();
                file.row(REACTIONS, &[&plain(one.at), &kind, &link])
            },
        )?;
        file.end(b"")
    }
}
