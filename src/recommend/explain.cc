#include "interplay/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "data/batch.h"
#include "interplay/error.h"
#include "model/feature_names.h"
#include "model/implementation.h"
#include "model/predict.h"
#include "model/scorer.h"
#include "plan/run.h"

namespace interplay {
namespace {

using Entry = Explanation::Entry;

// One row seen by one embedding table.
struct TableFeatures {
  std::vector<Feature> features = {};
  std::vector<std::string> names = {};   // of the features
  std::vector<std::string> fields = {};  // of the table's fields, by position
  bool joint = false;                    // values depend on all fields together
};

// More pairs of features than this are no explanation, and would fill the memory.
constexpr std::size_t most_pairs = 1'000'000;

// Explains the score of one member: everything up to the link. `score`: as predictions are made from, whose sums in
// single precision may be in another order than those here.
class Explainer {
 public:
  Explainer(const ModelPlan& plan, const Parameters& parameters, const Dataset& data, std::vector<FieldView> views,
            std::uint32_t row, Detail detail, float score)
      : plan_(plan),
        parameters_(parameters),
        data_(data),
        row_(row),
        rows_{row},
        detail_(detail),
        views_(std::move(views)),
        score_(score) {
    for (const Embedding& table : plan_.tables()) tables_.push_back(features_of(table));
    for (const auto& term : plan_.terms()) own_.push_back(features_of(*term));
    check_size();
  }

  Explanation explain() {
    describe_inputs();
    run();
    add_factors();
    add_rounding();
    return std::move(result_);
  }

 private:
  Batch batch() const { return {views_, rows_}; }

  TableFeatures features_of(const Embedding& table) const {
    TableFeatures result{.features = table.features(parameters_, batch())};
    for (const Embedding::Slot& slot : table.slots()) result.fields.push_back(views_[slot.input].field->name);
    for (const Feature& feature : result.features) {
      const FieldView& view = views_[table.slots()[feature.position].input];
      result.names.push_back(feature_name(view, data_, row_, feature));
    }
    return result;
  }

  // Of a term that reads the rows themselves; none of other terms.
  TableFeatures features_of(const Term& term) const {
    if (!term.source().is_rows) return {};
    TableFeatures result{.features = term.features({.parameters = &parameters_, .rows = batch()})};
    for (const std::size_t input : term.inputs()) result.fields.push_back(views_[input].field->name);
    for (const Feature& feature : result.features)
      result.names.push_back(feature_name(views_[term.inputs()[feature.position]], data_, row_, feature));
    result.joint = true;
    return result;
  }

  // Of what a term reads, by itself or through others.
  const TableFeatures& features_of_term(std::size_t t) const {
    if (const Embedding* table = plan_.table_of(t))
      return tables_[static_cast<std::size_t>(table - plan_.tables().data())];
    while (plan_.terms()[t]->source().is_block) t = plan_.terms()[t]->source().index;
    return own_[t];
  }

  void check_size() const {
    for (std::size_t t = 0; t < plan_.terms().size(); ++t) {
      const std::size_t count = features_of_term(t).features.size();
      if (plan_.terms()[t]->divides_by_pairs() && count * (count - 1) / 2 > most_pairs)
        throw Error(Code::unsupported,
                    fmt::format("row {} has {} features, and their pairs are too many to list", row_ + 1, count),
                    "explain a row with fewer; interplay predict gives the score of this one");
    }
  }

  void describe_inputs() {
    for (const FieldView& view : views_) {
      const InputText text = input_text(view, data_, row_);
      result_.inputs.push_back({view.field->name, text.value, text.unseen, text.missing});
    }
  }

  void add(Entry entry) {
    entry.contribution = entry.weight * entry.value;
    result_.entries.push_back(std::move(entry));
  }

  // Runs the model, and divides each of the columns that the head joins.
  void run() {
    Workspace workspace(plan_, 1, KeptGradients::none);
    const StepContext pass{.parameters = &parameters_};
    forward_tile(plan_, pass, batch(), 0, 1, workspace);
    forward_whole(plan_, pass, 1, workspace);
    const HeadWeights head = plan_.head().weights(parameters_);
    const auto [first, last] = plan_.head_tensors();
    if (first < last) add({.name = "intercept", .kind = "intercept", .column = "", .value = head.constant});
    std::size_t column = 0;
    for (std::size_t t = 0; t < plan_.terms().size(); ++t) {
      const Term& term = *plan_.terms()[t];
      const TableFeatures& table = features_of_term(t);
      std::vector<std::vector<Addend>> addends(term.columns());
      // What a term makes of the block of another is not divided among features.
      if (!term.source().is_block)
        for (const Addend& addend : term.addends(table.features)) addends[addend.column].push_back(addend);
      for (std::size_t c = 0; c < term.columns(); ++c, ++column) {
        const std::string name = term.column_name(c, table.fields);
        auto value = static_cast<double>(workspace.columns()[column][0]);
        if (!addends[c].empty()) {  // more exact than the sum in single precision, which may not even be finite
          value = 0;
          for (const Addend& addend : addends[c]) value += addend.value;
        }
        const double weight = head.columns[column];
        result_.columns.push_back({name, value, weight, weight * value});
        divide(table, addends[c], name, value, weight);
      }
    }
  }

