#include "workflow/predict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "interplay/error.h"
#include "interplay/model.h"
#include "model/implementation.h"
#include "model/run.h"

namespace interplay {
namespace {

bool same_vocabulary(const Vocabulary& a, const Vocabulary& b) {
  if (a.size() != b.size()) return false;
  if (a.empty()) return true;
  return a.integers() == b.integers() && a.id(1) == b.id(1) && a.id(a.size()) == b.id(b.size());
}

}  // namespace

std::vector<float> Predictor::predict(const Parameters& parameters, std::span<const FieldView> fields,
                                      std::span<const std::uint32_t> rows, const TaskPool& pool) const {
  std::vector<float> result(rows.size());
  score(plan, parameters, {fields, rows}, pool, result);
  const Objective& objective = plan.objective();
  const bool limit = clip && objective.loss == LossKind::squared;
  constexpr std::size_t rows_per_task = 16384;
  pool.run((rows.size() + rows_per_task - 1) / rows_per_task, [&](std::size_t task) {
    const std::size_t end = std::min(rows.size(), (task + 1) * rows_per_task);
    for (std::size_t i = task * rows_per_task; i < end; ++i) {
      const float value = objective.link.prediction(result[i]);
      result[i] = limit ? std::clamp(value, target.low, target.high) : value;
    }
  });
  return result;
}

std::vector<float> gather(std::span<const float> values, std::span<const std::uint32_t> rows) {
  std::vector<float> result;
  if (values.empty()) return result;
  result.reserve(rows.size());
  for (const std::uint32_t row : rows) result.push_back(values[row]);
  return result;
}

std::vector<std::uint32_t> all_rows(std::size_t count) {
  std::vector<std::uint32_t> rows(count);
  std::iota(rows.begin(), rows.end(), 0u);
  return rows;
}

void check_encoded(const Dataset& data, const Schema& schema) {
  const auto found = data.schema.inputs(), expected = schema.inputs();
  bool same = found.size() == expected.size();
  for (std::size_t i = 0; same && i < found.size(); ++i) {
    const Field &a = data.schema.fields[found[i]], &b = schema.fields[expected[i]];
    same = a.name == b.name && a.kind == b.kind && a.table == b.table &&
           same_vocabulary(a.vocabulary, b.vocabulary);
  }
  if (!same) {
    throw Error(Code::usage, "the data is not encoded for this model: its fields or vocabularies differ",
                "read it with read_for, or pass it through encode_as");
  }
}

std::vector<float> Model::predict(const Dataset& data, std::span<const std::uint32_t> rows,
                                  int threads) const {
  check_encoded(data, schema());
  std::vector<std::uint32_t> all;
  if (rows.empty()) rows = all = all_rows(data.rows);
  const std::vector<FieldView> fields = input_views(data);
  const Predictor predictor{*implementation_->plan, implementation_->target, implementation_->options.clip};
  std::vector<float> result = predictor.predict(implementation_->parameters, fields, rows, TaskPool(threads));
  const auto overflow =
      std::find_if(result.begin(), result.end(), [](float value) { return !std::isfinite(value); });
  if (overflow != result.end())
    throw Error(Code::bad_data,
                fmt::format("the prediction for row {} is not a finite number",
                            rows[static_cast<std::size_t>(overflow - result.begin())] + 1),
                "correct the row's numbers, which lie far from those of the training rows, or leave it out");
  return result;
}

}  // namespace interplay
