//! Photos for the demo: drawn, the same for the same name, of nobody.

use image::{ImageFormat, Rgb, RgbImage};

use super::random::Random;

/// How wide and high a portrait is, in pixels.
const SIDE: u32 = 192;

type Colour = [f32; 3];

/// What somebody may look like.
const SKIN: [Colour; 7] = [
    [244.0, 208.0, 183.0],
    [236.0, 188.0, 160.0],
    [222.0, 170.0, 134.0],
    [198.0, 140.0, 104.0],
    [164.0, 108.0, 76.0],
    [128.0, 82.0, 58.0],
    [94.0, 60.0, 44.0],
];
const HAIR: [Colour; 8] = [
    [34.0, 28.0, 28.0],
    [58.0, 40.0, 32.0],
    [92.0, 60.0, 40.0],
    [132.0, 84.0, 50.0],
    [184.0, 132.0, 78.0],
    [218.0, 184.0, 128.0],
    [150.0, 150.0, 152.0],
    [206.0, 206.0, 204.0],
];
const CLOTHES: [Colour; 8] = [
    [38.0, 62.0, 92.0],
    [23.0, 98.0, 79.0],
    [120.0, 52.0, 62.0],
    [58.0, 60.0, 66.0],
    [196.0, 122.0, 58.0],
    [94.0, 86.0, 138.0],
    [226.0, 222.0, 212.0],
    [72.0, 116.0, 140.0],
];
const BEHIND: [(Colour, Colour); 7] = [
    ([226.0, 236.0, 232.0], [178.0, 206.0, 196.0]),
    ([240.0, 230.0, 214.0], [218.0, 196.0, 164.0]),
    ([226.0, 230.0, 240.0], [178.0, 190.0, 214.0]),
    ([240.0, 222.0, 216.0], [216.0, 176.0, 166.0]),
    ([232.0, 232.0, 228.0], [190.0, 192.0, 188.0]),
    ([232.0, 226.0, 238.0], [196.0, 184.0, 212.0]),
    ([222.0, 234.0, 240.0], [164.0, 196.0, 212.0]),
];

/// A portrait as a PNG; the same `seed` is the same person.
pub(crate) fn portrait(seed: u64) -> Vec<u8> {
    let mut sheet = Sheet::new();
    person(&mut sheet, &mut Random::new(seed));
    let mut bytes = std::io::Cursor::new(Vec::new());
    // Into memory it cannot fail but for want of it.
    drop(sheet.0.write_to(&mut bytes, ImageFormat::Png));
    bytes.into_inner()
}

fn person(sheet: &mut Sheet, random: &mut Random) {
    let (light, dark) = BEHIND[random.below(BEHIND.len())];
    sheet.fade(light, dark);
    let skin = SKIN[random.below(SKIN.len())];
    let hair = HAIR[random.below(HAIR.len())];
    let clothes = CLOTHES[random.below(CLOTHES.len())];
    let shade = mix(skin, [70.0, 30.0, 20.0], 0.16);
    let style = random.below(6);
    let (wide, high) = (34.0 + random.unit() as f32 * 5.0, 43.0 + random.unit() as f32 * 5.0);
    let (x, y) = (96.0, 86.0);

    // What hangs behind the head.
    match style {
        0 => sheet.oval(hair, (x, y + 14.0), (wide + 15.0, high + 26.0), ALL),
        1 => sheet.oval(hair, (x, y + 4.0), (wide + 10.0, high + 10.0), ALL),
        2 => sheet.oval(hair, (x, y - high - 8.0), (17.0, 16.0), ALL),
        _ => {}
    }
    sheet.oval(clothes, (x, 208.0), (76.0, 64.0), ALL);
    sheet.oval(shade, (x, y + high + 4.0), (17.0, 24.0), ALL);
    if random.below(2) == 0 {
        // A collar.
        let lighter = mix(clothes, [255.0, 255.0, 255.0], 0.55);
        sheet.oval(lighter, (x, 150.0), (25.0, 12.0), ALL);
        sheet.oval(shade, (x, 145.0), (17.0, 10.0), ALL);
    }
    for side in [-1.0, 1.0] {
        sheet.oval(skin, (x + side * wide, y + 4.0), (6.5, 10.0), ALL);
    }
    sheet.oval(skin, (x, y), (wide, high), ALL);
    if style >= 3 && random.below(3) == 0 {
        // A beard: the lower half, with the mouth left free.
        sheet.oval(hair, (x, y + 8.0), (wide + 0.5, high - 6.0), (y + 17.0, 400.0));
        sheet.oval(skin, (x, y + 10.0), (wide - 9.0, 12.0), ALL);
    }
    fringe(sheet, random, hair, (style, x, y), (wide, high));
    face(sheet, random, (x, y), (skin, hair));
}

