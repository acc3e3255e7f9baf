#include "read/select.h"

#include <algorithm>
#include <array>
#include <compare>
#include <optional>
#include <set>
#include <unordered_map>

#include "data/shown.h"

#include "data/derivation.h"
#include "data/inputs.h"
#include "interplay/error.h"
#include "read/readings.h"
#include "read/roles.h"

namespace interplay {
namespace {

constexpr std::size_t none = FieldPlan::none;

// A column of the interactions (`table` = none) or of a joined table.
struct Choice {
  std::size_t table = none, column = 0;
  auto operator<=>(const Choice&) const = default;
};

std::optional<std::size_t> with_role(const std::vector<ColumnSpec>& columns, Role role) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].role == role) return i;
  return std::nullopt;
}

class Selection {
 public:
  Selection(const TableSource& interactions, const std::vector<JoinedTable>& joined, const DataOptions& options)
      : interactions_(interactions), joined_(joined), options_(options) {
    if (!options.fields.empty()) columns_.emplace(interactions.columns);
  }

  std::vector<Choice> choose() const {
    std::vector<Choice> choices = options_.fields.empty() ? usual_fields() : named_fields();
    for (const Role role : {Role::target, Role::time, Role::weight, Role::group})
      if (const auto column = with_role(interactions_.columns, role)) choices.push_back({none, *column});
    for (std::size_t table = 0; table < joined_.size(); ++table)
      if (const auto column = with_role(joined_[table].source.columns, Role::title))
        choices.push_back({table, *column});
    return choices;
  }

 private:
  const TableSource& interactions_;
  const std::vector<JoinedTable>& joined_;
  const DataOptions& options_;
  std::optional<ColumnIndex> columns_;  // of the interactions, where fields are named

  // User and item if there are such columns, otherwise all columns; and the columns that --join adds.
  std::vector<Choice> usual_fields() const {
    std::vector<Choice> choices;
    const auto user = with_role(interactions_.columns, Role::user);
    const auto item = with_role(interactions_.columns, Role::item);
    if (user && item) {
      choices = {{none, *user}, {none, *item}};
    } else {
      for (std::size_t i = 0; i < interactions_.columns.size(); ++i) {
        const Role role = interactions_.columns[i].role;
        if (is_input(role)) choices.push_back({none, i});
      }
    }
    for (std::size_t table = 0; table < joined_.size(); ++table)
      for (std::size_t i = 0; joined_[table].asked && i < joined_[table].source.columns.size(); ++i)
        if (i != joined_[table].key) choices.push_back({table, i});
    return choices;
  }

  std::vector<Choice> named_fields() const {
    std::vector<Choice> choices;
    std::set<Choice> chosen;
    for (const std::string& name : options_.fields) {
      if (is_made(name)) continue;  // once the data is read
      const Choice choice = named(name);
      if (!chosen.insert(choice).second)
        throw Error(Code::usage, "field " + shown(name) + " is named twice", "name it once");
      choices.push_back(choice);
    }
    return choices;
  }

  Choice named(const std::string& wanted) const {
    if (const auto column = columns_->find(wanted)) return checked(wanted, *column);
    for (const Role role : {Role::user, Role::item, Role::target, Role::time, Role::weight, Role::group})
      if (const auto column = with_role(interactions_.columns, role); column && wanted == name(role))
        return checked(wanted, *column);
    std::vector<std::string> names = names_of(interactions_.columns);
    for (std::size_t table = 0; table < joined_.size(); ++table) {
      const auto& columns = joined_[table].source.columns;
      const auto column = find_named(columns, wanted);
      if (column && *column != joined_[table].key) return {table, *column};
      for (std::size_t i = 0; i < columns.size(); ++i)
        if (i != joined_[table].key) names.push_back(columns[i].name);
    }
    unknown_column("field", wanted, names);
  }

  bool is_made(const std::string& wanted) const {
    const auto has = [&](const JoinedTable& table) { return find_named(table.source.columns, wanted).has_value(); };
    return made_on_reading(wanted) && with_role(interactions_.columns, Role::time) && !columns_->find(wanted) &&
           std::ranges::none_of(joined_, has);
  }

  Choice checked(const std::string& wanted, std::size_t column) const {
    const Role role = interactions_.columns[column].role;
    if (role != Role::feature && role != Role::user && role != Role::item)
      throw Error(Code::usage,
                  "field " + shown(wanted) + " is the " + std::string(name(role)) + ", which a model may not read",
                  "leave it out of --fields, or say --" + std::string(name(role)) + " none");
    return {none, column};
  }
};

// Collects the specs of the chosen columns of one table; a column asked for twice is read once.
struct Specs {
  const TableSource* source;
  std::vector<std::size_t> columns = {};
  std::unordered_map<std::size_t, std::size_t> places = {};  // of a column among `columns`

