"""An HDF5 file opened in JupyterLab shows its tree, its attributes and a plane: h5web."""

import h5py

from outofcore.datasets.volume import Volume


def test_a_file_shows_its_tree_and_a_plane(lab, screenshot):
    nuclei = Volume((12, 80, 100), seed=3)[:]
    with h5py.File(lab.root / "embryo.h5", "w") as file:
        dataset = file.create_dataset("raw/nuclei", data=nuclei, chunks=(4, 40, 50))
        dataset.attrs["voxel_um"] = (1.5, 0.5, 0.5)
    page = lab.page("embryo.h5")
    page.get_by_title("embryo.h5").first.dblclick()
    page.get_by_role("treeitem", name="raw").click()
    page.get_by_role("treeitem", name="nuclei").click()
    page.locator("canvas").first.wait_for()
    page.wait_for_load_state("networkidle")
    screenshot(page, "h5web-plane")
    page.get_by_role("tab", name="Inspect", exact=True).click()
    page.get_by_text("voxel_um", exact=True).wait_for()
    screenshot(page, "h5web-inspect")
    told = page.get_by_test_id("h5w-main-area").inner_text()
    assert "12 x 80 x 100" in told
    assert "4 x 40 x 50" in told
    with h5py.File(lab.root / "embryo.h5", "r+") as file:  # the viewer keeps nothing open
        file.attrs["seen"] = True
    page.close()
