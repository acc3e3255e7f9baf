#include "data/spooled.h"

namespace interplay {

std::shared_ptr<Spool> spool_of(const Dataset& data) {
  for (const Entity& entity : data.entities)
    if (auto spool = spool_at(entity.row_of.data())) return spool;
  for (std::size_t f = 0; f < data.columns.size(); ++f) {
    if (data.schema.fields[f].table > 0) continue;
    const void* first = nullptr;
    if (const auto* numeric = std::get_if<NumericColumn>(&data.columns[f]))
      first = numeric->values.data();
    else if (const auto* categorical = std::get_if<CategoricalColumn>(&data.columns[f]))
      first = categorical->codes.data();
    else
      first = std::get<MultiColumn>(data.columns[f]).codes.data();
    if (auto spool = spool_at(first)) return spool;
  }
  return nullptr;
}

}  // namespace interplay
