"""Hand-ins that take all there is: time, memory, disk, output; each costs itself alone."""

import pytest

from grading.hostile.world import check_hostile, hostiles


@pytest.mark.parametrize("case", hostiles("resources"))
def test_it_costs_only_its_own_points(world, case):
    check_hostile(world, case)
