//! What became of a campaign's people, as CSV.

use kith_core::id::CampaignId;

use crate::{Actor, App, AppError, Paging, contacts::csv_file::plain};

impl App {
    /// Everybody of a campaign, as its member sees them: one line a person.
    pub fn campaign_csv(&self, actor: &Actor, id: CampaignId) -> Result<String, AppError> {
        let mut file = csv::Writer::from_writer(Vec::new());
        let head =
            ["handle", "name", "variant", "state", "invited_at", "accepted_at", "answered_at"];
        let mut rows = vec![head.map(str::to_owned)];
        let mut paging = Paging { limit: Some(100), after: None };
        loop {
            let page = self.campaign_people(actor, id, &paging)?;
            rows.extend(page.items.into_iter().map(|one| {
                let at = |at: Option<kith_core::time::Timestamp>| {
                    at.map_or_else(String::new, |at| at.to_string())
                };
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
            }));
            match page.next {
                Some(next) => paging.after = Some(next),
                None => break,
            }
        }
        for row in rows {
            let written = file.write_record(row.map(|cell| plain(&cell)));
            written.map_err(|error| AppError::field("csv", error.to_string()))?;
        }
        let bytes = file.into_inner().unwrap_or_default();
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
