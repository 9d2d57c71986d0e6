"""docs/sources.md, docs/source-fields.md and sources.example.toml: what they show can be declared, what they say is so."""

import re
import tomllib
from inspect import get_annotations
from pathlib import Path
from textwrap import dedent
from typing import cast
from urllib.parse import urlsplit

import pytest

from docs.generate.cli_page import verbs
from schemas import FeedSource, PageListSource, PolledSource, Source, WebSource
from schemas.source_kinds import KINDS
from tests.support import ROOT
from worker.observe.sources import SourceReport
from worker.settings import Settings
from worker.sources import interval, page_list, pages, poll, seen, visit, web
from worker.sources_file import declared_sources
from worker.store import source_state

PAGE = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
FIELDS_PAGE = (ROOT / "docs" / "source-fields.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / "sources.example.toml").read_text(encoding="utf-8")
LINES_OF_A_KIND = 10

BLOCK = re.compile(r"^( *)```toml\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
COMMENTED_OUT = re.compile(r"^# (\[\[source\]\]|[a-z_]+ = .*)$", re.MULTILINE)
ROW = re.compile(r"^\| `(\w+)` \| .*? \| (.*?) \| .* \|$", re.MULTILINE)
XINHUA = ("xinhuanet.com", "news.cn")
SECTIONS: dict[type[Source], str] = {
    Source: "All kinds",
    PolledSource: "What is polled",
    WebSource: "What is fetched over HTTP",
    **{model: kind for kind, model in KINDS.items()},
}


def declared(text: str, folder: Path) -> dict[str, Source]:
    """The sources that a text declares, read as the service reads them."""
    file = folder / "sources.toml"
    file.write_text(text, encoding="utf-8")
    return declared_sources(file)


def blocks() -> list[str]:
    """The blocks of TOML on the page."""
    return [dedent(text) for _, text in BLOCK.findall(PAGE)]


def uncommented() -> str:
    """The example file with its commented-out tables in force, and nothing else."""
    return "\n".join(COMMENTED_OUT.findall(EXAMPLE))


def host_of(source: Source) -> str:
    """The host of a source's address."""
    return urlsplit(source.url or "").hostname or ""


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.split('"')[1])
def test_every_table_on_the_page_can_be_declared(block: str, tmp_path: Path) -> None:
    assert declared(block, tmp_path)


def test_every_kind_is_set_up_in_ten_lines(tmp_path: Path) -> None:
    shown = {
        source.kind: len(block.splitlines())
        for block in reversed(blocks())
        if block.count("[[source]]") == 1
        for source in declared(block, tmp_path).values()
    }
    assert set(shown) == set(KINDS)
    assert max(shown.values()) <= LINES_OF_A_KIND


def test_the_example_file_is_good_as_it_is_without_any_file_of_secrets(tmp_path: Path) -> None:
    sources = declared(EXAMPLE, tmp_path)
    assert {source.kind for source in sources.values()} == {"feed", "page_list"}
    assert len(sources) == EXAMPLE.count("\n[[source]]\n")


def test_what_the_example_file_polls_is_xinhua_and_nobody_else(tmp_path: Path) -> None:
    for source in declared(EXAMPLE, tmp_path).values():
        assert host_of(source).endswith(XINHUA), source.id
        assert (source.provider, source.zone) == ("xinhua", "Asia/Shanghai"), source.id
        assert source.language, source.id
        assert source.id.startswith("xinhua-"), source.id


def test_what_is_commented_out_can_be_declared_and_asks_no_real_site(tmp_path: Path) -> None:
    sources = declared(f"{EXAMPLE}\n{uncommented()}\n", tmp_path)
    others = declared(uncommented(), tmp_path)
    assert len(others) == EXAMPLE.count("\n# [[source]]\n")
    assert {source.kind for source in sources.values()} == set(KINDS)
    assert len(sources) == len(others) + len(declared(EXAMPLE, tmp_path))
    for source in others.values():
        if (source.url or "/").startswith("/"):  # a folder of this machine; or nothing that is asked
            continue
        assert host_of(source).endswith((".example", "127.0.0.1")), source.id


def test_every_field_of_every_kind_is_in_the_example_file() -> None:
    tables = tomllib.loads(f"{EXAMPLE}\n{uncommented()}\n")["source"]
    for model in SECTIONS:
        kinds = {kind for kind, one in KINDS.items() if issubclass(one, model)}
        shown = {field for table in tables if table.get("kind", "push") in kinds for field in table}
        missing = set(get_annotations(model)) & set(model.model_fields) - shown
        assert not missing, f"{model.__name__}: show {', '.join(sorted(missing))} in sources.example.toml"


@pytest.mark.parametrize(
    ("address", "is_story"),
    [
        ("http://arabic.news.cn/2021-01/22/c_139690524.htm", True),
        ("http://www.xinhuanet.com/english/2021-03/05/c_139787251.htm", True),
        ("https://english.news.cn/20260102/7750bcffbde844d885326071652da381/c.html", True),
        ("https://english.news.cn/asiapacific/20261002/dd66b1f28afb494995b6efcb416e422e/c.html", True),
        ("http://arabic.news.cn/world/index.htm", False),
        ("https://english.news.cn/list/latestnews.htm", False),
        ("https://english.news.cn/special/202609ciftis/index.html", False),
        ("http://arabic.news.cn/2022-05/01/1310581082_16513444999741n.jpg", False),
    ],
)
def test_the_link_pattern_takes_the_stories_of_xinhua_alone(address: str, is_story: bool, tmp_path: Path) -> None:
    lists = [one for one in declared(EXAMPLE, tmp_path).values() if isinstance(one, PageListSource)]
    assert len(lists) == 4
    index = "http://arabic.news.cn/world/index.htm"
    fetched = web.Fetched(200, index, {}, f'<a href="{address}">x</a>'.encode(), None)
    for source in lists:
        assert page_list.links_of(fetched, source) == ([address] if is_story else [])


def rows_of(model: type[Source]) -> dict[str, str]:
    """The rows that hold for a kind: those of what all sources have, then of what is particular to it."""
    parts = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", FIELDS_PAGE, re.MULTILINE))
    return {
        name: default
        for base, heading in SECTIONS.items()
        if issubclass(model, base)
        for name, default in ROW.findall(parts[heading])
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_every_kind_has_its_row_with_its_default(kind: str) -> None:
    rows = rows_of(KINDS[kind])
    for name, field in KINDS[kind].model_fields.items():
        assert name in rows, f"run `make docs`: no row for {name}"
        default: object = field.default
        if isinstance(default, bool):
            assert rows[name] == f"`{str(default).lower()}`", name
        elif isinstance(default, int | float):
            assert rows[name].startswith(f"`{default:g}`" if isinstance(default, float) else f"`{default}`"), name
        elif field.is_required():
            assert rows[name] == "needed", name


NUMBERS = {
    f"first {FeedSource.model_fields['first_entries'].default} entries": "first_entries",
    f"`min_interval` ({FeedSource.model_fields['min_interval'].default // 60} minutes)": "min_interval",
    f"`max_interval`\n({FeedSource.model_fields['max_interval'].default // 3600} hours)": "max_interval",
    f"{interval.FIRST_GUESS / 60:.0f} minutes while that gap is not known": "the first guess",
    f"{seen.MOST_KEPT:,} at most": "entries remembered",
    f"until {seen.KEPT_DAYS} days": "how long entries are remembered",
    f"goes after {source_state.FORGOTTEN_AFTER_MS // 86_400_000} days": "what is forgotten",
}
WORDS = {2: "two", 3: "three", 5: "five", 8: "eight", 10: "ten"}
COUNTS = {
    f"seen {WORDS[poll.MOVED_AFTER]} times in a\n  row": "permanent redirects",
    f"in {WORDS[pages.TRIES]} polls": "tries of a page",
    f"pages for {WORDS[int(visit.PAGES_SECONDS // 60)]} minutes": "time for pages",
    f"{WORDS[web.MOST_REDIRECTS]} at most": "redirects",
    f"comes {WORDS[int(interval.SOON)]} seconds later": "what is left",
    f"{WORDS[cast('int', Settings.model_fields['poll_host_at_once'].default)]} requests to a host at once": "politeness",
}


@pytest.mark.parametrize("phrase", [*NUMBERS, *COUNTS], ids=[*NUMBERS.values(), *COUNTS.values()])
def test_the_numbers_on_the_page_are_those_of_the_code(phrase: str) -> None:
    assert phrase in PAGE


def test_the_settings_on_the_page_are_there() -> None:
    named = set(re.findall(r"`(WIRECOPY_\w+)`", PAGE + EXAMPLE))
    assert named <= {f"WIRECOPY_{name.upper()}" for name in Settings.model_fields}
    assert len(named) >= 3


def test_every_word_for_how_a_source_is_has_its_row(tmp_path: Path) -> None:
    source = next(iter(declared(EXAMPLE, tmp_path).values()))
    assert isinstance(source, PolledSource)
    day = 24 * 3600 * 1000
    states = [
        source_state.SourceState(),
        source_state.SourceState(gone=True),
        source_state.SourceState(failures=1),
        source_state.SourceState(first_ms=1),
        source_state.SourceState(first_ms=1, new_ms=1, mean_gap=60.0),
        source_state.SourceState(first_ms=1, new_ms=day, trouble="a page"),
        source_state.SourceState(first_ms=1, new_ms=day),
    ]
    words = {interval.health(source, state, day) for state in states} | {"paused", "never ends"}
    field = SourceReport.model_fields["health"].description or ""
    assert {word for word in words if word not in field} == set()
    assert words == set(re.findall(r"^\| ([a-z][a-z ]+?) \| ", PAGE.partition("How a source is:")[2], re.MULTILINE)) - {
        "word"
    }


def test_every_verb_of_sources_is_on_the_page() -> None:
    own = {" ".join(words) for words in verbs() if words[0] == "sources"}
    assert {verb for verb in own if f"| `wirecopy {verb}`" not in PAGE and f", `wirecopy {verb}` |" not in PAGE} == set()
    assert len(own) >= 6
