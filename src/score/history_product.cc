#include "score/history_product.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "interplay/error.h"

namespace interplay {

std::optional<HistoryProduct> HistoryProduct::of(const ScoringTables& tables, std::span<const std::uint32_t> item_rows,
                                                 const ItemIndexOptions& options) {
  const ModelPlan& plan = tables.plan();
  const auto* term = plan.terms().size() == 1 ? dynamic_cast<const ItemItem*>(plan.terms().front().get()) : nullptr;
  const auto [first, last] = plan.head_tensors();
  if (!term || !term->options().history || tables.members() != 1 || first != last ||
      !plan.objective().link.identity() || !plan.objective().target_scale.identity())
    return std::nullopt;
  const Star& star = tables.star();
  const std::vector<std::size_t> inputs = star.schema.inputs();
  const std::size_t codes = term->options().items + 1;
  if (term->keeps_all() && static_cast<double>(codes) * static_cast<double>(item_rows.size()) * sizeof(float) >
                               static_cast<double>(options.matrix_bytes))
    return std::nullopt;

  HistoryProduct product(item_rows.size());
  const std::size_t history = inputs[*term->options().history];
  product.history_ = {&star.schema.fields[history], &star.columns[history], nullptr};
  const auto& code_of = std::get<CategoricalColumn>(star.columns[inputs[term->options().item]]).codes;
  const std::shared_ptr<const Parameters> parameters = implementation_of(tables.model()).parameters();
  if (term->has_vectors()) {
    product.vectors_ = term;
    product.parameters_ = parameters;
    for (const std::uint32_t row : item_rows) product.codes_.push_back(code_of[row]);
  }
  const auto each = [&](const auto& f) {
    for (std::uint32_t position = 0; position < item_rows.size(); ++position)
      term->each_weight(*parameters, code_of[item_rows[position]],
                        [&](std::uint32_t j, float weight) { f(j, position, weight); });
  };
  if (term->keeps_all()) {
    product.dense_ = AlignedArray<float>(codes * product.items_);
    each([&](std::uint32_t j, std::uint32_t position, float weight) {
      product.dense_[j * product.items_ + position] = weight;
    });
    return product;
  }
  product.offsets_.assign(codes + 1, 0);
  each([&](std::uint32_t j, std::uint32_t, float) { ++product.offsets_[j + std::size_t{1}]; });
  for (std::size_t j = 1; j < product.offsets_.size(); ++j) product.offsets_[j] += product.offsets_[j - 1];
  product.entries_.resize(product.offsets_.back());
  std::vector<std::size_t> next = product.offsets_;
  each([&](std::uint32_t j, std::uint32_t position, float weight) {
    product.entries_[next[j]++] = {position, weight};
  });
  return product;
}

HistoryEntries HistoryProduct::history_of_user(std::uint32_t user_row) const { return history_of(history_, user_row); }

void HistoryProduct::add_vector_scores(const HistoryEntries& history, std::vector<float>& scores) const {
  AlignedArray<float> q(padded(vectors_->options().rank));
  if (!vectors_->sum_vectors(*parameters_, history, q.data())) return;
  const std::unordered_set<std::uint32_t> had(history.codes.begin(), history.codes.end());
  const HistoryEntries nothing;
  for (std::size_t i = 0; i < items_; ++i)
    scores[i] += vectors_->vector_score(*parameters_, had.contains(codes_[i]) ? history : nothing, q.data(), codes_[i]);
}

std::vector<float> HistoryProduct::scores(const HistoryEntries& history) const {
  std::vector<float> scores(items_, 0.0f);
  for (std::size_t e = 0; e < history.codes.size(); ++e) {
    const std::size_t code = history.codes[e];
    const float x = history.x ? history.x[e] : 1.0f;
    if (code == 0) continue;
    if (offsets_.empty()) {
      const float* weights = dense_.data() + code * items_;
      for (std::size_t i = 0; i < items_; ++i) scores[i] += x * weights[i];
    } else {
      for (std::size_t k = offsets_[code]; k < offsets_[code + 1]; ++k)
        scores[entries_[k].position] += x * entries_[k].weight;
    }
  }
  if (vectors_) add_vector_scores(history, scores);
  if (!std::ranges::all_of(scores, [](float score) { return std::isfinite(score); }))
    throw Error(Code::bad_model, "the score of an item is not a finite number",
                "train the model again: its parameters are damaged");
  return scores;
}

}  // namespace interplay
