#include "solvers/coordinate/noise.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <variant>

#include "base/random.h"
#include "solvers/coordinate/parts.h"

namespace interplay {
namespace {

// Chosen on divisions of ML-100k's u1.base; see docs/decisions/0008-coordinate-solvers.md.
constexpr double shape = 40;
constexpr std::uint32_t noise_rows_per_task = 64;  // rows of one task

}  // namespace

CoordinateNoise::CoordinateNoise(const Problem& problem, const Parameters& parameters, CoordinateTables& tables,
                                 bool per_row)
    : problem_(problem), tables_(tables), counts_(tables.tables.size()) {
  count_ = static_cast<double>(problem.rows.size());
  if (!problem.weight.empty()) {
    count_ = 0;
    for (const std::uint32_t row : problem.rows) count_ += static_cast<double>(problem.weight[row]);
  }
  for (std::size_t t = 0; t < counts_.size(); ++t) {
    CoordinateTable& table = tables.tables[t];
    if (!per_row || !table.ids) continue;
    table.precision.assign(table.rows, 1.0f);
    counts_[t].assign(table.rows, 0.0f);
    for (std::uint32_t row = 0; row < table.rows; ++row) {
      const float deviation = *tensor_of(t, parameters).row(code(t, row));
      table.precision[row] = 1 / (deviation * deviation);
    }
    for_own_rows(table, [&](std::uint32_t row) {
      for (std::uint64_t at = table.first(row); at < table.first(row) + table.count(row); ++at)
        counts_[t][row] += table.weight.empty() ? 1.0f : table.weight[at];
    });
    const Phase phase(problem.cluster, "ratings");
    gather_rows(problem.cluster, table, std::span(counts_[t]));
  }
}

const Tensor& CoordinateNoise::tensor_of(std::size_t t, const Parameters& parameters) const {
  const auto of_ids = problem_.plan.id_noise();
  return parameters[std::ranges::find(of_ids, *tables_.tables[t].ids, &ModelPlan::IdNoise::input)->tensor];
}

std::uint32_t CoordinateNoise::code(std::size_t t, std::uint32_t row) const {
  const FieldView& view = problem_.fields[*tables_.tables[t].ids];
  // In a table made of a category of the interactions, the rows are the codes.
  return view.row_of ? std::get<CategoricalColumn>(*view.column).codes[row] : row;
}

void CoordinateNoise::store(Parameters& parameters) const {
  for (std::size_t t = 0; t < counts_.size(); ++t) {
    if (!of_table(t)) continue;
    const WritableTensor tensor = parameters.writable(tensor_of(t, parameters));
    const std::vector<float>& precision = tables_.tables[t].precision;
    double sum = 0, ratings = 0;
    for (std::uint32_t row = 0; row < precision.size(); ++row) {
      sum += static_cast<double>(counts_[t][row] / precision[row]);
      ratings += static_cast<double>(counts_[t][row]);
    }
    const auto unknown = ratings > 0 ? static_cast<float>(std::sqrt(sum / ratings)) : 1.0f;
    for (std::size_t id = 0; id < tensor.rows; ++id) *tensor.row(id) = unknown;
    for (std::uint32_t row = 0; row < precision.size(); ++row)
      if (counts_[t][row] > 0) *tensor.row(code(t, row)) = 1 / std::sqrt(precision[row]);
  }
}

void CoordinateNoise::draw(std::size_t t, double precision, std::uint64_t step, std::span<Residuals> rows) {
  const auto seed = static_cast<std::uint64_t>(problem_.options.seed);
  std::vector<float>& precision_of = tables_.tables[t].precision;
  problem_.pool.run((rows.size() + noise_rows_per_task - 1) / noise_rows_per_task, [&](std::size_t task) {
    for (std::size_t row = task * noise_rows_per_task; row < std::min(rows.size(), (task + 1) * noise_rows_per_task);
         ++row) {
      if (counts_[t][row] == 0) continue;
      RandomStream random(seed, Purpose::hyper, step, (std::uint64_t{1} << 41) + (std::uint64_t{t} << 32) + row);
      float& factor = precision_of[row];
      const double squares = std::max(0.0, rows[row].squares) / static_cast<double>(factor);
      const double drawn =
          random.gamma((shape + static_cast<double>(counts_[t][row])) / 2) / ((shape + precision * squares) / 2);
      const double times = drawn / static_cast<double>(factor);
      factor = static_cast<float>(drawn);
      rows[row].scale(times);
    }
  });
  scale_to_one(t, rows);
}

double CoordinateNoise::mean_variance() const {
  const CoordinateTable& table = tables_.tables.front();
  const std::size_t others = tables_.tables.size() - 1;
  std::vector<std::vector<float>> variances(others);  // for the rows of the other tables
  for (std::size_t o = 0; o < others; ++o)
    for (const float precision : tables_.tables[o + 1].precision) variances[o].push_back(1 / precision);
  std::vector<double> of_rows(table.rows);
  for_own_rows(table, [&](std::uint32_t row) {
    double of_row = 0;
    for (std::uint64_t at = table.first(row); at < table.first(row) + table.count(row); ++at) {
      float variance = table.weight.empty() ? 1.0f : table.weight[at];
      for (std::size_t o = 0; o < others; ++o)
        if (!variances[o].empty()) variance *= variances[o][table.others[at * others + o]];
      of_row += static_cast<double>(variance);
    }
    of_rows[row] = table.precision.empty() ? of_row : of_row / static_cast<double>(table.precision[row]);
  });
  const Phase phase(problem_.cluster, "residuals");
  gather_rows(problem_.cluster, table, std::span(of_rows));
  return std::accumulate(of_rows.begin(), of_rows.end(), 0.0) / count_;
}

void CoordinateNoise::scale_to_one(std::size_t t, std::span<Residuals> rows) {
  std::vector<float>& precision = tables_.tables[t].precision;
  double sum = 0, ratings = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    sum += static_cast<double>(counts_[t][row]) * static_cast<double>(precision[row]);
    ratings += static_cast<double>(counts_[t][row]);
  }
  if (sum == 0) return;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    precision[row] *= static_cast<float>(ratings / sum);
    rows[row].scale(ratings / sum);
  }
}

}  // namespace interplay
