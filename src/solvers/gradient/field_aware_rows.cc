#include "solvers/gradient/field_aware_rows.h"

#include <algorithm>
#include <string>

#include "interplay/error.h"

namespace interplay {
namespace {

constexpr std::size_t rows_read_per_task = std::size_t{1} << 14;

}  // namespace

FieldAwareRows::FieldAwareRows(const Problem& problem, const Embedding& table) {
  for (const Embedding::Slot& slot : table.slots()) {
    const auto rows = static_cast<std::uint32_t>(problem.plan.specs()[slot.tensor].rows);
    fields_.push_back({slot.input, none_, rows});
    none_ += rows;
  }
  stride_ = x_stride_ = (fields_.size() + kernels::field_block - 1) / kernels::field_block * kernels::field_block;
  const std::size_t rows = problem.rows.size();
  features_.assign(rows * stride_, none_);
  x_ = AlignedArray<float>(rows * stride_);
  const std::size_t tasks = (rows + rows_read_per_task - 1) / rows_read_per_task;
  problem.pool.run(tasks, [&](std::size_t task) {
    for (std::size_t r = task * rows_read_per_task; r < std::min(rows, (task + 1) * rows_read_per_task); ++r)
      read(problem, r);
  });
  // Where all values of all rows are alike, one row of them is enough.
  for (std::size_t r = 1; r < rows; ++r)
    if (!std::equal(x_.data(), x_.data() + stride_, x_.data() + r * stride_)) return;
  AlignedArray<float> one(stride_);
  std::copy_n(x_.data(), rows > 0 ? stride_ : 0, one.data());
  x_ = std::move(one);
  x_stride_ = 0;
}

void FieldAwareRows::read(const Problem& problem, std::size_t row) {
  for (std::size_t f = 0; f < fields_.size(); ++f) {
    const FieldView& view = problem.fields[fields_[f].input];
    const FieldBag bag = bag_of(view, view.row(problem.rows[row]));
    if (bag.codes.empty()) continue;
    if (bag.codes.size() > 1)
      throw Error(Code::usage,
                  "solver 'fused' takes one feature of a field in a row, and field '" + view.field->name + "' has " +
                      std::to_string(bag.codes.size()) + " in training row " + std::to_string(row + 1),
                  "leave out --solver: gradient fits bags, too");
    features_[row * stride_ + f] = fields_[f].first + bag.codes[0];
    x_[row * stride_ + f] = bag.x ? bag.factor * bag.x[0] : bag.factor;
  }
}

}  // namespace interplay
