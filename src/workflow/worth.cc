#include "workflow/worth.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "interplay/metrics.h"
#include "model/implementation.h"
#include "model/predict.h"
#include "solvers/definition.h"
#include "workflow/adapt.h"
#include "workflow/paired_losses.h"
#include "workflow/plan_for.h"
#include "workflow/target.h"

namespace interplay {
namespace {

// Fewer rows tell nothing; more than these are thinned out evenly. Of a model of many members, each of which has to be
// asked, as many fewer.
constexpr std::size_t least_rows = 30, most_rows = 50'000, most_rows_of_many = 2'000;
// Weights are fitted in milliseconds up to so many rows, and cells of them.
constexpr std::size_t most_fitted = 200'000, most_cells = 1'000'000;
// What is called worse: by so many standard errors of the mean difference by row, and by this factor. At one standard
// error every sixth model that is as good would be blamed.
constexpr double standard_errors = 2, worth_saying = 1.002;

struct ComparedPart {
  std::string_view name;
  std::vector<std::uint32_t> all;   // those with a target
  std::vector<std::uint32_t> rows;  // of many a part
};

ComparedPart part_of(const Split& split, std::span<const float> target, bool binary, std::size_t members) {
  ComparedPart part{split.test.empty() ? "validation" : "test", {}, {}};
  for (const std::uint32_t row : split.test.empty() ? split.valid : split.test)
    if (binary ? target[row] == 0 || target[row] == 1 : std::isfinite(target[row])) part.all.push_back(row);
  const std::size_t all = part.all.size(), most = std::max(most_rows / members, most_rows_of_many);
  const std::size_t count = std::min(all, most);
  for (std::size_t i = 0; i < count; ++i) part.rows.push_back(part.all[i * all / count]);
  return part;
}

class Judge {
 public:
  Judge(const ModelImplementation& model, const TrainOptions& given, const Dataset& data, const Split& split,
        Observer& observer)
      : own_(model),
        given_(given),
        data_(data),
        split_(split),
        observer_(observer),
        target_(data.target()),
        part_(part_of(split, target_, binary(), model.members.size())),
        expected_(gather(target_, part_.rows)),
        weight_(gather(data.weight(), part_.rows)) {}

  void report(const LinearFit* linear) {
    if (own_.target.low == own_.target.high) return;  // nothing could be learned, which has been said
    if (binary()) {
      const std::string words = one_class(gather(target_, part_.all), fmt::format("{} targets", part_.name));
      if (!words.empty()) warn(words);
    }
    if (part_.rows.size() < least_rows) return;
    predicted_ = by_model();
    const std::vector<double> losses = losses_of(predicted_);
    const bool worse = is_worse(losses, losses_of(constant()),
                                binary() ? "which the share of 1s in the training rows reaches for every row"
                                         : "which the mean of the training targets reaches for every row") ||
                       (binary() && auc_is_low());
    if (worse || binary() || (linear == nullptr && !fits_quickly())) return;
    is_worse(losses, losses_of(linear ? by_weights(own_, *linear) : by_fitted_weights()),
             "which weights without interactions reach (--model linear)");
  }

 private:
  bool binary() const { return own_.target.binary; }
  void warn(std::string text) { observer_.on(MessageEvent{MessageEvent::Level::warning, std::move(text)}); }
  double weight(std::size_t i) const { return weight_.empty() ? 1.0 : static_cast<double>(weight_[i]); }

  bool fits_quickly() const {
    const std::size_t rows = split_.train.size();
    return rows <= most_fitted && rows * own_.star.schema.inputs().size() <= most_cells;
  }

  std::vector<float> by_model() const {
    const TaskPool pool(static_cast<int>(given_.threads));
    const std::vector<FieldView> fields = input_views(data_);
    std::vector<float> values =
        Predictor(*own_.plan, own_.target, {fields, part_.rows}, pool).predict(own_.members, given_.clip);
    if (own_.calibration && own_.calibration->curve)
      std::ranges::transform(values, values.begin(), *own_.calibration->curve);
    return values;
  }

