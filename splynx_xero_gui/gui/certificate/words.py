"""The certificate's words, in the person's language and formats."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.gui.decisions.question_words import in_locale
from splynx_xero_gui.gui.kit.formats import date_text, moment_text, money_sentence, readable
from splynx_xero_gui.gui.words import subject_title
from splynx_xero_gui.wizard.certificate import Certificate, Difference, Judgement, Section, When

translate = QCoreApplication.translate


def title() -> str:
    """At its head and on its window."""
    return translate("Certificate", "Tie-out certificate")


def head(certificate: Certificate) -> tuple[str, str]:
    """The judgement in two or three words, and in a sentence."""
    match certificate.judgement:
        case Judgement.EQUAL:
            return (
                translate("Certificate", "Equal to the cent"),
                translate("Certificate", "Splynx and Xero agree in every line below, without any exception."),
            )
        case Judgement.NAMED:
            text = translate(
                "Certificate",
                "The largest difference of a line is {money}. All of it is named below, to the cent.",
            )
            return translate("Certificate", "Every difference is named"), _with_money(text, certificate)
        case Judgement.NOT_EQUAL:
            text = translate(
                "Certificate",
                "The largest difference of a line is {money}. Something of it has no explanation yet: see the lines "
                "without a reason below.",
            )
            return translate("Certificate", "Not equal"), _with_money(text, certificate)


def _with_money(text: str, certificate: Certificate) -> str:
    return text.format(money=money_sentence(certificate.largest, certificate.currency))


def period(certificate: Certificate) -> str:
    """Its first and last day."""
    until = date_text(certificate.as_of, long=True)
    if certificate.since is not None:
        text = translate("Certificate", "{first} to {last}")
        return text.format(first=date_text(certificate.since, long=True), last=until)
    if certificate.documents_from is not None:
        text = translate("Certificate", "everything up to {last} (documents from {first} on)")
        return text.format(first=date_text(certificate.documents_from, long=True), last=until)
    return translate("Certificate", "everything up to {last}").format(last=until)


def facts(certificate: Certificate) -> list[tuple[str, str]]:
    """What it is of, line by line; what is not known is left out."""
    compared = certificate.compared_at
    lines = [
        (translate("Certificate", "Organisation in Xero"), certificate.organisation),
        (translate("Certificate", "Company in Splynx"), certificate.company),
        (translate("Certificate", "Profile"), certificate.profile),
        (translate("Certificate", "Period"), period(certificate)),
        (translate("Certificate", "Compared"), moment_text(compared.astimezone()) if compared else ""),
        (translate("Certificate", "Last sync before"), certificate.run_id),
        (translate("Certificate", "Currency"), certificate.currency),
        (translate("Certificate", "Program"), f"Splynx Xero {certificate.version}"),
    ]
    return [(name, value) for name, value in lines if value]


def banners(certificate: Certificate) -> list[str]:
    """What must stand above everything."""
    if not certificate.demo:
        return []
    return [translate("Certificate", "Demo books – nothing here is real and nothing leaves this computer.")]


def notes(certificate: Certificate) -> list[str]:
    """What a reader must know of its figures (R36)."""
    if not certificate.looks_back:
        return []
    text = translate(
        "Certificate",
        "The period ended before the day of the comparison: these are its figures as both sides knew them on {day}.",
    )
    at = certificate.compared_at
    return [text.format(day=date_text(at.astimezone().date(), long=True) if at else "")]


def section_title(section: Section) -> str:
    """Over a table."""
    return {
        Section.RECEIVABLES: translate("Certificate", "Receivables"),
        Section.TAX: translate("Certificate", "Tax moved in the period, per rate"),
        Section.ACCOUNT: translate("Certificate", "Moved on accounts in the period, per payment method"),
    }[section]


def differences_title() -> str:
    """Over the list of differences."""
    return translate("Certificate", "Differences, each by name (Splynx minus Xero)")


def beside_title() -> str:
    """Over what is no comparison (R37)."""
    return translate("Certificate", "Beside the comparison")


def difference_cells(part: Difference) -> tuple[str, str, str, str]:
    """Of what, when, which document, and why."""
    when = {
        When.OPENING: translate("Certificate", "at the opening"),
        When.CLOSING: translate("Certificate", "at the end"),
        When.MOVED: translate("Certificate", "in the period"),
    }[part.when]
    of = translate("Certificate", "Receivables") if part.section is Section.RECEIVABLES else part.label
    if not part.why:
        return (
            of,
            when,
            translate("Certificate", "without a reason"),
            translate("Certificate", "Nothing explains it yet."),
        )
    return of, when, subject_title(part.subject), in_locale(part.why)


def foot(certificate: Certificate) -> str:
    """At the foot of every page."""
    parts = (title(), certificate.organisation, period(certificate), f"Splynx Xero {certificate.version}")
    return readable(" · ".join(part for part in parts if part))


def page_of(page: int, pages: int) -> str:
    """Page n of m."""
    return translate("Certificate", "Page {n} of {m}").format(n=page, m=pages)
