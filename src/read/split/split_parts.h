// Wing split: who trains and who tests. In: a star, and options or a file with folds or pairs, plain or compressed.
// Out: the rows of the training, validation and test parts (interplay/split.h), which depend on data, options, seed and
// that file alone. The workflow calls it.
//
// The steps of a split: which rows may be drawn, how many from each group, and which ones.
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

// A row of each user.
enum class Which {
  by_data,  // the last by time if the data has times that differ, else a random one
  last,
  random,
};

// "user-time", "user_time" and "per_user_time" are one kind.
std::optional<Draw> draw_named(std::string_view text);
std::string_view name(Draw draw);

// The numbers of rows to draw.
struct Counts {
  std::uint64_t test = 0, valid = 0;
};

// Draws rows among those marked train in `parts`: first for test, then for valid. Within each group of the kind, the
// test rows are last in the kind's order, and the validation rows come right before them.
void draw_rows(const Dataset& data, Draw draw, const Counts& counts, std::uint64_t seed, std::vector<Part>& parts);

// What `by_data` means for the data: last or random.
Which which_row(const Dataset& data, Which which);
// Assigns one row of each user to `part`, of those marked train in `parts`; users of a single such row keep it. `which`
// is last or random.
void draw_one_each(const Dataset& data, Which which, std::uint64_t seed, Part part, std::vector<Part>& parts);

// Holds out a share of the users, drawn by the seed: of the rows of each, the share `given` (the earliest if `which` is
// last, else random ones; at least one, and not all) becomes unused, the others test rows. Users of a single row are
// never held out.
void draw_new_users(const Dataset& data, double users, double given, Which which, std::uint64_t seed,
                    std::vector<Part>& parts);

// The fold of every row: rows, in random order within each group of the kind, are dealt out to `folds` in turn. Only
// for random, stratified and user.
std::vector<std::int64_t> deal_folds(const Dataset& data, Draw draw, std::int64_t folds, std::uint64_t seed);

// Divides `seats` among groups in proportion to their sizes by largest remainder (Hamilton), with no group getting more
// than its room. A random number per group decides ties.
std::vector<std::uint64_t> apportion(std::span<const std::uint64_t> sizes, std::span<const std::uint64_t> room,
                                     std::uint64_t seats, std::uint64_t seed);

// One number per row: from a text file with a number on each line, or from a column of the interactions.
std::vector<std::int64_t> folds_of_file(const std::string& path, std::size_t rows);
std::vector<std::int64_t> folds_of_column(const Dataset& data, const std::string& column);

// Assigns the rows of a file to a part. The first function names the file by its path, the second by the end of its
// name.
void assign_source(const Dataset& data, const std::string& path, std::string_view option, Part part,
                   std::vector<Part>& parts);
void assign_given(const Dataset& data, const std::string& stem, std::vector<Part>& parts);

// Assigns the rows whose user and item stand in a file, a pair a line, to the test part. Returns a remark about pairs
// that no row has, or "".
std::string assign_pairs(const Dataset& data, const std::string& path, std::vector<Part>& parts);

}  // namespace interplay::splits
