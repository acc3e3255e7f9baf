// From files to data: reading, checking, splitting, encoding; synthetic data and known data sets.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interplay/api.h"
#include "interplay/dataset.h"
#include "interplay/options.h"

namespace INTERPLAY_API interplay {

class Model;

// Reads interactions from files or folders (several paths are read as one table, in order; see Dataset::sources).
// Recognised by itself: delimited text, the MovieLens layouts (as folder, ratings file or zip), libsvm, libFM and
// libffm text, each plain or compressed (gzip, zstd, zip). Vocabularies hold every id of the files.
// `threads` 0 means all cores; the result does not depend on it.
// Throws Error(bad_data, io, not_found, usage).
Dataset read(std::span<const std::string> paths, const DataOptions& options, int threads = 0);

// The columns that DataOptions::fields could name beside the ids of users and items, which alone are read where it is
// empty. Empty where the data has no such ids: then all columns are read.
std::vector<std::string> fields_beside_ids(std::span<const std::string> paths, const DataOptions& options,
                                           int threads = 0);

// What `read` may open for these paths: themselves, the ratings of folders and archives, tables that lie beside ratings
// of a known layout, joined files. Nothing is read, and what does not exist is no error.
std::vector<std::string> files_of(std::span<const std::string> paths, const DataOptions& options);

// Reads data to be scored by `model`: columns are found by the names (or the layout) that the model was
// trained on; a target is optional. The result is encoded with the model's vocabularies and entity tables.
// `as_read`, where given, becomes the same rows before that: with every id as the files have it, those that
// the model does not know, too.
Dataset read_for(const Model& model, std::span<const std::string> paths, const DataOptions& options, int threads = 0,
                 Dataset* as_read = nullptr);

// Divides the rows as `options` say; `seed` decides random splits. Split::label describes the outcome in words.
// `options.split` is one of
//   random, stratified (by target value), user (of each user's rows): a random fraction;
//   user-time (of each user's rows), time, last (of the rows as given): the last fraction;
//   kfold: fold number `fold` (from 0) of `folds` random ones;
//   given:NAME: the rows of the file NAME.test, training on NAME.base; given: the second of two files;
//   file:PATH, column:NAME: the rows whose number in that file (one a line) or column is `fold`.
// `options.test` and `options.valid` are fractions of all rows; the test is taken first, the validation rows from the
// rest by the same kind (at random for the last three lines). A draw of another kind for the validation rows is
// written behind a plus: random+last. `test_file` and `valid_file` name files among those read, whose rows are that
// part whatever the fractions say. Of a user at least one row stays in training.
// Throws Error(usage) where a part would be empty or the data lacks what the split needs (time, user, file).
Split split(const Dataset& data, const SplitOptions& options, std::uint64_t seed);
// Whether a split of that name says itself which rows the test is, so that a fraction of them does not go with it.
// Throws Error(usage) for a name that does not exist.
bool says_its_test(const std::string& split);

// The train/test splits of a cross-validation: options.folds (0: five) by random, stratified or user, or one for each
// number of file:PATH or column:NAME. options.valid is drawn from the training rows of each.
std::vector<Split> cross_validation_splits(const Dataset& data, const SplitOptions& options, std::uint64_t seed);

// Encodes `data` by what the training rows alone show: ids not met there become code 0 in every column (in bags such
// entries are left out), and numeric means, scales and ranges are theirs. Rows and their order stay.
// An entity that training did not meet and of which only the id is known becomes the unknown entity (row 0).
// options.numeric_scale: standard (mean 0, deviation 1), minmax (to [0, 1]; missing is then the minimum), none (the
// mean is subtracted). The vocabulary of a group column stays whole.
Dataset encode(Dataset data, std::span<const std::uint32_t> train_rows, const DataOptions& options);

// Encodes `data` as the star says: fields by name (users, items and target also by role), ids by the star's
// vocabularies. Features of entities come from the star, not from `data`. Target, weight, time and group are left out
// of the result where `data` lacks them. Throws Error(not_found) that lists the missing columns, Error(bad_data) for a
// column of a kind that cannot be converted.
struct Star;  // schema + entity tables, as a model carries them
Dataset encode_as(Dataset data, const Star& star);

// What a model needs to know of its data to read and score more of it.
struct Star {
  Schema schema;
  std::vector<Entity> entities;  // row_of empty
  std::vector<Column> columns;   // of the entity tables' fields; the others empty columns of their kind
};
Star star_of(const Dataset& encoded);

// Encodes `data` as `star` says: fields by name, ids by the vocabularies of its schema. Features of entities come from
// the star's tables, not from `data`.
Dataset encode_as(Dataset data, const Star& star);

// One interaction, written as names and values: "user" and "item" (or what their columns are called), other entities,
// and columns of the interactions. Bags are written with the field's separator. What is not named is missing, and an
// id that the star does not know is the unknown entity. Throws Error(usage) for a name that is no such column or comes
// twice, Error(bad_data) for a value that is no number where one is needed.
using NamedValues = std::span<const std::pair<std::string, std::string>>;
Dataset encode_row(const Star& star, NamedValues values);

// Rows of the held-out parts whose users or items are not in the training part, and rows that stand in two parts
// (the same user and item, the same values in all columns of the interactions and, where given, the same time).
struct Leaks {
  std::uint64_t cold_user_rows = 0, cold_item_rows = 0, repeated_rows = 0, held_out_rows = 0;
};
Leaks leaks(const Dataset& encoded, const Split& split);

// What `interplay check` tells: counts, density, ranges, duplicates, degrees.
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
  std::uint64_t duplicate_rows = 0;   // same in user, item, time and all columns as an earlier row
  std::uint64_t duplicate_pairs = 0;  // same user and item as an earlier row
  std::uint64_t bad_lines = 0;
  std::uint64_t ratings_per_user[3] = {0, 0, 0};  // minimum, median, maximum
  std::uint64_t ratings_per_item[3] = {0, 0, 0};
  std::vector<FieldSummary> fields;
  std::vector<std::string> notes;
};
DataSummary summarize(const Dataset& data);

// Synthetic ratings with planted structure in the layout of `like`: user and item biases, factors, Zipf popularity,
// demographics and genres that matter, noise, rounded to 1..5.
struct SyntheticOptions {
  std::string like = "ml-100k";                 // ml-100k, ml-1m, ml-20m: sizes and file layout
  std::int64_t rows = 0, users = 0, items = 0;  // 0: as `like`
  std::int64_t rank = 8;
  double noise = 0.75;
  std::int64_t seed = 7;
};
template <>
std::span<const Option<SyntheticOptions>> options<SyntheticOptions>();
extern template void set_option(SyntheticOptions&, std::string_view, std::string_view);
extern template std::string get_option(const SyntheticOptions&, std::string_view);
extern template void check_options(const SyntheticOptions&);
// Writes the files into `folder` (created; must be empty or absent). Returns their paths. Same options, same bytes.
std::vector<std::filesystem::path> synthesize(const std::filesystem::path& folder, const SyntheticOptions& options);

// Known data sets: where they are, what they hold, how a download is checked.
struct KnownDataset {
  std::string name, description, url, md5_file, md5, license;
};
std::span<const KnownDataset> known_datasets();
// The folder of a known data set: below `data_root` (INTERPLAY_DATA) when it is there, else the official archive is
// downloaded, checked and unpacked below `target`. Throws Error(not_found, io, bad_data).
std::filesystem::path get_dataset(std::string_view name, const std::filesystem::path& target,
                                  std::optional<std::filesystem::path> data_root);

}  // namespace interplay
