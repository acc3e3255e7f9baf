// Every option of the library, once: a struct of values with their defaults, and a table that names, limits and
// explains each member. Command-line flags, recipes, the model file and the reference page are made from these tables.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "interplay/api.h"

namespace INTERPLAY_API interplay {

// How to read data. Empty strings and lists mean "infer it".
struct DataOptions {
  std::string format = "auto";
  std::string delimiter;
  std::string header = "auto";
  std::string encoding = "auto";
  std::string decimal = "auto";
  std::string time_format;
  std::string quote = "auto";
  std::string comment;
  std::vector<std::string> missing = {"NA", "NaN", "nan", "null", "NULL", "\\N"};
  std::string user, item, target, weight, time, group;
  std::vector<std::string> fields;
  std::vector<std::string> join;
  std::vector<std::string> multi;
  std::vector<std::string> numeric;
  std::vector<std::string> categorical;
  std::vector<std::string> cross;
  std::vector<std::string> session;
  std::vector<std::string> top;
  std::vector<std::string> min_count;
  std::vector<std::string> hash_buckets;
  std::int64_t hash_seed = 0;
  std::vector<std::string> history;
  std::vector<std::string> counts;
  std::vector<std::string> powers;
  std::vector<std::string> derive;
  std::string pooling = "mean";
  std::string numeric_scale = "auto";
  bool normalize_rows = false;
  std::string vocabulary = "train";
  bool skip_bad_lines = false;
  bool implicit = false;
  std::string threshold;
  std::string confidence = "none";
  double alpha = 1;
  std::string repeats = "merge";
};

struct SplitOptions {
  std::string split = "random";
  double test = 0;
  double valid = 0;
  std::string test_file;
  std::string valid_file;
  std::int64_t folds = 0;
  std::int64_t fold = 0;
};

// The defaults suit ratings: plain descent one row at a time, with a rate that falls to zero and rather strong L2 that
// is weaker on frequent rows. They were chosen on parts of the training rows of ML-100k's fold u1 and of ML-1M, see
// docs/decisions/0005-default-recipe.md. Models override what does not suit them (default_options).
struct TrainOptions {
  // model
  std::string model = "fm";
  std::int64_t rank = 32;
  std::string target_kind = "auto";
  std::string target_scale = "standard";
  std::string target_transform = "none";
  std::string numeric = "linear";
  bool pairs_within_bags = true;
  std::vector<std::string> linear_only;
  double init = 0.0025;
  std::string initializer = "normal";
  std::string head = "auto";
  std::string bias_start = "mean";
  std::vector<std::string> hidden = {"64", "64"};
  std::string activation = "relu";
  double dropout = 0;
  bool batch_norm = false;
  double batch_norm_momentum = 0.99;
  double batch_norm_epsilon = 1e-3;
  bool batch_norm_corrected = true;
  bool clip = true;
  // click models
  bool layer_norm = false;
  std::string dropout_at = "inputs";
  double embedding_dropout = 0;
  bool linear_part = false;  // of networks that have none in their papers: a weight per feature beside them
  std::string linear_form = "weights";
  std::string pair_form = "matrix";
  std::int64_t cross_layers = 3;
  std::string cross_place = "parallel";
  std::int64_t cross_rank = 0;  // 0: whole matrices
  std::int64_t cross_experts = 4;
  bool cross_gate = false;
  std::vector<std::string> second_hidden = {"64"};
  bool gates = true;
  std::vector<std::string> gate_hidden = {"64"};
  std::vector<std::string> first_gate, second_gate;
  std::int64_t heads = 1;
  std::int64_t blocks = 2;
  std::string factorized = "concat";
  bool distill = true;
  bool field_gate = false;
  // models of items by items
  std::int64_t neighbors = 0;
  double shrinkage = 0;
  std::string interaction_weighting = "none";
  double walk_alpha = 0.6, walk_beta = 0.25;
  double low_pass = 0;
  // solver
  std::string solver = "gradient";
  std::string optimizer = "sgd";
  std::int64_t epochs = 25;
  std::int64_t batch = 1;
  double learning_rate = 0;  // 0: 0.02 sqrt(2 / fields)
  double linear_rate = 0.25;
  std::string schedule = "linear";
  double decay = 0;
  double l2 = 0;
  double l2_linear = 0.04;
  double l2_factors = 0.08;
  double l2_kernel = 0;
  double l2_count_power = 0.35;
  double l2_rate = 3;
  bool adapt = true;
  std::string l2_scope = "touched";
  double clip_norm = 0;
  double global_clip_norm = 0;
  double label_smoothing = 0;
  double keep_negatives = 1;  // the share of training rows with target 0 that are kept
  std::string adam = "auto";
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7;
  std::int64_t block = 0;  // als, mcmc and ials
  double unobserved_weight = 0;
  double l2_frequency_power = 1;
  std::int64_t cg_steps = 0;
  // lists (interactions without a target)
  std::string loss = "auto";
  std::int64_t negatives = 0;  // 0: what suits the loss
  std::string negative_sampling = "uniform";
  double negative_power = 0.75;
  // sampling (solver mcmc)
  std::int64_t burn_in = 5;
  std::int64_t draws = 200;
  std::int64_t chains = 1;
  // stopping
  std::int64_t patience = 0;
  std::string monitor = "auto";
  bool restore_best = true;
  std::string calibrate = "none";
  // run
  std::int64_t seed = 1;
  std::int64_t ensemble = 1;
  std::int64_t threads = 0;
  std::string memory_limit;  // empty: none; as memory_limit() of store.h reads it
  bool hogwild = false;
  std::string checkpoint;
  std::int64_t checkpoint_every = 1;
  bool resume = false;
};

// GCC 12 crashes on a plain `= {}` in the struct below.
inline std::vector<std::string_view> no_choices() noexcept { return {}; }

// One member of an options struct.
template <class Struct>
struct Option {
  using Member = std::variant<bool Struct::*, std::int64_t Struct::*, double Struct::*, std::string Struct::*,
                              std::vector<std::string> Struct::*>;
  std::string_view name;  // snake_case; the flag is the same with dashes
  Member member;
  std::string_view group;                                 // a heading in help
  std::string_view help;                                  // one sentence, without a full stop
  double low = -std::numeric_limits<double>::infinity();  // numbers: inclusive range
  double high = std::numeric_limits<double>::infinity();
  std::vector<std::string_view> choices = no_choices();  // strings: the only values, if not empty
  bool recorded = true;  // false: does not change the result, so it is not in the model file
  std::vector<std::string_view> aliases = no_choices();  // other names that are understood but not shown
  // True: the model file omits it at its default, so that files keep the bytes that they had before the option existed.
  bool recorded_if_set = false;
  // A few words for the short help, which shows the options that have them.
  std::string_view brief = "";
};

template <class Struct>
std::span<const Option<Struct>> options();
template <>
std::span<const Option<DataOptions>> options<DataOptions>();
template <>
std::span<const Option<SplitOptions>> options<SplitOptions>();
template <>
std::span<const Option<TrainOptions>> options<TrainOptions>();

// Sets one option from text, as a command line or recipe gives it. Lists are separated by commas.
// Throws Error(usage) for an unknown name (naming the nearest one), a value of the wrong type, or out of range.
template <class Struct>
void set_option(Struct& values, std::string_view name, std::string_view text);
extern template void set_option(DataOptions&, std::string_view, std::string_view);
extern template void set_option(SplitOptions&, std::string_view, std::string_view);
extern template void set_option(TrainOptions&, std::string_view, std::string_view);

// The value as text. set_option reads it back to the same value.
template <class Struct>
std::string get_option(const Struct& values, std::string_view name);
extern template std::string get_option(const DataOptions&, std::string_view);
extern template std::string get_option(const SplitOptions&, std::string_view);
extern template std::string get_option(const TrainOptions&, std::string_view);

// Checks ranges and choices of every member. Throws Error(usage).
template <class Struct>
void check_options(const Struct& values);
extern template void check_options(const DataOptions&);
extern template void check_options(const SplitOptions&);
extern template void check_options(const TrainOptions&);

// The candidate nearest to `word` by edit distance, probably what its writer meant; "" if none is near.
std::string nearest(std::string_view word, std::span<const std::string_view> candidates);

// The reference page of all options, in Markdown: docs/options.md.
std::string options_reference();

}  // namespace interplay
