//! Numbers about accounts.

use serde::{Deserialize, Serialize};

/// Accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccountPolicy {
    /// Days for which who deactivated their account may come back.
    pub return_days: u32,
}

impl Default for AccountPolicy {
    fn default() -> Self {
        Self { return_days: 30 }
    }
}
