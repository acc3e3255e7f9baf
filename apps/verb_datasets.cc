// interplay datasets: the known data sets, and getting one.
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "interplay/catalog.h"
#include "interplay/error.h"
#include "json_output.h"
#include "settings.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

constexpr std::string_view data_variable = "INTERPLAY_DATA";

std::optional<std::filesystem::path> data_root() {
  const char* root = std::getenv(data_variable.data());
  if (root == nullptr || *root == '\0') return std::nullopt;
  return root;
}

int list_datasets(Console& console) {
  if (console.json) {
    Json all = Json::array();
    for (const KnownDataset& known : known_datasets())
      all.push_back(
          {{"name", known.name}, {"description", known.description}, {"url", known.url}, {"license", known.license}});
    console.result(line_of(all));
    return 0;
  }
  Table table({"name", "description"});
  for (const KnownDataset& known : known_datasets())
    table.row({known.name, fmt::format("{} ({})", known.description, known.license)});
  console.result(table.text(static_cast<std::size_t>(console.width)));
  console.next(fmt::format("interplay datasets get {}", known_datasets().front().name));
  return 0;
}

int get(const Arguments& arguments, Console& console) {
  if (arguments.operands.size() < 2)
    throw Error(Code::usage, "datasets get needs a NAME", "interplay datasets list shows them");
  const auto folder = get_dataset(arguments.operands[1], arguments.value("to").value_or("."), data_root());
  console.result(console.json ? line_of({{"path", folder.string()}}) : folder.string() + "\n");
  console.next(fmt::format("interplay check {}", quoted_for_shell(folder.string())));
  return 0;
}

int run_datasets(const Arguments& arguments, Console& console) {
  const std::string& what = arguments.operands.front();
  if (what == "get") return get(arguments, console);
  if (what == "list" && arguments.operands.size() == 1) return list_datasets(console);
  throw Error(Code::usage, fmt::format("datasets does not know '{}'", what == "list" ? arguments.operands[1] : what),
              "say interplay datasets list, or interplay datasets get NAME");
}

std::vector<Flag> datasets_flags(std::string_view) {
  return joined(std::vector<Flag>{{.name = "to",
                                   .group = "Files",
                                   .help = "Folder to unpack a download in; a set below INTERPLAY_DATA stays there",
                                   .value = "DIR",
                                   .initial = ".",
                                   .completes = Flag::Completes::folder}},
                output_flags());
}

}  // namespace

const Verb& datasets_verb() {
  static const Verb verb = {
      .name = "datasets",
      .summary = "Lists the known data sets, or gets one: from INTERPLAY_DATA, else the official download, checked.",
      .operands = {{.name = "list|get", .choices = {"list", "get"}, .completes = Flag::Completes::nothing},
                   {.name = "NAME", .optional = true, .completes = Flag::Completes::nothing}},
      .examples = {"interplay datasets list", "interplay datasets get ml-100k --to data/"},
      .elsewhere = {{"out dir folder", "--to names the folder"}},
      .flags = datasets_flags,
      .run = run_datasets,
  };
  return verb;
}

}  // namespace interplay::cli
