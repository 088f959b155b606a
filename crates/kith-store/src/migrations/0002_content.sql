-- What members share. Texts may be long, so these rows stand beside their ids' index.

CREATE TABLE posts (
    id BYTEA NOT NULL PRIMARY KEY,
    author BYTEA NOT NULL,
    audience TEXT NOT NULL,
    body TEXT NOT NULL,
    grp BYTEA,
    repost_of BYTEA,
    at BIGINT NOT NULL,
    edited_at BIGINT
);
CREATE INDEX posts_of_author ON posts (author, at, id);
CREATE INDEX posts_of_group ON posts (grp, at, id) WHERE grp IS NOT NULL;
CREATE INDEX posts_passed_on ON posts (repost_of, at) WHERE repost_of IS NOT NULL;

CREATE TABLE comments (
    id BYTEA NOT NULL PRIMARY KEY,
    post BYTEA NOT NULL,
    whose BYTEA NOT NULL,
    parent BYTEA,
    author BYTEA NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    edited_at BIGINT
);
CREATE INDEX comments_of_post ON comments (post, at, id, author);
CREATE INDEX comments_toward ON comments (author, whose, at);

-- To a post or a comment; `whose` is who wrote that.
CREATE TABLE reactions (
    subject BYTEA NOT NULL,
    member BYTEA NOT NULL,
    reaction TEXT NOT NULL,
    whose BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (subject, member)
) {WITHOUT_ROWID};
CREATE INDEX reactions_toward ON reactions (member, whose, at);
