"""The dialects of tagged text: which tag means what in each.

A new dialect is one entry here, one row in the registry and one invented fixture in tests/data.
"""

import msgspec


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    r"""One dialect of tagged text.

    Attributes:
        form: the row of the registry.
        title: what to call it in a message.
        opener: the line that opens a record.
        tag: the start of a tagged line, with the group ``tag``; spaces in a tag become ``_``.
        fields: our fields and the tags that may hold them, best first. Beside the fields of a raw
            record: ``day`` and ``year``, ``early day`` for a paper without either, ``first page``
            and ``last page``, and ``names`` for the tags that may hold an identifier.
        end: the tag that ends a record; empty: a blank line does.
        between: lines between records that belong to the form.
        once: tags that a record has once: the second one starts the next record.
        indent: the start of a continued line, where a blank line ends the record.
        same: tags that are read as another one, in the order of the file.
        line_tags: tags each of whose continued lines is a value of its own.
        provider: tags that say which database an accession number is of.
        opens_late: tagged lines may come before the one that opens the record.
        own_types: types that can be restored from CSL's name, and need not be kept.
        family_first: names without a comma begin with the family ("He K").
        carries: values that no field holds are kept under the form's name.
    """

    form: str
    title: str
    opener: str
    tag: str
    fields: dict[str, str]
    end: str = ""
    between: str = ""
    once: str = ""
    indent: str = " "
    same: dict[str, str] = {}
    line_tags: str = ""
    provider: str = ""
    opens_late: bool = False
    own_types: str = ""
    family_first: bool = False
    carries: bool = False


_RIS_TAGS = (
    "TY TI T1 T2 CT ST BT AU A1 AB N2 KW JF JO JA J2 SO VL IS PB PU SN LA UR L1 L2 L3 M3 DO N1 ID"
    " AN U2 DA PY Y1 SP C7 EP C2 C5 DB DP"
)
RIS = Dialect(
    form="ris",
    title="RIS",
    opener=r"\ufeff?(?:TY {1,3}|ty {2})-(?: |$)",
    tag=r"(?P<tag>[A-Z][A-Z0-9]|[a-z][a-z0-9](?= {2}-)) {1,3}-(?: |$)",
    end="ER",
    between=(
        r"Record #\d+ of \d+\s*$|Provider: |Content: text/|\d+\.\s*$|Link to the Ovid Full Text "
    ),
    once="TY ty",
    fields={
        "title": "TI T1 CT ST", "abstract": "AB N2", "authors": "AU A2 A3 ED", "keywords": "KW",
        "venue": "JF T2 JO BT JA J2 SO", "volume": "VL", "issue": "IS", "publisher": "PB PU",
        "issn": "SN", "language": "LA", "type": "TY", "url": "UR", "pdf_url": "L1", "doi": "DO",
        "comment": "N1", "raw_id": "ID AN U2", "day": "DA", "year": "PY Y1", "first page": "SP C7",
        "last page": "EP", "names": "UR L2 L1 L3 M3 AN", "accession": "AN C2 C5",
    },
    # Some programs write the tags in lower case.
    same={tag.lower(): tag for tag in _RIS_TAGS.split()} | {"A1": "AU", "a1": "AU"},
    line_tags="KW",
    provider="DB DP",
    opens_late=True,
    own_types="jour mgzn news book chap cpaper rprt thes unpb unpd data comp pat elec",
    carries=True,
)  # fmt: skip

MEDLINE = Dialect(
    form="medline",
    title="MEDLINE",
    opener=r"\ufeff?(?:PMID|OWN ) ?- ",
    tag=r"(?P<tag>[A-Z]{2,5}) {0,2}-(?: |$)",
    once="PMID OWN",
    indent="      ",
    fields={
        "title": "TI BTI TT", "abstract": "AB OAB", "authors": "FAU AU CN", "keywords": "OT",
        "venue": "JT TA BTI", "volume": "VI", "issue": "IP", "page": "PG", "issn": "IS ISSN",
        "isbn": "ISBN", "language": "LA", "publisher": "PB", "type": "PT", "pmid": "PMID",
        "pmcid": "PMC", "raw_id": "PMID OID", "year": "DP", "names": "LID AID",
    },
    same={"MH": "OT"},
    family_first=True,
)  # fmt: skip

WOS = Dialect(
    form="wos",
    title="Web of Science",
    opener=r"\ufeff?PT [A-Z](?:\s|$)",
    tag=r"(?P<tag>[A-Z][A-Z0-9])(?: |$)",
    end="ER",
    between=r"\ufeff?FN .*(?:Web of Science|ISI)|VR \d|EF\s*$",
    once="PT",
    fields={
        "title": "TI", "abstract": "AB", "authors": "AF AU CA", "keywords": "DE ID",
        "venue": "SO", "volume": "VL", "issue": "IS", "page": "AR PS", "publisher": "PU",
        "issn": "SN EI", "isbn": "BN", "language": "LA", "type": "DT PT", "doi": "DI",
        "pmid": "PM", "raw_id": "UT", "day": "PD", "year": "PY", "early day": "EA",
        "first page": "BP", "last page": "EP", "names": "D2", "accession": "UT",
    },
    line_tags="AU AF CA",
)  # fmt: skip

