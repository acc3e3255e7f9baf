#include "solvers/coordinate_sweep.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernels/arrays.h"
#include "kernels/least_squares.h"
#include "solvers/coordinate_scratch.h"

namespace interplay {

using kernels::observation_tile;
using kernels::ObservationTotals;

CoordinateSweep::CoordinateSweep(const Problem& problem, const CoordinateTables& tables)
    : problem_(problem), tables_(tables), roots_(tables.tables.size()), sums_(std::make_unique<RowSums>()) {
  for (const CoordinateTable& table : tables.tables) rows_.push_back({{}, std::vector<float>(table.rows)});
}

CoordinateSweep::~CoordinateSweep() = default;

void CoordinateSweep::load() {
  for (std::size_t t = 0; t < tables_.tables.size(); ++t) load_table(t);
}

void CoordinateSweep::load_table(std::size_t t) {
  const CoordinateTable& table = tables_.tables[t];
  const std::uint32_t count = table.rows;
  if (rows_[t].vectors.size() < count * tables_.stride) rows_[t].vectors = AlignedArray<float>(count * tables_.stride);
  // |v|^2 of every feature, which may stand in many rows.
  std::vector<std::vector<float>> squares(table.fields.size());
  for (std::size_t f = 0; f < squares.size(); ++f) {
    const CoordinateField& field = table.fields[f];
    for (std::uint32_t j = 0; field.factors && j < field.features; ++j)
      squares[f].push_back(kernels::dot(field.factors->row(j), field.factors->row(j), tables_.stride));
  }
  problem_.pool.run((count + observation_tile - 1) / observation_tile, [&](std::size_t task) {
    std::vector<FieldEntry> entries;
    const auto first = static_cast<std::uint32_t>(task * observation_tile);
    for (std::uint32_t row = first; row < std::min<std::uint32_t>(count, first + observation_tile); ++row)
      load_row(t, row, squares, entries);
  });
}

void CoordinateSweep::load_row(std::size_t t, std::uint32_t row, const std::vector<std::vector<float>>& of_features,
                               std::vector<FieldEntry>& entries) {
  const CoordinateTable& table = tables_.tables[t];
  if (table.offsets[row] == table.offsets[row + 1]) return;
  const std::size_t stride = tables_.stride;
  float* vector = rows_[t].vectors.data() + row * stride;
  std::fill_n(vector, stride, 0.0f);
  float number = 0, squares = 0;
  for (std::size_t f = 0; f < table.fields.size(); ++f) {
    const CoordinateField& field = table.fields[f];
    const FieldView& view = problem_.fields[field.input];
    entries.clear();
    if (table.whole_rows) {
      append_entries(view, view.row(problem_.rows[row]), entries);
    } else if (view.row_of != nullptr) {
      append_entries(view, row, entries);
    } else {
      entries.push_back({row, 1.0f});  // a table of the categories themselves
    }
    for (const auto [code, x] : entries) {
      if (field.linear) number += x * *field.linear->row(code);
      if (!field.factors) continue;
      kernels::axpy(x, field.factors->row(code), vector, stride);
      squares += x * x * of_features[f][code];
    }
  }
  store_row(t, row, number, squares);
}

// number: sum of x w; squares: sum of |x v|^2. The pairs within the row are (|vector|^2 - squares) / 2.
void CoordinateSweep::store_row(std::size_t t, std::uint32_t row, float number, float squares) {
  const float* vector = rows_[t].vectors.data() + row * tables_.stride;
  const float square = kernels::dot(vector, vector, tables_.stride);
  // Of one feature the two are equal up to rounding.
  const float pairs = tables_.tables[t].single ? 0.0f : 0.5f * (square - squares);
  rows_[t].numbers[row] = number + pairs - (several() ? 0.5f * square : 0.0f);
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
    run_whole(t);
  } else if (table.single) {
    run_single(t);
  } else {
    run_stored(t);
  }
}

