#include "solvers/start_loss.h"

#include <algorithm>
#include <vector>

#include "model/scorer.h"

namespace interplay {
namespace {

constexpr std::size_t most_scored = 8192;

// `score_of(i)`: of the i-th of the rows.
template <class ScoreOf>
double mean_loss(const Problem& problem, std::span<const std::uint32_t> rows, const ScoreOf& score_of) {
  double sum = 0, weights = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double weight = problem.weight.empty() ? 1 : static_cast<double>(problem.weight[rows[i]]);
    sum += weight * problem.plan.objective().value(score_of(i), problem.target[rows[i]]);
    weights += weight;
  }
  return weights > 0 ? sum / weights : 0;
}

std::vector<std::uint32_t> spread(std::span<const std::uint32_t> rows) {
  const std::size_t step = (rows.size() + most_scored - 1) / most_scored;
  std::vector<std::uint32_t> chosen;
  for (std::size_t i = 0; i < rows.size(); i += step) chosen.push_back(rows[i]);
  return chosen;
}

}  // namespace

double start_loss(const Problem& problem, const Parameters& parameters) {
  const auto constant = static_cast<float>(problem.plan.head().weights(parameters).constant);
  const std::vector<std::uint32_t> some = spread(problem.rows);
  std::vector<float> scores(some.size());
  Scorer(problem.plan, {problem.fields, some}, problem.pool).score(parameters, scores);
  return std::max(mean_loss(problem, problem.rows, [&](std::size_t) { return constant; }),
                  mean_loss(problem, some, [&](std::size_t i) { return scores[i]; }));
}

}  // namespace interplay
