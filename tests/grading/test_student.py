"""A box's student against the local one: the same values, in the same words, at the same cost.

`tests/checking/test_submissions.py` compares them on every right and wrong answer.
"""

import re

import h5py
import numpy as np
import pytest
import zarr

from outofcore.checking import (
    AnswerFailed,
    LocalStudent,
    Scratch,
    Source,
    Store,
    Task,
    run_task,
)
from outofcore.grading._session import Session
from outofcore.grading.box import BoxServer, Limits
from outofcore.grading.plain import PlainServer
from outofcore.grading.student import SandboxedStudent
from outofcore.units import MIB

SETUP = "import h5py\nimport numpy as np"


LIMITS = Limits(cell_seconds=5, call_seconds=5, total_seconds=120)


@pytest.fixture(scope="module", params=["plain", "box"])
def server(request):
    """Every test here holds with and without a sandbox."""
    kind = PlainServer if request.param == "plain" else BoxServer
    with kind(limits=LIMITS) as server:
        yield server


@pytest.fixture(scope="module")
def plain():
    with PlainServer(limits=LIMITS) as server:
        yield server


@pytest.fixture(scope="module")
def volume(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "volume.h5"
    with h5py.File(path, "w") as file:
        file["volume"] = np.arange(64, dtype="uint16").reshape(8, 8)
        data = np.arange(2**16, dtype="u2").reshape(256, 256)
        file.create_dataset("chunked", data=data, chunks=(16, 64))
    return path


class Boxed:
    """The functions of `cells` in a box of `server`, for one task."""

    def __init__(self, server, *cells, limits=LIMITS, seconds=5, files=None):
        cells = [SETUP, *cells]
        self.session = Session(server, limits, files or {}, cells, setup=1)
        self.student = SandboxedStudent(self.session, call_seconds=seconds)
        self.cells = [self.session.run_cell(i, f"c{i}") for i in range(len(cells))]

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.student.__exit__(*exc)
        self.session.__exit__(*exc)

    def value(self, *args):
        return self.student.call("f", *args).value

    def fails(self, *args):
        with pytest.raises(AnswerFailed) as error:
            self.student.call("f", *args)
        return str(error.value)


@pytest.fixture(scope="module")
def box():
    with BoxServer(limits=LIMITS) as server:
        yield server


# --------------------------------------------------------------------------------- values and words


def test_values_arrive_as_they_were_returned(server):
    cell = (
        "def f(x):\n    return {'a': [1, (2.5, None)], 3: np.arange(6, dtype='u2').reshape(2, 3)}"
    )
    with Boxed(server, cell) as boxed:
        value = boxed.value(1)
    assert value["a"] == [1, (2.5, None)]
    assert value[3].dtype == "u2"
    np.testing.assert_array_equal(value[3], np.arange(6).reshape(2, 3))


ODD = [
    ("np.float32(1.5)", np.float32, "np.float32(1.5)"),
    ("np.array([[1, 2], [3, 4]]).T", np.ndarray, "array([[1, 3],\n       [2, 4]])"),
    ("float('nan')", float, "nan"),
    ("[True, 1, 1.0]", list, "[True, 1, 1.0]"),
    ("list(range(100))", list, repr(list(range(100)))),
    ("__import__('collections').namedtuple('P', 'x y')(1, 2)", tuple, "(1, 2)"),
    ("np.array(3)", np.ndarray, "array(3)"),
    ("10**100", int, repr(10**100)),
]


@pytest.mark.parametrize(("expression", "kind", "text"), ODD, ids=[row[0] for row in ODD])
def test_types_are_kept(plain, expression, kind, text):
    with Boxed(plain, f"def f():\n    return {expression}") as boxed:
        value = boxed.value()
    assert type(value) is kind
    assert repr(value) == text


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("", "f is not defined; run the cell"),
        ("f = 3", "f should be a function, but it is of type int"),
        ("def f(x):\n    raise NotImplementedError()", "f is still empty"),
        ("def f(x):\n    x + 1", "f(1) returned None"),
        (
            "def f(x):\n    return [][x]",
            "f(1) stopped with IndexError: list index out of range (line 2: `return [][x]`)",
        ),
        ("def f(x):\n    raise SystemExit", "stopped with SystemExit"),
        ("def f(x):\n    return bytearray(2**62)", "stopped with MemoryError"),
        ("def f():\n    return 1", "f() takes 0 positional arguments but 1 was given"),
        ("def f(x):\n    while True: pass", "f(1) did not return within 0.3 s and was stopped; is"),
        ("def f(x):\n    return [f, f][:x] and np.array([f])", "holds an array of dtype object"),
        (  # deep
            "def f(x):\n    v = []\n    for i in range(10**5): v = [v]\n    return v",
            "f(1) returned a value that is nested more than 40 deep",
        ),
        ("def f(x):\n    v = []\n    v.append(v)\n    return v", "nested more than 40 deep"),
        ("def f(x):\n    return [None] * 10**6", "has more than 100,000 parts"),
        ("def f(x):\n    return 10**5000", "a whole number of more than 4,300 digits"),
        ("def f(x):\n    return 'x' * 10**8", "too large to be looked at"),
        ("def f(x):\n    return np.zeros(2**28, 'u1')", "too large to be looked at"),
    ],
)
def test_a_broken_answer_is_told_why(plain, cell, words):
    with Boxed(plain, cell, seconds=0.3 if "while True" in cell else 20) as boxed:
        assert words in boxed.fails(1)


