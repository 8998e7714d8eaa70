"""The styles of references: the order of authors, title, journal and year in one line."""

import re
from typing import Any

from papertriage.dates import MONTH
from papertriage.text.addresses import keys_of
from papertriage.text.identifiers import ARXIV_ID
from papertriage.text.people import is_initials, is_people

_OPEN, _CLOSE = '"\u201c\u201e\u300c', '"\u201d\u201c\u300d'
_QUOTED = re.compile(
    rf"^(?P<authors>[^{_OPEN}]{{2,1500}}?)(?:[.,]? \(?(?P<year>(?:1[6-9]|20)\d\d)[a-z]?\)?)?"
    rf"[.,:]? ?[{_OPEN}](?P<title>[^{_OPEN}{_CLOSE}]{{6,400}})[{_CLOSE}](?P<rest>.*)"
)
"""IEEE, MLA, Chicago: the title in quotes, perhaps after the year."""
_GB = re.compile(r"^(?P<before>.{4,800}?)\s?\[(?P<kind>[A-Z]{1,2})(?:/[A-Z]{2})?\](?P<rest>.*)")
"""GB/T 7714: a letter for the kind of work after its title."""
_ASKED = (
    r"[?!](?! (?!In\b|Proc|[^.]{0,60}\b(?:Journal|Transactions|Conference|Letters|Reviews?)\b)"
    r"[^.?!]{15,300}\w\w\. [^\W\d_])"
)
"""The end of a question that is the whole title: no other sentence comes before the journal."""
_END = rf"(?:(?=\.)|{_ASKED})"
_YEAR_FIRST = re.compile(
    rf"^(?P<authors>.{{2,1500}}?),? \(?(?P<year>(?:1[6-9]|20)\d\d)[a-z]?"
    rf"(?:,? {MONTH}[^()]{{0,20}})?"
    rf"(?:\)[.,:]?|[.,]) (?P<title>\S.{{3,400}}?{_END})(?:\.? (?P<rest>.*)|\.$)"
)
"""APA, ACM: the year after the authors."""
_HARVARD = re.compile(
    r"^(?P<authors>.{2,1500}?),? \((?P<year>(?:1[6-9]|20)\d\d)[a-z]?\)[.,]? "
    r"['\u2018](?P<title>\S.{7,400}?)['\u2019][.,]? (?P<rest>.*)"
)
"""Harvard: as APA, the title in single quotes."""
_COMMAS = re.compile(
    r"^(?P<authors>[^:]{2,1500}): (?P<title>\S[^.?!]{5,400}?), "
    r"(?P<rest>(?:[Ii]n |Proc\.|[^,.]{2,80}, ?(?:[Vv]ol|[Nn]o|pp)\.).*)"
)
"""IPSJ: a colon after the authors, a comma after the title."""
_COLON = re.compile(
    rf"^(?P<authors>[^:]{{4,1500}}): (?P<title>\S.{{7,400}}?{_END})\.? (?P<rest>.*)"
)
"""Springer: a colon after the authors."""
_METHOD = re.compile(r"[A-Z][\w +-]{1,30}: (?=[A-Z])")
"""The name that a paper gave to something, before its reference."""
_SEVERAL = re.compile(r", | and ")
_INITIALS = re.compile(r"[^\W\d][^,.;:]{1,60} [A-Z]{1,4}(?: (?:Jr|Sr|II|III))?")
"""A name of Vancouver's style, whose initials have no full stops."""
_NATURE = re.compile(
    r"(?P<authors>"
    r"(?:[^\W\d_][^\d.,;:&]{1,40}, (?:[A-Z]\.[ -]?){1,4}+(?:,? ?(?:& |and )|[,;] )?+){1,200}+"
    r"(?:et al\. )?)(?P<title>[^\W_].{7,})"
)
"""Nature, ABNT: each author's initials after the family name, directly followed by the title."""
_GOST = re.compile(
    r"^(?P<authors>(?:[^\W\d_][\w'’-]{1,40},? (?:[^\W\d_]\. ?){1,3}(?:, )?){1,50}+)"
    r"(?P<title>[^/]{8,400}?) // (?P<venue>[^/]{2,150}?)\.? [\u2013\u2014-] (?P<rest>.*)"
)
"""GOST: two strokes before the journal, dashes between its parts."""
_PHYSICS = re.compile(
    r"(?P<authors>(?:(?:[A-Z]\.[ -]?){1,4}(?:[a-z]{2,3} ){0,2}[A-Z][\w'\u2019-]{1,40}"
    r"(?:,? and |, )){1,200}+)"
    r"(?P<title>[A-Z][^,.]{15,300}), (?=[A-Z])(?P<rest>.*\b(?:1[6-9]|20)\d\d\b.*)"
)
"""Physics and mathematics: commas after the authors and after a title that has none itself."""
_STOP = re.compile(r"(?<=\w\w)\. (?=\S)")
"""A full stop that ends a part: it does not follow a single letter."""
_KINDS = {"J": "article", "C": "inproceedings", "M": "book", "D": "phdthesis", "R": "report"}
_SEEN = re.compile(r"\[cited [^][]{1,40}\]|\b(?:accessed|retrieved):? [^.;()]{1,40}", re.IGNORECASE)
"""When the writer saw the page."""
_YEAR = re.compile(r"(?<![\d.:/-])(?:1[6-9]|20)\d\d(?![\d/])")
_ARXIV = re.compile(
    rf"\b(?:arXiv|CoRR)[: ]{{0,3}}(?:preprint )?(?:abs/|arXiv:)?(?P<named>{ARXIV_ID})"
    r"|arxiv\.org/(?:abs|pdf)/(?P<linked>\S+)",
    re.IGNORECASE,
)
_DOI = re.compile(r"\b10\.[1-9]\d{3,8}/[^\s\"<>\uff0c\u3002]{0,200}[^\s\"<>\uff0c\u3002.,;:)\]]")
_PMID = re.compile(r"\bPMID:? ?(\d{1,8})\b")
_URL = re.compile(r"https?://[^\s<>\"]+")
_LINKED = re.compile(
    rf"(?:\b(?:Available (?:from|at|online)|Retrieved from|URL):? ?)?{_URL.pattern}", re.IGNORECASE
)
_PLACE = re.compile(
    r"(?P<volume>\d{1,5}) ?\((?!(?:19|20)\d\d\))(?P<issue>[\w/-]{1,12})\) ?[,:] ?(?:pp?\.? ?)?"
    r"(?P<page>[A-Za-z]?\d{1,9}(?: ?[-\u2013]{1,2} ?[A-Za-z]?\d{1,9})?)"
)
_PAGES = re.compile(
    r"\b(?:[p\u0441\u0421]p?\.|P\.|pages?) ?(?P<page>\d{1,9} ?[-\u2013]{1,2} ?\d{1,9})"
)
_CHICAGO = re.compile(
    r"(?P<volume>\d{1,5}), no\. (?P<issue>[\w/-]{1,12}) \((?:[A-Z][a-z]{2,8} )?\d{4}\): "
    r"(?P<page>\d{1,9}(?: ?[-\u2013] ?\d{1,9})?)"
)
_PARTS = (
    re.compile(r"\b(?:v(?:ol)?|\u0442)\. ?(?P<volume>\d{1,5})", re.IGNORECASE),
    re.compile(r"(?:\bno?\.|№) ?(?P<issue>\d{1,5})", re.IGNORECASE),
    _PAGES,
    re.compile(
        r"[ ,](?!(?:19|20)\d\d:)(?P<volume>\d{1,5})[,:] "
        r"(?P<page>\d{1,9} ?[-\u2013]{1,2} ?\d{1,9}|\d{1,9}(?= \((?:19|20)\d\d))"
    ),
)
_VENUE_ENDS = re.compile(
    r"\u300f|\App?\.|(?<!\bthe)[,. ] ?"
    r"(?:\(?\d+\b|vol\b|v\.|pp?\.|pages?\b|no\b|n\.|doi|https?:|arXiv|\[|\()",
    re.IGNORECASE,
)
_IN = re.compile(r"^in:? (?:.{2,400}?\(eds?\.?\),? )?", re.IGNORECASE)
_AND_NAMES = re.compile(r" ?,? ?& ?")
_WIDE = str.maketrans({0xFF00 + ord(sign) - 0x20: sign for sign in ",.;:()[]"})
"""Full-width punctuation, which Chinese references mix with the usual kind."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_BETWEEN = re.compile(r"[,;\u3001] ?|\u7b49$")
_BEFORE_YEAR = re.compile(r"[,.] ?(?=(?:19|20)\d\d)")
_INVERTED = re.compile(r"^(?P<family>[^,. ]{2,40}), (?P<given>[A-Z][^,.]+)(?P<more>,? and [^,]+|)$")
"""The first author in Chicago and MLA style, the only one whose family name comes first."""
_TITLE_ENDS = re.compile(rf"(?<!\bvs)(?<!\b[A-Z])(?:(?:\.|{_ASKED}) (?=\S)|[.?!]$)")
_SENTENCES = re.compile(r"[a-z]{2}\. (?=\w)")
"""The end of a sentence, which no list of names has."""
_FAMILIES = re.compile(
    r"[A-Z][\w'’-]{1,40}(?: et al\.?| (?:&|and) [A-Z][\w'’-]{1,40})(?: \((?:19|20)\d\d\))?"
)
_LEFT_OUT = re.compile(
    r",? ?\((?:(?:Eds?|Hrsg)\.?|(?:19|20)\d\d)\)|,? ?\bet\.? ?al\b\.?|(?:\u307b\u304b|\u4ed6)$"
)
"""What is between or after names; the last are Japanese for "and others"."""
_DOTS = re.compile(r"(?<=\w)\.\.(?= )")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2,5}")
"""One name without blanks."""
_FIELDS = re.compile(r"\" ?:|[\w}] ?= ?[{\"]")
"""Field names of JSON or BibTeX, whose texts mention other papers."""
_KIND = re.compile(
    r" \[(?:Preprint|Doctoral dissertation|Master's thesis|Data set|Conference \w+)\]$"
)
"""The kind of a work, which APA writes after its title."""
_LEAST_TITLE = 8
_NO_TITLE = re.compile(r"^(?:1[6-9]|20)\d\d\b|@")
"""A citation's date, or an e-mail address, where a title would be."""