  std::size_t add(std::size_t column) {
    const auto [place, added] = places.try_emplace(column, columns.size());
    if (added) columns.push_back(column);
    return place->second;
  }
  std::vector<ColumnSpec> specs() const {
    std::vector<ColumnSpec> chosen;
    for (const std::size_t column : columns) chosen.push_back(source->columns[column]);
    return chosen;
  }
};

// Users and items always have a table; another column has one if a used column is joined to it.
class Planner {
 public:
  Planner(const TableSource& interactions, const std::vector<JoinedTable>& joined, const std::vector<Choice>& choices)
      : interactions_(interactions), joined_(joined), choices_(choices), own_{&interactions} {}

  StarPlan plan(const DataOptions& options, const TaskPool& pool) {
    const bool skip_bad_lines = options.skip_bad_lines;
    for (const Role role : {Role::user, Role::item})
      if (const auto column = with_role(interactions_.columns, role)) entity_of(*column);
    for (std::size_t table = 0; table < joined_.size(); ++table)
      if (used(table)) add_side(table);
    for (const Choice& choice : choices_) star_.fields.push_back(field_of(choice));
    star_.skip_bad_lines = skip_bad_lines;
    const BadLines policy = skip_bad_lines ? BadLines::skip_few : BadLines::refuse;
    star_.interactions = parse_readings(interactions_, own_.specs(), options, policy, false, pool);
    for (const Side& side : sides_) {
      const JoinedTable& table = joined_[side.table];
      star_.entities[side.entity].sides[side.index].table = parse_readings(
          table.source, side.specs.specs(), options, table.only_titles ? BadLines::skip_all : policy, true, pool);
    }
    return std::move(star_);
  }

 private:
  struct Side {
    std::size_t table, entity, index;
    Specs specs;
  };

  const TableSource& interactions_;
  const std::vector<JoinedTable>& joined_;
  const std::vector<Choice>& choices_;
  Specs own_;
  std::vector<Side> sides_;
  StarPlan star_;

  bool used(std::size_t table) const {
    return joined_[table].asked ||
           std::any_of(choices_.begin(), choices_.end(), [&](const Choice& choice) { return choice.table == table; });
  }

  std::size_t entity_of(std::size_t column) {
    const std::size_t own = own_.add(column);
    for (std::size_t i = 0; i < star_.entities.size(); ++i)
      if (star_.entities[i].column == own) return i;
    star_.entities.push_back({own, {}});
    return star_.entities.size() - 1;
  }

  void add_side(std::size_t table) {
    const std::size_t entity = entity_of(joined_[table].joined_to);
    auto& sides = star_.entities[entity].sides;
    sides_.push_back({table, entity, sides.size(), {&joined_[table].source}});
    sides.emplace_back();
    sides.back().key = sides_.back().specs.add(joined_[table].key);
    sides.back().adds_entities = !joined_[table].only_titles;
  }

  FieldPlan field_of(const Choice& choice) {
    if (choice.table == none) {
      const std::size_t own = own_.add(choice.column);
      for (std::size_t i = 0; i < star_.entities.size(); ++i)
        if (star_.entities[i].column == own) return {i, none, own};
      return {none, none, own};
    }
    for (Side& side : sides_)
      if (side.table == choice.table) return {side.entity, side.index, side.specs.add(choice.column)};
    return {};
  }
};

}  // namespace

void set_pooling(StarPlan& plan, const std::string& option) {
  for (const Pooling pooling : {Pooling::mean, Pooling::sum, Pooling::sqrt})
    if (option == name(pooling)) {
      plan.pooling = pooling;
      return;
    }
  constexpr std::string_view prefix = "padded_mean(";
  if (option.starts_with(prefix) && option.ends_with(')')) {
    const auto slots = canonical_integer(option.substr(prefix.size(), option.size() - prefix.size() - 1));
    if (slots && *slots > 0 && *slots <= 1'000'000) {
      plan.pooling = Pooling::padded_mean;
      plan.slots = static_cast<std::uint32_t>(*slots);
      return;
    }
  }
  throw Error(Code::usage, "pooling is " + shown(option) + ", expected mean, sum, sqrt or padded_mean(SLOTS)");
}

StarPlan plan_star(const TableSource& interactions, const std::vector<JoinedTable>& joined, const DataOptions& options,
                   const TaskPool& pool) {
  const std::vector<Choice> choices = Selection(interactions, joined, options).choose();
  StarPlan plan = Planner(interactions, joined, choices).plan(options, pool);
  set_pooling(plan, options.pooling);
  return plan;
}

}  // namespace interplay
