-- Templates that members keep, each under a name of its own. `circle` says who else finds one:
-- nobody (me), the members of the group `grp`, or everybody.
CREATE TABLE templates (
    id BYTEA NOT NULL PRIMARY KEY,
    owner BYTEA NOT NULL,
    name TEXT {BYTEWISE} NOT NULL,
    purpose TEXT NOT NULL,
    body TEXT NOT NULL,
    circle TEXT NOT NULL,
    grp BYTEA,
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (owner, name)
) {WITHOUT_ROWID};
CREATE INDEX templates_of_everybody ON templates (name, id) WHERE circle = 'everybody';
CREATE INDEX templates_of_group ON templates (grp, name) WHERE grp IS NOT NULL;
