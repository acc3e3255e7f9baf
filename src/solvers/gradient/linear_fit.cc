#include "solvers/gradient/linear_fit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <variant>

#include "base/spool.h"
#include "data/spooled.h"
#include "objective/objective.h"

namespace interplay {
namespace {

constexpr int most_sweeps = 20;
constexpr int sweeps_before_variances = 2;
// Root mean square change of the scores in a sweep, relative to the noise's deviation.
constexpr double settled = 3e-3;
// For a curved link: slopes count as at least this part of the steepest, so that rows far out keep an influence.
constexpr double least_slope = 0.05;
// Variances are searched between these multiples of the noise.
constexpr double least_variance = 1e-7, largest_variance = 1e3;
// Initial penalty per field: fields share the variance that can be explained.
constexpr double first_penalty = 2.5;
// The largest variance of the scores before a curved link, of all fields together.
constexpr double most_curved_variance = 10;
constexpr double least_share = 0.2;
// A field of few categories says little about its own variance. The usual variance over all fields then counts as much
// as this many categories.
constexpr double usual_count = 2;

// The evidence of the rows on one feature, all others fixed: the sum of curvatures, and the weight without a penalty.
struct Evidence {
  double weight = 0, free = 0;
};

// The variance s that maximises the likelihood of free_j ~ N(0, s + noise / weight_j), by bisection on the sign of the
// derivative. With few features or rows the likelihood is often highest at 0; a prior proportional to the deviation
// avoids that (Chung et al. 2013, "A nondegenerate penalized likelihood estimator for variance parameters").
//
// `usual`, if above 0, is the expected variance: it counts as `usual_count` features of that size and replaces the
// prior.
double likely_variance(const std::vector<Evidence>& evidence, double noise, double usual = 0) {
  const auto slope = [&](double s) {
    double sum = 0;
    for (const Evidence& e : evidence) {
      const double v = s + noise / e.weight;
      sum += (e.free * e.free - v) / (v * v);
    }
    return sum + (usual > 0 ? usual_count * (usual - s) / (s * s) : 1 / s);
  };
  double low = std::log(least_variance * noise), high = std::log(largest_variance * noise);
  if (slope(std::exp(low)) <= 0) return std::exp(low);
  for (int i = 0; i < 30; ++i) {
    const double middle = (low + high) / 2;
    (slope(std::exp(middle)) > 0 ? low : high) = middle;
  }
  return std::exp(low);
}

class LinearFitter {
 public:
  LinearFitter(const Problem& problem, const Embedding& table)
      : problem_(problem),
        table_(table),
        objective_(problem.plan.objective()),
        binary_(objective_.binary()),
        spool_(spool_of(problem.fields)),
        scores_(spool_, problem.rows.size()) {
    steepest_ = binary_ ? 0.5 : objective_.link.steepest();
    for (std::size_t s = 0; s < table.slots().size(); ++s) add_slot(s);
    result_.bias = static_cast<double>(objective_.link.inverse(measure_targets()));
    std::ranges::fill(scores_, result_.bias);
  }

  // `factor`, if given: the penalties are those of the other fit times this factor, and stay fixed.
  void start_like(const LinearFit& like, std::optional<double> factor) {
    result_ = like;
    started_ = true;
    fixed_ = factor.has_value();
    for (LinearFit::FieldFit& field : result_.fields) field.penalty *= factor.value_or(1);
    std::ranges::fill(scores_, result_.bias);
    for (const StarTable& table : tables_) {
      std::vector<double> sums(table.rows, 0.0);
      for (const Features& field : table.fields)
        for (std::size_t j = 0; j + 1 < field.offsets.size(); ++j)
          for (std::uint64_t i = field.offsets[j]; i < field.offsets[j + 1]; ++i)
            sums[field.rows[i]] += field.value(i) * static_cast<double>(result_.fields[field.slot].weights[j]);
      for (std::size_t r = 0; r < scores_.size(); ++r) scores_[r] += sums[table.row(problem_.rows[r])];
    }
  }

