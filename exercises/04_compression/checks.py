"""The open checks of 04_compression. Students may read them: they say what is asked, not how."""

import functools
import io
import math
import zlib

import h5py
import numpy as np

from outofcore import grid
from outofcore.checking import Source, task
from outofcore.units import MIB, format_bytes

SHUFFLE = {
    "bytes of one rank stand together": 1,
    "items of any length": 1,
    "bytes that fill no item": 1,
    "the way back": 1,
}
ENTROPY = {
    "the voxels as they are": 1,
    "their differences": 1.5,
    "a single value": 0.5,
    "negative and huge values": 1,
}
ROUND = {
    "no voxel is off by more": 1.5,
    "few values are left": 1,
    "the ends of the range": 1,
    "nothing changes for a bound of 0": 0.5,
}
PIPELINE = {
    "smooth counts": 0.5,
    "noisy counts": 1,
    "sparse spots": 0.5,
    "labels": 1,
    "5 % or nothing": 0.5,
    "one voxel unpacks little": 0.5,
}
ROWS = {
    "the right rows": 1,
    "the ragged last band": 1,
    "only the bands it needs": 1,
    "little is held": 1,
}


# Words by which a function would let a library move the bytes
HDF5 = ("File", "create_dataset", "h5py", "read_direct_chunk")
CODECS = ("Blosc", "Shuffle", "decode", "encode", "get_codec", "imagecodecs", "numcodecs")


def shuffled(data, itemsize):
    """Return what HDF5's shuffle filter makes of `data`, worked out byte by byte."""
    whole = len(data) // itemsize * itemsize
    return b"".join(data[rank:whole:itemsize] for rank in range(itemsize)) + data[whole:]


def some_bytes(length, seed):
    """Return `length` bytes in no order, all of them different where that is possible."""
    rng = np.random.default_rng(seed)
    if length <= 256:
        return rng.permutation(256)[:length].astype("u1").tobytes()
    return rng.bytes(length)


@task(
    criteria=SHUFFLE,
    cases=[
        {
            "about": "items of 2 bytes",
            "criterion": "bytes of one rank stand together",
            "itemsize": 2,
            "length": 40,
        },
        {
            "about": "items of 8 bytes",
            "criterion": "items of any length",
            "itemsize": 8,
            "length": 240,
        },
        {
            "about": "items of 3 bytes",
            "criterion": "items of any length",
            "itemsize": 3,
            "length": 33,
        },
        {
            "about": "items of 1 byte",
            "criterion": "items of any length",
            "itemsize": 1,
            "length": 20,
        },
        {
            "about": "many items",
            "criterion": "items of any length",
            "itemsize": 4,
            "length": 2_000,
        },
        {
            "about": "a last item that is cut short",
            "criterion": "bytes that fill no item",
            "itemsize": 4,
            "length": 43,
        },
        {
            "about": "fewer bytes than one item",
            "criterion": "bytes that fill no item",
            "itemsize": 4,
            "length": 3,
        },
        {
            "about": "back from items of 2 bytes",
            "criterion": "the way back",
            "itemsize": 2,
            "length": 34,
        },
        {
            "about": "back from items of 5 bytes, the last one cut short",
            "criterion": "the way back",
            "itemsize": 5,
            "length": 42,
        },
        {
            "about": "back from fewer bytes than one item",
            "criterion": "the way back",
            "itemsize": 8,
            "length": 7,
        },
    ],
)
def shuffle_bytes(student, expect, *, criterion, itemsize, length, seed=1):
    """Check the filter, or the way back on bytes that the filter was never given."""
    name = "unshuffle_bytes" if criterion == "the way back" else "shuffle_bytes"
    student.refuse_names(name, *HDF5, *CODECS)
    data = some_bytes(length, (seed, itemsize))
    given, wanted = data, shuffled(data, itemsize)
    if name == "unshuffle_bytes":
        given, wanted = wanted, given
    run = student.call(name, given, itemsize)
    good, words = _same_bytes(run.value, wanted, given)
    expect(criterion, good, f"{name}, {length} bytes in items of {itemsize}: {words}")


