//! Companies' pages: make, find, follow, and who works there.

mod hand_over;
mod staff;

use kith_core::{
    account::Role,
    company::{self as core, Company, longest},
    id::{CompanyId, MemberId},
    visibility::{Card, Visible},
};
use kith_store::{CompanyRow, Reads, StoreError, Tx};
use serde::Serialize;

pub use self::staff::Job;
use crate::{
    Actor, App, AppError, Ask, Page, Paging, Written,
    communities::{Check, CommunityQuery, people, set, settle},
    rows::Row,
    viewer::Viewer,
};

/// The longest handle.
const HANDLE: usize = 40;
/// The address of the form for a new page.
const KEPT: &str = "new";

/// What a company's page says; what is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct CompanyFields {
    /// What it is called.
    pub name: Option<String>,
    /// What it does.
    pub about: Option<String>,
    /// Its field.
    pub industry: Option<String>,
    /// Where it is.
    pub location: Option<String>,
    /// Its website.
    pub website: Option<String>,
    /// The addresses of its competitors' pages, in the order in which they are shown.
    pub rivals: Option<Vec<String>>,
}

/// A company in a list.
#[derive(Debug, Clone, Serialize)]
pub struct CompanyCard {
    /// The address of the page.
    pub handle: String,
    /// What it is called.
    pub name: String,
    /// Its field.
    pub industry: String,
    /// Where it is.
    pub location: String,
    /// How many follow it of whom the viewer sees.
    pub follower_count: u32,
    /// Whether the viewer follows it.
    pub following: bool,
}

/// A company's page as the viewer may see it.
#[derive(Debug, Clone, Serialize)]
pub struct CompanyView {
    /// As in lists.
    #[serde(flatten)]
    pub card: CompanyCard,
    /// What it does.
    pub about: String,
    /// Its website; empty: none.
    pub website: String,
    /// How many work there, as far as the viewer sees.
    pub employee_count: u32,
    /// How many worked there before, as far as the viewer sees.
    pub former_count: u32,
    /// Its competitors, as chosen by whoever looks after the page.
    pub rivals: Vec<CompanyCard>,
    /// Who looks after the page, where the viewer sees them.
    pub owner: Option<Visible<Card>>,
    /// Whether the viewer may change the page.
    pub may_change: bool,
}

/// Which people of a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Those who follow its page.
    Followers,
    /// Those who work there.
    Employees,
    /// Those who worked there.
    Former,
}

/// Somebody at a company.
#[derive(Debug, Clone, Serialize)]
pub struct CompanyPerson {
    /// Who.
    #[serde(flatten)]
    pub row: Row,
    /// What they do or did there, where the viewer may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<Job>,
}

