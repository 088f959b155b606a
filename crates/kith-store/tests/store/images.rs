//! Pictures, company posts, mentions and group links: kept, guarded, and gone with what they hang on.

use kith_core::{
    change::Change,
    company::{self, Company},
    id::{CompanyId, ImageId, MemberId, PostId},
    image::Attached,
    post::{Audience, Comment, Post, Subject},
    time::DAY,
};
use kith_sim::databases::on_each;
use kith_store::{GroupLinkRow, NewImage, wall_of};

use super::support::{T0, World};

fn image(world: &World, byte: u8) -> NewImage {
    // The sixteen bytes of an id and the many of a picture are kept alike.
    NewImage {
        id: world.id(),
        width: 4,
        height: 3,
        small: vec![byte; 16],
        large: vec![byte; 5_000],
    }
}

fn post(world: &World, author: MemberId, images: &[ImageId]) -> Post {
    Post {
        id: world.id(),
        author,
        audience: Audience::Public,
        body: "A bridge".into(),
        group: None,
        company: None,
        repost_of: None,
        at: T0,
        images: images.iter().map(|id| Attached { id: *id, alt: "Beams".into() }).collect(),
        mentions: Vec::new(),
    }
}

fn loose(world: &World, owner: MemberId, byte: u8) -> ImageId {
    let image = image(world, byte);
    let id = image.id;
    let keep = move |tx: &mut kith_store::Tx<'_>| {
        tx.insert_image(owner, &image, T0);
        Ok(Ok(()))
    };
    world.write(&[owner], T0, keep).unwrap();
    id
}

#[test]
fn a_new_photo_takes_the_place_and_the_bytes_of_the_old_one() {
    on_each("images_photo", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let (first, second) = (image(&world, 1), image(&world, 2));
        let set = |who: MemberId, photo: Option<&NewImage>| {
            let photo = photo.cloned();
            let run = move |tx: &mut kith_store::Tx<'_>| {
                tx.set_photo(who, photo.as_ref(), T0);
                Ok(Ok(()))
            };
            world.write(&[who], T0, run).unwrap();
        };
        let photo = |who| world.read(|reads| reads.person(who)).unwrap().known.person.photo;
        let bytes = |id, small| world.read(|reads| reads.image_bytes(id, small));
        set(ann, Some(&first));
        assert_eq!((photo(ann), photo(bob)), (Some(first.id), None));
        assert_eq!(bytes(first.id, true), Some(first.small.clone()));
        assert_eq!(bytes(first.id, false), Some(first.large.clone()));
        let row = world.read(|reads| reads.image(first.id)).unwrap();
        assert_eq!((row.owner, row.is_photo, row.post), (ann, true, None));
        let waiting = loose(&world, ann, 3);
        set(ann, Some(&second));
        assert_eq!((photo(ann), bytes(first.id, false)), (Some(second.id), None));
        set(ann, None);
        assert_eq!((photo(ann), bytes(second.id, true)), (None, None));
        assert!(bytes(waiting, true).is_some(), "what waits for a post stays");
        world.assert_agrees();
    });
}

#[test]
fn a_post_takes_only_pictures_of_its_author_that_no_post_shows_and_takes_them_with_it() {
    on_each("images_posts", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let [one, two, bobs] =
            [loose(&world, ann, 1), loose(&world, ann, 2), loose(&world, bob, 3)];
        let publish = |post: Post| world.apply(T0, vec![Change::Posted { post }]);
        let shown = |post: PostId| world.read(|reads| reads.images_of(post));
        assert_eq!(world.read(|reads| reads.loose_images(ann, T0)), 2);
        let first = post(&world, ann, &[two, one]);
        publish(first.clone()).unwrap();
        let ids: Vec<ImageId> = shown(first.id).iter().map(|image| image.id).collect();
        assert_eq!(ids, [two, one], "in their order");
        assert_eq!(shown(first.id)[0].alt, "Beams");
        assert_eq!(world.read(|reads| reads.loose_images(ann, T0)), 0);
        for taken in [one, bobs] {
            let again = publish(post(&world, ann, &[taken]));
            assert!(again.unwrap_err().is_conflict(), "it is not there to be taken");
        }
        let gone = Change::PostDeleted { post: first.id, author: ann, company: None };
        world.apply(T0, vec![gone]).unwrap();
        assert_eq!(world.read(|reads| reads.image(one)), None);
        assert!(world.read(|reads| reads.image(bobs)).is_some());
    });
}

#[test]
fn pictures_that_no_post_takes_are_forgotten_and_nothing_else_is() {
    on_each("images_sweep", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        assert!(!world.read(|reads| reads.has_loose_images(T0.plus(DAY))));
        let (kept, left) = (loose(&world, ann, 1), loose(&world, ann, 2));
        world.apply(T0, vec![Change::Posted { post: post(&world, ann, &[kept]) }]).unwrap();
        let any = |before| world.read(|reads| reads.has_loose_images(before));
        assert_eq!([any(T0), any(T0.plus(1))], [false, true]);
        let sweep = |before| {
            let run = move |tx: &mut kith_store::Tx<'_>| tx.forget_loose_images(before).map(Ok);
            world.write(&[], T0, run).unwrap().value
        };
        assert_eq!([sweep(T0), sweep(T0.plus(DAY)), sweep(T0.plus(DAY))], [0, 1, 0]);
        assert_eq!(world.read(|reads| reads.image(left)), None);
        assert!(world.read(|reads| reads.image(kept)).is_some());
    });
}

