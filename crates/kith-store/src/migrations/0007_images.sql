-- Pictures, with their bytes: a photo of a member, or what a post shows. `post` is null until a post
-- takes the picture. The bytes come last, so that the rest is read without them.

CREATE TABLE images (
    id BYTEA NOT NULL PRIMARY KEY,
    owner BYTEA NOT NULL,
    is_photo BIGINT NOT NULL,
    post BYTEA,
    place BIGINT NOT NULL,
    alt TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    small BYTEA NOT NULL,
    large BYTEA NOT NULL
);
CREATE INDEX images_of_owner ON images (owner, is_photo);
CREATE INDEX images_of_post ON images (post, place) WHERE post IS NOT NULL;
CREATE INDEX images_loose ON images (made_at, id) WHERE post IS NULL AND is_photo = 0;

ALTER TABLE accounts ADD COLUMN photo BYTEA;

-- The company in whose name a post is written.
ALTER TABLE posts ADD COLUMN company BYTEA;
CREATE INDEX posts_of_company ON posts (company, at, id) WHERE company IS NOT NULL;

-- Whom a post or a comment names by `@handle`.
CREATE TABLE mentions (
    subject BYTEA NOT NULL,
    member BYTEA NOT NULL,
    PRIMARY KEY (subject, member)
) {WITHOUT_ROWID};

-- The way into a group for whoever has the link. Its moderators read it again, and who reads this
-- table reads the group as well: so it is kept as it is.
CREATE TABLE group_links (
    grp BYTEA NOT NULL PRIMARY KEY,
    token TEXT {BYTEWISE} NOT NULL UNIQUE,
    made_by BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT
) {WITHOUT_ROWID};
