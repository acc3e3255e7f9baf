#include "solvers/gradient/fused_features.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <memory>
#include <numeric>
#include <variant>

#include "data/spooled.h"
#include "kernels/arrays.h"
#include "solvers/gradient/penalty.h"

namespace interplay {
namespace {

const Embedding* table_of(const ModelPlan& plan, std::optional<std::size_t> table) {
  return table ? &plan.tables()[*table] : nullptr;
}

bool same_inputs(const Embedding& a, const Embedding& b) {
  return std::ranges::equal(a.slots(), b.slots(), {}, &Embedding::Slot::input, &Embedding::Slot::input);
}

const CategoricalColumn* categorical(const Problem& problem, std::size_t input) {
  return std::get_if<CategoricalColumn>(problem.fields[input].column);
}

}  // namespace

std::string FusedFeatures::shape_refusal(const ModelPlan& plan) {
  const std::optional<FmShape> shape = plan.fm_shape();
  if (!shape) return "the model is not a factorization machine (bias, linear and pairwise or dot terms)";
  const Embedding* linear = table_of(plan, shape->linear);
  const Embedding* factors = table_of(plan, shape->factors);
  if (linear == nullptr && factors == nullptr) return "the model has no embedding table";
  if (linear != nullptr && factors != nullptr && !same_inputs(*linear, *factors))
    return "the linear and the pairwise term read different fields";
  const std::vector<std::size_t> inputs = plan.schema().inputs();
  for (const Embedding::Slot& slot : (factors ? *factors : *linear).slots()) {
    const Field& field = plan.schema().fields[inputs[slot.input]];
    if (field.kind == Kind::numeric && slot.numeric == NumericMap::affine)
      return "numeric field '" + field.name + "' is mapped affinely";
    if (field.kind == Kind::multi && factors != nullptr && !shape->pairs_within_bags)
      return "pairs within the bags of field '" + field.name + "' are left out";
    if (field.kind == Kind::multi && field.pooling == Pooling::padded_mean)
      return "field '" + field.name + "' is pooled by a padded mean";
  }
  return "";
}

std::string FusedFeatures::refusal(const ModelPlan& plan) {
  if (std::string refusal = shape_refusal(plan); !refusal.empty()) return refusal;
  const Objective& objective = plan.objective();
  if (objective.loss->fused(objective.link)) return "";
  return objective.loss->link().empty() ? "the link is " + std::string(objective.link.title())
                                        : "the loss is " + std::string(objective.loss->name());
}

FusedFeatures::FusedFeatures(const Problem& problem) : problem_(problem), shape_(*problem.plan.fm_shape()) {
  if (shape_.factors) factors_ = (problem.plan.tables()[*shape_.factors].columns() + 7) / 8 * 8;
  add_slots();
}

void FusedFeatures::add_slots() {
  const Embedding* linear = table_of(problem_.plan, shape_.linear);
  const Embedding* factors = table_of(problem_.plan, shape_.factors);
  const Embedding& table = factors ? *factors : *linear;
  std::vector<std::size_t> order(table.slots().size());
  for (std::size_t s = 0; s < order.size(); ++s) order[s] = s;
  // The axes are the two categorical fields with the most ids.
  const auto ids = [&](std::size_t s) -> std::size_t {
    const Embedding::Slot& slot = table.slots()[s];
    return categorical(problem_, slot.input) ? problem_.plan.specs()[slot.tensor].rows : 0;
  };
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return ids(a) > ids(b); });
  axes_ = order.size() >= 2 && ids(order[1]) > 0;
  if (axes_ && order[0] > order[1]) std::swap(order[0], order[1]);
  for (const std::size_t s : order) {
    FusedSlot slot;
    slot.input = table.slots()[s].input;
    if (linear) slot.linear = linear->slots()[s].tensor;
    if (factors) slot.factors = factors->slots()[s].tensor;
    slot.first = rows_;
    slot.rows = static_cast<std::uint32_t>(problem_.plan.specs()[table.slots()[s].tensor].rows);
    rows_ += slot.rows;
    if (slots_.size() < 2 && axes_) first_shared_ = rows_;
    slots_.push_back(slot);
    const auto none = std::vector<float>(slot.rows, 0.0f);
    linear_penalties_.push_back(linear ? row_penalties(problem_, *linear, s) : none);
    factor_penalties_.push_back(factors ? row_penalties(problem_, *factors, s) : none);
  }
  if (!axes_) first_shared_ = rows_;  // one cell: nothing is shared between cells
}

std::uint32_t FusedFeatures::axis_id(std::size_t axis, std::uint32_t interaction) const {
  const FieldView& view = problem_.fields[slots_[axis].input];
  return std::get<CategoricalColumn>(*view.column).codes[view.row(interaction)];
}

