#include "interplay/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "data/batch.h"
#include "interplay/error.h"
#include "model/implementation.h"
#include "model/run.h"
#include "workflow/feature_names.h"
#include "workflow/predict.h"

namespace interplay {
namespace {

using Entry = Explanation::Entry;

// score = constant + sum_c columns[c] * column c
struct HeadWeights {
  double constant = 0;
  std::vector<double> columns;
};

HeadWeights head_weights(const ModelPlan& plan, const Parameters& parameters) {
  const auto [first, last] = plan.head_tensors();
  return {first < last ? static_cast<double>(*parameters[first].data) : 0.0, std::vector<double>(plan.columns(), 1.0)};
}

std::string column_name(const Term& term, std::size_t column) {
  if (term.kind() == "linear") return "first order";
  if (term.kind() == "pairwise") return "second order";
  return term.columns() == 1 ? std::string(term.kind()) : fmt::format("{} {}", term.kind(), column + 1);
}

// One row seen by one embedding table.
struct TableFeatures {
  std::vector<Feature> features;
  std::vector<std::string> names;   // of the features
  std::vector<std::string> fields;  // of the table's fields, by position
};

class Explainer {
 public:
  Explainer(const ModelImplementation& model, const Dataset& data, std::uint32_t row, Detail detail)
      : model_(model), plan_(*model.plan), data_(data), row_(row), rows_{row}, detail_(detail), views_(input_views(data)) {
    for (const Embedding& table : plan_.tables()) tables_.push_back(features_of(table));
  }

  Explanation explain() {
    describe_inputs();
    run();
    add_factors();
    finish();
    return std::move(result_);
  }

 private:
  Batch batch() const { return {views_, rows_}; }

  TableFeatures features_of(const Embedding& table) const {
    TableFeatures result{table.features(model_.parameters, batch()), {}, {}};
    for (const Embedding::Slot& slot : table.slots()) result.fields.push_back(views_[slot.input].field->name);
    for (const Feature& feature : result.features) {
      const FieldView& view = views_[table.slots()[feature.position].input];
      result.names.push_back(feature_name(view, data_, row_, feature));
    }
    return result;
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
    Workspace workspace(plan_, 1, false);
    const Pass pass{.parameters = &model_.parameters};
    forward_tile(plan_, pass, batch(), 0, 1, workspace);
    forward_whole(plan_, pass, 1, workspace);
    plan_.head().forward(pass, workspace.columns(), 1, &score_, workspace.head_scratch());
    const HeadWeights head = head_weights(plan_, model_.parameters);
    const auto [first, last] = plan_.head_tensors();
    if (first < last) add({.name = "intercept", .kind = "intercept", .column = "", .value = head.constant});
    std::size_t column = 0;
    for (const auto& term : plan_.terms()) {
      const std::vector<Addend> addends = term->addends(tables_[term->table()].features);
      for (std::size_t c = 0; c < term->columns(); ++c, ++column) {
        const std::string name = column_name(*term, c);
        const auto value = static_cast<double>(workspace.columns()[column][0]);
        const double weight = head.columns[column];
        result_.columns.push_back({name, value, weight, weight * value});
        divide(tables_[term->table()], addends, c, name, value, weight);
      }
    }
  }

  // One entry for each addend (or for those of the same fields), or one for a column that has none.
  void divide(const TableFeatures& table, const std::vector<Addend>& addends, std::size_t column, const std::string& name,
              double value, double weight) {
    const std::size_t first = result_.entries.size();
    bool divided = false;
    for (const Addend& addend : addends) {
      if (addend.column != column) continue;
      divided = true;
      Entry entry = entry_of(table, addend);
      entry.column = name;
      entry.weight = weight;
      const auto same = std::find_if(result_.entries.begin() + static_cast<std::ptrdiff_t>(first), result_.entries.end(),
                                     [&](const Entry& known) { return known.name == entry.name && known.kind == entry.kind; });
      if (detail_ == Detail::fields && same != result_.entries.end()) {
        same->value += entry.value;
        same->contribution = same->weight * same->value;
      } else {
        add(std::move(entry));
      }
    }
    if (!divided) add({.name = name, .kind = "column", .column = name, .value = value, .weight = weight});
  }

  Entry entry_of(const TableFeatures& table, const Addend& addend) const {
    const auto label = [&](std::size_t feature) {
      return detail_ == Detail::fields ? table.fields[table.features[feature].position] : table.names[feature];
    };
    Entry entry{.name = label(addend.first), .kind = "linear", .column = "", .value = addend.value};
    if (addend.second == Addend::none) return entry;
    const bool within = table.features[addend.first].position == table.features[addend.second].position;
    entry.kind = within ? "within" : "pair";
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

  // The model sums in single precision. What this leaves out is an entry, so that the sum holds; rounded to single
  // precision the sum is the model's own score.
  void finish() {
    double sum = 0;
    for (const Entry& entry : result_.entries) sum += entry.contribution;
    add({.name = "rounding", .kind = "rounding", .column = "", .value = static_cast<double>(score_) - sum});
    result_.score = sum + result_.entries.back().contribution;
    const Objective& objective = plan_.objective();
    result_.link = name(objective.link.kind);
    result_.link_range = {objective.link.low, objective.link.high};
    result_.linked = objective.link.prediction(score_);
    const Predictor predictor{plan_, model_.target, model_.options.clip};
    result_.prediction = predictor.predict(model_.parameters, views_, rows_, TaskPool(1)).front();
    result_.clipped = result_.prediction != result_.linked;
    if (!std::isfinite(result_.prediction))
      throw Error(Code::bad_data, fmt::format("the prediction for row {} is not a finite number", row_ + 1),
                  "correct the row's numbers, which lie far from those of the training rows");
  }

  const ModelImplementation& model_;
  const ModelPlan& plan_;
  const Dataset& data_;
  std::uint32_t row_;
  std::vector<std::uint32_t> rows_;
  Detail detail_;
  std::vector<FieldView> views_;
  std::vector<TableFeatures> tables_;
  float score_ = 0;
  Explanation result_;
};

}  // namespace

Explanation explain(const Model& model, const Dataset& data, std::uint32_t row, Detail detail) {
  check_encoded(data, model.schema());
  if (row >= data.rows)
    throw Error(Code::usage, fmt::format("row {} is asked for, and the data has {}", row + 1, data.rows),
                "name one of these, counted from 1");
  return Explainer(model.implementation(), data, row, detail).explain();
}

}  // namespace interplay
