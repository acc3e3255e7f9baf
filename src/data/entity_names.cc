#include "data/entity_names.h"

#include "data/shown.h"
#include "interplay/error.h"

namespace interplay {

void refuse_value(std::string_view option, const std::string& value, const std::string& found,
                  const std::string& remedy) {
  throw Error(Code::usage, "option '" + std::string(option) + "' is " + shown(value) + ", and " + found, remedy);
}

std::size_t entity_named(const Dataset& data, std::string_view option, const std::string& value,
                         std::string_view wanted) {
  std::string names;
  for (std::size_t table = 0; table < data.entities.size(); ++table) {
    const std::string& key = data.entities[table].name;
    const auto field = data.schema.find(key);
    if (wanted == key || (field && name(data.schema.fields[*field].role) == wanted)) return table;
    names += (names.empty() ? "" : ", ") + key;
  }
  refuse_value(option, value, shown(wanted) + " has no table of its own",
               names.empty() ? "the data has no users and items" : "choose one of " + names);
}

std::size_t numbers_named(const Schema& schema, std::string_view option, const std::string& value,
                          std::string_view wanted) {
  std::string known;
  for (const std::size_t f : schema.inputs()) {
    const Field& field = schema.fields[f];
    if (field.kind != Kind::numeric) continue;
    if (field.name == wanted) return f;
    known += (known.empty() ? "" : ", ") + field.name;
  }
  refuse_value(option, value,
               "there is no field " + shown(wanted) + " of numbers" + (known.empty() ? "" : "; those are " + known),
               "add the column to --fields, or correct its name");
}

void refuse_repeated(const Dataset& data, std::string_view option, const std::string& value, const std::string& name) {
  if (data.schema.find(name))
    refuse_value(option, value, "there is a field " + shown(name) + " already", "ask for it once");
}

}  // namespace interplay
