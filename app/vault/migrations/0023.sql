-- Who is away and who stands in, as what teams share says it: of each absence its highest version.
CREATE TABLE absence (
    id         BLOB NOT NULL,
    person     BLOB NOT NULL,
    version    INTEGER NOT NULL,
    event      BLOB NOT NULL,       -- of two of one version the greater speaks
    substitute BLOB NOT NULL,
    first      TEXT NOT NULL,       -- 2026-12-01, both days included
    last       TEXT NOT NULL,
    reason     TEXT NOT NULL,
    restricted INTEGER NOT NULL,    -- 1: restricted cases too
    ended      INTEGER NOT NULL,    -- 1: before its last day
    set_by     BLOB NOT NULL,       -- the person
    PRIMARY KEY (id, person)
) WITHOUT ROWID;

-- Who stands or stood in, case by case, as the cases say it: made from the log again.
CREATE TABLE stand_in (
    case_id     BLOB NOT NULL,
    absence     BLOB NOT NULL,
    person      BLOB NOT NULL,      -- who stands in
    absent      BLOB NOT NULL,
    absent_name TEXT NOT NULL,
    first       INTEGER NOT NULL,   -- seconds since 1970, both included
    last        INTEGER NOT NULL,
    ended       INTEGER NOT NULL,
    own         INTEGER NOT NULL,   -- 1: has the case for another reason too
    shared      INTEGER NOT NULL,   -- 1: reads it by a team too
    by_self     INTEGER NOT NULL,   -- 1: whoever stands in said so, and nobody else
    others      BLOB NOT NULL,      -- ids of teams that somebody else gave the case to, one after the other
    PRIMARY KEY (case_id, absence, person)
) WITHOUT ROWID;
CREATE INDEX stand_in_absence ON stand_in (absence, ended);
CREATE INDEX stand_in_person ON stand_in (person, case_id);

-- What each computer said of itself last: made from the logs of keys.
CREATE TABLE computer_report (
    stream BLOB PRIMARY KEY,
    place  INTEGER NOT NULL,        -- of its envelope in its stream: an older one changes nothing
    at     INTEGER NOT NULL,
    report BLOB NOT NULL            -- CBOR
) WITHOUT ROWID;

INSERT OR IGNORE INTO untold SELECT case_id FROM case_row;
