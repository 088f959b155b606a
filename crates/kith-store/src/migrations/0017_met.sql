-- Where and when two met, in the sender's words: with an invitation in person or from an event.
ALTER TABLE invitations ADD COLUMN met TEXT;
