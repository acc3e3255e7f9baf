// What the data alone shows: counts, ranges, duplicates, leaks between training and held-out rows.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "interplay/api.h"
#include "interplay/dataset.h"
#include "interplay/options.h"

namespace INTERPLAY_API interplay {

// Counts held-out rows whose user or item does not occur in the training part, and rows that occur in two parts: with
// the same user and item, the same values in all columns of the interactions and, if there is one, the same time.
struct Leaks {
  std::uint64_t cold_user_rows = 0, cold_item_rows = 0, repeated_rows = 0, held_out_rows = 0;
};
Leaks leaks(const Dataset& encoded, const Split& split);

// What `interplay check` prints: counts, density, ranges, duplicates, rows per user and item.
struct FieldSummary {
  std::string name;
  Kind kind;
  Role role;
  std::string table;                                         // "interactions" or the entity's name
  std::uint64_t distinct = 0;                                // categories
  std::uint64_t missing = 0;                                 // rows without a value
  double minimum = 0, maximum = 0, mean = 0, deviation = 0;  // numeric
  std::vector<std::pair<std::string, std::uint64_t>> top;    // most frequent values with counts, at most 10
};
struct DataSummary {
  std::uint64_t rows = 0, users = 0, items = 0;
  double density = 0;                 // rows / (users * items)
  std::uint64_t duplicate_rows = 0;   // equal to an earlier row in user, item, time and all columns
  std::uint64_t duplicate_pairs = 0;  // user and item equal to those of an earlier row
  std::uint64_t bad_lines = 0;
  std::uint64_t ratings_per_user[3] = {0, 0, 0};  // minimum, median, maximum
  std::uint64_t ratings_per_item[3] = {0, 0, 0};
  std::vector<FieldSummary> fields;
  std::vector<std::string> notes;
};
// `options` as the data was read and would be encoded by: notes say what they make of columns (shared hash buckets, ids
// of one row each).
DataSummary summarize(const Dataset& data, const DataOptions& options = {});

}  // namespace interplay
