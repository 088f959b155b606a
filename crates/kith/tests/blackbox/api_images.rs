//! Pictures over HTTP: who sees which (R3), what is left of a file, and what is refused.

use image::ImageFormat;
use serde_json::{Value, json};

use super::{
    client::{Answer, Client, Member, items, text},
    pictures::{SECRET, bomb, file, is_red, with_exif},
    server::{Flags, on_each, on_each_shared},
};

impl Member {
    /// Sends a file just so.
    pub(crate) fn brings(&self, method: &str, path: &str, bytes: &[u8]) -> Answer {
        let headers = [("content-type", "image/jpeg")];
        self.client.send(method, &format!("/api/v1{path}"), &headers, Some(bytes))
    }

    fn photo(&self, bytes: &[u8]) -> String {
        let set = self.brings("PUT", "/members/me/photo", bytes).is(200);
        text(&set["photo"]).to_owned()
    }

    /// Brings a picture for a post; its id.
    pub(crate) fn picture(&self) -> String {
        let made = self.brings("POST", "/images", &file(40, 30, ImageFormat::Png)).is(201);
        text(&made["id"]).to_owned()
    }

    fn fetches(&self, address: &str) -> Answer {
        self.client.send("GET", address, &[], None)
    }
}

fn decoded(answer: &Answer) -> image::DynamicImage {
    assert_eq!((answer.status, answer.header("content-type")), (200, "image/jpeg"), "{answer}");
    image::load_from_memory_with_format(&answer.body, ImageFormat::Jpeg).expect("a picture")
}

#[test]
fn r3_a_photo_shows_from_the_3rd_degree_on_in_both_presets_and_never_across_a_block() {
    for preset in ["classic", "community"] {
        let policy = format!("[visibility]\npreset = \"{preset}\"\n");
        on_each(Flags::sandbox_with(&policy), |server| {
            let anyone = Client::anonymous(server);
            let sam = anyone.join("sam");
            let [first, second, third, out] =
                ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
            for (a, b) in [(&first, &sam), (&second, &first), (&third, &second)] {
                a.connects(b);
            }
            let photo = sam.photo(&file(40, 30, ImageFormat::Png));
            for (viewer, shown) in
                [(&sam, true), (&first, true), (&second, true), (&third, true), (&out, false)]
            {
                let page = viewer.sees(&sam);
                assert_eq!(page.get("photo").is_some(), shown, "{preset}: {page}");
                for address in [photo.clone(), format!("{photo}/small")] {
                    let answer = viewer.fetches(&address);
                    assert_eq!(answer.status, if shown { 200 } else { 404 }, "{answer}");
                }
            }
            let known = viewer_tag(&first, &photo);
            first.put(&format!("/blocks/{}", sam.handle)).done();
            let unknown = "/images/0198a1b2-0000-7000-8000-000000000000";
            for viewer in [&first, &out] {
                let (hidden, absent) = (viewer.fetches(&photo), viewer.fetches(unknown));
                assert_eq!((hidden.status, &hidden.body), (404, &absent.body), "{hidden}");
            }
            let again = first.client.send("GET", &photo, &[("if-none-match", &known)], None);
            assert_eq!(again.status, 404, "not even that it is the same");
            assert_eq!(anyone.send("GET", &photo, &[], None).status, 401);
        });
    }
}

/// What tells the picture from others, as a browser keeps it.
fn viewer_tag(viewer: &Member, address: &str) -> String {
    let answer = viewer.fetches(address);
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    let tag = answer.header("etag").to_owned();
    let again = viewer.client.send("GET", address, &[("if-none-match", &tag)], None);
    assert_eq!((again.status, again.body.len()), (304, 0), "{again}");
    tag
}

