"""Zotero's RDF: items, and the journals and books that they are part of.

An item names its container by ``dcterms:isPartOf``; the container is inside it, or elsewhere in
the file. Items wait for theirs, so that records keep the order of the file.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.note_ids import ids_in
from papertriage.readers.raw import Raw
from papertriage.readers.xml.xml_form import first, raw
from papertriage.readers.xml.xml_node import Node
from papertriage.readers.xml.xml_stream import nodes

FORM = "zotero-rdf"
_ITEMS = frozenset({
    "bib:Article", "bib:Book", "bib:BookSection", "bib:ConferenceProceedings", "bib:Document",
    "bib:Legislation", "bib:Letter", "bib:Manuscript", "bib:Patent", "bib:Report", "bib:Thesis",
    "bib:Data", "rdf:Description",
})  # fmt: skip
_CONTAINERS = frozenset({"bib:Journal", "bib:Periodical", "bib:Series"})
_MOST_WAITING = 1_000
"""Items that wait for a container; the first goes without it then."""
_MOST_CONTAINERS = 10_000


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read an export of a library; attachments, notes and collections are skipped."""
    containers: dict[str, dict[str, Any]] = {}
    waiting: deque[tuple[Node, str]] = deque()
    for node in nodes(document, _ITEMS, _CONTAINERS):
        if isinstance(node, Problem):
            yield node
            continue
        about = node.attrs.get("rdf:about", "")
        is_container = node.name in _CONTAINERS or about.startswith("urn:is")
        if is_container and len(containers) < _MOST_CONTAINERS:
            containers[about] = _container(node)
        if node.name in _ITEMS and node.text("z:itemType") not in {None, "attachment", "note"}:
            waiting.append((node, _part_of(node)))
        while waiting and (waiting[0][1] in {"", *containers} or len(waiting) > _MOST_WAITING):
            yield _record(*waiting.popleft(), containers)
    for node, part_of in waiting:
        yield _record(node, part_of, containers)


def _part_of(node: Node) -> str:
    """Return the name of the container outside an item; empty if there is none."""
    names = (part.attrs.get("rdf:resource", "") for part in node.every("dcterms:isPartOf"))
    return next(filter(None, names), "")


def _record(node: Node, part_of: str, containers: dict[str, dict[str, Any]]) -> Raw:
    inner = [_container(child) for part in node.every("dcterms:isPartOf") for child in part.inner()]
    around: dict[str, Any] = {}
    for container in (containers.get(part_of, {}), *inner):
        around |= {name: value for name, value in container.items() if name not in around}
    own = _fields(node)
    names = [*around.pop("names", ()), *own.pop("names")]
    return raw(FORM, node, {**around, **own, "names": names})


def _container(node: Node) -> dict[str, Any]:
    found = {
        "venue": node.text("dc:title"),
        "volume": node.text("prism:volume"),
        "issue": node.text("prism:number"),
        **_identifiers(node),
    }
    return {name: value for name, value in found.items() if value}


def _fields(node: Node) -> dict[str, Any]:
    note = " ".join(node.texts("dc:description"))
    found = {
        "title": node.text("dc:title"),
        "abstract": node.text("dcterms:abstract"),
        "authors": [_person(person) for person in _people(node)],
        "published": node.text("dc:date"),
        "page": node.text("bib:pages"),
        "volume": node.text("prism:volume"),
        "issue": node.text("prism:number"),
        "publisher": first(node, "dc:publisher/foaf:Organization/foaf:name", "dc:publisher"),
        "language": node.text("z:language"),
        "type": node.text("z:itemType"),
        "keywords": [*_subjects(node)],
        "raw_id": node.attrs.get("rdf:about"),
        **ids_in(note),
        **_identifiers(node),
    }
    return {name: value for name, value in found.items() if value or name == "names"}


def _people(node: Node) -> Iterator[Node]:
    for path in ("bib:authors", "z:inventors", "z:presenters", "z:programmers"):
        for kind in ("Seq", "Bag"):
            yield from node.every(f"{path}/rdf:{kind}/rdf:li/foaf:Person")


def _person(node: Node) -> dict[str, str | None]:
    family = first(node, "foaf:surname", "foaf:name")
    given = first(node, "foaf:givenName", "foaf:givenname")
    return {"family": family, "given": given} if given else {"literal": family}


def _subjects(node: Node) -> Iterator[str]:
    for subject in node.every("dc:subject"):
        if text := subject.text("z:AutomaticTag/rdf:value") or subject.text():
            yield text.strip()


def _identifiers(node: Node) -> dict[str, Any]:
    """Return what ``dc:identifier`` says: "DOI 10.5/x", "ISSN 1234-5678", or an address."""
    found: dict[str, Any] = {"names": []}
    for identifier in node.every("dc:identifier"):
        url = identifier.text("dcterms:URI/rdf:value")
        kind, _, value = (url or identifier.text() or "").strip().partition(" ")
        if url:
            found["url"] = url.strip()
            found["names"].append(url.strip())
        elif kind in {"DOI", "ISSN", "ISBN"}:
            found.setdefault(kind.lower(), value)
    return found
