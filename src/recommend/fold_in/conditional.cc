#include "recommend/fold_in/conditional.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/aligned.h"
#include "data/derive.h"
#include "interplay/error.h"
#include "kernels/arrays.h"
#include "model/scorer.h"
#include "objective/implicit_numbers.h"
#include "plan/run.h"
#include "recommend/fold_in/newton.h"

namespace interplay {
namespace {

constexpr std::size_t ids_per_task = 16;
// The variances of single coordinates count as if this many rows had the mean of all variances.
constexpr double shrinking_rows = 20;
constexpr double least_variance = 1e-8;
// The most probable rows vary less than the rows themselves would, as penalties draw all of them to 0. Draws do not,
// nor do rows that a loss over lists keeps moving. Chosen by the errors of new users' held-out ratings (decision 38).
constexpr double point_variance = 7;
// Relative to the numbers: what is drawn for a loss over lists makes them uncertain by far more.
constexpr double least_change_of_drawn = 1e-3;
constexpr double keep_matrix_of_drawn = 0.1;

// The parameters of one id: a row of each tensor of its field.
struct Part {
  TensorId tensor;
  std::size_t columns, first;  // among all numbers
};

class SideFit {
 public:
  SideFit(const Model& before, GrownModel& grown, const Dataset& given, const Dataset& data,
          std::span<const std::uint32_t> rows, const NewSide& side, const TaskPool& pool)
      : before_(implementation_of(before)),
        grown_(grown),
        plan_(*grown.model->plan),
        objective_(plan_.objective()),
        side_(side),
        pool_(pool),
        rows_(rows_of_new(before_, objective_, given, data, rows, side)),
        implicit_(before_.target.interactions),
        input_(input_of(side.field)),
        shape_(plan_.fm_shape()),
        sides_(plan_.sides_shape()) {
    for (const Embedding& table : plan_.tables())
      for (const Embedding::Slot& slot : table.slots())
        if (slot.input == input_) {
          parts_.push_back({slot.tensor, table.columns(), numbers_});
          numbers_ += table.columns();
        }
    fields_ = input_views(*rows_.data);
  }

  void run() {
    if (numbers_ == 0 || rows_.ids.empty()) return;
    for (std::size_t m = 0; m < before_.members.size(); ++m) fit_member(m);
  }

 private:
  std::size_t input_of(std::size_t field) const {
    const std::vector<std::size_t> inputs = plan_.schema().inputs();
    return static_cast<std::size_t>(std::ranges::find(inputs, field) - inputs.begin());
  }

  void fit_member(std::size_t m) {
    const std::shared_ptr<const Parameters> kept = grown_.model->members.at(m);
    std::vector<double> zeros(numbers_, 0.0);
    for (const std::uint32_t id : rows_.ids) write(m, id, zeros);
    const std::shared_ptr<const Parameters> cleared = grown_.model->members.at(m);
    const Parameters& parameters = *cleared;
    find_prior(m);
    const double factor = loss_factor(parameters);
    const std::vector<double> gram = implicit_ ? gram_of_others(parameters) : std::vector<double>();
    const bool linear = implicit_ || shape_;  // b + w + <v, the sum of other vectors>
    std::vector<float> base(linear ? rows_.rows.size() : 0);
    if (linear) Scorer(plan_, {fields_, rows_.rows}, pool_).score(parameters, base);
    std::vector<std::vector<double>> found(rows_.ids.size());
    pool_.run((rows_.ids.size() + ids_per_task - 1) / ids_per_task, [&](std::size_t task) {
      const std::size_t end = std::min(rows_.ids.size(), (task + 1) * ids_per_task);
      std::optional<Parameters> own;
      if (!linear) own.emplace(parameters);
      for (std::size_t i = task * ids_per_task; i < end; ++i)
        found[i] = implicit_ ? fit_implicit(i, parameters, base, gram)
                             : fit(i, parameters, base, factor, own ? &*own : nullptr);
    });
    for (std::size_t i = 0; i < found.size(); ++i) write(m, rows_.ids[i], found[i]);
  }

