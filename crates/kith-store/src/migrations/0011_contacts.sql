-- What members keep about others for themselves alone: a note, and labels.
CREATE TABLE contacts (
    member BYTEA NOT NULL,
    about BYTEA NOT NULL,
    note TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (member, about)
) {WITHOUT_ROWID};
CREATE INDEX contacts_newest ON contacts (member, changed_at, about);

CREATE TABLE contact_labels (
    member BYTEA NOT NULL,
    label TEXT {BYTEWISE} NOT NULL,
    about BYTEA NOT NULL,
    PRIMARY KEY (member, label, about)
) {WITHOUT_ROWID};
CREATE INDEX contact_labels_of ON contact_labels (member, about, label);
