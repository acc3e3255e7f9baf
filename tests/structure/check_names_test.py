"""Tests of check_names.py on small trees."""

import tempfile
import unittest
from pathlib import Path

from check_names import check


class CheckNames(unittest.TestCase):
    def faults(self, text, path="src/workflow/train.cc"):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for name, content in {"src/solvers/definitions/als.cc": "", path: text}.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(content)
            return [number for _, number, _ in check(root, ["src/solvers/definitions"])]

    def test_comparisons_are_found(self):
        self.assertEqual([2, 3], self.faults('\nif (solver == "als") {}\nif ("als" != solver) {}\n'))
        self.assertEqual([1], self.faults('if (solver == "als") {}', "apps/settings.cc"))

    def test_messages_recipes_and_the_own_file_are_fine(self):
        self.assertEqual([], self.faults('throw Error("give --solver als");\noptions("fm", "als");\n'))
        self.assertEqual([], self.faults('x == "als"', "src/solvers/definitions/als.cc"))


if __name__ == "__main__":
    unittest.main()
