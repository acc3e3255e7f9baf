// One interaction out of names and values, again and again: what depends on the star alone is prepared once.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/batch.h"
#include "data/derivation.h"
#include "interplay/data.h"

namespace interplay {

// One interaction as a model reads it. Made by RowEncoder::blank and used for row after row: its memory stays.
struct EncodedRow {
  std::vector<std::uint32_t> entity_rows;  // in every entity's table, 0 for unknown
  std::vector<Column> own;                 // of one row each, in the order of the star's fields; others are empty
  std::vector<double> time;                // of the interaction; empty: unknown
  std::vector<std::size_t> named;          // places of the values among the encoder's names
};

class RowEncoder {
 public:
  // The star outlives the encoder.
  explicit RowEncoder(const Star& star);

  // Nothing is known of it.
  EncodedRow blank() const;
  // Forgets what is known of the row. Columns made of others are not made anew.
  void clear(EncodedRow& row) const;
  // As encode_row describes (interplay/data.h), with its errors.
  void encode(std::span<const std::pair<std::string_view, std::string_view>> values, EncodedRow& row) const;
  // Makes the columns of the interaction that are made of others; after entity_rows or columns have changed by hand.
  void make(EncodedRow& row) const;
  // Whether there are such columns.
  bool makes_columns() const { return !made_.empty(); }

  // Views of the model's inputs. They refer to `row`, which must not move; interaction 0 is it.
  std::vector<FieldView> views(const EncodedRow& row) const;

 private:
  enum class Meaning { entity, column, time };
  // What may be named: an entity by its number, a column or the time by its field.
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
  std::size_t place_of(std::string_view wanted) const;
  [[noreturn]] void refuse(std::string_view wanted) const;

  const Star& star_;
  std::vector<Name> names_;
  std::vector<std::pair<std::string_view, std::size_t>> aliases_;  // "user", "item" and "time", and their places
  std::vector<std::size_t> own_;                                   // fields that interactions have themselves
  std::vector<Made> made_;
};

}  // namespace interplay
