#include "solvers/coordinate_sweep.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernels/arrays.h"
#include "solvers/coordinate_scratch.h"

namespace interplay {
namespace {

using kernels::observation_extra;
using kernels::ObservationTotals;

}  // namespace

CoordinateSweep::CoordinateSweep(const Problem& problem, const CoordinateTables& tables)
    : problem_(problem), tables_(tables) {
  for (const CoordinateTable& table : tables.tables) rows_.push_back({{}, std::vector<float>(table.rows)});
}

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
  others_ = others_of(t, true);
  const CoordinateTable& table = tables_.tables[t];
  if (table.whole_rows) {
    run_whole(t);
  } else if (table.single) {
    run_single(t);
  } else {
    run_stored(t);
  }
}

std::vector<kernels::OtherTable> CoordinateSweep::others_of(std::size_t t, bool precisions) const {
  std::vector<kernels::OtherTable> others;
  for (std::size_t o = 0; o < rows_.size(); ++o) {
    const std::vector<float>& precision = tables_.tables[o].precision;
    if (o != t)
      others.push_back({rows_[o].vectors.data(), rows_[o].numbers.data(),
                        precisions && !precision.empty() ? precision.data() : nullptr});
  }
  return others;
}

// Adds the observations of a row to its sums.
void CoordinateSweep::sum_row(const CoordinateTable& table, std::uint32_t row, float* sums, ObservationTotals& totals,
                              Scratch& scratch) const {
  const float* observations = scratch.observations.data();
  const std::size_t others = others_.size();
  for (std::uint64_t at = table.offsets[row]; at < table.offsets[row + 1]; at += observation_tile) {
    const std::size_t count = std::min<std::uint64_t>(observation_tile, table.offsets[row + 1] - at);
    kernels::make_observations({.others = others_.data(),
                                .other_count = others,
                                .rows = table.others.data() + at * others,
                                .targets = table.target.data() + at,
                                .weights = table.weight.empty() ? nullptr : table.weight.data() + at,
                                .precision = table.precision.empty() ? 1.0f : table.precision[row],
                                .count = count,
                                .stride = tables_.stride},
                               bias_, scratch.observations.data(), totals);
    kernels::add_outer_products(observations, observations, tables_.stride + observation_extra, count, tables_.stride,
                                sums);
  }
}

void CoordinateSweep::solve(const Feature& feature, Scratch& s) const {
  const auto noise = static_cast<float>(options_.noise_precision);
  const std::size_t rank = s.rank;
  float* last = s.square.data() + rank * s.size;
  for (std::size_t i = 0; i < rank; ++i) s.square[i * s.size + rank] = s.cross[i];
  last[rank] = static_cast<float>(s.weight);
  const auto old = [&](std::size_t i) {
    return i < rank ? feature.vector()[i] : feature.weight() ? *feature.weight() : 0.0f;
  };
  for (std::size_t i = 0; i <= rank; ++i) {
    float* row = s.square.data() + i * s.size;
    for (std::size_t c = i; c <= rank; ++c) row[c] *= noise;
    row[i] += feature.prior.precision[i];
    s.right[i] = noise * s.right[i] + feature.prior.precision[i] * (feature.prior.mean[i] - old(i));
  }
  if (!feature.weight()) {
    for (std::size_t i = 0; i < rank; ++i) s.square[i * s.size + rank] = 0;
    last[rank] = 1;
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
  std::copy_n(s.right.data(), rank + 1, s.change.data());
  std::copy_n(s.right.data(), rank, s.vector.data());
  for (std::size_t i = 0; i < rank; ++i) feature.vector()[i] += s.change[i];
  if (feature.weight()) *feature.weight() += s.change[rank];
}

}  // namespace interplay
