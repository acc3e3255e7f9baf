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

namespace {

constexpr std::size_t rows_per_task = 16384;

// Running mean and sum of squared distances from it. Welford 1962.
struct Spread {
  std::vector<double> mean, squares;

  explicit Spread(std::size_t rows) : mean(rows, 0.0), squares(rows, 0.0) {}
  void add(std::size_t row, std::size_t member, double value) {
    const double change = value - mean[row];
    mean[row] += change / static_cast<double>(member + 1);
    squares[row] += change * (value - mean[row]);
  }
};

}  // namespace

std::vector<float> Predictor::predict(std::span<const Parameters> members, std::span<const FieldView> fields,
                                      std::span<const std::uint32_t> rows, const TaskPool& pool,
                                      std::vector<float>* deviation) const {
  std::vector<float> result(rows.size());
  const Link& link = plan.objective().link;
  const bool limit = clip && plan.objective().loss == LossKind::squared;
  const auto each_row = [&](const auto& visit) {
    pool.run((rows.size() + rows_per_task - 1) / rows_per_task, [&](std::size_t task) {
      const std::size_t end = std::min(rows.size(), (task + 1) * rows_per_task);
      for (std::size_t i = task * rows_per_task; i < end; ++i) visit(i);
    });
  };
  Spread spread(members.size() > 1 ? rows.size() : 0);
  for (std::size_t m = 0; m < members.size(); ++m) {
    score(plan, members[m], {fields, rows}, pool, result);
    if (members.size() == 1) break;
    each_row([&](std::size_t i) { spread.add(i, m, static_cast<double>(link.prediction(result[i]))); });
  }
  each_row([&](std::size_t i) {
    const float value = members.size() == 1 ? link.prediction(result[i]) : static_cast<float>(spread.mean[i]);
    result[i] = limit ? std::clamp(value, target.low, target.high) : value;
  });
  if (deviation == nullptr) return result;
  deviation->assign(rows.size(), 0.0f);
  for (std::size_t i = 0; i < rows.size() && members.size() > 1; ++i)
    (*deviation)[i] = static_cast<float>(std::sqrt(spread.squares[i] / static_cast<double>(members.size() - 1)));
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

Model::Prediction Model::predict_with_deviation(const Dataset& data, std::span<const std::uint32_t> rows,
                                                int threads) const {
  check_encoded(data, schema());
  std::vector<std::uint32_t> all;
  if (rows.empty()) rows = all = all_rows(data.rows);
  const std::vector<FieldView> fields = input_views(data);
  const Predictor predictor{*implementation_->plan, implementation_->target, implementation_->options.clip};
  Prediction result;
  result.mean = predictor.predict(implementation_->members, fields, rows, TaskPool(threads), &result.deviation);
  const auto overflow = std::ranges::find_if_not(result.mean, [](float value) { return std::isfinite(value); });
  if (overflow != result.mean.end())
    throw Error(Code::bad_data,
                fmt::format("the prediction for row {} is not a finite number",
                            rows[static_cast<std::size_t>(overflow - result.mean.begin())] + 1),
                "correct the row's numbers, which lie far from those of the training rows, or leave it out");
  return result;
}

std::vector<float> Model::predict(const Dataset& data, std::span<const std::uint32_t> rows, int threads) const {
  return std::move(predict_with_deviation(data, rows, threads).mean);
}

}  // namespace interplay
