#include "read/kept_marks.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/shown.h"
#include "data/text/numbers.h"

namespace interplay {
namespace {

const std::vector<std::string>& usual_marks() {
  static const std::vector<std::string> marks = DataOptions{}.missing;
  return marks;
}

// The values of the sample that no one takes for missing ones.
std::set<std::string_view> sampled_values(const TableSource& table, const ColumnSpec& column) {
  std::set<std::string_view> values;
  for (const auto& row : table.sample)
    if (column.position < row.size() && !is_missing(row[column.position])) values.insert(row[column.position]);
  return values;
}

bool is_code_of_two_letters(std::string_view text) {
  return text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool are_codes_of_two_letters(const std::set<std::string_view>& values) {
  constexpr std::ptrdiff_t enough = 10;
  return std::ranges::count_if(values, is_code_of_two_letters) >= enough &&
         std::ranges::all_of(values, is_code_of_two_letters);
}

bool are_integers(const std::set<std::string_view>& values) {
  return !values.empty() && std::ranges::all_of(values, [](std::string_view value) {
    return whole_id(value) || canonical_integer(value);
  });
}

std::shared_ptr<const std::vector<std::string>> shared(std::vector<std::string> texts) {
  return std::make_shared<const std::vector<std::string>>(std::move(texts));
}

void keep(ColumnSpec& column, std::vector<std::string> still_missing) {
  column.missing_texts = shared(std::move(still_missing));
  column.keeps_marks = true;
}

// The fields that columns are expected to be: features by name, others by role.
class Expected {
 public:
  explicit Expected(std::span<const Field> fields) : fields_(fields) {
    for (const Field& field : fields) by_name_.try_emplace(field.name, &field);
  }
  const Field* of(const ColumnSpec& column) const {
    if (column.role == Role::feature) {
      const auto found = by_name_.find(column.name);
      return found == by_name_.end() ? nullptr : found->second;
    }
    const auto found = std::ranges::find(fields_, column.role, &Field::role);
    return found == fields_.end() ? nullptr : &*found;
  }

 private:
  std::span<const Field> fields_;
  std::unordered_map<std::string_view, const Field*> by_name_;
};

}  // namespace

void keep_marks(TableSource& table, const DataOptions& options, std::span<const Field> expected) {
  if (table.known || options.missing != DataOptions{}.missing) return;
  const Expected fields(expected);
  for (ColumnSpec& column : table.columns) {
    const bool ids = column.role == Role::user || column.role == Role::item;
    if (column.missing_texts || (!ids && (column.role != Role::feature || column.kind == Kind::numeric))) continue;
    const Field* field = fields.of(column);
    if (field != nullptr && field->vocabulary.hashed()) continue;  // no mark is known as an id
    if (field != nullptr && !field->vocabulary.empty()) {
      std::vector<std::string> missing;
      for (const std::string& mark : usual_marks())
        if (field->vocabulary.code(mark) == 0 && (!ids || field->vocabulary.integers())) missing.push_back(mark);
      if (missing.size() < usual_marks().size()) column.missing_texts = shared(std::move(missing));
      continue;
    }
    const std::set<std::string_view> values = sampled_values(table, column);
    if (ids) {
      if (!are_integers(values)) keep(column, {});
    } else if (are_codes_of_two_letters(values)) {
      std::vector<std::string> missing = usual_marks();
      std::erase(missing, "NA");
      keep(column, std::move(missing));
    }
  }
}

std::string note_of_kept_marks(const ColumnSpec& spec, const Vocabulary& vocabulary) {
  if (!spec.keeps_marks || vocabulary.integers()) return "";
  std::vector<std::string> kept;
  for (const std::string& mark : usual_marks())
    if (vocabulary.code(mark) > 0) kept.push_back(mark);
  if (kept.empty()) return "";
  std::string missing;
  for (const std::string& mark : kept) missing += (missing.empty() ? "" : ",") + mark;
  return spec.name + ": " + listed(kept) + (kept.size() == 1 ? " is a value" : " are values") +
         " like any other; say --missing " + missing + " to have " + (kept.size() == 1 ? "it" : "them") + " missing";
}

}  // namespace interplay
