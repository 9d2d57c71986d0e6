"""`wirecopy kill`: an operator's kill of a story."""

from typing import Annotated

import typer


def kill(
    uri: Annotated[str, typer.Argument(help="The story's uri, in full.")],
    reason: Annotated[str | None, typer.Option(help="For editors; goes into editor_note.")] = None,
) -> None:
    """Kill a story for good: a canceled version is published, and whatever comes of it later is stale."""
    import re

    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", uri):
        raise typer.BadParameter(f"{uri!r} is no uri; write it in full, as in the record", param_hint="URI")
    from worker.cli.server import server
    from worker.settings import settings
    from worker.store.kill import kill as publish_kill

    with server() as (redis, keys):
        outcome = publish_kill(redis, keys, uri, reason, settings().routes)
    said = {"stale": "was killed before", "published": "was not known; killed all the same"}
    print(f"{uri}: {said.get(outcome, 'killed')}")
