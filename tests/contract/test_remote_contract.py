"""Whatever can be asked of the product can be asked of the engine's process: every method, as it stands today."""

from __future__ import annotations

import datetime as dt
import inspect
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from splynx_xero_gui.domain import failures
from splynx_xero_gui.domain.failures import Cancelled, DayLimitReached, Failure
from splynx_xero_gui.engine.control import CancelSwitch
from splynx_xero_gui.ports.control import Event, StageStarted
from splynx_xero_gui.remote.client import Engine
from splynx_xero_gui.remote.messages import crossing
from splynx_xero_gui.remote.shape import Method, Shape, shape_of
from splynx_xero_gui.wizard.demo_books import Demo
from splynx_xero_gui.wizard.services import Consent, Matcher, Session, Workplace
from tests.support import remote_echo
from tests.support.remote_echo import Asked

PROTOCOLS = (Workplace, Session, Matcher, Consent, Demo)
METHODS = [
    pytest.param(protocol, method, id=f"{protocol.__name__}.{method.name}")
    for protocol in PROTOCOLS
    for method in shape_of(protocol).methods.values()
    if method.gives is None and method.name not in ("profile", "close")
]
FAILURES = [kind for kind in vars(failures).values() if isinstance(kind, type) and issubclass(kind, Failure)]
OPENED: dict[type, Callable[[Any], Any]] = {
    Workplace: lambda books: books.open_own(),
    Session: lambda books: books.open_own().session("one"),
    Matcher: lambda books: books.open_own().session("one").matcher,
    Consent: lambda books: books.open_own().session("one").begin_consent("profile"),
    Demo: lambda books: books.open_demo("ZA"),
}


