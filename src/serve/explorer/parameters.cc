// How the numbers of each tensor are spread.
#include <algorithm>
#include <cmath>
#include <limits>

#include "serve/explorer/state.h"

namespace interplay::serve {
namespace {

constexpr std::size_t bins = 40;

template <class Visit>
void each_number(const TensorView& tensor, Visit visit) {
  for (std::size_t row = 0; row < tensor.rows; ++row)
    for (std::size_t column = 0; column < tensor.columns; ++column)
      visit(static_cast<double>(tensor.data[row * tensor.stride + column]));
}

Value histogram_of(const TensorView& tensor) {
  double low = std::numeric_limits<double>::infinity(), high = -low, sum = 0, squares = 0;
  each_number(tensor, [&](double number) {
    low = std::min(low, number), high = std::max(high, number);
    sum += number, squares += number * number;
  });
  const double count = static_cast<double>(tensor.rows * tensor.columns), mean = sum / count;
  std::vector<std::uint64_t> counts(bins);
  const double width = (high - low) / static_cast<double>(bins);
  each_number(tensor, [&](double number) {
    const double bin = width > 0 ? (number - low) / width : 0;
    if (std::isfinite(bin)) ++counts[std::min(bins - 1, static_cast<std::size_t>(bin))];
  });
  return {{"tensor", std::string(tensor.name)},
          {"rows", tensor.rows},
          {"columns", tensor.columns},
          {"mean", mean},
          {"deviation", std::sqrt(std::max(0.0, squares / count - mean * mean))},
          {"low", low},
          {"high", high},
          {"counts", counts}};
}

}  // namespace

// Of several members the first.
std::string Explorer::parameters() const {
  Value tensors = Value::array();
  for (const TensorView& tensor : state_->model.parameters(0))
    if (tensor.rows * tensor.columns > 1) tensors.push_back(histogram_of(tensor));
  return json::text_of(tensors);
}

}  // namespace interplay::serve
