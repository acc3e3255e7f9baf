// interplay explain: every term of one prediction, summing to it.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/explain.h"
#include "interplay/read.h"
#include "interplay/recommend.h"
#include "json_output.h"
#include "newcomers.h"
#include "next_step.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

using Entry = Explanation::Entry;

// The id of the item that `text` names by its title; `text` itself where it is an id. An item that training has not
// seen is explained if something is known of it: `described`, or a row of the items' table.
std::string item_named(const Model& model, const std::string& text, bool described) {
  const Schema& schema = model.schema();
  const auto item = schema.find(Role::item);
  if (!item || !schema.find(Role::user) || schema.fields[*item].vocabulary.code(text) > 0) return text;
  const std::uint32_t table = schema.fields[*item].table;
  if (table > 0 && model.star().entities[table - 1].keys.code(text) > 0) return text;
  try {
    return Recommender(model).find_item(text);
  } catch (const Error& error) {
    if (error.code() == Code::usage || !described) throw;  // the title of several items, or of none
    return text;
  }
}

// The row that the flags describe.
Dataset row_of_flags(const Model& model, const Arguments& arguments) {
  NamedTexts values = named_values(arguments, "attributes");
  const bool described = !values.empty();
  for (const Role role : {Role::user, Role::item}) {
    const std::string flag(name(role));
    const auto value = arguments.value(flag);
    if (!value && model.schema().find(role) && !(described && role == Role::user))
      throw Error(Code::usage, fmt::format("--{} is missing", flag),
                  fmt::format("give --{} ID, or name a file and --row N", flag));
    if (value)
      values.emplace_back(flag,
                          role == Role::item ? item_named(model, *value, described || arguments.has("set")) : *value);
  }
  for (auto& value : named_values(arguments, "set")) values.push_back(std::move(value));
  return encode_row(model.star(), values);
}

struct Row {
  Dataset data;
  std::uint32_t number = 0;
};

// The lines before row `number` (from 1) that were left out. They count, so that numbers are those of the file.
std::uint32_t left_out_until(const Dataset& data, std::int64_t number) {
  std::uint32_t lines = 0;
  for (const std::size_t rows_before : data.left_out_before) {
    const auto place = static_cast<std::int64_t>(rows_before) + lines + 1;
    if (place == number)
      throw Error(Code::bad_data, fmt::format("row {} is one of the lines that could not be read", number),
                  "choose another");
    if (place < number) ++lines;
  }
  return lines;
}

Row row_of_file(const Model& model, const Arguments& arguments) {
  for (const std::string_view flag : {"user", "item", "set", "attributes"})
    if (arguments.has(flag))
      throw Error(Code::usage, fmt::format("--{} and a file are two ways to name a row", flag),
                  fmt::format("leave out the file, or --{}", flag));
  if (std::error_code ignored; !std::filesystem::exists(arguments.operands[1], ignored) && arguments.operands[1] != "-")
    throw Error(Code::usage,
                fmt::format("'{}' is taken for the file of a row, and there is none", arguments.operands[1]),
                "name the file and --row N, or give --user ID --item ID");
  if (!arguments.has("row")) throw Error(Code::usage, "--row is missing", "give --row N: the row to explain, from 1");
  DataOptions options;
  apply(arguments, options);
  const std::vector<std::string> paths(arguments.operands.begin() + 1, arguments.operands.end());
  const auto number = arguments.integer("row", 1, 1);
  if (number > std::int64_t{0xffffffff}) throw Error(Code::usage, fmt::format("--row is {}, expected fewer", number));
  Row row{read_for(model, paths, options), 0};
  row.number = static_cast<std::uint32_t>(number - 1) - left_out_until(row.data, number);
  return row;
}

