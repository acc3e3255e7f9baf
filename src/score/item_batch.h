// All items of a request through the terms of a model, as batches.
//   in: shared tables, a row without its item, rows of items.  out: a score and a prediction of each.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "score/scoring_tables.h"

namespace interplay {

struct ItemScores {
  std::vector<float> scores;       // of the last member, before the link
  std::vector<float> predictions;  // sums over the members of prediction / members
};

// `row` has everything but the item, whose entity is number `item`.
ItemScores score_items(const ScoringTables& tables, const EncodedRow& row, std::size_t item,
                       std::span<const std::uint32_t> item_rows);

}  // namespace interplay
