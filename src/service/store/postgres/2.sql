-- An envelope may stand in a bucket: then its row has the object's name in the place of the bytes.

ALTER TABLE envelopes ADD COLUMN object BYTEA CHECK (object IS NULL OR bytes IS NULL AND length(object) = 32);

CREATE OR REPLACE FUNCTION kept_or_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.bytes IS NOT NULL OR NEW.object IS NOT NULL
        OR NEW.id <> OLD.id OR NEW.batch <> OLD.batch OR NEW.kind <> OLD.kind THEN
        RAISE EXCEPTION 'an envelope is kept as it is, or erased';
    END IF;
    RETURN NEW;
END $$;
