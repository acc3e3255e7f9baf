#include "interplay/columns.h"

#include <algorithm>
#include <utility>

#include "read/guess/column_names.h"
#include "read/roles.h"
#include "read/source.h"

namespace interplay {

std::vector<Role> roles_of(std::span<const ColumnSample> columns, const DataOptions& options,
                           std::vector<std::string>* notes) {
  TableSource table;
  std::size_t rows = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    ColumnSpec spec;
    spec.name = spec.header = columns[i].name;
    spec.position = i;
    table.columns.push_back(std::move(spec));
    rows = std::max(rows, columns[i].cells.size());
  }
  table.sample.assign(rows, std::vector<std::string>(columns.size()));
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (std::size_t row = 0; row < columns[i].cells.size(); ++row) table.sample[row][i] = columns[i].cells[row];
  assign_roles(table, options);
  std::vector<Role> roles;
  for (const ColumnSpec& column : table.columns) roles.push_back(column.role);
  if (notes != nullptr) notes->insert(notes->end(), table.notes.begin(), table.notes.end());
  return roles;
}

bool is_name_of_codes(std::string_view name) { return names_codes(name); }

}  // namespace interplay
