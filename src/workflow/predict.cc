#include "workflow/predict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "interplay/error.h"
#include "interplay/model.h"
#include "model/implementation.h"
#include "model/response.h"
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

// Running mean and sum of squared distances from it (Welford 1962), and the sum of the targets' variances.
struct Spread {
  std::vector<double> mean, squares, variances;

  explicit Spread(std::size_t rows) : mean(rows, 0.0), squares(rows, 0.0), variances(rows, 0.0) {}
  void add(std::size_t row, std::size_t member, Response::Moments moments) {
    const double change = moments.mean - mean[row];
    mean[row] += change / static_cast<double>(member + 1);
    squares[row] += change * (moments.mean - mean[row]);
    variances[row] += moments.variance;
  }
};

template <class Visit>
void each_row(std::size_t rows, const TaskPool& pool, const Visit& visit) {
  pool.run((rows + rows_per_task - 1) / rows_per_task, [&](std::size_t task) {
    const std::size_t end = std::min(rows, (task + 1) * rows_per_task);
    for (std::size_t i = task * rows_per_task; i < end; ++i) visit(i);
  });
}

std::vector<std::uint32_t> all_when_empty(std::span<const std::uint32_t>& rows, const Dataset& data) {
  std::vector<std::uint32_t> all;
  if (rows.empty()) rows = all = all_rows(data.rows);
  return all;
}

void check_finite(std::span<const float> values, std::size_t columns, std::span<const std::uint32_t> rows) {
  const auto overflow = std::ranges::find_if_not(values, [](float value) { return std::isfinite(value); });
  if (overflow == values.end()) return;
  throw Error(Code::bad_data,
              fmt::format("the prediction for row {} is not a finite number",
                          rows[static_cast<std::size_t>(overflow - values.begin()) / columns] + 1),
              "correct the row's numbers, which lie far from those of the training rows, or leave it out");
}

}  // namespace

std::vector<float> Predictor::predict(const Members& members, std::span<const FieldView> fields,
                                      std::span<const std::uint32_t> rows, const TaskPool& pool) const {
  if (members.size() > 1) return predict_with_deviation(members, fields, rows, pool).mean;
  return predict(MemberReader(members, plan, {fields, rows})[0], fields, rows, pool);
}

std::vector<float> Predictor::predict(const Parameters& parameters, std::span<const FieldView> fields,
                                      std::span<const std::uint32_t> rows, const TaskPool& pool) const {
  std::vector<float> result(rows.size());
  const bool limit = plan.clips(clip);
  const Response response(plan, parameters);
  score(plan, parameters, {fields, rows}, pool, result);
  each_row(rows.size(), pool, [&](std::size_t i) {
    const float value = response.prediction(result[i]);
    result[i] = limit ? std::clamp(value, target.low, target.high) : value;
  });
  return result;
}

Model::Prediction Predictor::predict_with_deviation(const Members& members, std::span<const FieldView> fields,
                                                    std::span<const std::uint32_t> rows, const TaskPool& pool) const {
  const std::size_t count = rows.size();
  const bool limit = plan.clips(clip);
  Model::Prediction result{std::vector<float>(count), std::vector<float>(count, 0.0f), std::vector<float>(count)};
  Spread spread(count);
  MemberReader reader(members, plan, {fields, rows});
  for (std::size_t m = 0; m < members.size(); ++m) {
    const Parameters& member = reader[m];
    const Response response(plan, member);
    score(plan, member, {fields, rows}, pool, result.mean);
    each_row(count, pool, [&](std::size_t i) { spread.add(i, m, response.moments(result.mean[i])); });
  }
  const auto number = static_cast<double>(members.size());
  each_row(count, pool, [&](std::size_t i) {
    const auto value = static_cast<float>(spread.mean[i]);
    result.mean[i] = limit ? std::clamp(value, target.low, target.high) : value;
    const double between = members.size() > 1 ? spread.squares[i] / (number - 1) : 0;
    result.deviation[i] = static_cast<float>(std::sqrt(between));
    result.predictive[i] = static_cast<float>(std::sqrt(between + spread.variances[i] / number));
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
    same = a.name == b.name && a.kind == b.kind && a.table == b.table && same_vocabulary(a.vocabulary, b.vocabulary);
  }
  if (!same) {
    throw Error(Code::usage, "the data is not encoded for this model: its fields or vocabularies differ",
                "read it with read_for, or pass it through encode_as");
  }
}

Model::Prediction Model::predict_with_deviation(const Dataset& data, std::span<const std::uint32_t> rows,
                                                int threads) const {
  check_encoded(data, schema());
  const std::vector<std::uint32_t> all = all_when_empty(rows, data);
  const Predictor predictor{*implementation_->plan, implementation_->target, implementation_->options.clip};
  Prediction result =
      predictor.predict_with_deviation(implementation_->members, input_views(data), rows, TaskPool(threads));
  check_finite(result.mean, 1, rows);
  return result;
}

std::vector<float> Model::predict(const Dataset& data, std::span<const std::uint32_t> rows, int threads) const {
  check_encoded(data, schema());
  const std::vector<std::uint32_t> all = all_when_empty(rows, data);
  const Predictor predictor{*implementation_->plan, implementation_->target, implementation_->options.clip};
  std::vector<float> result = predictor.predict(implementation_->members, input_views(data), rows, TaskPool(threads));
  check_finite(result, 1, rows);
  return result;
}

std::vector<float> Model::probabilities(const Dataset& data, std::span<const std::uint32_t> rows, int threads) const {
  const ModelPlan& plan = *implementation_->plan;
  const std::size_t count = levels().size();
  if (count == 0)
    throw Error(Code::unsupported, "the model predicts numbers, which have no levels to give probabilities of",
                "train with --target-kind ordinal --solver mcmc, or with a target of 0 and 1");
  check_encoded(data, schema());
  const std::vector<std::uint32_t> all = all_when_empty(rows, data);
  const TaskPool pool(threads);
  const std::vector<FieldView> fields = input_views(data);
  std::vector<float> scores(rows.size());
  std::vector<double> sums(rows.size() * count, 0.0);
  MemberReader reader(implementation_->members, plan, {fields, rows});
  for (std::size_t m = 0; m < members(); ++m) {
    const Parameters& member = reader[m];
    const Response response(plan, member);
    score(plan, member, {fields, rows}, pool, scores);
    pool.run((rows.size() + rows_per_task - 1) / rows_per_task, [&](std::size_t task) {
      std::vector<double> drawn(count);
      const std::size_t end = std::min(rows.size(), (task + 1) * rows_per_task);
      for (std::size_t i = task * rows_per_task; i < end; ++i) {
        response.probabilities(scores[i], drawn);
        for (std::size_t k = 0; k < count; ++k) sums[i * count + k] += drawn[k];
      }
    });
  }
  std::vector<float> result(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i)
    result[i] = static_cast<float>(sums[i] / static_cast<double>(implementation_->members.size()));
  check_finite(result, count, rows);
  return result;
}

}  // namespace interplay
