"""How records look on a terminal: right-to-left text in isolates, nothing of the wire steering the terminal."""

import re
from collections.abc import Iterable
from typing import Literal

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schemas import Article, Outcome, Rejection

# C0 and C1 controls could steer the terminal, overrides and unpaired embeddings could turn around what stands beside them.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_ISOLATE, _POP = "\u2068", "\u2069"

# Wide enough for most, so that tables printed one after the other line up.
_COLUMNS = (("created (UTC)", 16), ("lang", 4), ("v", 1), ("status", 6), ("provider", 8))

out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)

_STYLE_OF_OUTCOME = {
    "published": "green", "updated": "green", "duplicate": "dim", "stale": "dim", "superseded": "dim",
    "embargoed": "yellow", "rejected": "red",
}  # fmt: skip


def safe(text: str) -> str:
    """Return wire text without what could steer a terminal; lines and tabs become spaces."""
    return _UNSAFE.sub("\ufffd", text).replace("\n", " ").replace("\t", " ")


def isolated(text: str) -> str:
    """Return text in a first-strong isolate (UAX #9): a terminal that knows bidi orders it without touching the rest.

    Elsewhere, as in a pipe, it is the text alone.
    """
    if not out.is_terminal:
        return safe(text)
    return f"{_ISOLATE}{safe(text)}{_POP}"


def articles_table(articles: Iterable[Article]) -> Table:
    """Return a table of articles. Only its last column holds text that may run from right to left: neighbours of the same
    direction would change places on a terminal that knows bidi.
    """
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    for name, width in _COLUMNS:
        table.add_column(name, no_wrap=True, min_width=width)
    table.add_column("headline", ratio=1, overflow="fold")
    for article in articles:
        created = article.version_created
        table.add_row(
            created.strftime("%Y-%m-%d %H:%M") if created else "–",
            article.language,
            str(article.version),
            article.status,
            safe((article.provider.code or article.provider.name or "–") if article.provider else "–"),
            Text(isolated(article.headline), justify=_side(article)),
        )
    return table


def article_card(article: Article) -> Group:
    """Return a whole article: what is known of it, then its text, set on the side it is read from."""
    facts = Table(box=None, show_header=False, pad_edge=False)
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    for name, value in _facts(article):
        facts.add_row(name, Text(isolated(value)))
    side = _side(article)
    body = [Padding(Text(isolated(paragraph), justify=side), (0, 0, 1, 0)) for paragraph in article.paragraphs]
    return Group(Text(isolated(article.headline), style="bold", justify=side), Text(), *body, facts)


def _facts(article: Article) -> list[tuple[str, str]]:
    provider, dateline = article.provider, article.dateline
    facts = [
        ("uri", article.uri),
        ("version", f"{article.version}, {article.status}"),
        ("language", f"{article.language} ({article.direction})"),
        ("created", article.version_created.isoformat() if article.version_created else None),
        ("dateline", dateline.text if dateline else None),
        ("place", dateline.place if dateline else None),
        ("byline", article.byline),
        ("provider", " ".join(filter(None, (provider.code, provider.domain))) if provider else None),
        ("urgency", str(article.urgency) if article.urgency else None),
        ("words", str(article.word_count)),
        ("source", f"{article.provenance.source}, read as {article.provenance.format}"),
        *(("note", f"{note.code}: {note.detail}" if note.detail else note.code) for note in article.provenance.notes),
    ]
    return [(name, value) for name, value in facts if value]


def rejection_line(rejection: Rejection, name: str) -> Text:
    """Return one line for a rejection, beginning with the file or id it is about."""
    where = f", {rejection.where}" if rejection.where else ""
    return Text.assemble(
        (f"{safe(name)}: ", ""), (f"rejected {rejection.code}{safe(where)}: ", "red"), safe(rejection.message)
    )


def outcome_line(outcome: Outcome, name: str) -> Text:
    """Return one line for an outcome, beginning with the file or id it is about."""
    tail = (
        outcome.code
        if outcome.outcome == "rejected"
        else " ".join(filter(None, (outcome.uri, f"version {outcome.version}" if outcome.version else None)))
    )
    return Text.assemble(
        (f"{safe(name)}: ", ""), (outcome.outcome, _STYLE_OF_OUTCOME[outcome.outcome]), f" {safe(tail or '')}"
    )


def _side(article: Article) -> Literal["left", "right"]:
    return "right" if article.direction == "rtl" else "left"
