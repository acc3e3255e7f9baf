#include "solvers/ordered_rows.h"

#include <algorithm>
#include <numeric>

#include "base/random.h"

namespace interplay {
namespace {

// Rows that one task copies.
constexpr std::size_t task_rows = std::size_t{1} << 15;

}  // namespace

OrderedRows::OrderedRows(const Problem& problem, std::size_t batch, std::size_t run_rows)
    : problem_(problem),
      batch_(batch),
      run_rows_(std::min(std::max<std::size_t>(run_rows / batch, 1) * batch, problem.rows.size())),
      order_(problem.rows.begin(), problem.rows.end()),
      places_(run_rows_),
      fields_(problem.fields.begin(), problem.fields.end()),
      target_{problem.target.data(), std::vector<float>(run_rows_)},
      weight_{problem.weight.data(), std::vector<float>(problem.weight.empty() ? 0 : run_rows_)} {
  std::iota(places_.begin(), places_.end(), 0u);
  for (const FieldView& view : problem.fields)
    if (view.row_of && std::ranges::find(table_rows_, view.row_of, &Copy<std::uint32_t>::from) == table_rows_.end())
      table_rows_.push_back({view.row_of, std::vector<std::uint32_t>(run_rows_)});
}

void OrderedRows::shuffle(std::uint64_t seed, std::uint64_t epoch) {
  order_.assign(problem_.rows.begin(), problem_.rows.end());
  RandomStream random(seed, Purpose::shuffle, epoch);
  interplay::shuffle(std::span(order_), random);
  at_ = 0;
}

void OrderedRows::load_run() {
  run_ = at_;
  const std::size_t rows = std::min(run_rows_, order_.size() - run_);
  problem_.pool.run((rows + task_rows - 1) / task_rows, [&](std::size_t task) {
    const std::size_t first = task * task_rows, last = std::min(first + task_rows, rows);
    const auto fill = [&](auto& copy) {
      for (std::size_t i = first; i < last && !copy.items.empty(); ++i) copy.items[i] = copy.from[order_[run_ + i]];
    };
    for (Copy<std::uint32_t>& copy : table_rows_) fill(copy);
    fill(target_);
    fill(weight_);
  });
  for (std::size_t f = 0; f < fields_.size(); ++f) {
    const auto copy = std::ranges::find(table_rows_, problem_.fields[f].row_of, &Copy<std::uint32_t>::from);
    fields_[f].row_of = copy == table_rows_.end() ? order_.data() + run_ : copy->items.data();
  }
}

OrderedRows::Part OrderedRows::next() {
  if (at_ % run_rows_ == 0) load_run();
  const std::size_t first = at_ - run_, count = std::min(batch_, order_.size() - at_);
  at_ += count;
  return {
      {fields_, std::span<const std::uint32_t>(places_).subspan(first, count)},
      std::span<const float>(target_.items).subspan(first, count),
      weight_.items.empty() ? std::span<const float>() : std::span<const float>(weight_.items).subspan(first, count)};
}

}  // namespace interplay
