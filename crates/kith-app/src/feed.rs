//! What connections and followed members share: the feed, and posts as a viewer sees them.

use kith_core::{
    id::{GroupId, MemberId, PostId},
    post::{Audience, Reaction, Standing, Subject, sees},
    time::{DAY, HOUR, Timestamp},
    visibility::{Card, Visible},
};
use kith_store::{Placed, PostRow, Reads, StoreError, wall_of};
use serde::{Deserialize, Serialize};

use crate::{
    Actor, App, AppError, Page, Paging,
    app::seen_page,
    bylines::{Byline, Bylines, CompanyName, GroupName},
    images::{ImageView, images_of},
    previews::PreviewView,
    viewer::Viewer,
};

/// How a feed is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Newest first.
    #[default]
    Recent,
    /// What many react to and comment on first, of the last 30 days.
    Top,
}

/// Whose posts a feed has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// Those of my connections and of whom I follow, and mine.
    #[default]
    Followed,
    /// Those of my connections and of theirs.
    SecondDegree,
}

/// Which part of the feed is asked for.
#[derive(Debug, Clone, Default)]
pub struct FeedQuery {
    /// In which order.
    pub sort: Sort,
    /// Whose posts.
    pub reach: Reach,
    /// Which page.
    pub paging: Paging,
}

/// A post as the viewer may see it.
#[derive(Debug, Clone, Serialize)]
pub struct PostView {
    /// Which.
    pub id: PostId,
    /// Who wrote it; null where a company speaks.
    pub author: Option<Byline>,
    /// The company that speaks; null where a member does.
    pub company: Option<CompanyName>,
    /// For whom it is.
    pub audience: Audience,
    /// The group it stands in.
    pub group: Option<GroupName>,
    /// The words.
    pub body: String,
    /// Its pictures.
    pub images: Vec<ImageView>,
    /// The page to which it links, where the operator shows that.
    pub preview: Option<PreviewView>,
    /// Whom it names by `@handle`, of those whom the viewer may see.
    pub mentions: Vec<Visible<Card>>,
    /// When.
    pub at: Timestamp,
    /// When its words were last changed.
    pub edited_at: Option<Timestamp>,
    /// The post that it passes on.
    pub repost_of: Option<Original>,
    /// What people think of it.
    pub reactions: Reactions,
    /// How many comments it has.
    pub comment_count: u32,
    /// How often it was passed on.
    pub repost_count: u32,
    /// Whether the viewer may change it: as who wrote it, or looks after the company that speaks.
    pub mine: bool,
    /// Whether the viewer may delete it: as who may change it, or moderates its group.
    pub may_delete: bool,
}

/// A post that another passes on.
#[derive(Debug, Clone, Serialize)]
pub struct Original {
    /// Which.
    pub id: PostId,
    /// The post; null where it is gone or not for the viewer.
    pub post: Option<Quoted>,
}

/// A post within another.
#[derive(Debug, Clone, Serialize)]
pub struct Quoted {
    /// Who wrote it; null where a company speaks.
    pub author: Option<Byline>,
    /// The company that speaks; null where a member does.
    pub company: Option<CompanyName>,
    /// The words.
    pub body: String,
    /// Its pictures.
    pub images: Vec<ImageView>,
    /// Whom it names by `@handle`, of those whom the viewer may see.
    pub mentions: Vec<Visible<Card>>,
    /// When.
    pub at: Timestamp,
}

/// What people think of something.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Reactions {
    /// How many reacted.
    pub count: u32,
    /// How many in which way, the most frequent first.
    pub kinds: Vec<ReactionCount>,
    /// How the viewer reacted.
    pub mine: Option<Reaction>,
}

impl Reactions {
    fn of(counts: &[(Reaction, u32)], mine: Option<Reaction>) -> Self {
        let kinds = counts.iter().map(|&(reaction, count)| ReactionCount { reaction, count });
        Self { count: counts.iter().map(|(_, count)| count).sum(), kinds: kinds.collect(), mine }
    }
}

/// How many reacted in one way.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ReactionCount {
    /// In which way.
    pub reaction: Reaction,
    /// How many.
    pub count: u32,
}

/// A place in a list of posts.
type Place = (Timestamp, PostId);

/// How far back *top* looks.
const TOP_DAYS: i64 = 30;
/// How many of the newest posts *top* orders.
const TOP_OF: usize = 100;

impl App {
    /// What the viewer's network shares.
    pub fn feed(&self, actor: &Actor, query: &FeedQuery) -> Result<Page<PostView>, AppError> {
        self.0.store.read(|reads| Viewer::of(self, actor, reads)?.feed(reads, query))
    }

