//! The statements of the invitation transaction as kith-store writes them, word for word.

/// `meet` of kith-store.
pub const MEET: &str = "\
    SELECT a.id, a.plan, a.status, a.gate, a.connections_visible, a.follow_first, a.time_zone, \
    a.reminders, a.connections, a.ladder_level, a.ladder_at, a.paused_until, \
    a.pending_full_since, b.id, b.plan, b.status, b.gate, b.connections_visible, b.follow_first, \
    b.time_zone, b.reminders, b.connections, b.ladder_level, b.ladder_at, b.paused_until, \
    b.pending_full_since, p.low, p.high, p.version, p.connected_at, p.low_follows, \
    p.low_blocked, p.low_unblocked, p.low_unknown, p.low_invitation, p.high_follows, \
    p.high_blocked, p.high_unblocked, p.high_unknown, p.high_invitation, l.id, l.state, \
    l.sent_at, l.expires_at, l.ended_at, h.id, h.state, h.sent_at, h.expires_at, h.ended_at FROM \
    accounts a LEFT JOIN accounts b ON b.id = $2 LEFT JOIN pairs p ON p.low = $3 AND p.high = $4 \
    LEFT JOIN invitations l ON l.id = p.low_invitation LEFT JOIN invitations h ON h.id = \
    p.high_invitation WHERE a.id = $1";
/// `usage_of` of kith-store.
pub const USAGE_OF: &str = "\
    SELECT (SELECT count(*) FROM invitations WHERE sender = $1 AND sent_at > $3 AND boost IS \
    NULL AND ($7 = 0 OR state <> 'withdrawn')), (SELECT min(sent_at) FROM invitations WHERE \
    sender = $1 AND sent_at > $3 AND boost IS NULL AND ($7 = 0 OR state <> 'withdrawn')), \
    (SELECT sent_at FROM invitations WHERE sender = $1 AND sent_at > $3 AND boost IS NULL AND \
    ($7 = 0 OR state <> 'withdrawn') ORDER BY sent_at DESC LIMIT 1 OFFSET $4), (SELECT count(*) \
    FROM invitations WHERE sender = $1 AND state IN ('pending', 'ignored') AND expires_at > $2), \
    (SELECT min(expires_at) FROM invitations WHERE sender = $1 AND state IN ('pending', \
    'ignored') AND expires_at > $2), (SELECT expires_at FROM invitations WHERE sender = $1 AND \
    state IN ('pending', 'ignored') AND expires_at > $2 ORDER BY expires_at DESC LIMIT 1 OFFSET \
    $8), (SELECT count(*) FROM invitations WHERE sender = $1 AND sent_at > $5), (SELECT count(*) \
    FROM invitations WHERE sender = $1 AND sent_at > $6), (SELECT count(*) FROM boost_members \
    WHERE member = $1)";
/// `insert_invitation` of kith-store.
pub const INSERT_INVITATION: &str = "\
    INSERT INTO invitations (id, sender, recipient, note, source, via, sent_at, expires_at, \
    state, ended_at, unknown, boost, unknown_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, \
    $10, $11, $12, CASE WHEN $11 = 1 THEN $10 END)";
/// `insert_pair` of kith-store.
pub const INSERT_PAIR: &str = "\
    INSERT INTO pairs (low, high, version, connected_at, low_follows, low_blocked, \
    low_unblocked, low_unknown, low_invitation, high_follows, high_blocked, high_unblocked, \
    high_unknown, high_invitation) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, \
    $13, $14) ON CONFLICT (low, high) DO NOTHING";
/// `update_pair` of kith-store.
pub const UPDATE_PAIR: &str = "\
    UPDATE pairs SET version = $3, connected_at = $4, low_follows = $5, low_blocked = $6, \
    low_unblocked = $7, low_unknown = $8, low_invitation = $9, high_follows = $10, high_blocked \
    = $11, high_unblocked = $12, high_unknown = $13, high_invitation = $14 WHERE low = $1 AND \
    high = $2 AND version = $3 - 1";
/// `take_numbers` of kith-store.
pub const TAKE_NUMBERS: &str = "\
    UPDATE lanes SET head = head + $2 WHERE lane = $1 RETURNING head";
/// `append` of kith-store.
pub const APPEND: &str = "\
    INSERT INTO journal (lane, seq, at, actor, command, changes) VALUES ($1, $2, $3, $4, $5, $6)";

#[cfg(test)]
#[test]
fn these_are_the_statements_of_kith_store() {
    let sources = [
        include_str!("../../../crates/kith-store/src/invitations.rs"),
        include_str!("../../../crates/kith-store/src/journal.rs"),
        include_str!("../../../crates/kith-store/src/meetings.rs"),
        include_str!("../../../crates/kith-store/src/pairs.rs"),
    ];
    let all = [MEET, USAGE_OF, INSERT_INVITATION, INSERT_PAIR, UPDATE_PAIR, TAKE_NUMBERS, APPEND];
    for sql in all {
        assert!(sources.iter().any(|source| source.contains(&format!("\"{sql}\""))), "{sql}");
    }
}
