-- Whom a moderator removed from a group, until a moderator has taken them in again.

CREATE TABLE group_removals (
    grp BYTEA NOT NULL,
    member BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (grp, member)
) {WITHOUT_ROWID};