class Heard:
    """An observer that keeps what it is told."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.some = threading.Event()

    def notify(self, event: Event) -> None:
        self.events.append(event)
        self.some.set()


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine(remote_echo.main)
    yield engine
    engine.close()


def session(engine: Engine, name: str) -> Session:
    return engine.books.open_own().session(name)


def arguments(method: Method, observer: Heard) -> tuple[list[object], dict[str, object]]:
    """A word for every parameter, by name where it must be."""
    positional: list[object] = []
    named: dict[str, object] = {}
    for name, parameter in list(method.signature.parameters.items())[1:]:
        value: object = f"<{name}>"
        if name in method.observers:
            value = observer
        elif name in method.cancels:
            value = CancelSwitch()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            named[name] = value
        else:
            positional.append(value)
    return positional, named


def crossed(value: object, method: Method, name: str) -> object:
    return "Observer" if name in method.observers else "Cancel" if name in method.cancels else value


def test_nothing_that_is_asked_is_left_out() -> None:
    assert {p.values[1].name for p in METHODS} > {"plan", "sync", "resolve", "find", "wait", "rename_profile"}  # type: ignore[union-attr]


@pytest.mark.parametrize(("protocol", "method"), METHODS)
def test_every_method_arrives_with_its_arguments(engine: Engine, protocol: type, method: Method) -> None:
    heard = Heard()
    positional, named = arguments(method, heard)
    asked = getattr(OPENED[protocol](engine.books), method.name)(*positional, **named)
    names = list(method.signature.parameters)[1:]
    assert isinstance(asked, Asked)
    assert asked.method == method.name
    assert asked.positional == tuple(crossed(v, method, n) for v, n in zip(positional, names, strict=False))
    assert asked.named == {name: crossed(value, method, name) for name, value in named.items()}
    assert heard.events == ([StageStarted(method.name)] if method.observers else [])


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_plain_properties_are_there_without_asking_again(engine: Engine, protocol: type) -> None:
    made, shape = OPENED[protocol](engine.books), shape_of(protocol)
    values = {name: getattr(made, name) for name in shape.values}
    whom = "one" if protocol is Session else ""
    assert all(value == whom or value.startswith(f"{name} of ") for name, value in values.items())
    assert not hasattr(made, "no_such_thing")


def test_a_profiles_session_and_name_are_had_without_asking_the_engine() -> None:
    engine = Engine(remote_echo.main)
    workplace = engine.books.open_own()
    engine.close()
    made = workplace.session("one")
    assert made.name == "one"
    assert made.matcher is not None


def test_parameters_are_values_observers_or_wishes_to_stop() -> None:
    def protocols(shape: Shape) -> list[str]:
        return [
            f"{shape.name}.{method.name}.{name}"
            for method in shape.methods.values()
            for name, parameter in method.signature.parameters.items()
            if getattr(parameter.annotation, "_is_protocol", False) and name not in method.observers | method.cancels
        ]

    assert [name for protocol in PROTOCOLS for name in protocols(shape_of(protocol))] == []


def test_large_results_come_in_slices_and_are_whole(engine: Engine) -> None:
    result: object = session(engine, remote_echo.BIG).profile()
    assert result == remote_echo.LARGE


def test_large_arguments_go_in_slices_and_are_whole(engine: Engine) -> None:
    ids = [f"question {n}" for n in range(1001)]
    asked: object = session(engine, "one").withdraw_all(ids)  # type: ignore[func-returns-value]
    assert isinstance(asked, Asked)
    assert asked.positional == (ids,)


def test_events_come_all_and_in_order_before_the_result(engine: Engine) -> None:
    heard = Heard()
    session(engine, remote_echo.TALK).plan(heard, CancelSwitch())
    assert tuple(heard.events) == remote_echo.EVENTS


def test_an_observer_that_fails_disturbs_nobody(engine: Engine) -> None:
    class Gone:
        def notify(self, _event: Event) -> None:
            raise RuntimeError("deleted")

    asked: object = session(engine, "one").plan(Gone(), CancelSwitch())
    assert isinstance(asked, Asked)
    assert session(engine, "one").synced_documents()


def test_what_was_told_is_seen_while_the_work_goes_on_and_a_wish_to_stop_arrives(engine: Engine) -> None:
    heard, cancel, ended = Heard(), CancelSwitch(), list[BaseException]()

    def work() -> None:
        try:
            session(engine, remote_echo.WAIT).take_over(heard, cancel)
        except Failure as failure:
            ended.append(failure)

    worker = threading.Thread(target=work)
    worker.start()
    assert heard.some.wait(30)
    cancel.set()
    worker.join(30)
    assert [type(failure) for failure in ended] == [Cancelled]


@pytest.mark.parametrize("kind", FAILURES)
def test_every_failure_crosses_with_all_it_says(kind: type[Failure]) -> None:
    failure = kind() if kind is Cancelled else kind("N1", "Title", "Message", "What to do", details="words")
    if isinstance(failure, DayLimitReached):
        failure.resume_at = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    if isinstance(failure, failures.TooManyChanges):
        failure.count = 17
    for arrived in (crossing(failure), _pickled(failure)):
        assert type(arrived) is kind
        assert vars(arrived) == vars(failure)
        assert str(arrived) == str(failure)


def _pickled(failure: Failure) -> Failure:
    import pickle

    return pickle.loads(pickle.dumps(failure))  # type: ignore[no-any-return]


def test_an_adapters_own_failure_arrives_as_what_the_faces_know(engine: Engine) -> None:
    with pytest.raises(DayLimitReached) as raised:
        session(engine, remote_echo.FAIL).profile()
    assert type(raised.value) is DayLimitReached
    assert (raised.value.id, raised.value.title, raised.value.details) == ("X9", "Title", "words")
    assert raised.value.resume_at is None


@pytest.mark.parametrize(
    ("word", "said"), [(remote_echo.BREAK, "ZeroDivisionError"), (remote_echo.UNSENDABLE, "TypeError")]
)
def test_an_error_of_the_programs_own_is_told_as_one(engine: Engine, word: str, said: str) -> None:
    with pytest.raises(Failure) as raised:
        session(engine, word).profile()
    assert raised.value.id == "G1"
    assert said in raised.value.details


def test_what_cannot_be_sent_is_an_error_of_the_programs_own(engine: Engine) -> None:
    with pytest.raises(Failure) as raised:
        session(engine, "one").withdraw(threading.Lock())  # type: ignore[arg-type]
    assert raised.value.id == "G1"


def test_when_the_process_ends_waiting_calls_say_so_and_the_next_call_starts_another(engine: Engine) -> None:
    first, consent = engine.pid, session(engine, "one").begin_consent("profile")  # type: ignore[arg-type]
    with pytest.raises(Failure) as raised:
        session(engine, remote_echo.DIE).profile()
    assert raised.value.id == "G2"
    assert "ended unexpectedly" in raised.value.title
    second: object = session(engine, "one").profile()
    assert second == engine.pid != first
    with pytest.raises(Failure) as raised:
        consent.wait(CancelSwitch(), 1)
    assert raised.value.id == "G2"
    consent.close()


def test_the_engines_process_knows_no_window(engine: Engine) -> None:
    loaded: Any = session(engine, remote_echo.MODULES).profile()
    assert not {"PySide6", "splynx_xero_gui.gui"} & loaded


def test_closing_stops_the_work_under_way_and_waits_for_it() -> None:
    engine, heard, ended = Engine(remote_echo.main), Heard(), list[BaseException]()

    def work() -> None:
        try:
            session(engine, remote_echo.WAIT).take_over(heard, CancelSwitch())
        except Failure as failure:
            ended.append(failure)

    worker = threading.Thread(target=work)
    worker.start()
    assert heard.some.wait(30)
    engine.close()
    worker.join(30)
    assert [type(failure) for failure in ended] == [Cancelled]
    assert engine.pid is None
    with pytest.raises(Failure):
        engine.books.open_own()


WINDOW = """
import sys, time
from splynx_xero_gui.engine.control import CancelSwitch
from splynx_xero_gui.remote.client import Engine
from tests.support import remote_echo

class Telling:
    def notify(self, event):
        print(engine.pid, flush=True)

if __name__ == "__main__":
    engine = Engine(remote_echo.main)
    engine.books.open_own().session(remote_echo.WAIT).take_over(Telling(), CancelSwitch())
"""


def test_a_window_that_was_killed_leaves_no_engine_behind(tmp_path: Any) -> None:
    program = tmp_path / "window.py"
    program.write_text(WINDOW)
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True, env=_here()) as window:
        assert window.stdout is not None
        assert int(window.stdout.readline()) != window.pid
        window.kill()
        # The engine's process holds the other end of this pipe: it is at its end when that process has ended.
        assert window.stdout.read() == ""


def _here() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
