#include "recommend/fold_in/new_rows.h"

#include <algorithm>
#include <utility>

#include "base/random.h"
#include "data/derive.h"
#include "data/star_parts.h"

namespace interplay {
namespace {

// Ids of the other side that are drawn for each interaction where the loss compares.
constexpr std::size_t drawn_per_row = 16;

std::span<const std::uint32_t> codes_of(const Dataset& data, std::size_t field) {
  return std::get<CategoricalColumn>(data.columns[field]).codes;
}

std::uint32_t code_at(const Dataset& data, std::size_t field, std::uint32_t row) {
  return codes_of(data, field)[data.row_of(field)[row]];
}

NewRows rows_by_id(const Dataset& data, std::span<const std::uint32_t> rows, const NewSide& side) {
  NewRows result;
  result.data = &data;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> found;
  for (const std::uint32_t row : rows)
    if (const std::uint32_t code = code_at(data, side.field, row); code > 0 && side.old_codes[code] == 0)
      found.emplace_back(code, row);
  std::ranges::stable_sort(found, {}, [](const auto& each) { return each.first; });
  for (const auto& [code, row] : found) {
    if (result.ids.empty() || result.ids.back() != code) {
      result.ids.push_back(code);
      result.first.push_back(result.rows.size());
    }
    result.rows.push_back(row);
  }
  result.first.push_back(result.rows.size());
  return result;
}

// Rows that have ids of the other side in place of their own.
Dataset replaced(const Dataset& data, std::span<const std::uint32_t> rows, std::size_t table,
                 std::vector<std::uint32_t> table_rows) {
  Dataset result;
  result.schema = data.schema;
  result.rows = rows.size();
  result.entities = data.entities;
  for (std::size_t t = 0; t < data.entities.size(); ++t) {
    std::vector<std::uint32_t> of_rows;
    for (const std::uint32_t row : rows) of_rows.push_back(data.entities[t].row_of[row]);
    result.entities[t].row_of = t == table ? std::move(table_rows) : std::move(of_rows);
  }
  for (std::size_t f = 0; f < data.columns.size(); ++f)
    result.columns.push_back(data.schema.fields[f].table > 0 ? data.columns[f] : scattered(data.columns[f], rows));
  if (!data.time.empty()) {
    std::vector<double> times;
    for (const std::uint32_t row : rows) times.push_back(data.time[row]);
    result.time = std::move(times);
  }
  make_columns(result);
  return result;
}

// Each interaction beside ids of the other side, drawn uniformly, that the id has not: a group.
NewRows with_drawn(const NewRows& own_rows, const Dataset& data, const NewSide& side, std::uint64_t seed) {
  std::vector<std::uint32_t> candidates;  // rows of the other table
  const auto codes = codes_of(data, side.other);
  for (std::uint32_t row = 1; row < codes.size(); ++row)
    if (codes[row] > 0) candidates.push_back(row);
  const std::size_t table = data.schema.fields[side.other].table - 1;
  const auto own = data.row_of(side.other);
  NewRows all;
  all.ids = own_rows.ids;
  std::vector<std::uint32_t> sources, table_rows;
  for (std::size_t i = 0; i < own_rows.ids.size(); ++i) {
    all.first.push_back(sources.size());
    std::vector<std::uint32_t> has;
    for (std::size_t at = own_rows.first[i]; at < own_rows.first[i + 1]; ++at) has.push_back(own[own_rows.rows[at]]);
    std::ranges::sort(has);
    for (std::size_t at = own_rows.first[i]; at < own_rows.first[i + 1]; ++at) {
      // By the number of the row among those of the id, so that nobody's draws depend on who else joins.
      RandomStream random(seed, Purpose::negative, at - own_rows.first[i], side.field);
      const auto group = static_cast<std::uint32_t>(all.group.empty() ? 0 : all.group.back() + 1);
      const auto add = [&](std::uint32_t row, float target) {
        sources.push_back(own_rows.rows[at]);
        table_rows.push_back(row);
        all.target.push_back(target);
        all.group.push_back(group);
        if (!own_rows.weight.empty()) all.weight.push_back(own_rows.weight[at]);
      };
      add(own[own_rows.rows[at]], 1);
      for (std::size_t k = 0; k < drawn_per_row; ++k)
        if (const std::uint32_t row = candidates[random.below(static_cast<std::uint32_t>(candidates.size()))];
            !std::ranges::binary_search(has, row))
          add(row, 0);
    }
  }
  all.first.push_back(sources.size());
  all.drawn = std::make_shared<const Dataset>(replaced(data, sources, table, std::move(table_rows)));
  all.rows.resize(sources.size());
  for (std::uint32_t row = 0; row < all.rows.size(); ++row) all.rows[row] = row;
  all.data = all.drawn.get();
  // A sum over the drawn rows that weighs them like the one that the loss draws for each.
  all.drawn_items = static_cast<std::uint32_t>(candidates.size());
  return all;
}

}  // namespace

NewRows rows_of_new(const ModelImplementation& before, const Objective& objective, const Dataset& given,
                    const Dataset& data, std::span<const std::uint32_t> rows, const NewSide& side) {
  NewRows result = rows_by_id(data, rows, side);
  if (const auto weight = given.weight(); !weight.empty())
    for (const std::uint32_t row : result.rows) result.weight.push_back(weight[row]);
  if (before.target.interactions || !objective.loss->descends()) return result;
  if (before.data_options.implicit || !given.has_target())
    return with_drawn(result, data, side, static_cast<std::uint64_t>(before.options.seed));
  const auto target = given.target();
  for (const std::uint32_t row : result.rows)
    result.target.push_back(static_cast<float>(objective.target_scale.inner(static_cast<double>(target[row]))));
  if (!objective.grouped()) return result;
  for (std::uint32_t i = 0; i < result.ids.size(); ++i)  // what an id has is compared with itself
    result.group.insert(result.group.end(), result.first[i + std::size_t{1}] - result.first[i], i);
  return result;
}

}  // namespace interplay