SUBCLASS = "class Seven({base}):\n    def __eq__(self, other): return True\n    {extra}\n"


@pytest.mark.parametrize(
    ("base", "value"),
    [("int", "7"), ("float", "7.0"), ("str", "'7'"), ("list", "[7]"), ("object", "")],
)
def test_an_object_that_equals_everything_arrives_as_what_it_is(server, base, value):
    """Its class stays in the box; here it is a name and a text that equal nothing."""
    cell = SUBCLASS.format(base=base, extra="__hash__ = None")
    with Boxed(server, f"{cell}\ndef f():\n    return Seven({value})") as boxed:
        got = boxed.value()
    assert type(got).__name__ == "Seven"
    assert not isinstance(got, int | float | str | list)
    assert got != 7


def test_a_hostile_repr_and_class_name_do_no_harm(plain):
    cell = "class A:\n    def __repr__(self): 1 / 0\nA.__name__ = '<b>' * 99\ndef f(): return A()"
    with Boxed(plain, cell) as boxed:
        got = boxed.value()
    assert (type(got).__name__, repr(got)) == ("object", "<its repr raises ZeroDivisionError>")


def test_arguments_are_copies(server):
    given, array = [1, 2], np.arange(3)
    with Boxed(server, "def f(x, a):\n    x.append(3)\n    a[:] = 9\n    return x") as boxed:
        assert boxed.value(given, array) == [1, 2, 3]
    assert given == [1, 2]
    assert array.tolist() == [0, 1, 2]


def test_what_a_call_prints_is_kept_short(server):
    with Boxed(server, "def f():\n    print('x' * 10_000_000)\n    return 1") as boxed:
        run = boxed.student.call("f")
    assert len(run.output) < 2100
    assert "9.5 MiB more" in run.output
    assert boxed.student.outputs == [run.output]


# ---------------------------------------------------------------------------------- reads and names

READERS = {
    "one row": "with h5py.File(source) as file: return file['chunked'][100]",
    "columns": "with h5py.File(source) as file: return file['chunked'][:, ::70]",
    "contiguous": "with h5py.File(source) as file: return file['volume'][:, 3]",
    "left open": "return h5py.File(source)['chunked'][5]",
    "by hand": "source.seek(-8, 2); tail = source.read(99); source.seek(0); return source.read(4)",
    "all": "return len(source.readall())",
    "past the end": "source.seek(10**9); return source.read(10)",
    "before the start": "source.seek(-1); return source.read(10)",
    "not a file": "return source['chunked']",
    "threads": (
        "from concurrent.futures import ThreadPoolExecutor as Pool\n"
        "    with Pool(2) as pool: return list(pool.map(lambda _: source.tell(), range(4)))"
    ),
}


