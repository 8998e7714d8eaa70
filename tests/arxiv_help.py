"""Ingests from a server that replaces arXiv, and makes invented answers of arXiv."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import library_help
from cli_help import lines, run
from papertriage.paper import encode
from server_help import Behaviour, Handler, reply

API, OAI, FEED = "/api/query", "/oai", "/rss/cs.CV"
SEARCH = "arxiv:search?cat:cs.CV AND abs:face"
HARVEST = "arxiv:oai?set=cs:cs:CV&from=2026-11-01"
TOPICS = ("lamps", "ropes", "buoys", "tides", "gulls", "cranes", "nets", "fogs", "keels", "oars")


def ingest(library: Path, *args: str | Path, code: int | None = 0) -> list[str]:
    """Ingest into a library; return the messages."""
    return lines(run("--library", library, "ingest", *args, code=code).stderr)


def stored(library: Path) -> list[dict[str, Any]]:
    return [json.loads(encode(paper)) for paper in library_help.stored(library)]


def last_run(library: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (library / "runs.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    )
    return found


def number(at: int) -> str:
    return f"2611.{at:05}"


def title(at: int) -> str:
    return f"On {TOPICS[at % 10]} and {TOPICS[at // 10 % 10]} of harbour {at}"


def entry(identifier: str, at: int) -> str:
    return (
        f"<entry><id>http://arxiv.org/abs/{identifier}v1</id><title>{title(at)}</title>"
        f"<summary>We look at harbour number {at} and find {TOPICS[at % 10]} there.</summary>"
        "<published>2026-11-18T08:00:00Z</published><author><name>Ada Quay</name></author>"
        '<category term="cs.CV"/></entry>'
    )


def atom(entries: list[str], total: int) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
        '<link href="http://arxiv.org/api/query?start=0" rel="self"/>'
        f"<opensearch:totalResults>{total}</opensearch:totalResults>{''.join(entries)}</feed>"
    )


def page(begin: int, end: int, total: int) -> Behaviour:
    """Answer with the entries from one number up to another, out of a total."""
    return reply(200, atom([entry(number(at), at) for at in range(begin, end)], total))


def by_id(known: Callable[[str], bool] = lambda _: True) -> Behaviour:
    """Answer with those of the requested papers that are known."""

    def answer(handler: Handler) -> None:
        ids = [each for each in handler.papers.seen[-1].query["id_list"].split(",") if known(each)]
        bare = [each.partition("v")[0] for each in ids]
        reply(200, atom([entry(each, int(each[-5:])) for each in bare], len(ids)))(handler)

    return answer


def rss(count: int) -> str:
    items = "".join(
        f"<item><title>{title(at)}</title><link>https://arxiv.org/abs/{number(at)}</link>"
        f"<description>arXiv:{number(at)}v1 Announce Type: new \nAbstract: We look at {at}."
        f"</description><guid>oai:arXiv.org:{number(at)}v1</guid></item>"
        for at in range(count)
    )
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>cs.CV updates on arXiv.org'
        f"</title><link>http://rss.arxiv.org/rss/cs.CV</link>{items}</channel></rss>"
    )


def oai(inner: str) -> Behaviour:
    return reply(
        200,
        '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>2026-11-20T08:00:00Z</responseDate>{inner}</OAI-PMH>",
    )


def records(*numbers: int, then: str = "", size: int | None = None, day: int = 2) -> Behaviour:
    """Answer with records of consecutive days, and the token for what comes next."""
    text = "".join(
        f"<record><header><identifier>oai:arXiv.org:{number(at)}</identifier>"
        f"<datestamp>2026-11-{day + step:02}</datestamp></header><metadata>"
        f'<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>{number(at)}</id><title>{title(at)}'
        f"</title><abstract>We look at harbour {at}.</abstract></arXiv></metadata></record>"
        for step, at in enumerate(numbers)
    )
    total = f' completeListSize="{size}"' if size else ""
    end = f"<resumptionToken{total}>{escape(then)}</resumptionToken>" if then or size else ""
    return oai(f"<ListRecords>{text}{end}</ListRecords>")


def oai_error(code: str) -> Behaviour:
    return oai(f'<error code="{code}">so it is</error>')


def paper(at: int) -> str:
    return json.dumps({"title": title(at), "abstract": f"We look at harbour {at}."}) + "\n"
