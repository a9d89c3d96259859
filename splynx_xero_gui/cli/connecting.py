"""Commands that set a profile up and connect both sides."""

import os
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path

import click

from splynx_xero_gui.cli.documents import fetch_document, first_failure
from splynx_xero_gui.cli.flow_telling import flow_document, flow_lines
from splynx_xero_gui.cli.running import DONE, WRONG, Context, exit_code, warn
from splynx_xero_gui.cli.tables import show_fetch
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.kinds import Flow
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.wizard.services import OrganisationChoice


def setup(context: Context, file: Path) -> int:
    """Create or replace the profile from a TOML file."""
    effect = context.workplace.import_effect(context.profile, file)
    context.workplace.import_profile(context.profile, file)
    told = {"flow_change": flow_document(effect)} if effect is not None else {}
    context.show(
        lambda: {"profile": context.profile, **told},
        lambda out: out.print(f"Profile {context.profile} is set up.", markup=False),
    )
    if effect is not None and not context.as_json:
        for line in flow_lines(effect):
            context.say(line)
    return DONE


def export(context: Context, file: Path) -> int:
    """Write the profile as TOML, no secrets in it."""
    stored_profile(context)
    context.workplace.export_profile(context.profile, file)
    context.show(
        lambda: {"file": str(file)},
        lambda out: out.print(f"Profile {context.profile} was written to {file}.", markup=False),
    )
    return DONE


def connect_splynx(context: Context) -> int:
    """Test and store the API key and secret."""
    profile = stored_profile(context)
    key = given("SPLYNX_API_KEY", "API key")
    secret = given("SPLYNX_API_SECRET", "API secret", hide=True)
    info = context.session.connect_splynx(profile.splynx.url, key, secret, context.cancel)
    if any(method.flow is Flow.FROM_XERO for method in profile.mappings.payment_methods.values()):
        context.session.check_payment_rights(context.cancel)
    facts = {
        "company": info.company,
        "version": info.version,
        "partners": info.partners,
        "customers": info.customers,
    }
    version = f"Splynx {info.version}, " if info.version else ""
    said = f"Connected to {info.company}. {version}{info.partners} partners, {info.customers} customers."
    context.show(lambda: facts, lambda out: out.print(said, markup=False))
    if info.addon_mapped:
        context.say(
            f"Splynx's own Xero add-on seems to be set up: {info.addon_mapped} categories, taxes or methods are tied "
            "to it. If both send, every invoice and payment would be in Xero twice. Switch its automatic sync off."
        )
    return DONE


def given(variable: str, prompt: str, *, hide: bool = False) -> str:
    """From the environment, else asked; a pipe is read line by line. Raises Misconfigured where there is neither."""
    given = os.environ.get(variable, "").strip()
    if not given and sys.stdin is not None:
        if sys.stdin.isatty():
            given = str(click.prompt(prompt, hide_input=hide, err=True)).strip()
        else:
            given = sys.stdin.readline().strip()
    if given:
        return given
    raise Misconfigured(
        "S0",
        f"No {prompt} was given",
        "Nothing was tested and nothing was changed.",
        f"Set {variable}, or start the command in a terminal and type it.",
    )


def connect_xero(context: Context, *, browser: bool, timeout: float) -> int:
    """Sign in to Xero in the browser and pin the organisation."""
    profile = stored_profile(context)
    consent = context.session.begin_consent(profile)
    try:
        click.echo("Open this address in a browser on this computer and allow access:", err=True)
        click.echo(consent.authorise_url, err=True)
        if browser and not webbrowser.open(consent.authorise_url):
            click.echo("No browser opened: copy the address above.", err=True)
        choices = consent.wait(context.cancel, timeout)
    finally:
        consent.close()
    chosen = _pick(choices, profile.xero.organisation)
    organisation = context.session.choose_organisation(chosen.tenant_id, context.cancel)
    lock = organisation.locked_up_to
    if chosen.used_by:
        warn(f"Profile {chosen.used_by} syncs {chosen.name} too. Let each take other partners, never the same.")
    context.show(
        lambda: {
            "organisation": organisation.name,
            "tenant_id": chosen.tenant_id,
            "currency": organisation.base_currency,
            "country": organisation.country,
            "locked_up_to": lock.isoformat() if lock else None,
            "user": organisation.user_name,
            "role": organisation.user_role,
        },
        lambda out: out.print(
            f"Connected to {organisation.name} ({organisation.country}, {organisation.base_currency})"
            f"{f', locked up to {lock.isoformat()}' if lock else ''}.",
            markup=False,
        ),
    )
    return DONE


def fetch(context: Context) -> int:
    """Read the settings of both sides."""
    stored_profile(context)
    with context.progress() as shown:
        report = context.session.fetch(shown, context.cancel)
    context.show(lambda: fetch_document(report), lambda out: show_fetch(out, report))
    failed = first_failure(report)
    if failed is not None:
        return exit_code(failed)
    return WRONG if report.problems else DONE


def disconnect(context: Context) -> int:
    """Withdraw the access at Xero and clear the profile's secrets."""
    stored_profile(context)
    told = context.session.disconnect(context.cancel)
    said = "Access is withdrawn" if told else "Xero could not be told (see Xero › Settings › Connected apps)"
    context.show(
        lambda: {"disconnected": True, "withdrawn_at_xero": told},
        lambda out: out.print(f"{said} and the keys are removed. Documents and history stay."),
    )
    return DONE


def stored_profile(context: Context) -> Profile:
    """The profile. Raises Misconfigured when there is none."""
    profile = context.session.profile()
    if profile is None:
        raise Misconfigured(
            "P0",
            f"There is no profile called {context.profile}",
            f"Known profiles: {', '.join(context.workplace.profiles()) or 'none'}.",
            "Make one with `splynx-xero setup --from FILE` or in the window.",
        )
    return profile


def _pick(choices: Sequence[OrganisationChoice], wanted: str) -> OrganisationChoice:
    """The organisation the profile names, else the only one. Raises Misconfigured listing them."""
    if wanted:
        named = [c for c in choices if wanted in (c.tenant_id, c.name) or wanted.casefold() == c.name.casefold()]
        if len(named) == 1:
            return named[0]
        names = ", ".join(c.name for c in choices) or "none"
        raise Misconfigured(
            "X5",
            "This is another organisation",
            f"This sign-in may use: {names}. The profile syncs {wanted}. Nothing was read or written.",
            f"Sign in again and choose {wanted}, or make a new profile.",
        )
    chosen = [c for c in choices if c.chosen_in_consent] or list(choices)
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(f"{c.name} ({c.tenant_id})" for c in choices)
    raise Misconfigured(
        "X12",
        "Several organisations are allowed",
        f"This sign-in may use: {names or 'none'}.",
        "Name one under [xero] organisation in the profile.",
    )
