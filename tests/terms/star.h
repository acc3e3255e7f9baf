// Columns of every kind, as a batch of the terms' tests.
#pragma once

#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "data/batch.h"

namespace interplay::testing {

inline Field field_of(const char* name, Kind kind, std::uint32_t categories = 0) {
  Field field;
  field.name = name;
  field.kind = kind;
  std::vector<std::int64_t> ids(categories);
  std::iota(ids.begin(), ids.end(), 1);
  if (kind != Kind::numeric) field.vocabulary = Vocabulary::of_integers(ids);
  return field;
}

// Fields: a category, a number (missing in row 1), a bag with weights (empty in row 0, of five in row 3).
struct Star3 {
  Schema schema;
  std::vector<Column> columns;
  std::vector<FieldView> views;
  std::vector<std::uint32_t> rows{0, 1, 2, 3, 1};

  explicit Star3(Pooling pooling, bool weights = false) {
    schema.fields = {field_of("id", Kind::categorical, 4), field_of("age", Kind::numeric),
                     field_of("tags", Kind::multi, 6)};
    schema.fields[1].mean = 30;
    schema.fields[1].scale = 8;
    schema.fields[2].pooling = pooling;
    schema.fields[2].slots = pooling == Pooling::padded_mean ? 3 : 0;
    columns.push_back(CategoricalColumn{{3, 1, 0, 4}});
    columns.push_back(NumericColumn{{20, std::numeric_limits<float>::quiet_NaN(), 35, 44}});
    MultiColumn tags;
    tags.offsets = {0, 0, 1, 3, 8};
    tags.codes = {2, 5, 6, 1, 2, 3, 4, 5};
    if (weights) tags.weights = {0.5f, 2, 1, 1, 0.25f, 3, 1, 2};
    columns.push_back(tags);
    for (std::size_t f = 0; f < 3; ++f) views.push_back({&schema.fields[f], &columns[f], nullptr});
  }
  Batch batch() const { return {views, rows}; }
};

}  // namespace interplay::testing
