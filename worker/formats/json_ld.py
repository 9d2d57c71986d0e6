"""JSON-LD in pages, as sites write it, broken or not -> the object that describes the story (schema.org)."""

import html
import json
import re
from collections import deque
from collections.abc import Iterator

_COMMENT = re.compile(r"^\s*+(?:<!--|//\s*+<!\[CDATA\[|/\*\s*+<!\[CDATA\[\s*+\*/|<!\[CDATA\[)")
_COMMENT_END = re.compile(r"(?:-->|//\s{0,9}\]\]>|/\*\s{0,9}\]\]>\s{0,9}\*/|\]\]>|;)\s{0,9}$")
# Strings are matched so that what resembles a comment or a comma in them stays.
_BROKEN = re.compile(r'(?P<string>"(?:[^"\\]++|\\.)*+")|//[^\n]*+|/\*.*?\*/|,(?=\s*+[}\]])', re.DOTALL)
_FIELDS = ("headline", "datePublished", "dateModified", "description", "inLanguage")
_TYPES = {
    "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "askpublicnewsarticle", "report",
    "backgroundnewsarticle", "opinionnewsarticle", "reviewnewsarticle", "advertisercontentarticle", "satiricalarticle",
    "blogposting", "liveblogposting", "scholarlyarticle", "techarticle", "medicalscholarlyarticle", "socialmediaposting",
}  # fmt: skip
_MOST_NODES = 5_000
_MOST_BROKEN = 300_000

Node = dict[str, object]


class Graph:
    """All objects of a page's JSON-LD."""

    def __init__(self, scripts: list[str]) -> None:
        self._nodes = [node for script in scripts for node in _nodes(_loaded(script))][:_MOST_NODES]
        self._by_id = {
            node["@id"]: node for node in reversed(self._nodes) if isinstance(node.get("@id"), str) and len(node) > 1
        }

    def story(self, addresses: set[str], headlines: set[str]) -> Node:
        """Return the object of the story: the one with one of the addresses, else of the headlines, else the first."""
        stories = [node for node in self._nodes if _types(node) & _TYPES]
        if len(stories) < 2:
            return stories[0] if stories else {}
        for node in stories:
            if {bare(text) for key in ("url", "mainEntityOfPage", "@id") for text in self.texts(node.get(key))} & addresses:
                return node
        for node in stories:
            if set(self.texts(node.get("headline"))) & headlines:
                return node
        return max(stories, key=lambda node: "headline" in node)

    def objects(self, value: object) -> Iterator[Node]:
        """Give the objects that a value is, or refers to by @id."""
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                found = self._by_id.get(one.get("@id")) if len(one) < 3 else None
                yield one if found is None else found

    def texts(self, value: object) -> list[str]:
        """Return the texts that a value holds: itself, or the names, addresses and ids of objects."""
        found: list[str] = []
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str):
                found.append(one)
            elif isinstance(one, dict):
                for node in self.objects(one):
                    text = next(
                        (node[key] for key in ("name", "@value", "url", "@id") if isinstance(node.get(key), str)), None
                    )
                    found += [text] if isinstance(text, str) else []
        return [text.strip() for text in found if text.strip()]


def bare(address: str) -> str:
    """Return an address without fragment and scheme, to compare it."""
    return address.partition("#")[0].partition("://")[2].rstrip("/")


def _types(node: Node) -> set[str]:
    written = node.get("@type")
    types = written if isinstance(written, list) else [written]
    return {one.rpartition("/")[2].lower() for one in types if isinstance(one, str)}


def _nodes(value: object) -> Iterator[Node]:
    """Give all objects within a value, those outside first."""
    waiting = deque([value])
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        one = waiting.popleft()
        if isinstance(one, dict):
            yield one
            waiting.extend(inner for inner in one.values() if isinstance(inner, dict | list))
        elif isinstance(one, list):
            waiting.extend(one[:_MOST_NODES])


def _loaded(script: str) -> object:
    text = _COMMENT_END.sub("", _COMMENT.sub("", script).rstrip()).strip()
    mend = (_as_it_is, _mended, _unescaped) if len(text) < _MOST_BROKEN else (_as_it_is,)
    for attempt in mend:
        try:
            value: object = json.JSONDecoder(strict=False).raw_decode(attempt(text))[0]
        except (ValueError, RecursionError):
            continue
        return value
    return _fields(text[:_MOST_BROKEN])


def _as_it_is(text: str) -> str:
    return text


def _unescaped(text: str) -> str:
    return _mended(html.unescape(text))


def _mended(text: str) -> str:
    return _BROKEN.sub(lambda match: match["string"] or "", text).strip()


def _fields(text: str) -> Node:
    """Take out of what cannot be mended the fields that can be recognised."""
    found: Node = {}
    for name in _FIELDS:
        match = re.search(rf'"{name}"\s{{0,9}}:\s{{0,9}}("(?:[^"\\]++|\\.)*+")', text)
        if match:
            try:
                found[name] = json.JSONDecoder(strict=False).decode(match[1])
            except ValueError:
                continue
    return {"@type": "NewsArticle"} | found if found else {}
