// Negative down-sampling: which rows stay, and that predictions are right for all of them.
#include "workflow/kept_negatives.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "interplay/calibrate.h"
#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/evaluate.h"
#include "interplay/split.h"
#include "interplay/train.h"
#include "workflow/toy.h"

namespace interplay {
namespace {

using testing::metric_of;
using testing::read_bytes;
using testing::TemporaryFolder;
using testing::write_bytes;

// 40,000 rows of clicks: P(1) = sigmoid(-3.2 + a_site + b_device), 12 sites and 8 devices; about one in fifteen is 1.
struct Clicks {
  explicit Clicks(bool numbers = false) {
    const TemporaryFolder folder;
    std::string text = "site,device,label\n";
    for (std::size_t r = 0; r < 40'000; ++r) {
      RandomStream random(23, Purpose::synthesize, 4, r);
      const auto site = random.below(12), device = random.below(8);
      const double score =
          -3.2 + 0.25 * (static_cast<double>(site) - 5.5) + 0.3 * (static_cast<double>(device % 4) - 1.5);
      const bool click = random.uniform_double() < 1 / (1 + std::exp(-score));
      text += "s" + std::to_string(site) + ",d" + std::to_string(device) + "," +
              (numbers ? std::to_string(score)
               : click ? "1"
                       : "0") +
              "\n";
    }
    write_bytes(folder / "clicks.csv", text);
    options.target = "label";
    options.user = options.item = "none";
    Dataset raw = read(std::vector<std::string>{(folder / "clicks.csv").string()}, options, 1);
    SplitOptions parts;
    parts.test = 0.4;
    parts.valid = 0.2;
    split = interplay::split(raw, parts, 3);
    data = encode(std::move(raw), split.train, options);
  }
  Model train(double share, const std::string& model = "logistic", const std::string& calibrate = "none",
              int threads = 1, const std::string& solver = "gradient") const {
    TrainOptions chosen = default_options(model, solver);
    chosen.solver = solver;
    chosen.model = model;
    chosen.keep_negatives = share;
    chosen.epochs = solver == "mcmc" ? 30 : 12;
    if (model != "logistic") chosen.rank = 4;
    if (solver == "mcmc") chosen.draws = 20;
    chosen.calibrate = calibrate;
    chosen.threads = threads;
    Observer silent;
    return interplay::train(data, split, chosen, options, silent);
  }
  double mean_target() const {
    double sum = 0;
    for (const std::uint32_t row : split.test) sum += static_cast<double>(data.target()[row]);
    return sum / static_cast<double>(split.test.size());
  }
  double mean_prediction(const Model& model) const {
    double sum = 0;
    for (const float p : model.predict(data, split.test, 1)) sum += static_cast<double>(p);
    return sum / static_cast<double>(split.test.size());
  }
  Evaluation measured(const Model& model) const {
    const std::vector<std::string> names = {"ne", "ece"};
    return evaluate(model, data, split.test, names, 1);
  }

