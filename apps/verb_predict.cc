// interplay predict: ids in, ids and scores out.
#include <algorithm>
#include <numeric>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "averaged.h"
#include "interplay/averaged.h"
#include "interplay/error.h"
#include "interplay/files.h"
#include "interplay/model.h"
#include "interplay/newcomers.h"
#include "interplay/read.h"
#include "interplay/store.h"
#include "json_output.h"
#include "memory.h"
#include "next_step.h"
#include "outputs.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

constexpr std::uint64_t most_rows_shown = 20;  // rows on a terminal

// The categorical codes of a field, row by row of the interactions.
class Codes {
 public:
  Codes(const Dataset& data, std::size_t field)
      : field_(data.schema.fields[field]),
        column_(std::get_if<CategoricalColumn>(&data.columns[field])),
        row_of_(data.row_of(field)) {}
  bool usable() const { return column_ != nullptr; }
  std::uint32_t code(std::size_t row) const { return column_->codes[row_of_.empty() ? row : row_of_[row]]; }
  std::string id(std::size_t row) const { return field_.vocabulary.id(code(row)); }

 private:
  const Field& field_;
  const CategoricalColumn* column_;
  std::span<const std::uint32_t> row_of_;
};

std::optional<Codes> codes_of(const Dataset& data, Role role) {
  const auto field = data.schema.find(role);
  if (!field) return std::nullopt;
  Codes codes(data, *field);
  return codes.usable() ? std::optional(codes) : std::nullopt;
}

std::string cold_of(const std::optional<Codes>& user, const std::optional<Codes>& item, std::size_t row) {
  const bool cold_user = user && user->code(row) == 0;
  const bool cold_item = item && item->code(row) == 0;
  if (cold_user && cold_item) return "user+item";
  return cold_user ? "user" : cold_item ? "item" : "";
}

// What is asked for of every row.
struct Wanted {
  bool deviation = false;
  std::optional<double> interval;  // the share of targets that it holds
  std::vector<float> levels;       // of --probabilities; else empty
  std::vector<float> averaged;     // of --with: the mean of several models, for all rows; else empty
};

// What is said of some rows.
struct Answer {
  const Dataset& as_read;  // holds every id
  const Dataset& encoded;  // holds what the model knows of it
  const Wanted& wanted;
  std::vector<std::uint32_t> rows;
  Model::Prediction prediction;
  std::vector<float> probabilities;  // row by row
  Model::Interval interval;
};

// Rows are answered so many at a time, so that memory does not grow with them.
constexpr std::size_t rows_of_answer = std::size_t{1} << 20;

// The answer for the rows from `first` on.
Answer answer_from(const Model& model, const Dataset& as_read, const Dataset& encoded, const Wanted& wanted,
                   std::size_t first, int threads) {
  Answer answer{as_read, encoded, wanted, {}, {}, {}, {}};
  answer.rows.resize(std::min(rows_of_answer, encoded.rows - first));
  std::iota(answer.rows.begin(), answer.rows.end(), static_cast<std::uint32_t>(first));
  if (wanted.interval) answer.interval = model.predict_interval(encoded, *wanted.interval, answer.rows, threads);
  if (wanted.deviation) {
    answer.prediction = model.predict_with_deviation(encoded, answer.rows, threads);
  } else if (!wanted.averaged.empty()) {
    const auto at = wanted.averaged.begin() + static_cast<std::ptrdiff_t>(first);
    answer.prediction.mean.assign(at, at + std::ssize(answer.rows));
  } else {
    answer.prediction.mean = model.predict(encoded, answer.rows, threads);
  }
  if (!wanted.levels.empty()) answer.probabilities = model.probabilities(encoded, answer.rows, threads);
  return answer;
}

std::vector<std::pair<std::string, Codes>> id_columns(const Dataset& data) {
  std::vector<std::pair<std::string, Codes>> columns;
  for (const Role role : {Role::user, Role::item})
    if (const auto codes = codes_of(data, role))
      columns.emplace_back(data.schema.fields[*data.schema.find(role)].name, *codes);
  return columns;
}

// Calls on_row(place in the answer, row) for every row and `on_gap` for every line before it that could not be read: an
// answer stands where its row does. The lines after the last row follow it.
template <class OnRow, class OnGap>
void in_order(const Answer& answer, const OnRow& on_row, const OnGap& on_gap) {
  const std::vector<std::size_t>& gaps = answer.as_read.left_out_before;
  const std::size_t before = answer.rows.empty() ? 0 : answer.rows.front();
  auto gap = before == 0 ? gaps.begin() : std::ranges::upper_bound(gaps, before - 1);
  for (std::size_t i = 0; i < answer.rows.size(); ++i) {
    const std::size_t row = answer.rows[i];
    for (; gap != gaps.end() && *gap <= row; ++gap) on_gap();
    on_row(i, row);
  }
  if (before + answer.rows.size() < answer.as_read.rows) return;
  for (; gap != gaps.end(); ++gap) on_gap();
}

