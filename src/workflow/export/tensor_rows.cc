#include "workflow/export/tensor_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "interplay/error.h"

namespace interplay {

std::optional<std::size_t> field_of_tensor(const ModelPlan& plan, TensorId tensor) {
  const std::vector<std::size_t> inputs = plan.schema().inputs();
  for (const Embedding& table : plan.tables())
    for (const Embedding::Slot& slot : table.slots())
      if (slot.tensor == tensor) return inputs[slot.input];
  return std::nullopt;
}

std::string row_name(const Field& field, std::uint32_t row) {
  if (field.kind == Kind::numeric) return row == 0 ? "slope" : "offset";
  if (row == 0) return "(unseen)";
  return row > field.vocabulary.size() ? "(padding)" : field.vocabulary.id(row);
}

std::vector<std::uint32_t> entity_rows_of_codes(const Star& star, std::size_t field) {
  const Field& ids = star.schema.fields[field];
  if (ids.table == 0 || star.entities[ids.table - 1].name != ids.name || ids.kind != Kind::categorical) return {};
  std::vector<std::uint32_t> rows(std::size_t{ids.vocabulary.size()} + 1, 0);
  const auto& codes = std::get<CategoricalColumn>(star.columns[field]).codes;
  for (std::uint32_t row = 1; row < codes.size(); ++row)
    if (codes[row] > 0) rows[codes[row]] = row;
  return rows;
}

void check_member(const ModelImplementation& model, std::size_t member) {
  const std::size_t count = model.members.size();
  if (member >= count)
    throw Error(Code::usage, fmt::format("member {} is asked for, and the model has {}", member + 1, count),
                count == 1 ? "leave out the member" : fmt::format("name one from 1 to {}", count));
}

std::string table_cell(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  return text;
}

}  // namespace interplay
