"""`wirecopy show`: the current article of a story, or what became of an item."""

from typing import Annotated

import typer

from worker.cli.options import AsJson, text


def show(
    subject: Annotated[str, typer.Argument(metavar="URI|ITEM", callback=text, help="A story's uri, or an item id.")],
    raw: Annotated[bool, typer.Option("--raw", help="Write the bytes it was made from to standard output.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the current article of a uri, or the outcomes of an item.

    Example: wirecopy show urn:wirecopy:xinhua-ar:139700001
    """
    from schemas.streams import is_item_id

    if is_item_id(subject):
        _show_item(subject, raw=raw, as_json=as_json)
    else:
        _show_story(subject, raw=raw, as_json=as_json)


def _show_story(uri: str, *, raw: bool, as_json: bool) -> None:
    from worker.cli.server import server
    from worker.store import stories

    with server() as (redis, keys):
        article = stories.current(redis, keys, uri)
    if raw:
        _write_raw(article.provenance.raw_digest)
    elif as_json:
        print(article.model_dump_json())
    else:
        from worker.cli.printing import article_card, out

        out.print(article_card(article))


def _show_item(item_id: str, *, raw: bool, as_json: bool) -> None:
    from schemas.errors import NotFound
    from worker.cli.printing import out, outcome_line
    from worker.cli.server import server
    from worker.store import outcomes

    with server() as (redis, keys):
        found = outcomes.of_item(redis, keys, item_id)
    if not found:
        raise NotFound(f"item {item_id} has no outcome: it waits in the inbox, or its outcomes have been trimmed since")
    if raw:
        _write_raw(found[0].raw_digest)
        return
    for outcome in found:
        if as_json:
            print(outcome.model_dump_json())
        else:
            out.print(outcome_line(outcome, f"{item_id} story {outcome.story}"), soft_wrap=True)


def _write_raw(digest: str) -> None:
    import sys

    from worker.cli.server import server
    from worker.store import raw

    with server() as (redis, keys):
        sys.stdout.buffer.write(raw.fetch(redis, keys, digest))
