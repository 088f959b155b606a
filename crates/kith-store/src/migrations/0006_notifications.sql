-- What members are told, written with what it tells of. `about`, `item`, `actor` and `other` are
-- looked up again whenever it is shown, so that what is gone or hidden by then is not.
CREATE TABLE notifications (
    member BYTEA NOT NULL,
    id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    about BYTEA NOT NULL,
    item BYTEA,
    actor BYTEA,
    other BYTEA,
    at BIGINT NOT NULL,
    seen_at BIGINT,
    mail_due BIGINT,
    mail BYTEA,
    PRIMARY KEY (member, id)
) {WITHOUT_ROWID};
CREATE INDEX notifications_newest ON notifications (member, at, id);
CREATE INDEX notifications_unseen ON notifications (member, at) WHERE seen_at IS NULL;
CREATE INDEX notifications_to_mail ON notifications (mail_due) WHERE mail_due IS NOT NULL;
CREATE INDEX notifications_of_mail ON notifications (mail) WHERE mail IS NOT NULL;

-- What a member chose for a kind; without a row, what is usual.
CREATE TABLE notification_settings (
    member BYTEA NOT NULL,
    kind TEXT NOT NULL,
    page BIGINT NOT NULL,
    mailing TEXT NOT NULL,
    PRIMARY KEY (member, kind)
) {WITHOUT_ROWID};

-- Mails to be sent, without their text: that is written when they go out. `due_at` is when one is
-- tried next, or, while it is being sent, when whoever sends it is given up.
CREATE TABLE mails (
    id BYTEA NOT NULL PRIMARY KEY,
    member BYTEA NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    due_at BIGINT,
    ended_at BIGINT,
    problem TEXT
) {WITHOUT_ROWID};
CREATE INDEX mails_due ON mails (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX mails_ended ON mails (state, ended_at, id) WHERE ended_at IS NOT NULL;

-- Which invitations a reminder is due for.
CREATE INDEX invitations_waiting ON invitations (sent_at, id) WHERE state = 'pending';
