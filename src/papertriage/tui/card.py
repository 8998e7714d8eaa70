"""The card of a paper in a review: title, byline, abstract and reasons, with evidence underlined.

No information is in colour alone. All text of a paper passes `safe`.
"""

from rich.text import Text

from papertriage.paper import Field
from papertriage.report import Entry
from papertriage.text.clean import safe
from papertriage.writers import phrases
from papertriage.writers.listing import paragraphs
from papertriage.writers.marks import short, shown
from papertriage.writers.page.marked import evidence, spots

_NAMES = 6
_STYLES = {"keyword": "bold underline", "word": "underline", "void": "strike"}


def card(entry: Entry, learned: str = "", *, unicode: bool) -> Text:
    """Return a paper's card.

    Args:
        entry: the paper with its evidence and decisions.
        learned: what the learner says about it, shown instead of the score.
        unicode: whether the terminal shows more than ASCII.
    """

    def plain(text: str) -> str:
        return shown(text, unicode=unicode)

    parts = [_title(entry, unicode=unicode), Text(plain(_byline(entry)), "dim")]
    if decisions := phrases.decisions(entry):
        parts.append(Text(plain(" · ".join(decisions)), "yellow"))
    parts.append(Text())
    texts = list(paragraphs(entry.paper.abstract)) or ["(no abstract)"]
    for text in texts:
        parts += [_marked(entry, text, "abstract", unicode=unicode), Text()]
    if entry.paper.abstract_truncated:
        parts += [Text("(the source cut the abstract here)", "dim"), Text()]
    near = [f"near {safe(entry.tag.topic)}"] if entry.near else []
    why = f"{short(entry.tag.score)}  {' · '.join([*near, *phrases.why(entry)])}".rstrip()
    parts.append(Text(plain(learned or why)))
    return Text("\n").join(parts)


def _title(entry: Entry, *, unicode: bool) -> Text:
    sign = Text(shown(phrases.STAR, unicode=unicode), "yellow") if entry.is_starred else Text()
    title = _marked(entry, phrases.title(entry), "title", unicode=unicode)
    title.stylize("bold" if entry.paper.title else "italic")
    return sign + title


def _byline(entry: Entry) -> str:
    paper = entry.paper
    names, more = phrases.first_authors(paper, _NAMES)
    people = ", ".join(names) + (f" +{more}" if more and names else "")
    parts = (
        people or phrases.authors(paper),
        safe(paper.date or "undated"),
        phrases.place(paper),
        "" if phrases.best_id(paper).startswith("sha1:") else phrases.best_id(paper),
        safe(paper.status or ""),
    )
    return " · ".join(part for part in parts if part)


def _marked(entry: Entry, text: str, field: Field, *, unicode: bool) -> Text:
    """Return a text with its evidence underlined."""
    made = Text()
    at = 0
    for spot in spots(text, evidence(entry, field)):
        made.append(shown(text[at : spot.first], unicode=unicode))
        made.append(shown(text[spot.first : spot.last], unicode=unicode), _STYLES[spot.kind])
        at = spot.last
    made.append(shown(text[at:], unicode=unicode))
    return made
