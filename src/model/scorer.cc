#include "model/scorer.h"

#include <algorithm>
#include <limits>

#include "kernels/feature_rows.h"
#include "plan/run.h"

namespace interplay {
namespace {

constexpr std::size_t batch_rows_per_task = 1024;
constexpr std::size_t entities_per_task = 64;

template <class Visit>
void each_task(std::size_t count, std::size_t grain, const TaskPool& pool, const Visit& visit) {
  pool.run((count + grain - 1) / grain,
           [&](std::size_t task) { visit(task * grain, std::min(count, (task + 1) * grain)); });
}

}  // namespace

Scorer::Scorer(const ModelPlan& plan, const Batch& batch, const TaskPool& pool)
    : plan_(plan), batch_(batch), pool_(pool), star_(StarInputs::of(plan)) {
  if (!star_) return;
  for (const StarInputs::Entity& entity : star_->entities) entities_.push_back(rows_met(entity));
}

Scorer::Entities Scorer::rows_met(const StarInputs::Entity& entity) const {
  constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  const FieldView& view = batch_.fields[entity.inputs.front().input];
  Entities met;
  met.at.reserve(batch_.size());
  std::vector<std::uint32_t> place(rows(*view.column), none);
  for (const std::uint32_t row : batch_.rows) {
    std::uint32_t& at = place[view.row(row)];
    if (at == none) {
      at = static_cast<std::uint32_t>(met.rows.size());
      met.rows.push_back(view.row(row));
    }
    met.at.push_back(at);
  }
  return met;
}

float Scorer::add_features(const StarInputs::Input& input, const Parameters& parameters, std::uint32_t table_row,
                           float* vector) const {
  return interplay::add_features(*star_, input, batch_.fields[input.input], parameters, table_row, vector);
}

Scorer::Sums Scorer::sums_of(std::size_t entity, const Parameters& parameters) const {
  const std::vector<std::uint32_t>& rows = entities_[entity].rows;
  const std::size_t stride = star_->stride;
  Sums sums{AlignedArray<float>(rows.size() * stride), std::vector<float>(rows.size(), 0.0f)};
  each_task(rows.size(), entities_per_task, pool_, [&](std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i)
      for (const StarInputs::Input& input : star_->entities[entity].inputs)
        sums.numbers[i] += add_features(input, parameters, rows[i], sums.vectors.data() + i * stride);
  });
  return sums;
}

void Scorer::score(const Parameters& parameters, std::span<float> out) const {
  if (!star_) return interplay::score(plan_, parameters, batch_, pool_, out);
  std::vector<Sums> sums;
  for (std::size_t entity = 0; entity < entities_.size(); ++entity) sums.push_back(sums_of(entity, parameters));
  const std::size_t stride = star_->stride;
  const std::vector<StarInputs::Input>& own = star_->own;
  const float bias = star_->shape.bias ? *parameters[*star_->shape.bias].data : 0.0f;
  each_task(batch_.size(), batch_rows_per_task, pool_, [&](std::size_t first, std::size_t end) {
    std::vector<kernels::SummedRows> tables;
    for (std::size_t t = 0; t < sums.size(); ++t)
      tables.push_back({sums[t].vectors.data(), sums[t].numbers.data(), entities_[t].at.data() + first});
    AlignedArray<float> vectors(own.empty() ? 0 : (end - first) * stride);
    kernels::join_rows(tables.data(), tables.size(), end - first, stride, bias, out.data() + first,
                       own.empty() ? nullptr : vectors.data());
    for (const StarInputs::Input& input : own) {
      const FieldView& view = batch_.fields[input.input];
      for (std::size_t i = first; i < end; ++i)
        out[i] += add_features(input, parameters, view.row(batch_.rows[i]), vectors.data() + (i - first) * stride);
    }
  });
}

}  // namespace interplay