  LinearFit fit() {
    for (int sweep = 0; sweep < most_sweeps; ++sweep) {
      const int settling = started_ ? 0 : sweeps_before_variances + 4;
      learn_variances_ = !fixed_ && (started_ || sweep >= sweeps_before_variances);
      changed_ = 0;
      move_bias();
      for (StarTable& table : tables_) sweep_table(table);
      move_noise();
      if (learn_variances_) move_penalties();
      if (sweep > settling && std::sqrt(changed_ / total_weight_) < settled * std::sqrt(result_.noise) / steepest_)
        break;
    }
    return std::move(result_);
  }

 private:
  // A field as lists by feature: entries [offsets[j], offsets[j + 1]) are rows of the field's table with values x.
  struct Features {
    std::size_t slot = 0;
    bool number = false;
    std::vector<std::uint64_t> offsets;
    RowValues<std::uint32_t> rows;
    RowValues<float> x;  // empty: all 1
    double freedom = 0;  // sum of weight / (weight + lambda)
    std::vector<Evidence> evidence;

    double value(std::uint64_t i) const { return x.empty() ? 1.0 : static_cast<double>(x[i]); }
  };
  // Fields of one table of the star.
  struct StarTable {
    const std::uint32_t* row_of = nullptr;
    std::size_t rows = 0;
    std::vector<Features> fields;
    RowValues<double> curvature, pull, move;  // by row: sums over its interactions, and the change of their scores

    std::uint32_t row(std::uint32_t interaction) const { return row_of ? row_of[interaction] : interaction; }
  };

  // Where values of a table's rows lie: those of interactions beside the data, those of ids in memory.
  std::shared_ptr<Spool> place_of(const StarTable& table) const { return table.row_of ? nullptr : spool_; }

  // Returns the mean of the targets.
  float measure_targets() {
    double sum = 0, squares = 0;
    for (const std::uint32_t row : problem_.rows) {
      const double o = problem_.weight.empty() ? 1.0 : static_cast<double>(problem_.weight[row]);
      const auto y = static_cast<double>(problem_.target[row]);
      sum += o * y;
      squares += o * y * y;
      total_weight_ += o;
    }
    const double mean = sum / std::max(total_weight_, 1e-30);
    most_variance_ = most_curved_variance;
    if (objective_.link.identity())
      most_variance_ = std::max(squares / std::max(total_weight_, 1e-30) - mean * mean, 1e-12);
    return static_cast<float>(mean);
  }

  void add_slot(std::size_t s) {
    const Embedding::Slot& slot = table_.slots()[s];
    const FieldView& view = problem_.fields[slot.input];
    result_.fields.push_back({first_penalty * static_cast<double>(table_.fields()),
                              std::vector<float>(problem_.plan.specs()[slot.tensor].rows, 0.0f),
                              std::vector<float>(problem_.plan.specs()[slot.tensor].rows, 0.0f)});
    auto found = std::ranges::find(tables_, view.row_of, &StarTable::row_of);
    if (found == tables_.end()) {
      StarTable table;
      table.row_of = view.row_of;
      table.rows = interplay::rows(*view.column);
      tables_.push_back(std::move(table));
      found = tables_.end() - 1;
    }
    found->fields.push_back(features_of(s, view, *found));
  }