// As if all ratings had the same weight.
std::vector<kernels::OtherTable> CoordinateSweep::others_of(std::size_t t) const {
  std::vector<kernels::OtherTable> others;
  for (std::size_t o = 0; o < rows_.size(); ++o) {
    const float* vectors = rows_[o].vectors.data();
    if (o != t) others.push_back({vectors, rows_[o].numbers.data(), nullptr, vectors});
  }
  return others;
}

// Gives the others of table t the precisions of their rows.
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
    if (others_.size() > 1 || !tables_.tables[t].weight.empty()) continue;
    if (weighed_.size() < roots.size() * stride) weighed_ = AlignedArray<float>(roots.size() * stride);
    for (std::size_t row = 0; row < roots.size(); ++row) {
      const float* vector = other.vectors + row * stride;
      for (std::size_t k = 0; k < stride; ++k) weighed_[row * stride + k] = roots[row] * vector[k];
    }
    other.weighed = weighed_.data();
  }
}

// The sums and totals of a row's observations.
void CoordinateSweep::sum_row(const CoordinateTable& table, std::uint32_t row, float* sums, ObservationTotals& totals,
                              Scratch& scratch) const {
  const std::size_t others = others_.size();
  const kernels::Panels panels = panels_of(tables_);
  std::fill_n(sums, panels.sums_size(), 0.0f);
  for (std::uint64_t at = table.offsets[row]; at < table.offsets[row + 1]; at += observation_tile) {
    kernels::make_observations({.others = others_.data(),
                                .other_count = others,
                                .rows = table.others.data() + at * others,
                                .targets = table.target.data() + at,
                                .weights = table.weight.empty() ? nullptr : table.weight.data() + at,
                                .count = std::min<std::uint64_t>(observation_tile, table.offsets[row + 1] - at),
                                .stride = tables_.stride},
                               bias_, scratch.vectors.data(), scratch.observations);
    kernels::add_observations(scratch.observations, panels, sums, totals);
  }
  if (table.precision.empty()) return;
  kernels::scale(table.precision[row], sums, panels.sums_size());
  totals.scale(static_cast<double>(table.precision[row]));
}

void CoordinateSweep::solve(const Feature& feature, Scratch& s) const {
  const auto noise = static_cast<float>(options_.noise_precision);
  const std::size_t rank = s.rank;
  kernels::unpack(s.equations, noise, s.square.data(), s.size);
  const float* right = s.equations.right();
  for (std::size_t i = 0; i <= rank; ++i) {
    const float old = i < rank ? feature.vector()[i] : feature.weight() ? *feature.weight() : 0.0f;
    const float of_rows = i < rank ? right[i] : static_cast<float>(s.equations.residual);
    s.square[i * s.size + i] += feature.prior.precision[i];
    s.right[i] = noise * of_rows + feature.prior.precision[i] * (feature.prior.mean[i] - old);
  }
  if (!feature.weight()) {
    for (std::size_t i = 0; i < rank; ++i) s.square[i * s.size + rank] = 0;
    s.square[rank * s.size + rank] = 1;
    s.right[rank] = 0;
  }
  kernels::factor(s.square.data(), rank + 1, s.size);
  kernels::solve_lower(s.square.data(), rank + 1, s.size, s.right.data());
  if (options_.draw) {
    RandomStream random(options_.seed, Purpose::gibbs, options_.step,
                        options_.first_number + feature.field.first + feature.number);
    for (std::size_t i = 0; i < rank + (feature.weight() ? 1 : 0); ++i)
      s.right[i] += static_cast<float>(random.normal());
  }
  kernels::solve_upper(s.square.data(), rank + 1, s.size, s.right.data());
  std::copy_n(s.right.data(), rank, s.vector.data());
  for (std::size_t i = 0; i < rank; ++i) feature.vector()[i] += s.right[i];
  if (feature.weight()) *feature.weight() += s.weight_change();
}

}  // namespace interplay
