#include "plan/plan.h"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "terms/pairwise.h"
#include "terms/sides.h"

namespace interplay {

TargetInfo TargetInfo::inner() const {
  TargetInfo seen = *this;
  for (float TargetInfo::*value : {&TargetInfo::low, &TargetInfo::high, &TargetInfo::mean})
    seen.*value = static_cast<float>(scale.inner(static_cast<double>(this->*value)));
  return seen;
}

std::size_t ModelPlan::table(std::string name, std::size_t columns, const EmbeddingOptions& options) {
  std::vector<std::size_t> all(schema_->inputs().size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return table(std::move(name), columns, options, all);
}

std::size_t ModelPlan::table(std::string name, std::size_t columns, const EmbeddingOptions& options,
                             std::span<const std::size_t> inputs) {
  assert(!head_ && !inputs.empty());
  tables_.emplace_back(std::move(name), *schema_, inputs, columns, options, specs_);
  return tables_.size() - 1;
}

Source ModelPlan::add(std::unique_ptr<Term> term) {
  const Source source = term->source();
  assert(!head_ && (source.is_rows || source.index < (source.is_block ? terms_.size() : tables_.size())));
  assert(!source.is_rows || !term->tiled());
  assert(!term->second_table() ||
         (!source.is_block && !source.is_rows && !term->tiled() && *term->second_table() < tables_.size()));
  assert(!source.is_block || terms_[source.index]->block().fields > 0);
  const Stage own = term->whole_batch() ? Stage::batch : term->tiled() ? Stage::tile : Stage::piece;
  stages_.push_back(std::max(own, stage(source)));
  first_columns_.push_back(columns());
  const TensorId first = specs_.size();
  term->declare(specs_);
  term_tensors_.emplace_back(first, specs_.size());
  terms_.push_back(std::move(term));
  return Source::block_of(terms_.size() - 1);
}

const Embedding* ModelPlan::table_of(std::size_t t) const {
  const Source source = terms_[t]->source();
  if (source.is_rows) return nullptr;
  return source.is_block ? table_of(source.index) : &tables_[source.index];
}

std::vector<std::size_t> ModelPlan::inputs_of(std::size_t t) const {
  const Source source = terms_[t]->source();
  if (source.is_block) return inputs_of(source.index);
  if (source.is_rows) return {terms_[t]->inputs().begin(), terms_[t]->inputs().end()};
  std::vector<std::size_t> inputs;
  for (const Embedding::Slot& slot : tables_[source.index].slots()) inputs.push_back(slot.input);
  return inputs;
}

void ModelPlan::finish(std::unique_ptr<Head> head, Objective objective) {
  assert(!head_ && head);
  const TensorId first = specs_.size();
  head->declare(specs_, columns());
  head_tensors_ = {first, specs_.size()};
  head_ = std::move(head);
  objective_ = std::move(objective);
  const auto declare = [&](std::string name, std::size_t rows, std::size_t numbers, double start) {
    TensorSpec spec;
    spec.name = std::move(name);
    spec.rows = rows;
    spec.columns = numbers;
    spec.initializer = {Initializer::Kind::constant, start};
    specs_.push_back(std::move(spec));
    return specs_.size() - 1;
  };
  if (objective_.link.needs_thresholds() && objective_.levels.size() > 1)
    thresholds_ = declare("cuts", 1, objective_.levels.size() - 1, 0);
  if (!objective_.noise) return;
  const bool ordinal = objective_.link.needs_thresholds();
  if (!ordinal) noise_ = declare("noise", 1, 1, 1);
  const std::vector<std::size_t> inputs = schema_->inputs();
  for (std::size_t input = 0; input < inputs.size(); ++input) {
    const Field& field = schema_->fields[inputs[input]];
    const bool ids = field.kind == Kind::categorical && (field.role == Role::user || field.role == Role::item);
    const std::string prefix = ordinal ? "stretch/" : "noise/";
    if (ids) id_noise_.push_back({input, declare(prefix + field.name, std::size_t{field.vocabulary.size()} + 1, 1, 1)});
  }
}

std::size_t ModelPlan::columns() const {
  std::size_t total = 0;
  for (const auto& term : terms_) total += term->columns();
  return total;
}

std::vector<std::string> ModelPlan::column_names() const {
  const std::vector<std::size_t> inputs = schema_->inputs();
  std::vector<std::string> names;
  for (std::size_t t = 0; t < terms_.size(); ++t) {
    std::vector<std::string> fields;
    for (const std::size_t input : inputs_of(t)) fields.push_back(schema_->fields[inputs[input]].name);
    for (std::size_t c = 0; c < terms_[t]->columns(); ++c) names.push_back(terms_[t]->column_name(c, fields));
  }
  return names;
}

bool ModelPlan::whole_batch() const {
  return head_->whole_batch() || std::ranges::any_of(terms_, [](const auto& term) { return term->whole_batch(); });
}

std::optional<FmShape> ModelPlan::fm_shape() const {
  if (!head_ || head_->kind() != "sum") return std::nullopt;
  FmShape shape;
  if (head_tensors_.first < head_tensors_.second) shape.bias = head_tensors_.first;
  for (const auto& term : terms_) {
    const bool second_order = term->kind() == "pairwise" || term->kind() == "dot";
    if ((!second_order && term->kind() != "linear") || term->source().is_block) return std::nullopt;
    std::optional<std::size_t>& table = second_order ? shape.factors : shape.linear;
    if (table) return std::nullopt;
    table = term->source().index;
    if (second_order) shape.dot = term->kind() == "dot";
    if (const auto* pairs = dynamic_cast<const Pairwise*>(term.get())) shape.pairs_within_bags = pairs->within_bags();
  }
  return shape;
}

std::optional<SidesShape> ModelPlan::sides_shape() const {
  const bool plain = head_ && head_->kind() == "sum" && head_tensors_.first == head_tensors_.second;
  if (!plain || terms_.size() != 1 || terms_[0]->source().is_block) return std::nullopt;
  const std::size_t table = terms_[0]->source().index;
  if (terms_[0]->kind() == "dot" && tables_[table].fields() == 2) return SidesShape{table, 1};
  const auto* summed = dynamic_cast<const Sides*>(terms_[0].get());
  return summed ? std::optional(SidesShape{table, summed->left()}) : std::nullopt;
}

}  // namespace interplay
