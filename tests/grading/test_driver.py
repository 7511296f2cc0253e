"""The driver on its own, asked over a socket by a grader that holds nothing back."""

import signal
import time
from pathlib import Path

import pytest

from outofcore.grading import _names, _shell, _values, _values_in
from outofcore.grading._wire import Channel, Closed
from outofcore.grading.box import Limits
from outofcore.grading.plain import PlainServer


@pytest.fixture(scope="module")
def server():
    with PlainServer(limits=Limits()) as server:
        yield server


@pytest.fixture
def ask(server):
    """A function that sends one request to a fresh driver and returns the reply and its blobs."""
    with server.spawn({}) as box:
        channel = Channel(box.socket, max_bytes=2**24)

        def request(op, blobs=(), **fields):
            deadline = time.monotonic() + 60
            channel.send({"id": "7", "op": op, **fields}, blobs, deadline=deadline)
            reply, data = channel.receive(deadline=deadline)
            assert reply.pop("id") == "7"
            assert not channel.readable()
            return reply, data

        request.box, request.channel = box, channel
        yield request


def run(ask, source, *, seconds=20, max_bytes=10_000):
    sizes = {"max_bytes": max_bytes, "stop_bytes": 10 * max_bytes}
    reply, _ = ask("cell", source=source, seconds=seconds, **sizes)
    return reply


def call(ask, name, *args, seconds=20):
    node, blobs = _values.encode(list(args))
    reply, _ = ask("call", blobs, name=name, args=node, files=[], seconds=seconds)
    return reply


def test_a_cell_is_run_and_shown(ask):
    reply = run(ask, "print('a'); print('b')\n6 * 7")
    assert reply["state"] == "ok"
    assert reply["outputs"] == [
        {"output_type": "stream", "name": "stdout", "text": "a\nb\n"},
        {
            "output_type": "execute_result",
            "data": {"text/plain": "42"},
            "metadata": {},
            "execution_count": None,
        },
    ]


@pytest.mark.parametrize(
    ("source", "state"),
    [
        ("x = 1", "ok"),
        ("1 / 0", "error"),
        ("def", "error"),
        ("while True: pass", "timeout"),
        ("bytearray(2**62)", "memory"),
        ("while True: print('x' * 999)", "flood"),
        ("raise SystemExit", "error"),
        ("raise KeyboardInterrupt", "error"),
    ],
)
def test_how_a_cell_ended(ask, source, state):
    seconds = 0.5 if state == "timeout" else 20
    assert run(ask, source, seconds=seconds)["state"] == state
    assert run(ask, "1", seconds=20)["outputs"][0]["data"]["text/plain"] == "1"


def test_what_is_shown_is_capped_and_the_cell_goes_on(ask):
    reply = run(ask, "for i in range(30): print('x' * 1000)\ndone = True", max_bytes=10_000)
    assert reply["state"] == "ok"
    assert reply["cut"] is True
    assert sum(len(o["text"]) for o in reply["outputs"]) == 10_000
    assert run(ask, "done")["outputs"][0]["data"]["text/plain"] == "True"


def test_a_display_can_be_renewed_and_cleared(ask):
    source = (
        "from IPython.display import display, clear_output\n"
        "print('gone'); clear_output()\nh = display(1, display_id=True)\nh.update(2)"
    )
    (shown,) = run(ask, source)["outputs"]
    assert shown["data"] == {"text/plain": "2"}


def test_a_call_and_its_value(ask):
    run(ask, "def f(x, y):\n    print('hm')\n    return {'sum': x + y}")
    reply = call(ask, "f", 1, 2)
    assert (reply["state"], reply["output"]) == ("value", "hm")
    reply, blobs = ask("value", seconds=5, max_bytes=10_000)
    assert _values_in.decode(reply["value"], blobs) == {"sum": 3}
    assert ask("value", seconds=5, max_bytes=10_000)[0]["value"] is None  # it is handed out once


def wait_for_a_pending(number, pid):
    """Wait until a signal is held back by the process."""
    while True:
        fields = dict(
            line.split(":\t") for line in Path(f"/proc/{pid}/status").read_text().splitlines()
        )
        if (int(fields["SigPnd"], 16) | int(fields["ShdPnd"], 16)) >> (number - 1) & 1:
            return


def test_the_alarm_does_not_ring_within_a_frame(ask):
    """A read that takes longer than the call may: the frame is finished, then the call ends."""
    run(ask, "def f(source):\n    return source.read(3)")
    fields = {
        "name": "f",
        "args": ["l", [["r", 0]]],
        "files": [{"size": 3, "index": None}],
        "seconds": 0.2,
    }
    ask.channel.send({"id": "7", "op": "call", **fields})
    read, _ = ask.channel.receive(deadline=time.monotonic() + 60)
    assert (read["op"], read["file"], read["offset"], read["nbytes"]) == ("read", 0, 0, 3)
    wait_for_a_pending(signal.SIGALRM, ask.box.pid)
    ask.channel.send({"id": "7"}, [b"abc"])
    reply, _ = ask.channel.receive(deadline=time.monotonic() + 60)
    assert reply["state"] == "timeout"
    assert run(ask, "1")["state"] == "ok"


def test_names_are_told_before_anything_runs(ask):
    sources = ["def f(): return g()", "1 +", "%%time\ndef h(): return f", "x = (" * 999]
    reply, _ = ask("names", sources=sources)
    assert reply["cells"] == [[["f", ["g"], True]], [], [["h", ["f"], True]], []]


def test_reachable_follows_calls_and_the_last_definition():
    cells = [
        _names.definitions(s) for s in ("def f(): return g", "def g(): h", "def f(): return k")
    ]
    assert _names.reachable("f", cells[:2]) == {"g", "h"}
    assert _names.reachable("f", cells) == {"k"}
    assert _names.reachable("f", [*cells, _names.definitions("if 0:\n  def f(): g")]) == {
        "k",
        "g",
        "h",
    }
    assert _names.reachable("nothing", cells) == set()


def test_the_driver_ends_with_its_channel(ask):
    ask.channel.close()
    while ask.box.alive():
        pass
    assert ask.box.ended() == "exit code 0"


@pytest.mark.parametrize("document", [{"op": "nothing", "id": "1"}, {"op": "cell"}, {}])
def test_a_request_that_is_none_ends_the_driver(ask, document):
    ask.channel.send(document)
    with pytest.raises(Closed):
        ask.channel.receive(deadline=time.monotonic() + 60)


def test_outputs_stop_a_cell_that_shows_without_end():
    outputs = _shell.Outputs(100, 1000)
    for _ in range(20):
        outputs.stream("stdout", "x" * 50)
    with pytest.raises(_shell.TooMuchOutput):
        outputs.stream("stdout", "x")
    outputs.stream("stderr", "still harmless")
    assert outputs.as_list() == [{"output_type": "stream", "name": "stdout", "text": "x" * 100}]


def test_a_plain_server_leaves_nothing_behind():
    with PlainServer(limits=Limits()) as server:
        box = server.spawn({"a/b.txt": b"1"})
        folder = box._folder
        assert (folder / "a" / "b.txt").read_bytes() == b"1"
        assert box.usage().processes == 1
        box.kill()
        assert box.ended() == "killed by the grader"
        box.close()
        assert not folder.exists()
    assert server._process.returncode == 0
