// Calibrations of models: what they hold, that they go into the file and come out, and what is refused.
#include "interplay/calibrate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "interplay.h"
#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/evaluate.h"
#include "interplay/explain.h"
#include "interplay/item_index.h"
#include "interplay/read.h"
#include "interplay/score.h"
#include "interplay/split.h"
#include "interplay/train.h"
#include "model/calibration.h"
#include "workflow/toy.h"

namespace interplay {
namespace {

using testing::read_bytes;
using testing::small_options;
using testing::TemporaryFolder;
using testing::write_bytes;

// 8,000 rows of 40 users and 30 items. The targets of every second user lie four times as far from their mean.
struct Ratings {
  explicit Ratings(bool binary) {
    const TemporaryFolder folder;
    std::string text = "user,item,rating\n";
    for (std::size_t r = 0; r < 8'000; ++r) {
      RandomStream random(17, Purpose::synthesize, 2, r);
      const auto u = random.below(40), i = random.below(30);
      const double mean = 0.3 * static_cast<double>(u % 7) - 0.4 * static_cast<double>(i % 5);
      const double value = mean + (u % 2 == 0 ? 0.2 : 0.8) * random.normal();
      text += std::to_string(u) + "," + std::to_string(i) + "," +
              (binary ? (value > 0 ? "1" : "0") : std::to_string(value)) + "\n";
    }
    write_bytes(folder / "r.csv", text);
    const std::vector<std::string> paths = {(folder / "r.csv").string()};
    Dataset raw = read(paths, options, 1);
    SplitOptions parts;
    parts.test = 0.3;
    parts.valid = 0.3;
    split = interplay::split(raw, parts, 3);
    data = encode(std::move(raw), split.train, options);
  }
  Model train(const std::string& calibrate = "none", bool clip = true) const {
    TrainOptions chosen = small_options("fm");
    chosen.epochs = 8;
    chosen.calibrate = calibrate;
    chosen.clip = clip;
    Observer silent;
    return interplay::train(data, split, chosen, options, silent);
  }
  CalibrationRequest request(const std::string& method = "auto") const {
    return {.method = method, .fit = {&data, split.valid}, .threads = 1};
  }

