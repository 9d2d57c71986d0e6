"""Datelines of Chinese, Japanese and Korean stories, which have patterns of their own."""

import re

# A place may be two places, or a ship, whose name stands in quotes and may hold a number: “青鸟2”号.
_PLACE = r"(?P<place>(?!记者|記者)(?:[^\d“”「」《》【】。，,；;！？!?（）()|=＝]|[“「][^“”「」。]{1,12}[”」]){0,15}?)"
_DAY = r"(?:(?P<year>\d{4})\s?年)?\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日"
_REPORTERS = (
    r"(?:[(\uff08]\s?(?:本社|新华社)?(?:实习)?(?:记者|記者)[:\uff1a=\uff1d]?\s{0,3}"
    r"(?P<byline>[^()\uff08\uff09]{1,80}?)\s?[)\uff09])?"
)
_TITLE = r"\s{0,4}[题題]\s?[:\uff1a]"
_ZH = re.compile(
    rf"(?P<text>(?P<agency>新[华華]社)\s?{_PLACE}{_DAY}\s?(?:[\u4e00-\u9fff]{{0,4}}?[专專])?[电電](?![话話])(?P<title>{_TITLE})?)"
    rf"\s{{0,4}}{_REPORTERS}(?P<later>{_TITLE})?\s{{0,4}}"
)
_JA = re.compile(
    rf"(?P<text>【\s?(?P<agency>新華社)\s?{_PLACE}{_DAY}"
    rf"(?:[\s、=\uff1d(\uff08]{{0,3}}記者[\s:\uff1a=\uff1d]{{0,2}}(?P<name>[^()\uff08\uff09【】]{{1,40}})[)\uff09]?)?\s?】)\s{{0,3}}"
    rf"{_REPORTERS}\s{{0,3}}"
)
_KO = re.compile(
    r"(?P<text>[(\uff08]\s?(?P<place>[^()\uff08\uff09=\uff1d\d]{1,40})[=\uff1d]\s?(?P<agency>신화통신|연합뉴스)\s?[)\uff09])\s{0,3}"
    r"(?:(?P<byline>[가-힣]{2,4}(?:[ ·,]{1,2}[가-힣]{2,4}){0,4}) ?(?:기자|특파원) ?[=\uff1d]\s{0,3})?"
)
_FIRST_LETTERS = "新【(\uff08"
_ALONE = re.compile(rf"[(\uff08]\s?{_ZH.pattern}[)\uff09]")


def match_east_asian(text: str, start: int) -> re.Match[str] | None:
    """Match a dateline that begins at a position: 新华社北京1月25日电, 【新華社北京1月21日】, (서울=연합뉴스)."""
    if text[start : start + 1] not in _FIRST_LETTERS:
        return None
    return _ZH.match(text, start) or _JA.match(text, start) or _KO.match(text, start)


def match_alone(line: str) -> re.Match[str] | None:
    """Match a last line that is nothing but a Chinese dateline in brackets, （新华社北京1月8日电）."""
    return _ALONE.fullmatch(line)
