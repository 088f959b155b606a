//! What a network that nobody uses must not do.

use super::{
    client::Client,
    server::{Flags, on_each},
};

#[test]
fn due_work_that_finds_nothing_to_do_leaves_no_line_in_the_journal() {
    on_each(Flags::SANDBOX, |server| {
        let anonymous = Client::anonymous(server);
        let operator = anonymous.operator(server);
        let (ana, ben) = (anonymous.join("ana"), anonymous.join("ben"));
        ana.sends(&ben);
        // Its mail goes out.
        anonymous.advance("PT10S");
        let newest = || operator.list("/admin/journal?limit=1");
        let before = newest();
        for span in ["PT10S", "PT10S", "P1D"] {
            anonymous.advance(span);
        }
        assert_eq!(newest(), before);
    });
}
