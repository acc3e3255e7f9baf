// interplay describe: what a saved model is made of and how it came to be.
#include <fmt/format.h>

#include <algorithm>

#include "calibration_text.h"
#include "chain_table.h"
#include "interplay/model.h"
#include "json_output.h"
#include "l2_table.h"
#include "next_step.h"
#include "settings.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

std::uint64_t bytes_of(const std::vector<Model::Part>& parts) {
  std::uint64_t sum = 0;
  for (const auto& part : parts) sum += part.bytes;
  return sum;
}

std::string table_name(const Model& model, const Field& field) {
  return field.table == 0 ? "interactions" : model.star().entities[field.table - 1].name;
}

template <class Struct>
std::vector<std::pair<std::string, std::string>> changed(const Struct& values, const Struct& defaults) {
  std::vector<std::pair<std::string, std::string>> result;
  for (const auto& option : options<Struct>()) {
    const std::string text = get_option(values, option.name);
    if (option.recorded && text != get_option(defaults, option.name) && option.name != "model")
      result.emplace_back(with_underscores(flag_name(option)), text);
  }
  return result;
}

std::vector<std::pair<std::string, std::string>> changed_options(const Model& model) {
  auto result = changed(model.data_options(), DataOptions{});
  TrainOptions defaults = default_options(model.name(), model.options().solver, model.options().loss);
  defaults.solver = TrainOptions{}.solver;  // so that another one is shown
  const auto train = changed(model.options(), defaults);
  result.insert(result.end(), train.begin(), train.end());
  return result;
}

Json with_path(const Model& model, const std::string& path) {
  Json json = {{"path", path}};
  json.update(json_of(model));
  return json;
}

std::string parts_table(const Model& model, std::size_t width) {
  const auto parts = model.parts();
  Table table({"part", "kind", "shape", ">parameters", ">bytes", "reads"});
  for (const auto& part : parts)
    table.row({part.name, part.kind, part.shape, grouped(part.parameters), in_bytes(static_cast<double>(part.bytes)),
               part.reads});
  table.row({"total", "", "", grouped(model.parameter_count()), in_bytes(static_cast<double>(bytes_of(parts))), ""});
  return table.text(width);
}

std::string fields_table(const Model& model, std::size_t width) {
  Table table({"field", "kind", "role", "of", ">categories", "values"});
  for (const Field& field : model.schema().fields) {
    const bool numeric = field.kind == Kind::numeric;
    std::string values;
    if (numeric) values = fmt::format("{} to {}", short_number(field.minimum), short_number(field.maximum));
    if (field.curve != Curve::straight) values += fmt::format("{}by {}", values.empty() ? "" : ", ", name(field.curve));
    if (field.limit > 0) values += fmt::format(", limited to {} deviations", field.limit);
    if (field.role == Role::time) values = time_range(field.minimum, field.maximum);
    table.row({field.name, std::string(name(field.kind)), std::string(name(field.role)),
               field.table == 0 ? "rows" : table_name(model, field), numeric ? "" : grouped(field.vocabulary.size()),
               values});
  }
  return table.text(width);
}

// The epochs to show of many: the first ones, the last ones, the best.
bool shown(const History& history, std::size_t index) {
  constexpr std::size_t most = 12, ends = 5;
  const std::size_t count = history.epochs.size();
  return count <= most || index < ends || index + ends >= count || history.epochs[index].epoch == history.best_epoch;
}

const MetricValues& metrics_of(const EpochRecord& record) { return record.valid.empty() ? record.train : record.valid; }

std::string history_table(const History& history, std::size_t width) {
  const std::string part = history.epochs.front().valid.empty() ? "train " : "valid ";
  // Least squares and sampling have no rates, and sampling has no penalties.
  const auto any = [&](const auto& has) { return std::ranges::any_of(history.epochs, has); };
  const bool rates = any([](const EpochRecord& record) { return record.learning_rate != 0; });
  const bool penalties = any([](const EpochRecord& record) { return record.penalized != record.loss; });
  std::vector<std::string> headings = {">epoch"};
  if (rates) headings.emplace_back(">rate");
  headings.emplace_back(">loss");
  if (penalties) headings.emplace_back(">penalized");
  for (const auto& [name, value] : metrics_of(history.epochs.front())) headings.push_back(">" + part + name);
  headings.emplace_back("");
  Table table(headings);
  bool gap = false;
  for (std::size_t i = 0; i < history.epochs.size(); ++i) {
    const EpochRecord& record = history.epochs[i];
    if (!shown(history, i)) {
      if (!gap) table.row({"..."});
      gap = true;
      continue;
    }
    gap = false;
    std::vector<std::string> cells = {fmt::format("{}", record.epoch)};
    if (rates) cells.push_back(short_number(record.learning_rate));
    cells.push_back(short_number(record.loss));
    if (penalties) cells.push_back(short_number(record.penalized));
    for (const auto& [name, value] : metrics_of(record)) cells.push_back(metric_text(value));
    cells.emplace_back(record.epoch == history.best_epoch ? "*" : "");
    table.row(std::move(cells));
  }
  return table.text(width);
}