  // One entry for each addend of a column (or for those of the same fields), or one for a column that has none.
  void divide(const TableFeatures& table, const std::vector<Addend>& addends, const std::string& column, double value,
              double weight) {
    std::unordered_map<std::string, std::size_t> known;  // places of entries, by kind and name
    for (const Addend& addend : addends) {
      Entry entry = entry_of(table, addend);
      entry.column = column;
      entry.weight = weight;
      if (detail_ == Detail::fields) {
        const auto [same, is_new] = known.emplace(entry.kind + " " + entry.name, result_.entries.size());
        if (!is_new) {
          Entry& sum = result_.entries[same->second];
          sum.value += entry.value;
          sum.contribution = sum.weight * sum.value;
          continue;
        }
      }
      add(std::move(entry));
    }
    if (addends.empty()) add({.name = column, .kind = "column", .column = column, .value = value, .weight = weight});
  }

  Entry entry_of(const TableFeatures& table, const Addend& addend) const {
    const auto label = [&](std::size_t feature) {
      return detail_ == Detail::fields ? table.fields[table.features[feature].position] : table.names[feature];
    };
    const auto field = [&](std::size_t feature) { return table.fields[table.features[feature].position]; };
    Entry entry{.name = label(addend.first), .kind = "linear", .column = "", .value = addend.value};
    if (table.joint)
      entry.fields = table.fields;
    else
      entry.fields.push_back(field(addend.first));
    if (addend.second == Addend::none) return entry;
    const bool within = table.features[addend.first].position == table.features[addend.second].position;
    entry.kind = within ? "within" : "pair";
    if (!within) entry.fields.push_back(field(addend.second));
    if (within && detail_ == Detail::fields) return entry;
    entry.name += " x " + label(addend.second);
    return entry;
  }

  void add_factors() {
    for (std::size_t t = 0; t < tables_.size(); ++t) {
      const Embedding& table = plan_.tables()[t];
      if (table.columns() == 1) continue;
      std::vector<double> sum(table.columns(), 0.0);
      for (std::size_t f = 0; f < tables_[t].features.size(); ++f) {
        const Feature& feature = tables_[t].features[f];
        for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += feature.vector[k];
        add_factor(table.name(), tables_[t], f);
      }
      result_.sums.push_back({table.name(), "sum", std::move(sum)});
    }
  }

  void add_factor(const std::string& table, const TableFeatures& row, std::size_t f) {
    const Feature& feature = row.features[f];
    const bool merges = detail_ == Detail::fields && f > 0 && row.features[f - 1].position == feature.position;
    if (merges) {
      std::vector<double>& pooled = result_.factors.back().vector;
      for (std::size_t k = 0; k < pooled.size(); ++k) pooled[k] += feature.vector[k];
    } else {
      result_.factors.push_back(
          {table, detail_ == Detail::fields ? row.fields[feature.position] : row.names[f], feature.vector});
    }
  }

  // The model sums in single precision. What this leaves out is an entry, so that the entries sum to the model's own
  // score.
  void add_rounding() {
    double sum = 0;
    for (const Entry& entry : result_.entries) sum += entry.contribution;
    add({.name = "rounding", .kind = "rounding", .column = "", .value = static_cast<double>(score_) - sum});
  }

