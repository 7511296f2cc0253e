"""Draw course/images/read.png, the README's picture: a thin read, and what it drags along."""

from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from outofcore import grid
from outofcore.datasets.volume import Volume
from outofcore.plotting import BLUE

SHAPE, CHUNKS = (48, 320, 640), (16, 64, 64)
TARGET = Path(__file__).resolve().parent.parent / "course" / "images" / "read.png"


def main():
    """Draw the picture."""
    figure = Figure(figsize=(9, 4.6), layout="constrained")
    axes = figure.subplots()
    axes.imshow(Volume(shape=SHAPE, seed=3)[24, :, :], cmap="gray", vmax=2500)
    x = 300
    left = x // CHUNKS[2] * CHUNKS[2]
    style = {"facecolor": (0, 0.45, 0.7, 0.35), "edgecolor": "#9BCBEB", "hatch": "///"}
    axes.add_patch(Rectangle((left, 0), CHUNKS[2], SHAPE[1], **style))
    axes.vlines(range(0, SHAPE[2], CHUNKS[2]), 0, SHAPE[1] - 1, color=BLUE, linewidth=0.8)
    axes.hlines(range(0, SHAPE[1], CHUNKS[1]), 0, SHAPE[2] - 1, color=BLUE, linewidth=0.8)
    axes.axvline(x, color="white", linewidth=2)
    view = (slice(None), slice(None), x)
    times = grid.read_amplification(view, SHAPE, CHUNKS)
    axes.set_title(
        f"asked for: the white line, through all planes. Read: {times:.0f} times as much",
        fontsize=12,
    )
    axes.set(xlabel="x (voxels)", ylabel="y (voxels)", xlim=(0, SHAPE[2]), ylim=(SHAPE[1], 0))
    figure.savefig(TARGET, dpi=80, metadata={"Software": None})


if __name__ == "__main__":
    main()
