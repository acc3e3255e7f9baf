#include "recommend/titles.h"

#include <utility>

#include "data/encode/titles.h"
#include "recommend/alike.h"

namespace interplay {
Titles::Titles(const Star& star, std::uint32_t table) {
  const auto f = title_field(star, table);
  if (!f) return;
  field_ = &star.schema.fields[*f];
  column_ = &std::get<CategoricalColumn>(star.columns[*f]);
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
