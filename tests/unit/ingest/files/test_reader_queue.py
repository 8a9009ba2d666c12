"""Turns of readers: so many at once, so much memory, first come first served."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aci_core.domain.errors import AciError
from aci_core.ingest.files import reader_queue
from aci_core.ingest.files.reader_queue import ReaderQueue
from aci_core.presentation.i18n import LANGUAGES, translator

WAIT = 120  # seconds; for what happens at once


class Visitor:
    """Somebody with a file, in a thread of his own."""

    def __init__(self, queue: ReaderQueue, memory: int) -> None:
        self.waits, self.reads, self.end = (threading.Event() for _ in range(3))
        self.told: list[bool] = []
        self.given = 0
        self._thread = threading.Thread(target=self._run, args=(queue, memory), daemon=True)
        self._thread.start()

    def _run(self, queue: ReaderQueue, memory: int) -> None:
        with reader_queue.telling(self._tell), queue.turn(memory) as self.given:
            self.reads.set()
            self.end.wait(WAIT)

    def _tell(self, waits: bool) -> None:
        self.told.append(waits)
        if waits:
            self.waits.set()

    def done(self) -> None:
        self.end.set()
        self._thread.join(WAIT)
        assert not self._thread.is_alive()


def test_so_many_at_once_and_the_others_in_their_order() -> None:
    queue = ReaderQueue(at_once=2, memory=100)
    visitors = []
    for n in range(4):
        visitors.append(Visitor(queue, 10))
        assert (visitors[-1].reads if n < 2 else visitors[-1].waits).wait(WAIT)
    for leaves, comes in ((1, 2), (0, 3)):
        assert not visitors[comes].reads.is_set()
        visitors[leaves].done()
        assert visitors[comes].reads.wait(WAIT)
    assert [v.told for v in visitors] == [[], [], [True, False], [True, False]]
    for visitor in visitors[2:]:
        visitor.done()


def test_so_much_memory_together() -> None:
    queue = ReaderQueue(at_once=9, memory=100)
    first, second = Visitor(queue, 60), Visitor(queue, 500)
    assert first.reads.wait(WAIT)
    assert second.waits.wait(WAIT)
    assert not second.reads.is_set()
    first.done()
    assert second.reads.wait(WAIT)
    assert (first.given, second.given) == (60, 100)  # never more than all together
    second.done()


def test_who_waits_too_long_is_told_and_holds_nobody_up() -> None:
    queue = ReaderQueue(at_once=1, memory=100, patience=0.05)
    first = Visitor(queue, 10)
    assert first.reads.wait(WAIT)
    with pytest.raises(AciError, match="readers_busy") as caught, queue.turn(10):
        pass
    for lang in LANGUAGES:
        assert translator(lang).error(caught.value)
    first.done()
    with queue.turn(10):
        pass


def test_an_error_gives_the_place_back() -> None:
    queue = ReaderQueue(at_once=1, memory=100)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), queue.turn(10):
            raise ZeroDivisionError


def test_never_more_than_may_be() -> None:
    queue = ReaderQueue(at_once=3, memory=100)
    lock, running, most = threading.Lock(), [], []

    def read(memory: int) -> None:
        with queue.turn(memory) as granted:
            with lock:
                running.append(granted)
                most.append((len(running), sum(running)))
            with lock:
                running.remove(granted)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(read, [10, 40, 90, 5, 70, 33] * 30))
    assert len(most) == 180
    assert max(n for n, _ in most) <= 3
    assert max(memory for _, memory in most) <= 100


def test_the_host_sets_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    container = tmp_path / "memory.max"
    monkeypatch.setattr(reader_queue, "_CGROUP", container)
    for text, least, most in (("2147483648\n", 1 << 30, 1 << 30), ("max\n", 768 << 20, 4 << 30)):
        container.write_text(text)
        with reader_queue.from_environment().turn(1 << 40) as granted:
            assert least <= granted <= most
    monkeypatch.setenv("ACI_READERS_MB", "900")
    with reader_queue.from_environment().turn(1 << 40) as granted:
        assert granted == 900 << 20
    monkeypatch.setenv("ACI_READERS", "none")
    with pytest.raises(AciError, match="store_limit"):
        reader_queue.from_environment()
