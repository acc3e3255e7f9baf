#include "solvers/gradient/ranked.h"

#include <algorithm>
#include <numeric>
#include <variant>

#include "base/aligned.h"
#include "data/derive.h"
#include "kernels/ranked_step.h"
#include "objective/drawn_negatives.h"
#include "objective/rank_weight.h"
#include "solvers/gradient/drawn_rows.h"
#include "solvers/gradient/fused.h"
#include "solvers/gradient/fused_features.h"

namespace interplay {
namespace {

using kernels::RankedLoss;
using kernels::RankedSide;

// Positives between two calls of keep_going, whose negatives are drawn together.
constexpr std::size_t piece_positives = 4096;
// What WARP is likely to look at is drawn ahead; the rest when it is asked for.
constexpr std::size_t warp_ahead = 4;
static_assert(kernels::drawn_more == NegativeItems::drawn_together);

// The features of users or items, by number, as RankedSide reads them.
struct Side {
  std::vector<std::uint32_t> rows;  // if each has one feature of value 1
  std::vector<std::uint64_t> offsets{0};
  std::vector<kernels::FusedFeature> features;
  std::size_t longest = 0;

  void end_list() {
    longest = std::max<std::size_t>(longest, features.size() - offsets.back());
    offsets.push_back(features.size());
  }
  // Lists of one category each become rows.
  RankedSide view(bool single) {
    if (single && rows.empty())
      for (const kernels::FusedFeature& feature : features) rows.push_back(feature.row);
    return {single ? rows.data() : nullptr, {offsets.data(), features.data()}, longest};
  }
};

class RankedSolver final : public Solver {
 public:
  RankedSolver(const Problem& problem, Parameters& parameters);

  std::string_view name() const override { return "ranked"; }
  bool has_rate() const override { return true; }
  PassResult pass(std::int64_t epoch, double learning_rate, const std::function<bool(double)>& keep_going) override;
  std::vector<SolverState> state() override;
  std::int64_t steps() const override { return steps_; }
  void set_steps(std::int64_t steps) override { steps_ = steps; }

 private:
  void make_sides();
  void append(Side& side, const FusedSlot& slot, std::uint32_t table_row) const;
  void weigh();
  void make_step();
  double run_piece(std::span<const std::uint32_t> order);

