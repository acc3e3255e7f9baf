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

}  // namespace

void CoordinateSweep::load_whole(std::size_t t) {
  const CoordinateTable& table = tables_.tables[t];
  const std::size_t stride = tables_.stride;
  residual_.resize(table.rows);
  if (all_.size() < table.rows * stride) all_ = AlignedArray<float>(table.rows * stride);
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
  weight_ = table.weight;
  for (std::size_t o = 0; o < others_.size(); ++o) {
    if (others_[o].roots == nullptr) continue;
    weight_.resize(table.rows, 1.0f);
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
  for_features(table, [&](const Feature& feature, std::vector<Scratch>& pieces) {
    feature.vector() ? whole_feature(feature, pieces) : whole_weight(feature);
  });
  load_table(t);
  if (options_.residuals) whole_residuals(table);
}

// Every entry is an observation of z = x S, with weight o and residual e.
void CoordinateSweep::whole_feature(const Feature& feature, std::vector<Scratch>& pieces) {
  const std::size_t stride = tables_.stride;
  const CoordinateField& field = feature.field;
  const std::size_t count = (feature.last() - feature.first() + training_piece_entries - 1) / training_piece_entries;
  while (pieces.size() < count) pieces.emplace_back(tables_);
  const auto for_tiles = [&](std::size_t piece, const auto& visit) {
    const std::uint64_t first = feature.first() + piece * training_piece_entries;
    const std::uint64_t last = std::min<std::uint64_t>(feature.last(), first + training_piece_entries);
    for (std::uint64_t at = first; at < last; at += observation_tile)
      visit(at, std::min<std::uint64_t>(observation_tile, last - at));
  };
  const auto set_z = [&](float* z, std::uint64_t entry, const float* v, float root) {
    const float x = field.x[entry];
    const float* all = all_.data() + field.rows[entry] * stride;
    for (std::size_t k = 0; k < stride; ++k) z[k] = root * x * (all[k] - x * v[k]);
  };
  problem_.pool.run(count, [&](std::size_t piece) {
    Scratch& s = pieces[piece];
    s.clear();
    kernels::Observations& observations = s.observations;
    kernels::ObservationTotals totals;
    for_tiles(piece, [&](std::uint64_t at, std::size_t entries) {
      observations.count = entries;
      for (std::size_t n = 0; n < entries; ++n) {
        const std::uint32_t row = field.rows[at + n];
        const float root = weight_.empty() ? 1.0f : std::sqrt(weight_[row]);
        float* z = s.vectors + n * stride;
        set_z(z, at + n, feature.vector(), root);
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
  const float *change = pieces[0].vector, weight_change = pieces[0].weight_change();
  problem_.pool.run(count, [&](std::size_t piece) {
    Scratch& s = pieces[piece];
    for_tiles(piece, [&](std::uint64_t at, std::size_t entries) {
      for (std::size_t n = 0; n < entries; ++n) {
        const std::uint32_t row = field.rows[at + n];
        const float x = field.x[at + n];
        float* all = all_.data() + row * stride;
        // z of the vector before the change.
        set_z(s.vectors, at + n, feature.vector(), 1);
        residual_[row] -= x * weight_change +
                          (kernels::dot(change, s.vectors, stride) + x * x * kernels::dot(change, change, stride));
        kernels::axpy(x, change, all, stride);
      }
    });
  });
}

void CoordinateSweep::whole_weight(const Feature& feature) {
  const CoordinateField& field = feature.field;
  double weight = 0, residual = 0;
  for (std::uint64_t at = feature.first(); at < feature.last(); ++at) {
    const std::uint32_t row = field.rows[at];
    const double x = field.x[at], o = weight_.empty() ? 1.0 : static_cast<double>(weight_[row]);
    weight += o * x * x;
    residual += o * x * static_cast<double>(residual_[row]);
  }
  const float change = solve_weight(feature, weight, residual);
  for (std::uint64_t at = feature.first(); at < feature.last(); ++at) residual_[field.rows[at]] -= field.x[at] * change;
}

void CoordinateSweep::whole_residuals(const CoordinateTable& table) {
  residuals_.assign(1, {});
  for (std::uint32_t n = 0; n < table.rows; ++n) {
    const double o = weight_.empty() ? 1.0 : static_cast<double>(weight_[n]), e = residual_[n];
    residuals_.front().add({o, o * e, o * e * e});
  }
}

}  // namespace interplay
