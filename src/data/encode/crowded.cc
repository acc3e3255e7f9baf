#include "data/encode/crowded.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "data/encode/buckets.h"
#include "data/encode/scale.h"
#include "data/inputs.h"

namespace interplay {
namespace {

// Fewer rows tell nothing of a column.
constexpr std::uint64_t least_rows_of_crowd = 1000;
// Categories of so few rows each, on average, are met once and never again.
constexpr double rows_of_a_crowd = 1.25;

struct Cells {
  std::uint64_t filled = 0, categories = 0;
};

Cells cells_of(const Dataset& data, std::size_t f, std::span<const std::uint32_t> train_rows) {
  const Field& field = data.schema.fields[f];
  std::vector<std::uint32_t> uses;
  if (field.table > 0) uses = count_uses(data.entities[field.table - 1], train_rows);
  std::vector<std::uint8_t> met(field.kind == Kind::categorical ? std::size_t{field.vocabulary.size()} + 1 : 0, 0);
  Cells cells;
  TrainingRows{train_rows, uses}.each([&](std::uint32_t row, std::uint32_t) {
    if (const auto* numeric = std::get_if<NumericColumn>(&data.columns[f])) {
      cells.filled += !std::isnan(numeric->values[row]);
    } else if (const auto* bags = std::get_if<MultiColumn>(&data.columns[f])) {
      cells.filled += bags->offsets[row] < bags->offsets[row + 1];
    } else if (const std::uint32_t code = std::get<CategoricalColumn>(data.columns[f]).codes[row]; code > 0) {
      ++cells.filled;
      cells.categories += met[code] == 0;
      met[code] = 1;
    }
  });
  return cells;
}

// What is lost by hashing, in one sentence for all columns.
class SharedBuckets {
 public:
  void add(const Dataset& data, std::size_t f, std::span<const std::uint32_t> train_rows, std::uint32_t buckets,
           std::uint64_t seed) {
    const Field& field = data.schema.fields[f];
    std::vector<std::uint32_t> uses;
    if (field.table > 0) uses = count_uses(data.entities[field.table - 1], train_rows);
    const Collisions found = collisions_of(field, data.columns[f], {train_rows, uses}, buckets, seed);
    if (found.sharing == 0) {
      none_ += (none_.empty() ? "" : ", ") + field.name;
      return;
    }
    some_ += fmt::format("{}{} {:.1f}% ({} categories in {} buckets)", some_.empty() ? "" : ", ", field.name,
                         100 * static_cast<double>(found.entries_sharing) / static_cast<double>(found.entries),
                         found.categories, buckets);
  }
  std::string text() const {
    const std::string what = "values that share their bucket with those of another category: ";
    if (some_.empty()) return none_.empty() ? "" : what + "none in " + none_;
    return what + some_ + (none_.empty() ? "" : "; none in " + none_);
  }

 private:
  std::string some_, none_;
};

}  // namespace

std::vector<std::string> notes_on_columns(const Dataset& data, std::span<const std::uint32_t> train_rows,
                                          const DataOptions& options) {
  std::vector<std::string> notes;
  SharedBuckets shared;
  for (const std::size_t f : data.schema.inputs()) {
    const Field& field = data.schema.fields[f];
    if (field.role != Role::feature || rows(data.columns[f]) == 0) continue;
    const Cells cells = cells_of(data, f, train_rows);
    if (cells.filled == 0 && !train_rows.empty())
      notes.push_back(fmt::format(
          "{}: no training row has a value; the column tells nothing, and --fields leaves it out", field.name));
    if (const std::uint32_t buckets = buckets_of(field, options); buckets > 0) {
      shared.add(data, f, train_rows, buckets, static_cast<std::uint64_t>(options.hash_seed));
    } else if (field.table == 0 && options.min_count.empty() && cells.filled >= least_rows_of_crowd &&
               static_cast<double>(cells.filled) <= rows_of_a_crowd * static_cast<double>(cells.categories)) {
      notes.push_back(fmt::format(
          "{0}: {1} categories in {2} rows, nearly one of each row's own: they take memory and tell nothing of new "
          "rows; "
          "--min-count {0}:2 makes one of those met once, --hash-buckets {0}:100000 limits their number, and --fields "
          "leaves the column out",
          field.name, cells.categories, cells.filled));
    }
  }
  if (std::string text = shared.text(); !text.empty()) notes.push_back(std::move(text));
  return notes;
}

}  // namespace interplay
