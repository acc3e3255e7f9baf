#include "workflow/worth.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/evaluate.h"
#include "interplay/read.h"
#include "interplay/synthetic.h"
#include "workflow/toy.h"

namespace interplay::testing {
namespace {

struct Listener : Observer {
  std::vector<std::string> warnings, notes;
  void on(const Event& event) override {
    const auto* message = std::get_if<MessageEvent>(&event);
    if (message == nullptr) return;
    (message->level == MessageEvent::Level::warning ? warnings : notes).push_back(message->text);
  }
  // The one warning that holds `part`; "" where none does.
  std::string warning(std::string_view part) const {
    std::string found;
    for (const std::string& text : warnings)
      if (text.find(part) != std::string::npos) {
        EXPECT_EQ(found, "") << text;
        found = text;
      }
    return found;
  }
};

double normal(std::uint64_t row) { return RandomStream(7, Purpose::synthesize, 8, row).normal(); }

// `target` of user, item, row. The last quarter of the rows is held out.
Toy table_of(std::size_t rows, const std::function<double(int, int, std::size_t)>& target) {
  const TemporaryFolder folder;
  std::ofstream out(folder / "a.csv");
  out << "user,item,rating\n";
  Toy toy;
  for (std::uint32_t r = 0; r < rows; ++r) {
    RandomStream random(7, Purpose::synthesize, 9, r);
    const auto u = static_cast<int>(random.below(20)), i = static_cast<int>(random.below(15));
    out << fmt::format("u{},i{},{}\n", u, i, target(u, i, r));
    (r < rows * 3 / 4 ? toy.split.train : toy.split.test).push_back(r);
  }
  out.close();
  toy.options.user = "user";
  toy.options.item = "item";
  toy.options.target = "rating";
  toy.data =
      encode(read(std::vector<std::string>{(folder / "a.csv").string()}, toy.options, 1), toy.split.train, toy.options);
  return toy;
}

Listener said_of(const Toy& toy, const TrainOptions& options) {
  Listener listener;
  train(toy.data, toy.split, options, toy.options, listener);
  return listener;
}

// Learns its training rows by heart.
TrainOptions unrestrained() {
  TrainOptions options = small_options("fm");
  for (const char* name : {"l2_linear", "l2_factors"}) set_option(options, name, "0");
  options.rank = 16;
  options.init = 0.3;
  options.learning_rate = 0.1;
  options.epochs = 60;
  return options;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(Worth, AModelBelowTheMeanIsSaidWithBothErrorsAndWhatToTry) {
  const Toy noise = table_of(400, [](int, int, std::size_t r) { return 50 + 10 * normal(r); });
  const Listener said = said_of(noise, unrestrained());
  const std::string text = said.warning("test rmse is ");
  EXPECT_TRUE(holds(text, "the mean of the training targets")) << text;
  EXPECT_TRUE(holds(text, "more L2 than was given")) << text;
  EXPECT_TRUE(holds(text, "a smaller --learning-rate")) << text;
  EXPECT_TRUE(holds(text, "--solver mcmc")) << text;
  EXPECT_FALSE(holds(text, "log1p")) << text;
  EXPECT_FALSE(holds(text, "--fields")) << text << ": there are two";
}

TEST(Worth, OfAValidationPartWhereThereIsNoTestPart) {
  Toy noise = table_of(400, [](int, int, std::size_t r) { return 50 + 10 * normal(r); });
  std::swap(noise.split.valid, noise.split.test);
  TrainOptions options = unrestrained();
  options.restore_best = false;
  EXPECT_NE(said_of(noise, options).warning("validation rmse is "), "");
}

TEST(Worth, NothingIsSaidOfModelsThatAreWorthIt) {
  for (const char* model : {"fm", "linear", "biased_mf", "deepfm"}) {
    TrainOptions options = default_options(model);
    options.threads = 1;
    EXPECT_EQ(said_of(make_toy(), options).warning(" above "), "") << model;
    EXPECT_EQ(said_of(make_toy(true), options).warning(" above "), "") << model;
    const Toy noise = table_of(400, [](int, int, std::size_t r) { return 50 + 10 * normal(r); });
    EXPECT_EQ(said_of(noise, options).warning(" above "), "") << model << ": nothing to learn is no fault of a model";
  }
}

TEST(Worth, NothingIsSaidOfFewRows) {
  const Toy noise = table_of(100, [](int, int, std::size_t r) { return 50 + 10 * normal(r); });
  EXPECT_EQ(said_of(noise, unrestrained()).warning(" above "), "") << "25 rows";
}

TEST(Worth, AModelBelowItsOwnWeightsIsSaid) {
  const Toy sums = table_of(800, [](int u, int i, std::size_t r) { return 10 + u + 2 * i + normal(r); });
  for (const char* model : {"fm", "biased_mf"}) {
    TrainOptions options = small_options(model);
    options.learning_rate = 1e-4;
    options.adapt = false;
    const Listener said = said_of(sums, options);
    const std::string text = said.warning("--model linear");
    EXPECT_TRUE(holds(text, "leaving L2, epochs and rates")) << model << ": " << text;
    EXPECT_EQ(said.warning(" above "), text) << "one warning of errors is enough";
  }
}

TEST(Worth, UnderATransformErrorsAreThoseOfWhatIsFitted) {
  const Toy plays =
      table_of(800, [](int u, int, std::size_t r) { return std::round(std::exp(0.3 * u + 0.5 * normal(r))); });
  TrainOptions options = default_options("fm");
  options.threads = 1;
  EXPECT_FALSE(said_of(plays, options).notes.empty());
  options.target_transform = "log1p";
  const Listener said = said_of(plays, options);
  EXPECT_EQ(said.warning(" above "), "");
  for (const std::string& note : said.notes) EXPECT_FALSE(holds(note, "log1p")) << note;
  TrainOptions wild = unrestrained();
  wild.target_transform = "log1p";
  const Toy noise = table_of(400, [](int, int, std::size_t r) { return std::round(std::exp(4 + normal(r))); });
  EXPECT_NE(said_of(noise, wild).warning("rmse of log1p targets"), "");
}

TEST(Worth, AClassifierBelowTheBaseRateIsSaid) {
  const Toy noise = table_of(400, [](int, int, std::size_t r) { return normal(r) > 0.5; });
  const std::string text = said_of(noise, unrestrained()).warning("test logloss is ");
  EXPECT_TRUE(holds(text, "share of 1s")) << text;
  EXPECT_FALSE(holds(text, "log1p")) << text;
}

TEST(Worth, AnOrderBelowChanceIsSaid) {
  // What holds of users in the training rows is turned round in those held out.
  const Toy turned = table_of(800, [](int u, int, std::size_t r) { return (u % 2 == 0) == (r < 600); });
  TrainOptions options = small_options("linear");
  options.learning_rate = 1e-5;
  options.epochs = 1;
  options.adapt = false;
  EXPECT_TRUE(holds(said_of(turned, options).warning("test auc is "), "below .5"));
}

TEST(Worth, OneClassHasNoAuc) {
  const Toy ones = table_of(400, [](int u, int, std::size_t r) { return r >= 300 || u % 2 == 0; });
  TrainOptions options = small_options("fm");
  Listener listener;
  const Model model = train(ones.data, ones.split, options, ones.options, listener);
  EXPECT_EQ(listener.warning("AUC"), "AUC is undefined: all 100 test targets are 1");
  EXPECT_EQ(evaluate(model, ones.data, ones.split.test, {}, 1).undefined, "AUC is undefined: all 100 targets are 1");
  EXPECT_EQ(evaluate(model, ones.data, ones.split.train, {}, 1).undefined, "");
  const std::vector<std::string> others = {"logloss"};
  EXPECT_EQ(evaluate(model, ones.data, ones.split.test, others, 1).undefined, "") << "nobody asked for AUC";
}

std::vector<float> drawn(const std::function<double(std::size_t)>& value) {
  std::vector<float> values;
  for (std::size_t r = 0; r < 2000; ++r) values.push_back(static_cast<float>(value(r)));
  return values;
}

TEST(HeavilySkewed, CountsOfPlaysAreAndStarsScoresAndPricesAreNot) {
  EXPECT_TRUE(heavily_skewed(drawn([](std::size_t r) { return std::round(std::exp(5 + 1.5 * normal(r))); })));
  EXPECT_TRUE(heavily_skewed(drawn([](std::size_t r) { return std::floor(std::exp(2 * normal(r))); })));
  EXPECT_FALSE(heavily_skewed(drawn([](std::size_t r) { return 1 + r % 5; })));
  EXPECT_FALSE(heavily_skewed(drawn([](std::size_t r) { return r % 50 == 0 ? 1 : 5; })));
  EXPECT_FALSE(heavily_skewed(drawn([](std::size_t r) { return r % 101; })));
  EXPECT_FALSE(heavily_skewed(drawn([](std::size_t r) { return 450'000 * std::exp(0.53 * normal(r)); }))) << "houses";
  EXPECT_FALSE(heavily_skewed(drawn([](std::size_t r) { return r % 50 == 0 ? 5 : 0; }))) << "two values";
  EXPECT_FALSE(heavily_skewed(drawn([](std::size_t r) { return 1e-6 * std::exp(2 * normal(r)); }))) << "log1p of them";
  EXPECT_FALSE(heavily_skewed(drawn([](std::size_t r) { return std::exp(5 + 1.5 * normal(r)) - 100; }))) << "below 0";
}

TEST(Nmf, RefusesTargetsBelowZeroInTheirOwnUnits) {
  const auto rating = [](double shift) {
    return table_of(200, [=](int u, int i, std::size_t) { return (u + i) % 11 + shift; });
  };
  for (const char* scale : {"standard", "none"}) {
    TrainOptions options = small_options("nmf");
    options.target_scale = scale;
    try {
      said_of(rating(-3), options);
      ADD_FAILURE() << "not refused: " << scale;
    } catch (const Error& error) {
      EXPECT_TRUE(holds(error.message(), "start at -3,")) << error.what();
    }
    EXPECT_NO_THROW(said_of(rating(0), options)) << scale;
    EXPECT_NO_THROW(said_of(rating(1), options)) << scale;
  }
}

}  // namespace
}  // namespace interplay::testing
