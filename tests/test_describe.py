"""What is said about a file is what is in it: kinds, levels, sizes, and the cost of typical reads.

The cost is held against meters that watch the reads themselves; see `outofcore.measure`.
"""

import json
import math

import h5py
import numpy as np
import pytest
import tables
import tifffile
import zarr as library
from hypothesis import given, settings
from hypothesis import strategies as st
from zarr.codecs import BloscCodec

from fuzzing import Child, damage, damages, outcome
from outofcore import grid
from outofcore.describe import _access, _hdf5, _planes, _zarr, describe, kind_of
from outofcore.formats import bdv, hdf5, hdf5_image, ngff, tiff
from outofcore.formats.image import Image, Level
from outofcore.measure import reads, zarr_reads
from outofcore.measure.cost import cost_of

SHAPE, CHUNKS = (23, 75, 90), (8, 16, 32)  # ragged along every axis; one longer than a cube's 64
SPACING, UNITS = {"z": 2.0, "y": 0.5, "x": 0.25}, dict.fromkeys("zyx", "micrometer")


def distinct(shape=SHAPE, dtype="u2"):
    return np.arange(math.prod(shape)).astype(dtype).reshape(shape)


def pyramid():
    """An image of three levels, the planes never halved."""
    data = distinct()
    levels = [Level(data[:, ::n, ::n], (1.0, float(n), float(n))) for n in (1, 2, 4)]
    return Image(tuple(levels), axes="zyx", spacing=SPACING, units=UNITS, name="cells")


def write_hdf5(path):
    with h5py.File(path, "w") as file:
        file["group/volume"] = distinct()


def write_pytables(path):
    with tables.open_file(str(path), "w") as file:
        file.create_carray("/", "volume", obj=distinct(), chunkshape=CHUNKS)
        file.create_table("/", "spots", {"x": tables.Float32Col(), "n": tables.Int32Col()})
        file.create_vlarray("/", "tracks", tables.Int32Atom()).append([1, 2, 3])


def write_bdv(path):
    levels = pyramid().levels
    image = Image(levels, axes="zyx", spacing=SPACING, units=UNITS, name="cells")
    with bdv.creating(path, image, blocks=[CHUNKS] * 3) as sinks:
        for level, sink in zip(levels, sinks, strict=True):
            shape = level.array.shape
            for number in np.ndindex(*grid.grid_shape(shape, CHUNKS)):
                region = grid.chunk_region(number, shape, CHUNKS)
                sink.write(number, np.ascontiguousarray(level.array[region]))


def write_planes(folder):
    folder.mkdir()
    for z in range(12):  # z10 comes behind z9; planes of one value are packed well
        plane = distinct()[z] if z % 4 else np.full(SHAPE[1:], z, "u2")
        tifffile.imwrite(folder / f"z{z}.tif", plane, compression="zlib")


def write_npy(path, array=None):
    with path.open("wb") as file:
        np.save(file, distinct() if array is None else array)


def write_zarr(path, **options):
    options = {"compressors": None, "chunks": CHUNKS, "dtype": "u2"} | options
    library.create_array(path, shape=SHAPE, **options)[...] = distinct()


