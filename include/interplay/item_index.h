// The best items for a user among all items. An index is built once per model and used by many threads.
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

// Which items may be listed: those that meet both conditions; an empty condition is always met. Filters are applied
// before the best items are chosen, so that a list has the requested length whenever enough items pass.
struct ItemFilter {
  // Bit i % 64 of word i / 64 allows the item at position i. Positions beyond the last word are not allowed.
  std::span<const std::uint64_t> allowed = {};
  // Called for positions in any order, and not for items that cannot be among the best anyway.
  std::function<bool(std::uint32_t position)> accepts = nullptr;

  bool admits(std::uint32_t position) const {
    if (!allowed.empty() && (position / 64 >= allowed.size() || !(allowed[position / 64] >> position % 64 & 1)))
      return false;
    return !accepts || accepts(position);
  }
};

struct ItemIndexOptions {
  ScoringOptions scoring = {};
  // The matrix of vectors takes 4 bytes x items x members x (rank + 1). If that is more than this limit, every item is
  // scored instead.
  std::size_t matrix_bytes = std::size_t{1} << 30;
  // Whether to list items that have a row of features but were not seen in training.
  bool cold_items = false;
  // Ids of such items that are listed in any case.
  std::vector<std::string> besides = {};
};

// An index never changes; copies share its data. All functions may be called by many threads at once, and each runs on
// the caller's thread. Items are identified by their positions, 0 to size() - 1, in the order of the vocabulary.
//
// The score of a factorization machine (fm, mf, nmf, biased_mf, linear, logistic) is a number of the user, plus a
// number of the item, plus a product of two vectors. One pass over a matrix of all items, with all members side by
// side, finds the candidates; its bound on rounding errors leaves no better item out. The candidates are then scored as
// Model::predict does. For levels, and for probit probabilities of several members, the pass takes a product for each
// member instead. Every item is scored where a mean over several members goes through another curved link, or where a
// column is made of features of both the user and the item. All other models run every item through their terms.
class ItemIndex {
 public:
  // Throws Error(unsupported) where the model has no user and item fields.
  explicit ItemIndex(const Model& model, const ItemIndexOptions& options = {});

  std::size_t size() const;
  // Precondition: position < size().
  std::string id(std::uint32_t position) const;
  // None for an item that the index does not hold.
  std::optional<std::uint32_t> find(std::string_view id) const;

  // A score is the prediction in the target's units, or a probability, calibrated where the model is; lists are ordered
  // by the probabilities before that. It is not clipped, as clipping would tie the best items.
  struct Ranked {
    std::uint32_t item;  // the item's position
    float score;
    bool operator==(const Ranked&) const = default;
  };
  // The `count` items with the highest predictions, best first; equal ones in order of position. (With one member, the
  // order is that of the scores before the link, because a curved link may make predictions equal.) An unknown user is
  // scored as the unseen user; fields of the interaction are missing. Throws Error(bad_model) if a score is not finite.
  std::vector<Ranked> top(std::string_view user, std::size_t count, const ItemFilter& filter = {}) const;
  // The same for a user, or attributes of one whom training did not see, and further values of the interaction, as
  // names and values (see ScoringSession::predict). A value for the item is ignored; attributes of one are refused as
  // Error(usage).
  std::vector<Ranked> top(std::span<const ScoringSession::NamedValue> values, std::size_t count,
                          const ItemFilter& filter = {}) const;
  // The same lists for many users at once, by products of matrices for 256 users at a time. `filters` holds one filter
  // per user, one for all, or none.
  std::vector<std::vector<Ranked>> top(std::span<const std::string_view> users, std::size_t count,
                                       std::span<const ItemFilter> filters = {}) const;

  // A session that shares the precomputed sums of this index.
  ScoringSession session() const;

 private:
  friend class ListingSession;
  struct State;
  std::shared_ptr<const State> state_;
};

// Lists one after another on one thread, in memory that is used again: ItemIndex::top for services. A factorization
// machine without derived columns and curved products of several members makes lists without allocating memory.
class ListingSession {
 public:
  explicit ListingSession(const ItemIndex& index);
  ListingSession(ListingSession&& other) noexcept;
  ListingSession& operator=(ListingSession&& other) noexcept;
  ~ListingSession();

  // As ItemIndex::top. Valid until the next call.
  std::span<const ItemIndex::Ranked> top(std::string_view user, std::size_t count, const ItemFilter& filter = {});
  std::span<const ItemIndex::Ranked> top(std::span<const ScoringSession::NamedValue> values, std::size_t count,
                                         const ItemFilter& filter = {});

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

}  // namespace interplay
