-- Ids are sixteen bytes, instants are microseconds since 1970 UTC, yes/no is 1/0, words of the
-- rulebook are their codes. One text for both databases; words in braces differ.

CREATE TABLE accounts (
    id BYTEA NOT NULL PRIMARY KEY,
    handle TEXT {BYTEWISE} NOT NULL UNIQUE,
    email TEXT UNIQUE,
    password TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    headline TEXT NOT NULL,
    location TEXT NOT NULL,
    industry TEXT NOT NULL,
    about TEXT NOT NULL,
    history TEXT NOT NULL,
    plan TEXT NOT NULL,
    role TEXT NOT NULL,
    status TEXT NOT NULL,
    gate TEXT NOT NULL,
    connections_visible BIGINT NOT NULL,
    follow_first BIGINT NOT NULL,
    time_zone TEXT NOT NULL,
    reminders BIGINT NOT NULL,
    connections BIGINT NOT NULL,
    ladder_level TEXT NOT NULL,
    ladder_at BIGINT,
    paused_until BIGINT,
    pending_full_since BIGINT,
    joined_at BIGINT NOT NULL
) {WITHOUT_ROWID};
CREATE INDEX accounts_on_ladder ON accounts (ladder_at) WHERE ladder_at IS NOT NULL;
CREATE INDEX accounts_pending_full ON accounts (pending_full_since) WHERE pending_full_since IS NOT NULL;

-- What stands between two members: one row, seen from either side.
CREATE TABLE pairs (
    low BYTEA NOT NULL,
    high BYTEA NOT NULL,
    version BIGINT NOT NULL,
    connected_at BIGINT,
    low_follows BIGINT,
    low_blocked BIGINT,
    low_unblocked BIGINT,
    low_unknown BIGINT,
    low_invitation BYTEA,
    high_follows BIGINT,
    high_blocked BIGINT,
    high_unblocked BIGINT,
    high_unknown BIGINT,
    high_invitation BYTEA,
    PRIMARY KEY (low, high)
) {WITHOUT_ROWID};
CREATE INDEX pairs_low_connected ON pairs (low, connected_at, high, low_follows, high_follows) WHERE connected_at IS NOT NULL;
CREATE INDEX pairs_high_connected ON pairs (high, connected_at, low, low_follows, high_follows) WHERE connected_at IS NOT NULL;
CREATE INDEX pairs_low_follow ON pairs (low, low_follows, high_follows, high) WHERE connected_at IS NULL AND (low_follows IS NOT NULL OR high_follows IS NOT NULL);
CREATE INDEX pairs_high_follow ON pairs (high, low_follows, high_follows, low) WHERE connected_at IS NULL AND (low_follows IS NOT NULL OR high_follows IS NOT NULL);
CREATE INDEX pairs_low_block ON pairs (low, high) WHERE low_blocked IS NOT NULL OR high_blocked IS NOT NULL;
CREATE INDEX pairs_high_block ON pairs (high, low) WHERE low_blocked IS NOT NULL OR high_blocked IS NOT NULL;

-- An invitation's text and life: the row that accept, ignore, withdraw, expiry and block race for.
CREATE TABLE invitations (
    id BYTEA NOT NULL PRIMARY KEY,
    sender BYTEA NOT NULL,
    recipient BYTEA NOT NULL,
    note TEXT,
    source TEXT NOT NULL,
    via BYTEA,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    ended_at BIGINT,
    unknown BIGINT NOT NULL,
    boost BYTEA,
    unknown_at BIGINT
) {WITHOUT_ROWID};
CREATE INDEX invitations_sent ON invitations (sender, sent_at);
CREATE INDEX invitations_attempts ON invitations (sender, recipient, sent_at);
CREATE INDEX invitations_open_sent ON invitations (sender, expires_at) WHERE state IN ('pending', 'ignored');
CREATE INDEX invitations_open_received ON invitations (recipient, sent_at) WHERE state IN ('pending', 'ignored');
CREATE INDEX invitations_due ON invitations (expires_at) WHERE state IN ('pending', 'ignored');
CREATE INDEX invitations_unknown ON invitations (sender, unknown_at) WHERE unknown = 1;

CREATE TABLE messages (
    id BYTEA NOT NULL PRIMARY KEY,
    low BYTEA NOT NULL,
    high BYTEA NOT NULL,
    sender BYTEA NOT NULL,
    body TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    invitation BYTEA
) {WITHOUT_ROWID};
CREATE INDEX messages_of_pair ON messages (low, high, sent_at);

CREATE TABLE restrictions (
    id BYTEA NOT NULL PRIMARY KEY,
    member BYTEA NOT NULL,
    level TEXT NOT NULL,
    signal TEXT NOT NULL,
    evidence TEXT NOT NULL,
    at BIGINT NOT NULL,
    until BIGINT,
    set_by BYTEA,
    lifted_at BIGINT,
    lifted_by BYTEA,
    appeal TEXT,
    appealed_at BIGINT
) {WITHOUT_ROWID};
CREATE INDEX restrictions_of_member ON restrictions (member, at);
CREATE INDEX restrictions_newest ON restrictions (at);
CREATE INDEX restrictions_appealed ON restrictions (appealed_at) WHERE appealed_at IS NOT NULL;

CREATE TABLE boosts (
    id BYTEA NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    extra BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
) {WITHOUT_ROWID};
CREATE TABLE boost_members (
    member BYTEA NOT NULL,
    boost BYTEA NOT NULL,
    PRIMARY KEY (member, boost)
) {WITHOUT_ROWID};
CREATE INDEX invitations_boosted ON invitations (sender, boost) WHERE boost IS NOT NULL;

CREATE TABLE dismissals (
    member BYTEA NOT NULL,
    other BYTEA NOT NULL,
    PRIMARY KEY (member, other)
) {WITHOUT_ROWID};

-- Sessions of the browser and tokens of the API; only the hash of the secret is kept.
CREATE TABLE sessions (
    hash BYTEA NOT NULL PRIMARY KEY,
    member BYTEA NOT NULL,
    scope TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT
) {WITHOUT_ROWID};
CREATE INDEX sessions_of_member ON sessions (member);
CREATE INDEX sessions_due ON sessions (expires_at) WHERE expires_at IS NOT NULL;

-- What happened, in commit order within each lane; one lane has one writer at a time.
CREATE TABLE lanes (
    lane BIGINT NOT NULL PRIMARY KEY,
    head BIGINT NOT NULL
) {WITHOUT_ROWID};
CREATE TABLE journal (
    lane BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor BYTEA,
    command BYTEA NOT NULL,
    changes TEXT NOT NULL,
    PRIMARY KEY (lane, seq)
) {WITHOUT_ROWID};
-- Not unique: an Idempotency-Key may be used again once its answer is forgotten.
CREATE INDEX journal_commands ON journal (command);
CREATE INDEX journal_newest ON journal (at);

-- What a command under an Idempotency-Key answered, for a day.
CREATE TABLE answers (
    command BYTEA NOT NULL PRIMARY KEY,
    fingerprint BIGINT NOT NULL,
    lane BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    answer TEXT NOT NULL,
    at BIGINT NOT NULL
) {WITHOUT_ROWID};
CREATE INDEX answers_due ON answers (at);

-- Facts about the store itself.
CREATE TABLE facts (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) {WITHOUT_ROWID};
