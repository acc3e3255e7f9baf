#include "data/row_groups.h"

#include <memory>

#include "base/row_windows.h"

namespace interplay {

RowCodes codes_of(const Dataset& data, Role role) {
  const auto field = data.schema.find(role);
  if (!field) return {};
  if (const std::uint32_t table = data.schema.fields[*field].table; table > 0) {
    const Entity& entity = data.entities[table - 1];
    return {entity.row_of, entity.keys.size() + 1};
  }
  const auto* column = std::get_if<CategoricalColumn>(&data.columns[*field]);
  if (column == nullptr) return {};
  return {column->codes, data.schema.fields[*field].vocabulary.size() + 1};
}

RowGroups group_rows(const RowCodes& by) {
  RowGroups groups;
  groups.offsets.assign(std::size_t{by.count} + 1, 0);
  for (const std::uint32_t code : by.codes) ++groups.offsets[code + 1];
  for (std::size_t g = 0; g < by.count; ++g) groups.offsets[g + 1] += groups.offsets[g];
  const std::shared_ptr<Spool> spool = spool_at(by.codes.data());
  groups.rows = RowValues<std::uint32_t>(spool, by.codes.size());
  place_by_windows(
      spool, groups.offsets, sizeof(std::uint32_t), by.codes.size(), [&](std::size_t row) { return by.codes[row]; },
      [&](std::size_t row, std::uint64_t at) { groups.rows[at] = static_cast<std::uint32_t>(row); });
  return groups;
}

}  // namespace interplay
