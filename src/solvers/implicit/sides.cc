#include "solvers/implicit/sides.h"

#include <algorithm>
#include <memory>
#include <numeric>

#include "base/row_windows.h"
#include "data/spooled.h"
#include "interplay/error.h"
#include "kernels/arrays.h"

namespace interplay {
namespace {

// The row of the field's table that an interaction has; the code itself where ids stand in the interactions.
std::uint32_t row_of(const FieldView& view, std::uint32_t interaction) {
  if (view.row_of != nullptr) return view.row_of[interaction];
  return std::get<CategoricalColumn>(*view.column).codes[interaction];
}

std::size_t rows_of(const FieldView& view) {
  return view.row_of ? interplay::rows(*view.column) : std::size_t{view.field->vocabulary.size()} + 1;
}

// A feature that occurs twice in a row has x_1 and x_2 there, and no single value.
void check_distinct(const Field& field, std::span<FieldEntry> entries) {
  std::ranges::stable_sort(entries, {}, &FieldEntry::code);
  const auto twice = std::ranges::adjacent_find(entries, {}, &FieldEntry::code);
  if (twice != entries.end())
    throw Error(Code::bad_data,
                "a cell of field '" + field.name + "' holds '" + field.vocabulary.id(twice->code) +
                    "' twice, which solver ials cannot fit",
                "leave one of them out of the cell");
}

SideField field_of(const FieldView& view, const Side& side, WritableTensor vectors) {
  SideField field;
  field.vectors = vectors;
  field.disjoint = view.field->kind != Kind::multi;
  std::vector<std::vector<FieldEntry>> entries(side.met.size());
  field.offsets.assign(vectors.rows + std::size_t{1}, 0);
  for (std::size_t i = 0; i < side.met.size(); ++i) {
    if (view.row_of != nullptr) {
      append_entries(view, side.met[i], entries[i]);
    } else {
      entries[i].push_back({side.met[i], 1.0f});
    }
    if (!field.disjoint) check_distinct(*view.field, entries[i]);
    for (const FieldEntry& entry : entries[i]) ++field.offsets[entry.code + std::size_t{1}];
  }
  std::partial_sum(field.offsets.begin(), field.offsets.end(), field.offsets.begin());
  field.rows.resize(field.offsets.back());
  field.x.resize(field.offsets.back());
  std::vector<std::uint64_t> next(field.offsets.begin(), field.offsets.end() - 1);
  for (std::size_t i = 0; i < side.met.size(); ++i) {
    for (const FieldEntry& entry : entries[i]) {
      const std::uint64_t at = next[entry.code]++;
      field.rows[at] = side.met[i];
      field.x[at] = entry.value;
    }
  }
  return field;
}

void list_interactions(const Problem& problem, const FieldView& own, const FieldView& other, Side& side) {
  const std::size_t rows = rows_of(own);
  side.offsets.assign(rows + 1, 0);
  for (const std::uint32_t n : problem.rows) ++side.offsets[row_of(own, n) + std::size_t{1}];
  for (std::uint32_t row = 0; row < rows; ++row)
    if (side.offsets[row + std::size_t{1}] > 0) side.met.push_back(row);
  std::partial_sum(side.offsets.begin(), side.offsets.end(), side.offsets.begin());
  const std::shared_ptr<Spool> spool = spool_of(problem.fields);
  side.others = RowValues<std::uint32_t>(spool, problem.rows.size());
  if (!problem.weight.empty()) side.weights = RowValues<float>(spool, problem.rows.size());
  side.total.assign(rows, 0);
  const auto list = [&](std::size_t i, std::uint64_t at) {
    const std::uint32_t n = problem.rows[i];
    side.others[at] = row_of(other, n);
    const float weight = problem.weight.empty() ? 1.0f : problem.weight[n];
    if (!side.weights.empty()) side.weights[at] = weight;
    side.total[row_of(own, n)] += static_cast<double>(weight);
  };
  constexpr std::size_t bytes_of_interaction = 2 * sizeof(std::uint32_t);
  place_by_windows(
      spool, side.offsets, bytes_of_interaction, problem.rows.size(),
      [&](std::size_t i) { return row_of(own, problem.rows[i]); }, list);
}

bool is_single(const SideField& field) {
  for (std::size_t j = 1; j < field.offsets.size(); ++j)
    if (field.offsets[j] > field.offsets[j - 1] + 1) return false;
  return field.disjoint && std::ranges::all_of(field.x, [](float x) { return x == 1; });
}

}  // namespace

void Side::sum_features() {
  if (vectors.size() == 0) vectors = AlignedArray<float>((offsets.size() - 1) * stride);
  std::ranges::fill(vectors, 0.0f);
  for (const SideField& field : fields)
    for (std::uint32_t j = 0; j < field.features(); ++j)
      for (std::uint64_t i = field.offsets[j]; i < field.offsets[j + std::size_t{1}]; ++i)
        kernels::axpy(field.x[i], field.vectors.row(j), vector(field.rows[i]), stride);
}

std::string sides_refusal(const ModelPlan& plan) {
  const std::optional<SidesShape> shape = plan.sides_shape();
  if (!shape) return "its score is not the product of a vector of the user and a vector of the item alone";
  const std::vector<std::size_t> inputs = plan.schema().inputs();
  for (const Embedding::Slot& slot : plan.tables()[shape->factors].slots()) {
    const Field& field = plan.schema().fields[inputs[slot.input]];
    if (field.kind == Kind::numeric && slot.numeric == NumericMap::affine)
      return "numeric field '" + field.name + "' is mapped affinely";
    if (field.kind == Kind::multi && field.pooling == Pooling::padded_mean)
      return "field '" + field.name + "' is pooled by a padded mean";
    if (plan.specs()[slot.tensor].nonnegative) return "the parameters may not be negative";
  }
  return "";
}

std::vector<Side> sides_of(const Problem& problem, Parameters& parameters) {
  const SidesShape shape = *problem.plan.sides_shape();
  const Embedding& table = problem.plan.tables()[shape.factors];
  const auto slots = table.slots();
  const FieldView &user = problem.fields[slots[0].input], &item = problem.fields[slots[shape.left].input];
  std::vector<Side> sides(2);
  list_interactions(problem, user, item, sides[0]);
  list_interactions(problem, item, user, sides[1]);
  for (std::size_t s = 0; s < slots.size(); ++s) {
    Side& side = sides[s < shape.left ? 0 : 1];
    side.rank = table.columns();
    side.stride = table.stride();
    side.fields.push_back(field_of(problem.fields[slots[s].input], side, parameters.writable(slots[s].tensor)));
  }
  for (Side& side : sides) side.single = is_single(side.fields.front());
  return sides;
}

}  // namespace interplay
