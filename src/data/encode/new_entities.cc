#include "data/encode/new_entities.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <utility>

#include "data/batch.h"
#include "data/columns.h"
#include "data/derive.h"
#include "data/encode/converted.h"
#include "data/encode/encode_codes.h"
#include "data/encode/titles.h"
#include "data/inputs.h"
#include "data/shown.h"
#include "data/star_parts.h"
#include "interplay/text.h"

namespace interplay {
namespace {

bool is_given(const Column& column, std::size_t row) {
  if (const auto* numbers = std::get_if<NumericColumn>(&column)) return !std::isnan(numbers->values[row]);
  if (const auto* categories = std::get_if<CategoricalColumn>(&column)) return categories->codes[row] != 0;
  const auto& bag = std::get<MultiColumn>(column);
  return bag.offsets[row] != bag.offsets[row + 1];
}

// The categories of a row: those of a bag ascending, and whatever values they have.
std::vector<std::uint32_t> codes_in(const Column& column, std::size_t row) {
  if (const auto* categories = std::get_if<CategoricalColumn>(&column)) return {categories->codes[row]};
  const auto& bag = std::get<MultiColumn>(column);
  std::vector<std::uint32_t> codes(bag.codes.begin() + static_cast<std::ptrdiff_t>(bag.offsets[row]),
                                   bag.codes.begin() + static_cast<std::ptrdiff_t>(bag.offsets[row + 1]));
  std::ranges::sort(codes);
  return codes;
}

// Precondition: both columns are of the same kind.
bool same_value(const Column& a, std::size_t row_of_a, const Column& b, std::size_t row_of_b) {
  if (const auto* numbers = std::get_if<NumericColumn>(&a)) {
    const float x = numbers->values[row_of_a], y = std::get<NumericColumn>(b).values[row_of_b];
    return x == y || (std::isnan(x) && std::isnan(y));
  }
  return codes_in(a, row_of_a) == codes_in(b, row_of_b);
}

// The ids of one entity in data, and where they occur.
struct Ids {
  const Vocabulary* ids = nullptr;
  std::span<const std::uint32_t> code_of;  // of every interaction
  std::uint32_t table = 0;                 // the data's own table of them; 0: none
};

std::optional<Ids> ids_of(const Dataset& data, const Star& star, std::size_t table) {
  Field key;
  key.name = star.entities[table].name;
  for (const Field& field : star.schema.fields)
    if (field.table == table + 1 && field.name == key.name) key.role = field.role;
  const auto f = find_like(data.schema, key);
  if (!f) return std::nullopt;
  const Field& field = data.schema.fields[*f];
  if (field.table > 0) {
    const Entity& entity = data.entities[field.table - 1];
    if (entity.name != field.name) return std::nullopt;
    return Ids{&entity.keys, entity.row_of, field.table};
  }
  const auto* categories = std::get_if<CategoricalColumn>(&data.columns[*f]);
  if (categories == nullptr) return std::nullopt;
  return Ids{&field.vocabulary, categories->codes, 0};
}

// An attribute as the data gives it, and in the terms of the star.
struct Attribute {
  std::size_t field;        // of the star
  const Field* found;       // of the data
  Column given, converted;  // rows of the interactions or of the data's table
};

std::vector<Attribute> attributes_in(const Dataset& data, const Star& star, std::size_t table, const Ids& ids) {
  std::vector<Attribute> attributes;
  const FieldIndex names(data.schema);
  for (std::size_t f = 0; f < star.schema.fields.size(); ++f) {
    const Field& wanted = star.schema.fields[f];
    if (wanted.table != table + 1 || !is_attribute(star, wanted)) continue;
    const auto own = names.named(wanted.name);
    if (!own) continue;
    const Field& found = data.schema.fields[*own];
    if (found.role != Role::feature || (found.table != 0 && found.table != ids.table)) continue;
    attributes.push_back({f, &found, data.columns[*own], converted(data.columns[*own], found, wanted)});
  }
  return attributes;
}

std::vector<std::string> names_of(const Star& star, const std::vector<Attribute>& attributes) {
  std::vector<std::string> names;
  for (const Attribute& attribute : attributes) names.push_back(star.schema.fields[attribute.field].name);
  return names;
}

// Calls visit(code, row) for every row of the attribute's column that belongs to an id of the interactions.
template <class Visit>
void each_row(const Attribute& attribute, const Ids& ids, const std::vector<std::uint8_t>& occurs, const Visit& visit) {
  if (attribute.found->table > 0) {
    for (std::uint32_t code = 1; code < occurs.size(); ++code)
      if (occurs[code]) visit(code, code);
    return;
  }
  for (std::uint32_t row = 0; row < ids.code_of.size(); ++row)
    if (ids.code_of[row] > 0) visit(ids.code_of[row], row);
}

// How an entity's table grows.
class Growth {
 public:
  Growth(const Star& star, std::size_t table, const Ids& ids, std::vector<Attribute> attributes,
         std::vector<std::string>& notes)
      : star_(star),
        table_(table),
        ids_(ids),
        attributes_(std::move(attributes)),
        known_(rows_of_ids(*ids.ids, star, table, notes)),
        occurs_(known_.size(), 0) {
    for (const std::uint32_t code : ids.code_of) occurs_[code] = 1;
    find_sources();
    for (std::uint32_t code = 1; code < known_.size(); ++code) {
      if (known_[code] > 0) continue;
      if (has_value(code, &Attribute::given)) described_.push_back(code);
      if (has_value(code, &Attribute::converted)) new_.push_back(code);
    }
  }

