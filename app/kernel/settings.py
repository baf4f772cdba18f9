"""Every setting, read once from the environment: COMMONWEAL_<NAME>, and DATABASE_URL."""

from enum import StrEnum
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Env(StrEnum):
    """Where this runs. Only `demo` has demo sign-in, only `test` relaxes what tests must reach."""

    DEVELOPMENT = "development"
    DEMO = "demo"
    TEST = "test"
    PRODUCTION = "production"


class Provider(BaseModel):
    """An OpenID Connect provider people may sign in with."""

    slug: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    issuer: str
    client_id: str
    client_secret: SecretStr | None = None


class Settings(BaseSettings):
    """What an operator can set; docs/operators/settings.md explains each."""

    model_config = SettingsConfigDict(
        env_prefix="COMMONWEAL_", env_nested_delimiter="__", env_ignore_empty=True, extra="ignore"
    )

    env: Env = Env.PRODUCTION
    base_url: str = "http://localhost:8000"
    secret: SecretStr = SecretStr("")
    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL")
    migration_database_url: str | None = None
    data: Path = Path(".commonweal")
    postgres_bin: Path | None = None
    allowed_hosts: list[str] = []
    trusted_proxies: list[str] = []
    providers: list[Provider] = []
    smtp_url: str = ""
    mail_from: str = "Commonweal <no-reply@localhost>"
    files_url: str = ""
    max_upload_bytes: int = 50 * 1024 * 1024
    threads: int = 2
    slow_threads: int = 8
    default_locale: str = "en"
    log_level: str = "INFO"
    anchor_file: Path | None = None
    operator_name: str = "Commonweal"
    operator_email: str = ""

    @model_validator(mode="after")
    def _safe_in_production(self) -> Self:
        if self.env is not Env.PRODUCTION:
            return self
        if len(self.secret.get_secret_value()) < 32:
            raise ValueError("Set COMMONWEAL_SECRET to at least 32 random characters, such as `openssl rand -hex 32`.")
        if not self.base_url.startswith("https://"):
            raise ValueError("Set COMMONWEAL_BASE_URL to the public https:// address of this installation.")
        return self

    @property
    def secure(self) -> bool:
        """Whether browsers reach us by https."""
        return self.base_url.startswith("https://")

    @cached_property
    def origin(self) -> str:
        """Scheme, host and port as browsers send them in Origin."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Host header values we answer to, without port, in lower case."""
        own = urlsplit(self.base_url).hostname or "localhost"
        return frozenset(host.lower() for host in (own, *self.allowed_hosts))

    @cached_property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks whose X-Forwarded-For we believe."""
        return tuple(ip_network(entry) for entry in self.trusted_proxies)

    @property
    def store_url(self) -> str:
        """Where files are kept: a file:// folder below `data` unless set."""
        return self.files_url or (self.data / "files").resolve().as_uri()

    @property
    def pool_size(self) -> int:
        """Connections a process keeps: one a thread that can hold a work."""
        return self.threads + self.slow_threads
