// Data as a star: one table of interactions, and one table per entity (users, items, ...) joined by key.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "interplay/api.h"
#include "interplay/schema.h"
#include "interplay/shared_span.h"

namespace INTERPLAY_API interplay {

// Columns are views of shared storage, so that memory of a caller and mapped files are columns without a copy, and
// copies of columns and of data cost nothing by row.

// A missing number is NaN.
struct NumericColumn {
  SharedSpan<float> values;
};

struct CategoricalColumn {
  SharedSpan<std::uint32_t> codes;
};

// Row r holds entries [offsets[r], offsets[r+1]) of `codes` and `weights`. `weights` is empty when every weight is 1.
// Weights are as read; the field's pooling is applied by the reader of the column.
struct MultiColumn {
  SharedSpan<std::uint64_t> offsets{0};
  SharedSpan<std::uint32_t> codes;
  SharedSpan<float> weights;
};

using Column = std::variant<NumericColumn, CategoricalColumn, MultiColumn>;

std::size_t rows(const Column& column);

// An entity table. Row 0 is the unknown entity (every feature missing); row r > 0 is the entity keys.id(r).
// The id itself is an ordinary categorical field of the table, whose vocabulary holds the ids seen in training:
// an entity known only by its features has a row here and code 0 there.
struct Entity {
  std::string name;  // the key's field, for example "user"
  Vocabulary keys;
  // Of every interaction: the row in this table.
  SharedSpan<std::uint32_t> row_of;
};

// Immutable once built. Columns are in the order of schema.fields.
struct Dataset {
  Schema schema;
  std::vector<Column> columns;
  std::vector<Entity> entities;
  std::size_t rows = 0;  // interactions
  // Which file each part of the rows came from, for messages and splits by file: rows [first, next.first) are of
  // `path`.
  struct Source {
    std::string path;
    std::size_t first = 0;
  };
  std::vector<Source> sources;
  // What the reader guessed or left out, in words for the user, in order.
  std::vector<std::string> notes;
  std::vector<std::string> unread;  // columns of the interactions that are no fields
  std::uint64_t bad_lines = 0;      // lines that skip_bad_lines left out
  // For each of these among the interactions, in order: the number of rows before it.
  std::vector<std::size_t> left_out_before;

  // The entity row of every interaction for a field of an entity table; empty for a field of the interactions.
  std::span<const std::uint32_t> row_of(std::size_t field) const;
  // Values of the target (or weight, time) of every interaction. Data without a target can be read, split, encoded and
  // scored; to train on it or to measure predictions takes one. Throws Error(bad_data) when there is none.
  std::span<const float> target() const;
  bool has_target() const;
  std::span<const float> weight() const;  // empty when there is none
  // Seconds or any increasing number. Doubles, as seconds since 1970 do not fit a float.
  SharedSpan<double> time;  // empty when there is none
};

// The rows of each part: disjoint, each ascending. `label` describes the split for people.
struct Split {
  std::string label;
  std::vector<std::uint32_t> train, valid, test;
};

}  // namespace interplay
