"""Tests of check_includes.py on small trees."""

import tempfile
import unittest
from pathlib import Path

from check_includes import check

FLOORS = ["base", "data", "model"]


class CheckIncludes(unittest.TestCase):
    def faults(self, files):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for name, text in files.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return [f"{path.relative_to(root)}:{line}" for path, line, _ in check(root, FLOORS)]

    def test_downward_and_foreign_includes_are_fine(self):
        self.assertEqual([], self.faults({
            "src/base/a.h": "#include <vector>\n",
            "src/model/a.cc": '#include "model/a.h"\n#include "base/a.h"\n#include <tbb/model.h>\n',
            "src/model/b.cc": '#include "interplay/error.h"\n#include "c.h"\n',
            "tests/model/a_test.cc": '#include "base/a.h"\n#include <gtest/gtest.h>\n',
        }))

    def test_upward_includes_are_found(self):
        self.assertEqual(["src/base/a.cc:2", "src/data/b.h:1"], self.faults({
            "src/base/a.cc": '#include <vector>\n#include "model/a.h"\n',
            "src/data/b.h": "  #  include <model/a.h>\n",
        }))

    def test_upward_includes_of_tests_are_found(self):
        self.assertEqual(["tests/base/a_test.cc:1"], self.faults({
            "tests/base/a_test.cc": '#include "data/a.h"\n',
            "tests/contract/all_test.cc": '#include "model/a.h"\n',
        }))

    def test_paths_with_dots_are_found(self):
        self.assertEqual(["src/base/a.cc:1"], self.faults({"src/base/a.cc": '#include "../model/a.h"\n'}))

    def test_sources_outside_the_floors_are_found(self):
        self.assertEqual(["src/a.cc:1", "src/stray/a.cc:1"],
                         self.faults({"src/a.cc": "", "src/stray/a.cc": ""}))

    def test_programs_use_the_public_interface_only(self):
        self.assertEqual(["apps/main.cc:4", "apps/main.cc:5", "python/bind.cpp:1"], self.faults({
            "src/base/a.h": "",
            "apps/verbs.h": "",
            "apps/main.cc": '#include "interplay/error.h"\n#include "verbs.h"\n#include <CLI/CLI.hpp>\n'
                            '#include "base/a.h"\n#include "../src/base/a.h"\n',
            "python/bind.cpp": "#include <base/a.h>\n",
        }))

    def test_public_headers_use_the_standard_library_only(self):
        self.assertEqual(["include/interplay/a.h:3", "include/interplay/a.h:4", "include/interplay/a.h:5"],
                         self.faults({
                             "include/interplay/a.h": '#include <cstdint>\n#include "interplay/b.h"\n'
                                                      '#include <fmt/format.h>\n#include "base/a.h"\n'
                                                      "#include <unistd.h>\n",
                         }))


if __name__ == "__main__":
    unittest.main()
