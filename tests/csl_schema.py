"""CSL-JSON's schema (csl-data.json of the CSL project, v1.0), as a table of its names and kinds."""

from typing import Any

from jsonschema import Draft202012Validator

_NAMES = """author chair collection-editor compiler composer container-author contributor curator
director editor editorial-director executive-producer guest host interviewer illustrator narrator
organizer original-author performer producer recipient reviewed-author script-writer series-creator
translator"""
_DATES = "accessed available-date event-date issued original-date submitted"
_STRINGS = """citation-key language journalAbbreviation shortTitle abstract annote archive
archive_collection archive_location archive-place authority call-number citation-label
collection-title container-title container-title-short dimensions division DOI event event-title
event-place genre ISBN ISSN jurisdiction keyword medium note original-publisher
original-publisher-place original-title part-title PMCID PMID publisher publisher-place references
reviewed-genre reviewed-title scale section source status title title-short URL version volume-title
volume-title-short year-suffix"""
_NUMBERS = """id chapter-number citation-number collection-number edition
first-reference-note-number issue locator number number-of-pages number-of-volumes page page-first
part printing supplement volume"""
_TYPES = """article article-journal article-magazine article-newspaper bill book broadcast chapter
classic collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic
hearing interview legal_case legislation manuscript map motion_picture musical_score pamphlet
paper-conference patent performance periodical personal_communication post post-weblog regulation
report review review-book software song speech standard thesis treaty webpage"""

_STRING: dict[str, Any] = {"type": "string"}
_NUMBER: dict[str, Any] = {"type": ["string", "number"]}
_FLAG: dict[str, Any] = {"type": ["string", "number", "boolean"]}


def _all(names: str, kind: dict[str, Any]) -> dict[str, Any]:
    return dict.fromkeys(names.split(), kind)


def _object(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties, **more}


_PARTS = {"type": "array", "minItems": 1, "maxItems": 3, "items": _NUMBER}
_DATE = _object({
    "date-parts": {"type": "array", "minItems": 1, "maxItems": 2, "items": _PARTS},
    "season": _NUMBER,
    "circa": _FLAG,
    **_all("literal raw", _STRING),
})  # fmt: skip
_NAME = _object({
    **_all("family given dropping-particle non-dropping-particle suffix literal", _STRING),
    **_all("comma-suffix static-ordering parse-names", _FLAG),
})  # fmt: skip

CSL = Draft202012Validator(
    {
        "type": "array",
        "items": _object(
            {
                "type": {"enum": _TYPES.split()},
                "categories": {"type": "array", "items": _STRING},
                "custom": {"type": "object"},
                **_all(_NAMES, {"type": "array", "items": _NAME}),
                **_all(_DATES, _DATE),
                **_all(_STRINGS, _STRING),
                **_all(_NUMBERS, _NUMBER),
            },
            required=["type", "id"],
        ),
    }
)
