#include "score/item_product.h"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "data/derive.h"

namespace interplay {
namespace {

// Half of float's distance between 1 and the next number: what one operation rounds by.
constexpr double rounding = 0x1p-24;

double length(const float* vector, std::size_t size) {
  double squares = 0;
  for (std::size_t k = 0; k < size; ++k) squares += static_cast<double>(vector[k]) * static_cast<double>(vector[k]);
  return std::sqrt(squares);
}

// Whether a column of the interaction is made of a feature of the entity's table.
bool depends_on(const Schema& schema, const Field& field, std::uint32_t table) {
  if (field.table > 0) return field.table == table;
  if (!is_made(field)) return false;
  std::vector<std::string> parts = field.crossed;
  if (!field.base.empty()) parts.push_back(field.base);
  return std::ranges::any_of(parts, [&](const std::string& part) {
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

ItemProduct::ItemProduct(const ScoringTables& tables, std::size_t item, std::size_t items)
    : item_table_(item), members_(tables.members()), rank_(0), stride_(tables.factorization()->stride) {
  const StarInputs& star = *tables.factorization();
  if (star.shape.factors) rank_ = tables.plan().tables()[*star.shape.factors].columns();
  for (std::size_t e = 0; e < star.entities.size(); ++e)
    if (star.entities[e].table == item + 1) item_entity_ = e;
  matrix_ = PanelMatrix(items, members_ * rank_ + 1);
}

std::optional<ItemProduct> ItemProduct::of(const std::shared_ptr<const ScoringTables>& tables, std::size_t item,
                                           std::span<const std::uint32_t> item_rows, int threads) {
  if (!tables->factorization() || !is_separable(tables->star(), static_cast<std::uint32_t>(item) + 1))
    return std::nullopt;
  const Objective& objective = tables->plan().objective();
  const bool by_score = tables->members() == 1 && objective.loss != LossKind::ordinal;
  if (!by_score && !(tables->linear_response() && objective.target_scale.scale > 0)) return std::nullopt;
  ItemProduct product(*tables, item, item_rows.size());
  if (!product.item_entity_ || !product.add_items(tables, item_rows, threads)) return std::nullopt;
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
    const auto members = static_cast<double>(members_);
    for (std::size_t i = task * items_per_task; i < std::min(item_rows.size(), (task + 1) * items_per_task); ++i) {
      scorer.row().entity_rows[item_table_] = item_rows[i];
      const kernels::SummedMembers sums = scorer.entity_sums(*item_entity_, scratch);
      double number = 0, magnitude = 0;
      for (std::size_t m = 0; m < members_; ++m) {
        number += static_cast<double>(sums.numbers[m]) / members;
        magnitude += std::abs(static_cast<double>(sums.numbers[m])) / members;
        for (std::size_t k = 0; k < rank_; ++k) matrix_.at(i, m * rank_ + k) = sums.vectors[m * stride_ + k];
      }
      matrix_.at(i, members_ * rank_) = static_cast<float>(number);
      // NaN would be lost in a maximum; a sum keeps it.
      const double own = length(sums.vectors, members_ * stride_);
      longest = std::isfinite(own) ? std::max(longest, own) : own + longest;
      largest = std::isfinite(magnitude) ? std::max(largest, magnitude) : magnitude + largest;
    }
    const std::lock_guard lock(mutex);
    longest_ = std::isfinite(longest) ? std::max(longest_, longest) : longest + longest_;
    largest_ = std::isfinite(largest) ? std::max(largest_, largest) : largest + largest_;
  });
  return std::isfinite(longest_) && std::isfinite(largest_);
}

// Both ways to a score, this one and that of RowScorer, sum the same floats: n numbers and products of vectors, each
// sum of k addends with an error of at most k roundings of the sum of their sizes, which Cauchy and Schwarz bound.
std::optional<float> ItemProduct::make_query(RowScorer& scorer, std::span<float> query) const {
  const ScoringTables& tables = *scorer.shared();
  const StarInputs& star = *tables.factorization();
  std::ranges::fill(query, 0.0f);
  RowScorer::Sums scratch = scorer.blank_sums();
  std::vector<double> lengths(members_, 0.0), sizes(members_, 0.0);
  const auto add = [&](const kernels::SummedMembers& sums) {
    for (std::size_t m = 0; m < members_; ++m) {
      const float* vector = sums.vectors + m * stride_;
      for (std::size_t k = 0; k < rank_; ++k) query[m * rank_ + k] += vector[k];
      lengths[m] += length(vector, rank_);
      sizes[m] += std::abs(static_cast<double>(sums.numbers[m]));
    }
  };
  for (std::size_t e = 0; e < star.entities.size(); ++e)
    if (e != *item_entity_) add(scorer.entity_sums(e, scratch));
  for (const StarInputs::Input& input : star.own) {
    if (scorer.bag_size(input) > 1) return std::nullopt;
    add(scorer.own_sums(input, scratch));
  }
  const auto members = static_cast<double>(members_);
  double squares = 0, size = 0;
  for (std::size_t m = 0; m < members_; ++m) {
    squares += lengths[m] * lengths[m];
    size += (std::abs(static_cast<double>(tables.biases()[m])) + sizes[m] + lengths[m] * lengths[m]) / members;
  }
  size += largest_ + std::sqrt(squares) * longest_ / members;
  for (std::size_t k = 0; k < members_ * rank_; ++k) query[k] /= static_cast<float>(members_);
  query[members_ * rank_] = 1;

  const auto sources = static_cast<double>(star.entities.size() + star.own.size());
  double error = rounding * (static_cast<double>(inner() + stride_) + 4 * sources + 48) * size;
  if (members_ > 1) {
    // The mean of predictions is a sum of floats in the units of the target, offset included.
    const TargetScale& scale = tables.plan().objective().target_scale;
    error += rounding * (members + 4) * (std::abs(scale.shift) / scale.scale + size);
  }
  const auto bound = static_cast<float>(1.05 * error + 1e-37);
  if (!std::isfinite(bound)) return std::nullopt;
  return bound;
}

}  // namespace interplay
