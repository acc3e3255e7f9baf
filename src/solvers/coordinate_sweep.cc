#include "solvers/coordinate_sweep.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernels/arrays.h"
#include "kernels/stored_rows.h"
#include "solvers/coordinate_scratch.h"

namespace interplay {
namespace {

using kernels::observation_extra;
using kernels::ObservationTotals;

// Entries of one feature that are summed at a time: many features stand in fewer rows.
constexpr std::size_t piece_entries = 256;

}  // namespace

CoordinateSweep::CoordinateSweep(const Problem& problem, const CoordinateTables& tables)
    : problem_(problem), tables_(tables) {
  for (const CoordinateTable& table : tables.tables)
    rows_.push_back({AlignedArray<float>(table.rows * tables.stride), std::vector<float>(table.rows)});
}

void CoordinateSweep::load(float bias) {
  bias_ = bias;
  for (std::size_t t = 0; t < tables_.tables.size(); ++t) load_table(t);
}

void CoordinateSweep::load_table(std::size_t t) {
  const CoordinateTable& table = tables_.tables[t];
  const std::uint32_t count = table.rows;
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
  others_.clear();
  for (std::size_t o = 0; o < rows_.size(); ++o)
    if (o != t) others_.push_back({rows_[o].vectors.data(), rows_[o].numbers.data()});
  const CoordinateTable& table = tables_.tables[t];
  if (table.whole_rows) {
    run_whole(t);
  } else if (table.single) {
    run_single(t);
  } else {
    run_stored(t);
  }
}

template <class Visit>
void CoordinateSweep::observe(const CoordinateTable& table, const float* weight, std::uint64_t first,
                              std::uint64_t last, Scratch& scratch, ObservationTotals& totals,
                              const Visit& visit) const {
  for (std::uint64_t at = first; at < last; at += observation_tile) {
    const std::size_t count = std::min<std::uint64_t>(observation_tile, last - at);
    const kernels::ObservationList list{others_.data(),
                                        others_.size(),
                                        table.others.data() + at * others_.size(),
                                        table.target.data() + at,
                                        weight ? weight + at : nullptr,
                                        count,
                                        tables_.stride};
    kernels::make_observations(list, bias_, scratch.observations.data(), totals);
    visit(at, count);
  }
}

// Adds the observations of a row to its sums.
void CoordinateSweep::sum_row(const CoordinateTable& table, std::uint32_t row, float* sums, ObservationTotals& totals,
                              Scratch& scratch) const {
  const float* observations = scratch.observations.data();
  const float* weight = table.weight.empty() ? nullptr : table.weight.data();
  observe(table, weight, table.offsets[row], table.offsets[row + 1], scratch, totals,
          [&](std::uint64_t, std::size_t count) {
            kernels::add_outer_products(observations, observations, tables_.stride + observation_extra, count,
                                        tables_.stride, sums);
          });
}

// The features of one field after the other; those that do not meet at once.
template <class Solve>
void CoordinateSweep::for_features(const CoordinateTable& table, const Solve& solve) {
  for (std::size_t f = 0; f < table.fields.size(); ++f) {
    const CoordinateField& field = table.fields[f];
    const FieldPrior prior = prior_->of(first_field_ + f);
    const std::uint32_t grain = field.disjoint ? std::clamp(field.features / 64, 1u, 32u) : field.features;
    const auto task = [&](std::size_t i) {
      std::vector<Scratch> pieces;
      pieces.emplace_back(tables_);
      const auto first = static_cast<std::uint32_t>(i) * grain;
      for (std::uint32_t j = first; j < std::min(field.features, first + grain); ++j) {
        const Feature feature{field, prior, j};
        if (feature.first() < feature.last()) {
          solve(feature, pieces);
          continue;
        }
        // What no training row has is as the prior says.
        if (feature.vector()) std::copy_n(prior.mean.data(), tables_.rank, feature.vector());
        if (feature.weight()) *feature.weight() = prior.mean[tables_.rank];
      }
    };
    const std::size_t tasks = (field.features + grain - 1) / grain;
    if (tasks == 1) {
      task(0);  // its pieces may run at once
    } else {
      problem_.pool.run(tasks, task);
    }
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
    RandomStream random(options_.seed, Purpose::gibbs, options_.step, feature.field.first + feature.number);
    for (std::size_t i = 0; i < rank + (feature.weight() ? 1 : 0); ++i)
      s.right[i] += static_cast<float>(random.normal());
  }
  kernels::solve_upper(s.square.data(), rank + 1, s.size, s.right.data());
  std::copy_n(s.right.data(), rank + 1, s.change.data());
  std::copy_n(s.right.data(), rank, s.vector.data());
  for (std::size_t i = 0; i < rank; ++i) feature.vector()[i] += s.change[i];
  if (feature.weight()) *feature.weight() += s.change[rank];
}

void CoordinateSweep::run_single(std::size_t t) {
  const CoordinateTable& table = tables_.tables[t];
  residuals_.assign(table.rows, {});
  for_features(
      table, [&](const Feature& feature, std::vector<Scratch>& pieces) { single_feature(t, feature, pieces.front()); });
}

// The one feature of its row: everything from scratch, p = 0. The change is counted from zero, the residuals
// are T.
void CoordinateSweep::single_feature(std::size_t t, const Feature& feature, Scratch& s) {
  const std::size_t stride = tables_.stride;
  const std::uint32_t row = feature.field.rows[feature.first()];
  const float x = feature.field.x[feature.first()];
  ObservationTotals totals;
  std::ranges::fill(s.sums, 0.0f);
  sum_row(tables_.tables[t], row, s.sums.data(), totals, s);
  const float *sum = s.sums.data() + stride * stride, *targets = sum + stride;
  s.clear();
  for (std::size_t i = 0; i < stride; ++i)
    kernels::axpy(x * x, s.sums.data() + i * stride, s.square.data() + i * s.size, stride);
  kernels::axpy(x * x, sum, s.cross.data(), stride);
  kernels::axpy(x, targets, s.right.data(), stride);
  s.right[s.rank] = x * static_cast<float>(totals.target);
  s.weight = static_cast<double>(x) * x * totals.weight;
  if (feature.vector()) std::fill_n(feature.vector(), s.rank, 0.0f);
  if (feature.weight()) *feature.weight() = 0;
  solve(feature, s);

  float* vector = rows_[t].vectors.data() + row * stride;
  for (std::size_t k = 0; k < stride; ++k) vector[k] = x * s.vector[k];
  const float weight = feature.weight() ? x * s.change[s.rank] : 0.0f;
  store_row(t, row, weight, 0);
  if (!options_.residuals) return;
  // Sums of e = T - w - <v, R> and of its square, w and v already multiplied by x.
  kernels::mirror(s.sums.data(), stride);
  kernels::multiply(s.sums.data(), vector, stride, s.product.data());
  const double w = weight, along = kernels::dot(sum, vector, stride);
  residuals_[row].weight = totals.weight;
  residuals_[row].sum = totals.target - w * totals.weight - along;
  residuals_[row].squares = totals.squares - 2 * (w * totals.target + kernels::dot(targets, vector, stride)) +
                            w * (w * totals.weight + 2 * along) + kernels::dot(vector, s.product.data(), stride);
}

void CoordinateSweep::run_stored(std::size_t t) {
  const CoordinateTable& table = tables_.tables[t];
  const std::size_t stride = tables_.stride;
  RowSums sums(table.rows, stride);
  constexpr std::uint32_t grain = 16;
  problem_.pool.run((table.rows + grain - 1) / grain, [&](std::size_t task) {
    Scratch scratch(tables_);
    const auto first = static_cast<std::uint32_t>(task) * grain;
    for (std::uint32_t row = first; row < std::min(table.rows, first + grain); ++row) {
      if (table.offsets[row] == table.offsets[row + 1]) continue;
      sum_row(table, row, sums.of(row), sums.totals[row], scratch);
      kernels::mirror(sums.of(row), stride);
      // e = T - a - <p, R>
      const float* p = rows_[t].vectors.data() + row * stride;
      const float a = rows_[t].numbers[row] + (several() ? 0.5f * kernels::dot(p, p, stride) : 0.0f);
      const ObservationTotals& totals = sums.totals[row];
      sums.weight[row] = static_cast<float>(totals.weight);
      sums.known[row] = a;
      sums.residual[row] = static_cast<float>(totals.target - static_cast<double>(a) * totals.weight) -
                           kernels::dot(p, sums.sum_of(row), stride);
    }
  });
  for_features(table,
               [&](const Feature& feature, std::vector<Scratch>& pieces) { stored_feature(t, feature, sums, pieces); });
  load_table(t);
  if (options_.residuals) stored_residuals(t, sums);
}

void CoordinateSweep::stored_feature(std::size_t t, const Feature& feature, RowSums& sums,
                                     std::vector<Scratch>& pieces) {
  const std::size_t stride = tables_.stride;
  const CoordinateField& field = feature.field;
  const std::size_t count = (feature.last() - feature.first() + piece_entries - 1) / piece_entries;
  while (pieces.size() < count) pieces.emplace_back(tables_);
  const kernels::StoredRows rows = sums.rows(rows_[t]);
  const auto entries_of = [&](std::size_t piece) {
    const std::uint64_t first = feature.first() + piece * piece_entries;
    return kernels::Entries{field.rows.data() + first, field.x.data() + first,
                            std::min<std::uint64_t>(piece_entries, feature.last() - first)};
  };
  problem_.pool.run(count, [&](std::size_t piece) {
    Scratch& s = pieces[piece];
    s.clear_rows();
    kernels::add_entries(rows, entries_of(piece), feature.vector(), s.observations.data(), s.rows);
  });
  Scratch& s = pieces[0];
  for (std::size_t piece = 1; piece < count; ++piece) s.add_rows(pieces[piece]);
  kernels::equations_of(s.rows, feature.vector(), stride, s.square.data(), s.size);
  s.right[s.rank] = static_cast<float>(s.rows.residual);
  s.weight = s.rows.weight;
  solve(feature, s);
  problem_.pool.run(count, [&](std::size_t piece) {
    kernels::change_entries(rows, entries_of(piece), feature.vector(), s.vector.data(), s.change[s.rank]);
  });
}

void CoordinateSweep::stored_residuals(std::size_t t, RowSums& sums) {
  const std::size_t stride = tables_.stride;
  residuals_.assign(tables_.tables[t].rows, {});
  AlignedArray<float> product(stride);
  for (std::uint32_t row = 0; row < tables_.tables[t].rows; ++row) {
    const ObservationTotals& totals = sums.totals[row];
    if (totals.weight == 0) continue;
    const float* p = rows_[t].vectors.data() + row * stride;
    const double a = rows_[t].numbers[row] + (several() ? 0.5f * kernels::dot(p, p, stride) : 0.0f);
    const double e = sums.residual[row];
    // sum o e^2 = sum o T^2 - sum o (e + T) (a + <p, R>), and sum o e R = t - a s - C p
    kernels::multiply(sums.of(row), p, stride, product.data());
    const double along = 2 * kernels::dot(p, sums.targets_of(row), stride) -
                         a * kernels::dot(p, sums.sum_of(row), stride) - kernels::dot(p, product.data(), stride);
    residuals_[row] = {totals.weight, e, totals.squares - a * (totals.target + e) - along};
  }
}

void CoordinateSweep::load_whole(std::size_t t) {
  const CoordinateTable& table = tables_.tables[t];
  const std::size_t stride = tables_.stride, step = stride + observation_extra;
  if (residual_.empty()) {
    residual_.resize(table.rows);
    all_ = AlignedArray<float>(table.rows * stride);
  }
  problem_.pool.run((table.rows + observation_tile - 1) / observation_tile, [&](std::size_t task) {
    Scratch scratch(tables_);
    ObservationTotals totals;
    const std::uint64_t first = task * observation_tile,
                        last = std::min<std::uint64_t>(table.rows, first + observation_tile);
    observe(table, nullptr, first, last, scratch, totals, [&](std::uint64_t at, std::size_t count) {
      for (std::size_t n = 0; n < count; ++n) {
        const float* r = scratch.observations.data() + n * step;
        const float* p = rows_[t].vectors.data() + (at + n) * stride;
        float* all = all_.data() + (at + n) * stride;
        const float a = rows_[t].numbers[at + n] + (several() ? 0.5f * kernels::dot(p, p, stride) : 0.0f);
        residual_[at + n] = r[stride + 1] - a - kernels::dot(p, r, stride);
        std::copy_n(r, stride, all);
        kernels::axpy(1, p, all, stride);
      }
    });
  });
}

void CoordinateSweep::run_whole(std::size_t t) {
  const CoordinateTable& table = tables_.tables[t];
  load_whole(t);
  for_features(table,
               [&](const Feature& feature, std::vector<Scratch>& pieces) { whole_feature(table, feature, pieces); });
  load_table(t);
  if (options_.residuals) whole_residuals(table);
}

// Every entry is an observation of z = x S, with weight o and residual e.
void CoordinateSweep::whole_feature(const CoordinateTable& table, const Feature& feature,
                                    std::vector<Scratch>& pieces) {
  const std::size_t stride = tables_.stride, step = stride + observation_extra;
  const CoordinateField& field = feature.field;
  constexpr std::size_t long_piece = 8 * piece_entries;
  const std::size_t count = (feature.last() - feature.first() + long_piece - 1) / long_piece;
  while (pieces.size() < count) pieces.emplace_back(tables_);
  const auto for_tiles = [&](std::size_t piece, const auto& visit) {
    const std::uint64_t first = feature.first() + piece * long_piece;
    const std::uint64_t last = std::min<std::uint64_t>(feature.last(), first + long_piece);
    for (std::uint64_t at = first; at < last; at += observation_tile)
      visit(at, std::min<std::uint64_t>(observation_tile, last - at));
  };
  const auto set_z = [&](float* z, std::uint64_t entry, const float* v) {
    const float x = field.x[entry];
    const float* all = all_.data() + field.rows[entry] * stride;
    for (std::size_t k = 0; k < stride; ++k) z[k] = x * (all[k] - x * v[k]);
  };
  problem_.pool.run(count, [&](std::size_t piece) {
    Scratch& s = pieces[piece];
    s.clear();
    std::ranges::fill(s.sums, 0.0f);
    for_tiles(piece, [&](std::uint64_t at, std::size_t entries) {
      for (std::size_t n = 0; n < entries; ++n) {
        float *right = s.observations.data() + n * step, *left = s.weighted.data() + n * step;
        const std::uint32_t row = field.rows[at + n];
        const float x = field.x[at + n], o = table.weight.empty() ? 1.0f : table.weight[row];
        if (stride > 0) set_z(right, at + n, feature.vector());
        for (std::size_t k = 0; k < stride; ++k) left[k] = o * right[k];
        left[stride] = o * x;
        left[stride + 1] = o * residual_[row];
        std::fill_n(left + stride + 2, observation_extra - 2, 0.0f);
        s.weight += static_cast<double>(o * x * x);
        s.right[s.rank] += o * x * residual_[row];
      }
      kernels::add_outer_products(s.weighted.data(), s.observations.data(), step, entries, stride, s.sums.data());
    });
    for (std::size_t i = 0; i < stride; ++i)
      kernels::axpy(1, s.sums.data() + i * stride, s.square.data() + i * s.size, stride);
    kernels::axpy(1, s.sums.data() + stride * stride, s.cross.data(), stride);
    kernels::axpy(1, s.sums.data() + (stride + 1) * stride, s.right.data(), stride);
  });
  for (std::size_t piece = 1; piece < count; ++piece) pieces[0].add(pieces[piece]);
  solve(feature, pieces[0]);
  const float *change = pieces[0].vector.data(), weight_change = pieces[0].change[tables_.rank];
  problem_.pool.run(count, [&](std::size_t piece) {
    Scratch& s = pieces[piece];
    for_tiles(piece, [&](std::uint64_t at, std::size_t entries) {
      for (std::size_t n = 0; n < entries; ++n) {
        const std::uint32_t row = field.rows[at + n];
        const float x = field.x[at + n];
        float* all = all_.data() + row * stride;
        float number = x * weight_change;
        if (stride > 0) {
          // z of the vector before the change.
          set_z(s.own.data(), at + n, feature.vector());
          number += kernels::dot(change, s.own.data(), stride) + x * x * kernels::dot(change, change, stride);
        }
        residual_[row] -= number;
        kernels::axpy(x, change, all, stride);
      }
    });
  });
}

void CoordinateSweep::whole_residuals(const CoordinateTable& table) {
  residuals_.assign(1, {});
  for (std::uint32_t n = 0; n < table.rows; ++n) {
    const double o = table.weight.empty() ? 1.0 : static_cast<double>(table.weight[n]), e = residual_[n];
    residuals_.front().add({o, o * e, o * e * e});
  }
}

}  // namespace interplay
