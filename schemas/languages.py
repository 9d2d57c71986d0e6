"""Language tags (BCP 47) as filters take them."""

from collections.abc import Iterable


def is_among(language: str, tags: Iterable[str]) -> bool:
    """Whether a language is one of these tags, or a region or script of one: `ar` takes ar-EG in. Case says nothing."""
    language = language.lower()
    return any(language == tag or language.startswith(f"{tag}-") for tag in map(str.lower, tags))
