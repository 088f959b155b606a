//! A notification in words, as its member may see it when it is shown.

use kith_core::{
    id::{CampaignId, EventId, GroupId, Id, MemberId, PostId},
    notification::{Anything, Kind},
    post::Subject,
    restriction::Level,
};
use kith_store::{NotificationRow, Reads};

use super::NotificationView;
use crate::{
    AppError,
    bylines::{Byline, Bylines},
    posts::seen,
};

/// How much of a post is shown, in characters.
const EXCERPT: usize = 90;

/// What a notification says besides who.
struct Words {
    says: String,
    about: Option<String>,
    href: String,
}

impl Words {
    fn new(says: &str, href: impl Into<String>) -> Self {
        Self { says: says.to_owned(), about: None, href: href.into() }
    }

    fn about(self, about: Option<String>) -> Self {
        Self { about: about.filter(|about| !about.is_empty()), ..self }
    }
}

fn id<T>(id: Id<Anything>) -> Id<T> {
    Id::from_bytes(*id.as_bytes())
}

/// A notification as the viewer may see it; none whose person they do not see.
pub(crate) fn view(
    bylines: &mut Bylines<'_, '_>,
    reads: &mut Reads<'_>,
    row: NotificationRow,
) -> Result<Option<NotificationView>, AppError> {
    let (who, others) = if row.kind == Kind::Reaction {
        match reactors(bylines, reads, id(row.about))? {
            Some((who, others)) => (Some(who), others),
            None => return Ok(None),
        }
    } else {
        match row.actor {
            None => (None, 0),
            Some(actor) => match bylines.of(reads, actor)? {
                Some((who, _)) => (Some(who), 0),
                None => return Ok(None),
            },
        }
    };
    let Some(words) = words(bylines, reads, &row, who.as_ref())? else { return Ok(None) };
    Ok(Some(NotificationView {
        id: row.id,
        kind: row.kind,
        text: sentence(who.as_ref(), others, &words),
        who,
        others,
        says: words.says,
        about: words.about,
        href: words.href,
        at: row.at,
        read: row.seen_at.is_some(),
    }))
}

/// `Ana Petrova and 4 others reacted to your post: “Bridges …”`
fn sentence(who: Option<&Byline>, others: u32, words: &Words) -> String {
    let mut text = String::new();
    if let Some(who) = who {
        text.push_str(&who.card.name);
        text.push_str(&match others {
            0 => " ".to_owned(),
            1 => " and 1 other ".to_owned(),
            more => format!(" and {more} others "),
        });
    }
    text.push_str(&words.says);
    if let Some(about) = &words.about {
        text.push_str(": “");
        text.push_str(about);
        text.push('”');
    }
    text
}

/// Who reacted last of those whom the viewer sees, and how many others whom they see.
fn reactors(
    bylines: &mut Bylines<'_, '_>,
    reads: &mut Reads<'_>,
    post: PostId,
) -> Result<Option<(Byline, u32)>, AppError> {
    let (me, subject) = (bylines.viewer.me.id, Subject::Post(post));
    let Some(newest) = reads.newest_reactor(subject, me)? else { return Ok(None) };
    let Some((who, _)) = bylines.of(reads, newest)? else { return Ok(None) };
    let counts = crate::feed::reactions(bylines.viewer, reads, subject)?;
    let others = counts.count.saturating_sub(1 + u32::from(counts.mine.is_some()));
    Ok(Some((who, others)))
}

fn words(
    bylines: &mut Bylines<'_, '_>,
    reads: &mut Reads<'_>,
    row: &NotificationRow,
    who: Option<&Byline>,
) -> Result<Option<Words>, AppError> {
    let me = bylines.viewer.me.id;
    let profile = || who.map_or("/".to_owned(), |who| format!("/in/{}", who.card.handle));
    Ok(Some(match row.kind {
        Kind::Invitation => Words::new("invites you to connect", "/network/received"),
        Kind::InvitationAccepted => Words::new("accepted your invitation", profile()),
        Kind::Reminder => return reminder(bylines, reads, row),
        Kind::Message => conversation(reads, me, row.actor, "wrote to you")?,
        Kind::MessageRequest => conversation(reads, me, row.actor, "asks to write to you")?,
        Kind::InMail => conversation(reads, me, row.actor, "sent you an InMail")?,
        Kind::IntroductionAsked => {
            let target = named(bylines, reads, row.other)?;
            Words::new("asks you for an introduction", "/introductions").about(target)
        }
        Kind::IntroductionForwarded => {
            let via = named(bylines, reads, row.other)?;
            let says = via.map_or("wants to meet you".to_owned(), |via| {
                format!("is introduced to you by {via}")
            });
            Words::new(&says, "/introductions?box=received")
        }
        Kind::IntroductionAccepted => {
            Words::new("accepted the introduction: you are connected", profile())
        }
        Kind::Reconnect => Words::new(
            "is here, in the contacts you brought along, and has you in theirs: reconnect?",
            "/reconnect",
        ),
        Kind::Reconnected => Words::new("and you are connected again: both said yes", profile()),
        Kind::Comment => on_post(reads, me, row, "commented on your post")?,
        Kind::Answer => on_post(reads, me, row, "answered your comment")?,
        Kind::Reaction => on_post(reads, me, row, "reacted to your post")?,
        Kind::Mention if row.item.is_some() => on_post(reads, me, row, "named you in a comment")?,
        Kind::Mention => on_post(reads, me, row, "named you in a post")?,
        Kind::Repost => on_post(reads, me, row, "passed your post on")?,
        Kind::GroupAsked | Kind::GroupAccepted | Kind::GroupInvited => {
            return group(reads, me, row);
        }
        Kind::EventChanged | Kind::EventMovedUp | Kind::EventCancelled => {
            return event(reads, me, row);
        }
        Kind::Restriction => restriction(reads, me, row)?,
        Kind::CampaignStopped => return campaign(reads, me, row),
    }))
}

