"""Is every domain that looks like a known one flagged, and no honest one stopped (VET-03)?"""

import pytest
from django_countries import countries

from members import mail_domains
from members.domains import in_its_script, normalise_domain
from members.lookalikes import STOP, Kind, likeness, misleads, skeleton
from members.mail_domains import country_of, domain_of, is_disposable, is_free_mail

pytestmark = pytest.mark.slow

KNOWN = (
    "police.gov.bd", "police.gov.uk", "met.police.uk", "politie.nl", "interpol.int", "policia.gov.co", "bka.bund.de",
    "gendarmerie.interieur.gouv.fr", "europol.europa.eu", "polisen.se", "carabinieri.it", "rcmp-grc.gc.ca",
    "police.vd.ch", "uppolice.gov.in",
)  # fmt: skip

# what somebody may write from -> the known domain whose looks it borrows
STOPPED = {
    # letters of other scripts
    "рolitie.nl": "politie.nl",  # Cyrillic er
    "pоlitie.nl": "politie.nl",  # Cyrillic o
    "politіe.nl": "politie.nl",  # Ukrainian i
    "politiе.nl": "politie.nl",  # Cyrillic ie
    "ροlitie.nl": "politie.nl",  # Greek rho and omicron
    "pοlisen.se": "polisen.se",  # Greek omicron
    "pοlice.gov.uk": "police.gov.uk",
    "police.gοv.uk": "police.gov.uk",
    "police.gоv.bd": "police.gov.bd",
    "polіce.gov.bd": "police.gov.bd",
    "carabinіeri.it": "carabinieri.it",
    "саrabinieri.it": "carabinieri.it",
    "cαrabinieri.it": "carabinieri.it",
    "eurοpol.eurοpa.eu": "europol.europa.eu",
    "іnterpol.int": "interpol.int",
    "xn--plitie-wqf.nl": "politie.nl",  # as the network writes it
    "xn--nterpol-qog.int": "interpol.int",
    # accents, and Latin letters from far away
    "polítie.nl": "politie.nl",
    "pólisen.se": "polisen.se",
    "ịnterpol.int": "interpol.int",
    "polıtie.nl": "politie.nl",
    "gendarmerie.intérieur.gouv.fr": "gendarmerie.interieur.gouv.fr",
    # digits, and pairs of letters that read as one
    "p0litie.nl": "politie.nl",
    "po1itie.nl": "politie.nl",
    "polit1e.nl": "politie.nl",
    "politi3.nl": "politie.nl",
    "p0lice.g0v.uk": "police.gov.uk",
    "po1ice.gov.bd": "police.gov.bd",
    "police.g0v.bd": "police.gov.bd",
    "police.qov.uk": "police.gov.uk",
    "1nterpol.int": "interpol.int",
    "p0lisen.se": "polisen.se",
    "poli5en.se": "polisen.se",
    "carab1n1er1.it": "carabinieri.it",
    "rcrnp-grc.gc.ca": "rcmp-grc.gc.ca",
    # slips
    "poltie.nl": "politie.nl",
    "poilitie.nl": "politie.nl",
    "politei.nl": "politie.nl",
    "polisenn.se": "polisen.se",
    "inlerpol.int": "interpol.int",
    "interpool.int": "interpol.int",
    "caribinieri.it": "carabinieri.it",
    "carabineri.it": "carabinieri.it",
    "europol.eurpa.eu": "europol.europa.eu",
    "mail.poltie.nl": "politie.nl",
    # dots and hyphens
    "police-gov.bd": "police.gov.bd",
    "policegov.bd": "police.gov.bd",
    "police-gov.uk": "police.gov.uk",
    "met-police.uk": "met.police.uk",
    "metpolice.uk": "met.police.uk",
    "bka-bund.de": "bka.bund.de",
    "rcmp.grc.gc.ca": "rcmp-grc.gc.ca",
    "rcmpgrc.gc.ca": "rcmp-grc.gc.ca",
    "europol-europa.eu": "europol.europa.eu",
    "gendarmerie-interieur.gouv.fr": "gendarmerie.interieur.gouv.fr",
    "police-vd.ch": "police.vd.ch",
    "police-gov.example": "police.gov.example",
    # endings that anybody can have
    "politie.com": "politie.nl",
    "politie.org": "politie.nl",
    "interpol.com": "interpol.int",
    "interpol.org": "interpol.int",
    "europol.info": "europol.europa.eu",
    "police-gov.com": "police.gov.bd",
    "policia.com": "policia.gov.co",
    # the known domain in front of another
    "police.gov.bd.mail-login.com": "police.gov.bd",
    "police-gov-bd.com": "police.gov.bd",
    "policegovbd.org": "police.gov.bd",
    "mail.police.gov.uk.com": "police.gov.uk",
    "met.police.uk.net": "met.police.uk",
    "interpol.int.co": "interpol.int",
    "interpol-int.org": "interpol.int",
    "politie.nl.webmail.site": "politie.nl",
    "politie-nl.com": "politie.nl",
    "bka.bund.de.top": "bka.bund.de",
    "secure-europol-europa-eu.info": "europol.europa.eu",
}
LOOKED_AT = {
    "politie.co": "politie.nl",
    "polisen.nu": "polisen.se",
    "europol.eu": "europol.europa.eu",
    "carabinieri.eu": "carabinieri.it",
    "police.com.bd": "police.gov.bd",
    "policia.com.co": "policia.gov.co",
    "policia.co": "policia.gov.co",
    "rcmp-grc.ca": "rcmp-grc.gc.ca",
    "mett.police.uk": "met.police.uk",
    "polcie.gov.bd": "police.gov.bd",  # nobody but an authority gets a name there
    "carabonierri.it": "carabinieri.it",
    "interpoll.org": "interpol.int",
    "politie-login.nl": "politie.nl",
    "mijnpolitie.nl": "politie.nl",
    "politiemail.com": "politie.nl",
    "interpol-mail.org": "interpol.int",
    "myeuropol.eu": "europol.europa.eu",
    "carabinieri-webmail.it": "carabinieri.it",
}
MISLEADING = {
    "mail-gov.com": Kind.PRETENDED,
    "interior.gov.uk.com": Kind.PRETENDED,
    "gov-in.org": Kind.PRETENDED,
    "interior.gob.net": Kind.PRETENDED,
    "interior-gov.in": Kind.HINTED,
    "рсо.com": Kind.LATIN,  # Cyrillic only
    "χοκ.org": Kind.LATIN,  # Greek only
    "minіster.xyz": Kind.SCRIPTS,
    "polizeí.de": Kind.FOREIGN,
    "警察.example": Kind.FOREIGN,
}
HONEST = (  # of real authorities and others
    "police.govt.nz", "police.lk", "police.gov.lk", "police.nsw.gov.au", "afp.gov.au", "police.gov.au",
    "kent.police.uk", "essex.police.uk", "sussex.police.uk", "gwent.police.uk", "psni.police.uk", "nca.gov.uk",
    "politi.dk", "politi.no", "policie.cz", "policija.si", "policja.gov.pl", "polizei.de", "polizei.bayern.de",
    "lka.polizei.nrw.de", "zka.bund.de", "police.be", "police.public.lu", "policia.es", "guardiacivil.es",
    "policia.gob.ec", "policiajudiciaria.pt", "pj.gov.pt", "poliziadistato.it", "interno.it", "astynomia.gr",
    "police.ge.ch", "police.vs.ch", "kapo.zh.ch", "mppolice.gov.in", "appolice.gov.in", "cbi.gov.in",
    "dubaipolice.gov.ae",
    "moi.gov.qa", "police.go.ke", "police.gov.gh", "saps.gov.za", "npa.go.jp", "npa.gov.tw", "police.go.kr", "fbi.gov",
    "ic.fbi.gov", "ncmec.org", "rcmp.ca", "opp.ca", "surete.qc.ca", "police.gouv.qc.ca", "mvd.ru", "мвд.рф", "мвд.рус",
    "警察庁.jp", "公安部.中国", "الشرطة.امارات", "police.gov.il", "police.ci", "carabineros.cl", "iom.int",
    "unicef.org",
)  # fmt: skip


