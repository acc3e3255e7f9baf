// Scores of a factorization machine for all items as products with one matrix.
//   in: shared tables, the rows of the items.  out: for rows without their item, the items that may be the best.
//   Called by: ItemIndex.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "score/panel_matrix.h"
#include "score/row_scorer.h"

namespace interplay {

// By member m the score of an item i is c_m + n_im + <q_m, t_im>: c and q are of all that the row has but the item, n
// and t are the item's N and S (StarInputs). The mean over M members is, up to a number that all items share,
//   mean_m n_im + <(q_1 / M, ..., q_M / M), (t_i1, ..., t_iM)>,
// one product of vectors of M times rank numbers, and one more for n.
class ItemProduct {
 public:
  // None where that mean does not order the items: see ItemIndex. `item`: number of the items' entity.
  static std::optional<ItemProduct> of(const std::shared_ptr<const ScoringTables>& tables, std::size_t item,
                                       std::span<const std::uint32_t> item_rows, int threads);

  std::size_t inner() const { return matrix_.inner(); }
  // Writes inner() numbers of the query that the scorer's row makes, whatever its item. Returns how far a product may
  // be from the number by which the item is ranked, in the units of scores and less what all items share. None where no
  // bound is known: the row has numbers that are not finite, or a bag of its own.
  std::optional<float> make_query(RowScorer& scorer, std::span<float> query) const;
  const PanelMatrix& matrix() const { return matrix_; }

 private:
  ItemProduct(const ScoringTables& tables, std::size_t item, std::size_t items);
  // Returns false where a number is not finite.
  bool add_items(const std::shared_ptr<const ScoringTables>& tables, std::span<const std::uint32_t> item_rows,
                 int threads);
  std::optional<std::size_t> item_entity_;  // of the factorization; none where the model does not read the item
  std::size_t item_table_, members_, rank_, stride_;
  PanelMatrix matrix_;
  double longest_ = 0, largest_ = 0;  // length of an item's vector, sum of its |n_im| / M
};

}  // namespace interplay
