#include "solvers/coordinate/tables.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "interplay/error.h"
#include "solvers/coordinate/parts.h"
#include "solvers/row_pass.h"

namespace interplay {
namespace {

struct Slots {
  const Embedding* linear = nullptr;
  const Embedding* factors = nullptr;

  // The inputs in order. The linear term may read more than the other.
  std::vector<std::size_t> inputs() const {
    std::vector<std::size_t> inputs;
    for (const Embedding::Slot& slot : (linear ? linear : factors)->slots()) inputs.push_back(slot.input);
    return inputs;
  }
};

const Embedding::Slot* slot_of(const Embedding* table, std::size_t input) {
  if (table == nullptr) return nullptr;
  const auto slot = std::ranges::find(table->slots(), input, &Embedding::Slot::input);
  return slot == table->slots().end() ? nullptr : &*slot;
}

Slots slots_of(const ModelPlan& plan, const FmShape& shape) {
  Slots slots;
  if (shape.linear) slots.linear = &plan.tables()[*shape.linear];
  if (shape.factors) slots.factors = &plan.tables()[*shape.factors];
  return slots;
}

std::string field_refusal(const ModelPlan& plan, const Embedding::Slot& slot) {
  const Field& field = plan.schema().fields[plan.schema().inputs()[slot.input]];
  if (field.kind == Kind::numeric && slot.numeric == NumericMap::affine)
    return "numeric field '" + field.name + "' is mapped affinely";
  if (field.kind == Kind::multi && field.pooling == Pooling::padded_mean)
    return "field '" + field.name + "' is pooled by a padded mean";
  return "";
}

// Identifies a table: a table of the star, a category of the interactions, or the training rows.
struct Place {
  enum Kind { entity, category, whole_rows } kind;
  std::size_t number;  // index of the table, or of the field
  auto operator<=>(const Place&) const = default;
};

Place place_of(const FieldView& view, std::size_t input, bool expanded) {
  if (expanded) return {Place::whole_rows, 0};
  if (view.row_of != nullptr) return {Place::entity, view.field->table};
  if (view.field->kind == Kind::categorical) return {Place::category, input};
  return {Place::whole_rows, 0};
}

class Builder {
 public:
  Builder(const Problem& problem, Parameters& parameters, bool expanded, bool changing)
      : problem_(problem),
        parameters_(parameters),
        expanded_(expanded),
        changing_(changing),
        slots_(slots_of(problem.plan, *problem.plan.fm_shape())) {}

  CoordinateTables build() {
    CoordinateTables result;
    if (slots_.factors) {
      result.rank = slots_.factors->columns();
      result.stride = slots_.factors->stride();
    }
    std::map<Place, std::size_t> table_of;
    std::vector<std::size_t> inputs = slots_.inputs();
    std::ranges::stable_partition(inputs, [&](std::size_t input) { return !has_number_only(input); });
    for (const std::size_t input : inputs) {
      const Place place = place_of(problem_.fields[input], input, expanded_);
      const auto [found, added] = table_of.try_emplace(place, result.tables.size());
      if (added) add_table(place, input, result);
      CoordinateTable& table = result.tables[found->second];
      table.fields.push_back(field_of(input, found->second, table));
      const auto of_ids = problem_.plan.id_noise();
      if (!expanded_ && std::ranges::find(of_ids, input, &ModelPlan::IdNoise::input) != of_ids.end()) table.ids = input;
    }
    for (std::size_t t = 0; t < result.tables.size(); ++t) {
      CoordinateTable& table = result.tables[t];
      table.single = is_single(table);
      table.shares = shares_of(problem_.cluster, table, result.rank);
      if (problem_.cluster.several() && !changing_ && !table.whole_rows) place_own_rows(table);
      list_ratings(table, t);
    }
    result.features = features_;
    return result;
  }

 private:
  // Whether the input forms a table of its own and has no vectors.
  bool has_number_only(std::size_t input) const {
    return slots_.factors && slot_of(slots_.factors, input) == nullptr &&
           place_of(problem_.fields[input], input, expanded_).kind == Place::category;
  }

  // The row of table t in training row n, which is an interaction.
  std::uint32_t row_of(std::size_t t, std::size_t n, std::uint32_t interaction) const {
    return row_of_[t] == nullptr ? static_cast<std::uint32_t>(n) : row_of_[t][interaction];
  }

  RowPass pass() const {
    RowPass pass(problem_.rows);
    for (const std::uint32_t* rows : row_of_) pass.reads(rows);
    return pass;
  }

