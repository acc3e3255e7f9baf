// The steps of a split: which rows may be drawn, how many of each group, and which.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/dataset.h"
#include "interplay/options.h"

namespace interplay::splits {

enum class Part : std::uint8_t { train, valid, test, unused };

// Kinds that draw a fraction of the rows.
enum class Draw {
  random,      // of all rows
  stratified,  // of the rows of each target value, in exact proportion
  user,        // of each user's rows
  user_time,   // the last of each user's rows
  time,        // the last rows by time
  last,        // the last rows as given
};

// "user-time", "user_time" and "per_user_time" are one kind.
std::optional<Draw> draw_named(std::string_view text);
std::string_view name(Draw draw);

// How many rows of the total are to be drawn.
struct Counts {
  std::uint64_t test = 0, valid = 0;
};

// Draws rows among those that `parts` has as train: first for test, then for valid. Within each group of the
// kind the test rows come last in the kind's order, and the valid rows right before them.
void draw_rows(const Dataset& data, Draw draw, const Counts& counts, std::uint64_t seed, std::vector<Part>& parts);

// The fold of every row: rows in random order within each group of the kind are dealt out to `folds` in turn.
// Of random, stratified and user only.
std::vector<std::int64_t> deal_folds(const Dataset& data, Draw draw, std::int64_t folds, std::uint64_t seed);

// Divides `seats` over groups in proportion to their sizes by largest remainder (Hamilton), no group getting
// more than its room. Ties go by a random number of the group.
std::vector<std::uint64_t> apportion(std::span<const std::uint64_t> sizes, std::span<const std::uint64_t> room,
                                     std::uint64_t seats, std::uint64_t seed);

// One number per row: of a text file with a number on each line, or of a column of the interactions.
std::vector<std::int64_t> folds_of_file(const std::string& path, std::size_t rows);
std::vector<std::int64_t> folds_of_column(const Dataset& data, const std::string& column);

// Gives the rows read from a file to a part. The first names the file by its path, the second by the end of
// its name.
void assign_source(const Dataset& data, const std::string& path, std::string_view option, Part part,
                   std::vector<Part>& parts);
void assign_given(const Dataset& data, const std::string& stem, std::vector<Part>& parts);

}  // namespace interplay::splits
