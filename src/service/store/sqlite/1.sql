-- What an organisation has published: rows are added, and only the bytes of an envelope may be taken away.

CREATE TABLE batches (
    batch       BLOB    NOT NULL PRIMARY KEY CHECK (length(batch) = 8),
    org         TEXT    NOT NULL,
    manifest    BLOB    NOT NULL CHECK (length(manifest) = 32),
    publication BLOB    NOT NULL CHECK (length(publication) IN (0, 32)),
    list        INTEGER NOT NULL,
    epoch       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX batches_of_org ON batches (org, epoch);

-- A bundle grows by pieces; piece after piece it is the whole.
CREATE TABLE bundle_pieces (
    batch BLOB    NOT NULL REFERENCES batches,
    start INTEGER NOT NULL,
    bytes BLOB    NOT NULL,
    PRIMARY KEY (batch, start)
) STRICT;

-- The publication lists: which envelope may come.
CREATE TABLE listed (
    id     BLOB    NOT NULL CHECK (length(id) = 16),
    batch  BLOB    NOT NULL REFERENCES batches,
    kind   INTEGER NOT NULL,
    digest BLOB    NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (id, batch)
) STRICT, WITHOUT ROWID;

-- Without bytes: erased, and for ever.
CREATE TABLE envelopes (
    id    BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    batch BLOB    NOT NULL REFERENCES batches,
    kind  INTEGER NOT NULL,
    bytes BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE heads (
    org   TEXT    NOT NULL,
    epoch INTEGER NOT NULL,
    seq   INTEGER NOT NULL,
    bytes BLOB    NOT NULL,
    PRIMARY KEY (org, epoch, seq)
) STRICT;

CREATE TABLE parts (
    org    TEXT    NOT NULL,
    list   INTEGER NOT NULL,
    digest BLOB    NOT NULL CHECK (length(digest) = 32),
    bytes  BLOB    NOT NULL,
    PRIMARY KEY (org, list, digest)
) STRICT;

CREATE TRIGGER batches_stay BEFORE UPDATE ON batches BEGIN SELECT RAISE(ABORT, 'rows are only added'); END;
CREATE TRIGGER batches_remain BEFORE DELETE ON batches BEGIN SELECT RAISE(ABORT, 'rows are only added'); END;
CREATE TRIGGER bundle_pieces_stay BEFORE UPDATE ON bundle_pieces BEGIN SELECT RAISE(ABORT, 'rows are only added'); END;
CREATE TRIGGER bundle_pieces_remain BEFORE DELETE ON bundle_pieces BEGIN SELECT RAISE(ABORT, 'rows are only added'); END;
CREATE TRIGGER listed_stay BEFORE UPDATE ON listed BEGIN SELECT RAISE(ABORT, 'rows are only added'); END;
CREATE TRIGGER listed_remain BEFORE DELETE ON listed BEGIN SELECT RAISE(ABORT, 'rows are only added'); END;
CREATE TRIGGER heads_stay BEFORE UPDATE ON heads BEGIN SELECT RAISE(ABORT, 'rows are only added'); END;
CREATE TRIGGER heads_remain BEFORE DELETE ON heads BEGIN SELECT RAISE(ABORT, 'rows are only added'); END;
CREATE TRIGGER parts_stay BEFORE UPDATE ON parts BEGIN SELECT RAISE(ABORT, 'rows are only added'); END;
CREATE TRIGGER parts_remain BEFORE DELETE ON parts BEGIN SELECT RAISE(ABORT, 'rows are only added'); END;
CREATE TRIGGER envelopes_remain BEFORE DELETE ON envelopes BEGIN SELECT RAISE(ABORT, 'rows are only added'); END;
CREATE TRIGGER envelopes_stay BEFORE UPDATE ON envelopes
    WHEN NEW.bytes IS NOT NULL OR NEW.id <> OLD.id OR NEW.batch <> OLD.batch OR NEW.kind <> OLD.kind
    BEGIN SELECT RAISE(ABORT, 'an envelope is kept as it is, or erased'); END;