  void add_table(const Place& place, std::size_t input, CoordinateTables& result) {
    const FieldView& view = problem_.fields[input];
    CoordinateTable table;
    table.whole_rows = place.kind == Place::whole_rows;
    table.numbers_only = has_number_only(input);
    const std::uint32_t* rows = nullptr;
    if (table.whole_rows) {
      table.rows = static_cast<std::uint32_t>(problem_.rows.size());
    } else if (place.kind == Place::entity) {
      table.rows = static_cast<std::uint32_t>(interplay::rows(*view.column));
      rows = view.row_of;
    } else {
      table.rows = view.field->vocabulary.size() + 1;
      rows = std::get<CategoricalColumn>(*view.column).codes.data();
    }
    table.offsets.assign(table.rows + std::size_t{1}, 0);
    if (rows == nullptr) {
      std::iota(table.offsets.begin(), table.offsets.end(), std::uint64_t{0});
    } else {
      RowPass(problem_.rows).reads(rows).each([&](std::size_t, std::uint32_t interaction) {
        ++table.offsets[rows[interaction] + std::size_t{1}];
      });
      std::partial_sum(table.offsets.begin(), table.offsets.end(), table.offsets.begin());
    }
    row_of_.push_back(rows);
    places_.push_back(place);
    result.tables.push_back(std::move(table));
  }

  CoordinateField field_of(std::size_t input, std::size_t t, const CoordinateTable& table) {
    CoordinateField field;
    field.input = input;
    if (const auto* slot = slot_of(slots_.linear, input)) field.linear = parameters_.writable(slot->tensor);
    if (const auto* slot = slot_of(slots_.factors, input)) field.factors = parameters_.writable(slot->tensor);
    field.features = static_cast<std::uint32_t>((field.factors ? field.factors : field.linear).rows);
    field.first = features_;
    features_ += field.features;
    field.disjoint = problem_.fields[field.input].field->kind != Kind::multi;
    transpose(field, t, table);
    return field;
  }

  // The rows of table t with at least one rating, each with the row of the field's own table.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> met_rows(std::size_t input, std::size_t t,
                                                                const CoordinateTable& table) const {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> met;
    const FieldView& view = problem_.fields[input];
    if (places_[t].kind == Place::whole_rows) {
      for (std::size_t n = 0; n < problem_.rows.size(); ++n)
        met.emplace_back(static_cast<std::uint32_t>(n), view.row(problem_.rows[n]));
      return met;
    }
    for (std::uint32_t row = 0; row < table.rows; ++row)
      if (table.count(row) > 0) met.emplace_back(row, row);
    return met;
  }

  void transpose(CoordinateField& field, std::size_t t, const CoordinateTable& table) {
    const FieldView& view = problem_.fields[field.input];
    const auto met = met_rows(field.input, t, table);
    std::vector<std::vector<FieldEntry>> entries(met.size());
    field.offsets.assign(field.features + std::size_t{1}, 0);
    for (std::size_t i = 0; i < met.size(); ++i) {
      // A category of the interactions has a row for each code.
      if (places_[t].kind == Place::category) {
        entries[i].push_back({met[i].first, 1.0f});
      } else {
        append_entries(view, met[i].second, entries[i]);
      }
      check_distinct(*view.field, entries[i]);
      for (const FieldEntry& entry : entries[i]) ++field.offsets[entry.code + 1];
    }
    std::partial_sum(field.offsets.begin(), field.offsets.end(), field.offsets.begin());
    field.rows.resize(field.offsets.back());
    field.x.resize(field.offsets.back());
    std::vector<std::uint64_t> next(field.offsets.begin(), field.offsets.end() - 1);
    for (std::size_t i = 0; i < met.size(); ++i) {
      for (const FieldEntry& entry : entries[i]) {
        const std::uint64_t at = next[entry.code]++;
        field.rows[at] = met[i].first;
        field.x[at] = entry.value;
      }
    }
  }

  // If a feature occurred twice in a row, with x_1 and x_2, the score would be quadratic in its vector.
  static void check_distinct(const Field& field, std::span<FieldEntry> entries) {
    if (field.kind != Kind::multi) return;
    std::ranges::stable_sort(entries, {}, &FieldEntry::code);
    const auto twice = std::ranges::adjacent_find(entries, {}, &FieldEntry::code);
    if (twice != entries.end() && twice->code != 0)
      throw Error(Code::bad_data,
                  "a cell of field '" + field.name + "' holds '" + field.vocabulary.id(twice->code) +
                      "' twice, which solvers als and mcmc cannot fit",
                  "leave one of them out, or give --solver gradient");
  }

  static bool is_single(const CoordinateTable& table) {
    if (table.whole_rows || table.fields.size() != 1 || !table.fields.front().disjoint) return false;
    const auto& offsets = table.fields.front().offsets;
    for (std::size_t j = 1; j < offsets.size(); ++j)
      if (offsets[j] > offsets[j - 1] + 1) return false;
    return std::ranges::all_of(table.fields.front().x, [](float x) { return x == 1; });
  }

