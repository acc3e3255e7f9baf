#include "solvers/implicit/sides.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "interplay/error.h"
#include "kernels/arrays.h"
#include "solvers/row_pass.h"

namespace interplay {
namespace {

// Of every interaction the row of the field's table; the code itself where ids stand in the interactions.
const std::uint32_t* codes_of(const FieldView& view) {
  return view.row_of != nullptr ? view.row_of : std::get<CategoricalColumn>(*view.column).codes.data();
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

// How many interactions each row has, and with what weight.
void count_interactions(const Problem& problem, const FieldView& own, Side& side) {
  const std::size_t rows = rows_of(own);
  side.offsets.assign(rows + 1, 0);
  side.total.assign(rows, 0);
  RowPass(problem.rows).reads(codes_of(own)).reads(problem.weight.data()).each([&](std::size_t, std::uint32_t n) {
    const std::uint32_t row = codes_of(own)[n];
    ++side.offsets[row + std::size_t{1}];
    side.total[row] += problem.weight.empty() ? 1.0 : static_cast<double>(problem.weight[n]);
  });
  for (std::uint32_t row = 0; row < rows; ++row)
    if (side.offsets[row + std::size_t{1}] > 0) side.met.push_back(row);
  std::partial_sum(side.offsets.begin(), side.offsets.end(), side.offsets.begin());
}

// An equation costs something even without interactions.
Shares blocks_of(const Cluster& cluster, const Side& side) {
  std::vector<double> costs((side.met.size() + rows_of_a_block - 1) / rows_of_a_block, 0.0);
  for (std::size_t i = 0; i < side.met.size(); ++i)
    costs[i / rows_of_a_block] += 64 + static_cast<double>(side.size(side.met[i]));
  return shares_by_cost(cluster, costs);
}

// The place of a row whose interactions another process has.
constexpr std::uint64_t elsewhere = ~std::uint64_t{0};

void place_own_rows(Side& side) {
  side.places.assign(side.offsets.size() - 1, elsewhere);
  const Shares rows = side.blocks.of_grains(rows_of_a_block, side.met.size());
  std::uint64_t next = 0;
  for (std::size_t i = rows.first; i < rows.last; ++i)
    side.places[side.met[i]] = std::exchange(next, next + side.size(side.met[i]));
}

void list_interactions(const Problem& problem, const FieldView& own, const FieldView& other, Side& side) {
  std::vector<std::uint64_t> next(side.offsets.size() - 1);
  std::uint64_t count = 0;
  for (std::uint32_t row = 0; row < next.size(); ++row) {
    next[row] = side.first(row);
    if (next[row] != elsewhere) count += side.size(row);
  }
  side.others.resize(count);
  if (!problem.weight.empty()) side.weights.resize(count);
  RowPass(problem.rows)
      .reads(codes_of(own))
      .reads(codes_of(other))
      .reads(problem.weight.data())
      .each([&](std::size_t, std::uint32_t n) {
        std::uint64_t& place = next[codes_of(own)[n]];
        if (place == elsewhere) return;
        side.others[place] = codes_of(other)[n];
        if (!side.weights.empty()) side.weights[place] = problem.weight[n];
        ++place;
      });
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
  count_interactions(problem, user, sides[0]);
  count_interactions(problem, item, sides[1]);
  for (std::size_t s = 0; s < slots.size(); ++s) {
    Side& side = sides[s < shape.left ? 0 : 1];
    side.rank = table.columns();
    side.stride = table.stride();
    side.fields.push_back(field_of(problem.fields[slots[s].input], side, parameters.writable(slots[s].tensor)));
  }
  for (Side& side : sides) {
    side.single = is_single(side.fields.front());
    side.blocks = blocks_of(problem.cluster, side);
    if (problem.cluster.several() && side.plain()) place_own_rows(side);
  }
  list_interactions(problem, user, item, sides[0]);
  list_interactions(problem, item, user, sides[1]);
  return sides;
}

}  // namespace interplay
