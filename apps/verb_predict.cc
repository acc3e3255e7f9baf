// interplay predict: ids in, ids and scores out.
#include <algorithm>
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
#include "json_output.h"
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

struct Answer {
  const Dataset& as_read;  // holds every id
  const Dataset& encoded;  // holds what the model knows of it
  Model::Prediction prediction;
  bool with_deviation = false;
  std::vector<float> levels, probabilities;  // of --probabilities, row by row
  Model::Interval interval;                  // of --interval; else empty
  std::size_t rows() const { return prediction.mean.size(); }
};

std::vector<std::pair<std::string, Codes>> id_columns(const Dataset& data) {
  std::vector<std::pair<std::string, Codes>> columns;
  for (const Role role : {Role::user, Role::item})
    if (const auto codes = codes_of(data, role))
      columns.emplace_back(data.schema.fields[*data.schema.find(role)].name, *codes);
  return columns;
}

// Calls `on_row` with every row and `on_gap` for every line that could not be read, in the order of the lines: an
// answer stands where its row does.
template <class OnRow, class OnGap>
void in_order(const Answer& answer, const OnRow& on_row, const OnGap& on_gap) {
  auto gap = answer.as_read.left_out_before.begin();
  const auto last = answer.as_read.left_out_before.end();
  for (std::size_t row = 0; row < answer.rows(); ++row) {
    for (; gap != last && *gap <= row; ++gap) on_gap();
    on_row(row);
  }
  for (; gap != last; ++gap) on_gap();
}

// Calls `write` with lines.
template <class Write>
void write_csv(const Answer& answer, const Write& write) {
  const auto ids = id_columns(answer.as_read);
  const auto user = codes_of(answer.encoded, Role::user), item = codes_of(answer.encoded, Role::item);
  std::string line;
  for (const auto& [name, codes] : ids) line += csv_cell(name) + ",";
  line += answer.with_deviation ? "score,sd,sd_mean," : "score,";
  if (!answer.interval.low.empty()) line += "low,high,";
  for (const float level : answer.levels) line += fmt::format("p({:.6g}),", level);
  const std::string empty(static_cast<std::size_t>(std::ranges::count(line, ',')), ',');
  write(line + "cold\n");
  const auto write_row = [&](std::size_t row) {
    line.clear();
    for (const auto& [name, codes] : ids) line += csv_cell(codes.id(row)) + ",";
    fmt::format_to(std::back_inserter(line), "{:.6g},", answer.prediction.mean[row]);
    if (answer.with_deviation)
      fmt::format_to(std::back_inserter(line), "{:.6g},{:.6g},", answer.prediction.predictive[row],
                     answer.prediction.deviation[row]);
    if (!answer.interval.low.empty())
      fmt::format_to(std::back_inserter(line), "{:.6g},{:.6g},", answer.interval.low[row], answer.interval.high[row]);
    for (std::size_t k = 0; k < answer.levels.size(); ++k)
      fmt::format_to(std::back_inserter(line), "{:.6g},", answer.probabilities[row * answer.levels.size() + k]);
    write(line + cold_of(user, item, row) + "\n");
  };
  in_order(answer, write_row, [&] { write(empty + "\n"); });
}

template <class Write>
void write_json(const Answer& answer, const Write& write) {
  const auto ids = id_columns(answer.as_read);
  const auto user = codes_of(answer.encoded, Role::user), item = codes_of(answer.encoded, Role::item);
  const auto write_row = [&](std::size_t row) {
    Json json;
    for (const auto& [name, codes] : ids) json[name] = codes.id(row);
    json["score"] = std::stod(significant(answer.prediction.mean[row]));
    if (answer.with_deviation) {
      json["sd"] = std::stod(significant(answer.prediction.predictive[row]));
      json["sd_mean"] = std::stod(significant(answer.prediction.deviation[row]));
    }
    if (!answer.interval.low.empty()) {
      json["low"] = std::stod(significant(answer.interval.low[row]));
      json["high"] = std::stod(significant(answer.interval.high[row]));
    }
    for (std::size_t k = 0; k < answer.levels.size(); ++k)
      json["probabilities"][fmt::format("{:.6g}", answer.levels[k])] =
          std::stod(significant(answer.probabilities[row * answer.levels.size() + k]));
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

template <class Write>
void write_answer(const Answer& answer, bool json, const Write& write) {
  if (json) {
    write_json(answer, write);
  } else {
    write_csv(answer, write);
  }
}

void report_cold(const Model& model, const Answer& answer, Console& console) {
  const auto user = codes_of(answer.encoded, Role::user), item = codes_of(answer.encoded, Role::item);
  std::uint64_t cold = 0;
  for (std::size_t row = 0; row < answer.rows(); ++row) cold += cold_of(user, item, row).empty() ? 0 : 1;
  if (cold == 0) return;
  console.note(fmt::format("{} of {} rows are cold: their user or item was not seen in training", grouped(cold),
                           grouped(answer.rows())));
  for (const Role role : {Role::user, Role::item}) {
    const std::vector<std::string> known = attributes(model, role);
    const auto field = answer.encoded.schema.find(role);
    if (known.empty() || !field) continue;
    const auto rows = answer.encoded.row_of(*field);
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
  const Dataset data = read_for(model, paths, options, threads, &ids);
  console.notes(data.notes);
  Answer answer{ids, data, {}, arguments.has("with-sd"), {}, {}, {}};
  if (const auto share = arguments.number("interval"))
    answer.interval = model.predict_interval(data, *share, {}, threads);
  if (answer.with_deviation) {
    answer.prediction = model.predict_with_deviation(data, {}, threads);
  } else if (arguments.has("with")) {
    answer.prediction.mean = predict_averaged(models, paths, options, threads);
  } else {
    answer.prediction.mean = model.predict(data, {}, threads);
  }
  if (arguments.has("probabilities")) {
    answer.levels = model.levels();
    answer.probabilities = model.probabilities(data, {}, threads);
  }
  if (out) {
    std::string text;
    write_answer(answer, console.json, [&](std::string_view piece) { text += piece; });
    write_file(*out, text);
  } else {
    // On a terminal people read it; a file or another program gets the ids as they are.
    const bool shown = !console.json && output_is_terminal();
    std::uint64_t lines = 0;
    write_answer(answer, console.json, [&](std::string_view line) {
      if (!shown) return console.result(line);
      if (lines++ <= most_rows_shown) console.result(printable(line.substr(0, line.size() - 1)) + "\n");
    });
    console.flush();
    if (shown && lines > most_rows_shown + 1)
      console.note(fmt::format("{} are not shown; --out FILE writes all of them",
                               counted(lines - most_rows_shown - 1, "further row")));
  }
  report_cold(model, answer, console);
  if (const std::size_t gaps = ids.left_out_before.size(); gaps > 0)
    console.note(fmt::format("{} could not be read and {} no score", gaps == 1 ? "1 line" : grouped(gaps) + " lines",
                             gaps == 1 ? "has" : "have"));
  const auto user = codes_of(ids, Role::user), item = codes_of(ids, Role::item);
  console.next(user && item && answer.rows() > 0
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
  return joined(own, reading_flags(), flags_of(TrainOptions{}, thread_options), output);
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
