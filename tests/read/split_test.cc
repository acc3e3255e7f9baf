#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include "data/distinct.h"
#include "data/row_groups.h"
#include "data/small_data.h"
#include "interplay/error.h"
#include "interplay/split.h"
#include "read/split/split_parts.h"

namespace interplay {
namespace {

using testing::make_data;
using testing::Rating;

using Rows = std::vector<std::uint32_t>;

SplitOptions options_of(const std::string& kind, double test, double valid = 0) {
  SplitOptions options;
  options.split = kind;
  options.test = test;
  options.valid = valid;
  return options;
}

std::vector<Rating> many_ratings(std::size_t count, std::uint32_t users) {
  std::vector<Rating> ratings;
  for (std::size_t i = 0; i < count; ++i) {
    const auto user = static_cast<std::int64_t>((i * i + i / 7) % users);
    ratings.push_back({user, static_cast<std::int64_t>(i % 50), static_cast<float>(1 + i % 5),
                       static_cast<double>((i * 7919) % count)});
  }
  return ratings;
}

Rows all_rows(const Split& split) {
  Rows rows = split.train;
  rows.insert(rows.end(), split.valid.begin(), split.valid.end());
  rows.insert(rows.end(), split.test.begin(), split.test.end());
  std::sort(rows.begin(), rows.end());
  return rows;
}

Rows first_rows(std::size_t count) {
  Rows rows(count);
  std::iota(rows.begin(), rows.end(), 0u);
  return rows;
}

// A file that is gone when the test ends.
class TextFile {
 public:
  explicit TextFile(const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              ("interplay_split_test_" + std::to_string(reinterpret_cast<std::uintptr_t>(this)))) {
    std::ofstream(path_) << text;
  }
  ~TextFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

template <class Function>
Error error_of(const Function& function) {
  try {
    function();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return Error(Code::io, "");
}

RC_GTEST_PROP(Split, PartsAreDisjointAndCoverAllRows, (std::uint64_t seed)) {
  const auto kind = *rc::gen::element<std::string>("random", "stratified", "user", "user-time", "time", "last");
  const auto count = *rc::gen::inRange<std::size_t>(40, 400);
  const auto users = *rc::gen::inRange<std::uint32_t>(1, 10);
  const double test = *rc::gen::inRange(10, 40) / 100.0, valid = *rc::gen::inRange(0, 40) / 100.0;
  RC_PRE(valid == 0 || valid > 0.05);
  const Dataset data = make_data(many_ratings(count, users), *rc::gen::arbitrary<bool>());
  const Split parts = split(data, options_of(kind, test, valid), seed);
  RC_ASSERT(all_rows(parts) == first_rows(count));
  for (const Rows* rows : {&parts.train, &parts.valid, &parts.test})
    RC_ASSERT(std::is_sorted(rows->begin(), rows->end()));
  if (kind == "last") return;
  RC_ASSERT(parts.test.size() == static_cast<std::size_t>(std::llround(static_cast<double>(count) * test)));
  RC_ASSERT(parts.valid.size() == static_cast<std::size_t>(std::llround(static_cast<double>(count) * valid)));
}

TEST(Split, WithoutFractionsEverythingIsTraining) {
  const Dataset data = make_data(many_ratings(10, 2));
  EXPECT_EQ(split(data, {}, 1).train, first_rows(10));
}

TEST(Split, SeedDecides) {
  const Dataset data = make_data(many_ratings(1000, 20));
  for (const char* kind : {"random", "stratified", "user"}) {
    EXPECT_EQ(split(data, options_of(kind, 0.2), 1).test, split(data, options_of(kind, 0.2), 1).test);
    EXPECT_NE(split(data, options_of(kind, 0.2), 1).test, split(data, options_of(kind, 0.2), 2).test) << kind;
  }
  for (const char* kind : {"user-time", "time", "last"})
    EXPECT_EQ(split(data, options_of(kind, 0.2), 1).test, split(data, options_of(kind, 0.2), 2).test) << kind;
}

// The draw itself must never change: published results name a seed.
TEST(Split, RandomDrawIsFixed) {
  const Dataset data = make_data(many_ratings(20, 4));
  EXPECT_EQ(split(data, options_of("random", 0.2), 1).test, (Rows{1, 3, 9, 13}));
}

TEST(Split, RandomIsUniform) {
  const Dataset data = make_data(many_ratings(200, 4));
  std::vector<int> drawn(200, 0);
  for (std::uint64_t seed = 0; seed < 2000; ++seed)
    for (const std::uint32_t row : split(data, options_of("random", 0.25), seed).test) ++drawn[row];
  // 500 expected, standard deviation 19.4: five of them.
  EXPECT_GT(*std::min_element(drawn.begin(), drawn.end()), 403);
  EXPECT_LT(*std::max_element(drawn.begin(), drawn.end()), 597);
}

TEST(Split, StratifiedKeepsProportionsOfEveryTargetValue) {
  std::vector<Rating> ratings = many_ratings(1003, 9);
  for (std::size_t i = 0; i < ratings.size(); ++i) ratings[i].rating = i % 10 == 0 ? 1.0f : i % 3 == 0 ? 2.0f : 5.0f;
  Dataset data = make_data(ratings);
  std::vector<float> targets(data.target().begin(), data.target().end());
  targets[5] = std::numeric_limits<float>::quiet_NaN();
  data.columns[2] = NumericColumn{std::move(targets)};
  const Split parts = split(data, options_of("stratified", 0.3), 4);
  for (const float value : {1.0f, 2.0f, 5.0f}) {
    const auto has = [&](std::uint32_t row) { return data.target()[row] == value; };
    const auto test = std::count_if(parts.test.begin(), parts.test.end(), has);
    const auto train = std::count_if(parts.train.begin(), parts.train.end(), has);
    EXPECT_NEAR(static_cast<double>(test), 0.3 * static_cast<double>(test + train), 1.0);
  }
  EXPECT_EQ(parts.test.size(), 301u);
}

RC_GTEST_PROP(Split, UserTimeHoldsOutTheLastRowsOfEachUser, (std::uint64_t seed)) {
  const auto count = *rc::gen::inRange<std::size_t>(50, 300);
  const Dataset data = make_data(many_ratings(count, *rc::gen::inRange<std::uint32_t>(1, 8)));
  const Split parts = split(data, options_of("user-time", 0.3, 0.2), seed);
  const auto& user = data.entities[0].row_of;
  std::map<std::uint32_t, double> last_train, first_valid, last_valid, first_test;
  std::map<std::uint32_t, int> train_rows;
  for (const auto row : parts.train) {
    last_train[user[row]] = std::max(last_train[user[row]], data.time[row]);
    ++train_rows[user[row]];
  }
  const auto note = [&](auto& first, std::uint32_t row) {
    const auto [place, inserted] = first.try_emplace(user[row], data.time[row]);
    if (!inserted) place->second = std::min(place->second, data.time[row]);
  };
  for (const auto row : parts.valid) {
    note(first_valid, row);
    last_valid[user[row]] = std::max(last_valid[user[row]], data.time[row]);
  }
  for (const auto row : parts.test) note(first_test, row);
  for (const auto& [who, time] : first_valid) RC_ASSERT(time >= last_train[who]);
  for (const auto& [who, time] : first_test) {
    RC_ASSERT(train_rows[who] > 0);
    RC_ASSERT(time >= last_train[who]);
    if (last_valid.contains(who)) RC_ASSERT(time >= last_valid[who]);
  }
}

TEST(Split, PerUserSharesAreWithinOneRow) {
  const Dataset data = make_data(many_ratings(2000, 30));
  const Split parts = split(data, options_of("user", 0.25), 3);
  std::map<std::uint32_t, int> all, test;
  for (const auto user : data.entities[0].row_of) ++all[user];
  for (const auto row : parts.test) ++test[data.entities[0].row_of[row]];
  for (const auto& [user, count] : all) EXPECT_NEAR(test[user], 0.25 * count, 1.0);
}

TEST(Split, AUserWithOneRowStaysInTraining) {
  const Dataset data = make_data({{1, 1, 1}, {2, 1, 1}, {2, 2, 1}, {2, 3, 1}, {2, 4, 1}});
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    EXPECT_EQ(split(data, options_of("user", 0.5), seed).train.front(), 0u);
}

TEST(Split, TimeIsGlobal) {
  const Dataset data = make_data({{1, 1, 1, 50}, {2, 1, 1, 1e12}, {1, 2, 1, 10.5}, {2, 2, 1, 20}, {1, 3, 1, 60}});
  const Split parts = split(data, options_of("time", 0.4, 0.2), 1);
  EXPECT_EQ(parts.train, (Rows{2, 3}));
  EXPECT_EQ(parts.valid, (Rows{0}));
  EXPECT_EQ(parts.test, (Rows{1, 4}));
}

// Keras: the first int(rows * (1 - fraction)) rows are for training.
TEST(Split, LastIsKerasValidationSplit) {
  const Dataset data = make_data(many_ratings(7, 2));
  EXPECT_EQ(split(data, options_of("last", 0, 0.2), 1).valid, (Rows{5, 6}));
}

TEST(Split, RandomTestWithLastRowsForValidation) {
  const Dataset data = make_data(many_ratings(100, 2));
  const Split parts = split(data, options_of("random+last", 0.1, 0.09), 1);
  EXPECT_EQ(parts.test.size(), 10u);
  EXPECT_EQ(parts.valid.size(), 9u);
  EXPECT_GT(parts.valid.front(), parts.train.back());
  EXPECT_EQ(parts.test, split(data, options_of("random", 0.1), 1).test);
}

TEST(Split, GivenFiles) {
  Dataset data = make_data(many_ratings(10, 2));
  data.sources = {{"d/u1.base", 0}, {"d/u1.test", 6}, {"d/u2.base", 8}};
  const Split parts = split(data, options_of("given:u1", 0), 1);
  EXPECT_EQ(parts.train, first_rows(6));
  EXPECT_EQ(parts.test, (Rows{6, 7}));
  EXPECT_EQ(split(data, options_of("given:u1", 0, 0.2), 1).valid.size(), 2u);
  EXPECT_EQ(error_of([&] { split(data, options_of("given:u3", 0), 1); }).code(), Code::not_found);
  EXPECT_EQ(error_of([&] { split(data, options_of("given", 0), 1); }).code(), Code::usage);
  data.sources.pop_back();
  EXPECT_EQ(split(data, options_of("given", 0), 1).test, (Rows{6, 7, 8, 9}));
}

TEST(Split, TestAndValidFiles) {
  Dataset data = make_data(many_ratings(10, 2));
  data.sources = {{"a.csv", 0}, {"b.csv", 6}, {"c.csv", 8}};
  SplitOptions options;
  options.test_file = "./b.csv";
  options.valid_file = "c.csv";
  const Split parts = split(data, options, 1);
  EXPECT_EQ(parts.train, first_rows(6));
  EXPECT_EQ(parts.test, (Rows{6, 7}));
  EXPECT_EQ(parts.valid, (Rows{8, 9}));
  options.test = 0.1;  // the file is what counts
  EXPECT_EQ(split(data, options, 1).test, (Rows{6, 7}));
  options.test_file = "d.csv";
  EXPECT_EQ(error_of([&] { split(data, options, 1); }).code(), Code::not_found);
}

TEST(Split, FileOfFolds) {
  const Dataset data = make_data(many_ratings(6, 2));
  const TextFile folds("0\n1\r\n2\n 1\n0\n2");
  SplitOptions options = options_of("file:" + folds.path(), 0);
  options.fold = 1;
  EXPECT_EQ(split(data, options, 1).test, (Rows{1, 3}));
  EXPECT_EQ(split(data, options, 1).train, (Rows{0, 2, 4, 5}));
  options.fold = 3;
  EXPECT_EQ(error_of([&] { split(data, options, 1); }).code(), Code::usage);

  const auto splits = cross_validation_splits(data, options, 1);
  ASSERT_EQ(splits.size(), 3u);
  EXPECT_EQ(splits[2].test, (Rows{2, 5}));
}

TEST(Split, FileOfFoldsWithWrongContent) {
  const Dataset data = make_data(many_ratings(3, 2));
  const TextFile letters("0\nx1\n2\n"), brief("0\n1\n");
  const Error word = error_of([&] { split(data, options_of("file:" + letters.path(), 0), 1); });
  EXPECT_EQ(word.code(), Code::bad_data);
  EXPECT_EQ(word.location().line, 2u);
  EXPECT_EQ(word.message(), "not a whole number: 'x1'");
  const Error lines = error_of([&] { split(data, options_of("file:" + brief.path(), 0), 1); });
  EXPECT_EQ(lines.message(), "has 2 lines, the data has 3 rows");
}

TEST(Split, PairsOfAFile) {
  const Dataset data = make_data({{1, 10, 1}, {1, 20, 1}, {1, 10, 1}, {2, 10, 1}, {2, 30, 1}, {3, 30, 1}});
  for (const char* text :
       {"user\titem\n1\t10\n2\t30\n\n", "1::10\n2::30", "1, 10\r\n\"2\", 30 \r\n", "1  10 5\n2 30 1\n"}) {
    const TextFile pairs(text);
    for (const char* kind : {"pairs:", "leave-one-out:"}) {
      const Split parts = split(data, options_of(kind + pairs.path(), 0), 1);
      EXPECT_EQ(parts.test, (Rows{0, 2, 4})) << text;
      EXPECT_EQ(parts.train, (Rows{1, 3, 5}));
    }
  }
  const TextFile more("1 10\n1 30\n7 10\n");
  EXPECT_NE(split(data, options_of("pairs:" + more.path(), 0), 1).label.find("2 of 3 pairs are of no row"),
            std::string::npos);
  EXPECT_TRUE(says_its_test("pairs:" + more.path()));
}

TEST(Split, PairsOfAFileWithWrongContent) {
  const Dataset data = make_data(many_ratings(50, 4));
  const TextFile none("900 901\n902 903\n"), short_line("user,item\n1,10\n1\n"), hole("1\t10\n\t10\n"), empty("\n");
  EXPECT_NE(error_of([&] { split(data, options_of("pairs:" + none.path(), 0), 1); }).message().find("has 2 pairs"),
            std::string::npos);
  const Error broken = error_of([&] { split(data, options_of("pairs:" + short_line.path(), 0), 1); });
  EXPECT_EQ(broken.location().line, 3u);
  EXPECT_NE(broken.message().find("expected a user and an item"), std::string::npos);
  EXPECT_EQ(error_of([&] { split(data, options_of("pairs:" + hole.path(), 0), 1); }).location().line, 2u);
  EXPECT_EQ(error_of([&] { split(data, options_of("pairs:" + empty.path(), 0), 1); }).code(), Code::bad_data);
  EXPECT_EQ(error_of([&] { split(data, options_of("pairs", 0), 1); }).code(), Code::usage);
}

TEST(Split, LeaveOneOut) {
  const Dataset data = make_data(
      {{1, 10, 1, 5}, {1, 20, 1, 9}, {1, 30, 1, 7}, {2, 10, 1, 3}, {3, 10, 1, 1}, {3, 20, 1, 1}, {3, 30, 1, 0}});
  const Split by_time = split(data, options_of("leave-one-out", 0), 1);
  EXPECT_EQ(by_time.test, (Rows{1, 5}));  // user 2 keeps its only row
  EXPECT_NE(by_time.label.find("last by time"), std::string::npos);
  const Split both = split(data, options_of("leave_one_out:last+leave-one-out", 0), 1);
  EXPECT_EQ(both.test, (Rows{1, 5}));
  EXPECT_EQ(both.valid, (Rows{2, 4}));
  EXPECT_EQ(all_rows(both), first_rows(7));

  std::set<std::uint32_t> of_first;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Split random = split(data, options_of("leave-one-out:random+leave-one-out:random", 0), seed);
    ASSERT_EQ(random.test.size(), 2u);
    ASSERT_EQ(random.valid.size(), 2u);
    EXPECT_EQ(all_rows(random), first_rows(7));
    of_first.insert(random.test.front());
  }
  EXPECT_EQ(of_first, (std::set<std::uint32_t>{0, 1, 2}));
}

TEST(Split, LeaveOneOutIsRandomWithoutTimes) {
  Dataset data = make_data(many_ratings(100, 10));
  data.time = {};
  EXPECT_NE(split(data, options_of("leave-one-out", 0), 1).label.find("at random, seed 1"), std::string::npos);
  EXPECT_NE(split(data, options_of("leave-one-out", 0), 1).test, split(data, options_of("leave-one-out", 0), 2).test);
  EXPECT_EQ(error_of([&] { split(data, options_of("leave-one-out:last", 0), 1); }).code(), Code::usage);
}

TEST(Split, NewUsersGiveAPartOfTheirRows) {
  const Dataset data = make_data(many_ratings(200, 20));
  const RowCodes user = codes_of(data, Role::user);
  std::set<std::uint32_t> held_out[2];
  for (const std::uint64_t seed : {1, 2}) {
    const Split parts = split(data, options_of("new-users:0.25", 0.1, 0.1), seed);
    std::vector<std::size_t> tested(user.count), given(user.count, 0);
    std::vector<std::uint8_t> in_part(data.rows, 0);
    for (const auto* rows : {&parts.train, &parts.valid, &parts.test})
      for (const std::uint32_t row : *rows) in_part[row] = 1;
    for (const std::uint32_t row : parts.test) ++tested[user.codes[row]];
    for (std::uint32_t row = 0; row < data.rows; ++row)
      if (!in_part[row]) ++given[user.codes[row]];
    for (const auto* rows : {&parts.train, &parts.valid})
      for (const std::uint32_t row : *rows) EXPECT_EQ(tested[user.codes[row]] + given[user.codes[row]], 0u);
    for (std::uint32_t code = 0; code < user.count; ++code) {
      EXPECT_EQ(tested[code] > 0, given[code] > 0);
      if (tested[code] > 0) held_out[seed - 1].insert(code);
      if (tested[code] + given[code] > 3) {
        EXPECT_NEAR(static_cast<double>(given[code]), 0.25 * static_cast<double>(tested[code] + given[code]), 0.5);
      }
    }
    EXPECT_EQ(held_out[seed - 1].size(), 2u);
    EXPECT_NE(parts.label.find("new-users:0.25"), std::string::npos);
  }
  EXPECT_NE(held_out[0], held_out[1]);
  EXPECT_TRUE(holds_out_users("new_users"));
  EXPECT_FALSE(holds_out_users("user"));
  for (const char* wrong : {"new-users:0", "new-users:1", "new-users:half"})
    EXPECT_NE(error_of([&] { split(data, options_of(wrong, 0.1), 1); }).message().find("between 0 and 1"),
              std::string::npos);
  EXPECT_EQ(error_of([&] { split(data, options_of("new-users", 0), 1); }).remedy(), "add --test 0.1");
}

TEST(Split, ARowOfEachUserForValidationTakesNoFraction) {
  const Dataset data = make_data(many_ratings(100, 10));
  EXPECT_TRUE(has_validation(options_of("leave-one-out+leave-one-out", 0)));
  EXPECT_FALSE(has_validation(options_of("leave-one-out", 0)));
  EXPECT_EQ(error_of([&] { split(data, options_of("leave-one-out+leave-one-out", 0, 0.1), 1); }).code(), Code::usage);
  EXPECT_EQ(error_of([&] { split(data, options_of("leave-one-out", 0.2), 1); }).code(), Code::usage);
  EXPECT_EQ(split(data, options_of("leave-one-out", 0, 0.1), 1).valid.size(), 10u);
}

TEST(Split, ColumnOfFolds) {
  const Dataset data =
      testing::rating_builder(many_ratings(4, 2)).add("fold", Numbers{std::vector<float>{0, 1, 1, 0}}).build();
  SplitOptions options = options_of("column:fold", 0);
  options.fold = 1;
  EXPECT_EQ(split(data, options, 1).test, (Rows{1, 2}));
  EXPECT_EQ(error_of([&] { split(data, options_of("column:none", 0), 1); }).code(), Code::usage);
}

TEST(Split, Kfold) {
  const Dataset data = make_data(many_ratings(103, 7));
  SplitOptions options = options_of("kfold", 0);
  options.folds = 4;
  Rows tested;
  for (options.fold = 0; options.fold < 4; ++options.fold) {
    const Split parts = split(data, options, 9);
    EXPECT_NEAR(static_cast<double>(parts.test.size()), 103 / 4.0, 1.0);
    tested.insert(tested.end(), parts.test.begin(), parts.test.end());
  }
  std::sort(tested.begin(), tested.end());
  EXPECT_EQ(tested, first_rows(103));
  EXPECT_EQ(error_of([&] { split(data, options, 9); }).code(), Code::usage);
  options.fold = 2;
  EXPECT_EQ(cross_validation_splits(data, options, 9)[2].test, split(data, options, 9).test);
}

TEST(CrossValidation, TestsEachRowOnce) {
  const Dataset data = make_data(many_ratings(211, 7));
  for (const char* kind : {"random", "stratified", "user"}) {
    const auto splits = cross_validation_splits(data, options_of(kind, 0, 0.1), 5);
    ASSERT_EQ(splits.size(), 5u);
    Rows tested;
    for (const Split& parts : splits) {
      EXPECT_EQ(all_rows(parts), first_rows(211));
      EXPECT_EQ(parts.valid.size(), 21u);
      EXPECT_NEAR(static_cast<double>(parts.test.size()), 211 / 5.0, 1.0);
      tested.insert(tested.end(), parts.test.begin(), parts.test.end());
    }
    std::sort(tested.begin(), tested.end());
    EXPECT_EQ(tested, first_rows(211)) << kind;
  }
  EXPECT_EQ(error_of([&] { cross_validation_splits(data, options_of("time", 0), 5); }).code(), Code::usage);
}

TEST(Split, RejectsWhatCannotBe) {
  const Dataset data = make_data(many_ratings(10, 2));
  const auto code = [&](const SplitOptions& options) { return error_of([&] { split(data, options, 1); }).code(); };
  EXPECT_EQ(code(options_of("random", 1.0)), Code::usage);
  EXPECT_EQ(code(options_of("random", -0.1)), Code::usage);
  EXPECT_EQ(code(options_of("random", std::numeric_limits<double>::quiet_NaN())), Code::usage);
  EXPECT_EQ(code(options_of("random", 0.6, 0.4)), Code::usage);
  EXPECT_EQ(code(options_of("random", 0.01)), Code::usage);
  EXPECT_EQ(code(options_of("random", 0.96)), Code::usage);
  EXPECT_EQ(code(options_of("shuffled", 0.2)), Code::usage);
  EXPECT_EQ(code(options_of("random:3", 0.2)), Code::usage);
  EXPECT_EQ(code(options_of("file:", 0)), Code::usage);
  EXPECT_EQ(code(options_of("kfold", 0.2)), Code::usage);
  EXPECT_EQ(code(options_of("file:/no/such/file", 0)), Code::not_found);
}

TEST(Split, NeedsUserAndTimeWhereTheKindDoes) {
  Dataset data = make_data(many_ratings(10, 2), false);
  data.time = std::vector<double>(data.rows, 0.0);
  const auto code = [&](const SplitOptions& options) { return error_of([&] { split(data, options, 1); }).code(); };
  EXPECT_EQ(code(options_of("time", 0.2)), Code::usage);  // the same time everywhere
  data.time = {};
  EXPECT_EQ(code(options_of("time", 0.2)), Code::usage);
  data.schema.fields[0].role = Role::feature;
  EXPECT_EQ(code(options_of("user", 0.2)), Code::usage);
}

RC_GTEST_PROP(DistinctValues, AreThoseOfASet, (const std::vector<int>& values)) {
  const std::set<int> expected(values.begin(), values.end());
  RC_ASSERT(distinct_values(std::span<const int>(values)) == std::vector<int>(expected.begin(), expected.end()));
}

TEST(DistinctValues, ManyMoreThanAreSetAsideAtOnce) {
  std::vector<int> values;
  for (int i = 0; i < 50'000; ++i) values.push_back((i * 7919) % 20'000);
  const auto found = distinct_values(std::span<const int>(values));
  ASSERT_EQ(found.size(), 20'000u);
  EXPECT_EQ(found.back(), 19'999);
}

RC_GTEST_PROP(Apportion, GivesAllSeatsInProportion, (std::uint64_t seed)) {
  const auto sizes =
      *rc::gen::nonEmpty(rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 50)));
  const std::uint64_t total = std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0});
  const std::uint64_t seats = *rc::gen::inRange<std::uint64_t>(0, total + 1);
  const auto given = splits::apportion(sizes, sizes, seats, seed);
  RC_ASSERT(std::accumulate(given.begin(), given.end(), std::uint64_t{0}) == seats);
  for (std::size_t g = 0; g < sizes.size() && total > 0; ++g) {
    RC_ASSERT(given[g] * total + total > sizes[g] * seats);
    RC_ASSERT(given[g] * total < sizes[g] * seats + total);
  }
}

}  // namespace
}  // namespace interplay
