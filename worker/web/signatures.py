"""Signatures of requests as Standard Webhooks has them: an HMAC over id, time and body.

webhook-id          tells the message from others
webhook-timestamp   seconds since 1970; more than five minutes off, and the request may be an old one sent again
webhook-signature   `v1,<base64>`, or several, separated by spaces, while a secret changes
"""

import base64
import binascii
import hmac
import time
from hashlib import sha256
from pathlib import Path

import structlog
from starlette.datastructures import Headers

from schemas import PushSource
from worker.web.problems import Problem

TOLERANCE_SECONDS = 300
PREFIX = "whsec_"

log = structlog.get_logger(__name__)


def check_signature(source: PushSource, headers: Headers, body: bytes) -> None:
    """Check a request's signature where its source wants one; the body is what was sent, before it is unpacked.

    Raises Problem: 401 saying what is wrong with it, 503 where the secret cannot be read.
    """
    if source.signature_secret_file is None:
        return
    secret = _secret(source.id, source.signature_secret_file)
    named = {name: headers.get(name) for name in ("webhook-id", "webhook-timestamp", "webhook-signature")}
    if missing := [name for name, value in named.items() if not value]:
        raise _refused(source, "signature_missing", f"requests of this source are signed; missing: {', '.join(missing)}")
    message_id, timestamp, signatures = (str(value) for value in named.values())
    _check_time(source, timestamp)
    signed = b"".join((message_id.encode("latin-1"), b".", timestamp.encode("latin-1"), b"."))
    right = base64.b64encode(hmac.digest(secret, signed + body, sha256))
    given = [one.removeprefix("v1,").encode("latin-1") for one in signatures.split() if one.startswith("v1,")]
    if not any([hmac.compare_digest(one, right) for one in given]):  # noqa: C419  # all, however many are right
        raise _refused(
            source,
            "signature_wrong",
            "none of the v1 signatures is that of this body: v1,<base64 of HMAC-SHA256> over <id>.<timestamp>.<body>",
        )


def _check_time(source: PushSource, timestamp: str) -> None:
    if not (timestamp.isascii() and timestamp.isdigit()):
        raise _refused(source, "signature_time", "webhook-timestamp is no number of seconds since 1970")
    off = int(timestamp[:20]) - time.time()
    if abs(off) > TOLERANCE_SECONDS:
        direction = "before" if off < 0 else "after"
        raise _refused(
            source, "signature_time", f"webhook-timestamp is more than {TOLERANCE_SECONDS} s {direction} the time here"
        )


def _secret(source_id: str, file: str) -> bytes:
    """Read the secret anew, so that it can change: base64 after whsec_, or the text of the file."""
    try:
        text = Path(file).read_text(encoding="utf-8").strip()
        secret = base64.b64decode(text.removeprefix(PREFIX), validate=True) if text.startswith(PREFIX) else text.encode()
        if not secret:
            raise ValueError("it is empty")
    except (OSError, ValueError) as error:
        why = "after whsec_ there is no base64" if isinstance(error, binascii.Error) else str(error)
        log.error("signature_secret_unreadable", source=source_id, file=file, why=why, doing="refusing its items")
        raise Problem(
            503,
            "not_set_up",
            "the secret of this source cannot be read; the log says why",
            headers={"Retry-After": "60"},
        ) from None
    return secret


def _refused(source: PushSource, code: str, detail: str) -> Problem:
    log.warning("signature_refused", source=source.id, code=code)
    return Problem(401, code, detail, headers={"WWW-Authenticate": 'Bearer realm="wirecopy", error="invalid_request"'})
