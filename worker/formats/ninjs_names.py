"""The names that ninjs and its dialects have for the same thing, in lower case, the likeliest first.

1.x, 2.x and 3.x differ in names and capitals alone, so a field is looked for under all of them. Names of dialects are
those that agencies publish: superdesk's ninjs, AP Media API, PA's Content API, TT's ttninjs, dpa-digitalwires, AFP's API.
"""

from collections.abc import Mapping

from schemas.article import Status

ID = ("uri", "guid", "urn", "uno", "_id")
VERSION = ("version", "_version", "revision", "_current_version")
TYPE = ("type", "itemclass")
STATUS = ("pubstatus", "status", "state")
URGENCY = ("urgency",)
LANGUAGE = ("language", "lang")
PROFILE = ("profile", "editorialrole")

VERSION_CREATED = ("versioncreated", "version_created", "version_created_at_utc", "issued", "published", "updated")
FIRST_CREATED = ("firstcreated", "first_created", "firstpublished", "created")
CONTENT_CREATED = ("contentcreated", "content_created")
EXPIRES = ("expires",)
EMBARGO = ("embargoed", "embargoeduntil", "embargoed_until", "embargo", "embargo_until")

HEADLINE = ("headline",)
SECOND_HEADLINE = ("subheadline", "subhead", "subheading", "subtitle")
TITLE = ("title",)
SLUGLINE = ("slugline", "slug")
BYLINE = ("byline", "by")
EDITOR_NOTE = ("ednote", "editor_note", "description_usage", "advisory", "embargoedreason")
CREDIT = ("creditline", "credit", "description_creditline")
COPYRIGHT_HOLDER = ("copyrightholder", "copyright_holder")
COPYRIGHT_NOTICE = ("copyrightnotice", "copyright_notice", "copyrightline")
USAGE_TERMS = ("usageterms", "usage_terms")
LOCATED = ("dateline", "located", "datelinelocation")
URL = ("weburl", "canonicalurl", "canonical_url", "public_url")

PEOPLE = ("people", "person")
AUTHORS = ("authors", "bylines", "author", "photographer")
PLACES = ("places", "place")
ORGANISATIONS = ("organisations", "organisation", "organizations", "organization", "company")
SUBJECTS = ("subjects", "subject", "service", "anpa_category", "sector", "iptc", "medtop", "categories")
GENRES = ("genres", "genre", "fixture", "editorialtypes")
KEYWORDS = ("keywords", "keyword")
INFO_SOURCES = ("infosources", "infosource")
PROVIDER = ("provider", "source")
ALT_IDS = ("altids", "altid")
OTHER_IDS = ("originaltransmissionreference", "afpshortid")
FOLLOWS = ("evolvedfrom",)
RENDITIONS = ("renditions", "medias")
ASSOCIATIONS = ("associations", "bagitem")

HREF = ("href", "url", "src")
MEDIA_TYPE = ("contenttype", "mimetype", "content_type", "mime_type")
SIZE = ("sizeinbytes", "size_in_bytes", "size", "filesize")

CONCEPT_NAME = ("name", "label", "title")
CONCEPT_CODE = ("qcode", "literal", "code", "term", "id")
PERSON_ROLE = ("rel", "role", "jobtitle")

KINDS: Mapping[str, str] = {
    "picture": "picture",
    "photo": "picture",
    "image": "picture",
    "video": "video",
    "audio": "audio",
    "graphic": "graphic",
    "infographic": "graphic",
    "composite": "composite",
    "multimedia": "composite",
    "package": "composite",
}
"""Types, without the alias before them; any other is a text."""

NOT_NEWS = frozenset(("event", "planning", "plan", "coverage", "assignment", "concept", "calendar"))
"""Types of what is no news."""
PLANS = ("eventdetails", "plannedcoverage", "definition_short", "planning_date", "coverages")
"""Fields of what is no news and does not say its type."""

_USABLE = ("usable", "published", "corrected", "updated", "active", "live", "ok")
_CANCELED = ("canceled", "cancelled", "killed", "kill", "recalled", "retracted", "deleted", "withdrawn")
STATUSES: Mapping[str, Status] = {**dict.fromkeys(_USABLE, "usable"), **dict.fromkeys(_CANCELED, "canceled")}
"""Statuses, without the alias before them; any other is `withheld`: nobody may use what might be on hold."""

KILLS = frozenset(("kill", "killed", "elimination", "mandatorykill", "storykill", "photokill"))
"""What AP calls a kill among the editorial types and signals of an item."""

MAIN_HEADLINES = ("main", "headline", "hl1", "default", "primary", "text", "title")
SUBHEADLINES = ("subheadline", "subhead", "subheading", "sub", "subtitle", "hl2", "deck", "secondary", "extended")
OTHER_HEADLINES = (
    "seo",
    "short",
    "kicker",
    "slug",
    "slugline",
    "social",
    "mobile",
    "push",
    "sms",
    "web",
    "teaser",
    "series",
)

SUMMARIES = (
    "summary",
    "abstract",
    "text",
    "html",
    "xhtml",
    "main",
    "lead",
    "teaser",
    "intro",
    "short",
    "long",
    "",
    "description",
)
CAPTIONS = ("caption", "captions", "text", "html", "xhtml", "main", "caption_text", "caption_html", "caption_xhtml", "")
PLAIN_SUMMARIES = ("summary", "abstract", "teaser", "standfirst", "description", "lead", "fragment")
PLAIN_CAPTIONS = ("caption", "description", "alt_text")

PLAIN_BODIES: Mapping[str, str] = {
    "article_html": "html",
    "bodyhtml": "html",
    "bodyxhtml": "xhtml",
    "bodytext": "text",
    "body": "",
    "news": "",
    "story": "",
    "articlebody": "",
}
"""Bodies in fields of their own, and their roles."""
OTHER_BODIES = frozenset(
    (
        "caption", "captions", "summary", "abstract", "teaser", "footer", "event", "sections", "script", "shotlist",
        "storyline", "transcript", "ttnitf", "textml", "json", "anpa", "iptc7901", "sms", "push", "embed", "notes",
        "editorial", "seo", "social", "headline", "alt", "description",
    )
)  # fmt: skip
"""Roles of bodies that are not the text of the story, or that hold it in a form of their own."""
HTML_BODIES = ("html", "xhtml", "richtext", "html5", "richhtml5")

AUTHORS_RELS = frozenset(
    ("author", "creator", "byline", "writer", "contributor", "reporter", "photographer", "correspondent")
)
"""What relates a person to a story as one of its authors."""

CODED: Mapping[str, str | None] = {"medtop": "medtop", "iptc": "subj", "sector": None, "anpa_category": None}
"""Fields whose texts are codes, and the alias of the scheme."""

LISTS_OF_TYPED = {
    "keyword": "keywords",
    "dpakeyword": "keywords",
    "geoarea": "places",
    "dpacountry": "places",
    "geosubject": "places",
    "person": "people",
    "organisation": "organisations",
    "dpatextgenre": "genres",
    "genre": "genres",
}
"""Where a category belongs by its type, or else by the alias of its code: dpa has all that it names in one list."""

SUPPLIER_ROLES = frozenset(("provider", "supplier", "distributor", "prov", "isdistributedby", "publisher"))

LISTS = ("items", "_items", "item", "entries", "documents", "docs", "hits", "results", "newsitems", "articles", "stories")
"""What wraps a list of stories in the answers of interfaces."""
HOLDERS = ("data", "response", "result", "feed", "payload", "content", "_embedded", "_source", "item", "newsitem", "ninjs")
"""What wraps one story, or holds such a list."""