  // By row: log loss, or squared error of what is fitted.
  std::vector<double> losses_of(std::span<const float> predicted) const {
    std::vector<double> losses(predicted.size());
    const TargetScale& scale = own_.target.scale;
    for (std::size_t i = 0; i < losses.size(); ++i) {
      const double p = static_cast<double>(predicted[i]), y = static_cast<double>(expected_[i]);
      const double error = scale.transformed(p) - scale.transformed(y);
      losses[i] = weight(i) * (binary() ? -std::log(std::clamp(y == 1 ? p : 1 - p, 1e-7, 1 - 1e-7)) : error * error);
    }
    return losses;
  }

  // What predicts best without looking at the row.
  std::vector<float> constant() const {
    const TargetScale& scale = own_.target.scale;
    double sum = 0, total = 0;
    for (const std::uint32_t row : split_.train) {
      const double o = data_.weight().empty() ? 1.0 : static_cast<double>(data_.weight()[row]);
      sum += o * scale.transformed(static_cast<double>(target_[row]));
      total += o;
    }
    return std::vector<float>(part_.rows.size(), static_cast<float>(scale.restored(sum / total)));
  }

  std::vector<float> by_weights(const ModelImplementation& model, const LinearFit& linear) const {
    const TaskPool pool(static_cast<int>(given_.threads));
    const std::vector<FieldView> fields = input_views(data_);
    Parameters parameters({model.plan->specs().begin(), model.plan->specs().end()});
    start_at(linear, true, *model.plan, parameters);
    return Predictor(*model.plan, model.target, {fields, part_.rows}, pool).predict(parameters, given_.clip);
  }

  std::vector<float> by_fitted_weights() const {
    ModelImplementation linear;
    linear.options = default_options("linear");
    linear.options.target_kind = "regression";
    linear.target = own_.target;
    linear.target.levels.clear();
    linear.target.noise = false;
    linear.plan = std::make_unique<ModelPlan>(plan_for(own_.star.schema, linear.options, linear.target));
    const TaskPool pool(static_cast<int>(given_.threads));
    const std::vector<FieldView> fields = input_views(data_);
    const SharedSpan<float> seen = seen_targets(target_, linear.target.scale);
    const Problem problem{*linear.plan, linear.options, fields, split_.train, seen, data_.weight(), pool};
    return by_weights(linear, fit_linear(problem, *linear_table(*linear.plan)));
  }

  // Says so where it is.
  bool is_worse(std::span<const double> losses, std::span<const double> simple, std::string_view what) {
    double weights = 0;
    for (std::size_t i = 0; i < losses.size(); ++i) weights += weight(i);
    const double own = error_of(total(losses) / weights), other = error_of(total(simple) / weights);
    const LossDifference difference = loss_difference(losses, simple);
    if (!(own > worth_saying * other && difference.excess > standard_errors * difference.standard_error)) return false;
    warn(fmt::format("{} {} is {}, above {}, {}{}", part_.name, error_name(), metric_text(own), metric_text(other),
                     what, advice()));
    return true;
  }

  double error_of(double mean_loss) const { return binary() ? mean_loss : std::sqrt(mean_loss); }

  std::string error_name() const {
    if (binary()) return "logloss";
    const TargetTransform transform = own_.target.scale.transform;
    return transform == TargetTransform::none ? "rmse" : fmt::format("rmse of {} targets", name(transform));
  }

  // Of an AUC of .5 the variance is (n + 1) / (12 n1 n0) (Mann and Whitney 1947).
  bool auc_is_low() {
    const double value = metric("auc").compute(predicted_, expected_, weight_);
    const auto rows = static_cast<double>(expected_.size());
    const auto ones = static_cast<double>(std::ranges::count(expected_, 1.0f));
    const double deviation = std::sqrt((rows + 1) / (12 * std::max(ones * (rows - ones), 1.0)));
    if (!(value < 0.5 - standard_errors * deviation)) return false;
    warn(fmt::format("{} auc is {}, below .5, which an order by chance reaches{}", part_.name, metric_text(value),
                     advice()));
    return true;
  }

