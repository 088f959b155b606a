-- Groups, events and companies' pages. `folded` is the name as it is searched and compared.

CREATE TABLE groups (
    id BYTEA NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT {BYTEWISE} NOT NULL,
    about TEXT NOT NULL,
    access TEXT NOT NULL,
    created_by BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    closed_at BIGINT,
    version BIGINT NOT NULL
) {WITHOUT_ROWID};
CREATE INDEX groups_newest ON groups (created_at, id) WHERE closed_at IS NULL;

-- What a member is to a group: owner, moderator, member, asked, invited.
CREATE TABLE group_members (
    grp BYTEA NOT NULL,
    member BYTEA NOT NULL,
    standing TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (grp, member)
) {WITHOUT_ROWID};
CREATE INDEX group_members_newest ON group_members (grp, since, member, standing);
CREATE INDEX group_members_of ON group_members (member, since, grp, standing);

-- `going` and `waiting` count the rows of event_people: seats are given away here.
CREATE TABLE events (
    id BYTEA NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT {BYTEWISE} NOT NULL,
    about TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    zone TEXT NOT NULL,
    place TEXT NOT NULL,
    link TEXT NOT NULL,
    capacity BIGINT,
    organiser BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    cancelled_at BIGINT,
    version BIGINT NOT NULL,
    going BIGINT NOT NULL,
    waiting BIGINT NOT NULL
) {WITHOUT_ROWID};
CREATE INDEX events_by_start ON events (starts_at, id);
CREATE INDEX events_of_organiser ON events (organiser, id);

CREATE TABLE event_people (
    event BYTEA NOT NULL,
    member BYTEA NOT NULL,
    state TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (event, member)
) {WITHOUT_ROWID};
CREATE INDEX event_people_in_turn ON event_people (event, state, since, member);
CREATE INDEX event_people_of ON event_people (member, event, state);

CREATE TABLE companies (
    id BYTEA NOT NULL PRIMARY KEY,
    handle TEXT {BYTEWISE} NOT NULL UNIQUE,
    name TEXT NOT NULL,
    folded TEXT {BYTEWISE} NOT NULL UNIQUE,
    about TEXT NOT NULL,
    industry TEXT NOT NULL,
    location TEXT NOT NULL,
    website TEXT NOT NULL,
    owner BYTEA,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL
) {WITHOUT_ROWID};

CREATE INDEX companies_of_owner ON companies (owner, id) WHERE owner IS NOT NULL;

CREATE TABLE company_followers (
    company BYTEA NOT NULL,
    member BYTEA NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (company, member)
) {WITHOUT_ROWID};
CREATE INDEX company_followers_newest ON company_followers (company, since, member);
CREATE INDEX company_followers_of ON company_followers (member, since, company);

-- Competitors, as chosen for a page; `place` is their order there.
CREATE TABLE company_rivals (
    company BYTEA NOT NULL,
    place BIGINT NOT NULL,
    rival BYTEA NOT NULL,
    PRIMARY KEY (company, place)
) {WITHOUT_ROWID};
CREATE INDEX company_rivals_of ON company_rivals (rival, company);
