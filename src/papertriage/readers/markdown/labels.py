"""The names of fields in Markdown: labels of lines, columns of tables, properties of notes."""

import re

from papertriage.readers.markdown.titles import PICTURES
from papertriage.text.addresses import keys_of

_NAMES = {
    "title": "title, paper title, 标题, 题目, 论文题目, 论文标题, 论文名称, タイトル, 제목",
    "authors": "authors, author, creators, first author, 作者, 代表作者, 第一作者, 著者, 저자",
    "abstract": "abstract, 摘要, アブストラクト, 초록",
    "summary": "summary, tldr, 要約, 概要, 요약",
    "categories": "subjects, categories, category",
    "comment": "comments, comment",
    "venue": "venue, conference, journal, publication, publication title, booktitle, pub, 会议,"
    " 期刊, 会议期刊, 会议年份, 期刊会议, 会議, 学会",
    "published": "published, publish date, published date, publication date, date, year, submitted,"
    " 日期, 时间, 发布日期, 年份, 发表时间, 日付, 発表日",
    "keywords": "keywords, tags, 关键词, キーワード, 키워드",
    "id": "doi, arxiv id, doiarxiv id, eprint, paper id",
    "pmid": "pmid",
    "code_url": "code, github, repo, 代码, 代码地址, 代码链接, 开源代码, コード",
    "project_url": "homepage, home page, project, project page, website, 主页, 项目主页, 项目",
    "": "paper, pdf, pdf url, pdf link, arxiv, arxiv link, link, links, url, paper link, paper url,"
    " source, 论文, 链接, 论文链接, 论文地址, リンク, 出典, 링크, affiliation, affiliations,"
    " institution, institutions, 机构, 单位",
}
"""Under the empty name, only links are read."""
_BETWEEN = re.compile(r"[\W_]")
FIELDS = {
    _BETWEEN.sub("", name): field for field, names in _NAMES.items() for name in names.split(",")
}
_LABEL = re.compile(
    r"(?P<mark>\*\*|__|\*)?(?P<label>[^\W\d_][^*_:\uff1a\n]{1,20}?)\s{0,2}"
    r"(?:[:\uff1a]{1,2}\s{0,2}(?:\*\*|__|\*)?|(?:\*\*|__|\*)\s{0,2}[:\uff1a]?)\s*(?P<value>.*)",
    re.DOTALL,
)
_OTHER = re.compile(r"\((?:ZH|EN|JA|KO|中文|英文)\)$")
"""The same field in another language."""
_FOLDED = re.compile(
    r"(?:<details[^<>]{0,50}>\s{0,9})?<summary>\s{0,9}(?:<\w{1,6}>)?"
    r"(?P<label>[^<>()\s][^<>()]{1,40})(?:\([^<>]{0,40})?(?:</\w{1,6}>)?\s{0,9}</summary>"
)


def field_of(name: str) -> str | None:
    """Return the field that a name means; empty where only links count, None if it is unknown."""
    return "" if _OTHER.search(name) else FIELDS.get(_BETWEEN.sub("", name).lower())


def label(text: str) -> tuple[str, str] | None:
    """Return (field, value) of a labelled line; a property as in Obsidian may have any name."""
    text = _FOLDED.sub(r"\g<label>:", text.strip(), count=1).lstrip("> ")
    found = _LABEL.fullmatch(PICTURES.sub("", text).strip())
    field = field_of(found["label"]) if found else None
    if found and field is None and f"{found['label']}::" in text:
        field = ""
    return (field, found["value"].strip()) if found and field is not None else None


def names_in(text: str) -> list[str]:
    """Return the arXiv ids and DOIs among the words of a value, with their kinds."""
    words = [word.strip("[]()<>,;").removeprefix("arXiv:") for word in text.split()]
    hosts = ("arxiv.org/abs", "doi.org")
    return [name for word in words for host in hosts for name in keys_of(f"https://{host}/{word}")]
