"""Tests of check_unnamed.py on small trees."""

import tempfile
import unittest
from pathlib import Path

from check_unnamed import shared


class CheckUnnamed(unittest.TestCase):
    def shared(self, bodies, namespace="interplay"):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for name, body in bodies.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                where = "interplay::testing" if name.endswith("_test.cc") else namespace
                path.write_text(f"namespace {where} {{\nnamespace {{\n\n{body}\n}}  // namespace\n\n}}\n")
            return [name for _, name, _ in shared(root, ["src/kernels"])]

    def test_variables_types_and_functions_are_found(self):
        names = ["interplay::Part", "interplay::least", "interplay::limit(double)", "interplay::most"]
        self.assertEqual(names, self.shared({
            "src/base/a.cc": "constexpr int least = 3, most = 4;\n\nstruct Part {\n  int least;\n};\n\n"
                             "double limit(double x) { return x; }\n",
            "src/base/b.cc": "const float most = 1;\nconstexpr int least[] = {1, 2};\n"
                             "// Half of it.\nclass Part final : Whole {\n};\n"
                             "template <class T>\nint limit(const double& of) {\n  return 0;\n}\n",
        }))

    def test_overloads_and_locals_are_fine(self):
        self.assertEqual([], self.shared({
            "src/base/a.cc": "double limit(double x) {\n  const int most = 1;\n}\nint A::f(int) {\n}\n",
            "src/base/b.cc": "double limit(double x, int y) {\n  const int most = 1;\n}\nint A::f(int) {\n}\n",
        }))

    def test_other_folders_and_namespaces_are_fine(self):
        body = "constexpr int least = 3;\n"
        self.assertEqual([], self.shared({
            "src/base/a.cc": body, "src/base/options/a.cc": body, "src/base/a_test.cc": body,
            "src/kernels/a.cc": body, "src/kernels/b.cc": body,
        }))


if __name__ == "__main__":
    unittest.main()
