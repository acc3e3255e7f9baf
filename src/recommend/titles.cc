#include "recommend/titles.h"

#include <utility>

#include "recommend/alike.h"

namespace interplay {
Titles::Titles(const Star& star, std::uint32_t table) {
  for (std::size_t f = 0; f < star.schema.fields.size(); ++f) {
    const Field& field = star.schema.fields[f];
    const auto* column = std::get_if<CategoricalColumn>(&star.columns[f]);
    if (field.table != table || column == nullptr) continue;
    if (field.role != Role::title && (field.name != "title" || field_ != nullptr)) continue;
    field_ = &field;
    column_ = column;
  }
}

std::string Titles::of(std::uint32_t row) const {
  if (column_ == nullptr || column_->codes[row] == 0) return "";
  return field_->vocabulary.id(column_->codes[row]);
}

std::vector<std::uint32_t> Titles::rows_of(std::string_view title, const std::vector<std::uint32_t>& rows) const {
  std::vector<std::uint32_t> found;
  const std::string wanted = lower(title);
  for (const std::uint32_t row : rows)
    if (const std::string known = of(row); !known.empty() && lower(known) == wanted) found.push_back(row);
  return found;
}

std::vector<std::string> Titles::like(std::string_view text, const std::vector<std::uint32_t>& rows,
                                      std::size_t count) const {
  std::vector<std::string> names;
  for (const std::uint32_t row : rows)
    if (std::string known = of(row); !known.empty()) names.push_back(std::move(known));
  return interplay::like(text, names, count);
}

}  // namespace interplay
