"""Mails (RFC 5322 and MIME): the text is a story, and so is each attachment that is an item in another format.

A text that is itself an item in such a format (a page of Xinhua, a feed) is read as an attachment is.
So is each file in an attached .zip or .gz; of one within another no more is read.
An attachment that is read gets what the mail's own text says as its editor's note, as long as that is no more than a
covering line: longer text is a story as well. An urgent mail may be a subject and nothing else. The sender's address is
transport and becomes no byline. Pictures and other files have no address to be found under and are left out. A mail
marked urgent or of high importance has urgency 2, as the flag `urgent`; other marks of priority say nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from schemas import Code, Note, NoteCode, Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft, WrittenTime
from worker.draft import Part as Piece
from worker.formats.decode import decode
from worker.formats.flags import split_flags, urgency_of
from worker.formats.mail_archives import files_in, is_archive
from worker.formats.mail_body import read_text, split_parts
from worker.formats.mail_furniture import split_prefixes
from worker.formats.mail_header import words_of
from worker.formats.mail_parts import Part, parts_of

if TYPE_CHECKING:
    from worker.formats.registry import Format

_HEAD = 4096
_LONGEST_COVER = 1000
_SAY_NOTHING = ("", "utf-8", "us-ascii")
_CHARSET_OF_NAME = re.compile(
    r"name\*(?:0\*)?\s{0,9}=\s{0,9}\"?(?!utf-8'|us-ascii'|')([A-Za-z0-9_.:-]{1,40})'", re.IGNORECASE
)
_MESSAGE_ID = re.compile(r"<\s{0,9}([^<>\s]{1,500})\s{0,9}>")
_BARE_ID = re.compile(r"[^<>\s]{1,500}")
_URGENT = 2
_MOST_NAMES = 5
_DEPTH_OF_FILES = 5  # a mail that comes as a file counts as that many parts within each other
_NO_SOURCE = Source(id="unknown")
_NAME = "mail"
_LAST_RESORT = "wire_text"
_FROM_A_SERVER = re.compile(r"mailer-daemon(?:@|>|\s|$)|mail delivery (?:sub)?system|microsoft outlook <", re.IGNORECASE)
_FROM_POSTMASTER = re.compile(r"(?:^|[\s<])postmaster@", re.IGNORECASE)
_ABSENCE = re.compile(
    r"automatic reply|out of office|auto(?:matic)?[- ]?reply|réponse automatique|automatische antwort|respuesta automática"
    r"|رد تلقائي|автоответ|自动答复|自动回复|自動応答",
    re.IGNORECASE,
)
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
# Of these none is an item, though some are text.
_NO_ITEMS = re.compile(
    r"(?:image|audio|video|font)/.*|application/(?:pdf|ms-tnef|(?:x-)?pkcs7-signature|pgp-signature)"
    r"|text/(?:calendar|x-vcard|vcard|css|csv|rfc822-headers)",
    re.DOTALL,
)


def stories_of(item: WireItem, source: Source) -> Iterator[Draft | Unreadable]:
    """Give the stories of a mail. Raises Unreadable for what is no mail, and for mails that no one wrote."""
    payload = item.payload
    if b"\x00" in payload[:_HEAD]:  # a mail kept as UTF-16; anything else with such bytes is refused as binary
        payload = decode(item, source).text.encode()
    yield from _stories(_Delivery(parts_of(payload), item, source.model_copy(update={"format": None}), url=item.url))


@dataclass(frozen=True, slots=True)
class _Delivery:
    """A mail and how it came. depth: in how many mails it came as a file."""

    mail: Part
    item: WireItem
    source: Source
    depth: int = 0
    url: str | None = None
    archives: "count[int]" = field(default_factory=count)
    """Counts the archives opened, in the mails within it too."""

    @property
    def charset(self) -> str | None:
        """The charset that the first of its parts declares that declares any."""
        parts = (self.mail, *self.mail.children, *(inner for one in self.mail.children for inner in one.children))
        declared = (one.parameters.get("charset", "").lower() for one in parts)
        return next((one for one in declared if one not in _SAY_NOTHING), None)

    @property
    def message_id(self) -> str | None:
        """The Message-ID without its brackets."""
        written = self.mail.header.plain("message-id").strip()
        match = _MESSAGE_ID.search(written)
        return match[1] if match else written if _BARE_ID.fullmatch(written) else None


def _stories(delivery: _Delivery) -> Iterator[Draft | Unreadable]:
    """Give the attachments read, then the mail's own text, unless it only covers them."""
    _refuse_unwritten(delivery.mail)
    texts, attached = split_parts(delivery.mail, delivery.source)
    items = [part for part in texts if _is_item(part, delivery)]
    texts, attached = [part for part in texts if part not in items], [*items, *attached]
    own = _own_story(delivery, texts)
    is_read = is_refused = False
    cover = _cover_of(own)
    for part in attached:
        for story in _attached(part, delivery):
            is_refused |= isinstance(story, Unreadable)
            is_read |= isinstance(story, Draft)
            yield _of_mail(story, part, delivery, cover) if isinstance(story, Draft) else story
    if isinstance(own, Draft):
        is_wanted = not is_read or (cover is None and bool(own.paragraphs or own.markup))
    else:
        is_wanted = not (is_read or is_refused) or own.code not in (Code.NO_STORY, Code.NO_BODY)
    if is_wanted:
        yield own


