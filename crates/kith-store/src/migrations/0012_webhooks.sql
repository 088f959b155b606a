-- Where members' and the community's programs are told of what happens. The secret signs what is
-- sent and is read again for that, so it is kept as it is. `events` are words between blanks.
CREATE TABLE webhooks (
    id BYTEA NOT NULL PRIMARY KEY,
    owner BYTEA NOT NULL,
    scope TEXT NOT NULL,
    url TEXT NOT NULL,
    events TEXT NOT NULL,
    secret BYTEA NOT NULL,
    made_at BIGINT NOT NULL
) {WITHOUT_ROWID};
CREATE INDEX webhooks_of ON webhooks (owner, made_at, id);
CREATE INDEX webhooks_of_community ON webhooks (made_at, id) WHERE scope = 'community';

-- What each is told: which event about what, not the words, which are written when it goes out.
CREATE TABLE deliveries (
    webhook BYTEA NOT NULL,
    about BYTEA NOT NULL,
    event TEXT NOT NULL,
    member BYTEA NOT NULL,
    other BYTEA NOT NULL,
    state TEXT,
    happened_at BIGINT NOT NULL,
    progress TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT,
    ended_at BIGINT,
    problem TEXT,
    PRIMARY KEY (webhook, about)
) {WITHOUT_ROWID};
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_newest ON deliveries (webhook, happened_at, about);
CREATE INDEX deliveries_ended ON deliveries (ended_at) WHERE ended_at IS NOT NULL;
