//! Pictures as they are kept: decoded under limits, turned upright, made small, and encoded anew,
//! so that nothing of the file that came is left, least of all where it was taken.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage,
    codecs::jpeg::JpegEncoder, imageops::FilterType,
};
use tokio::sync::Semaphore;

use crate::{AppError, accounts::blocking};

/// How large a file may be, in bytes.
pub(crate) const FILE_LIMIT: usize = 10 * 1024 * 1024;
/// How many pixels a picture may say it has: four bytes each are set aside for them.
const PIXELS: u64 = 50_000_000;
/// How long a side may be.
const SIDE: u32 = 20_000;
/// What decoding may set aside, in bytes.
const MEMORY: u64 = 256 * 1024 * 1024;
/// How well a picture is kept, of 100.
const QUALITY: u8 = 84;

/// How many pictures are decoded at once; the others wait.
static DECODERS: Semaphore = Semaphore::const_new(2);

/// What a picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A photo: the square in the middle, 400 and 96 pixels wide.
    Square,
    /// A picture of a post: whole, at most 1,600 and 800 pixels on the longer side.
    Whole,
}

/// A picture in two sizes, as JPEG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recoded {
    /// How wide the larger size is.
    pub(crate) width: u32,
    /// How high.
    pub(crate) height: u32,
    /// The smaller size.
    pub(crate) small: Vec<u8>,
    /// The larger size.
    pub(crate) large: Vec<u8>,
}

/// Makes a file ours, off the async threads and not too many at once, if by then `may` still lets
/// it: nothing is decoded in vain. What is wrong stands at `field`.
pub(crate) async fn recode<F>(
    bytes: Vec<u8>,
    shape: Shape,
    field: &'static str,
    may: F,
) -> Result<Recoded, AppError>
where
    F: FnOnce() -> Result<(), AppError> + Send + 'static,
{
    let permit = DECODERS.acquire().await.map_err(|_| kith_store::StoreError::Closed)?;
    let recoded = blocking(move || {
        let _permit = permit;
        may()?;
        recode_now(&bytes, shape).map_err(|message| AppError::field(field, message))
    });
    recoded.await
}

fn recode_now(bytes: &[u8], shape: Shape) -> Result<Recoded, String> {
    if bytes.is_empty() {
        return Err("Choose a picture first.".to_owned());
    }
    if bytes.len() > FILE_LIMIT {
        return Err("This file is larger than 10 MB. Choose a smaller one.".to_owned());
    }
    let (picture, [large, small]) = match shape {
        Shape::Square => (middle(decode(bytes)?), [400, 96]),
        Shape::Whole => (decode(bytes)?, [1_600, 800]),
    };
    let large = flat(within(picture, large));
    let (width, height) = large.dimensions();
    let small = within(DynamicImage::ImageRgb8(large.clone()), small).into_rgb8();
    Ok(Recoded { width, height, small: encode(&small)?, large: encode(&large)? })
}

/// The first picture of a file, upright. What it says of its size is looked at before anything is
/// set aside for it.
fn decode(bytes: &[u8]) -> Result<DynamicImage, String> {
    let broken = |_| "This picture cannot be read. Save it anew, or choose another.".to_owned();
    let unknown = || "Use a JPEG, PNG, WebP or GIF picture.".to_owned();
    let mut reader = ImageReader::new(Cursor::new(bytes));
    let format = image::guess_format(bytes).map_err(|_| unknown())?;
    if !matches!(
        format,
        ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif
    ) {
        return Err(unknown());
    }
    reader.set_format(format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| match error {
        image::ImageError::Limits(_) => too_many_pixels(),
        other => broken(other),
    })?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS {
        return Err(too_many_pixels());
    }
    // A file whose notes cannot be read is shown as it lies.
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    Ok(picture)
}

fn too_many_pixels() -> String {
    let millions = PIXELS / 1_000_000;
    format!("This picture has more than {millions} million pixels. Make it smaller first.")
}

/// The square in the middle.
fn middle(picture: DynamicImage) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    let side = width.min(height);
    picture.crop_imm((width - side) / 2, (height - side) / 2, side, side)
}

/// The picture with no side longer than this; a smaller one stays as it is.
fn within(picture: DynamicImage, side: u32) -> DynamicImage {
    let longer = picture.width().max(picture.height());
    if longer <= side {
        return picture;
    }
    // Two steps: a quick one down to twice the size, and a careful one.
    let near = if longer > side * 4 { picture.thumbnail(side * 2, side * 2) } else { picture };
    near.resize(side, side, FilterType::CatmullRom)
}

/// The picture on white, where it is see-through.
fn flat(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let from = picture.into_rgba8();
    RgbImage::from_fn(from.width(), from.height(), |x, y| {
        let [red, green, blue, alpha] = from.get_pixel(x, y).0;
        let over = |part: u8| {
            let mixed = u32::from(part) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from(mixed / 255).unwrap_or(u8::MAX)
        };
        image::Rgb([over(red), over(green), over(blue)])
    })
}

fn encode(picture: &RgbImage) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    picture
        .write_with_encoder(encoder)
        .map_err(|_| "This picture cannot be kept. Choose another.".to_owned())?;
    Ok(bytes)
}
