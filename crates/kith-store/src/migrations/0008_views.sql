-- Who looked at whose profile, once for each viewer and day of the viewed member's calendar
-- (counted from 1970-01-01). A private view is not here at all.

ALTER TABLE accounts ADD COLUMN viewing_mode TEXT NOT NULL DEFAULT 'full';

CREATE TABLE profile_views (
    viewed BYTEA NOT NULL,
    day BIGINT NOT NULL,
    viewer BYTEA NOT NULL,
    trace TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (viewed, day, viewer)
) {WITHOUT_ROWID};
CREATE INDEX profile_views_at ON profile_views (at);
