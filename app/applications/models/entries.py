"""Tables of applications, drafts, submissions, attachments, teams, and who else may see them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.calls.models import Call
from app.identity.models import Organisation
from app.kernel.db import Base
from app.kernel.ids import new_id


class Application(Base):
    """A team's entry to a call. `facts` keeps what a historical source said and nobody here did."""

    __tablename__ = "application"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"))
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    client_id: Mapped[UUID | None]
    reference: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    state: Mapped[str]
    locale: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    ended_reason: Mapped[str | None]
    source_key: Mapped[str | None]
    facts: Mapped[dict[str, Any]]
    version: Mapped[int]
    call: Mapped[Call] = relationship(lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")

    __table_args__ = (
        UniqueConstraint("call_id", "source_key"),
        Index("ix_application_call_id_state_id", "call_id", "state", "id"),
        Index("ix_application_call_id_id", "call_id", "id"),
        Index(
            "ix_application_words",
            "title",
            "reference",
            postgresql_using="gin",
            postgresql_ops={"title": "gin_trgm_ops", "reference": "gin_trgm_ops"},
        ),
    )


class SectionDraft(Base):
    """The answers of one section as last saved; `version` counts saves, so that clashes are seen."""

    __tablename__ = "section_draft"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"))
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"))
    section: Mapped[str]
    answers: Mapped[dict[str, Any]]
    version: Mapped[int]
    saved_at: Mapped[datetime]
    saved_by: Mapped[UUID | None]

    __table_args__ = (UniqueConstraint("application_id", "stage_id", "section"),)


class SectionVersion(Base):
    """A version of a section in its history, newest with the highest number; see rules.versions for what is one.

    `draft_version` is the draft's after the last save in it, or, of one set aside, that of the draft it met. `taken`
    counts the signs its saves took away.
    """

    __tablename__ = "section_version"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"))
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"))
    section: Mapped[str]
    number: Mapped[int]
    draft_version: Mapped[int]
    form_version: Mapped[int]
    answers: Mapped[dict[str, Any]]
    how: Mapped[str]
    taken: Mapped[int]
    began_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    saved_by: Mapped[UUID | None]

    __table_args__ = (UniqueConstraint("application_id", "stage_id", "section", "number"),)


class Attachment(Base):
    """A file given as an answer; its bytes are in the object store under `key`.

    `scan` is one of types.Scan and `scan_said` what the scanner said last; `picture` one of types.Picture.
    """

    __tablename__ = "attachment"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    question: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    key: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    scan: Mapped[str] = mapped_column(server_default="unscanned")
    scan_said: Mapped[str | None]
    scan_tried_at: Mapped[datetime | None]
    picture: Mapped[str] = mapped_column(server_default="none")
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[UUID | None]
    removed_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_attachment_waiting", "id", postgresql_where=text("scan = 'waiting'")),
        Index("ix_attachment_undrawn", "id", postgresql_where=text("picture = 'wanted'")),
        Index("ix_attachment_sha256", "sha256"),
    )


class Upload(Base):
    """A file on its way in parts (tus): `received` of `size` bytes are kept, as its parts say.

    It ends as an attachment, or with the problem for which it was refused; what does not end expires.
    """

    __tablename__ = "upload"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    question: Mapped[str]
    name: Mapped[str]
    modified: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    attachment_id: Mapped[UUID | None]
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))


class UploadPart(Base):
    """Some bytes of an upload, from `position` on, kept in the store of uploads under `key`."""

    __tablename__ = "upload_part"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    upload_id: Mapped[UUID] = mapped_column(ForeignKey("upload.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(BigInteger)
    size: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str]

    __table_args__ = (UniqueConstraint("upload_id", "position"),)


class Submission(Base):
    """The immutable content of an application at one stage, as sent; the highest number counts."""

    __tablename__ = "submission"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"))
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"))
    number: Mapped[int]
    form_version: Mapped[int]
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    submitted_at: Mapped[datetime]
    submitted_by: Mapped[UUID | None]

    __table_args__ = (UniqueConstraint("application_id", "stage_id", "number"),)


class Member(Base):
    """Someone in the team of an application: lead, editor or viewer."""

    __tablename__ = "member"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    joined_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("application_id", "person_id"),)


class Invitation(Base):
    """An invitation into a team, sent by a signed link (kernel.tokens) that names this row."""

    __tablename__ = "invitation"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    email: Mapped[str]
    role: Mapped[str]
    invited_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ApplicationGrant(Base):
    """Sight of an application given to a person for one cause, and taken away by that cause alone."""

    __tablename__ = "application_grant"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    stage_id: Mapped[UUID | None] = mapped_column(ForeignKey("stage.id"))
    cause_id: Mapped[UUID]
    sight: Mapped[str]

    __table_args__ = (
        UniqueConstraint("person_id", "application_id", "cause_id"),
        Index("ix_application_grant_application_id", "application_id"),
    )


class ApplicationBar(Base):
    """A reason why a person may not see an application, whatever else they are."""

    __tablename__ = "application_bar"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    cause_id: Mapped[UUID]

    __table_args__ = (
        UniqueConstraint("person_id", "application_id", "cause_id"),
        Index("ix_application_bar_application_id", "application_id"),
    )
