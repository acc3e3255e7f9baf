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
# Adam makes steps of the full size even along directions in which the loss is flat but for rounding: what normalisation
# shifts away again.
SGD_ONLY = {"sgd": SGD, "sgd l2": SGD | L2, "sgd l2 clip": SGD | L2 | CLIP}
EVERY = SIMPLE | PENALISED | CLIPPED

CLICKS = SIMPLE | {"adam l2 global clip": ADAM | L2 | GLOBAL_CLIP}
CLICK_CASE = {"target": "binary", "link": "logistic", "pairs_within_bags": "false"}


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
    case("fm_dense", "fm", EVERY, head="dense", numeric="affine", pairs_within_bags="false", pooling="padded_mean"),
    case("concat_mf", "concat_mf", EVERY, IDS, link="range", hidden="6", activation="identity", dropout="0.5"),
    case("keras_fm", "keras_fm", EVERY, ("user", "item", "tags"), head="norm_dense", link="relu"),
    case("keras_fm_numbers", "keras_fm", SGD_ONLY, head="norm_dense", link="relu", numeric="affine", weighted=True),
    case("deepfm", "deepfm", EVERY, head="dense", numeric="affine", pairs_within_bags="false", pooling="padded_mean",
         dropout="0.5"),
    case("deepfm_norm", "deepfm", SGD_ONLY, head="dense", pairs_within_bags="false", dropout="0.25", batch_norm="true",
         activation="tanh", weighted=True),
    case("deepfm_outputs", "deepfm", CLICKS, dropout_at="outputs", dropout="0.25", **CLICK_CASE),
    case("wide_deep", "wide_deep", EVERY, activation="sigmoid"),
    case("fwfm", "fwfm", CLICKS, linear_form="field", weighted=True, **CLICK_CASE),
    case("fwfm_feature", "fwfm", SIMPLE, linear_form="feature", numeric="affine", **CLICK_CASE),
    case("fmfm", "fmfm", CLICKS, linear_form="weights", pair_form="matrix", **CLICK_CASE),
    case("fmfm_vector", "fmfm", SIMPLE, linear_form="field", pair_form="vector", weighted=True, **CLICK_CASE),
    case("ffm", "ffm", CLICKS, weighted=True, **CLICK_CASE | {"pairs_within_bags": "true"}),
    case("ipnn", "ipnn", CLICKS, dropout="0.25", activation="prelu", **CLICK_CASE),
    case("dcnv2", "dcnv2", CLICKS, cross_layers=2, cross_place="parallel", dropout="0.5", embedding_dropout="0.5",
         weighted=True, **CLICK_CASE),
    case("dcnv2_stacked", "dcnv2", SGD_ONLY, cross_layers=2, cross_place="stacked", cross_gate="true", activation="gelu",
         layer_norm="true", **CLICK_CASE),
    case("dcnv2_mixture", "dcnv2", SIMPLE, cross_layers=2, cross_place="parallel", cross_rank=2, cross_experts=3,
         activation="selu", **CLICK_CASE),
    case("finalmlp", "finalmlp", CLICKS, hidden="6,4", second_hidden="6", gate_hidden="5", heads=2, dropout="0.25",
         **CLICK_CASE),
    case("finalnet", "finalnet", SGD_ONLY, hidden="6,4", second_hidden="5", blocks=2, factorized="sum", batch_norm="true",
         dropout="0.25", weighted=True, **CLICK_CASE),
    case("finalnet_one", "finalnet", SIMPLE, hidden="6,4", blocks=1, factorized="concat", **CLICK_CASE),
]
