"""Background work: one QThread per task, answers only in the GUI thread.

The policy, in one place:

* A task is a plain function ``job(context) -> result``. It runs in its own thread, knows no Qt, opens its own database
  connections there, and touches no widget.
* ``Background.start(job)`` gives back a ``Task``, a QObject that lives in the GUI thread. All its signals are emitted
  in the GUI thread. Connect them to bound methods of QObjects that live there too: Qt then takes the connection away
  with the receiver. A lambda or plain function connected to a *worker's* signal would run in the worker's thread; the
  worker is therefore private, and ``Task.deliver`` refuses what is not such a bound method.
* Progress is thrown together: ``context.progress(x)`` keeps only the newest value, ``context.event(x)`` keeps all of
  them; both reach the GUI at most every 50 ms, and whatever is left arrives before the result. The last word of a job
  that then waits for a minute is therefore seen at once, and a fast one cannot flood the window.
* A question goes ``context.ask(prompt, default)``: the job waits on a Future; the GUI answers it through
  ``Question.answer``. Cancelling, closing the window and shutting down answer it with the default, which does nothing.
* ``Task.cancel()`` sets the token; the job looks at it between calls, never in the middle of one. A job that ends
  after that may return what it has or raise ``Cancelled``.
* ``Background.shutdown()`` cancels and joins every thread. It is called when the window closes and at the end of every
  test. No thread is ever terminated, and nothing here runs the event loop (no ``processEvents``).
* Retrying is the engine's affair, not this module's: an exception ends the task and is handed over in ``failed``.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from time import monotonic
from typing import Generic, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QThread, QTimer, Signal, Slot

T = TypeVar("T")
A = TypeVar("A")
Job = Callable[["TaskContext"], T]
_DELIVER_EVERY_MS = 50


class Cancelled(Exception):
    """The user stopped the task; what was done so far stands."""


class CancelToken:
    """A wish to stop, set in one thread and seen in another."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []

    def cancel(self) -> None:
        """Ask to stop; the callbacks run once, in the calling thread."""
        with self._lock:
            if self._event.is_set():
                return
            self._event.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def is_cancelled(self) -> bool:
        return self._event.is_set()

    def raise_if_cancelled(self) -> None:
        """Raises Cancelled when a stop was asked for."""
        if self._event.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> bool:
        """Wait, but not longer than until a stop is asked for; returns whether it was."""
        return self._event.wait(seconds)

    def on_cancel(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` when a stop is asked for, at once if it was already: the bridge to other tokens."""
        with self._lock:
            if not self._event.is_set():
                self._callbacks.append(callback)
                return
        callback()


class Question(Generic[A]):
    """Something the job needs to know; answered once, from the GUI thread."""

    def __init__(self, prompt: object, default: A) -> None:
        self.prompt = prompt
        self.default = default
        self._future: Future[A] = Future()

    def answer(self, value: A) -> bool:
        """Give the answer; False when it came too late (cancelled, or answered before)."""
        try:
            self._future.set_result(value)
        except InvalidStateError:
            return False
        return True

    def withdraw(self) -> None:
        """Answer with the default."""
        self.answer(self.default)

    def is_answered(self) -> bool:
        return self._future.done()

    def wait(self) -> A:
        """Wait for the answer (worker thread only)."""
        return self._future.result()


class _Mailbox:
    """Progress on its way to the GUI: the newest value and all events, guarded by a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._progress: deque[object] = deque(maxlen=1)
        self._events: list[object] = []
        self._woken = False

    def put(self, value: object, keep: bool) -> bool:
        """Store a value; True when the GUI must be woken for it."""
        with self._lock:
            if keep:
                self._events.append(value)
            else:
                self._progress.append(value)
            wake, self._woken = not self._woken, True
            return wake

    def take(self) -> tuple[list[object], tuple[object, ...]]:
        """What is there now: at most one progress value, and the events."""
        with self._lock:
            progress, events = list(self._progress), tuple(self._events)
            self._progress.clear()
            self._events.clear()
            self._woken = False
            return progress, events


class TaskContext:
    """What a job is given: its cancel token, and its ways to speak to the window. Used in the worker thread."""

    def __init__(self, token: CancelToken, mailbox: _Mailbox, worker: _Worker) -> None:
        self.token = token
        self._mailbox = mailbox
        self._worker = worker

    def progress(self, value: object) -> None:
        """How things stand; a newer value replaces one not shown yet."""
        if self._mailbox.put(value, keep=False):
            self._worker.woken.emit()

    def event(self, value: object) -> None:
        """Something that must not be lost; events are delivered in order, several at a time."""
        if self._mailbox.put(value, keep=True):
            self._worker.woken.emit()

    def ask(self, prompt: object, default: A) -> A:
        """Ask the user and wait; the default when the task is cancelled before an answer."""
        question: Question[A] = Question(prompt, default)
        self.token.on_cancel(question.withdraw)
        self._worker.asked.emit(question)
        return question.wait()


class _Worker(QObject):
    """Runs one job in the thread it was moved to, then goes back to the GUI thread to be collected there."""

    woken = Signal()
    asked = Signal(object)
    ended = Signal(object, object)

    def __init__(self, job: Job[object], token: CancelToken, mailbox: _Mailbox, home: QThread) -> None:
        super().__init__()
        self._job = job
        self._context = TaskContext(token, mailbox, self)
        self._home = home

    @Slot()
    def run(self) -> None:
        result: object = None
        error: BaseException | None = None
        try:
            result = self._job(self._context)
        except BaseException as caught:  # a SystemExit must not leave the window waiting for ever
            error = caught
        self.ended.emit(result, error)
        thread = self.thread()
        self.moveToThread(self._home)
        thread.quit()


class Task(QObject):
    """One job under way, seen from the GUI thread: one of succeeded, failed, cancelled is emitted, then finished.

    ``succeeded(result)``; ``failed(exception)``; ``cancelled()``: the job raised Cancelled. ``progressed(value)``;
    ``happened(tuple of events)``; ``asked(Question)``: without ``deliver(asked=…)`` the default is the answer.
    """

    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()
    progressed = Signal(object)
    happened = Signal(object)
    asked = Signal(object)

    def __init__(self, job: Job[object], name: str, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._token = CancelToken()
        self._mailbox = _Mailbox()
        self._thread = QThread(self)
        self._thread.setObjectName(name)
        self._worker = _Worker(job, self._token, self._mailbox, self.thread())
        self._worker.moveToThread(self._thread)
        self._running = True
        self._answers_asked = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._deliver)
        self._delivered_at = float("-inf")
        self._worker.woken.connect(self._on_woken)
        self._worker.asked.connect(self._on_asked)
        self._worker.ended.connect(self._on_ended)
        self._thread.started.connect(self._worker.run)

    def deliver(
        self,
        result: Callable[..., None] | None = None,
        failed: Callable[..., None] | None = None,
        cancelled: Callable[..., None] | None = None,
        finished: Callable[..., None] | None = None,
        progress: Callable[..., None] | None = None,
        events: Callable[..., None] | None = None,
        asked: Callable[..., None] | None = None,
    ) -> Task:
        """Connect receivers, all bound methods of GUI-thread QObjects; returns the task.

        Raises TypeError for a lambda, a plain function, or a method of something else.
        """
        pairs = (
            (self.succeeded, result),
            (self.failed, failed),
            (self.cancelled, cancelled),
            (self.finished, finished),
            (self.progressed, progress),
            (self.happened, events),
            (self.asked, asked),
        )
        for signal, receiver in pairs:
            if receiver is not None:
                self._check(receiver)
                signal.connect(receiver)
        self._answers_asked = self._answers_asked or asked is not None
        return self

    def _check(self, receiver: Callable[..., None]) -> None:
        owner = getattr(receiver, "__self__", None)
        if not isinstance(owner, QObject) or owner.thread() is not self.thread():
            raise TypeError("A task delivers to bound methods of QObjects in the GUI thread only")

    def token(self) -> CancelToken:
        return self._token

    def is_running(self) -> bool:
        """True until the result, the failure or the cancellation was delivered."""
        return self._running

    def cancel(self) -> None:
        """Ask the job to stop at the next safe place; open questions get their default."""
        self._token.cancel()

    def begin(self) -> None:
        """Start the thread; called by Background."""
        self._thread.start()

    def join(self, milliseconds: int) -> bool:
        """Wait for the thread itself to end; False when it did not in that time."""
        return self._thread.wait(milliseconds)

    def _on_woken(self) -> None:
        waited = (monotonic() - self._delivered_at) * 1000
        if waited >= _DELIVER_EVERY_MS:
            self._deliver()
        elif not self._timer.isActive():
            self._timer.start(round(_DELIVER_EVERY_MS - waited))

    def _deliver(self) -> None:
        self._delivered_at = monotonic()
        progress, events = self._mailbox.take()
        if events:
            self.happened.emit(events)
        for value in progress:
            self.progressed.emit(value)

    def _on_asked(self, question: Question[object]) -> None:
        if not self._answers_asked:
            question.withdraw()
            return
        self._deliver()
        self.asked.emit(question)

    def _on_ended(self, result: object, error: object) -> None:
        self._timer.stop()
        self._deliver()
        self._running = False
        if isinstance(error, Cancelled):
            self.cancelled.emit()
        elif error is not None:
            self.failed.emit(error)
        else:
            self.succeeded.emit(result)
        self.finished.emit()


class Background(QObject):
    """Starts tasks and sees to it that every thread is joined. One per window; ``shutdown`` before it goes."""

    all_done = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: list[Task] = []
        self._closed = False

    def start(self, job: Job[T], name: str = "task") -> Task:
        """Run a job in a thread of its own. Connect the task's signals before returning to the event loop.

        Raises RuntimeError after shutdown, and outside the GUI thread.
        """
        app = QCoreApplication.instance()
        if self._closed:
            raise RuntimeError("This Background was shut down")
        if app is None or QThread.currentThread() is not app.thread():
            raise RuntimeError("Tasks are started in the GUI thread")
        task = Task(job, name, self)
        self._tasks.append(task)
        task.finished.connect(self._collect)
        task.begin()
        return task

    def tasks(self) -> tuple[Task, ...]:
        """The tasks still running."""
        return tuple(task for task in self._tasks if task.is_running())

    def cancel_all(self) -> None:
        for task in self.tasks():
            task.cancel()

    def shutdown(self, milliseconds: int = 10_000) -> bool:
        """Cancel everything and join every thread; nothing is delivered afterwards.

        Returns False when a job did not end in time: it hangs outside our reach, and its thread object is kept.
        """
        self._closed = True
        for task in self._tasks:
            task.blockSignals(True)
            task.cancel()
        ends = monotonic() + milliseconds / 1000
        hanging = [task for task in self._tasks if not task.join(max(0, round((ends - monotonic()) * 1000)))]
        self._tasks = hanging
        return not hanging

    def _collect(self) -> None:
        task = self.sender()
        if isinstance(task, Task) and task in self._tasks:
            # The worker has done its last emit; what is left of its thread is microseconds.
            task.join(1000)
            self._tasks.remove(task)
            task.deleteLater()
        if not self._tasks:
            self.all_done.emit()
