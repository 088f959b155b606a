//! Posts, comments, reactions and the feed: who sees what (R1, R3), and that engaging counts (R6).

use serde_json::{Value, json};

use super::{
    client::{Answer, Client, Member, items, text},
    server::on_each_shared,
};

impl Member {
    /// Publishes a post; answers its id.
    fn shares(&self, body: &str, audience: &str) -> String {
        let answer = self.post("/posts", &json!({"body": body, "audience": audience}));
        let post = answer.is(201);
        // Feeds follow the journal: whoever reads next is to see it.
        self.client.get_at("/feed", answer.header("kith-revision")).is(200);
        text(&post["id"]).to_owned()
    }

    fn comments_on(&self, post: &str, body: &str) -> String {
        let comment = self.post(&format!("/posts/{post}/comments"), &json!({"body": body})).is(201);
        text(&comment["id"]).to_owned()
    }

    fn reacts(&self, path: &str, reaction: &str) -> Answer {
        self.client.call("PUT", path, &[], Some(&json!({"reaction": reaction})))
    }

    /// The ids of the posts in a list.
    fn posts(&self, path: &str) -> Vec<String> {
        self.list(path).iter().map(|post| text(&post["id"]).to_owned()).collect()
    }
}

fn three(server: &super::server::Server) -> [Member; 3] {
    let anyone = Client::anonymous(server);
    ["ana", "ben", "carl"].map(|name| anyone.join(name))
}

#[test]
fn r3_public_posts_are_for_everybody_and_others_for_connections_alone() {
    on_each_shared(|server| {
        let [ana, ben, carl] = three(server);
        ana.connects(&ben);
        carl.put(&format!("/follows/{}", ana.handle)).done();
        let public = ana.shares("We build a bridge. See https://example.org", "public");
        let close = ana.shares("Only for you", "connections");
        assert_eq!(ben.posts("/feed"), [close.clone(), public.clone()]);
        assert_eq!(
            carl.posts("/feed"),
            std::slice::from_ref(&public),
            "a follower sees what is public"
        );
        assert_eq!(ana.posts("/feed"), [close.clone(), public.clone()], "mine are in my feed");
        let wall = format!("/members/{}/posts", ana.handle);
        assert_eq!(carl.posts(&wall), std::slice::from_ref(&public));
        assert_eq!(ben.posts(&wall).len(), 2);
        for act in [
            carl.get(&format!("/posts/{close}")),
            carl.get(&format!("/posts/{close}/comments")),
            carl.get(&format!("/posts/{close}/reactions")),
            carl.post(&format!("/posts/{close}/comments"), &json!({"body": "Hi"})),
            carl.put(&format!("/posts/{close}/reaction")),
            carl.post("/posts", &json!({"repost_of": close})),
            carl.get("/posts/0198a1b2-0000-7000-8000-000000000000"),
            carl.get("/posts/nonsense"),
        ] {
            assert_eq!(act.status, 404, "{act}");
        }
        let seen = ben.get(&format!("/posts/{close}")).is(200);
        assert_eq!((&seen["author"]["degree"], &seen["mine"]), (&json!("1st"), &json!(false)));
        // Once the connection is gone, so is what was for connections.
        ana.delete(&format!("/connections/{}", ben.handle)).done();
        assert_eq!(ben.get(&format!("/posts/{close}")).status, 404);
        assert!(ben.posts("/feed").is_empty());
    });
}

#[test]
fn r1_who_is_blocked_vanishes_from_feeds_comments_reactions_and_their_counts() {
    on_each_shared(|server| {
        let [ana, ben, carl] = three(server);
        for (a, b) in [(&ana, &ben), (&ana, &carl), (&ben, &carl)] {
            a.connects(b);
        }
        let post = ana.shares("A bridge", "public");
        let bens = ben.shares("Ben's own", "public");
        let comment = ben.comments_on(&post, "Well done");
        carl.comments_on(&post, "Indeed");
        ben.put(&format!("/posts/{post}/reaction")).done();
        carl.put(&format!("/posts/{post}/reaction")).done();
        carl.put(&format!("/comments/{comment}/reaction")).done();
        let told = |me: &Member| {
            let view = me.get(&format!("/posts/{post}")).is(200);
            let comments = me.list(&format!("/posts/{post}/comments")).len();
            let reactors = me.list(&format!("/posts/{post}/reactions")).len();
            let count = |value: &Value| value.as_u64().unwrap();
            [
                count(&view["comment_count"]),
                count(&view["reactions"]["count"]),
                comments as u64,
                reactors as u64,
            ]
        };
        assert_eq!(told(&carl), [2, 2, 2, 2]);
        assert!(carl.posts("/feed").contains(&bens));
        ben.put(&format!("/blocks/{}", carl.handle)).done();
        assert_eq!(told(&carl), [1, 1, 1, 1]);
        assert_eq!(told(&ben), [1, 1, 1, 1], "and the other way");
        assert_eq!(told(&ana), [2, 2, 2, 2]);
        assert!(!carl.posts("/feed").contains(&bens));
        assert_eq!(carl.get(&format!("/posts/{bens}")).status, 404);
        let answer = json!({"body": "And?", "parent": comment});
        let refused = carl.post(&format!("/posts/{post}/comments"), &answer);
        assert_eq!(refused.wrong_fields(), ["parent"], "{refused}");
        assert_eq!(carl.put(&format!("/comments/{comment}/reaction")).status, 404);
    });
}