  bool grows() const { return !new_.empty(); }

  // Writes the table with the new rows; returns the row of every id of the data.
  CodeMap apply(Star& star) const {
    Entity& entity = star.entities[table_];
    std::vector<std::string> more;
    for (const std::uint32_t code : new_) more.push_back(ids_.ids->id(code));
    const Vocabulary all = with_ids(entity.keys, more);
    const CodeMap old_place = map_codes(entity.keys, all);
    const std::size_t old_rows = entity.keys.size() + std::size_t{1};
    std::vector<std::uint32_t> from(all.size() + std::size_t{1}, 0);  // of every row: that before, or behind them
    for (std::uint32_t code = 1; code < old_place.size(); ++code) from[old_place[code]] = code;
    CodeMap rows = known_;
    for (std::uint32_t& row : rows) row = old_place[row];
    for (std::size_t i = 0; i < new_.size(); ++i) {
      rows[new_[i]] = all.code(ids_.ids->id(new_[i]));
      from[rows[new_[i]]] = static_cast<std::uint32_t>(old_rows + i);
    }
    std::vector<GivenAttribute> given;
    for (std::size_t a = 0; a < attributes_.size(); ++a) {
      std::vector<std::uint32_t> sources;
      for (const std::uint32_t code : new_) sources.push_back(sources_[a][code]);
      given.push_back({attributes_[a].field, scattered(attributes_[a].converted, sources)});
    }
    const std::vector<Column> added = columns_of_new(star, table_, std::move(given), new_.size());
    for (std::size_t f = 0; f < star.schema.fields.size(); ++f)
      if (star.schema.fields[f].table == table_ + 1)
        star.columns[f] = scattered(followed_by(star.columns[f], added[f]), from);
    entity.keys = all;
    return rows;
  }

  void note(std::vector<std::string>& notes) const {
    const std::string& name = star_.entities[table_].name;
    const std::string names = listed(names_of(star_, attributes_));
    if (!new_.empty())
      notes.push_back(name + ": " + counted(new_.size(), "id") + " that training did not see " +
                      (new_.size() == 1 ? "is" : "are") + " known by " + names);
    note_known(notes);
    for (std::size_t a = 0; a < attributes_.size(); ++a) note_values(a, notes);
  }

