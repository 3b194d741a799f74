-- The vault, version 5: encrypted chunks of attachments. See docs/formats/attachment.md.

CREATE TABLE chunk (              -- sealed before it comes here; what it belongs to, an event says
    n       INTEGER PRIMARY KEY,
    id      BLOB NOT NULL,        -- SHA-256 of its bytes
    case_id BLOB NOT NULL,
    size    INTEGER NOT NULL,
    content BLOB,                 -- NULL: still to be fetched
    there   INTEGER NOT NULL DEFAULT 0,   -- 1: headquarters said that it is there
    UNIQUE (case_id, id)
);
CREATE INDEX chunk_wanted ON chunk (n) WHERE content IS NULL;
CREATE INDEX chunk_unsent ON chunk (case_id, n) WHERE there = 0 AND content IS NOT NULL;