def borrowed(domain: str, known: str, **options) -> Kind | None:
    return likeness(normalise_domain(domain), normalise_domain(known), **options)


def test_the_corpus_is_large():
    assert len(STOPPED) + len(LOOKED_AT) >= 90
    assert len(HONEST) >= 50


@pytest.mark.parametrize(("domain", "known"), STOPPED.items())
def test_what_reads_as_a_known_domain_is_stopped(domain, known):
    assert borrowed(domain, known) in STOP


@pytest.mark.parametrize(("domain", "known"), LOOKED_AT.items())
def test_what_resembles_one_is_looked_at(domain, known):
    assert borrowed(domain, known) in set(Kind) - STOP


@pytest.mark.parametrize(("domain", "kind"), MISLEADING.items())
def test_names_that_mislead_by_themselves(domain, kind):
    assert misleads(normalise_domain(domain)) == kind


def kinds(domain: str) -> set[Kind]:
    found = {misleads(normalise_domain(domain)), *(borrowed(domain, known) for known in KNOWN)}
    return found - {None}


@pytest.mark.parametrize("domain", [*HONEST, *KNOWN])
def test_honest_domains_are_not_stopped(domain):
    assert kinds(domain) & STOP == set()


def test_hardly_an_honest_domain_is_looked_at():
    assert {domain: kinds(domain) for domain in HONEST if kinds(domain)} == {
        "police.vs.ch": {Kind.NEAR},  # two cantons
        "mppolice.gov.in": {Kind.NEAR},  # two states
        "appolice.gov.in": {Kind.NEAR},
        "police.gouv.qc.ca": {Kind.HINTED},
        "警察庁.jp": {Kind.FOREIGN},
    }


