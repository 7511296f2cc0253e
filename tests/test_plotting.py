"""Figures: what they draw can be counted, and each says in words what it shows."""

import numpy as np
import pytest

from outofcore.plotting import (
    plot_bars,
    plot_cells,
    plot_clusters,
    plot_fields,
    plot_file,
    plot_ladder,
    plot_limits,
    plot_memory,
    plot_read,
    plot_scatter,
    plot_tasks,
    show_images,
    show_sections,
    show_slices,
)

PNG = b"\x89PNG"


def areas(picture, panel=0):
    """Return {hatch: area drawn with it} of one panel."""
    found = {}
    for collection in picture.figure.axes[panel].collections:
        boxes = [path.get_extents() for path in collection.get_paths()]
        if collection.get_hatch() and boxes:
            found[collection.get_hatch()] = sum(b.width * b.height for b in boxes)
    return found


def legend(picture):
    return [text.get_text() for text in picture.figure.legends[0].get_texts()]


def test_needed_and_wasted_chunks_have_their_areas():
    picture = plot_read((8, 10), (4, 4), selection=(0, slice(0, 5)), read=[(0, 0), (1, 2)])
    # (0, 0): needed and read; (0, 1): needed, not read; (1, 2): for nothing, cut at the edge
    assert areas(picture) == {"///": 16, "...": 16, "xxx": 8}
    assert legend(picture) == [
        "needed and read", "read for nothing", "needed, not read", "asked for"
    ]  # fmt: skip
    assert "2 of 6 chunks read, 2 needed" in picture.alt


def test_without_reads_the_touched_chunks_are_drawn():
    picture = plot_read((8, 8), (4, 4), selection=(slice(3, 5), 0))
    assert areas(picture) == {"///": 32}
    assert legend(picture) == ["touched", "asked for"]
    assert picture.figure.get_suptitle() == "2 of 4 chunks touched"


def test_three_axes_make_three_panels_with_units():
    picture = plot_read((4, 6, 8), (2, 2, 2), selection=(0, slice(None), 0), read=[(0, 0, 0)])
    labels = [(a.get_xlabel(), a.get_ylabel()) for a in picture.figure.axes]
    assert labels == [
        ("x (voxels)", "y (voxels)"), ("x (voxels)", "z (voxels)"), ("y (voxels)", "z (voxels)")
    ]  # fmt: skip


def test_a_grid_of_a_million_chunks_is_drawn_quickly():
    picture = plot_read((1000, 1000, 1000), (10, 10, 10), selection=np.s_[5, :, :])
    assert areas(picture) == {"///": 1_000_000}
    assert picture.png().startswith(PNG)


def test_a_file_strip_inks_what_was_read():
    picture = plot_file({"a": (2**20, [(0, 2**19)]), "b": (2**20, [(0, 1), (100, 1)])})
    assert "a: 1 reads; b: 2 reads" in picture.alt
    assert picture.png().startswith(PNG)


@pytest.mark.parametrize("log", [True, False])
def test_bars_carry_their_values(log):
    picture = plot_bars(["x", "y"], {"one": [1, 1234], "two": [2.5, 3]}, ylabel="reads", log=log)
    texts = [text.get_text() for text in picture.figure.axes[0].texts]
    assert texts == ["1", "1,234", "2.5", "3"]
    assert "one: x 1, y 1,234; two: x 2.5, y 3" in picture.alt


@pytest.mark.parametrize(("named", "label"), [({}, "limit 3"), ({"limit_name": "raw"}, "raw 3")])
def test_the_line_across_the_bars_has_a_name(named, label):
    picture = plot_bars(["x"], {"one": [1]}, ylabel="reads", limit=3, **named)
    assert [line.get_label() for line in picture.figure.axes[0].lines] == [label]


def test_memory_lines_have_units_and_a_limit():
    traces = {"eager": ([0, 1], [0, 8 * 2**20]), "lazy": ([0, 2], [0, 2**20])}
    picture = plot_memory(traces, limit_bytes=4 * 2**20)
    (axes,) = picture.figure.axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("time (s)", "memory held (MiB)")
    assert [line.get_ydata()[-1] for line in axes.lines] == [8, 1, 4]
    assert "eager: 8.0 MiB; lazy: 1.0 MiB" in picture.alt


def test_limits_show_each_row_beside_one():
    row = {"name": "write", "ratio": 0.5, "samples": [0.4, 0.6], "value": 1.5, "unit": "GB/s"}
    picture = plot_limits([row, row | {"name": "read", "ratio": 1.1, "samples": [1.1]}])
    (axes,) = picture.figure.axes
    assert [bar.get_width() for bar in axes.patches] == [0.5, 1.1]
    assert " 0.50  (1.5 GB/s)" in [text.get_text() for text in axes.texts]
    assert "write: 0.50; read: 1.10" in picture.alt


def test_slices_are_drawn_to_scale():
    picture = show_slices(np.zeros((4, 8, 8)), z=1, y=2, voxel=(3, 1, 1))
    assert [axes.get_aspect() for axes in picture.figure.axes] == [1, 3]


def test_a_picture_shows_itself_with_its_words():
    data, metadata = plot_read((4,) * 2, (2,) * 2, read=[(0, 0)])._repr_mimebundle_()
    assert data["image/png"].startswith(PNG)
    assert (
        'alt="Chunk grid of (4, 4) in chunks of (2, 2): 1 of 4 chunks read."' in data["text/html"]
    )
    assert metadata["image/png"]["alt"] == data["text/plain"]


