// The public board of click models on Frappe_x1.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "interplay/check.h"
#include "interplay/evaluate.h"
#include "interplay/read.h"
#include "interplay/split.h"
#include "report/words.h"
#include "studies/bars_frappe.h"
#include "studies/study.h"

namespace interplay::report {
namespace {

// Of one model, by draw.
struct Figures {
  std::vector<double> auc, logloss, test_auc, test_logloss, epochs, seconds;
};

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// With the deviation over the draws.
std::string text_of(const std::vector<double>& values) {
  if (values.empty()) return "";
  const double middle = mean(values);
  if (values.size() == 1) return fmt::format("{:.4f}", middle);
  double squares = 0;
  for (const double value : values) squares += (value - middle) * (value - middle);
  return fmt::format("{:.4f} ± {:.4f}", middle, std::sqrt(squares / static_cast<double>(values.size() - 1)));
}

std::string path_text(const std::filesystem::path& path) { return path.lexically_normal().string(); }

Figures train_on(Study& study, const BoardModel& model, const BoardFiles& files, std::size_t draws) {
  Figures figures;
  Protocol protocol = report::protocol("as on the board", model.model, settings_of(model));
  protocol.split.valid_file = path_text(files.valid);
  if (files.test) protocol.split.test_file = path_text(*files.test);
  for (std::size_t draw = 0; draw < draws; ++draw) {
    std::vector<std::string> paths = {path_text(files.train[draw]), protocol.split.valid_file};
    if (files.test) paths.push_back(protocol.split.test_file);
    protocol.name = fmt::format("draw {} of {}", draw + 1, draws);
    const Dataset data = read(paths, protocol.data, static_cast<int>(study.options().threads));
    const Run run = study.run(data, protocol);
    const std::string names[] = {"auc", "logloss"};
    const auto measure = [&](std::span<const std::uint32_t> rows, std::vector<double>& auc, std::vector<double>& loss) {
      const Evaluation found = evaluate(run.model, run.encoded, rows, names, static_cast<int>(study.options().threads));
      auc.push_back(found.metrics[0].second);
      loss.push_back(found.metrics[1].second);
    };
    measure(run.split.valid, figures.auc, figures.logloss);
    if (files.test) measure(run.split.test, figures.test_auc, figures.test_logloss);
    const auto epochs = static_cast<double>(run.model.history().epochs.size());
    figures.epochs.push_back(epochs);
    figures.seconds.push_back(run.seconds / std::max(1.0, epochs));
  }
  return figures;
}

void show_data(Study& study, const BoardFiles& files, std::size_t draws) {
  study.heading("Data");
  study.say(
      "Uses of apps, each beside two apps that the user did not use, with eight columns of context. Frappe_x1 is one "
      "division of it, on which the board ranks models.");
  Report::Table table{.caption = "", .headings = {"file", ">rows", ">users", ">items"}, .rows = {}};
  Protocol protocol = report::protocol("", "fm", board_settings());
  const auto add = [&](const std::filesystem::path& path) {
    const std::string paths[] = {path_text(path)};
    const DataSummary found = summarize(read(paths, protocol.data, static_cast<int>(study.options().threads)));
    table.rows.push_back({path.filename().string(), grouped(found.rows), grouped(found.users), grouped(found.items)});
  };
  for (std::size_t draw = 0; draw < draws; ++draw) add(files.train[draw]);
  add(files.valid);
  if (files.test) add(*files.test);
  study.table(std::move(table));
  if (files.train.size() > 1)
    study.say(fmt::format(
        "The training file is rebuilt: its positives and contexts are the board's, the apps of its negatives were "
        "drawn "
        "anew, {} times, and {} here. Figures agree with the board's to about 0.003.",
        files.train.size(), draws == files.train.size() ? "all are trained on" : "the first is trained on"));
}

void fill_bars_frappe(Study& study) {
  const BoardFiles files = board_files(study.options().data);
  const std::size_t draws = study.options().quick ? 1 : files.train.size();
  show_data(study, files, draws);

  study.heading("Definitions");
  study.say(
      "All are trained as on the board: vectors of 10, batches of 4096, Adam at 0.001, gradients of a global norm up "
      "to "
      "10, L2 over whole tables, a tenth of the rate after an epoch without better validation AUC and a stop after the "
      "second. The epoch of the best AUC is kept.");
  Report::Table definitions{.caption = "", .headings = {"model", "what it is", "differences"}, .rows = {}};
  for (const BoardModel& model : board_models())
    definitions.rows.push_back(
        {std::string(model.name), std::string(model.definition), std::string(model.differences)});
  study.table(std::move(definitions));

  study.heading("Board");
  Report::Table board{.caption = "", .headings = {"model", ">valid AUC", ">valid logloss"}, .rows = {}};
  if (files.test) board.headings.insert(board.headings.end(), {">test AUC", ">test logloss"});
  board.headings.insert(board.headings.end(), {">test AUC on the board", ">epochs", ">s an epoch"});
  Series ours{.name = "Interplay", .x = {}, .y = {}, .mark = Series::Mark::points},
      theirs{.name = "the board", .x = {}, .y = {}, .mark = Series::Mark::rings};
  double place = 0;
  for (const BoardModel& model : board_models()) {
    const Figures figures = train_on(study, model, files, draws);
    std::vector<std::string> row = {std::string(model.name), text_of(figures.auc), text_of(figures.logloss)};
    if (files.test) row.insert(row.end(), {text_of(figures.test_auc), text_of(figures.test_logloss)});
    row.insert(row.end(), {model.auc ? fmt::format("{:.4f}", *model.auc) : "",
                           fmt::format("{:.0f}", mean(figures.epochs)), fmt::format("{:.2f}", mean(figures.seconds))});
    board.rows.push_back(std::move(row));
    ours.x.push_back(++place);
    ours.y.push_back(mean(files.test ? figures.test_auc : figures.auc));
    ours.labels.emplace_back(model.name);
    if (model.auc) theirs.x.push_back(place);
    if (model.auc) theirs.y.push_back(*model.auc);
  }
  study.table(std::move(board));
  study.say(files.test
                ? "Validation rows stop the training; the test rows decide nothing."
                : "Validation rows stop the training and are what is shown, as the board's test rows are not in this "
                  "folder. On the board the two parts differ by a few thousandths.");
  Chart chart;
  chart.title = "AUC beside the board";
  chart.x_label = "model, in the order of the board";
  chart.y_label = files.test ? "test AUC" : "AUC (ours: validation rows, the board's: test rows)";
  chart.series = {std::move(ours), std::move(theirs)};
  chart.whole_x = true;
  study.figure("board", std::move(chart));
}

}  // namespace

const StudyDefinition& bars_frappe_study() {
  static const StudyDefinition definition{
      {"bars-frappe",
       "Eleven click models on Frappe_x1, trained as on an open benchmark (BARS), beside its board.",
       "frappe/x1",
       {"train-1.csv.gz", "train.csv"}},
      fill_bars_frappe,
      write_made_up_board};
  return definition;
}

}  // namespace interplay::report