  const ModelPlan& plan_;
  const Parameters& parameters_;
  const Dataset& data_;
  std::uint32_t row_;
  std::vector<std::uint32_t> rows_;
  Detail detail_;
  std::vector<FieldView> views_;
  std::vector<TableFeatures> tables_, own_;  // of the tables; of the terms
  float score_;
  Explanation result_;
};

// Adds `part` / count to the sum: members differ in numbers alone, not in what they read.
void accumulate(Explanation& sum, const Explanation& part, double count) {
  const auto each = [count](auto& totals, const auto& parts, auto... members) {
    for (std::size_t i = 0; i < totals.size(); ++i) ((totals[i].*members += parts[i].*members / count), ...);
  };
  each(sum.entries, part.entries, &Entry::value, &Entry::weight, &Entry::contribution);
  using Share = Explanation::ColumnShare;
  each(sum.columns, part.columns, &Share::value, &Share::weight, &Share::contribution);
  const auto add_vectors = [count](auto& totals, const auto& parts) {
    for (std::size_t i = 0; i < totals.size(); ++i)
      for (std::size_t k = 0; k < totals[i].vector.size(); ++k) totals[i].vector[k] += parts[i].vector[k] / count;
  };
  add_vectors(sum.factors, part.factors);
  add_vectors(sum.sums, part.sums);
}

// The same explanation with every number 0.
Explanation zeroed(Explanation explanation) {
  for (Entry& entry : explanation.entries) entry.value = entry.weight = entry.contribution = 0;
  for (auto& column : explanation.columns) column.value = column.weight = column.contribution = 0;
  for (auto* list : {&explanation.factors, &explanation.sums})
    for (auto& factor : *list) std::ranges::fill(factor.vector, 0.0);
  return explanation;
}

Explanation mean_over_members(const ModelImplementation& model, const Dataset& data, std::uint32_t row, Detail detail) {
  const std::vector<FieldView> views = views_for(data, model.star);
  const std::vector<std::uint32_t> rows{row};
  MemberReader reader(model.members, *model.plan, {views, rows});
  const TaskPool alone(1);
  const Scorer scorer(*model.plan, {views, rows}, alone);
  const auto of = [&](std::size_t m) {
    const Parameters& parameters = reader[m];
    float score = 0;
    scorer.score(parameters, {&score, 1});
    return Explainer(*model.plan, parameters, data, views, row, detail, score).explain();
  };
  Explanation first = of(0);
  if (model.members.size() == 1) return first;
  Explanation mean = zeroed(std::move(first));
  for (std::size_t m = 0; m < model.members.size(); ++m)
    accumulate(mean, of(m), static_cast<double>(model.members.size()));
  return mean;
}

// Scores of numbers in the target's own units (of a transformed target: in those of the transform): entries grow with
// the scale, vectors with its root, so that pairs stay their products, and the intercept takes the shift. A score
// before a curved link has units of its own.
void to_target_units(const Objective& objective, Explanation& explanation) {
  const TargetScale& target = objective.target_scale;
  if (target.identity() || !objective.link.keeps_units()) return;
  for (Entry& entry : explanation.entries) entry.value *= target.scale, entry.contribution *= target.scale;
  for (auto& column : explanation.columns) column.value *= target.scale, column.contribution *= target.scale;
  for (auto* list : {&explanation.factors, &explanation.sums})
    for (auto& factor : *list)
      for (double& number : factor.vector) number *= std::sqrt(target.scale);
  if (!objective.link.identity()) return;  // the shift is added after the link
  const auto intercept = std::ranges::find(explanation.entries, std::string_view("intercept"),
                                           [](const Entry& e) { return std::string_view(e.kind); });
  if (intercept != explanation.entries.end()) {
    intercept->value += target.shift;
    intercept->contribution += target.shift;
  } else {
    explanation.entries.insert(explanation.entries.begin(), {.name = "origin of the target",
                                                             .kind = "intercept",
                                                             .column = "",
                                                             .value = target.shift,
                                                             .contribution = target.shift});
  }
}

// From the score to the prediction.
void finish(const ModelImplementation& model, const Dataset& data, std::uint32_t row, Explanation& explanation) {
  const Objective& objective = model.plan->objective();
  to_target_units(objective, explanation);
  for (const Entry& entry : explanation.entries) explanation.score += entry.contribution;
  if (!std::isfinite(explanation.score))
    throw Error(Code::bad_data, fmt::format("the score of row {} is not a sum of finite numbers", row + 1),
                "correct the row's numbers, which lie far from those of the training rows");
  explanation.link = objective.link.name();
  explanation.link_identity = objective.link.identity();
  explanation.link_formula = objective.link.formula();
  if (objective.link.given_ends()) explanation.link_range = objective.range();
  explanation.transform = name(objective.target_scale.transform);
  if (objective.link.keeps_units() && !objective.link.identity()) explanation.link_shift = objective.target_scale.shift;
  const std::vector<FieldView> views = views_for(data, model.star);
  const std::vector<std::uint32_t> rows{row};
  const TaskPool alone(1);
  const Predictor predictor(*model.plan, model.target, {views, rows}, alone);
  explanation.linked = predictor.predict(model.members, false).front();
  explanation.prediction = predictor.predict(model.members, model.options.clip).front();
  explanation.clipped = explanation.prediction != explanation.linked;
  if (model.calibration && model.calibration->curve) {
    explanation.calibration = model.calibration->info.method;
    explanation.prediction = model.calibration->corrected(explanation.prediction);
  }
  if (!std::isfinite(explanation.linked))
    throw Error(Code::bad_data, fmt::format("the prediction for row {} is not a finite number", row + 1),
                "correct the row's numbers, which lie far from those of the training rows");
}

}  // namespace

Explanation explain(const Model& model, const Dataset& data, std::uint32_t row, Detail detail) {
  views_for(data, model.star());  // throws
  if (row >= data.rows)
    throw Error(Code::usage, fmt::format("row {} is asked for, and the data has {}", row + 1, data.rows),
                "name one of these, counted from 1");
  Explanation explanation = mean_over_members(implementation_of(model), data, row, detail);
  finish(implementation_of(model), data, row, explanation);
  return explanation;
}

}  // namespace interplay
