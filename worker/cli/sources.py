"""`wirecopy sources`: where wire items come from. Each verb is in a file of its own; here they meet."""

import typer

from worker.cli import opml, source_check, source_list, source_token

app = typer.Typer(
    help="Sources: see how the polled ones stand, try them, poll or pause them, make tokens, take and give lists.",
    no_args_is_help=True,
)
app.command("list")(source_list.list_)
app.command("check")(source_check.check)
app.command("poll")(source_list.poll)
app.command("pause")(source_list.pause)
app.command("token")(source_token.token)
app.command("import")(opml.import_)
app.command("export")(opml.export)