  void write(std::size_t m, std::uint32_t id, std::span<const double> numbers) {
    for (const Part& part : parts_)
      grown_.members.front().set_row(m, part.tensor, id, numbers.subspan(part.first, part.columns));
  }

  // Whether training solved for parameters under the penalties of its options, each once for the sum of squared errors:
  // then its passes had no learning rate. Otherwise penalties are shares of steps, and the trained rows tell more.
  bool is_exact() const {
    const auto& epochs = before_.histories.front().epochs;
    return is_point() && objective_.loss->unit_power() == 2 && !epochs.empty() && epochs.front().learning_rate == 0;
  }
  bool is_point() const { return before_.members.size() == 1 && !plan_.noise() && !rows_.drawn; }

  // Mean and precision of the rows of the ids that training saw.
  void find_prior(std::size_t m) {
    mean_.assign(numbers_, 0.0);
    precision_.assign(numbers_, 1.0);
    const std::shared_ptr<const Parameters> trained = before_.members.at(m);
    const bool given = is_exact();
    for (const Part& part : parts_) {
      const TensorSpec& spec = plan_.specs()[part.tensor];
      if (given) {
        const double l2 = before_.options.l2 +
                          (spec.penalty == Penalty::linear ? before_.options.l2_linear : before_.options.l2_factors);
        std::fill_n(precision_.begin() + static_cast<std::ptrdiff_t>(part.first), part.columns, 2 * l2);
        continue;
      }
      const Tensor& rows = (*trained)[part.tensor];
      const auto count = static_cast<double>(rows.rows - 1);
      if (count < 2) continue;
      std::vector<double> variance(part.columns, 0.0);
      for (std::size_t row = 1; row < rows.rows; ++row)
        for (std::size_t c = 0; c < part.columns; ++c)
          mean_[part.first + c] += static_cast<double>(rows.row(row)[c]) / count;
      for (std::size_t row = 1; row < rows.rows; ++row)
        for (std::size_t c = 0; c < part.columns; ++c) {
          const double e = static_cast<double>(rows.row(row)[c]) - mean_[part.first + c];
          variance[c] += e * e / (count - 1);
        }
      double middle = 0;
      for (const double value : variance) middle += value / static_cast<double>(part.columns);
      for (std::size_t c = 0; c < part.columns; ++c)
        precision_[part.first + c] =
            (count + shrinking_rows) / (is_point() ? point_variance : 1.0) /
            std::max(count * variance[c] + shrinking_rows * middle, (count + shrinking_rows) * least_variance);
    }
  }

  // What makes of the loss a negative logarithm of a probability: 1 / (2 noise) for squares, else 1.
  double loss_factor(const Parameters& parameters) const {
    if (objective_.loss->unit_power() != 2 || is_exact()) return 1;
    double variance = 0;
    if (const auto noise = plan_.noise()) {
      const double deviation = static_cast<double>(*parameters[*noise].row(0));
      variance = deviation * deviation;
    } else {
      const History& history = before_.histories.front();
      for (const EpochRecord& record : history.epochs)
        if (record.epoch == history.best_epoch || variance == 0) variance = record.loss / objective_.loss_factor();
    }
    return variance > 0 && std::isfinite(variance) ? 0.5 / variance : 1;
  }

  // The sum of the vectors that a row multiplies the vector of the id with; with `own`, that of the features beside the
  // id on its side, for plans of two sides.
  void others(const Parameters& parameters, std::span<const std::uint32_t> rows, std::vector<double>& sums,
              std::vector<double>* own = nullptr) const {
    const std::size_t index = sides_ ? sides_->factors : *shape_->factors;
    const Embedding& table = plan_.tables()[index];
    const std::size_t stride = table.stride(), fields = table.fields(), rank = table.columns();
    AlignedArray<float> values(rows.size() * fields * stride), squares(table.squares() ? rows.size() * fields : 0);
    const Pooled pooled{.rows = rows.size(),
                        .fields = fields,
                        .columns = rank,
                        .stride = stride,
                        .values = values.data(),
                        .squares = table.squares() ? squares.data() : nullptr};
    table.forward(parameters, {fields_, rows}, pooled);
    std::size_t slot = 0;
    while (slot < fields && table.slots()[slot].input != input_) ++slot;
    sums.assign(rows.size() * rank, 0.0);
    if (own) own->assign(rows.size() * rank, 0.0);
    const auto left = [&](std::size_t f) { return f < sides_->left; };
    for (std::size_t r = 0; r < rows.size(); ++r)
      for (std::size_t f = 0; f < fields; ++f) {
        if (f == slot) continue;
        std::vector<double>* to = &sums;
        if (sides_ && left(f) == left(slot)) to = own;
        for (std::size_t c = 0; to && c < rank; ++c) (*to)[r * rank + c] += static_cast<double>(pooled.at(r, f)[c]);
      }
  }

