"""Mails to make, and what becomes of them."""

import base64

from schemas import Article, Rejection
from tests.formats.items import item_of
from worker.pipeline import read

TEXT = "The ferry sailed again on Monday.\n\nIt carried forty passengers.\n"
PARAGRAPHS = ("The ferry sailed again on Monday.", "It carried forty passengers.")
PAGE = (
    "افتتاح جسر جديد في مدينة النور\n\n2026-11-02 20:41:14|arabic.news.cn\n\n"
    "النور 2 نوفمبر 2026 (شينخوا) قال مسؤول محلي إن الجسر سيفتح.\n\nوأضاف أن العمل استغرق عامين.\n"
)
PLAIN = f"Content-Type: text/plain\n\n{TEXT}"
MARKED_UP = "Content-Type: text/html\n\n<p>The ferry sailed again on <b>Monday</b>.</p><p>It carried forty passengers.</p>"


def mail_of(
    body: str | bytes = TEXT, *fields: str, subject: str = "Ferry returns", message_id: str = "1@gull.example"
) -> bytes:
    """A mail with a body as it is sent, and further fields."""
    known = ("From: desk@gull.example", f"Subject: {subject}", f"Message-ID: <{message_id}>", "Content-Language: en")
    head = "\n".join((*known, *fields)) + "\n\n"
    return head.encode() + (body.encode() if isinstance(body, str) else body)


def mixed(*parts: str, kind: str = "mixed") -> bytes:
    """A mail of parts, each with its own header."""
    return mail_of(
        "".join(f"--edge\n{part}\n" for part in parts) + "--edge--\n", f"Content-Type: multipart/{kind}; boundary=edge"
    )


def attached(text: str, name: str, media_type: str = "text/plain; charset=utf-8") -> str:
    encoded = base64.encodebytes(text.encode()).decode()
    disposition = f"Content-Disposition: attachment; filename={name}"
    return f"Content-Type: {media_type}\n{disposition}\nContent-Transfer-Encoding: base64\n\n{encoded}"


def articles(payload: bytes) -> list[Article]:
    results = read(item_of(payload))
    assert all(isinstance(one, Article) for one in results), results
    return [one for one in results if isinstance(one, Article)]


def article(payload: bytes) -> Article:
    (one,) = articles(payload)
    return one


def rejection(payload: bytes) -> Rejection:
    (one,) = read(item_of(payload))
    assert isinstance(one, Rejection), one
    return one