def fields_of(text: str) -> dict[str, Any] | None:
    """Return the fields of a reference; None if it has neither title nor identifier."""
    text = _DOTS.sub(".", " ".join(text.split()))
    if len(_FIELDS.findall(text)) > 1:
        return None
    fields = _named(text)
    found = _styled(_LINKED.sub(" ", text) if "://" in text else text)
    fields |= {name: value for name, value in found.items() if value}
    if "published" not in fields and (years := _YEAR.findall(_SEEN.sub(" ", _URL.sub(" ", text)))):
        fields["published"] = years[-1]
    return fields if fields.keys() & {"title", "arxiv", "doi", "pmid", "names"} else None


def _named(text: str) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if arxiv := _ARXIV.search(text):
        fields["arxiv"] = (arxiv["named"] or arxiv["linked"]).rstrip(".,;)")
    if doi := _DOI.search(text):
        fields["doi"] = doi[0]
    if pmid := _PMID.search(text):
        fields["pmid"] = pmid[1]
    if (url := _URL.search(text)) and not fields:
        fields["url"] = url[0].rstrip(".,;)")
        fields["names"] = keys_of(fields["url"])
    return {name: value for name, value in fields.items() if value}


def _styled(text: str) -> dict[str, Any]:
    """Return authors, title and the rest by the first style that fits."""
    if gb := _GB.match(text.translate(_WIDE) if _HAN.search(text) else text):
        return _chinese(gb)
    named = _METHOD.match(text)
    fields = _styled(text[named.end() :]) if named else {}
    if fields and _SEVERAL.search(str(fields["authors"])):
        return fields
    head, _, rest = text.partition(". ")
    if all(map(_INITIALS.fullmatch, head.replace(", et al", "").split(", "))):
        is_vancouver = "," in head or not _are_people(_TITLE_ENDS.split(rest, maxsplit=1)[0])
        if is_vancouver:  # unlike "Konrad K. Lind, Ada Okafor"
            return _titled(head, rest)
    if found := _PHYSICS.match(text):
        parts = {"authors": _people(found["authors"]), "title": _title(found["title"])}
        return parts | _rest(found["rest"])
    for style in (_GOST, _QUOTED, _HARVARD, _YEAR_FIRST, _COMMAS, _COLON):
        found = style.match(text)
        if found and (_are_people(found["authors"]) or _is_family(style, found["authors"])):
            parts = found.groupdict()
            fields = {"authors": _people(found["authors"]), "title": _title(found["title"])}
            fields |= {"published": parts.get("year"), **_rest(found["rest"] or "")}
            return fields | ({"venue": parts["venue"]} if "venue" in parts else {})
    return _stops(text)