  std::vector<double> fit(std::size_t i, const Parameters& parameters, std::span<const float> base, double factor,
                          Parameters* own) const {
    const std::size_t first = rows_.first[i], count = rows_.first[i + 1] - first;
    const std::span<const std::uint32_t> rows = std::span(rows_.rows).subspan(first, count);
    ScoresAt scores_at;
    std::vector<float> design;
    if (own == nullptr) {
      design = design_of(parameters, rows);
      scores_at = [&](std::span<const double> x, std::vector<float>& scores, std::vector<float>* slopes) {
        const std::vector<float> at(x.begin(), x.end());
        scores.resize(count);
        for (std::size_t r = 0; r < count; ++r)
          scores[r] = base[first + r] + kernels::dot(design.data() + r * numbers_, at.data(), numbers_);
        if (slopes) *slopes = design;
      };
    } else {
      scores_at = [&](std::span<const double> x, std::vector<float>& scores, std::vector<float>* slopes) {
        scores_by_differences(rows_.ids[i], rows, *own, x, scores, slopes);
      };
    }
    const LossOf loss_of = [&](std::span<const float> scores, std::span<double> slopes, std::span<double> curvatures) {
      return loss(first, parameters, factor, scores, slopes, curvatures);
    };
    std::vector<double> x = mean_;
    const bool square = objective_.loss->conditional() == Conditional::normal && objective_.link.identity();
    minimize(SquareTerm::prior(mean_, precision_), scores_at, loss_of,
             {.least_change = rows_.drawn ? least_change_of_drawn : NewtonSteps().least_change,
              .square = square && own == nullptr,
              .nonnegative =
                  std::ranges::any_of(parts_, [&](const Part& part) { return plan_.specs()[part.tensor].nonnegative; }),
              .keep_matrix_below = rows_.drawn && own == nullptr ? keep_matrix_of_drawn : 0},
             x);
    return x;
  }

  std::vector<float> design_of(const Parameters& parameters, std::span<const std::uint32_t> rows) const {
    std::vector<float> design(rows.size() * numbers_, 0.0f);
    std::vector<double> sums;
    for (const Part& part : parts_) {
      const bool weight = shape_->linear && is_of(*shape_->linear, part);
      if (!weight) others(parameters, rows, sums);
      for (std::size_t r = 0; r < rows.size(); ++r)
        for (std::size_t c = 0; c < part.columns; ++c)
          design[r * numbers_ + part.first + c] = weight ? 1.0f : static_cast<float>(sums[r * part.columns + c]);
    }
    return design;
  }

  bool is_of(std::size_t table, const Part& part) const {
    return std::ranges::any_of(plan_.tables()[table].slots(),
                               [&](const Embedding::Slot& slot) { return slot.tensor == part.tensor; });
  }

