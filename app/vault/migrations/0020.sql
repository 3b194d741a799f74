-- The schema of the vault, version 20: the first that is read for ever. docs/formats/vault.md.
-- Times are whole seconds since 1970 (UTC). Ids and hashes are byte strings.

-- The records: append-only, and the only truth. -----------------------------------------------

CREATE TABLE setting (            -- one value a name: keys, the officer's profile, small facts
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE directory (          -- the vault's own directory: its person and computers
    number INTEGER PRIMARY KEY,
    entry  BLOB NOT NULL
);
CREATE TRIGGER directory_stays BEFORE DELETE ON directory
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER directory_unchanged BEFORE UPDATE ON directory
BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TABLE organisation (       -- the organisation's directory, entry by entry
    n     INTEGER PRIMARY KEY,
    id    BLOB NOT NULL UNIQUE,   -- SHA-256 of the entry
    entry BLOB NOT NULL
);
CREATE TRIGGER organisation_stays BEFORE DELETE ON organisation
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER organisation_unchanged BEFORE UPDATE ON organisation
BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- The log of every case. Two envelopes may claim one place of a stream (a fork): both are kept.
CREATE TABLE envelope (
    n         INTEGER PRIMARY KEY,   -- the order in which they arrived
    id        BLOB NOT NULL UNIQUE,
    case_id   BLOB NOT NULL,
    stream    BLOB NOT NULL,
    seq       INTEGER NOT NULL,      -- in its stream
    case_seq  INTEGER NOT NULL,      -- in its stream, of this case alone
    kind      INTEGER NOT NULL,      -- docs/formats/envelope.md
    header    BLOB NOT NULL,
    signature BLOB NOT NULL,
    body      BLOB NOT NULL,         -- empty: erased by order, or cleared and at headquarters
    arrived   INTEGER NOT NULL
);
CREATE INDEX envelope_case ON envelope (case_id, n);
CREATE INDEX envelope_stream ON envelope (stream, seq);
-- Few records are orders to erase (kind 4), and they are looked for among all.
CREATE INDEX envelope_erase ON envelope (case_id) WHERE kind = 4;
-- Who reads a case is asked for each record that comes, and few of its records are grants (kind 2).
CREATE INDEX envelope_grant ON envelope (case_id, n) WHERE kind = 2;

CREATE TRIGGER envelope_stays BEFORE DELETE ON envelope
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
-- A body may be emptied by order or because headquarters has it, and in the second case put back;
-- whether it is the same, its hash in the signed header says. Nothing else of an envelope changes.
-- Of an order to erase (kind 4) the body may be emptied where the desk put it away.
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

-- Erasure by order of two people, and cases cleared from this computer. -----------------------

CREATE TABLE erased (             -- envelopes whose bodies are destroyed, here or before they came
    id       BLOB PRIMARY KEY,
    case_id  BLOB NOT NULL,
    order_id BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE erasure (            -- orders carried out here, and what the certificate says of them
    order_id  BLOB PRIMARY KEY,
    case_id   BLOB NOT NULL,
    reference TEXT NOT NULL,
    reason    TEXT NOT NULL,
    at        INTEGER NOT NULL,
    readers   BLOB NOT NULL,      -- the computers that could read the case: they must answer
    copies    BLOB NOT NULL DEFAULT x'80'   -- canonical CBOR: what went out of the records
) WITHOUT ROWID;
CREATE TABLE away (               -- envelopes whose bodies are at headquarters and not here
    id      BLOB PRIMARY KEY,
    case_id BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX away_case ON away (case_id);
CREATE TABLE cleared (            -- what is left of a cleared case here: its number
    case_id   BLOB PRIMARY KEY,
    reference TEXT NOT NULL,
    at        INTEGER NOT NULL,
    back      INTEGER NOT NULL DEFAULT 0   -- 1: it is to be fetched again
) WITHOUT ROWID;

-- Lists and search: made from the log again, case by case, whenever something of a case changes.

CREATE TABLE case_row (           -- what the list shows
    n          INTEGER PRIMARY KEY,
    case_id    BLOB NOT NULL UNIQUE,
    reference  TEXT NOT NULL,
    name       TEXT NOT NULL,
    stage      TEXT NOT NULL,
    updated    INTEGER NOT NULL,
    restricted INTEGER NOT NULL DEFAULT 0,
    conflicts  INTEGER NOT NULL DEFAULT 0,   -- how many are open
    received   INTEGER NOT NULL DEFAULT 0,   -- 1: the desk has read it, up to its last event
    marks      TEXT NOT NULL DEFAULT ''      -- one space between
);
CREATE INDEX case_row_updated ON case_row (updated DESC, n DESC);
CREATE INDEX case_row_unread ON case_row (case_id) WHERE received = 0;

CREATE VIRTUAL TABLE case_search USING fts5 (
    text, tokenize = "unicode61 remove_diacritics 0", prefix = '2 3', detail = none
);
-- else the words of a deleted row stay readable in the index
INSERT INTO case_search (case_search, rank) VALUES ('secure-delete', 1);

CREATE TABLE task (               -- what is to be done
    case_id BLOB NOT NULL,
    kind    TEXT NOT NULL,        -- stage, referral, consent, withdrawal, decision, retention, ...
    what    TEXT NOT NULL,        -- what it is about: a stage, a purpose, a status
    agency  TEXT NOT NULL,
    ref     BLOB NOT NULL,        -- a referral, a consent, a decision; x'' where it is the case
    since   INTEGER NOT NULL,
    due     INTEGER NOT NULL,     -- 0: no day
    PRIMARY KEY (case_id, kind, what, agency, ref)
) WITHOUT ROWID;
CREATE INDEX task_due ON task (due = 0, due, case_id, since);
CREATE TABLE untold (             -- cases whose rows below `case_row` are still to be made again
    case_id BLOB PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE likeness (           -- by what a person may be found in another case
    key     TEXT NOT NULL,        -- n: a word of a name without vowels; passport, civil_id, phone
    case_id BLOB NOT NULL,
    PRIMARY KEY (key, case_id)
) WITHOUT ROWID;
CREATE INDEX likeness_case ON likeness (case_id);

CREATE TABLE office_row (         -- what an office's work is counted by
    case_id BLOB PRIMARY KEY,
    opened  INTEGER NOT NULL,
    closed  INTEGER NOT NULL,     -- 1: it is
    kinds   TEXT NOT NULL,        -- of case, one space between
    waits   TEXT NOT NULL,        -- for a supervisor: handed, review; '' for neither
    since   INTEGER NOT NULL      -- when that began; 0 for neither
) WITHOUT ROWID;
CREATE INDEX office_row_waits ON office_row (since) WHERE waits <> '';

CREATE TABLE tie (                -- what ties a case to others: groups, people, links
    case_id BLOB NOT NULL,
    kind    TEXT NOT NULL,        -- group, person, case, proceeding
    ref     BLOB NOT NULL,        -- a group, a person, another case, a proceeding
    what    TEXT NOT NULL,        -- the group's kind, the person's role, as what it is linked
    name    TEXT NOT NULL,
    of      BLOB NOT NULL,        -- the group whose cases share it; x'' for none
    others  INTEGER NOT NULL,     -- of a group: how many other cases were known
    at      INTEGER NOT NULL,     -- when its case was last changed
    PRIMARY KEY (case_id, kind, ref)
) WITHOUT ROWID;
CREATE INDEX tie_ref ON tie (kind, ref, case_id);
CREATE INDEX tie_of ON tie (of, kind) WHERE of <> x'';

CREATE TABLE profile (            -- referral systems that the desk gave, as the teams' logs say
    n   INTEGER PRIMARY KEY,
    raw BLOB NOT NULL             -- its text
);
CREATE TABLE device_program (     -- the version of Sanad that a computer last named in a record
    stream  BLOB PRIMARY KEY,
    program TEXT NOT NULL,
    at      INTEGER NOT NULL      -- by that computer's clock
) WITHOUT ROWID;

-- Unfinished interviews: overwritten in place, signed by nobody. ------------------------------

CREATE TABLE draft (
    id      BLOB PRIMARY KEY,
    form    BLOB NOT NULL,        -- the questionnaire's hash
    started INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    place   TEXT NOT NULL DEFAULT '',
    closed  INTEGER NOT NULL DEFAULT 1,   -- 0 while a screen has it open; after a crash too
    number  INTEGER NOT NULL DEFAULT 0,   -- how many times it was kept
    meta    BLOB NOT NULL
);
CREATE TABLE draft_answer (
    n      INTEGER PRIMARY KEY,   -- the order in which places first appeared
    draft  BLOB NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    path   TEXT NOT NULL,
    value  TEXT NOT NULL,
    origin TEXT NOT NULL DEFAULT '',   -- typed, calculated, default, carried, action; '': not said
    UNIQUE (draft, path)
);
CREATE TABLE draft_file (         -- becomes an attachment of the case when it is finished
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
CREATE TABLE draft_end (          -- destroyed on purpose since the guard's file was written whole
    draft   BLOB PRIMARY KEY
) WITHOUT ROWID;
CREATE TABLE draft_loss (         -- what the guard knew of a draft, and what an unlock found of it
    n        INTEGER PRIMARY KEY,
    draft    BLOB NOT NULL,       -- empty: the guard itself was gone or damaged
    number   INTEGER NOT NULL,    -- how many times it had been kept
    answers  INTEGER NOT NULL,    -- how many answers it had
    at       INTEGER NOT NULL,    -- when it was last kept
    remained INTEGER NOT NULL,    -- answers that are left
    noticed  INTEGER NOT NULL,
    accepted INTEGER NOT NULL DEFAULT 0,   -- when the officer went on with what is left
    UNIQUE (draft, number)
);

CREATE TABLE typed (              -- words of a page or dialog, typed and not yet said: no record
    place   TEXT NOT NULL,        -- the page, and what it is about
    field   TEXT NOT NULL,
    text    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (place, field)
) WITHOUT ROWID;
CREATE TABLE revisit (            -- it was not safe to talk: when, where and how to try again
    n       INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    time    TEXT NOT NULL,
    place   TEXT NOT NULL,
    how     TEXT NOT NULL,
    outcome TEXT NOT NULL DEFAULT '',   -- unsafe, forbidden, declined, overheard
    present TEXT NOT NULL DEFAULT ''    -- who was there, one space between
);
CREATE TABLE tally (              -- anonymous counts: of whom, nobody can say
    what TEXT NOT NULL,
    year INTEGER NOT NULL,
    n    INTEGER NOT NULL,
    PRIMARY KEY (what, year)
) WITHOUT ROWID;

-- Questionnaires. ------------------------------------------------------------------------------

CREATE TABLE form (               -- kept for as long as a case may show them
    hash    BLOB PRIMARY KEY,
    form_id TEXT NOT NULL,
    version TEXT NOT NULL,
    titles  BLOB NOT NULL,
    xml     BLOB NOT NULL,
    shipped INTEGER NOT NULL,
    offered INTEGER NOT NULL DEFAULT 1,
    added   INTEGER NOT NULL
);
CREATE TABLE form_media (         -- of a form pack: what a questionnaire shows and plays
    form    BLOB NOT NULL,        -- the questionnaire's hash
    name    TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (form, name)
);
-- As they were compiled, and their long lists row by row: made again from the questionnaire.
CREATE TABLE form_compiled (
    form    BLOB PRIMARY KEY,     -- the questionnaire's hash
    engine  BLOB NOT NULL,        -- which engine made it; another makes its own anew
    content BLOB NOT NULL         -- zlib of JSON
) WITHOUT ROWID;
CREATE TABLE form_list (          -- a list of more than 1,000 rows
    n    INTEGER PRIMARY KEY,
    form BLOB NOT NULL,
    name TEXT NOT NULL,           -- the instance
    UNIQUE (form, name)
);
CREATE TABLE form_row (
    list  INTEGER NOT NULL,
    at    INTEGER NOT NULL,       -- from 0
    cells TEXT NOT NULL,          -- JSON: a text for each column
    PRIMARY KEY (list, at)
) WITHOUT ROWID;
CREATE TABLE form_cell (          -- of the columns that rows are looked up by
    list  INTEGER NOT NULL,
    name  TEXT NOT NULL,
    value TEXT NOT NULL,
    at    INTEGER NOT NULL,
    PRIMARY KEY (list, name, value, at)
) WITHOUT ROWID;

-- Attachments. ---------------------------------------------------------------------------------

CREATE TABLE chunk (              -- sealed before it comes here; what it belongs to, an event says
    n       INTEGER PRIMARY KEY,
    id      BLOB NOT NULL,        -- SHA-256 of its bytes
    case_id BLOB NOT NULL,
    size    INTEGER NOT NULL,
    content BLOB,                 -- NULL: still to be fetched
    there   INTEGER NOT NULL DEFAULT 0,   -- 1: headquarters said that it is there
    stream  BLOB NOT NULL DEFAULT x'',    -- whose event named it
    held    INTEGER NOT NULL DEFAULT 0,   -- 1: it waits until somebody here asks for it
    UNIQUE (case_id, id)
);
CREATE INDEX chunk_wanted ON chunk (n) WHERE content IS NULL;
CREATE INDEX chunk_held ON chunk (case_id, n) WHERE held = 1 AND content IS NULL;
CREATE INDEX chunk_unsent ON chunk (case_id, n) WHERE there = 0 AND content IS NOT NULL;

-- Over a computer's budget (docs/limits.md). --------------------------------------------------

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

-- Colleagues, and the post by a folder. -------------------------------------------------------

CREATE TABLE team_key (           -- keys of the teams that this vault is or was in
    team   BLOB NOT NULL,
    number INTEGER NOT NULL,
    key    BLOB NOT NULL,
    PRIMARY KEY (team, number, key)
) WITHOUT ROWID;
CREATE TABLE waiting (            -- came in, can't be used yet or was refused: kept, tried again
    id      BLOB PRIMARY KEY,     -- SHA-256 of raw
    raw     BLOB NOT NULL,        -- an envelope or an entry of the directory
    about   BLOB NOT NULL,        -- the envelope's id, as far as nobody has verified it
    why     TEXT NOT NULL,
    arrived INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX waiting_about ON waiting (about);
CREATE TABLE delivered (          -- what a colleague's computer confirmed that it holds
    item   BLOB NOT NULL,         -- id of an envelope or of an entry
    device BLOB NOT NULL,
    PRIMARY KEY (item, device)
) WITHOUT ROWID;
CREATE TABLE parcel (             -- a file that this vault wrote for the post
    id   BLOB PRIMARY KEY,        -- SHA-256 of the file
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
CREATE TABLE taken (              -- a colleague's file that came in: confirmed with the next post
    parcel BLOB PRIMARY KEY,
    maker  BLOB NOT NULL,
    at     INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE invitation (         -- that this desk wrote
    id    BLOB PRIMARY KEY,
    hash  BLOB NOT NULL,          -- SHA-256 of its file
    seed  BLOB NOT NULL,
    until INTEGER NOT NULL,
    team  BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE admission (          -- which place of an invitation an answer was given
    answer     BLOB PRIMARY KEY,  -- SHA-256 of it
    invitation BLOB NOT NULL,
    place      INTEGER NOT NULL,
    UNIQUE (invitation, place)
) WITHOUT ROWID;
CREATE TABLE came_in (            -- events of colleagues that somebody here should see
    event   BLOB PRIMARY KEY,
    case_id BLOB NOT NULL,
    what    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    read    INTEGER NOT NULL DEFAULT 0   -- 1: the case's officer has seen it
);
CREATE TABLE fresh (              -- envelopes that came in and that `came_in` doesn't know of yet
    id      BLOB PRIMARY KEY,
    case_id BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE stale (              -- cases with news that the list and search don't show yet
    case_id BLOB PRIMARY KEY
) WITHOUT ROWID;
CREATE TABLE countersigned (      -- when this desk last said that it has read a case
    case_id BLOB PRIMARY KEY,
    at      INTEGER NOT NULL
) WITHOUT ROWID;

-- Headquarters. --------------------------------------------------------------------------------

-- Whatever way a record comes in, it counts as not there until headquarters has named its hash.
CREATE TABLE unsent (
    n   INTEGER PRIMARY KEY,      -- of the envelope
    ask INTEGER NOT NULL DEFAULT 0,   -- 1: it may be there; asked before it is sent
    why TEXT NOT NULL DEFAULT ''      -- the kind of headquarters' refusal
);
CREATE INDEX unsent_ask ON unsent (n) WHERE ask = 1;
CREATE TRIGGER envelope_unsent AFTER INSERT ON envelope
BEGIN INSERT INTO unsent (n) VALUES (new.n); END;

CREATE TABLE forked (             -- streams of which two envelopes claim one place
    stream BLOB PRIMARY KEY
) WITHOUT ROWID;
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
CREATE TABLE case_receipt (       -- of one case, where headquarters lacks some of the stream
    case_id  BLOB NOT NULL,
    stream   BLOB NOT NULL,
    id       BLOB NOT NULL,       -- of the envelope up to which; of each branch, where there are two
    case_seq INTEGER NOT NULL,
    epoch    BLOB NOT NULL,
    raw      BLOB NOT NULL,
    PRIMARY KEY (case_id, stream, id)
) WITHOUT ROWID;
CREATE INDEX case_receipt_stream ON case_receipt (stream);
