#include "recommend/item_neighbors.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "interplay/error.h"
#include "score/item_request.h"

namespace interplay {
namespace {

// Half of float's distance between 1 and the next number: what one operation rounds by.
constexpr float rounding = 0x1p-24f;
// A matrix of more bytes than this is not made: cosines of all items are taken one by one.
constexpr std::size_t most_bytes = std::size_t{1} << 30;

std::vector<std::uint32_t> first_numbers(std::size_t count) {
  std::vector<std::uint32_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0u);
  return numbers;
}

double dot(const double* a, const double* b, std::size_t size) { return std::inner_product(a, a + size, b, 0.0); }

}  // namespace

ItemNeighbors::ItemNeighbors(const Model& model, std::size_t item, std::vector<std::uint32_t> item_rows)
    : model_(model), item_(item), item_rows_(std::move(item_rows)) {
  const ModelImplementation& implementation = implementation_of(model_);
  const auto tables = implementation.plan->tables();
  const auto table = std::ranges::find_if(tables, [](const Embedding& e) { return e.columns() > 1; });
  if (table == tables.end())
    throw Error(Code::unsupported, "model '" + std::string(model_.name()) + "' has no vectors to compare items by",
                "train a model with factors, such as biased_mf or fm");
  table_ = static_cast<std::size_t>(table - tables.begin());
  const std::size_t columns = table->columns(), members = implementation.members.size();
  if (PanelMatrix::bytes(item_rows_.size(), members * columns) > most_bytes) return;
  PanelMatrix directions(item_rows_.size(), members * columns);
  const ItemRequest request(model_.star(), RowEncoder(model_.star()).blank(), item_, item_rows_);
  MemberReader reader(implementation.members);
  for (std::size_t m = 0; m < members; ++m) {
    const std::vector<double> all = vectors(reader[m], request.views, item_rows_.size());
    for (std::size_t i = 0; i < item_rows_.size(); ++i) {
      const double* vector = all.data() + i * columns;
      const double length = std::sqrt(dot(vector, vector, columns));
      if (!std::isfinite(length)) return;
      for (std::size_t k = 0; k < columns && length > 0; ++k)
        directions.at(i, m * columns + k) = static_cast<float>(vector[k] / length);
    }
  }
  directions_ = std::move(directions);
}

std::vector<double> ItemNeighbors::vectors(const Parameters& parameters, std::span<const FieldView> views,
                                           std::size_t items) const {
  constexpr std::size_t rows_at_a_time = 1024;
  const Embedding& table = implementation_of(model_).plan->tables()[table_];
  const std::size_t fields = table.fields(), stride = table.stride(), columns = table.columns();
  const std::vector<std::uint32_t> rows = first_numbers(items);
  AlignedArray<float> values(rows_at_a_time * fields * stride), squares(rows_at_a_time * fields);
  std::vector<double> sums(items * columns, 0.0);
  for (std::size_t first = 0; first < items; first += rows_at_a_time) {
    const std::size_t count = std::min(rows_at_a_time, items - first);
    table.forward(parameters, Batch{views, rows}.part(first, count),
                  {count, fields, columns, stride, values.data(), squares.data()});
    for (std::size_t f = 0; f < fields; ++f) {
      if (views[table.slots()[f].input].field->table != item_ + 1) continue;
      for (std::size_t i = 0; i < count; ++i)
        for (std::size_t k = 0; k < columns; ++k)
          sums[(first + i) * columns + k] += static_cast<double>(values[(i * fields + f) * stride + k]);
    }
  }
  return sums;
}

// 0 with a vector of length 0.
std::vector<float> ItemNeighbors::cosines(std::span<const std::uint32_t> positions) const {
  const ModelImplementation& implementation = implementation_of(model_);
  const std::size_t columns = implementation.plan->tables()[table_].columns();
  const auto members = static_cast<float>(implementation.members.size());
  std::vector<std::uint32_t> item_rows;
  for (const std::uint32_t position : positions) item_rows.push_back(item_rows_[position]);
  const ItemRequest request(model_.star(), RowEncoder(model_.star()).blank(), item_, item_rows);
  const std::vector<std::uint32_t> rows = first_numbers(positions.size());
  MemberReader reader(implementation.members, *implementation.plan, {request.views, rows});
  std::vector<float> result(positions.size(), 0.0f);
  for (std::size_t m = 0; m < implementation.members.size(); ++m) {
    const std::vector<double> all = vectors(reader[m], request.views, positions.size());
    const double self = dot(all.data(), all.data(), columns);
    for (std::size_t i = 0; i < positions.size(); ++i) {
      const double* vector = all.data() + i * columns;
      const double lengths = std::sqrt(dot(vector, vector, columns) * self);
      const double cosine = lengths > 0 ? dot(vector, all.data(), columns) / lengths : 0.0;
      result[i] += static_cast<float>(cosine) / members;
    }
  }
  return result;
}

// Of every component of a direction the rounding is relative, and directions have length 1: a product of two of them is
// off by a few roundings, and by one for each addend.
std::vector<ItemNeighbors::Neighbor> ItemNeighbors::nearest(std::uint32_t self, std::size_t count) const {
  count = std::min(count, item_rows_.size() - 1);
  if (count == 0) return {};
  std::vector<std::uint32_t> positions = {self};
  if (directions_.items() == 0) {
    for (std::uint32_t position = 0; position < item_rows_.size(); ++position)
      if (position != self) positions.push_back(position);
  } else {
    const std::size_t members = model_.members(), inner = directions_.inner();
    AlignedArray<float> query(inner);
    for (std::size_t k = 0; k < inner; ++k) query[k] = directions_.at(self, k) / static_cast<float>(members);
    Candidates candidates(count, 2.1f * rounding * static_cast<float>(inner + members + 16));
    directions_.scan(query.data(), {&candidates, 1},
                     [&](std::size_t, std::uint32_t position) { return position != self; });
    for (const std::uint32_t position : candidates.take()) positions.push_back(position);
  }
  const std::vector<float> cosine = cosines(positions);
  std::vector<Neighbor> all;
  for (std::size_t i = 1; i < positions.size(); ++i) {
    if (!std::isfinite(cosine[i]))
      throw Error(Code::bad_model,
                  "the cosine of item '" + model_.star().entities[item_].keys.id(item_rows_[positions[i]]) +
                      "' is not a finite number",
                  "train the model again: its parameters are damaged");
    all.push_back({positions[i], cosine[i]});
  }
  std::ranges::sort(all, [](const Neighbor& a, const Neighbor& b) {
    return a.cosine != b.cosine ? a.cosine > b.cosine : a.position < b.position;
  });
  all.resize(std::min(all.size(), count));
  return all;
}

}  // namespace interplay
