-- Counts of what people did leave out who is deactivated: few, so that each is looked up in an
-- index of these alone.
CREATE INDEX accounts_absent ON accounts (status, id) WHERE status <> 'active';
