// Pictures and reports of models.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "data/small_data.h"
#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/report.h"
#include "interplay/split.h"
#include "interplay/text.h"
#include "interplay/train.h"
#include "model/implementation.h"
#include "models/table.h"
#include "report/model_tables.h"
#include "report/well_formed.h"

namespace interplay {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::parse_xml;

Model small_model(std::string_view name, std::int64_t epochs = 6) {
  std::vector<testing::Rating> ratings;
  for (int user = 1; user <= 12; ++user)
    for (int item = 1; item <= 9; ++item)
      if ((user * item) % 5 != 1) ratings.push_back({user, item, (user + item) % 2 == 0 ? 5.0f : 1.0f});
  const Dataset read = testing::make_data(ratings);
  SplitOptions held_out;
  held_out.valid = 0.2;
  const Split parts = split(read, held_out, 3);
  TrainOptions options = default_options(name);
  options.epochs = epochs;
  options.rank = 4;
  options.adapt = false;  // all of these epochs
  return train(encode(read, parts.train, {}), parts, options);
}

std::vector<std::string> titles(const Diagram& diagram) {
  std::vector<std::string> all;
  for (const Diagram::Node& node : diagram.nodes) all.push_back(node.title);
  return all;
}

TEST(TrainingCurves, HoldTheHistory) {
  const Model model = small_model("biased_mf");
  const Chart chart = training_curves(model);
  ASSERT_EQ(chart.series.size(), 2u);
  EXPECT_EQ(chart.y_label, "RMSE (rating)");
  EXPECT_EQ(chart.series[1].name, "validation");
  ASSERT_EQ(chart.series[1].y.size(), 6u);
  EXPECT_EQ(chart.series[1].y[2], model.history().epochs[2].valid.front().second);
  EXPECT_EQ(chart.marked_x, static_cast<double>(model.history().best_epoch));
}

TEST(TrainingCurves, NeedAHistory) {
  const Model trained = small_model("mf");
  auto empty = std::make_shared<ModelImplementation>();
  empty->star = trained.star();
  empty->options = trained.options();
  empty->plan = std::make_unique<ModelPlan>(
      models::definition("mf").plan(empty->star.schema, empty->options, implementation_of(trained).target));
  empty->members = implementation_of(trained).members;
  empty->histories.resize(1);
  const Model model = model_of(std::move(empty));
  try {
    training_curves(model);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::unsupported);
  }
  EXPECT_NO_THROW(to_html(report_of(model)));
}

TEST(ModelDiagram, ShowsEveryPartWithItsShape) {
  const Diagram diagram = diagram_of(small_model("biased_mf"));
  for (const char* title : {"user", "item", "embedding table", "dot", "linear", "sum head", "range_sigmoid link"})
    EXPECT_THAT(titles(diagram), Contains(title));
  const auto table = std::ranges::find(diagram.nodes, "embedding table", &Diagram::Node::title);
  EXPECT_EQ(table->lines, (std::vector<std::string>{"user: 13 × 4", "item: 10 × 4", "out: n × 2 × 4"}));
  EXPECT_TRUE(parse_xml(to_svg(diagram)).well_formed);
}

TEST(ModelReport, PartsAddUp) {
  const Model model = small_model("fm");
  const Report::Table table = report::parts_table(model);
  std::uint64_t total = 0;
  for (const Model::Part& part : model.parts()) total += part.parameters;
  EXPECT_EQ(table.rows.back()[0], "total");
  EXPECT_EQ(table.rows.back()[4], grouped(total));
  EXPECT_EQ(report::epochs_table(model).rows.size(), 6u);
}

TEST(ModelReport, TablesTellWhatThereIs) {
  const Model model = small_model("fm");
  const Report::Table parts = report::parts_table(model);
  EXPECT_EQ(parts.rows[1][3], "23\u00A0×\u00A04") << "13 rows of users, 10 of items";
  const auto term = std::ranges::find(parts.rows, "pairwise", [](const auto& row) { return row[0]; });
  ASSERT_NE(term, parts.rows.end());
  EXPECT_EQ((*term)[4] + (*term)[5] + (*term)[6], "") << "a term without parameters";
}

