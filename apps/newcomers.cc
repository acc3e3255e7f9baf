#include "newcomers.h"

#include <algorithm>
#include <fstream>
#include <unordered_set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/newcomers.h"

namespace interplay::cli {

Flag attributes_flag(std::string group) {
  return {.name = "attributes",
          .takes = Flag::Takes::list,
          .group = std::move(group),
          .help = "What is known of a user whom training did not see; no id is needed",
          .value = "NAME=VALUE,...",
          .brief = "Attributes of a new user, as name=value"};
}

Flag set_flag(std::string group) {
  return {.name = "set",
          .takes = Flag::Takes::list,
          .group = std::move(group),
          .help = "Other columns of the interaction; those that are not named are missing",
          .value = "COLUMN=VALUE,...",
          .brief = "Values of other columns, as name=value"};
}

Flag join_flag(std::string group) {
  return {.name = "join",
          .takes = Flag::Takes::list,
          .group = std::move(group),
          .help = "Tables with attributes of users whom training did not see, as FILE:KEY, where KEY is user",
          .value = "FILE",
          .completes = Flag::Completes::file,
          .brief = "Tables of attributes of new ids, as FILE:KEY"};
}

Model joined_model(Model model, const Arguments& arguments, Console& console) {
  if (!arguments.has("join")) return model;
  std::vector<std::string> notes;
  Model wider = with_joined_newcomers(model, arguments.list("join"), {}, &notes);
  console.notes(notes);
  return wider;
}

void note_unseen(const Model& model, const NamedTexts& values, Console& console) {
  for (const auto& [name, value] : values) {
    const auto f = model.schema().find(name);
    if (!f || model.schema().fields[*f].kind == Kind::numeric) continue;
    const Field& field = model.schema().fields[*f];
    const std::string separator = field.reading.empty() ? std::string(1, field.separator) : field.reading;
    for (std::string_view rest = value; !rest.empty();) {
      const std::size_t end = field.kind == Kind::multi ? std::min(rest.find(separator), rest.size()) : rest.size();
      std::string_view piece = rest.substr(0, end);
      piece.remove_prefix(std::min(piece.find_first_not_of(' '), piece.size()));
      piece = piece.substr(0, piece.find_last_not_of(' ') + 1);
      rest.remove_prefix(std::min(end + separator.size(), rest.size()));
      if (!piece.empty() && field.vocabulary.code(piece) == 0)
        console.note(fmt::format("{} '{}' was not seen in training and counts as missing", name, piece));
    }
  }
}

Newcomers newcomers_of(const Model& model, const std::string& path, Role role, Console& console) {
  const Dataset data = read_newcomers(model, path, role);
  std::vector<std::string> notes = data.notes;
  Newcomers result{with_newcomers(model, data, &notes), {}};
  console.notes(notes);
  const std::size_t field = data.schema.find(role).value();
  const Entity& entity = data.entities[data.schema.fields[field].table - 1];
  std::unordered_set<std::uint32_t> met;
  for (const std::uint32_t row : entity.row_of)
    if (row > 0 && met.insert(row).second) result.ids.push_back(entity.keys.id(row));
  return result;
}

bool is_table(const Model& model, const std::string& path, Role role) {
  std::ifstream file(path);
  std::string line;
  if (attributes(model, role).empty() || !std::getline(file, line)) return false;
  if (line.ends_with('\r')) line.pop_back();
  const auto field = model.schema().find(role);
  // An id may hold a comma.
  if (field && model.schema().fields[*field].vocabulary.code(line) > 0) return false;
  return line.find_first_of(",;\t|") != std::string::npos;
}

}  // namespace interplay::cli
