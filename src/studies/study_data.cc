// What a data set looks like: heads of tables, counts.
#include <fmt/format.h>

#include <algorithm>

#include "interplay/check.h"

#include "report/words.h"
#include "studies/study.h"

namespace interplay::report {
namespace {

std::vector<std::size_t> fields_named(const Dataset& data, std::span<const std::string_view> names) {
  std::vector<std::size_t> found;
  for (const std::string_view name : names)
    if (const auto field = data.schema.find(name)) found.push_back(*field);
  return found;
}

Report::Table empty_table(const Dataset& data, std::string caption, std::span<const std::size_t> fields) {
  Report::Table table{.caption = std::move(caption), .headings = {}, .rows = {}};
  for (const std::size_t field : fields)
    table.headings.push_back((data.schema.fields[field].kind == Kind::numeric ? ">" : "") +
                             data.schema.fields[field].name);
  return table;
}

}  // namespace

std::string cell(const Dataset& data, std::size_t field, std::uint32_t row) {
  const Vocabulary& vocabulary = data.schema.fields[field].vocabulary;
  if (data.schema.fields[field].role == Role::time && row < data.time.size())
    return fmt::format("{:.0f}", data.time[row]);
  if (const auto* numbers = std::get_if<NumericColumn>(&data.columns[field])) {
    return short_number(static_cast<double>(numbers->values[row]));
  }
  if (const auto* categories = std::get_if<CategoricalColumn>(&data.columns[field])) {
    return vocabulary.id(categories->codes[row]);
  }
  const auto& bags = std::get<MultiColumn>(data.columns[field]);
  std::string text;
  for (std::uint64_t i = bags.offsets[row]; i < bags.offsets[row + 1]; ++i)
    text += (text.empty() ? "" : "|") + vocabulary.id(bags.codes[i]);
  return text;
}

Report::Table head_of(const Dataset& data, std::string caption, std::span<const std::string_view> fields,
                      std::size_t count) {
  const std::vector<std::size_t> shown = fields_named(data, fields);
  Report::Table table = empty_table(data, std::move(caption), shown);
  for (std::uint32_t row = 0; row < std::min(count, data.rows); ++row) {
    table.rows.emplace_back();
    for (const std::size_t field : shown) {
      const auto entity = data.row_of(field);
      table.rows.back().push_back(cell(data, field, entity.empty() ? row : entity[row]));
    }
  }
  return table;
}

Report::Table entity_head(const Dataset& data, std::string caption, std::string_view entity,
                          std::span<const std::string_view> fields, std::size_t count) {
  const std::vector<std::size_t> shown = fields_named(data, fields);
  Report::Table table = empty_table(data, std::move(caption), shown);
  const auto found = std::ranges::find(data.entities, entity, &Entity::name);
  if (found == data.entities.end()) return table;
  for (std::uint32_t row = 1; row <= std::min<std::size_t>(count, found->keys.size()); ++row) {
    table.rows.emplace_back();
    for (const std::size_t field : shown) table.rows.back().push_back(cell(data, field, row));
  }
  return table;
}

void Study::counts(const Dataset& data) {
  const DataSummary summary = summarize(data);
  table({.caption = "",
         .headings = {">rows", ">users", ">items", ">users × items", ">density"},
         .rows = {{grouped(summary.rows), grouped(summary.users), grouped(summary.items),
                   grouped(summary.users * summary.items), fmt::format("{:.8f}", summary.density)}}});
}

}  // namespace interplay::report
