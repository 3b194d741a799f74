-- The vault, version 11: files that are answers of unfinished interviews, and what a questionnaire shows
-- and plays. See docs/formats/vault.md.

CREATE TABLE draft_file (         -- becomes an attachment of the case when its interview is finished
    draft   BLOB NOT NULL,
    name    TEXT NOT NULL,        -- the answer
    told    BLOB NOT NULL,        -- canonical CBOR: file, key, kind, size, hash, chunks, photo
    PRIMARY KEY (draft, name)
) WITHOUT ROWID;

CREATE TABLE draft_chunk (        -- sealed before it comes here, as an attachment's chunks are
    n       INTEGER PRIMARY KEY,
    draft   BLOB NOT NULL,
    id      BLOB NOT NULL,        -- SHA-256 of its bytes
    content BLOB NOT NULL,
    UNIQUE (draft, id)
);

CREATE TABLE form_media (         -- of a form pack; it stays as long as the questionnaire does
    form    BLOB NOT NULL,        -- the questionnaire's hash
    name    TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (form, name)
);
