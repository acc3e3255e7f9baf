#include "solvers/closed_form/interactions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "interplay/error.h"

namespace interplay {
namespace {

const FieldView& view_of(const Problem& problem, Role role) {
  return *std::ranges::find(problem.fields, role, [](const FieldView& view) { return view.field->role; });
}

std::uint32_t code_at(const FieldView& view, std::uint32_t row) {
  return std::get<CategoricalColumn>(*view.column).codes[view.row(row)];
}

struct Cell {
  std::uint32_t user, item;
  double x;
};

void sum_equal(std::vector<Cell>& cells) {
  std::ranges::stable_sort(
      cells, [](const Cell& a, const Cell& b) { return a.user != b.user ? a.user < b.user : a.item < b.item; });
  std::size_t kept = 0;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    if (kept > 0 && cells[kept - 1].user == cells[c].user && cells[kept - 1].item == cells[c].item)
      cells[kept - 1].x += cells[c].x;
    else
      cells[kept++] = cells[c];
  }
  cells.resize(kept);
}

}  // namespace

Interactions::Interactions(const Problem& problem) {
  const FieldView &user = view_of(problem, Role::user), &item = view_of(problem, Role::item);
  std::vector<Cell> cells;
  cells.reserve(problem.rows.size());
  for (const std::uint32_t row : problem.rows) {
    const double x = problem.weight.empty() ? 1 : static_cast<double>(problem.weight[row]);
    if (!(x >= 0 && std::isfinite(x)))
      throw Error(Code::bad_data, fmt::format("row {} has the weight {}, expected a number from 0 up", row + 1, x),
                  "mend the weight, or leave the row out");
    const std::uint32_t u = code_at(user, row), i = code_at(item, row);
    if (u != 0 && i != 0 && x > 0) cells.push_back({u, i, x});
  }
  sum_equal(cells);

  by_user_.offsets.assign(std::size_t{user.field->vocabulary.size()} + 2, 0);
  by_item_.offsets.assign(std::size_t{item.field->vocabulary.size()} + 2, 0);
  for (const Cell& cell : cells) {
    ++by_user_.offsets[cell.user + std::size_t{1}];
    ++by_item_.offsets[cell.item + std::size_t{1}];
  }
  for (Lists* lists : {&by_user_, &by_item_})
    for (std::size_t code = 1; code < lists->offsets.size(); ++code) lists->offsets[code] += lists->offsets[code - 1];
  by_item_.entries.resize(cells.size());
  std::vector<std::size_t> next(by_item_.offsets);
  for (const Cell& cell : cells) {
    by_user_.entries.push_back({cell.item, cell.x});
    by_item_.entries[next[cell.item]++] = {cell.user, cell.x};
  }
}

void Interactions::add_products(std::uint32_t i, std::span<double> products) const {
  for (const InteractionEntry& user : of_item(i))
    for (const InteractionEntry& item : of_user(user.at)) products[item.at] += user.x * item.x;
}

}  // namespace interplay
