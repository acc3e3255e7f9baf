#include "solvers/coordinate/sweep.h"

#include <algorithm>
#include <cmath>

#include "kernels/arrays.h"
#include "kernels/feature_rows.h"
#include "kernels/least_squares.h"
#include "solvers/coordinate/scratch.h"

namespace interplay {

using kernels::observation_tile;
using kernels::ObservationTotals;

CoordinateSweep::CoordinateSweep(const Problem& problem, const CoordinateTables& tables)
    : problem_(problem), tables_(tables), roots_(tables.tables.size()), sums_(std::make_unique<RowSums>()) {
  for (const CoordinateTable& table : tables.tables) {
    rows_.push_back({{}, std::vector<float>(table.rows), {}});
    with_vectors_ += table.numbers_only ? 0 : 1;
  }
  const bool several = with_vectors_ > 2 || (with_vectors_ == 2 && with_vectors_ < tables.tables.size());
  for (std::size_t t = 0; several && t < with_vectors_; ++t) rows_[t].less.resize(tables.tables[t].rows);
}

CoordinateSweep::~CoordinateSweep() = default;

void CoordinateSweep::load() {
  for (std::size_t t = 0; t < tables_.tables.size(); ++t) load_table(t);
}

void CoordinateSweep::load_table(std::size_t t) {
  const CoordinateTable& table = tables_.tables[t];
  const std::uint32_t count = table.rows;
  if (!table.numbers_only && rows_[t].vectors.size() < count * tables_.stride)
    rows_[t].vectors = AlignedArray<float>(count * tables_.stride);
  problem_.pool.run((count + observation_tile - 1) / observation_tile, [&](std::size_t task) {
    const auto first = static_cast<std::uint32_t>(task * observation_tile);
    for (std::uint32_t row = first; row < std::min<std::uint32_t>(count, first + observation_tile); ++row)
      load_row(t, row);
  });
}

void CoordinateSweep::load_row(std::size_t t, std::uint32_t row) {
  const CoordinateTable& table = tables_.tables[t];
  if (table.count(row) == 0) return;
  const std::size_t stride = table.numbers_only ? 0 : tables_.stride;
  float* vector = rows_[t].vectors.data() + row * stride;
  std::fill_n(vector, stride, 0.0f);
  float number = 0;
  for (const CoordinateField& field : table.fields) {
    const FieldView& view = problem_.fields[field.input];
    // Or a table of the categories themselves.
    FieldBag bag{{&row, 1}, nullptr, 1};
    if (table.whole_rows || view.row_of != nullptr)
      bag = bag_of(view, table.whole_rows ? view.row(problem_.rows[row]) : row);
    const kernels::FeatureTables tables{field.factors ? field.factors.data : nullptr, stride,
                                        field.linear ? field.linear.data : nullptr,
                                        field.linear ? field.linear.stride : 0};
    number += kernels::add_features(tables, {bag.codes.data(), bag.x, bag.factor, bag.codes.size()}, true, vector);
  }
  store_row(t, row, number);
}

// `number`: the sum of x w, and the pairs within the row.
void CoordinateSweep::store_row(std::size_t t, std::uint32_t row, float number) {
  rows_[t].numbers[row] = number;
  if (rows_[t].less.empty()) return;
  const float* vector = rows_[t].vectors.data() + row * tables_.stride;
  rows_[t].less[row] = number - 0.5f * kernels::dot(vector, vector, tables_.stride);
}

void CoordinateSweep::run(std::size_t t, const CoordinatePrior& prior, std::size_t first_field,
                          const SweepOptions& options) {
  prior_ = &prior;
  first_field_ = first_field;
  options_ = options;
  others_ = others_of(t);
  weigh_others(t);
  const CoordinateTable& table = tables_.tables[t];
  if (table.whole_rows) {
    sweep_training_rows(t);
  } else if (table.single) {
    sweep_ids(t);
  } else {
    sweep_cached_rows(t);
  }
}

// As if all ratings had the same weight.
std::vector<kernels::OtherTable> CoordinateSweep::others_of(std::size_t t) const {
  std::vector<kernels::OtherTable> others;
  for (std::size_t o = 0; o < rows_.size(); ++o) {
    const float* vectors = rows_[o].vectors.data();
    const bool less = vectors_beside(t) > 1 && o < with_vectors_;
    if (o != t) others.push_back({vectors, (less ? rows_[o].less : rows_[o].numbers).data(), nullptr, vectors});
  }
  return others;
}

// Ratings of table t from position `at` on, as many as fit.
kernels::ObservationList CoordinateSweep::ratings(std::size_t t, const std::vector<kernels::OtherTable>& others,
                                                  std::uint64_t at, std::uint64_t end) const {
  const CoordinateTable& table = tables_.tables[t];
  return {.others = others.data(),
          .other_count = others.size(),
          .rows = table.others.data() + at * others.size(),
          .targets = table.target.data() + at,
          .weights = table.weight.empty() ? nullptr : table.weight.data() + at,
          .count = std::min<std::uint64_t>(observation_tile, end - at),
          .stride = tables_.stride,
          .without_vectors = others.size() - vectors_beside(t)};
}

// Gives the tables beside t the precisions of their rows.
void CoordinateSweep::weigh_others(std::size_t t) {
  const std::size_t stride = tables_.stride;
  for (std::size_t o = 0; o < rows_.size(); ++o) {
    const std::vector<float>& precision = tables_.tables[o].precision;
    if (o == t || precision.empty()) continue;
    std::vector<float>& roots = roots_[o];
    roots.resize(precision.size());
    for (std::size_t row = 0; row < roots.size(); ++row) roots[row] = std::sqrt(precision[row]);
    kernels::OtherTable& other = others_[o < t ? o : o - 1];
    other.roots = roots.data();
    if (vectors_beside(t) > 1 || !tables_.tables[t].weight.empty()) continue;
    if (weighted_.size() < roots.size() * stride) weighted_ = AlignedArray<float>(roots.size() * stride);
    for (std::size_t row = 0; row < roots.size(); ++row) {
      const float* vector = other.vectors + row * stride;
      for (std::size_t k = 0; k < stride; ++k) weighted_[row * stride + k] = roots[row] * vector[k];
    }
    other.weighted = weighted_.data();
  }
}

// The sums and totals of a row's observations.
void CoordinateSweep::sum_row(std::size_t t, std::uint32_t row, const kernels::Panels& panels, float* sums,
                              ObservationTotals& totals, Scratch& scratch) const {
  const CoordinateTable& table = tables_.tables[t];
  std::fill_n(sums, panels.sums_size(), 0.0f);
  const std::uint64_t end = table.first(row) + table.count(row);
  for (std::uint64_t at = table.first(row); at < end; at += observation_tile) {
    kernels::make_observations(ratings(t, others_, at, end), bias_, scratch.vectors, scratch.observations);
    kernels::add_observations(scratch.observations, panels, sums, totals);
  }
  if (table.precision.empty()) return;
  kernels::scale(table.precision[row], sums, panels.sums_size());
  totals.scale(static_cast<double>(table.precision[row]));
}

// Writes, into the square of the scratch, precision and right side of the change of the feature's numbers.
void CoordinateSweep::write_equations(const Feature& feature, Scratch& s) const {
  const auto noise = static_cast<float>(options_.noise_precision);
  const std::size_t rank = s.rank, column = rank + 1;
  const FieldPrior& prior = feature.prior;
  kernels::unpack(s.equations, noise, s.square, s.size);
  const float* right = s.equations.right();
  for (std::size_t i = 0; i < rank; ++i) {
    float* row = s.square + i * s.size;
    row[i] += prior.precision[i];
    row[column] = noise * right[i] + prior.precision[i] * (prior.mean[i] - feature.vector()[i]);
    if (!feature.weight()) row[rank] = 0;
  }
  float* last = s.square + rank * s.size;
  if (feature.weight()) {
    last[rank] += prior.precision[rank];
    last[column] = noise * static_cast<float>(s.equations.residual) +
                   prior.precision[rank] * (prior.mean[rank] - *feature.weight());
  } else {
    last[rank] = 1;
    last[column] = 0;
  }
}

void CoordinateSweep::solve(const Feature& feature, Scratch& s) const {
  const std::size_t rank = s.rank;
  write_equations(feature, s);
  std::fill_n(s.normal, rank + 1, 0.0f);
  if (options_.draw) {
    RandomStream random(options_.seed, Purpose::gibbs, options_.step,
                        options_.first_number + feature.field.first + feature.number);
    for (std::size_t i = 0; i < rank + (feature.weight() ? 1 : 0); ++i)
      s.normal[i] = static_cast<float>(random.normal());
  }
  std::copy_n(s.normal, rank + 1, s.change);
  if (!kernels::solve_normal(s.square, rank + 1, s.size, s.change)) {
    write_equations(feature, s);
    std::copy_n(s.start, rank + 1, s.change);
    kernels::solve_each(s.square, rank + 1, s.size, s.normal, s.change);
  }
  std::copy_n(s.change, rank, s.vector);
  for (std::size_t i = 0; i < rank; ++i) feature.vector()[i] += s.change[i];
  if (feature.weight()) *feature.weight() += s.weight_change();
}

void CoordinateSweep::set_to_prior(const Feature& feature) const {
  if (feature.vector()) std::copy_n(feature.prior.mean.data(), tables_.rank, feature.vector());
  if (feature.weight()) *feature.weight() = feature.prior.mean[tables_.rank];
}

void CoordinateSweep::add_change(const Feature& feature, const FeatureChange& change) const {
  for (std::size_t i = 0; feature.vector() && i < tables_.rank; ++i) feature.vector()[i] += change.vector[i];
  if (feature.weight()) *feature.weight() += change.weight;
}

float CoordinateSweep::solve_weight(const Feature& feature, double weight, double residual) const {
  if (feature.weight() == nullptr) return 0;  // in a layer of vectors
  const std::size_t number = tables_.rank;
  const double prior = static_cast<double>(feature.prior.precision[number]);
  const double precision = options_.noise_precision * weight + prior;
  const double right =
      options_.noise_precision * residual + prior * static_cast<double>(feature.prior.mean[number] - *feature.weight());
  if (precision <= 0) return 0;
  double change = right / precision;
  if (options_.draw) {
    RandomStream random(options_.seed, Purpose::gibbs, options_.step,
                        options_.first_number + feature.field.first + feature.number);
    change += random.normal() / std::sqrt(precision);
  }
  *feature.weight() += static_cast<float>(change);
  return static_cast<float>(change);
}

}  // namespace interplay
