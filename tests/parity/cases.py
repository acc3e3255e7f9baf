"""What is compared: for each file of data/ a model with its structure, and the ways of descent from there."""

ALL = ("user", "item", "age", "tags")
IDS = ("user", "item")

STRUCTURE = {"rank": "3", "numeric": "linear", "pairs_within_bags": "true", "hidden": "6,5", "activation": "relu",
             "dropout": "0", "batch_norm": "false"}
DESCENT = {"learning_rate": "0.05", "l2": "0", "l2_linear": "0", "l2_factors": "0", "l2_kernel": "0", "l2_count_power": "0",
           "l2_scope": "whole", "clip_norm": "0", "global_clip_norm": "0", "linear_rate": "1", "adam": "exact",
           "beta1": "0.9", "beta2": "0.999", "epsilon": "1e-7"}

SGD = {"optimizer": "sgd"}
ADAGRAD = {"optimizer": "adagrad"}
ADAM = {"optimizer": "adam", "learning_rate": "0.01"}
L2 = {"l2_linear": "0.01", "l2_factors": "0.02", "l2_kernel": "0.03"}
CLIP, GLOBAL_CLIP = {"clip_norm": "0.1"}, {"global_clip_norm": "0.15"}
OF_ROWS = {"l2_scope": "touched"}

SIMPLE = {"sgd": SGD, "adagrad": ADAGRAD, "adam": ADAM}
PENALISED = {"sgd l2": SGD | L2, "adagrad l2": ADAGRAD | L2, "adam l2": ADAM | L2}
CLIPPED = {"adam clip": ADAM | CLIP, "adam l2 clip": ADAM | L2 | CLIP, "sgd l2 global clip": SGD | L2 | GLOBAL_CLIP,
           "adam l2 both clips": ADAM | L2 | CLIP | GLOBAL_CLIP}
TOUCHED = {"sgd l2 of rows": SGD | L2 | OF_ROWS, "adam lazy l2 of rows": ADAM | L2 | OF_ROWS | {"adam": "lazy"}}
EVERY = SIMPLE | PENALISED | CLIPPED


def case(name, model, runs, fields=ALL, head="sum", link="identity", target="target", pooling="mean", weighted=False,
         **options):
    return {"name": name, "model": model, "fields": fields, "head": head, "link": link, "target": target,
            "pooling": pooling, "weighted": weighted,
            "options": STRUCTURE | {key: str(value) for key, value in options.items()},
            "runs": {run: DESCENT | change for run, change in runs.items()}}


CASES = [
    case("linear", "linear", EVERY),
    case("logistic", "logistic", EVERY, target="binary", link="logistic", weighted=True, numeric="affine"),
    case("mf", "mf", EVERY, IDS),
    case("nmf", "nmf", EVERY, IDS, weighted=True),
    case("biased_mf", "biased_mf", EVERY, IDS, link="range"),
    case("fm", "fm", EVERY | TOUCHED, weighted=True),
    case("fm_fields", "fm", PENALISED, numeric="affine", pairs_within_bags="false", pooling="padded_mean"),
]
