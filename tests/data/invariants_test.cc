// Every fault that data can have is found, and named.
#include "data/invariants.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "interplay/encode.h"

#include "data/small_data.h"

namespace interplay {
namespace {

using ::testing::HasSubstr;

Dataset sound() {
  DatasetBuilder builder = testing::rating_builder({{1, 10, 5}, {2, 20, 3}});
  return builder.add("tags", Bags{{0, 1, 2}, Ids{std::vector<std::string>{"a", "b"}}}).build();
}

template <class Change>
std::string fault_after(const Change& change) {
  Dataset data = sound();
  change(data);
  return fault_of(data);
}

TEST(Invariants, HoldOfWhatIsBuilt) {
  EXPECT_EQ(fault_of(sound()), "");
  const std::vector<std::uint32_t> train = {0};
  EXPECT_EQ(fault_of(encode(sound(), train, {})), "");
}

TEST(Invariants, EveryFaultIsNamed) {
  EXPECT_THAT(fault_after([](Dataset& d) { d.columns.pop_back(); }), HasSubstr("one column for each field"));
  EXPECT_THAT(fault_after([](Dataset& d) { d.columns[2] = NumericColumn{{1, 2}}; }), HasSubstr("field's kind"));
  EXPECT_THAT(fault_after([](Dataset& d) { d.rows = 3; }), HasSubstr("'user' has not one row"));
  EXPECT_THAT(fault_after([](Dataset& d) { d.entities[1].row_of = {1, 3}; }), HasSubstr("'item' lacks a row"));
  EXPECT_THAT(fault_after([](Dataset& d) {
                d.columns[0] = CategoricalColumn{{0, 1, 3}};
              }),
              HasSubstr("'user' has a code outside"));
  EXPECT_THAT(fault_after([](Dataset& d) {
                d.columns[0] = CategoricalColumn{{0, 1}};
              }),
              HasSubstr("one value for each"));
  EXPECT_THAT(fault_after([](Dataset& d) {
                d.columns[2] = MultiColumn{{0, 2, 1}, {1}, {}};
              }),
              HasSubstr("offsets that do not rise"));
  EXPECT_THAT(fault_after([](Dataset& d) {
                d.columns[2] = MultiColumn{{0, 1, 2}, {1, 2}, {1}};
              }),
              HasSubstr("one weight an entry"));
  EXPECT_THAT(fault_after([](Dataset& d) {
                d.columns[2] = MultiColumn{{0, 1, 2}, {1, 7}, {}};
              }),
              HasSubstr("code outside"));
  EXPECT_THAT(fault_after([](Dataset& d) { d.schema.fields[2].table = 5; }), HasSubstr("table that is not there"));
  static constexpr std::int64_t descending[] = {20, 10};
  EXPECT_THAT(
      fault_after([](Dataset& d) { d.schema.fields[1].vocabulary = Vocabulary::view_integers(descending, nullptr); }),
      HasSubstr("'item' has a vocabulary whose ids do not ascend"));
  EXPECT_THAT(fault_after([](Dataset& d) { d.entities[1].keys = Vocabulary::view_integers(descending, nullptr); }),
              HasSubstr("'item' has keys that do not ascend"));
  EXPECT_THAT(fault_after([](Dataset& d) { d.time = {1}; }), HasSubstr("one time for each"));
  EXPECT_THAT(fault_after([](Dataset& d) { d.sources = {{"a", 1}}; }), HasSubstr("sources"));
}

TEST(Invariants, VocabulariesAreSortedWithoutTwins) {
  const auto integers = [](const std::vector<std::int64_t>& ids) {
    return is_sorted(Vocabulary::view_integers(ids, nullptr));
  };
  EXPECT_TRUE(integers({}));
  EXPECT_TRUE(integers({-3, 4, 5}));
  EXPECT_FALSE(integers({-3, 5, 4}));
  EXPECT_FALSE(integers({4, 4}));
  const auto texts = [](const std::vector<std::uint64_t>& offsets, std::string_view bytes) {
    return is_sorted(Vocabulary::view_strings(offsets, bytes, nullptr));
  };
  EXPECT_TRUE(texts({}, ""));
  EXPECT_TRUE(texts({0, 1, 3, 4}, "aabb"));
  EXPECT_FALSE(texts({0, 1, 2}, "ba"));
  EXPECT_FALSE(texts({0, 1, 2}, "aa"));
  EXPECT_FALSE(texts({0, 2, 1}, "ab")) << "offsets descend";
  EXPECT_FALSE(texts({0, 1, 3}, "ab")) << "offsets leave the bytes";
}

}  // namespace
}  // namespace interplay
