#include "score/scoring_tables.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace interplay {
namespace {

constexpr std::size_t rows_per_task = 1024;

std::size_t table_rows(const Star& star, const StarInputs::Entity& entity) {
  return std::size_t{star.entities[entity.table - 1].keys.size()} + 1;
}

// Whether looking the features of a row up is as quick as looking up their sums.
bool is_its_own_sum(const ModelPlan& plan, const StarInputs::Entity& entity, std::size_t members) {
  const std::vector<std::size_t> inputs = plan.schema().inputs();
  return members == 1 && entity.inputs.size() == 1 &&
         plan.schema().fields[inputs[entity.inputs[0].input]].kind != Kind::multi;
}

// Views of the model's inputs whose row r is row r of every field's own table.
std::vector<FieldView> table_views(const Star& star) {
  std::vector<FieldView> views;
  for (const std::size_t f : star.schema.inputs()) views.push_back({&star.schema.fields[f], &star.columns[f], nullptr});
  return views;
}

}  // namespace

ScoringTables::ScoringTables(const Model& model, const ScoringOptions& options)
    : model_(model), encoder_(model_.star()), factorization_(StarInputs::of(plan())) {
  const Objective& objective = plan().objective();
  if (objective.loss->target() == TargetKind::levels || objective.target_scale.transform != TargetTransform::none)
    for (const auto& [input, tensor] : plan().id_noise())
      deviations_.push_back({input, std::vector<float>(plan().specs()[tensor].rows * members())});
  const TaskPool pool(options.threads);
  if (factorization_) {
    prepare_sums(options.table_bytes);
  } else {
    keep_members(options.table_bytes, pool);
  }
  MemberReader reader(implementation_of(model_).members);
  for (std::size_t m = 0; m < members(); ++m) add_member(m, reader[m], pool);
}

std::optional<std::size_t> ScoringTables::entity_of(Role role) const {
  const auto field = star().schema.find(role);
  if (!field || star().schema.fields[*field].table == 0) return std::nullopt;
  return star().schema.fields[*field].table - 1;
}

bool ScoringTables::linear_response() const {
  const Objective& objective = plan().objective();
  return !objective.link.needs_thresholds() && objective.link.identity() &&
         objective.target_scale.transform == TargetTransform::none;
}

// Small tables first, so that as many as possible fit.
void ScoringTables::prepare_sums(std::size_t limit) {
  const std::vector<StarInputs::Entity>& entities = factorization_->entities;
  for (std::size_t m = 0; m < members(); ++m) tensors_.push_back(implementation_of(model_).members.stored(m));
  sums_.resize(entities.size());
  std::vector<std::size_t> order(entities.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t e) { return table_rows(star(), entities[e]); });
  for (const std::size_t e : order) {
    if (is_its_own_sum(plan(), entities[e], members())) continue;
    const std::size_t numbers = table_rows(star(), entities[e]) * members();
    const std::size_t bytes = numbers * (factorization_->stride + 1) * sizeof(float);
    if (bytes > limit) break;
    limit -= bytes;
    sums_[e] = {AlignedArray<float>(numbers * factorization_->stride), AlignedArray<float>(numbers)};
  }
}

void ScoringTables::add_member(std::size_t member, const Parameters& parameters, const TaskPool& pool) {
  responses_.emplace_back(plan(), parameters);
  for (std::size_t i = 0; i < deviations_.size(); ++i) {
    const Tensor& tensor = parameters[plan().id_noise()[i].tensor];
    for (std::size_t code = 0; code < tensor.rows; ++code)
      deviations_[i].values[code * members() + member] = *tensor.row(code);
  }
  if (!factorization_) return;
  biases_.push_back(factorization_->shape.bias ? *parameters[*factorization_->shape.bias].data : 0.0f);
  const std::vector<FieldView> views = table_views(star());
  const std::size_t stride = factorization_->stride;
  for (std::size_t e = 0; e < sums_.size(); ++e) {
    EntitySums& sums = sums_[e];
    if (sums.numbers.size() == 0) continue;
    const StarInputs::Entity& entity = factorization_->entities[e];
    const std::size_t rows = table_rows(star(), entity);
    pool.run((rows + rows_per_task - 1) / rows_per_task, [&](std::size_t task) {
      for (std::size_t row = task * rows_per_task; row < std::min(rows, (task + 1) * rows_per_task); ++row) {
        const std::size_t at = row * members() + member;
        for (const StarInputs::Input& input : entity.inputs)
          sums.numbers[at] += add_features(*factorization_, input, views[input.input], parameters,
                                           static_cast<std::uint32_t>(row), sums.vectors.data() + at * stride);
      }
    });
  }
}

void ScoringTables::keep_members(std::size_t limit, const TaskPool& pool) {
  const ParameterSets& all = implementation_of(model_).members;
  parameters_.resize(members());
  for (std::size_t m = 0; m < members(); ++m)
    if (std::ranges::all_of(all.stored(m), [](const MemberTensor& tensor) { return tensor.exact != nullptr; }))
      parameters_[m] = all.at(m);
  if (std::ranges::count(parameters_, nullptr) > 0) return;
  // Any row does: bags are pooled for all rows of their tables.
  const EncodedRow row = encoder_.blank();
  const std::vector<FieldView> views = encoder_.views(row);
  std::size_t bytes = 0;
  for (const Embedding& table : plan().tables())
    for (const Embedding::Slot& slot : table.slots())
      if (slot.kind == Kind::multi && views[slot.input].row_of != nullptr)
        bytes += members() * rows(*views[slot.input].column) * (table.stride() + 1) * sizeof(float);
  if (bytes > limit) return;
  for (std::size_t m = 0; m < members(); ++m) {
    bags_.emplace_back();
    for (const Embedding& table : plan().tables())
      bags_[m].push_back(table.pool_bags(*parameters_[m], views, std::numeric_limits<std::size_t>::max(), pool));
  }
}

}  // namespace interplay