impl App {
    /// Makes a page. Its maker looks after it, but an operator, who does so anyway. Answers its
    /// address.
    pub async fn create_company(
        &self,
        ask: &Ask,
        fields: CompanyFields,
    ) -> Result<Written<String>, AppError> {
        let me = ask.actor.id;
        let operator = ask.actor.role == Role::Operator;
        let blank = Company {
            id: self.new_id(),
            handle: String::new(),
            name: String::new(),
            folded: String::new(),
            about: String::new(),
            industry: String::new(),
            location: String::new(),
            website: String::new(),
            owner: (!operator).then_some(me),
            created_at: self.now(),
            version: 1,
        };
        let company = fields.clone().over(&blank)?;
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                let taken = tx.company_named(&company.folded, me)?.is_some();
                let handle = free_handle(tx, &company, me)?;
                let company = Company { handle: handle.clone(), ..company.clone() };
                if let Err(error) = settle(tx, core::create(company.clone(), me, taken))? {
                    return Ok(Err(error));
                }
                let chosen = choose(tx, &company, fields.rivals.as_deref(), me, operator)?;
                Ok(chosen.map(|()| handle))
            })
            .await;
        written.map(Written::from).map_err(|error| match error {
            // Somebody made a page of that name at the same moment.
            AppError::Conflict => core::name_taken().into(),
            error => error,
        })
    }

    /// Changes a page.
    pub async fn change_company(
        &self,
        ask: &Ask,
        handle: &str,
        fields: CompanyFields,
    ) -> Result<Written<()>, AppError> {
        let (me, handle) = (ask.actor.id, handle.to_owned());
        let operator = ask.actor.role == Role::Operator;
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                let Some(row) = tx.company(&handle, me)? else {
                    return Ok(Err(AppError::NotFound));
                };
                let before = row.company;
                let company = match fields.clone().over(&before) {
                    Ok(company) => company,
                    // Whoever may not change it learns nothing of what would be right.
                    Err(wrong) if before.is_run_by(me, operator) => return Ok(Err(wrong)),
                    Err(_) => before.clone(),
                };
                let named = tx.company_named(&company.folded, me)?;
                let taken = named.is_some_and(|named| named.company.id != before.id);
                let decided = core::change(&before, company, me, operator, taken);
                if let Err(error) = settle(tx, decided)? {
                    return Ok(Err(error));
                }
                choose(tx, &before, fields.rivals.as_deref(), me, operator)
            })
            .await?;
        Ok(written.into())
    }

    /// Follows a company.
    pub async fn follow_company(&self, ask: &Ask, handle: &str) -> Result<Written<()>, AppError> {
        self.follow_page(ask, handle, true).await
    }

    /// Stops following a company.
    pub async fn unfollow_company(&self, ask: &Ask, handle: &str) -> Result<Written<()>, AppError> {
        self.follow_page(ask, handle, false).await
    }

    async fn follow_page(
        &self,
        ask: &Ask,
        handle: &str,
        wanted: bool,
    ) -> Result<Written<()>, AppError> {
        let (me, now, handle) = (ask.actor.id, self.now(), handle.to_owned());
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                let Some(row) = tx.company(&handle, me)? else {
                    return Ok(Err(AppError::NotFound));
                };
                let follows = row.followed_at.is_some();
                tx.apply(core::follow(row.company.id, me, follows, wanted, now))?;
                Ok(Ok(()))
            })
            .await?;
        Ok(written.into())
    }

    /// Pages in the order of their names; or those that the viewer follows or looks after.
    pub fn companies(
        &self,
        actor: &Actor,
        query: &CommunityQuery,
    ) -> Result<Page<CompanyCard>, AppError> {
        self.0.store.read(|reads| {
            let me = actor.id;
            let after = query.paging.after.as_deref();
            let mut rows = reads.companies(me, query.mine, after, &query.seen())?;
            let more = query.cut(&mut rows);
            let next = rows.last().filter(|_| more).map(|row| row.company.folded.clone());
            let cards = rows.iter().map(|row| card(reads, row, me));
            Ok(Page { items: cards.collect::<Result<_, _>>()?, next })
        })
    }

    /// One page.
    pub fn company(&self, actor: &Actor, handle: &str) -> Result<CompanyView, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let row = reads.company(handle, actor.id)?.ok_or(AppError::NotFound)?;
            let company = &row.company;
            let rivals = reads.company_rivals(company.id, actor.id)?;
            let rivals = rivals.iter().map(|row| card(reads, row, actor.id));
            let rivals = rivals.collect::<Result<_, _>>()?;
            let count = |list: Vec<_>| u32::try_from(list.len()).unwrap_or(u32::MAX);
            let owner = match company.owner {
                Some(owner) => viewer.card(reads, owner)?,
                None => None,
            };
            Ok(CompanyView {
                card: card(reads, &row, actor.id)?,
                employee_count: count(viewer.staff(reads, company, false)?),
                former_count: count(viewer.staff(reads, company, true)?),
                rivals,
                owner,
                may_change: company.is_run_by(actor.id, actor.role == Role::Operator),
                about: row.company.about,
                website: row.company.website,
            })
        })
    }

    /// People of a company: its followers, newest first, or those who work or worked there,
    /// nearest first.
    pub fn company_people(
        &self,
        actor: &Actor,
        handle: &str,
        who: Who,
        paging: &Paging,
    ) -> Result<Page<CompanyPerson>, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let company = reads.company(handle, actor.id)?.ok_or(AppError::NotFound)?.company;
            if who == Who::Followers {
                return people(
                    &viewer,
                    reads,
                    paging,
                    |reads, after, limit| reads.company_followers(company.id, after, limit),
                    |one| (one.connected_at, one.other),
                    |row, _| CompanyPerson { row, job: None },
                );
            }
            let staff = viewer.staff(reads, &company, who == Who::Former)?;
            let (skip, limit) = (paging.offset()?, paging.size() as usize);
            let next = (skip + limit < staff.len()).then(|| (skip + limit).to_string());
            let mut items = Vec::new();
            for (member, job) in staff.into_iter().skip(skip).take(limit) {
                let row = viewer.row(reads, member)?;
                items.extend(row.map(|row| CompanyPerson { row, job: Some(job) }));
            }
            Ok(Page { items, next })
        })
    }
}

