-- the inbox reads what waits and what came last, and walks past none of the cases that colleagues opened
CREATE INDEX came_in_waiting ON came_in (at) WHERE waits = 1;
CREATE INDEX came_in_latest ON came_in (at, what);
-- what is due is counted without a look at any task
DROP INDEX task_kind;
CREATE INDEX task_kind ON task (kind, since, case_id, due);