TEST(ModelReport, EpochsShowPenaltiesThatAreOfTheObjective) {
  const Model whole = small_model("mf");
  EXPECT_THAT(report::epochs_table(whole).headings, Contains(">with penalties"));
  EXPECT_THAT(report::epochs_table(whole).headings, Contains(">validation RMSE"));
  EXPECT_EQ(objective_curves(whole).series.size(), 2u);
  auto free = std::make_shared<ModelImplementation>();
  free->options = whole.options();
  free->histories = {whole.history()};
  for (EpochRecord& record : free->histories.front().epochs) record.penalized = record.loss;
  EXPECT_THAT(report::epochs_table(model_of(free)).headings, Not(Contains(">with penalties")));
  // Rows that a step touches are decayed: the sum over whole tables is no part of that objective.
  const Model touched = small_model("fm");
  EXPECT_THAT(report::epochs_table(touched).headings, Not(Contains(">with penalties")));
  EXPECT_EQ(objective_curves(touched).series.size(), 1u);
}

TEST(ModelReport, EpochsNameARateThatStaysOnce) {
  const Report::Table constant = report::epochs_table(small_model("mf"));
  EXPECT_EQ(constant.caption, "Learning rate 0.001 throughout");
  EXPECT_THAT(constant.headings, Not(Contains(">learning rate")));
  const Report::Table falling = report::epochs_table(small_model("fm"));
  EXPECT_EQ(falling.caption, "");
  EXPECT_THAT(falling.headings, Contains(">learning rate"));
}

TEST(ModelReport, FirstEpochsThatAreFarOffLeaveTheChart) {
  History history;
  for (std::int64_t epoch = 1; epoch <= 12; ++epoch) {
    EpochRecord record;
    record.epoch = epoch;
    record.loss = epoch == 1 ? 40 : 1.3 - 0.05 * static_cast<double>(epoch);
    record.penalized = record.loss;
    history.epochs.push_back(record);
  }
  auto implementation = std::make_shared<ModelImplementation>();
  implementation->histories = {history};
  const Chart chart = objective_curves(model_of(implementation));
  EXPECT_LT(chart.highest_y, 3);
  EXPECT_GT(chart.highest_y, 1.2);
  EXPECT_FALSE(chart.log_y);
  EXPECT_THAT(to_svg(chart), HasSubstr("loss: up to 40"));
}

TEST(ModelReport, IsOneSelfContainedPage) {
  const std::string page = to_html(report_of(small_model("biased_mf")));
  EXPECT_THAT(page, HasSubstr("<!DOCTYPE html>"));
  for (const char* outside : {"<script", "<link", "src=", "href=", "@import", "url("})
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  for (const char* part : {"Training of biased_mf", "best epoch", "embedding/user", "learning_rate", "range_sigmoid"})
    EXPECT_THAT(page, HasSubstr(part));
  // Written as XML as well: all elements are closed, but for those of the head that HTML leaves open.
  const auto body = page.find("<body>");
  EXPECT_TRUE(parse_xml(page.substr(body, page.find("</html>") - body)).well_formed);
}

TEST(Page, EscapesWhatItHolds) {
  const Report report{"<&>",
                      {Report::Heading{"a < b", 3}, Report::Paragraph{"x & y"},
                       Report::Table{"c\"d", {"name", ">n"}, {{"<script>", "1"}, {">2", "-"}}}}};
  const std::string page = to_html(report);
  EXPECT_THAT(page, HasSubstr("<h3>a &lt; b</h3>"));
  EXPECT_THAT(page, HasSubstr("<th class=\"n\">n</th>"));
  EXPECT_THAT(page, HasSubstr("<td>&lt;script&gt;</td><td class=\"n\">1</td>"));
  EXPECT_THAT(page, HasSubstr("<td>&gt;2</td>"));
}

}  // namespace
}  // namespace interplay
