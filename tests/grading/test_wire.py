"""Frames and values: what goes in comes out, and nothing else comes out, whatever goes in."""

import contextlib
import io
import json
import math
import pickle
import socket
import threading
import time
from collections import Counter, OrderedDict, defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from outofcore.grading import _values, _values_in, _wire
from outofcore.grading._values import Unfit
from outofcore.grading._values_in import Opaque, WireError
from outofcore.grading._wire import Channel, Closed

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(),
    st.binary(),
    st.builds(Path, st.text("abc/", min_size=1)),
    st.just(...),
)
HASHABLE = st.one_of(st.booleans(), st.integers(), st.text(), st.tuples(st.integers(), st.text()))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner),
        st.lists(inner).map(tuple),
        st.lists(st.integers(-(2**63), 2**63 - 1), min_size=9),
        st.lists(st.floats(), min_size=9).map(tuple),
        st.dictionaries(HASHABLE, inner),
        st.sets(HASHABLE),
        st.frozensets(HASHABLE),
        st.slices(20),
        st.builds(range, st.integers(-9, 9), st.integers(-9, 9), st.integers(1, 9)),
    ),
    max_leaves=20,
)
DTYPES = st.one_of(
    hnp.scalar_dtypes().filter(lambda d: d.itemsize),
    hnp.array_dtypes(hnp.integer_dtypes() | hnp.floating_dtypes(), max_size=3),
)
ARRAYS = DTYPES.flatmap(lambda d: hnp.arrays(d, hnp.array_shapes(min_dims=0, min_side=0)))


@contextlib.contextmanager
def channels(max_bytes=2**26):
    left, right = socket.socketpair()
    with left, right:
        yield Channel(left, max_bytes=max_bytes), Channel(right, max_bytes=max_bytes)


def carried(value):
    """Return `value` after its way through a channel."""
    node, blobs = _values.encode(value)
    with channels() as (here, there):
        sender = threading.Thread(target=here.send, args=({"value": node}, blobs))
        sender.start()
        document, blobs = there.receive(deadline=time.monotonic() + 60)
        sender.join()
    return _values_in.decode(document["value"], blobs)


def look(value):
    """Return what tells two values apart, their types and NaN included."""
    if isinstance(value, dict):
        return "dict", [(look(k), look(v)) for k, v in value.items()]
    if isinstance(value, list | tuple):
        return type(value), [look(v) for v in value]
    if isinstance(value, set | frozenset):
        return type(value), sorted(map(repr, value))
    return type(value), repr(value)


@given(VALUES)
def test_values_survive(value):
    assert look(carried(value)) == look(value)


@given(ARRAYS)
@settings(deadline=None)
def test_arrays_survive(array):
    for form in (array, array.T, array[::2] if array.ndim else array):
        got = carried(form)
        assert (type(got), got.dtype, got.shape) == (np.ndarray, form.dtype, form.shape)
        assert got.tobytes() == form.tobytes()


@given(hnp.from_dtype(np.dtype("f4")) | hnp.from_dtype(np.dtype(">i2")) | st.just(np.bool_(1)))
def test_numpy_scalars_survive(value):
    got = carried(value)
    assert type(got) is type(value)
    assert got.tobytes() == value.tobytes()


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (OrderedDict(a=1), {"a": 1}),
        (Counter("aab"), {"a": 2, "b": 1}),
        (defaultdict(list, a=[1]), {"a": [1]}),
        (np.arange(3).view(np.memmap), np.arange(3)),
    ],
    ids=["OrderedDict", "Counter", "defaultdict", "memmap"],
)
def test_well_known_subclasses_arrive_plain(value, plain):
    got = carried(value)
    assert type(got) is type(plain)
    assert str(got) == str(plain)


class Sub(int):
    pass


@pytest.mark.parametrize(
    "value",
    [Sub(3), bytearray(2), object(), int, len, Sub],
    ids=["int subclass", "bytearray", "object", "type", "builtin", "class"],
)
def test_everything_else_arrives_as_a_name_and_a_text(value):
    got = carried(value)
    assert isinstance(got, Opaque)
    assert repr(got) == repr(value)[:200]