def _is_item(text: Part, delivery: _Delivery) -> bool:
    """Whether the mail's text is an item in a format of its own, such as a page of Xinhua."""
    chosen = _format_of(_item_of(text, delivery), text.media_type, delivery) if text.media_type == "text/plain" else None
    return chosen is not None and chosen.name not in (_NAME, _LAST_RESORT)


def _refuse_unwritten(mail: Part) -> None:
    """Raise Unreadable (no_story) for mails of servers, automatic answers and encrypted mails."""
    if mail.media_type == "multipart/report":
        message = "a report on the delivery of a mail, not a story"
        raise Unreadable(Code.NO_STORY, message, "header Content-Type")
    if mail.header.plain("auto-submitted").lower().startswith("auto-replied") or _is_of_absence(mail):
        raise Unreadable(Code.NO_STORY, "an automatic answer, such as a notice of absence", "header Auto-Submitted")
    sender = mail.header.plain("from")
    is_bounce = mail.header.plain("return-path").strip() == "<>" and _FROM_POSTMASTER.search(sender)
    if _FROM_A_SERVER.search(sender) or is_bounce:
        raise Unreadable(Code.NO_STORY, "a mail server's notice, not a story", "header From")
    if _is_invitation(mail):
        raise Unreadable(Code.NO_STORY, "an invitation to a meeting, or an answer to one", "header Content-Type")
    if mail.media_type in _ENCRYPTED:
        message = f"it is encrypted or sealed ({mail.media_type}); ask the sender for plain mail"
        raise Unreadable(Code.NO_STORY, message, "header Content-Type")


def _is_invitation(mail: Part) -> bool:
    """Whether a mail's text is for a calendar, to be answered (RFC 6047): what people read beside it says no more."""
    texts = mail.children[0] if mail.media_type == "multipart/mixed" and mail.children else mail
    versions = texts.children if texts.media_type == "multipart/alternative" else (texts,)
    return any(one.media_type == "text/calendar" and _asks(one) for one in versions)


def _asks(calendar: Part) -> bool:
    return calendar.parameters.get("method", "publish").lower() != "publish"


def _is_of_absence(mail: Part) -> bool:
    """Whether a mail that a program sent has the subject of a notice of absence: Exchange's say no more than that."""
    if not (mail.header.plain("auto-submitted") or mail.header.plain("x-auto-response-suppress")):
        return False
    subject, _ = words_of(mail.header.fields.get("subject", b""), None, _NO_SOURCE)
    return _ABSENCE.match(subject.strip()) is not None


