//! The mail of an invitation by e-mail, in words: who invites, to what, and how to hear no more.

use kith_core::{account::Status, invitation::State, time::Timestamp};
use kith_store::{EmailInvitationRow, MailRow};

use super::{due::REMINDER, link::Purpose};
use crate::{
    App, AppError,
    accounts::blocking,
    mailing::{Mailer, letter::escaped},
    ports::Letter,
};

impl App {
    /// What the mail says; none where nothing of it holds any more.
    pub(crate) async fn email_letter(
        &self,
        mailer: &Mailer,
        mail: &MailRow,
    ) -> Result<Option<Letter>, AppError> {
        let key = self.key(crate::mailing::unsubscribe::KEY).await?;
        let (app, mail, site) = (self.clone(), mail.clone(), mailer.site.clone());
        blocking(move || app.compose_email(&mail, &site, &key)).await
    }

    fn compose_email(
        &self,
        mail: &MailRow,
        site: &str,
        key: &str,
    ) -> Result<Option<Letter>, AppError> {
        let now = self.now();
        self.0.store.read(|reads| {
            let row = reads.email_invitation_of_mail(mail.id)?;
            let Some(row) = row.filter(|row| row.life().state_at(now) == State::Pending) else {
                return Ok(None);
            };
            let Some(to) = row.plain.clone() else { return Ok(None) };
            if reads.has_opted_out(&row.address)? {
                return Ok(None);
            }
            let found = reads.person(row.sender)?.filter(|one| one.status == Status::Active);
            let Some(found) = found else { return Ok(None) };
            let person = found.known.person;
            let reminder = mail.kind == REMINDER;
            let words = Words {
                sender: line(&person.full_name()),
                headline: line(&person.headline),
                host: host(site),
                join: format!("{site}/invited/{}", Purpose::Join.token(key, &row)),
                unsubscribe: format!("{site}/unsubscribe/{}", Purpose::Stop.token(key, &row)),
                reminder,
                days: self.0.policy.email_invitations.reminder_day,
                row,
            };
            Ok(Some(Letter {
                id: mail.id.to_string(),
                to,
                to_name: words.row.name.clone(),
                subject: words.subject(),
                text: words.text(),
                html: words.html(),
                unsubscribe: words.unsubscribe.clone(),
                at: now,
            }))
        })
    }
}

/// What a mail is put together from.
struct Words {
    sender: String,
    headline: String,
    host: String,
    join: String,
    unsubscribe: String,
    reminder: bool,
    days: u32,
    row: EmailInvitationRow,
}

impl Words {
    fn subject(&self) -> String {
        let Self { sender, host, .. } = self;
        match self.reminder {
            true => format!("Reminder: {sender} invites you to connect on {host}"),
            false => format!("{sender} invites you to connect on {host}"),
        }
    }

    fn hello(&self) -> String {
        match self.row.name.as_str() {
            "" => "Hello,".to_owned(),
            name => format!("Hello {name},"),
        }
    }

    fn who(&self) -> String {
        let Self { sender, headline, host, .. } = self;
        let about = if headline.is_empty() { String::new() } else { format!(" ({headline})") };
        format!("{sender}{about} invites you to connect on {host}, a professional network.")
    }

    fn why(&self) -> String {
        let Self { sender, host, days, .. } = self;
        let more = match self.reminder {
            true => "This is the only reminder.".to_owned(),
            false => {
                format!("If you do nothing, one reminder comes after {days} days, and no more.")
            }
        };
        format!(
            "You get this because {sender} typed in your address. {host} keeps it until {}, for \
             this invitation alone. {more}",
            day(self.row.expires_at)
        )
    }

    fn text(&self) -> String {
        let mut out = format!("{}\n\n{}\n", self.hello(), self.who());
        if let Some(note) = &self.row.note {
            let quoted: Vec<String> = note.lines().map(|line| format!("> {line}")).collect();
            out.push_str(&format!("\n{}\n", quoted.join("\n")));
        }
        out.push_str(&format!("\nSee the invitation, join or sign in:\n{}\n\n", self.join));
        out.push_str(&format!("-- \n{}\n", self.why()));
        let unsubscribe = &self.unsubscribe;
        out.push_str(&format!(
            "No more invitations to this address, from anybody here: {unsubscribe}\n"
        ));
        out
    }

    fn html(&self) -> String {
        let note = self.row.note.as_ref().map_or_else(String::new, |note| {
            format!("<blockquote>{}</blockquote>", escaped(note).replace('\n', "<br>"))
        });
        format!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"></head><body>\
             <p>{}</p><p>{}</p>{note}<p><a href=\"{}\">See the invitation, join or sign in</a></p>\
             <p><small>{} <a href=\"{}\">No more invitations to this address, from anybody \
             here</a></small></p></body></html>",
            escaped(&self.hello()),
            escaped(&self.who()),
            escaped(&self.join),
            escaped(&self.why()),
            escaped(&self.unsubscribe),
        )
    }
}

/// One line, whatever is in it.
fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The site's name without `https://`.
fn host(site: &str) -> String {
    site.split_once("://").map_or(site, |(_, host)| host).to_owned()
}

fn day(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}