  // The ratings of other rows are left out.
  static void place_own_rows(CoordinateTable& table) {
    table.places.assign(table.rows, elsewhere);
    for_own_rows(table, [&](std::uint32_t row) { table.places[row] = 0; });
    std::uint64_t next = 0;
    for (std::uint32_t row = 0; row < table.rows; ++row)
      if (table.places[row] != elsewhere) table.places[row] = std::exchange(next, next + table.count(row));
  }

  void list_ratings(CoordinateTable& table, std::size_t t) {
    const std::size_t tables = row_of_.size();
    std::uint64_t count = 0;
    std::vector<std::uint64_t> next(table.rows);
    for (std::uint32_t row = 0; row < table.rows; ++row) {
      next[row] = table.first(row);
      if (next[row] != elsewhere) count += table.count(row);
    }
    table.others.resize(count * (tables - 1));
    table.target.resize(count);
    if (!problem_.weight.empty()) table.weight.resize(count);
    if (changing_) (t == 0 ? first_place_ : table.order).resize(count);
    const auto list = [&](std::size_t n, std::uint32_t interaction) {
      std::uint64_t& place = next[row_of(t, n, interaction)];
      if (place == elsewhere) return;
      const std::uint64_t at = place++;
      table.target[at] = problem_.target[interaction];
      if (changing_ && t == 0) first_place_[n] = static_cast<std::uint32_t>(at);
      if (changing_ && t > 0) table.order[at] = first_place_[n];
      if (!table.weight.empty()) table.weight[at] = problem_.weight[interaction];
      std::uint32_t* other = table.others.data() + at * (tables - 1);
      for (std::size_t o = 0; o < tables; ++o)
        if (o != t) *other++ = row_of(o, n, interaction);
    };
    pass().reads(problem_.target.data()).reads(problem_.weight.data()).each(list);
  }

  // The place of a row whose ratings another process has.
  static constexpr std::uint64_t elsewhere = ~std::uint64_t{0};

  const Problem& problem_;
  Parameters& parameters_;
  bool expanded_, changing_;
  Slots slots_;
  std::uint64_t features_ = 0;
  std::vector<std::uint32_t> first_place_;    // position of every training row in the first table's list
  std::vector<const std::uint32_t*> row_of_;  // by table: of every interaction its row; null for whole rows
  std::vector<Place> places_;
};

}  // namespace

std::string coordinate_refusal(const ModelPlan& plan) {
  const std::optional<FmShape> shape = plan.fm_shape();
  if (!shape) return "the model is not a factorization machine (bias, linear and pairwise or dot terms)";
  const Objective& objective = plan.objective();
  const Conditional conditional = objective.loss->conditional();
  if (conditional == Conditional::none)
    return objective.binary() ? "the target is binary" : "the loss is " + std::string(objective.loss->name());
  if (conditional == Conditional::normal && !objective.link.identity())
    return "the score passes a " + std::string(objective.link.name()) + " link";
  const Slots slots = slots_of(plan, *shape);
  if (slots.linear == nullptr && slots.factors == nullptr) return "the model has no embedding table";
  for (const Embedding* table : {slots.linear, slots.factors}) {
    if (table == nullptr) continue;
    for (const Embedding::Slot& slot : table->slots()) {
      if (const std::string refusal = field_refusal(plan, slot); !refusal.empty()) return refusal;
      if (slots.linear && slot_of(slots.linear, slot.input) == nullptr)
        return "the linear term does not read all fields of the pairwise term";
      if (slot.kind == Kind::multi && slots.factors && !shape->pairs_within_bags)
        return "pairs within bags are left out";
      if (plan.specs()[slot.tensor].nonnegative) return "the parameters may not be negative";
    }
  }
  return "";
}

void CoordinateTables::set_targets(std::span<const float> values, const TaskPool& pool) {
  constexpr std::size_t piece = 16384;
  std::ranges::copy(values, tables.front().target.begin());
  for (std::size_t t = 1; t < tables.size(); ++t) {
    CoordinateTable& table = tables[t];
    pool.run((table.target.size() + piece - 1) / piece, [&](std::size_t task) {
      const std::size_t end = std::min(table.target.size(), (task + 1) * piece);
      for (std::size_t at = task * piece; at < end; ++at) table.target[at] = values[table.order[at]];
    });
  }
}

CoordinateTables coordinate_tables(const Problem& problem, Parameters& parameters, bool expanded, bool changing) {
  CoordinateTables tables = Builder(problem, parameters, expanded, changing).build();
  // If there is only one table, nothing is on the other side; its rows are the training rows, of which some may be
  // equal.
  const bool alone = tables.tables.size() == 1 && !tables.tables.front().whole_rows;
  if (!alone) return tables;
  return Builder(problem, parameters, true, changing).build();
}

}  // namespace interplay
