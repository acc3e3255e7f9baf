// One interaction out of names and values. Blanks at their ends are cut as readers cut those of cells, unless a name or
// an id has them (in files they stand in quotes).
#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "data/derive.h"
#include "data/encode_codes.h"
#include "data/missing_marks.h"
#include "data/numbers.h"
#include "data/records.h"
#include "data/sparse_numbers.h"
#include "data/text.h"
#include "interplay/data.h"
#include "interplay/error.h"

namespace interplay {
namespace {

// Whether the field is the time of an interaction, by which the model finds its session.
bool tells_session(const Star& star, const Field& field) {
  const auto is_session = [](const Field& made) { return made.session.has_value(); };
  return field.role == Role::time && std::ranges::any_of(star.schema.fields, is_session);
}

// The names by which a row may be told: entities, and inputs that are columns of the interactions.
std::vector<std::string> known_names(const Star& star) {
  std::vector<std::string> names;
  for (const Entity& entity : star.entities) names.push_back(entity.name);
  for (const Field& field : star.schema.fields)
    if (field.table == 0 && !is_made(field) && (is_input(field) || tells_session(star, field)))
      names.push_back(field.name);
  return names;
}

// "user", "item" and "time" stand for the columns of that role, whatever these are called.
std::string resolved(const Star& star, const std::string& given) {
  const std::vector<std::string> names = known_names(star);
  const auto is_known = [&](const std::string& name) { return std::ranges::find(names, name) != names.end(); };
  if (is_known(given)) return given;
  const std::string wanted(trimmed(given));
  if (is_known(wanted)) return wanted;
  for (const Role role : {Role::user, Role::item, Role::time})
    if (const auto field = star.schema.find(role);
        field && wanted == name(role) && is_known(star.schema.fields[*field].name))
      return star.schema.fields[*field].name;
  std::vector<std::string> known;
  for (const std::string& each : names) known.push_back(shown(each));
  const auto field = star.schema.find(wanted);
  const bool of_entity = field && star.schema.fields[*field].table > 0;
  throw Error(Code::usage,
              of_entity
                  ? "column " + shown(wanted) + " belongs to '" +
                        star.entities[star.schema.fields[*field].table - 1].name + "', whose features the model keeps"
                  : "the model reads no column " + shown(wanted) + " of an interaction",
              "the columns are " + listed(known));
}

class Values {
 public:
  Values(const Star& star, NamedValues given) {
    for (const auto& [wanted, value] : given) {
      const std::string column = resolved(star, wanted);
      if (find(column)) throw Error(Code::usage, "column " + shown(column) + " is given twice", "give it once");
      values_.emplace_back(column, value);
    }
  }

  std::optional<std::string_view> find(std::string_view column) const {
    for (const auto& [known, value] : values_)
      if (known == column && !is_missing(trimmed(value))) return value;
    return std::nullopt;
  }

 private:
  std::vector<std::pair<std::string, std::string>> values_;
};

std::uint32_t code_of(const Vocabulary& vocabulary, std::string_view id) {
  const std::uint32_t code = vocabulary.code(id);
  return code > 0 ? code : vocabulary.code(trimmed(id));
}

float number(const Field& field, std::string_view given) {
  const std::string_view text = trimmed(given);
  if (is_missing_mark(text) || text == field.missing) return std::numeric_limits<float>::quiet_NaN();
  const auto value = parse_number(text);
  if (!value) throw Error(Code::bad_data, "column " + shown(field.name) + " is " + shown(text) + ", expected a number");
  return static_cast<float>(*value);
}

double time_of(const Field& field, std::string_view given) {
  const std::string_view text = trimmed(given);
  const auto value = parse_time(text);
  if (!value)
    throw Error(Code::bad_data, "column " + shown(field.name) + " is " + shown(text) + ", expected a number or a date");
  return *value;
}

// Entries that the vocabulary lacks are left out, as in files.
MultiColumn bag(const Field& field, std::string_view text) {
  MultiColumn column;
  split_cell(text, field.separator, [&](std::string_view value) {
    if (const std::uint32_t code = field.vocabulary.code(value)) column.codes.push_back(code);
  });
  column.offsets = {0, column.codes.size()};
  apply_scales(field, column);
  return column;
}

Column one_row(const Field& field, std::optional<std::string_view> value) {
  if (field.kind == Kind::numeric)
    return NumericColumn{{value ? number(field, *value) : std::numeric_limits<float>::quiet_NaN()}};
  if (field.kind == Kind::multi) return bag(field, value.value_or(""));
  return CategoricalColumn{{value ? code_of(field.vocabulary, *value) : 0}};
}

}  // namespace

Dataset encode_row(const Star& star, NamedValues given) {
  const Values values(star, given);
  Dataset row;
  row.rows = 1;
  for (std::size_t f = 0; f < star.schema.fields.size(); ++f) {
    const Field& field = star.schema.fields[f];
    if (const auto time = values.find(field.name); time && tells_session(star, field))
      row.time = {time_of(field, *time)};
    if (field.table == 0 && !is_input(field)) continue;
    row.schema.fields.push_back(field);
    row.columns.push_back(field.table > 0 ? star.columns[f] : one_row(field, values.find(field.name)));
  }
  row.entities = star.entities;
  for (Entity& entity : row.entities) {
    const auto id = values.find(entity.name);
    entity.row_of = {id ? code_of(entity.keys, *id) : 0};
  }
  make_columns(row);
  return row;
}

}  // namespace interplay