 private:
  // For every attribute and id: the row of its value, no_row if there is none.
  void find_sources() {
    for (const Attribute& attribute : attributes_) {
      std::vector<std::uint32_t>& sources = sources_.emplace_back(known_.size(), no_row);
      std::vector<std::uint8_t> several(known_.size(), 0);
      each_row(attribute, ids_, occurs_, [&](std::uint32_t code, std::uint32_t row) {
        if (!is_given(attribute.given, row)) return;
        if (sources[code] == no_row)
          sources[code] = row;
        else if (!same_value(attribute.given, sources[code], attribute.given, row))
          several[code] = 1;
      });
      several_.push_back(std::move(several));
    }
  }

  bool has_value(std::uint32_t code, Column Attribute::*column) const {
    for (std::size_t a = 0; a < attributes_.size(); ++a)
      if (sources_[a][code] != no_row && is_given(attributes_[a].*column, sources_[a][code])) return true;
    return false;
  }

  // Values of ids that training has seen do not count, which matters where they differ.
  void note_known(std::vector<std::string>& notes) const {
    std::vector<std::uint32_t> differing;
    std::vector<std::string> names;
    for (std::size_t a = 0; a < attributes_.size(); ++a) {
      const Attribute& attribute = attributes_[a];
      std::size_t before = differing.size();
      for (std::uint32_t code = 1; code < known_.size(); ++code)
        if (known_[code] > 0 && sources_[a][code] != no_row &&
            !same_value(attribute.converted, sources_[a][code], star_.columns[attribute.field], known_[code]))
          differing.push_back(code);
      if (differing.size() > before) names.push_back(star_.schema.fields[attribute.field].name);
    }
    if (differing.empty()) return;
    const std::uint32_t first = differing.front();
    std::ranges::sort(differing);
    differing.erase(std::ranges::unique(differing).begin(), differing.end());
    notes.push_back(star_.entities[table_].name + ": " + counted(differing.size(), "id") + " that the model knows (" +
                    shown(ids_.ids->id(first)) + (differing.size() > 1 ? ", ...) differ" : ") differs") + " in " +
                    listed(names) + "; the values of the model count");
  }

  void note_values(std::size_t a, std::vector<std::string>& notes) const {
    const Attribute& attribute = attributes_[a];
    const std::string& name = star_.schema.fields[attribute.field].name;
    std::size_t several = 0, unseen = 0;
    std::string which, example;
    for (const std::uint32_t code : described_) {
      const std::uint32_t row = sources_[a][code];
      if (row == no_row) continue;
      if (several_[a][code] && several++ == 0) which = shown(ids_.ids->id(code));
      if (const std::string lost = unseen_value(attribute, row); !lost.empty() && unseen++ == 0) example = lost;
    }
    if (several > 0)
      notes.push_back(name + ": " + counted(several, "new id") + " (" + which +
                      (several > 1 ? ", ...) have" : ") has") + " several values; the first counts");
    if (unseen > 0)
      notes.push_back(name + ": values of " + counted(unseen, "new id") + ", such as " + example +
                      ", were not seen in training and count as missing");
  }

  // A category that the star does not know, for a message; empty if it knows all of the row.
  std::string unseen_value(const Attribute& attribute, std::uint32_t row) const {
    if (std::holds_alternative<NumericColumn>(attribute.given)) return "";
    const Field& wanted = star_.schema.fields[attribute.field];
    if (wanted.kind == Kind::numeric) return "";
    for (const std::uint32_t code : codes_in(attribute.given, row))
      if (const std::string value = attribute.found->vocabulary.id(code); wanted.vocabulary.code(value) == 0)
        return shown(value);
    return "";
  }

