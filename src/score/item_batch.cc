#include "score/item_batch.h"

#include <numeric>

#include "model/scorer.h"
#include "score/item_request.h"

namespace interplay {
ItemScores score_items(const ScoringTables& tables, const EncodedRow& row, std::size_t item,
                       std::span<const std::uint32_t> item_rows) {
  const ItemRequest request(tables.star(), row, item, item_rows);
  std::vector<std::uint32_t> rows(item_rows.size());
  std::iota(rows.begin(), rows.end(), 0u);
  const Batch batch{request.views, rows};
  const TaskPool alone(1);
  const Scorer scorer(tables.plan(), batch, alone);
  const RowNoise noise(tables.plan(), batch);
  ItemScores result{std::vector<float>(rows.size()), std::vector<float>(rows.size(), 0.0f)};
  MemberReader reader(implementation_of(tables.model()).members);
  for (std::size_t m = 0; m < tables.members(); ++m) {
    const Parameters& member = reader[m];
    scorer.score(member, result.scores);
    for (std::size_t i = 0; i < rows.size(); ++i)
      result.predictions[i] += tables.response(m).prediction(result.scores[i], noise.deviation(member, i)) /
                               static_cast<float>(tables.members());
  }
  return result;
}

}  // namespace interplay
