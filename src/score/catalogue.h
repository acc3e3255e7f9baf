// Where the relevant items of users stand among all items, for metrics of lists.
//   in: a model; for each user the relevant items and what they are ranked among.  out: a RankedList for each.
//   Called by: the evaluation of lists.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "interplay/metrics.h"
#include "interplay/model.h"

namespace interplay {

// What one user's list is made of. Items are positions of the catalogue, which has all items seen in training in the
// order of the vocabulary; each list of positions is ascending.
struct RankRequest {
  std::uint32_t user = 0;  // row of the users' table; 0: not known to the model
  std::span<const std::uint32_t> relevant = {};
  std::span<const float> gains = {};  // of `relevant`, from 0 up
  // The others: the whole catalogue without these ...
  std::span<const std::uint32_t> excluded = {};
  // ... or these alone. Relevant items among them count once.
  std::optional<std::span<const std::uint32_t>> candidates = {};
  // Items that the model does not know share the last place.
  std::span<const float> unknown_gains = {};  // of relevant ones
  std::size_t unknown_candidates = 0;
};

// Ranks by the scores of Model::predict, to the bit. If the score is a product of vectors, one pass over a matrix of
// the items counts those that are clearly above or below a relevant one, and only what lies within the bound on
// rounding errors is scored exactly; no list is ever sorted.
class Catalogue {
 public:
  // Throws Error(unsupported) where the model has no users or no items.
  Catalogue(const Model& model, int threads);

  std::size_t size() const;
  // The position of a row of the items' table; size() if the item was not seen in training.
  std::size_t position(std::uint32_t item_row) const;

  // The lists do not depend on the number of threads. Throws Error(bad_model) if a score is not finite.
  std::vector<RankedList> rank(std::span<const RankRequest> requests) const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace interplay
