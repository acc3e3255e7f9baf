#include "score/item_product.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>

#include "data/derive.h"

namespace interplay {
namespace {

double length(const float* vector, std::size_t size) {
  double squares = 0;
  for (std::size_t k = 0; k < size; ++k) squares += static_cast<double>(vector[k]) * static_cast<double>(vector[k]);
  return std::sqrt(squares);
}

// NaN, which would be lost in a maximum, stays.
void keep_largest(double value, double& largest) {
  if (!(value <= largest)) largest = std::isnan(largest) ? largest : value;
}

// Whether a column of the interaction is made of a feature of the entity's table.
bool depends_on(const Schema& schema, const Field& field, std::uint32_t table) {
  if (field.table > 0) return field.table == table;
  if (!is_made(field)) return false;
  return std::ranges::any_of(field.derived.fields, [&](const std::string& part) {
    return depends_on(schema, schema.fields[schema.find(part).value()], table);
  });
}

bool is_separable(const Star& star, std::uint32_t item_table) {
  return std::ranges::none_of(star.schema.inputs(), [&](std::size_t f) {
    const Field& field = star.schema.fields[f];
    return field.table == 0 && depends_on(star.schema, field, item_table);
  });
}

}  // namespace

ItemProduct::ItemProduct(const ScoringTables& tables, std::size_t item, std::size_t rank, std::size_t items)
    : item_table_(item), members_(tables.members()), rank_(rank), stride_(tables.factorization()->stride) {
  const StarInputs& star = *tables.factorization();
  sources_ = star.entities.size() + star.own.size();
  for (std::size_t e = 0; e < star.entities.size(); ++e)
    if (star.entities[e].table == item + 1) item_entity_ = e;
  const TargetScale& scale = tables.plan().objective().target_scale;
  offset_ = std::abs(scale.shift) / scale.scale;
  matrix_ = PanelMatrix(items, members_ * (rank_ + 1));
}

std::optional<ItemProduct> ItemProduct::of(const std::shared_ptr<const ScoringTables>& tables, std::size_t item,
                                           std::span<const std::uint32_t> item_rows, const ItemIndexOptions& options) {
  if (!tables->factorization() || !is_separable(tables->star(), static_cast<std::uint32_t>(item) + 1))
    return std::nullopt;
  const Objective& objective = tables->plan().objective();
  const bool by_score = tables->members() == 1 && objective.loss->target() != TargetKind::levels;
  const bool linear = by_score || (tables->linear_response() && objective.target_scale.scale > 0);
  std::optional<LevelCurve> curve;
  if (!linear) curve = LevelCurve::of(*tables, item, item_rows);
  if (!linear && !curve) return std::nullopt;
  const StarInputs& star = *tables->factorization();
  const std::size_t rank = star.shape.factors ? tables->plan().tables()[*star.shape.factors].columns() : 0;
  if (PanelMatrix::bytes(item_rows.size(), tables->members() * (rank + 1)) > options.matrix_bytes) return std::nullopt;
  ItemProduct product(*tables, item, rank, item_rows.size());
  product.curve_ = std::move(curve);
  if (!product.item_entity_ || !product.add_items(tables, item_rows, options.scoring.threads)) return std::nullopt;
  return product;
}

bool ItemProduct::add_items(const std::shared_ptr<const ScoringTables>& tables,
                            std::span<const std::uint32_t> item_rows, int threads) {
  constexpr std::size_t items_per_task = 16 * PanelMatrix::width;
  std::mutex mutex;
  const TaskPool pool(threads);
  pool.run((item_rows.size() + items_per_task - 1) / items_per_task, [&](std::size_t task) {
    RowScorer scorer(tables);
    RowScorer::Sums scratch = scorer.blank_sums();
    double longest = 0, largest = 0;
    for (std::size_t i = task * items_per_task; i < std::min(item_rows.size(), (task + 1) * items_per_task); ++i) {
      scorer.row().entity_rows[item_table_] = item_rows[i];
      const kernels::SummedMembers sums = scorer.entity_sums(*item_entity_, scratch);
      double size = 0;
      for (std::size_t m = 0; m < members_; ++m) {
        size += std::abs(static_cast<double>(sums.numbers[m])) / static_cast<double>(members_);
        for (std::size_t k = 0; k < rank_; ++k) matrix_.at(i, m * (rank_ + 1) + k) = sums.vectors[m * stride_ + k];
        matrix_.at(i, m * (rank_ + 1) + rank_) = sums.numbers[m];
      }
      keep_largest(length(sums.vectors, members_ * stride_), longest);
      keep_largest(size, largest);
    }
    const std::lock_guard lock(mutex);
    keep_largest(longest, longest_);
    keep_largest(largest, largest_);
  });
  return std::isfinite(longest_) && std::isfinite(largest_);
}

std::optional<double> ItemProduct::sum_row(RowScorer& scorer, std::span<float> query, Scratch& scratch) const {
  const ScoringTables& tables = *scorer.shared();
  const StarInputs& star = *tables.factorization();
  const std::size_t numbers = rank_ + 1;
  std::ranges::fill(query, 0.0f);
  auto& [scratch_sums, constants, lengths, sizes] = scratch;
  if (scratch_sums.numbers.size() == 0) scratch_sums = scorer.blank_sums();
  constants.resize(members_);
  lengths.assign(members_, 0.0);
  sizes.assign(members_, 0.0);
  for (std::size_t m = 0; m < members_; ++m) {
    query[m * numbers + rank_] = 1;
    constants[m] = static_cast<double>(tables.biases()[m]);
  }
  const auto add = [&, &constants = scratch.constants, &lengths = scratch.lengths,
                    &sizes = scratch.sizes](const kernels::SummedMembers& sums) {
    for (std::size_t m = 0; m < members_; ++m) {
      const float* vector = sums.vectors + m * stride_;
      float* sum = query.data() + m * numbers;
      constants[m] += static_cast<double>(sums.numbers[m]);
      for (std::size_t k = 0; k < rank_; ++k) {
        constants[m] += static_cast<double>(sum[k]) * static_cast<double>(vector[k]);
        sum[k] += vector[k];
      }
      lengths[m] += length(vector, rank_);
      sizes[m] += std::abs(static_cast<double>(sums.numbers[m]));
    }
  };
  for (std::size_t e = 0; e < star.entities.size(); ++e)
    if (e != *item_entity_) add(scorer.entity_sums(e, scratch_sums));
  for (const StarInputs::Input& input : star.own) {
    // The sum over a bag may be far smaller than its addends, and is not summed alone in a prediction.
    if (scorer.bag_size(input) > 1) return std::nullopt;
    add(scorer.own_sums(input, scratch_sums));
  }
  double squares = 0, size = 0;
  for (std::size_t m = 0; m < members_; ++m) {
    squares += lengths[m] * lengths[m];
    size += std::abs(static_cast<double>(tables.biases()[m])) + sizes[m] + lengths[m] * lengths[m];
  }
  size = (size + std::sqrt(squares) * longest_) / static_cast<double>(members_) + largest_;
  if (!std::isfinite(size)) return std::nullopt;
  return size;
}

// Both ways to a score, this one and that of RowScorer, sum the same floats: n numbers and products of vectors, each
// sum of k addends with an error of at most k roundings of the sum of their sizes, which Cauchy and Schwarz bound.
double ItemProduct::score_error(double size) const {
  return float_rounding * static_cast<double>(inner() + stride_ + 4 * sources_ + 48) * size;
}

namespace {

// What was left out: products of errors, and numbers so small that their rounding is not relative.
std::optional<float> rounded_up(double error) {
  const auto bound = static_cast<float>(1.05 * error + 1e-37);
  return std::isfinite(bound) ? std::optional(bound) : std::nullopt;
}

}  // namespace

std::optional<float> ItemProduct::make_query(RowScorer& scorer, std::span<float> query, Scratch& scratch) const {
  const std::optional<double> size = sum_row(scorer, query, scratch);
  if (!size) return std::nullopt;
  for (float& number : query) number /= static_cast<float>(members_);
  double error = score_error(*size);
  // The mean of predictions is a sum of floats in the units of the target, offset included.
  if (members_ > 1) error += float_rounding * static_cast<double>(members_ + 4) * (offset_ + *size);
  return rounded_up(error);
}

std::optional<std::vector<std::uint32_t>> ItemProduct::find_curved(
    RowScorer& scorer, std::size_t count, const std::function<bool(std::uint32_t item)>& admits) const {
  AlignedArray<float> query(inner());
  Scratch scratch;
  const std::optional<double> size = sum_row(scorer, {query.data(), query.size()}, scratch);
  if (!size) return std::nullopt;
  const std::optional<float> error = rounded_up(curve_->error(*size, score_error(*size)));
  if (!error) return std::nullopt;
  Candidates candidates(count, 2 * *error);
  std::array<float, PanelMatrix::width> scores, means;
  for (std::size_t p = 0; p < matrix_.panels(); ++p) {
    const std::size_t width = std::min(PanelMatrix::width, matrix_.items() - p * PanelMatrix::width);
    means.fill(0);
    for (std::size_t m = 0; m < members_; ++m) {
      matrix_.multiply(p, query.data(), m * (rank_ + 1), rank_ + 1, scores.data());
      for (float& score : scores) score += static_cast<float>(scratch.constants[m]);
      curve_->add(scorer, m, p, {scores.data(), width}, means);
    }
    for (std::size_t i = 0; i < width; ++i) {
      const auto item = static_cast<std::uint32_t>(p * PanelMatrix::width + i);
      if (!(means[i] < candidates.threshold()) && admits(item)) candidates.add(item, means[i]);
    }
  }
  return candidates.take();
}

}  // namespace interplay
