"""HTTP intake whose process dies as soon as a delivery is accepted, before it can say so."""

import os
import signal

from starlette.applications import Starlette

from worker.intake import Intake
from worker.store.deliveries import Accepted, Delivery
from worker.web import app


class DyingIntake(Intake):
    """Accepts one delivery."""

    async def accept(self, delivery: Delivery) -> Accepted:
        """Accept it, and die."""
        accepted = await super().accept(delivery)
        os.kill(os.getpid(), signal.SIGKILL)
        return accepted


def create_app() -> Starlette:
    """Return the application."""
    app.Intake = DyingIntake  # type: ignore[attr-defined]  # another module's name, on purpose
    return app.create_app()