def _own_story(delivery: _Delivery, texts: list[Part]) -> Draft | Unreadable:
    """Return the mail's text as a story, or why it is none."""
    header, source = delivery.mail.header, delivery.source
    charset = next((one.parameters["charset"] for one in texts if "charset" in one.parameters), None)
    subject, notes = words_of(header.fields.get("subject", b""), charset, source)
    prefixes, subject = split_prefixes(subject.strip(), header.plain("list-id"))
    flags, headline = split_flags(subject)
    try:
        body = read_text(texts, bool(headline), source)
    except Unreadable as error:
        return error
    first = body.headline
    flags = (*flags, *body.flags)
    urgency = urgency_of(flags) or (_URGENT if _is_marked_urgent(delivery.mail) else None)
    has_text = bool(body.paragraphs or body.markup)
    if not has_text and not first and not (headline and urgency):
        return _without_text(delivery.mail, headline, source)
    date = header.plain("date").strip()
    message_id = delivery.message_id
    pieces = [Piece("furniture", prefixes, "header Subject")] if prefixes else []
    pieces += [Piece("flag", flag, "header Subject") for flag in split_flags(subject)[0]]
    pieces += [Piece("headline", headline, "header Subject")] if headline else []
    pieces += [Piece("time", date, "header Date")] if date else []
    pieces += [Piece("id", message_id, "header Message-ID")] if message_id else []
    keywords, _ = words_of(header.fields.get("keywords", b""), charset, source)
    return Draft(
        headline=headline or (first.headline if first else None),
        paragraphs=tuple(body.paragraphs),
        markup=body.markup,
        lacks=() if has_text or first else ("text",),
        byline=body.byline,
        editor_note=body.cover,
        language=header.plain("content-language").strip() or None,
        version_created=WrittenTime(date, "header Date", doubtful=True) if date else None,
        wire_id=message_id,
        urgency=urgency,
        flags=flags,
        url=delivery.url,
        charset=body.charset,
        keywords=tuple(keywords.split(",")),
        parts=(*pieces, *body.pieces),
        notes=(*notes, *body.notes),
    )


def _without_text(mail: Part, headline: str, source: Source) -> Unreadable:
    names = [name for part in split_parts(mail, source)[1] if (name := part.filename(source))]
    attached = f"; attached are {', '.join(names[:_MOST_NAMES])}" if names else ""
    if headline:
        return Unreadable(Code.NO_BODY, f"there is a subject and no text{attached}", "part 1")
    return Unreadable(Code.NO_STORY, f"the mail has neither subject nor text{attached}", "part 1")


def _is_marked_urgent(mail: Part) -> bool:
    header = mail.header
    importance, priority = header.plain("importance").strip().lower(), header.plain("priority").strip().lower()
    return importance == "high" or priority == "urgent" or header.plain("x-priority").strip()[:1] == "1"


def _cover_of(own: Draft | Unreadable) -> str | None:
    """Return the mail's own text, if it is short enough to be a note to editors."""
    if isinstance(own, Unreadable):
        return None
    if own.markup:
        from worker.formats.inline import inline_text

        text = inline_text(own.markup.html)
    else:
        text = "\n".join(paragraph.text for paragraph in own.paragraphs)
    return text if 0 < len(text) <= _LONGEST_COVER else None


def _attached(part: Part, delivery: _Delivery) -> Iterator[Draft | Unreadable]:
    """Give the stories of an attachment, none if it is no item. What stops its reading comes last, with its place."""
    try:
        if part.mail and not part.mail.header.fields:
            if part.mail.body.strip():
                raise Unreadable(Code.UNKNOWN_FORMAT, "no mail: it does not begin with fields of a header", part.mail.where)
        elif part.mail:
            yield from _stories(replace(delivery, mail=part.mail, url=None))
        else:
            yield from _attached_file(part, delivery)
    except Unreadable as error:
        yield error