def nested(depth):
    value = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (nested(41), "more than 40 deep"),
        ([None] * 100_001, "more than 100,000 parts"),
        (dict.fromkeys(range(20_001)), "more than 20,000 keys"),
        (list(range(4_000_001)), "more than 4,000,000 elements"),
        (10**4300, "more than 4,300 digits"),
        (np.array([object()]), "dtype object"),
        (np.zeros(2, [("a", "O")]), "an array of dtype"),
        (np.zeros(2, []), "an array of dtype"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_carried_is_named(value, words):
    with pytest.raises(Unfit, match=words):
        _values.encode(value)


@pytest.mark.parametrize(
    "value", [nested(40), 10**4299, [1] * 4_000_000], ids=["deep", "int", "list"]
)
def test_the_largest_is_carried(value):
    assert carried(value) == value


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
TAGGED = st.recursive(
    st.none() | st.text() | st.integers(),
    lambda inner: st.builds(
        lambda tag, rest: [tag, *rest],
        st.sampled_from(sorted(_values_in._READERS)),
        st.lists(inner),
    ),
)


@given(JSON | TAGGED, st.lists(st.binary(max_size=50), max_size=2))
def test_nodes_that_are_none_are_refused_and_do_nothing_else(node, blobs):
    with contextlib.suppress(WireError):
        _values_in.decode(node, blobs)


@given(st.binary(max_size=200) | st.binary(max_size=50).map(lambda b: b"OOC1\0\0\0" + b))
def test_garbage_is_no_frame(data):
    with channels(max_bytes=1000) as (here, there):
        here._socket.sendall(data)
        here._socket.shutdown(socket.SHUT_WR)
        with contextlib.suppress(WireError):
            there.receive(deadline=time.monotonic() + 60)


def frame(text, size=0, tail=b"", length=None):
    head = _wire.HEADER.pack(b"OOC1", len(text) if length is None else length, size)
    return head + text + tail


@pytest.mark.parametrize(
    "data",
    [
        frame(b"[]"),
        frame(b"{}"),
        frame(b"{"),
        frame(b"[" * 10**5),
        frame(b'{"blobs": 1}'),
        frame(b'{"blobs": [-1, 1]}'),
        frame(b'{"blobs": [2]}', 3, b"abc"),
        frame(b'{"blobs": [1e3]}'),
        frame(b'{"blobs": [true]}', 1, b"a"),
        frame(b"", 2**63),
        frame(b"", length=2**32 - 1),
        frame(b'{"blobs": [' + b"0," * 20_000 + b"0]}"),
        frame(b'{"blobs": [], "a": ' + b"9" * 5000 + b"}"),
        b"HTTP/1.1 200 OK\r\n\r\n",
    ],
)
def test_a_frame_that_lies_is_refused_before_it_is_read(data):
    with channels(max_bytes=10**6) as (here, there):
        here._socket.sendall(data)
        here._socket.shutdown(socket.SHUT_WR)
        with pytest.raises(WireError):
            there.receive(deadline=time.monotonic() + 60)


def npy(array, **options):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=(3, 0), **options)
    return file.getvalue()


def with_header(text, data=b""):
    head = b"\x93NUMPY\x03\x00" + len(text).to_bytes(4, "little") + text.encode()
    return head + data


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"\x93NUMPY",
        pickle.dumps([1]),
        npy(np.array([[], 1], dtype=object)),
        npy(np.arange(4))[:-1],
        npy(np.arange(4)) + b"x",
        with_header("{'descr': '<u1', 'fortran_order': False, 'shape': (-1,)}"),
        with_header("{'descr': '<u1', 'fortran_order': False, 'shape': (2**62, 2**62)}"),
        with_header("{'descr': '|S0', 'fortran_order': False, 'shape': (999999999,)}"),
        with_header("{'descr': '<u1', 'fortran_order': False, 'shape': (True,)}", b"a"),
        with_header("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", b"abcdefgh"),
        with_header("{'descr': [('a', '|O')], 'fortran_order': False, 'shape': (1,)}", bytes(8)),
        with_header("__import__('os').abort()"),
        with_header("(" * 5000),
        with_header("-" * 9000 + "1"),
        with_header(" " * 20_000),
    ],
)
def test_an_array_that_lies_is_refused(blob):
    with pytest.raises(WireError):
        _values_in.read_npy(blob)


def test_a_deadline_ends_a_frame_that_does_not():
    with channels() as (here, there):
        here._socket.sendall(frame(b"{}" + b" " * 10)[:-3])
        with pytest.raises(TimeoutError):
            there.receive(deadline=time.monotonic() + 0.05)


def test_a_closed_channel_says_so():
    with channels() as (here, there):
        here.close()
        with pytest.raises(Closed):
            there.receive()
        with pytest.raises(Closed):
            there.send({})


def test_numbers_keep_every_bit():
    for value in (math.pi, 5e-324, -0.0, 1e308 * 10, 2**53 + 1.0):
        assert carried(value).hex() == value.hex()
    assert math.isnan(carried(math.nan))


def test_an_array_is_sent_without_a_copy():
    array = np.zeros(1000)
    _, (blob,) = _values.encode(array)
    assert np.shares_memory(np.frombuffer(blob.data, "u1"), array)


def test_documents_are_plain_json():
    node, _ = _values.encode({"a": (1, 2.5)})
    assert json.loads(json.dumps(node)) == ["d", [["a", ["t", [["i", "1"], ["f", (2.5).hex()]]]]]]
