-- What pages say of themselves that posts link to. `due_at` is when one is to be fetched, or, while
-- it is, when whoever does is given up; `fresh_until` is how long what came of it is not asked again.
-- `id` is made from the address.

CREATE TABLE link_previews (
    id BYTEA NOT NULL PRIMARY KEY,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT,
    fresh_until BIGINT,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    site TEXT NOT NULL
) {WITHOUT_ROWID};
CREATE INDEX link_previews_due ON link_previews (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX link_previews_of_host ON link_previews (host, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX link_previews_fresh ON link_previews (fresh_until) WHERE due_at IS NULL;

-- The page that a post links to first.
CREATE TABLE post_links (
    post BYTEA NOT NULL PRIMARY KEY,
    link BYTEA NOT NULL
) {WITHOUT_ROWID};
CREATE INDEX post_links_to ON post_links (link);

-- When a host may next be asked for a page.
CREATE TABLE preview_hosts (
    host TEXT {BYTEWISE} NOT NULL PRIMARY KEY,
    free_at BIGINT NOT NULL
) {WITHOUT_ROWID};
CREATE INDEX preview_hosts_free ON preview_hosts (free_at);