  Features features_of(std::size_t s, const FieldView& view, const StarTable& table) const {
    Features features;
    features.slot = s;
    features.number = std::holds_alternative<NumericColumn>(*view.column);
    std::vector<bool> used(table.rows, false);
    for (const std::uint32_t row : problem_.rows) used[view.row(row)] = true;
    const bool ones = std::holds_alternative<CategoricalColumn>(*view.column);
    features.offsets.assign(result_.fields[s].weights.size() + 1, 0);
    std::vector<FieldEntry> entries;
    const auto visit = [&](const auto& take) {
      for (std::uint32_t t = 0; t < table.rows; ++t) {
        if (!used[t]) continue;
        entries.clear();
        append_entries(view, t, entries);
        for (const FieldEntry& entry : entries) take(t, entry);
      }
    };
    visit([&](std::uint32_t, const FieldEntry& entry) { ++features.offsets[entry.code + 1]; });
    for (std::size_t j = 1; j < features.offsets.size(); ++j) features.offsets[j] += features.offsets[j - 1];
    std::vector<std::uint64_t> next(features.offsets.begin(), features.offsets.end() - 1);
    features.rows = RowValues<std::uint32_t>(place_of(table), features.offsets.back());
    if (!ones) features.x = RowValues<float>(place_of(table), features.offsets.back());
    visit([&](std::uint32_t t, const FieldEntry& entry) {
      const std::uint64_t at = next[entry.code]++;
      features.rows[at] = t;
      if (!ones) features.x[at] = entry.value;
    });
    return features;
  }

  // Minus half the slope of a row's loss in its score (binary: minus the slope), and the curvature that belongs to it.
  struct Pull {
    double pull, curvature;
  };
  Pull pull_of(std::size_t r) const {
    const std::uint32_t row = problem_.rows[r];
    const double o = problem_.weight.empty() ? 1.0 : static_cast<double>(problem_.weight[row]);
    const double y = static_cast<double>(problem_.target[row]);
    if (objective_.link.identity()) return {o * (y - scores_[r]), o};
    if (!(steepest_ > 0)) return {0, 0};  // all targets are the same, and no score moves the prediction
    const auto score = static_cast<float>(scores_[r]);
    const float prediction = objective_.link.prediction(score);
    // The slope of a sigmoid between low and high is 4 steepest u (1 - u), with u = (prediction - low) / (high - low).
    const double low = binary_ ? 0.0 : static_cast<double>(objective_.link.range().low);
    const double u = (static_cast<double>(prediction) - low) / (binary_ ? 1.0 : 4 * steepest_);
    const double slope = u * (1 - u) * (binary_ ? 1.0 : 4 * steepest_), error = y - static_cast<double>(prediction);
    if (binary_) return {o * error, o * std::max(slope, least_slope / 4)};
    const double used = std::max(slope, least_slope * steepest_);
    return {o * used * error, o * used * used};
  }

  void move_bias() {
    double pull = 0, curvature = 0;
    for (std::size_t r = 0; r < scores_.size(); ++r) {
      const Pull p = pull_of(r);
      pull += p.pull;
      curvature += p.curvature;
    }
    curvature_ = std::max(curvature, 1e-30);
    const double change = pull / curvature_;
    result_.bias += change;
    for (double& score : scores_) score += change;
  }

  void sweep_table(StarTable& table) {
    for (RowValues<double>* sums : {&table.curvature, &table.pull, &table.move}) {
      if (sums->size() < table.rows) *sums = RowValues<double>(place_of(table), table.rows);
      std::ranges::fill(*sums, 0.0);
    }
    const auto at = [&](std::size_t r) { return table.row(problem_.rows[r]); };
    for (std::size_t r = 0; r < scores_.size(); ++r) {
      const Pull p = pull_of(r);
      table.curvature[at(r)] += p.curvature;
      table.pull[at(r)] += p.pull;
    }
    for (Features& field : table.fields) sweep_field(table, field);
    for (std::size_t r = 0; r < scores_.size(); ++r) {
      const double move = table.move[at(r)];
      scores_[r] += move;
      changed_ += move * move;
    }
  }

