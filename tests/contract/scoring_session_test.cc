// ScoringSession gives what Model::predict gives, to the bit, for every kind of model.
#include "interplay/encode.h"
#include "interplay/score.h"

#include <gtest/gtest.h>

#include <thread>

#include "contract/served_models.h"
#include "interplay/error.h"

namespace interplay::testing {
namespace {

using Views = std::vector<ScoringSession::NamedValue>;

Views named_values(const std::vector<std::pair<std::string, std::string>>& values) {
  return {values.begin(), values.end()};
}

class EveryServedModel : public ::testing::TestWithParam<ServedModel> {};

TEST_P(EveryServedModel, PredictsASingleRowAsAllOfThem) {
  const auto [toy, model] = GetParam().train();
  const std::vector<float> expected = model.predict(toy.data);
  // Sums beforehand, and for each row.
  for (const std::size_t bytes : {std::size_t{1} << 28, std::size_t{0}}) {
    ScoringSession session(model, {.table_bytes = bytes, .threads = 2});
    for (std::size_t row = 0; row < toy.data.rows; ++row)
      ASSERT_EQ(session.predict(named_values(row_values(toy.data, row))), expected[row]) << row;
  }
}

TEST_P(EveryServedModel, PredictsPairsOfIdsKnownAndUnknown) {
  const auto [toy, model] = GetParam().train();
  ScoringSession session(model);
  for (const char* user : {"u0", "u7", "u11", "nobody", ""}) {
    for (const char* item : {"100", "156", "3", "x"}) {
      const std::vector<std::pair<std::string, std::string>> values = {{"user", user}, {"item", item}};
      const float expected = model.predict(encode_row(model.star(), values)).front();
      EXPECT_EQ(session.predict(user, item), expected) << user << " " << item;
      EXPECT_EQ(session.predict(named_values(values)), expected) << user << " " << item;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Models, EveryServedModel, ::testing::ValuesIn(served_models()),
                         [](const auto& test) { return test.param.name; });

TEST(ScoringSession, IsCopiedForEveryThread) {
  const Toy toy = make_toy();
  const Model model = train(toy.data, toy.split, small_options("fm"));
  const std::vector<float> expected = model.predict(toy.data);
  ScoringSession first(model);
  std::vector<std::vector<float>> found(4);
  std::vector<std::thread> threads;
  for (std::vector<float>& of_thread : found)
    threads.emplace_back([&of_thread, &toy, session = first]() mutable {
      for (std::size_t row = 0; row < toy.data.rows; ++row)
        of_thread.push_back(session.predict(named_values(row_values(toy.data, row))));
    });
  for (std::thread& thread : threads) thread.join();
  for (const std::vector<float>& of_thread : found) EXPECT_EQ(of_thread, expected);
  const ScoringSession second = first;
  first = ScoringSession(model);
  first = second;
  EXPECT_EQ(first.predict(named_values(row_values(toy.data, 0))), expected[0]);
}

TEST(ScoringSession, ForgetsTheRowBefore) {
  const Toy toy = make_toy();
  const Model model = train(toy.data, toy.split, small_options("fm"));
  ScoringSession session(model);
  const float alone = session.predict("u1", "107");
  const Views hour = {{"user", "u1"}, {"item", "107"}, {"hour", "23"}};
  EXPECT_NE(session.predict(hour), alone);
  EXPECT_EQ(session.predict("u1", "107"), alone);
}

TEST(ScoringSession, RefusesWhatEncodeRowRefuses) {
  const Toy toy = make_toy();
  const Model model = train(toy.data, toy.split, small_options("fm"));
  ScoringSession session(model);
  for (const Views& wrong : {Views{{"shoe", "1"}}, Views{{"user", "u1"}, {"user", "u2"}}, Views{{"hour", "noon"}},
                             Views{{"user", "u1"}, {"age", "30"}}}) {
    const std::vector<std::pair<std::string, std::string>> values(wrong.begin(), wrong.end());
    std::string expected;
    try {
      encode_row(model.star(), values);
    } catch (const Error& error) {
      expected = error.what();
    }
    try {
      session.predict(wrong);
      FAIL() << wrong.front().first;
    } catch (const Error& error) {
      EXPECT_EQ(error.what(), expected);
    }
  }
}

}  // namespace
}  // namespace interplay::testing
