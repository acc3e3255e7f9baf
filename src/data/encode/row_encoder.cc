#include "data/encode/row_encoder.h"

#include <algorithm>
#include <limits>

#include "data/columns.h"
#include "data/derive.h"
#include "data/encode/encode_codes.h"
#include "data/encode/new_entities.h"
#include "data/encode/sparse_numbers.h"
#include "data/shown.h"
#include "data/text/cells.h"
#include "data/text/missing_marks.h"
#include "data/text/numbers.h"
#include "data/text/reading.h"
#include "data/text/separators.h"
#include "interplay/error.h"
#include "interplay/options.h"

namespace interplay {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

// An id with blanks at its ends stood in quotes; else they are cut as readers cut those of cells.
std::uint32_t code_of(const Vocabulary& vocabulary, std::string_view id) {
  if (vocabulary.hashed()) {  // knows every id, so that what stands for none has to be told
    const std::string_view text = trimmed(id);
    return text.empty() || is_missing_mark(text) ? 0 : vocabulary.code(text);
  }
  const std::uint32_t code = vocabulary.code(id);
  return code > 0 ? code : vocabulary.code(trimmed(id));
}

float number(const Field& field, std::string_view given) {
  const std::string_view text = trimmed(given);
  if (is_missing_mark(text) || text == field.missing) return std::numeric_limits<float>::quiet_NaN();
  const auto value = parse_number_as(field.reading, text);
  if (!value) throw Error(Code::bad_data, "column " + shown(field.name) + " is " + shown(text) + ", expected a number");
  return static_cast<float>(*value);
}

double time_of(const Field& field, std::string_view given) {
  const std::string_view text = trimmed(given);
  const auto value = parse_time_as(field.reading, text);
  if (!value)
    throw Error(Code::bad_data, "column " + shown(field.name) + " is " + shown(text) + ", expected a number or a date");
  return *value;
}

void clear_bag(MultiColumn& column) {
  column.offsets.edit()->assign(2, 0);
  column.codes.edit()->clear();
  column.weights.edit()->clear();
}

// Entries that the vocabulary lacks are left out, as in files.
void read_bag(const Field& field, std::string_view text, MultiColumn& column) {
  clear_bag(column);
  {
    const auto codes = column.codes.edit();
    split_cell(text, separator_of(field), [&](std::string_view value) {
      if (field.vocabulary.hashed() && value.empty()) return;
      if (const std::uint32_t code = field.vocabulary.code(value)) codes->push_back(code);
    });
  }
  (*column.offsets.edit())[1] = column.codes.size();
  apply_scales(field, column);
}

void read_column(const Field& field, std::string_view text, Column& column) {
  if (auto* numbers = std::get_if<NumericColumn>(&column)) {
    (*numbers->values.edit())[0] = number(field, text);
  } else if (auto* categories = std::get_if<CategoricalColumn>(&column)) {
    (*categories->codes.edit())[0] = code_of(field.vocabulary, text);
  } else {
    read_bag(field, text, std::get<MultiColumn>(column));
  }
}

void clear_column(Column& column) {
  if (auto* numbers = std::get_if<NumericColumn>(&column)) {
    numbers->values.edit()->assign(1, std::numeric_limits<float>::quiet_NaN());
  } else if (auto* categories = std::get_if<CategoricalColumn>(&column)) {
    categories->codes.edit()->assign(1, 0);
  } else {
    clear_bag(std::get<MultiColumn>(column));
  }
}

}  // namespace

RowEncoder::RowEncoder(const Star& star) : star_(star) {
  const std::vector<Field>& fields = star.schema.fields;
  const bool tells_time = needs_time(star.schema);
  for (std::size_t table = 0; table < star.entities.size(); ++table)
    names_.push_back({star.entities[table].name, Meaning::entity, table});
  for (std::size_t f = 0; f < fields.size(); ++f) {
    const Field& field = fields[f];
    if (field.table > 0) continue;
    if (is_input(field)) own_.push_back(f);
    if (is_made(field)) {
      std::vector<const Field*> from;
      for (const std::string& name : field.derived.fields) from.push_back(&fields[star.schema.find(name).value()]);
      made_.push_back({f, column_maker(field, from)});
    } else if (is_input(field)) {
      names_.push_back({field.name, Meaning::column, f});
    } else if (tells_time && field.role == Role::time) {
      names_.push_back({field.name, Meaning::time, f});
    }
  }
  for (std::size_t f = 0; f < fields.size(); ++f)
    if (is_attribute(star, fields[f])) names_.push_back({fields[f].name, Meaning::attribute, f});
  for (const Role role : {Role::user, Role::item, Role::time}) {
    const auto field = star.schema.find(role);
    if (!field) continue;
    const auto named = std::ranges::find(names_, fields[*field].name, &Name::name);
    if (named != names_.end()) aliases_.emplace_back(name(role), static_cast<std::size_t>(named - names_.begin()));
  }
}

EncodedRow RowEncoder::blank() const {
  EncodedRow row;
  row.entity_rows.assign(star_.entities.size(), 0);
  row.described.assign(star_.entities.size(), 0);
  for (const Field& field : star_.schema.fields) row.own.push_back(empty_column(field.kind));
  clear(row);
  make(row);
  return row;
}

