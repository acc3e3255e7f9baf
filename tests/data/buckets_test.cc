// Categories hashed into buckets.
#include "data/encode/buckets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "data/encode/encode_codes.h"
#include "data/small_data.h"
#include "interplay/check.h"
#include "interplay/encode.h"
#include "interplay/error.h"

namespace interplay {
namespace {

using testing::column;
using testing::field_of;
using testing::make_data;

DataOptions hashed(std::vector<std::string> buckets, std::int64_t seed = 0) {
  DataOptions options;
  options.hash_buckets = std::move(buckets);
  options.hash_seed = seed;
  return options;
}

// 400 rows with a tag of 200 values, some missing.
Dataset tagged() {
  std::vector<std::string> tags;
  std::vector<float> targets;
  for (int r = 0; r < 400; ++r) {
    tags.push_back(r % 50 == 7 ? "" : "tag" + std::to_string(r * 7919 % 200));
    targets.push_back(static_cast<float>(r % 2));
  }
  DatasetBuilder builder;
  builder.add("tag", Ids{std::move(tags)});
  builder.add("label", Numbers{std::move(targets)}, Role::target);
  return builder.build();
}

std::vector<std::uint32_t> first(std::uint32_t count) {
  std::vector<std::uint32_t> rows(count);
  for (std::uint32_t r = 0; r < count; ++r) rows[r] = r;
  return rows;
}

TEST(Buckets, VocabularyKnowsEveryId) {
  const Vocabulary a = Vocabulary::of_buckets(1000, 3);
  EXPECT_TRUE(a.hashed());
  EXPECT_EQ(a.size(), 1000u);
  std::set<std::uint32_t> met;
  for (int i = 0; i < 20'000; ++i) {
    const std::uint32_t code = a.code("id" + std::to_string(i));
    ASSERT_TRUE(code >= 1 && code <= 1000);
    met.insert(code);
  }
  EXPECT_EQ(met.size(), 1000u);
  EXPECT_EQ(a.code("17"), a.code(std::int64_t{17}));
  EXPECT_EQ(a.code("17.0"), a.code(std::int64_t{17}));
  EXPECT_EQ(a.id(12), "bucket 12");
  EXPECT_EQ(a.id(0), "?");
  EXPECT_EQ(a, Vocabulary::of_buckets(1000, 3));
  EXPECT_FALSE(a == Vocabulary::of_buckets(1000, 4));
  EXPECT_FALSE(a == Vocabulary::of_buckets(999, 3));
  const CodeMap same = map_codes(a, Vocabulary::of_buckets(1000, 3)),
                other = map_codes(a, Vocabulary::of_buckets(1000, 4));
  EXPECT_EQ(same[5], 5u);
  EXPECT_EQ(other[5], 0u);
}

// The code of an id is part of the model file: it may not change.
TEST(Buckets, CodesStay) {
  EXPECT_EQ(Vocabulary::of_buckets(1u << 30, 0).code(""), 1 + 0x2d06800538d394c2u % (1u << 30));  // XXH3 of nothing
}

TEST(Buckets, UnseenIdsHaveTheBucketOfTheirHash) {
  const Dataset data = tagged();
  const Dataset trained = encode(data, first(100), hashed({"tag:64"}));
  const Field& field = field_of(trained, "tag");
  EXPECT_EQ(field.vocabulary, Vocabulary::of_buckets(64, 0));
  const auto& codes = column<CategoricalColumn>(trained, "tag").codes;
  for (std::uint32_t r = 0; r < 400; ++r) {
    const std::string id = "tag" + std::to_string(r * 7919 % 200);
    EXPECT_EQ(codes[r], r % 50 == 7 ? 0 : field.vocabulary.code(id)) << r;
  }
  // Other data gets the same codes, and so does a single row.
  const Dataset again = encode_as(data, star_of(trained));
  EXPECT_TRUE(std::ranges::equal(column<CategoricalColumn>(again, "tag").codes, codes));
  const std::pair<std::string, std::string> named[] = {{"tag", "never seen"}}, gap[] = {{"tag", ""}};
  EXPECT_EQ(column<CategoricalColumn>(encode_row(star_of(trained), named), "tag").codes[0],
            field.vocabulary.code("never seen"));
  EXPECT_EQ(column<CategoricalColumn>(encode_row(star_of(trained), gap), "tag").codes[0], 0u);
}

TEST(Buckets, SeedsMoveIds) {
  const auto codes_by = [](std::int64_t seed) {
    const Dataset data = encode(tagged(), first(400), hashed({"64"}, seed));
    const auto& codes = column<CategoricalColumn>(data, "tag").codes;
    return std::vector<std::uint32_t>(codes.begin(), codes.end());
  };
  EXPECT_EQ(codes_by(5), codes_by(5));
  EXPECT_NE(codes_by(5), codes_by(6));
}

TEST(Buckets, CollisionsAreCounted) {
  const Dataset data = tagged();
  const std::size_t f = data.schema.find("tag").value();
  const std::vector<std::uint32_t> rows = first(300);
  const Collisions found = collisions_of(data.schema.fields[f], data.columns[f], {rows, {}}, 64, 9);
  const Vocabulary buckets = Vocabulary::of_buckets(64, 9);
  std::map<std::uint32_t, std::set<std::string>> ids;
  for (const std::uint32_t r : rows)
    if (r % 50 != 7) {
      const std::string id = "tag" + std::to_string(r * 7919 % 200);
      ids[buckets.code(id)].insert(id);
    }
  std::uint64_t categories = 0, sharing = 0, entries = 0, of_shared = 0;
  for (const auto& [bucket, met] : ids) {
    categories += met.size();
    sharing += met.size() > 1 ? met.size() : 0;
  }
  for (const std::uint32_t r : rows)
    if (r % 50 != 7) {
      ++entries;
      of_shared += ids[buckets.code("tag" + std::to_string(r * 7919 % 200))].size() > 1;
    }
  EXPECT_EQ(found.categories, categories);
  EXPECT_EQ(found.sharing, sharing);
  EXPECT_EQ(found.entries, entries);
  EXPECT_EQ(found.entries_sharing, of_shared);
  const auto notes = encode(data, rows, hashed({"tag:64"})).notes;
  EXPECT_TRUE(std::ranges::any_of(notes, [](const auto& n) { return n.find("in 64 buckets") != n.npos; }));
  const auto seen = summarize(data, hashed({"tag:64"})).notes;
  EXPECT_TRUE(std::ranges::any_of(seen, [](const auto& n) { return n.find("in 64 buckets") != n.npos; }));
}

TEST(Buckets, RefusesWhatCannotBe) {
  const std::vector<testing::Rating> ratings = {{1, 10, 3}, {2, 20, 4}};
  for (const char* entry :
       {"0", "-4", "many", "user:100", "item:100", "rating:100", "colour:100", "item:", "2000000000"}) {
    try {
      encode(make_data(ratings), first(2), hashed({entry}));
      FAIL() << entry;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::usage);
      EXPECT_FALSE(error.remedy().empty());
    }
  }
  for (const char* option : {"min_count", "top"}) {
    DataOptions options = hashed({"tag:64"});
    set_option(options, option, "tag:2");
    EXPECT_THROW(encode(tagged(), first(400), options), Error) << option;
  }
  // N for every column leaves the ids of users and items as they are.
  EXPECT_FALSE(field_of(encode(make_data(ratings), first(2), hashed({"100"})), "user").vocabulary.hashed());
}

}  // namespace
}  // namespace interplay
