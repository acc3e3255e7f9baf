#include "workflow/residual_spread.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace interplay {
namespace {

constexpr double prior_rows = 10, ridge = 1e-3, largest_factor = 4;
constexpr std::size_t least_spread_rows = 200;
constexpr double compared_share = 0.9;

// What the residuals of some rows say of every code of a field.
struct Reference {
  std::vector<double> sums, counts;
  double mean = 0;

  Reference(std::size_t codes, std::span<const std::uint32_t> of_row, std::span<const double> residuals)
      : sums(codes, 0.0), counts(codes, 0.0) {
    for (std::size_t row = 0; row < of_row.size(); ++row) {
      sums[of_row[row]] += residuals[row];
      counts[of_row[row]] += 1;
      mean += residuals[row];
    }
    mean /= static_cast<double>(of_row.size());
  }
  // Adds x and z, without one row of residual `own` where it is given.
  void append(std::uint32_t code, std::optional<double> own, std::vector<double>& features) const {
    const double n = counts[code] - (own ? 1 : 0), sum = std::max(0.0, sums[code] - own.value_or(0));
    features.push_back(std::log((sum / mean + prior_rows) / (n + prior_rows)));
    features.push_back(std::log1p(n));
  }
};

// What both kinds of rows say of the codes of a field.
class IdSpread {
 public:
  IdSpread(std::size_t field, const SpreadFields& fields, const RowResiduals& fit, const RowResiduals& seen)
      : held_(fields.codes[field], fit.codes[field], fit.values) {
    if (!seen.values.empty()) seen_.emplace(fields.codes[field], seen.codes[field], seen.values);
  }
  bool varies() const { return held_.mean > 0 && (!seen_ || seen_->mean > 0); }
  std::size_t width() const { return seen_ ? 4 : 2; }
  // `own`: the residual of the row, if it is one of those held out.
  void append(std::uint32_t code, std::optional<double> own, std::vector<double>& features) const {
    held_.append(code, own, features);
    if (seen_) seen_->append(code, std::nullopt, features);
  }

 private:
  Reference held_;
  std::optional<Reference> seen_{};
};

// Solves A x = b for a symmetric, positive definite A by Gaussian elimination; b becomes x.
void solve(std::vector<std::vector<double>>& a, std::vector<double>& b) {
  const std::size_t n = b.size();
  for (std::size_t p = 0; p < n; ++p)
    for (std::size_t r = p + 1; r < n; ++r) {
      const double factor = a[r][p] / a[p][p];
      for (std::size_t c = p; c < n; ++c) a[r][c] -= factor * a[p][c];
      b[r] -= factor * b[p];
    }
  for (std::size_t p = n; p-- > 0;) {
    for (std::size_t c = p + 1; c < n; ++c) b[p] -= a[p][c] * b[c];
    b[p] /= a[p][p];
  }
}

// Minimises mean(eta + r exp(-eta)) + ridge / 2 |theta|^2 over eta = c + theta . features, in damped Newton steps.
std::vector<double> fit_log_spread(const std::vector<std::vector<double>>& features,
                                   std::span<const double> residuals) {
  const std::size_t width = features.front().size() + 1, rows = residuals.size();
  std::vector<double> beta(width, 0.0);
  const double mean = std::accumulate(residuals.begin(), residuals.end(), 0.0) / static_cast<double>(rows);
  beta[0] = std::log(mean);
  const auto eta = [&](const std::vector<double>& at, std::size_t row) {
    return std::inner_product(features[row].begin(), features[row].end(), at.begin() + 1, at[0]);
  };
  const auto loss = [&](const std::vector<double>& at) {
    double sum = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      const double e = eta(at, row);
      sum += e + residuals[row] * std::exp(-e);
    }
    double penalty = 0;
    for (std::size_t j = 1; j < width; ++j) penalty += at[j] * at[j];
    return sum / static_cast<double>(rows) + ridge / 2 * penalty;
  };
  double here = loss(beta);
  for (int step = 0; step < 50; ++step) {
    std::vector<double> gradient(width, 0.0);
    std::vector<std::vector<double>> curvature(width, std::vector<double>(width, 0.0));
    for (std::size_t row = 0; row < rows; ++row) {
      const double scaled = residuals[row] * std::exp(-eta(beta, row));
      const auto feature = [&](std::size_t j) { return j == 0 ? 1.0 : features[row][j - 1]; };
      for (std::size_t j = 0; j < width; ++j) {
        gradient[j] += (1 - scaled) * feature(j) / static_cast<double>(rows);
        for (std::size_t k = 0; k < width; ++k)
          curvature[j][k] += scaled * feature(j) * feature(k) / static_cast<double>(rows);
      }
    }
    for (std::size_t j = 1; j < width; ++j) {
      gradient[j] += ridge * beta[j];
      curvature[j][j] += ridge;
    }
    std::vector<double> change = gradient;
    solve(curvature, change);
    double length = 1, next = here;
    std::vector<double> moved(width);
    for (; length > 1e-6; length /= 2) {
      for (std::size_t j = 0; j < width; ++j) moved[j] = beta[j] - length * change[j];
      next = loss(moved);
      if (next <= here) break;
    }
    if (!(next < here)) break;
    const bool settled = here - next < 1e-12;
    beta = moved;
    here = next;
    if (settled) break;
  }
  return beta;
}

