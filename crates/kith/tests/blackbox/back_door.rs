//! What no client can do: a row that is wrong, a thousand sessions at once, counts while another
//! process writes.

use kith_core::{id::MemberId, time::Timestamp};
use kith_store::{Location, Options, Store};
use sha2::{Digest as _, Sha256};

use super::server::number;

/// Runs SQL that both databases take.
pub(crate) fn run(location: &Location, sql: &str) {
    match location {
        Location::Sqlite(file) => {
            let connection = rusqlite::Connection::open(file).expect("the file opens");
            connection.busy_timeout(std::time::Duration::from_secs(30)).expect("a timeout");
            connection.execute_batch(sql).expect("the statement runs");
        }
        Location::Postgres(url) => {
            kith_store::run_on_server(url, sql).expect("the statement runs");
        }
        Location::Memory => panic!("a store in memory has no back door"),
    }
}

/// A token for each member, in their order: what as many calls of `kith admin token` leave in the
/// store.
pub(crate) fn tokens(location: &Location, handles: &[String]) -> Vec<String> {
    let (before, after) = match location {
        Location::Postgres(_) => ("'\\x", "'::bytea"),
        _ => ("x'", "'"),
    };
    let tokens: Vec<String> = handles
        .iter()
        .map(|handle| hex(&Sha256::digest(format!("{handle} {} {}", std::process::id(), number()))))
        .collect();
    let rows = handles.iter().zip(&tokens).map(|(handle, token)| {
        format!("({before}{}{after}, '{handle}')", hex(&Sha256::digest(token)))
    });
    let rows: Vec<String> = rows.collect();
    run(
        location,
        &format!(
            "INSERT INTO sessions (hash, member, scope, created_at, expires_at) \
             SELECT column1, a.id, 'member', 0, NULL FROM (VALUES {}) AS given \
             JOIN accounts a ON a.handle = column2",
            rows.join(", ")
        ),
    );
    tokens
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A second look at a store that another process writes.
pub(crate) struct Onlooker(Store);

impl Onlooker {
    /// Opens it, and makes its tables where there are none.
    pub(crate) fn of(location: &Location) -> Self {
        Self(Store::open(&Options::new(location.clone())).expect("the store opens"))
    }

    /// Members, connections, invitations.
    pub(crate) fn counts(&self) -> [u64; 3] {
        let all = self.0.read(|reads| reads.counts()).expect("the store can be read");
        [all[0], all[1], all[2]]
    }

    /// How many rows of a member's upload are taken over, while that goes on; none where nothing is
    /// begun, or it cannot be read just now.
    pub(crate) fn reached(&self, handle: &str, now: Timestamp) -> Option<u32> {
        let read = self.0.read(|reads| match reads.member_by_handle(handle)? {
            Some(member) => reads.archive(member, now),
            None => Ok(None),
        });
        let row = read.ok().flatten()?;
        (!row.chosen.is_empty() && row.answer.is_empty()).then_some(row.reached)
    }

    /// Everything that a member has brought along, a line each.
    pub(crate) fn brought(&self, handle: &str) -> Vec<String> {
        let read = self.0.read(|reads| {
            let member: MemberId = reads.member_by_handle(handle)?.expect("a member");
            let mut lines = Vec::new();
            let mut after = String::new();
            loop {
                let rows = reads.brought_contacts(member, &after, 1_000)?;
                let Some(last) = rows.last() else { break };
                after.clone_from(&last.key);
                lines.extend(rows.iter().map(|row| format!("{row:?}")));
            }
            lines.extend(reads.past_invitation_keys(member)?.iter().map(|row| format!("{row:?}")));
            lines.extend(reads.praise(member)?.iter().map(|row| format!("{row:?}")));
            lines.extend(reads.talks(member)?.iter().map(|row| format!("{row:?}")));
            lines.extend(reads.past_follows(member)?.iter().map(|row| format!("{row:?}")));
            Ok::<_, kith_store::StoreError>(lines)
        });
        let mut lines = read.expect("the store can be read");
        lines.sort();
        lines
    }
}
