#include "data/derive.h"

#include "data/derivation.h"

namespace interplay {

Column made_column(const Field& field, const std::function<FieldView(const std::string&)>& view_of, std::size_t rows,
                   std::span<const double> time) {
  return derivation_of(field)->apply(field, {view_of, rows, time});
}

void make_columns(Dataset& data) {
  const auto view_of = [&](const std::string& name) -> FieldView {
    const std::size_t f = data.schema.find(name).value();
    const auto row_of = data.row_of(f);
    return {&data.schema.fields[f], &data.columns[f], row_of.empty() ? nullptr : row_of.data()};
  };
  for (std::size_t f = 0; f < data.schema.fields.size(); ++f)
    if (const Field& field = data.schema.fields[f]; field.table == 0 && is_made(field))
      data.columns[f] = made_column(field, view_of, data.rows, data.time);
}

}  // namespace interplay
