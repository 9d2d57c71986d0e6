"""Words that stand in dates beside the numbers, folded: months and weekdays in six languages, fillers, zones."""

from worker.normalise.keys import fold
from worker.normalise.months import MONTHS

_MORE_MONTHS = (
    "январь",
    "февраль",
    "maerz mrz март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август aou",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)
# Portuguese, Turkish, Scandinavian, Dutch.
_MONTHS_OF_OTHERS = (
    "janeiro ocak januari",
    "fevereiro fev şubat februari",
    "março mart marts mrt",
    "abril abr nisan",
    "maio mayıs maj mei",
    "junho haziran",
    "julho temmuz",
    "agosto ağustos augusti augustus",
    "setembro eylül",
    "outubro out ekim",
    "novembro novembre kasım",
    "dezembro aralık desember des",
)
_WEEKDAYS = """
    monday mon tuesday tues tue wednesday wed thursday thurs thur thu friday fri saturday sat sunday sun
    الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد اثنين ثلاثاء أربعاء خميس جمعة سبت أحد
    lundi lun mardi mar mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim
    понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье пн вт ср чт пт сб вс
    montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend sa sonntag so
    lunes martes miércoles mié jueves jue viernes vie sábado sáb domingo dom
    segunda terça quarta quinta sexta feira lunedì martedì mercoledì giovedì venerdì sabato domenica
    pazartesi salı çarşamba perşembe cuma cumartesi pazar
    星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天 周一 周二 周三 周四 周五 周六 周日
"""
_FILLERS = """
    at on of the st nd rd th o'clock le er à de del a las los den der um uhr am в во г года год около
    يوم في من عام سنة الساعة بتوقيت و h posted published updated publié mis نشر النشر تاريخ بتاريخ تم
"""
_PLACES = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}
_ZONES = {
    0: "z ut utc gmt wet غرينتش جرينتش غرينيتش جرينيتش",
    1: "cet west mez wat",
    2: "cest eet mesz cat sast",
    3: "eest msk eat мск trt",
    4: "samt",
    5: "pkt yekt uzt",
    6: "omst",
    7: "wib ict krat",
    8: "hkt sgt awst pht myt irkt",
    9: "jst kst wit yakt",
    10: "aest vlat",
    11: "aedt",
    12: "nzst",
    13: "nzdt",
    -3: "brt art",
    -4: "edt",  # EDT to PST: RFC 822, 5.1
    -5: "est cdt",
    -6: "cst mdt",
    -7: "mst pdt",
    -8: "pst akdt",
    -9: "akst",
    -10: "hst",
}

MONTH_NUMBERS: dict[str, int] = MONTHS | {
    fold(name): number
    for table in (_MORE_MONTHS, _MONTHS_OF_OTHERS)
    for number, names in enumerate(table, 1)
    for name in names.split()
}
"""Number of a month by its folded name, of one word or two."""

NOT_OF_THE_DATE = frozenset(fold(word) for word in (*_WEEKDAYS.split(), *_FILLERS.split()))
"""Weekdays and fillers: they say nothing that the numbers do not."""

ZONE_HOURS: dict[str, int] = {name: hours for hours, names in _ZONES.items() for name in names.split()}
"""Hours from UTC by the folded abbreviation of a zone."""

ZONE_PLACES: dict[str, str] = _PLACES
"""IANA names of zones by the folded abbreviation that serves summer and winter."""

AMBIGUOUS_ZONES = frozenset(
    ("ist", "bst", "ast", "adt", "gst", "amt", "act", "cct", "wst", "sst", "bdt", "ect", "eot", "lt", "cst")
)
"""Abbreviations that stand for several zones."""

BEFORE_NOON = frozenset(map(fold, ("am", "a.m.", "a.m", "ص", "صباحا", "صباحًا", "上午", "오전", "午前")))
AFTER_NOON = frozenset(map(fold, ("pm", "p.m.", "p.m", "م", "مساء", "مساءً", "ظهرا", "下午", "오후", "午後")))
