"""The pages of Settings, made for one window."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from splynx_xero_gui.gui.look import Appearance
from splynx_xero_gui.gui.main.advanced_page import AdvancedPage
from splynx_xero_gui.gui.main.connections_page import ConnectionsPage
from splynx_xero_gui.gui.main.look_page import LookPage
from splynx_xero_gui.gui.main.model import MainModel
from splynx_xero_gui.gui.main.page import SETTINGS_PAGES, MainPage
from splynx_xero_gui.gui.main.profiles_page import ProfilesPage
from splynx_xero_gui.gui.main.rules_settings import RulesSettings
from splynx_xero_gui.gui.main.schedule_page import SchedulePage
from splynx_xero_gui.gui.main.settings_model import SettingsModel
from splynx_xero_gui.gui.main.settings_page import SettingsPage
from splynx_xero_gui.gui.main.settings_parts import flows_part, mappings_part, scope_part


def make_settings(
    model: MainModel,
    connections: ConnectionsPage,
    profiles: ProfilesPage,
    appearance: Appearance,
    parent: QWidget,
) -> SettingsPage:
    """All of them, in the order of `SETTINGS_PAGES`. A page that changes nothing of the profile is any `MainPage`."""
    settings = SettingsModel(model, parent)
    parts: tuple[MainPage, ...] = (
        mappings_part(model, settings, parent),
        flows_part(model, settings, parent),
        scope_part(model, settings, parent),
        RulesSettings(model, parent),
        SchedulePage(model, parent),
        connections,
        profiles,
        LookPage(model, appearance, parent),
        AdvancedPage(model, settings, parent),
    )
    return SettingsPage(model, settings, sorted(parts, key=lambda part: SETTINGS_PAGES.index(part.key)), parent)
