//! Reports of conversations, as an operator sees them.

use kith_core::{
    change::Change,
    id::{MemberId, ReportId},
    time::Timestamp,
};
use kith_store::{Reads, ReportRow};
use serde::Serialize;

use crate::{Actor, App, AppError, Ask, Page, Paging, Written, app::cursor_of};

/// How many of the conversation's last messages an operator is shown.
const SHOWN: u32 = 10;

/// A report, with what was written before it.
#[derive(Debug, Clone, Serialize)]
pub struct ReportView {
    /// Which.
    pub id: ReportId,
    /// The handle of who reports.
    pub reporter: String,
    /// Their name.
    pub reporter_name: String,
    /// The handle of who is reported.
    pub reported: String,
    /// Their name.
    pub reported_name: String,
    /// In the reporter's words.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// The last messages before it, oldest first.
    pub messages: Vec<Evidence>,
    /// When an operator had dealt with it.
    pub done_at: Option<Timestamp>,
    /// The handle of that operator.
    pub done_by: Option<String>,
}

/// A message that was written before the report.
#[derive(Debug, Clone, Serialize)]
pub struct Evidence {
    /// The handle of who wrote it.
    pub by: String,
    /// The text.
    pub body: String,
    /// When.
    pub sent_at: Timestamp,
}

impl App {
    /// Reports, newest first: those that wait, or those that are done.
    pub fn admin_reports(
        &self,
        actor: &Actor,
        done: bool,
        paging: &Paging,
    ) -> Result<Page<ReportView>, AppError> {
        actor.require_operator()?;
        let limit = paging.size();
        self.0.store.read(|reads| {
            let rows = reads.reports(done, paging.cursor()?, limit)?;
            let last = rows.last().filter(|_| rows.len() == limit as usize);
            let next = last.map(|last| cursor_of(last.at, last.id));
            let mut items = Vec::with_capacity(rows.len());
            for row in rows {
                items.push(view(reads, row)?);
            }
            Ok(Page { items, next })
        })
    }

    /// Marks a report as dealt with.
    pub async fn finish_report(
        &self,
        ask: &Ask,
        report: ReportId,
    ) -> Result<Written<()>, AppError> {
        ask.actor.require_operator()?;
        let (by, at) = (ask.actor.id, self.now());
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                match tx.report(report)? {
                    None => return Ok(Err(AppError::NotFound)),
                    Some(found) if found.done_at.is_some() => return Ok(Err(AppError::Conflict)),
                    Some(_) => {}
                }
                tx.apply(vec![Change::ReportDone { report, by, at }])?;
                Ok(Ok(()))
            })
            .await?;
        Ok(written.into())
    }
}

fn view(reads: &mut Reads<'_>, row: ReportRow) -> Result<ReportView, AppError> {
    let mut person = |member: MemberId| -> Result<_, AppError> {
        let found = reads.person(member)?.map(|found| found.known.person).unwrap_or_default();
        Ok((found.handle.clone(), found.full_name()))
    };
    let (reporter, reporter_name) = person(row.reporter)?;
    let (reported, reported_name) = person(row.reported)?;
    let done_by = row.done_by.map(person).transpose()?.map(|(handle, _)| handle);
    // The greatest id: what was written at the very instant of the report counts.
    let until = (row.at, kith_core::id::MessageId::from_bytes([0xff; 16]));
    let mut messages = reads.messages_back(row.reporter, row.reported, Some(until), SHOWN)?;
    messages.reverse();
    let messages = messages.into_iter().map(|message| Evidence {
        by: if message.sender == row.reporter { reporter.clone() } else { reported.clone() },
        body: message.body,
        sent_at: message.sent_at,
    });
    Ok(ReportView {
        id: row.id,
        messages: messages.collect(),
        reporter,
        reporter_name,
        reported,
        reported_name,
        reason: row.reason,
        at: row.at,
        done_at: row.done_at,
        done_by,
    })
}
