// interplay check: what is in the files, and what is wrong with them; nothing is trained.
#include <algorithm>

#include <fmt/format.h>

#include "interplay/check.h"
#include "interplay/model.h"
#include "interplay/options.h"
#include "interplay/read.h"
#include "json_output.h"
#include "next_step.h"
#include "settings.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

std::string counts_table(const DataSummary& summary, std::size_t width) {
  Table table({"count", ">value"});
  table.row({"rows", grouped(summary.rows)});
  if (summary.users > 0) table.row({"users", grouped(summary.users)});
  if (summary.items > 0) table.row({"items", grouped(summary.items)});
  if (summary.users > 0 && summary.items > 0) table.row({"density", fmt::format("{:.3g}%", 100 * summary.density)});
  const auto range = [](const std::uint64_t(&values)[3]) {
    return fmt::format("{} / {} / {}", grouped(values[0]), grouped(values[1]), grouped(values[2]));
  };
  if (summary.users > 0) table.row({"rows of a user: fewest / median / most", range(summary.ratings_per_user)});
  if (summary.items > 0) table.row({"rows of an item: fewest / median / most", range(summary.ratings_per_item)});
  table.row({"repeated rows", grouped(summary.duplicate_rows)});
  table.row({"repeated pairs of user and item", grouped(summary.duplicate_pairs)});
  table.row({"bad lines left out", grouped(summary.bad_lines)});
  return table.text(width);
}

std::string values_of(const FieldSummary& field) {
  if (field.role == Role::time) return time_range(field.minimum, field.maximum);
  if (field.kind == Kind::numeric)
    return fmt::format("{} to {}, mean {}, sd {}", short_number(field.minimum), short_number(field.maximum),
                       short_number(field.mean), short_number(field.deviation));
  constexpr std::size_t most = 3;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::min(most, field.top.size()); ++i)
    parts.push_back(fmt::format("{} ({})", field.top[i].first, grouped(field.top[i].second)));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string fields_table(const DataSummary& summary, std::size_t width) {
  Table table({"field", "kind", "role", "of", ">distinct", ">missing", "values"});
  for (const FieldSummary& field : summary.fields)
    table.row({field.name, std::string(name(field.kind)), std::string(name(field.role)),
               field.table == "interactions" ? "rows" : field.table,
               field.kind == Kind::numeric ? "" : grouped(field.distinct), grouped(field.missing), values_of(field)});
  return table.text(width);
}

// The training that the data is ready for; empty without a target.
std::string next_command(const Arguments& arguments, const DataOptions& options, const DataSummary& summary) {
  const auto has = [&](Role role) {
    return std::ranges::find(summary.fields, role, &FieldSummary::role) != summary.fields.end();
  };
  const bool interactions = !has(Role::target) && has(Role::user) && has(Role::item);
  if (!has(Role::target) && !interactions) return "";
  Settings settings;
  settings.paths = arguments.operands;
  bool piped = false;
  for (std::string& path : settings.paths) {
    if (can_be_read_again(path)) continue;
    path = "FILE";
    piped = true;
  }
  settings.data = options;
  constexpr std::uint64_t fewest_rows = 10;  // of fewer none can be spared
  if (summary.rows >= fewest_rows) settings.split.test = 0.2;
  settings.data.implicit = settings.data.implicit || interactions;
  settings.train = settings.data.implicit ? defaults_for_interactions() : default_options(settings.train.model);
  const std::string command = command_of(settings) + " --out model.safetensors";
  return piped ? "save the data as FILE, or pipe it again to - in its place: " + command : command;
}

int run_check(const Arguments& arguments, Console& console) {
  DataOptions options;
  TrainOptions running;
  apply(arguments, options);
  apply(arguments, running);
  const DataSummary summary = summarize(read(arguments.operands, options, static_cast<int>(running.threads)), options);
  if (console.json) {
    console.result(to_json(summary) + "\n");
    return 0;
  }
  for (const std::string& note : summary.notes) console.note(note);
  const auto width = static_cast<std::size_t>(console.width);
  console.result(counts_table(summary, width) + "\n" + fields_table(summary, width));
  if (const std::string next = next_command(arguments, options, summary); !next.empty()) console.next(next);
  return 0;
}

std::vector<Flag> check_flags(std::string_view) {
  return joined(flags_of(DataOptions{}), flags_of(TrainOptions{}, thread_options), output_flags());
}

}  // namespace

const Verb& check_verb() {
  static const Verb verb = {
      .name = "check",
      .summary = "Shows how data is read: columns, roles, counts, ranges, repeated rows; trains nothing.",
      .operands = {{.name = "PATH", .repeated = true}},
      .examples = {"interplay check ml-100k/", "interplay check ratings.csv --skip-bad-lines",
                   "interplay check ratings.csv --join users.csv:user_id --json"},
      .flags = check_flags,
      .run = run_check,
  };
  return verb;
}

}  // namespace interplay::cli
