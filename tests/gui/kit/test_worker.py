"""Background tasks: results in the GUI thread, questions, cancelling, joining."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread
from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.worker import Background, Cancelled, CancelToken, Question, TaskContext


class Receiver(QObject):
    """Keeps what it is given, and in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[object] = []
        self.errors: list[BaseException] = []
        self.progress: list[object] = []
        self.events: list[object] = []
        self.batches = 0
        self.order: list[str] = []
        self.threads: set[bool] = set()
        self.questions: list[Question[object]] = []

    def _note(self, what: str) -> None:
        app = QCoreApplication.instance()
        assert app is not None
        self.order.append(what)
        self.threads.add(QThread.currentThread() is app.thread())

    def on_result(self, result: object) -> None:
        self._note("result")
        self.results.append(result)

    def on_failed(self, error: BaseException) -> None:
        self._note("failed")
        self.errors.append(error)

    def on_cancelled(self) -> None:
        self._note("cancelled")

    def on_finished(self) -> None:
        self._note("finished")

    def on_progress(self, value: object) -> None:
        self._note("progress")
        self.progress.append(value)

    def on_events(self, values: tuple[object, ...]) -> None:
        self._note("events")
        self.batches += 1
        self.events.extend(values)

    def on_asked(self, question: Question[object]) -> None:
        self._note("asked")
        self.questions.append(question)


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    holder = Background()
    yield holder
    assert holder.shutdown(5000)


@pytest.fixture
def receiver(qtbot: QtBot) -> Receiver:
    return Receiver()


def test_a_job_runs_elsewhere_and_its_result_arrives_here(
    background: Background, receiver: Receiver, qtbot: QtBot
) -> None:
    here = threading.get_ident()
    task = background.start(lambda _context: threading.get_ident())
    task.deliver(result=receiver.on_result, failed=receiver.on_failed, finished=receiver.on_finished)
    qtbot.waitUntil(lambda: receiver.order == ["result", "finished"])
    assert receiver.results[0] != here
    assert receiver.threads == {True}
    qtbot.waitUntil(lambda: background.tasks() == ())


def test_an_exception_is_handed_over_as_it_is(background: Background, receiver: Receiver, qtbot: QtBot) -> None:
    def job(_context: TaskContext) -> None:
        raise ValueError("Splynx does not answer")

    background.start(job).deliver(result=receiver.on_result, failed=receiver.on_failed, finished=receiver.on_finished)
    qtbot.waitUntil(lambda: receiver.order == ["failed", "finished"])
    assert str(receiver.errors[0]) == "Splynx does not answer"


def test_even_a_job_that_exits_ends_its_task(background: Background, receiver: Receiver, qtbot: QtBot) -> None:
    def job(_context: TaskContext) -> None:
        raise SystemExit(3)

    background.start(job).deliver(failed=receiver.on_failed)
    qtbot.waitUntil(lambda: len(receiver.errors) == 1)


def test_a_lambda_is_refused_as_receiver(background: Background, qtbot: QtBot) -> None:
    task = background.start(lambda _context: 1)
    with pytest.raises(TypeError, match="bound methods of QObjects"):
        task.deliver(result=lambda _result: None)


def test_cancelling_ends_the_job_at_its_next_look(background: Background, receiver: Receiver, qtbot: QtBot) -> None:
    started = threading.Event()

    def job(context: TaskContext) -> None:
        started.set()
        context.token.wait(20)
        context.token.raise_if_cancelled()

    task = background.start(job)
    task.deliver(result=receiver.on_result, cancelled=receiver.on_cancelled, failed=receiver.on_failed)
    assert started.wait(5)
    task.cancel()
    qtbot.waitUntil(lambda: receiver.order == ["cancelled"])


def test_progress_keeps_the_newest_and_events_keep_all(
    background: Background, receiver: Receiver, qtbot: QtBot
) -> None:
    count = 5000

    def job(context: TaskContext) -> str:
        for number in range(count):
            context.progress(number)
            context.event(number)
        return "done"

    background.start(job).deliver(result=receiver.on_result, progress=receiver.on_progress, events=receiver.on_events)
    qtbot.waitUntil(lambda: receiver.results == ["done"])
    assert receiver.progress[-1] == count - 1
    assert receiver.events == list(range(count))
    assert receiver.batches < count / 10
    assert receiver.order[-1] == "result"


