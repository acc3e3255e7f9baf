// Top-N lists for a user, and the items most like an item.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/api.h"
#include "interplay/model.h"

namespace INTERPLAY_API interplay {

struct Scored {
  std::string item;
  float score = 0;
  std::string title = "";  // how people call it; empty where the model does not know
};

// Built once per model; safe to use from many threads. The catalogue is every item met in training.
class Recommender {
 public:
  // Throws Error(unsupported) where the model has no user and item fields.
  explicit Recommender(Model model);

  // The `count` items that the model predicts highest for the user, best first; equal scores in the order of the
  // vocabulary. Items named in `exclude` (those the user knows, say) are left out; fields of the context are taken as
  // missing. Scores are in target units and not clipped, as clipping would tie the best items.
  // Throws Error(not_found) for a user never met in training.
  std::vector<Scored> recommend(std::string_view user, std::size_t count,
                                std::span<const std::string> exclude = {}) const;

  // The id of the item that `text` names: an id met in training, or else a title, whatever the case of its letters.
  // Throws Error(not_found) that names the nearest titles, and for a title of several items Error(usage) that names
  // their ids.
  std::string find_item(std::string_view text) const;
  // How people call an item; empty where the model does not know.
  std::string title(std::string_view item) const;

  // The `count` items whose vectors have the largest cosine with that of `item`, best first, without the item itself.
  // An item's vector is the sum of the pooled vectors of all its fields; of a model with several members, the mean of
  // their cosines counts. Exact: every item is compared.
  // Throws Error(not_found) for an item never met in training, Error(unsupported) for models without vectors.
  std::vector<Scored> similar(std::string_view item, std::size_t count) const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace interplay