void RowEncoder::clear(EncodedRow& row) const {
  std::ranges::fill(row.entity_rows, 0u);
  for (const std::size_t f : own_) clear_column(row.own[f]);
  row.time.clear();
  if (!row.describes()) return;
  std::ranges::fill(row.described, std::uint8_t{0});
  ++row.description;
}

// "user", "item" and "time" stand for the columns of that role, whatever these are called.
std::size_t RowEncoder::place_of(std::string_view given) const {
  const std::string_view wanted = trimmed(given);
  for (std::size_t place = 0; place < names_.size(); ++place)
    if (names_[place].name == given) return place;
  for (std::size_t place = 0; wanted.size() < given.size() && place < names_.size(); ++place)
    if (names_[place].name == wanted) return place;
  for (const auto& [alias, place] : aliases_)
    if (alias == wanted) return place;
  refuse(wanted);
}

void RowEncoder::refuse(std::string_view wanted) const {
  std::string list;
  std::vector<std::string_view> names;
  for (const Name& known : names_) {
    list += (list.empty() ? "" : ", ") + shown(known.name);
    names.push_back(known.name);
  }
  const std::string near = nearest(wanted, names);
  throw Error(Code::usage, "the model reads no column " + shown(wanted),
              (near.empty() ? "" : "did you mean " + shown(near) + "? ") + "the columns are " + list);
}

// Attributes of the entities whose ids the star does not know.
void RowEncoder::describe(std::span<const std::pair<std::string_view, std::string_view>> values,
                          EncodedRow& row) const {
  for (std::size_t table = 0; table < star_.entities.size(); ++table) {
    std::vector<GivenAttribute> given;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (row.named[i] == none || names_[row.named[i]].meaning != Meaning::attribute) continue;
      const std::size_t f = names_[row.named[i]].index;
      const Field& field = star_.schema.fields[f];
      if (field.table != table + 1) continue;
      const Entity& entity = star_.entities[table];
      if (row.entity_rows[table] > 0)
        throw Error(Code::usage,
                    "column " + shown(field.name) + " belongs to " + shown(entity.name) + " " +
                        shown(entity.keys.id(row.entity_rows[table])) + ", whose attributes the model knows",
                    "leave it out, or leave out the id");
      Column column = empty_column(field.kind);
      clear_column(column);
      read_column(field, values[i].second, column);
      given.push_back({f, std::move(column)});
    }
    if (given.empty()) continue;
    std::vector<Column> columns = columns_of_new(star_, table, std::move(given), 1);
    for (std::size_t f = 0; f < columns.size(); ++f)
      if (star_.schema.fields[f].table == table + 1) row.own[f] = std::move(columns[f]);
    row.described[table] = 1;
    ++row.description;
  }
}

// Whether the text is an id of the column: NA may be one.
bool RowEncoder::is_value(const Name& column, std::string_view text) const {
  if (text.empty() || column.meaning == Meaning::time) return false;
  const bool entity = column.meaning == Meaning::entity;
  return (entity ? star_.entities[column.index].keys : star_.schema.fields[column.index].vocabulary).code(text) > 0;
}

void RowEncoder::encode(std::span<const std::pair<std::string_view, std::string_view>> values, EncodedRow& row) const {
  row.named.clear();
  for (const auto& [wanted, value] : values) {
    const std::size_t place = place_of(wanted);
    if (std::ranges::find(row.named, place) != row.named.end())
      throw Error(Code::usage, "column " + shown(names_[place].name) + " is given twice", "give it once");
    row.named.push_back(is_missing(trimmed(value)) && !is_value(names_[place], trimmed(value)) ? none : place);
  }
  clear(row);
  bool attributes = false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (row.named[i] == none) continue;
    const auto& [name, meaning, index] = names_[row.named[i]];
    if (meaning == Meaning::entity) {
      row.entity_rows[index] = code_of(star_.entities[index].keys, values[i].second);
    } else if (meaning == Meaning::time) {
      row.time.assign(1, time_of(star_.schema.fields[index], values[i].second));
    } else if (meaning == Meaning::column) {
      read_column(star_.schema.fields[index], values[i].second, row.own[index]);
    } else {
      attributes = true;
    }
  }
  if (attributes) describe(values, row);
  make(row);
}

FieldView RowEncoder::view(const EncodedRow& row, std::size_t f) const {
  const Field& field = star_.schema.fields[f];
  if (field.table == 0 || row.described[field.table - 1]) return {&field, &row.own[f], nullptr};
  return {&field, &star_.columns[f], &row.entity_rows[field.table - 1]};
}

void RowEncoder::make(EncodedRow& row) const {
  for (const Made& made : made_) {
    const std::function<FieldView(const std::string&)> view_of = [&](const std::string& name) {
      return view(row, star_.schema.find(name).value());
    };
    row.own[made.field] = made.maker->make({view_of, 1, row.time});
  }
}

std::vector<FieldView> RowEncoder::views(const EncodedRow& row) const {
  std::vector<FieldView> result;
  for (const std::size_t f : star_.schema.inputs()) result.push_back(view(row, f));
  return result;
}

}  // namespace interplay
