"""The number an event gets in the log: it only grows, even when the log is restored into another cluster.

A number is the id of the transaction that wrote the event plus a shift. Another cluster counts its
transactions anew, so the first event written there moves the shift: every later number is above
every restored one, and cursors and seals go on where they were.
"""

from alembic import op

revision = "2026_11_23_1001_event_number"
down_revision = "2026_11_23_1000_queue"
branch_labels = None
depends_on = None

# Both are looked up late, when they run: the tables come with the next migration.
NUMBER = """
CREATE FUNCTION event_number() RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  here bigint := (SELECT system_identifier FROM pg_control_system());
  found bigint := (SELECT shift FROM log_place WHERE cluster = here);
BEGIN
  IF found IS NULL THEN
    -- No transaction below the oldest that is running can still write, so none gets a number in use.
    INSERT INTO log_place (id, cluster, shift, since)
    SELECT 1, here, coalesce(max(transaction), 0) + 1 - pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
           clock_timestamp()
    FROM event
    ON CONFLICT (id) DO UPDATE SET cluster = excluded.cluster, shift = excluded.shift, since = excluded.since
    WHERE log_place.cluster <> excluded.cluster;
    found := (SELECT shift FROM log_place WHERE cluster = here);
  END IF;
  RETURN pg_current_xact_id()::text::bigint + found;
END $$
"""
HORIZON = """
CREATE FUNCTION event_horizon() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
  -- Until the first event is written here, all that can be seen was restored, and is settled.
  RETURN coalesce(
    (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + shift FROM log_place
     WHERE cluster = (SELECT system_identifier FROM pg_control_system())),
    9223372036854775807);
END $$
"""


def upgrade() -> None:
    """Make the functions that number events and say below which number all is settled."""
    op.execute(NUMBER)
    op.execute(HORIZON)


def downgrade() -> None:
    """Drop them."""
    op.execute("DROP FUNCTION event_horizon()")
    op.execute("DROP FUNCTION event_number()")
