#include "model/scorer.h"

#include <algorithm>
#include <limits>
#include <map>

#include "kernels/feature_rows.h"
#include "model/run.h"

namespace interplay {
namespace {

constexpr std::size_t rows_per_task = 1024;
constexpr std::size_t entities_per_task = 64;

template <class Visit>
void each_task(std::size_t count, std::size_t grain, const TaskPool& pool, const Visit& visit) {
  pool.run((count + grain - 1) / grain,
           [&](std::size_t task) { visit(task * grain, std::min(count, (task + 1) * grain)); });
}

}  // namespace

Scorer::Scorer(const ModelPlan& plan, const Batch& batch, const TaskPool& pool)
    : plan_(plan), batch_(batch), pool_(pool), shape_(plan.fm_shape()) {
  if (!shape_ || !along_the_star()) {
    shape_.reset();
    return;
  }
  std::map<std::size_t, std::pair<std::optional<TensorId>, std::optional<TensorId>>> tensors;
  if (shape_->linear)
    for (const auto& slot : plan.tables()[*shape_->linear].slots()) tensors[slot.input].first = slot.tensor;
  if (shape_->factors) {
    stride_ = plan.tables()[*shape_->factors].stride();
    for (const auto& slot : plan.tables()[*shape_->factors].slots()) tensors[slot.input].second = slot.tensor;
  }
  for (const auto& [input, of_input] : tensors) add_input(input, of_input.first, of_input.second);
}

// Offsets of numbers and padding rows belong to no feature.
bool Scorer::along_the_star() const {
  for (const std::optional<std::size_t>& table : {shape_->linear, shape_->factors}) {
    if (!table) continue;
    for (const Embedding::Slot& slot : plan_.tables()[*table].slots()) {
      if (slot.kind == Kind::numeric && slot.numeric == NumericMap::affine) return false;
      if (slot.kind == Kind::multi && batch_.fields[slot.input].field->pooling == Pooling::padded_mean) return false;
    }
  }
  return true;
}

void Scorer::add_input(std::size_t input, std::optional<TensorId> linear, std::optional<TensorId> factors) {
  const Input added{batch_.fields[input], linear, factors};
  if (added.view.row_of == nullptr) {
    own_.push_back(added);
    return;
  }
  const auto same = std::ranges::find_if(
      entities_, [&](const Entities& table) { return table.inputs.front().view.row_of == added.view.row_of; });
  if (same != entities_.end()) {
    same->inputs.push_back(added);
  } else {
    add_entities(added);
  }
}

void Scorer::add_entities(const Input& input) {
  constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  Entities table;
  table.inputs = {input};
  table.at.reserve(batch_.size());
  std::vector<std::uint32_t> place(rows(*input.view.column), none);
  for (const std::uint32_t row : batch_.rows) {
    std::uint32_t& at = place[input.view.row(row)];
    if (at == none) {
      at = static_cast<std::uint32_t>(table.rows.size());
      table.rows.push_back(input.view.row(row));
    }
    table.at.push_back(at);
  }
  entities_.push_back(std::move(table));
}

// Adds the features of `table_row` to a vector; returns their number.
float Scorer::add_features(const Input& input, const Parameters& parameters, std::uint32_t table_row,
                           float* vector) const {
  const FieldBag bag = bag_of(input.view, table_row);
  const Tensor* linear = input.linear ? &parameters[*input.linear] : nullptr;
  const Tensor* factors = input.factors ? &parameters[*input.factors] : nullptr;
  const kernels::FeatureTables tables{factors ? factors->data : nullptr, stride_, linear ? linear->data : nullptr,
                                      linear ? linear->stride : 0};
  return kernels::add_features(tables, {bag.codes.data(), bag.x, bag.factor, bag.codes.size()},
                               !shape_->dot && shape_->pairs_within_bags, vector);
}

Scorer::Sums Scorer::sums_of(const Entities& table, const Parameters& parameters) const {
  Sums sums{AlignedArray<float>(table.rows.size() * stride_), std::vector<float>(table.rows.size(), 0.0f)};
  each_task(table.rows.size(), entities_per_task, pool_, [&](std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i)
      for (const Input& input : table.inputs)
        sums.numbers[i] += add_features(input, parameters, table.rows[i], sums.vectors.data() + i * stride_);
  });
  return sums;
}

void Scorer::score(const Parameters& parameters, std::span<float> out) const {
  if (!shape_) return interplay::score(plan_, parameters, batch_, pool_, out);
  std::vector<Sums> sums;
  for (const Entities& table : entities_) sums.push_back(sums_of(table, parameters));
  const float bias = shape_->bias ? *parameters[*shape_->bias].data : 0.0f;
  each_task(batch_.size(), rows_per_task, pool_, [&](std::size_t first, std::size_t end) {
    std::vector<kernels::SummedRows> tables;
    for (std::size_t t = 0; t < sums.size(); ++t)
      tables.push_back({sums[t].vectors.data(), sums[t].numbers.data(), entities_[t].at.data() + first});
    AlignedArray<float> vectors(own_.empty() ? 0 : (end - first) * stride_);
    kernels::join_rows(tables.data(), tables.size(), end - first, stride_, bias, out.data() + first,
                       own_.empty() ? nullptr : vectors.data());
    for (const Input& input : own_)
      for (std::size_t i = first; i < end; ++i)
        out[i] += add_features(input, parameters, batch_.rows[i], vectors.data() + (i - first) * stride_);
  });
}

}  // namespace interplay