  // What to try, of what has not been tried.
  std::string advice() const {
    const auto by_hand = [&](std::initializer_list<std::string_view> names) {
      const TrainOptions usual = default_options(given_.model, given_.solver, given_.loss),
                         plain = default_options(given_.model);
      return std::ranges::any_of(names, [&](std::string_view name) {
        const std::string value = get_option(given_, name);
        return value != get_option(usual, name) && value != get_option(plain, name);
      });
    };
    std::string list;
    const auto add = [&](bool fits, std::string_view text) {
      if (fits) list += (list.empty() ? "; try " : ", or ") + std::string(text);
    };
    const bool could_adapt = solver_properties(given_).adapts && adapts(default_options(given_.model));
    add(could_adapt && linear_table(*own_.plan) && !adapts(given_),
        "leaving L2, epochs and rates to the training rows");
    add(by_hand({"l2", "l2_linear", "l2_factors", "l2_kernel"}), "more L2 than was given");
    add(by_hand({"learning_rate"}), "a smaller --learning-rate");
    add(own_.target.scale.transform == TargetTransform::none && !binary() &&
            heavily_skewed(gather(target_, split_.train)),
        "--target-transform log1p");
    add(!solver_properties(given_).samples, "--model fm --solver mcmc");
    add(own_.star.schema.inputs().size() > 2, "fewer columns (--fields)");
    return list;
  }

  const ModelImplementation& own_;
  const TrainOptions& given_;
  const Dataset& data_;
  const Split& split_;
  Observer& observer_;
  std::span<const float> target_;
  ComparedPart part_;
  std::vector<float> expected_, weight_, predicted_;
};

}  // namespace

void report_worth(const Model& model, const TrainOptions& given, const Dataset& data, const Split& split,
                  const LinearFit* linear, Observer& observer) {
  if (observer.stop_requested()) return;  // not trained to the end
  Judge(implementation_of(model), given, data, split, observer).report(linear);
}

std::string one_class(std::span<const float> targets, std::string_view part) {
  if (targets.empty() || std::ranges::any_of(targets, [&](float value) { return value != targets.front(); })) return "";
  return fmt::format("AUC is undefined: all {} {} are {}", targets.size(), part, targets.front());
}

double skewness(std::span<const float> values, bool of_logarithms) {
  const auto at = [&](float value) {
    const auto v = static_cast<double>(value);
    return of_logarithms ? std::log1p(v) : v;
  };
  double mean = 0, squares = 0, cubes = 0;
  for (const float value : values) mean += at(value) / static_cast<double>(values.size());
  for (const float value : values) {
    const double distance = at(value) - mean;
    squares += distance * distance;
    cubes += distance * distance * distance;
  }
  return squares > 0 ? cubes / (squares * std::sqrt(squares / static_cast<double>(values.size()))) : 0;
}

bool heavily_skewed(std::span<const float> targets) {
  if (targets.size() < least_rows || std::ranges::any_of(targets, [](float value) { return !(value >= 0); }))
    return false;
  double sum = 0, squares = 0;
  for (const float value : targets) {
    sum += static_cast<double>(value);
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  // deviation > mean
  if (squares / 2 <= sum * sum / static_cast<double>(targets.size())) return false;
  const double own = skewness(targets, false);
  return own > least_skewness && skewness(targets, true) < own / 2;
}

void report_skew(const TargetInfo& target, std::span<const float> values, Observer& observer) {
  const bool fits = !target.binary && target.levels.empty() && target.scale.transform == TargetTransform::none;
  if (!fits || !heavily_skewed(values)) return;
  observer.on(MessageEvent{MessageEvent::Level::info,
                           fmt::format("targets from {} to {} are heavily skewed: --target-transform log1p fits their "
                                       "logarithms, so that the largest do not decide everything",
                                       target.low, target.high)});
}

}  // namespace interplay
