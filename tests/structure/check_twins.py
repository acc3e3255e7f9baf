"""Checks that no type of the library is defined twice (the rule of one definition).

Two structs of one name in namespace interplay, in two files, link without a word and break where one file's code is
used with the other's. Types of unnamed namespaces and of functions are their file's own.

Usage: check_twins.py ROOT
Prints one line per twin and exits with 1 if there is any.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

FOLDERS = ("include", "src", "apps")
COMMENT_OR_TEXT = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)
WORDS = re.compile(r"(?P<brace>[{}])|\bnamespace\b(?P<space>[^{;=]*)(?={)|"
                   r"\b(?:struct|class|union|enum\s+class|enum)\s+(?P<name>[A-Za-z_][\w:]*)\s*(?:final\s*)?(?::[^{};]*)?(?={)")


def definitions(text):
    """Yields the names, with their namespaces, of types defined outside of unnamed namespaces, functions and types."""
    scopes, opened = [], None  # a scope is the name of a namespace, "" where unnamed, None for any other braces
    for word in WORDS.finditer(COMMENT_OR_TEXT.sub(" ", text)):
        if word["brace"] == "{":
            scopes.append(opened)
            opened = None
        elif word["brace"] == "}":
            if scopes:
                scopes.pop()
        elif word["space"] is not None:
            opened = (word["space"].split() or [""])[-1]  # without INTERPLAY_API
        elif all(scopes):
            yield "::".join([*scopes, word["name"]])


def twins(root):
    """Yields (name, paths) of types defined in several files."""
    places = defaultdict(list)
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".h", ".cc"}:
                for name in definitions(path.read_text(encoding="utf-8")):
                    places[name].append(str(path.relative_to(root)))
    return sorted((name, paths) for name, paths in places.items() if len(paths) > 1)


def main():
    found = twins(Path(sys.argv[1]))
    for name, paths in found:
        print(f"{name} is defined in {' and in '.join(paths)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