KINDS = {  # how to write one, and what it is called
    "OME-TIFF": lambda p: tiff.write_ome(p, distinct(), axes="zyx"),
    "ImageJ TIFF": lambda p: tifffile.imwrite(p, distinct(), imagej=True),
    "TIFF": lambda p: tiff.write_array(p, distinct()),
    "TIFF (BigTIFF)": lambda p: tiff.write_array(p, distinct(), bigtiff=True),
    "a folder of TIFF planes": write_planes,
    "HDF5": write_hdf5,
    "HDF5 (PyTables)": write_pytables,
    "Zarr v3": write_zarr,
    "Zarr v2": lambda p: write_zarr(p, zarr_format=2),
    "OME-Zarr 0.5 (Zarr v3)": lambda p: ngff.write_image(p, pyramid(), chunks=CHUNKS),
    "OME-Zarr 0.4 (Zarr v2)": lambda p: ngff.write_image(
        p, pyramid(), chunks=CHUNKS, version="0.4"
    ),
    "NumPy .npy": write_npy,
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_format_is_known_by_what_is_inside(tmp_path, kind):
    path = tmp_path / "data.png"  # no suffix helps
    KINDS[kind](path)
    found = describe(path)
    assert (found.kind, kind_of(path), found.problems) == (kind, kind, ())
    volume = next(image.levels[0] for image in found.images if len(image.levels[0].shape) == 3)
    shape = (12, *SHAPE[1:]) if "planes" in kind else SHAPE
    assert (volume.shape, volume.dtype, volume.nbytes) == (shape, "uint16", math.prod(shape) * 2)


def test_bigdataviewer_is_known_by_both_of_its_files(tmp_path):
    write_bdv(tmp_path / "a.xml")
    (image,) = describe(tmp_path / "a.xml").images
    assert kind_of(tmp_path / "a.xml") == "BigDataViewer XML, with a.h5"
    assert kind_of(tmp_path / "a.h5") == "HDF5 (BigDataViewer)"
    assert (image.axes, image.spacing, image.units) == ("zyx", SPACING, UNITS)
    assert [level.shape for level in image.levels] == [(23, 75, 90), (23, 38, 45), (23, 19, 23)]
    assert image.factors == ((1, 1, 1), (1, 2, 2), (1, 4, 4))
    assert image.notes == (
        "its name is 'cells'",
        "its values are uint16, stored as int16",
    )
    names = [image.name for image in describe(tmp_path / "a.h5").images]
    assert names == ["t00000/s00", "s00/resolutions", "s00/subdivisions"]


@pytest.mark.parametrize("how", ["OME-Zarr", "OME-TIFF", "HDF5"])
def test_a_pyramid_is_one_image_with_its_axes_and_sizes(tmp_path, how):
    path, image = tmp_path / "a", pyramid()
    arrays = [level.array for level in image.levels]
    if how == "OME-Zarr":
        ngff.write_image(path, image, chunks=CHUNKS)
    elif how == "OME-TIFF":
        tiff.write_ome(path, arrays[0], axes="zyx", spacing_um=SPACING, levels=arrays[1:])
    else:
        with hdf5_image.creating(path, image, blocks=[a.shape for a in arrays]) as sinks:
            for sink, array in zip(sinks, arrays, strict=True):
                sink.write((0, 0, 0), np.ascontiguousarray(array))
    (found,) = describe(path).images
    assert (found.axes, found.spacing, found.units) == ("zyx", SPACING, UNITS)
    assert found.factors == ((1, 1, 1), (1, 2, 2), (1, 4, 4))
    assert [level.shape for level in found.levels] == [array.shape for array in arrays]
    names = {"OME-Zarr": ["0", "1", "2"], "OME-TIFF": ["0", "1", "2"]}
    expected = names.get(how, ["image", "image_1", "image_2"])
    assert [level.name for level in found.levels] == expected
    assert describe(f"{path}::{expected[2]}").images == (found,)


def test_channels_have_names(tmp_path):
    data = distinct((2, *SHAPE))
    tiff.write_ome(tmp_path / "a.tif", data, axes="czyx", channels=["nuclei", "membrane"])
    (image,) = describe(tmp_path / "a.tif").images
    assert (image.axes, image.channels) == ("czyx", ("nuclei", "membrane"))
    assert [access.shape for access in image.accesses] == [
        (1, 1, 75, 90),
        (1, 23, 1, 90),
        (1, 23, 64, 64),
    ]


STORED = {  # options of h5py; what one read brings is a chunk, or a run where there is none
    "chunked": {"chunks": CHUNKS},
    "gzip": {"chunks": CHUNKS, "compression": "gzip"},
    "contiguous": {},
}


@pytest.mark.parametrize("options", STORED.values(), ids=STORED)
def test_hdf5_reads_what_was_foretold(tmp_path, options):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("volume", data=distinct(), **options)
    (image,) = describe(path).images
    assert [access.name for access in image.accesses] == ["XY plane", "XZ plane", "cube"]
    for access in image.accesses:
        region = tuple(map(slice, access.start, np.add(access.start, access.shape)))
        cost = reads.measure_read(path, "volume", region)
        assert (access.stored_bytes, access.exact) == (cost.data_bytes, True)
        assert access.pieces == (len(cost.chunks) if options else cost.requests)
        assert access.asked_bytes == cost.asked_bytes


LAYOUTS = {
    "plain": {},
    "packed": {"compressors": BloscCodec(cname="lz4")},
    "sharded": {"shards": (16, 32, 64), "compressors": BloscCodec(cname="lz4")},
    "v2": {"zarr_format": 2},
}


@pytest.mark.parametrize("options", LAYOUTS.values(), ids=LAYOUTS)
def test_zarr_reads_what_was_foretold(tmp_path, options):
    write_zarr(tmp_path / "a", **options)
    (image,) = describe(tmp_path / "a").images
    for access in image.accesses:
        region = tuple(map(slice, access.start, np.add(access.start, access.shape)))
        cost = zarr_reads.measure_read(tmp_path / "a", "", region)
        assert (access.stored_bytes, access.pieces) == (cost.data_bytes, len(cost.chunks))
        assert access.amplification == grid.read_amplification(region, SHAPE, CHUNKS)
    stored = sum(extent.nbytes for extent in image_map(tmp_path / "a").extents)
    assert (image.levels[0].stored_bytes, image.levels[0].exact) == (stored, True)


def image_map(path):
    return _zarr.zarr.chunk_map(path)


@pytest.mark.parametrize("how", [{"rows": 16}, {"tile": (32, 32), "compression": "zlib"}])
def test_strips_and_tiles_are_counted(tmp_path, how):
    tiff.write_array(tmp_path / "a.tif", distinct(), **how)
    (image,) = describe(tmp_path / "a.tif").images
    found = tiff.chunk_map(tmp_path / "a.tif")
    for access in image.accesses:
        region = tuple(map(slice, access.start, np.add(access.start, access.shape)))
        touched = set(grid.touched_chunks(region, SHAPE, found.chunks))
        sizes = [extent.nbytes for extent in found.extents if extent.index in touched]
        assert (access.pieces, access.stored_bytes) == (len(sizes), sum(sizes))
    whole = image.accesses[0]  # a plane; a strip ends where the page ends, a tile does not
    assert whole.unpacked_bytes == (75 * 90 * 2 if "rows" in how else 96 * 96 * 2)


def test_planes_are_counted_in_the_order_of_their_numbers(tmp_path, monkeypatch):
    write_planes(tmp_path / "planes")
    files = [tmp_path / "planes" / f"z{z}.tif" for z in range(12)]
    sizes = [tiff.chunk_map(file).stored_bytes for file in files]
    (image,) = describe(tmp_path / "planes").images
    assert (image.levels[0].stored_bytes, image.levels[0].exact) == (sum(sizes), True)
    assert image.accesses[0].stored_bytes == sizes[6]
    assert image.accesses[1].stored_bytes == sum(sizes)
    monkeypatch.setattr(_planes, "SAMPLED", 6)  # every second file stands for two
    (image,) = describe(tmp_path / "planes").images
    assert (image.levels[0].stored_bytes, image.levels[0].exact) == (2 * sum(sizes[::2]), False)


@pytest.mark.parametrize("shards", [None, (16, 32, 64)])
def test_a_large_zarr_array_is_sampled_and_says_so(tmp_path, monkeypatch, shards):
    monkeypatch.setattr(_zarr, "COUNTED", 10)
    monkeypatch.setattr(_zarr, "SAMPLED", 5)
    write_zarr(tmp_path / "a", shards=shards)
    (image,) = describe(tmp_path / "a").images
    files = sorted(file for file in (tmp_path / "a" / "c").rglob("*") if file.is_file())
    sizes = [file.stat().st_size for file in files]
    level = image.levels[0]
    assert (level.stored_chunks, level.exact) == (None, False)
    assert min(sizes) * len(sizes) <= level.stored_bytes <= max(sizes) * len(sizes)
    assert f"5 of {len(files)} files were looked at" in image.notes[0]
    mean = level.stored_bytes / level.total_chunks if shards else math.prod(CHUNKS) * 2
    for access in image.accesses:
        assert access.exact is (shards is None)  # the few files of one read are looked at
        assert access.stored_bytes == round(access.pieces * mean)


def test_a_sample_does_not_keep_to_one_column_of_the_grid(tmp_path, monkeypatch):
    monkeypatch.setattr(_zarr, "COUNTED", 10)
    monkeypatch.setattr(_zarr, "SAMPLED", 16)
    array = library.create_array(tmp_path / "a", shape=(32, 32), chunks=(2, 2), dtype="u1")
    array[:, 2:] = 1  # every 16th file is one of the first column, which is not there
    (image,) = describe(tmp_path / "a").images
    one = (tmp_path / "a" / "c" / "0" / "1").stat().st_size
    assert image.levels[0].stored_bytes == pytest.approx(one * 16 * 15, rel=0.2)


def test_an_attribute_called_labels_makes_no_ome_zarr(tmp_path):
    group = library.create_group(tmp_path / "a", attributes={"labels": ["day", "night"]})
    group.create_array("light", shape=(4, 6), dtype="u1")
    found = describe(tmp_path / "a")
    assert (found.kind, [image.name for image in found.images]) == ("Zarr v3", ["light"])


def test_one_damaged_array_does_not_hide_the_others(tmp_path):
    group = library.create_group(tmp_path / "a")
    for name in ("good", "bad"):
        group.create_array(name, shape=(8, 8), chunks=(4, 4), shards=(8, 8), dtype="u1")[...] = 1
    (tmp_path / "a" / "bad" / "c" / "0" / "0").write_bytes(b"cut")
    found = describe(tmp_path / "a")
    assert [image.name for image in found.images] == ["good"]
    (problem,) = found.problems
    assert "bad/c/0/0 is cut" in problem


def test_a_large_hdf5_array_has_its_mean_chunk(tmp_path, monkeypatch):
    monkeypatch.setattr(_hdf5, "COUNTED", 10)
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("volume", data=distinct(), chunks=CHUNKS, compression="gzip")
        stored = file["volume"].id.get_storage_size()
    (image,) = describe(tmp_path / "a.h5").images
    assert (image.levels[0].stored_bytes, image.levels[0].stored_chunks) == (stored, None)
    many = grid.count_chunks(SHAPE, CHUNKS)
    for access in image.accesses:
        assert (access.stored_bytes, access.exact) == (round(access.pieces * stored / many), False)


def test_chunks_that_were_never_written_cost_nothing(tmp_path):
    array = library.create_array(
        tmp_path / "a", shape=SHAPE, chunks=CHUNKS, dtype="u2", compressors=None
    )
    array[:8] = 1
    (image,) = describe(tmp_path / "a").images
    level, (plane, side, _) = image.levels[0], image.accesses
    assert (level.stored_chunks, level.total_chunks) == (15, 45)
    assert (plane.pieces, plane.stored_bytes) == (15, 0)  # the plane in the middle
    assert (side.pieces, side.stored_bytes) == (9, 3 * math.prod(CHUNKS) * 2)


def test_hdf5_reads_no_voxel(tmp_path):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("volume", data=distinct(), chunks=CHUNKS, compression="gzip")
        file["plain"] = distinct()
    with reads.counting(path) as source:
        for name, arrays in _hdf5.name_images(source).items():
            _hdf5.describe_image(source, name, arrays)
    for name in ("volume", "plain"):
        cost = cost_of(source.log, hdf5.chunk_map(path, name))
        assert (cost.requests, cost.data_bytes) == (0, 0)
    assert source.log


BIG = (8, 1024, 1024)  # 16 MiB
WRITERS = {
    "tiff": lambda p: tifffile.imwrite(p, np.ones(BIG, "u2")),
    "ome": lambda p: tiff.write_ome(p, np.ones(BIG, "u2"), axes="zyx", tile=(256, 256)),
    "hdf5": lambda p: hdf5.write_array(p, {"a": np.ones(BIG, "u2")}, chunks=(1, 256, 256)),
    "zarr": lambda p: write_big_zarr(p),
    "npy": lambda p: write_npy(p, np.ones(BIG, "u2")),
}


def write_big_zarr(path):
    library.create_array(path, shape=BIG, chunks=(8, 256, 256), dtype="u2", compressors=None)[
        ...
    ] = 1


@pytest.mark.parametrize("kind", WRITERS)
def test_only_metadata_are_read(tmp_path, kind):
    path = tmp_path / "a"
    WRITERS[kind](path)
    found = reads.process_reads(lambda _: describe(path), prepare=lambda: describe(path))
    assert 0 < found.bytes < 2**19  # 32 times less than the voxels


def test_a_name_picks_an_image_or_a_group(tmp_path):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        for name in ("raw/a", "raw/b", "other"):
            file[name] = distinct((3, 4))
    for name, picked in (("raw", ["raw/a", "raw/b"]), ("other", ["other"])):
        assert [image.name for image in describe(f"{path}::{name}").images] == picked
    with pytest.raises(KeyError, match=r"no image 'raw/c' in .*a\.h5; there are 'other', 'raw/a'"):
        describe(f"{path}::raw/c")


def test_where_images_have_no_name_the_levels_have(tmp_path):
    ngff.write_image(tmp_path / "a", pyramid(), chunks=CHUNKS)
    write_npy(tmp_path / "b")
    with pytest.raises(KeyError, match=r"there are '0', '1', '2'"):
        describe(f"{tmp_path / 'a'}::3")
    with pytest.raises(KeyError, match="there are none with a name: leave out"):
        describe(f"{tmp_path / 'b'}::3")


def test_a_path_may_hold_colons(tmp_path):
    path = tmp_path / "a::b.npy"
    np.save(path, distinct())
    assert describe(path).images[0].levels[0].shape == SHAPE


def test_tables_and_rows_are_named_for_what_they_are(tmp_path):
    write_pytables(tmp_path / "a.h5")
    found = {image.name: image for image in describe(tmp_path / "a.h5").images}
    assert {name: image.levels[0].dtype for name, image in found.items()} == {
        "spots": "2 columns",
        "tracks": "any length",
        "volume": "uint16",
    }
    assert found["tracks"].notes == ("PyTables calls it VLARRAY",)


def test_a_virtual_data_set_says_so_and_a_missing_source_is_a_problem(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        layout = h5py.VirtualLayout(SHAPE, "u2")
        layout[...] = h5py.VirtualSource("gone.h5", "volume", SHAPE)
        file.create_virtual_dataset("volume", layout)
    found = describe(tmp_path / "a.h5")
    assert found.images[0].levels[0].layout == "virtual"
    assert found.images[0].accesses == ()
    assert "gone.h5" in found.problems[0]


@pytest.mark.parametrize("shape", [(0, 4, 5), (7,), ()])
def test_small_shapes_have_no_accesses(tmp_path, shape):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["a"] = np.zeros(shape, "u1")
    np.save(tmp_path / "a.npy", np.zeros(shape, "u1"))
    for path in (tmp_path / "a.h5", tmp_path / "a.npy"):
        if shape != (0, 4, 5) or path.suffix == ".h5":  # NumPy maps no empty file
            (image,) = describe(path).images
            assert (image.levels[0].shape, image.accesses) == (shape, ())


def test_columns_that_come_first_are_the_short_runs(tmp_path):
    np.save(tmp_path / "a.npy", np.asfortranarray(distinct()))
    (image,) = describe(tmp_path / "a.npy").images
    assert image.levels[0].layout == "contiguous, columns first"
    assert [access.pieces for access in image.accesses] == [75 * 90, 90, 64]


def test_the_first_images_of_many_are_described(tmp_path, monkeypatch):
    monkeypatch.setattr("outofcore.describe.LISTED", 2)
    with h5py.File(tmp_path / "a.h5", "w") as file:
        for name in "abc":
            file[name] = distinct((3, 4))
    found = describe(tmp_path / "a.h5")
    assert [image.name for image in found.images] == ["a", "b"]
    assert found.notes[0].startswith("3 images or arrays; these are the first 2")


def cut(path, write):
    """Write a file and leave the first three quarters of it."""
    write(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 4])


def test_what_is_cut_in_its_pixels_is_described_with_a_problem(tmp_path):
    cut(tmp_path / "a", lambda path: tifffile.imwrite(path, distinct(), compression="zlib"))
    found = describe(tmp_path / "a")
    assert found.images
    assert "cut short or damaged" in found.problems[0]


DAMAGED = {  # what is written, and words of the error
    "png": (lambda p: p.write_bytes(b"\x89PNG\r\n\x1a\n"), "looks like a PNG image; TIFF, HDF5"),
    "empty": (lambda p: p.write_bytes(b""), "looks like an empty file"),
    "xml": (lambda p: p.write_text("<OME></OME>"), "XML of a 'OME'"),
    "half xml": (lambda p: p.write_text("<SpimData><a>"), "begins like XML"),
    "xml of N5": (lambda p: p.write_text("<SpimData></SpimData>"), "names no HDF5 file"),
    "hdf5": (lambda p: cut(p, write_hdf5), "is a damaged HDF5 file: .*truncated"),
    "npy": (lambda p: cut(p, write_npy), "is not a .npy file that can be read"),
    "tiff": (lambda p: p.write_bytes(b"II*\x00"), "is not a TIFF file that can be read"),
    "zarr": (lambda p: write_damaged_zarr(p), "is damaged"),
    "folder": (lambda p: p.mkdir(), "is a folder that holds nothing"),
    "set": (lambda p: write_zarr(p / "volume.zarr"), r"volume\.zarr in it is Zarr: try"),
}


def write_damaged_zarr(path):
    path.mkdir()
    (path / "zarr.json").write_text('{"zarr_format": 3, "node_type": "array"}')


@pytest.mark.parametrize(("write", "words"), DAMAGED.values(), ids=DAMAGED)
def test_what_cannot_be_described_is_named_for_what_it_is(tmp_path, write, words):
    write(tmp_path / "a")
    with pytest.raises(ValueError, match=words):
        describe(tmp_path / "a")


def test_nothing_is_no_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is nothing at"):
        describe(tmp_path / "a")


def test_one_document_of_json_says_all(tmp_path):
    ngff.write_image(tmp_path / "a", pyramid(), chunks=CHUNKS)
    found = describe(tmp_path / "a")
    said = json.loads(json.dumps(found.as_dict()))
    assert said["kind"] == found.kind
    (image,) = said["images"]
    assert (image["axes"], image["spacing"]) == ("zyx", SPACING)
    assert image["levels"][1]["shape"] == [23, 38, 45]
    assert image["levels"][1]["ratio"] == found.images[0].levels[1].ratio
    plane = found.images[0].accesses[0]
    assert image["accesses"][0]["amplification"] == plane.amplification
    assert image["accesses"][0]["start"] == [11, 0, 0]


DOCUMENTED = (ValueError, OSError, KeyError)
FUZZED = {  # what is described, and which of its files is damaged
    "tiff": ("a.tif", "a.tif"),
    "hdf5": ("a.h5", "a.h5"),
    "bdv": ("b.xml", "b.xml"),
    "npy": ("a.npy", "a.npy"),
    "image": ("a.zarr", "a.zarr/zarr.json"),
    "level": ("a.zarr", "a.zarr/1/zarr.json"),
}


def examine(folder, case):
    """Damage a file, and return how its description ends; it runs in a child process."""
    path, file = (folder / name for name in FUZZED[case["name"]])
    sound = file.read_bytes()
    file.write_bytes(damage(sound, case["damage"]))
    try:
        return outcome(lambda: json.dumps(describe(path).as_dict()), bool, DOCUMENTED)
    finally:
        file.write_bytes(sound)


@pytest.fixture(scope="module")
def child(tmp_path_factory):
    """A process beside a folder with one sound file of each kind."""
    folder = tmp_path_factory.mktemp("sound")
    tiff.write_ome(folder / "a.tif", distinct(), axes="zyx", spacing_um=SPACING)
    write_hdf5(folder / "a.h5")
    write_bdv(folder / "b.xml")
    write_npy(folder / "a.npy")
    ngff.write_image(folder / "a.zarr", pyramid(), chunks=CHUNKS)
    child = Child(__file__, "examine", folder)
    yield child
    child.close()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(how=damages)
@pytest.mark.parametrize("name", FUZZED)
def test_damage_ends_in_words_or_a_description(child, name, how):
    verdict, words = child({"name": name, "damage": how})
    assert not verdict.startswith("odd"), (how, verdict, words)


lengths = st.lists(st.tuples(st.integers(1, 100), st.integers(1, 40)), min_size=2, max_size=4)


@settings(max_examples=60, deadline=None)
@given(lengths, st.booleans())
def test_unpacked_bytes_are_those_of_the_touched_chunks(pairs, clipped):
    shape, chunks = zip(*pairs, strict=True)
    stored = _access.Stored(None, 0)
    for access in _access.plan_accesses(shape, chunks, 2, stored, clipped=clipped):
        region = tuple(map(slice, access.start, np.add(access.start, access.shape)))
        count = 0
        for index in grid.touched_chunks(region, shape, chunks):
            whole = grid.chunk_region(index, shape, chunks)
            sides = [part.stop - part.start for part in whole] if clipped else chunks
            count += math.prod(sides)
        assert access.unpacked_bytes == 2 * count
        assert access.amplification >= 1
