#include "listing.h"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "interplay/error.h"
#include "text.h"

namespace interplay::cli {

Flag count_flag(std::string help) {
  return {.name = "count",
          .group = "List",
          .help = std::move(help),
          .value = "N",
          .initial = "10",
          .range = "at least 1",
          .letter = 'n'};
}

std::size_t count_of(const Arguments& arguments) { return static_cast<std::size_t>(arguments.integer("count", 10, 1)); }

std::string as_in_files(const Model& model, Role role, const std::string& text) {
  const auto field = model.schema().find(role);
  if (field && model.schema().fields[*field].vocabulary.code(text) > 0) return text;
  constexpr const char* blanks = " \t";
  const auto first = text.find_first_not_of(blanks);
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

std::vector<std::string> ids_in(const std::string& path, const Model& model, Role role, std::string_view remedy) {
  std::ifstream file(path);
  if (!file) throw Error(Code::not_found, at(path), "cannot be opened", std::string(remedy));
  const auto field = model.schema().find(role);
  std::vector<std::string> ids;
  bool first = true;
  for (std::string line; std::getline(file, line);) {
    if (line.ends_with('\r')) line.pop_back();
    const std::string id = as_in_files(model, role, line);
    if (id.empty()) continue;
    const bool heading = first && field && id == model.schema().fields[*field].name;
    first = false;
    if (!heading) ids.push_back(id);
  }
  if (ids.empty()) throw Error(Code::bad_data, at(path), "holds no id", "write one id a line");
  return ids;
}

std::string why_text(const Reasons& reasons) {
  constexpr std::size_t most = 2;
  std::string text;
  for (std::size_t i = 0; i < std::min(most, reasons.terms.size()); ++i)
    text += fmt::format("{}{} {:+.2f}", i > 0 ? ", " : "", reasons.terms[i].name, reasons.terms[i].contribution);
  for (std::size_t i = 0; i < std::min(most, reasons.history.size()); ++i) {
    const auto& near = reasons.history[i];
    text += fmt::format("{}{} {:.2f}",
                        i > 0          ? ", "
                        : text.empty() ? "like "
                                       : "; like ",
                        near.title.empty() ? near.item : near.title, near.cosine);
  }
  return text;
}

std::string table_of(const std::vector<Scored>& list, std::string_view id_name, std::string_view score_name,
                     int width) {
  const bool titled = std::ranges::any_of(list, [](const Scored& entry) { return !entry.title.empty(); });
  const bool reasoned = std::ranges::any_of(list, [](const Scored& entry) { return entry.why.has_value(); });
  std::vector<std::string> headings = {">rank", std::string(id_name), fmt::format(">{}", score_name)};
  if (titled) headings.emplace_back("title");
  if (reasoned) headings.emplace_back("why");
  Table table(headings);
  for (std::size_t i = 0; i < list.size(); ++i) {
    std::vector<std::string> cells = {std::to_string(i + 1), list[i].item,
                                      metric_text(static_cast<double>(list[i].score))};
    if (titled) cells.push_back(list[i].title);
    if (reasoned) cells.push_back(list[i].why ? why_text(*list[i].why) : "");
    table.row(std::move(cells));
  }
  return table.text(static_cast<std::size_t>(width));
}

}  // namespace interplay::cli
