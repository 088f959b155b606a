//! The journal: read from its beginning it gives the store's ties and invitations again, and no
//! pair ever had two open invitations.

use std::collections::HashMap;

use kith_core::{
    change::{Answered, Change},
    id::{InvitationId, MemberId},
    invitation::{Invitation, State},
    tie::Pair,
    time::Timestamp,
};
use kith_store::{Entry, StoreError, Tail};

use super::{Checked, ensure};
use crate::world::World;

/// An invitation as the journal tells its life.
struct Life {
    invitation: Invitation,
    state: State,
    ended_at: Option<Timestamp>,
}

/// What the journal says when it is read from the beginning.
#[derive(Default)]
struct Folded {
    pairs: HashMap<(MemberId, MemberId), Pair>,
    lives: HashMap<InvitationId, Life>,
    last: HashMap<(MemberId, MemberId), InvitationId>,
}

fn pair_of(a: MemberId, b: MemberId) -> (MemberId, MemberId) {
    (a.min(b), a.max(b))
}

/// Replays the journal and compares.
pub(crate) fn replay(world: &World) -> Checked {
    let mut entries: Vec<Entry> = Vec::new();
    let read = world.store.read(|reads| {
        Tail::at_start().drain(reads, 256, |some| {
            entries.extend(some);
            Ok::<_, StoreError>(())
        })
    });
    read.map_err(|error| error.to_string())?;
    let mut folded = Folded::default();
    for entry in &entries {
        for change in &entry.changes {
            folded.apply(entry.at, change)?;
        }
    }
    folded.equals_store(world, entries.len())
}

impl Folded {
    fn apply(&mut self, at: Timestamp, change: &Change) -> Checked {
        match change {
            Change::Paired { pair, connections } => {
                let key = (pair.low, pair.high);
                let before = self.pairs.get(&key);
                let version = before.map_or(0, |pair| pair.version);
                let was = before.is_some_and(Pair::is_connected);
                let step = i32::from(pair.is_connected()) - i32::from(was);
                ensure!(
                    pair.version == version + 1 && step == *connections,
                    "the journal's pair {pair:?} ({connections}) comes after version {version}"
                );
                self.pairs.insert(key, pair.clone());
            }
            Change::Invited { invitation } => self.invited(invitation)?,
            Change::Answered(answered) => self.answered(at, answered)?,
            _ => {}
        }
        Ok(())
    }

    fn invited(&mut self, new: &Invitation) -> Checked {
        let key = pair_of(new.sender, new.recipient);
        let last = self.last.insert(key, new.id).and_then(|id| self.lives.get(&id));
        let stands = last.is_some_and(|life| {
            matches!(life.state, State::Pending | State::Ignored)
                && new.sent_at < life.invitation.expires_at
        });
        ensure!(!stands, "{new:?} was sent while another stood");
        let life = Life { invitation: new.clone(), state: State::Pending, ended_at: None };
        ensure!(self.lives.insert(new.id, life).is_none(), "{} was sent twice", new.id);
        Ok(())
    }

    fn answered(&mut self, at: Timestamp, answered: &Answered) -> Checked {
        let Some(life) = self.lives.get_mut(&answered.invitation) else {
            return Err(format!("{answered:?} answers what was never sent"));
        };
        let may = match answered.state {
            State::Ignored => life.state == State::Pending,
            _ => matches!(life.state, State::Pending | State::Ignored),
        };
        let expires = life.invitation.expires_at;
        let in_time = match answered.state {
            State::Expired => answered.at == expires && at >= expires,
            _ => answered.at == at && at < expires,
        };
        ensure!(may && in_time, "{answered:?} at {at} answers {:?}, due {expires}", life.state);
        (life.state, life.ended_at) = (answered.state, Some(answered.at));
        Ok(())
    }

    fn equals_store(&self, world: &World, entries: usize) -> Checked {
        let compared = world.store.read(|reads| {
            let counts = reads.counts()?;
            let mut wrong = Vec::new();
            for ((low, high), pair) in &self.pairs {
                let kept = reads.pair(*low, *high)?;
                if kept != *pair {
                    wrong.push(format!("the journal says {pair:?}\nthe store {kept:?}"));
                }
            }
            for (id, life) in &self.lives {
                let kept = reads.invitation(*id)?;
                let same = kept.as_ref().is_some_and(|row| {
                    let i = &life.invitation;
                    (row.state, row.ended_at) == (life.state, life.ended_at)
                        && (row.sender, row.recipient) == (i.sender, i.recipient)
                        && (&row.note, row.source, row.via) == (&i.note, i.source, i.via)
                        && (row.sent_at, row.expires_at) == (i.sent_at, i.expires_at)
                });
                if !same {
                    let (state, ended) = (life.state, life.ended_at);
                    wrong.push(format!(
                        "the journal says {:?} {state:?} {ended:?}\nthe store {kept:?}",
                        life.invitation
                    ));
                }
            }
            Ok::<_, StoreError>((counts, wrong))
        });
        let (counts, wrong) = compared.map_err(|error| error.to_string())?;
        ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
        let connected = self.pairs.values().filter(|pair| pair.is_connected()).count();
        let of_journal = [connected, self.lives.len(), entries].map(|count| count as u64);
        ensure!(
            counts[1..] == of_journal,
            "the store counts {counts:?}, the journal {of_journal:?}"
        );
        ensure!(
            counts[2] == world.model.invitations.len() as u64,
            "the store has {} invitations, the model {}",
            counts[2],
            world.model.invitations.len()
        );
        Ok(())
    }
}
