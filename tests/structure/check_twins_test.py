"""Tests of check_twins.py on small trees."""

import tempfile
import unittest
from pathlib import Path

from check_twins import twins


class CheckTwins(unittest.TestCase):
    def twins(self, files):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for name, text in files.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return [name for name, _ in twins(root)]

    def test_twins_are_found(self):
        self.assertEqual(["interplay::Grid", "interplay::kernels::Kind"], self.twins({
            "src/base/a.h": "namespace interplay {\nstruct Grid { int a; };\nnamespace kernels { enum class Kind { x }; }\n}",
            "src/model/b.h": "namespace interplay {\nclass Grid final : public Base {\n};\n}",
            "src/model/c.h": "namespace interplay::kernels {\nenum class Kind : int { y };\n}",
        }))

    def test_public_types_have_no_twins_in_the_library(self):
        self.assertEqual(["interplay::Measured"], self.twins({
            "include/interplay/a.h": "namespace INTERPLAY_API interplay {\nstruct Measured { int a; };\n}",
            "src/base/b.h": "namespace interplay {\nenum class Measured { x };\n}",
        }))

    def test_what_is_a_file_s_own_is_fine(self):
        self.assertEqual([], self.twins({
            "src/base/a.cc": "namespace interplay {\nnamespace {\nstruct Grid { int a; };\n}\n}",
            "src/base/b.cc": "namespace interplay {\nnamespace {\nstruct Grid { int b; };\n}\n}",
            "src/base/c.cc": "namespace interplay {\nvoid f() {\n  struct Grid {};\n}\nstruct Outer { struct Grid {}; };\n}",
            "src/base/d.h": "namespace interplay {\nstruct Grid;  // struct Grid {\nconst char* text = \"struct Grid {\";\n}",
            "src/base/e.h": "namespace interplay {\nstruct Grid {};\n}",
        }))


if __name__ == "__main__":
    unittest.main()