/// The name of somebody else, as the viewer may see it.
fn named(
    bylines: &mut Bylines<'_, '_>,
    reads: &mut Reads<'_>,
    member: Option<MemberId>,
) -> Result<Option<String>, AppError> {
    let Some(member) = member else { return Ok(None) };
    Ok(bylines.of(reads, member)?.map(|(who, _)| who.card.name.clone()))
}

fn reminder(
    bylines: &Bylines<'_, '_>,
    reads: &mut Reads<'_>,
    row: &NotificationRow,
) -> Result<Option<Words>, AppError> {
    let viewer = bylines.viewer;
    let Some(invitation) = reads.invitation(id(row.about))? else { return Ok(None) };
    let policy = &viewer.app.0.policy.invitations;
    let days = invitation.life().reminder(viewer.now, policy, &viewer.me.settings);
    Ok(days.map(|days| {
        let says = format!("has waited for your answer for {days} days");
        Words::new(&says, "/network/received")
    }))
}

fn conversation(
    reads: &mut Reads<'_>,
    me: MemberId,
    other: Option<MemberId>,
    says: &str,
) -> Result<Words, AppError> {
    let talk = other.map(|other| reads.talk(me, other)).transpose()?.flatten();
    let href = talk.map_or("/messages".to_owned(), |talk| format!("/messages/{}", talk.id));
    Ok(Words::new(says, href))
}

/// With the beginning of the post, where the viewer may (still) see it.
fn on_post(
    reads: &mut Reads<'_>,
    me: MemberId,
    row: &NotificationRow,
    says: &str,
) -> Result<Words, AppError> {
    let post: PostId = id(row.about);
    let body = seen(reads, me, post)?.ok().map(|post| excerpt(&post.body));
    let href = match (row.kind, row.item) {
        (Kind::Comment | Kind::Answer | Kind::Mention, Some(comment)) => {
            format!("/posts/{post}#comment-{comment}")
        }
        (Kind::Repost, Some(repost)) => format!("/posts/{repost}"),
        _ => format!("/posts/{post}"),
    };
    Ok(Words::new(says, href).about(body))
}

fn excerpt(body: &str) -> String {
    let line = body.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= EXCERPT {
        return line;
    }
    line.chars().take(EXCERPT).chain("…".chars()).collect()
}

fn group(
    reads: &mut Reads<'_>,
    me: MemberId,
    row: &NotificationRow,
) -> Result<Option<Words>, AppError> {
    let group: GroupId = id(row.about);
    let Some(found) = reads.group(group, me)? else { return Ok(None) };
    let says = match row.kind {
        Kind::GroupAsked => "asks to join a group you moderate",
        Kind::GroupAccepted => "You are in the group now",
        _ => "You are invited to a group",
    };
    Ok(Some(Words::new(says, format!("/groups/{group}")).about(Some(found.group.name))))
}

fn event(
    reads: &mut Reads<'_>,
    me: MemberId,
    row: &NotificationRow,
) -> Result<Option<Words>, AppError> {
    let event: EventId = id(row.about);
    let Some(found) = reads.event(event, me)? else { return Ok(None) };
    let says = match row.kind {
        Kind::EventChanged => "An event you go to was changed",
        Kind::EventMovedUp => "You have a seat now",
        _ => "An event you go to is cancelled",
    };
    Ok(Some(Words::new(says, format!("/events/{event}")).about(Some(found.event.name))))
}

/// That a variant was stopped, as long as one is.
fn campaign(
    reads: &mut Reads<'_>,
    me: MemberId,
    row: &NotificationRow,
) -> Result<Option<Words>, AppError> {
    let campaign: CampaignId = id(row.about);
    let found = reads.campaign(campaign)?.filter(|(found, _)| found.member == me);
    let Some((found, _)) = found else { return Ok(None) };
    let says = if found.steps.arms.len() > 1 {
        "A variant of your campaign is stopped: too many say that they don’t know you"
    } else {
        "Your campaign invites nobody more: too many say that they don’t know you"
    };
    Ok(Some(Words::new(says, format!("/campaigns/{campaign}#stopped")).about(Some(found.name))))
}

fn restriction(
    reads: &mut Reads<'_>,
    me: MemberId,
    row: &NotificationRow,
) -> Result<Words, AppError> {
    let last = reads.last_step(me)?.filter(|step| step.id == id(row.about));
    let says = match last.map(|step| step.level) {
        Some(Level::Warned | Level::Clear) => "A warning: you send too much, too fast",
        _ => "New invitations are paused for a while",
    };
    Ok(Words::new(says, "/limits"))
}
