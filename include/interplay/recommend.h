// Top-N lists for users, with filters, diversity and reasons; and the items or users most similar to another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/api.h"
#include "interplay/encode.h"
#include "interplay/item_index.h"
#include "interplay/model.h"

namespace INTERPLAY_API interplay {

class Recommender;

// Why an item is on a user's list.
struct Reasons {
  // The terms of the score (see Explanation::Entry) that depend on the item and raise it most, best first.
  struct Term {
    std::string name;  // "user 196 x genres Comedy (1/3)"
    double contribution = 0;
  };
  std::vector<Term> terms;
  // Items of the user's history whose vectors point most nearly the same way as the item's, by cosine, best first. Of
  // a history with targets, only items that the user did not give less than their mean.
  struct Neighbor {
    std::string item, title;
    float cosine = 0;
  };
  std::vector<Neighbor> history;
};

struct Scored {
  std::string item;
  float score = 0;
  std::string title = "";  // the display name; empty if the model has none
  std::optional<Reasons> why = std::nullopt;
};

// Which items may be listed: those that meet every rule.
struct ItemRules {
  // COLUMN, one of = != >= <= > <, and a value, on a column that the model keeps of its items: "genres=Comedy",
  // "year>=1990". A bag equals each of its values. Order is that of numbers. An item without a value meets != alone.
  std::vector<std::string> only;
  // Ids or titles; a title of several items means all of them.
  std::optional<std::vector<std::string>> allow = std::nullopt;  // these alone
  std::vector<std::string> deny = {};                            // none of these
};
struct ItemSet {
  std::vector<std::uint64_t> bits;   // bit i % 64 of word i / 64: the item at position i (see ItemIndex)
  std::size_t count = 0;             // of items
  std::vector<std::string> unknown;  // the entries of `allow` and `deny` that name no item
  std::vector<std::string> notes;    // in words: conditions that leave nothing out, as no item has their value
};

// What users already have: the items that stand beside them in data.
class Histories {
 public:
  // `data`: encoded for the recommender's model (see read_for). Throws Error(unsupported) for data without users and
  // items.
  Histories(const Recommender& recommender, const Dataset& data);

  // Items, each once, those that were not seen in training included. 0 for a user of whom the data has nothing.
  std::size_t size(std::string_view user) const;
  // Their ids, in the order of the vocabulary.
  std::vector<std::string> items(std::string_view user) const;

 private:
  friend class Recommender;
  struct State;
  std::shared_ptr<const State> state_;
};

// What a list is to be. The pointers may be null and are not kept.
struct ListRequest {
  std::size_t count = 10;
  const ItemSet* items = nullptr;   // null: every item seen in training
  const Histories* seen = nullptr;  // what is left out of each user's list
  // 0 to 1: lists by maximal marginal relevance (Carbonell and Goldstein 1998). Of a pool of the best items, 10 times
  // `count` and at least 100, the next one on the list is always that with the largest
  //   (1 - diverse) relevance - diverse * (largest cosine with an item listed before it),
  // equal ones by score. Relevance is the score, from 0 for the lowest of the pool to 1 for the highest.
  double diverse = 0;
  // Of every row that is scored, beside the user: attributes of one whom training did not see, and columns of the
  // interaction, as in encode_row (interplay/encode.h). A user without an id is an empty text.
  NamedValues values = {};
  // Whether a user of whom nothing is known has the list of an unseen user, in place of Error(not_found).
  bool unseen_users = false;
  int threads = 1;  // 0: all cores; the lists do not depend on it
};
struct UserList {
  std::vector<Scored> items;
  double mean_score_lost = 0;  // to diversity: the mean score of the best items less that of these
};

// The larger the better for cosine and dot product; euclid is the distance. With several members: the mean over them,
// of squared distances for euclid.
enum class Similarity { cosine, dot, euclid };
std::string_view name(Similarity similarity);
// Throws Error(usage).
Similarity similarity_named(std::string_view name);

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
  // The same for whatever else lists can be. All filters come before the best items are chosen. Throws
  // Error(unsupported) for diversity with a model without vectors.
  std::vector<UserList> lists(std::span<const std::string> users, const ListRequest& request) const;

  // The same for a row given as names and values, as in encode_row (interplay/encode.h): a user or, of one whom
  // training did not see, attributes (age, occupation; an id besides is not needed), and columns of the interaction. A
  // value for the item is ignored. Throws Error(usage) for a name that the model does not read, for attributes of a
  // user whom it knows and for those of an item; Error(bad_data) for text where a number is needed; Error(not_found)
  // for a user whom it does not know and of whom no attribute is given.
  std::vector<Scored> recommend(NamedValues values, std::size_t count, std::span<const std::string> exclude = {}) const;

  // The items that the rules let pass. Throws Error(usage, not_found) for a rule that cannot be read or that leaves
  // nothing, naming the columns or values there are.
  ItemSet items(const ItemRules& rules) const;

  // At most `count` terms, and as many items of the user's history, if it is given. Precondition: a user and an item
  // of `lists`.
  Reasons reasons(std::string_view user, std::string_view item, std::size_t count,
                  const Histories* history = nullptr) const;

  // What its lists are taken from. Built with the first list; positions are those of ItemSet.
  const ItemIndex& index() const;
  // Clears the bits (see ItemSet) of the items that the user already has.
  void leave_out(std::string_view user, const Histories& has, std::span<std::uint64_t> bits) const;

  // The number of items in the catalogue.
  std::size_t size() const;
  // The ids of all users seen in training, in the order of the vocabulary.
  std::vector<std::string> users() const;
  // Whether the user was not seen in training, so that attributes alone, or nothing, is known of it.
  bool cold(std::string_view user) const;

  // The id of the item that `text` names: an id seen in training or, failing that, a title, in upper or lower case.
  // Throws Error(not_found), naming the nearest titles, and Error(usage) for a title of several items, naming their
  // ids.
  std::string find_item(std::string_view text) const;
  // At most `count` titles that the writer of `text` may have meant.
  std::vector<std::string> titles_like(std::string_view text, std::size_t count) const;
  // The display name of an item; empty if the model has none.
  std::string title(std::string_view item) const;

  // The `count` items most similar to `item`, best first, without the item itself; equal ones in the order of the
  // vocabulary. The vector of an item is the sum of the pooled vectors of all its fields. Exact: every item is
  // compared. Throws Error(not_found) for an item not seen in training, Error(unsupported) for models without vectors.
  std::vector<Scored> similar(std::string_view item, std::size_t count,
                              Similarity similarity = Similarity::cosine) const;
  // Whether the model has a weight of its own for every two items (item_knn, ease), which `similar` lists in place of
  // a cosine; a similarity of vectors other than the default is Error(usage).
  bool weighs_items() const;
  // The same as `similar` for users: Scored::item is the id of a user.
  std::vector<Scored> similar_users(std::string_view user, std::size_t count,
                                    Similarity similarity = Similarity::cosine) const;

 private:
  friend class Histories;
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace interplay
