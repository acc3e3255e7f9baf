// The best items for a user out of all of them: built once per model, asked by many threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/api.h"
#include "interplay/model.h"
#include "interplay/score.h"

namespace INTERPLAY_API interplay {

// Which items may be listed. Both conditions hold for an item that may; an empty one always holds. They are applied
// before the best are chosen, so that a list is as long as asked for wherever enough items pass.
struct ItemFilter {
  // Bit i % 64 of word i / 64 stands for the item at position i; positions behind the last word may not be listed.
  std::span<const std::uint64_t> allowed = {};
  // Asked about positions in no order, and not about items that cannot be among the best anyway.
  std::function<bool(std::uint32_t position)> accepts = nullptr;

  bool admits(std::uint32_t position) const {
    if (!allowed.empty() && (position / 64 >= allowed.size() || !(allowed[position / 64] >> position % 64 & 1)))
      return false;
    return !accepts || accepts(position);
  }
};

struct ItemIndexOptions {
  ScoringOptions scoring = {};
  // The matrix of vectors takes 4 bytes x items x members x (rank + 1). Where it would take more than this, every item
  // is scored instead.
  std::size_t matrix_bytes = std::size_t{1} << 30;
  // Items that have a row of features but were not met in training are listed, too.
  bool cold_items = false;
};

// Never changes once built; copies share it. All functions may be called by many threads at once, and each works on its
// caller's thread. Items are called by their positions, 0 to size() - 1, in the order of the vocabulary.
//
// A score of a factorization machine (fm, mf, nmf, biased_mf, linear, logistic) is a number of the user, a number of
// the item and a product of two vectors: one pass over a matrix of all items, of all members side by side, finds
// candidates for the best, with a bound on rounding that leaves no better item out; these are scored as Model::predict
// does. Levels and probabilities by probit of several members take a product for each member instead. Where a mean over
// several members goes through another curved link, or a column is made of features of both the user and the item, each
// item is scored. Other models run all items through their terms.
class ItemIndex {
 public:
  // Throws Error(unsupported) where the model has no user and item fields.
  explicit ItemIndex(const Model& model, const ItemIndexOptions& options = {});

  std::size_t size() const;
  // Precondition: position < size().
  std::string id(std::uint32_t position) const;
  // None for an item that is not listed.
  std::optional<std::uint32_t> find(std::string_view id) const;

  // A score is the prediction in the units of the target, not clipped, as clipping would tie the best items.
  struct Ranked {
    std::uint32_t item;  // its position
    float score;
    bool operator==(const Ranked&) const = default;
  };
  // The `count` items that the model predicts highest, best first; equal ones in order of position. (With one member,
  // in the order of what stands before the link, where a curved link may have made predictions equal.) A user whom the
  // model does not know is the unknown user; fields of the interaction are missing. Throws Error(bad_model) where a
  // score is not finite.
  std::vector<Ranked> top(std::string_view user, std::size_t count, const ItemFilter& filter = {}) const;
  // The same for a user and what is known of the interaction, by names and values (ScoringSession::predict); a value of
  // the item is ignored.
  std::vector<Ranked> top(std::span<const ScoringSession::NamedValue> values, std::size_t count,
                          const ItemFilter& filter = {}) const;
  // Lists for many users, by products of matrices, 256 users at a time: the same lists. One filter for each user, one
  // for all, or none.
  std::vector<std::vector<Ranked>> top(std::span<const std::string_view> users, std::size_t count,
                                       std::span<const ItemFilter> filters = {}) const;

  // A session that shares the index's sums.
  ScoringSession session() const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace interplay
