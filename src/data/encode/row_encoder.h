// Encodes single interactions from names and values. What depends only on the star is prepared once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/batch.h"
#include "data/derivation.h"
#include "interplay/encode.h"

namespace interplay {

// One interaction as a model reads it. It is made by RowEncoder::blank and reused for row after row, with its memory.
struct EncodedRow {
  std::vector<std::uint32_t> entity_rows;  // the row in every entity's table; 0 for unknown
  std::vector<Column> own;                 // one row each, in the order of the star's fields; other columns are empty
  std::vector<double> time;                // of the interaction; empty: unknown
  std::vector<std::size_t> named;          // indices of the values' names in the encoder
  // For every entity: whether the star does not know it and its attributes stand in `own`.
  std::vector<std::uint8_t> described;
  std::uint64_t description = 0;  // changes whenever `described` does, so that views are renewed

  bool describes() const { return std::ranges::find(described, 1) != described.end(); }
};

class RowEncoder {
 public:
  // The star outlives the encoder.
  explicit RowEncoder(const Star& star);

  // A row of which nothing is known.
  EncodedRow blank() const;
  // Forgets everything about the row. Derived columns are not made again.
  void clear(EncodedRow& row) const;
  // Encodes a row as encode_row does (interplay/encode.h), with the same errors.
  void encode(std::span<const std::pair<std::string_view, std::string_view>> values, EncodedRow& row) const;
  // Makes the derived columns of the interaction. Call it after entity_rows or columns were changed directly.
  void make(EncodedRow& row) const;
  // Whether there are derived columns.
  bool makes_columns() const { return !made_.empty(); }

  // Views of the model's inputs, until row.description changes. They refer to `row`, which must not move, as
  // interaction 0.
  std::vector<FieldView> views(const EncodedRow& row) const;

 private:
  enum class Meaning { entity, column, time, attribute };
  // What a name may stand for: an entity (by its index), or a column, the time or an attribute (by its field).
  struct Name {
    std::string name;
    Meaning meaning;
    std::size_t index;
  };
  struct Made {
    std::size_t field;
    std::unique_ptr<ColumnMaker> maker;
  };
  FieldView view(const EncodedRow& row, std::size_t field) const;
  void describe(std::span<const std::pair<std::string_view, std::string_view>> values, EncodedRow& row) const;
  std::size_t place_of(std::string_view wanted) const;
  [[noreturn]] void refuse(std::string_view wanted) const;
  bool is_value(const Name& column, std::string_view text) const;

  const Star& star_;
  std::vector<Name> names_;
  std::vector<std::pair<std::string_view, std::size_t>> aliases_;  // "user", "item" and "time", and their indices
  std::vector<std::size_t> own_;                                   // fields of the interactions
  std::vector<Made> made_;
};

}  // namespace interplay
