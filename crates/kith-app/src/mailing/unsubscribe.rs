//! Unsubscribing by the link in a mail: signed, so that nobody needs to sign in.

use kith_core::{
    change::Change,
    id::{InvitationId, MemberId},
    notification::{Kind, Mailing},
    restriction::{self, Signal, Step},
};
use sha2::{Digest, Sha256};

use super::DIGEST;
use crate::{App, AppError, Written, email_invitations::Purpose, notifications::settings::choices};

/// The fact in which the key is kept that signs the links.
pub(crate) const KEY: &str = "unsubscribe_key";

/// What a link ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsubscribing {
    /// The mails of a kind.
    Kind(Kind),
    /// The digest: what goes in it is not mailed any more.
    Digest,
    /// Every invitation by e-mail to an address, from anybody and for ever.
    Address,
}

/// What a signed link names.
enum Named {
    /// Mails to a member.
    Mails(MemberId, Unsubscribing),
    /// Mails to an address, and the invitation that the link came with.
    Address(Vec<u8>, InvitationId),
}

impl App {
    /// The signed text that ends mails of a kind (or `digest`) to a member.
    pub(super) async fn unsubscribe_token(
        &self,
        member: MemberId,
        kind: &str,
    ) -> Result<String, AppError> {
        let key = self.kept_key(KEY).await?;
        let what = format!("{member}.{kind}");
        let sign = signature(&key, &what);
        Ok(format!("{what}.{sign}"))
    }

    /// A key of this network, by the name of the fact in which it is kept. It is made when it is
    /// first asked for, unless another node has.
    pub(crate) async fn kept_key(&self, name: &'static str) -> Result<String, AppError> {
        if let Some(known) = self.0.store.read(|reads| reads.fact(name))? {
            return Ok(known);
        }
        let mut bytes = [0; 32];
        self.0.random.fill(&mut bytes);
        let made = hex(&bytes);
        let written = self.write(self.system_command(Vec::new()), move |tx| {
            if let Some(known) = tx.fact(name)? {
                return Ok(Ok(known));
            }
            tx.set_fact(name, &made);
            Ok(Ok(made.clone()))
        });
        Ok(written.await?.value)
    }

    /// What a link ends; not found where it was not signed here.
    pub fn unsubscribing(&self, token: &str) -> Result<Unsubscribing, AppError> {
        Ok(match self.signed(token)? {
            Named::Mails(_, what) => what,
            Named::Address(..) => Unsubscribing::Address,
        })
    }

    fn signed(&self, token: &str) -> Result<Named, AppError> {
        let (what, sign) = token.rsplit_once('.').ok_or(AppError::NotFound)?;
        let (member, kind) = what.split_once('.').ok_or(AppError::NotFound)?;
        let key = self.0.store.read(|reads| reads.fact(KEY))?.ok_or(AppError::NotFound)?;
        if let Some((address, invitation)) = Purpose::Stop.read(&key, token) {
            return Ok(Named::Address(address, invitation));
        }
        if !same(sign, &signature(&key, what)) {
            return Err(AppError::NotFound);
        }
        let member = member.parse().map_err(|_| AppError::NotFound)?;
        let what = match kind {
            DIGEST => Unsubscribing::Digest,
            code => Unsubscribing::Kind(Kind::from_code(code).ok_or(AppError::NotFound)?),
        };
        Ok(Named::Mails(member, what))
    }

    /// Ends the mails that a signed link names.
    pub async fn unsubscribe(&self, token: &str) -> Result<Written<()>, AppError> {
        let (member, what) = match self.signed(token)? {
            Named::Mails(member, what) => (member, what),
            Named::Address(address, by) => return self.opt_out(address, by).await,
        };
        let written = self.write(self.system_command(vec![member]), move |tx| {
            for one in choices(tx, member)? {
                let named = match what {
                    Unsubscribing::Kind(kind) => kind == one.kind,
                    Unsubscribing::Digest => one.email == Mailing::Digest,
                    Unsubscribing::Address => false,
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

    /// Mails an address nothing more, for ever. It counts against who had it written to (R8), who is
    /// told no more than that several people said so.
    async fn opt_out(&self, address: Vec<u8>, by: InvitationId) -> Result<Written<()>, AppError> {
        let (app, now, id) = (self.clone(), self.now(), self.new_id());
        let sender = self.0.store.read(|reads| reads.email_invitation(by))?.map(|row| row.sender);
        let members = sender.into_iter().collect();
        let written = self.write(self.system_command(members), move |tx| {
            let again = tx.has_opted_out(&address)?;
            tx.opt_out(&address, sender.map(|_| by), now);
            let account = sender.map(|sender| tx.account(sender)).transpose()?.flatten();
            let Some(account) = account.filter(|_| !again) else { return Ok(Ok(())) };
            let rules = &app.0.policy.restrictions;
            let window = now.plus_days(-i64::from(rules.unknown_days));
            let count = tx.opt_outs_of(account.id, account.ladder.evidence_since(window))?;
            if let Some(evidence) = restriction::opted_out(count, rules) {
                let (member, ladder) = (account.id, &account.ladder);
                let step = Step::next(id, member, ladder, Signal::OptedOut, evidence, now, rules);
                tx.apply(vec![Change::Restricted { step }])?;
            }
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }
}

/// A keyed hash, twice over so that nothing can be appended to what is signed.
pub(crate) fn signature(key: &str, what: &str) -> String {
    let inner = Sha256::new().chain_update(key).chain_update(what).finalize();
    let outer = Sha256::new().chain_update(key).chain_update(inner).finalize();
    hex(&outer[..16])
}

/// Compares in a time that does not tell how much is right.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |wrong, (a, b)| wrong | (a ^ b)) == 0
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
