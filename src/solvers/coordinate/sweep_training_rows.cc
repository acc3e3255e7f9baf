// Sweeps the table whose rows are the training rows: every entry of a feature is an observation.
#include <algorithm>
#include <cmath>

#include "kernels/arrays.h"
#include "solvers/coordinate/scratch.h"

namespace interplay {
namespace {

using kernels::observation_tile;

// Entries of a feature that are summed at a time.
constexpr std::size_t training_piece_entries = 2048;

std::size_t pieces_in(std::uint64_t entries) { return (entries + training_piece_entries - 1) / training_piece_entries; }

// Calls visit(first entry, count) for the tiles of a piece of entries [first, last).
template <class Visit>
void for_tiles(std::uint64_t first, std::uint64_t last, std::size_t piece, const Visit& visit) {
  first += piece * training_piece_entries;
  last = std::min<std::uint64_t>(last, first + training_piece_entries);
  for (std::uint64_t at = first; at < last; at += observation_tile)
    visit(at, std::min<std::uint64_t>(observation_tile, last - at));
}

// `all`: the sum of all x v of a row.
void set_z(float* z, const float* all, const float* v, float x, float root, std::size_t stride) {
  for (std::size_t k = 0; k < stride; ++k) z[k] = root * x * (all[k] - x * v[k]);
}

}  // namespace

void CoordinateSweep::load_whole(std::size_t t) {
  const CoordinateTable& table = tables_.tables[t];
  const std::size_t stride = tables_.stride;
  if (residual_.size() < table.rows) residual_ = RowValues<float>(place_of(table), table.rows);
  if (all_.size() < table.rows * stride) all_ = RowVectors(place_of(table), table.rows * stride);
  const std::vector<kernels::OtherTable> others = others_of(t);
  problem_.pool.run((table.rows + observation_tile - 1) / observation_tile, [&](std::size_t task) {
    Scratch scratch(tables_);
    const std::size_t first = task * observation_tile,
                      end = std::min<std::size_t>(table.rows, first + observation_tile);
    kernels::ObservationList list = ratings(t, others, first, end);
    list.weights = nullptr;
    kernels::make_observations(list, bias_, scratch.vectors, scratch.observations);
    for (std::size_t row = first; row < end; ++row) {
      const float* r = scratch.observations.vectors[row - first];
      const float* p = rows_[t].vectors.data() + row * stride;
      float* all = all_.data() + row * stride;
      residual_[row] = scratch.observations.targets[row - first] - rows_[t].numbers[row] - kernels::dot(p, r, stride);
      std::copy_n(r, stride, all);
      kernels::axpy(1, p, all, stride);
    }
  });
}

void CoordinateSweep::weigh_whole(const CoordinateTable& table) {
  const bool rooted = std::ranges::any_of(others_, [](const auto& other) { return other.roots != nullptr; });
  if (table.weight.empty() && !rooted) return;
  if (weight_.empty()) weight_ = RowValues<float>(place_of(table), table.rows);
  if (table.weight.empty()) {
    std::ranges::fill(weight_, 1.0f);
  } else {
    std::ranges::copy(table.weight, weight_.begin());
  }
  for (std::size_t o = 0; o < others_.size(); ++o) {
    if (others_[o].roots == nullptr) continue;
    for (std::uint32_t row = 0; row < table.rows; ++row) {
      const float root = others_[o].roots[table.others[row * others_.size() + o]];
      weight_[row] *= root * root;
    }
  }
}

void CoordinateSweep::sweep_training_rows(std::size_t t) {
  const CoordinateTable& table = tables_.tables[t];
  load_whole(t);
  weigh_whole(table);
  for_features(
      table,
      [&](const Feature& feature, std::vector<Scratch>& pieces) {
        const FeatureChange change = feature.vector() ? whole_feature(feature, pieces) : whole_weight(feature);
        change_whole(feature, change, pieces);
        return change;
      },
      [&](const Feature& feature, const FeatureChange& change, std::vector<Scratch>& pieces) {
        add_change(feature, change);
        change_whole(feature, change, pieces);
      });
  load_table(t);
  if (options_.residuals) whole_residuals(table);
}

// Every entry is an observation of z = x S, with weight o and residual e.
CoordinateSweep::FeatureChange CoordinateSweep::whole_feature(const Feature& feature, std::vector<Scratch>& pieces) {
  const std::size_t stride = tables_.stride;
  const CoordinateField& field = feature.field;
  const std::size_t count = pieces_in(feature.last() - feature.first());
  while (pieces.size() < count) pieces.emplace_back(tables_);
  problem_.pool.run(count, [&](std::size_t piece) {
    Scratch& s = pieces[piece];
    s.clear();
    kernels::Observations& observations = s.observations;
    kernels::ObservationTotals totals;
    for_tiles(feature.first(), feature.last(), piece, [&](std::uint64_t at, std::size_t entries) {
      observations.count = entries;
      for (std::size_t n = 0; n < entries; ++n) {
        const std::uint32_t row = field.rows[at + n];
        const float root = weight_.empty() ? 1.0f : std::sqrt(weight_[row]);
        float* z = s.vectors + n * stride;
        set_z(z, all_.data() + row * stride, feature.vector(), field.x[at + n], root, stride);
        observations.vectors[n] = z;
        observations.roots[n] = root * field.x[at + n];
        observations.targets[n] = root * residual_[row];
      }
      kernels::add_observations(observations, s.equations.panels, s.sums, totals);
    });
    s.equations.weight = totals.weight;
    s.equations.residual = totals.target;
  });
  for (std::size_t piece = 1; piece < count; ++piece) pieces[0].add(pieces[piece]);
  solve(feature, pieces[0]);
  return {pieces[0].vector, pieces[0].weight_change()};
}

// By the present vector v + d of the feature, z = x (S + x v) - x^2 (v + d): the residual loses x c + <d, z> + x^2 <d,
// d>.
void CoordinateSweep::change_whole(const Feature& feature, const FeatureChange& change, std::vector<Scratch>& pieces) {
  const std::size_t stride = tables_.stride;
  const CoordinateField& field = feature.field;
  if (!feature.vector()) {
    for (std::uint64_t at = feature.first(); at < feature.last(); ++at)
      residual_[field.rows[at]] -= field.x[at] * change.weight;
    return;
  }
  const float* moved = change.vector;
  const std::size_t count = pieces_in(feature.last() - feature.first());
  while (pieces.size() < count) pieces.emplace_back(tables_);
  problem_.pool.run(count, [&](std::size_t piece) {
    float* z = pieces[piece].vectors;
    for_tiles(feature.first(), feature.last(), piece, [&](std::uint64_t at, std::size_t entries) {
      for (std::size_t n = 0; n < entries; ++n) {
        const std::uint32_t row = field.rows[at + n];
        const float x = field.x[at + n];
        float* all = all_.data() + row * stride;
        set_z(z, all, feature.vector(), x, 1, stride);
        residual_[row] -=
            x * change.weight + (kernels::dot(moved, z, stride) + x * x * kernels::dot(moved, moved, stride));
        kernels::axpy(x, moved, all, stride);
      }
    });
  });
}

CoordinateSweep::FeatureChange CoordinateSweep::whole_weight(const Feature& feature) {
  const CoordinateField& field = feature.field;
  double weight = 0, residual = 0;
  for (std::uint64_t at = feature.first(); at < feature.last(); ++at) {
    const std::uint32_t row = field.rows[at];
    const double x = field.x[at], o = weight_.empty() ? 1.0 : static_cast<double>(weight_[row]);
    weight += o * x * x;
    residual += o * x * static_cast<double>(residual_[row]);
  }
  return {nullptr, solve_weight(feature, weight, residual)};
}

void CoordinateSweep::whole_residuals(const CoordinateTable& table) {
  residuals_.assign(1, {});
  for (std::uint32_t n = 0; n < table.rows; ++n) {
    const double o = weight_.empty() ? 1.0 : static_cast<double>(weight_[n]), e = residual_[n];
    residuals_.front().add({o, o * e, o * e * e});
  }
}

}  // namespace interplay