#[test]
fn a_photo_is_the_upright_square_in_the_middle_and_nothing_else_of_the_file_is_left() {
    on_each_shared(|server| {
        let ana = Client::anonymous(server).join("ana");
        let camera = with_exif(1_200, 800, 6);
        assert!(String::from_utf8_lossy(&camera).contains(SECRET));
        let photo = ana.photo(&camera);
        for (address, side) in [(photo.clone(), 400), (format!("{photo}/small"), 96)] {
            let answer = ana.fetches(&address);
            let picture = decoded(&answer);
            assert_eq!((picture.width(), picture.height()), (side, side));
            // The camera was held on its side: what was on the left is above.
            let (middle, end) = (side / 2, side - 5);
            assert!(is_red(&picture, 5, 5) && is_red(&picture, end, 5), "{address}");
            assert!(!is_red(&picture, middle, end), "{address}");
            let raw = String::from_utf8_lossy(&answer.body).into_owned();
            assert!(!raw.contains(SECRET) && !raw.contains("Exif"), "{address}");
        }
        let whole = ana.brings("POST", "/images", &camera).is(201);
        assert_eq!((&whole["width"], &whole["height"]), (&json!(800), &json!(1_200)), "upright");
        let raw = ana.fetches(text(&whole["url"])).body;
        assert!(!String::from_utf8_lossy(&raw).contains(SECRET));
    });
}

#[test]
fn every_format_that_is_named_is_taken_and_large_ones_are_made_small() {
    on_each_shared(|server| {
        let ana = Client::anonymous(server).join("ana");
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
            let photo = ana.photo(&file(60, 50, format));
            assert_eq!(decoded(&ana.fetches(&photo)).width(), 50, "{format:?}");
        }
        let large = ana.brings("POST", "/images", &file(2_000, 1_000, ImageFormat::Jpeg)).is(201);
        assert_eq!((&large["width"], &large["height"]), (&json!(1_600), &json!(800)));
        let small = decoded(&ana.fetches(&format!("{}/small", text(&large["url"]))));
        assert_eq!((small.width(), small.height()), (800, 400));
        let form = [
            &b"--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.png\"\r\n\r\n"[..],
            &file(60, 50, ImageFormat::Png),
            b"\r\n--x--\r\n",
        ];
        let media = [("content-type", "multipart/form-data; boundary=x")];
        let form = form.concat();
        let sent = ana.client.send("PUT", "/api/v1/members/me/photo", &media, Some(&form));
        sent.is(200);
    });
}

#[test]
fn what_is_no_picture_or_says_it_is_huge_is_refused_at_its_field() {
    on_each_shared(|server| {
        let ana = Client::anonymous(server).join("ana");
        let half = &file(400, 300, ImageFormat::Jpeg)[..600];
        for (bytes, says) in [
            (&b""[..], "Choose a picture"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Use a JPEG"),
            (b"BM not one of the four", "Use a JPEG"),
            (half, "cannot be read"),
            (&bomb(65_535, 65_535), "million pixels"),
            (&bomb(19_000, 19_000), "million pixels"),
        ] {
            let refused = ana.brings("PUT", "/members/me/photo", bytes);
            assert_eq!(refused.wrong_fields(), ["photo"], "{refused}");
            assert!(refused.text().contains(says), "{refused}");
            let refused = ana.brings("POST", "/images", bytes);
            assert_eq!(refused.wrong_fields(), ["image"], "{refused}");
        }
        let large = vec![0; 11 * 1_024 * 1_024];
        ana.brings("PUT", "/members/me/photo", &large).problem(413, "too_large");
        assert!(ana.get("/members/me").is(200).get("photo").is_none());
    });
}

#[test]
fn a_photo_that_is_replaced_or_removed_is_gone() {
    on_each_shared(|server| {
        let ana = Client::anonymous(server).join("ana");
        let first = ana.photo(&file(60, 60, ImageFormat::Png));
        assert_eq!(first, ana.photo(&file(60, 60, ImageFormat::Png)), "the same has one address");
        let second = ana.photo(&file(62, 60, ImageFormat::Jpeg));
        assert_ne!(first, second);
        assert_eq!(ana.fetches(&first).status, 404);
        assert_eq!(ana.get("/members/me").is(200)["photo"], second);
        ana.delete("/members/me/photo").done();
        assert_eq!(ana.fetches(&second).status, 404);
        ana.delete("/members/me/photo").done();
    });
}

#[test]
fn r3_the_pictures_of_a_post_are_for_who_may_see_the_post_and_go_with_it() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        ana.connects(&ben);
        let (one, two) = (ana.picture(), ana.picture());
        let address = |id: &str| format!("/images/{id}");
        let status = |who: &Member, id: &str| who.fetches(&address(id)).status;
        assert_eq!([&ana, &ben].map(|who| status(who, &one)), [200, 404], "nobody's post yet");
        let images = json!([{"id": two, "alt": " A bridge "}, {"id": one, "alt": "A tower"}]);
        let body = json!({"audience": "connections", "images": images});
        let post = ana.post("/posts", &body).is(201);
        let shown = |field: &str| -> Vec<Value> {
            post["images"].as_array().unwrap().iter().map(|one| one[field].clone()).collect()
        };
        assert_eq!(shown("id"), [json!(two), json!(one)], "without words, in their order");
        assert_eq!(shown("alt"), [json!("A bridge"), json!("A tower")]);
        assert_eq!((shown("width")[0].as_u64(), shown("height")[0].as_u64()), (Some(40), Some(30)));
        assert_eq!([&ana, &ben, &carl].map(|who| status(who, &one)), [200, 200, 404]);
        let again = ana.post("/posts", &json!({"body": "Again", "images": images}));
        assert_eq!(again.wrong_fields(), ["images[0].id"]);
        let place = format!("/posts/{}", text(&post["id"]));
        ana.patch(&place, &json!({"body": ""})).is(200);
        ana.delete(&place).done();
        assert_eq!(status(&ana, &one), 404);
    });
}

