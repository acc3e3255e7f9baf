// Which items lists are of, and by what they are ordered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "score/row_scorer.h"

namespace interplay {

// Items are numbered by position, in the order of the vocabulary.
struct ListedItems {
  // `cold`: also those that have a row of features and were not seen in training; `besides`: of them at least these
  // ids. Throws Error(unsupported) where the model has no users or no items.
  ListedItems(const ScoringTables& tables, bool cold, std::span<const std::string> besides = {});

  std::size_t user, item;           // entities
  std::vector<std::uint32_t> rows;  // of every position: its row of the items' table, ascending
  // Scores order finer than predictions, which may be equal far out on a sigmoid; but only one member's have a meaning,
  // and none where the thresholds differ by item.
  bool by_score;

  // The position of a row of the items' table; size() if it is not listed.
  std::size_t position(std::uint32_t row) const;
  std::size_t size() const { return rows.size(); }

  // The user's row of the table, and nothing else known of the interaction.
  void set_user(RowScorer& scorer, std::uint32_t row) const;
  // An item by the model's own arithmetic, for the user that is set.
  struct Scored {
    float order, prediction;
  };
  // Throws Error(bad_model) for numbers that are not finite: they have no order.
  Scored score(RowScorer& scorer, std::size_t position) const;
  // The same of many items at once, the faster way for models that run term by term.
  std::vector<Scored> score_batch(RowScorer& scorer, std::span<const std::uint32_t> positions) const;

 private:
  void require_finite(const ScoringTables& tables, std::size_t position, const Scored& scored) const;
};

}  // namespace interplay