  DataOptions options;
  Split split;
  Dataset data;
};

const Clicks& thinned_clicks() {
  static const Clicks made;
  return made;
}

TEST(KeptNegatives, AllPositivesAndTheShareOfNegativesByTheirNumber) {
  std::vector<float> target(100'000);
  std::vector<std::uint32_t> rows, odd;
  for (std::uint32_t r = 0; r < target.size(); ++r) {
    target[r] = r % 10 == 0 ? 1 : 0;
    rows.push_back(r);
    if (r % 2 == 1) odd.push_back(r);
  }
  const auto kept = kept_rows_of(rows, target, 0.1, 1);
  EXPECT_NEAR(static_cast<double>(kept.size()), 10'000 + 9'000, 400);
  EXPECT_EQ(std::ranges::count_if(kept, [&](std::uint32_t r) { return target[r] == 1; }), 10'000);
  // What else is in the list does not matter; another seed does.
  std::vector<std::uint32_t> expected;
  for (const std::uint32_t r : kept)
    if (r % 2 == 1) expected.push_back(r);
  EXPECT_EQ(kept_rows_of(odd, target, 0.1, 1), expected);
  EXPECT_NE(kept_rows_of(rows, target, 0.1, 2), kept);
}

// p / (p + (1 - p) / w).
TEST(KeptNegatives, TheCurveIsItsFormula) {
  for (const double w : {1e-3, 0.1, 0.5})
    for (const double p : {0.001, 0.2, 0.5, 0.97}) {
      const std::vector<float> corrected = corrected_for(w, {static_cast<float>(p)});
      EXPECT_NEAR(static_cast<double>(corrected[0]), p / (p + (1 - p) / w), 1e-5 * (p / (p + (1 - p) / w)) + 1e-7);
    }
  EXPECT_EQ(corrected_for(1, {0.3f}), std::vector<float>{0.3f});
}

TEST(KeptNegatives, PredictionsAreCalibratedForAllRows) {
  const Clicks& data = thinned_clicks();
  const double base = data.mean_target();
  for (const char* model : {"logistic", "fm"}) {
    SCOPED_TRACE(model);
    const Model trained = data.train(0.1, model);
    EXPECT_NEAR(data.mean_prediction(trained), base, 0.12 * base);
    const Evaluation part = data.measured(trained);
    EXPECT_LT(metric_of(part, "ece"), 0.015);
    EXPECT_LT(metric_of(part, "ne"), 0.95);  // the mean of all rows would have 1
  }
  EXPECT_GT(base, 0.03);
  EXPECT_LT(base, 0.12);
}

TEST(KeptNegatives, ProbitByDrawsIsCorrectedAsWell) {
  const Clicks& data = thinned_clicks();
  const Model trained = data.train(0.1, "fm", "none", 1, "mcmc");
  EXPECT_NEAR(data.mean_prediction(trained), data.mean_target(), 0.12 * data.mean_target());
}

// What is monitored is measured as the model will predict.
TEST(KeptNegatives, ValidationSeesCorrectedProbabilities) {
  const Clicks& data = thinned_clicks();
  const Model trained = data.train(0.1);
  const EpochRecord& last = trained.history().epochs.at(static_cast<std::size_t>(trained.history().best_epoch - 1));
  const std::vector<std::string> names = {"logloss"};
  const double own = metric_of(evaluate(trained, data.data, data.split.valid, names, 1), "logloss");
  for (const auto& [name, value] : last.valid)
    if (name == "logloss") {
      EXPECT_NEAR(value, own, 1e-6);
    }
}

TEST(KeptNegatives, FilesAndSessionsKeepTheCorrection) {
  const Clicks& data = thinned_clicks();
  const TemporaryFolder folder;
  const Model trained = data.train(0.2);
  trained.save(folder / "m.safetensors");
  const Model loaded = Model::load(folder / "m.safetensors");
  EXPECT_EQ(loaded.predict(data.data, data.split.test, 1), trained.predict(data.data, data.split.test, 1));
  ASSERT_TRUE(loaded.calibration().has_value());
  EXPECT_EQ(loaded.calibration()->method, "kept_negatives");
  EXPECT_EQ(loaded.options().keep_negatives, 0.2);
  data.train(0.2, "logistic", "none", 3).save(folder / "3.safetensors");
  EXPECT_TRUE(read_bytes(folder / "m.safetensors") == read_bytes(folder / "3.safetensors"));
}

// A calibration replaces the correction: both are one curve.
TEST(KeptNegatives, CalibratedModelsAreRightToo) {
  const Clicks& data = thinned_clicks();
  const Model trained = data.train(0.1, "logistic", "platt");
  EXPECT_EQ(trained.calibration()->method, "platt");
  EXPECT_NEAR(data.mean_prediction(trained), data.mean_target(), 0.12 * data.mean_target());
  const CalibrationInfo info = trained.calibration().value();
  for (const auto& [name, value] : info.before)
    if (name == "ece") {
      EXPECT_LT(value, 0.03);  // with the correction, not without it
    }
}

TEST(KeptNegatives, RefusesTargetsOfNumbers) {
  const Clicks numbers(true);
  try {
    numbers.train(0.1, "fm");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::usage);
    EXPECT_FALSE(error.remedy().empty());
  }
}

}  // namespace
}  // namespace interplay
