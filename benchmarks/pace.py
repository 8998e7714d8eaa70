"""Check that requests to arXiv are at least three seconds apart, measured at the server.

    python benchmarks/pace.py [JOBS]              (default: 12 scenarios at once)

Each of five kinds of source (a search, ids, a harvest, a feed, an address) is read from a server on
this machine under each condition: quick and slow answers, errors that are tried again, redirects,
several processes, a process that is killed during a request. It takes some minutes, nearly all of
them waiting. The exit code is 1 if any time between two requests is under three seconds.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import arxiv_help as arxiv
from server_help import Behaviour, Handler, Server, reply, serving

COMMAND = str(Path(sys.executable).with_name("papertriage"))
Wrap = Callable[[Behaviour], Behaviour]


def slow(seconds: float) -> Wrap:
    """Delay an answer."""

    def wrap(answer: Behaviour) -> Behaviour:
        def late(handler: Handler) -> None:
            time.sleep(seconds)
            answer(handler)

        return late

    return wrap


def after(first: Behaviour) -> Wrap:
    """Answer the first request at each path in another way."""

    def wrap(answer: Behaviour) -> Behaviour:
        asked: set[str] = set()
        lock = threading.Lock()

        def one(handler: Handler) -> None:
            with lock:
                is_first = handler.path not in asked
                asked.add(handler.path)
            (first if is_first else answer)(handler)

        return one

    return wrap


def hang_up(handler: Handler) -> None:
    """Close the connection without an answer."""
    handler.connection.close()


def moved(handler: Handler) -> None:
    """Send the client to the same address again."""
    reply(302, headers={"Location": handler.path})(handler)


CONDITIONS: dict[str, tuple[Wrap, int]] = {
    # The change to each answer, and the number of processes.
    "quick": (lambda answer: answer, 1),
    "slow by .3 s": (slow(0.3), 1),
    "slow by 2 s": (slow(2.0), 1),
    "slow by 4 s": (slow(4.0), 1),
    "503, Retry-After 1": (after(reply(503, headers={"Retry-After": "1"})), 1),
    "429, Retry-After 4": (after(reply(429, headers={"Retry-After": "4"})), 1),
    "500 first": (after(reply(500)), 1),
    "hangs up first": (after(hang_up), 1),
    "redirect": (after(moved), 1),
    "two processes": (lambda answer: answer, 2),
    "three processes, slow": (slow(0.5), 3),
    "killed while asking": (slow(1.0), -2),
    "killed while waiting": (lambda answer: answer, -3),
}


def search(server: Server, wrap: Wrap) -> str:
    pages = [arxiv.page(at, at + 200, 600) for at in (0, 200, 400)]

    def answer(handler: Handler) -> None:
        pages[int(handler.papers.seen[-1].query.get("start", 0)) // 200](handler)

    server.answers[arxiv.API] = wrap(answer)
    return arxiv.SEARCH


def ids(server: Server, wrap: Wrap) -> str:
    server.answers[arxiv.API] = wrap(arxiv.by_id())
    return "arxiv:" + ",".join(arxiv.number(at) for at in range(150))


def harvest(server: Server, wrap: Wrap) -> str:
    first, second = arxiv.records(1, 2, then="more", size=4), arxiv.records(3, 4, size=4)

    def answer(handler: Handler) -> None:
        more = "resumptionToken" in handler.papers.seen[-1].query
        (second if more else first)(handler)

    server.answers[arxiv.OAI] = wrap(answer)
    return arxiv.HARVEST


def feed(server: Server, wrap: Wrap) -> str:
    server.answers[arxiv.FEED] = wrap(reply(200, arxiv.rss(3)))
    return "arxiv:cs.CV"


def address(server: Server, wrap: Wrap) -> str:
    server.answers["/papers.jsonl"] = wrap(reply(200, arxiv.paper(1)))
    return f"{server.url}/papers.jsonl"


SOURCES = {"search": search, "ids": ids, "harvest": harvest, "feed": feed, "address": address}


def run(scenario: tuple[str, str]) -> tuple[str, str, int, float | None]:
    """Run one scenario; return it with the number of requests and the minimum time between two."""
    kind, condition = scenario
    wrap, processes = CONDITIONS[condition]
    with serving() as server, tempfile.TemporaryDirectory() as folder:
        source = SOURCES[kind](server, wrap)

        def start() -> "subprocess.Popen[bytes]":
            home = {f"XDG_{name}_HOME": folder for name in ("STATE", "DATA", "CACHE", "CONFIG")}
            env = {**os.environ, **home, "PAPERTRIAGE_ARXIV": server.url}
            env.pop("PAPERTRIAGE_PACE", None)
            command = [COMMAND, "--no-config", "ingest", source, "-o", os.devnull]
            return subprocess.Popen(
                command,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

        if processes > 0:
            for each in [start() for _ in range(processes)]:
                each.wait()
            if processes == 1:  # a second command, as cron may start it at once
                start().wait()
        else:
            begun = start()
            while not server.seen:
                time.sleep(0.01)
            time.sleep(0.2 if processes == -2 else 0.8)
            begun.kill()
            begun.wait()
            start().wait()
        return kind, condition, len(server.seen), min(server.gaps, default=None)


def main() -> None:
    jobs = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    scenarios = [(kind, condition) for kind in SOURCES for condition in CONDITIONS]
    with ThreadPoolExecutor(jobs) as pool:
        found = list(pool.map(run, scenarios))
    for kind, condition, count, least in found:
        print(f"{kind:8}  {condition:22}  {count:2} requests  {least or 0:.3f} s")
    gaps = [least for *_, least in found if least is not None]
    print(
        f"{len(gaps)} of {len(found)} scenarios had two requests; the least time: {min(gaps):.3f} s"
    )
    sys.exit(min(gaps) < 3.0 or len(gaps) < len(found))


if __name__ == "__main__":
    main()
