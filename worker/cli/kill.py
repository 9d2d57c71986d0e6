"""`wirecopy kill`: an operator's kill of a story."""

from typing import Annotated

import typer


def kill(
    uri: Annotated[str, typer.Argument(help="The story's uri, in full.")],
    reason: Annotated[str | None, typer.Option(help="For editors; goes into editor_note.")] = None,
) -> None:
    """Kill a story for good: a canceled version is published, and whatever comes of it later is stale."""
    from worker.cli.server import server
    from worker.settings import settings
    from worker.store.kill import kill as publish_kill

    with server() as (redis, keys):
        outcome = publish_kill(redis, keys, uri, reason, settings().routes)
    print(f"{uri}: {'was killed before' if outcome == 'stale' else 'killed'}")
