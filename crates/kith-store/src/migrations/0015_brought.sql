-- What members brought along from elsewhere. All of it is its owner's alone: nothing of it is in the
-- journal, and no statement reads it but by its owner.

-- An archive that was uploaded and waits for its member to choose; of one that was applied only what
-- became of it is left. The bytes come last, so that the rest is read without them.
CREATE TABLE archives (
    owner BYTEA NOT NULL PRIMARY KEY,
    id BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    chosen TEXT NOT NULL,
    reached BIGINT NOT NULL,
    answer TEXT NOT NULL,
    packed BYTEA NOT NULL
);
CREATE INDEX archives_due ON archives (expires_at);

-- When a member last took something over.
CREATE TABLE desks (
    owner BYTEA NOT NULL PRIMARY KEY,
    imported_at BIGINT NOT NULL
) {WITHOUT_ROWID};

-- Connections elsewhere. `key` is `in/` and the end of the profile's address, or `name/` with name
-- and day; `connected_on` is a day since 1970, `month` that day's year × 12 + month − 1.
CREATE TABLE brought_contacts (
    owner BYTEA NOT NULL,
    key TEXT {BYTEWISE} NOT NULL,
    folded TEXT {BYTEWISE} NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    email TEXT NOT NULL,
    company TEXT {BYTEWISE} NOT NULL,
    title TEXT {BYTEWISE} NOT NULL,
    connected_on BIGINT NOT NULL,
    month BIGINT NOT NULL,
    PRIMARY KEY (owner, key)
) {WITHOUT_ROWID};
CREATE INDEX brought_contacts_by_month ON brought_contacts (owner, month);
CREATE INDEX brought_contacts_by_company ON brought_contacts (owner, company);
CREATE INDEX brought_contacts_by_title ON brought_contacts (owner, title);
CREATE INDEX brought_contacts_newest ON brought_contacts (owner, connected_on);

-- Invitations sent and received elsewhere; `key` is the contact's, or empty.
CREATE TABLE past_invitations (
    owner BYTEA NOT NULL,
    outgoing BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    folded TEXT {BYTEWISE} NOT NULL,
    key TEXT {BYTEWISE} NOT NULL,
    name TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (owner, outgoing, sent_at, folded)
) {WITHOUT_ROWID};

-- Who recommended or endorsed.
CREATE TABLE praise (
    owner BYTEA NOT NULL,
    kind TEXT {BYTEWISE} NOT NULL,
    folded TEXT {BYTEWISE} NOT NULL,
    about TEXT {BYTEWISE} NOT NULL,
    key TEXT {BYTEWISE} NOT NULL,
    name TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (owner, kind, folded, about)
) {WITHOUT_ROWID};
CREATE INDEX praise_newest ON praise (owner, at);

-- When each side last wrote elsewhere; nothing of what.
CREATE TABLE talks (
    owner BYTEA NOT NULL,
    key TEXT {BYTEWISE} NOT NULL,
    name TEXT NOT NULL,
    mine BIGINT NOT NULL,
    theirs BIGINT NOT NULL,
    messages BIGINT NOT NULL,
    PRIMARY KEY (owner, key)
) {WITHOUT_ROWID};
CREATE INDEX talks_newest ON talks (owner, theirs);

-- Companies followed elsewhere that have no page here.
CREATE TABLE past_follows (
    owner BYTEA NOT NULL,
    folded TEXT {BYTEWISE} NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (owner, folded)
) {WITHOUT_ROWID};
