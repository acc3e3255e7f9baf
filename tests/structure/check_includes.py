"""Checks that includes respect the structure of the project.

- A file of src/<floor> or tests/<floor> includes only from its own floor and the floors below.
- A file of apps/ or python/ includes, of this project, only its own files and interplay/*.h.
- A header of include/ includes only the standard library and interplay/*.h.

Usage: check_includes.py ROOT FLOOR...     floors from the lowest to the highest
Prints one line per fault and exits with 1 if there is any.
"""

import re
import sys
from pathlib import Path

SOURCES = {".h", ".hpp", ".cc", ".cpp"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
STANDARD = re.compile(r"[a-z0-9_]+|stddef\.h")  # <vector>, <cstdint>: no dot, no folder, but for what C needs


def files_under(folder):
    return sorted(p for p in folder.rglob("*") if p.suffix in SOURCES and p.is_file())


def includes(path):
    """Yields (line number, bracket, included path)."""
    text = path.read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            yield number, found[1], found[2]


def check_floor_file(path, floor, floors):
    for number, _, name in includes(path):
        first = name.split("/")[0]
        if first == "..":
            yield number, f"includes '{name}': write the path from src/ instead"
        elif first in floors and "/" in name and floors.index(first) > floors.index(floor):
            yield number, f"includes '{name}': floor '{first}' is above floor '{floor}'"


def check_user_file(path, part, root, floors):
    for number, _, name in includes(path):
        own = (path.parent / name).is_file() or (root / part / name).is_file()
        if own and ".." not in name.split("/"):
            continue
        first = name.split("/")[0]
        if ".." in name.split("/") or ("/" in name and first in floors) or (root / "src" / name).is_file():
            yield number, f"includes '{name}': {part}/ may use only interplay/*.h of this project"


def check_public_header(path):
    for number, bracket, name in includes(path):
        if name.startswith("interplay/") and ".." not in name.split("/"):
            continue
        if not (bracket == "<" and STANDARD.fullmatch(name)):
            yield number, f"includes '{name}': a public header may use only the standard library and interplay/"


def check(root, floors):
    """Yields (path, line number, what is wrong)."""
    for path in files_under(root / "src"):
        parts = path.relative_to(root / "src").parts
        if parts[0] not in floors or len(parts) < 2:
            yield path, 1, f"is in no floor; the floors are {', '.join(floors)}"
            continue
        yield from ((path, *fault) for fault in check_floor_file(path, parts[0], floors))
    for floor in floors:
        for path in files_under(root / "tests" / floor):
            yield from ((path, *fault) for fault in check_floor_file(path, floor, floors))
    for part in ("apps", "python"):
        for path in files_under(root / part):
            yield from ((path, *fault) for fault in check_user_file(path, part, root, floors))
    for path in files_under(root / "include"):
        yield from ((path, *fault) for fault in check_public_header(path))


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    root = Path(arguments[0])
    faults = list(check(root, arguments[1:]))
    for path, number, fault in faults:
        print(f"{path.relative_to(root)}:{number}: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
