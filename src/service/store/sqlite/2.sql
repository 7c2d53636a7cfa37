-- An envelope may stand in a bucket: then its row has the object's name in the place of the bytes.

ALTER TABLE envelopes ADD COLUMN object BLOB CHECK (object IS NULL OR bytes IS NULL AND length(object) = 32);

DROP TRIGGER envelopes_stay;
CREATE TRIGGER envelopes_stay BEFORE UPDATE ON envelopes
    WHEN NEW.bytes IS NOT NULL OR NEW.object IS NOT NULL
        OR NEW.id <> OLD.id OR NEW.batch <> OLD.batch OR NEW.kind <> OLD.kind
    BEGIN SELECT RAISE(ABORT, 'an envelope is kept as it is, or erased'); END;
