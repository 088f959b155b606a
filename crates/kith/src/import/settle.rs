//! Moving a made-up world into an empty store.

use std::{collections::HashMap, sync::Arc};

use kith_core::{
    change::{Change, Message},
    conversation::Kind,
    id::{Id, MemberId},
    invitation::{Invitation, State},
    person::{Known, Person},
    post::{Comment, Post, Subject},
    restriction::Step,
    time::Timestamp,
    view::View,
};
use kith_store::{BulkConnection, BulkInvitation, BulkReaction, NewAccount, Store, StoreError, Tx};

use super::{communities, members};
use crate::{
    Failure, open,
    world::{World, WorldInvitation, WorldMember},
};

/// How many rows one transaction takes.
const BATCH: usize = 2_000;

/// What a world's places become in the store.
pub(super) struct Settled {
    /// The members by their places.
    pub(super) ids: Vec<MemberId>,
    seed: u64,
}

impl Settled {
    /// An id that the same seed makes again.
    pub(super) fn id<T>(&self, kind: u64, number: usize, at: Timestamp) -> Id<T> {
        let mut bytes = [0; 10];
        let first = mixed(self.seed ^ (kind << 56) ^ number as u64);
        bytes[..8].copy_from_slice(&first.to_be_bytes());
        bytes[8..].copy_from_slice(&mixed(first).to_be_bytes()[..2]);
        Id::new(at, bytes)
    }

    fn invitation(&self, number: usize, one: &WorldInvitation) -> BulkInvitation {
        BulkInvitation {
            invitation: Invitation {
                id: self.id(2, number, one.sent_at),
                sender: self.ids[one.from],
                recipient: self.ids[one.to],
                note: one.note.clone(),
                source: one.source,
                via: one.via.map(|via| self.ids[via]),
                sent_at: one.sent_at,
                expires_at: one.expires_at,
                boost: None,
            },
            state: one.state,
            ended_at: one.ended_at,
            unknown: one.unknown,
        }
    }

    /// The note of an accepted invitation, and what was written under it, as messages.
    fn messages(&self, number: usize, one: &WorldInvitation) -> Vec<Message> {
        let invitation = Some(self.id(2, number, one.sent_at));
        let note = one.note.iter().filter(|_| one.state == State::Accepted);
        let note = note.map(|note| (one.from, note.clone(), one.sent_at));
        let noted = one.state == State::Accepted && one.note.is_some();
        let all = note.chain(one.replies.iter().cloned()).enumerate();
        all.map(|(place, (author, body, sent_at))| Message {
            id: self.id(3, number * 16 + place, sent_at),
            sender: self.ids[author],
            recipient: self.ids[if author == one.from { one.to } else { one.from }],
            body,
            sent_at,
            invitation,
            // The first of an accepted invitation's messages is its note.
            kind: if noted && place == 0 { Kind::Note } else { Kind::Plain },
            subject: None,
        })
        .collect()
    }
}