def test_the_last_word_before_a_long_wait_is_seen_at_once(
    background: Background, receiver: Receiver, qtbot: QtBot
) -> None:
    def job(context: TaskContext) -> None:
        context.progress("step 1")
        context.progress("Xero asks for a short pause")
        context.token.wait(20)

    task = background.start(job).deliver(progress=receiver.on_progress)
    qtbot.waitUntil(lambda: receiver.progress[-1:] == ["Xero asks for a short pause"])
    task.cancel()


def test_a_question_waits_for_its_answer(background: Background, receiver: Receiver, qtbot: QtBot) -> None:
    def job(context: TaskContext) -> str:
        return f"answered {context.ask('Stop?', 'no')}"

    background.start(job).deliver(result=receiver.on_result, asked=receiver.on_asked)
    qtbot.waitUntil(lambda: len(receiver.questions) == 1)
    question = receiver.questions[0]
    assert question.prompt == "Stop?"
    assert question.answer("yes")
    assert not question.answer("too late")
    qtbot.waitUntil(lambda: receiver.results == ["answered yes"])


def test_cancelling_answers_an_open_question_with_its_default(
    background: Background, receiver: Receiver, qtbot: QtBot
) -> None:
    task = background.start(lambda context: context.ask("Stop?", "no"))
    task.deliver(result=receiver.on_result, asked=receiver.on_asked)
    qtbot.waitUntil(lambda: len(receiver.questions) == 1)
    task.cancel()
    qtbot.waitUntil(lambda: receiver.results == ["no"])
    assert not receiver.questions[0].answer("yes")


def test_a_question_nobody_listens_to_gets_its_default(
    background: Background, receiver: Receiver, qtbot: QtBot
) -> None:
    background.start(lambda context: context.ask("Stop?", "no")).deliver(result=receiver.on_result)
    qtbot.waitUntil(lambda: receiver.results == ["no"])


def test_shutdown_joins_everything_and_delivers_nothing_more(receiver: Receiver, qtbot: QtBot) -> None:
    background = Background()
    ready = [threading.Event() for _ in range(3)]

    def waiting(number: int) -> object:
        def job(context: TaskContext) -> object:
            ready[number].set()
            return context.ask("?", "default") if number == 2 else context.token.wait(30)

        return background.start(job, f"job {number}").deliver(result=receiver.on_result, asked=receiver.on_asked)

    tasks = [waiting(number) for number in range(3)]
    assert all(event.wait(5) for event in ready)
    assert background.shutdown(5000)
    QCoreApplication.processEvents()
    assert receiver.results == []
    assert len(tasks) == 3
    with pytest.raises(RuntimeError, match="shut down"):
        background.start(lambda _context: 1)


def test_a_hanging_job_is_reported_and_not_killed(qtbot: QtBot) -> None:
    background = Background()
    release = threading.Event()
    task = background.start(lambda _context: release.wait(30))
    assert not background.shutdown(50)
    release.set()
    assert task.join(5000)
    assert background.shutdown(1000)


def test_many_tasks_run_side_by_side(background: Background, receiver: Receiver, qtbot: QtBot) -> None:
    barrier = threading.Barrier(4)
    for _ in range(4):
        background.start(lambda _context: barrier.wait(5)).deliver(result=receiver.on_result)
    with qtbot.waitSignal(background.all_done):
        pass
    assert sorted(receiver.results, key=str) == [0, 1, 2, 3]


def test_a_receiver_that_is_gone_is_no_longer_called(background: Background, qtbot: QtBot) -> None:
    gone = Receiver()
    release = threading.Event()
    task = background.start(lambda _context: release.wait(10))
    task.deliver(result=gone.on_result)
    gone.deleteLater()
    QCoreApplication.sendPostedEvents(gone, 52)  # QEvent.DeferredDelete
    release.set()
    with qtbot.waitSignal(background.all_done):
        pass
    assert gone.results == []


def test_a_token_bridges_to_other_tokens_at_once_or_later() -> None:
    token = CancelToken()
    other = threading.Event()
    token.on_cancel(other.set)
    assert not other.is_set()
    token.cancel()
    assert other.is_set()
    late: list[str] = []
    token.on_cancel(lambda: late.append("called"))
    assert late == ["called"]
    with pytest.raises(Cancelled):
        token.raise_if_cancelled()
