"""What abstract and comment of a paper mention: where it appeared, and where its code is."""

import re
from typing import Any

import msgspec

from papertriage.text.clean import visible

_CONFERENCES = (
    "3DV|AAAI|AAMAS|ACCV|ACII|ACL|ACML|AISTATS|ASE|ASPLOS|ASRU|BMVC|CAV|CCS|CHI|CIKM|CLEAR|COLING"
    "|COLM|COLT|CoLLAs|CoNLL|CoRL|CSCW|CVPR|CVPRW|DAC|DATE|EACL|ECAI|ECCV|ECCVW|ECIR|ECML|EMNLP"
    "|ESORICS|EuroSys|FAccT|FG|FOCS|FSE|GECCO|HPCA|ICALP|ICASSP|ICCV|ICCVW|ICDAR|ICDE|ICDM|ICIP"
    "|ICLR|ICME|ICML|ICPR|ICRA|ICSE|IJCAI|IJCB|IJCNLP|IJCNN|INFOCOM|INTERSPEECH|Interspeech|IROS"
    "|ISCA|ISIT|ISMAR|ISMIR|ISSTA|ITCS|IUI|IV|KDD|LICS|LREC|MICCAI|MICRO|MIDL|MLSys|MobiCom|MM"
    "|NAACL|NDSS|NeurIPS|NIPS|NSDI|OOPSLA|OSDI|PAKDD|PLDI|PODS|POPL|RecSys|RSS|SC|SDM|SIGCOMM"
    "|SIGGRAPH|SIGIR|SIGKDD|SIGMOD|SLT|SODA|SOSP|STACS|STOC|TMLR|UAI|UIST|USENIX|VLDB|WACV|WMT"
    "|WSDM|WWW"
)
_YEAR = r"(?:[ \u00a0,-]*['’]?((?:19|20)\d\d)|[ -]*['’](\d\d)|-(\d\d))(?!\d)"
_CONFERENCE = re.compile(
    rf"\b(?=[A-Z3])((?:(?:ACM|IEEE|IEEE/CVF|Findings of(?: the)?)[ /])?"
    rf"(?:{_CONFERENCES})(?: Asia)?){_YEAR}"
)
_MAY_BE_YEAR = re.compile(r"(?:19|20)\d\d|['’-]\d\d")
"""Found in every text that `_CONFERENCE` finds something in; few comments contain it."""
_SAYS_ACCEPTED = re.compile(
    r"\b(?:accepted|to appear|appear(?:s|ed)?|published|presented|in proceedings|camera[- ]ready)\b"
    r"[^.;]{0,40}?\b(?:by|to|in|at|for|as part of|of)\b\s+(?:the\s+)?",
    re.IGNORECASE,
)
_ACRONYM = re.compile(rf"((?=[A-Z][a-z&]*[A-Z])[A-Za-z&]++(?: [A-Z][A-Za-z]++)?){_YEAR}")
_JOURNAL = re.compile(
    r"((?:(?:IEEE|ACM|Springer) )?(?:(?:International )?Journal|Transactions|T-?PAMI|TPAMI|IJCV|TIP"
    r"|TMLR|JMLR|TACL|TVCG|TOG|TNNLS|TCSVT|TMM|TBIOM|TIFS|Pattern Recognition|Nature|Science|PNAS)"
    r"(?:(?:[ ](?:on|of|for|and|in|the|[A-Z][A-Za-z]+))*))"
)

_URL = re.compile(r"https?://[^\s<>\"'`|\\^{}]+|\b(?:www\.)?(?:github|gitlab)\.com/[\w.-]+/[\w.-]+")
_SAYS_CODE = re.compile(
    r"\b(?:codes?|codebase|implementations?|source|models?|weights|checkpoints|repository|repo"
    r"|released?|scripts|github)\b",
    re.IGNORECASE,
)
_SAYS_PROJECT = re.compile(
    r"\b(?:project|home ?page|web ?page|web ?site|demo|videos?|results)\b", re.IGNORECASE
)
_CODE_HOSTS = re.compile(
    r"https?://(?:www\.)?(?:github\.com|gitlab\.[\w.]+|bitbucket\.org|codeberg\.org|gitee\.com"
    r"|sourceforge\.net|git\.[\w.-]+|gist\.github\.com)/",
    re.IGNORECASE,
)
_PAGE_HOSTS = re.compile(r"https?://[\w.-]+\.(?:github|gitlab)\.io\b", re.IGNORECASE)
_PAPER_HOSTS = re.compile(
    r"https?://(?:(?:[\w.-]+\.)?(?:arxiv\.org|doi\.org|creativecommons\.org)\b"
    r"|\S{0,100}?/10\.\d{4,9}/)",  # a publisher's page of the paper
    re.IGNORECASE,
)


