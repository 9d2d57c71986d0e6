"""Archives attached to mails: the files within are read as attached ones are, within limits."""

import base64
import gzip
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from schemas import Article, Rejection
from tests.formats.items import item_of
from tests.formats.mails import PAGE, PARAGRAPHS, TEXT, article, articles, mail_of, mixed
from tests.support import ROOT
from worker.pipeline import read

G2 = (ROOT / "samples" / "18-newsml-g2.xml").read_bytes()
IPTC = (ROOT / "samples" / "15-iptc-7901.txt").read_bytes()
COVER = "Content-Type: text/plain\n\nToday's items.\n"


def zipped(**files: bytes) -> bytes:
    """A .zip of files, whose names have _ for the dot before the ending."""
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for name, payload in files.items():
            archive.writestr(name.replace("_", "."), payload)
    return data.getvalue()


def enclosed(data: bytes, name: str, media_type: str = "application/octet-stream") -> str:
    encoded = base64.encodebytes(data).decode()
    disposition = f"Content-Disposition: attachment; filename={name}"
    return f"Content-Type: {media_type}\n{disposition}\nContent-Transfer-Encoding: base64\n\n{encoded}"


def rejected(mail: bytes) -> Rejection:
    """The one rejection that comes of a mail, beside its text."""
    (one,) = (one for one in read(item_of(mail)) if isinstance(one, Rejection))
    return one


def test_each_item_in_an_attached_zip_is_a_story_and_other_files_are_left_out() -> None:
    archive = zipped(item_xml=G2, wire_txt=IPTC, page_txt=PAGE.encode(), photo_jpg=b"\xff\xd8\xff\xe0\x00\x10JFIF")
    found = articles(mixed(COVER, enclosed(archive, "wires.zip")))
    separate = articles(mixed(COVER, *(enclosed(one, name) for one, name in ((G2, "i.xml"), (IPTC, "w.txt")))))
    assert [(one.headline, one.editor_note) for one in found[:-1]] == [(one.headline, one.editor_note) for one in separate]
    assert (found[-1].headline, found[-1].editor_note) == ("افتتاح جسر جديد في مدينة النور", "Today's items.")


def test_a_gz_is_opened_by_its_name_or_its_media_type() -> None:
    story = f"Ferry returns\n\n{TEXT}".encode()
    for part in (
        enclosed(gzip.compress(story), "ferry.txt.gz"),
        enclosed(zipped(ferry_txt=story), "ferry", "application/zip"),
    ):
        assert article(mixed(COVER, part)).paragraphs == PARAGRAPHS


def test_a_zip_within_a_zip_and_one_without_items_leave_the_mail_itself() -> None:
    for within in (zipped(item_xml=G2), b"\xff\xd8\xff\xe0\x00\x10JFIF"):
        mail = mixed(f"Content-Type: text/plain\n\n{TEXT}", enclosed(zipped(inner_zip=within), "outer.zip"))
        assert article(mail).headline == "Ferry returns"


def test_what_is_wrong_with_one_mail_in_a_zip_keeps_no_other_file_out() -> None:
    archive = zipped(bad_eml=mixed(*["Content-Type: text/plain\n\nx"] * 300), item_xml=G2)
    results = read(item_of(mixed(COVER, enclosed(archive, "wires.zip"))))
    assert [one.code for one in results if isinstance(one, Rejection)] == ["too_large"]
    assert any(isinstance(one, Article) for one in results)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped(item_xml=G2)[:200], "binary"),
        (zipped(zeros_txt=bytes(20 * 1024 * 1024)), "too_large"),
        (gzip.compress(G2)[:200], "binary"),
    ],
)
def test_an_archive_that_is_broken_or_unpacks_to_too_much_is_told_with_its_place(data: bytes, code: str) -> None:
    name = "wires.zip" if data.startswith(b"PK") else "wires.gz"
    refused = rejected(mixed(COVER, enclosed(data, name)))
    assert (refused.code, refused.where) == (code, "part 2")


def test_no_more_than_five_archives_of_a_mail_are_opened() -> None:
    small = enclosed(zipped(item_xml=b"nothing"), "a.zip")
    refused = rejected(mixed(COVER, *[small] * 6))
    assert (refused.code, refused.where) == ("too_large", "part 7")


def test_a_file_that_is_no_archive_though_it_is_named_so_is_read_as_it_is() -> None:
    assert article(mail_of(TEXT)).headline == "Ferry returns"
    assert "افتتاح" in article(mixed(COVER, enclosed(PAGE.encode(), "page.gz"))).headline
