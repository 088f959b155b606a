//! Answers that are read together, before those who ask for them run to their end.

use std::collections::HashMap;

use super::{Driver, Question, Rows, Statement, Value};
use crate::StoreError;

/// A question, by the address of its statement's declaration, of which there is one for each.
type Key = (usize, Vec<Value>);

/// What has been read, and what was asked for in vain.
#[derive(Default)]
pub(crate) struct Ahead {
    known: HashMap<Key, Rows>,
    wanted: HashMap<Key, &'static Statement>,
    /// Whether something was not answered since it was last looked.
    missed: bool,
}

impl Ahead {
    /// Not yet.
    pub(super) fn not_yet(&mut self) -> StoreError {
        self.missed = true;
        StoreError::NotYet
    }

    /// Whether somebody was told [`not_yet`](Self::not_yet) since this was asked last.
    pub(super) fn take_missed(&mut self) -> bool {
        std::mem::take(&mut self.missed)
    }

    /// The answer, if it is known; else it is wanted.
    pub(super) fn answer(
        &mut self,
        statement: &'static Statement,
        params: &[Value],
    ) -> Result<Rows, StoreError> {
        let key = (std::ptr::from_ref(statement).addr(), params.to_vec());
        if let Some(rows) = self.known.get(&key) {
            return Ok(rows.clone());
        }
        self.wanted.insert(key, statement);
        Err(self.not_yet())
    }

    /// Reads what is wanted in one go; answers whether anything was.
    pub(super) fn gather(&mut self, driver: &mut dyn Driver) -> Result<bool, StoreError> {
        let wanted = std::mem::take(&mut self.wanted);
        let questions: Vec<Question<'_>> =
            wanted.iter().map(|((_, params), statement)| (*statement, &params[..])).collect();
        super::trace(wanted.values().copied());
        let answers = driver.ask_all(&questions)?;
        let any = !wanted.is_empty();
        self.known.extend(wanted.into_keys().zip(answers));
        Ok(any)
    }
}
