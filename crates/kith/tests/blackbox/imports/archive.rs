//! A member's own archive, imported by command.

use kith_archive::made::{Era, Plan, archive};
use kith_core::time::Timestamp;
use kith_sim::databases::on_each;

use super::{Folder, agrees, both, done, import};
use crate::blackbox::{client::PASSWORD, server::command};

#[test]
fn a_members_archive_is_shown_and_imported_and_again_changes_nothing() {
    on_each("import_archive", |location| {
        let mut create =
            command(&["admin", "create", "ana", "--email", "ana@example.org"], location);
        create.env("KITH_PASSWORD", PASSWORD);
        done(create);
        let folder = Folder::new();
        let at = Timestamp::from_micros(1_780_000_000_000_000);
        let file = folder.file("archive.zip", archive(&Plan::small(Era::Early, at)));
        let run = |more: &[&str]| {
            let mut command = import(location, "linkedin", &file);
            command.args(more);
            command
        };
        let fails = |more: &[&str], why: &str| {
            let output = run(more).output().expect("the binary starts");
            assert_eq!(output.status.code(), Some(1), "{}", both(&output));
            assert!(both(&output).contains(why), "{}", both(&output));
        };
        let seen = done(run(&["--as", "ana", "--preview"]));
        assert!(seen.contains("connections: 60 found, 60 new, 0 already there"), "{seen}");
        assert!(seen.contains("Line 5: it does not say in which year it began."), "{seen}");
        assert!(seen.contains("nothing is imported"), "{seen}");
        fails(&["--as", "nobody"], "there is no member nobody");
        fails(&["--as", "ana", "--only", "passwords"], "There is no part “passwords”");
        let some = done(run(&["--as", "ana", "--only", "skills,positions"]));
        assert!(some.contains("imported positions: 3 new, 0 already there"), "{some}");
        assert!(!some.contains("imported connections"), "{some}");
        let first = done(run(&["--as", "ana"]));
        assert!(first.contains("imported positions: 0 new, 3 already there"), "{first}");
        assert!(first.contains("imported connections: 60 new, 0 already there"), "{first}");
        let second = done(run(&["--as", "ana"]));
        assert!(second.contains("imported connections: 0 new, 60 already there"), "{second}");
        agrees(location);
        let broken = folder.file("broken.zip", "no archive");
        let mut command = import(location, "linkedin", &broken);
        let output = command.args(["--as", "ana"]).output().expect("the binary starts");
        assert!(both(&output).contains("This is not a whole ZIP file"), "{}", both(&output));
    });
}
