-- What members have confirmed of themselves: the address of their account by a link mailed there, the
-- address of their profile elsewhere by their own archive. `asked_at` is when a link was last mailed.
CREATE TABLE identities (
    member BYTEA NOT NULL,
    kind TEXT {BYTEWISE} NOT NULL,
    value TEXT NOT NULL,
    asked_at BIGINT,
    since BIGINT,
    PRIMARY KEY (member, kind)
) {WITHOUT_ROWID};

-- Who wants to be reconnected: without a row, nobody. At `due_at` the member's contacts are compared
-- with others', in pieces: `reached` is the key of the last contact of the round that is under way.
CREATE TABLE reconnecting (
    member BYTEA NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    due_at BIGINT,
    round BIGINT NOT NULL,
    reached TEXT {BYTEWISE} NOT NULL,
    looked_at BIGINT
) {WITHOUT_ROWID};
CREATE INDEX reconnecting_due ON reconnecting (due_at) WHERE due_at IS NOT NULL;

-- For each contact of theirs a keyed hash of what both are known by, the same from either side:
-- `first` says from which. It says nothing of either, and is alone unless the other lists them, too.
CREATE TABLE reconnect_marks (
    mark BYTEA NOT NULL,
    first BIGINT NOT NULL,
    member BYTEA NOT NULL,
    claimed BIGINT NOT NULL,
    round BIGINT NOT NULL,
    PRIMARY KEY (mark, first, member)
) {WITHOUT_ROWID};
CREATE INDEX reconnect_marks_of ON reconnect_marks (member, round);

-- Two who list each other, each under a key of their own contacts. `due_at` is when they are asked, or, once both said yes and one of them
-- rests, when they are connected; `ended_at` when they were, in whatever way.
CREATE TABLE reconnect_offers (
    low BYTEA NOT NULL,
    high BYTEA NOT NULL,
    id BYTEA NOT NULL,
    low_key TEXT NOT NULL,
    high_key TEXT NOT NULL,
    offered_at BIGINT,
    due_at BIGINT,
    low_answer TEXT,
    high_answer TEXT,
    ended_at BIGINT,
    PRIMARY KEY (low, high)
) {WITHOUT_ROWID};
CREATE UNIQUE INDEX reconnect_offers_by_id ON reconnect_offers (id);
CREATE INDEX reconnect_offers_of_low ON reconnect_offers (low, offered_at, id);
CREATE INDEX reconnect_offers_of_high ON reconnect_offers (high, offered_at, id);
CREATE INDEX reconnect_offers_due ON reconnect_offers (due_at) WHERE due_at IS NOT NULL;

-- Contacts by their e-mail address, to show under which name a member knows somebody.
CREATE INDEX brought_contacts_by_email ON brought_contacts (owner, email) WHERE email <> '';