def test_points_stand_where_they_belong_and_are_named_once():
    series = {"write": {"gzip": (20, 3.0), "lz4": (400, 1.5)}, "read": {"gzip": (100, 3.0)}}
    picture = plot_scatter(series, xlabel="MB/s", ylabel="ratio", lines={"disk": 250})
    (axes,) = picture.figure.axes
    assert [c.get_offsets().tolist() for c in axes.collections] == [
        [[20, 3], [400, 1.5]],
        [[100, 3]],
    ]
    assert [text.get_text() for text in axes.texts] == ["gzip", "lz4"]
    assert legend(picture) == ["write", "read", "disk: 250"]
    assert "gzip 100 3" in picture.alt
    assert "Line: disk 250" in picture.alt


def test_boxes_take_the_look_of_their_owner():
    rows, owners = {"as stored": ["0a", "0b"], "moved": ["0b", "0a"]}, {
        "as stored": [0, 1], "moved": [1, 0]
    }  # fmt: skip
    picture = plot_cells(rows, owners)
    (axes,) = picture.figure.axes
    looks = [(box.get_facecolor(), box.get_hatch()) for box in axes.patches]
    assert looks[0] == looks[3] != looks[1] == looks[2]
    assert [text.get_text() for text in axes.texts] == ["0a", "0b", "0b", "0a"]
    assert "moved: 0b 0a" in picture.alt


def test_images_carry_their_names_and_empty_places_stay_empty():
    images = {name: np.eye(3) for name in "abcde"}
    picture = show_images(images, columns=4, limits=(0, 2))
    panels = picture.figure.axes
    assert [a.get_title() for a in panels] == ["a", "b", "c", "d", "e", "", "", ""]
    assert [len(a.images) for a in panels] == [1] * 5 + [0] * 3
    assert panels[0].images[0].get_clim() == (0, 2)


def test_the_ladder_goes_down_from_the_shortest():
    picture = plot_ladder({"disk": 1e-4, "cache": 2e-9, "memory": 1e-7})
    (axes,) = picture.figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["cache", "memory", "disk"]
    assert axes.get_xscale() == "log"
    rungs = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"]
    assert rungs == [2e-9, 1e-7, 1e-4]
    texts = [text.get_text() for text in axes.texts]
    assert texts == ["2 ns", "1 s", "100 ns", "50 s", "100 µs", "13.9 h", "if the first\ntook 1 s"]
    assert "cache: 2 ns; memory: 100 ns; disk: 100 µs" in picture.alt


def test_meanings_stand_under_their_bytes():
    picture = plot_fields(b"II*\0" + bytes(4), [("order", 2), ("42", 2), ("offset", 4)])
    (axes,) = picture.figure.axes
    boxes = [(box.get_x(), box.get_width(), box.get_y() > 0) for box in axes.patches]
    assert [(x, width) for x, width, below in boxes if below] == [(0, 2), (2, 2), (4, 4)]
    assert [x for x, _, below in boxes if not below] == list(range(8))
    assert "49 49: order; 2a 00: 42; 00 00 00 00: offset" in picture.alt


def test_sections_are_drawn_at_one_size():
    sections = {"few": np.eye(3, 60), "many": np.eye(30, 60), "more": np.eye(60)}
    picture = show_sections(sections, ratio=0.5)
    picture.png()  # lays it out
    sizes = {tuple(np.round(axes.get_position().size, 6)) for axes in picture.figure.axes}
    assert len(sizes) == 1
    assert [len(axes.images) for axes in picture.figure.axes] == [1, 1, 1, 0]


def test_every_point_is_drawn_in_the_look_of_its_cluster():
    points, labels = np.arange(14.0).reshape(7, 2), np.array([0, 3, 3, 1, 2, 2, 2])
    panels = {"all": (points, labels), "some": (points[:3], labels[:3])}
    picture = plot_clusters(panels, xlabel="marker A", ylabel="marker B")
    drawn = [[len(c.get_offsets()) for c in axes.collections] for axes in picture.figure.axes]
    assert drawn == [[1, 1, 3, 2], [1, 0, 0, 2]]
    assert "all: 7 points in 4 clusters; some: 3 points in 2 clusters" in picture.alt
    assert picture.png().startswith(PNG)


def test_every_task_is_a_box_and_every_use_a_line():
    flat = {"blocks": [[], [], []], "sum": [[0, 1, 2]]}
    deep = {"blocks": [[], [], []], "sum": [[0, 1], [2]], "total": [[0, 1]]}
    picture = plot_tasks({"flat": flat, "deep": deep})
    drawn = [(len(axes.patches), len(axes.lines)) for axes in picture.figure.axes]
    assert drawn == [(4, 3), (6, 5)]
    labels = [[t.get_text() for t in axes.get_yticklabels()] for axes in picture.figure.axes]
    assert labels == [["blocks: 3", "sum: 1"], ["blocks: 3", "sum: 2", "total: 1"]]
    assert "flat: 3 blocks, then 1 sum; deep: 3 blocks, then 2 sum, then 1 total" in picture.alt
    assert picture.png().startswith(PNG)