def _stops(text: str) -> dict[str, Any]:
    """Read "Authors. Title. Journal, year": the first full stop after names ends them."""
    if found := _NATURE.match(text):
        return _titled(found["authors"], found["title"])
    for stop in _STOP.finditer(text[:1500]):
        authors = text[: stop.start()]
        if _are_people(authors) and (fields := _titled(authors, text[stop.end() :])):
            return fields
    return {}


def _titled(authors: str, text: str) -> dict[str, Any]:
    """Read "Title. Journal, year" after the authors; empty if there is no title."""
    ends = _TITLE_ENDS.search(text)
    title = text[: ends.start() + (ends[0][0] in "?!")] if ends else text
    if len(title) < _LEAST_TITLE or _NO_TITLE.search(title):
        return {}
    rest = _rest(text[ends.end() :] if ends else "")
    return {"authors": _people(authors), "title": _title(title), **rest}


def _chinese(found: re.Match[str]) -> dict[str, Any]:
    """Read "Authors. Title[J]. Journal, year, volume(issue): pages."."""
    before = found["before"]
    authors, _, title = before.partition("." if _HAN.search(before) else ". ")
    rest = found["rest"].lstrip("./ ")
    year = _YEAR.search(rest)
    venue = _BEFORE_YEAR.split(rest, maxsplit=1)[0]
    place = _PLACE.search(rest)
    return {
        "authors": [name for name in _BETWEEN.split(authors) if name and name != "et al"],
        "family_first": True,
        "title": title.strip(" .") or authors,
        "venue": None if _YEAR.match(venue) or _URL.match(venue) else venue,
        "published": year[0] if year else None,
        "type": _KINDS.get(found["kind"]),
        **(place.groupdict() if place else {}),
    }


