-- Version 19: what is over a computer's budget is kept apart, what the desk puts away loses its body,
-- and files that nobody asked for wait (docs/limits.md).

CREATE TABLE apart (              -- over its author's budget in a case: without effect
    id        BLOB PRIMARY KEY,
    case_id   BLOB NOT NULL,
    stream    BLOB NOT NULL,
    case_seq  INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    header    BLOB NOT NULL,
    signature BLOB NOT NULL,
    body      BLOB NOT NULL,      -- empty: put away by the desk, or more than is kept apart
    arrived   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX apart_case ON apart (case_id, stream, case_seq);

-- Counted as it comes: by adding it all up anew, each page of ten thousand would cost more.
CREATE TABLE apart_group (
    case_id  BLOB NOT NULL,
    stream   BLOB NOT NULL,
    number   INTEGER NOT NULL,
    size     INTEGER NOT NULL,    -- bytes of the bodies that are here
    since    INTEGER NOT NULL,
    disposed INTEGER NOT NULL,    -- how many have no body
    PRIMARY KEY (case_id, stream)
) WITHOUT ROWID;
CREATE TRIGGER apart_counted AFTER INSERT ON apart
BEGIN
    INSERT INTO apart_group
    VALUES (new.case_id, new.stream, 1, length(new.body), new.arrived, new.body = x'')
    ON CONFLICT (case_id, stream) DO UPDATE SET
        number = number + 1, size = size + excluded.size, disposed = disposed + excluded.disposed;
END;
CREATE TRIGGER apart_emptied AFTER UPDATE OF body ON apart
BEGIN
    UPDATE apart_group SET
        size = size - length(old.body) + length(new.body),
        disposed = disposed + (new.body = x'') - (old.body = x'')
    WHERE case_id = new.case_id AND stream = new.stream;
END;

CREATE TABLE disposed (           -- what the desk put away, here or before it came
    id       BLOB NOT NULL,
    case_id  BLOB NOT NULL,
    PRIMARY KEY (id, case_id)
) WITHOUT ROWID;
CREATE INDEX disposed_case ON disposed (case_id);

DROP TRIGGER envelope_unchanged;
-- As before; and of an order to erase (kind 4) the body may be emptied where the desk put it away.
CREATE TRIGGER envelope_unchanged BEFORE UPDATE ON envelope
WHEN (new.n, new.id, new.case_id, new.stream, new.seq, new.case_seq, new.kind, new.header,
        new.signature, new.arrived)
    IS NOT (old.n, old.id, old.case_id, old.stream, old.seq, old.case_seq, old.kind, old.header,
        old.signature, old.arrived)
    OR (old.kind = 4 AND NOT (new.body = x'' AND substr(old.body, 1, 2) = x'8601'
        AND EXISTS (SELECT 1 FROM disposed WHERE id = old.id AND case_id = old.case_id)))
    OR (old.kind <> 4 AND NOT (
        (new.body = x'' AND (
            EXISTS (SELECT 1 FROM erased WHERE id = old.id AND case_id = old.case_id)
            OR EXISTS (SELECT 1 FROM away WHERE id = old.id)))
        OR (old.body = x'' AND EXISTS (SELECT 1 FROM away WHERE id = old.id)
            AND NOT EXISTS (SELECT 1 FROM erased WHERE id = old.id))))
BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- Whose event named it, and whether it waits until somebody here asks for it.
ALTER TABLE chunk ADD COLUMN stream BLOB NOT NULL DEFAULT x'';
ALTER TABLE chunk ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
CREATE INDEX chunk_held ON chunk (case_id, n) WHERE held = 1 AND content IS NULL;
