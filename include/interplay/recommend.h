// Top-N lists for a user, and the items most similar to an item.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/api.h"
#include "interplay/encode.h"
#include "interplay/model.h"

namespace INTERPLAY_API interplay {

struct Scored {
  std::string item;
  float score = 0;
  std::string title = "";  // the display name; empty if the model has none
};

struct RecommenderOptions {
  // Ids of items that training did not see, of which the model keeps attributes (see with_newcomers), to list besides.
  // Ids of which it keeps nothing are left out.
  std::vector<std::string> new_items = {};
};

// Built once per model; safe to use from many threads. The catalogue is every item seen in training, and those of
// RecommenderOptions::new_items.
class Recommender {
 public:
  // Throws Error(unsupported) where the model has no user and item fields.
  explicit Recommender(Model model, const RecommenderOptions& options = {});

  // The `count` items with the highest predictions for the user, best first; equal scores in the order of the
  // vocabulary. Items in `exclude` (such as those that the user knows) are left out; fields of the interaction are
  // taken as missing. Scores are in the target's units and not clipped, as clipping would tie the best items. A user
  // who was not seen in training, but of whom the model keeps attributes, is scored by these. Throws Error(not_found)
  // for any other user.
  std::vector<Scored> recommend(std::string_view user, std::size_t count,
                                std::span<const std::string> exclude = {}) const;
  // The same lists for many users, in their order, by products of matrices where the model allows (see ItemIndex).
  // `exclude`: a list for each user, or none. Runs on the caller's thread.
  std::vector<std::vector<Scored>> recommend(std::span<const std::string> users, std::size_t count,
                                             std::span<const std::vector<std::string>> exclude = {}) const;

  // The same for a row given as names and values, as in encode_row (interplay/encode.h): a user or, of one whom
  // training did not see, attributes (age, occupation; an id besides is not needed), and columns of the interaction. A
  // value for the item is ignored. Throws Error(usage) for a name that the model does not read, for attributes of a
  // user whom it knows and for those of an item; Error(bad_data) for text where a number is needed; Error(not_found)
  // for a user whom it does not know and of whom no attribute is given.
  std::vector<Scored> recommend(NamedValues values, std::size_t count, std::span<const std::string> exclude = {}) const;

  // The ids of all users seen in training, in the order of the vocabulary.
  std::vector<std::string> users() const;
  // Whether the user was not seen in training, so that attributes alone, or nothing, is known of it.
  bool cold(std::string_view user) const;

  // The id of the item that `text` names: an id seen in training or, failing that, a title, in upper or lower case.
  // Throws Error(not_found), naming the nearest titles, and Error(usage) for a title of several items, naming their
  // ids.
  std::string find_item(std::string_view text) const;
  // The display name of an item; empty if the model has none.
  std::string title(std::string_view item) const;

  // The `count` items whose vectors have the largest cosine with that of `item`, best first, without the item itself.
  // The vector of an item is the sum of the pooled vectors of all its fields; with several members, the mean of their
  // cosines counts. Exact: every item is compared. Throws Error(not_found) for an item not seen in training,
  // Error(unsupported) for models without vectors.
  std::vector<Scored> similar(std::string_view item, std::size_t count) const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace interplay
