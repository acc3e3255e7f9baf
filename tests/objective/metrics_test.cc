#include "interplay/metrics.h"
#include "interplay/synthetic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "base/random.h"
#include "interplay/error.h"

namespace interplay {
namespace {

struct MeasuredRows {
  std::vector<float> prediction, target, weight;
};

// Few distinct values, so that there are many ties.
MeasuredRows random_rows(std::size_t count, bool binary, bool weighted, std::uint64_t seed) {
  RandomStream random(seed, Purpose::synthesize);
  MeasuredRows rows;
  for (std::size_t r = 0; r < count; ++r) {
    rows.prediction.push_back(static_cast<float>(1 + random.below(7)) / 8);
    rows.target.push_back(static_cast<float>(binary ? random.below(2) : random.below(5)));
    if (weighted) rows.weight.push_back(static_cast<float>(random.below(4)) / 2);
  }
  return rows;
}

double weight_of(const MeasuredRows& rows, std::size_t r) { return rows.weight.empty() ? 1 : rows.weight[r]; }

// Every pair of a 1 and a 0, one by one.
double slow_auc(const MeasuredRows& rows) {
  double good = 0, all = 0;
  for (std::size_t i = 0; i < rows.target.size(); ++i) {
    for (std::size_t j = 0; j < rows.target.size(); ++j) {
      if (rows.target[i] != 1 || rows.target[j] != 0) continue;
      const double weight = weight_of(rows, i) * weight_of(rows, j);
      all += weight;
      if (rows.prediction[i] > rows.prediction[j]) good += weight;
      if (rows.prediction[i] == rows.prediction[j]) good += weight / 2;
    }
  }
  return good / all;
}

template <class Function>
double slow_mean(const MeasuredRows& rows, Function f) {
  double sum = 0, total = 0;
  for (std::size_t r = 0; r < rows.target.size(); ++r) {
    sum += weight_of(rows, r) * f(rows.prediction[r], rows.target[r]);
    total += weight_of(rows, r);
  }
  return sum / total;
}

double compute(std::string_view name, const MeasuredRows& rows) {
  return metric(name).compute(rows.prediction, rows.target, rows.weight);
}

TEST(Metrics, AgreeWithSlowOracles) {
  for (const bool weighted : {false, true}) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const MeasuredRows rows = random_rows(60, false, weighted, seed);
      const double mse = slow_mean(rows, [](double p, double y) { return std::pow(p - y, 2); });
      EXPECT_NEAR(compute("mse", rows), mse, 1e-12);
      EXPECT_NEAR(compute("rmse", rows), std::sqrt(mse), 1e-12);
      EXPECT_NEAR(compute("mae", rows), slow_mean(rows, [](double p, double y) { return std::fabs(p - y); }), 1e-12);
      EXPECT_NEAR(compute("bias", rows), slow_mean(rows, [](double p, double y) { return p - y; }), 1e-12);
      const double mean = slow_mean(rows, [](double, double y) { return y; });
      const double spread = slow_mean(rows, [&](double, double y) { return std::pow(y - mean, 2); });
      EXPECT_NEAR(compute("r2", rows), 1 - mse / spread, 1e-12);
    }
  }
}

TEST(Metrics, OfBinaryTargetsAgreeWithSlowOracles) {
  for (const bool weighted : {false, true}) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const MeasuredRows rows = random_rows(60, true, weighted, seed);
      EXPECT_NEAR(compute("auc", rows), slow_auc(rows), 1e-12);
      EXPECT_NEAR(compute("logloss", rows),
                  slow_mean(rows, [](double p, double y) { return y == 1 ? -std::log(p) : -std::log(1 - p); }), 1e-12);
      EXPECT_NEAR(compute("accuracy", rows), slow_mean(rows, [](double p, double y) { return (p >= 0.5) == (y == 1); }),
                  1e-12);
    }
  }
}

TEST(Metrics, OfWeightTwoAreThoseOfRowsTwice) {
  for (const Metric& m : metrics()) {
    MeasuredRows weighted = random_rows(40, m.binary, false, 9), twice = weighted;
    weighted.weight.assign(40, 1);
    for (std::size_t r = 0; r < 40; r += 3) {
      weighted.weight[r] = 2;
      twice.prediction.push_back(twice.prediction[r]);
      twice.target.push_back(twice.target[r]);
    }
    EXPECT_NEAR(compute(m.name, weighted), compute(m.name, twice), 1e-12) << m.name;
  }
}

TEST(Metrics, AreNanWhereUndefined) {
  for (const Metric& m : metrics()) EXPECT_TRUE(std::isnan(compute(m.name, MeasuredRows{}))) << m.name;
  EXPECT_TRUE(std::isnan(compute("auc", {{0.5f, 0.25f}, {1, 1}, {}})));
  EXPECT_TRUE(std::isnan(compute("r2", {{0.5f, 0.25f}, {1, 1}, {}})));
}

TEST(Metrics, LoglossIsFiniteForCertainMistakes) {
  EXPECT_NEAR(compute("logloss", {{0.0f, 1.0f}, {1, 0}, {}}), -std::log(1e-7), 1e-6);
}

TEST(MetricText, KeepsTheLookOfUsualErrorsAndTheDigitsOfOthers) {
  const std::pair<double, const char*> cases[] = {
      {0.94123, "0.9412"},    {22.3, "22.3000"},     {0.0123, "0.0123"},         {0, "0.0000"},
      {-0.31, "-0.3100"},     {999.5, "999.5000"},   {12345.678, "12345.7"},     {1.3e7, "13000000"},
      {0.000572, "0.000572"}, {3.27e-7, "3.27e-07"}, {-0.0005724, "-0.0005724"}, {2.5e20, "2.5e+20"},
      {std::nan(""), "-"}};
  for (const auto& [value, text] : cases) EXPECT_EQ(metric_text(value), text);
  EXPECT_EQ(deviation_text(0.00412, 0.9412), "0.0041");
  EXPECT_EQ(deviation_text(0.00002, 0.9412), "2e-05");
  EXPECT_EQ(deviation_text(0.0000021, 0.000572), "2.1e-06");
}

TEST(Metrics, AllHaveADefinition) {
  std::set<std::string_view> names;
  for (const Metric& m : metrics()) {
    EXPECT_TRUE(names.insert(m.name).second);
    EXPECT_GT(m.definition.size(), 20u) << m.name;
    EXPECT_EQ(&metric(m.name), &m);
  }
}

TEST(Metrics, UnknownNamesAreRefusedWithTheNearest) {
  try {
    metric("rsme");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::usage);
    EXPECT_NE(std::string(error.what()).find("'rmse'"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace interplay
