-- What an organisation has published: rows are added, and only the bytes of an envelope may be taken away.

CREATE TABLE batches (
    batch       BYTEA  NOT NULL PRIMARY KEY CHECK (length(batch) = 8),
    org         TEXT   NOT NULL,
    manifest    BYTEA  NOT NULL CHECK (length(manifest) = 32),
    publication BYTEA  NOT NULL CHECK (length(publication) IN (0, 32)),
    list        BIGINT NOT NULL,
    epoch       BIGINT NOT NULL
);
CREATE INDEX batches_of_org ON batches (org, epoch);

-- A bundle grows by pieces; piece after piece it is the whole.
CREATE TABLE bundle_pieces (
    batch BYTEA  NOT NULL REFERENCES batches,
    start BIGINT NOT NULL,
    bytes BYTEA  NOT NULL,
    PRIMARY KEY (batch, start)
);

-- The publication lists: which envelope may come.
CREATE TABLE listed (
    id     BYTEA  NOT NULL CHECK (length(id) = 16),
    batch  BYTEA  NOT NULL REFERENCES batches,
    kind   BIGINT NOT NULL,
    digest BYTEA  NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (id, batch)
);

-- Without bytes: erased, and for ever.
CREATE TABLE envelopes (
    id    BYTEA  NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    batch BYTEA  NOT NULL REFERENCES batches,
    kind  BIGINT NOT NULL,
    bytes BYTEA
);

CREATE TABLE heads (
    org   TEXT   NOT NULL,
    epoch BIGINT NOT NULL,
    seq   BIGINT NOT NULL,
    bytes BYTEA  NOT NULL,
    PRIMARY KEY (org, epoch, seq)
);

CREATE TABLE parts (
    org    TEXT   NOT NULL,
    list   BIGINT NOT NULL,
    digest BYTEA  NOT NULL CHECK (length(digest) = 32),
    bytes  BYTEA  NOT NULL,
    PRIMARY KEY (org, list, digest)
);

CREATE FUNCTION rows_are_only_added() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'rows are only added'; END $$;
CREATE FUNCTION kept_or_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.bytes IS NOT NULL OR NEW.id <> OLD.id OR NEW.batch <> OLD.batch OR NEW.kind <> OLD.kind THEN
        RAISE EXCEPTION 'an envelope is kept as it is, or erased';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batches_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON batches EXECUTE FUNCTION rows_are_only_added();
CREATE TRIGGER bundle_pieces_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON bundle_pieces EXECUTE FUNCTION rows_are_only_added();
CREATE TRIGGER listed_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON listed EXECUTE FUNCTION rows_are_only_added();
CREATE TRIGGER heads_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON heads EXECUTE FUNCTION rows_are_only_added();
CREATE TRIGGER parts_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON parts EXECUTE FUNCTION rows_are_only_added();
CREATE TRIGGER envelopes_remain BEFORE DELETE OR TRUNCATE ON envelopes EXECUTE FUNCTION rows_are_only_added();
CREATE TRIGGER envelopes_stay BEFORE UPDATE ON envelopes FOR EACH ROW EXECUTE FUNCTION kept_or_erased();
