// Pictures and pages of searches, of a search with known results.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <regex>
#include <set>

#include "interplay/report.h"
#include "interplay/tune.h"
#include "report/draw/canvas.h"
#include "report/well_formed.h"

namespace interplay {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::parse_xml;
using testing::Xml;

Trial trial(std::int64_t number, std::int64_t rung, double error, const char* rank, const char* activation) {
  Trial trial;
  trial.number = number;
  trial.rung = rung;
  trial.epochs = rung == 0 ? 3 : 9;
  trial.values = {{"rank", rank}, {"activation", activation}};
  trial.error = error;
  trial.diverged = std::isnan(error);
  return trial;
}

// Two rungs: trial 2 is best in the first, trial 1 in the second; trial 4 diverged, trial 5 is far off.
TuneResult halving() {
  TuneResult result;
  result.metric = "rmse";
  result.target = "rating";
  result.search = "rank=4..64:log,activation=relu|tanh";
  const std::vector<Trial> first = {trial(2, 0, 0.95, "8", "tanh"), trial(1, 0, 0.96, "16", "relu"),
                                    trial(3, 0, 0.97, "4", "relu"), trial(6, 0, 0.98, "5", "relu"),
                                    trial(7, 0, 0.98, "6", "relu"), trial(5, 0, 7, "64", "tanh"),
                                    trial(4, 0, NAN, "32", "tanh")};
  const std::vector<Trial> second = {trial(1, 1, 0.91, "16", "relu"), trial(2, 1, 0.92, "8", "tanh")};
  result.trainings = first;
  result.trainings.insert(result.trainings.end(), second.begin(), second.end());
  result.trials = second;
  result.trials.insert(result.trials.end(), first.begin() + 2, first.end());
  result.best.model = "deepfm";
  return result;
}

const Series& named(const Chart& chart, std::string_view name) {
  for (const Series& series : chart.series)
    if (series.name == name) return series;
  ADD_FAILURE() << "no series " << name;
  return chart.series.front();
}

TEST(SearchCharts, ShowEveryTrainingOverEachOption) {
  const Panels panels = charts_of(halving());
  ASSERT_EQ(panels.charts.size(), 3u);
  const Chart& rank = panels.charts[0];
  EXPECT_EQ(rank.x_label, "rank");
  EXPECT_EQ(rank.y_label, "validation RMSE (rating)");
  EXPECT_TRUE(rank.log_x);
  EXPECT_THAT(named(rank, "3 epochs").x, ElementsAre(8, 16, 4, 5, 6));
  EXPECT_THAT(named(rank, "3 epochs").y, ElementsAre(0.95, 0.96, 0.97, 0.98, 0.98));
  EXPECT_THAT(named(rank, "9 epochs").x, ElementsAre(16, 8));
  EXPECT_THAT(named(rank, "best: trial 1").y, ElementsAre(0.91));
  EXPECT_EQ(rank.marked_x, 16);
  EXPECT_EQ(rank.marked_label, "16");
  const Chart& activation = panels.charts[1];
  EXPECT_THAT(activation.x_names, ElementsAre("relu", "tanh"));
  EXPECT_THAT(named(activation, "9 epochs").x, ElementsAre(0, 1));
}

TEST(SearchCharts, WhatIsFarOffStandsAtTheEdge) {
  const Chart rank = charts_of(halving()).charts[0];
  // The upper quartile of the eight errors is 0.98, the best 0.91: the limit is 0.91 + 3 (0.98 - 0.91).
  const Series& far = named(rank, "above 1.12");
  EXPECT_THAT(far.x, ElementsAre(64));
  EXPECT_NEAR(far.y.at(0), 1.12, 1e-12);
}

TEST(SearchCharts, JoinTheRungsOfATrial) {
  const Chart epochs = charts_of(halving()).charts[2];
  EXPECT_EQ(epochs.x_label, "epochs given");
  const Series& lines = epochs.series.back();
  ASSERT_EQ(lines.x.size(), 6u);
  EXPECT_THAT(epochs.x_names, ElementsAre("3", "9"));
  EXPECT_EQ(lines.x[0], 0);
  EXPECT_EQ(lines.y[0], 0.96);
  EXPECT_EQ(lines.x[1], 1);
  EXPECT_EQ(lines.y[1], 0.91);
  EXPECT_TRUE(std::isnan(lines.x[2]));
  EXPECT_EQ(lines.y[3], 0.95);
  EXPECT_EQ(lines.y[4], 0.92);
}

TEST(SearchCharts, WithoutHalvingThereIsOneKindOfTrial) {
  TuneResult result = halving();
  std::erase_if(result.trainings, [](const Trial& training) { return training.rung > 0; });
  result.trials = result.trainings;
  const Panels panels = charts_of(result);
  ASSERT_EQ(panels.charts.size(), 2u);
  EXPECT_EQ(named(panels.charts[0], "trial").x.size(), 5u);
}

TEST(SearchPictures, AreWellFormedInEveryScheme) {
  const std::string svg = to_svg(charts_of(halving()));
  const Xml xml = parse_xml(svg);
  ASSERT_TRUE(xml.well_formed) << xml.fault;
  for (const char* text :
       {"Search for options of deepfm", "rank", "activation", "relu", "tanh", "epochs given", "best: trial 1"})
    EXPECT_THAT(xml.texts, Contains(text));
  EXPECT_THAT(svg, HasSubstr("prefers-color-scheme:dark"));
  EXPECT_EQ(to_png(charts_of(halving())).substr(1, 3), "PNG");
  EXPECT_EQ(to_png(Panels{}).substr(1, 3), "PNG") << "without a chart it is empty";
}

TEST(SearchPage, ListsTheTrialsAndSaysWhatWasCompared) {
  Split split;
  split.label = "random 80/10/10";
  split.train.resize(800);
  split.valid.resize(100);
  split.test.resize(100);
  const std::string page = to_html(report_of(halving(), split));
  EXPECT_THAT(
      page,
      HasSubstr("7 trials of deepfm in 9 trainings on 800 rows, compared by the RMSE (rating) of 100 validation rows"));
  EXPECT_THAT(page, HasSubstr("1 trainings diverged"));
  EXPECT_THAT(page, HasSubstr("The 100 test rows were left untouched"));
  EXPECT_LT(page.find("<td class=\"n\">0.9100</td>"), page.find("<td class=\"n\">0.9700</td>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"n\">diverged</td>"));
  EXPECT_THAT(page, Not(HasSubstr("NaN")));
}

TEST(Chart, ALineFromAboveBeginsAtTheUpperEdge) {
  Chart chart;
  chart.series = {{.name = "training", .x = {1, 2, 3}, .y = {50, 2, 1}}};
  chart.highest_y = 3;
  const std::string svg = to_svg(chart);
  EXPECT_THAT(svg, HasSubstr(">training: up to 50<"));
  EXPECT_THAT(svg, Not(HasSubstr(">50<"))) << "no tick is that high";
  EXPECT_EQ(parse_xml(svg).circles, 1 + 2) << "legend and the points inside";
  // From (1, 50) to (2, 2) the line is at the edge shortly before 2.
  std::smatch start;
  ASSERT_TRUE(
      std::regex_search(svg, start, std::regex("class=\"line0\" d=\"M([0-9.]+) ([0-9.]+)L([0-9.]+) ([0-9.]+)")));
  EXPECT_LT(std::stod(start[1]), std::stod(start[3]));
  EXPECT_LT(std::stod(start[2]), std::stod(start[4]));
  EXPECT_GE(std::stod(start[2]), 0);
}

TEST(Legend, GoesOnInAnotherLineWhereItWouldLeaveTheChart) {
  Chart chart;
  chart.width = 320;
  const std::string name = "a series of some length";
  for (int i = 0; i < 4; ++i) chart.series.push_back({.name = name, .x = {1, 2}, .y = {1, 2}});
  const std::string svg = to_svg(chart);
  const std::regex entry("class=\"legend\" text-anchor=\"start\" x=\"([0-9.]+)\" y=\"([0-9.]+)\"");
  std::set<double> lines;
  for (std::sregex_iterator at(svg.begin(), svg.end(), entry), end; at != end; ++at) {
    EXPECT_LE(std::stod((*at)[1]) + report::text_width(name, report::text_size), chart.width);
    lines.insert(std::stod((*at)[2]));
  }
  EXPECT_EQ(lines.size(), 4u) << "two names do not fit beside each other";
}

}  // namespace
}  // namespace interplay
