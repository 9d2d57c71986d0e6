"""What mail programs and lists put around a story: prefixes of the subject, the heading of a mail passed on, footers."""

import re
from typing import NamedTuple

from worker.formats.lines import Line

_PREFIX = re.compile(
    r"(?:fwd?|fw|re|tr|wg|aw|rv|enc|إعادة توجيه|رد|转发|答复|回复)(?:\[\d{1,3}\])?\s{0,3}[:\uff1a]\s{0,9}", re.IGNORECASE
)
_BRACKET = re.compile(r"\[([^\[\]]{1,60})\]\s{0,9}(?=\S)")
_MOST_PREFIXES = 10
_PASSED_ON = re.compile(
    r"-{2,20} ?(?:forwarded message|original message|message transféré|message d['’]origine|weitergeleitete nachricht"
    r"|ursprüngliche nachricht|mensaje reenviado|mensaje original|пересылаемое сообщение|رسالة معاد توجيهها|الرسالة الأصلية"
    r"|转发的邮件|原始邮件) ?-{2,20}|begin forwarded message ?:|_{20,100}",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"\*?(?:from|sent|date|to|cc|subject|reply-to|importance|de|envoyé|à|objet|von|gesendet|datum|an|betreff|enviado|para"
    r"|asunto|fecha|от|кому|дата|тема|отправлено|من|إلى|التاريخ|تاريخ الإرسال|تم الإرسال|الموضوع|نسخة"
    r"|发件人|发送时间|收件人|主题|抄送|日期)\*? ?[:\uff1a]",
    re.IGNORECASE,
)
_FEWEST_FIELDS = 2
_LONGEST_COVER = 300
_RULE = re.compile(r"_{20,100}")
_FOOTER = re.compile(r"mailing list|liste de diffusion|mailingliste", re.IGNORECASE)


class PassedOn(NamedTuple):
    """A mail that passes another one on: the words of who did it, the heading of the mail within, its text."""

    cover: list[Line]
    heading: list[Line]
    story: list[Line]


def split_prefixes(subject: str, list_id: str) -> tuple[str, str]:
    """Part a subject from what programs put before it: Fwd:, Re:, the name of the list in brackets."""
    rest = subject
    for _ in range(_MOST_PREFIXES):
        bracket = _BRACKET.match(rest)
        is_list = bracket is not None and bracket[1].lower() in list_id.lower()
        match = bracket if bracket and is_list else _PREFIX.match(rest)
        if match is None or match.end() == len(rest):
            break
        rest = rest[match.end() :]
    return subject[: len(subject) - len(rest)].strip(), rest


def split_passed_on(lines: list[Line]) -> PassedOn:
    """Part the mail within from what stands before it; all lines are the story where there is none.

    Above a mail passed on stand a few words at most: below a longer text it is what the text answers.
    """
    whole = PassedOn([], [], lines)
    begin = next((index for index, line in enumerate(lines) if _PASSED_ON.fullmatch(line.text)), None)
    if begin is None or sum(len(line.text) for line in lines[:begin]) > _LONGEST_COVER:
        return whole
    end = fields = 0
    number = lines[begin + 1].number if begin + 1 < len(lines) else 0
    for index, line in enumerate(lines[begin + 1 :], begin + 2):
        if line.number != number:
            break
        number += 1
        if _FIELD.match(line.text):
            end, fields = index, fields + 1
    if fields < _FEWEST_FIELDS or end == len(lines):
        return whole
    return PassedOn(lines[:begin], lines[begin:end], lines[end:])


def split_footer(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Part the lines from the footer that a mailing list adds: a rule, and the list's name below it."""
    for index, line in enumerate(lines[:-1]):
        if _RULE.fullmatch(line.text) and _FOOTER.search(lines[index + 1].text):
            return lines[:index], lines[index:]
    return lines, []
