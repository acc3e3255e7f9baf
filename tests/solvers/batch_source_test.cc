// Training on batches from other sources than the shuffled rows in memory.
#include "solvers/gradient/batch_source.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <set>

#include "interplay/build.h"
#include "interplay/encode.h"
#include "interplay/error.h"
#include "plan/run.h"
#include "solvers/gradient/negative_rows.h"
#include "solvers/planted.h"
#include "solvers/start_loss.h"
#include "terms/pairwise.h"

namespace interplay {
namespace {

using testing::Planted;
using testing::Training;

// The order of another source, read as from a store: columns come in blocks of so many rows, and only what is left of
// the last block stands in memory beside the next one. Fields are columns of the interactions, categories all.
class BlocksInMemory final : public BatchSource {
 public:
  BlocksInMemory(const EpochRows& rows, std::size_t batch, std::size_t block_rows)
      : rows_(rows), order_(rows, 1), batch_(batch), block_rows_(block_rows) {}

  std::size_t size() const override { return order_.size(); }
  std::size_t most_rows() const override { return batch_; }
  double mean_weight() const override { return order_.mean_weight(); }
  void start(std::uint64_t epoch) override {
    order_.start(epoch);
    left_ = order_.size();
    rows_in_memory_.clear();
    first_ = 0;
  }
  LabeledBatch next() override {
    const std::size_t wanted = std::min(batch_, left_ + rows_in_memory_.size() - first_);
    while (rows_in_memory_.size() - first_ < wanted) load_block();
    const std::size_t first = std::exchange(first_, first_ + wanted);
    return {{views_, std::span<const std::uint32_t>(places_).subspan(first, wanted)},
            std::span<const float>(target_).subspan(first, wanted),
            {},
            {},
            std::span<const std::uint32_t>(rows_in_memory_).subspan(first, wanted)};
  }
  std::size_t blocks() const { return blocks_; }

 private:
  void load_block() {
    rows_in_memory_.erase(rows_in_memory_.begin(), rows_in_memory_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
    for (std::size_t i = 0; i < block_rows_ && left_ > 0; ++i, --left_)
      rows_in_memory_.push_back(order_.next().interaction.front());
    places_.resize(rows_in_memory_.size());
    std::iota(places_.begin(), places_.end(), 0u);
    target_.clear();
    for (const std::uint32_t row : rows_in_memory_) target_.push_back(rows_.target[row]);
    columns_.clear();
    for (const FieldView& view : rows_.fields) {
      std::vector<std::uint32_t> codes;
      for (const std::uint32_t row : rows_in_memory_)
        codes.push_back(std::get<CategoricalColumn>(*view.column).codes[view.row(row)]);
      columns_.emplace_back(CategoricalColumn{codes});
    }
    views_.clear();
    for (std::size_t f = 0; f < columns_.size(); ++f) views_.push_back({rows_.fields[f].field, &columns_[f], nullptr});
    ++blocks_;
  }

  EpochRows rows_;
  OrderedRows order_;
  std::size_t batch_, block_rows_, left_ = 0, first_ = 0, blocks_ = 0;
  std::vector<std::uint32_t> rows_in_memory_, places_;
  std::vector<float> target_;
  std::vector<Column> columns_;
  std::vector<FieldView> views_;
};

TEST(BatchSource, BlocksOfColumnsGiveTheBitsOfTheSameOrderInMemory) {
  const Planted data(60, 50, 5500, 0.1);
  TrainOptions options;
  options.optimizer = "adam";
  options.learning_rate = 0.01;
  for (const std::int64_t batch : {64, 1000, 2048}) {
    options.batch = batch;
    Training in_memory(data, options);
    in_memory.passes(3);
    Training by_blocks(data, options);
    BlocksInMemory source(training_rows(*by_blocks.problem), static_cast<std::size_t>(batch), 1000);
    by_blocks.problem->batches = &source;
    by_blocks.solver = make_solver(*by_blocks.problem, by_blocks.parameters);
    by_blocks.passes(3);
    EXPECT_EQ(source.blocks(), 3 * 6u);
    EXPECT_EQ(std::memcmp(in_memory.parameters.block().data(), by_blocks.parameters.block().data(),
                          in_memory.parameters.block().size_bytes()),
              0)
        << batch;
  }
}

TEST(BatchSource, IsRefusedByOtherSolvers) {
  const Planted data(6, 5, 40, 0.1);
  TrainOptions options;
  options.optimizer = "sgd";
  options.batch = 1;
  Training run(data, options);
  EXPECT_EQ(run.solver->name(), "fused");
  OrderedRows source(training_rows(*run.problem), 1);
  run.problem->batches = &source;
  EXPECT_EQ(make_solver(*run.problem, run.parameters)->name(), "minibatch") << "single rows of a source are batches";
  for (const char* solver : {"als", "mcmc", "sgda"}) {
    run.options.solver = solver;
    try {
      make_solver(*run.problem, run.parameters);
      ADD_FAILURE() << solver;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::usage);
      EXPECT_NE(error.message().find("reads the training rows themselves"), std::string::npos) << error.message();
    }
  }
}

// Who took which item. Items are popular to very different degrees, and users prefer those of their own kind: a user
// of kind c takes an item of kind c ten times as likely as another one that is as popular.
struct Implicit {
  static constexpr std::uint32_t users = 150, items = 120, kinds = 4, taken = 16, kept = 4;

