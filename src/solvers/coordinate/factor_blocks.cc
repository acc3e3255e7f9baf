#include "solvers/coordinate/factor_blocks.h"

#include <algorithm>

namespace interplay {
namespace {

// Calls visit(number of the field, field).
template <class Visit>
void each_field(CoordinateTables& tables, const Visit& visit) {
  std::size_t number = 0;
  for (CoordinateTable& table : tables.tables)
    for (CoordinateField& field : table.fields) visit(number++, field);
}

}  // namespace

bool FactorBlocks::several(std::size_t block, std::size_t rank) {
  return block > 0 && rank > 0 && (block < rank || block == 1);
}

FactorBlocks::FactorBlocks(const Problem& problem, CoordinateTables& tables, std::size_t block)
    : problem_(problem), tables_(tables) {
  const std::size_t rank = tables.rank;
  if (!several(block, rank)) {
    layers_.push_back({0, rank, true});
    return;
  }
  if (block == 1) layers_.push_back({0, 0, true});
  for (std::size_t first = 0; first < rank; first += block)
    layers_.push_back({first, std::min(block, rank - first), layers_.empty()});
  std::size_t size = 0;
  each_field(tables, [&](std::size_t, const CoordinateField& field) {
    linear_.push_back(field.linear);
    factors_.push_back(field.factors);
    size += field.factors ? field.factors.rows * padded(block) : 0;
  });
  numbers_ = AlignedArray<float>(size);
  const std::span<const float> targets = tables.tables.front().target;
  for (RowValues<float>* values : {&target_, &total_, &before_})
    *values = RowValues<float>(tables.spool, targets.size());
  std::ranges::copy(targets, target_.begin());
  select(0);
}

void FactorBlocks::select(std::size_t layer) {
  layer_ = layer;
  if (!several()) return;
  const auto [first, count, weights] = layers_[layer];
  tables_.rank = count;
  tables_.stride = count > 0 ? padded(count) : 0;
  std::ranges::fill(numbers_, 0.0f);
  float* next = numbers_.data();
  each_field(tables_, [&, first = first, count = count, weights = weights](std::size_t f, CoordinateField& field) {
    field.linear = weights ? linear_[f] : WritableTensor{};
    field.factors = {};
    if (!factors_[f] || count == 0) return;
    const WritableTensor part{next, factors_[f].rows, count, tables_.stride};
    next += part.size();
    for (std::size_t row = 0; row < part.rows; ++row) std::copy_n(factors_[f].row(row) + first, count, part.row(row));
    field.factors = part;
  });
}

void FactorBlocks::store() {
  if (!several()) return;
  const Layer& layer = layers_[layer_];
  each_field(tables_, [&](std::size_t f, const CoordinateField& field) {
    if (!field.factors) return;
    for (std::size_t row = 0; row < field.factors.rows; ++row)
      std::copy_n(field.factors.row(row), layer.count, factors_[f].row(row) + layer.first);
  });
}

void FactorBlocks::load(CoordinateSweep& sweep) {
  if (!several()) return sweep.load();
  std::ranges::fill(total_, 0.0f);
  for (std::size_t layer = 0; layer < count(); ++layer) {
    select(layer);
    sweep.load();
    sweep.scores(before_);
    for (std::size_t n = 0; n < total_.size(); ++n) total_[n] += before_[n];
  }
}

void FactorBlocks::enter(std::size_t layer, CoordinateSweep& sweep) {
  if (!several()) return;
  select(layer);
  sweep.load();
  sweep.scores(before_);
  const std::span<float> left = total_;  // the rest of the targets; overwritten here, restored by leave
  for (std::size_t n = 0; n < left.size(); ++n) left[n] = target_[n] - (total_[n] - before_[n]);
  tables_.set_targets(left, problem_.pool);
}

void FactorBlocks::leave(CoordinateSweep& sweep) {
  if (!several()) return;
  store();
  sweep.scores(before_);
  for (std::size_t n = 0; n < total_.size(); ++n) total_[n] = target_[n] - total_[n] + before_[n];
}

void FactorBlocks::set_targets(std::span<const float> values) {
  if (!several()) return tables_.set_targets(values, problem_.pool);
  std::ranges::copy(values, target_.begin());
}

void FactorBlocks::scores(const CoordinateSweep& sweep, std::span<float> out) const {
  if (!several()) return sweep.scores(out);
  std::ranges::copy(total_, out.begin());
}

}  // namespace interplay
