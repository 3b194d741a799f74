-- The vault, version 3: headquarters. See docs/formats/vault.md.

-- Whatever way a record comes in, it counts as not there until headquarters has named its hash.
CREATE TABLE unsent (
    n   INTEGER PRIMARY KEY,      -- of the envelope
    ask INTEGER NOT NULL DEFAULT 0,   -- 1: it may be there; asked before it is sent
    why TEXT NOT NULL DEFAULT ''      -- the kind of headquarters' refusal
);
CREATE INDEX unsent_ask ON unsent (n) WHERE ask = 1;
INSERT INTO unsent (n) SELECT n FROM envelope;
CREATE TRIGGER envelope_unsent AFTER INSERT ON envelope
BEGIN INSERT INTO unsent (n) VALUES (new.n); END;

CREATE TABLE forked (             -- streams of which two envelopes claim one place
    stream BLOB PRIMARY KEY
) WITHOUT ROWID;
INSERT INTO forked SELECT DISTINCT stream FROM envelope GROUP BY stream, seq HAVING count(*) > 1;
CREATE TRIGGER envelope_forks AFTER INSERT ON envelope
WHEN EXISTS (SELECT 1 FROM envelope WHERE stream = new.stream AND seq = new.seq AND n <> new.n)
BEGIN INSERT OR IGNORE INTO forked VALUES (new.stream); END;

CREATE TABLE sync_state (         -- what was last known of headquarters
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE cursor (             -- up to where its feed was followed; `next`: once all is fetched
    shard INTEGER PRIMARY KEY,
    pos   INTEGER NOT NULL,
    next  INTEGER NOT NULL
);
CREATE TABLE fetched (            -- how far each case was fetched, and the last it has there
    case_id BLOB PRIMARY KEY,
    after   INTEGER NOT NULL,
    last    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX fetched_due ON fetched (case_id) WHERE last > after;
CREATE TABLE hole (               -- what came in a place of a case and was not to be used
    case_id  BLOB NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (case_id, position)
) WITHOUT ROWID;

CREATE TABLE receipt (            -- verified; `epoch`: of headquarters' history it was given in
    stream BLOB NOT NULL,
    seq    INTEGER NOT NULL,
    id     BLOB NOT NULL,
    epoch  BLOB NOT NULL,
    raw    BLOB NOT NULL,
    PRIMARY KEY (stream, id, epoch)
) WITHOUT ROWID;

CREATE TABLE stale (              -- cases with news that the list and search don't show yet
    case_id BLOB PRIMARY KEY
) WITHOUT ROWID;
CREATE TABLE fresh (              -- the news: envelopes that came in, for what colleagues should see
    id      BLOB PRIMARY KEY,
    case_id BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE countersigned (      -- when this desk last said that it has read a case
    case_id BLOB PRIMARY KEY,
    at      INTEGER NOT NULL
) WITHOUT ROWID;

ALTER TABLE case_row ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
CREATE INDEX case_row_unread ON case_row (case_id) WHERE received = 0;
