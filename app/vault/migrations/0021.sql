-- What a list of work is filtered, sorted and counted by stands in the row of each case.
ALTER TABLE case_row ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE case_row ADD COLUMN visit INTEGER NOT NULL DEFAULT 0;      -- 1: of a place, no person
ALTER TABLE case_row ADD COLUMN danger INTEGER NOT NULL DEFAULT 1;     -- 0 high, 1 not assessed, 2 medium, 3 low
ALTER TABLE case_row ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE case_row ADD COLUMN child INTEGER NOT NULL DEFAULT 0;      -- or to be treated as one
ALTER TABLE case_row ADD COLUMN officer BLOB NOT NULL DEFAULT x'';     -- the person who has the case
ALTER TABLE case_row ADD COLUMN officer_name TEXT NOT NULL DEFAULT '';
ALTER TABLE case_row ADD COLUMN assigned INTEGER NOT NULL DEFAULT 0;   -- 1: and has not accepted it yet
ALTER TABLE case_row ADD COLUMN away_from INTEGER NOT NULL DEFAULT 0;  -- of that person, as the case says
ALTER TABLE case_row ADD COLUMN away_until INTEGER NOT NULL DEFAULT 0;
-- Of a restricted case these seven are empty: nothing can be filtered, sorted or counted by them.
ALTER TABLE case_row ADD COLUMN sort_name TEXT NOT NULL DEFAULT '';
ALTER TABLE case_row ADD COLUMN nationality TEXT NOT NULL DEFAULT '';
ALTER TABLE case_row ADD COLUMN sex TEXT NOT NULL DEFAULT '';
ALTER TABLE case_row ADD COLUMN age_group TEXT NOT NULL DEFAULT '';
ALTER TABLE case_row ADD COLUMN sector TEXT NOT NULL DEFAULT '';
ALTER TABLE case_row ADD COLUMN site TEXT NOT NULL DEFAULT '';
ALTER TABLE case_row ADD COLUMN exploitation TEXT NOT NULL DEFAULT ''; -- one space between
ALTER TABLE case_row ADD COLUMN kinds TEXT NOT NULL DEFAULT '';        -- one space between
ALTER TABLE case_row ADD COLUMN opened INTEGER NOT NULL DEFAULT 0;
ALTER TABLE case_row ADD COLUMN changed_what TEXT NOT NULL DEFAULT ''; -- the last event of its work
ALTER TABLE case_row ADD COLUMN changed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE case_row ADD COLUMN next_kind TEXT NOT NULL DEFAULT '';    -- the nearest task
ALTER TABLE case_row ADD COLUMN next_what TEXT NOT NULL DEFAULT '';
ALTER TABLE case_row ADD COLUMN next_agency TEXT NOT NULL DEFAULT '';
ALTER TABLE case_row ADD COLUMN next_due INTEGER NOT NULL DEFAULT 1099511627776;  -- 2^40: no day
ALTER TABLE case_row ADD COLUMN waits TEXT NOT NULL DEFAULT '';        -- handed, review, or nothing
ALTER TABLE case_row ADD COLUMN waiting_since INTEGER NOT NULL DEFAULT 0;

-- The order of the list, with all that it is filtered by: no row is read for a case that is not shown.
CREATE INDEX case_row_work ON case_row (
    closed, danger, urgent DESC, next_due, n,
    visit, child, officer, stage, nationality, sex, age_group, sector, exploitation, kinds, opened, updated, waits
);
CREATE INDEX case_row_due ON case_row (closed, next_due, n);
CREATE INDEX case_row_name ON case_row (closed, sort_name, n);
CREATE INDEX case_row_stage ON case_row (closed, stage, n);
CREATE INDEX case_row_officer_name ON case_row (closed, officer_name, n);
CREATE INDEX case_row_changed ON case_row (closed, updated, n);
CREATE INDEX case_row_officer ON case_row (officer, closed, danger, urgent DESC, next_due, n);
CREATE INDEX case_row_urgent ON case_row (closed, danger, next_due, n) WHERE urgent = 1;
CREATE INDEX case_row_child ON case_row (closed, danger, urgent DESC, next_due, n) WHERE child = 1;
CREATE INDEX case_row_waits ON case_row (closed, danger, urgent DESC, next_due, n) WHERE waits <> '';
CREATE INDEX case_row_away ON case_row (officer, away_from, away_until) WHERE away_until > 0;

DROP TABLE office_row;

CREATE TABLE saved_filter (       -- of the list of work, under a name that its officer gave it
    name   TEXT PRIMARY KEY,
    filter TEXT NOT NULL          -- JSON: app/casework/pages/work_list.py
) WITHOUT ROWID;

INSERT OR IGNORE INTO untold SELECT case_id FROM case_row;
