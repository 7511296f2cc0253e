"""`unpack`: a zip or tar archive, with nothing in it taken on trust."""

import shutil
import stat
import tarfile
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path

from outofcore.grading._files import FileLimits, RejectedFiles, is_ignored, name_problem, shown
from outofcore.units import MIB, format_bytes

BLOCK = MIB
# What zipfile and tarfile raise for damaged archives; a cut gzip header is a TypeError in 3.11.
DAMAGE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, TypeError, ValueError)
SMALL = MIB  # below this, a high ratio of packing is no bomb


def unpack(archive, dest, limits=None):
    """Extract a .zip, .tar or .tar.gz into the new folder `dest`: all of it or nothing.

    Parameters
    ----------
    archive : path
    dest : path
        A folder that does not exist; its parent does.
    limits : FileLimits, optional

    Raises
    ------
    RejectedFiles
        Says why the archive was not taken: paths that lead out of the folder, links, devices,
        encryption, names that occur twice, more files or bytes than `limits`, or damage.
    """
    archive, dest, limits = Path(archive), Path(dest), limits or FileLimits()
    if dest.exists() or dest.is_symlink():
        raise FileExistsError(f"{dest} exists; give a folder that does not")
    beside = Path(tempfile.mkdtemp(prefix=f".{dest.name[:40]}-", dir=dest.parent))
    try:
        with _members(archive, limits) as members:
            _extract(members, beside, limits, archive.stat().st_size)
        beside.chmod(0o755)
        beside.rename(dest)
    except RejectedFiles:
        raise
    except (*DAMAGE, OSError) as error:
        raise RejectedFiles(
            f"the archive is damaged, or none ({type(error).__name__}: {error})"
        ) from None
    except (NotImplementedError, RuntimeError) as error:
        raise RejectedFiles(f"the archive cannot be opened: {error}") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


@contextmanager
def _members(archive, limits):
    """Return an iterator of (path, open) of the archive's files."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as file:
            yield _zip_members(file, limits)
    else:
        with tarfile.open(archive, mode="r|*") as file:  # a stream: one member at a time
            yield _tar_members(file, limits)


def _zip_members(file, limits):
    infos = file.infolist()
    if len(infos) > 10 * limits.files:
        raise RejectedFiles(f"the archive has {len(infos)} entries")
    for info in infos:
        if info.is_dir():
            continue
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise RejectedFiles(f"{shown(info.filename)} is a link or a device")
        if info.flag_bits & 1:
            raise RejectedFiles(f"{shown(info.filename)} is encrypted")
        yield info.filename, lambda info=info: file.open(info)


def _tar_members(file, limits):
    for number, info in enumerate(file):
        if number > 10 * limits.files or info.size > limits.file_bytes:  # never skip through a bomb
            raise RejectedFiles("the archive has too many entries, or one that is too large")
        if info.isdir():
            continue
        if not info.isreg() or info.issparse():
            raise RejectedFiles(f"{shown(info.name)} is a link, a device or a sparse file")
        yield info.name.removeprefix("./"), lambda info=info: file.extractfile(info)


def _extract(members, folder, limits, packed_bytes):
    """Write every member below `folder`, counting what really comes out, not what it says."""
    taken, total = set(), 0
    for name, open_member in members:
        if why := name_problem(name, limits):
            raise RejectedFiles(f"{shown(name)}: {why}")
        if is_ignored(name):
            continue
        if name.casefold() in taken:
            raise RejectedFiles(f"{shown(name)} occurs twice")
        taken.add(name.casefold())
        if len(taken) > limits.files:
            raise RejectedFiles(f"the archive has more than {limits.files} files")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        size = 0
        with open_member() as source, open(path, "xb") as target:
            while block := source.read(BLOCK):
                size, total = size + len(block), total + len(block)
                _check_size(name, size, total, packed_bytes, limits)
                target.write(block)


def _check_size(name, size, total, packed_bytes, limits):
    if size > limits.file_bytes:
        raise RejectedFiles(f"{shown(name)} has more than {format_bytes(limits.file_bytes)}")
    if total > limits.total_bytes:
        raise RejectedFiles(f"the archive holds more than {format_bytes(limits.total_bytes)}")
    if total > SMALL + limits.ratio * packed_bytes:
        raise RejectedFiles(f"more than {limits.ratio} bytes come out for each in the archive")
