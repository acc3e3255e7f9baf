"""Checks that the files of a folder can be compiled as one.

Two files of a folder may not define the same variable or type, or a function with the same parameters, in unnamed
namespaces. Builds of developers compile file by file and would never notice. The sources are formatted, so that what a
namespace holds begins in the first column, and its end is commented.

Usage: check_unnamed.py ROOT [EXCLUDED_FOLDER...]
Prints one line per name and exits with 1 if there is any.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

FOLDERS = ("src", "apps", "tests")
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
TEXT = re.compile(r'"(?:\\.|[^"\\\n])*"')
NAMED = re.compile(r"^namespace (?:[A-Z_]+ )?([\w:]+) \{$", re.M)
UNNAMED = re.compile(r"^namespace \{\n(.*?)^\}  // namespace$", re.S | re.M)
# From the first column to the brace of a body or the end of a statement.
OTHER = r"template|using namespace|TEST|RC_|INSTANTIATE|HWY|namespace|static_assert|extern"
START = re.compile(rf"^(?!{OTHER})[A-Za-z_][^;{{}}]*?(?:[;{{]|=)", re.M)
TYPE = re.compile(r"(?:struct|class|enum class|enum|union) (\w+)[^;]*\{$")
FUNCTION = re.compile(r"[^(]*?([\w:]+)\((.*)\)(?: const| noexcept|->.*| requires.*)*\s*\{$", re.S)
VARIABLE = re.compile(r"(\w+)(?:\[[^\]]*\])*\s*[=;{]$")
FURTHER = re.compile(r"\s*(\w+)(?:\[[^\]]*\])* =")
KEYWORD = ("if", "for", "while", "switch", "return", "case", "else", "do", "goto", "using", "typedef")


def parts(text):
    """Splits at the commas that are in no brackets."""
    depth, start, found = 0, 0, []
    for place, character in enumerate(text):
        depth += (character in "<([{") - (character in ">)]}")
        if character == "," and depth == 0:
            found.append(text[start:place])
            start = place + 1
    return [*found, text[start:]]


def signature(parameters):
    """The types of the parameters, as they are written; calls do not tell references and constants from values."""
    types = []
    for parameter in parts(" ".join(parameters.split())):
        words = parameter.split("=")[0].strip()
        named = re.match(r"(.+[\s&*>])\w+$", words)
        types.append(named[1] if named and named[1].strip() not in ("const", "unsigned", "struct") else words)
    return ",".join(re.sub(r"\bconst\b|[&\s]", "", kind) for kind in types)


def definitions(text):
    """Yields the names that the unnamed namespaces at the top level define; functions with their parameters."""
    for namespace in UNNAMED.finditer(text):
        outer = NAMED.findall(text, 0, namespace.start())
        within = "::".join([*outer, ""])
        body = TEXT.sub('""', COMMENT.sub("", namespace[1]))
        for start in START.finditer(body):
            statement = start[0]
            if statement.split(None, 1)[0] in KEYWORD:
                continue
            if found := TYPE.match(statement):
                yield within + found[1]
            elif found := FUNCTION.match(statement):
                if "::" not in found[1]:  # A::f is no new name
                    yield f"{within}{found[1]}({signature(found[2])})"
            elif "(" not in statement and (found := VARIABLE.search(statement)):
                yield within + found[1]
                if statement.endswith("="):  # and those after it: constexpr int a = 1, b = 2;
                    rest = parts(body[start.end():].split(";", 1)[0])[1:]
                    yield from (within + more[1] for part in rest if (more := FURTHER.match(part)))


def shared(root, excluded):
    """Yields (folder, name, files) of names that several files of a folder define."""
    for top in FOLDERS:
        for folder in sorted(path for path in [root / top, *(root / top).rglob("*")] if path.is_dir()):
            if str(folder.relative_to(root)) in excluded:
                continue
            places = defaultdict(list)
            for path in sorted(folder.glob("*.cc")):
                for name in sorted(set(definitions(path.read_text(encoding="utf-8")))):
                    places[name].append(path.name)
            for name, files in sorted(places.items()):
                if len(files) > 1:
                    yield str(folder.relative_to(root)), name, files


def main():
    found = list(shared(Path(sys.argv[1]), sys.argv[2:]))
    for folder, name, files in found:
        print(f"{folder}: {name} is defined in {' and in '.join(files)}, which may be compiled as one: "
              "give it two names, or one home")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
