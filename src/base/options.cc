// The option tables. This is the only place where an option's name, range and meaning are written.
#include "base/format_names.h"
#include "base/options_table.h"
#include "base/solver_names.h"

namespace interplay {
namespace {

constexpr double whole_maximum = 9007199254740991.0;  // 2^53 - 1: exact as a double, so in JSON and JavaScript, too

std::vector<std::string_view> format_choices() {
  std::vector<std::string_view> choices = format_names();
  choices.insert(choices.begin(), "auto");
  return choices;
}

}  // namespace

template <>
std::span<const Option<DataOptions>> options<DataOptions>() {
  using O = DataOptions;
  static const std::vector<Option<O>> table = {
      {.name = "format",
       .member = &O::format,
       .group = "Files",
       .help = "Layout of the files; auto looks at their names and first lines",
       .choices = format_choices()},
      {.name = "delimiter",
       .member = &O::delimiter,
       .group = "Files",
       .help = "Characters between columns, such as ',' or '::' or 'tab', or 'blanks' for any run of spaces and tabs; "
               "empty "
               "infers it from the first lines"},
      {.name = "header",
       .member = &O::header,
       .group = "Files",
       .help = "Whether the first line names the columns; auto says yes when it looks unlike the lines below it",
       .choices = {"auto", "yes", "no"}},
      {.name = "encoding",
       .member = &O::encoding,
       .group = "Files",
       .help = "Encoding of text; auto reads UTF-8, and Windows-1252 (Latin-1 with quotes and the euro) where the "
               "bytes are not UTF-8",
       .choices = {"auto", "utf-8", "windows-1252", "latin-1"}},
      {.name = "decimal",
       .member = &O::decimal,
       .group = "Files",
       .help = "The decimal mark of numbers, the other one being between thousands; auto decides by the cells of each "
               "column and asks where 1,234 may be both",
       .choices = {"auto", "point", "comma"},
       .recorded_if_set = true},
      {.name = "time_format",
       .member = &O::time_format,
       .group = "Files",
       .help = "How times are written: a format of strptime such as '%d.%m.%Y %H:%M', or s, ms, us or ns for numbers "
               "since 1970; empty decides by the cells",
       .recorded_if_set = true},
      {.name = "quote",
       .member = &O::quote,
       .group = "Files",
       .help =
           "How cells between double quotes write a quote: double as two of them, backslash also as one after a "
           "backslash; none takes quotes for ordinary characters; auto is what cuts the lines most evenly, double if "
           "all do",
       .choices = {"auto", "none", "double", "backslash"},
       .recorded_if_set = true},
      {.name = "comment",
       .member = &O::comment,
       .group = "Files",
       .help = "Text that begins a line to be left out, such as '#'; empty means that there are no such lines",
       .recorded_if_set = true},
      {.name = "missing",
       .member = &O::missing,
       .group = "Files",
       .help =
           "Texts of cells that mean a missing value, as an empty cell does; '' keeps all texts as values (in columns "
           "of numbers, marks such as ? and n/a are missing in any case); unless given, they are values among ids that "
           "are no integers, and NA among codes of two letters",
       .recorded_if_set = true},
      {.name = "skip_bad_lines",
       .member = &O::skip_bad_lines,
       .group = "Files",
       .help = "Leave out lines that cannot be read and count them, rather than stop at the first one"},
      {.name = "user",
       .member = &O::user,
       .group = "Columns",
       .help = "Column of user ids, by name or by number from 1; empty infers it",
       .brief = "Column of user ids, by name or number"},
      {.name = "item",
       .member = &O::item,
       .group = "Columns",
       .help = "Column of item ids, by name or by number from 1; empty infers it",
       .brief = "Column of item ids"},
      {.name = "target",
       .member = &O::target,
       .group = "Columns",
       .help = "Column of the value to predict, by name or by number from 1; empty infers it",
       .brief = "Column of the value to predict"},
      {.name = "weight",
       .member = &O::weight,
       .group = "Columns",
       .help = "Column of row weights, by name or number: in the loss, weight 2 counts as the same row twice; empty "
               "means none"},
      {.name = "time",
       .member = &O::time,
       .group = "Columns",
       .help = "Column of time, by name or number, for splits by time; empty infers it, 'none' leaves it out"},
      {.name = "group",
       .member = &O::group,
       .group = "Columns",
       .help = "Column that names the group of a row, by name or number: it is carried along, and splits by column can "
               "use it"},
      {.name = "fields",
       .member = &O::fields,
       .group = "Columns",
       .help = "Columns that the model reads, in order; day is derived from the time if there is no such column; empty "
               "means the ids of users and items and the columns of joined tables, or all columns if there are no ids",
       .brief = "Columns that the model reads"},
      {.name = "join",
       .member = &O::join,
       .group = "Columns",
       .help = "Files with features of users or items, as FILE:KEY, where KEY is the id column shared with the "
               "interactions",
       .recorded = false,
       .brief = "Tables of users or items, as FILE:KEY"},  // the model file holds the joined tables; its bytes do not
                                                           // depend on paths
      {.name = "multi",
       .member = &O::multi,
       .group = "Columns",
       .help = "Columns whose cells hold several values, as name or name:separator ('|' unless given), such as "
               "'genres:, ' or "
               "'tags:::' for ::"},
      {.name = "numeric",
       .member = &O::numeric,
       .group = "Columns",
       .help = "Columns to read as numbers even if they look like categories"},
      {.name = "categorical",
       .member = &O::categorical,
       .group = "Columns",
       .help = "Columns to read as categories even if they look like numbers"},
      {.name = "cross",
       .member = &O::cross,
       .group = "Columns",
       .help = "Columns made by crossing others, as a*b: one category for each combination of their values"},
      {.name = "session",
       .member = &O::session,
       .group = "Columns",
       .help =
           "Adds sessions of users, one field for each gap in seconds: rows of a user that follow each other within 60 "
           "seconds share a value of session_60; in models fm and deepfm sessions have weights and no vectors"},
      {.name = "top",
       .member = &O::top,
       .group = "Columns",
       .help = "Keeps only the N most frequent values of a column, given as name:N; other values count as unseen"},
      {.name = "history",
       .member = &O::history,
       .group = "Columns",
       .help = "Adds what an entity has training rows with, given as user:item: the field user_item_history of a user "
               "holds those items, n of them with weight n^-1/2 each; user:item:weighted gives each the weight of its "
               "rows instead"},
      {.name = "counts",
       .member = &O::counts,
       .group = "Columns",
       .help = "Adds the number n of training rows of a user or item: user adds user_log_count, log(1 + n); user:bins "
               "adds user_count, its category: 1, 2-3, 4-7, 8-15 and so on"},
      {.name = "powers",
       .member = &O::powers,
       .group = "Columns",
       .help = "Adds powers of numbers: age:3 adds age^2 and age^3 of the standardised age; day:1 reads the day as a "
               "number"},
      {.name = "derive",
       .member = &O::derive,
       .group = "Columns",
       .help =
           "Columns made from others, as NAME:VALUE; NAME is counts, powers, session, cross or history, and VALUE what "
           "the option of that name takes",
       .recorded_if_set = true},
      {.name = "pooling",
       .member = &O::pooling,
       .group = "Columns",
       .help = "How the values of one multi-valued cell become one vector: mean, sum, sqrt (n^-1/2 each) or "
               "padded_mean(N) over exactly N slots"},
      {.name = "numeric_scale",
       .member = &O::numeric_scale,
       .group = "Columns",
       .help =
           "How numbers are scaled, with statistics of the training rows: standard is (x - mean) / deviation, minmax "
           "brings "
           "their range to 0..1, robust is (x - median) / deviation, estimated from the quartiles and limited to 8 "
           "deviations, "
           "quantile is the share of smaller numbers, log is log(1 + |x|) with the sign of x, then standard, none "
           "subtracts the mean only, raw leaves them unchanged (missing is then 0); auto is the first of standard, "
           "log and robust that leaves no training row more than 8 deviations out (8 times the exponent for powers)",
       .choices = {"auto", "standard", "minmax", "robust", "quantile", "log", "none", "raw"}},
      {.name = "normalize_rows",
       .member = &O::normalize_rows,
       .group = "Columns",
       .help = "Divide the values of each row of libsvm, libfm and libffm text by their Euclidean norm, as libffm and "
               "xLearn do; they are not scaled otherwise"},
      {.name = "vocabulary",
       .member = &O::vocabulary,
       .group = "Columns",
       .help = "Which categories models know: train means those of the training rows, all means those of all rows, "
               "held-out ones included, as in notebooks that encode before they split",
       .choices = {"train", "all"}},
      {.name = "implicit",
       .member = &O::implicit,
       .group = "Columns",
       .help = "Rows are interactions that happened, such as clicks, and there is nothing to predict: a column of "
               "targets is left out, unless threshold or confidence reads it",
       .recorded_if_set = true,
       .brief = "Rows are interactions that happened, without targets"},
      {.name = "threshold",
       .member = &O::threshold,
       .group = "Columns",
       .help = "With implicit: only rows whose target is at least this number are interactions; empty means all rows",
       .recorded_if_set = true},
      {.name = "confidence",
       .member = &O::confidence,
       .group = "Columns",
       .help = "With implicit: the weight of an interaction; linear is 1 + alpha n and log is 1 + alpha log(1 + n), "
               "where n is its target (plays, seconds, ...), summed over repeats, or without one the number of repeats",
       .choices = {"none", "linear", "log"},
       .recorded_if_set = true},
      {.name = "alpha",
       .member = &O::alpha,
       .group = "Columns",
       .help = "Factor of counts in confidence",
       .low = 0,
       .high = 1e6,
       .recorded_if_set = true},
      {.name = "repeats",
       .member = &O::repeats,
       .group = "Columns",
       .help = "With implicit: whether rows of the same user and item become one, the last of them (merge), or stay "
               "(keep)",
       .choices = {"merge", "keep"},
       .recorded_if_set = true},
  };
  return table;
}

template <>
std::span<const Option<SplitOptions>> options<SplitOptions>() {
  using O = SplitOptions;
  static const std::vector<Option<O>> table = {
      {.name = "split",
       .member = &O::split,
       .group = "Split",
       .help = "How rows are held out: random, stratified (by target), user (at random, per user), user-time (each "
               "user's latest), time (the latest), last (the last as given), "
               "new-users:SHARE (--test is a share of the users: none of their rows trains, they join the model by "
               "SHARE of "
               "them, and the others test), kfold, given:NAME (the data set's own), "
               "file:PATH or column:NAME (fold numbers), pairs:FILE (rows of the users and items in FILE), "
               "leave-one-out (one row of each user: the last if there are times, else at random; ':last' or ':random' "
               "says which); '+KIND' after one of the last six draws the validation rows",
       .brief = "How rows are held out: random, user, time, kfold, ..."},
      {.name = "test",
       .member = &O::test,
       .group = "Split",
       .help = "Fraction of all rows that is held out for testing",
       .low = 0,
       .high = 0.999,
       .brief = "Fraction of the rows held out for testing"},
      {.name = "valid",
       .member = &O::valid,
       .group = "Split",
       .help = "Fraction of all rows that watches training: early stopping and the best epoch use it, and sgda learns "
               "its L2 on it",
       .low = 0,
       .high = 0.999,
       .aliases = {"validation"},
       .brief = "Fraction that watches training"},
      {.name = "test_file",
       .member = &O::test_file,
       .group = "Split",
       .help = "File whose rows are the test part; overrides test"},
      {.name = "valid_file",
       .member = &O::valid_file,
       .group = "Split",
       .help = "File whose rows are the validation part; overrides valid"},
      {.name = "folds",
       .member = &O::folds,
       .group = "Split",
       .help = "Number of parts of a cross-validation, each tested once; 0 means 5 where folds are needed",
       .low = 0,
       .high = 1000},
      {.name = "fold",
       .member = &O::fold,
       .group = "Split",
       .help = "The fold to test, counted from 0",
       .low = 0,
       .high = 1000},
  };
  return table;
}

namespace {

using Train = Option<TrainOptions>;

std::vector<Train> model_table() {
  using O = TrainOptions;
  return {
      {.name = "model",
       .member = &O::model,
       .group = "Model",
       .help = "Name of the model, on which other defaults depend",
       .brief = "Name of the model (see interplay models), or auto"},
      {.name = "rank",
       .member = &O::rank,
       .group = "Model",
       .help = "Length of the learned vectors: longer ones describe finer tastes, and need more data and time",
       .low = 1,
       .high = 4096,
       .brief = "Length of the learned vectors"},
      {.name = "target_kind",
       .member = &O::target_kind,
       .group = "Model",
       .help =
           "What is predicted: a number, the probability of 1, or (ordinal, solver mcmc only) the probability of each "
           "of a few levels such as stars, which pays off with attributes and histories and costs a little RMSE with "
           "ids alone; auto is binary if all targets are 0 or 1",
       .choices = {"auto", "regression", "binary", "ordinal"}},
      {.name = "target_scale",
       .member = &O::target_scale,
       .group = "Model",
       .help =
           "How the objective sees targets that are numbers: standard shifts and scales them to mean 0 and deviation "
           "1.125, the units of learning rate, L2 and init; none leaves them unchanged, as in libFM",
       .choices = {"standard", "none"}},
      {.name = "target_transform",
       .member = &O::target_transform,
       .group = "Model",
       .help = "What is fitted instead of the target t: log1p fits log(1 + t), for counts and prices with a long tail; "
               "rank fits the normal quantile of its rank among the training rows; predictions are of t",
       .choices = {"none", "log1p", "rank"}},
      {.name = "numeric",
       .member = &O::numeric,
       .group = "Model",
       .help = "How a number x becomes a vector: linear is x*v, affine is x*v + b",
       .choices = {"linear", "affine"}},
      {.name = "pairs_within_bags",
       .member = &O::pairs_within_bags,
       .group = "Model",
       .help = "Whether values of the same multi-valued cell interact with each other, as in libFM"},
      {.name = "linear_only",
       .member = &O::linear_only,
       .group = "Model",
       .help =
           "Fields that have weights but no vectors, so that they interact with nothing; sessions are so in any case"},
      {.name = "init",
       .member = &O::init,
       .group = "Model",
       .help = "Size of the random numbers that vectors start from: standard deviation of normal ones, half width of "
               "uniform ones",
       .low = 0,
       .high = 10},
      {.name = "initializer",
       .member = &O::initializer,
       .group = "Model",
       .help =
           "Distribution of the numbers that vectors start from; he_normal and glorot_uniform choose their own size",
       .choices = {"normal", "uniform", "he_normal", "glorot_uniform"}},
      {.name = "head",
       .member = &O::head,
       .group = "Model",
       .help = "How terms become one score: sum, a learned weight for each (dense), or that after batch normalisation "
               "(norm_dense); auto is what the model is defined by",
       .choices = {"auto", "sum", "dense", "norm_dense"}},
      {.name = "bias_start",
       .member = &O::bias_start,
       .group = "Model",
       .help = "Where the head's bias starts: mean is the score that predicts the target's mean, zero is 0",
       .choices = {"mean", "zero"}},
      {.name = "hidden",
       .member = &O::hidden,
       .group = "Model",
       .help = "Widths of the hidden layers of models with a perceptron, such as 64,64"},
      {.name = "activation",
       .member = &O::activation,
       .group = "Model",
       .help = "Activation of the hidden layers",
       .choices = {"relu", "identity", "tanh", "sigmoid"}},
      {.name = "dropout",
       .member = &O::dropout,
       .group = "Model",
       .help = "Share of a layer's inputs that is left out at random in each training step",
       .low = 0,
       .high = 0.95},
      {.name = "batch_norm",
       .member = &O::batch_norm,
       .group = "Model",
       .help = "Whether batch normalisation stands before the activation of each hidden layer"},
      {.name = "batch_norm_momentum",
       .member = &O::batch_norm_momentum,
       .group = "Model",
       .help = "How much of the moving averages of batch normalisation stays in each training step",
       .low = 0,
       .high = 0.999999},
      {.name = "batch_norm_epsilon",
       .member = &O::batch_norm_epsilon,
       .group = "Model",
       .help = "What batch normalisation adds to a variance before it divides by its root",
       .low = 1e-12,
       .high = 1},
      {.name = "batch_norm_corrected",
       .member = &O::batch_norm_corrected,
       .group = "Model",
       .help = "Whether the moving averages of batch normalisation leave out what they start from, so that they are "
               "right after few steps; no starts them at mean 0 and variance 1, as Keras does"},
      {.name = "clip",
       .member = &O::clip,
       .group = "Model",
       .help = "Limit predicted numbers to the range of the target in the training rows"},
      {.name = "neighbors",
       .member = &O::neighbors,
       .group = "Model",
       .help =
           "How many other items item_knn and ease keep for every item, those that say most of it; 0 keeps all, which "
           "takes the square of the number of items",
       .low = 0,
       .high = 1e6,
       .recorded_if_set = true},
      {.name = "shrinkage",
       .member = &O::shrinkage,
       .group = "Model",
       .help = "What item_knn adds to the lengths by which it divides a cosine: items with few interactions count as "
               "less alike",
       .low = 0,
       .high = 1e6,
       .recorded_if_set = true},
      {.name = "interaction_weighting",
       .member = &O::interaction_weighting,
       .group = "Model",
       .help = "What item_knn takes for an interaction when it compares items: none is its weight; tfidf its root, and "
               "bm25 one that saturates, times log(items / items of the user)",
       .choices = {"none", "tfidf", "bm25"},
       .recorded_if_set = true},
  };
}

std::vector<Train> solver_table() {
  using O = TrainOptions;
  return {
      {.name = "solver",
       .member = &O::solver,
       .group = "Solver",
       .help = "How parameters are found: gradient takes small steps downhill and fits every model; sgda does so and "
               "learns its L2 on the validation part; als solves for one feature after the other; mcmc draws from the "
               "posterior, averages, and needs no rates and no L2; ials fits interactions without targets against all "
               "pairs",
       .choices = solver_names(),
       .brief = "How parameters are found"},
      {.name = "optimizer",
       .member = &O::optimizer,
       .group = "Solver",
       .help = "How a gradient becomes a step: sgd as it is, adagrad smaller where steps add up, adam by moments",
       .choices = {"sgd", "adagrad", "adam"}},
      {.name = "epochs",
       .member = &O::epochs,
       .group = "Solver",
       .help = "Largest number of passes over the training rows; for mcmc the number of draws, burn_in included",
       .low = 1,
       .high = 1000000,
       .aliases = {"iterations"},
       .brief = "Passes over the training rows"},
      {.name = "batch",
       .member = &O::batch,
       .group = "Solver",
       .help = "Rows per step; 1 updates after every row",
       .low = 1,
       .high = 16777216},
      {.name = "learning_rate",
       .member = &O::learning_rate,
       .group = "Solver",
       .help = "Step size: too large diverges, too small needs many epochs; 0 means 0.02 sqrt(2 / fields)",
       .low = 0,
       .high = 1000,
       .brief = "Step size"},
      {.name = "linear_rate",
       .member = &O::linear_rate,
       .group = "Solver",
       .help = "Learning rate of bias and linear weights, as a multiple of learning_rate",
       .low = 0,
       .high = 1000},
      {.name = "schedule",
       .member = &O::schedule,
       .group = "Solver",
       .help = "Learning rate in epoch e of n: constant, inverse is lr/(1+decay*(e-1)), exponential is "
               "lr*decay^(e-1), cosine and linear fall towards 0 after the last epoch",
       .choices = {"constant", "inverse", "exponential", "cosine", "linear"}},
      {.name = "decay",
       .member = &O::decay,
       .group = "Solver",
       .help = "The decay of the inverse and exponential schedules; exponential needs a value above 0, at most 1",
       .low = 0,
       .high = 1000},
      {.name = "l2",
       .member = &O::l2,
       .group = "Solver",
       .help = "L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and l2_factors",
       .low = 0,
       .high = 1e6},
      {.name = "l2_linear",
       .member = &O::l2_linear,
       .group = "Solver",
       .help = "Further L2 penalty on linear weights only; als adds it once to the sum of squared errors",
       .low = 0,
       .high = 1e6,
       .aliases = {"l2_w"}},
      {.name = "l2_factors",
       .member = &O::l2_factors,
       .group = "Solver",
       .help = "Further L2 penalty on vectors only; als adds it once to the sum of squared errors",
       .low = 0,
       .high = 1e6,
       .aliases = {"l2_v"}},
      {.name = "l2_kernel",
       .member = &O::l2_kernel,
       .group = "Solver",
       .help = "L2 penalty on the weights of dense layers, of the head's as well",
       .low = 0,
       .high = 1e6},
      {.name = "l2_count_power",
       .member = &O::l2_count_power,
       .group = "Solver",
       .help = "Scales a row's L2 by (its count / the mean count of its field)^-power; touched scope only: 0 decays at "
               "every touch alike, 1 decays frequent and rare rows alike over an epoch",
       .low = 0,
       .high = 2},
      {.name = "l2_rate",
       .member = &O::l2_rate,
       .group = "Solver",
       .help = "Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate; they start from l2, "
               "l2_linear and l2_factors, and with 0 they stay there",
       .low = 0,
       .high = 1e6},
      {.name = "adapt",
       .member = &O::adapt,
       .group = "Solver",
       .help =
           "Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons, on training rows that "
           "are held out and afterwards trained on; off if L2, epochs, rate, schedule, optimizer, batch or init are "
           "given"},
      {.name = "l2_scope",
       .member = &O::l2_scope,
       .group = "Solver",
       .help = "Which rows of a table a step penalises: touched means those that the batch reads, whole means all",
       .choices = {"touched", "whole"}},
      {.name = "clip_norm",
       .member = &O::clip_norm,
       .group = "Solver",
       .help = "Largest norm of each tensor's gradient; longer gradients are shortened to it; 0 means no limit",
       .low = 0,
       .high = 1e9},
      {.name = "global_clip_norm",
       .member = &O::global_clip_norm,
       .group = "Solver",
       .help = "Largest norm of the gradient of all tensors together; 0 means no limit",
       .low = 0,
       .high = 1e9},
      {.name = "adam",
       .member = &O::adam,
       .group = "Solver",
       .help = "Whether adam advances the moments of all rows at each step (exact) or of the rows in the batch "
               "(lazy); auto is exact where tables are small enough that it costs little",
       .choices = {"auto", "exact", "lazy"}},
      {.name = "beta1",
       .member = &O::beta1,
       .group = "Solver",
       .help = "Decay of adam's mean of gradients",
       .low = 0,
       .high = 0.999999},
      {.name = "beta2",
       .member = &O::beta2,
       .group = "Solver",
       .help = "Decay of adam's mean of squared gradients",
       .low = 0,
       .high = 0.99999999},
      {.name = "epsilon",
       .member = &O::epsilon,
       .group = "Solver",
       .help = "Added to the root by which adagrad and adam divide, so that it is never 0",
       .low = 1e-30,
       .high = 1},
      {.name = "block",
       .member = &O::block,
       .group = "Solver",
       .help = "How many coordinates of a vector als, mcmc and ials solve for at a time, given the others: 1 is one by "
               "one, "
               "0 is all at once; smaller blocks make passes at high ranks cheaper",
       .low = 0,
       .high = 65536},
      {.name = "unobserved_weight",
       .member = &O::unobserved_weight,
       .group = "Solver",
       .help = "Weight with which ials pulls the score of every pair of a user and an item to 0, an interaction "
               "weighing 1; 0 means 6 times the share of pairs that have one",
       .low = 0,
       .high = 1e6,
       .recorded_if_set = true},
      {.name = "l2_frequency_power",
       .member = &O::l2_frequency_power,
       .group = "Solver",
       .help = "By what power of (weight of its pairs / that of a mean user) ials multiplies the L2 of a vector: 1 "
               "penalises each pair alike, 0 each vector alike",
       .low = 0,
       .high = 2,
       .recorded_if_set = true},
      {.name = "cg_steps",
       .member = &O::cg_steps,
       .group = "Solver",
       .help = "Steps of conjugate gradients by which ials improves a vector, 3 being usual; 0 solves for it exactly",
       .low = 0,
       .high = 1000,
       .recorded_if_set = true},
      {.name = "loss",
       .member = &O::loss,
       .group = "Lists",
       .help = "What training on interactions without a target minimises, beside negatives that are drawn for each of "
               "them: bpr compares it with "
               "each one, warp with the first that it does not lead by 1, the more the sooner that is found, warp-kos "
               "does so with the fifth best of ten items of the user, "
               "sampled-softmax with all together, "
               "and logistic predicts which of them happened; auto is bpr",
       .choices = {"auto", "bpr", "warp", "warp-kos", "sampled-softmax", "logistic"},
       .recorded_if_set = true},
      {.name = "negatives",
       .member = &O::negatives,
       .group = "Lists",
       .help = "Items that are drawn for each interaction, among those that its user has none with; warp draws at most "
               "that many; 0 means 4 for "
               "bpr (1 if batch is larger than 1), 30 for warp and warp-kos, 16 for sampled-softmax and 8 for "
               "logistic; at least 8 "
               "where the hardest is kept",
       .low = 0,
       .high = 32767,
       .recorded_if_set = true},
      {.name = "negative_sampling",
       .member = &O::negative_sampling,
       .group = "Lists",
       .help = "How negatives are drawn: uniform among all items, popularity in proportion to a power of their "
               "training rows (negative_power; "
               "sampled-softmax corrects for it), or hard, which keeps the one of them that the model scores highest",
       .choices = {"uniform", "popularity", "hard"},
       .recorded_if_set = true},
      {.name = "negative_power",
       .member = &O::negative_power,
       .group = "Lists",
       .help = "The power of the popularity by which negatives are drawn; 1 draws items as often as they have rows",
       .low = 0,
       .high = 10,
       .recorded_if_set = true},
      {.name = "burn_in",
       .member = &O::burn_in,
       .group = "Sampling",
       .help = "Draws of mcmc at the start that are dropped, because they depend on where the chain began",
       .low = 0,
       .high = 1000000},
      {.name = "draws",
       .member = &O::draws,
       .group = "Sampling",
       .help = "Number of draws of mcmc that the model keeps, evenly spaced after burn_in; predictions are the mean "
               "over them",
       .low = 1,
       .high = 100000},
      {.name = "chains",
       .member = &O::chains,
       .group = "Sampling",
       .help =
           "Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they are long enough; "
           "draws is divided among them",
       .low = 1,
       .high = 100},
  };
}

std::vector<Train> run_table() {
  using O = TrainOptions;
  return {
      {.name = "patience",
       .member = &O::patience,
       .group = "Stopping",
       .help = "Stop when the monitored value has not improved for that many epochs in a row; 0 means never",
       .low = 0,
       .high = 1000000},
      {.name = "monitor",
       .member = &O::monitor,
       .group = "Stopping",
       .help = "The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train loss'; auto is the "
               "validation part's rmse for numbers and logloss for 0 and 1"},
      {.name = "restore_best",
       .member = &O::restore_best,
       .group = "Stopping",
       .help = "Keep the parameters of the best epoch rather than of the last one"},
      {.name = "calibrate",
       .member = &O::calibrate,
       .group = "Stopping",
       .help = "Calibrate the trained model on the validation rows: platt or isotonic correct the probabilities of a "
               "target of 0 and 1, conformal gives numbers intervals; auto is what fits the target",
       .choices = {"none", "auto", "platt", "isotonic", "conformal"},
       .recorded_if_set = true},
      {.name = "seed",
       .member = &O::seed,
       .group = "Run",
       .help = "Seed of all random numbers: the same data, options and seed give the same model, bit for bit",
       .low = 0,
       .high = whole_maximum},
      {.name = "ensemble",
       .member = &O::ensemble,
       .group = "Run",
       .help = "Train so many models, seeded from seed upwards, and predict their mean",
       .low = 1,
       .high = 1000},
      {.name = "threads",
       .member = &O::threads,
       .group = "Run",
       .help = "Threads to use; 0 means all cores; the model does not depend on it",
       .low = 0,
       .high = 4096,
       .recorded = false},
      {.name = "hogwild",
       .member = &O::hogwild,
       .group = "Run",
       .help = "Let threads race: faster, but no two runs give the same model"},
      {.name = "checkpoint",
       .member = &O::checkpoint,
       .group = "Run",
       .help = "File that holds the state of training, replaced as training goes on; empty means none",
       .recorded = false},
      {.name = "checkpoint_every",
       .member = &O::checkpoint_every,
       .group = "Run",
       .help = "Epochs between checkpoints; 20 with mcmc, whose checkpoints hold the draws kept so far",
       .low = 1,
       .high = 1000000,
       .recorded = false},
      {.name = "resume",
       .member = &O::resume,
       .group = "Run",
       .help = "Continue from the checkpoint file if it exists; the final model equals that of an uninterrupted run",
       .recorded = false},
  };
}

}  // namespace

template <>
std::span<const Option<TrainOptions>> options<TrainOptions>() {
  static const std::vector<Train> table = [] {
    std::vector<Train> all = model_table();
    for (const auto& part : {solver_table(), run_table()}) all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return table;
}

// INTERPLAY_API: instances of a template do not take it from their namespace.
template INTERPLAY_API void set_option(DataOptions&, std::string_view, std::string_view);
template INTERPLAY_API void set_option(SplitOptions&, std::string_view, std::string_view);
template INTERPLAY_API void set_option(TrainOptions&, std::string_view, std::string_view);
template INTERPLAY_API std::string get_option(const DataOptions&, std::string_view);
template INTERPLAY_API std::string get_option(const SplitOptions&, std::string_view);
template INTERPLAY_API std::string get_option(const TrainOptions&, std::string_view);
template INTERPLAY_API void check_options(const DataOptions&);
template INTERPLAY_API void check_options(const SplitOptions&);
template INTERPLAY_API void check_options(const TrainOptions&);

}  // namespace interplay
