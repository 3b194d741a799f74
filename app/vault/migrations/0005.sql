-- The vault, version 5: encrypted chunks of attachments, receipts case by case.
-- See docs/formats/attachment.md, docs/formats/sync.md.

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

CREATE TABLE case_receipt (       -- of what a stream wrote in one case, where headquarters lacks some of the stream
    case_id  BLOB NOT NULL,
    stream   BLOB NOT NULL,
    case_seq INTEGER NOT NULL,
    epoch    BLOB NOT NULL,
    raw      BLOB NOT NULL,
    PRIMARY KEY (case_id, stream)
) WITHOUT ROWID;
CREATE INDEX case_receipt_stream ON case_receipt (stream);
