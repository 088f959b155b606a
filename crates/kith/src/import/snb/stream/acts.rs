//! The use-case behind each event of the update stream.

use std::collections::HashMap;

use kith_app::{
    Actor, App, AppError, Ask,
    groups::GroupFields,
    invitations::{Invited, NewInvitation},
    posts::NewPost,
};
use kith_core::{
    account::Role,
    group::{Access, longest},
    id::{CommentId, GroupId, MemberId, PostId},
    post::{Audience, Reaction, Subject},
    time::Zone,
};

use super::{
    super::content::{Known, id, seed},
    tally::Outcome,
};
use crate::readers::snb::stream::{Act, Answered, Event};

/// Why what concerns a wall or an album is left out.
const OWN_PLACE: &str =
    "walls and albums are no groups: what stands in them are their owner's posts";

/// Something of the stream that others may rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Thing {
    Forum(u64),
    /// Somebody's membership somewhere.
    Member(u64),
    Post(u64),
    Comment(u64),
}

/// What an event brings into being.
pub(super) fn makes(act: &Act) -> Option<Thing> {
    Some(match *act {
        Act::Forum { id, .. } => Thing::Forum(id),
        // One of the two is the person.
        Act::Membership { one, other } => Thing::Member(one.max(other)),
        Act::Post { id, .. } => Thing::Post(id),
        Act::Comment { id, .. } => Thing::Comment(id),
        _ => return None,
    })
}

/// What an event rests on.
pub(super) fn rests_on(act: &Act) -> [Option<Thing>; 3] {
    match *act {
        Act::Membership { one, other } => {
            [Some(Thing::Forum(one)), Some(Thing::Forum(other)), None]
        }
        Act::Post { forum, author, .. } => {
            // A membership is known by the larger of its two numbers.
            let member = |number| Some(Thing::Member(number));
            [Some(Thing::Forum(forum)), member(author.max(forum)), None]
        }
        Act::Comment { answers: Answered::Post(post), .. } | Act::LikePost { post, .. } => {
            [Some(Thing::Post(post)), None, None]
        }
        Act::Comment { answers: Answered::Comment(comment), .. }
        | Act::LikeComment { comment, .. } => [Some(Thing::Comment(comment)), None, None],
        _ => [None; 3],
    }
}

/// What the numbers of the files are in the store.
pub(super) struct Place {
    pub(super) people: HashMap<u64, MemberId>,
    pub(super) known: Known,
}

/// A use-case with what it is asked.
pub(super) enum Doing {
    /// Makes a group.
    Found { by: Actor, group: GroupId, name: String, forum: u64 },
    /// Joins one.
    Join { by: Actor, group: GroupId },
    /// Publishes.
    Publish { by: Actor, post: PostId, new: NewPost, number: u64 },
    /// Comments.
    Comment {
        by: Actor,
        comment: CommentId,
        post: PostId,
        parent: Option<CommentId>,
        body: String,
        number: u64,
    },
    /// Likes.
    Like { by: Actor, what: Subject },
    /// Invites, and the other accepts.
    Connect { by: Actor, with: Actor },
}

impl Place {
    /// The use-case behind an event; an outcome where there is none. What it brings into being is
    /// known from here on.
    pub(super) fn find(&mut self, event: &Event) -> Result<Doing, Outcome> {
        let at = event.at;
        match &event.act {
            Act::Forum { id: forum, title, moderator } => {
                let by = self.actor(*moderator)?;
                if !title.starts_with("Group") {
                    self.known.forums.insert(*forum, None);
                    return Err(Outcome::LeftOut(OWN_PLACE));
                }
                let group = id::<kith_core::id::Group>(7, *forum, at);
                self.known.forums.insert(*forum, Some(group));
                let name = title.chars().take(longest::NAME as usize).collect();
                Ok(Doing::Found { by, group, name, forum: *forum })
            }
            Act::Membership { one, other } => {
                let known = |number: &u64| self.known.forums.get(number).copied();
                let (group, person) = match (known(one), known(other)) {
                    (Some(group), _) => (group, *other),
                    (None, Some(group)) => (group, *one),
                    (None, None) => return Err(nowhere("forum", *one)),
                };
                let group = group.ok_or(Outcome::LeftOut(OWN_PLACE))?;
                Ok(Doing::Join { by: self.actor(person)?, group })
            }
            Act::Post { id: number, forum, author, body } => {
                let by = self.actor(*author)?;
                let group = self.known.forums.get(forum).copied();
                let group = group.ok_or_else(|| nowhere("forum", *forum))?;
                let post = id::<kith_core::id::Post>(8, *number, at);
                self.known.posts.insert(*number, post);
                let audience = if group.is_some() { Audience::Group } else { Audience::Public };
                let (company, images) = (None, Vec::new());
                let body = body.clone();
                let new = NewPost { body, audience, group, company, images, repost_of: None };
                Ok(Doing::Publish { by, post, new, number: *number })
            }
            Act::Comment { id: number, author, answers, body } => {
                let by = self.actor(*author)?;
                let (post, parent) = match answers {
                    Answered::Post(post) => (self.post(*post)?, None),
                    Answered::Comment(comment) => {
                        let (parent, post) = self.comment(*comment)?;
                        (post, Some(parent))
                    }
                };
                let comment = id::<kith_core::id::Comment>(9, *number, at);
                self.known.comments.insert(*number, (comment, post));
                let (body, number) = (body.clone(), *number);
                Ok(Doing::Comment { by, comment, post, parent, body, number })
            }
            Act::LikePost { person, post } => {
                Ok(Doing::Like { by: self.actor(*person)?, what: Subject::Post(self.post(*post)?) })
            }
            Act::LikeComment { person, comment } => {
                let what = Subject::Comment(self.comment(*comment)?.0);
                Ok(Doing::Like { by: self.actor(*person)?, what })
            }
            Act::Friendship { a, b } => {
                Ok(Doing::Connect { by: self.actor(*a)?, with: self.actor(*b)? })
            }
            Act::Person(_) => Err(Outcome::Already),
        }
    }

