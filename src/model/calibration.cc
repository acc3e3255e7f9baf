#include "model/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace interplay {

void ConformalScores::set_scores(std::vector<float> all) {
  std::ranges::sort(all);
  rows = all.size();
  if (all.size() <= most_scores) {
    scores = std::move(all);
    return;
  }
  scores.resize(most_scores);
  for (std::uint64_t i = 0; i < most_scores; ++i) scores[i] = all[((i + 1) * rows + most_scores - 1) / most_scores - 1];
}

double ConformalScores::quantile(double share) const {
  // Shares such as 0.9 are not exact in binary; an error of their last digits is not to move a rank.
  const double rank = std::max(1.0, std::ceil((static_cast<double>(rows) + 1) * share - 1e-9));
  if (rank > static_cast<double>(rows)) return std::numeric_limits<double>::infinity();
  const auto wanted = static_cast<std::uint64_t>(rank);
  const std::uint64_t stored = scores.size();
  return static_cast<double>(scores[(wanted - 1) * stored / rows]);  // the first whose rank is at least `wanted`
}

RowSpread::RowSpread(const ConformalScores& scores, const Batch& batch) : rows_(batch.rows) {
  for (const ConformalScores::ByField& by : scores.by_field)
    for (const FieldView& view : batch.fields)
      if (view.field->name == by.field)
        if (const auto* column = std::get_if<CategoricalColumn>(view.column))
          ids_.push_back({&by.factors, &view, column->codes.data()});
}

double RowSpread::operator()(std::size_t row) const {
  double product = 1;
  for (const Ids& ids : ids_) product *= static_cast<double>((*ids.factors)[ids.codes[ids.view->row(rows_[row])]]);
  return product;
}

}  // namespace interplay
