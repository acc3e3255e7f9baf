#include "workflow/choose/candidates.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "data/inputs.h"
#include "interplay/model.h"
#include "model/predict.h"
#include "workflow/target.h"
#include "workflow/worth.h"

namespace interplay {
namespace {

using Names = std::vector<std::string>;

// What --model auto leaves to the user.
constexpr const char* common[] = {"seed", "threads", "target_kind", "target_transform"};
// Leaving out one field after the other takes as many candidates, and data with a copy of the columns for each.
constexpr std::size_t most_left_out = 8, most_rows_left_out = 1'000'000;
// Targets of so few whole levels may be ordered ones.
constexpr std::size_t most_ordered = 12;
// A category of nearly as many values as there are rows in its table tells no more than the row's id.
constexpr double nearly_all = 0.9;

class Maker {
 public:
  Maker(const Dataset& data, const Split& split, const TrainOptions& given)
      : data_(data), given_(given), target_(gather(data.target(), split.train)) {
    const TargetInfo info = target_info(data, split, given);
    binary_ = info.binary;
    ordinal_ = given.target_kind == "ordinal";
    for (const std::size_t field : data.schema.inputs()) all_.push_back(data.schema.fields[field].name);
    const auto user = data.schema.find(Role::user), item = data.schema.find(Role::item);
    if (user && item) ids_ = {data.schema.fields[*user].name, data.schema.fields[*item].name};
  }

  std::vector<CandidateSpec> make() {
    const Names useful = useful_fields();
    const Names& usual = ids_.empty() ? useful : ids_;
    const bool more = useful != usual;
    descended("fm", usual);
    sampled(usual, 8);
    if (more) sampled(useful, 8);
    if (more) descended("fm", useful);
    sampled(usual, 20);
    descended(linear(), useful);
    if (!ids_.empty()) descended("biased_mf", ids_);
    if (more) sampled(useful, 20);
    for (const char* model : {"deepfm", "wide_deep"}) descended(model, useful);
    sampled_linear(useful);
    sampled(usual, 4);
    special_targets(more ? useful : usual);
    sampled(more ? useful : usual, 40);
    leave_one_out(useful);
    if (more) sampled(useful, 4);
    sampled(usual, 64);
    solved(usual);
    return std::move(specs_);
  }

 private:
  std::string linear() const { return binary_ ? "logistic" : "linear"; }

  // All fields but those whose categories are as good as a second id.
  Names useful_fields() const {
    Names names;
    for (const std::size_t f : data_.schema.inputs()) {
      const Field& field = data_.schema.fields[f];
      const double table = static_cast<double>(field.table == 0 ? data_.rows : rows(data_.columns[f]) - 1);
      const bool id = field.role == Role::feature && field.kind == Kind::categorical &&
                      static_cast<double>(field.vocabulary.size()) > nearly_all * table && field.vocabulary.size() > 20;
      if (!id) names.push_back(field.name);
    }
    return names.empty() ? all_ : names;
  }

  TrainOptions options(const std::string& model, const std::string& solver = "gradient") const {
    TrainOptions made = default_options(model, solver);
    for (const char* name : common) set_option(made, name, get_option(given_, name));
    return made;
  }

  void add(TrainOptions made, const Names& fields, std::vector<std::int64_t> passes) {
    specs_.push_back({std::move(made), fields, std::move(passes)});
  }

  void sampled(const Names& fields, std::int64_t rank) { sampled(fields, rank, options("fm", "mcmc")); }
  void sampled(const Names& fields, std::int64_t rank, TrainOptions made) {
    made.rank = rank;
    add(std::move(made), fields, {20, 75, made.epochs});
  }
  void sampled_linear(const Names& fields) {
    TrainOptions made = options(linear(), "mcmc");
    add(made, fields, {20, made.epochs});
  }

  void descended(const std::string& model, const Names& fields) {
    if (ordinal_) return;
    TrainOptions made = options(model);
    add(made, fields, {made.epochs});
  }

  // Numbers that leave regression's assumptions: a few ordered levels, or a long tail.
  void special_targets(const Names& fields) {
    if (binary_ || given_.target_kind != "auto" || given_.target_transform != "none") return;
    const std::set<float> levels(target_.begin(), target_.end());
    const bool whole = std::ranges::all_of(levels, [](float level) { return level == std::round(level); });
    if (whole && levels.size() > 2 && levels.size() <= most_ordered) {
      TrainOptions made = options("fm", "mcmc");
      made.target_kind = "ordinal";
      sampled(fields, 8, made);
    }
    if (levels.size() > most_ordered && *levels.begin() >= 0 && skewness(target_) > least_skewness) {
      TrainOptions made = options("fm", "mcmc");
      made.target_transform = "log1p";
      sampled(fields, 8, made);
      made = options("fm");
      made.target_transform = "log1p";
      add(made, fields, {made.epochs});
    }
  }

  void leave_one_out(const Names& fields) {
    if (fields.size() < 3 || fields.size() > most_left_out || data_.rows > most_rows_left_out) return;
    for (const std::string& out : fields) {
      if (std::ranges::find(ids_, out) != ids_.end()) continue;
      Names others;
      std::ranges::copy_if(fields, std::back_inserter(others), [&](const std::string& name) { return name != out; });
      if (others != ids_) sampled(others, 8);
    }
  }

  // Alternating least squares with weak and strong L2.
  void solved(const Names& fields) {
    if (binary_ || ordinal_) return;
    for (const double factor : {1.0, 3.0}) {
      TrainOptions made = options("fm", "als");
      made.l2_factors *= factor;
      add(made, fields, {made.epochs});
    }
  }

  const Dataset& data_;
  const TrainOptions& given_;
  std::vector<float> target_;
  bool binary_ = false, ordinal_ = false;
  Names all_, ids_;
  std::vector<CandidateSpec> specs_;
};

}  // namespace

std::vector<CandidateSpec> candidates_for(const Dataset& data, const Split& split, const TrainOptions& given) {
  return Maker(data, split, given).make();
}

Dataset with_inputs(Dataset data, const std::vector<std::string>& names) {
  std::vector<Field> fields;
  std::vector<Column> columns;
  for (std::size_t f = 0; f < data.columns.size(); ++f) {
    const Field& field = data.schema.fields[f];
    if (is_input(field) && std::ranges::find(names, field.name) == names.end()) continue;
    fields.push_back(field);
    columns.push_back(std::move(data.columns[f]));
  }
  data.schema.fields = std::move(fields);
  data.columns = std::move(columns);
  return data;
}

}  // namespace interplay
