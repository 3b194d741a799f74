-- Whether a colleague's event still waits for this officer, kept when its case changes: an inbox opens no case.
ALTER TABLE came_in ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;
UPDATE came_in SET waits = 1 WHERE read = 0
    AND what IN ('handed over', 'interview handed on', 'reviewed', 'declined');
INSERT OR IGNORE INTO case_to_remake SELECT DISTINCT case_id FROM came_in WHERE waits = 1;
CREATE INDEX came_in_case ON came_in (case_id);
