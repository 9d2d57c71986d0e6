"""The words of NewsML-G2's vocabularies and of agencies' own, by local code: what items, headlines and descriptions are."""

from collections.abc import Mapping

from schemas.article import Status

KINDS = {
    "text": "text",
    "picture": "picture",
    "photo": "picture",
    "image": "picture",
    "video": "video",
    "audio": "audio",
    "graphic": "graphic",
    "animated": "graphic",
    "composite": "composite",
}
STATUSES: Mapping[str, Status] = {
    **dict.fromkeys(("usable", "published", "released", "approved", "ready", "updated", "corrected"), "usable"),
    **dict.fromkeys(("canceled", "cancelled", "killed", "kill", "withdrawn", "retracted", "deleted"), "canceled"),
}
KILLS = frozenset(("kill", "killed", "cancel", "canceled", "cancelled", "withdraw", "withdrawn", "withdrawal", "retraction"))
# The signals that say what kind of story it is; others are for machines.
KINDS_OF_VERSION = frozenset(
    (
        "update", "updated", "correction", "corrected", "clarification", "advisory", "alert", "bulletin", "flash", "urgent",
        "snap", "writethru", "refile", "repeat", "exclusive", "breaking", "breakingnews",
    )
)  # fmt: skip
SUB_HEADLINES = frozenset(
    ("sub", "subhead", "subheadline", "subheading", "subtitle", "untertitel", "sottotitolo", "secondary", "deck", "drop")
)
MAIN_HEADLINES = frozenset((None, "main", "headline", "hl1", "title"))
OTHER_HEADLINES = frozenset(("short", "mobile", "sms", "web", "seo", "social", "kicker", "over", "overline", "tag", "id"))
HEADLINES = MAIN_HEADLINES | SUB_HEADLINES | OTHER_HEADLINES
SUMMARIES = frozenset(
    (
        "summary", "abstract", "intro", "introduction", "ingress", "lead", "lede", "standfirst", "teaser", "longsummary",
        "shortsummary", "synopsis",
    )
)  # fmt: skip
CAPTIONS = frozenset(("caption", "captions", "description"))
SHOTS = frozenset(("shotlist", "script"))
FIRST_SOURCES = frozenset(("originator", "originalsource", "origcontprov", "source"))
# Roles of contributors who wrote none of it.
DESK = frozenset(
    (
        "editor", "subeditor", "copyeditor", "chiefeditor", "desk", "proofreader", "descrwriter", "captionwriter",
        "transmitter",
    )
)  # fmt: skip