  void sweep_field(StarTable& table, Features& field) {
    LinearFit::FieldFit& fit = result_.fields[field.slot];
    const double own = own_share(field);
    field.evidence.clear();
    field.freedom = 0;
    for (std::size_t j = 0; j + 1 < field.offsets.size(); ++j) {
      double weight = 0, pull = 0;
      for (std::uint64_t i = field.offsets[j]; i < field.offsets[j + 1]; ++i) {
        const double x = field.value(i);
        weight += x * x * table.curvature[field.rows[i]];
        pull += x * table.pull[field.rows[i]];
      }
      if (!(weight > 1e-12)) continue;
      const double before = fit.weights[j], free = before + pull / weight;
      const auto after = static_cast<float>(free * weight / (weight + fit.penalty));
      fit.counts[j] = static_cast<float>(weight * total_weight_ / curvature_);
      field.evidence.push_back({own * weight, before + pull / (own * weight)});
      field.freedom += weight / (weight + fit.penalty);
      const double change = static_cast<double>(after) - before;
      fit.weights[j] = after;
      for (std::uint64_t i = field.offsets[j]; i < field.offsets[j + 1]; ++i) {
        const double x = field.value(i);
        table.pull[field.rows[i]] -= x * change * table.curvature[field.rows[i]];
        table.move[field.rows[i]] += x * change;
      }
    }
  }

  // The part of a row that counts for a field when the weights of the other fields are fitted along with it (the Schur
  // complement of the equations, with the mean of the others' leverages: a field with g effective parameters takes g /
  // rows of a row).
  double own_share(const Features& field) const {
    double freedom = 0;
    for_fields([&](const Features& other) { freedom += other.slot == field.slot ? 0 : other.freedom; });
    return std::max(1 - freedom / total_weight_, least_share);
  }

  // All numeric fields share one variance; every other field has its own.
  void move_penalties() {
    std::vector<Evidence> all, numbers;
    for_fields([&](const Features& field) {
      all.insert(all.end(), field.evidence.begin(), field.evidence.end());
      if (field.number) numbers.insert(numbers.end(), field.evidence.begin(), field.evidence.end());
    });
    if (all.empty()) return;
    const double usual = likely_variance(all, result_.noise);
    const double of_numbers = numbers.empty() ? usual : likely_variance(numbers, result_.noise, usual);
    double total = 0;
    for_fields([&](const Features& field) {
      const double variance = field.number ? of_numbers : likely_variance(field.evidence, result_.noise, usual);
      result_.fields[field.slot].penalty = result_.noise / variance;
      total += variance;
    });
    // Together they explain no more than the target's variance: with more features than rows any target can be fitted
    // exactly.
    const double excess = std::max(total / most_variance_, 1.0);
    for (LinearFit::FieldFit& fit : result_.fields) fit.penalty *= excess;
  }

  template <class Visit>
  void for_fields(const Visit& visit) const {
    for (const StarTable& table : tables_)
      for (const Features& field : table.fields) visit(field);
  }

  // Squared errors over the degrees of freedom that the weights leave.
  void move_noise() {
    if (binary_) return;
    double squares = 0, freedom = 1;
    for (std::size_t r = 0; r < scores_.size(); ++r) {
      const std::uint32_t row = problem_.rows[r];
      const double o = problem_.weight.empty() ? 1.0 : static_cast<double>(problem_.weight[row]);
      const double error = static_cast<double>(problem_.target[row]) -
                           static_cast<double>(objective_.link.prediction(static_cast<float>(scores_[r])));
      squares += o * error * error;
    }
    for_fields([&](const Features& field) { freedom += field.freedom; });
    result_.noise = std::max(squares / std::max(total_weight_ - freedom, 0.1 * total_weight_), 1e-12);
  }

  const Problem& problem_;
  const Embedding& table_;
  const Objective& objective_;
  bool binary_, learn_variances_ = false, fixed_ = false, started_ = false;
  double steepest_ = 1, total_weight_ = 0, changed_ = 0;
  double most_variance_ = 1;
  double curvature_ = 1;  // sum over all rows
  std::shared_ptr<Spool> spool_;
  RowValues<double> scores_;  // by training row
  std::vector<StarTable> tables_;
  LinearFit result_;
};

}  // namespace

LinearFit fit_linear(const Problem& problem, const Embedding& table, const LinearFit* like,
                     std::optional<double> factor) {
  LinearFitter fitter(problem, table);
  if (like) fitter.start_like(*like, factor);
  return fitter.fit();
}

}  // namespace interplay
