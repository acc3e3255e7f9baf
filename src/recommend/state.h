// What stands behind a Recommender. Data for answers is built when the first answer of its kind is requested.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interplay/item_index.h"
#include "interplay/recommend.h"
#include "recommend/neighbors.h"
#include "recommend/titles.h"

namespace interplay {

// Where `row` stands in an ascending list of rows.
std::optional<std::uint32_t> position_in(const std::vector<std::uint32_t>& rows, std::uint32_t row);

struct Recommender::State {
  State(Model of, std::size_t user, std::size_t item, std::vector<std::uint32_t> known_users,
        std::vector<std::uint32_t> listed_items, std::vector<std::string> not_seen, Titles names)
      : model(std::move(of)),
        user_field(user),
        item_field(item),
        user_rows(std::move(known_users)),
        item_rows(std::move(listed_items)),
        new_items(std::move(not_seen)),
        titles(names) {}

  Model model;
  std::size_t user_field, item_field;               // of the schema
  std::vector<std::uint32_t> user_rows, item_rows;  // rows of the tables: users seen in training, items that are listed
  std::vector<std::string> new_items;               // of the items: those that were not seen in training
  Titles titles;                                    // refers to the model

  std::size_t entity_of(std::size_t field) const { return model.star().schema.fields[field].table - 1; }
  std::size_t item_entity() const { return entity_of(item_field); }
  const Entity& users() const { return model.star().entities[entity_of(user_field)]; }
  const Entity& catalogue() const { return model.star().entities[item_entity()]; }
  Scored scored(std::uint32_t row, float score) const { return {catalogue().keys.id(row), score, titles.of(row)}; }

  UserList list(std::span<const ItemIndex::Ranked> ranking) const;
  // Chooses `count` of a ranking by maximal marginal relevance.
  UserList diverse_list(std::span<const ItemIndex::Ranked> ranking, std::size_t count, double weight) const;

  const ItemIndex& index() const {
    std::call_once(index_once_, [&] { index_.emplace(model, ItemIndexOptions{.besides = new_items}); });
    return *index_;
  }
  const Neighbors& similar_items(Similarity similarity) const {
    return made(items_[static_cast<std::size_t>(similarity)], item_entity(), item_rows, similarity);
  }
  const Neighbors& similar_users(Similarity similarity) const {
    return made(users_[static_cast<std::size_t>(similarity)], entity_of(user_field), user_rows, similarity);
  }

 private:
  struct Once {
    std::once_flag flag{};
    std::optional<Neighbors> neighbors{};
  };
  const Neighbors& made(Once& once, std::size_t entity, const std::vector<std::uint32_t>& rows,
                        Similarity similarity) const {
    std::call_once(once.flag, [&] { once.neighbors.emplace(model, entity, rows, similarity); });
    return *once.neighbors;
  }

  mutable std::once_flag index_once_{};
  mutable std::optional<ItemIndex> index_{};
  mutable Once items_[3]{}, users_[3]{};  // by Similarity
};

}  // namespace interplay
