// Predictions for single rows, given as names and values, in microseconds: for services.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "interplay/api.h"
#include "interplay/model.h"

namespace INTERPLAY_API interplay {

struct ScoringOptions {
  // The features of each user and of each item are summed beforehand, as long as these sums take no more memory than
  // this; all sessions share them. The other sums are computed for each row that is scored.
  std::size_t table_bytes = std::size_t{256} << 20;
  // Threads that compute the sums; 0 means one per core. The result does not depend on it.
  int threads = 1;
};

class RowScorer;
class ScoringTables;

// Scores rows one at a time, on the calling thread. A session may be used by one thread at a time. A copy shares
// everything that never changes (the model and the sums of ScoringOptions) and has its own working memory, so each
// thread of a server takes a copy. There are no locks. A factorization machine without derived columns (crosses,
// powers) scores rows without allocating memory.
class ScoringSession {
 public:
  explicit ScoringSession(const Model& model, const ScoringOptions& options = {});
  // Uses tables that were prepared before (see ItemIndex::session).
  explicit ScoringSession(std::shared_ptr<const ScoringTables> tables);
  ScoringSession(const ScoringSession& other);
  ScoringSession(ScoringSession&& other) noexcept;
  ScoringSession& operator=(const ScoringSession& other);
  ScoringSession& operator=(ScoringSession&& other) noexcept;
  ~ScoringSession();

  // The prediction for a row given as names and values, as in encode_row (interplay/encode.h): in the target's units,
  // or a probability for a binary model. It is the mean over the members, clipped where Model::clips() says so, and
  // equals Model::predict of the encoded row to the bit. `values` are not kept after the call. Throws Error(usage,
  // bad_data) as encode_row, and Error(bad_data) if the prediction is not finite.
  using NamedValue = std::pair<std::string_view, std::string_view>;
  float predict(std::span<const NamedValue> values);

  // The same for the ids of a user and an item; everything else is missing. An unknown id is scored as the unseen user
  // or item. Throws Error(unsupported) if the model has no users or no items.
  float predict(std::string_view user, std::string_view item);

 private:
  std::unique_ptr<RowScorer> scorer_;
};

}  // namespace interplay