REFER = Dialect(
    form="refer",
    title="EndNote",
    opener=r"\ufeff?%[0TA] ",
    tag=r"(?P<tag>%[0-9A-Z@!#$^&*()\[\]+=~<>?\\|-]) ?",
    once="%0 %T",
    indent="",
    fields={
        "title": "%T", "abstract": "%X", "authors": "%A", "keywords": "%K", "venue": "%J %B %S",
        "volume": "%V", "issue": "%N", "page": "%P", "publisher": "%I", "issn": "%@",
        "language": "%G", "type": "%0", "url": "%U", "doi": "%R", "raw_id": "%M %F",
        "day": "%8", "year": "%D", "names": "%U", "accession": "%M",
    },
    line_tags="%K",
    provider="%W %~",
)  # fmt: skip

REFWORKS = Dialect(
    form="refworks",
    title="RefWorks",
    opener=r"\ufeff?RT [A-Z]",
    tag=r"(?P<tag>A[1-6BDN]|C[LN]|D[BOS]|ED|F[DL]|I[DS]|J[FO]|K1|L[ALK]|NO|O[LP]|P[BP]|R[DT]|S[FLNPRT]"
        r"|T[1-3]|U[1-9L]|V[LO]|vo|W[PT]|YR) ",
    once="RT",
    indent="",
    fields={
        "title": "T1", "abstract": "AB", "authors": "A1", "keywords": "K1", "venue": "JF T2 JO",
        "volume": "VO VL", "issue": "IS", "publisher": "PB", "issn": "SN", "language": "LA",
        "type": "RT", "url": "UL LK", "doi": "DO", "comment": "NO", "raw_id": "ID AN",
        "day": "FD", "year": "YR", "first page": "SP", "last page": "OP", "names": "UL AN",
        "accession": "AN",
    },
    same={"vo": "VO"},  # CNKI's
    line_tags="K1",
    provider="DB DS",
)  # fmt: skip

COCHRANE = Dialect(
    form="cochrane",
    title="Cochrane Library",
    opener=r"\ufeff?ID: C[ND]-?\d",
    tag=r"(?P<tag>[A-Z]{2,3}): ?",
    between=r"\ufeff?Record #\d+ of \d+\s*$",
    once="ID",
    fields={
        "title": "TI", "abstract": "AB", "authors": "AU", "keywords": "KY", "venue": "SO",
        "volume": "VL", "issue": "NO", "page": "PG", "year": "YR", "doi": "DOI", "type": "PT",
        "url": "US", "raw_id": "ID", "accession": "PM", "issn": "SN", "publisher": "PB",
    },
    family_first=True,
)  # fmt: skip

NOTEEXPRESS = Dialect(
    form="noteexpress",
    title="NoteExpress",
    opener=r"\ufeff?\{Reference Type\}: ",
    tag=r"\{(?P<tag>[A-Z][\w/ -]{1,40})\}: ?",
    once="Reference_Type",
    indent="",
    fields={
        "title": "Title", "abstract": "Abstract", "authors": "Author", "keywords": "Keywords",
        "venue": "Journal Secondary_Title Conference_Name Tertiary_Title", "volume": "Volume",
        "issue": "Issue", "page": "Pages", "year": "Year", "day": "Date", "language": "Language",
        "publisher": "Publisher", "issn": "ISBN/ISSN", "type": "Reference_Type", "url": "URL",
        "doi": "DOI",
    },
)  # fmt: skip

ENDNOTE = msgspec.structs.replace(
    NOTEEXPRESS,
    form="endnote-text",
    title="EndNote",
    opener=r"\ufeff?Reference Type: {1,2}[A-Z]",
    tag=r"(?P<tag>(?:[A-Z][a-z]+ (?:of )?){0,2}(?:Abstract|Address|Article|Author|Conference|DOI"
    r"|Database|Date|Edition|Editor|ISBN|ISSN|Issue|Journal|Keywords|Label|Language|Location|Name"
    r"|Notes|Number|PMCID|Pages|Provider|Published|Publisher|Title|Type|URL|University|Volume"
    r"|Year)): ?",
    fields=NOTEEXPRESS.fields
    | {
        "venue": "Journal Book_Title Conference_Name Series_Title", "issn": "ISSN", "isbn": "ISBN",
        "publisher": "Publisher University", "pmcid": "PMCID", "comment": "Notes",
        "year": "Year Year_of_Conference", "accession": "Accession_Number",
    },
    line_tags="Author Keywords",
    provider="Name_of_Database Database_Provider",
)  # fmt: skip
"""What EndNote prints in its style "Show All Fields"."""

OVID = Dialect(
    form="ovid",
    title="Ovid",
    opener="",
    tag=r"(?P<tag>[A-Z][A-Z0-9]{1,2}) {0,2}-(?: |$)",
    fields={
        "title": "TI", "abstract": "AB", "authors": "FA FAU AU", "keywords": "KW KP SH MH DE ID MC",
        "journal_ref": "SO", "venue": "JN JT JA TA", "volume": "VO VI", "issue": "IP",
        "page": "PG", "day": "DP DG", "year": "YR", "issn": "IS", "isbn": "IB", "language": "LG LA",
        "type": "PT", "doi": "DO DI", "publisher": "PB", "raw_id": "AN UI", "names": "AI",
        "url": "LK", "accession": "UI PM AN",
    },
    provider="DB",
    family_first=True,
)  # fmt: skip
"""The tags that Ovid puts under a number; `readers.lines.ovid` finds the records."""

DIALECTS = {
    dialect.form: dialect
    for dialect in (RIS, MEDLINE, WOS, REFER, REFWORKS, COCHRANE, NOTEEXPRESS, ENDNOTE)
}