  void scores_by_differences(std::uint32_t id, std::span<const std::uint32_t> rows, Parameters& own,
                             std::span<const double> x, std::vector<float>& scores, std::vector<float>* slopes) const {
    const TaskPool alone(1);
    const auto at = [&](std::size_t k) -> float& {
      const Part* part = &parts_.front();
      for (const Part& each : parts_)
        if (each.first <= k) part = &each;
      return own.writable(part->tensor).row(id)[k - part->first];
    };
    for (std::size_t k = 0; k < numbers_; ++k) at(k) = static_cast<float>(x[k]);
    scores.resize(rows.size());
    const Batch batch{fields_, rows};
    score(plan_, own, batch, alone, scores);
    if (slopes == nullptr) return;
    slopes->assign(rows.size() * numbers_, 0.0f);
    std::vector<float> moved(rows.size());
    for (std::size_t k = 0; k < numbers_; ++k) {
      const float before = at(k);
      const double step = 0.02 / std::sqrt(precision_[k]) + 1e-4;
      at(k) = static_cast<float>(x[k] + step);
      const double length = static_cast<double>(at(k)) - static_cast<double>(before);
      score(plan_, own, batch, alone, moved);
      at(k) = before;
      for (std::size_t r = 0; r < rows.size(); ++r)
        (*slopes)[r * numbers_ + k] =
            static_cast<float>((static_cast<double>(moved[r]) - static_cast<double>(scores[r])) / length);
    }
  }

  // The loss of rows from `first` on.
  double loss(std::size_t first, const Parameters& parameters, double factor, std::span<const float> scores,
              std::span<double> slopes, std::span<double> curvatures) const {
    const std::size_t count = scores.size();
    const auto part = [&](const auto& of) {
      using Item = std::remove_cvref_t<decltype(of[0])>;
      return of.empty() ? std::span<const Item>() : std::span<const Item>(of).subspan(first, count);
    };
    LossInput rows{.score = scores, .target = part(rows_.target), .weight = part(rows_.weight)};
    rows.group = part(rows_.group);
    rows.levels = objective_.levels;
    rows.items = rows_.drawn_items;
    if (const auto cuts = plan_.thresholds()) rows.thresholds = {parameters[*cuts].row(0), parameters[*cuts].columns};
    std::vector<float> slope(count);
    const double sum = objective_.evaluate(rows, slope);
    for (std::size_t r = 0; r < count; ++r) slopes[r] = factor * static_cast<double>(slope[r]);
    find_curvatures(rows, slope, factor, curvatures);
    return factor * sum;
  }

  void find_curvatures(LossInput rows, std::span<const float> slope, double factor,
                       std::span<double> curvatures) const {
    const std::size_t count = slope.size();
    if (objective_.grouped()) {
      // Those of a softmax or a sigmoid, whose slopes are probabilities; steps that go too far are halved.
      for (std::size_t r = 0; r < count; ++r) {
        const double p = std::abs(static_cast<double>(slope[r]));
        curvatures[r] = factor * std::max(p * (1 - p), 0.05 * p);
      }
      return;
    }
    if (objective_.loss->unit_power() == 2) {
      for (std::size_t r = 0; r < count; ++r) {
        const float score = rows.score[r];
        const double along = static_cast<double>(objective_.link.slope(score, objective_.link.prediction(score)));
        curvatures[r] = 2 * factor * rows.weight_of(r) * std::max(along * along, 1e-6);
      }
      return;
    }
    constexpr float step = 0.02f;
    std::vector<float> moved(rows.score.begin(), rows.score.end()), above(count), below(count);
    for (float& score : moved) score += step;
    rows.score = moved;
    static_cast<void>(objective_.evaluate(rows, above));
    for (float& score : moved) score -= 2 * step;
    static_cast<void>(objective_.evaluate(rows, below));
    for (std::size_t r = 0; r < count; ++r)
      curvatures[r] = factor * std::max((static_cast<double>(above[r]) - static_cast<double>(below[r])) /
                                            (2 * static_cast<double>(step)),
                                        1e-6);
  }

