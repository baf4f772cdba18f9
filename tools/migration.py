"""Write a migration from what the models say and the database lacks: `python tools/migration.py SLUG`."""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from alembic import command

from app.kernel import postgres, schema


def main(slug: str) -> None:
    """Migrate a database of our own to head, then compare."""
    with tempfile.TemporaryDirectory() as folder:
        with postgres.running(Path(folder)) as addresses:
            schema.migrate(addresses.owner)
            config = schema.configuration(addresses.owner)
            stamp = datetime.now(UTC).strftime("%Y_%m_%d_%H%M")
            config.set_main_option("file_template", f"{stamp}_%%(slug)s")
            command.revision(config, message=slug, rev_id=f"{stamp}_{slug}", autogenerate=True)
        postgres.remove(Path(folder))


if __name__ == "__main__":
    main(sys.argv[1])