// The cells of a line of CSV, with a comma after each.
std::string header_of(const Dataset& as_read, const Wanted& wanted) {
  std::string line;
  for (const auto& [name, codes] : id_columns(as_read)) line += csv_cell(name) + ",";
  line += wanted.deviation ? "score,sd,sd_mean," : "score,";
  if (wanted.interval) line += "low,high,";
  for (const float level : wanted.levels) line += fmt::format("p({:.6g}),", level);
  return line;
}

// Calls `write` with lines.
template <class Write>
void write_csv(const Answer& answer, const Write& write) {
  const auto ids = id_columns(answer.as_read);
  const auto user = codes_of(answer.encoded, Role::user), item = codes_of(answer.encoded, Role::item);
  const std::vector<float>& levels = answer.wanted.levels;
  std::string line = header_of(answer.as_read, answer.wanted);
  const std::string empty(static_cast<std::size_t>(std::ranges::count(line, ',')), ',');
  const auto write_row = [&](std::size_t i, std::size_t row) {
    line.clear();
    for (const auto& [name, codes] : ids) line += csv_cell(codes.id(row)) + ",";
    fmt::format_to(std::back_inserter(line), "{:.6g},", answer.prediction.mean[i]);
    if (answer.wanted.deviation)
      fmt::format_to(std::back_inserter(line), "{:.6g},{:.6g},", answer.prediction.predictive[i],
                     answer.prediction.deviation[i]);
    if (answer.wanted.interval)
      fmt::format_to(std::back_inserter(line), "{:.6g},{:.6g},", answer.interval.low[i], answer.interval.high[i]);
    for (std::size_t k = 0; k < levels.size(); ++k)
      fmt::format_to(std::back_inserter(line), "{:.6g},", answer.probabilities[i * levels.size() + k]);
    write(line + cold_of(user, item, row) + "\n");
  };
  in_order(answer, write_row, [&] { write(empty + "\n"); });
}

template <class Write>
void write_json(const Answer& answer, const Write& write) {
  const auto ids = id_columns(answer.as_read);
  const auto user = codes_of(answer.encoded, Role::user), item = codes_of(answer.encoded, Role::item);
  const std::vector<float>& levels = answer.wanted.levels;
  const auto write_row = [&](std::size_t i, std::size_t row) {
    Json json;
    for (const auto& [name, codes] : ids) json[name] = codes.id(row);
    json["score"] = std::stod(significant(answer.prediction.mean[i]));
    if (answer.wanted.deviation) {
      json["sd"] = std::stod(significant(answer.prediction.predictive[i]));
      json["sd_mean"] = std::stod(significant(answer.prediction.deviation[i]));
    }
    if (answer.wanted.interval) {
      json["low"] = std::stod(significant(answer.interval.low[i]));
      json["high"] = std::stod(significant(answer.interval.high[i]));
    }
    for (std::size_t k = 0; k < levels.size(); ++k)
      json["probabilities"][fmt::format("{:.6g}", levels[k])] =
          std::stod(significant(answer.probabilities[i * levels.size() + k]));
    json["cold"] = cold_of(user, item, row);
    write(line_of(json));
  };
  const auto write_gap = [&] {
    Json json;
    for (const auto& [name, codes] : ids) json[name] = nullptr;
    json["score"] = nullptr;
    write(line_of(json));
  };
  in_order(answer, write_row, write_gap);
}

void report_cold(const Model& model, const Dataset& encoded, Console& console) {
  const auto user = codes_of(encoded, Role::user), item = codes_of(encoded, Role::item);
  std::uint64_t cold = 0;
  for (std::size_t row = 0; row < encoded.rows; ++row) cold += cold_of(user, item, row).empty() ? 0 : 1;
  if (cold == 0) return;
  console.note(fmt::format("{} of {} rows are cold: their user or item was not seen in training", grouped(cold),
                           grouped(encoded.rows)));
  for (const Role role : {Role::user, Role::item}) {
    const std::vector<std::string> known = attributes(model, role);
    const auto field = encoded.schema.find(role);
    if (known.empty() || !field) continue;
    const auto rows = encoded.row_of(*field);
    if (const auto nothing = std::ranges::count(rows, 0u); nothing > 0)
      console.note(fmt::format("{} of them {} nothing known of the {}; give {} in the file, or by --join FILE:{}",
                               grouped(static_cast<std::uint64_t>(nothing)), nothing == 1 ? "has" : "have", name(role),
                               fmt::join(known, ", "), name(role)));
  }
}

// How the files are to be read: what the training files looked like says nothing about these.
DataOptions reading_options(const Arguments& arguments) {
  DataOptions options;
  apply(arguments, options);
  return options;
}