/// The hair above the brow.
fn fringe(
    sheet: &mut Sheet,
    random: &mut Random,
    hair: Colour,
    (style, x, y): (usize, f32, f32),
    (wide, high): (f32, f32),
) {
    let line = y - high * 0.42;
    match style {
        // None but at the sides.
        5 if random.below(2) == 0 => {}
        4 => {
            for curl in 0..7 {
                let turn = (curl as f32 / 6.0 - 0.5) * 2.6;
                let at = (x + turn.sin() * wide, y - 6.0 - turn.cos() * (high - 6.0));
                sheet.oval(hair, at, (14.0, 13.0), ALL);
            }
        }
        _ => {
            let aside = (random.unit() as f32 - 0.5) * 16.0;
            sheet.oval(hair, (x, y - 3.0), (wide + 3.5, high + 4.0), (0.0, line));
            sheet.oval(hair, (x + aside, line - 2.0), (wide * 0.86, 12.0), ALL);
        }
    }
}

fn face(
    sheet: &mut Sheet,
    random: &mut Random,
    (x, y): (f32, f32),
    (skin, hair): (Colour, Colour),
) {
    let dark = [44.0, 34.0, 32.0];
    let apart = 13.5 + random.unit() as f32 * 2.5;
    let glasses = random.below(4) == 0;
    for side in [-1.0, 1.0] {
        let eye = (x + side * apart, y + 1.0);
        if glasses {
            sheet.oval(dark, eye, (11.5, 10.0), ALL);
            sheet.oval(mix(skin, [255.0; 3], 0.3), eye, (9.7, 8.2), ALL);
        }
        sheet.oval(dark, eye, (2.9, 3.4), ALL);
        sheet.oval(mix(hair, skin, 0.25), (eye.0, y - 11.0), (7.5, 1.9), ALL);
    }
    if glasses {
        sheet.oval(dark, (x, y), (4.0, 1.0), ALL);
    }
    let shade = mix(skin, [90.0, 30.0, 20.0], 0.3);
    sheet.oval(shade, (x, y + 12.0), (3.2, 2.0), ALL);
    // A smile: the lower part of one oval without that of another.
    let lips = mix(skin, [150.0, 40.0, 44.0], 0.62);
    sheet.oval(lips, (x, y + 20.0), (10.5, 6.5), (y + 21.5, 400.0));
}

/// From top to bottom.
const ALL: (f32, f32) = (-400.0, 400.0);

struct Sheet(RgbImage);

impl Sheet {
    fn new() -> Self {
        Self(RgbImage::new(SIDE, SIDE))
    }

    fn fade(&mut self, light: Colour, dark: Colour) {
        for (x, y, pixel) in self.0.enumerate_pixels_mut() {
            *pixel = rgb(mix(light, dark, (x + 2 * y) as f32 / (3 * SIDE) as f32));
        }
    }

    /// An oval between two heights, its edge smooth.
    fn oval(
        &mut self,
        colour: Colour,
        (x, y): (f32, f32),
        (wide, high): (f32, f32),
        (top, bottom): (f32, f32),
    ) {
        let reach = |middle: f32, half: f32| {
            let end = SIDE as f32;
            let (from, to) =
                ((middle - half - 1.0).clamp(0.0, end), (middle + half + 2.0).clamp(0.0, end));
            from as u32..to as u32
        };
        for row in reach(y, high) {
            for column in reach(x, wide) {
                let (dx, dy) = ((column as f32 + 0.5 - x) / wide, (row as f32 + 0.5 - y) / high);
                let edge = (1.0 - dx.hypot(dy)) * wide.min(high);
                let height = row as f32 + 0.5;
                let inside = edge.min(height - top).min(bottom - height);
                let cover = (inside + 0.5).clamp(0.0, 1.0);
                if cover > 0.0 {
                    let pixel = self.0.get_pixel_mut(column, row);
                    let below = pixel.0.map(f32::from);
                    *pixel = rgb(mix(below, colour, cover));
                }
            }
        }
    }
}

fn mix(from: Colour, to: Colour, part: f32) -> Colour {
    std::array::from_fn(|at| from[at] + (to[at] - from[at]) * part)
}

fn rgb(colour: Colour) -> Rgb<u8> {
    Rgb(colour.map(|part| part.round().clamp(0.0, 255.0) as u8))
}