// A bar from the middle: to the right for what raises the score, to the left for what lowers it.
std::string bar(double value, double largest) {
  constexpr double half = 10;
  const auto length =
      largest > 0 ? static_cast<std::size_t>(std::lround(half * std::min(1.0, std::abs(value) / largest))) : 0;
  std::string blocks;
  for (std::size_t i = 0; i < length; ++i) blocks += "█";
  const auto side = static_cast<std::size_t>(half);
  return value < 0 ? padded(blocks, side, true) + "│" : padded("", side) + "│" + blocks;
}

std::string signed_text(double value) { return fmt::format("{:+.4f}", value); }

std::string formula(const Explanation& explanation) {
  if (explanation.transform == "log1p") return "exp(score) - 1";
  if (explanation.transform == "rank") return "the target of that rank, Phi(score)";
  std::string text = explanation.link_formula;
  const auto replace = [&](std::string_view word, const std::string& by) {
    if (const auto found = text.find(word); found != std::string::npos) text.replace(found, word.size(), by);
  };
  const auto [low, high] = explanation.link_range.value_or(std::pair(0.0f, 1.0f));
  replace("LOW", short_number(low));
  replace("WIDTH", short_number(high - low));
  if (explanation.link_shift == 0) replace("SHIFT + ", "");
  replace("SHIFT", short_number(explanation.link_shift));
  return text;
}

// The intercept, the largest entries in order of size, then the rest in one line. Bars compare what varies from row to
// row, so the intercept has none.
void print_entries(const Explanation& explanation, std::size_t count, Console& console) {
  std::vector<Entry> order = explanation.entries;
  const auto varying =
      std::stable_partition(order.begin(), order.end(), [](const Entry& e) { return e.kind == "intercept"; });
  std::stable_sort(varying, order.end(),
                   [](const Entry& a, const Entry& b) { return std::abs(a.contribution) > std::abs(b.contribution); });
  const double largest = std::abs(varying->contribution);  // rounding is always there
  const bool weighted = std::any_of(order.begin(), order.end(), [](const Entry& e) { return e.weight != 1; });
  std::vector<std::string> headings = {"term", ">adds", "     lowers│raises"};
  if (weighted) headings = {"term", ">value", ">weight", ">adds", "     lowers│raises"};
  Table table(headings);
  for (std::size_t i = 0; i < std::min(count, order.size()); ++i) {
    std::vector<std::string> cells = {order[i].name};
    if (weighted) cells.insert(cells.end(), {metric_text(order[i].value), metric_text(order[i].weight)});
    cells.insert(cells.end(), {signed_text(order[i].contribution),
                               order[i].kind == "intercept" ? bar(0, largest) : bar(order[i].contribution, largest)});
    table.row(std::move(cells));
  }
  console.result(table.text(200));
  if (order.size() <= count) return;
  double rest = 0;
  for (std::size_t i = count; i < order.size(); ++i) rest += order[i].contribution;
  console.result(fmt::format("and {} smaller ones, {} together (-n {} shows all)\n", grouped(order.size() - count),
                             signed_text(rest), order.size()));
}

void print(const Explanation& explanation, std::size_t count, Console& console) {
  print_entries(explanation, count, console);
  if (explanation.columns.size() > 1) {
    console.result("\n");
    Table columns({"part", ">value", ">weight", ">adds"});
    for (const auto& column : explanation.columns)
      columns.row(
          {column.name, metric_text(column.value), metric_text(column.weight), signed_text(column.contribution)});
    console.result(columns.text(static_cast<std::size_t>(console.width)));
  }
  console.result(fmt::format("\nscore       {:.6f}   the sum of all terms\n", explanation.score));
  if (!explanation.link_identity || explanation.transform != "none")
    console.result(fmt::format("{:<11} {:.6f}   = {}\n", "link", explanation.linked, formula(explanation)));
  const std::string note =
      explanation.clipped ? fmt::format("   {:.6f} is outside the range of the training targets", explanation.linked)
                          : "";
  console.result(fmt::format("prediction  {:.6g}{}{}\n", explanation.prediction, note,
                             explanation.calibration.empty() ? ""
                             : explanation.calibration == "kept_negatives"
                                 ? "   corrected for --keep-negatives"
                                 : "   calibrated by " + explanation.calibration));
}

