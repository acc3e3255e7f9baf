// Strong generalisation: users held out whole join a trained model before it is measured.
#include "data/kept_rows.h"
#include "interplay/evaluate.h"
#include "interplay/fold_in.h"

namespace interplay {

JoinedUsers join_held_out_users(const Model& model, const Dataset& as_read, const Split& split, int threads) {
  std::vector<std::uint8_t> given(as_read.rows, 1);
  for (const auto* part : {&split.train, &split.valid, &split.test})
    for (const std::uint32_t row : *part) given[row] = 0;
  JoinedUsers joined{model, {}};
  for (std::uint32_t row = 0; row < as_read.rows; ++row)
    if (given[row]) joined.rows.push_back(row);
  Dataset rows = as_read;
  keep_interactions(rows, given);
  joined.model = fold_in(model, rows, {.threads = threads});
  return joined;
}

}  // namespace interplay
