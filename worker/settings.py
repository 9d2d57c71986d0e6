"""Every setting, typed, from the environment: WIRECOPY_ and the name in capitals. Durations in seconds, sizes in bytes."""

from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import parse_qsl, urlsplit

from pydantic import AfterValidator, Field, Json, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.base import Digest
from schemas.errors import SetUpError
from schemas.source import WebAddress
from worker.address import for_broker, secrets_in, with_credentials, with_tls_files
from worker.store.routes import Route

if TYPE_CHECKING:
    from worker.store.publish import Retention
    from worker.store.retention import StreamLimits

DAY = 24 * 3600
MIB = 1024 * 1024


def _server_url(url: str) -> str:
    """Check an address without repeating it: it may hold a password."""
    from redis import ConnectionPool
    from redis.exceptions import RedisError

    try:
        parts = urlsplit(url)
        is_whole = parts.port is None or parts.port > 0
        ConnectionPool.from_url(url).make_connection()  # connects nowhere: it tells what it cannot make of the address
    except (ValueError, TypeError, RedisError):
        is_whole = False
    if not is_whole or parts.scheme not in ("redis", "rediss", "unix"):
        raise ValueError("must be redis://, rediss:// or unix://, with a password's : / ? # @ percent-encoded")
    if parts.scheme == "unix" and parts.query:
        raise ValueError("a unix:// address takes no ? here: Celery's broker would not see what comes after it")
    names = dict(parse_qsl(parts.query)).keys()
    if {"username", "password"} & names:
        raise ValueError("user and password go before the host, as in redis://user:password@host")
    if not all(name.startswith("ssl_") for name in names):
        raise ValueError("after the ? only ssl_ca_certs and its like may stand")
    return url


ServerUrl = Annotated[str, AfterValidator(_server_url)]


