-- Invitations by e-mail. `address` is a keyed hash; the address itself stands in `plain` only while
-- mail may go there: not after an opt-out, an answer, a withdrawal or the expiry. `hint` is what its
-- sender is shown of it.
CREATE TABLE email_invitations (
    id BYTEA NOT NULL PRIMARY KEY,
    sender BYTEA NOT NULL,
    address BYTEA NOT NULL,
    plain TEXT,
    hint TEXT NOT NULL,
    name TEXT NOT NULL,
    note TEXT,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    ended_at BIGINT,
    due_at BIGINT,
    mails BIGINT NOT NULL,
    mail BYTEA,
    member BYTEA,
    opted_out_at BIGINT
) {WITHOUT_ROWID};
CREATE INDEX email_invitations_sent ON email_invitations (sender, sent_at, id);
CREATE INDEX email_invitations_attempts ON email_invitations (sender, address, sent_at);
CREATE INDEX email_invitations_open_sent ON email_invitations (sender, expires_at) WHERE state IN ('pending', 'ignored');
CREATE INDEX email_invitations_waiting ON email_invitations (address, sent_at) WHERE state = 'pending';
CREATE INDEX email_invitations_plain ON email_invitations (address) WHERE plain IS NOT NULL;
CREATE INDEX email_invitations_lapsing ON email_invitations (expires_at) WHERE state IN ('pending', 'ignored');
CREATE INDEX email_invitations_due ON email_invitations (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX email_invitations_mail ON email_invitations (mail) WHERE mail IS NOT NULL;
CREATE INDEX email_invitations_member ON email_invitations (member) WHERE member IS NOT NULL;
CREATE INDEX email_invitations_opted_out ON email_invitations (sender, opted_out_at) WHERE opted_out_at IS NOT NULL;

-- Addresses that get no invitation by e-mail any more, for ever: their keyed hashes.
CREATE TABLE opted_out (
    address BYTEA NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL
) {WITHOUT_ROWID};

-- Mails of the last days by the address's keyed hash, for the limits by address and network.
CREATE TABLE address_mails (
    address BYTEA NOT NULL,
    at BIGINT NOT NULL,
    invitation BYTEA NOT NULL,
    PRIMARY KEY (address, at, invitation)
) {WITHOUT_ROWID};
CREATE INDEX address_mails_newest ON address_mails (at);

-- Addresses that members have shown to be theirs, by opening the link in a mail to them.
CREATE TABLE proven_addresses (
    member BYTEA NOT NULL,
    address BYTEA NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (member, address)
) {WITHOUT_ROWID};
CREATE INDEX proven_addresses_by_address ON proven_addresses (address);