def _attached_file(part: Part, delivery: _Delivery) -> Iterator[Draft | Unreadable]:
    """Give the stories of a file, or of the files in an archive."""
    name = part.filename(delivery.source)
    if not is_archive(part, name):
        yield from _stories_of_file(_item_of(part, delivery), part.media_type, part.where, delivery)
        return
    for member, payload in files_in(part, name, delivery.archives):
        media_type = "text/plain" if member.lower().endswith(".txt") else None
        item = WireItem(
            payload=payload,
            source=delivery.item.source,
            media_type=f"{media_type}; charset={delivery.charset}" if media_type and delivery.charset else media_type,
            filename=member,
            received_at=delivery.item.received_at,
        )
        yield from _stories_of_file(item, media_type or "", f"{part.where} {member}", delivery)


def _format_of(item: WireItem, media_type: str, delivery: _Delivery) -> "Format | None":
    """Return the format of a file that is an item of its own, None for a file of any kind."""
    from worker.formats.registry import choose

    if _NO_ITEMS.fullmatch(media_type):
        return None
    try:
        chosen = choose(item, delivery.source)
    except Unreadable:
        return None
    is_text = media_type == "text/plain" or (item.filename or "").lower().endswith(".txt")
    return chosen if is_text or chosen.name != _LAST_RESORT else None


def _stories_of_file(item: WireItem, media_type: str, where: str, delivery: _Delivery) -> Iterator[Draft | Unreadable]:
    chosen = _format_of(item, media_type, delivery)
    if chosen is None:
        return
    try:
        if chosen.name == _NAME:
            depth = delivery.depth + _DEPTH_OF_FILES
            within = replace(delivery, mail=parts_of(item.payload, depth), item=item, depth=depth, url=None)
            stories = _stories(within)
        else:
            stories = chosen.read(item, delivery.source)
        for story in stories:
            if chosen.name != _LAST_RESORT or (isinstance(story, Draft) and story.headline and story.paragraphs):
                yield _placed(story, where)
    except Unreadable as error:
        yield _placed(error, where)


def _item_of(part: Part, delivery: _Delivery) -> WireItem:
    return WireItem(
        payload=part.content(),
        source=delivery.item.source,
        media_type=_media_type_of(part, delivery),
        filename=part.filename(delivery.source),
        received_at=delivery.item.received_at,
    )


def _media_type_of(part: Part, delivery: _Delivery) -> str | None:
    """Return the part's media type; the charset that it lacks is that of its file's name, else of the mail's own text."""
    written = part.header.plain("content-type") or None
    if written is None or "charset" in part.parameters:
        return written
    named = _CHARSET_OF_NAME.search(part.header.plain("content-disposition") or written)
    charset = named[1] if named else delivery.charset
    return f"{written.rstrip('; ')}; charset={charset}" if charset else written


def _of_mail(story: Draft, part: Part, delivery: _Delivery, cover: str | None) -> Draft:
    """Return an attachment's story with what its mail says of it."""
    name = part.filename(delivery.source) or part.media_type
    message_id = delivery.message_id
    return replace(
        story,
        editor_note=story.editor_note or cover,
        alt_ids=(*story.alt_ids, *((("message_id", message_id),) if message_id else ())),
        notes=(*story.notes, Note(code=NoteCode.ATTACHMENT_READ, detail=name)),
    )


def _placed(story: Draft | Unreadable, where: str) -> Draft | Unreadable:
    """Return a story, or why there is none, with its places within the mail."""
    if isinstance(story, Unreadable):
        return Unreadable(story.code, story.message, f"{where} {story.where}" if story.where else where)
    return replace(
        story,
        paragraphs=tuple(one._replace(where=f"{where} {one.where}") for one in story.paragraphs),
        markup=story.markup._replace(where=f"{where} {story.markup.where}") if story.markup else None,
        dateline=story.dateline._replace(where=f"{where} {story.dateline.where}") if story.dateline else None,
        parts=tuple(one._replace(where=f"{where} {one.where}") for one in story.parts),
        first_created=_time_placed(story.first_created, where),
        version_created=_time_placed(story.version_created, where),
        content_created=_time_placed(story.content_created, where),
        expires=_time_placed(story.expires, where),
        embargoed_until=_time_placed(story.embargoed_until, where),
    )


def _time_placed(time: WrittenTime | None, where: str) -> WrittenTime | None:
    return replace(time, where=f"{where} {time.where}") if time else None
