"""`python -m worker.cli` is `wirecopy`."""

from worker.cli.main import main

main()
