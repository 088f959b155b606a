//! Pictures: my photo, those of posts, and who may see which.

use kith_core::{
    account::Status,
    change::Change,
    id::{ImageId, MemberId, PostId},
    image::Picture,
    time::{DAY, Timestamp},
    visibility::sees_photo,
};
use kith_store::{ImageRow, NewImage, Reads, StoreError};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    Actor, App, AppError, Ask, Written,
    pictures::{Recoded, Shape, recode},
    posts::seen,
    viewer::Viewer,
};

/// How large a file with a picture may be, in bytes.
pub const FILE_LIMIT: usize = crate::pictures::FILE_LIMIT;
/// How many pictures of a member may wait for a post.
const WAITING: u32 = 40;

/// A picture of a post as pages and API show it.
#[derive(Debug, Clone, Serialize)]
pub struct ImageView {
    /// Which.
    pub id: ImageId,
    /// Where it is.
    #[serde(rename = "url")]
    pub picture: Picture,
    /// What it shows.
    pub alt: String,
    /// How wide it is, in pixels.
    pub width: u32,
    /// How high.
    pub height: u32,
}

/// A picture that waits for a post.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Uploaded {
    /// Which.
    pub id: ImageId,
    /// Where its maker sees it.
    pub url: String,
    /// How wide it is, in pixels.
    pub width: u32,
    /// How high.
    pub height: u32,
}

/// The pictures of a post.
pub(crate) fn images_of(reads: &mut Reads<'_>, post: PostId) -> Result<Vec<ImageView>, AppError> {
    let rows = reads.images_of(post)?.into_iter();
    let view = |row: kith_store::PostImageRow| ImageView {
        id: row.id,
        picture: Picture(row.id),
        alt: row.alt,
        width: row.width,
        height: row.height,
    };
    Ok(rows.map(view).collect())
}

impl App {
    /// Takes a file as my photo, instead of the one I had.
    pub async fn set_photo(&self, ask: &Ask, file: Vec<u8>) -> Result<Written<String>, AppError> {
        let (me, at) = (ask.actor.id, self.now());
        let recoded = recode(file, Shape::Square, "photo", || Ok(())).await?;
        let id = photo_id(me, &recoded.large);
        let photo = recoded.named(id);
        let url = Picture(photo.id).large();
        let written = self.write(self.command(ask, &[]), move |tx| {
            tx.set_photo(me, Some(&photo), at);
            tx.apply(vec![Change::ProfileChanged { member: me }])?;
            Ok(Ok(url.clone()))
        });
        Ok(written.await?.into())
    }

    /// Removes my photo; where there is none nothing changes.
    pub async fn remove_photo(&self, ask: &Ask) -> Result<Written<()>, AppError> {
        let (me, at) = (ask.actor.id, self.now());
        let written = self.write(self.command(ask, &[]), move |tx| {
            let had = tx.person(me)?.and_then(|found| found.known.person.photo);
            if had.is_some() {
                tx.set_photo(me, None, at);
                tx.apply(vec![Change::ProfileChanged { member: me }])?;
            }
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }

    /// Takes a file as a picture that a post of mine may show within a day.
    pub async fn add_image(&self, ask: &Ask, file: Vec<u8>) -> Result<Written<Uploaded>, AppError> {
        let (me, at) = (ask.actor.id, self.now());
        let app = self.clone();
        let may = move || app.0.store.read(|reads| room(reads, me, at)?);
        let image = recode(file, Shape::Whole, "image", may).await?.named(self.new_id());
        let written = self.write(self.command(ask, &[]), move |tx| {
            if let Err(full) = room(tx, me, at)? {
                return Ok(Err(full));
            }
            tx.insert_image(me, &image, at);
            Ok(Ok(Uploaded {
                id: image.id,
                url: Picture(image.id).large(),
                width: image.width,
                height: image.height,
            }))
        });
        Ok(written.await?.into())
    }

    /// Whether somebody may see a picture; who may not learns nothing of it.
    pub fn may_see_image(&self, actor: &Actor, id: ImageId) -> Result<(), AppError> {
        self.0.store.read(|reads| {
            let row = reads.image(id)?.ok_or(AppError::NotFound)?;
            let may = match row {
                ImageRow { owner, .. } if owner == actor.id => true,
                ImageRow { is_photo: true, owner, .. } => self.sees_photo(actor, reads, owner)?,
                ImageRow { post: Some(post), .. } => seen(reads, actor.id, post)?.is_ok(),
                ImageRow { post: None, .. } => false,
            };
            if may { Ok(()) } else { Err(AppError::NotFound) }
        })
    }

    /// The bytes of a picture, a JPEG, for who [may see it](Self::may_see_image).
    pub fn image(&self, actor: &Actor, id: ImageId, small: bool) -> Result<Vec<u8>, AppError> {
        self.may_see_image(actor, id)?;
        let bytes = self.0.store.read(|reads| reads.image_bytes(id, small))?;
        bytes.ok_or(AppError::NotFound)
    }

    /// R3: the photo shows from the 3rd degree on, and to nobody across a block.
    fn sees_photo(
        &self,
        actor: &Actor,
        reads: &mut Reads<'_>,
        owner: MemberId,
    ) -> Result<bool, AppError> {
        let pair = reads.pair(actor.id, owner)?;
        let active = reads.account(owner)?.is_some_and(|them| them.status == Status::Active);
        if pair.is_blocked() || !active {
            return Ok(false);
        }
        let viewer = Viewer::of(self, actor, reads)?;
        Ok(sees_photo(viewer.degree_of(owner, pair.is_connected())))
    }

    /// Forgets pictures that no post took within a day; how many.
    pub(crate) async fn forget_images(&self) -> Result<u32, AppError> {
        let before = self.now().plus(-DAY);
        if !self.0.store.read(|reads| reads.has_loose_images(before))? {
            return Ok(0);
        }
        let written = self.write(self.system_command(Vec::new()), move |tx| {
            Ok(Ok(u32::try_from(tx.forget_loose_images(before)?).unwrap_or(u32::MAX)))
        });
        Ok(written.await?.value)
    }
}

/// Fails where so many pictures of a member wait for a post that no other is taken.
fn room(
    reads: &mut Reads<'_>,
    me: MemberId,
    at: Timestamp,
) -> Result<Result<(), AppError>, StoreError> {
    if reads.loose_images(me, at.plus(-DAY))? < WAITING {
        return Ok(Ok(()));
    }
    let message = "Many of your pictures wait for a post already. Publish or come back tomorrow.";
    Ok(Err(AppError::field("image", message)))
}

impl Recoded {
    fn named(self, id: ImageId) -> NewImage {
        let Self { width, height, small, large } = self;
        NewImage { id, width, height, small, large }
    }
}

/// The id of a photo comes from whose it is and how it looks: another look has another address, so
/// that browsers may keep what they have.
fn photo_id(owner: MemberId, large: &[u8]) -> ImageId {
    let mut hasher = Sha256::new();
    hasher.update(b"kith photo");
    hasher.update(owner.as_bytes());
    hasher.update(large);
    let hash: [u8; 32] = hasher.finalize().into();
    ImageId::from_bytes(std::array::from_fn(|i| hash[i]))
}
