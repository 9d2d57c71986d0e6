"""The words of NewsML 1's vocabularies, and those that agencies use instead: what a component is for, of what kind it is.

They are compared in lower case, without space and signs, so `Sub-Headline` is `subheadline`.
"""

import re
from typing import Literal

from schemas.article import Status
from worker.formats.xml_tree import Node

Purpose = Literal[
    "body", "lead", "headline", "subheadline", "summary", "caption", "byline", "credit", "copyright", "slug", "keywords",
    "dateline", "editor_note",
]  # fmt: skip
Kind = Literal["text", "picture", "video", "audio", "graphic", "other"]

_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")
_PURPOSES: dict[Purpose, tuple[str, ...]] = {
    "lead": ("lead", "intro", "introduction", "chapeau", "entradilla", "vorspann", "ingress"),
    "headline": (
        "headline", "title", "titre", "titel", "titulo", "título", "titular", "titolo", "überschrift", "kop", "rubrik",
        "見出し", "主見出し",
    ),
    "subheadline": (
        "subheadline", "subtitle", "subtitel", "soustitre", "untertitel", "subtitulo", "subtítulo", "sottotitolo", "deck",
        "副見出し", "脇見出し",
    ),
    "summary": ("summary", "abstract", "synopsis", "teaser", "description", "要約"),
    "caption": (
        "caption", "legend", "legende", "légende", "photocaption", "picturecaption", "imagecaption", "videocaption",
        "bildunterschrift", "bildtext", "didascalia", "piedefoto", "絵解き", "写真説明", "キャプション",
    ),
    "byline": ("byline", "author", "署名"),
    "credit": ("credit", "creditline", "クレジット"),
    "copyright": ("copyright", "copyrightline"),
    "slug": ("slug", "slugline"),
    "keywords": ("keyword", "keywords", "keywordline"),
    "dateline": ("dateline",),
    "editor_note": (
        "editornote", "editorsnote", "editorialnote", "editorialinfo", "editorialinformation", "notetoeditors", "ednote",
        "advisory", "advisoryline", "productline", "embargo", "embargoline", "distributionline", "instructionline",
        "specialinstructions", "internalnote", "notesforeditors",
    ),
}  # fmt: skip
_PURPOSE_OF = {word: purpose for purpose, words in _PURPOSES.items() for word in words}

_KINDS: dict[Kind, tuple[str, ...]] = {
    "text": ("text", "texte", "texto", "testo", "article", "story", "nitf", "xhtml", "html", "plaintext", "記事", "本文"),
    "picture": ("photo", "photos", "picture", "pictures", "image", "images", "foto", "bild", "stillimage", "logo", "写真"),
    "video": ("video", "videos", "movingimage", "film", "動画"),
    "audio": ("audio", "sound", "radio", "son", "音声"),
    "graphic": ("graphic", "graphics", "infographic", "infographics", "infographie", "animation", "grafik", "グラフィック"),
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words}
_FORMATS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("text", re.compile(r"nitf|x?html|text|txt|\bxml\b", re.IGNORECASE)),
    ("graphic", re.compile(r"svg|\beps\b|flash|\bswf\b|illustrator", re.IGNORECASE)),
    ("picture", re.compile(r"jpe?g|\bpng\b|\bgif\b|tiff?\b|\bbmp\b|webp", re.IGNORECASE)),
    ("audio", re.compile(r"\bmp3\b|\bwav\b|\bm4a\b|\bogg\b|\baac\b|\bwma\b", re.IGNORECASE)),
    ("video", re.compile(r"mpe?g|\bmp4\b|quicktime|\bmov\b|\bflv\b|\bwmv\b|\bavi\b|\bm4v\b|webm|h\.?264", re.IGNORECASE)),
)
_LONGEST_FORMAT = 200
_SCRIPTS = ("script", "shotlist", "storyline", "transcript", "dopesheet", "story", "article", "body")
_RENDITION = re.compile(
    r"thumb|quick|preview|hires|high|low|medium|small|large|full|web|squared?|icon|poster|main|original|standard|hd|sd|size"
)
_STATUSES: dict[Status, tuple[str, ...]] = {
    "usable": (
        "usable", "useable", "use", "publishable", "publish", "published", "public", "released", "release", "final", "ready",
        "live", "ok", "approved", "active", "normal", "current", "new", "updated", "corrected",
    ),
    "withheld": ("withheld", "embargoed", "embargo"),
    "canceled": (
        "canceled", "cancelled", "cancel", "killed", "kill", "deleted", "delete", "retracted", "withdrawn", "withdraw",
    ),
}  # fmt: skip
_STATUS_OF = {word: status for status, words in _STATUSES.items() for word in words}
_EMBARGOED = ("embargoed", "embargo")


def formal_name(node: Node | None) -> str | None:
    """Return what an element names: its FormalName, or its text where that stands instead."""
    return (node.get("FormalName") or node.text) if node else None


def word_of(name: str | None) -> str:
    """Return a name as the vocabularies here have it; of a qualified one, `stat:usable`, what is behind the sign."""
    return _NEITHER_LETTER_NOR_DIGIT.sub("", re.split(r"[:/#]", name.strip().lower())[-1]) if name else ""


def purpose_of(role: str | None) -> Purpose:
    """Return what a text of a role is for; body is what every other word means."""
    return _PURPOSE_OF.get(word_of(role), "body")


def kind_named(name: str | None) -> Kind | None:
    """Return the kind that a role or a media type names."""
    return _KIND_OF.get(word_of(name))


def kind_of_format(name: str | None) -> Kind | None:
    """Return the kind of a format, a MIME type or a file name."""
    if not name:
        return None
    name = name.strip().lower()[-_LONGEST_FORMAT:]
    begins = name.partition("/")[0]
    if "/" in name and begins in ("text", "image", "video", "audio"):
        return "picture" if begins == "image" and "svg" not in name else _KIND_OF.get(begins, "graphic")
    return next((kind for kind, pattern in _FORMATS if pattern.search(name)), None)


def is_script(role: str | None) -> bool:
    """Whether a role is the text of a video or sound, and not its caption."""
    return word_of(role) in _SCRIPTS


def is_rendition(role: str | None) -> bool:
    """Whether a role tells files of one picture apart."""
    return _RENDITION.search(word_of(role)) is not None


def status_of(name: str | None) -> Status | None:
    """Return the status that a word stands for; None where there is none.

    An embargo is withheld as long as nothing says when it ends; so is what is under a word that is not known.
    """
    word = word_of(name)
    return _STATUS_OF.get(word, "withheld") if word else None


def is_embargo(name: str | None) -> bool:
    """Whether a status is an embargo."""
    return word_of(name) in _EMBARGOED
