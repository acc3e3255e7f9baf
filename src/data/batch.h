// A view of some rows of a star, for terms to read. It owns nothing.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "interplay/dataset.h"

namespace interplay {

// One input field: a column, and for every interaction the row of that column's table (none: the interaction itself).
struct FieldView {
  const Field* field = nullptr;
  const Column* column = nullptr;
  const std::uint32_t* row_of = nullptr;

  std::uint32_t row(std::uint32_t interaction) const { return row_of ? row_of[interaction] : interaction; }
};

// One feature of a row: a code of the field's vocabulary (0 for numbers), and its value.
struct FieldEntry {
  std::uint32_t code;
  float value;
};
// The features of row `table_row` of the field's table, in the arrays that hold them: codes[i] with value x[i] factor,
// or `factor` if x is null. A category has one (the unseen one as well), and so has a number that is not missing,
// standardised. A bag has one per entry, with the field's pooling, which must not be padded_mean.
struct FieldBag {
  std::span<const std::uint32_t> codes;
  const float* x = nullptr;
  float factor = 1;
};
FieldBag bag_of(const FieldView& view, std::uint32_t table_row);

// The entries [first, last) of a column that a model reads of one bag, and how many slots padding fills (padded_mean).
struct Bag {
  std::uint64_t first, last, padding;
};
Bag bag_of(const MultiColumn& column, const Field& field, std::uint32_t table_row);
// What pooling makes of the weights of a bag of `count` entries.
float pooling_factor(const Field& field, std::uint64_t count);

// Appends them.
void append_entries(const FieldView& view, std::uint32_t table_row, std::vector<FieldEntry>& entries);

struct Batch {
  std::span<const FieldView> fields;    // the model's inputs, in its order
  std::span<const std::uint32_t> rows;  // interactions

  std::size_t size() const { return rows.size(); }
  Batch part(std::size_t first, std::size_t count) const { return {fields, rows.subspan(first, count)}; }
};

// Views of schema.inputs(), in order. They refer to `data`, which must outlive them.
std::vector<FieldView> input_views(const Dataset& data);

}  // namespace interplay
