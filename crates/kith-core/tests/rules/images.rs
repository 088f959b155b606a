//! R3: whose photo shows to whom, and what pictures a post may have.

use kith_core::{
    degree::Degree,
    id::ImageId,
    image::{ALT_LENGTH, Attached, BadImages, MOST, Picture, attached},
    visibility::sees_photo,
};

fn picture(number: u8, alt: &str) -> Attached {
    Attached { id: ImageId::from_bytes([number; 16]), alt: alt.to_owned() }
}

#[test]
fn r3_a_photo_shows_from_the_3rd_degree_on() {
    let seen = Degree::ALL.iter().map(|degree| (*degree, sees_photo(*degree)));
    let expected = Degree::ALL.iter().map(|degree| (*degree, *degree != Degree::Out));
    assert_eq!(seen.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
}

#[test]
fn a_post_has_few_pictures_each_once_and_each_with_a_text() {
    let long = "x".repeat(ALT_LENGTH as usize + 1);
    let many: Vec<Attached> = (0..=MOST as u8).map(|n| picture(n, "A bridge")).collect();
    for (images, expected) in [
        (Vec::new(), Ok(0)),
        (vec![picture(1, "A bridge"), picture(2, "A tower")], Ok(2)),
        (many[..MOST].to_vec(), Ok(MOST)),
        (many, Err(BadImages::TooMany)),
        (vec![picture(1, "A bridge"), picture(2, " \n ")], Err(BadImages::NoText(1))),
        (vec![picture(1, &long)], Err(BadImages::TextTooLong(0))),
        (vec![picture(1, "A"), picture(2, "B"), picture(1, "C")], Err(BadImages::Twice(2))),
    ] {
        assert_eq!(attached(&images).map(|kept| kept.len()), expected, "{images:?}");
    }
    assert_eq!(attached(&[picture(1, "  A bridge ")]), Ok(vec![picture(1, "A bridge")]));
}

#[test]
fn a_picture_is_named_by_its_address() {
    let picture = Picture(ImageId::from_bytes([1; 16]));
    let json = serde_json::to_value(picture).unwrap();
    assert_eq!(json, picture.large());
    assert_eq!(picture.small(), format!("{}/small", picture.large()));
}
