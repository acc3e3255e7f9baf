"""How the site is built from this folder: `make docs`, which leaves it in build/docs."""

import os
import pathlib
import re
import subprocess
import sys

DOCS = pathlib.Path(__file__).parent
ROOT = DOCS.parent
BUILT = ROOT / "build" / "docs-work"
HEADERS = DOCS / "reference" / "cpp"

project = "Interplay"
author = "the authors of Interplay"
copyright = author
release = re.search(r'INTERPLAY_VERSION "([\d.]+)"', (ROOT / "include/interplay/version.h").read_text()).group(1)
root_doc = "index"
extensions = ["myst_nb", "breathe", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["README.md", "requirements.txt"]
html_theme = "furo"
html_title = f"Interplay {release}"
html_static_path = []
myst_heading_anchors = 3
myst_enable_extensions = ["dollarmath"]
breathe_projects = {"interplay": str(BUILT / "xml")}
breathe_default_project = "interplay"
breathe_show_include = False
nb_execution_mode = "off"  # tests/python/test_notebooks.py runs them
autodoc_default_options = {"member-order": "bysource", "exclude-members": "set_fit_request, set_predict_request, "
                           "set_partial_fit_request, set_score_request, get_metadata_routing"}
autodoc_class_signature = "separated"  # options stand under "Parameters", with their meaning
autodoc_typehints = "none"
napoleon_google_docstring = False
# Each header's page opens the namespace again, which Sphinx takes for a second declaration.
# The pages of routes are long lists, whose headings skip a level.
suppress_warnings = ["duplicate_declaration.cpp", "myst.header"]


def read_headers(app):
    """Runs Doxygen over the public headers, and gives each one a page."""
    BUILT.mkdir(parents=True, exist_ok=True)
    subprocess.run(["doxygen", str(DOCS / "Doxyfile")], cwd=ROOT, check=True)
    HEADERS.mkdir(exist_ok=True)
    headers = sorted((ROOT / "include" / "interplay").glob("*.h")) + [ROOT / "include" / "interplay.h"]
    pages = {}
    for header in headers:
        name = header.relative_to(ROOT / "include").as_posix()
        title = f"``{name}``"
        pages[name.replace("/", "-").removesuffix(".h") + ".rst"] = (
            f"{title}\n{'=' * len(title)}\n\n.. doxygenfile:: {header.name}\n"
            "   :sections: briefdescription detaileddescription innernamespace innerclass enum typedef func var"
            " public-type public-func public-static-func public-attrib public-static-attrib user-defined define\n"
        )
    for stale in set(path.name for path in HEADERS.glob("*.rst")) - set(pages):
        (HEADERS / stale).unlink()
    for name, text in pages.items():
        path = HEADERS / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


def link_to_the_tree(app, docname, source):
    """Pages of the tree outside of this folder are pages of the site."""
    source[0] = source[0].replace("](../CONTRIBUTING.md", "](contributing.md").replace(
        "](decisions)", "](decisions/index.rst)")


def describe_parameters(app, what, name, obj, options, lines):
    """Docstrings say "rank : int, default 32. Length of vectors." in a line; NumPy's style has a line for each of the two."""
    result = []
    for index, line in enumerate(lines):
        entry = re.match(r"(\w+(?:, \w+)*) : (.+)", line)
        if entry and (of_kind := re.match(r"([^.]*\bdefault (?:'[^']*'|\S+))\. (.+)", entry.group(2))):
            result += [f"{entry.group(1)} : {of_kind.group(1)}", f"    {of_kind.group(2)}"]
        elif entry and (". " in line or not lines[index + 1 : index + 2] or not lines[index + 1].startswith("  ")):
            result += [entry.group(1), f"    {entry.group(2)}"]
        else:
            result.append(line)
    lines[:] = result


def setup(app):
    app.connect("autodoc-process-docstring", describe_parameters, priority=400)  # before napoleon
    app.connect("builder-inited", read_headers)
    app.connect("source-read", link_to_the_tree)
