"""Author names for reference managers, with family and given name separated."""

from papertriage.paper import Author
from papertriage.text import people
from papertriage.text.clean import safe


def parts(author: Author) -> people.Name | None:
    """Return the parts of an author's name; None if it must not be split.

    Some sources split the names of organizations: ``Team, Gemini`` is still one name.
    """
    if not author.family:
        name = people.split_name(safe(author.name))
        return name if name and name.given and not people.is_east_asian(name.family) else None
    family, given = safe(author.family), safe(author.given or "")
    if people.is_body(family):
        return None
    rest = safe(author.name).removeprefix(f"{given} {family} ")
    return people.Name(family, given, rest if people.is_suffix(rest) else "") if given else None
