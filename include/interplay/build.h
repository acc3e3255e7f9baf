// From the memory of a caller to data: what reading the same columns from a file gives, without the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "interplay/api.h"
#include "interplay/dataset.h"
#include "interplay/shared_span.h"

namespace INTERPLAY_API interplay {

// Values are given as vectors, which are moved in; as borrowed(values), which must live until `build` has returned; or
// as SharedSpan(values, owner), whose owner lives as long as the data. Rows are counted from 0.

// One number a row; NaN is a missing one. Others must be finite and within the range of a float.
struct Numbers {
  std::variant<SharedSpan<float>, SharedSpan<double>, SharedSpan<std::int64_t>> values;
};

// One id a row, integers or texts in any order. Whole numbers may come as doubles, NaN being missing, as data frames
// hold integers with holes. A text that files read as missing (empty, NA, NaN, null, \N) is missing here, too; texts
// that are all integers, written canonically, are these integers.
struct Ids {
  std::variant<SharedSpan<std::int64_t>, SharedSpan<double>, SharedSpan<std::string>, SharedSpan<std::string_view>>
      values;
};

// Ids by their numbers in a dictionary of different ids: code c > 0 is the c-th of them, code 0 a missing one. The
// dictionary may have any order, and ids that no row shows: these stay in the vocabulary until `encode` leaves them
// out. A Vocabulary is a dictionary that is sorted already.
struct Codes {
  SharedSpan<std::uint32_t> codes;
  std::variant<Ids, Vocabulary> dictionary;

  // Codes that count from 0, a negative one being missing: those of categories in data frames and of Arrow.
  static Codes from_zero(std::span<const std::int32_t> codes, std::variant<Ids, Vocabulary> dictionary);
};

// A bag of ids a row: row r holds entries [offsets[r], offsets[r+1]) of `entries`. There is one offset more than rows;
// the first is 0, the last the number of entries. Missing entries are left out.
struct Bags {
  SharedSpan<std::uint64_t> offsets;
  std::variant<Ids, Codes> entries;
  SharedSpan<float> weights = {};  // of every entry; empty: all 1
  // Nothing: sum with weights, else mean.
  std::optional<Pooling> pooling = std::nullopt;
  std::uint32_t slots = 0;  // padded_mean only
};

using ColumnValues = std::variant<Numbers, Ids, Codes, Bags>;

struct NamedColumn {
  std::string name;
  ColumnValues values;
  Role role = Role::feature;
};

// A table of the entities that `column` of the interactions names.
struct JoinedColumns {
  std::string column;
  std::variant<Ids, Codes> keys;
  std::vector<NamedColumn> columns;
};

//   DatasetBuilder builder;
//   builder.add("user", Ids{users}, Role::user).add("item", Ids{items}, Role::item);
//   builder.add("rating", Numbers{ratings}, Role::target);
//   builder.join("item", Ids{films}, {{"year", Numbers{years}}, {"genres", Bags{offsets, Ids{genres}}}});
//   const Dataset data = builder.build();
//
// Users, items and groups are ids or codes without holes (groups may have some); target, weight and time are numbers
// without holes, weights at least 0. Kinds are those of the values: nothing is guessed.
class DatasetBuilder {
 public:
  // A column of the interactions.
  DatasetBuilder& add(std::string name, ColumnValues values, Role role = Role::feature);

  // Features of the entities that a column of the interactions names: `keys` are different ids, one of each row of
  // `columns`, which are features and at most one title. Entities that no interaction names are added. Several tables
  // may be joined to one column.
  DatasetBuilder& join(std::string column, std::variant<Ids, Codes> keys, std::vector<NamedColumn> columns);

  // The fields that models read, by name and in that order; others are left out. Else all: columns of the interactions
  // as they were added, then those of the tables. The target, the time, the weight, the group and titles stand behind.
  DatasetBuilder& fields(std::vector<std::string> names);

  // The rows from `first` on come from `name`: see Dataset::sources. In order of `first`, beginning with 0.
  DatasetBuilder& source(std::string name, std::size_t first = 0);

  // The data, of which every field is checked. Vocabularies hold every id. Values are copied where their owner does not
  // keep them or where they are not stored so: see Dataset. The builder is as before.
  // Throws Error(bad_data) for columns of different lengths, codes outside of their dictionary, vocabularies that are
  // not sorted, missing ids, keys that come twice; Error(usage) for names and roles that come twice or do not fit;
  // Error(unsupported) for more than 4294967295 rows.
  Dataset build() const;

 private:
  std::vector<NamedColumn> columns_;
  std::vector<JoinedColumns> joined_;
  std::optional<std::vector<std::string>> fields_;
  std::vector<Dataset::Source> sources_;
};

}  // namespace interplay