void report_gaps(const Explanation& explanation, const Arguments& arguments, Console& console) {
  for (const auto& input : explanation.inputs) {
    const std::string id =
        input.value.empty() || input.value == "?" ? arguments.value(input.field).value_or("") : input.value;
    if (input.unseen)
      console.warning(fmt::format("cold: {} was not seen in training, and counts as any unseen {}",
                                  id.empty() ? "the " + input.field : fmt::format("{} '{}'", input.field, id),
                                  input.field));
  }
}

int run_explain(const Arguments& arguments, Console& console) {
  const bool of_file = arguments.operands.size() > 1;
  const std::string by = arguments.value("by").value_or("feature");
  if (by != "feature" && by != "field")
    throw Error(Code::usage, fmt::format("--by is '{}', expected feature or field", by));
  const auto count = static_cast<std::size_t>(arguments.integer("count", 20, 1));
  const Model loaded = Model::load(arguments.operands.front());
  if (!of_file && arguments.has("row"))
    throw Error(Code::usage, "--row counts the rows of a file, and none is named", "name the file behind the model");
  const Model model = of_file ? loaded : joined_model(loaded, arguments, console);
  if (!of_file) note_unseen(model, named_values(arguments, "attributes"), console);
  const Row row = of_file ? row_of_file(model, arguments) : Row{row_of_flags(model, arguments), 0};
  const auto explanation = explain(model, row.data, row.number, by == "field" ? Detail::fields : Detail::features);
  if (console.json) {
    console.result(to_json(explanation) + "\n");
  } else {
    print(explanation, count, console);
  }
  report_gaps(explanation, arguments, console);
  console.next(next_with(arguments.operands.front(), loaded, arguments.value("user").value_or("")));
  return 0;
}

std::vector<Flag> explain_flags(std::string_view) {
  const std::vector<Flag> own = {
      {.name = "user",
       .group = "Row",
       .help = "Id of the user, as in the training data",
       .value = "ID",
       .brief = "Id of the user"},
      {.name = "item",
       .group = "Row",
       .help = "Id of the item, as in the training data, or its title",
       .value = "ID",
       .brief = "Id of the item"},
      set_flag("Row"),
      attributes_flag("Row"),
      {.name = "row",
       .group = "Row",
       .help = "The row of the files to explain, counted from 1",
       .value = "N",
       .range = "at least 1",
       .brief = "Row of a file, from 1"},
      {.name = "by",
       .group = "Output",
       .help = "How finely to divide: each feature (every genre of a film) or each field (its genres together)",
       .value = "WHAT",
       .initial = "feature",
       .choices = {"feature", "field"},
       .brief = "Terms by feature or by field"},
      {.name = "count",
       .group = "Output",
       .help = "How many terms to show, the largest first; --json has all",
       .value = "N",
       .initial = "20",
       .range = "at least 1",
       .letter = 'n',
       .brief = "How many terms to show"},
  };
  std::vector<Flag> reading = reading_flags();
  std::erase_if(reading, [](const Flag& flag) { return flag.name == "user" || flag.name == "item"; });
  return joined(own, reading, output_flags());
}

}  // namespace

const Verb& explain_verb() {
  static const Verb verb = {
      .name = "explain",
      .summary = "Divides one prediction into its terms, which sum to it: who and what adds how much.",
      .operands = {{.name = "MODEL"}, {.name = "PATH", .optional = true, .repeated = true}},
      .examples = {"interplay explain movies.safetensors --user 196 --item 242",
                   "interplay explain movies.safetensors --user 196 --item 242 --by field",
                   "interplay explain clicks.st --user 7 --item 12 --set hour=13,device=phone",
                   "interplay explain clicks.st test.libfm --row 17 --json"},
      .flags = explain_flags,
      .run = run_explain,
  };
  return verb;
}

}  // namespace interplay::cli
