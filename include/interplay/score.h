// Predictions for single rows, by names and values, in microseconds: what a service asks for.
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
  // What the features of every user and every item say together is summed beforehand, while these sums take no more
  // memory than this, for all sessions that share them; what does not fit is summed for each row that is scored.
  std::size_t table_bytes = std::size_t{256} << 20;
  // That sum up; 0 means one per core. The result does not depend on it.
  int threads = 1;
};

class RowScorer;
class ScoringTables;

// Scores one row after the other on the thread that calls it. A session is for one thread at a time; a copy shares what
// never changes (the model and the sums of ScoringOptions) and has working memory of its own, so that every thread of a
// server takes a copy. Nothing is locked, and a factorization machine without columns made of others (crosses, powers)
// scores rows without allocation.
class ScoringSession {
 public:
  explicit ScoringSession(const Model& model, const ScoringOptions& options = {});
  // Over what others have prepared (ItemIndex::session).
  explicit ScoringSession(std::shared_ptr<const ScoringTables> tables);
  ScoringSession(const ScoringSession& other);
  ScoringSession(ScoringSession&& other) noexcept;
  ScoringSession& operator=(const ScoringSession& other);
  ScoringSession& operator=(ScoringSession&& other) noexcept;
  ~ScoringSession();

  // The prediction for a row given as names and values, as encode_row takes them (interplay/data.h): in the units of
  // the target, a probability of a binary model; the mean over the members, clipped where Model::clips(). It is
  // Model::predict of the encoded row, to the bit. Values are read during the call only.
  // Throws Error(usage, bad_data) as encode_row, and Error(bad_data) where the prediction is not finite.
  using NamedValue = std::pair<std::string_view, std::string_view>;
  float predict(std::span<const NamedValue> values);

  // The same for ids of a user and an item; all else is missing. An id that the model does not know is the unknown user
  // or item. Throws Error(unsupported) where the model has no users or no items.
  float predict(std::string_view user, std::string_view item);

 private:
  std::unique_ptr<RowScorer> scorer_;
};

}  // namespace interplay