  Implicit() {
    std::vector<std::int64_t> user, item;
    RandomStream random(9, Purpose::synthesize);
    std::vector<std::set<std::uint32_t>> baskets(users);
    for (std::uint32_t u = 0; u < users; ++u)
      while (baskets[u].size() < taken) {
        const std::uint32_t i = random.below(items);
        const double common = 1 / (1 + static_cast<double>(i) / 15);
        if (random.uniform_double() < common * (i % kinds == u % kinds ? 1 : 0.1)) baskets[u].insert(i);
      }
    for (std::uint32_t u = 0; u < users; ++u) {
      std::vector<std::uint32_t> basket(baskets[u].begin(), baskets[u].end());
      shuffle(std::span(basket), random);
      for (std::uint32_t n = 0; n < taken; ++n) {
        (n < kept ? held_out : training).push_back(static_cast<std::uint32_t>(user.size()));
        user.push_back(u + 1);
        item.push_back(basket[n] + 1);
      }
    }
    for (const std::uint32_t row : training) ++popularity[static_cast<std::size_t>(item[row])];
    // For each held-out row one with an item that its user has not taken at all.
    for (const std::uint32_t row : held_out) {
      std::uint32_t other = random.below(items);
      while (baskets[static_cast<std::size_t>(user[row]) - 1].contains(other)) other = random.below(items);
      negatives.push_back(static_cast<std::uint32_t>(user.size()));
      user.push_back(user[row]);
      item.push_back(other + 1);
    }
    item_of = item;
    DatasetBuilder builder;
    builder.add("user", Ids{user}, Role::user).add("item", Ids{item}, Role::item);
    data = encode(builder.build(), training, {});
    views = input_views(data);
  }

  // The share of held-out rows whose score is above that of a row with an item that was not taken; ties count half.
  template <class Score>
  double auc(const Score& score) const {
    double sum = 0;
    for (const std::uint32_t positive : held_out)
      for (const std::uint32_t negative : negatives)
        sum += score(positive) > score(negative) ? 1 : score(positive) == score(negative) ? 0.5 : 0;
    return sum / static_cast<double>(held_out.size() * negatives.size());
  }
  double auc_of_popularity() const {
    return auc([&](std::uint32_t row) { return popularity[static_cast<std::size_t>(item_of[row])]; });
  }

  Dataset data;
  std::vector<FieldView> views;
  std::vector<std::uint32_t> training, held_out, negatives;
  std::vector<std::int64_t> item_of;
  std::vector<double> popularity = std::vector<double>(items + 1);
};

struct Ranking {
  Ranking(const Implicit& of, int threads) : implicit(of), plan(of.data.schema), pool(threads) {
    plan.add(linear(plan.table("linear", 1, {.penalty = Penalty::linear})));
    plan.add(pairwise(plan.table("embedding", 8, {.initializer = {Initializer::Kind::normal, 0.1}})));
    const Loss& bpr = loss_named("bpr");
    plan.finish(sum_head(false, 0), {.link = link_named(bpr.link()), .loss = &bpr});
    parameters = Parameters({plan.specs().begin(), plan.specs().end()});
    parameters.initialize(1);
    options.optimizer = "adam";
    options.batch = 512;
    options.learning_rate = 0.01;
    options.l2 = options.l2_linear = 0;
    options.l2_factors = 1e-3;
    problem = std::make_unique<Problem>(Problem{plan, options, of.views, of.training, {}, {}, pool});
    source = negative_rows(of.data, training_rows(*problem), {.count = 3}, 512);
    problem->batches = source.get();
  }
  double train(std::int64_t passes) {
    const auto solver = make_solver(*problem, parameters);
    double loss = 0;
    for (std::int64_t epoch = 1; epoch <= passes; ++epoch)
      loss = solver->pass(epoch, options.learning_rate, [](double) { return true; }).loss;
    return loss;
  }
  double auc() const {
    std::vector<std::uint32_t> all(implicit.data.rows);
    std::iota(all.begin(), all.end(), 0u);
    std::vector<float> scores(all.size());
    score(plan, parameters, {implicit.views, all}, pool, scores);
    return implicit.auc([&](std::uint32_t row) { return scores[row]; });
  }

  const Implicit& implicit;
  TrainOptions options;
  ModelPlan plan;
  Parameters parameters;
  TaskPool pool;
  std::unique_ptr<BatchSource> source;
  std::unique_ptr<Problem> problem;
};

TEST(BatchSource, NegativesTeachWhatIsTakenBeyondPopularity) {
  const Implicit implicit;
  Ranking ranking(implicit, 2);
  const double start = start_loss(*ranking.problem, ranking.parameters);
  EXPECT_NEAR(start, 3 * std::log(2.0), 0.08) << "three pairs of a positive, each won as often as lost";
  EXPECT_LT(ranking.train(60), 0.6 * start);
  const double popularity = implicit.auc_of_popularity();
  EXPECT_GT(popularity, 0.6);
  const double auc = ranking.auc();
  EXPECT_GT(auc, popularity + 0.05) << popularity;
  RecordProperty("auc", std::to_string(auc));
  RecordProperty("auc_of_popularity", std::to_string(popularity));
}

TEST(BatchSource, NegativesGiveTheSameBitsForEveryNumberOfThreads) {
  const Implicit implicit;
  Ranking one(implicit, 1);
  const double loss = one.train(2);
  for (const int threads : {2, 3, 8}) {
    Ranking more(implicit, threads);
    EXPECT_EQ(more.train(2), loss);
    EXPECT_EQ(
        std::memcmp(one.parameters.block().data(), more.parameters.block().data(), one.parameters.block().size_bytes()),
        0)
        << threads;
  }
}

}  // namespace
}  // namespace interplay
