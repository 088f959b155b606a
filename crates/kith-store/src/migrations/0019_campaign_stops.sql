-- Variants of a campaign that were stopped for harm (R13), as the campaign's other values are kept.
ALTER TABLE campaigns ADD COLUMN stops TEXT NOT NULL DEFAULT '[]';
