-- The vault, version 6: cases sent and cleared. See docs/formats/vault.md.

CREATE TABLE away (               -- whose bodies are at headquarters and not here
    id      BLOB PRIMARY KEY,
    case_id BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX away_case ON away (case_id);
CREATE TABLE cleared (            -- what is left of a case here: its number; `back`: it is wanted again
    case_id   BLOB PRIMARY KEY,
    reference TEXT NOT NULL,
    at        INTEGER NOT NULL,
    back      INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- A body may be emptied by order or because headquarters has it, and in the second case come again;
-- whether it is the same, its hash in the signed header says.
DROP TRIGGER envelope_unchanged;
CREATE TRIGGER envelope_unchanged BEFORE UPDATE ON envelope
WHEN old.kind = 4
    OR (new.n, new.id, new.case_id, new.stream, new.seq, new.case_seq, new.kind, new.header,
        new.signature, new.arrived)
    IS NOT (old.n, old.id, old.case_id, old.stream, old.seq, old.case_seq, old.kind, old.header,
        old.signature, old.arrived)
    OR NOT (
        (new.body = x'' AND (
            EXISTS (SELECT 1 FROM erased WHERE id = old.id AND case_id = old.case_id)
            OR EXISTS (SELECT 1 FROM away WHERE id = old.id)))
        OR (old.body = x'' AND EXISTS (SELECT 1 FROM away WHERE id = old.id)
            AND NOT EXISTS (SELECT 1 FROM erased WHERE id = old.id)))
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
