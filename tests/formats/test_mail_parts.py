"""Mails of several parts: versions of one text, attachments, mails within mails."""

import pytest

from schemas import Article, Rejection
from tests.formats.items import item_of
from tests.formats.mails import MARKED_UP, PAGE, PARAGRAPHS, PLAIN, TEXT, article, articles, attached, mail_of, mixed
from worker.pipeline import read


@pytest.mark.parametrize("parts", [(PLAIN, MARKED_UP), (MARKED_UP, PLAIN)])
def test_of_two_versions_the_plain_one_is_read(parts: tuple[str, str]) -> None:
    found = article(mixed(*parts, kind="alternative"))
    assert found.paragraphs == PARAGRAPHS
    assert found.body_html is None


@pytest.mark.parametrize(
    "plain", ["", " \n", "Your mail program does not show HTML.", "Read it in your browser: https://gull.example/1"]
)
def test_a_plain_version_that_says_nothing_gives_way_to_the_other(plain: str) -> None:
    found = article(mixed(f"Content-Type: text/plain\n\n{plain}", MARKED_UP, kind="alternative"))
    assert found.paragraphs == PARAGRAPHS
    assert found.body_html is not None


def test_text_that_goes_on_after_a_picture_is_all_of_the_story() -> None:
    picture = "Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo="
    first, second = (f"Content-Type: text/plain\n\n{one}\n" for one in PARAGRAPHS)
    assert article(mixed(first, picture, second)).paragraphs == PARAGRAPHS


def test_an_attachment_in_another_format_is_the_story_and_a_covering_line_its_note() -> None:
    found = article(mixed("\nUse before noon.", attached(PAGE, "page.txt")))
    assert found.headline == "افتتاح جسر جديد في مدينة النور"
    assert found.editor_note == "Use before noon."
    assert ("message_id", "1@gull.example") in [(one.role, one.value) for one in found.alt_ids]
    assert ("attachment_read", "page.txt") in [(note.code, note.detail) for note in found.provenance.notes]


def test_a_covering_line_in_html_is_a_note_in_plain_text() -> None:
    cover = "Content-Type: text/html\n\n<p>Use <b>before</b> noon.</p>"
    assert article(mixed(cover, attached(PAGE, "page.txt"))).editor_note == "Use before noon."


def test_text_longer_than_a_covering_line_is_a_story_besides_its_attachment() -> None:
    long = "The ferry sailed again on Monday, and it carried forty passengers.\n\n" * 20
    page, own = articles(mixed(f"\n{long}", attached(PAGE, "page.txt")))
    assert page.editor_note is None
    assert own.uri == "urn:wirecopy:test:1%40gull.example"


def test_attachments_without_ids_do_not_collide() -> None:
    pages = [attached(PAGE.replace("جسر جديد", f"جسر جديد رقم {number}"), f"{number}.txt") for number in range(3)]
    assert len({one.uri for one in articles(mixed(*pages))}) == 3


def test_an_attached_text_is_a_story_and_a_notice_of_one_line_is_none() -> None:
    text, notice = attached(f"Boats return\n\n{TEXT}", "story.txt"), attached("For clients only.", "notice.txt")
    assert article(mixed(text, notice)).headline == "Boats return"
    assert article(mixed(PLAIN, notice)).headline == "Ferry returns"


@pytest.mark.parametrize("media_type", ["image/svg+xml", "text/csv", "text/calendar", "application/pdf", "application/zip"])
def test_files_that_are_no_items_are_left_out(media_type: str) -> None:
    assert article(mixed(PLAIN, attached("a;b\n1;2\n\n3;4\n", "file", media_type))).paragraphs == PARAGRAPHS


def test_an_attachment_that_is_refused_says_where_and_costs_the_mails_own_text_nothing() -> None:
    broken, own = read(item_of(mixed(PLAIN, attached("<rss><channel><item>", "feed.xml", "application/rss+xml"))))
    assert isinstance(broken, Rejection)
    assert (broken.where or "").startswith("part 2")
    assert isinstance(own, Article)
    assert own.paragraphs == PARAGRAPHS


def test_a_page_in_the_text_of_a_mail_is_read_as_a_page() -> None:
    found = article(mail_of(PAGE + "\n010020070790000000000000011100001399000041\n"))
    assert found.uri == "urn:wirecopy:test:139900004"
    assert ("message_id", "1@gull.example") in [(one.role, one.value) for one in found.alt_ids]


def test_a_forwarded_mail_is_read_with_its_own_id() -> None:
    inner = mail_of(subject="Inner", message_id="2@gull.example").decode()
    found = article(mixed("\nSee below.", f"Content-Type: message/rfc822\n\n{inner}"))
    assert (found.uri, found.headline, found.editor_note) == ("urn:wirecopy:test:2%40gull.example", "Inner", "See below.")


def test_a_mail_attached_as_a_file_is_read_as_a_mail() -> None:
    inner = mail_of(subject="Inner", message_id="2@gull.example").decode()
    found = article(mixed("\nSee below.", attached(inner, "inner.eml", "application/octet-stream")))
    assert found.uri == "urn:wirecopy:test:2%40gull.example"
