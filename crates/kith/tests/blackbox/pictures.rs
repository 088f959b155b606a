//! Files as cameras and mischief make them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// What a camera notes beside the picture: nobody is to read it here.
pub(crate) const SECRET: &str = "Behind the old mill, 52.5163 N";

/// A picture whose left half is red and whose right half is blue.
pub(crate) fn halves(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) }
    }))
}

/// The same as a file.
pub(crate) fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    halves(width, height).write_to(&mut bytes, format).expect("it can be written");
    bytes.into_inner()
}

/// A JPEG with EXIF: how the camera was held, a text, and where on earth it was.
pub(crate) fn with_exif(width: u32, height: u32, orientation: u16) -> Vec<u8> {
    let jpeg = file(width, height, ImageFormat::Jpeg);
    let exif = exif(orientation);
    let length = u16::try_from(exif.len() + 2).expect("it is short");
    let mut bytes = jpeg[..2].to_vec();
    bytes.extend([0xFF, 0xE1]);
    bytes.extend(length.to_be_bytes());
    bytes.extend(exif);
    bytes.extend(&jpeg[2..]);
    bytes
}

/// Three notes in the format of TIFF: a text, the orientation, and a second list with the latitude.
fn exif(orientation: u16) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        let mut bytes = tag.to_le_bytes().to_vec();
        bytes.extend(kind.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(value.to_le_bytes());
        bytes
    };
    let text: Vec<u8> = SECRET.bytes().chain([0]).collect();
    let size = u32::try_from(text.len()).expect("it is short");
    // The header has 8 bytes; a list has 2, then 12 for each note, then 4.
    let (gps, first_text) = (8 + 2 + 3 * 12 + 4, 8 + 2 + 3 * 12 + 4 + 2 + 12 + 4);
    let mut tiff = b"II*\0".to_vec();
    tiff.extend(8_u32.to_le_bytes());
    tiff.extend(3_u16.to_le_bytes());
    tiff.extend(entry(0x010E, 2, size, first_text));
    tiff.extend(entry(0x0112, 3, 1, orientation.into()));
    tiff.extend(entry(0x8825, 4, 1, gps));
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(1_u16.to_le_bytes());
    tiff.extend(entry(0x0001, 2, 2, u32::from(b'N')));
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(text);
    [&b"Exif\0\0"[..], &tiff].concat()
}

/// The beginning of a GIF that says it is this large.
pub(crate) fn bomb(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = b"GIF89a".to_vec();
    bytes.extend(width.to_le_bytes());
    bytes.extend(height.to_le_bytes());
    bytes.extend([0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF]);
    bytes.extend([0x2C, 0, 0, 0, 0]);
    bytes.extend(width.to_le_bytes());
    bytes.extend(height.to_le_bytes());
    bytes.extend([0, 2, 2, 0x44, 1, 0, 0x3B]);
    bytes
}

/// Whether a pixel is more red than blue.
pub(crate) fn is_red(picture: &DynamicImage, x: u32, y: u32) -> bool {
    let Rgb([red, _, blue]) = *picture.to_rgb8().get_pixel(x, y);
    red > blue
}
