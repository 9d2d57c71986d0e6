"""`wirecopy kill`: an operator's kill of a story."""

from worker.cli.options import Reason, Uri, check_uri


def kill(
    uri: Uri,
    reason: Reason = None,
) -> None:
    """Kill a story for good: a canceled version is published, and whatever comes of it later is stale.

    Example: wirecopy kill urn:wirecopy:xinhua-ar:139700001 --reason "withdrawn by the agency"
    """
    check_uri(uri)
    from worker.cli.server import server
    from worker.settings import settings
    from worker.store.kill import kill as publish_kill

    with server() as (redis, keys):
        outcome = publish_kill(redis, keys, uri, reason, settings().routes)
    said = {"stale": "was killed before", "published": "was not known; killed all the same"}
    print(f"{uri}: {said.get(outcome, 'killed')}")
