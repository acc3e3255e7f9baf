// A view of some rows of a star: what terms read. Owns nothing.
#pragma once

#include <cstdint>
#include <span>

#include "interplay/dataset.h"

namespace interplay {

// One input field: a column, and of every interaction the row of that column's table (none: the interaction itself).
struct FieldView {
  const Field* field = nullptr;
  const Column* column = nullptr;
  const std::uint32_t* row_of = nullptr;

  std::uint32_t row(std::uint32_t interaction) const { return row_of ? row_of[interaction] : interaction; }
};

struct Batch {
  std::span<const FieldView> fields;     // the model's inputs, in its order
  std::span<const std::uint32_t> rows;   // interactions

  std::size_t size() const { return rows.size(); }
  Batch part(std::size_t first, std::size_t count) const { return {fields, rows.subspan(first, count)}; }
};

// Views of schema.inputs(), in order. They refer to `data`, which must outlive them.
std::vector<FieldView> input_views(const Dataset& data);

}  // namespace interplay