fn card(reads: &mut Reads<'_>, row: &CompanyRow, me: MemberId) -> Result<CompanyCard, AppError> {
    let company = &row.company;
    Ok(CompanyCard {
        handle: company.handle.clone(),
        name: company.name.clone(),
        industry: company.industry.clone(),
        location: company.location.clone(),
        follower_count: reads.company_follower_count(company.id, me)?,
        following: row.followed_at.is_some(),
    })
}

/// Keeps the competitors that were chosen, if they were.
fn choose(
    tx: &mut Tx<'_>,
    company: &Company,
    rivals: Option<&[String]>,
    me: MemberId,
    operator: bool,
) -> Result<Result<(), AppError>, StoreError> {
    let Some(rivals) = rivals else { return Ok(Ok(())) };
    if rivals.len() > longest::RIVALS {
        let message = format!("Choose at most {} competitors.", longest::RIVALS);
        return Ok(Err(AppError::field("rivals", message)));
    }
    let mut chosen: Vec<CompanyId> = Vec::new();
    for handle in rivals {
        match tx.company(handle, me)? {
            Some(rival) => chosen.push(rival.company.id),
            None => {
                let message = format!("There is no company page “{handle}”.");
                return Ok(Err(AppError::field("rivals", message)));
            }
        }
    }
    // Whoever made a page as an operator does not own it, and may choose all the same.
    settle(tx, core::choose_rivals(company, &chosen, me, operator))
}

/// An address for a new page, from its name, that no other page has.
fn free_handle(tx: &mut Tx<'_>, company: &Company, me: MemberId) -> Result<String, StoreError> {
    let slug: String = company
        .folded
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
        .collect();
    let parts: Vec<&str> = slug.split('-').filter(|part| !part.is_empty()).collect();
    let mut slug = parts.join("-");
    // A name in another script has no letters for an address.
    if slug.len() < 2 {
        slug = format!("company{}{slug}", if slug.is_empty() { "" } else { "-" });
    }
    slug.truncate(HANDLE - 6);
    let slug = slug.trim_end_matches('-');
    let mut handle = slug.to_owned();
    let mut number = 2_u32;
    while handle == KEPT || tx.company(&handle, me)?.is_some() {
        handle = format!("{slug}-{number}");
        number += 1;
    }
    Ok(handle)
}

impl CompanyFields {
    /// The page with these fields, checked.
    fn over(self, before: &Company) -> Result<Company, AppError> {
        let mut company = before.clone();
        set(&mut company.name, self.name);
        set(&mut company.about, self.about);
        set(&mut company.industry, self.industry);
        set(&mut company.location, self.location);
        set(&mut company.website, self.website);
        let mut check = Check::default();
        check.name(&mut company.name, &mut company.folded, longest::NAME);
        check.text("about", &mut company.about, longest::ABOUT);
        check.line("industry", &mut company.industry, longest::LINE);
        check.line("location", &mut company.location, longest::LINE);
        check.link("website", &mut company.website, longest::WEBSITE);
        check.done()?;
        Ok(company)
    }
}
