"""Mails: which part is the text, what goes before it, what is attached to it, and what is no story."""

import base64
import quopri
import time

import pytest

from schemas import Article, Rejection, Source, WireItem
from tests.formats.items import RECEIVED, item_of
from tests.formats.mails import MARKED_UP, PARAGRAPHS, PLAIN, TEXT, article, attached, mail_of, mixed, rejection
from worker.formats.registry import choose
from worker.pipeline import explain, read


@pytest.mark.parametrize(
    ("written", "headline"),
    [
        ("Re: [gull-wire] Ferry returns", "[gull-wire] Ferry returns"),
        ("=?UTF-8?Q?Caf=C3=A9_?= =?utf-8?b?b3BlbnM=?=", "Café opens"),
        ("=?utf-8?B?2LnYpw==?=\n =?utf-8?B?2KzZhA==?=", "عاجل"),
        ("=?utf-8?B?2Lk=?= =?utf-8?B?2Q==?= =?utf-8?B?hA==?=", "عل"),
        ("=?windows-1256?Q?=E3=ED=E4=C7=C1?= / =?gb2312?B?uNu/2g==?=", "ميناء / 港口"),
        ("=?utf-8?Q?Ferry returns?=", "Ferry returns"),
        ("=?utf-8?Q?Ferry?returns?=", "Ferry?returns"),
        ("=?utf-8*en?Q?Ferry_returns?=", "Ferry returns"),
        ("=?utf-8?Q?Ferry_returns", "Ferry returns"),
        ("=?utf-8?Q?Ferry =?utf-8?Q?returns?=", "Ferry returns"),
        ("=?utf-8?B?RmVycnk?= back", "Ferry back"),
        ("=?iso-8859-1?Q?Caf=C3=A9?=", "Café"),
        ("=?unknown-8bit?Q?Caf=E9?=", "Café"),
        ("Ferry\n returns\n\tat last", "Ferry returns at last"),
    ],
)
def test_a_subject_is_the_headline_in_whatever_way_it_is_encoded(written: str, headline: str) -> None:
    assert article(mail_of(subject=written)).headline == headline


def test_an_id_is_the_identity_and_references_are_not() -> None:
    first = article(mail_of())
    assert first.uri == "urn:wirecopy:test:1%40gull.example"
    answer = article(
        mail_of(TEXT, "References: <1@gull.example>", "In-Reply-To: <1@gull.example>", message_id="2@gull.example")
    )
    assert answer.uri == "urn:wirecopy:test:2%40gull.example"


def test_without_an_id_a_mail_is_known_by_what_it_says() -> None:
    payload = mail_of().replace(b"Message-ID", b"X-Old-ID")
    assert article(payload).identity.basis == "digest"
    assert article(payload).uri == article(payload.replace(b"X-Old-ID: <1", b"X-Old-ID: <2")).uri


@pytest.mark.parametrize(
    ("field", "urgency"),
    [
        ("Importance: High", 2),
        ("Priority: urgent", 2),
        ("X-Priority: 1 (Highest)", 2),
        ("X-Priority: 2", None),
        ("Importance: low", None),
    ],
)
def test_only_what_is_marked_urgent_or_high_is_urgent(field: str, urgency: int | None) -> None:
    assert article(mail_of(TEXT, field)).urgency == urgency


