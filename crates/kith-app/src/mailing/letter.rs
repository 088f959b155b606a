//! A mail in words: text and simple HTML, each line as its reader may see it now.

use kith_core::account::{Role, Status};
use kith_store::MailRow;

use super::{DIGEST, Letter, Mailer};
use crate::{
    Actor, App, AppError,
    accounts::blocking,
    bylines::Bylines,
    notifications::{NotificationView, view},
    viewer::Viewer,
};

/// The most notifications that one mail tells: of more, the newest.
const MOST_TOLD: usize = 50;
/// The longest subject, in characters.
const SUBJECT: usize = 120;

impl App {
    /// What a mail says; none where nothing of it holds any more.
    pub(super) async fn letter(
        &self,
        mailer: &Mailer,
        mail: &MailRow,
    ) -> Result<Option<Letter>, AppError> {
        let token = self.unsubscribe_token(mail.member, &mail.kind).await?;
        let (app, mail, site) = (self.clone(), mail.clone(), mailer.site.clone());
        blocking(move || app.compose(&mail, &site, &token)).await
    }

    fn compose(&self, mail: &MailRow, site: &str, token: &str) -> Result<Option<Letter>, AppError> {
        let now = self.now();
        self.0.store.read(|reads| {
            let Some(found) = reads.person(mail.member)? else { return Ok(None) };
            let person = found.known.person;
            let account = reads.account(mail.member)?;
            let Some(account) = account.filter(|a| a.status == Status::Active) else {
                return Ok(None);
            };
            if person.email.is_empty() {
                return Ok(None);
            }
            let reader = Actor {
                id: mail.member,
                handle: person.handle.clone(),
                name: person.full_name(),
                role: Role::Member,
                zone: account.settings.time_zone,
                leaves_views: false,
                photo: None,
            };
            let viewer = Viewer::of(self, &reader, reads)?;
            let mut bylines = Bylines::new(&viewer);
            let mut told = Vec::new();
            let rows = reads.in_mail(mail.member, now, mail.id)?;
            let over = rows.len().saturating_sub(MOST_TOLD);
            for row in rows.into_iter().skip(over) {
                told.extend(view::view(&mut bylines, reads, row)?);
            }
            if told.is_empty() {
                return Ok(None);
            }
            let unsubscribe = format!("{site}/unsubscribe/{token}");
            Ok(Some(Letter {
                id: mail.id.to_string(),
                to: person.email,
                to_name: reader.name,
                subject: subject(&mail.kind, &told),
                text: text(&person.first_name, &told, site, &unsubscribe),
                html: html(&person.first_name, &told, site, &unsubscribe),
                unsubscribe,
                at: now,
            }))
        })
    }
}

/// One line, whatever is in it.
fn subject(kind: &str, told: &[NotificationView]) -> String {
    let whole = match told {
        [one] => one.text.clone(),
        _ if kind == DIGEST => format!("{} new notifications", told.len()),
        more => format!("{} notifications", more.len()),
    };
    let line: String =
        whole.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    if line.chars().count() <= SUBJECT {
        return line;
    }
    line.chars().take(SUBJECT).chain("…".chars()).collect()
}

fn text(first_name: &str, told: &[NotificationView], site: &str, unsubscribe: &str) -> String {
    let mut out = format!("Hello {first_name},\n\n");
    for one in told {
        out.push_str(&format!("{}\n{site}{}\n\n", one.text, one.href));
    }
    out.push_str(&format!("Everything you were told: {site}/notifications\n"));
    out.push_str("-- \n");
    out.push_str(&format!(
        "What is mailed to you, you choose here: {site}/settings/notifications\n"
    ));
    out.push_str(&format!("No more mails like this one: {unsubscribe}\n"));
    out
}

fn html(first_name: &str, told: &[NotificationView], site: &str, unsubscribe: &str) -> String {
    let items: String = told
        .iter()
        .map(|one| {
            let href = escaped(&format!("{site}{}", one.href));
            format!("<li><a href=\"{href}\">{}</a></li>", escaped(&one.text))
        })
        .collect();
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"></head><body>\
         <p>Hello {},</p><ul>{items}</ul><p><a href=\"{}\">Everything you were told</a></p>\
         <p><small><a href=\"{}\">Choose what is mailed to you</a> · \
         <a href=\"{}\">No more mails like this one</a></small></p></body></html>",
        escaped(first_name),
        escaped(&format!("{site}/notifications")),
        escaped(&format!("{site}/settings/notifications")),
        escaped(unsubscribe),
    )
}

/// A text as it may stand in HTML.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