int run_predict(const Arguments& arguments, Console& console) {
  const auto out = arguments.value("out");
  if (out) check_output({*out, "the file of scores"}, arguments.operands);
  const Model model = Model::load(arguments.operands.front());
  std::vector<Model> models;
  if (arguments.has("with")) models = models_with(arguments, model, {"with-sd", "interval", "probabilities"});
  if (arguments.has("with-sd") && model.members() == 1)
    throw Error(Code::unsupported, at(arguments.operands.front()),
                "holds one set of parameters, which says nothing of how certain a prediction is",
                "train with --ensemble 5, or leave out --with-sd");
  if (arguments.has("probabilities") && model.levels().empty())
    throw Error(Code::unsupported, at(arguments.operands.front()),
                "predicts numbers, which have no levels to give probabilities of",
                "train with --solver mcmc --target-kind ordinal, or leave out --probabilities");
  const DataOptions options = reading_options(arguments);
  TrainOptions running;
  apply(arguments, running);
  const auto threads = static_cast<int>(running.threads);
  const std::vector<std::string> paths(arguments.operands.begin() + 1, arguments.operands.end());
  Dataset ids;
  const Dataset data = read_for(model, paths, options, threads, &ids, spool_of(running));
  console.notes(data.notes);
  const Wanted wanted{arguments.has("with-sd"), arguments.number("interval"),
                      arguments.has("probabilities") ? model.levels() : std::vector<float>(),
                      arguments.has("with") ? predict_averaged(models, paths, options, threads) : std::vector<float>()};
  std::optional<FileInPieces> file;
  if (out) file.emplace(*out);
  // On a terminal people read it; a file or another program gets the ids as they are.
  const bool shown = !out && !console.json && output_is_terminal();
  std::uint64_t lines = 0;
  const auto write = [&](std::string_view line) {
    if (file) return file->write(line);
    if (!shown) return console.result(line);
    if (lines++ <= most_rows_shown) console.result(printable(line.substr(0, line.size() - 1)) + "\n");
  };
  for (std::size_t first = 0; first < data.rows; first += rows_of_answer) {
    const Answer answer = answer_from(model, ids, data, wanted, first, threads);
    if (first == 0 && !console.json) write(header_of(ids, wanted) + "cold\n");
    if (console.json) {
      write_json(answer, write);
    } else {
      write_csv(answer, write);
    }
  }
  if (file) file->commit();
  console.flush();
  if (shown && lines > most_rows_shown + 1)
    console.note(fmt::format("{} are not shown; --out FILE writes all of them",
                             counted(lines - most_rows_shown - 1, "further row")));
  report_cold(model, data, console);
  if (const std::size_t gaps = ids.left_out_before.size(); gaps > 0)
    console.note(fmt::format("{} could not be read and {} no score", gaps == 1 ? "1 line" : grouped(gaps) + " lines",
                             gaps == 1 ? "has" : "have"));
  const auto user = codes_of(ids, Role::user), item = codes_of(ids, Role::item);
  console.next(user && item && data.rows > 0
                   ? next_with_pair(arguments.operands.front(), model, user->id(0), item->id(0))
                   : next_with_rows(arguments, model));
  return 0;
}

std::vector<Flag> predict_flags(std::string_view) {
  auto output = output_flags();
  output.front().help = "Print one JSON object a line in place of CSV";
  const std::vector<Flag> own = {
      with_flag(),
      out_flag("File to write the scores to, in place of standard output", "File to write the scores to"),
      {.name = "with-sd",
       .takes = Flag::Takes::nothing,
       .group = "Output",
       .help = "Add the standard deviation of the target about the score (sd) and that of the members' "
               "predictions "
               "(sd_mean)",
       .brief = "Add standard deviations"},
      {.name = "interval",
       .group = "Output",
       .help = "Add the ends, low and high, of the interval that holds this share of the targets of such a row, of a "
               "calibrated model (see interplay calibrate) or one by mcmc",
       .value = "SHARE",
       .range = "between 0 and 1",
       .brief = "Add the ends of an interval of this share"},
      {.name = "probabilities",
       .takes = Flag::Takes::nothing,
       .group = "Output",
       .help = "Add the probability of every level, of an ordinal model or one of 0 and 1",
       .brief = "Add the probability of every level"}};
  return joined(own, reading_flags(), flags_of(TrainOptions{}, passing_options), output);
}

}  // namespace

const Verb& predict_verb() {
  static const Verb verb = {
      .name = "predict",
      .summary = "Scores rows of ids with a saved model: ids in, ids and scores out.",
      .operands = {{.name = "MODEL"}, {.name = "PATH", .repeated = true}},
      .examples = {"interplay predict movies.safetensors pairs.csv > scores.csv",
                   "interplay predict movies.safetensors pairs.csv --out scores.csv",
                   "interplay predict movies.safetensors pairs.csv --json | head",
                   "interplay predict stars.safetensors pairs.csv --probabilities"},
      .elsewhere = {{"std uncertainty stddev deviation return-std",
                     "--with-sd adds standard deviations, --interval intervals"}},
      .flags = predict_flags,
      .run = run_predict,
  };
  return verb;
}

}  // namespace interplay::cli
