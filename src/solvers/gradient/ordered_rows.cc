#include "solvers/gradient/ordered_rows.h"

#include <algorithm>
#include <numeric>

#include "base/random.h"
#include "base/spool.h"

namespace interplay {
namespace {

// Rows per copying task.
constexpr std::size_t rows_per_task = std::size_t{1} << 15;

double mean_weight_of(const EpochRows& rows) {
  if (rows.weight.empty()) return 1;
  double sum = 0;
  for (const std::uint32_t row : rows.rows) sum += static_cast<double>(rows.weight[row]);
  return sum > 0 ? sum / static_cast<double>(rows.rows.size()) : 1;
}

}  // namespace

EpochRows training_rows(const Problem& problem) {
  return {.fields = problem.fields,
          .rows = problem.rows,
          .target = problem.target,
          .weight = problem.weight,
          .group = problem.plan.objective().grouped() ? problem.group : std::span<const std::uint32_t>(),
          .pool = problem.pool,
          .seed = static_cast<std::uint64_t>(problem.options.seed)};
}

OrderedRows::OrderedRows(const EpochRows& rows, std::size_t batch, std::size_t run_rows)
    : rows_(rows),
      mean_weight_(mean_weight_of(rows)),
      wanted_(batch),
      batch_(batch),
      fields_(rows.fields.begin(), rows.fields.end()) {
  if (grouped()) {
    order_.assign(rows.rows.begin(), rows.rows.end());
    find_groups();
  }
  run_rows_ = std::min(std::max<std::size_t>(run_rows / batch_, 1) * batch_, rows.rows.size());
  const auto copied = [&]<class Item>(std::span<const Item> all) {
    return Copy<Item>{all.data(), std::vector<Item>(all.empty() ? 0 : run_rows_)};
  };
  target_ = copied(rows.target);
  weight_ = copied(rows.weight);
  group_ = copied(rows.group);
  places_.resize(run_rows_);
  std::iota(places_.begin(), places_.end(), 0u);
  for (const FieldView& view : rows.fields)
    if (view.row_of && std::ranges::find(table_rows_, view.row_of, &Copy<std::uint32_t>::from) == table_rows_.end())
      table_rows_.push_back({view.row_of, std::vector<std::uint32_t>(run_rows_)});
}

void OrderedRows::find_groups() {
  by_group_ = order_;
  std::ranges::stable_sort(by_group_, {}, [&](std::uint32_t row) { return rows_.group[row]; });
  for (std::uint32_t i = 0; i < by_group_.size(); ++i)
    if (i == 0 || rows_.group[by_group_[i]] != rows_.group[by_group_[i - 1]]) starts_.push_back(i);
  starts_.push_back(static_cast<std::uint32_t>(by_group_.size()));
  for (std::size_t g = 0; g + 1 < starts_.size(); ++g)
    batch_ = std::max<std::size_t>(batch_, starts_[g + 1] - starts_[g]);
}

void OrderedRows::start(std::uint64_t epoch) {
  at_ = run_end_ = order_first_ = 0;
  order_end_ = rows_.rows.size();
  RandomStream random(rows_.seed, Purpose::shuffle, epoch);
  if (grouped()) return shuffle_groups(random);
  if (!by_windows()) {
    order_.assign(rows_.rows.begin(), rows_.rows.end());
    return shuffle(std::span(order_), random);
  }
  blocks_.resize((rows_.rows.size() + block_rows - 1) / block_rows);
  std::iota(blocks_.begin(), blocks_.end(), 0u);
  shuffle(std::span(blocks_), random);
  random_ = random;
  taken_ = order_end_ = 0;
  order_.clear();
}

void OrderedRows::load_window() {
  for (std::size_t i = taken_ - std::min(taken_, window_blocks); i < taken_; ++i) for_bytes(blocks_[i], give_back);
  order_.erase(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(at_ - order_first_));
  order_first_ = at_;
  const std::size_t wanted = std::max(window_blocks, batch_ / block_rows + 1);  // a window holds a batch at least
  const std::size_t left = order_.size(), last = std::min(taken_ + wanted, blocks_.size());
  for (; taken_ < last; ++taken_) {
    const std::size_t first = blocks_[taken_] * block_rows;
    const auto rows = rows_.rows.subspan(first, std::min(block_rows, rows_.rows.size() - first));
    order_.insert(order_.end(), rows.begin(), rows.end());
  }
  shuffle(std::span(order_).subspan(left), *random_);
  order_end_ = taken_ == blocks_.size() ? size() : order_first_ + order_.size() / batch_ * batch_;
  for (std::size_t i = taken_; i < std::min(taken_ + window_blocks, blocks_.size()); ++i)
    for_bytes(blocks_[i], read_ahead);
}

void OrderedRows::for_bytes(std::size_t block, const std::function<void(std::string_view)>& visit) const {
  const std::size_t first = block * block_rows, last = std::min(first + block_rows, rows_.rows.size()) - 1;
  const std::size_t low = rows_.rows[first], count = rows_.rows[last] - low + std::size_t{1};
  const auto part = [&]<class Item>(const Item* items) {
    if (items != nullptr) visit({reinterpret_cast<const char*>(items + low), count * sizeof(Item)});
  };
  part(rows_.target.data());
  part(rows_.weight.data());
  for (const FieldView& view : rows_.fields) {
    if (view.row_of != nullptr) {
      part(view.row_of);
    } else if (const auto* numeric = std::get_if<NumericColumn>(view.column)) {
      part(numeric->values.data());
    } else if (const auto* codes = std::get_if<CategoricalColumn>(view.column)) {
      part(codes->codes.data());
    } else {
      part(std::get<MultiColumn>(*view.column).offsets.data());
    }
  }
}

void OrderedRows::shuffle_groups(RandomStream& random) {
  std::vector<std::uint32_t> groups(starts_.size() - 1);
  std::iota(groups.begin(), groups.end(), 0u);
  shuffle(std::span(groups), random);
  order_.clear();
  ends_.clear();
  std::size_t batch_start = 0;
  for (const std::uint32_t g : groups) {
    const std::size_t rows = starts_[g + 1] - starts_[g];
    if (order_.size() > batch_start && order_.size() - batch_start + rows > wanted_) {
      ends_.push_back(order_.size());
      batch_start = order_.size();
    }
    order_.insert(order_.end(), by_group_.begin() + starts_[g], by_group_.begin() + starts_[g + 1]);
  }
  ends_.push_back(order_.size());
}

std::size_t OrderedRows::batch_end(std::size_t first) const {
  return grouped() ? *std::ranges::upper_bound(ends_, first) : std::min(first + batch_, order_end_);
}

void OrderedRows::load_run() {
  if (by_windows() && at_ == order_end_) load_window();
  run_ = at_;
  run_end_ = std::min(run_ + run_rows_, order_end_);
  if (grouped()) run_end_ = *(std::ranges::upper_bound(ends_, run_end_) - 1);
  const std::size_t rows = run_end_ - run_;
  const std::uint32_t* const order = order_.data() + (run_ - order_first_);
  rows_.pool.run((rows + rows_per_task - 1) / rows_per_task, [&](std::size_t task) {
    const std::size_t first = task * rows_per_task, last = std::min(first + rows_per_task, rows);
    const auto fill = [&](auto& copy) {
      for (std::size_t i = first; i < last && !copy.items.empty(); ++i) copy.items[i] = copy.from[order[i]];
    };
    for (Copy<std::uint32_t>& copy : table_rows_) fill(copy);
    fill(target_);
    fill(weight_);
    fill(group_);
  });
  for (std::size_t f = 0; f < fields_.size(); ++f) {
    const auto copy = std::ranges::find(table_rows_, rows_.fields[f].row_of, &Copy<std::uint32_t>::from);
    fields_[f].row_of = copy == table_rows_.end() ? order : copy->items.data();
  }
}

LabeledBatch OrderedRows::next() {
  if (at_ == run_end_) load_run();
  const std::size_t first = at_ - run_, count = batch_end(at_) - at_;
  at_ += count;
  const auto part = [&]<class Item>(const Copy<Item>& copy) {
    const std::span<const Item> items(copy.items);
    return items.empty() ? items : items.subspan(first, count);
  };
  return {{fields_, std::span<const std::uint32_t>(places_).subspan(first, count)},
          part(target_),
          part(weight_),
          part(group_),
          std::span<const std::uint32_t>(order_).subspan(run_ - order_first_ + first, count)};
}

}  // namespace interplay
