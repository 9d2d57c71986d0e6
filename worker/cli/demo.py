"""`wirecopy demo`: the whole system on one machine, for a minute: a server, a worker, the samples in, the records out."""

from pathlib import Path

from schemas.errors import SetUpError

WAIT_SECONDS = 45.0


def demo() -> None:
    """Run a server, a worker and the clock, put the samples in, and print what comes out. Leaves nothing behind.

    Example: wirecopy demo
    """
    from worker.cli.embedded import embedded_server
    from worker.cli.printing import out
    from worker.cli.processes import service

    samples = sorted(file for file in samples_folder().iterdir() if file.is_file())
    out.print(f"Starting a server, a worker and the clock; then {len(samples)} samples go in.", style="dim")
    with embedded_server() as server:
        environment = {"WIRECOPY_REDIS_URL": server.url}
        with service(environment, server.folder / "service.log"):
            _through(server.url, samples, server.folder / "service.log")


def _through(url: str, samples: list[Path], log: Path) -> None:
    from rich.rule import Rule

    from worker.cli.files import wire_items
    from worker.cli.printing import article_card, articles_table, out, outcome_line
    from worker.client import Client

    with Client(url) as wire:
        items = list(wire_items(samples, "samples", None, None))
        item_ids = wire.enqueue_many(item for _, item in items)
        outcomes = wire.wait(item_ids, timeout=WAIT_SECONDS)
        if not all(outcomes.values()):
            raise SetUpError(f"the worker did not get through the samples; its log ends:\n{log.read_text()[-2000:]}")
        records = [record.article for record in wire.consume(start="first", idle_seconds=0.2)]
    out.print(Rule("What became of each wire item", align="left"))
    for (name, _), item_id in zip(items, item_ids, strict=True):
        for outcome in outcomes[item_id]:
            out.print(outcome_line(outcome, Path(name).name), soft_wrap=True)
    out.print(Rule("The articles stream, as a consumer sees it", align="left"))
    out.print(articles_table(records))
    out.print(Rule("One of them in full", align="left"))
    out.print(article_card(records[0]))
    out.print(
        "Next: `.venv/bin/wirecopy read FILE --explain` for a file of your own; README.md for the service.", style="dim"
    )


def samples_folder() -> Path:
    """Return the folder of the samples: in the package where it is installed, else in the repository."""
    packaged = Path(__file__).parent / "samples"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "samples"
