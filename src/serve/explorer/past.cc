#include "serve/explorer/past.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_set>

namespace interplay::serve {
namespace {

struct Row {
  std::uint32_t user, item;
  float rating;
  double time;
};

// For every interaction the row in the model's own table of users or items; 0 where it has none.
std::vector<std::uint32_t> rows_in(const Vocabulary& keys, const Dataset& data, Role role) {
  const auto field = data.schema.find(role);
  if (!field || data.schema.fields[*field].table == 0) return std::vector<std::uint32_t>(data.rows);
  const Entity& entity = data.entities[data.schema.fields[*field].table - 1];
  std::vector<std::uint32_t> map(entity.keys.size() + 1);
  for (std::uint32_t row = 1; row < map.size(); ++row) map[row] = keys.code(entity.keys.id(row));
  std::vector<std::uint32_t> rows;
  for (const std::uint32_t row : entity.row_of) rows.push_back(map[row]);
  return rows;
}

const Vocabulary& keys_of(const Model& model, Role role) {
  return model.star().entities[model.schema().fields[*model.schema().find(role)].table - 1].keys;
}

}  // namespace

Past::Past(const Model& model, const Dataset& data) : users_(keys_of(model, Role::user)) {
  const std::vector<std::uint32_t> users = rows_in(users_, data, Role::user);
  const std::vector<std::uint32_t> items = rows_in(keys_of(model, Role::item), data, Role::item);
  const std::span<const float> targets = data.has_target() ? data.target() : std::span<const float>();
  std::vector<Row> rows;
  for (std::size_t i = 0; i < data.rows; ++i)
    if (users[i] > 0 && items[i] > 0)
      rows.push_back({users[i], items[i], targets.empty() ? NAN : targets[i],
                      data.time.empty() ? static_cast<double>(i) : data.time[i]});
  std::ranges::stable_sort(
      rows, [](const Row& a, const Row& b) { return std::tuple(a.user, -a.time) < std::tuple(b.user, -b.time); });
  offsets_.push_back(0);
  auto row = rows.begin();
  for (std::uint32_t user = 0; user <= users_.size(); ++user) {
    std::unordered_set<std::uint32_t> met;
    for (; row != rows.end() && row->user == user; ++row)
      if (met.insert(row->item).second) items_.push_back({row->item, row->rating});
    offsets_.push_back(items_.size());
  }
}

std::span<const Past::Had> Past::of(std::string_view user) const {
  const std::uint32_t row = users_.code(user);
  return std::span(items_).subspan(offsets_[row], offsets_[row + 1] - offsets_[row]);
}

}  // namespace interplay::serve
