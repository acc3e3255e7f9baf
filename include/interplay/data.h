// From files to data: reading, checking, splitting and encoding; synthetic data and known data sets.
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

// Reads interactions from files or folders. Several paths are read as one table, in order (see Dataset::sources).
// Recognised formats: delimited text, the MovieLens layouts (folder, ratings file or zip), and libsvm, libFM and libffm
// text, plain or compressed (gzip, zstd, zip). Vocabularies hold every id of the files. `threads` 0 means all cores;
// the result does not depend on it. Throws Error(bad_data, io, not_found, usage).
Dataset read(std::span<const std::string> paths, const DataOptions& options, int threads = 0);

// The columns that DataOptions::fields could name in addition to the ids of users and items. (Where that option is
// empty, the ids alone are read.) Empty if the data has no such ids, because all columns are read then.
std::vector<std::string> fields_beside_ids(std::span<const std::string> paths, const DataOptions& options,
                                           int threads = 0);

// Every file that `read` may open for these paths: the paths themselves, the ratings in folders and archives, tables
// beside ratings of a known layout, joined files. Reads nothing; a path that does not exist is no error.
std::vector<std::string> files_of(std::span<const std::string> paths, const DataOptions& options);

// Reads data to be scored by `model`. Columns are found by the names (or the layout) that the model was trained on; a
// target is optional. The result is encoded with the model's vocabularies and entity tables. `as_read`, if given,
// receives the same rows before encoding, with every id of the files, including ids that the model does not know.
Dataset read_for(const Model& model, std::span<const std::string> paths, const DataOptions& options, int threads = 0,
                 Dataset* as_read = nullptr);

// Divides the rows as `options` say; `seed` decides random splits. Split::label describes the result in words.
// `options.split` is one of
//   random, stratified (by target value), user (among each user's rows): a random fraction;
//   user-time (among each user's rows), time, last (of the rows as given): the last fraction;
//   kfold: fold number `fold` (from 0) of `folds` random ones;
//   given:NAME: the rows of the file NAME.test, with training on NAME.base; given: the second of two files;
//   file:PATH, column:NAME: the rows whose number in that file (one a line) or column is `fold`.
// `options.test` and `options.valid` are fractions of all rows. The test part is taken first; the validation rows are
// then taken from the rest in the same way, or at random for the last three lines. A plus sign names another way for
// the validation rows: random+last. `test_file` and `valid_file` name files among those read, whose rows form that part
// whatever the fractions say. Every user keeps at least one training row. Throws Error(usage) if a part would be empty
// or the data lacks what the split needs (time, user, file).
Split split(const Dataset& data, const SplitOptions& options, std::uint64_t seed);
// Whether a split of that name determines the test rows by itself, so that options.test may not be given as well.
// Throws Error(usage) for a name that does not exist.
bool says_its_test(const std::string& split);

// The train/test splits of a cross-validation: options.folds of them (0: five) for random, stratified or user; for
// file:PATH and column:NAME one per number. options.valid is drawn from the training rows of each.
std::vector<Split> cross_validation_splits(const Dataset& data, const SplitOptions& options, std::uint64_t seed);

// Encodes `data` by what the training rows alone show. Ids that do not occur in them become code 0 in every column
// (entries of bags are removed), and the means, scales and ranges of numbers are those of the training rows. Rows keep
// their order. An entity that training has not seen, and of which only the id is known, becomes the unknown entity (row
// 0). For options.numeric_scale see docs/options.md. The vocabulary of a group column is not reduced.
Dataset encode(Dataset data, std::span<const std::uint32_t> train_rows, const DataOptions& options);

// What a model keeps of its data, to read and score more of it.
struct Star {
  Schema schema;
  std::vector<Entity> entities;  // row_of empty
  std::vector<Column> columns;   // for fields of entity tables; for other fields an empty column of their kind
};
Star star_of(const Dataset& encoded);

// Encodes `data` as the star says: fields are found by name (users, items and target also by role), ids by the star's
// vocabularies. Features of entities come from the star, not from `data`. The result has no target, weight, time or
// group where `data` has none. Throws Error(not_found), listing the missing columns, and Error(bad_data) for a column
// of a kind that cannot be converted.
Dataset encode_as(Dataset data, const Star& star);

// One interaction as pairs of name and value: "user" and "item" (or the names of their columns), other entities, and
// columns of the interactions. The values of a bag are joined by the field's separator. A column that is not named is
// missing; an id that the star does not know is the unknown entity. Throws Error(usage) for a name that is no such
// column or occurs twice, and Error(bad_data) for text where a number is needed.
using NamedValues = std::span<const std::pair<std::string, std::string>>;
Dataset encode_row(const Star& star, NamedValues values);

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
DataSummary summarize(const Dataset& data);

// Synthetic ratings with planted structure in the layout of `like`: user and item biases, factors, Zipf popularity,
// demographics and genres that matter, noise, rounded to 1..5.
struct SyntheticOptions {
  std::string like = "ml-100k";                 // ml-100k, ml-1m or ml-20m: their sizes and file layout
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
// Returns the folder of a known data set: below `data_root` (INTERPLAY_DATA) if it is there; otherwise the official
// archive is downloaded, checked and unpacked below `target`. Throws Error(not_found, io, bad_data).
std::filesystem::path get_dataset(std::string_view name, const std::filesystem::path& target,
                                  std::optional<std::filesystem::path> data_root);

}  // namespace interplay
