-- Searches that members keep, each under a name of its own.
CREATE TABLE saved_searches (
    id BYTEA NOT NULL PRIMARY KEY,
    member BYTEA NOT NULL,
    name TEXT {BYTEWISE} NOT NULL,
    query TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    UNIQUE (member, name)
) {WITHOUT_ROWID};