#[test]
fn what_a_company_says_stands_on_its_wall_and_not_on_that_of_who_wrote_it() {
    on_each("images_companies", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let id: CompanyId = world.id();
        let page = Company {
            id,
            handle: "initech".into(),
            name: "Initech".into(),
            folded: "initech".into(),
            about: String::new(),
            industry: String::new(),
            location: String::new(),
            website: String::new(),
            owner: Some(ann),
            created_at: T0,
            version: 1,
        };
        world.apply(T0, company::create(page, ann, false).unwrap()).unwrap();
        let own = post(&world, ann, &[]);
        let said = Post { company: Some(id), ..post(&world, ann, &[]) };
        for post in [own.clone(), said.clone()] {
            world.apply(T0, vec![Change::Posted { post }]).unwrap();
        }
        let ids = |rows: Vec<kith_store::PostRow>| rows.iter().map(|r| r.id).collect::<Vec<_>>();
        assert_eq!(ids(world.read(|reads| reads.posts_of(ann, None, 9))), [own.id]);
        assert_eq!(ids(world.read(|reads| reads.posts_by(id, None, 9))), [said.id]);
        let walls = world
            .read(|reads| Ok((reads.posts_placed(None, 9)?, reads.company_posts_placed(None, 9)?)));
        assert_eq!((walls.0.len(), walls.0[0].author, walls.0[0].post), (1, ann, own.id));
        assert_eq!((walls.1.len(), walls.1[0].author, walls.1[0].post), (1, wall_of(id), said.id));
        let after = world.read(|reads| reads.company_posts_placed(Some(walls.1[0]), 9));
        assert_eq!(after, []);
        assert_eq!(world.read(|reads| reads.companies_followed(ann)), [id], "its maker follows it");
        assert_eq!(world.read(|reads| reads.companies_followed(bob)), []);
        assert_eq!(world.read(|reads| reads.company_of(id, bob)).unwrap().company.owner, Some(ann));
    });
}

#[test]
fn mentions_follow_the_words_and_go_with_them() {
    on_each("images_mentions", |location| {
        let world = World::new(location);
        let [ann, bob, cid] = world.members(["ann", "bob", "cid"]);
        let named = Post { mentions: vec![bob, cid], ..post(&world, ann, &[]) };
        let (on, id) = (named.id, world.id());
        let mentions = vec![cid];
        let comment = Comment {
            id,
            post: on,
            whose: ann,
            parent: None,
            author: bob,
            body: "@cid".into(),
            at: T0,
            mentions: mentions.clone(),
        };
        world.apply(T0, vec![Change::Posted { post: named }]).unwrap();
        world.apply(T0, vec![Change::Commented { comment }]).unwrap();
        let who = |subject| world.read(|reads| reads.mentioned(subject));
        let mut both = [bob, cid];
        both.sort_unstable();
        assert_eq!((who(Subject::Post(on)), who(Subject::Comment(id))), (both.to_vec(), vec![cid]));
        let body = "@cid".to_owned();
        let edit = Change::PostEdited { post: on, author: ann, body, at: T0, mentions };
        world.apply(T0, vec![edit]).unwrap();
        assert_eq!(who(Subject::Post(on)), [cid]);
        let body = "Nobody".to_owned();
        let edit = Change::CommentEdited { comment: id, body, at: T0, mentions: Vec::new() };
        world.apply(T0, vec![edit]).unwrap();
        assert_eq!(who(Subject::Comment(id)), []);
        let gone = Change::PostDeleted { post: on, author: ann, company: None };
        world.apply(T0, vec![gone]).unwrap();
        assert_eq!(who(Subject::Post(on)), []);
    });
}

#[test]
fn a_group_has_one_link_at_a_time() {
    on_each("images_links", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        let group = world.id();
        let link = |token: &str| {
            let expires_at = Some(T0.plus(DAY));
            GroupLinkRow { group, token: token.to_owned(), made_at: T0, expires_at }
        };
        let put = |link: GroupLinkRow| {
            let run = move |tx: &mut kith_store::Tx<'_>| {
                tx.put_group_link(&link, ann);
                Ok(Ok(()))
            };
            world.write(&[ann], T0, run).unwrap();
        };
        let with = |token: &str| {
            let token = token.to_owned();
            world.read(move |reads| reads.group_link_with(&token))
        };
        put(link("one"));
        assert_eq!(with("one"), Some(link("one")));
        put(link("two"));
        assert_eq!((with("one"), with("two")), (None, Some(link("two"))));
        assert_eq!(world.read(|reads| reads.group_link(group)), Some(link("two")));
        let drop = move |tx: &mut kith_store::Tx<'_>| {
            tx.drop_group_link(group);
            Ok(Ok(()))
        };
        world.write(&[ann], T0, drop).unwrap();
        assert_eq!(with("two"), None);
    });
}
