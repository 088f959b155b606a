-- Campaigns (R13): what a member's outreach does with whom, at which pace.

CREATE TABLE campaigns (
    id BYTEA NOT NULL PRIMARY KEY,
    member BYTEA NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    paused_by TEXT,
    audience TEXT NOT NULL,
    given TEXT NOT NULL,
    steps TEXT NOT NULL,
    pace TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    -- When to look whether the next thing may go out; nothing: something has to happen first.
    next_at BIGINT,
    version BIGINT NOT NULL
) {WITHOUT_ROWID};
CREATE INDEX campaigns_of_member ON campaigns (member, created_at);
CREATE INDEX campaigns_due ON campaigns (next_at) WHERE state = 'running' AND next_at IS NOT NULL;
CREATE INDEX campaigns_started ON campaigns (started_at) WHERE started_at IS NOT NULL;

-- One person's way through a campaign. `holds` keeps a member's other campaigns from them.
CREATE TABLE campaign_people (
    campaign BYTEA NOT NULL,
    person BYTEA NOT NULL,
    member BYTEA NOT NULL,
    place BIGINT NOT NULL,
    arm BIGINT NOT NULL,
    stage TEXT NOT NULL,
    outcome TEXT,
    next_message BIGINT NOT NULL,
    invitation BYTEA,
    noted BIGINT NOT NULL,
    invited_at BIGINT,
    accepted_at BIGINT,
    replied_at BIGINT,
    ended_at BIGINT,
    ready_at BIGINT,
    due_at BIGINT,
    holds BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (campaign, person)
) {WITHOUT_ROWID};
CREATE UNIQUE INDEX campaign_people_held ON campaign_people (member, person) WHERE holds = 1;
CREATE INDEX campaign_people_between ON campaign_people (member, person);
CREATE INDEX campaign_people_open ON campaign_people (person) WHERE stage <> 'ended';
CREATE INDEX campaign_people_ready ON campaign_people (campaign, stage, ready_at, place) WHERE ready_at IS NOT NULL;
CREATE INDEX campaign_people_due ON campaign_people (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX campaign_people_invited ON campaign_people (invitation) WHERE invitation IS NOT NULL;

-- Everything that campaigns did.
CREATE TABLE campaign_sends (
    member BYTEA NOT NULL,
    at BIGINT NOT NULL,
    campaign BYTEA NOT NULL,
    person BYTEA NOT NULL,
    what TEXT NOT NULL,
    place BIGINT NOT NULL,
    about BYTEA,
    PRIMARY KEY (campaign, person, what, place)
) {WITHOUT_ROWID};
CREATE INDEX campaign_sends_of_member ON campaign_sends (member, at);
CREATE INDEX campaign_sends_at ON campaign_sends (at);
CREATE INDEX campaign_sends_of_campaign ON campaign_sends (campaign, at);

-- Who wants no campaigns, of whom; sixteen zero bytes: of anybody.
CREATE TABLE do_not_contact (
    recipient BYTEA NOT NULL,
    sender BYTEA NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (recipient, sender)
) {WITHOUT_ROWID};

CREATE INDEX invitations_of_campaigns ON invitations (recipient, sent_at) WHERE source = 'campaign';