ENCODINGS = {
    "quoted-printable": quopri.encodestring(TEXT.encode()),
    "base64": base64.encodebytes(TEXT.encode()),
    "BASE64": base64.b64encode(TEXT.encode()).rstrip(b"="),
    "base64 ": base64.b64encode(TEXT[:31].encode())
    + b"\n"
    + base64.b64encode(TEXT[31:].encode())
    + b"\n\nA footer of the list\n",
    "base64;": b"!" + base64.encodebytes(TEXT.encode()).replace(b"\n", b"\r\n*"),
    "8bit": TEXT.encode(),
    "x-unknown": TEXT.encode(),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_text_is_read_from_any_encoding_and_its_usual_faults(encoding: str) -> None:
    assert article(mail_of(ENCODINGS[encoding], f"Content-Transfer-Encoding: {encoding}")).paragraphs == PARAGRAPHS


def test_soft_line_breaks_and_spaces_before_them_are_taken_out() -> None:
    text = b"The ferry sailed ag=\r\nain on M=6fnday. \t\n\nIt carried=  \n forty passengers=ZZ.\n"
    found = article(mail_of(text, "Content-Transfer-Encoding: quoted-printable"))
    assert found.paragraphs == ("The ferry sailed again on Monday.", "It carried forty passengers=ZZ.")


def test_text_that_is_not_in_the_encoding_declared_is_taken_as_it_is() -> None:
    assert article(mail_of(TEXT, "Content-Transfer-Encoding: base64")).paragraphs == PARAGRAPHS


@pytest.mark.parametrize(
    ("declared", "encoding", "notes"),
    [
        ("us-ascii", "utf-8", []),
        ("iso-8859-1", "utf-8", ["charset_corrected"]),
        ("nonsense", "utf-8", []),
        ("windows-1252", "windows-1252", []),
        ("nonsense", "windows-1252", ["charset_assumed"]),
        ("utf-8", "iso-8859-1", ["charset_assumed"]),
        ("us-ascii", "windows-1252", ["charset_assumed"]),
    ],
)
def test_utf_8_that_decodes_goes_before_the_charset_declared_and_that_before_western_text(
    declared: str, encoding: str, notes: list[str]
) -> None:
    text = "Le café à côté du port a fermé.\n\nIl rouvre lundi.\n".encode(encoding)
    found = article(mail_of(text, f"Content-Type: text/plain; charset={declared}"))
    assert found.paragraphs == ("Le café à côté du port a fermé.", "Il rouvre lundi.")
    assert [note.code for note in found.provenance.notes] == notes


def test_the_charset_of_the_source_is_taken_where_the_mail_names_none() -> None:
    text = "استقبل ميناء النور اليوم أول سفينة.\n\nوقال مدير الميناء إن العمل يعود.\n"
    source = Source(id="test", charset="windows-1256", format="mail")
    (found,) = read(item_of(mail_of(text.encode("windows-1256"))), source)
    assert isinstance(found, Article)
    assert found.paragraphs[0] == "استقبل ميناء النور اليوم أول سفينة."


def test_flowed_text_is_joined_and_quotes_keep_their_depth() -> None:
    text = "The ferry sailed \nagain on \nMonday.\n\n> It carried \n> forty passengers.\n>> No more.\n-- \nDesk \nGull\n"
    found = article(mail_of(text, 'Content-Type: text/plain; format="flowed"'))
    assert found.paragraphs == ("The ferry sailed again on Monday.", "> It carried forty passengers. >> No more.")


def test_flowed_text_with_delsp_is_joined_without_the_space() -> None:
    text = "渡轮星期 \n一再次 \n起航。\n\n船上有四十名乘客。\n"
    found = article(mail_of(text, "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes"))
    assert found.paragraphs == ("渡轮星期一再次起航。", "船上有四十名乘客。")


def test_lines_that_were_wrapped_are_one_paragraph_and_lines_that_end_sentences_are_several() -> None:
    wrapped = (
        "The ferry sailed again on Monday, and it carried forty passengers from the\nisland to the harbour before noon.\n"
    )
    assert len(article(mail_of(wrapped)).paragraphs) == 1
    assert article(mail_of("The ferry sailed.\nIt carried forty.\n")).paragraphs == (
        "The ferry sailed.",
        "It carried forty.",
    )


def test_a_signature_is_no_text_and_a_separator_is_no_signature() -> None:
    found = article(mail_of(TEXT + "-- \nThe desk\n"))
    assert found.paragraphs == PARAGRAPHS
    assert [(note.code, note.detail) for note in found.provenance.notes] == [("boilerplate_removed", "The desk")]
    assert len(article(mail_of(TEXT + "\n--\n\nThe ferry leaves again on Friday.\n")).paragraphs) > 2


NO_STORIES = {
    "a notice of absence": mail_of(TEXT, "Auto-Submitted: auto-replied (vacation)"),
    "a server's notice": mail_of().replace(b"desk@gull.example", b"Mail Delivery <MAILER-DAEMON@mx.example>"),
    "a delivery report": mixed(PLAIN, kind="report"),
    "an invitation": mixed(PLAIN, "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR", kind="alternative"),
    "an encrypted mail": mixed("Content-Type: application/pgp-encrypted\n\nVersion: 1", kind="encrypted"),
    "a sealed mail": mail_of("MIAG", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data"),
    "encrypted text": mail_of("-----BEGIN PGP MESSAGE-----\n\nhQ\n-----END PGP MESSAGE-----\n"),
}


@pytest.mark.parametrize("payload", NO_STORIES.values(), ids=NO_STORIES.keys())
def test_mails_that_hold_no_story_are_rejected_as_such(payload: bytes) -> None:
    assert rejection(payload).code == "no_story"


def test_a_mail_of_pictures_alone_names_them() -> None:
    found = rejection(mixed("Content-Type: image/png; name=ferry.png\n\nx"))
    assert found.code == "no_body"
    assert "ferry.png" in found.message


@pytest.mark.parametrize(
    "head",
    ["\ufeff", "\r\n\n", "From desk@gull.example Mon Nov  2 10:00:00 2026\n", "X-One: a\nX-Two: b\nX-Three:\n c\n"],
)
def test_a_mail_is_recognised_whatever_stands_before_its_fields(head: str) -> None:
    payload = head.encode() + mail_of()
    assert choose(item_of(payload), Source(id="test")).name == "mail"
    assert article(payload).headline == "Ferry returns"


def test_a_mail_kept_as_utf_16_is_read() -> None:
    assert article(mail_of().decode().encode("utf-16")).paragraphs == PARAGRAPHS


def test_line_ends_make_no_difference() -> None:
    payload = mixed(PLAIN, MARKED_UP, kind="alternative")
    plain = article(payload)
    for ends in (b"\r\n", b"\r"):
        assert article(payload.replace(b"\n", ends)).model_dump(exclude={"provenance"}) == plain.model_dump(
            exclude={"provenance"}
        )


def test_every_part_says_where_it_stood() -> None:
    (reading,) = explain(item_of(mixed(PLAIN)))
    assert [(part.role, part.where) for part in reading.parts] == [
        ("headline", "header Subject"),
        ("id", "header Message-ID"),
        ("paragraph", "part 1 line 1"),
        ("paragraph", "part 1 line 3"),
    ]


def test_bytes_without_fields_are_no_mail_whatever_they_are_said_to_be() -> None:
    (found,) = read(WireItem(payload=b"Boats return\n\nThey did.", media_type="message/rfc822", received_at=RECEIVED))
    assert isinstance(found, Rejection)
    assert (found.code, found.where) == ("unknown_format", "line 1")


SIZE = 1_000_000
HEAD = "From: a@b.example\nSubject: x\n"
MULTIPART = f"{HEAD}Content-Type: multipart/mixed; boundary=edge\n\n"
HOSTILE = {
    "a subject": f"From: a\nSubject: {'a' * SIZE}\n\nx\n",
    "encoded words": f"From: a\nSubject: {'=?utf-8?q?a?= ' * 600}\n\nx\n",
    "open encoded words": f"From: a\nSubject: {'=?utf-8?q?' * 800}\n\nx\n",
    "beginnings of encoded words": f"From: a\nSubject: {'=?' * 4000}\n\nx\n",
    "parameters": f"{HEAD}Content-Type: text/plain{';' * 8000}\n\nx\n",
    "open quotes": HEAD + "Content-Type: text/plain" + ';a="' * 2000 + "\n\nx\n",
    "fields": "A: b\n" * (SIZE // 5),
    "folds": HEAD + " c\n" * (SIZE // 3) + "\nx\n",
    "boundaries": MULTIPART + "--edge\n" * (SIZE // 7),
    "ten thousand parts": MULTIPART + "--edge\n\ntext\n" * 10_000,
    "198 attachments": MULTIPART
    + ("--edge\nContent-Type: text/plain; name=a.txt\n\nHead\n\n" + "some words.\n" * 400) * 198,
    "parts within parts": HEAD + "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(20_000)),
    "mails within mails": HEAD + "Content-Type: message/rfc822\n\n" * (SIZE // 30),
    "hyphens": MULTIPART + "-" * SIZE,
    "spaces after a boundary": f"{MULTIPART}--edge{' ' * SIZE}x",
    "spaces in quoted-printable": f"{HEAD}Content-Transfer-Encoding: quoted-printable\n\n{' ' * SIZE}x",
    "padding": f"{HEAD}Content-Transfer-Encoding: base64\n\n{'A=' * (SIZE // 2)}",
    "spaces in base64": f"{HEAD}Content-Transfer-Encoding: base64\n\nA{' ' * SIZE}A",
    "flowed lines": HEAD + "Content-Type: text/plain; format=flowed\n\n" + "> a \n" * 49_000,
    "quote marks": f"{HEAD}Content-Type: text/plain; format=flowed\n\n{'>' * SIZE}",
    "signatures": HEAD + "\nText.\n" + "-- \n" * 45_000,
    "tags": f"{HEAD}Content-Type: text/html\n\n{'<meta ' * (SIZE // 6)}",
    "envelopes": "From x\n" * (SIZE // 7),
    "brackets in an id": f"From: a\nMessage-ID: {'<' * 8000}\nSubject: x\n\nText it is.\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_megabyte_of_anything_is_read_in_linear_time(text: str) -> None:
    started = time.perf_counter()
    results = read(item_of(text.encode()))
    assert time.perf_counter() - started < 5  # a quadratic expression takes hours
    assert not any(isinstance(one, Rejection) and one.code == "reader_failed" for one in results), results[0]


def test_a_mail_in_a_file_in_a_mail_ends_at_the_limit() -> None:
    inner = mail_of().decode()
    for _ in range(12):
        inner = mixed(attached(inner, "a.eml", "application/octet-stream")).decode()
    assert rejection(inner.encode()).code == "too_large"


def test_a_mail_passed_on_is_the_story_within_and_the_words_above_it_are_a_note() -> None:
    heading = "-----Original Message-----\nFrom: Press <p@gull.example>\nSent: Monday, 9:00 AM\nSubject: Ferry returns\n"
    one = article(mail_of(f"FYI\n\n{heading}\n{TEXT}", subject="FW: Re: Ferry returns"))
    assert (one.headline, one.paragraphs, one.editor_note) == ("Ferry returns", PARAGRAPHS, "FYI")
    assert [note.code for note in one.provenance.notes] == ["boilerplate_removed"]


def test_below_a_story_a_mail_passed_on_stays_where_it_is() -> None:
    heading = "---------- Forwarded message ---------\nFrom: Press\nSubject: Ferry\n\nOld text.\n"
    assert len(article(mail_of(f"{TEXT}\n" * 6 + heading)).paragraphs) == 15


def test_the_footer_of_a_mailing_list_and_its_name_before_the_subject_are_taken_off() -> None:
    footer = f"{'_' * 47}\nGulls mailing list\nhttps://l.example/gulls\n"
    listed = ("List-Id: <gulls.l.example>",)
    one = article(mail_of(f"{TEXT}{footer}", *listed, subject="[Gulls] Ferry returns"))
    assert (one.headline, one.paragraphs) == ("Ferry returns", PARAGRAPHS)
    parts = article(mixed(f"\n{TEXT}", f"Content-Type: text/plain\nContent-Disposition: inline\n\n{footer}"))
    assert parts.paragraphs == PARAGRAPHS
    assert article(mail_of(TEXT, *listed, subject="[Update] Ferry returns")).headline == "[Update] Ferry returns"


def test_an_indented_line_begins_a_paragraph() -> None:
    indented = "The ferry sailed again\non Monday.\n   It carried forty\npassengers.\n   All were well.\n"
    assert article(mail_of(indented)).paragraphs == (
        "The ferry sailed again on Monday.",
        "It carried forty passengers.",
        "All were well.",
    )


@pytest.mark.parametrize(
    ("text_type", "name"),
    [("text/plain; charset=windows-1256", "filename=a.txt"), ("text/plain", "filename*=windows-1256''a.txt")],
)
def test_an_attachment_without_a_charset_is_in_that_of_its_name_or_of_the_mail(text_type: str, name: str) -> None:
    story = base64.encodebytes("افتتاح جسر\n\nقال مسؤول إن الجسر سيفتح اليوم.\n".encode("cp1256")).decode()
    disposition = f"Content-Disposition: attachment; {name}\nContent-Transfer-Encoding: base64"
    one = article(
        mixed(f"Content-Type: {text_type}\n\nStory attached.", f"Content-Type: text/plain\n{disposition}\n\n{story}")
    )
    assert one.headline == "افتتاح جسر"


def test_pictures_that_were_in_the_text_leave_no_paragraph() -> None:
    assert article(mail_of(f"{TEXT}\n\ufffc\n")).paragraphs == PARAGRAPHS


@pytest.mark.parametrize(
    "fields",
    [
        ("Auto-Submitted: auto-generated", "Subject: Automatic reply: Ferry"),
        ("X-Auto-Response-Suppress: All", "Subject: =?utf-8?B?2LHYryDYqtmE2YLYp9im2Yo=?= : Ferry"),
        ("Return-Path: <>", "From: Post <postmaster@gull.example>"),
        ("From: Mail Delivery Subsystem <x@gull.example>",),
    ],
)
def test_what_servers_and_absent_people_send_is_no_story(fields: tuple[str, ...]) -> None:
    assert (
        rejection(("\n".join((*fields, "Date: Mon, 23 Nov 2026 10:20:30 +0000")) + f"\n\n{TEXT}").encode()).code
        == "no_story"
    )
