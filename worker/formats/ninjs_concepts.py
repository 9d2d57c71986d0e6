"""Subjects, places, organisations, genres and people of ninjs, each with its code where it has one."""

import re
from collections.abc import Iterator

from worker.draft import WrittenConcept, WrittenPerson
from worker.formats.ninjs_fields import Fields, line_of
from worker.formats.ninjs_names import (
    AUTHORS,
    AUTHORS_RELS,
    CODED,
    CONCEPT_CODE,
    CONCEPT_NAME,
    GENRES,
    KEYWORDS,
    LISTS_OF_TYPED,
    ORGANISATIONS,
    PEOPLE,
    PERSON_ROLE,
    PLACES,
    SUBJECTS,
)
from worker.formats.vocabularies import SCHEMES, concept_of

_ALIASED = re.compile(r"[A-Za-z][\w.-]{0,30}:(?!//)\S{1,200}")
_ADDRESS = re.compile(r"(?:https?://|urn:|tag:)\S{1,990}")
_BETWEEN_KEYWORDS = re.compile(r"\s{0,9}[,;]\s{0,9}")
_CODE = re.compile(r"[0-9]{2,20}|[A-Za-z]{1,3}")
_MOST = 500


def subjects_of(item: Fields) -> Iterator[WrittenConcept]:
    """Give what the item is about; of lists that hold all kinds of things, what is nothing else."""
    for name in SUBJECTS:
        for one in item.objects(name):
            if name in CODED and (code := one.word("")) and _CODE.fullmatch(code):
                yield _of_code(code, CODED[name])
            elif not _list_of(one) and (concept := _concept(one)):
                yield concept


def genres_of(item: Fields) -> Iterator[WrittenConcept]:
    """Give what kind of story it is, and its signals: corrections, updates. AP's signals are marks without a name."""
    yield from _concepts(item, GENRES, "genres")
    signals = (one for one in item.objects("signal") if one.get("code") or _ALIASED.fullmatch(one.word("") or ""))
    yield from (concept for one in signals if (concept := _concept(one)))


def places_of(item: Fields) -> Iterator[WrittenConcept]:
    """Give the places it names."""
    yield from _concepts(item, PLACES, "places")


def organisations_of(item: Fields) -> Iterator[WrittenConcept]:
    """Give the organisations it names."""
    yield from _concepts(item, ORGANISATIONS, "organisations")


def keywords_of(item: Fields) -> Iterator[str]:
    """Give its keywords, of a list or of a line with commas between them."""
    for name in KEYWORDS:
        if line := item.line(name):
            yield from _BETWEEN_KEYWORDS.split(line)[:_MOST]
            continue
        for one in item.objects(name):
            if word := one.line("", *CONCEPT_NAME):
                yield word
    yield from (word for one in _typed(item, "keywords") if (word := one.line(*CONCEPT_NAME)))


def people_of(item: Fields) -> Iterator[WrittenPerson]:
    """Give the people it names, without its authors."""
    for one in (*item.objects(*PEOPLE), *_typed(item, "people")):
        person = _person(one)
        if person and (person.role or "").lower() not in AUTHORS_RELS:
            yield person


def authors_of(item: Fields) -> Iterator[WrittenPerson]:
    """Give its authors: those it calls so, and the people whose relation to it is an author's."""
    for one in item.objects(*AUTHORS):
        if one.get("by") is None and (person := _person(one)):
            yield person
    for one in item.objects(*PEOPLE):
        person = _person(one)
        if person and (person.role or "").lower() in AUTHORS_RELS:
            yield person


def _concepts(item: Fields, names: tuple[str, ...], what: str) -> Iterator[WrittenConcept]:
    for one in (*item.objects(*names), *_typed(item, what)):
        if concept := _concept(one):
            yield concept


def _typed(item: Fields, what: str) -> Iterator[Fields]:
    return (one for one in item.objects(*SUBJECTS) if _list_of(one) == what)


def _list_of(one: Fields) -> str | None:
    """Return the list a category belongs to by its type or by the alias of its code, None for one of subjects."""
    kind = (one.word("type") or "").lower().rpartition(":")[2]
    alias = (one.word("qcode", "term") or "").lower().partition(":")[0]
    return LISTS_OF_TYPED.get(kind) or LISTS_OF_TYPED.get(alias)


def _concept(one: Fields) -> WrittenConcept | None:
    name, code, scheme, uri = one.line(*CONCEPT_NAME), one.word(*CONCEPT_CODE), one.word("scheme"), one.word("uri", "url")
    if text := line_of(one.text("")):
        return _of_text(text)
    if code and _ADDRESS.fullmatch(code) and uri is None:
        uri, code = code, None
    elif uri and code is None and not _ADDRESS.fullmatch(uri) and _ALIASED.fullmatch(uri):
        uri, code = None, uri
    if code is None:
        return WrittenConcept(name, uri, None, scheme) if name or uri else None
    if _ALIASED.fullmatch(code) and (scheme is None or code.partition(":")[0] in SCHEMES):
        known = concept_of(code, name)
        return known._replace(uri=uri or known.uri)
    if uri is None and scheme and _ADDRESS.fullmatch(scheme) and scheme[-1] in "/#":
        uri = f"{scheme}{code}"
    elif uri is None and scheme in SCHEMES:
        return concept_of(f"{scheme}:{code}", name)
    return WrittenConcept(name, uri, code, scheme)


def _of_text(text: str) -> WrittenConcept:
    if _ADDRESS.fullmatch(text):
        return WrittenConcept(uri=text)
    return concept_of(text) if _ALIASED.fullmatch(text) else WrittenConcept(text)


def _of_code(code: str, alias: str | None) -> WrittenConcept:
    return concept_of(f"{alias}:{code}") if alias else WrittenConcept(code=code)


def _person(one: Fields) -> WrittenPerson | None:
    whole = (one.line("firstname", "given_name"), one.line("lastname", "family_name"))
    name = one.line("", "name", "byline", "display_name") or " ".join(filter(None, whole))
    if not name:
        return None
    concept = _concept(one)
    return WrittenPerson(name, concept.uri if concept else None, one.word(*PERSON_ROLE))
