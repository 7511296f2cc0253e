"""What a set's folder says about itself: recipe, journal and manifest."""

import contextlib
import hashlib
import json
import os
import shutil

from outofcore import __version__
from outofcore.formats import zarr

RECIPE, JOURNAL, MANIFEST, SCRATCH = "recipe.json", "journal", "manifest.json", ".outofcore-parts"
DIGEST = 4  # bytes of a part's checksum, CRC32C


def found_recipe(folder):
    """Return {"recipe", "version"} of the set in `folder`, or None when there is none of ours."""
    for name in (RECIPE, MANIFEST):
        try:
            with open(folder / name, encoding="utf-8") as file:
                text = file.read() if name == RECIPE else file.readline().rstrip(",\n") + "}"
            found = json.loads(text)
            if isinstance(found["recipe"], dict) and "set" in found["recipe"]:
                return {"recipe": found["recipe"], "version": found.get("version")}
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def is_free(folder):
    """Return whether nothing but the rest of our own first step lies at `folder`."""
    if not folder.exists():
        return True
    return folder.is_dir() and all(entry.name == SCRATCH for entry in folder.iterdir())


def is_whole(path, nbytes, digest=None):
    """Return whether the file at `path` has that size and, where it is given, that checksum."""
    try:
        if path.stat().st_size != nbytes:
            return False
        if digest is None:
            return True
        with open(path, "rb", buffering=0) as file:
            return zarr.checksum(file) == digest.hex()
    except OSError:  # missing, a folder, or a disk that cannot read it
        return False


def has_leftovers(folder):
    """Return whether an interrupted run left something to tidy up."""
    return (folder / JOURNAL).exists() or (folder / SCRATCH).exists()


def get_digest(digests, i):
    """Return the checksum of part number `i` from the row of all."""
    return bytes(digests[i * DIGEST : (i + 1) * DIGEST])


def put_digest(digests, i, digest):
    """Put the checksum of part number `i` in the row of all."""
    digests[i * DIGEST : (i + 1) * DIGEST] = digest


def begin(plan, digests, todo):
    """Write the recipe, and a fresh journal of what is known; a torn last line goes this way."""
    scratch = plan.folder / SCRATCH
    header = {"recipe": plan.recipe, "version": __version__}
    text = json.dumps(header, indent=2, sort_keys=True) + "\n"
    zarr.write_file(plan.folder / RECIPE, text.encode(), scratch=scratch, durable=True)
    (plan.folder / MANIFEST).unlink(missing_ok=True)  # it was damaged, or there is none
    with open(scratch / JOURNAL, "w", encoding="utf-8") as file:
        for i, wanted in enumerate(todo):
            if not wanted:
                file.write(f"{i} {get_digest(digests, i).hex()}\n")
    os.replace(scratch / JOURNAL, plan.folder / JOURNAL)


def remove_set(folder):
    """Remove what we made in `folder`, and nothing else."""
    name = found_recipe(folder)["recipe"]["set"]
    for file in (MANIFEST, JOURNAL):
        (folder / file).unlink(missing_ok=True)
    shutil.rmtree(folder / f"{name}.zarr", ignore_errors=True)
    shutil.rmtree(folder / SCRATCH, ignore_errors=True)
    (folder / RECIPE).unlink(missing_ok=True)  # last: until then the folder is known as ours


def write_manifest(plan, digests):
    """Write the manifest: one JSON document, a line for each part, and a checksum over itself."""
    total, temporary = hashlib.sha256(), plan.folder / SCRATCH / MANIFEST
    with open(temporary, "wb") as file:
        for line in _manifest_lines(plan, digests):
            total.update(line)
            file.write(line)
        file.write(f'"sha256": "{total.hexdigest()}"}}\n'.encode())
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, plan.folder / MANIFEST)
    _sync_folder(plan.folder)


def _manifest_lines(plan, digests):
    header = json.dumps({"recipe": plan.recipe, "version": __version__}, sort_keys=True)
    yield f"{header[:-1]},\n".encode()
    end = '"parts": ['
    for i, part in enumerate(plan.parts):
        yield f"{end}\n".encode()
        yield json.dumps([part.key, part.nbytes, get_digest(digests, i).hex()]).encode()
        end = ","
    yield b"\n],\n"


def read_manifest(plan, digests):
    """Fill `digests` from the manifest; return what is wrong with it, "" when nothing is."""
    parts, total, i = plan.parts, hashlib.sha256(), 0
    try:
        with open(plan.folder / MANIFEST, "rb") as file:
            for line in file:
                if line.startswith(b'"sha256"'):
                    whole = json.loads(b"{" + line)["sha256"] == total.hexdigest()
                    return "" if whole and i == len(parts) else "its own checksum does not fit"
                total.update(line)
                if line.startswith(b'["'):
                    key, _, digest = json.loads(line.rstrip(b",\n"))
                    if key != parts[i].key:
                        return f"part {i} should be {parts[i].key}, not {key}"
                    put_digest(digests, i, bytes.fromhex(digest))
                    i += 1
    except (OSError, ValueError, IndexError, KeyError, TypeError) as error:
        return str(error)
    return "its end is missing"


def read_journal(plan, digests, todo):
    """Mark the parts that the journal calls done and that lie there in full size."""
    with contextlib.suppress(OSError), open(plan.folder / JOURNAL, encoding="utf-8") as file:
        parts = plan.parts
        for line in file:
            with contextlib.suppress(ValueError, IndexError):
                number, digest = line.split()
                i, known = int(number), bytes.fromhex(digest)
                part = parts[i]
                if len(known) == DIGEST and is_whole(plan.folder / part.key, part.nbytes):
                    put_digest(digests, i, known)
                    todo[i] = 0


def _sync_folder(folder):
    with contextlib.suppress(OSError):  # some systems cannot
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
