"""Markdown inside a line: links, bold text, and the words without Markdown's characters."""

import re

import msgspec

from papertriage.readers.xml.html_lines import html_text
from papertriage.text.addresses import ids_of, target

_ADDRESS = r"<?(?P<url>https?://(?:[^\s()<>]|\([^\s()<>]{0,100}\)){1,2000})>?"
_IMAGE = re.compile(
    r"(?P<linked>(?<=\[))?!\[(?P<text>[^\[\]]{0,200})\]\([^\s()]{0,2000}[^()]{0,200}\)"
)
_ANCHOR = re.compile(
    r"<a\s[^<>]{0,300}?href=[\"']?(?P<url>https?://[^\s\"'<>]{1,2000})[^<>]{0,300}>"
    r"(?P<text>[^<>]{0,500})</a>",
    re.IGNORECASE,
)
LINK = re.compile(
    r"\[(?P<text>(?:[^\[\]]|\[[^\[\]]{0,300}\]){0,600})\]\(\s{0,3}" + _ADDRESS + r"[^()]{0,200}\)"
)
_BARE = re.compile(
    r"(?:https?://|(?<![\w./])(?=arxiv\.org/(?:abs|pdf)/|doi\.org/10\.))[^\s<>|\"'`]{4,2000}"
)
_LOCAL = re.compile(
    r"(?<!\\)\[(?P<text>[^\[\]\n]{0,300})(?<!\\)\]"
    r"\((?!\s{0,3}<?https?:)(?P<place>[^()\s./#]{0,99}[./#][^()\s]{0,300})\)"
)
"""A link to a place in the list itself, or to a file beside it."""
_WIKI = re.compile(r"\[\[(?:[^][|]{1,200}\|)?([^][|]{1,200})\]\](?!\()")
"""A link to another note."""
_NOTE = re.compile(r"(?:^|[/_-])(\d{4}\.\d{4,5})(?:v\d)?(?:\.(?:md|html))?$")
_ANCHORS = re.compile(r"<(a|span)\s[^<>]{0,300}></\1>", re.IGNORECASE)
"""Elements without words, which other pages link."""
_BOLD = re.compile(
    r"(?<!\()(?:\*\*|__|<b>|<strong>)(?P<text>[^\n]{1,500}?)(?:\*\*|__|</b>|</strong>)"
)
_SUMMARY = re.compile(r"<summary>[^<>]{0,300}</summary>|</?details[^<>]{0,50}>", re.IGNORECASE)
_SIGNS = re.compile(
    r"(?<!\\)(?:\*{1,3}|_{2,3}|~~)|(?<![\w\\])_(?=\S)|(?<=\S)(?<!\\)_(?!\w)|(?<!\\)`+"
)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|~<>-])")
_EMPTY = re.compile(r"[\[(][\s\[\]()|/·,;:]{0,20}[\])]")
_CODE = re.compile(
    r"https?://(?:www\.)?(?:github|gitlab|bitbucket|huggingface|gitee)\.\w+/"
    r"(?P<repository>[^/\s?#]+/[^/\s?#])?",
    re.IGNORECASE,
)


class Link(msgspec.Struct, frozen=True):
    """A link: its plain words, and where it leads."""

    text: str
    url: str

    @property
    def ids(self) -> dict[str, str]:
        """The identifier of the paper that it leads to, if any."""
        return ids_of(self.url)

    @property
    def is_code(self) -> bool:
        """Whether it leads to a site of code."""
        return _CODE.match(self.url) is not None

    @property
    def is_repository(self) -> bool:
        """Whether it leads to a repository, and not to the page of a person."""
        found = _CODE.match(self.url)
        return found is not None and found["repository"] is not None


def tidy(text: str) -> str:
    """Return Markdown whose images are words, and whose links lead to other sites."""
    if "<" in text:
        text = _ANCHORS.sub("", text)
        text = _ANCHOR.sub(lambda found: f"[{found['text']}]({found['url']})", text)
    if "]]" in text:
        text = unlinked(text)
    text = text.replace("\\[[", "[[").replace(")\\]", ")]")
    text = _IMAGE.sub(lambda image: image["text"] if image["linked"] is not None else " ", text)
    return _LOCAL.sub(_words_or_paper, text)


def unlinked(text: str) -> str:
    """Return a text with the words of links to other notes."""
    return _WIKI.sub(r"\1", text)


def _words_or_paper(link: re.Match[str]) -> str:
    """Return the words of a link to a file; they link arXiv if its name is a paper's id."""
    if link["text"].strip(" ,").isdigit():
        return ""  # the page on which a reference is cited
    named = _NOTE.search(link["place"])
    return f"[{link['text']}](https://arxiv.org/abs/{named[1]})" if named else link["text"]


def links(text: str) -> list[Link]:
    """Return the links of a tidy text, bare addresses last."""
    found = [
        Link(_unbracketed(plain(link["text"])), target(link["url"])) for link in LINK.finditer(text)
    ]
    rest = LINK.sub(" ", text)
    bare = (each[0].rstrip(".,;)]>*") for each in _BARE.finditer(rest))
    urls = (url if "://" in url else f"https://{url}" for url in bare)
    return found + [Link("", target(url)) for url in urls]


def _unbracketed(text: str) -> str:
    """Return a link's words without brackets around all of them."""
    text = text.strip()
    while text.startswith("[") and text.endswith("]"):
        text = text[1:-1].strip()
    return text


def without_links(text: str, title: str = "") -> str:
    """Return a tidy text without links and the brackets around them; a title's words stay."""

    def words(link: re.Match[str]) -> str:
        return link["text"] if title and title in plain(link["text"]) else " "

    text = _BARE.sub(" ", LINK.sub(words, text))
    return _EMPTY.sub(" ", _EMPTY.sub(" ", text))


def bold(text: str) -> str:
    """Return the first bold words of a tidy text."""
    found = _BOLD.search(text)
    return _unbracketed(plain(found["text"])) if found else ""


def plain(text: str) -> str:
    """Return the plain words of a text, with links replaced by their words."""
    text = LINK.sub(lambda link: link["text"], text)
    if "<" in text:
        text = html_text(_SUMMARY.sub("", text).replace("<br>", " "))
    return _ESCAPED.sub(r"\1", _SIGNS.sub("", text)).strip()
