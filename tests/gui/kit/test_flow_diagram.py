"""The three pictures of the money's way."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.accents import Accent, accent_color
from splynx_xero_gui.gui.flow_diagram import FlowDiagram, FlowNames, FlowScenario
from splynx_xero_gui.gui.kit.metrics import ch, lines
from tests.support.palettes import light_palette, palette_in_force

NAMES = FlowNames(("PayFast",), ("EFT", "Cash"), ("090 Cheque",))


def drawn(
    scenario: FlowScenario, qtbot: QtBot, direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight
) -> QImage:
    with palette_in_force(light_palette()):
        diagram = FlowDiagram(scenario)
        qtbot.addWidget(diagram)
        diagram.setLayoutDirection(direction)
        diagram.resize(400, 240)
        return diagram.grab().toImage()


def strokes(image: QImage, accent: Accent) -> list[tuple[int, int]]:
    color = accent_color(accent, light_palette())
    return [(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y) == color]


@pytest.mark.parametrize(
    ("scenario", "sentence"),
    [
        (FlowScenario.PUSH_ALL, "Payments are taken in Splynx and sent to Xero."),
        (FlowScenario.XERO_PAYMENTS, "Payments are seen in Xero and taken over into Splynx."),
        (
            FlowScenario.MIXED,
            "Card payments are taken in Splynx and sent to Xero. Bank payments are seen in Xero and taken over into "
            "Splynx. No payment travels twice.",
        ),
    ],
)
def test_the_picture_is_also_said(scenario: FlowScenario, sentence: str, qtbot: QtBot) -> None:
    diagram = FlowDiagram(scenario, NAMES)
    qtbot.addWidget(diagram)
    assert diagram.accessibleName() == sentence
    assert diagram.accessibleDescription() == "Card gateway: PayFast; Bank: EFT, Cash; Xero: 090 Cheque"


def test_the_smallest_size_is_forty_letters_by_eleven_lines(qtbot: QtBot) -> None:
    diagram = FlowDiagram(FlowScenario.MIXED)
    qtbot.addWidget(diagram)
    assert diagram.minimumSizeHint().width() == ch(diagram, 40)
    assert diagram.minimumSizeHint().height() == lines(diagram, 11)


def middle(points: list[tuple[int, int]], image: QImage) -> int:
    """How many strokes lie between the Splynx and the Xero box, in the lower half."""
    inner = range(int(image.width() * 0.42), int(image.width() * 0.58))
    return sum(1 for x, y in points if x in inner and y > image.height() * 0.45)


def test_sent_payments_have_splynx_colour_and_taken_over_ones_xeros(qtbot: QtBot) -> None:
    found = {}
    for scenario in FlowScenario:
        image = drawn(scenario, qtbot)
        splynx, xero = (middle(strokes(image, accent), image) > 0 for accent in (Accent.SPLYNX, Accent.XERO))
        found[scenario] = (splynx, xero)
    assert found == {
        FlowScenario.PUSH_ALL: (True, False),
        FlowScenario.XERO_PAYMENTS: (False, True),
        FlowScenario.MIXED: (True, True),
    }


def test_sent_payments_are_solid_and_taken_over_ones_dashed(qtbot: QtBot) -> None:
    def gaps(scenario: FlowScenario, accent: Accent) -> int:
        image = drawn(scenario, qtbot)
        points = strokes(image, accent)
        inner = sorted({x for x, y in points if image.width() * 0.42 < x < image.width() * 0.58 and y > 110})
        return sum(1 for a, b in pairwise(inner) if b > a + 1)

    assert gaps(FlowScenario.PUSH_ALL, Accent.SPLYNX) == 0
    assert gaps(FlowScenario.XERO_PAYMENTS, Accent.XERO) > 1


def test_right_to_left_turns_the_picture_round(qtbot: QtBot) -> None:
    image = drawn(FlowScenario.MIXED, qtbot)
    mirrored = drawn(FlowScenario.MIXED, qtbot, Qt.LayoutDirection.RightToLeft)
    left = sum(1 for x, _ in strokes(image, Accent.SPLYNX) if x < image.width() / 2)
    right = sum(1 for x, _ in strokes(mirrored, Accent.SPLYNX) if x > image.width() / 2)
    assert left > 100
    assert right == pytest.approx(left, rel=0.15)


def test_another_scenario_redraws_and_keeps_the_names(qtbot: QtBot) -> None:
    diagram = FlowDiagram(FlowScenario.PUSH_ALL, NAMES)
    qtbot.addWidget(diagram)
    diagram.set_scenario(FlowScenario.MIXED)
    assert diagram.scenario() is FlowScenario.MIXED
    assert "PayFast" in diagram.accessibleDescription()
