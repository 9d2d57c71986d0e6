"""Names of months and weekdays as wires write them, and patterns that find them."""

import re
from collections.abc import Iterable

from worker.normalise.keys import fold

_ARABIC = {
    1: "يناير جانفي كانون_الثاني كانون_ثاني",
    2: "فبراير فيفري شباط",
    3: "مارس آذار",
    4: "أبريل إبريل أفريل نيسان",
    5: "مايو ماي أيار مايس",
    6: "يونيو يونية جوان حزيران",
    7: "يوليو يولية جويلية يوليوز تموز",
    8: "أغسطس أوت غشت أغشت آب",
    9: "سبتمبر شتنبر شتمبر أيلول",
    10: "أكتوبر تشرين_الأول تشرين_أول",
    11: "نوفمبر نونبر تشرين_الثاني تشرين_ثاني",
    12: "ديسمبر دجنبر دجمبر كانون_الأول كانون_أول",
}
_ENGLISH = {
    1: "January Jan",
    2: "February Feb",
    3: "March Mar",
    4: "April Apr",
    5: "May",
    6: "June Jun",
    7: "July Jul",
    8: "August Aug",
    9: "September Sept Sep",
    10: "October Oct",
    11: "November Nov",
    12: "December Dec",
}
_FRENCH = {
    1: "janvier janv",
    2: "février févr fév",
    3: "mars",
    4: "avril avr",
    5: "mai",
    6: "juin",
    7: "juillet juill juil",
    8: "août",
    9: "septembre sept",
    10: "octobre oct",
    11: "novembre nov",
    12: "décembre déc",
}
_SPANISH = {
    1: "enero ene",
    2: "febrero feb",
    3: "marzo mar",
    4: "abril abr",
    5: "mayo",
    6: "junio jun",
    7: "julio jul",
    8: "agosto ago",
    9: "septiembre setiembre sept sep set",
    10: "octubre oct",
    11: "noviembre nov",
    12: "diciembre dic",
}
_RUSSIAN = {
    1: "января янв",
    2: "февраля февр фев",
    3: "марта мар",
    4: "апреля апр",
    5: "мая",
    6: "июня июн",
    7: "июля июл",
    8: "августа авг",
    9: "сентября сент сен",
    10: "октября окт",
    11: "ноября нояб ноя",
    12: "декабря дек",
}
_GERMAN = {
    1: "Januar Jänner",
    2: "Februar Feber",
    3: "März",
    5: "Mai",
    6: "Juni",
    7: "Juli",
    10: "Oktober Okt",
    12: "Dezember Dez",
}
_ITALIAN = {
    1: "gennaio gen",
    2: "febbraio",
    3: "marzo",
    4: "aprile",
    5: "maggio mag",
    6: "giugno giu",
    7: "luglio lug",
    8: "agosto",
    9: "settembre set",
    10: "ottobre ott",
    11: "novembre",
    12: "dicembre dic",
}
_WEEKDAYS = "الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد"

MONTHS: dict[str, int] = {
    fold(name.replace("_", " ")): number
    for table in (_ARABIC, _ENGLISH, _FRENCH, _SPANISH, _RUSSIAN, _GERMAN, _ITALIAN)
    for number, names in table.items()
    for name in names.split()
}
"""Number of the month by its folded name."""

# A folded letter stands for all that fold to it. Й and й come apart when folded.
_SPELLINGS = {"ا": "[اأإآٱ]", "ي": "[يى]", "ه": "[هة]", "a": "[aä]", "e": "[eéè]", "u": "[uû]", "и": "[ий]", " ": r"\s{1,3}"}


def _pattern(names: Iterable[str]) -> str:
    """Either of the names, the longest first, by their first letters: so most are passed over at once."""
    by_letter: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        by_letter.setdefault(name[0], []).append(_spelling(name[1:]))
    return "|".join(f"{_spelling(letter)}(?:{'|'.join(others)})" for letter, others in by_letter.items())


def _spelling(folded: str) -> str:
    return "".join(_SPELLINGS.get(letter, re.escape(letter)) for letter in folded)


MONTH = rf"(?:{_pattern(MONTHS)})(?![^\W\d_])"
"""Pattern of a month's name, for use with re.IGNORECASE."""

WEEKDAY = f"(?:{_pattern({fold(name) for name in _WEEKDAYS.split()})})"
"""Pattern of an Arabic weekday."""


def month_number(name: str) -> int:
    """Return 1 to 12 for a name that MONTH matched."""
    return MONTHS[fold(name)]
