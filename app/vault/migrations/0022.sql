-- When a case was closed: figures of a month count what ended in it beside what was opened.
ALTER TABLE case_row ADD COLUMN closed_at INTEGER NOT NULL DEFAULT 0;  -- 0: it is open
CREATE INDEX case_row_closed_at ON case_row (closed_at, visit) WHERE closed_at > 0;
INSERT OR IGNORE INTO untold SELECT case_id FROM case_row;