  const Star& star_;
  std::size_t table_;
  Ids ids_;
  std::vector<Attribute> attributes_;
  CodeMap known_;                     // of every id of the data: its row in the star
  std::vector<std::uint8_t> occurs_;  // of every id: whether an interaction has it
  std::vector<std::vector<std::uint32_t>> sources_;
  std::vector<std::vector<std::uint8_t>> several_;
  std::vector<std::uint32_t> described_;  // ids that the star does not know, with a value of an attribute, ascending
  std::vector<std::uint32_t> new_;        // those of them with a value that the star knows
};

}  // namespace

bool is_attribute(const Star& star, const Field& field) {
  return field.table > 0 && is_input(field) && !is_made(field) && field.name != star.entities[field.table - 1].name;
}

std::vector<std::string> attribute_names(const Star& star, std::size_t table) {
  std::vector<std::string> names;
  for (const Field& field : star.schema.fields)
    if (field.table == table + 1 && is_attribute(star, field)) names.push_back(field.name);
  return names;
}

Column followed_by(const Column& column, const Column& more) {
  const auto both = [](const auto& first, const auto& second) {
    std::vector<std::remove_cvref_t<decltype(first[0])>> values(first.begin(), first.end());
    values.insert(values.end(), second.begin(), second.end());
    return values;
  };
  if (const auto* numbers = std::get_if<NumericColumn>(&column))
    return NumericColumn{both(numbers->values, std::get<NumericColumn>(more).values)};
  if (const auto* categories = std::get_if<CategoricalColumn>(&column))
    return CategoricalColumn{both(categories->codes, std::get<CategoricalColumn>(more).codes)};
  const auto &first = std::get<MultiColumn>(column), &second = std::get<MultiColumn>(more);
  std::vector<std::uint64_t> offsets(first.offsets.begin(), first.offsets.end());
  for (std::size_t row = 1; row < second.offsets.size(); ++row)
    offsets.push_back(first.codes.size() + second.offsets[row]);
  std::vector<float> weights;
  if (!first.weights.empty() || !second.weights.empty()) {
    weights.assign(first.weights.begin(), first.weights.end());
    weights.resize(first.codes.size(), 1.0f);
    weights.insert(weights.end(), second.weights.begin(), second.weights.end());
    weights.resize(first.codes.size() + second.codes.size(), 1.0f);
  }
  return MultiColumn{std::move(offsets), both(first.codes, second.codes), std::move(weights)};
}

std::vector<Column> columns_of_new(const Star& star, std::size_t table, std::vector<GivenAttribute> given,
                                   std::size_t count) {
  const std::vector<Field>& fields = star.schema.fields;
  const std::vector<std::uint32_t> unknown(count, 0);
  std::vector<Column> columns;
  for (std::size_t f = 0; f < fields.size(); ++f)
    columns.push_back(fields[f].table == table + 1 ? scattered(star.columns[f], unknown)
                                                   : empty_column(fields[f].kind));
  for (GivenAttribute& attribute : given) columns[attribute.field] = std::move(attribute.column);
  const auto view_of = [&](const std::string& name) -> FieldView {
    const std::size_t f = star.schema.find(name).value();
    return {&fields[f], &columns[f], nullptr};
  };
  for (std::size_t f = 0; f < fields.size(); ++f)
    if (fields[f].table == table + 1 && is_made(fields[f])) columns[f] = made_column(fields[f], view_of, count);
  return columns;
}

std::optional<WithNewEntities> with_new_entities(const Dataset& data, const Star& star,
                                                 std::vector<std::string>& notes) {
  std::optional<WithNewEntities> result;
  for (std::size_t table = 0; table < star.entities.size(); ++table) {
    const std::optional<Ids> ids = ids_of(data, star, table);
    if (!ids) continue;
    std::vector<Attribute> attributes = attributes_in(data, star, table, *ids);
    if (attributes.empty()) continue;
    std::vector<std::string> by_title;
    const Growth growth(star, table, *ids, std::move(attributes), by_title);
    growth.note(notes);
    if (!growth.grows()) continue;
    notes.insert(notes.end(), by_title.begin(), by_title.end());  // else encode_as finds them, and says so
    if (!result) result.emplace(star, std::vector<CodeMap>(star.entities.size()));
    result->rows[table] = growth.apply(result->star);
  }
  return result;
}

}  // namespace interplay
