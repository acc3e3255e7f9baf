// Scores of an item-item term for all items: a product of a user's history with the term's weights.
//   in: shared tables, the rows of the items.  out: for a history, the score of every item.
//   Called by: ItemIndex and Catalogue.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/aligned.h"
#include "interplay/item_index.h"
#include "score/scoring_tables.h"
#include "terms/item_item.h"

namespace interplay {

// The weights turned over: for every item j of a history, what it says of the items at all positions.
class HistoryProduct {
 public:
  // None if the model is not one item-item term alone, or its weights would take too much memory.
  static std::optional<HistoryProduct> of(const ScoringTables& tables, std::span<const std::uint32_t> item_rows,
                                          const ItemIndexOptions& options);

  // The history of a row of the users' table.
  HistoryEntries history_of_user(std::uint32_t user_row) const;
  // The score of the item at every position for any history, such as that of somebody the model never saw; to the bit
  // those of Scorer. Unknown codes (0) say nothing. Throws Error(bad_model) if a score is not finite.
  std::vector<float> scores(const HistoryEntries& history) const;

 private:
  explicit HistoryProduct(std::size_t items) : items_(items) {}
  void add_vector_scores(const HistoryEntries& history, std::vector<float>& scores) const;

  std::size_t items_;
  FieldView history_;
  // Of a term with vectors, which are read where they are: the term, and the codes of the items at all positions.
  const ItemItem* vectors_ = nullptr;
  std::shared_ptr<const Parameters> parameters_;
  std::vector<std::uint32_t> codes_;
  // All weights, items_ for every code of a history; or, of every code j, those that are kept.
  AlignedArray<float> dense_;
  struct Entry {
    std::uint32_t position;
    float weight;
  };
  std::vector<std::size_t> offsets_;
  std::vector<Entry> entries_;
};

}  // namespace interplay