  // The sum of q q' over all ids of the other side.
  std::vector<double> gram_of_others(const Parameters& parameters) const {
    const Star& star = grown_.model->star;
    const Embedding& table = plan_.tables()[sides_->factors];
    const std::size_t rank = table.columns();
    const auto codes = std::get<CategoricalColumn>(star.columns[side_.other]).codes;
    const std::vector<std::size_t> inputs = plan_.schema().inputs();
    std::size_t own = 0;
    while (table.slots()[own].input != input_) ++own;
    std::vector<double> gram(rank * rank, 0.0), sum(rank);
    for (std::uint32_t row = 1; row < codes.size(); ++row) {
      if (codes[row] == 0) continue;
      std::ranges::fill(sum, 0.0);
      for (std::size_t s = 0; s < table.fields(); ++s) {
        if ((s < sides_->left) == (own < sides_->left)) continue;
        const std::size_t f = inputs[table.slots()[s].input];
        const FieldBag bag = bag_of({&star.schema.fields[f], &star.columns[f], nullptr}, row);
        for (std::size_t e = 0; e < bag.codes.size(); ++e) {
          const double x = static_cast<double>((bag.x ? bag.x[e] : 1.0f) * bag.factor);
          const float* v = parameters[table.slots()[s].tensor].row(bag.codes[e]);
          for (std::size_t c = 0; c < rank; ++c) sum[c] += x * static_cast<double>(v[c]);
        }
      }
      for (std::size_t a = 0; a < rank; ++a)
        for (std::size_t b = 0; b < rank; ++b) gram[a * rank + b] += sum[a] * sum[b];
    }
    return gram;
  }

  // The number of that name in the record of the pass whose parameters were kept.
  double recorded(std::string_view name) const {
    const History& history = before_.histories.front();
    for (const EpochRecord& record : history.epochs)
      if (record.epoch == history.best_epoch || &record == &history.epochs.back())
        for (const auto& [key, value] : record.draw)
          if (key == name) return value;
    throw Error(Code::unsupported, "the model does not say how its training weighed what did not happen",
                "train it again: model files of this version say it");
  }

  // H v = sum w q - (sum w q q' + u G) p, H = sum w q q' + u G + l I, with p the vector of the other features of the
  // id.
  std::vector<double> fit_implicit(std::size_t i, const Parameters& parameters, std::span<const float>,
                                   std::span<const double> gram) const {
    const std::size_t first = rows_.first[i], count = rows_.first[i + 1] - first, rank = numbers_;
    std::vector<double> q, p, right(rank, 0.0), square(gram.begin(), gram.end());
    others(parameters, std::span(rows_.rows).subspan(first, count), q, &p);
    const double u = recorded(numbers_of_implicit[0]);
    const auto codes = std::get<CategoricalColumn>(grown_.model->star.columns[side_.other]).codes;
    const auto pairs = static_cast<double>(std::ranges::count_if(codes, [](std::uint32_t code) { return code > 0; }));
    double total = u * pairs;
    for (double& value : square) value *= u;
    for (std::size_t r = 0; r < count; ++r) {
      const double w = rows_.weight.empty() ? 1 : static_cast<double>(rows_.weight[first + r]);
      total += w;
      const double* row = q.data() + r * rank;
      for (std::size_t a = 0; a < rank; ++a) {
        right[a] += w * row[a];
        const double part = w * row[a];
        for (std::size_t b = 0; b < rank; ++b) square[a * rank + b] += part * row[b];
      }
    }
    for (std::size_t a = 0; a < rank; ++a)
      for (std::size_t b = 0; b < rank; ++b) right[a] -= square[a * rank + b] * p[b];
    const double l = recorded(numbers_of_implicit[1]) * std::pow(total, before_.options.l2_frequency_power);
    for (std::size_t a = 0; a < rank; ++a) square[a * rank + a] += l;
    return solved(square, right);
  }

  const ModelImplementation& before_;
  GrownModel& grown_;
  const ModelPlan& plan_;
  const Objective& objective_;
  const NewSide& side_;
  const TaskPool& pool_;
  NewRows rows_;
  bool implicit_;
  std::size_t input_;
  std::optional<FmShape> shape_;
  std::optional<SidesShape> sides_;
  std::vector<Part> parts_;
  std::size_t numbers_ = 0;
  std::vector<FieldView> fields_;
  std::vector<double> mean_, precision_;
};

}  // namespace

void fit_side(const Model& before, GrownModel& grown, const Dataset& given, const Dataset& data,
              std::span<const std::uint32_t> rows, const NewSide& side, const TaskPool& pool) {
  SideFit(before, grown, given, data, rows, side, pool).run();
}

}  // namespace interplay
