"""What differs in the wires of an agency is known by what an item calls its provider."""

from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from worker.formats.flavours import FLAVOURS, STANDARD, flavour_of


@pytest.mark.parametrize("written", ["AFP", "afp.com", " www.afp.com ", "Agence France-Presse"])
def test_an_agency_is_known_by_name_code_or_domain(written: str) -> None:
    assert flavour_of([None, "", written]).name == "afp"


def test_the_first_name_that_is_known_counts() -> None:
    assert flavour_of(["Kestrel Wire", "dpa", "AFP"]).name == "dpa"


def test_of_an_agency_that_is_not_known_the_standard_counts() -> None:
    assert flavour_of(["Kestrel Wire"]) is STANDARD


def test_each_agency_has_one_entry_and_each_sign_belongs_to_one() -> None:
    names = Counter(flavour.name for flavour in FLAVOURS)
    signs = Counter(sign for flavour in FLAVOURS for sign in flavour.signs)
    assert [name for name, count in names.items() if count > 1] == []
    assert [sign for sign, count in signs.items() if count > 1 or sign != sign.lower().strip()] == []


def test_every_zone_is_one_that_is_known() -> None:
    assert all(ZoneInfo(flavour.zone) for flavour in FLAVOURS if flavour.zone)