def _same_bytes(got, wanted, given):
    """Return whether `got` is `wanted`, and the difference in words."""
    if type(got) is not bytes:
        return False, f"a {type(got).__name__} came back; expected bytes"
    if got == wanted:
        return True, "every byte is in its place"
    if len(got) != len(wanted):
        return False, f"{len(got)} bytes came back; a filter of this kind loses none and adds none"
    if got == given:
        return False, "the bytes came back in the order in which they went in"
    if sorted(got) != sorted(wanted):
        return False, "the bytes are not those that went in; a filter of this kind only moves them"
    place = next(i for i in range(len(got)) if got[i] != wanted[i])
    if len(set(given)) < len(given):  # equal bytes: nobody can say which of them stands here
        return False, f"byte {place} is {got[place]}; {wanted[place]} belongs there"
    return False, (
        f"byte {place} is {got[place]}, which stood at {given.index(got[place])}; "
        f"{wanted[place]} belongs there, which stood at {given.index(wanted[place])}"
    )


def waves(shape, dtype, *, height, noise, seed):
    """Return a smooth hill of whole numbers with noise on it."""
    rng = np.random.default_rng(seed)
    places = np.indices(shape) / np.array(shape).reshape(-1, *[1] * len(shape))
    hill = sum(np.sin(f * p) for f, p in zip(rng.uniform(3, 6, len(shape)), places, strict=True))
    values = height * (2 + hill / len(shape)) + noise * rng.normal(size=shape)
    return np.round(values).astype(dtype)


def entropy(values):
    """Return the entropy of the histogram of `values`, in bits."""
    counts = np.unique(values, return_counts=True)[1]
    share = counts / counts.sum()
    return float(np.sum(share * np.log2(1 / share)))


@task(
    criteria=ENTROPY,
    cases=[
        {
            "about": "four values, equally often",
            "criterion": "the voxels as they are",
            "kind": "cycle",
            "shape": (6, 8),
            "dtype": "uint8",
        },
        {
            "about": "a smooth block",
            "criterion": "their differences",
            "kind": "smooth",
            "shape": (11, 30, 47),
            "dtype": "uint16",
        },
        {
            "about": "a noisy block",
            "criterion": "their differences",
            "kind": "noise",
            "shape": (9, 40, 33),
            "dtype": "uint16",
        },
        {
            "about": "a block of one value",
            "criterion": "a single value",
            "kind": "flat",
            "shape": (5, 7, 9),
            "dtype": "uint16",
        },
        {
            "about": "values below zero",
            "criterion": "negative and huge values",
            "kind": "signed",
            "shape": (7, 20, 31),
            "dtype": "int16",
        },
        {
            "about": "labels far apart",
            "criterion": "negative and huge values",
            "kind": "labels",
            "shape": (40, 50),
            "dtype": "int64",
        },
    ],
)
def entropy_bits(student, expect, *, criterion, kind, shape, dtype, seed=4):
    """Check both entropies against those of the true histograms."""
    block = _block(kind, shape, dtype, seed)
    run = student.call("entropy_bits", block)
    pair = run.value
    if not isinstance(pair, tuple | list | np.ndarray) or len(pair) != 2:
        expect(criterion, False, f"returned {pair!r:.60}; expected two numbers, (plain, delta)")
        return
    plain, delta = (x.item() if isinstance(x, np.generic) else x for x in pair)
    about = f"bits per voxel in a {kind} block of {dtype}"
    wider = block.astype("int64")
    # a mended mistake in one of the two numbers must not hide in the criterion of the other
    first = "the voxels as they are" if criterion == "their differences" else criterion
    _bits(expect, first, plain, entropy(wider), about)
    second = "their differences" if criterion == "the voxels as they are" else criterion
    steps = entropy(np.diff(wider, axis=-1))
    _bits(expect, second, delta, steps, f"{about}, differences")


def _bits(expect, criterion, got, expected, about):
    """Expect a number of bits, right to a millionth of a bit."""
    if isinstance(got, float) and abs(got - expected) <= 1e-6:
        got = expected  # where 0 bits are right, no relative tolerance would let 1e-16 pass
    expect.number(criterion, got, expected, about=about)


