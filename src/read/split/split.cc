#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "data/distinct.h"
#include "data/text/numbers.h"
#include "interplay/dataset.h"
#include "interplay/error.h"
#include "interplay/options.h"
#include "interplay/split.h"
#include "read/split/split_parts.h"

namespace interplay {
namespace {

using splits::Draw;
using splits::Part;
using splits::Which;

constexpr std::string_view one_out = "leave-one-out", new_users = "new-users";
constexpr double usual_given = 0.5;  // of the rows of a new user

// The parts of SplitOptions::split, "kind:argument+draw". Rows that the kind does not determine itself (such as the
// validation rows beside a given test set) are drawn by `draw`: in the same way if possible, otherwise at random; or
// they are a row of each user.
struct Plan {
  std::string kind, argument;
  Draw draw = Draw::random;
  double given = 0;                                                        // of the rows of each new user
  std::optional<Which> test_row = std::nullopt, valid_row = std::nullopt;  // of each user
};

[[noreturn]] void unknown_kind(const std::string& split) {
  throw Error(Code::usage, "unknown split '" + split + "'",
              "choose random, stratified, user, user-time, time, last, kfold, given:NAME, file:PATH, column:NAME, "
              "leave-one-out, pairs:FILE or new-users");
}

// "leave-one-out", "leave_one_out:last", ...
std::optional<Which> row_of_each(std::string_view text) {
  std::string kind(text.substr(0, text.find(':')));
  std::ranges::replace(kind, '_', '-');
  if (kind != one_out) return std::nullopt;
  const std::string_view rest = text.substr(kind.size());
  if (rest.empty()) return Which::by_data;
  if (rest == ":last") return Which::last;
  if (rest == ":random") return Which::random;
  return std::nullopt;
}

Plan parse(const std::string& split) {
  Plan plan;
  std::string head = split;
  if (const auto plus = split.rfind('+'); plus != std::string::npos) {
    if (const auto draw = splits::draw_named(split.substr(plus + 1))) {
      plan.draw = *draw;
      head = split.substr(0, plus);
    } else if ((plan.valid_row = row_of_each(split.substr(plus + 1)))) {
      head = split.substr(0, plus);
    }
  }
  const bool has_draw = head != split;
  const auto colon = head.find(':');
  plan.kind = head.substr(0, colon);
  if (colon != std::string::npos) plan.argument = head.substr(colon + 1);
  if (const auto draw = splits::draw_named(plan.kind)) {
    if (colon != std::string::npos) unknown_kind(split);
    if (!has_draw) plan.draw = *draw;
    return plan;
  }
  std::ranges::replace(plan.kind, '_', '-');
  plan.test_row = row_of_each(head);
  if (plan.test_row) return plan;
  if (plan.kind == one_out) plan.kind = "pairs";
  if (plan.kind == new_users) {
    const auto given = parse_number(plan.argument.empty() ? fmt::format("{}", usual_given) : plan.argument);
    if (!given || !(*given > 0 && *given < 1))
      throw Error(Code::usage,
                  "the split '" + split + "' gives '" + plan.argument +
                      "' of a new user's rows, expected a share between 0 and 1",
                  "write --split new-users:0.5");
    plan.given = *given;
    return plan;
  }
  const bool needs_argument = plan.kind == "file" || plan.kind == "column" || plan.kind == "pairs";
  if (!needs_argument && plan.kind != "given" && plan.kind != "kfold") unknown_kind(split);
  if (needs_argument && plan.argument.empty())
    throw Error(Code::usage, "the split '" + plan.kind + "' needs a name", "write --split " + plan.kind + ":NAME");
  return plan;
}

void check_fractions(const SplitOptions& options) {
  const auto check = [](const char* name, double value) {
    if (!(value >= 0 && value < 1))
      throw Error(Code::usage, std::string("--") + name + " is " + std::to_string(value) + ", expected 0 to below 1",
                  "give the fraction of all rows, for example 0.2");
  };
  check("test", options.test);
  check("valid", options.valid);
  if (options.test + options.valid >= 1)
    throw Error(Code::usage,
                "--test and --valid together are " + std::to_string(options.test + options.valid) +
                    ", which leaves nothing to train on",
                "make their sum less than 1");
}

void check_validation(const SplitOptions& options, const Plan& plan) {
  if (plan.valid_row && (options.valid > 0 || !options.valid_file.empty()))
    throw Error(Code::usage, "--split " + options.split + " says itself what the validation part is",
                "leave out --valid and --valid-file, or what stands after '+'");
}

// Keras' validation_split trains on the first floor(rows * (1 - fraction)) rows; elsewhere the nearest count.
std::uint64_t count_of(double fraction, std::size_t rows, Draw draw) {
  const auto total = static_cast<double>(rows);
  if (fraction == 0) return 0;
  if (draw == Draw::last) return rows - static_cast<std::uint64_t>(std::floor(total * (1.0 - fraction)));
  return static_cast<std::uint64_t>(std::llround(total * fraction));
}

std::vector<std::uint32_t> rows_of(const std::vector<Part>& parts, Part part) {
  std::vector<std::uint32_t> rows;
  rows.reserve(static_cast<std::size_t>(std::count(parts.begin(), parts.end(), part)));
  for (std::size_t row = 0; row < parts.size(); ++row)
    if (parts[row] == part) rows.push_back(static_cast<std::uint32_t>(row));
  return rows;
}

void require_rows(const Split& split, bool wants_test, bool wants_valid) {
  const auto require = [&](const std::vector<std::uint32_t>& rows, const char* part) {
    if (rows.empty())
      throw Error(Code::usage, "the split (" + split.label + ") leaves no rows for " + part,
                  "change --test and --valid, or choose another --split");
  };
  require(split.train, "training");
  if (wants_test) require(split.test, "the test");
  if (wants_valid) require(split.valid, "validation");
}

Split collect(const std::vector<Part>& parts, std::string label, bool wants_test, bool wants_valid) {
  Split split;
  split.train = rows_of(parts, Part::train);
  split.valid = rows_of(parts, Part::valid);
  split.test = rows_of(parts, Part::test);
  split.label = std::move(label) + ": " + std::to_string(split.train.size()) + " training";
  if (wants_valid) split.label += ", " + std::to_string(split.valid.size()) + " validation";
  if (wants_test) split.label += ", " + std::to_string(split.test.size()) + " test";
  split.label += " rows";
  require_rows(split, wants_test, wants_valid);
  return split;
}

bool depends_on_seed(const Plan& plan, bool draws) {
  const bool random = plan.draw == Draw::random || plan.draw == Draw::stratified || plan.draw == Draw::user;
  if (plan.test_row == Which::random || plan.valid_row == Which::random) return true;
  return plan.kind == "kfold" || (draws && random) || plan.kind == "random" || plan.kind == "stratified" ||
         plan.kind == "user" || plan.kind == new_users;
}

std::string describe(const SplitOptions& options, const Plan& plan, bool draws, std::uint64_t seed) {
  std::string text = options.test_file.empty() ? options.split : "given files";
  const std::optional<Which> which = plan.test_row ? plan.test_row : plan.valid_row;
  if (which) text += *which == Which::random ? ", at random" : ", last by time";
  if (plan.kind == "file" || plan.kind == "column" || plan.kind == "kfold")
    text += ", fold " + std::to_string(options.fold);
  if (depends_on_seed(plan, draws)) text += ", seed " + std::to_string(seed);
  return text;
}

void assign_fold(const std::vector<std::int64_t>& folds, std::int64_t fold, std::vector<Part>& parts) {
  for (std::size_t row = 0; row < parts.size(); ++row)
    if (folds[row] == fold) parts[row] = Part::test;
}

std::int64_t folds_wanted(const SplitOptions& options) {
  const std::int64_t folds = options.folds == 0 ? 5 : options.folds;
  if (folds < 2)
    throw Error(Code::usage, "--folds is " + std::to_string(folds) + ", expected 2 or more", "give 5, for example");
  return folds;
}

void check_fold(std::int64_t fold, std::int64_t folds) {
  if (fold < 0 || fold >= folds)
    throw Error(Code::usage, "--fold is " + std::to_string(fold) + ", expected 0 to " + std::to_string(folds - 1),
                "folds count from 0");
}

// Assigns the test rows for kinds that do not draw a fraction of the rows. Returns false for kinds that do.
bool assign_test(const Dataset& data, const SplitOptions& options, const Plan& plan, std::uint64_t seed,
                 std::vector<Part>& parts, std::string& remark) {
  if (!options.test_file.empty()) {
    splits::assign_source(data, options.test_file, "test-file", Part::test, parts);
  } else if (plan.kind == "given") {
    splits::assign_given(data, plan.argument, parts);
  } else if (plan.test_row) {
    splits::draw_one_each(data, *plan.test_row, seed, Part::test, parts);
  } else if (plan.kind == "pairs") {
    remark = splits::assign_pairs(data, plan.argument, parts);
  } else if (plan.kind == new_users) {
    if (!(options.test > 0))
      throw Error(Code::usage, "--split new-users holds out a share of the users, and --test does not say which",
                  "add --test 0.1");
    splits::draw_new_users(data, options.test, plan.given, splits::which_row(data, Which::by_data), seed, parts);
    return true;
  } else if (plan.kind == "file") {
    assign_fold(splits::folds_of_file(plan.argument, data.rows), options.fold, parts);
  } else if (plan.kind == "column") {
    assign_fold(splits::folds_of_column(data, plan.argument), options.fold, parts);
  } else if (plan.kind == "kfold") {
    check_fold(options.fold, folds_wanted(options));
    assign_fold(splits::deal_folds(data, Draw::random, folds_wanted(options), seed), options.fold, parts);
  } else {
    return false;
  }
  if (options.test > 0 && options.test_file.empty())
    throw Error(Code::usage, "--test does not go with --split " + plan.kind + ", which determines the test part itself",
                "leave out one of the two");
  return true;
}

// Draws the remaining parts: the test rows by the kind, then the validation rows by the plan's draw.
bool draw_parts(const Dataset& data, const SplitOptions& options, const Plan& plan, bool test_done, std::uint64_t seed,
                std::vector<Part>& parts) {
  const Draw test_draw = splits::draw_named(plan.kind).value_or(plan.draw);
  const std::uint64_t test = test_done ? 0 : count_of(options.test, data.rows, test_draw);
  const std::uint64_t valid = options.valid_file.empty() ? count_of(options.valid, data.rows, plan.draw) : 0;
  if (test_draw == plan.draw) {
    splits::draw_rows(data, plan.draw, {.test = test, .valid = valid}, seed, parts);
  } else {
    splits::draw_rows(data, test_draw, {.test = test, .valid = 0}, seed, parts);
    splits::draw_rows(data, plan.draw, {.test = 0, .valid = valid}, seed, parts);
  }
  return test + valid > 0;
}

}  // namespace

bool says_its_test(const std::string& split) {
  return !splits::draw_named(parse(split).kind) && !holds_out_users(split);
}

bool holds_out_users(const std::string& split) { return parse(split).kind == new_users; }

bool has_validation(const SplitOptions& options) {
  return options.valid > 0 || !options.valid_file.empty() || parse(options.split).valid_row;
}

Split split(const Dataset& data, const SplitOptions& options, std::uint64_t seed) {
  check_fractions(options);
  Plan plan = parse(options.split);
  check_validation(options, plan);
  if (data.rows > std::numeric_limits<std::uint32_t>::max())
    throw Error(Code::unsupported, "the data has " + std::to_string(data.rows) + " rows, more than 4294967295",
                "pack it in parts, and train further on each with --warm");
  for (std::optional<Which>* which : {&plan.test_row, &plan.valid_row})
    if (*which) *which = splits::which_row(data, **which);
  std::vector<Part> parts(data.rows, Part::train);
  std::string remark;
  const bool test_done = assign_test(data, options, plan, seed, parts, remark);
  if (plan.valid_row) splits::draw_one_each(data, *plan.valid_row, seed, Part::valid, parts);
  if (!options.valid_file.empty()) splits::assign_source(data, options.valid_file, "valid-file", Part::valid, parts);
  const bool draws = draw_parts(data, options, plan, test_done, seed, parts);
  return collect(parts, describe(options, plan, draws, seed) + remark, test_done || options.test > 0,
                 has_validation(options));
}

std::vector<Split> cross_validation_splits(const Dataset& data, const SplitOptions& options, std::uint64_t seed) {
  check_fractions(options);
  const Plan plan = parse(options.split);
  std::vector<std::int64_t> fold_of;
  if (plan.kind == "file") {
    fold_of = splits::folds_of_file(plan.argument, data.rows);
  } else if (plan.kind == "column") {
    fold_of = splits::folds_of_column(data, plan.argument);
  } else if (plan.kind == "kfold" || plan.kind == "random" || plan.kind == "stratified" || plan.kind == "user") {
    const Draw draw = splits::draw_named(plan.kind).value_or(Draw::random);
    fold_of = splits::deal_folds(data, draw, folds_wanted(options), seed);
  } else {
    throw Error(Code::usage, "cross-validation cannot be by --split " + plan.kind,
                "choose random, stratified, user, file:PATH or column:NAME");
  }
  const std::vector<std::int64_t> folds = distinct_values(std::span<const std::int64_t>(fold_of));
  const std::uint64_t valid = count_of(options.valid, data.rows, plan.draw);
  std::vector<Split> result;
  for (const std::int64_t fold : folds) {
    std::vector<Part> parts(data.rows, Part::train);
    assign_fold(fold_of, fold, parts);
    splits::draw_rows(data, plan.draw, {.test = 0, .valid = valid}, seed, parts);
    result.push_back(collect(parts,
                             options.split + ", fold " + std::to_string(fold) + " of " + std::to_string(folds.size()),
                             true, valid > 0));
  }
  return result;
}

}  // namespace interplay
