#include "data/batch.h"

namespace interplay {

std::vector<FieldView> input_views(const Dataset& data) {
  std::vector<FieldView> views;
  for (const std::size_t field : data.schema.inputs()) {
    const auto row_of = data.row_of(field);
    views.push_back(
        {&data.schema.fields[field], &data.columns[field], row_of.empty() ? nullptr : row_of.data()});
  }
  return views;
}

}  // namespace interplay
