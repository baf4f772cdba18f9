"""Tables of people, their identities, organisations, roles and sessions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base
from app.kernel.ids import new_id


class Person(Base):
    """Someone who can sign in. `email` counts for nothing until `email_confirmed_at` is set."""

    __tablename__ = "person"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    sort_key: Mapped[str]
    email: Mapped[str | None]
    email_confirmed_at: Mapped[datetime | None]
    locale: Mapped[str | None]
    zone: Mapped[str | None]
    created_at: Mapped[datetime]

    __table_args__ = (
        Index(
            "uq_person_email",
            func.lower(text("email")),
            unique=True,
            postgresql_where=text("email_confirmed_at IS NOT NULL"),
        ),
    )


class Identity(Base):
    """One account at one provider; (issuer, subject) is the only key of sign-in."""

    __tablename__ = "identity"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    provider: Mapped[str]
    linked_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("issuer", "subject"),)


class Organisation(Base):
    """A legal or informal body; `country` is ISO 3166-1 alpha-3."""

    __tablename__ = "organisation"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    sort_key: Mapped[str]
    kind: Mapped[str | None]
    country: Mapped[str | None]
    ror: Mapped[str | None]
    website: Mapped[str | None]
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_organisation_sort_key", "sort_key"),)


class RoleGrant(Base):
    """A role of a person: on the platform (no scope) or on one programme."""

    __tablename__ = "role_grant"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    scope_id: Mapped[UUID | None]
    granted_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("person_id", "role", "scope_id", postgresql_nulls_not_distinct=True),
        Index("ix_role_grant_scope_id", "scope_id"),
    )


class SignInSession(Base):
    """A browser's session; before sign-in it has no person and holds the provider's state."""

    __tablename__ = "sign_in_session"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]
    device: Mapped[str]
    state: Mapped[dict[str, Any]]


class SignInLink(Base):
    """A one-time link sent by e-mail: to sign in, or to confirm an address."""

    __tablename__ = "sign_in_link"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    purpose: Mapped[str]
    email: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    next_path: Mapped[str]
    locale: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