class Settings(BaseSettings):
    """The settings of one process. The value of routes is JSON."""

    model_config = SettingsConfigDict(env_prefix="WIRECOPY_", frozen=True, extra="ignore", validate_default=False)

    redis_url: ServerUrl = Field(
        "redis://127.0.0.1:6379/0",
        description="The server: redis://, rediss:// or unix://; a password percent-encoded.",
        repr=False,
    )
    redis_username: str | None = Field(None, min_length=1, description="User of the server, if the address names none.")
    redis_password_file: Path | None = Field(
        None, description="A file that holds the user's password, such as a mounted secret; the address has none then."
    )
    tls_ca_file: Path | None = Field(
        None, description="Certificates of the authorities trusted for rediss://; the system's where it is not given."
    )
    tls_certificate_file: Path | None = Field(None, description="Own certificate, where the server asks for one.")
    tls_key_file: Path | None = Field(None, description="Key of the own certificate.")
    broker_url: ServerUrl | None = Field(
        None, description="Celery's broker, if it is not the same server; a password is in the address.", repr=False
    )
    prefix: str = Field("wirecopy", pattern=r"^[A-Za-z0-9_.:-]+$", description="First part of every key.")
    embedded_server: Path | None = Field(
        None, description="A redis-server or valkey-server to use for demo and tests instead of the one in the package."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What is logged: this and worse.")
    log_format: Literal["auto", "json", "console"] = Field(
        "auto", description="auto: coloured lines where standard error is a terminal, else JSON, one object a line."
    )
    sources_file: Path | None = Field(None, description="sources.toml: what is declared of each source.")
    routes: Json[tuple[Route, ...]] = Field((), description="Extra article streams, each with a filter; JSON.")

    max_item_bytes: int = Field(10 * MIB, gt=0, description="Larger items are rejected as too_large.")
    max_stories: int = Field(1_000, gt=0, description="Items with more stories are rejected as too_many_stories.")
    intake_share: float = Field(
        0.7, gt=0, le=1, description="Share of the server's maxmemory beyond which nothing more is taken in."
    )

    ingest_slots: int = Field(
        2, gt=0, description="Ingest tasks a worker keeps standing, at most: one process is left for the rest."
    )
    slice_seconds: float = Field(3.0, gt=0, description="How long an ingest task runs before it queues itself again.")
    batch_items: int = Field(100, gt=0, description="Most items in a batch.")
    batch_bytes: int = Field(8 * MIB, gt=0, description="Most bytes in a batch, about: a batch holds one item at least.")
    batch_seconds: float = Field(0.1, gt=0, description="About how long a batch may take.")
    heartbeat_seconds: float = Field(
        15.0, gt=0, description="How long a heartbeat lasts: what a worker held that was silent for so long is claimed."
    )
    lease_seconds: float = Field(5.0, gt=0, description="How long an ingest slot's lease lasts.")
    tries_alone: int = Field(3, gt=0, description="An item that killed its worker so often while alone is quarantined.")

    poll_at_once: int = Field(200, gt=0, description="Polls under way at once in one worker, at most.")
    poll_host_at_once: int = Field(2, gt=0, description="Polls and pages under way at one host, by all workers.")
    poll_host_seconds: float = Field(1.0, ge=0, description="Time between two requests to one host, by all workers.")
    poll_lease_seconds: float = Field(
        60.0,
        ge=1,
        description="How long a poll's lease lasts: what a worker that died was polling is polled again after that.",
    )
    poll_run_seconds: float = Field(
        600.0, gt=0, description="How long a poll task goes on while something is due, or a local folder is watched."
    )

    http_user_agent: str = Field(
        f"Wirecopy/{version('wirecopy')} (+newswire ingestion)",
        pattern=r"^[ -~]+$",
        description="How Wirecopy names itself to the sites it asks; an address where you can be reached is good manners.",
    )
    http_proxy: WebAddress | None = Field(
        None, description="HTTP proxy for all sources that name none; http:// or https://, without user and password."
    )

    web_max_request_bytes: int = Field(16 * MIB, gt=0, description="Longest body of a request to HTTP intake, unpacked too.")
    web_max_items: int = Field(1_000, gt=0, description="Most items in one request.")
    web_max_bytes_under_way: int = Field(
        128 * MIB, gt=0, description="Bodies that one process of HTTP intake holds in memory together; beyond it: 503."
    )
    web_body_seconds: float = Field(30.0, gt=0, description="Longest time that the body of a request may take to arrive.")
    web_idempotency_seconds: int = Field(DAY, gt=0, description="How long an Idempotency-Key is remembered.")
    web_reader_token_hashes: Json[tuple[Digest, ...]] = Field(
        (), description="SHA-256 of the bearer tokens that may read over HTTP but put nothing in; JSON."
    )

    state_seconds: int = Field(30 * DAY, gt=0, description="How long a story is remembered after it was last seen.")
    outcomes_kept: int = Field(100_000, gt=0, description="Entries of the outcomes stream.")
    raw_accepted_seconds: int = Field(DAY, ge=0, description="How long payloads of published items are kept; 0: not.")
    raw_rejected_seconds: int = Field(30 * DAY, gt=0, description="How long payloads of rejected items are kept.")
    raw_accepted_bytes: int = Field(256 * MIB, ge=0, description="Payloads of published items are kept up to this in all.")
    raw_rejected_bytes: int = Field(256 * MIB, gt=0, description="The same of rejected items; beyond it the oldest go.")
    articles_kept: int = Field(200_000, gt=0, description="Entries of the articles stream, unless a group needs more.")
    articles_seconds: int = Field(7 * DAY, gt=0, description="Age of its oldest entry, unless a group needs it.")
    articles_hard_cap: int = Field(1_000_000, gt=0, description="Entries kept even for groups that do not read.")
    group_idle_seconds: int = Field(3 * DAY, gt=0, description="A group not seen for so long is not waited for.")

    @property
    def server_url(self) -> str:
        """The server's address with user, password and TLS files. Raises SetUpError where they cannot be."""
        return self._with_tls(with_credentials(self.redis_url, self.redis_username, self._password))

    @property
    def celery_broker(self) -> str:
        """The broker's address as kombu writes it. Raises SetUpError as server_url does."""
        if self.broker_url is None:
            return for_broker(self.server_url)
        return for_broker(self._with_tls(self.broker_url) if self.broker_url.startswith("rediss://") else self.broker_url)

    @property
    def secrets(self) -> frozenset[str]:
        """What must never be shown: the passwords."""
        return secrets_in(self.server_url) | secrets_in(self.broker_url or "")

    @property
    def _password(self) -> str | None:
        if self.redis_password_file is None:
            return None
        try:
            password = self.redis_password_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SetUpError(f"the password file {self.redis_password_file} cannot be read: {error}") from error
        if not password:
            raise SetUpError(f"the password file {self.redis_password_file} is empty")
        return password

    def _with_tls(self, url: str) -> str:
        return with_tls_files(url, self.tls_ca_file, self.tls_certificate_file, self.tls_key_file)

    @property
    def retention(self) -> "Retention":
        """What the publish script is told of retention."""
        from worker.store.publish import Retention

        return Retention(
            state_ms=self.state_seconds * 1000,
            outcomes=self.outcomes_kept,
            raw_accepted_ms=self.raw_accepted_seconds * 1000,
            raw_rejected_ms=self.raw_rejected_seconds * 1000,
            raw_bytes=self.raw_accepted_bytes,
        )

    @property
    def stream_limits(self) -> "StreamLimits":
        """How much of the article streams upkeep leaves."""
        from worker.store.retention import StreamLimits

        return StreamLimits(
            entries=self.articles_kept,
            age_ms=self.articles_seconds * 1000,
            hard_cap=self.articles_hard_cap,
            group_idle_ms=self.group_idle_seconds * 1000,
        )


@cache
def settings() -> Settings:
    """Read the settings once. Raises SetUpError naming the variables that cannot be."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"{_variable(e['loc'])}: {e['msg']}" for e in error.errors(include_input=False))
        raise SetUpError(f"settings that cannot be: {wrong}") from None


def _variable(place: tuple[int | str, ...]) -> str:
    """A setting's variable, and where in its value: WIRECOPY_ROUTES 0.name."""
    return f"WIRECOPY_{str(place[0]).upper()} {'.'.join(map(str, place[1:]))}".rstrip()
