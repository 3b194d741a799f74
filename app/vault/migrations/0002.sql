-- The vault, version 2: colleagues. See docs/formats/vault.md.

-- Two envelopes may claim one place of a stream (a fork): both are kept, and it shows.
DROP TRIGGER envelope_stays;
DROP TRIGGER envelope_unchanged;
DROP INDEX envelope_case;
ALTER TABLE envelope RENAME TO envelope_1;
CREATE TABLE envelope (           -- the log of every case; append-only, the only truth
    n         INTEGER PRIMARY KEY,
    id        BLOB NOT NULL UNIQUE,
    case_id   BLOB NOT NULL,
    stream    BLOB NOT NULL,
    seq       INTEGER NOT NULL,
    case_seq  INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    header    BLOB NOT NULL,
    signature BLOB NOT NULL,
    body      BLOB NOT NULL,
    arrived   INTEGER NOT NULL
);
INSERT INTO envelope SELECT * FROM envelope_1 ORDER BY n;
DROP TABLE envelope_1;
CREATE INDEX envelope_case ON envelope (case_id, n);
CREATE INDEX envelope_stream ON envelope (stream, seq);
CREATE TRIGGER envelope_stays BEFORE DELETE ON envelope
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER envelope_unchanged BEFORE UPDATE ON envelope
BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TABLE organisation (       -- its directory, entry by entry; append-only
    n     INTEGER PRIMARY KEY,
    id    BLOB NOT NULL UNIQUE,       -- SHA-256 of the entry
    entry BLOB NOT NULL
);
CREATE TRIGGER organisation_stays BEFORE DELETE ON organisation
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER organisation_unchanged BEFORE UPDATE ON organisation
BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TABLE team_key (           -- keys of the teams that this vault is or was in
    team   BLOB NOT NULL,
    number INTEGER NOT NULL,
    key    BLOB NOT NULL,
    PRIMARY KEY (team, number, key)
) WITHOUT ROWID;

CREATE TABLE waiting (            -- came in and can't be used yet, or was refused: kept, tried again
    id      BLOB PRIMARY KEY,         -- SHA-256 of raw
    raw     BLOB NOT NULL,            -- an envelope or an entry of the directory
    about   BLOB NOT NULL,            -- the envelope's id, as far as nobody has verified it
    why     TEXT NOT NULL,
    arrived INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX waiting_about ON waiting (about);

CREATE TABLE delivered (          -- what a colleague's computer confirmed that it holds
    item   BLOB NOT NULL,             -- id of an envelope or of an entry
    device BLOB NOT NULL,
    PRIMARY KEY (item, device)
) WITHOUT ROWID;

CREATE TABLE parcel (             -- a file that this vault wrote for the post
    id   BLOB PRIMARY KEY,            -- SHA-256 of the file
    made INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE parcel_item (
    parcel BLOB NOT NULL,
    item   BLOB NOT NULL,
    PRIMARY KEY (parcel, item)
) WITHOUT ROWID;

CREATE TABLE parcel_to (          -- for whom a file is, case by case: they alone can confirm it
    parcel  BLOB NOT NULL,
    case_id BLOB NOT NULL,
    device  BLOB NOT NULL,
    PRIMARY KEY (parcel, case_id, device)
) WITHOUT ROWID;

CREATE TABLE taken (              -- a colleague's file that was taken in: confirmed with the next post
    parcel BLOB PRIMARY KEY,
    maker  BLOB NOT NULL,
    at     INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE invitation (         -- that this desk wrote
    id    BLOB PRIMARY KEY,
    hash  BLOB NOT NULL,              -- SHA-256 of its file
    seed  BLOB NOT NULL,
    until INTEGER NOT NULL,
    team  BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE admission (          -- which place of an invitation an answer was given
    answer     BLOB PRIMARY KEY,      -- SHA-256 of it
    invitation BLOB NOT NULL,
    place      INTEGER NOT NULL,
    UNIQUE (invitation, place)
) WITHOUT ROWID;

CREATE TABLE came_in (            -- events of colleagues that somebody here should see
    event   BLOB PRIMARY KEY,
    case_id BLOB NOT NULL,
    what    TEXT NOT NULL,
    at      INTEGER NOT NULL
);

ALTER TABLE case_row ADD COLUMN conflicts INTEGER NOT NULL DEFAULT 0;
