// Scores all items of a request by running them through the terms of a model, in batches.
//   in: shared tables, a row without its item, rows of items.  out: a score and a prediction for each.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "score/scoring_tables.h"

namespace interplay {

struct ItemScores {
  std::vector<float> scores;       // by the last member, before the link
  std::vector<float> predictions;  // sum over the members of prediction / members
};

// `row` has everything but the item, whose entity is number `item`.
ItemScores score_items(const ScoringTables& tables, const EncodedRow& row, std::size_t item,
                       std::span<const std::uint32_t> item_rows);

}  // namespace interplay
