"""Checks that code asks definitions for properties and does not compare their names.

A solver, a derived column or a format is known by name to its own file alone: no file of src/ or apps/ outside of the folder of
definitions has a comparison such as `solver == "als"`.

Usage: check_names.py ROOT FOLDER...     folders whose files are named like what they define
Prints one line per fault and exits with 1 if there is any.
"""

import re
import sys
from pathlib import Path


def check(root, folders):
    """Yields (path, line number, name)."""
    own = [root / folder for folder in folders]
    names = "|".join(sorted(re.escape(path.stem) for folder in own for path in folder.glob("*.cc")))
    comparison = re.compile(rf'[=!]=\s*"({names})"|"({names})"\s*[=!]=')
    for part in ("src", "apps"):
        for path in sorted((root / part).rglob("*")):
            if path.suffix not in {".h", ".cc"} or path.parent in own:
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if found := comparison.search(line):
                    yield path, number, found[1] or found[2]


def main():
    root = Path(sys.argv[1])
    faults = [
        f"{path.relative_to(root)}:{number}: compares the name '{name}': ask its definition for a property instead"
        for path, number, name in check(root, sys.argv[2:])
    ]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
