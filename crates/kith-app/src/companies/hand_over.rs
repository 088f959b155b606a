//! Handing a company's page over.

use kith_core::{account::Role, company as core, person::Person};

use crate::{
    App, AppError, Ask, Written,
    communities::{folded_name, settle},
};

impl App {
    /// Makes somebody else who works at a company the owner of its page.
    pub async fn hand_over_company(
        &self,
        ask: &Ask,
        handle: &str,
        to: &str,
    ) -> Result<Written<()>, AppError> {
        let (me, handle) = (ask.actor.id, handle.to_owned());
        let operator = ask.actor.role == Role::Operator;
        let whom = self.find(to)?;
        let written = self
            .write(self.command(ask, &[whom]), move |tx| {
                let Some(row) = tx.company(&handle, me)? else {
                    return Ok(Err(AppError::NotFound));
                };
                let Some(met) = tx.meet(me, whom)? else { return Ok(Err(AppError::SignInFirst)) };
                if whom != me
                    && let Err(refusal) = met.meeting().visible()
                {
                    return Ok(Err(refusal.into()));
                }
                let found = tx.person(whom)?;
                let staff =
                    found.is_some_and(|found| works_at(&found.known.person, &row.company.folded));
                settle(tx, core::hand_over(&row.company, (whom, staff), me, operator))
            })
            .await?;
        Ok(written.into())
    }
}

/// Whether a profile says that they work at the company with this folded name.
fn works_at(person: &Person, folded: &str) -> bool {
    let mut current = person.positions.iter().filter(|position| position.until.is_none());
    current.any(|position| folded_name(&position.company) == folded)
}
