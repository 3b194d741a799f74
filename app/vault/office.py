"""What waits for a supervisor: counted in the rows of cases, none of which is opened."""

from app.vault.database import Database


def uncounted(database: Database) -> int:
    """Cases whose rows an earlier version made, or another referral system."""
    [(count,)] = database.rows("SELECT count(*) FROM case_to_remake JOIN case_row USING (case_id)")
    return int(count)


def how_many_wait(database: Database) -> int:
    [(count,)] = database.rows("SELECT count(*) FROM case_row WHERE waits <> ''")
    return int(count)