void FusedFeatures::make_lists() {
  // Fields of one table share its row map.
  std::map<std::uint32_t, std::vector<FusedSlot>> by_table;
  for (const FusedSlot& slot : slots_) by_table[problem_.fields[slot.input].field->table].push_back(slot);
  const std::shared_ptr<Spool> spool = spool_of(problem_.fields);
  for (const auto& [table, slots] : by_table) {
    List list;
    const FieldView& view = problem_.fields[slots.front().input];
    list.row_of = view.row_of;
    const std::size_t count = list.row_of ? interplay::rows(*view.column) : problem_.rows.size();
    // Of rows, lists lie where the rows do.
    const std::shared_ptr<Spool> place = list.row_of ? nullptr : spool;
    list.offsets = RowValues<std::uint64_t>(place, count + 1);
    RowList<kernels::FusedFeature> features(place);
    std::vector<FieldEntry> entries;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t row = list.row_of ? static_cast<std::uint32_t>(i) : problem_.rows[i];
      for (const FusedSlot& slot : slots) {
        entries.clear();
        append_entries(problem_.fields[slot.input], row, entries);
        for (const FieldEntry& entry : entries) features.append({slot.first + entry.code, entry.value});
      }
      list.offsets[i + 1] = features.size();
      list.longest = std::max<std::size_t>(list.longest, list.offsets[i + 1] - list.offsets[i]);
    }
    list.features = std::move(features).take();
    lists_.push_back(std::move(list));
  }
}

std::size_t FusedFeatures::for_pieces(
    const std::function<void(std::size_t, std::uint32_t, std::uint32_t, std::size_t)>& task) const {
  constexpr std::uint32_t piece_rows = 1024;
  struct Piece {
    std::size_t slot;
    std::uint32_t first, last;
  };
  std::vector<Piece> pieces;
  for (std::size_t s = 0; s < slots_.size(); ++s)
    for (std::uint32_t first = 0; first < slots_[s].rows; first += piece_rows)
      pieces.push_back({s, first, std::min(first + piece_rows, slots_[s].rows)});
  if (task) {
    problem_.pool.run(pieces.size(), [&](std::size_t i) { task(pieces[i].slot, pieces[i].first, pieces[i].last, i); });
  }
  return pieces.size();
}

kernels::FusedStep FusedFeatures::step(double learning_rate) const {
  const TrainOptions& options = problem_.options;
  const Objective& objective = problem_.plan.objective();
  kernels::FusedStep step;
  step.factors = factors_;
  step.loss = objective.loss->fused(objective.link).value_or(kernels::FusedLoss::squared);
  step.low = objective.link.ends().low;
  step.high = objective.link.ends().high;
  step.rate = static_cast<float>(learning_rate);
  const auto linear_rate = static_cast<float>(learning_rate * options.linear_rate);
  step.linear_rate = shape_.linear ? linear_rate : 0;
  step.bias_rate = shape_.bias ? linear_rate : 0;
  step.epsilon = static_cast<float>(options.epsilon);
  if (shape_.factors) {
    const Embedding& table = problem_.plan.tables()[*shape_.factors];
    step.nonnegative = problem_.plan.specs()[table.slots().front().tensor].nonnegative;
  }
  return step;
}

void FusedFeatures::load(const Parameters& parameters, std::span<float> work) const {
  for_pieces([&](std::size_t s, std::uint32_t first, std::uint32_t last, std::size_t) {
    const FusedSlot& slot = slots_[s];
    for (std::uint32_t r = first; r < last; ++r) {
      float* row = work.data() + std::size_t{slot.first + r} * stride();
      float* extra = row + factors_;
      if (slot.factors) {
        const Tensor& tensor = parameters[*slot.factors];
        std::memcpy(row, tensor.row(r), tensor.columns * sizeof(float));
        // A pass that met an infinity may leave NaN in the padding.
        std::fill(row + tensor.columns, row + factors_, 0.0f);
      }
      if (slot.linear) extra[kernels::fused_weight] = *parameters[*slot.linear].row(r);
      extra[kernels::fused_l2_factors] = factor_penalties_[s][r];
      extra[kernels::fused_l2_linear] = linear_penalties_[s][r];
    }
  });
}

void FusedFeatures::store(std::span<const float> work, Parameters& parameters) const {
  for_pieces([&](std::size_t s, std::uint32_t first, std::uint32_t last, std::size_t) {
    const FusedSlot& slot = slots_[s];
    for (std::uint32_t r = first; r < last; ++r) {
      const float* row = work.data() + std::size_t{slot.first + r} * stride();
      if (slot.factors) {
        const Tensor& tensor = parameters[*slot.factors];
        std::memcpy(parameters.writable(tensor).row(r), row, tensor.columns * sizeof(float));
      }
      if (slot.linear) *parameters.writable(*slot.linear).row(r) = row[factors_ + kernels::fused_weight];
    }
  });
}

double FusedFeatures::penalty(std::span<const float> work) const {
  std::vector<double> sums(for_pieces({}), 0.0);
  for_pieces([&](std::size_t s, std::uint32_t first, std::uint32_t last, std::size_t piece) {
    double sum = 0;
    for (std::uint32_t r = first; r < last; ++r) {
      const float* row = work.data() + std::size_t{slots_[s].first + r} * stride();
      const float* extra = row + factors_;
      const double w = extra[kernels::fused_weight];
      sum += extra[kernels::fused_l2_factors] * kernels::sum_of_squares(row, factors_) +
             extra[kernels::fused_l2_linear] * w * w;
    }
    sums[piece] = sum;
  });
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

}  // namespace interplay
