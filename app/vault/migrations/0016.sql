-- The vault, version 16: where copies of an erased case may be, and which papers were issued about it.
-- See docs/formats/vault.md.

ALTER TABLE erasure ADD COLUMN copies BLOB NOT NULL DEFAULT x'80';  -- canonical CBOR: what went out of the records

-- Few records are orders, and they are looked for among all.
CREATE INDEX envelope_erase ON envelope (case_id) WHERE kind = 4;

-- An order that nobody has confirmed is a task.
INSERT OR IGNORE INTO untold
    SELECT case_id FROM case_row WHERE case_id IN (SELECT case_id FROM envelope WHERE kind = 4);
