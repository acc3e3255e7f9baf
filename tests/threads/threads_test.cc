// One model, index and recommender, asked by many threads at once, answer each as they answer one thread; under the
// thread sanitizer (`make sanitize-threads`) they also share no memory that anybody writes.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "interplay/encode.h"
#include "interplay/explain.h"
#include "interplay/item_index.h"
#include "interplay/model.h"
#include "interplay/recommend.h"
#include "interplay/score.h"
#include "score/random_model.h"

namespace interplay::testing {
namespace {

constexpr int thread_count = 4;

// The answers of one thread, as text that says all of them to the bit.
class Answers {
 public:
  Answers& operator<<(float value) {
    text_ << std::hexfloat << value << ' ';
    return *this;
  }
  Answers& operator<<(double value) {
    text_ << std::hexfloat << value << ' ';
    return *this;
  }
  Answers& operator<<(const std::string& value) {
    text_ << value << ' ';
    return *this;
  }
  Answers& operator<<(const std::vector<ItemIndex::Ranked>& ranking) {
    for (const auto& [item, score] : ranking) *this << std::to_string(item) << score;
    return *this;
  }
  Answers& operator<<(const std::vector<Scored>& list) {
    for (const Scored& scored : list) *this << scored.item << scored.score;
    return *this;
  }
  Answers& operator<<(const std::vector<float>& values) {
    for (const float value : values) *this << value;
    return *this;
  }
  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
};

// `ask(answers)` by all threads, which start together: what is made at the first request is requested by all at once.
void expect_equal_answers(const std::function<void(Answers&)>& ask) {
  std::atomic<int> ready = 0;
  std::vector<std::string> found(thread_count);
  std::vector<std::thread> threads;
  for (std::string& of_thread : found)
    threads.emplace_back([&of_thread, &ask, &ready] {
      ++ready;
      while (ready < thread_count) std::this_thread::yield();
      Answers answers;
      ask(answers);
      of_thread = answers.text();
    });
  for (std::thread& thread : threads) thread.join();
  ASSERT_FALSE(found[0].empty());
  for (const std::string& of_thread : found) EXPECT_EQ(of_thread, found[0]);
  Answers alone;
  ask(alone);
  EXPECT_EQ(alone.text(), found[0]);
}

// Every tenth pair of a user and an item, at an hour.
Dataset pairs_of(const Model& model, std::uint32_t users, std::uint32_t items) {
  Dataset data;
  data.schema = model.schema();
  data.columns = model.star().columns;
  data.entities = model.star().entities;
  std::vector<std::uint32_t> of_user, of_item, hours;
  for (std::uint32_t pair = 0; pair < users * items; pair += 10) {
    of_user.push_back(1 + pair / items);
    of_item.push_back(1 + pair % items);
    hours.push_back(pair % 5);
  }
  data.rows = hours.size();
  data.entities[0].row_of = of_user;
  data.entities[1].row_of = of_item;
  data.columns[4] = CategoricalColumn{hours};
  return data;
}

struct Case {
  std::string name;
  RandomModel model;
  bool has_vectors = true;
};

class ManyThreads : public ::testing::TestWithParam<Case> {
 protected:
  Model model() const { return make_random_model(GetParam().model); }
  std::uint32_t users() const { return GetParam().model.users; }
  std::uint32_t items() const { return GetParam().model.items; }
  std::string user(std::uint32_t number) const { return std::to_string(1 + number % users()); }
};

TEST_P(ManyThreads, AskAModel) {
  const Model model = this->model();
  const Dataset pairs = pairs_of(model, users(), items());
  expect_equal_answers([&](Answers& answers) {
    const Model copy = model;
    answers << copy.predict(pairs, {}, 1) << copy.predict(pairs, {}, 3);
    answers << copy.predict_with_deviation(pairs, {}, 2).predictive;
    for (std::uint32_t row = 0; row < 20; ++row) answers << explain(model, pairs, row).score;
  });
}

TEST_P(ManyThreads, AskSessions) {
  const Model model = this->model();
  const ScoringSession session(model, {.threads = 2});
  const ItemIndex index(model);
  expect_equal_answers([&](Answers& answers) {
    ScoringSession copy = session, of_index = index.session(), own(model);
    for (std::uint32_t u = 0; u < users(); ++u) {
      const std::string id = user(u), item = std::to_string(1 + 7 * u % items());
      answers << copy.predict(id, item) << of_index.predict(id, item) << own.predict(id, item);
      const std::vector<ScoringSession::NamedValue> values = {{"user", id}, {"item", item}, {"hour", "2"}};
      answers << copy.predict(values);
    }
  });
}

TEST_P(ManyThreads, AskAnIndex) {
  const Model model = this->model();
  const ItemIndex index(model, {.scoring = {.threads = 2}});
  expect_equal_answers([&](Answers& answers) {
    std::vector<std::string> ids;
    for (std::uint32_t u = 0; u < users(); ++u) ids.push_back(user(u));
    const std::vector<std::string_view> views(ids.begin(), ids.end());
    for (const std::string_view id : views)
      answers << index.top(id, 5) << index.top(id, 3, {.accepts = [](std::uint32_t item) { return item % 3 == 0; }});
    for (const auto& ranking : index.top(views, 5)) answers << ranking;
    const ItemIndex copy = index;
    answers << copy.top("nobody", 5);
  });
}

TEST_P(ManyThreads, AskARecommender) {
  const Model model = this->model();
  // The first requests make the index, the vectors of similar items and users, the sums of reasons.
  const Recommender recommender(model);
  const Histories seen(recommender, pairs_of(model, users(), items()));
  expect_equal_answers([&](Answers& answers) {
    const ItemSet listed = recommender.items({.only = {"tags!=3"}});
    const std::vector<std::string> ids = {user(0), user(1), user(2), user(3)};
    for (const std::string& id : ids) answers << recommender.recommend(id, 5);
    for (const auto& list : recommender.recommend(ids, 5)) answers << list;
    for (const UserList& list : recommender.lists(ids, {.count = 5, .items = &listed, .seen = &seen, .threads = 2}))
      answers << list.items;
    for (const Reasons::Term& term : recommender.reasons(ids[0], "5", 3, &seen).terms)
      answers << term.name << term.contribution;
    if (!GetParam().has_vectors) return;
    for (const UserList& list : recommender.lists(ids, {.count = 5, .diverse = 0.4})) answers << list.items;
    for (const Similarity similarity : {Similarity::cosine, Similarity::dot, Similarity::euclid})
      answers << recommender.similar("5", 4, similarity) << recommender.similar_users(ids[1], 4, similarity);
  });
}

INSTANTIATE_TEST_SUITE_P(
    Models, ManyThreads,
    ::testing::Values(
        Case{"fm", {.name = "fm", .items = 200}}, Case{"draws", {.name = "fm", .items = 200, .members = 6}},
        Case{"probabilities", {.name = "fm", .target_kind = "binary", .items = 200, .members = 3}},
        Case{"levels",
             {.name = "fm", .target_kind = "ordinal", .solver = "mcmc", .items = 200, .members = 3, .noise = true}},
        Case{"linear", {.name = "linear", .items = 200}, false},
        Case{"perceptron", {.name = "deepfm", .users = 10, .items = 60}}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace interplay::testing
