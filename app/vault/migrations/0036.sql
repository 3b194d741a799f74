-- Suspects, persons charged and convicted, and offences are counted each by itself, whom a group of cases shares once.
CREATE TABLE case_figure_part (
    case_id     BLOB NOT NULL,
    kind        TEXT NOT NULL,   -- suspects, charged, convicted, offences
    part        BLOB NOT NULL,   -- the id of a person or proceeding
    sex         TEXT NOT NULL,
    nationality TEXT NOT NULL,   -- a code; of a restricted case these two are empty
    PRIMARY KEY (case_id, kind, part)
) WITHOUT ROWID;
CREATE INDEX case_figure_part_kind ON case_figure_part (kind, case_id, part, sex, nationality);
ALTER TABLE case_figure DROP COLUMN suspects;
ALTER TABLE case_figure DROP COLUMN charged;
ALTER TABLE case_figure DROP COLUMN convicted;
INSERT OR IGNORE INTO case_to_remake SELECT case_id FROM case_row;