def _block(kind, shape, dtype, seed):
    rng = np.random.default_rng(seed)
    if kind == "cycle":
        return (np.arange(np.prod(shape)) % 4 * 3).reshape(shape).astype(dtype)
    if kind == "flat":
        return np.full(shape, seed, dtype)
    if kind == "smooth":
        return waves(shape, dtype, height=900, noise=0, seed=seed)
    if kind == "noise":
        return np.round(500 + 9 * rng.normal(size=shape)).astype(dtype)
    if kind == "signed":
        return np.round(40 * rng.normal(size=shape)).astype(dtype)
    if kind == "upper half":
        return rng.integers(0, 12, shape).astype(dtype) * 2**32
    if kind == "side by side":
        return 10**12 + rng.integers(0, 12, shape).astype(dtype)
    names = rng.integers(-(2**40), 2**40, 12)
    return names[rng.integers(0, 12, shape)].astype(dtype)  # "labels"


@task(
    criteria=ROUND,
    cases=[
        {
            "about": "counts in the middle of the range",
            "criterion": "no voxel is off by more",
            "dtype": "uint16",
            "low": 90,
            "high": 4100,
            "max_error": 10,
        },
        {
            "about": "a bound of 1",
            "criterion": "no voxel is off by more",
            "dtype": "uint16",
            "low": 1000,
            "high": 1400,
            "max_error": 1,
        },
        {
            "about": "values with gaps between them",
            "criterion": "no voxel is off by more",
            "dtype": "uint16",
            "low": 300,
            "high": 60_299,
            "max_error": 40,
            "keep": 0.02,
        },
        {
            "about": "numbers near 4 billion",
            "criterion": "no voxel is off by more",
            "dtype": "uint32",
            "low": 4_000_000_000,
            "high": 4_000_009_000,
            "max_error": 16,
        },
        {
            "about": "the whole range of uint8",
            "criterion": "the ends of the range",
            "dtype": "uint8",
            "low": 0,
            "high": 255,
            "max_error": 6,
        },
        {
            "about": "the top of uint16",
            "criterion": "the ends of the range",
            "dtype": "uint16",
            "low": 60_000,
            "high": 65_535,
            "max_error": 10,
        },
        {
            "about": "a bound of 0",
            "criterion": "nothing changes for a bound of 0",
            "dtype": "uint16",
            "low": 100,
            "high": 900,
            "max_error": 0,
        },
    ],
)
def round_within(student, expect, *, criterion, dtype, low, high, max_error, keep=1, axes=2):
    """Check the largest error, the number of values left, and that nothing wraps around."""
    block = _whole_numbers(dtype, low, high, keep, axes)
    got = student.call("round_within", block, max_error).value
    about = f"{dtype} from {low:,} to {high:,}, bound {max_error}"
    if not isinstance(got, np.ndarray) or (got.shape, got.dtype) != (block.shape, block.dtype):
        kind = f"{got.dtype} of shape {got.shape}" if isinstance(got, np.ndarray) else type(got)
        expect(criterion, False, f"{about}: expected {dtype} of shape {block.shape}, not {kind}")
        return
    error = np.abs(got.astype("int64") - block.astype("int64"))
    worst = np.unravel_index(int(error.argmax()), error.shape)
    words = f"the largest error is {int(error[worst]):,}"
    if error[worst] > max_error:
        words += f": {int(block[worst]):,} became {int(got[worst]):,}"
    given, left = len(np.unique(block)), len(np.unique(got))
    if max_error > 1 and left == given:
        expect(criterion, False, f"{about}: all {left:,} values are left; nothing was rounded")
    if not expect(criterion, error[worst] <= max_error, f"{about}: {words}"):
        return  # few values are no merit where the promise is broken
    allowed = (int(block.max()) - int(block.min())) // (2 * max_error + 1) + 2
    expect(
        "few values are left",
        left <= allowed,
        f"{about}: {left:,} values left of {given:,}; {allowed:,} are allowed",
    )


