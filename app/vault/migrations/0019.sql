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
