// The item-item term: what the items of a user's history say of an item,
//   s(u, i) = sum_j x_uj B_ij   over the items j of the history, in its order,
// where x_uj is the weight of the entry as it stands in the column (1 if the column has none), whatever the field's
// pooling, and B_ij is what item j says of item i. An item says nothing of itself: B_ii = 0. B is a matrix of weights
// and, where the term has vectors, one of low rank besides:
//   B_ij = W_ij + <to_i, from_j>,  so that  s(u, i) = sum_j x_uj W_ij + <to_i, q> - x_ui <to_i, from_i>,
//   q = sum_j x_uj from_j over the whole history.
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "terms/term.h"

namespace interplay {

// What B is, for the solver that fits it.
enum class ItemWeights {
  similarity,  // how alike two items are
  walk,        // how likely a random walk over users comes from one to the other
  filter,      // the same beside a projection on the leading singular vectors
  regression,  // the weights by which the interactions of an item are foretold from those of all others
};

struct ItemItemOptions {
  ItemWeights weights = ItemWeights::similarity;
  std::size_t items = 0;  // codes 1 to items, of the item field and of the history alike
  // The number of weights that are kept for every item, the largest ones; 0 or at least `items`: all of them.
  std::size_t kept = 0;
  std::size_t rank = 0;  // of the vectors; 0: there are none
  // Inputs of the model. Without a history, every history is empty.
  std::optional<std::size_t> history = {};
  std::size_t item = 0;
};

// The entries of the history of a row: codes, and their weights x or null.
struct HistoryEntries {
  std::span<const std::uint32_t> codes;
  const float* x = nullptr;
  float x_at(std::size_t e) const { return x ? x[e] : 1.0f; }
};

// Tensors, with row i for item i, and row 0 for unseen ones, which stays 0:
//   "item_item/weights": B_i0, ..., B_i,items; or the weights that are kept, in ascending order of j, filled up with 0;
//   "item_item/items": only in the second case, j of each of them, 0 where filled up;
//   "item_item/from", "item_item/to": the vectors, if there are any.
class ItemItem final : public Term {
 public:
  // Item codes are stored as floats, which hold whole numbers up to here. Precondition: no more items than that.
  static constexpr std::size_t most_items = std::size_t{1} << 24;

  explicit ItemItem(const ItemItemOptions& options);

  const ItemItemOptions& options() const { return options_; }
  bool keeps_all() const { return options_.kept == 0 || options_.kept >= options_.items; }
  TensorId weights() const { return first_; }
  TensorId items() const { return first_ + 1; }  // if not all are kept
  bool has_vectors() const { return options_.rank > 0; }
  TensorId from() const { return first_ + (keeps_all() ? 1 : 2); }  // if there are vectors
  TensorId to() const { return from() + 1; }

  // B_ij for every code j.
  std::vector<float> weights_of(const Parameters& parameters, std::uint32_t i) const;
  // q of a history, rank numbers; false if none of its items is known.
  bool sum_vectors(const Parameters& parameters, const HistoryEntries& history, float* q) const;
  // <to_i, q> - x_ui <to_i, from_i>; q is that of the history.
  float vector_score(const Parameters& parameters, const HistoryEntries& history, const float* q,
                     std::uint32_t i) const;

  // Calls f(j, W_ij) for the stored weights of item i that are not 0, in ascending order of j.
  template <class Function>
  void each_weight(const Parameters& parameters, std::uint32_t i, const Function& f) const {
    const Tensor& all = parameters[weights()];
    const float* weight = all.row(i);
    const float* item = keeps_all() ? nullptr : parameters[items()].row(i);
    for (std::size_t e = 0; e < all.columns; ++e)
      if (weight[e] != 0) f(item ? static_cast<std::uint32_t>(item[e]) : static_cast<std::uint32_t>(e), weight[e]);
  }

  std::string_view kind() const override { return "item_item"; }
  std::size_t columns() const override { return 1; }
  std::string column_name(std::size_t column, std::span<const std::string> fields) const override;
  std::span<const std::size_t> inputs() const override { return {inputs_.data(), options_.history ? 2u : 1u}; }
  void declare(std::vector<TensorSpec>& specs) override;
  std::size_t scratch(std::size_t) const override { return padded(options_.rank); }
  void forward(const StepContext& context, const Pooled& in, Output out, std::span<float> scratch) const override;
  void backward(const StepContext& context, const Pooled& in, Output out_gradient, const Pooled& in_gradient,
                std::span<float> scratch, std::span<float* const> own_gradient) const override;
  // The entries of the history that say something of the item; vectors are x_uj B_ij.
  std::vector<Feature> features(const StepContext& context) const override;
  std::vector<Addend> addends(std::span<const Feature> features) const override { return single_addends(features); }

 private:
  // The item of a row, 0 if it is unseen, and its user's history; empty where the term reads none.
  std::uint32_t item_of(const Batch& rows, std::size_t row) const;
  HistoryEntries entries_of(const Batch& rows, std::size_t row) const;
  // Calls f(j, x_uj, place) for the entries of the row's history that have a weight; `place`: of W_ij in the tensor.
  template <class Function>
  void each_entry(const Parameters& parameters, const Batch& rows, std::size_t row, const Function& f) const;

  ItemItemOptions options_;
  std::array<std::size_t, 2> inputs_;  // the item, then the history
  TensorId first_ = 0;
};

// `interaction`: a row of the interactions.
HistoryEntries history_of(const FieldView& history, std::uint32_t interaction);

}  // namespace interplay
