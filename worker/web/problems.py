"""What HTTP intake answers where it does not do what was asked: a problem, as RFC 9457 writes it."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """A refusal: the status, a stable code, what was wrong and what to do, and headers such as Retry-After."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """errors: pairs of a place in the request, such as `line 3`, and what was wrong there."""
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})
        self.errors = errors

    def response(self) -> JSONResponse:
        """Return the answer (RFC 9457, 3.1; `code` and `errors` are members of its own, 3.2)."""
        body: dict[str, object] = {
            "status": self.status,
            "title": HTTPStatus(self.status).phrase,
            "code": self.code,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = [{"where": where, "detail": detail} for where, detail in self.errors]
        return JSONResponse(body, self.status, self.headers, MEDIA_TYPE)