    /// One post.
    pub fn post(&self, actor: &Actor, id: PostId) -> Result<PostView, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let row = reads.post(id)?.ok_or(AppError::NotFound)?;
            let mut bylines = Bylines::new(&viewer);
            post_view(&mut bylines, reads, row)?.ok_or(AppError::NotFound)
        })
    }

    /// What is written in a group, newest first.
    pub fn posts_in(
        &self,
        actor: &Actor,
        group: GroupId,
        paging: &Paging,
    ) -> Result<Page<PostView>, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            if Bylines::new(&viewer).group(reads, group)?.is_none() {
                return Err(AppError::NotFound);
            }
            viewer.posts_in(reads, group, paging)
        })
    }

    /// What a company said, newest first.
    pub fn posts_by(
        &self,
        actor: &Actor,
        handle: &str,
        paging: &Paging,
    ) -> Result<Page<PostView>, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let company = reads.company(handle, actor.id)?.ok_or(AppError::NotFound)?.company.id;
            viewer
                .posts(reads, paging, |reads, before, limit| reads.posts_by(company, before, limit))
        })
    }

    /// What a member shared, as far as the viewer may see it, newest first.
    pub fn posts_of(
        &self,
        actor: &Actor,
        handle: &str,
        paging: &Paging,
    ) -> Result<Page<PostView>, AppError> {
        let member = self.find(handle)?;
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            if member != actor.id {
                let met = reads.meet(actor.id, member)?.ok_or(AppError::SignInFirst)?;
                met.meeting().visible()?;
            }
            viewer
                .posts(reads, paging, |reads, before, limit| reads.posts_of(member, before, limit))
        })
    }
}

impl Viewer<'_> {
    /// What the viewer's network shares.
    pub(crate) fn feed(
        &self,
        reads: &mut Reads<'_>,
        query: &FeedQuery,
    ) -> Result<Page<PostView>, AppError> {
        let authors = self.authors(reads, query.reach)?;
        match query.sort {
            Sort::Recent => self.recent(reads, &authors, &query.paging),
            Sort::Top => self.top(reads, &authors, &query.paging),
        }
    }

    /// Whose posts a feed has.
    fn authors(&self, reads: &mut Reads<'_>, reach: Reach) -> Result<Vec<MemberId>, AppError> {
        let me = self.me.id;
        Ok(match reach {
            Reach::Followed => {
                let (mut authors, companies) = reads.at_once(|reads| {
                    let members = reads.all_followed(me);
                    let companies = reads.companies_followed(me);
                    Ok::<_, StoreError>((members?, companies?))
                })?;
                authors.push(me);
                authors.extend(companies.into_iter().map(wall_of));
                authors
            }
            Reach::SecondDegree => self.sight.within_two_steps(),
        })
    }

    /// What is written in a group whose posts the viewer may read, newest first.
    pub(crate) fn posts_in(
        &self,
        reads: &mut Reads<'_>,
        group: GroupId,
        paging: &Paging,
    ) -> Result<Page<PostView>, AppError> {
        self.posts(reads, paging, |reads, before, limit| reads.posts_in(group, before, limit))
    }

    fn recent(
        &self,
        reads: &mut Reads<'_>,
        authors: &[MemberId],
        paging: &Paging,
    ) -> Result<Page<PostView>, AppError> {
        let followers = &self.app.0.followers;
        let mut bylines = Bylines::new(self);
        seen_page(
            reads,
            paging,
            |_, before, limit| Ok(followers.newest_posts(authors, before, limit as usize)),
            |one| (one.at, one.post),
            |reads, one| placed_view(&mut bylines, reads, one),
        )
    }

    /// The newest posts ordered by what people made of them, fresh ones with a start.
    fn top(
        &self,
        reads: &mut Reads<'_>,
        authors: &[MemberId],
        paging: &Paging,
    ) -> Result<Page<PostView>, AppError> {
        let placed = self.app.0.followers.newest_posts(authors, None, TOP_OF);
        let oldest = self.now.plus(-TOP_DAYS * DAY);
        let mut bylines = Bylines::new(self);
        let placed: Vec<_> = placed.into_iter().filter(|one| one.at >= oldest).collect();
        let views = reads.of_each(&placed, |reads, one| placed_view(&mut bylines, reads, *one))?;
        let mut views: Vec<PostView> = views.into_iter().flatten().collect();
        views.sort_by(|a, b| self.weight(b).total_cmp(&self.weight(a)));
        let (skip, limit) = (paging.offset()?, paging.size() as usize);
        let next = (skip + limit < views.len()).then(|| (skip + limit).to_string());
        Ok(Page { items: views.into_iter().skip(skip).take(limit).collect(), next })
    }

    /// A comment counts twice as much as a reaction; after a day a post counts a tenth of what it
    /// did when it was new.
    fn weight(&self, post: &PostView) -> f64 {
        let hours = (self.now.micros() - post.at.micros()).max(0) as f64 / HOUR as f64;
        let echo = f64::from(post.reactions.count) + 2.0 * f64::from(post.comment_count);
        (1.0 + echo) / (hours / 6.0 + 1.0).powf(1.5)
    }

    /// One of the store's lists of posts, as far as the viewer may see them.
    fn posts(
        &self,
        reads: &mut Reads<'_>,
        paging: &Paging,
        list: impl Fn(&mut Reads<'_>, Option<Place>, u32) -> Result<Vec<PostRow>, StoreError>,
    ) -> Result<Page<PostView>, AppError> {
        let mut bylines = Bylines::new(self);
        let view = |reads: &mut Reads<'_>, row| post_view(&mut bylines, reads, row);
        seen_page(reads, paging, list, |row| (row.at, row.id), view)
    }
}

