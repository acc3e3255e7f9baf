// A model, a term and a layer are one file each: this program has those of this folder, with terms that read each
// other.
#include "contract/one_step.h"
#include "exercise/small_ratings.h"
#include "interplay/explain.h"
#include "models/table.h"
#include "terms/gradient_check.h"

namespace interplay::testing {
namespace {

// Targets follow whether user and item are both odd or both even: no sum over users and items does.
struct Encoded {
  TemporaryFolder folder;
  Dataset data;
  Split split;
  Encoded() {
    std::string text = "user,item,rating\n";
    for (int user = 1; user <= 60; ++user)
      for (int item = 1; item <= 20; ++item)
        text += std::to_string(user) + "," + std::to_string(item) + "," + ((user + item) % 2 == 1 ? "5" : "1") + "\n";
    write_bytes(folder / "parities.csv", text);
    data = read(std::vector{(folder / "parities.csv").string()}, {});
    split = all_but(data, 5);
    data = encode(std::move(data), split.train, {});
  }
};

TrainOptions tower_options(bool batch_norm, int threads = 1) {
  TrainOptions options = default_options("tower");
  options.batch_norm = batch_norm;
  options.threads = threads;
  options.adapt = false;
  return options;
}

TEST(ExerciseModel, IsOfferedAndRefusesOptionsThatItDoesNotRead) {
  EXPECT_NO_THROW(models::definition("tower"));
  TrainOptions options = default_options("tower");
  options.pairs_within_bags = !options.pairs_within_bags;
  EXPECT_THAT(refusal([&] { check_training(options, false); }),
              ::testing::HasSubstr("model 'tower' has no option 'pairs_within_bags'"));
}

TEST(ExerciseModel, TrainsAndPredictsTheSameAfterLoading) {
  for (const bool batch_norm : {false, true}) {
    const Encoded ratings;
    const Model trained = train(ratings.data, ratings.split, tower_options(batch_norm));
    const auto& losses = trained.history().epochs;
    EXPECT_LT(losses.back().loss, 0.2 * losses.front().loss);
    trained.save(ratings.folder / "model.safetensors");
    const Model loaded = Model::load(ratings.folder / "model.safetensors");
    EXPECT_EQ(loaded.predict(ratings.data), trained.predict(ratings.data));
  }
}

TEST(ExerciseModel, IsTheSameForEveryNumberOfThreads) {
  for (const bool batch_norm : {false, true}) {
    const Encoded ratings;
    const auto predictions = [&](int threads) {
      TrainOptions options = tower_options(batch_norm, threads);
      options.dropout = 0.3;
      // Rows and numbers enough for several shards, and to wake other threads.
      options.batch = 1200;
      options.rank = 32;
      options.epochs = 3;
      return train(ratings.data, ratings.split, options).predict(ratings.data);
    };
    EXPECT_EQ(predictions(1), predictions(3));
  }
}

// The gradient of a block is the sum over its readers, through blocks of every stage.
TEST(ExerciseModel, GradientsAgreeWithDifferences) {
  for (const bool batch_norm : {false, true}) {
    const Encoded ratings;
    TrainOptions options = tower_options(batch_norm);
    options.activation = "tanh";
    const ModelPlan plan = models::plan_of(ratings.data.schema, options, {});
    Parameters parameters({plan.specs().begin(), plan.specs().end()});
    parameters.initialize(3);
    for (const Tensor& tensor : parameters.tensors()) {
      RandomStream random(7, Purpose::search, tensor.rows);
      for (std::size_t r = 0; r < tensor.rows; ++r)
        for (std::size_t k = 0; k < tensor.columns; ++k)
          parameters.writable(tensor).row(r)[k] += 0.5f * (random.uniform() - 0.5f);
    }
    const std::vector<FieldView> fields = input_views(ratings.data);
    const std::span<const std::uint32_t> rows = std::span<const std::uint32_t>(ratings.split.train).first(150);
    OneStep step(plan, {fields, rows}, ratings.data.target());
    const Parameters gradient = step.gradient(parameters);
    for (TensorId id = 0; id < gradient.size(); ++id) {
      const Tensor& tensor = parameters[id];
      for (std::size_t r = 0; r < tensor.rows && tensor.trainable; ++r)
        for (std::size_t k = 0; k < tensor.columns; ++k)
          expect_slope(
              parameters.writable(tensor).row(r)[k], gradient[id].row(r)[k], [&] { return step.loss(parameters); },
              tensor.name);
    }
  }
}

TEST(ExerciseModel, IsExplainedAndDescribed) {
  const Encoded ratings;
  const Model model = train(ratings.data, ratings.split, tower_options(false));
  const Explanation explanation = explain(model, ratings.data, 0);
  double sum = 0;
  for (const auto& entry : explanation.entries) sum += entry.contribution;
  EXPECT_NEAR(sum, static_cast<double>(explanation.score), 1e-4);
  bool described = false;
  for (const Model::Part& part : model.parts()) described = described || part.name == "products";
  EXPECT_TRUE(described);
}

}  // namespace
}  // namespace interplay::testing
