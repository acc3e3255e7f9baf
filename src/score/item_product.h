// Scores of a factorization machine for all items, as products with one matrix.
//   in: shared tables, the rows of the items.  out: for rows without their item, the items that may be the best.
//   Called by: ItemIndex.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "interplay/item_index.h"
#include "score/level_curve.h"
#include "score/panel_matrix.h"
#include "score/row_scorer.h"

namespace interplay {

// The score of item i by member m is c_m + n_im + <q_m, t_im>: c and q come from everything in the row except the item,
// n and t are the N and S of the item (StarInputs). If predictions are linear in the score, or items are ranked by the
// score of a single member, the mean over M members orders items as
//     <(q_1, 1, ..., q_M, 1) / M, (t_i1, n_i1, ..., t_iM, n_iM)>,
// one product of vectors. Levels and probit probabilities are means of curved functions of the members' scores; they
// take a product for each member.
class ItemProduct {
 public:
  // None if neither holds: see ItemIndex. `item`: index of the items' entity.
  static std::optional<ItemProduct> of(const std::shared_ptr<const ScoringTables>& tables, std::size_t item,
                                       std::span<const std::uint32_t> item_rows, const ItemIndexOptions& options);

  // What sums over a row are made in; kept by those who make many queries.
  struct Scratch {
    RowScorer::Sums sums;
    std::vector<double> constants, lengths, sizes;  // by member
  };

  bool is_linear() const { return !curve_; }
  const PanelMatrix& matrix() const { return matrix_; }
  std::size_t inner() const { return matrix_.inner(); }
  // Linear products: writes the inner() numbers of the query for the scorer's row, whatever its item is. Returns how
  // far a product may be from the number by which the item is ranked, in the units of scores and apart from what all
  // items share. None if no bound is known: the row has numbers that are not finite, or a bag of its own.
  std::optional<float> make_query(RowScorer& scorer, std::span<float> query, Scratch& scratch) const;

  // Curved products: the admitted items that may be among the best `count`; none as above.
  std::optional<std::vector<std::uint32_t>> find_curved(RowScorer& scorer, std::size_t count,
                                                        const std::function<bool(std::uint32_t item)>& admits) const;

 private:
  ItemProduct(const ScoringTables& tables, std::size_t item, std::size_t rank, std::size_t items);
  // Returns false if a number is not finite.
  bool add_items(const std::shared_ptr<const ScoringTables>& tables, std::span<const std::uint32_t> item_rows,
                 int threads);
  // Computes (q_m, 1) and, in scratch.constants, c_m of every member. Returns an upper bound on the mean size of the
  // addends of scores.
  std::optional<double> sum_row(RowScorer& scorer, std::span<float> query, Scratch& scratch) const;
  // For scores, in the mean over the members.
  double score_error(double size) const;

  std::optional<std::size_t> item_entity_;  // of the factorization; none if the model does not read the item
  std::size_t item_table_, members_, rank_, stride_, sources_;
  double offset_ = 0;  // size of the target's shift, in the units of scores
  PanelMatrix matrix_;
  double longest_ = 0, largest_ = 0;  // length of an item's vector, mean of its |n_im|
  std::optional<LevelCurve> curve_;
};

}  // namespace interplay