@pytest.mark.parametrize("body", READERS.values(), ids=READERS)
def test_reads_are_answered_and_counted_as_in_the_notebook(server, volume, body):
    cell = f"def f(source):\n    {body}"
    namespace = {"h5py": h5py}
    exec(cell, namespace)

    def outcome(student):
        try:
            run = student.call("f", Source(volume))
        except AnswerFailed as error:
            return re.sub(r" \(line.*", "", str(error))
        return np.asarray(run.value).tolist(), run.requests

    with LocalStudent(namespace) as student, Boxed(server, cell) as boxed:
        assert outcome(boxed.student) == outcome(student)
        assert boxed.session.outcome == "graded"


@pytest.fixture(scope="module")
def hierarchy(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "hierarchy"
    root, data = zarr.create_group(path), np.arange(60 * 50, dtype="u2").reshape(60, 50)
    root.create_array("plain", data=data, chunks=(16, 16))
    root.create_array("sharded", data=data, chunks=(8, 8), shards=(16, 32))
    return path


STORE_READERS = {
    "part of an array": "return zarr.open_array(store, path='plain', mode='r')[20:30, 5]",
    "a column of shards": "return zarr.open_group(store, mode='r')['sharded'][:, 3]",
    "threads of dask": (
        "return dask.array.from_zarr(store, component='plain')[:40].sum()"
        ".compute(scheduler='threads', num_workers=1)"
    ),
    "one object by hand": (
        "from zarr.core.buffer import default_buffer_prototype as proto\n"
        "    from zarr.core.sync import sync\n"
        "    return list(sync(store.get('plain/c/0/1', proto())).to_bytes()[:9])"
    ),
    "several objects at once": (
        "store._file.seek(0)\n    return len(store._file.read(store._index['plain/c/0/1'][0] + 3))"
    ),
    "what is not there": "return zarr.open_array(store, path='elsewhere', mode='r')[0]",
    "written to": "zarr.open_array(store, path='plain', mode='r+')[0, 0] = 1",
    "taken for a file": "return h5py.File(store)['plain'][0]",
}


@pytest.mark.parametrize("body", STORE_READERS.values(), ids=STORE_READERS)
def test_what_is_fetched_from_a_store_is_counted_as_in_the_notebook(server, hierarchy, body):
    cell = f"import dask.array\nimport zarr\ndef f(store):\n    {body}"
    namespace = {"h5py": h5py}
    exec(cell, namespace)

    def outcome(student):
        try:
            run = student.call("f", Store(hierarchy))
        except AnswerFailed as error:
            return re.sub(r" \(line.*", "", str(error))
        cost = run.cost(hierarchy, "plain")
        return np.asarray(run.value).tolist(), sorted(run.requests[hierarchy]), cost.chunks

    with LocalStudent(namespace) as student, Boxed(server, cell) as boxed:
        assert outcome(boxed.student) == outcome(student)
        assert boxed.session.outcome == "graded"


def test_chunks_of_a_store_are_told_array_by_array(server, hierarchy):
    cell = (
        "import zarr\ndef f(store):\n    group = zarr.open_group(store, mode='r')\n"
        "    return group['plain'][0:16, 10:20], group['sharded'][0, 0]"
    )
    with Boxed(server, cell) as boxed:
        run = boxed.student.call("f", Store(hierarchy))
    assert run.cost(hierarchy, "plain").chunks == ((0, 0), (0, 1))
    sharded = run.cost(hierarchy, "sharded")
    assert sharded.chunks == ((0, 0),)
    assert sharded.requests == 1


def test_a_store_is_no_way_to_the_folder(server, hierarchy):
    """Nothing in the box names the folder, and an index that was changed reads nothing else."""
    cell = (
        "def f(store):\n    store._index['plain/c/0/0'] = (10**12, 5)\n"
        "    store._file.seek(10**12)\n    return repr(store), store._file.read(10)"
    )
    with Boxed(server, cell) as boxed:
        words, data = boxed.value(Store(hierarchy))
    assert str(hierarchy) not in words
    assert data == b""


def test_a_meter_that_lies_changes_nothing(server, volume):
    """The box's own meter is patched; what counts was written down outside."""
    cell = (
        "import outofcore.measure.reads as reads\n"
        "def f(source):\n    source.log = []\n    type(source).log = property(lambda s: [])\n"
        "    reads.cost_of = lambda *a, **k: 0\n"
        "    with h5py.File(source) as file: return file['chunked'][0]"
    )
    with Boxed(server, cell) as boxed:
        cost = boxed.student.call("f", Source(volume)).cost(volume, "chunked")
    assert cost.chunks == ((0, 0), (0, 1), (0, 2), (0, 3))


NAMES = {
    "at once": ("def f():\n    return grid.count()", True),
    "in a helper": ("def g():\n    return grid\ndef f():\n    return g()", True),
    "under another name": ("def g():\n    return grid\nf = g", True),
    "a lambda": ("f = lambda: grid", True),
    "in a magic cell": ("%%capture\ndef f():\n    return grid", True),
    "mended later": ("def f():\n    return grid\ndef f():\n    return 1", False),
    "elsewhere": ("def g():\n    return grid\ndef f():\n    return 1", False),
    "made at run time": ("exec('def f():\\n    return grid')", True),
    "hidden from the driver": (
        "import sys\n"
        "sys.modules['outofcore.checking.student']._names = lambda *a: set()\n"
        "def f():\n    return grid",
        True,
    ),
    "code replaced": ("def f():\n    return grid\nf.__code__ = (lambda: 1).__code__", True),
}


@pytest.mark.parametrize(("cell", "refused"), NAMES.values(), ids=NAMES)
def test_names_are_told_from_the_text_and_from_the_function(plain, cell, refused):
    with Boxed(plain, cell) as boxed:
        if refused:
            with pytest.raises(AnswerFailed, match="f uses `grid`; this task asks you to do that"):
                boxed.student.refuse_names("f", "grid")
        else:
            boxed.student.refuse_names("f", "grid")


def test_names_in_a_file_beside_the_notebook_count(plain):
    files = {"helper.py": b"def g():\n    return grid.count()\n"}
    boxed = Boxed(plain, "from helper import g as f", files=files)
    with boxed, pytest.raises(AnswerFailed, match="uses `grid`"):
        boxed.student.refuse_names("f", "grid")


# ------------------------------------------------------------------------------------------- memory


def test_memory_is_what_the_call_holds_at_its_worst(server):
    cell = "def f(n):\n    a = np.ones(n, 'u1')\n    del a\n    return 1"
    with Boxed(server, cell) as boxed:
        little = boxed.student.call("f", 1000).peak_bytes
        much = boxed.student.call("f", 50 * MIB).peak_bytes
    assert little < 6 * MIB
    assert 49 * MIB < much < 56 * MIB  # the kernel counts in batches of pages


HIDING = {
    "ballast": "ballast = np.ones(64 * 2**20, 'u1')\ndef f():\n    return int(ballast[0])",
    "ballast freed and used again": (
        "ballast = [np.ones(64 * 2**20, 'u1')]\n"
        "def f():\n    ballast.clear()\n    return int(np.ones(64 * 2**20, 'u1')[0])"
    ),
    "a file": "def f():\n    open('a', 'wb').write(bytes(64 * 2**20)) and None\n    return 1",
    "a child process": (
        "import subprocess, sys\ndef f():\n"
        "    code = 'a = bytearray(64 * 2**20); a[::4096] = a[::4096]\\n'\n"
        "    code += 'print(1, flush=True); input()'\n"
        "    pipe = subprocess.PIPE\n"
        "    p = subprocess.Popen([sys.executable, '-c', code], stdin=pipe, stdout=pipe)\n"
        "    p.stdout.readline()\n    f.kept = p\n    return 1"
    ),
    "a patched meter": (
        "import outofcore.measure.memory as memory\nmemory._status = lambda field: 0\n"
        "def f():\n    return int(np.ones(64 * 2**20, 'u1')[0])"
    ),
}


@pytest.mark.parametrize("cell", HIDING.values(), ids=HIDING)
def test_memory_cannot_be_hidden(server, cell):
    with Boxed(server, cell) as boxed:
        assert boxed.student.call("f").peak_bytes > 44 * MIB


# --------------------------------------------------------------------------------- ends and attacks

DEATHS = {
    "exit": ("import os\ndef f(x):\n    os._exit(3)", "exit code 3", "kernel-died"),
    "segfault": (
        "import ctypes\ndef f(x):\n    ctypes.string_at(0)",
        "killed by SIGSEGV",
        "kernel-died",
    ),
    "suicide": (
        "import os, signal\ndef f(x):\n    os.kill(os.getpid(), 9)",
        "killed by SIGKILL",
        "kernel-died",
    ),
    "the channel closed": (
        "import os\ndef f(x):\n    os.closerange(3, 256)\n    return 1",
        "",
        "kernel-died",
    ),
    "hang that swallows the alarm": (
        "def f(x):\n    while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass",
        "did not return within 1.5 s",
        "timed-out",
    ),
}


@pytest.mark.parametrize(("cell", "words", "outcome"), DEATHS.values(), ids=DEATHS)
def test_a_death_costs_only_the_call_it_happens_in(server, cell, words, outcome):
    again = "def g(x):\n    return 2 * x"
    seconds = 1.5 if "did not return" in words else 20  # long enough for a busy machine
    with Boxed(server, again, cell, seconds=seconds) as boxed:
        assert words in boxed.fails(1)
        assert boxed.student.call("g", 21).value == 42
        assert boxed.session.outcome == outcome


def test_after_two_hangs_a_task_is_not_tried_any_more(plain):
    with Boxed(plain, "def f(x):\n    while True: pass\ndef g(x): return x", seconds=0.2) as boxed:
        first, second, third = (boxed.fails(1) for _ in range(3))
        assert first == second == third
        assert "did not return" in boxed.fails(2)
        assert len(boxed.session.problems) == 2


CHANNEL = (  # finds the channel's descriptor, as any code in the process can
    "import os, socket, struct, stat, json\n"
    "def channel():\n    for fd in range(3, 64):\n        try:\n"
    "            if stat.S_ISSOCK(os.fstat(fd).st_mode):\n"
    "                s = socket.socket(fileno=os.dup(fd))\n"
    "                if s.type == socket.SOCK_STREAM: return s\n"
    "        except OSError: pass\n"
    "def frame(**document):\n    text = json.dumps({'blobs': [], **document}).encode()\n"
    "    return struct.pack('!4sIQ', b'OOC1', len(text), 0) + text\n"
)
FORGED = {
    "garbage": "channel().sendall(b'garbage' * 99)",
    "a wrong id": "channel().sendall(frame(id='0', op='call', state='value'))",
    "an early value": "channel().sendall(frame(id='0', op='value', value=['i', '42']))",
    "a huge frame": "channel().sendall(struct.pack('!4sIQ', b'OOC1', 9, 2**62))",
    "pickle": "channel().sendall(b'\\x80\\x04K*.' * 99)",
    "a read of no file": "d._driver.channel.send({'id': d._driver._id, 'op': 'read', 'file': 9,"
    " 'offset': 0, 'nbytes': 1})",
    "a read of 2**61 bytes before the start": "d._driver.channel.send({'id': d._driver._id,"
    " 'op': 'read', 'file': 0, 'offset': -5, 'nbytes': 2**61})",
}


@pytest.mark.parametrize("attack", FORGED.values(), ids=FORGED)
def test_forged_frames_end_the_box_and_gain_nothing(server, volume, attack):
    cell = f"{CHANNEL}def f(source):\n    d = source._file\n    {attack}\n    return 42"
    with Boxed(server, "def g(): return 7", cell) as boxed:
        assert "broke the channel" in boxed.fails(Source(volume))
        assert boxed.student.call("g").value == 7
        assert boxed.session.outcome == "tampered"


def test_a_repeated_reply_is_tampering(server):
    cell = (
        "import outofcore.grading._wire as wire\nsend = wire.Channel.send\n"
        "def twice(self, document, blobs=(), **k):\n"
        "    send(self, document, blobs, **k)\n    send(self, document, blobs, **k)\n"
        "def f():\n    wire.Channel.send = twice\n    return 1"
    )
    with Boxed(server, cell) as boxed:
        assert "broke the channel" in boxed.fails()
        assert boxed.session.outcome == "tampered"


@pytest.mark.parametrize(
    "node",
    [
        ["o", "int", "7"],
        ["i", "seven"],
        ["i", 7],
        {"i": 7},
        ["n", 0],
        ["l", [["l"]]],
        ["d", [[["l", []], 1]]],
        ["slice", [1]],
        ["L", "x", 0],
    ],
    ids=str,
)
def test_a_driver_taken_over_sends_no_value_that_is_none(plain, node):
    cell = (
        "import outofcore.grading._values as values\n"
        f"def f():\n    values.encode = lambda value: ({node!r}, [])\n    return 1"
    )
    with Boxed(plain, cell) as boxed:
        if node == ["o", "int", "7"]:
            assert not isinstance(boxed.value(), int)
        else:
            assert "broke the channel" in boxed.fails()
            assert boxed.session.outcome == "tampered"


def test_nothing_of_the_checks_is_in_the_box(server):
    """A search of all objects and frames for what only the hidden cases say."""
    cell = (
        "import gc\n"
        "def f(x):\n"
        "    mark = ''.join(reversed('esac neddih eht fo'))\n"
        "    def parts(o):\n"
        "        return o.values() if isinstance(o, dict) else o\n"
        "    held = [o for o in gc.get_objects() if isinstance(o, (dict, list, tuple))]\n"
        "    return sum(isinstance(v, str) and mark in v for o in held for v in parts(o))"
    )

    def judge(student, expect, *, secret, x):
        expect("it", student.call("f", x).value == 0, "found")

    task = Task("t", {"it": 1}, ({"secret": "words of the hidden case", "x": 1},), judge)
    with Boxed(server, cell) as boxed:
        assert run_task(task, boxed.student).earned == 1


def test_a_file_beside_the_notebook_shadows_nothing(server):
    files = {"numpy.py": b"raise SystemExit", "json.py": b"raise SystemExit", "own.py": b"x = 3"}
    with Boxed(server, "import own, json, numpy\ndef f(): return own.x", files=files) as boxed:
        assert boxed.value() == 3


def test_a_child_by_fork_does_not_answer(server):
    cell = "import os\npid = os.fork()\ndef f():\n    return pid > 0"
    with Boxed(server, cell) as boxed:
        assert boxed.value() is True
        assert boxed.session.outcome == "graded"


def test_memory_that_cannot_be_read_any_more_is_tampering(server, monkeypatch):
    """A process can take its /proc files from a grader that is not root."""
    from outofcore.grading import _meter

    with Boxed(server, "def f(): return 1") as boxed:
        monkeypatch.setattr(_meter.Meter, "_set_back", lambda self: False)
        assert "memory cannot be read" in boxed.fails()
        assert boxed.session.outcome == "tampered"
        monkeypatch.undo()
        assert boxed.value() == 1


def test_a_cell_that_dies_only_the_second_time_takes_no_other_with_it(server):
    """The second box, too, ends in a replay; the third leaves that cell out."""
    cells = (
        "import os\nimport sys",
        "open('/dev/null')\nif 'again' in os.environ: os._exit(4)",
        "def f():\n    return 5",
        "def g():\n    os._exit(3)",
    )
    with Boxed(server, *cells) as boxed:
        with pytest.raises(AnswerFailed, match="exit code 3"):
            boxed.student.call("g")
        boxed.session._sources[1] = "import os\nos.environ['again'] = ''"
        assert boxed.value() == 5
        assert [p.rpartition("(")[2] for p in boxed.session.problems] == [
            "exit code 3)",
            "exit code 4)",
        ]


# ------------------------------------------------------------------------------ files to be changed

CHANGE = """
import os

def f(path, other, what):
    with open(path, 'ab') as file:
        file.write(what)
    if what == b'leave':
        return None
    os.remove(other)
    if what == b'none':
        os.mkdir(other)
    return os.path.basename(path)
"""


@pytest.fixture
def two_files(tmp_path):
    paths = [tmp_path / "one.bin", tmp_path / "two.bin"]
    for path in paths:
        path.write_bytes(path.name.encode())
    return paths


def test_a_copy_of_a_file_is_changed_and_comes_back(server, two_files):
    one, two = two_files
    with Boxed(server, CHANGE) as boxed:
        run = boxed.student.call("f", Scratch(one), Scratch(two), b" more")
        assert run.value == "one.bin"
        assert run.files[one].read_bytes() == b"one.bin more"
        assert run.files[two] is None
        run = boxed.student.call("f", Scratch(one), Scratch(two), b"leave")  # returns nothing
        assert run.value is None
        assert run.files[one].read_bytes() == b"one.binleave"
        assert run.files[two].read_bytes() == b"two.bin"
        run = boxed.student.call("f", Scratch(one), Scratch(two), b"none")
        assert run.files[two] is None  # a folder in its place
    assert [path.read_bytes() for path in two_files] == [b"one.bin", b"two.bin"]
    assert boxed.session.outcome == "graded", boxed.session.problems


def test_after_a_call_that_failed_the_next_one_has_its_own_files(server, two_files):
    cell = "def f(path, bad):\n    return open('no such file' if bad else path).read()"
    with Boxed(server, cell, "def g(x):\n    return x") as boxed:
        with pytest.raises(AnswerFailed, match="FileNotFoundError"):
            boxed.student.call("f", Scratch(two_files[0]), True)
        assert boxed.student.call("g", 3).value == 3
        run = boxed.student.call("f", Scratch(two_files[1]), False)
        assert run.value == "two.bin"
        assert list(run.files) == [two_files[1]]
    assert boxed.session.outcome == "graded", boxed.session.problems


def test_a_file_that_grew_too_large_is_told(box, two_files):
    cell = "def f(path):\n    open(path, 'wb').truncate(2**31)"
    with Boxed(box, cell) as boxed, pytest.raises(AnswerFailed, match=r"too large|OSError"):
        boxed.student.call("f", Scratch(two_files[0]))


def test_both_students_say_the_same_of_a_file_to_be_changed(server, two_files):
    with LocalStudent(_namespace(CHANGE)) as student, Boxed(server, CHANGE) as boxed:
        for what in (b" more", b"leave", b"none"):
            args = [*map(Scratch, two_files), what]
            one, other = student.call("f", *args), boxed.student.call("f", *args)
            assert one.value == other.value
            for path in two_files:
                kept = [run.files[path] and run.files[path].read_bytes() for run in (one, other)]
                assert kept[0] == kept[1]


def _namespace(cell):
    namespace = {}
    exec(cell, namespace)
    return namespace


@pytest.mark.parametrize("mode", ["r+", "a", "w", "x"])
def test_a_source_opened_to_be_changed_is_refused_in_the_same_words(server, volume, mode):
    lines = ["import h5py", "def f(source):", f"    with h5py.File(source, {mode!r}) as file:"]
    cell = "\n".join([*lines, "        return len(file)"])
    told = []
    before = volume.read_bytes()
    with LocalStudent(_namespace(cell)) as student, pytest.raises(AnswerFailed) as error:
        student.call("f", Source(volume))
    told.append(str(error.value))
    with Boxed(server, cell) as boxed:
        told.append(boxed.fails(Source(volume)))
        assert boxed.session.outcome == "graded", boxed.session.problems
    assert told[0] == told[1]
    assert "open it with mode 'r'" in told[0]
    assert volume.read_bytes() == before


def test_the_name_of_a_source_does_not_tell_where_it_lies(server, volume):
    cell = "def f(source):\n    return source.name"
    with LocalStudent(_namespace(cell)) as student, Boxed(server, cell) as boxed:
        assert student.call("f", Source(volume)).value == "source 0"
        assert boxed.value(Source(volume)) == "source 0"
