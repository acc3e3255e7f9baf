// What stands behind Histories: the items of every user, sorted.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "interplay/recommend.h"

namespace interplay {

struct HistoryEntry {
  std::uint32_t row;  // of the items' table
  bool liked;         // not below the mean of the user's targets; true without targets
};

struct Histories::State {
  Vocabulary users, items;            // of the tables
  std::vector<std::size_t> offsets;   // by row of that table: its entries are [offsets[row], offsets[row + 1])
  std::vector<HistoryEntry> entries;  // of a user, in the order of rows

  std::span<const HistoryEntry> of(std::uint32_t user_row) const {
    return std::span(entries).subspan(offsets[user_row], offsets[user_row + 1] - offsets[user_row]);
  }
  std::span<const HistoryEntry> of(std::string_view user) const { return of(users.code(user)); }
};

}  // namespace interplay
