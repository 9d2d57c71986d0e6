"""Every key the service keeps in Redis, named in this one place.

{wirecopy}:inbox  :inbox:urgent  :articles  :articles:<route>  :rejected  :outcomes  :dead:<group>   schemas/streams.py
{wirecopy}:story:<digest of uri>    hash    order, content digest, status and version of a story
{wirecopy}:held:<digest of uri>     hash    a reading kept aside until its embargo ends
{wirecopy}:held                     zset    which are kept aside, by the end of their embargo (ms)
{wirecopy}:raw:<digest>             string  a payload
{wirecopy}:raw:accepted             zset    which payloads of published items are kept, as <digest>:<bytes>, by expiry (ms)
{wirecopy}:raw:rejected             zset    the same of rejected items
{wirecopy}:counters                 hash    the books
{wirecopy}:alone                    hash    how often an inbox entry was tried alone
{wirecopy}:alive:<consumer>         string  heartbeat of a consumer of the inbox, with a TTL
{wirecopy}:workers                  hash    workers and clocks by node and process: which, ingest slots, last beat (ms)
{wirecopy}:lease:<name>             string  who does a thing that only one may do at a time
{wirecopy}:declared                 hash    addresses of the polled sources declared, by id
{wirecopy}:polls                    zset    polled sources by when they are due (ms), or until when they are held
{wirecopy}:source:<id>              hash    what is remembered of a polled source: state, host, holder, until, paused
{wirecopy}:seen:<id>                string  which entries of a source were taken, as JSON
{wirecopy}:turns                    zset    hosts by when they may be asked next (ms)
{wirecopy}:queued                   zset    hosts by the last turn given to a source (ms)
{wirecopy}:asking:<host>            zset    sources for which a host is being asked, by the end of their lease (ms)
{wirecopy}:delivered:<digest>       string  what a delivery under a key was, and its item ids; for an hour, or a day
{wirecopy}:rate:<source>            hash    items that HTTP intake took of a source in this minute
{wirecopy}:groups                   hash    since when a consumer group of the articles has no consumer (ms)
"""

from dataclasses import dataclass
from hashlib import sha256

from schemas.streams import Streams


@dataclass(frozen=True, slots=True)
class Keys(Streams):
    """The public streams and everything else under one prefix."""

    def story(self, uri: str) -> str:
        """State of a story."""
        return self.name(f"story:{_short_digest(uri)}")

    def held(self, uri: str) -> str:
        """A story's reading under embargo."""
        return self.name(f"held:{_short_digest(uri)}")

    @property
    def held_index(self) -> str:
        """Which stories are held, by the end of their embargo."""
        return self.name("held")

    def raw(self, digest: str) -> str:
        """A payload by its SHA-256."""
        return self.name(f"raw:{digest}")

    @property
    def raw_accepted(self) -> str:
        """Which payloads of published items are kept, by expiry."""
        return self.name("raw:accepted")

    @property
    def raw_rejected(self) -> str:
        """Which payloads of rejected items are kept, by expiry."""
        return self.name("raw:rejected")

    @property
    def counters(self) -> str:
        """The books."""
        return self.name("counters")

    @property
    def alone(self) -> str:
        """How often an inbox entry was tried alone."""
        return self.name("alone")

    def alive(self, consumer: str) -> str:
        """Heartbeat of a consumer of the inbox."""
        return self.name(f"alive:{consumer}")

    @property
    def workers(self) -> str:
        """Heartbeats of workers and clocks."""
        return self.name("workers")

    def lease(self, name: str) -> str:
        """Lease on something that only one may do at a time."""
        return self.name(f"lease:{name}")

    @property
    def declared(self) -> str:
        """Addresses of the polled sources declared."""
        return self.name("declared")

    @property
    def polls(self) -> str:
        """Polled sources by when they are due."""
        return self.name("polls")

    def source(self, source: str) -> str:
        """What is remembered of a polled source."""
        return self.name(f"source:{source}")

    def seen(self, source: str) -> str:
        """Which entries of a source were taken."""
        return self.name(f"seen:{source}")

    @property
    def turns(self) -> str:
        """Hosts by when they may be asked next."""
        return self.name("turns")

    @property
    def queued(self) -> str:
        """Hosts by the last turn given to a source."""
        return self.name("queued")

    def asking(self, host: str) -> str:
        """For which sources a host is being asked."""
        return self.name(f"asking:{host}")

    def delivered(self, source: str, key: str) -> str:
        """What was delivered by a source under a key."""
        return self.name(f"delivered:{_short_digest(f'{source} {key}')}")

    def rate(self, source: str) -> str:
        """How many items a source put in within this minute."""
        return self.name(f"rate:{source}")

    @property
    def groups(self) -> str:
        """Since when a consumer group has no consumer."""
        return self.name("groups")


def _short_digest(uri: str) -> str:
    """128 bits of SHA-256: short keys, and no uri can be made to collide in practice."""
    return sha256(uri.encode("utf-8", "surrogatepass")).hexdigest()[:32]