#[test]
fn a_post_is_edited_passed_on_and_deleted_with_all_that_hangs_on_it() {
    on_each_shared(|server| {
        let [ana, ben, carl] = three(server);
        ana.connects(&ben);
        ben.connects(&carl);
        let post = ana.shares("  Frist  ", "public");
        let path = format!("/posts/{post}");
        assert_eq!(ben.patch(&path, &json!({"body": "Mine now"})).status, 404);
        let edited = ana.patch(&path, &json!({"body": "First"})).is(200);
        assert_eq!(edited["body"], "First");
        assert!(edited["edited_at"].is_string());
        let on = ben.post("/posts", &json!({"repost_of": post, "audience": "public"})).is(201);
        assert_eq!(on["repost_of"]["post"]["body"], "First");
        // Passing on what only passes on leads to the first.
        let again = carl.post("/posts", &json!({"repost_of": on["id"]})).is(201);
        assert_eq!(again["repost_of"]["id"], post.as_str());
        assert_eq!(ana.get(&path).is(200)["repost_count"], 2);
        let comment = ben.comments_on(&post, "Good");
        let comments = format!("{path}/comments");
        let reply = json!({"body": "Thanks", "parent": comment});
        ana.post(&comments, &reply).is(201);
        let listed = carl.list(&comments);
        assert_eq!(listed[1]["parent"], comment.as_str());
        assert_eq!(carl.delete(&format!("/comments/{comment}")).status, 404);
        assert_eq!(carl.patch(&format!("/comments/{comment}"), &json!({"body": "x"})).status, 404);
        ben.patch(&format!("/comments/{comment}"), &json!({"body": "Very good"})).done();
        assert_eq!(carl.list(&comments)[0]["body"], "Very good");
        ana.delete(&format!("/comments/{comment}")).done();
        assert_eq!(carl.list(&comments).len(), 1, "the post's author may delete comments");
        ana.delete(&path).done();
        assert_eq!(ana.get(&path).status, 404);
        let left = ben.get(&format!("/posts/{}", text(&on["id"]))).is(200);
        assert_eq!(left["repost_of"]["post"], Value::Null);
        assert!(!ana.posts("/feed").contains(&post));
    });
}

#[test]
fn a_reaction_takes_the_place_of_the_last_and_may_be_taken_back() {
    on_each_shared(|server| {
        let [ana, ben, _] = three(server);
        ana.connects(&ben);
        let post = ana.shares("A bridge", "public");
        let path = format!("/posts/{post}/reaction");
        let view = || ben.get(&format!("/posts/{post}")).is(200)["reactions"].clone();
        ben.put(&path).done();
        ben.put(&path).done();
        assert_eq!(
            view(),
            json!({"count": 1, "kinds": [{"reaction": "like", "count": 1}], "mine": "like"})
        );
        ben.reacts(&path, "insightful").done();
        assert_eq!(view()["mine"], "insightful");
        let wrong = ben.reacts(&path, "meh");
        assert_eq!(wrong.status, 422, "{wrong}");
        ben.delete(&path).done();
        ben.delete(&path).done();
        assert_eq!(view(), json!({"count": 0, "kinds": [], "mine": null}));
    });
}

#[test]
fn texts_that_cannot_be_taken_are_refused_at_their_field_and_nothing_is_kept() {
    on_each_shared(|server| {
        let [ana, ben, _] = three(server);
        let post = ana.shares("A bridge", "public");
        for (path, body) in [
            ("/posts".to_owned(), json!({"body": " \n "})),
            ("/posts".to_owned(), json!({"body": "x".repeat(3_001)})),
            (format!("/posts/{post}/comments"), json!({"body": ""})),
            (format!("/posts/{post}/comments"), json!({"body": "x".repeat(1_251)})),
        ] {
            assert_eq!(ana.post(&path, &body).wrong_fields(), ["body"], "{path}");
        }
        let wrong = ana.post("/posts", &json!({"body": "x", "audience": "nobody"}));
        assert_eq!(wrong.status, 422, "{wrong}");
        assert_eq!(ana.posts(&format!("/members/{}/posts", ana.handle)), [post]);
        let private = ana.shares("Quiet", "connections");
        ana.connects(&ben);
        let passed = ben.post("/posts", &json!({"repost_of": private}));
        assert_eq!(passed.wrong_fields(), ["repost_of"], "only public posts are passed on");
    });
}