std::string history_text(const History& history, std::size_t width) {
  if (history.epochs.empty()) return "";
  std::vector<double> curve;
  for (const EpochRecord& record : history.epochs) {
    const MetricValues& values = metrics_of(record);
    curve.push_back(values.empty() ? record.loss : values.front().second);
  }
  const MetricValues& first = metrics_of(history.epochs.front());
  const std::string what = first.empty()                          ? "loss"
                           : history.epochs.front().valid.empty() ? "train " + first.front().first
                                                                  : "valid " + first.front().first;
  std::string text = "\n" + history_table(history, width);
  text += fmt::format("\n{}  {} to {}  {}\n", what, metric_text(curve.front()), metric_text(curve.back()),
                      sparkline(curve, width > 50 ? width - 40 : 10));
  text += "stopped: " + history.stopped;
  if (history.best_epoch > 0) text += fmt::format("; best epoch {}", history.best_epoch);
  return text + "\n";
}

std::string target_text(const Model& model) {
  if (model.data_options().implicit) return "interactions without targets\n";
  const auto [low, high] = model.target_range();
  if (model.levels().empty())
    return fmt::format("targets {} to {}{}\n", short_number(low), short_number(high),
                       model.clips() ? ", predictions clipped to that range" : "");
  std::vector<std::string> levels, cuts;
  for (const float level : model.levels()) levels.push_back(short_number(level));
  for (const double cut : model.thresholds()) cuts.push_back(fmt::format("{:.3f}", cut));
  std::string text = fmt::format("levels {}", fmt::join(levels, ", "));
  if (!cuts.empty()) text += fmt::format("; cut points {}", fmt::join(cuts, ", "));
  return text + "\n";
}

std::string text_of(const Model& model, std::size_t width) {
  std::string text =
      fmt::format("{}, trained by interplay {}\n{}", model.name(), model.library_version(), target_text(model));
  if (model.members() > 1)
    text +=
        fmt::format("a prediction is the mean over {} members; the parts below are those of each\n", model.members());
  text += calibration_text(model);
  text += "\n";
  text += parts_table(model, width) + "\n" + fields_table(model, width);
  const auto options = changed_options(model);
  if (!options.empty()) text += "\n";
  if (!options.empty()) {
    Table table({"changed option", "value"});
    for (const auto& [name, value] : options) table.row({name, value.empty() ? "(empty)" : value});
    text += table.text(width);
  }
  for (std::size_t run = 0; run < model.runs(); ++run) {
    if (model.runs() > 1) text += fmt::format("\nrun {} of {}\n", run + 1, model.runs());
    text += history_text(model.history(run), width);
  }
  for (const std::string& learned : {l2_text(model, width), chains_text(model, width)})
    if (!learned.empty()) text += "\n" + learned;
  return text;
}

int run_describe(const Arguments& arguments, Console& console) {
  const std::string& path = arguments.operands.front();
  const Model model = Model::load(path, arguments.has("verify"));
  console.result(console.json ? line_of(with_path(model, path))
                              : text_of(model, static_cast<std::size_t>(console.width)));
  const bool curves = !model.history().epochs.empty();
  console.next(curves ? fmt::format("interplay plot {} --out report.html", quoted_for_shell(path))
                      : next_with(path, model));
  return 0;
}

std::vector<Flag> describe_flags(std::string_view) {
  return joined(std::vector<Flag>{{.name = "verify",
                                   .takes = Flag::Takes::nothing,
                                   .group = "Files",
                                   .help = "Read the whole file and check every tensor's checksum"}},
                output_flags());
}

}  // namespace

const Verb& describe_verb() {
  static const Verb verb = {
      .name = "describe",
      .summary = "Shows what a saved model is made of: parts, fields, options, history.",
      .operands = {{.name = "MODEL"}},
      .examples = {"interplay describe movies.safetensors", "interplay describe movies.safetensors --verify --json"},
      .flags = describe_flags,
      .run = run_describe,
  };
  return verb;
}

}  // namespace interplay::cli
