"""The journals of the macros that ADS writes for them (AASTeX's list)."""

import re

_MACRO = re.compile(r"\\([A-Za-z]+)(?:\{\})?")
_JOURNALS = {
    "aap": "Astronomy & Astrophysics", "aapr": "Astronomy & Astrophysics Reviews",
    "aaps": "Astronomy & Astrophysics Supplement", "actaa": "Acta Astronomica",
    "aj": "Astronomical Journal", "ao": "Applied Optics", "aplett": "Astrophysics Letters",
    "apj": "Astrophysical Journal", "apjl": "Astrophysical Journal Letters",
    "apjlett": "Astrophysical Journal Letters", "apjs": "Astrophysical Journal Supplement",
    "apjsupp": "Astrophysical Journal Supplement", "applopt": "Applied Optics",
    "apspr": "Astrophysics Space Physics Research", "apss": "Astrophysics and Space Science",
    "araa": "Annual Review of Astronomy and Astrophysics", "azh": "Astronomicheskii Zhurnal",
    "baas": "Bulletin of the AAS",
    "bac": "Bulletin of the Astronomical Institutes of Czechoslovakia",
    "bain": "Bulletin of the Astronomical Institutes of the Netherlands",
    "caa": "Chinese Astronomy and Astrophysics", "cjaa": "Chinese Journal of A&A",
    "fcp": "Fundamentals of Cosmic Physics", "gca": "Geochimica et Cosmochimica Acta",
    "grl": "Geophysical Research Letters", "iaucirc": "IAU Circulars", "icarus": "Icarus",
    "jcap": "Journal of Cosmology and Astroparticle Physics",
    "jcp": "Journal of Chemical Physics", "jgr": "Journal of Geophysical Research",
    "jqsrt": "Journal of Quantitative Spectroscopy and Radiative Transfer",
    "jrasc": "Journal of the RAS of Canada", "maps": "Meteoritics and Planetary Science",
    "memras": "Memoirs of the RAS", "memsai": "Memorie della Societa Astronomica Italiana",
    "mnras": "Monthly Notices of the RAS", "na": "New Astronomy", "nar": "New Astronomy Reviews",
    "nat": "Nature", "nphysa": "Nuclear Physics A", "pasa": "Publications of the ASA",
    "pasj": "Publications of the ASJ", "pasp": "Publications of the ASP",
    "physrep": "Physics Reports", "physscr": "Physica Scripta", "planss": "Planetary Space Science",
    "pra": "Physical Review A", "prb": "Physical Review B", "prc": "Physical Review C",
    "prd": "Physical Review D", "pre": "Physical Review E", "prl": "Physical Review Letters",
    "procspie": "Proceedings of the SPIE", "psj": "Planetary Science Journal",
    "qjras": "Quarterly Journal of the RAS",
    "rmxaa": "Revista Mexicana de Astronomia y Astrofisica",
    "skytel": "Sky and Telescope", "solphys": "Solar Physics", "sovast": "Soviet Astronomy",
    "ssr": "Space Science Reviews", "zap": "Zeitschrift fuer Astrophysik",
}  # fmt: skip


def journal(name: str) -> str:
    r"""Return the journal of a macro (``\apj``); any other name as it is."""
    found = _MACRO.fullmatch(name.strip())
    return _JOURNALS.get(found[1].lower(), name) if found else name