def _are_people(text: str) -> bool:
    names = _people(text)
    if _EAST_ASIAN.fullmatch(names):
        return True
    return not _SENTENCES.search(text) and is_people(
        re.sub(r"\.(?=[\s,;-]|$)|(?<=\b[A-Z])\.(?=[A-Z])", " ", names)
    )


def _is_family(style: re.Pattern[str], text: str) -> bool:
    """Return whether only family names come before a title in quotes: ``Lind et al., "..."``."""
    return style is _QUOTED and _FAMILIES.fullmatch(text.strip(" ,")) is not None


def _people(text: str) -> str:
    """Return names ready to be split: "&" as "and", without "(Eds.)" and "et al."."""
    text = _LEFT_OUT.sub("", text).replace(", . . .", ",").replace(", ...", ",")
    text = text.replace(", \u2026", ",")
    if (first := _INVERTED.match(text.rstrip("."))) and not is_initials(first["given"]):
        text = f"{first['given']} {first['family']}{first['more']}"
    text = _AND_NAMES.sub(" and ", text).replace("\u30fb", ", ").strip(" ,;:")
    return text[:-1] if _STOP.search(f"{text[-3:]} .") and text.endswith(".") else text


def _title(text: str) -> str:
    return _KIND.sub("", text.strip(" .,;"))


def _rest(text: str) -> dict[str, Any]:
    """Return journal, volume, issue and pages, which follow the title."""
    text = text.strip(" .,")
    fields: dict[str, Any] = {}
    place = _PLACE.search(text) or _CHICAGO.search(text)
    for found in [place] if place else [part.search(text) for part in _PARTS]:
        fields |= found.groupdict() if found else {}
    source = _IN.sub("", text)
    ends = _VENUE_ENDS.search(source)
    venue = (source[: ends.start()] if ends else source).strip(" .,;:(\u300e")
    if venue and not venue.lower().startswith(("arxiv", "corr", "preprint", "doi", "-", "\u2014")):
        fields["venue"] = venue
    return fields
