// Users and items that training did not see, by what they did: their weights and vectors from their interactions, given
// the parameters of everybody else. Nothing is retrained, and the parameters of all other ids stay what they are.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "interplay/api.h"
#include "interplay/dataset.h"
#include "interplay/model.h"

namespace INTERPLAY_API interplay {

struct FoldInOptions {
  int threads = 0;  // 0: all cores; the result does not depend on it
};

// What fold_in did.
struct FoldInReport {
  std::vector<std::string> users, items;  // that joined, in the order of their first rows
  std::uint64_t rows = 0;                 // interactions that they were learned from
  std::vector<std::string> notes;         // in words
};

// The model with every user and item of `interactions` that training did not see. The data is not encoded (read_for has
// it as `as_read`; for models of interactions, interactions_of comes next) and has targets if those of training had.
// Parameters of a new id are those that are most probable given its interactions, the parameters of the other side, and
// a normal prior: see docs/decisions/0038-fold-in.md. Users are fitted first, to the items that the model knows, then
// items, then users once more to all of their items. Throws Error(usage) where nothing is new; Error(unsupported) for a
// model without users and items; Error(bad_data) for targets that are missing or that the model cannot have.
Model fold_in(const Model& model, const Dataset& interactions, const FoldInOptions& options = {},
              FoldInReport* report = nullptr);

// An id that no user of the model has, of the kind of its ids: for somebody who has none.
std::string unused_user(const Model& model);

// An item of somebody's history; without a rating it happened.
struct RatedItem {
  std::string item;  // an id
  std::optional<float> rating;
};

// The interactions of one user, for fold_in. Columns of the interactions besides the ids are missing. A model of
// ratings needs all of them; for a model of interactions, one that is missing counts as just enough. Throws
// Error(usage) for a rating that is missing and for an empty history.
Dataset history_of(const Model& model, const std::string& user, std::span<const RatedItem> items);

// "Toy Story (1995):5,Heat (1995):2" as items with ratings: values as split_list reads them; the number after the last
// colon is the rating, and text without such a number an item alone. Items are ids or titles, as Recommender::find_item
// reads them, which throws what this throws; Error(usage) for an item that is named twice.
std::vector<RatedItem> parse_history(const Model& model, std::string_view text);

}  // namespace interplay
