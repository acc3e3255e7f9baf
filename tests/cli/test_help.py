"""Help, lists and the reference page: all from the same tables."""

import re

import pytest
from conftest import REPOSITORY

VERBS = ["train", "evaluate", "predict", "calibrate", "fold-in", "compare", "explain", "serve", "export", "tune", "describe", "check", "pack", "synth", "datasets", "models", "metrics",
         "options", "completion"]


def test_help_lists_the_verbs(ok, run):
    result = ok("--help")
    for verb in VERBS:
        assert re.search(rf"^  {verb} ", result.out, re.M), verb
    assert ok("help").out == ok("-h").out == result.out
    nothing = run()
    assert nothing.status == 2 and nothing.err == result.out and nothing.out == ""


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_a_verb(ok, verb):
    result = ok(verb, "--help")
    lines = result.out.splitlines()
    assert lines[0].endswith(".") or lines[1].endswith(".")
    assert f"Usage: interplay {verb}" in result.out
    examples = result.out[result.out.index("Examples:"):].split("\n\n")[0].splitlines()[1:]
    assert 1 <= len(examples) <= 4
    assert all(len(line) <= 80 for line in lines), [line for line in lines if len(line) > 80]
    assert ok(verb, "-h").out == ok("help", verb).out == result.out


def test_train_help_shows_groups_defaults_ranges_and_choices(ok):
    text = " ".join(ok("train", "--help-all").out.split())
    for word in ("Model:", "Solver:", "Files:", "Split:", "Output:", "--learning-rate X", "default", "--[no-]clip",
                 "sgd | adagrad | adam", "1 to"):
        assert word in text, word


@pytest.mark.parametrize("verb", VERBS)
def test_help_fits_a_screen(ok, verb):
    short, whole = ok(verb, "--help").out.splitlines(), ok(verb, "--help-all").out.splitlines()
    assert len(short) <= 36
    if len(whole) > 36:
        assert re.search(r"--help-all +Show all \d+ options", short[-1])
        flags = [re.match(r"  (?:-\w, )?(--[\w-]+)", line)[1] for line in short if re.match(r"  (-\w, )?--", line)]
        assert 5 <= len(flags) <= 24 and all(any(flag in line for line in whole) for flag in flags)


def test_verbs_refuse_options_without_effect(fails):
    for verb in ("predict", "evaluate"):
        for flag in ("--fields", "--multi", "--numeric", "--powers", "--cross"):
            assert f"{verb} has no option '{flag}'" in fails(2, verb, "m.safetensors", "x.csv", flag, "a").err


def test_a_percentage_is_recognised(fails):
    for text in ("20", "20%"):
        assert "did you mean 0.2?" in fails(2, "train", "x.csv", "--test", text).err
    assert "did you mean" not in fails(2, "train", "x.csv", "--test", "-1").err
    assert "did you mean" not in fails(2, "train", "x.csv", "--learning-rate", "1e9").err


def test_help_shows_the_defaults_of_the_named_model(ok):
    defaults = {m["name"]: m["options"] for m in ok("models", "--json").json()}
    for name in ("biased_mf", "fm"):
        text = " ".join(ok("train", "--help-all", "--model", name).out.split())
        block = text[text.index("--learning-rate X"):]
        assert f"default {defaults[name]['learning_rate']:g}" in block[:300]


def test_version(ok):
    version = re.search(r'#define INTERPLAY_VERSION "([\d.]+)"', (REPOSITORY / "include/interplay/version.h").read_text())[1]
    assert ok("--version").out == f"interplay {version}\n"


def test_models_and_metrics(ok):
    names = [model["name"] for model in ok("models", "--json").json()]
    assert {"fm", "mf", "biased_mf", "linear"} <= set(names)
    assert all(name in ok("models").out for name in names)
    metrics = ok("metrics", "--json").json()
    assert {"rmse", "mae", "auc", "logloss"} <= {metric["name"] for metric in metrics}
    assert all(metric["definition"] for metric in metrics)
    assert all(len(line) <= 80 for line in ok("metrics").out.splitlines())


def test_options(ok):
    everything = ok("options", "--json").json()
    assert set(everything) == {"data", "split", "train", "tune", "synth"}
    names = {option["name"] for option in everything["train"]}
    assert {"rank", "epochs", "learning_rate", "seed", "threads"} <= names
    assert all(option["help"] for section in everything.values() for option in section)
    for section in ("data", "split", "train"):
        flags = ok("train", "--help-all").out
        for option in everything[section]:
            assert re.search(rf"--(\[no-\])?{option['name'].replace('_', '-')}\b", flags), option["name"]


def test_reference_page_names_every_verb():
    page = (REPOSITORY / "docs" / "cli.md").read_text()
    for verb in VERBS:
        assert f"interplay {verb}" in page


def test_options_page_is_what_the_program_says(ok):
    page = REPOSITORY / "docs" / "options.md"
    printed = ok("options", "--markdown").out
    assert "learning_rate" in printed or "learning-rate" in printed
    if page.exists():
        assert page.read_text() == printed, "write the output of interplay options --markdown to docs/options.md"


def test_abbreviated_output_never_leaks_library_names(ok):
    for verb in VERBS:
        text = ok(verb, "--help").out
        assert "CLI::" not in text and "TEXT ..." not in text