def _whole_numbers(dtype, low, high, keep, axes):
    """Return a mixed block of the whole numbers from `low` to `high`, or of a share `keep`."""
    values = np.random.default_rng(high).permutation(np.arange(low, high + 1, dtype="int64"))
    values = values[: max(1, round(keep * len(values)))]
    if axes == 1:
        return values.astype(dtype)
    columns = next(n for n in range(32, 0, -1) if len(values) % n == 0)
    return values.reshape(-1, columns).astype(dtype)


def specimen(kind, shape, dtype, values, seed):
    """Return the block of one kind that a pipeline is chosen for."""
    rng = np.random.default_rng(seed)
    if kind == "smooth":
        return waves(shape, dtype, height=np.iinfo(dtype).max // 4.5, noise=0, seed=seed)
    if kind == "noisy":
        return np.round(125 + values * rng.normal(size=shape)).astype(dtype)
    if kind == "still":  # a camera's pattern: the noise of each plane is the same
        return np.repeat(rng.integers(0, values, (1, *shape[1:]), dtype), shape[0], axis=0)
    if kind == "sparse":
        block = np.zeros(shape, dtype)
        spots = block.size // 400
        block.flat[rng.integers(0, block.size, spots)] = rng.integers(1, values, spots)
        return block
    if kind == "static":
        return rng.integers(0, values, shape, dtype)
    highest = int(np.iinfo(dtype).max)
    if kind == "labels drawn by lot":
        names = rng.integers(highest // 8, highest, 60, dtype)
        z, y, x = np.indices(shape)
        return names[(z // 5 * 7 + y // 6 * 3 + x // 9 + (rng.random(shape) < 0.02)) % 60]
    return (highest // 3 + rng.integers(0, values, shape)).astype(dtype)  # "labels in a row"


OPTIONS = ("chunks", "shuffle", "compression", "compression_opts")


@task(
    criteria=PIPELINE,
    cases=[
        {
            "about": "smooth counts",
            "criterion": "smooth counts",
            "kind": "smooth",
            "shape": (23, 61, 70),
            "dtype": "uint16",
            "max_file_bytes": 125_000,
            "max_chunk_bytes": 16_384,
        },
        {
            "about": "noisy counts",
            "criterion": "noisy counts",
            "kind": "noisy",
            "shape": (23, 61, 70),
            "dtype": "uint16",
            "values": 12,
            "max_file_bytes": 90_000,
            "max_chunk_bytes": 16_384,
        },
        {
            "about": "the same noise in each plane",
            "criterion": "noisy counts",
            "kind": "still",
            "shape": (23, 61, 70),
            "dtype": "uint16",
            "values": 4096,
            "max_file_bytes": 60_000,
            "max_chunk_bytes": 16_384,
        },
        {
            "about": "sparse spots",
            "criterion": "sparse spots",
            "kind": "sparse",
            "shape": (23, 61, 70),
            "dtype": "uint16",
            "values": 4096,
            "max_file_bytes": 8_000,
            "max_chunk_bytes": 16_384,
        },
        {
            "about": "labels drawn by lot",
            "criterion": "labels",
            "kind": "labels drawn by lot",
            "shape": (23, 61, 70),
            "dtype": "uint64",
            "max_file_bytes": 45_000,
            "max_chunk_bytes": 65_536,
        },
        {
            "about": "labels in a row",
            "criterion": "labels",
            "kind": "labels in a row",
            "shape": (23, 41, 50),
            "dtype": "uint64",
            "values": 200,
            "max_file_bytes": 70_000,
            "max_chunk_bytes": 32_768,
        },
        {
            "about": "static",
            "criterion": "5 % or nothing",
            "kind": "static",
            "shape": (16, 64, 64),
            "dtype": "uint16",
            "values": 2**16,
            "max_file_bytes": 140_000,
            "max_chunk_bytes": 16_384,
        },
        {
            "about": "static that leaves some bits unused",
            "criterion": "5 % or nothing",
            "kind": "static",
            "shape": (32, 64, 64),
            "dtype": "uint16",
            "values": 2**14,
            "max_file_bytes": 270_000,
            "max_chunk_bytes": 32_768,
        },
    ],
)
def choose_pipeline(
    student,
    expect,
    *,
    criterion,
    kind,
    shape,
    dtype,
    max_file_bytes,
    max_chunk_bytes,
    values=0,
    seed=1,
):
    """Check the pipeline by writing the block with it and looking at what the file holds."""
    block = specimen(kind, shape, dtype, values, seed)
    given = student.call("choose_pipeline", block, max_file_bytes, max_chunk_bytes).value
    options, problem = _options(given, block)
    if problem:
        expect(criterion, False, problem)
        return
    # static has no neighbours to learn from: no codec gets it below its entropy
    if kind == "static" and math.log2(values) > 0.95 * 8 * block.itemsize:
        words = f"no pipeline saves 5 % of this block of {dtype}; {options} came back"
        expect(criterion, not options, words)
        return  # a small chunk is no merit where nothing was packed
    try:
        stored = _stored_bytes(block, options)
    except (ValueError, TypeError, OSError, OverflowError, RuntimeError) as error:
        expect(criterion, False, f"h5py refuses {options}: {' '.join(str(error).split())[:120]}")
        return
    limit = min(max_file_bytes, block.nbytes * 95 // 100)
    words = f"{stored:,} bytes of file for a block of {block.nbytes:,}; the limit is {limit:,}"
    if limit < max_file_bytes:
        words += ", 5 % less than the block"
    if not expect(criterion, stored <= limit, f"{kind} {dtype} with {options}: {words}"):
        return
    chunk = 0 if options.get("chunks") is None else int(np.prod(options["chunks"])) * block.itemsize
    words = f"one voxel unpacks {chunk:,} bytes; the limit is {max_chunk_bytes:,}"
    expect("one voxel unpacks little", chunk <= max_chunk_bytes, f"{kind} {dtype}: {words}")


def _options(given, block):
    """Return the options to write with, and what is wrong with them in words, if anything."""
    if not isinstance(given, dict):
        return {}, f"returned {given!r:.60}; expected a dictionary of options"
    unknown = [name for name in given if name not in OPTIONS]
    if unknown:
        return {}, f"the option {unknown[0]!r} is none of {', '.join(OPTIONS)}"
    options = {k: v.item() if isinstance(v, np.generic) else v for k, v in given.items()}
    kinds = {"compression": str, "compression_opts": int, "shuffle": bool}
    for name, kind in kinds.items():
        if not isinstance(options.get(name), kind | None):
            return {}, f"{name} {options[name]!r:.60} is not of type {kind.__name__}"
    if options.get("compression") not in (None, "gzip", "lzf"):
        return {}, f"compression {options['compression']!r} is not None, 'gzip' or 'lzf'"
    chunks = options.get("chunks")
    if chunks is None:
        if options.get("compression") is not None or options.get("shuffle"):
            return {}, "filters need chunks: h5py would choose some for you; name your own"
        return options, ""
    if not isinstance(chunks, tuple | list) or len(chunks) != block.ndim:
        return {}, f"chunks {chunks!r} should be {block.ndim} lengths, one per axis"
    if not all(isinstance(c, int | np.integer) and c >= 1 for c in chunks):
        return {}, f"chunks {chunks!r}: each length is a whole number from 1 on"
    if any(c > n for c, n in zip(chunks, block.shape, strict=True)):
        return {}, f"chunks {chunks!r} are longer than an axis of {block.shape}"
    if grid.count_chunks(block.shape, tuple(chunks)) > 20_000:
        return {}, f"chunks {chunks!r}: so many chunks are not even written, choose larger ones"
    return {**options, "chunks": tuple(int(c) for c in chunks)}, ""


def _stored_bytes(block, options):
    """Return the length of a file that holds `block` with these options, and nothing else."""
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        file.create_dataset("volume", data=block, **options)
    return len(memory.getvalue())


def write_bands(path, shape, rows, dtype, seed):
    """Write the rows of a picture in packed bands of `rows`, one after the other."""
    image = picture(shape, dtype, seed)
    bands = [
        np.frombuffer(zlib.compress(image[r : r + rows].tobytes(), 1), "u1")
        for r in range(0, shape[0], rows)
    ]
    with h5py.File(path, "w") as file:
        packed = file.create_dataset("packed", data=np.concatenate(bands))
        packed.attrs.update(shape=shape, dtype=dtype, rows=rows)
        file["starts"] = np.cumsum([0] + [len(band) for band in bands])


@functools.lru_cache(maxsize=2)
def picture(shape, dtype, seed):
    """Return an image whose rows differ, another one for each seed."""
    first, step = np.random.default_rng(seed).integers(1, 4093, 2)
    rows, columns = np.indices(shape, "int32", sparse=True)
    values = (first + rows * step) % 4093 + columns // 4  # 4093 is prime: it takes all its values
    lowest = -2000 if np.dtype(dtype).kind in "if" else 0
    return (values + lowest).astype(dtype)


@task(
    criteria=ROWS,
    cases=[
        {
            "about": "rows inside one band",
            "criterion": "the right rows",
            "shape": (200, 96),
            "rows": 40,
            "start": 45,
            "stop": 62,
        },
        {
            "about": "rows of three bands",
            "criterion": "the right rows",
            "shape": (200, 96),
            "rows": 40,
            "start": 39,
            "stop": 81,
        },
        {
            "about": "rows that end where a band ends",
            "criterion": "the right rows",
            "shape": (200, 96),
            "rows": 40,
            "start": 80,
            "stop": 120,
        },
        {
            "about": "voxels of another dtype",
            "criterion": "the right rows",
            "shape": (150, 64),
            "rows": 32,
            "start": 31,
            "stop": 33,
            "dtype": "<i4",
        },
        {
            "about": "the last rows, in a band that is not full",
            "criterion": "the ragged last band",
            "shape": (211, 70),
            "rows": 48,
            "start": 180,
            "stop": 211,
        },
        {
            "about": "few rows of a large image",
            "criterion": "little is held",
            "shape": (12_050, 1024),
            "rows": 100,
            "start": 6_150,
            "stop": 6_155,
        },
    ],
)
def read_rows(student, expect, *, criterion, shape, rows, start, stop, dtype="<u2", seed=1):
    """Check the rows, the packed bytes that were read for them, and what was held."""
    made = (shape, rows, dtype, seed)
    path = student.input_file(("bands", *made), lambda path: write_bands(path, *made))
    run = student.call("read_rows", Source(path), start, stop)
    with h5py.File(path, "r") as file:
        starts = file["starts"][()]
    first, last = start // rows, (stop - 1) // rows
    needed = int(starts[last + 1] - starts[first])
    rightly = criterion if criterion != "little is held" else "the right rows"
    expect.array(
        rightly,
        run.value,
        picture(shape, dtype, seed)[start:stop],
        about=f"voxels of rows {start} to {stop}, bands of {rows}",
    )
    kind = getattr(run.value, "dtype", type(run.value).__name__)
    expect(rightly, _alike(kind, dtype), f"{kind} came back; the voxels are {np.dtype(dtype)}")
    read = run.cost(path, "packed").data_bytes
    count = last - first + 1
    bands = f"{count} band{'s' * (count > 1)}"
    expect(
        "only the bands it needs",
        0 < read <= needed,
        f"rows {start} to {stop}, bands of {rows}: {read:,} packed bytes were read; "
        f"{needed:,} hold the {bands} needed, of {int(starts[-1]):,} in all",
    )
    if criterion != "little is held" or not read:
        return  # who reads nothing has nothing to hold
    whole = format_bytes(np.dtype(dtype).itemsize * shape[0] * shape[1])
    if run.peak_bytes is None:
        expect(criterion, True, "not measured: this system does not tell peak memory")
    else:
        expect(
            criterion,
            run.peak_bytes <= 8 * MIB,
            f"{format_bytes(run.peak_bytes)} held for {stop - start} rows of an image of {whole}; "
            "the limit is 8 MiB",
        )


def _alike(kind, dtype):
    """Tell whether `kind` is `dtype`, in one byte order or the other."""
    return isinstance(kind, np.dtype) and np.dtype(dtype) in (kind, kind.newbyteorder("S"))
