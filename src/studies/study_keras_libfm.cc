// A factorization machine on MovieLens 100K whose columns are normalised and weighted, and how it compares.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "interplay/check.h"
#include "interplay/metrics.h"
#include "report/words.h"
#include "solvers/definition.h"
#include "studies/study.h"
#include "studies/study_toy.h"

namespace interplay::report {
namespace {

// Tables of "largest id + 1" rows, batch normalisation with two learned and two moving values a column, one unit.
void show_layers(Study& study, std::uint64_t users, std::uint64_t items) {
  const Layer layers[] = {{"w(user)", "n × 1", users},
                          {"w(item)", "n × 1", items},
                          {"v(user)", "n × 2", users * 2},
                          {"v(item)", "n × 2", items * 2},
                          {"batch normalisation", "n × 4", 16, 8},
                          {"dense, ReLU", "n × 1", 5}};
  study.table(layers_table("The notebook's layers with parameters", layers));
}

struct Published {
  std::string_view name;
  double seconds, rmse;
};
// Printed in 2016 for one division of MovieLens 100K, and by the notebook for its own one.
constexpr Published published[] = {{"ridge regression (there called logistic)", 0.059469, 0.942771},
                                   {"libFM, MCMC", 8.970990, 0.913520},
                                   {"fastFM, MCMC", 4.840041, 0.915184},
                                   {"pylibfm, SGD with adaptive L2", 13.157164, 0.944870}};

// The same division: the first quarter of NumPy's permutation of the rows by seed 42 is tested.
Split published_split(const Dataset& data, double valid, std::uint64_t seed) {
  const std::vector<std::uint32_t> order = numpy_permutation(42, static_cast<std::uint32_t>(data.rows));
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(data.rows / 4);
  Split parts;
  parts.test.assign(order.begin(), middle);
  parts.train.assign(middle, order.end());
  if (valid > 0) {
    // As the rest is in random order, its end is a random part; another seed takes another part.
    const auto count = static_cast<std::size_t>(valid * static_cast<double>(data.rows));
    const std::size_t first = (seed * count) % (parts.train.size() - count);
    const auto from = parts.train.begin() + static_cast<std::ptrdiff_t>(first);
    parts.valid.assign(from, from + static_cast<std::ptrdiff_t>(count));
    parts.train.erase(from, from + static_cast<std::ptrdiff_t>(count));
    std::ranges::sort(parts.valid);
  }
  std::ranges::sort(parts.train);
  std::ranges::sort(parts.test);
  parts.label = fmt::format("the division of 2016: {} training, {} validation, {} test rows", parts.train.size(),
                            parts.valid.size(), parts.test.size());
  return parts;
}

std::vector<Protocol> compared() {
  std::vector<Protocol> all = {
      protocol("linear, gradient", "linear", {}),
      protocol("keras_fm, gradient", "keras_fm", {{"monitor", "valid rmse"}, {"batch_norm_corrected", "no"}}),
      protocol("fm, gradient", "fm", {}), protocol("fm, sgda", "fm", {{"solver", "sgda"}, {"rank", "8"}})};
  // As libFM and fastFM ran: eight factors, a hundred sweeps; the penalties are those that libFM's users take for ALS
  // here.
  const std::pair<std::string_view, Settings> sweeps[] = {{"als", {{"l2_linear", "3"}, {"l2_factors", "10"}}},
                                                          {"mcmc", {}}};
  for (const auto& [solver, more] : sweeps) {
    Settings settings = {{"solver", std::string(solver)}, {"rank", "8"}, {"epochs", "100"}};
    settings.insert(settings.end(), more.begin(), more.end());
    all.push_back(protocol(fmt::format("fm, {}", solver), "fm", settings));
  }
  return all;
}

void compare_models(Study& study, const Dataset& data) {
  study.heading("Comparison");
  study.say(
      "Published figures of other programs, printed in 2016, beside ours on the same rows: a quarter of the ratings, "
      "drawn "
      "by NumPy's generator with seed 42, is tested. What was called logistic is ridge regression on the one-hot ids. "
      "Their seconds are those of a machine of 2016, ours of this one; predictions are clipped to the range of "
      "ratings. "
      "keras_fm stops by a tenth of the ratings, taken from the training rows; sgda learns its L2 on that tenth.");
  Report::Table table{.caption = "", .headings = {"package", "where", ">seconds", ">RMSE"}, .rows = {}};
  Series theirs{.name = "published 2016", .x = {}, .y = {}, .mark = Series::Mark::points};
  Series ours{.name = "Interplay, this machine", .x = {}, .y = {}, .mark = Series::Mark::points};
  for (const Published& row : published) {
    table.rows.push_back(
        {std::string(row.name), "published 2016", fmt::format("{:.2f}", row.seconds), metric_text(row.rmse)});
    theirs.x.push_back(row.rmse);
    theirs.y.push_back(row.seconds);
    theirs.labels.emplace_back(row.name.substr(0, row.name.find_first_of(",(")));
  }
  for (const Protocol& one : compared()) {
    const double valid = one.train.patience > 0 || solver_properties(one.train).needs_validation ? 0.1 : 0;
    const Run run =
        study.run(data, one, published_split(data, valid, static_cast<std::uint64_t>(study.options().seed)));
    table.rows.push_back({one.name, "Interplay", fmt::format("{:.2f}", run.seconds), metric_text(*run.test)});
    ours.x.push_back(*run.test);
    ours.y.push_back(run.seconds);
    ours.labels.push_back(one.name);
  }
  study.table(std::move(table));
  Chart chart;
  chart.title = "Error and time";
  chart.x_label = "test RMSE (rating)";
  chart.y_label = "training time (s)";
  chart.series = {std::move(theirs), std::move(ours)};
  chart.log_y = true;
  study.figure("comparison", std::move(chart));
}

void fill_keras_libfm(Study& study) {
  study.heading("Data");
  const Dataset data = study.read({});
  constexpr std::string_view columns[] = {"user", "item", "rating"};
  study.table(head_of(data, "The first ratings", columns));
  study.counts(data);
  worked_example(study);

  study.heading("The model on all ratings");
  const DataSummary counted = summarize(data);
  study.say(fmt::format("f_size = [{}, {}]: ids with a row for index 0.", counted.users + 1, counted.items + 1));
  show_layers(study, counted.users + 1, counted.items + 1);
  std::vector<Run> runs;
  runs.push_back(study.run(data, faithful_protocol("keras_fm")));
  runs.push_back(study.run(data, protocol("validated apart from the test", "keras_fm",
                                          {{"split", "stratified"}, {"test", "0.3"}, {"valid", "0.1"}})));
  runs.push_back(
      study.run(data, protocol("our default model, same test rows", "fm", {{"split", "stratified"}, {"test", "0.3"}})));
  study.say(
      fmt::format("Ours has {} parameters, moving statistics included.", grouped(runs[0].model.parameter_count())));
  study.summary(runs[0].model, "keras_fm");
  study.heading("Training as in the notebook", 3);
  study.log(runs[0], "keras_fm");
  study.contributions(runs[0].model, "keras_fm");

  study.heading("Error");
  study.protocols(runs, {{"25 epochs, 64 s", 0.956454732649 * 0.956454732649}});
  study.say(
      "The notebook takes the root of what its framework's evaluate returns, and that is the mean squared error plus "
      "all "
      "penalties: 0.9565 is no RMSE. The same model's RMSE is in the column of validation, and is lower. It also stops "
      "by "
      "the rows that it then reports, so that the best of many epochs is picked on them; the second row stops by "
      "validation rows of their own and is tested once. Parameters of the last epoch are kept in the first row, those "
      "of the best one in the second.");
  compare_models(study, data);
}

}  // namespace

const StudyDefinition& keras_libfm_study() {
  static const StudyDefinition definition{
      {"keras-libfm",
       "A factorization machine with normalised, weighted columns, step by step, and compared with libFM and others.",
       "ml-100k",
       {"u.data"}},
      fill_keras_libfm};
  return definition;
}

}  // namespace interplay::report
