"""What must hold for any mail: it is read or rejected within a second, and its transfer encoding makes no difference."""

import base64
import quopri
from datetime import timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from schemas import Article, Rejection
from tests.formats.items import item_of
from worker.normalise.language import language_of
from worker.pipeline import read

FIELDS = st.sampled_from(
    [
        "From: desk@gull.example",
        "Subject: =?utf-8?B?2LnYp9is2YQ6?= x",
        "Subject: =?gb2312?Q?=A1?=",
        "Subject:",
        "Date: Mon, 99 Nov 2026",
        "Message-ID: <a b>",
        "Content-Type: text/plain; charset=utf-16",
        'Content-Type: multipart/mixed; boundary="e',
        "Content-Type: multipart/alternative; boundary=e",
        "Content-Type: multipart/related; boundary=e; start=x",
        "Content-Type: multipart/signed; boundary=e",
        "Content-Type: message/rfc822",
        "Content-Type: text/html; charset=iso-2022-jp",
        "Content-Type: text/plain; format=flowed; delsp=yes",
        "Content-Type: application/feed+json; name*0*=utf-8''%zz; name*1=a",
        "Content-Disposition: attachment; filename==?utf-8?q?=00?=",
        "Content-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: quoted-printable",
        "Auto-Submitted: no",
        "X-Priority: 1",
    ]
)
PIECES = st.one_of(
    FIELDS,
    st.sampled_from(["", "--e", "--e--", "-- ", "> ", " folded", "<p>x</p>", "=E9=", "A" * 30 + "="]),
    st.text(max_size=20),
)
MAILS = st.tuples(st.lists(FIELDS, max_size=5), st.lists(PIECES, max_size=25)).map(
    lambda lines: "\n".join(("Subject: x", "From: a@b.example", *lines[0], "", *lines[1])).encode("utf-8", "surrogatepass")
)
VALUES = st.one_of(st.binary(max_size=60), st.text(max_size=40).map(lambda text: text.encode("utf-8")))
NAMES = st.sampled_from(
    ["Subject", "From", "Date", "Message-ID", "Keywords", "Content-Language", "Content-Type", "Content-Disposition"]
) | st.sampled_from(["Content-Transfer-Encoding", "Content-Location", "Importance", "X-Priority", "Auto-Submitted"])
LINES = st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=40), max_size=8).map("\n".join)


@pytest.fixture(scope="module", autouse=True)
def _detector() -> None:
    """Load the language detector's model once: it takes longer than any reading."""
    language_of(None, None, "Boats went out of the harbour again.")


def check(payload: bytes, media_type: str | None) -> None:
    results = read(item_of(payload, media_type=media_type))
    assert results
    for result in results:
        assert not isinstance(result, Rejection) or result.code != "reader_failed", result.message
        assert type(result).model_validate_json(result.model_dump_json()) == result


@given(st.one_of(st.binary(), MAILS), st.sampled_from([None, "message/rfc822"]))
@example(b"From: a\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\nno boundary", None)
@settings(deadline=timedelta(seconds=1), max_examples=300)
def test_whatever_comes_as_a_mail_is_read_or_rejected(payload: bytes, media_type: str | None) -> None:
    check(payload, media_type)


@given(st.dictionaries(NAMES, VALUES), st.sampled_from([b"\n", b"\r\n"]))
@settings(deadline=timedelta(seconds=1), max_examples=300)
def test_any_values_of_a_header_are_read_or_rejected(fields: dict[str, bytes], end: bytes) -> None:
    head = end.join(name.encode() + b": " + value for name, value in fields.items())
    check(head + end + end + b"Boats returned.", "message/rfc822")


@given(LINES)
def test_the_transfer_encoding_of_a_text_makes_no_difference(text: str) -> None:
    head = b"From: a@b.example\nSubject: Boats return\nMessage-ID: <1@b.example>\nContent-Type: text/plain; charset=utf-8\n"
    body = text.encode()
    assume(b"\x1b" not in body)
    encoded = {b"8bit": body, b"quoted-printable": quopri.encodestring(body), b"base64": base64.encodebytes(body)}
    records = [
        [one.model_dump(exclude={"provenance"}) if isinstance(one, Article) else one.code for one in read(item_of(payload))]
        for payload in (head + b"Content-Transfer-Encoding: " + name + b"\n\n" + sent for name, sent in encoded.items())
    ]
    assert records[0] == records[1] == records[2]


@given(
    st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=80),
    st.sampled_from("BQ"),
    st.integers(5, 40),
)
def test_the_encoded_words_of_a_subject_make_no_difference(text: str, encoding: str, length: int) -> None:
    assume(text.strip() and "=?" not in text)
    raw = text.encode()
    pieces = [raw[start : start + length] for start in range(0, len(raw), length)]
    words = [base64.b64encode(piece) if encoding == "B" else b"".join(b"=%02X" % byte for byte in piece) for piece in pieces]
    subject = b"\n ".join(b"=?utf-8?" + encoding.encode() + b"?" + word + b"?=" for word in words)
    rest = b"\nMessage-ID: <1@b.example>\n\nBoats returned to the harbour.\n"
    plain, sent = (read(item_of(b"From: a@b.example\nSubject: " + one + rest))[0] for one in (raw, subject))
    assert plain.model_dump(exclude={"provenance", "raw_digest", "raw_size"}) == sent.model_dump(
        exclude={"provenance", "raw_digest", "raw_size"}
    )