/// The finaliser of splitmix64: a number that looks like chance.
fn mixed(number: u64) -> u64 {
    let z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Moves a world in. Everybody signs in with the same password, of which `password` is the hash.
pub(crate) fn settle(
    store: &Store,
    world: &World,
    password: &str,
    seed: u64,
) -> Result<(), Failure> {
    let mut settled = Settled { ids: Vec::new(), seed };
    let accounts = world.members.iter().enumerate().map(|(place, member)| {
        let id = settled.id(1, place, member.joined_at);
        account(id, member, password)
    });
    let (ids, _) = members::keep(store, accounts.collect())?;
    settled.ids = ids;
    let pairs = world.connections.iter().map(|one| BulkConnection {
        a: settled.ids[one.a],
        b: settled.ids[one.b],
        at: one.at,
    });
    members::connect(store, pairs.collect())?;
    let settled = Arc::new(settled);
    in_batches(store, &settled, &world.follows, |tx, settled, _, (who, whom, at)| {
        let (who, whom) = (settled.ids[*who], settled.ids[*whom]);
        let pair = tx.pair(who, whom)?.followed(who, *at);
        tx.put_pair(pair);
        Ok(())
    })?;
    in_batches(store, &settled, &world.invitations, |tx, settled, number, one| {
        tx.import_invitation(&settled.invitation(number, one))?;
        let wrote = settled.messages(number, one).into_iter();
        tx.apply(wrote.map(|message| Change::Wrote { message }).collect())
    })?;
    in_batches(store, &settled, &world.blocks, |tx, settled, _, (who, whom, at)| {
        let (who, whom) = (settled.ids[*who], settled.ids[*whom]);
        let pair = tx.pair(who, whom)?.blocked(who, *at);
        tx.put_pair(pair);
        Ok(())
    })?;
    in_batches(store, &settled, &world.steps, |tx, settled, number, one| {
        let step = Step {
            id: settled.id(4, number, one.at),
            member: settled.ids[one.member],
            level: one.level,
            signal: one.signal,
            evidence: one.evidence.clone(),
            at: one.at,
            until: one.until,
            by: None,
        };
        tx.apply(vec![Change::Restricted { step }])
    })?;
    in_batches(store, &settled, &world.views, |tx, settled, _, &(viewer, viewed, at, trace)| {
        let (viewer, viewed) = (settled.ids[viewer], settled.ids[viewed]);
        let Some(account) = tx.account(viewed)? else { return Ok(()) };
        let day = at.day_in(&account.settings.time_zone);
        tx.apply(vec![Change::Viewed { view: View { viewed, viewer, day, at, trace } }])
    })?;
    communities::settle(store, &settled, &world.communities)?;
    content(store, &settled, world)?;
    // The first of a made-up world is whom a demo opens with.
    match settled.ids.first() {
        Some(you) => super::news::settle(store, *you),
        None => Ok(()),
    }
}

/// Posts, then what hangs on them.
fn content(store: &Store, settled: &Arc<Settled>, world: &World) -> Result<(), Failure> {
    let places = world.posts.iter().enumerate();
    let places: HashMap<_, _> = places.map(|(place, one)| ((one.author, one.at), place)).collect();
    let posts = world.posts.iter().enumerate().map(|(number, one)| Post {
        id: settled.id(5, number, one.at),
        author: settled.ids[one.author],
        audience: one.audience,
        body: one.body.clone(),
        group: None,
        company: None,
        images: Vec::new(),
        mentions: Vec::new(),
        repost_of: one
            .passes_on
            .and_then(|on| places.get(&on))
            .map(|place| settled.id(5, *place, world.posts[*place].at)),
        at: one.at,
    });
    let posts: Vec<Post> = posts.collect();
    in_batches(store, settled, &posts, |tx, _, _, post| {
        tx.import_posts(std::slice::from_ref(post)).map(drop)
    })?;
    in_batches(store, settled, &world.posts, |tx, settled, number, one| {
        let (post, whose) = (settled.id(5, number, one.at), settled.ids[one.author]);
        let id = |place: usize| settled.id(6, number * 64 + place, one.comments[place].at);
        let comments = one.comments.iter().enumerate().map(|(place, comment)| Comment {
            id: id(place),
            post,
            whose,
            parent: comment.answers.map(id),
            author: settled.ids[comment.author],
            body: comment.body.clone(),
            at: comment.at,
            mentions: Vec::new(),
        });
        tx.import_comments(&comments.collect::<Vec<_>>())?;
        let reactions = one.reactions.iter().map(|&(member, reaction, at)| BulkReaction {
            subject: Subject::Post(post),
            whose,
            member: settled.ids[member],
            reaction,
            at,
        });
        tx.import_reactions(&reactions.collect::<Vec<_>>()).map(drop)
    })
}

/// Runs `each` for all items, so many in one transaction.
pub(super) fn in_batches<T, F>(
    store: &Store,
    settled: &Arc<Settled>,
    items: &[T],
    each: F,
) -> Result<(), Failure>
where
    T: Clone + Send + 'static,
    F: Fn(&mut Tx<'_>, &Settled, usize, &T) -> Result<(), StoreError> + Copy + Send + 'static,
{
    for (batch, items) in items.chunks(BATCH).enumerate() {
        let (items, settled) = (items.to_vec(), Arc::clone(settled));
        let done = store.write::<(), StoreError, _>(open::system_command(), move |tx| {
            for (place, item) in items.iter().enumerate() {
                each(tx, &settled, batch * BATCH + place, item)?;
            }
            Ok(Ok(()))
        });
        done.wait()?;
    }
    Ok(())
}

fn account(id: MemberId, member: &WorldMember, password: &str) -> NewAccount {
    let person = Person {
        handle: member.handle.clone(),
        first_name: member.first_name.clone(),
        last_name: member.last_name.clone(),
        headline: member.headline.clone(),
        location: member.location.clone(),
        industry: member.industry.clone(),
        about: member.about.clone(),
        email: member.email.clone(),
        positions: member.positions.clone(),
        education: member.education.clone(),
        skills: member.skills.clone(),
        photo: None,
    };
    NewAccount {
        known: Known { id, person },
        password: password.to_owned(),
        plan: member.plan,
        role: member.role,
        status: member.status,
        settings: member.settings.clone(),
        joined_at: member.joined_at,
    }
}
