-- The vault, version 4: erasure by order of two people. See docs/formats/vault.md.

CREATE TABLE erased (             -- whose bodies are destroyed, here or before they came
    id       BLOB PRIMARY KEY,
    case_id  BLOB NOT NULL,
    order_id BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE erasure (            -- orders carried out here; what a certificate says
    order_id  BLOB PRIMARY KEY,
    case_id   BLOB NOT NULL,
    reference TEXT NOT NULL,
    reason    TEXT NOT NULL,
    at        INTEGER NOT NULL,
    readers   BLOB NOT NULL       -- the computers that could read the case: they must answer
) WITHOUT ROWID;

-- A body may be emptied where an order that holds names it; nothing else of an envelope changes.
DROP TRIGGER envelope_unchanged;
CREATE TRIGGER envelope_unchanged BEFORE UPDATE ON envelope
WHEN new.body <> x'' OR old.kind = 4
    OR (new.n, new.id, new.case_id, new.stream, new.seq, new.case_seq, new.kind, new.header,
        new.signature, new.arrived)
    IS NOT (old.n, old.id, old.case_id, old.stream, old.seq, old.case_seq, old.kind, old.header,
        old.signature, old.arrived)
    OR NOT EXISTS (SELECT 1 FROM erased WHERE id = old.id AND case_id = old.case_id)
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