class Links(msgspec.Struct, frozen=True):
    """The URLs of the code and of the project's page; None where the text has none."""

    code: str | None
    project: str | None


def venue(comment: str) -> str | None:
    """Return the venue that a comment names, with its year: "ECCV 2022"; None without one.

    A known conference with a year is enough; another acronym or a journal must be introduced
    ("Accepted to ...").
    """
    if _MAY_BE_YEAR.search(comment) and (found := _CONFERENCE.search(comment)):
        return _with_year(found)
    if accepted := _SAYS_ACCEPTED.search(comment):
        rest = comment[accepted.end() :]
        if found := _ACRONYM.match(rest):
            return _with_year(found)
        if found := _JOURNAL.match(rest):
            return found[1].strip()
    return None


def links(*texts: str) -> Links:
    """Find the URLs of code and project in texts, the first of each kind.

    The host decides if it is known (a repository, a project's page), else the words before.
    """
    code = project = None
    for text in texts:
        end = 0
        # These tests are far faster than the pattern, and a single character is the fastest.
        if "/" not in text or ("://" not in text and ".com/" not in text):
            continue
        for found in _URL.finditer(text):
            before, end = text[max(end, found.start() - 90) : found.start()], found.end()
            url = tidy_url(found[0])
            if url is None or _PAPER_HOSTS.match(url):
                continue
            if _is_code(url, before):
                code = code or url
            else:
                project = project or url
    return Links(code=code, project=project)


def web_address(value: Any) -> str | None:
    """Return a web address; None for anything else (``javascript:``, a path, blanks inside)."""
    if not isinstance(value, str) or not re.match(r"https?://", value.strip(), re.IGNORECASE):
        return None
    text = visible(value).strip()
    return tidy_url(_without_trackers(text)) if not re.search(r"\s", text) else None


def _without_trackers(url: str) -> str:
    """Return a URL without the parameters by which a feed counts its readers."""
    page, question, query = url.partition("?")
    query, hashed, place = query.partition("#")
    kept = [part for part in query.split("&") if not part.startswith("utm_")]
    return f"{page}{question if kept and kept != [''] else ''}{'&'.join(kept)}{hashed}{place}"


def tidy_url(url: str) -> str | None:
    """Return a URL without the punctuation of the sentence around it; None if none is left."""
    surplus = {closing: url.count(closing) - url.count(_OPENING[closing]) for closing in _OPENING}
    end = len(url)
    for character in reversed(url):
        if character not in _STOPS:
            if surplus.get(character, 0) <= 0:
                break
            surplus[character] -= 1
        end -= 1
    url = url[:end]
    if "://" not in url:
        url = f"https://{url}"
    return url if re.fullmatch(r"https?://[^\s/]+\.[^\s/.]+(?:[/?#:].*)?", url) else None


_OPENING = {")": "(", "]": "[", "}": "{"}
_STOPS = frozenset(".,;:!?")


def _is_code(url: str, before: str) -> bool:
    if _CODE_HOSTS.match(url):
        return True
    if _PAGE_HOSTS.match(url):
        return False
    said_code = [match.start() for match in _SAYS_CODE.finditer(before)]
    said_project = [match.start() for match in _SAYS_PROJECT.finditer(before)]
    return bool(said_code) and (not said_project or said_project[-1] < said_code[0])


def _with_year(found: re.Match[str]) -> str:
    name, *years = found.groups()
    year = next(year for year in years if year)
    if len(year) == 2:
        year = ("19" if year > "90" else "20") + year
    return f"{name.strip()} {year}"
