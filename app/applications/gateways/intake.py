"""How a file becomes an answer: told by its content, looked into, stored under its digest, and only then counted."""

from typing import BinaryIO
from uuid import UUID

from app.applications.errors import FileRefused
from app.applications.service import attachments
from app.applications.types import NewFile
from app.calls.rules.problems import Problem
from app.kernel import files, inspection
from app.kernel.http.deps import Opener


def take(opening: Opener, application_id: UUID, question: str, name: str, file: BinaryIO) -> UUID:
    """Add a file (a real one, with a descriptor) to an answer; returns its id.

    Raises FileRefused, DeadlinePassed, Forbidden, NotFound. Safe to repeat until it has returned: before that
    nothing but bytes under their digest are kept.
    """
    told = files.digest(file)
    media_type = files.kind_of(file, name)
    most = opening.site.settings.max_upload_bytes
    if told.size > most:
        raise FileRefused(Problem(question, "file_too_large", {"max": most}))
    with opening.reading() as work:
        attachments.check(work, application_id, question, media_type, told.size)
    report = inspection.examine(file, media_type or "")
    if report.code:
        raise FileRefused(Problem(question, report.code, report.parameters))
    new = NewFile(name=name, media_type=media_type or "", size=told.size, sha256=told.sha256, facts=report.facts)
    opening.site.store.put(files.key_of(told.sha256), file)
    with opening.writing() as work:
        return attachments.add(work, application_id, question, new)
