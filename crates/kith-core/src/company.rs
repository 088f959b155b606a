//! Companies' pages: who may change them, and who follows them.

use serde::{Deserialize, Serialize};

use crate::{
    change::Change,
    id::{CompanyId, MemberId},
    refusal::{Action, Decision, Reason, Refusal},
    time::Timestamp,
};

/// The longest texts of a company's page, in extended grapheme clusters.
pub mod longest {
    /// Its name: as long as a position's.
    pub const NAME: u32 = 100;
    /// What it does.
    pub const ABOUT: u32 = 2_000;
    /// Industry and location.
    pub const LINE: u32 = 100;
    /// The address of its website, in characters.
    pub const WEBSITE: u32 = 300;
    /// How many competitors a page shows.
    pub const RIVALS: usize = 12;
}

/// A company's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Which.
    pub id: CompanyId,
    /// The address of the page.
    pub handle: String,
    /// What it is called.
    pub name: String,
    /// The name as it is compared: names that differ by case or accents only are one page.
    pub folded: String,
    /// What it does.
    pub about: String,
    /// Its field.
    pub industry: String,
    /// Where it is.
    pub location: String,
    /// Its website; empty: none.
    pub website: String,
    /// Who looks after the page; absent: operators do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<MemberId>,
    /// When the page was made.
    pub created_at: Timestamp,
    /// How many values the store has kept of it.
    pub version: i64,
}

impl Company {
    /// Whether this member may change the page.
    #[must_use]
    pub fn is_run_by(&self, member: MemberId, operator: bool) -> bool {
        operator || self.owner == Some(member)
    }

    fn in_charge(&self, me: MemberId, operator: bool) -> Result<(), Refusal> {
        if self.is_run_by(me, operator) {
            return Ok(());
        }
        Err(Refusal::new(Reason::NotInCharge, "Only the page's owner or an operator may do this."))
    }
}

/// There is a page of this name already.
#[must_use]
pub fn name_taken() -> Refusal {
    Refusal::new(Reason::NameTaken, "This company has a page already.")
        .instead(Action::FindCompanies, "Find its page and follow it")
}

/// Makes a page; whoever makes it follows it. `taken` is whether a page has its name.
///
/// # Errors
/// `name_taken`.
pub fn create(company: Company, me: MemberId, taken: bool) -> Decision {
    if taken {
        return Err(name_taken());
    }
    let (id, at) = (company.id, company.created_at);
    let follows = Change::CompanyFollowed { company: id, member: me, since: Some(at) };
    Ok(vec![Change::CompanyKept { company }, follows])
}

/// Changes a page. `taken` is whether another page has the new name.
///
/// # Errors
/// `not_in_charge`; `name_taken`.
pub fn change(
    before: &Company,
    mut company: Company,
    me: MemberId,
    operator: bool,
    taken: bool,
) -> Decision {
    before.in_charge(me, operator)?;
    if taken {
        return Err(name_taken());
    }
    if company == *before {
        return Ok(Vec::new());
    }
    company.version = before.version + 1;
    Ok(vec![Change::CompanyKept { company }])
}

/// Says something in the company's name.
///
/// # Errors
/// `not_in_charge`.
pub fn speak(company: &Company, me: MemberId, operator: bool) -> Result<(), Refusal> {
    company.in_charge(me, operator)
}

/// Makes somebody else who works there the page's owner; `works_there` is what their profile says.
///
/// # Errors
/// `not_in_charge`; `not_staff`.
pub fn hand_over(
    before: &Company,
    (to, works_there): (MemberId, bool),
    me: MemberId,
    operator: bool,
) -> Decision {
    before.in_charge(me, operator)?;
    if before.owner == Some(to) {
        return Ok(Vec::new());
    }
    if !works_there {
        let detail = "They do not say on their profile that they work here.";
        return Err(Refusal::new(Reason::NotStaff, detail));
    }
    let version = before.version + 1;
    Ok(vec![Change::CompanyKept {
        company: Company { owner: Some(to), version, ..before.clone() },
    }])
}

/// Chooses a page's competitors, in the order given; a page is never its own.
///
/// # Errors
/// `not_in_charge`.
pub fn choose_rivals(
    company: &Company,
    rivals: &[CompanyId],
    me: MemberId,
    operator: bool,
) -> Decision {
    company.in_charge(me, operator)?;
    let mut chosen: Vec<CompanyId> = Vec::new();
    for rival in rivals {
        if *rival != company.id && !chosen.contains(rival) {
            chosen.push(*rival);
        }
    }
    Ok(vec![Change::RivalsChosen { company: company.id, rivals: chosen }])
}

/// Follows or unfollows a page; nothing changes where it is so already.
#[must_use]
pub fn follow(
    company: CompanyId,
    me: MemberId,
    follows: bool,
    wanted: bool,
    now: Timestamp,
) -> Vec<Change> {
    if follows == wanted {
        return Vec::new();
    }
    vec![Change::CompanyFollowed { company, member: me, since: wanted.then_some(now) }]
}