def test_the_police_of_two_countries_have_the_same_word():
    assert borrowed("police.ci", "police.gov.bd") is None
    assert borrowed("police.ci", "police.gov.bd", same_country=True) == Kind.ENDING
    assert borrowed("bdpolice.com", "police.gov.bd") is None
    assert borrowed("bdpolice.com", "police.gov.bd", same_country=True) == Kind.WORDED


def test_one_owner_is_no_imitation():
    """Who has the name has all that lies under it."""
    assert borrowed("mail.politie.nl", "politie.nl") is None
    assert borrowed("politi3.politie.nl", "politie.nl") is None
    assert borrowed("zka.bund.de", "bka.bund.de") is None


def test_two_countries_are_not_one_ending():
    """.il and .li look alike as words; as endings they are Israel and Liechtenstein."""
    assert borrowed("landespolizei.li", "landespolizei.il") == Kind.ENDING
    assert skeleton("il") == skeleton("li".replace("li", "1l"))


def test_what_the_network_writes_is_read_as_people_do():
    assert in_its_script(normalise_domain("pоlitie.nl")) == "pоlitie.nl"


@pytest.mark.parametrize("domain", ["", "com", "gov.uk", "localhost", "a.b", "xn--a.com", "-.-"])
def test_odd_names_do_no_harm(domain):
    misleads(domain)
    assert likeness(domain, "politie.nl") is None
    assert likeness("politie.nl", domain) is None


# --- What is known of mail domains in general ---------------------------------------------------------------------


def test_free_mail():
    found = [
        name
        for name in ("gmail.com", "mail.ru", "yahoo.co.in", "naver.com", "x.proton.me", "web.de")
        if is_free_mail(name)
    ]
    assert len(found) == 6
    assert not any(is_free_mail(name) for name in (*KNOWN, "mail.example", "gmail.com.example"))


def test_disposable():
    assert is_disposable("mailinator.com")
    assert is_disposable("box.mailinator.com")
    assert not any(map(is_disposable, (*KNOWN, "gmail.com")))


@pytest.mark.parametrize(
    ("domain", "country"),
    [
        ("police.uk", "GB"),
        ("politie.nl", "NL"),
        ("fbi.gov", "US"),
        ("xn--b1aew.xn--p1ai", "RU"),
        ("europol.europa.eu", ""),
        ("interpol.int", ""),
        ("police.example", ""),
        ("", ""),
    ],
)
def test_country_of_an_ending(domain, country):
    assert country_of(domain) == country


def test_every_ending_of_the_data_is_one():
    """Each decodes to its own script, and each code is a country."""
    for ending, code in mail_domains._data()["country_endings"].items():
        assert code in countries
        assert not ending.startswith("xn--") or not in_its_script(ending).isascii()


@pytest.mark.parametrize("address", ["", "nobody", "a@", "a@b@", "a@strasse.straße", "a@[192.0.2.1]"])
def test_no_domain_is_empty(address):
    assert domain_of(address) == ""
