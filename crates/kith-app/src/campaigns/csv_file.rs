//! What became of a campaign's people, as CSV.

use kith_core::{id::CampaignId, time::Timestamp};

use crate::{Actor, App, AppError, contacts::csv_file::sheet};

impl App {
    /// Everybody of a campaign, as its member sees them: one line a person.
    pub fn campaign_csv(&self, actor: &Actor, id: CampaignId) -> Result<String, AppError> {
        let head =
            ["handle", "name", "variant", "state", "invited_at", "accepted_at", "answered_at"];
        let at = |at: Option<Timestamp>| at.map_or_else(String::new, |at| at.to_string());
        sheet(
            head,
            |paging| self.campaign_people(actor, id, paging),
            |one| {
                let card = &one.member.card;
                [
                    card.handle.clone(),
                    card.name.clone(),
                    if one.arm == 0 { "a" } else { "b" }.to_owned(),
                    one.label.to_owned(),
                    at(one.invited_at),
                    at(one.accepted_at),
                    at(one.replied_at),
                ]
            },
        )
    }
}
