//! Sessions and tokens.

use kith_core::time::SECOND;
use kith_sim::databases::on_each;

use super::support::{T0, World};

#[test]
fn a_session_is_good_until_the_instant_it_expires_and_a_token_until_it_is_deleted() {
    on_each("sessions", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        let (session, token, over) = ([1; 32], [2; 32], [3; 32]);
        let ends = T0.plus(60 * SECOND);
        world
            .write(&[ann], T0, move |tx| {
                tx.insert_session(&session, ann, "all", T0, Some(ends));
                tx.insert_session(&token, ann, "read", T0, None);
                tx.insert_session(&over, ann, "all", T0, Some(T0));
                Ok(Ok(()))
            })
            .unwrap();
        let scope = |hash, at| world.read(|r| r.bearer(&hash, at)).map(|bearer| bearer.scope);
        assert_eq!(scope(session, ends.plus(-1)).as_deref(), Some("all"));
        assert_eq!(scope(session, ends), None);
        assert_eq!(scope(token, T0.plus_days(10_000)).as_deref(), Some("read"));
        assert_eq!(scope([9; 32], T0), None);
        let bearer = world.read(|reads| reads.bearer(&token, T0)).unwrap();
        assert_eq!((bearer.member, bearer.handle.as_str()), (ann, "ann"));
        assert_eq!(bearer.zone.name(), "UTC");

        let forget = |at| world.write(&[], at, move |tx| tx.forget_old(at, T0).map(Ok)).unwrap();
        assert_eq!(forget(T0.plus(-1)).value, 0);
        assert_eq!(forget(T0).value, 1, "the one that was over");
        assert_eq!(forget(ends).value, 1, "the session, at the instant it ends");
        world
            .write(&[ann], T0, move |tx| {
                tx.delete_session(&token);
                Ok(Ok(()))
            })
            .unwrap();
        assert_eq!(scope(token, T0), None);
    });
}
