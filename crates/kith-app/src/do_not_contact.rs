//! Do-not-contact: a member wants no campaigns of another, or of anybody (R13).

use kith_core::{campaign, change::Change, id::MemberId, time::Timestamp};
use serde::Serialize;

use crate::{Actor, App, AppError, Ask, Written, rows::Row, viewer::Viewer};

/// The word that stands for everybody in the place of a handle.
pub const EVERYBODY: &str = "everyone";

/// Whose campaigns a member does not want.
#[derive(Debug, Clone, Serialize)]
pub struct NotWanted {
    /// Since when nobody's, or null.
    pub everyone_since: Option<Timestamp>,
    /// Those of these members.
    pub senders: Vec<NotWantedSender>,
}

/// A member whose campaigns another does not want.
#[derive(Debug, Clone, Serialize)]
pub struct NotWantedSender {
    /// Who.
    pub member: Row,
    /// Since when.
    pub since: Timestamp,
}

impl App {
    /// Whose campaigns I do not want.
    pub fn do_not_contact(&self, actor: &Actor) -> Result<NotWanted, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let mut wanted = NotWanted { everyone_since: None, senders: Vec::new() };
            for (sender, since) in reads.not_wanted(actor.id)? {
                match sender {
                    None => wanted.everyone_since = Some(since),
                    Some(sender) => {
                        let row = viewer.row(reads, sender)?;
                        wanted.senders.extend(row.map(|member| NotWantedSender { member, since }));
                    }
                }
            }
            Ok(wanted)
        })
    }

    /// I want no campaigns of `whom`: a handle, or [`EVERYBODY`]. What is under way with me ends.
    pub async fn refuse_campaigns(&self, ask: &Ask, whom: &str) -> Result<Written<()>, AppError> {
        let now = self.now();
        self.say(ask, whom, Some(now)).await
    }

    /// I take that back.
    pub async fn allow_campaigns(&self, ask: &Ask, whom: &str) -> Result<Written<()>, AppError> {
        self.say(ask, whom, None).await
    }

    async fn say(
        &self,
        ask: &Ask,
        whom: &str,
        since: Option<Timestamp>,
    ) -> Result<Written<()>, AppError> {
        let me = ask.actor.id;
        let sender = if whom == EVERYBODY { None } else { Some(self.find(whom)?) };
        let others: Vec<MemberId> = sender.into_iter().collect();
        let written = self
            .write(self.command(ask, &others), move |tx| {
                if let Some(sender) = sender {
                    let Some(met) = tx.meet(me, sender)? else {
                        return Ok(Err(AppError::SignInFirst));
                    };
                    if let Err(refusal) = met.meeting().visible() {
                        return Ok(Err(refusal.into()));
                    }
                }
                let word = campaign::DoNotContact { recipient: me, sender, since };
                tx.apply(vec![Change::DoNotContact(word)])?;
                Ok(Ok(()))
            })
            .await?;
        Ok(written.into())
    }
}
