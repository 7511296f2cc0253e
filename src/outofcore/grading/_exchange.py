"""nbgrader's two ways of collecting, with the guard in them: the exchange, and zip_collect."""

import os
import shutil
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.plugins import ExtractorPlugin

from outofcore.grading._archive import unpack
from outofcore.grading._files import FileLimits, RejectedFiles, read_folder, shown
from outofcore.grading.collect import REJECTED_LIST


def copy_folder(source, dest, limits=None, *, first=None):
    """Copy what may be used of a hand-in to the new folder `dest`; return what may not.

    `first` names the file that is copied before all others.

    No link is followed, no pipe opened. What was left out stands in `rejected-files.txt` there, so
    that grading marks the hand-in.
    """
    try:
        found = read_folder(source, limits or FileLimits(), first=first)
    except RejectedFiles as error:
        found = None
        problems = [str(error)]
    else:
        problems = found.problems
        if found.files.pop(REJECTED_LIST, None) is not None:
            problems.append(f"{REJECTED_LIST} was left out: the name is ours")
    dest = Path(dest)
    dest.mkdir(parents=True)
    for name, data in (found.files if found else {}).items():
        (dest / name).parent.mkdir(parents=True, exist_ok=True)
        (dest / name).write_bytes(data)
    if problems:
        (dest / REJECTED_LIST).write_text("\n".join(problems) + "\n")
    return problems


class GuardedCollect(ExchangeCollect):
    """nbgrader's `collect`, whose copying takes plain files only."""

    def do_copy(self, src, dest, log=None):
        """Copy one hand-in out of the exchange."""
        for problem in copy_folder(src, dest, first=f"{self.coursedir.assignment_id}.ipynb"):
            self.log.warning("%s: %s", src, problem)
        if self.coursedir.groupshared:
            for folder, _, names in os.walk(dest):
                for path in (folder, *(os.path.join(folder, name) for name in names)):
                    os.chmod(path, os.stat(path).st_mode | 0o660)


class GuardedExtractor(ExtractorPlugin):
    """nbgrader's extractor for zip_collect, with `unpack` for the archives.

    An archive inside an archive stays packed. An archive that is refused is named in the log and
    leaves a folder with `rejected-files.txt` in it.
    """

    def extract(self, archive_path, extracted_path):
        """Extract or copy everything in `archive_path` to `extracted_path`."""
        for folder, _, names in os.walk(archive_path):
            to = Path(extracted_path) / Path(folder).relative_to(archive_path)
            to.mkdir(parents=True, exist_ok=True)
            for name in sorted(names):
                self._extract_one(Path(folder) / name, to)

    def _extract_one(self, path, folder):
        if path.is_symlink() or not path.is_file():
            self.log.warning("%s was left out: it is no plain file", shown(str(path)))
        elif path.suffix in self.zip_ext:
            dest = folder / path.name.removesuffix(path.suffix).removesuffix(".tar")
            self.log.info("Extracting %s to %s", path, dest)
            try:
                unpack(path, dest)
            except RejectedFiles as error:
                self.log.error("%s was not extracted: %s", path, error)
                dest.mkdir(exist_ok=True)
                (dest / REJECTED_LIST).write_text(f"{shown(path.name)}: {error}\n")
        else:
            self.log.info("Copying %s to %s", path, folder)
            shutil.copyfile(path, folder / path.name, follow_symlinks=False)
