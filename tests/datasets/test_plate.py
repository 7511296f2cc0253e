import json
import os
import subprocess
import sys

import numpy as np
import pytest
from scipy import ndimage

from outofcore.datasets.plate import Plate

SMALL = Plate(fields=2, planes=31, side=300, seed=3)


def test_every_block_is_a_part_of_its_images():
    whole = np.stack([SMALL[14:16, 1, c, 14:17] for c in range(3)], axis=1)
    for y, x in [(slice(0, 1), slice(0, 300)), (slice(37, 251), slice(99, 100))]:
        part = SMALL.block((slice(14, 16), slice(1, 2), slice(0, 3), slice(14, 17), y, x))
        np.testing.assert_array_equal(part[:, 0], whole[..., y, x], strict=True)


def test_an_image_is_found_by_name():
    image = SMALL.image(well="B07", field=1, z=15, channel="reporter")
    np.testing.assert_array_equal(image, SMALL[24 + 6, 1, 2, 15])
    assert SMALL.wells[30].name == "B07"
    more = Plate(fields=9, planes=31, side=300, seed=3)
    np.testing.assert_array_equal(more.image(well="B07", field=1, z=15, channel=2), image)


def test_no_two_images_are_alike():
    images = [SMALL[0, 0, 0, 15], SMALL[1, 0, 0, 15], SMALL[0, 1, 0, 15], SMALL[0, 0, 0, 16]]
    images += [SMALL[0, 0, 1, 15], Plate(fields=2, planes=31, side=300, seed=4)[0, 0, 0, 15]]
    for n, one in enumerate(images):
        for other in images[:n]:
            assert np.mean(one == other) < 0.1


def measured(plate, well):
    """Return (nuclei, their median area, the reporter's light in them) of a well, from pixels."""
    counts, areas, light = 0, [], []
    for field in range(plate.fields):
        nuclei = plate.image(well=well, field=field, z=plate.planes // 2, channel="nuclei")
        reporter = plate.image(well=well, field=field, z=plate.planes // 2, channel="reporter")
        labels, count = ndimage.label(ndimage.uniform_filter(nuclei.astype(float), 3) > 400)
        counts += count
        areas += np.bincount(labels.ravel())[1:].tolist()
        light.append(np.median(reporter[labels > 0]) - np.median(reporter[labels == 0]))
    return counts, np.median(areas), np.mean(light)


def test_what_was_done_to_a_well_can_be_found_in_its_pixels():
    plate = Plate(fields=2, planes=31, side=500, seed=3)
    normal = np.median([measured(plate, name) for name in ("A01", "D02", "P01")], axis=0)
    seen = set()
    for well in plate.wells[3::5]:
        count, area, light = measured(plate, well.name) / normal
        found = {"fewer": count < 0.6, "large": area > 1.4, "bright": light > 1.8}
        effects = {"none": [], "all": list(found)}.get(well.effect, [well.effect])
        assert [name for name, yes in found.items() if yes] == [e for e in found if e in effects], (
            well
        )
        seen.add(well.effect)
    assert seen == {"none", "fewer", "bright", "large", "all"}


def test_cells_are_where_the_truth_says():
    z, y, x = SMALL.cells("C05", 1).T
    image = SMALL.image(well="C05", field=1, z=15, channel="nuclei")
    smooth = ndimage.uniform_filter(image.astype(float), 3)
    assert np.all(smooth[y, x] > 400)
    _, count = ndimage.label(smooth > 400)
    assert abs(count - len(z)) <= 0.25 * len(z)  # some lie across the border
    assert np.all(abs(z - 15) <= 3)


def test_cells_fade_out_of_focus():
    planes = [SMALL[0, 0, 0, z].std() for z in (0, 8, 15)]
    assert planes[0] < 0.5 * planes[1] < planes[2]


def test_the_plate_map():
    wells = Plate().wells
    names = [well.name for well in wells]
    assert (len(set(names)), names[0], names[-1]) == (384, "A01", "P24")
    roles = [well.role for well in wells]
    assert (roles.count("negative"), roles.count("positive")) == (32, 32)
    hits = [well for well in wells if well.role == "sample" and well.effect != "none"]
    assert 16 < len(hits) < 50
    assert Plate(seed=1).wells != wells


def test_a_recipe_makes_the_plate_again():
    assert Plate.from_recipe(json.loads(json.dumps(SMALL.recipe()))) == SMALL


@pytest.mark.parametrize(
    ("request_", "error", "message"),
    [
        ({"well": "Q01"}, ValueError, "well 'Q01' is not one of A01 to P24"),
        ({"channel": "dna"}, ValueError, "channel 'dna' is not one of nuclei, bodies, reporter"),
        ({"field": 2}, IndexError, "position 2 is outside of axis 1 of length 2"),
        ({"z": 31}, IndexError, "position 31 is outside of axis 3"),
    ],
)
def test_wrong_requests_are_named(request_, error, message):
    with pytest.raises(error, match=message):
        SMALL.image(**{"well": "A01", "field": 0, "z": 0, "channel": 0, **request_})


@pytest.mark.parametrize("name", ["fields", "planes", "side"])
def test_wrong_parameters_are_named(name):
    with pytest.raises(ValueError, match=f"{name} 0 is not from 1"):
        Plate(**{name: 0})
    with pytest.raises(TypeError, match=f"{name} 1.5 is not an integer"):
        Plate(**{name: 1.5})


# Pinned: must hold on every machine, for ever. A new look is a new data set.
PINNED = "733fcd5d389dc605"
PRINT_DIGEST = """
import hashlib
from outofcore.datasets.plate import Plate
block = Plate(fields=2, planes=31, side=500, seed=2**63 + 5)[37, 1, :, 15, 200:230, 190:217]
print(hashlib.sha256(block.astype("<u2").tobytes()).hexdigest()[:16])
"""


@pytest.mark.parametrize(
    "without_compiler",
    [
        "0",  # the same kernels in another process
        "1",  # plain Python and NumPy scalars: a compiler's liberties would show
    ],
)
def test_another_process_makes_the_pinned_bytes(without_compiler):
    run = subprocess.run(
        [sys.executable, "-W", "ignore:overflow:RuntimeWarning", "-c", PRINT_DIGEST],
        env={**os.environ, "NUMBA_DISABLE_JIT": without_compiler},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    assert run.stdout.strip() == PINNED
