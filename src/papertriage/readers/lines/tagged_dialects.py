"""The dialects of tagged text: which tag means what in each."""

import msgspec


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    r"""One dialect of tagged text.

    Attributes:
        form: the row of the registry.
        title: what to call it in a message.
        opener: the line that opens a record.
        tag: a tagged line, as groups ``tag`` and ``value``.
        end: the line that ends a record; None: a blank line does.
        between: lines between records that belong to the form.
        once: tags that stand once in a record: the second one begins the next record.
        indent: how a continued line begins, where a blank line ends the record.
        fields: our fields and the tags that may hold them, best first.
        line_tags: tags each of whose continued lines is a value of its own.
        days, years: tags of a day, and of a year alone.
        pages: tags of the first and the last page.
        names: tags that may hold an identifier.
        own_types: types that follow from CSL's name, so that they need not be remembered.
        family_first: names without a comma begin with the family ("He K").
        carries: what no field of ours holds comes back under the form's name.
    """

    form: str
    title: str
    opener: str
    tag: str
    fields: dict[str, tuple[str, ...]]
    end: str | None = None
    between: str | None = None
    once: frozenset[str] = frozenset()
    indent: str = " "
    line_tags: frozenset[str] = frozenset()
    days: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    pages: tuple[str, str] = ("", "")
    names: tuple[str, ...] = ()
    own_types: frozenset[str] = frozenset()
    family_first: bool = False
    carries: bool = False


RIS = Dialect(
    form="ris",
    title="RIS",
    opener=r"\ufeff?TY {1,3}-(?: |$)",
    tag=r"(?P<tag>[A-Z][A-Z0-9]) {1,3}-(?: |$)(?P<value>.*)",
    end=r"ER {1,3}-\s*$",
    between=r"Record #\d+ of \d+\s*$|Provider: |Content: text/|\d+\.\s*$",
    once=frozenset({"TY"}),
    fields={
        "title": ("TI", "T1", "CT", "ST"),
        "abstract": ("AB", "N2"),
        "authors": ("AU", "A1"),
        "keywords": ("KW",),
        "venue": ("JF", "T2", "JO", "BT", "JA", "J2"),
        "volume": ("VL",),
        "issue": ("IS",),
        "publisher": ("PB", "PU"),
        "issn": ("SN",),
        "language": ("LA",),
        "type": ("TY",),
        "url": ("UR",),
        "pdf_url": ("L1",),
        "doi": ("DO",),
        "comment": ("N1",),
        "raw_id": ("ID", "AN", "U2"),
    },
    line_tags=frozenset({"KW"}),
    days=("DA",),
    years=("PY", "Y1"),
    pages=("SP", "EP"),
    names=("DO", "UR", "L2", "L1", "M3", "AN"),
    own_types=frozenset({
        "jour", "mgzn", "news", "book", "chap", "cpaper", "rprt", "thes", "unpb", "unpd", "data",
        "comp", "pat", "elec",
    }),
    carries=True,
)  # fmt: skip

MEDLINE = Dialect(
    form="medline",
    title="MEDLINE",
    opener=r"\ufeff?(?:PMID|OWN ) ?- ",
    tag=r"(?P<tag>[A-Z]{2,5}) {0,2}- ?(?P<value>.*)",
    once=frozenset({"PMID", "OWN"}),
    indent="      ",
    fields={
        "title": ("TI", "BTI", "TT"),
        "abstract": ("AB", "OAB"),
        "authors": ("FAU", "AU", "CN"),
        "keywords": ("OT", "MH"),
        "venue": ("JT", "TA"),
        "volume": ("VI",),
        "issue": ("IP",),
        "page": ("PG",),
        "issn": ("IS", "ISSN"),
        "language": ("LA",),
        "publisher": ("PB",),
        "pmid": ("PMID",),
        "pmcid": ("PMC",),
        "raw_id": ("PMID", "OID"),
    },
    years=("DP",),
    names=("LID", "AID"),
    family_first=True,
)

WOS = Dialect(
    form="wos",
    title="Web of Science",
    opener=r"\ufeff?PT [A-Z](?:\s|$)",
    tag=r"(?P<tag>[A-Z][A-Z0-9])(?: |$)(?P<value>.*)",
    end=r"ER\s*$",
    between=r"\ufeff?FN .*(?:Web of Science|ISI)|VR \d|EF\s*$",
    once=frozenset({"PT"}),
    fields={
        "title": ("TI",),
        "abstract": ("AB",),
        "authors": ("AF", "AU", "CA"),
        "keywords": ("DE", "ID"),
        "venue": ("SO",),
        "volume": ("VL",),
        "issue": ("IS",),
        "publisher": ("PU",),
        "issn": ("SN", "EI"),
        "language": ("LA",),
        "type": ("PT",),
        "doi": ("DI",),
        "pmid": ("PM",),
        "raw_id": ("UT",),
    },
    line_tags=frozenset({"AU", "AF", "CA"}),
    days=("PD",),
    years=("PY",),
    pages=("BP", "EP"),
    names=("DI", "D2"),
)

REFER = Dialect(
    form="refer",
    title="EndNote",
    opener=r"\ufeff?%[0TA] ",
    tag=r"(?P<tag>%[0-9A-Z@!#$^&*()\[\]+=~<>?\\|-]) ?(?P<value>.*)",
    once=frozenset({"%0", "%T"}),
    indent="",
    fields={
        "title": ("%T",),
        "abstract": ("%X",),
        "authors": ("%A",),
        "keywords": ("%K",),
        "venue": ("%J", "%B"),
        "volume": ("%V",),
        "issue": ("%N",),
        "page": ("%P",),
        "publisher": ("%I",),
        "issn": ("%@",),
        "language": ("%G",),
        "type": ("%0",),
        "url": ("%U",),
        "doi": ("%R",),
        "raw_id": ("%M", "%F"),
    },
    line_tags=frozenset({"%K"}),
    days=("%8",),
    years=("%D",),
    names=("%R", "%U"),
)  # fmt: skip

DIALECTS = {dialect.form: dialect for dialect in (RIS, MEDLINE, WOS, REFER)}