  const Problem& problem_;
  Parameters& parameters_;
  const NegativeItems& items_;
  FusedFeatures features_;
  FmShape shape_;
  kernels::RankedStep step_;
  kernels::RankedTables tables_;
  Side user_side_, item_side_;
  bool lists_by_row_ = false;
  AlignedArray<float> work_;
  AlignedArray<float> sums_;  // Adagrad's; empty for plain descent
  float bias_ = 0;
  AlignedArray<float> bias_sum_{1};
  std::vector<float> rank_weights_;
  // By position among the training rows.
  std::vector<std::uint32_t> user_, item_;
  std::vector<float> weight_;
  // Of the piece at hand.
  std::span<const std::uint32_t> order_;
  std::vector<std::uint32_t> piece_user_, piece_item_, piece_others_, drawn_;
  std::vector<float> piece_weight_;
  std::uint64_t epoch_ = 0;
  std::int64_t steps_ = 0;
};

// Whether the field is a feature of the item; otherwise it belongs to the user or the interaction.
bool of_item(const Dataset& data, const Field& field) {
  const Field& item = data.schema.fields[data.schema.find(Role::item).value()];
  return field.role == Role::item || (item.table > 0 && field.table == item.table);
}

RankedSolver::RankedSolver(const Problem& problem, Parameters& parameters)
    : problem_(problem),
      parameters_(parameters),
      items_(*problem.negatives->items),
      features_(problem),
      shape_(*problem.plan.fm_shape()) {
  work_ = AlignedArray<float>(std::size_t{features_.rows()} * features_.stride());
  if (problem.options.optimizer == "adagrad") sums_ = AlignedArray<float>(work_.size());
  make_sides();
  weigh();
  make_step();
}

void RankedSolver::append(Side& side, const FusedSlot& slot, std::uint32_t table_row) const {
  std::vector<FieldEntry> entries;
  append_entries(problem_.fields[slot.input], table_row, entries);
  for (const FieldEntry& entry : entries) side.features.push_back({slot.first + entry.code, entry.value});
}

// Users are numbered by the rows of their table, if all that is known of them stands there; otherwise every training
// row has a list of its own.
void RankedSolver::make_sides() {
  const Dataset& data = problem_.negatives->data;
  std::vector<FusedSlot> of_users, of_items;
  for (const FusedSlot& slot : features_.slots())
    (of_item(data, *problem_.fields[slot.input].field) ? of_items : of_users).push_back(slot);
  const auto field = [&](const FusedSlot& slot) -> const FieldView& { return problem_.fields[slot.input]; };
  const auto single = [&](const std::vector<FusedSlot>& slots) {
    return slots.size() == 1 && field(slots.front()).field->kind == Kind::categorical;
  };
  const std::size_t rows = problem_.rows.size();
  item_.resize(rows);
  user_.resize(rows);
  for (std::size_t i = 0; i < rows; ++i) item_[i] = items_.item_of(problem_.rows[i]);
  for (std::uint32_t item = 0; item < items_.item_codes(); ++item) {
    for (const FusedSlot& slot : of_items) {
      if (field(slot).row_of != nullptr) {
        append(item_side_, slot, item);
      } else {
        item_side_.features.push_back({slot.first + item, 1});  // the number of an item without a table is its code
      }
    }
    item_side_.end_list();
  }
  const std::uint32_t* const row_of = of_users.empty() ? nullptr : field(of_users.front()).row_of;
  const bool one_table =
      std::ranges::all_of(of_users, [&](const FusedSlot& slot) { return field(slot).row_of == row_of; });
  const auto* ids = of_users.size() == 1 ? std::get_if<CategoricalColumn>(field(of_users.front()).column) : nullptr;
  if (one_table && row_of != nullptr) {
    const std::size_t entities = interplay::rows(*field(of_users.front()).column);
    for (std::uint32_t entity = 0; entity < entities; ++entity) {
      for (const FusedSlot& slot : of_users) append(user_side_, slot, entity);
      user_side_.end_list();
    }
    for (std::size_t i = 0; i < rows; ++i) user_[i] = row_of[problem_.rows[i]];
  } else if (ids != nullptr) {
    for (std::uint32_t code = 0; code < of_users.front().rows; ++code) {
      user_side_.features.push_back({of_users.front().first + code, 1});
      user_side_.end_list();
    }
    for (std::size_t i = 0; i < rows; ++i) user_[i] = ids->codes[problem_.rows[i]];
  } else {
    for (std::size_t i = 0; i < rows; ++i) {
      for (const FusedSlot& slot : of_users) append(user_side_, slot, field(slot).row(problem_.rows[i]));
      user_side_.end_list();
      user_[i] = static_cast<std::uint32_t>(i);
    }
  }
  const bool ids_alone = single(of_users) && single(of_items);
  tables_ = {work_.data(), sums_.size() > 0 ? sums_.data() : nullptr, user_side_.view(ids_alone),
             item_side_.view(ids_alone)};
}

// Weights relative to their mean.
void RankedSolver::weigh() {
  if (problem_.weight.empty()) return;
  double sum = 0;
  for (const std::uint32_t row : problem_.rows) sum += static_cast<double>(problem_.weight[row]);
  const double mean = sum > 0 ? sum / static_cast<double>(problem_.rows.size()) : 1;
  for (const std::uint32_t row : problem_.rows)
    weight_.push_back(static_cast<float>(static_cast<double>(problem_.weight[row]) / mean));
}

void RankedSolver::make_step() {
  const ListProperties& lists = *list_properties(*problem_.plan.objective().loss);
  step_.loss = lists.kernel;
  step_.hardest = problem_.plan.objective().hardest;
  step_.negatives = items_.count();
  step_.positives = items_.positives();
  step_.positive_place = lists.positive_place;
  for (std::uint32_t tries = 1; tries <= items_.count(); ++tries)
    rank_weights_.push_back(static_cast<float>(rank_weight(items_.known(), tries)));
  step_.rank_weights = rank_weights_.data();
  if (!items_.log_q().empty()) step_.log_q = items_.log_q().data();
}

double RankedSolver::run_piece(std::span<const std::uint32_t> order) {
  order_ = order;
  const std::size_t count = order.size();
  const std::size_t ahead = step_.loss == RankedLoss::warp ? std::min(warp_ahead, step_.negatives) : step_.negatives;
  piece_user_.resize(count);
  piece_item_.resize(count);
  drawn_.resize(count * ahead);
  const std::size_t others = step_.positives - 1;
  piece_others_.resize(count * others);
  if (!weight_.empty()) piece_weight_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    piece_user_[i] = user_[order[i]];
    piece_item_[i] = item_[order[i]];
    if (!weight_.empty()) piece_weight_[i] = weight_[order[i]];
    if (others > 0)
      items_.draw_positives(epoch_, problem_.rows[order[i]], std::span(piece_others_).subspan(i * others, others));
    items_.draw_run(epoch_, problem_.rows[order[i]], 0, std::span(drawn_).subspan(i * ahead, ahead));
  }
  const auto more = [](const void* self, std::size_t positive, std::size_t first, std::uint32_t* items) {
    const auto& solver = *static_cast<const RankedSolver*>(self);
    solver.items_.draw_run(solver.epoch_, solver.problem_.rows[solver.order_[positive]],
                           static_cast<std::uint32_t>(first), {items, kernels::drawn_more});
  };
  const kernels::RankedPositives positives{piece_user_.data(),
                                           piece_item_.data(),
                                           weight_.empty() ? nullptr : piece_weight_.data(),
                                           count,
                                           others > 0 ? piece_others_.data() : nullptr,
                                           drawn_.data(),
                                           ahead,
                                           more,
                                           this};
  return kernels::ranked_steps(step_, tables_, positives, bias_, bias_sum_[0]);
}

PassResult RankedSolver::pass(std::int64_t epoch, double learning_rate, const std::function<bool(double)>& keep_going) {
  features_.load(parameters_, work_);
  if (shape_.bias) bias_ = *parameters_[*shape_.bias].data;
  step_.fused = features_.step(learning_rate);
  epoch_ = static_cast<std::uint64_t>(epoch);
  const std::size_t rows = problem_.rows.size();
  std::vector<std::uint32_t> order(rows);
  std::iota(order.begin(), order.end(), 0u);
  RandomStream random(static_cast<std::uint64_t>(problem_.options.seed), Purpose::shuffle, epoch_);
  shuffle(std::span(order), random);
  PassResult result;
  for (std::size_t first = 0; first < rows && !result.stopped; first += piece_positives) {
    const std::size_t count = std::min(piece_positives, rows - first);
    result.loss += run_piece(std::span<const std::uint32_t>(order).subspan(first, count));
    result.stopped = !keep_going(static_cast<double>(first + count) / static_cast<double>(rows));
  }
  steps_ += static_cast<std::int64_t>(rows);
  features_.store(work_, parameters_);
  if (shape_.bias) *parameters_.writable(*shape_.bias).data = bias_;
  if (rows > 0) result.loss /= static_cast<double>(rows);
  result.penalized = result.loss + features_.penalty(work_);
  return result;
}

std::vector<SolverState> RankedSolver::state() {
  if (sums_.size() == 0) return {};
  return {{"adagrad", {sums_.data(), sums_.size()}}, {"adagrad/bias", {bias_sum_.data(), 1}}};
}

}  // namespace

std::string ranked_refusal(const Problem& problem) {
  if (std::string refusal = step_refusal(problem.options); !refusal.empty()) return refusal;
  if (std::string refusal = FusedFeatures::shape_refusal(problem.plan); !refusal.empty()) return refusal;
  if (list_properties(*problem.plan.objective().loss) == nullptr)
    return "the loss is " + std::string(problem.plan.objective().loss->name());
  const Dataset& data = problem.negatives->data;
  for (const FieldView& view : problem.fields)
    if (is_made(*view.field) && view.field->table == 0)
      return "column '" + view.field->name + "' is made of others for each row";
  const auto is_of_item = [&](const FieldView& view) { return of_item(data, *view.field); };
  if (std::ranges::none_of(problem.fields, is_of_item)) return "no field of the model depends on the item";
  return "";
}

std::unique_ptr<Solver> ranked_solver(const Problem& problem, Parameters& parameters) {
  return std::make_unique<RankedSolver>(problem, parameters);
}

}  // namespace interplay