#[test]
fn a_feed_comes_page_by_page_missing_none_and_top_puts_first_what_people_answer() {
    on_each_shared(|server| {
        let [ana, ben, carl] = three(server);
        ana.connects(&ben);
        ben.connects(&carl);
        let mut all: Vec<String> = (0..7)
            .map(|n| if n % 2 == 0 { &ana } else { &carl }.shares(&format!("Number {n}"), "public"))
            .collect();
        all.reverse();
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = ben.get(&format!("/feed?limit=3&after={after}")).is(200);
            seen.extend(items(&page).iter().map(|post| text(&post["id"]).to_owned()));
            match page["next"].as_str() {
                Some(next) => next.clone_into(&mut after),
                None => break,
            }
        }
        assert_eq!(seen, all);
        let oldest = all.last().unwrap();
        ben.comments_on(oldest, "This one");
        carl.put(&format!("/posts/{oldest}/reaction")).done();
        assert_eq!(&ben.posts("/feed?sort=top")[0], oldest);
        // Ana does not know Carl; he is one step further.
        assert_eq!(ana.posts("/feed").len(), 4);
        assert_eq!(ana.posts("/feed?within=2nd").len(), 7 - 4);
        assert_eq!(ana.get("/feed?after=nonsense").wrong_fields(), ["after"]);
        ben.delete(&format!("/follows/{}", ana.handle)).done();
        assert_eq!(ben.posts("/feed").len(), 3, "unfollowing empties the feed of them");
    });
}

#[test]
fn r6_reacting_since_the_invitation_counts_as_engaging() {
    on_each_shared(|server| {
        let [ana, ben, carl] = three(server);
        let post = ben.shares("A bridge", "public");
        let engaged = |sender: &Member| {
            let again = sender.invites(&ben).is(200);
            let instead = again["instead"].as_array().unwrap();
            let engage = instead.iter().find(|one| one["action"] == "engage").unwrap();
            engage["done"].as_bool().unwrap()
        };
        for (sender, act) in [(&ana, "reaction"), (&carl, "comment")] {
            sender.sends(&ben);
            assert!(!engaged(sender));
            if act == "reaction" {
                sender.put(&format!("/posts/{post}/reaction")).done();
            } else {
                sender.comments_on(&post, "Which river?");
            }
            assert!(engaged(sender), "{act}");
        }
    });
}

#[test]
fn r3_what_stands_in_a_group_is_for_who_may_read_the_group() {
    on_each_shared(|server| {
        let [ana, ben, carl] = three(server);
        let group = |access: &str| {
            let made = ana.post("/groups", &json!({"name": "Bridges", "access": access})).is(201);
            text(&made["id"]).to_owned()
        };
        let [open, asking] = [group("open"), group("request")];
        ana.connects(&ben);
        let write = |who: &Member, group: &str| {
            who.post("/posts", &json!({"body": "In the group", "group": group}))
        };
        write(&ben, &open).refused(403, "members_only");
        ben.put(&format!("/groups/{open}/membership")).is(200);
        let in_open = text(&write(&ben, &open).is(201)["id"]).to_owned();
        let in_asking = text(&write(&ana, &asking).is(201)["id"]).to_owned();
        let seen = carl.get(&format!("/posts/{in_open}")).is(200);
        assert_eq!(
            (&seen["audience"], &seen["group"]["name"]),
            (&json!("group"), &json!("Bridges"))
        );
        assert_eq!(carl.posts(&format!("/groups/{open}/posts")), std::slice::from_ref(&in_open));
        assert_eq!(carl.get(&format!("/posts/{in_asking}")).status, 404);
        assert_eq!(carl.get(&format!("/groups/{asking}/posts")).status, 404);
        assert!(!ben.posts("/feed").contains(&in_asking), "a connection is not enough");
        assert!(ana.posts("/feed").contains(&in_open));
        assert_eq!(carl.delete(&format!("/posts/{in_open}")).status, 404);
        assert!(ana.get(&format!("/posts/{in_open}")).is(200)["may_delete"].as_bool().unwrap());
        ana.delete(&format!("/posts/{in_open}")).done();
        assert_eq!(ben.get(&format!("/posts/{in_open}")).status, 404, "a moderator may delete");
    });
}