#[test]
fn a_post_takes_at_most_4_pictures_of_its_author_each_with_a_text() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let (mine, bens) = (ana.picture(), ben.picture());
        let photo = ana.photo(&file(60, 50, ImageFormat::Png));
        let photo = photo.rsplit('/').next().unwrap();
        let post = |images: Value| ana.post("/posts", &json!({"body": "See", "images": images}));
        let one = |id: &str, alt: &str| json!({"id": id, "alt": alt});
        for (images, field) in [
            (json!([one(&mine, " ")]), "images[0].alt"),
            (json!([one(&mine, &"x".repeat(501))]), "images[0].alt"),
            (json!([one(&bens, "A bridge")]), "images[0].id"),
            (json!([one(&mine, "A bridge"), one(photo, "Me")]), "images[1].id"),
            (json!([one(&mine, "A"), one(&mine, "B")]), "images[1].id"),
            (Value::Array(vec![one(&mine, "A"); 5]), "images"),
            (json!([{"id": mine}]), "images[0].alt"),
        ] {
            let refused = post(images);
            assert_eq!(refused.wrong_fields(), [field], "{refused}");
        }
        post(json!([one(&mine, "A bridge")])).is(201);
        assert!(items(&ben.get(&format!("/members/{}/posts", ana.handle)).is(200)).len() == 1);
    });
}

#[test]
fn a_picture_that_no_post_takes_within_a_day_is_forgotten() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let (left, taken) = (ana.picture(), ana.picture());
        let images = json!([{"id": taken, "alt": "A bridge"}]);
        ana.post("/posts", &json!({"body": "See", "images": images})).is(201);
        let status = |id: &str| ana.fetches(&format!("/images/{id}")).status;
        anyone.advance("PT23H");
        assert_eq!([status(&left), status(&taken)], [200, 200]);
        anyone.advance("PT2H");
        assert_eq!([status(&left), status(&taken)], [404, 200]);
    });
}

#[test]
fn two_who_share_a_browser_see_no_more_than_each_of_them_may() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        let picture = ana.picture();
        let shown = json!({"body": "For us", "audience": "connections",
            "images": [{"id": picture, "alt": "A bridge"}]});
        ana.post("/posts", &shown).is(201);
        let address = format!("/images/{picture}");
        // What the browser kept it asks about again, in the name of whoever is signed in now.
        let tag = viewer_tag(&ana, &address);
        assert!(tag.starts_with('"'), "a strong one: {tag}");
        let asked = ben.client.send("GET", &address, &[("if-none-match", &tag)], None);
        assert_eq!(asked.status, 404, "{asked}");
    });
}

#[test]
fn whoever_has_no_room_for_a_picture_is_told_before_it_is_decoded() {
    on_each_shared(|server| {
        let ana = Client::anonymous(server).join("ana");
        let small = file(4, 3, ImageFormat::Png);
        for _ in 0..40 {
            ana.brings("POST", "/images", &small).is(201);
        }
        for bytes in [&small[..], b"not a picture", &bomb(19_000, 19_000)] {
            let refused = ana.brings("POST", "/images", bytes);
            assert_eq!(refused.wrong_fields(), ["image"], "{refused}");
            assert!(refused.text().contains("wait for a post"), "{refused}");
        }
    });
}