    fn actor(&self, number: u64) -> Result<Actor, Outcome> {
        let id = *self.people.get(&number).ok_or_else(|| nowhere("person", number))?;
        let handle = format!("person-{number}");
        Ok(Actor {
            id,
            name: handle.clone(),
            handle,
            role: Role::Member,
            zone: Zone::utc(),
            leaves_views: false,
            photo: None,
        })
    }

    fn post(&self, number: u64) -> Result<PostId, Outcome> {
        self.known.posts.get(&number).copied().ok_or_else(|| nowhere("post", number))
    }

    fn comment(&self, number: u64) -> Result<(CommentId, PostId), Outcome> {
        self.known.comments.get(&number).copied().ok_or_else(|| nowhere("comment", number))
    }
}

fn nowhere(what: &str, number: u64) -> Outcome {
    Outcome::Refused(format!("there is no {what} {number}"))
}

impl Doing {
    /// What the id of the thing comes of.
    pub(super) fn seed(&self) -> Option<[u8; 10]> {
        match self {
            Self::Found { forum, .. } => Some(seed(7, *forum)),
            Self::Publish { number, .. } => Some(seed(8, *number)),
            Self::Comment { number, .. } => Some(seed(9, *number)),
            Self::Join { .. } | Self::Like { .. } | Self::Connect { .. } => None,
        }
    }

    /// Goes through the use-case, unless that was done before.
    pub(super) async fn run(self, app: &App) -> Result<Outcome, AppError> {
        if self.is_done(app)? {
            return Ok(Outcome::Already);
        }
        match self {
            Self::Found { by, name, .. } => {
                let (name, access) = (Some(name), Some(Access::Open));
                let fields = GroupFields { name, access, ..GroupFields::default() };
                app.create_group(&Ask::by(&by), fields).await.map(drop)
            }
            Self::Join { by, group } => app.join_group(&Ask::by(&by), group).await.map(drop),
            Self::Publish { by, new, .. } => app.publish(&Ask::by(&by), new).await.map(drop),
            Self::Comment { by, post, parent, body, .. } => {
                app.comment(&Ask::by(&by), post, parent, &body).await.map(drop)
            }
            Self::Like { by, what } => {
                app.react(&Ask::by(&by), what, Reaction::Like).await.map(drop)
            }
            Self::Connect { by, with } => connect(app, &by, &with).await,
        }?;
        Ok(Outcome::Done)
    }

    fn is_done(&self, app: &App) -> Result<bool, AppError> {
        app.store().read(|reads| {
            Ok(match self {
                Self::Found { by, group, .. } => reads.group(*group, by.id)?.is_some(),
                Self::Join { by, group } => {
                    reads.group_role(*group, by.id)?.is_some_and(|standing| standing.is_in())
                }
                Self::Publish { post, .. } => reads.post(*post)?.is_some(),
                Self::Comment { comment, .. } => reads.comment(*comment)?.is_some(),
                Self::Like { by, what } => reads.reaction_of(*what, by.id)? == Some(Reaction::Like),
                Self::Connect { by, with } => reads.pair(by.id, with.id)?.is_connected(),
            })
        })
    }
}

/// Who stands first invites, the other accepts at once.
async fn connect(app: &App, by: &Actor, with: &Actor) -> Result<(), AppError> {
    let new = NewInvitation {
        to: with.handle.clone(),
        source: "import".to_owned(),
        ..NewInvitation::default()
    };
    let invited = app.invite(&Ask::by(by), new).await?.value;
    match invited {
        Invited::Connected { .. } => Ok(()),
        Invited::Sent { id } | Invited::AlreadyPending { id, .. } => {
            app.accept(&Ask::by(with), id).await.map(drop)
        }
    }
}
