//! Unsubscribing by the link in a mail: signed, so that nobody needs to sign in.

use kith_core::{
    change::Change,
    id::{InvitationId, MemberId},
    notification::{Kind, Mailing},
    restriction::{self, Signal, Step},
};

use super::DIGEST;
use crate::{
    App, AppError, Written,
    email_invitations::Purpose,
    keys::{same, signature},
    notifications::settings::choices,
};

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
        let key = self.key(KEY).await?;
        let what = format!("{member}.{kind}");
        let sign = signature(&key, &what);
        Ok(format!("{what}.{sign}"))
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