fn placed_view(
    bylines: &mut Bylines<'_, '_>,
    reads: &mut Reads<'_>,
    placed: Placed,
) -> Result<Option<PostView>, AppError> {
    match reads.post(placed.post)? {
        Some(row) => post_view(bylines, reads, row),
        // The feed has not yet heard that it is gone.
        None => Ok(None),
    }
}

/// A post, if the viewer may see it.
pub(crate) fn post_view(
    bylines: &mut Bylines<'_, '_>,
    reads: &mut Reads<'_>,
    row: PostRow,
) -> Result<Option<PostView>, AppError> {
    let viewer = bylines.viewer;
    // Asked before the author is known, so that a list's posts ask for both at once.
    let echo = reads.echo_of(row.id, viewer.me.id, viewer.sight.hidden());
    let Some(voice) = voice_of(bylines, reads, &row)? else { return Ok(None) };
    let echo = echo?;
    let group = match row.group {
        None => None,
        Some(group) => bylines.group(reads, group)?,
    };
    let repost_of = match row.repost_of {
        None => None,
        Some(id) => Some(Original { id, post: quoted(bylines, reads, id)? }),
    };
    let mine = voice.standing.mine;
    Ok(Some(PostView {
        id: row.id,
        author: voice.author,
        company: voice.company,
        audience: row.audience,
        may_delete: mine || group.as_ref().is_some_and(|group| group.moderated),
        group,
        images: if echo.has_images { images_of(reads, row.id)? } else { Vec::new() },
        preview: viewer.app.preview_of(reads, row.id)?,
        mentions: bylines.mentioned(reads, Subject::Post(row.id), &row.body)?,
        body: row.body,
        at: row.at,
        edited_at: row.edited_at,
        repost_of,
        reactions: Reactions::of(&echo.reactions, echo.mine),
        comment_count: echo.comments,
        repost_count: echo.reposts,
        mine,
    }))
}

/// Who speaks in a post, and how the viewer stands to them.
struct Voice {
    author: Option<Byline>,
    company: Option<CompanyName>,
    standing: Standing,
}

/// Who speaks in a post, if the viewer may see it. Who wrote it in a company's name is not named.
fn voice_of(
    bylines: &mut Bylines<'_, '_>,
    reads: &mut Reads<'_>,
    row: &PostRow,
) -> Result<Option<Voice>, AppError> {
    let reads_group = match row.group {
        None => false,
        Some(group) => bylines.group(reads, group)?.is_some(),
    };
    let voice = if let Some(company) = row.company {
        bylines.company(reads, company)?.map(|company| {
            let mine = company.run_by_viewer;
            let standing = Standing { mine, connected: false, hidden: false, reads_group };
            Voice { author: None, company: Some(company), standing }
        })
    } else {
        bylines.of(reads, row.author)?.map(|(author, standing)| {
            let standing = Standing { reads_group, ..standing };
            Voice { author: Some(author), company: None, standing }
        })
    };
    Ok(voice.filter(|voice| sees(row.audience, voice.standing)))
}

fn quoted(
    bylines: &mut Bylines<'_, '_>,
    reads: &mut Reads<'_>,
    id: PostId,
) -> Result<Option<Quoted>, AppError> {
    let Some(row) = reads.post(id)? else { return Ok(None) };
    let Some(voice) = voice_of(bylines, reads, &row)? else { return Ok(None) };
    Ok(Some(Quoted {
        author: voice.author,
        company: voice.company,
        images: images_of(reads, id)?,
        mentions: bylines.mentioned(reads, Subject::Post(id), &row.body)?,
        body: row.body,
        at: row.at,
    }))
}

/// What people whom the viewer may know of think of something.
pub(crate) fn reactions(
    viewer: &Viewer<'_>,
    reads: &mut Reads<'_>,
    subject: Subject,
) -> Result<Reactions, AppError> {
    let counts = reads.reaction_counts(subject, viewer.sight.hidden())?;
    let mine = match counts.is_empty() {
        true => None,
        false => reads.reaction_of(subject, viewer.me.id)?,
    };
    Ok(Reactions::of(&counts, mine))
}
