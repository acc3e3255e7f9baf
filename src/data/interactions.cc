#include "interplay/interactions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/check/repeated_rows.h"
#include "data/kept_rows.h"
#include "data/row_groups.h"
#include "data/spooled.h"
#include "data/text/numbers.h"
#include "interplay/error.h"

namespace interplay {
namespace {

std::string counted(std::size_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::optional<double> threshold_of(const DataOptions& options) {
  if (options.threshold.empty()) return std::nullopt;
  return parse_number(options.threshold);
}

class Interactions {
 public:
  Interactions(Dataset data, const DataOptions& options)
      : data_(std::move(data)),
        options_(options),
        counts_(options.confidence != "none"),
        spool_(spool_of(data_)),
        keep_(spool_, data_.rows) {
    std::ranges::fill(keep_, std::uint8_t{1});
  }

  Dataset take() && {
    require_ids();
    leave_out_unknown();
    if (data_.has_target()) read_target();
    if (count_.empty() && counts_) {
      count_ = RowValues<double>(spool_, data_.rows);
      std::ranges::fill(count_, 1.0);
    }
    const std::span<const float> weight = data_.weight();
    weight_ = RowValues<double>(spool_, weight.size());
    std::ranges::copy(weight, weight_.begin());
    if (options_.repeats == "merge") merge();
    drop_target();
    set_weights();
    keep_interactions(data_, keep_.values());
    return std::move(data_);
  }

 private:
  Dataset data_;
  const DataOptions& options_;
  const bool counts_;             // they are the confidence
  std::shared_ptr<Spool> spool_;  // for what there is of every row; null: in memory
  RowValues<std::uint8_t> keep_;
  RowValues<double> count_;   // of every row, if counts_
  RowValues<double> weight_;  // of every row; empty: all 1
  std::string target_;        // its name

  Location place() const { return at(data_.sources.empty() ? "" : data_.sources.front().path); }
  void note(std::string text) { data_.notes.push_back(std::move(text)); }

  void require_ids() const {
    for (const Role role : {Role::user, Role::item})
      if (codes_of(data_, role).empty())
        throw Error(Code::usage, place(),
                    fmt::format("--implicit takes rows as interactions of users with items, and the data has no {}s",
                                name(role)),
                    fmt::format("name their column with --{}, or leave out --implicit", name(role)));
  }

  // Leaves out the rows for which `drop` holds, and returns how many these are.
  template <class Drop>
  std::size_t leave_out(const Drop& drop) {
    std::size_t dropped = 0;
    for (std::size_t row = 0; row < data_.rows; ++row) {
      if (!keep_[row] || !drop(row)) continue;
      keep_[row] = 0;
      ++dropped;
    }
    return dropped;
  }

  void require_rows(const std::string& why, const std::string& remedy) const {
    if (std::ranges::find(keep_, 1) == keep_.end())
      throw Error(Code::bad_data, place(), "no interaction is left: " + why, remedy);
  }

  void leave_out_unknown() {
    const RowCodes users = codes_of(data_, Role::user), items = codes_of(data_, Role::item);
    const std::size_t dropped =
        leave_out([&](std::size_t row) { return users.codes[row] == 0 || items.codes[row] == 0; });
    if (dropped == 0) return;
    require_rows("every row lacks its user or its item", "name the columns with --user and --item");
    note(fmt::format("left out {} without a user or an item", counted(dropped, "row")));
  }

  void read_target() {
    const std::span<const float> target = data_.target();
    target_ = data_.schema.fields[*data_.schema.find(Role::target)].name;
    float low = std::numeric_limits<float>::infinity(), high = -low;
    bool zero_or_one = true;
    for (std::size_t row = 0; row < data_.rows; ++row) {
      if (!keep_[row] || std::isnan(target[row])) continue;
      low = std::min(low, target[row]);
      high = std::max(high, target[row]);
      zero_or_one = zero_or_one && (target[row] == 0 || target[row] == 1);
    }
    const std::string range = fmt::format("from {} to {}", low, high);
    const std::optional<double> threshold = threshold_of(options_);
    if (threshold) {
      const std::size_t dropped =
          leave_out([&](std::size_t row) { return !(static_cast<double>(target[row]) >= *threshold); });
      require_rows(fmt::format("{} is {}, and --threshold {}", target_, range, options_.threshold),
                   "give a lower --threshold");
      note(fmt::format("interactions are the rows with {} of at least {}; {} left out", target_, options_.threshold,
                       dropped == 1 ? "1 row is" : fmt::format("{} rows are", dropped)));
    } else if (zero_or_one && low == 0) {
      const std::size_t dropped = leave_out([&](std::size_t row) { return !(target[row] == 1); });
      require_rows(fmt::format("{} is 0 in every row", target_), "name another column with --target");
      note(fmt::format("{} is 0 or 1: rows with 1 are the interactions, and {} left out", target_,
                       dropped == 1 ? "1 other row is" : fmt::format("{} others are", dropped)));
    }
    if (counts_) {
      take_counts(target);
    } else if (!threshold && low < high && !zero_or_one) {
      note(
          fmt::format("{} ({}) is left out: with --implicit every row is an interaction; --threshold X keeps rows with "
                      "{} of X or more, --confidence linear or log takes it as a count",
                      target_, range, target_));
    }
  }

  void take_counts(std::span<const float> target) {
    count_ = RowValues<double>(spool_, data_.rows);
    for (std::size_t row = 0; row < data_.rows; ++row) {
      if (!keep_[row]) continue;
      if (!(target[row] >= 0) || std::isinf(target[row]))
        throw Error(Code::bad_data, place(),
                    fmt::format("row {} has the {} {}, and --confidence {} takes counts, from 0 up", row + 1, target_,
                                target[row], options_.confidence),
                    "mend the value, leave the row out, or name another column with --target");
      count_[row] = static_cast<double>(target[row]);
    }
    const std::size_t dropped = leave_out([&](std::size_t row) { return count_[row] == 0; });
    require_rows(fmt::format("{} is 0 in every row", target_), "name another column with --target");
    if (dropped > 0) note(fmt::format("left out {} with {} of 0", counted(dropped, "row"), target_));
  }

  // The last of a pair's rows in a file stands for all of them: so a row never moves to another file, where it could be
  // held out.
  void merge() {
    std::size_t merged = 0, pairs = 0;
    each_repeated_pair(data_, [&](std::span<std::uint32_t> rows) {
      std::vector<std::uint32_t> own;
      for (const std::uint32_t row : rows) {
        if (!keep_[row]) continue;
        if (!own.empty() && source_of(own.front()) != source_of(row)) {
          if (own.size() > 1) ++pairs;
          merged += merge_rows(own);
          own.clear();
        }
        own.push_back(row);
      }
      if (own.size() > 1) ++pairs;
      merged += merge_rows(own);
    });
    if (merged == 0) return;
    note(
        fmt::format("{} the user and the item of another: {} merged to one row each, the last{}; --repeats keep keeps "
                    "them apart",
                    merged == 1 ? "1 row repeats" : fmt::format("{} rows repeat", merged), counted(pairs, "pair"),
                    counts_ ? ", and counts are summed" : "; --confidence log weighs them by their number"));
  }

  std::size_t source_of(std::uint32_t row) const {
    const auto after = std::ranges::upper_bound(data_.sources, std::size_t{row}, {}, &Dataset::Source::first);
    return static_cast<std::size_t>(after - data_.sources.begin());
  }

  std::size_t merge_rows(std::span<const std::uint32_t> rows) {
    if (rows.size() < 2) return 0;
    const bool timed = !data_.time.empty() &&
                       std::ranges::none_of(rows, [&](std::uint32_t row) { return std::isnan(data_.time[row]); });
    std::uint32_t last = rows.front();
    for (const std::uint32_t row : rows)
      if (!timed || data_.time[row] >= data_.time[last]) last = row;
    double count = 0, weight = 0;
    for (const std::uint32_t row : rows) {
      keep_[row] = row == last;
      if (counts_) count += count_[row];
      if (!weight_.empty()) weight += weight_[row];
    }
    if (counts_) count_[last] = count;
    if (!weight_.empty()) weight_[last] = weight / static_cast<double>(rows.size());
    return rows.size() - 1;
  }

  void erase_field(std::size_t field) {
    data_.schema.fields.erase(data_.schema.fields.begin() + static_cast<std::ptrdiff_t>(field));
    data_.columns.erase(data_.columns.begin() + static_cast<std::ptrdiff_t>(field));
  }

  void drop_target() {
    if (const auto field = data_.schema.find(Role::target)) erase_field(*field);
  }

  double confidence_of(double count) const {
    return 1 + options_.alpha * (options_.confidence == "log" ? std::log1p(count) : count);
  }

  void set_weights() {
    if (!counts_ && weight_.empty()) return;
    RowValues<float> values(spool_, data_.rows);
    std::ranges::fill(values, 1.0f);
    float low = std::numeric_limits<float>::infinity(), high = -low;
    for (std::size_t row = 0; row < data_.rows; ++row) {
      if (!keep_[row]) continue;
      const double given = weight_.empty() ? 1.0 : weight_[row];
      values[row] = static_cast<float>(given * (counts_ ? confidence_of(count_[row]) : 1.0));
      low = std::min(low, values[row]);
      high = std::max(high, values[row]);
    }
    const auto field = data_.schema.find(Role::weight);
    if (low == 1 && high == 1) {
      if (field) erase_field(*field);
    } else if (field) {
      std::get<NumericColumn>(data_.columns[*field]).values = std::move(values).take();
    } else {
      Field weights;
      weights.name = unused_name();
      weights.kind = Kind::numeric;
      weights.role = Role::weight;
      data_.schema.fields.push_back(weights);
      data_.columns.push_back(NumericColumn{std::move(values).take()});
    }
    if (counts_)
      note(fmt::format("interactions weigh 1 + {} {}, from {:.4g} to {:.4g}; n is {}", options_.alpha,
                       options_.confidence == "log" ? "log(1 + n)" : "n", low, high,
                       target_.empty() ? "the number of rows of the user and the item" : target_));
  }

  std::string unused_name() const {
    std::string name = "confidence";
    while (data_.schema.find(name)) name += "_";
    return name;
  }
};

}  // namespace

void check_interactions(const DataOptions& options) {
  const DataOptions usual;
  if (!options.threshold.empty() && !threshold_of(options))
    throw Error(Code::usage, fmt::format("option 'threshold' is '{}', expected a number", options.threshold),
                "give the least rating of an interaction, such as 4");
  if (options.implicit) return;
  const auto refuse = [](std::string_view option) {
    throw Error(Code::usage, fmt::format("option '{}' says how rows become interactions, and needs --implicit", option),
                fmt::format("add --implicit, or leave out --{}", option));
  };
  if (options.threshold != usual.threshold) refuse("threshold");
  if (options.confidence != usual.confidence) refuse("confidence");
  if (options.alpha != usual.alpha) refuse("alpha");
  if (options.repeats != usual.repeats) refuse("repeats");
}

Dataset interactions_of(Dataset data, const DataOptions& options) {
  check_interactions(options);
  if (!options.implicit) return data;
  return Interactions(std::move(data), options).take();
}

}  // namespace interplay
