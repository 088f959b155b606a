//! Pictures: members' photos, and what posts show.

use kith_core::{
    id::{ImageId, MemberId, PostId},
    image::Attached,
    time::Timestamp,
};

use crate::{
    Reads, StoreError, Tx,
    sql::{Conn, row, statements},
};

row! {
    /// A picture, without its bytes.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct ImageRow {
        /// Whose.
        pub owner: MemberId,
        /// Whether it is its owner's photo.
        pub is_photo: bool,
        /// The post that shows it, if one does.
        pub post: Option<PostId>,
    }
}

row! {
    /// A picture of a post, without its bytes.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct PostImageRow {
        /// Which.
        pub id: ImageId,
        /// What it shows.
        pub alt: String,
        /// How wide its larger size is, in pixels.
        pub width: u32,
        /// How high.
        pub height: u32,
    }
}

/// A picture to keep, in two sizes of our own encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewImage {
    /// Which.
    pub id: ImageId,
    /// How wide the larger size is, in pixels.
    pub width: u32,
    /// How high.
    pub height: u32,
    /// The smaller size.
    pub small: Vec<u8>,
    /// The larger size.
    pub large: Vec<u8>,
}

statements! {
    write insert_image(id: ImageId, owner: MemberId, is_photo: bool, width: u32, height: u32, made_at: Timestamp, small: Vec<u8>, large: Vec<u8>) =
        "INSERT INTO images (id, owner, is_photo, place, alt, width, height, made_at, small, large) VALUES ($1, $2, $3, 0, '', $4, $5, $6, $7, $8)";
    write delete_photos(owner: MemberId) = "DELETE FROM images WHERE owner = $1 AND is_photo = 1";
    guard set_photo(owner: MemberId, photo: Option<ImageId>) = "UPDATE accounts SET photo = $2 WHERE id = $1";
    guard attach_image(id: ImageId, owner: MemberId, post: PostId, place: i64, alt: &str) =
        "UPDATE images SET post = $3, place = $4, alt = $5 WHERE id = $1 AND owner = $2 AND post IS NULL AND is_photo = 0";
    write delete_images_of(post: PostId) = "DELETE FROM images WHERE post = $1";
    write forget_loose(before: Timestamp) =
        "DELETE FROM images WHERE post IS NULL AND is_photo = 0 AND made_at < $1";
    query some_loose(before: Timestamp) -> (ImageId,) =
        "SELECT id FROM images WHERE post IS NULL AND is_photo = 0 AND made_at < $1 LIMIT 1";
    query loose_count(owner: MemberId, since: Timestamp) -> (u32,) =
        "SELECT count(*) FROM images WHERE owner = $1 AND is_photo = 0 AND post IS NULL AND made_at >= $2";
    query images_owned(owner: MemberId) -> (ImageId,) =
        "SELECT id FROM images WHERE owner = $1 ORDER BY is_photo DESC, id";
    query one_image(id: ImageId) -> ImageRow = "SELECT owner, is_photo, post FROM images WHERE id = $1";
    query images_shown(post: PostId) -> PostImageRow =
        "SELECT id, alt, width, height FROM images WHERE post = $1 ORDER BY place";
    query small_bytes(id: ImageId) -> (Vec<u8>,) = "SELECT small FROM images WHERE id = $1";
    query large_bytes(id: ImageId) -> (Vec<u8>,) = "SELECT large FROM images WHERE id = $1";
}

/// Takes pictures into a post, in their order.
pub(crate) fn attach(conn: &mut Conn, post: PostId, owner: MemberId, images: &[Attached]) {
    for (place, image) in (0_i64..).zip(images) {
        attach_image(conn, image.id, owner, post, place, &image.alt);
    }
}

impl Reads<'_> {
    /// The pictures that a member gave, their photo first.
    pub fn images_owned(&mut self, owner: MemberId) -> Result<Vec<ImageId>, StoreError> {
        Ok(images_owned(self.conn, owner)?.into_iter().map(|row| row.0).collect())
    }

    /// A picture, without its bytes.
    pub fn image(&mut self, id: ImageId) -> Result<Option<ImageRow>, StoreError> {
        Ok(one_image(self.conn, id)?.pop())
    }

    /// The bytes of a picture, of its smaller or larger size.
    pub fn image_bytes(&mut self, id: ImageId, small: bool) -> Result<Option<Vec<u8>>, StoreError> {
        let read = if small { small_bytes } else { large_bytes };
        Ok(read(self.conn, id)?.pop().map(|row| row.0))
    }

    /// The pictures of a post, in their order.
    pub fn images_of(&mut self, post: PostId) -> Result<Vec<PostImageRow>, StoreError> {
        images_shown(self.conn, post)
    }

    /// How many pictures that a member has made since then no post shows yet.
    pub fn loose_images(&mut self, owner: MemberId, since: Timestamp) -> Result<u32, StoreError> {
        Ok(loose_count(self.conn, owner, since)?.first().map_or(0, |row| row.0))
    }

    /// Whether there is a picture made before then that no post shows.
    pub fn has_loose_images(&mut self, before: Timestamp) -> Result<bool, StoreError> {
        Ok(!some_loose(self.conn, before)?.is_empty())
    }
}

impl Tx<'_> {
    /// Keeps a picture that waits for its post.
    pub fn insert_image(&mut self, owner: MemberId, image: &NewImage, at: Timestamp) {
        put(self.conn(), owner, false, image, at);
    }

    /// Keeps a member's photo, or none, instead of the one they had, whose bytes go.
    pub fn set_photo(&mut self, owner: MemberId, photo: Option<&NewImage>, at: Timestamp) {
        let conn = self.conn();
        delete_photos(conn, owner);
        if let Some(photo) = photo {
            put(conn, owner, true, photo, at);
        }
        set_photo(conn, owner, photo.map(|photo| photo.id));
    }

    /// Forgets the pictures made before `before` that no post shows.
    pub fn forget_loose_images(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        self.conn().flush()?;
        forget_loose(self.conn(), before);
        Ok(self.conn().flush_counted()?.into_iter().sum())
    }
}

fn put(conn: &mut Conn, owner: MemberId, is_photo: bool, image: &NewImage, at: Timestamp) {
    let NewImage { id, width, height, small, large } = image;
    insert_image(conn, *id, owner, is_photo, *width, *height, at, small.clone(), large.clone());
}
