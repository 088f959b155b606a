-- When a deactivated account is deleted for good; null where an operator deactivated it, or it is
-- active.
ALTER TABLE accounts ADD COLUMN leaves_at BIGINT;
CREATE INDEX accounts_leaving ON accounts (leaves_at) WHERE leaves_at IS NOT NULL;
