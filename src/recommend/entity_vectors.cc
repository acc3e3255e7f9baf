#include "recommend/entity_vectors.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "interplay/error.h"
#include "model/implementation.h"
#include "score/item_request.h"

namespace interplay {
namespace {

// Table number of the plan.
std::optional<std::size_t> table_of(const Model& model, std::size_t entity) {
  const ModelImplementation& implementation = implementation_of(model);
  const Schema& schema = model.star().schema;
  const std::vector<std::size_t> inputs = schema.inputs();
  const auto tables = implementation.plan->tables();
  for (std::size_t t = 0; t < tables.size(); ++t) {
    const auto of_entity = [&](const Embedding::Slot& slot) {
      return schema.fields[inputs[slot.input]].table == entity + 1;
    };
    if (tables[t].columns() > 1 && std::ranges::any_of(tables[t].slots(), of_entity)) return t;
  }
  return std::nullopt;
}

bool is_of_users(const Model& model, std::size_t entity) {
  const auto user = model.schema().find(Role::user);
  return user && model.schema().fields[*user].table == entity + 1;
}

// Adds the pooled vectors of the entity's fields to the sums, which start at 0.
void add_vectors(const Embedding& table, const Parameters& parameters, std::span<const FieldView> views,
                 std::uint32_t table_number, std::span<const std::uint32_t> rows, std::vector<double>& sums) {
  constexpr std::size_t rows_at_a_time = 1024;
  const std::size_t fields = table.fields(), stride = table.stride(), columns = table.columns();
  const std::size_t most = std::min(rows_at_a_time, rows.size());
  AlignedArray<float> values(most * fields * stride), squares(most * fields);
  for (std::size_t first = 0; first < rows.size(); first += rows_at_a_time) {
    const std::size_t count = std::min(rows_at_a_time, rows.size() - first);
    table.forward(parameters, Batch{views, rows}.part(first, count),
                  {count, fields, columns, stride, values.data(), squares.data()});
    for (std::size_t f = 0; f < fields; ++f) {
      if (views[table.slots()[f].input].field->table != table_number) continue;
      for (std::size_t i = 0; i < count; ++i)
        for (std::size_t k = 0; k < columns; ++k)
          sums[(first + i) * columns + k] += static_cast<double>(values[(i * fields + f) * stride + k]);
    }
  }
}

}  // namespace

bool EntityVectors::exist(const Model& model, std::size_t entity) { return table_of(model, entity).has_value(); }

EntityVectors::EntityVectors(const Model& model, std::size_t entity) : model_(model), entity_(entity) {
  const auto table = table_of(model, entity);
  if (!table)
    throw Error(Code::unsupported,
                "model '" + std::string(model_.name()) + "' has no vectors to compare " +
                    (is_of_users(model_, entity) ? "users" : "items") + " by",
                "train a model with factors, such as biased_mf or fm");
  table_ = *table;
  columns_ = implementation_of(model_).plan->tables()[table_].columns();
}

std::size_t EntityVectors::members() const { return implementation_of(model_).members.size(); }

void EntityVectors::each_member(std::span<const std::uint32_t> rows,
                                const std::function<void(std::size_t, const std::vector<double>&)>& visit) const {
  const ModelImplementation& implementation = implementation_of(model_);
  const ItemRequest request(model_.star(), RowEncoder(model_.star()).blank(), entity_, rows);
  std::vector<std::uint32_t> numbers(rows.size());
  std::iota(numbers.begin(), numbers.end(), 0u);
  MemberReader reader(implementation.members, *implementation.plan, {request.views, numbers});
  std::vector<double> sums;
  for (std::size_t m = 0; m < implementation.members.size(); ++m) {
    sums.assign(rows.size() * columns_, 0.0);
    add_vectors(implementation.plan->tables()[table_], reader[m], request.views,
                static_cast<std::uint32_t>(entity_ + 1), numbers, sums);
    visit(m, sums);
  }
}

}  // namespace interplay
