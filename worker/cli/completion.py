"""What a shell offers for a value: only asked when somebody presses the tab key."""


def codes(typed: str) -> list[str]:
    """Rejection codes."""
    from schemas import Code

    return [code.value for code in Code if code.value.startswith(typed)]


def formats(typed: str) -> list[str]:
    """Names of formats."""
    from worker.formats.registry import FORMATS

    return [one.name for one in FORMATS if one.name.startswith(typed)]


def documents(typed: str) -> list[str]:
    """Names of schemas."""
    from worker.cli.schema import documents_by_name

    return sorted(name for name in documents_by_name() if name.startswith(typed))


def users(typed: str) -> list[str]:
    """Users of the server."""
    from worker.store.access import USERS

    return [user for user in USERS if user.startswith(typed)]
