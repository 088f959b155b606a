//! Unsubscribing by the link in a mail: signed, so that nobody needs to sign in.

use kith_core::{
    id::MemberId,
    notification::{Kind, Mailing},
};
use sha2::{Digest, Sha256};

use super::DIGEST;
use crate::{App, AppError, Written, notifications::settings::choices};

/// The fact in which the key is kept that signs the links.
const KEY: &str = "unsubscribe_key";

/// What a link ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsubscribing {
    /// The mails of a kind.
    Kind(Kind),
    /// The digest: what goes in it is not mailed any more.
    Digest,
}

impl App {
    /// The signed text that ends mails of a kind (or `digest`) to a member.
    pub(super) async fn unsubscribe_token(
        &self,
        member: MemberId,
        kind: &str,
    ) -> Result<String, AppError> {
        let key = match self.0.store.read(|reads| reads.fact(KEY))? {
            Some(key) => key,
            None => self.make_key().await?,
        };
        let what = format!("{member}.{kind}");
        let sign = signature(&key, &what);
        Ok(format!("{what}.{sign}"))
    }

    /// Makes the key, unless another node has.
    async fn make_key(&self) -> Result<String, AppError> {
        let mut bytes = [0; 32];
        self.0.random.fill(&mut bytes);
        let made = hex(&bytes);
        let written = self.write(self.system_command(Vec::new()), move |tx| {
            if let Some(known) = tx.fact(KEY)? {
                return Ok(Ok(known));
            }
            tx.set_fact(KEY, &made);
            Ok(Ok(made.clone()))
        });
        Ok(written.await?.value)
    }

    /// What a link ends; not found where it was not signed here.
    pub fn unsubscribing(&self, token: &str) -> Result<Unsubscribing, AppError> {
        Ok(self.signed(token)?.1)
    }

    fn signed(&self, token: &str) -> Result<(MemberId, Unsubscribing), AppError> {
        let (what, sign) = token.rsplit_once('.').ok_or(AppError::NotFound)?;
        let (member, kind) = what.split_once('.').ok_or(AppError::NotFound)?;
        let key = self.0.store.read(|reads| reads.fact(KEY))?.ok_or(AppError::NotFound)?;
        if !same(sign, &signature(&key, what)) {
            return Err(AppError::NotFound);
        }
        let member = member.parse().map_err(|_| AppError::NotFound)?;
        let what = match kind {
            DIGEST => Unsubscribing::Digest,
            code => Unsubscribing::Kind(Kind::from_code(code).ok_or(AppError::NotFound)?),
        };
        Ok((member, what))
    }

    /// Ends the mails that a signed link names.
    pub async fn unsubscribe(&self, token: &str) -> Result<Written<()>, AppError> {
        let (member, what) = self.signed(token)?;
        let written = self.write(self.system_command(vec![member]), move |tx| {
            for one in choices(tx, member)? {
                let named = match what {
                    Unsubscribing::Kind(kind) => kind == one.kind,
                    Unsubscribing::Digest => one.email == Mailing::Digest,
                };
                if named {
                    // A reminder's page is the account's own setting.
                    let page = one.page || one.kind == Kind::Reminder;
                    tx.choose_notification(member, one.kind, page, Mailing::Off);
                }
            }
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }
}

/// A keyed hash, twice over so that nothing can be appended to what is signed.
fn signature(key: &str, what: &str) -> String {
    let inner = Sha256::new().chain_update(key).chain_update(what).finalize();
    let outer = Sha256::new().chain_update(key).chain_update(inner).finalize();
    hex(&outer[..16])
}

/// Compares in a time that does not tell how much is right.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |wrong, (a, b)| wrong | (a ^ b)) == 0
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
