"""Mails: their parts, their charsets, and forwarded text."""

import base64
import quopri
from email.message import EmailMessage

import pytest

from conftest import DATA
from forms_help import facts, papers, raws

ALERT = (DATA / "scholar-alert.html").read_text("utf-8")
DIGEST = (DATA / "arxiv-mail.txt").read_text("utf-8").partition("\n\n")[2]
HEAD = "From: a@example.org\nDate: Fri, 13 Nov 2026 01:12:44 +0000\nMIME-Version: 1.0\n"


def titles(data: bytes) -> list[str | None]:
    """Return the titles that a document gives."""
    return [paper.title for paper in papers(data)]


@pytest.mark.parametrize("encoding", ["7bit", "quoted-printable", "base64"])
def test_an_alert_is_read_in_any_encoding(encoding: str) -> None:
    """The HTML of a mail is read as the page would be, however the mail encodes it."""
    body = {
        "7bit": ALERT.encode(),
        "quoted-printable": quopri.encodestring(ALERT.encode()),
        "base64": base64.encodebytes(ALERT.encode()),
    }[encoding]
    kind = "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: "
    head = f"{HEAD}{kind}{encoding}\n\n"

    assert titles(head.encode() + body) == titles(ALERT.encode())


def test_the_part_that_holds_papers_is_read() -> None:
    """A plain part without papers is passed over for the HTML beside it, or for an attachment."""
    mail = EmailMessage()
    mail["From"] = "a@example.org"
    mail["Subject"] = "Kilns"
    mail.set_content("Your mail program shows no HTML.\n")
    mail.add_alternative(ALERT, subtype="html")
    with_file = EmailMessage()
    with_file["From"] = "a@example.org"
    with_file["Subject"] = "Two for you"
    with_file.set_content("As promised.\n")
    with_file.add_attachment(
        (DATA / "ris.ris").read_bytes(), maintype="application", subtype="x-ris", filename="a.ris"
    )

    assert titles(mail.as_bytes()) == titles(ALERT.encode())
    assert titles(with_file.as_bytes()) == titles((DATA / "ris.ris").read_bytes())


@pytest.mark.parametrize("charset", ["gb2312", "iso-8859-1", "utf-8"])
def test_the_charset_of_a_part_is_minded(charset: str) -> None:
    """A part is read in the charset that it names; an unknown charset does no harm."""
    title = {"gb2312": "虚构小鸟的人脸识别研究"}.get(charset, "Über Öfen für Zwölf")
    body = f"TY  - JOUR\nTI  - {title}\nER  - \n".encode(charset)
    kind = f"Content-Type: text/plain; charset={charset}\n"
    head = f"{HEAD}{kind}Content-Transfer-Encoding: base64\n\n"

    assert titles(head.encode() + base64.encodebytes(body)) == [title]
    assert len(titles(head.replace(charset, "rot13").encode() + base64.encodebytes(body))) == 1


@pytest.mark.parametrize("mark", ["> ", "> > ", ">> "])
@pytest.mark.parametrize("head", ["", HEAD + "\n---------- Forwarded message ---------\n"])
def test_a_forwarded_digest_is_read_as_the_digest(mark: str, head: str) -> None:
    """The quote characters of a mail program make no difference."""
    quoted = "".join(f"{mark}{line}\n" for line in DIGEST.splitlines())

    found = [facts(raw)[1].partition("'abstract'")[2] for raw in raws((head + quoted).encode())]

    assert found == [facts(raw)[1].partition("'abstract'")[2] for raw in raws(DIGEST.encode())]


def test_a_scholar_alert_keeps_the_pmid_that_a_title_links() -> None:
    """A title that links a page of PubMed gives the paper its PMID."""
    link = '<h3><a href="https://pubmed.ncbi.nlm.nih.gov/12345678/" class="gse_alrt_title">'
    page = f"<html><body>{link}Pauses between trams in quiet towns</a></h3></body></html>"

    (paper,) = papers(page.encode())

    assert paper.ids == {"pmid": "12345678"}


def test_a_paper_quoted_in_a_forwarded_mail() -> None:
    """A few quoted lines below a greeting are read without their marks."""
    lines = ("On Kettles and Time", "Ada Okafor, Bo Lind", "https://arxiv.org/abs/2611.00001")
    quoted = "".join(f"> {line}\n" for line in lines)
    text = f"{HEAD}\nHi,\n\nthis one is for us.\n\n-------- Forwarded Message --------\n\n{quoted}"
    (paper,) = papers(text.encode())

    assert (paper.title, paper.ids) == ("On Kettles and Time", {"arxiv": "2611.00001"})


def test_the_authors_of_a_saved_page_of_google_scholar() -> None:
    """Authors, journal and year are one line below a linked title."""
    page = (
        '<html><body><h3><a href="https://doi.org/10.55555/k">Kettles and time they take</a></h3>'
        "<div>A Okafor, B Lind… - Journal of Pots, 2026 - Odd Press</div></body></html>"
    )
    (paper,) = papers(page.encode())

    assert [author.name for author in paper.authors] == ["A Okafor", "B Lind"]
    assert (paper.venue, paper.published) == ("Journal of Pots", "2026")


def test_authors_before_a_linked_title() -> None:
    """A list of publications has the people first, and papers without a link among the others."""
    page = (
        "<html><body><ol><li>Okafor, A., &amp; Lind, B. (2026) "
        '<a href="https://doi.org/10.55555/k">Kettles and time they take</a>. '
        "<i>Annals of Pots</i>, 12(3):1-19.</li>"
        "<li>M. Wang, B. Lind. Pots that never boil. In <i>Proc. ICKP</i>, 2025.</li></ol>"
        "</body></html>"
    )
    paper, other = papers(page.encode())

    assert [author.name for author in paper.authors] == ["A. Okafor", "B Lind"]
    assert paper.published == "2026"
    assert (other.title, other.published) == ("Pots that never boil", "2025")


def test_the_pages_of_a_contents_alert_are_no_journal() -> None:
    """What is before the date may be pages."""
    page = (
        '<html><body><a href="https://doi.org/10.55555/k">Kettles and time they take</a><br>'
        "Ada Okafor, Bo Lind<br>Pages: 1-19 | First Published: 3 November 2026</body></html>"
    )
    (paper,) = papers(page.encode())

    assert (paper.venue, paper.published) == (None, "2026-11-03")


def test_identifiers_with_a_category_and_of_pmc() -> None:
    """Lists of identifiers have arXiv's category behind one, and PMC ids without a label."""
    found = papers(b"arXiv:2611.00001v2 [cs.CV]\nPMC10969028\n10.55555/k\n")

    assert [next(iter(paper.ids)) for paper in found] == ["arxiv", "pmcid", "doi"]
