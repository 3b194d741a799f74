-- What an inbox shows of a colleague's event, kept when its case changes: an inbox opens no case.
ALTER TABLE came_in ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;   -- 1: as its case stood, something is asked
ALTER TABLE came_in ADD COLUMN outcome TEXT NOT NULL DEFAULT '';   -- '': not kept yet; else its kind and outcome
ALTER TABLE came_in ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0;  -- 1: a need of today stands in it
ALTER TABLE came_in ADD COLUMN author BLOB NOT NULL DEFAULT x'';   -- its stream
ALTER TABLE came_in ADD COLUMN role TEXT NOT NULL DEFAULT '';      -- the author's, at that time
ALTER TABLE came_in ADD COLUMN written_at INTEGER NOT NULL DEFAULT 0; -- by the author's clock
ALTER TABLE came_in ADD COLUMN subject TEXT NOT NULL DEFAULT '';   -- whom or what it names
ALTER TABLE came_in ADD COLUMN note TEXT NOT NULL DEFAULT '';      -- what its author wrote with it
ALTER TABLE came_in ADD COLUMN interview BLOB NOT NULL DEFAULT x'';
ALTER TABLE came_in ADD COLUMN team BLOB NOT NULL DEFAULT x'';      -- that it is offered to
CREATE INDEX came_in_case ON came_in (case_id);
CREATE INDEX case_row_conflict ON case_row (updated) WHERE conflicts > 0;
UPDATE came_in SET waits = 1 WHERE read = 0
    AND what IN ('handed over', 'interview handed on', 'reviewed', 'declined');
INSERT OR IGNORE INTO case_to_remake SELECT DISTINCT case_id FROM came_in;