  DataOptions options;
  Dataset data;
  Split split;
};

const Ratings& numbers() {
  static const Ratings ratings(false);
  return ratings;
}
const Ratings& clicks() {
  static const Ratings ratings(true);
  return ratings;
}

double value_of(const MetricValues& values, std::string_view name) {
  for (const auto& [key, value] : values)
    if (key == name) return value;
  return NAN;
}

TEST(ConformalScores, TakeTheQuantileOfFiniteSamples) {
  ConformalScores scores;
  scores.set_scores({5, 1, 4, 2, 3, 6, 7, 9, 8});
  EXPECT_EQ(scores.quantile(0.9), 9);  // ceil(10 * 0.9) = 9
  EXPECT_EQ(scores.quantile(0.8), 8);
  EXPECT_EQ(scores.quantile(0.81), 9);
  EXPECT_EQ(scores.quantile(0.01), 1);
  EXPECT_TRUE(std::isinf(scores.quantile(0.91)));
}

TEST(ConformalScores, KeepTheNextHigherRankOfManyRows) {
  std::vector<float> all(12'345);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<float>(i + 1);  // the score is its rank
  ConformalScores scores;
  scores.set_scores(all);
  EXPECT_EQ(scores.scores.size(), ConformalScores::most_scores);
  for (double share = 0.001; share < 0.9995; share += 0.0007) {
    const double rank = std::ceil(12'346 * share - 1e-9);
    EXPECT_GE(scores.quantile(share), rank);
    EXPECT_LE(scores.quantile(share), rank + 7);  // 12,345 / 2,000 ranks apart
  }
}

TEST(Calibrate, IntervalsHoldTheirShareAndAreNarrowerThanConstantOnes) {
  const Ratings& ratings = numbers();
  const Model model = ratings.train("none", false);
  for (const bool seen : {false, true}) {
    CalibrationRequest request = ratings.request();
    if (seen) request.seen = {&ratings.data, ratings.split.train};
    request.check = {&ratings.data, ratings.split.test};
    const Model calibrated = calibrate(model, request);
    const CalibrationInfo info = calibrated.calibration().value();
    EXPECT_EQ(info.method, "conformal");
    EXPECT_EQ(info.spread, "ids");
    EXPECT_EQ(info.rows, ratings.split.valid.size());
    EXPECT_EQ(info.checked_rows, ratings.split.test.size());
    EXPECT_NEAR(value_of(info.before, "coverage"), 0.9, 0.03);
    EXPECT_NEAR(value_of(info.after, "coverage"), 0.9, 0.03);
    EXPECT_LT(value_of(info.after, "width"), 0.9 * value_of(info.before, "width"));
    for (const double share : {0.5, 0.8, 0.95})
      EXPECT_NEAR(value_of(measure_intervals(calibrated, {&ratings.data, ratings.split.test}, share), "coverage"),
                  share, 0.035);
    EXPECT_EQ(calibrated.predict(ratings.data), model.predict(ratings.data));
    EXPECT_THROW(calibrated.predict_interval(ratings.data, 0.9999), Error);  // takes 9,999 rows
  }
}

TEST(Calibrate, TrainingDoesItOnTheValidationRows) {
  const Ratings& ratings = numbers();
  const Model trained = ratings.train("auto");
  EXPECT_EQ(trained.calibration().value().method, "conformal");
  EXPECT_EQ(trained.options().calibrate, "conformal");
  const Model::Interval all = trained.predict_interval(ratings.data, 0.99999);  // clipped, so everything
  EXPECT_EQ(all.low.front(), trained.target_range().first);
  EXPECT_EQ(all.high.front(), trained.target_range().second);
  EXPECT_FALSE(ratings.train().calibration());
}

TEST(Calibrate, ProbabilitiesAreTheSameWhereverTheyAreAsked) {
  const Ratings& ratings = clicks();
  const Model model = ratings.train();
  for (const char* method : {"platt", "isotonic"}) {
    const Model calibrated = calibrate(model, ratings.request(method));
    const std::vector<float> raw = model.predict(ratings.data, ratings.split.test),
                             predicted = calibrated.predict(ratings.data, ratings.split.test),
                             both = calibrated.probabilities(ratings.data, ratings.split.test);
    EXPECT_NE(raw, predicted);
    ScoringSession session(calibrated);
    for (std::size_t i = 0; i < 200; ++i) {
      const std::uint32_t row = ratings.split.test[i];
      const auto id = [&](Role role) {
        const std::size_t field = ratings.data.schema.find(role).value();
        const auto& codes = std::get<CategoricalColumn>(ratings.data.columns[field]).codes;
        const auto row_of = ratings.data.row_of(field);
        return ratings.data.schema.fields[field].vocabulary.id(codes[row_of.empty() ? row : row_of[row]]);
      };
      EXPECT_EQ(session.predict(id(Role::user), id(Role::item)), predicted[i]);
      EXPECT_EQ(both[2 * i + 1], predicted[i]);
      const Explanation explanation = explain(calibrated, ratings.data, row);
      EXPECT_EQ(explanation.prediction, predicted[i]);
      EXPECT_EQ(explanation.linked, raw[i]);
      EXPECT_EQ(explanation.calibration, method);
      for (std::size_t j = 0; j < i; ++j) {
        if (raw[j] < raw[i]) {
          EXPECT_LE(predicted[j], predicted[i]);
        }
      }
    }
    const ItemIndex before(model), after(calibrated);
    const auto given = before.top("3", 30), listed = after.top("3", 30);
    for (std::size_t i = 0; i < given.size(); ++i) {
      EXPECT_EQ(listed[i].item, given[i].item);
      EXPECT_EQ(listed[i].score, session.predict("3", after.id(listed[i].item)));
    }
    const std::vector<std::string> auc = {"auc"};
    EXPECT_NEAR(evaluate(calibrated, ratings.data, ratings.split.test, auc).metrics[0].second,
                evaluate(model, ratings.data, ratings.split.test, auc).metrics[0].second, 0.01);
  }
}

TEST(Calibrate, TheCInterfaceGivesCalibratedScores) {
  const TemporaryFolder folder;
  const Model model = clicks().train(), calibrated = calibrate(model, clicks().request("platt"));
  calibrated.save(folder / "m");
  interplay_model* loaded = nullptr;
  interplay_session* session = nullptr;
  ASSERT_EQ(interplay_model_load((folder / "m").c_str(), &loaded), INTERPLAY_OK);
  ASSERT_EQ(interplay_session_new(loaded, &session), INTERPLAY_OK);
  float score = 0;
  EXPECT_EQ(interplay_score_ids(session, "3", "4", &score), INTERPLAY_OK);
  EXPECT_EQ(score, ScoringSession(calibrated).predict("3", "4"));
  EXPECT_NE(score, ScoringSession(model).predict("3", "4"));
  interplay_session_free(session);
  interplay_model_free(loaded);
}

TEST(Calibrate, AutoTakesTheMethodThatIsBetterOnRowsItWasNotFittedTo) {
  const Model model = clicks().train();
  const auto told = [&](const char* method) {
    return calibrate(model, clicks().request(method)).calibration().value();
  };
  const CalibrationInfo platt = told("platt"), isotonic = told("isotonic"), chosen = told("auto");
  const bool steps = value_of(isotonic.after, "logloss") < value_of(platt.after, "logloss");
  EXPECT_EQ(chosen.method, steps ? "isotonic" : "platt");
  EXPECT_EQ(chosen.after, (steps ? isotonic : platt).after);
}

TEST(Calibrate, GoesIntoTheFileAndIsTakenOutAgain) {
  const TemporaryFolder folder;
  for (const bool binary : {false, true})
    for (const char* method : {"auto", "isotonic"}) {
      if (!binary && method != std::string("auto")) continue;
      const Ratings& ratings = binary ? clicks() : numbers();
      const Model model = ratings.train(), calibrated = calibrate(model, ratings.request(method));
      calibrated.save(folder / "m");
      const Model loaded = Model::load(folder / "m", true);
      EXPECT_EQ(loaded.predict(ratings.data), calibrated.predict(ratings.data));
      EXPECT_EQ(loaded.calibration()->before, calibrated.calibration()->before);
      if (!binary) {
        EXPECT_EQ(loaded.predict_interval(ratings.data, 0.7).low, calibrated.predict_interval(ratings.data, 0.7).low);
      }
      loaded.save(folder / "again");
      EXPECT_EQ(read_bytes(folder / "again"), read_bytes(folder / "m"));
      // A second calibration starts from the model as it was trained.
      calibrate(loaded, ratings.request(method)).save(folder / "twice");
      EXPECT_EQ(read_bytes(folder / "twice"), read_bytes(folder / "m"));
    }
}

TEST(Calibrate, RefusesWhatCannotBe) {
  const Model of_numbers = numbers().train(), of_clicks = clicks().train();
  EXPECT_THROW(calibrate(of_numbers, numbers().request("platt")), Error);
  EXPECT_THROW(calibrate(of_clicks, clicks().request("conformal")), Error);
  EXPECT_THROW(calibrate(of_clicks, clicks().request("other")), Error);
  CalibrationRequest few = numbers().request();
  few.fit.rows = few.fit.rows.first(least_calibration_rows - 1);
  EXPECT_THROW(calibrate(of_numbers, few), Error);
  std::vector<std::uint32_t> ones;
  for (const std::uint32_t row : clicks().split.valid)
    if (clicks().data.target()[row] == 1) ones.push_back(row);
  EXPECT_THROW(calibrate(of_clicks, {.method = "isotonic", .fit = {&clicks().data, ones}}), Error);
  TrainOptions alone = small_options("fm");
  alone.calibrate = "auto";
  EXPECT_THROW(check_training(alone, false), Error);
  EXPECT_THROW(clicks().train("conformal"), Error);
  Ratings short_of_rows(false);
  short_of_rows.split.valid.resize(least_calibration_rows - 1);
  EXPECT_THROW(short_of_rows.train("auto"), Error);
}

TEST(Calibrate, DoesNotDependOnThreads) {
  const Model model = numbers().train();
  CalibrationRequest one = numbers().request(), three = one;
  three.threads = 3;
  const TemporaryFolder folder;
  calibrate(model, one).save(folder / "one");
  calibrate(model, three).save(folder / "three");
  EXPECT_EQ(read_bytes(folder / "one"), read_bytes(folder / "three"));
}

}  // namespace
}  // namespace interplay
