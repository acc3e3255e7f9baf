// Interactions and entity tables joined by key, of columns in memory.
#include <algorithm>
#include <numeric>
#include <utility>

#include "data/builder/builder_checks.h"
#include "data/builder/builder_columns.h"
#include "data/inputs.h"
#include "data/invariants.h"
#include "data/shown.h"
#include "data/star_parts.h"
#include "interplay/build.h"
#include "interplay/error.h"

namespace interplay {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

// A column of the interactions (`table` = none) or of a joined table.
struct Choice {
  std::size_t table, column;
};

// An entity under way: the ids of a column of the interactions and of the tables joined to it.
struct Keyed {
  std::size_t column;
  std::vector<std::size_t> tables;
  Vocabulary keys;
  SharedSpan<std::uint32_t> row_of;
  std::vector<std::vector<std::uint32_t>> table_row;  // of every table: of every entity row, the row there
};

Vocabulary joint(const Vocabulary& a, const Vocabulary& b) {
  if (a == b || b.empty()) return a;
  if (a.empty()) return b;
  if (a.integers() && b.integers()) {
    std::vector<std::int64_t> ids(a.sorted_integers().begin(), a.sorted_integers().end());
    ids.insert(ids.end(), b.sorted_integers().begin(), b.sorted_integers().end());
    return Vocabulary::of_integers(std::move(ids));
  }
  std::vector<std::string> ids;
  for (const Vocabulary* one : {&a, &b})
    for (std::uint32_t code = 1; code <= one->size(); ++code) ids.push_back(one->id(code));
  return Vocabulary::of_strings(std::move(ids));
}

// The codes of one vocabulary in a larger one.
void carry(SharedSpan<std::uint32_t>& codes, const Vocabulary& from, const Vocabulary& to) {
  if (from == to) return;
  std::vector<std::uint32_t> code_of{0};
  for (std::uint32_t code = 1; code <= from.size(); ++code)
    code_of.push_back(from.integers() ? to.code(from.sorted_integers()[code - 1])
                                      : to.code(std::string_view(from.id(code))));
  const auto edited = codes.edit();
  for (std::uint32_t& code : *edited) code = code_of[code];
}

std::vector<std::uint32_t> rows_by_key(const std::string& column, const Vocabulary& keys,
                                       std::span<const std::uint32_t> codes) {
  std::vector<std::uint32_t> row_of(keys.size() + std::size_t{1}, no_row);
  for (std::size_t row = 0; row < codes.size(); ++row) {
    std::uint32_t& place = row_of[codes[row]];
    if (place != no_row)
      throw Error(Code::bad_data,
                  "the table joined to " + shown(column) + " has the key " + shown(keys.id(codes[row])) +
                      " twice, in rows " + std::to_string(place) + " and " + std::to_string(row) +
                      " (rows count from 0)",
                  "leave one of them out");
    place = static_cast<std::uint32_t>(row);
  }
  return row_of;
}

class StarAssembly {
 public:
  StarAssembly(std::span<const NamedColumn> columns, std::span<const JoinedColumns> joined,
               const std::optional<std::vector<std::string>>& fields)
      : columns_(columns), joined_(joined) {
    choose(fields);
    plan_entities();
  }

  Dataset build() {
    Dataset data;
    data.rows = interplay::rows(columns_.front().values);
    for (Keyed& entity : entities_) join_keys(entity);
    for (const Choice& choice : choices_) {
      BuiltColumn built = build_field(choice);
      add_field(data, std::move(built.field), std::move(built.column), std::move(built.times));
    }
    for (Keyed& entity : entities_)
      data.entities.push_back({columns_[entity.column].name, std::move(entity.keys), std::move(entity.row_of)});
    return data;
  }

 private:
  std::span<const NamedColumn> columns_;
  std::span<const JoinedColumns> joined_;
  std::vector<Choice> choices_;
  std::vector<Keyed> entities_;

  const NamedColumn& column(const Choice& choice) const {
    return choice.table == none ? columns_[choice.column] : joined_[choice.table].columns[choice.column];
  }

  void choose(const std::optional<std::vector<std::string>>& fields) {
    std::vector<Choice> all;
    for (std::size_t i = 0; i < columns_.size(); ++i) all.push_back({none, i});
    for (std::size_t table = 0; table < joined_.size(); ++table)
      for (std::size_t i = 0; i < joined_[table].columns.size(); ++i) all.push_back({table, i});
    if (fields) {
      for (const std::string& wanted : *fields)
        choices_.push_back(*std::ranges::find(all, wanted, [&](const Choice& c) { return column(c).name; }));
    } else {
      std::ranges::copy_if(all, std::back_inserter(choices_),
                           [&](const Choice& c) { return is_input(column(c).role); });
    }
    for (const Role role : {Role::target, Role::time, Role::weight, Role::group, Role::title})
      std::ranges::copy_if(all, std::back_inserter(choices_), [&](const Choice& c) { return column(c).role == role; });
  }

