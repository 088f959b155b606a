//! What a member chooses for each kind: on the page or not, and how it is mailed.

use kith_core::{
    change::Change,
    notification::{Kind, Mailing},
};
use kith_store::{Reads, StoreError, Tx};
use serde::{Deserialize, Serialize};

use crate::{Actor, App, AppError, Ask, Written};

/// What a member has for a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What of.
    pub kind: Kind,
    /// Whether it stands on the page.
    pub page: bool,
    /// How it is mailed.
    pub email: Mailing,
}

/// What is chosen anew; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct NewChoice {
    /// The code of the kind.
    pub kind: String,
    /// Whether it stands on the page.
    pub page: Option<bool>,
    /// The code of a way to mail it.
    pub email: Option<String>,
}

/// A choice that was checked.
#[derive(Debug, Clone, Copy)]
struct Checked {
    kind: Kind,
    page: Option<bool>,
    email: Option<Mailing>,
}

impl App {
    /// What I have for each kind.
    pub fn notification_choices(&self, actor: &Actor) -> Result<Vec<Choice>, AppError> {
        Ok(self.0.store.read(|reads| choices(reads, actor.id))?)
    }

    /// Chooses for some kinds. Errors name the kind.
    pub async fn choose_notifications(
        &self,
        ask: &Ask,
        new: Vec<NewChoice>,
    ) -> Result<Written<Vec<Choice>>, AppError> {
        let new = new.into_iter().map(checked).collect::<Result<Vec<_>, _>>()?;
        let me = ask.actor.id;
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                for one in &new {
                    choose(tx, me, *one)?;
                }
                tx.apply(vec![Change::SettingsChanged { member: me }])?;
                Ok(Ok(choices(tx, me)?))
            })
            .await?;
        Ok(written.into())
    }

    /// Chooses no e-mail at all.
    pub async fn choose_no_mail(&self, ask: &Ask) -> Result<Written<Vec<Choice>>, AppError> {
        let off = |kind: &Kind| NewChoice {
            kind: kind.code().to_owned(),
            page: None,
            email: Some(Mailing::Off.code().to_owned()),
        };
        self.choose_notifications(ask, Kind::ALL.iter().map(off).collect()).await
    }
}

fn checked(new: NewChoice) -> Result<Checked, AppError> {
    let Some(kind) = Kind::from_code(&new.kind) else {
        let codes: Vec<_> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        return Err(AppError::field("kind", format!("Use one of {}.", codes.join(", "))));
    };
    let email = match new.email {
        None => None,
        Some(code) => Some(Mailing::from_code(&code).ok_or_else(|| {
            AppError::field(kind.code(), "Choose now, digest or off for the e-mail.")
        })?),
    };
    if new.page == Some(false) && !kind.may_hide() {
        let message = "What limits you is always shown here; you may switch its e-mail off.";
        return Err(AppError::field(kind.code(), message));
    }
    Ok(Checked { kind, page: new.page, email })
}

fn choose(tx: &mut Tx<'_>, me: kith_core::id::MemberId, new: Checked) -> Result<(), StoreError> {
    let now = choices(tx, me)?.into_iter().find(|one| one.kind == new.kind);
    let Some(now) = now else { return Ok(()) };
    let page = new.page.unwrap_or(now.page);
    // Whether there are reminders is a setting of the account, and kept there only (R6).
    if new.kind == Kind::Reminder {
        if page != now.page
            && let Some(account) = tx.account(me)?
        {
            let mut settings = account.settings;
            settings.reminders = page;
            tx.update_settings(me, &settings);
        }
        tx.choose_notification(me, new.kind, true, new.email.unwrap_or(now.email));
        return Ok(());
    }
    tx.choose_notification(me, new.kind, page, new.email.unwrap_or(now.email));
    Ok(())
}

/// What a member has for each kind.
pub(crate) fn choices(
    reads: &mut Reads<'_>,
    member: kith_core::id::MemberId,
) -> Result<Vec<Choice>, StoreError> {
    let kept = reads.notification_choices(member)?;
    let reminders = reads.account(member)?.is_none_or(|account| account.settings.reminders);
    Ok(Kind::ALL
        .iter()
        .map(|kind| {
            let kept = kept.iter().find(|row| row.kind == *kind);
            let page = match kind {
                Kind::Reminder => reminders,
                _ => kept.is_none_or(|row| row.page),
            };
            let email = kept.map_or(kind.usual_mailing(), |row| row.mailing);
            Choice { kind: *kind, page, email }
        })
        .collect())
}
