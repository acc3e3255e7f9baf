// Whether two data sets are the same to everything that reads them.
#pragma once

#include <gtest/gtest.h>

#include <bit>
#include <cstring>
#include <span>

#include "interplay/dataset.h"

namespace interplay::testing {

// NaN is equal to itself.
template <class T>
bool same_values(std::span<const T> a, std::span<const T> b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

inline bool same_column(const Column& a, const Column& b) {
  if (a.index() != b.index()) return false;
  if (const auto* numeric = std::get_if<NumericColumn>(&a))
    return same_values<float>(numeric->values, std::get<NumericColumn>(b).values);
  if (const auto* categorical = std::get_if<CategoricalColumn>(&a))
    return same_values<std::uint32_t>(categorical->codes, std::get<CategoricalColumn>(b).codes);
  const auto &x = std::get<MultiColumn>(a), &y = std::get<MultiColumn>(b);
  return same_values<std::uint64_t>(x.offsets, y.offsets) && same_values<std::uint32_t>(x.codes, y.codes) &&
         same_values<float>(x.weights, y.weights);
}

inline void expect_same(const Dataset& a, const Dataset& b) {
  EXPECT_EQ(a.rows, b.rows);
  ASSERT_EQ(a.schema.fields.size(), b.schema.fields.size());
  ASSERT_EQ(a.columns.size(), b.columns.size());
  for (std::size_t f = 0; f < a.columns.size(); ++f) {
    const Field &x = a.schema.fields[f], &y = b.schema.fields[f];
    ASSERT_EQ(x.name, y.name);
    EXPECT_EQ(x.kind, y.kind) << x.name;
    EXPECT_EQ(x.role, y.role) << x.name;
    EXPECT_EQ(x.table, y.table) << x.name;
    EXPECT_EQ(x.pooling, y.pooling) << x.name;
    EXPECT_EQ(x.slots, y.slots) << x.name;
    EXPECT_TRUE(x.vocabulary == y.vocabulary) << x.name;
    EXPECT_TRUE(same_column(a.columns[f], b.columns[f])) << x.name;
  }
  ASSERT_EQ(a.entities.size(), b.entities.size());
  for (std::size_t e = 0; e < a.entities.size(); ++e) {
    EXPECT_EQ(a.entities[e].name, b.entities[e].name);
    EXPECT_TRUE(a.entities[e].keys == b.entities[e].keys) << a.entities[e].name;
    EXPECT_TRUE(same_values<std::uint32_t>(a.entities[e].row_of, b.entities[e].row_of)) << a.entities[e].name;
  }
  EXPECT_TRUE(same_values<double>(a.time, b.time));
}

}  // namespace interplay::testing
