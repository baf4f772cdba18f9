"""The read side of the event log: timelines, verification, export."""
