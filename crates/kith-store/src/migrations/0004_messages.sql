-- Conversations, InMail, introductions, reports.

ALTER TABLE accounts ADD COLUMN open_profile BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN inmail BIGINT NOT NULL DEFAULT 1;

ALTER TABLE messages ADD COLUMN kind TEXT NOT NULL DEFAULT 'message';
ALTER TABLE messages ADD COLUMN subject TEXT;
UPDATE messages SET kind = 'note' WHERE EXISTS (SELECT 1 FROM invitations i WHERE i.id = messages.invitation AND i.sent_at = messages.sent_at);
CREATE INDEX messages_openers ON messages (sender, sent_at) WHERE kind = 'opener';

-- One row a pair: what each side has written, read and answered. Its id is its first message's.
CREATE TABLE conversations (
    low BYTEA NOT NULL,
    high BYTEA NOT NULL,
    id BYTEA NOT NULL,
    last_at BIGINT NOT NULL,
    low_wrote BIGINT,
    low_read BIGINT,
    low_muted BIGINT,
    low_archived BIGINT,
    low_request TEXT NOT NULL,
    high_wrote BIGINT,
    high_read BIGINT,
    high_muted BIGINT,
    high_archived BIGINT,
    high_request TEXT NOT NULL,
    PRIMARY KEY (low, high)
) {WITHOUT_ROWID};
CREATE UNIQUE INDEX conversations_by_id ON conversations (id);
CREATE INDEX conversations_of_low ON conversations (low, last_at, id);
CREATE INDEX conversations_of_high ON conversations (high, last_at, id);
CREATE INDEX conversations_low_unread ON conversations (low, high) WHERE high_wrote IS NOT NULL AND (low_read IS NULL OR low_read < high_wrote);
CREATE INDEX conversations_high_unread ON conversations (high, low) WHERE low_wrote IS NOT NULL AND (high_read IS NULL OR high_read < low_wrote);

-- What was written before has been read where it stood.
INSERT INTO conversations (low, high, id, last_at, low_wrote, low_read, low_request, high_wrote, high_read, high_request)
SELECT m.low, m.high, (SELECT f.id FROM messages f WHERE f.low = m.low AND f.high = m.high ORDER BY f.sent_at, f.id LIMIT 1), max(m.sent_at), max(CASE WHEN m.sender = m.low THEN m.sent_at END), max(m.sent_at), 'none', max(CASE WHEN m.sender = m.high THEN m.sent_at END), max(m.sent_at), 'none' FROM messages m GROUP BY m.low, m.high;

-- InMail: the credits of a member, and each InMail that spent one.
CREATE TABLE inmail_credits (
    member BYTEA NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    months BIGINT NOT NULL,
    credits BIGINT NOT NULL,
    spent BIGINT NOT NULL,
    version BIGINT NOT NULL
) {WITHOUT_ROWID};
CREATE TABLE inmails (
    message BYTEA NOT NULL PRIMARY KEY,
    sender BYTEA NOT NULL,
    recipient BYTEA NOT NULL,
    sent_at BIGINT NOT NULL,
    ending TEXT,
    ended_at BIGINT,
    returned BIGINT NOT NULL
) {WITHOUT_ROWID};
CREATE INDEX inmails_to ON inmails (sender, recipient, sent_at);

-- An introduction's text and life: the row that forward, accept and decline race for.
CREATE TABLE introductions (
    id BYTEA NOT NULL PRIMARY KEY,
    asker BYTEA NOT NULL,
    connector BYTEA NOT NULL,
    target BYTEA NOT NULL,
    note TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    moved_at BIGINT
) {WITHOUT_ROWID};
CREATE INDEX introductions_asked ON introductions (asker, asked_at, id);
CREATE INDEX introductions_through ON introductions (connector, asked_at, id);
CREATE INDEX introductions_received ON introductions (target, asked_at, id);

CREATE TABLE reports (
    id BYTEA NOT NULL PRIMARY KEY,
    reporter BYTEA NOT NULL,
    reported BYTEA NOT NULL,
    conversation BYTEA NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    done BIGINT NOT NULL,
    done_at BIGINT,
    done_by BYTEA
) {WITHOUT_ROWID};
CREATE INDEX reports_by_done ON reports (done, at, id);