  Keyed& entity_of(std::size_t column) {
    const auto found = std::ranges::find(entities_, column, &Keyed::column);
    if (found != entities_.end()) return *found;
    entities_.push_back({column, {}, {}, {}, {}});
    return entities_.back();
  }

  // Users and items always have a table; other columns have one when something is joined to them.
  void plan_entities() {
    for (const Role role : {Role::user, Role::item})
      for (std::size_t i = 0; i < columns_.size(); ++i)
        if (columns_[i].role == role) entity_of(i);
    for (std::size_t table = 0; table < joined_.size(); ++table) {
      const auto own = std::ranges::find(columns_, joined_[table].column, &NamedColumn::name);
      entity_of(static_cast<std::size_t>(own - columns_.begin())).tables.push_back(table);
    }
  }

  void join_keys(Keyed& entity) const {
    const NamedColumn& column = columns_[entity.column];
    BuiltColumn own = build_column(column);
    std::vector<CodedIds> tables;
    entity.keys = own.field.vocabulary;
    for (const std::size_t table : entity.tables) {
      tables.push_back(
          code_ids("the key of the table joined to " + shown(column.name), joined_[table].keys, Holes::refused));
      entity.keys = joint(entity.keys, tables.back().vocabulary);
    }
    entity.row_of = std::move(std::get<CategoricalColumn>(own.column).codes);
    carry(entity.row_of, own.field.vocabulary, entity.keys);
    for (CodedIds& table : tables) {
      carry(table.codes, table.vocabulary, entity.keys);
      entity.table_row.push_back(rows_by_key(column.name, entity.keys, table.codes));
    }
  }

  BuiltColumn build_field(const Choice& choice) const {
    for (std::size_t e = 0; e < entities_.size(); ++e) {
      const Keyed& entity = entities_[e];
      if (choice.table == none && entity.column == choice.column) {
        BuiltColumn ids;
        ids.field.name = columns_[choice.column].name;
        ids.field.role = columns_[choice.column].role;
        ids.field.table = static_cast<std::uint32_t>(e) + 1;
        ids.field.vocabulary = entity.keys;
        ids.column = own_ids(entity.keys);
        return ids;
      }
      for (std::size_t i = 0; i < entity.tables.size(); ++i) {
        if (entity.tables[i] != choice.table) continue;
        BuiltColumn built = build_column(column(choice));
        built.field.table = static_cast<std::uint32_t>(e) + 1;
        built.column = scattered(built.column, entity.table_row[i]);
        return built;
      }
    }
    return build_column(column(choice));
  }
};

}  // namespace

Codes Codes::from_zero(std::span<const std::int32_t> codes, std::variant<Ids, Vocabulary> dictionary) {
  std::vector<std::uint32_t> from_one;
  from_one.reserve(codes.size());
  for (const std::int32_t code : codes) from_one.push_back(code < 0 ? 0 : static_cast<std::uint32_t>(code) + 1);
  return {std::move(from_one), std::move(dictionary)};
}

DatasetBuilder& DatasetBuilder::add(std::string name, ColumnValues values, Role role) {
  columns_.push_back({std::move(name), std::move(values), role});
  return *this;
}

DatasetBuilder& DatasetBuilder::join(std::string column, std::variant<Ids, Codes> keys,
                                     std::vector<NamedColumn> columns) {
  joined_.push_back({std::move(column), std::move(keys), std::move(columns)});
  return *this;
}

DatasetBuilder& DatasetBuilder::fields(std::vector<std::string> names) {
  fields_ = std::move(names);
  return *this;
}

DatasetBuilder& DatasetBuilder::source(std::string name, std::size_t first) {
  sources_.push_back({std::move(name), first});
  return *this;
}

Dataset DatasetBuilder::build() const {
  check_columns(columns_, joined_);
  if (fields_) check_fields(*fields_, columns_, joined_);
  check_sources(sources_, interplay::rows(columns_.front().values));
  Dataset data = StarAssembly(columns_, joined_, fields_).build();
  data.sources = sources_;
  if (const std::string fault = fault_of(data); !fault.empty()) throw Error(Code::bad_data, fault);
  return data;
}

}  // namespace interplay