double mean_width(const ConformalScores& scores, std::span<const double> spreads,
                  const std::function<double(std::size_t, double)>& width) {
  const double reach = scores.quantile(compared_share);
  double sum = 0;
  for (std::size_t row = 0; row < spreads.size(); ++row) sum += width(row, reach * spreads[row]);
  return sum;
}

ConformalScores scores_of(const RowResiduals& fit, std::span<const double> spreads) {
  std::vector<float> scores(fit.values.size());
  for (std::size_t row = 0; row < scores.size(); ++row)
    scores[row] = static_cast<float>(fit.values[row] / spreads[row]);
  ConformalScores result;
  result.set_scores(std::move(scores));
  return result;
}

}  // namespace

ConformalScores spread_by_ids(const SpreadFields& fields, const RowResiduals& fit, const RowResiduals& seen,
                              const std::function<double(std::size_t row, double reach)>& width) {
  const std::size_t rows = fit.values.size(), count = fields.names.size();
  const std::vector<double> ones(rows, 1.0);
  ConformalScores constant = scores_of(fit, ones);
  std::vector<IdSpread> known;
  for (std::size_t f = 0; f < count; ++f) known.emplace_back(f, fields, fit, seen);
  if (rows < least_spread_rows || count == 0 || !known.front().varies() || !(constant.scores.back() > 0))
    return constant;

  const std::size_t each = known.front().width();
  std::vector<std::vector<double>> features(rows);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t f = 0; f < count; ++f) known[f].append(fit.codes[f][row], fit.values[row], features[row]);
  const std::vector<double> beta = fit_log_spread(features, fit.values);
  const auto factor = [&](std::size_t f, std::span<const double> of_id) {
    const auto weights = beta.begin() + 1 + static_cast<std::ptrdiff_t>(f * each);
    return std::clamp(std::exp(std::inner_product(of_id.begin(), of_id.end(), weights, 0.0)), 1e-3, 1e3);
  };
  const auto of_field = [&](std::size_t row, std::size_t f) {
    return factor(f, std::span(features[row]).subspan(f * each, each));
  };
  std::vector<double> spreads(rows, 1.0);
  double logarithms = 0;
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t f = 0; f < count; ++f) logarithms += std::log(of_field(row, f));
  // So that scores are in the units of residuals: the geometric mean of the spreads is 1.
  const double middle = std::exp(logarithms / static_cast<double>(rows * count));
  const auto limited = [&](double value) { return std::clamp(value / middle, 1 / largest_factor, largest_factor); };
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t f = 0; f < count; ++f) spreads[row] *= limited(of_field(row, f));
  ConformalScores by_ids = scores_of(fit, spreads);
  if (!(mean_width(by_ids, spreads, width) < mean_width(constant, ones, width))) return constant;
  for (std::size_t f = 0; f < count; ++f) {
    ConformalScores::ByField by{fields.names[f], std::vector<float>(fields.codes[f])};
    for (std::uint32_t code = 0; code < fields.codes[f]; ++code) {
      std::vector<double> of_id;
      known[f].append(code, std::nullopt, of_id);
      by.factors[code] = static_cast<float>(limited(factor(f, of_id)));
    }
    by_ids.by_field.push_back(std::move(by));
  }
  return by_ids;
}

}  // namespace interplay
