-- Cases whose rows below `case_row` are to be made again: by what it holds.
ALTER TABLE untold RENAME TO case_to_remake;
-- That the person wants something corrected is a task now.
INSERT OR IGNORE INTO case_to_remake SELECT case_id FROM case_row;
