//! R1, R3: who sees what is shared, and what a text may be.

use kith_core::{
    id::MemberId,
    policy::ContentPolicy,
    post::{Audience, BadText, Standing, body, may_delete_comment, sees, text},
};

#[test]
fn r3_public_posts_are_for_everybody_and_others_for_connections_and_none_for_the_hidden() {
    for (audience, mine, connected, hidden, expected) in [
        (Audience::Public, false, false, false, true),
        (Audience::Public, false, true, false, true),
        (Audience::Connections, false, false, false, false),
        (Audience::Connections, false, true, false, true),
        (Audience::Connections, true, false, false, true),
        (Audience::Public, false, false, true, false),
        (Audience::Public, false, true, true, false),
        (Audience::Connections, false, true, true, false),
    ] {
        let standing = Standing { mine, connected, hidden, reads_group: false };
        assert_eq!(sees(audience, standing), expected, "{audience:?} {standing:?}");
        // What stands in a group is for who may read the group, connected or not.
        for reads_group in [false, true] {
            let standing = Standing { reads_group, ..standing };
            assert_eq!(sees(Audience::Group, standing), mine || (reads_group && !hidden));
            // A company speaks to everybody; whoever wrote it in its name is not named.
            assert!(sees(Audience::Company, standing));
        }
    }
}

#[test]
fn a_text_is_trimmed_and_counted_in_grapheme_clusters() {
    assert_eq!(text("  hello \n", 5), Ok("hello".to_owned()));
    assert_eq!(text("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2).map(|kept| kept.len()), Ok(50));
    assert_eq!(text("hello!", 5), Err(BadText::TooLong { over: 1, limit: 5 }));
    assert_eq!(text(" \n ", 5), Err(BadText::Empty));
}

#[test]
fn a_post_needs_words_unless_it_passes_another_on() {
    let policy = ContentPolicy { post_length: 4, comment_length: 2, ..ContentPolicy::default() };
    assert_eq!(body("", false, &policy), Err(BadText::Empty));
    assert_eq!(body(" ", true, &policy), Ok(String::new()));
    assert_eq!(body("12345", true, &policy), Err(BadText::TooLong { over: 1, limit: 4 }));
}

#[test]
fn a_comment_is_deleted_by_who_wrote_it_or_the_post() {
    let [ana, ben, cleo] = [1, 2, 3].map(|n| MemberId::from_bytes([n; 16]));
    assert!(may_delete_comment(ana, ana, ben) && may_delete_comment(ben, ana, ben));
    assert!(!may_delete_comment(cleo, ana, ben));
}
