#include "solvers/start_loss.h"

#include <algorithm>
#include <vector>

#include "model/scorer.h"
#include "solvers/gradient/drawn_rows.h"

namespace interplay {
namespace {

constexpr std::size_t most_scored = 8192;

// Copies the items of some interactions to `some`; empty if the array is.
template <class Item>
void gather(std::span<const Item> all, std::span<const std::uint32_t> rows, std::vector<Item>& some) {
  if (all.empty()) return;
  some.resize(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) some[i] = all[rows[i]];
}

bool grouped(const Problem& problem) { return problem.plan.objective().grouped(); }

// `score_of(i)`: the score of the i-th row.
template <class ScoreOf>
double mean_loss(const Problem& problem, std::span<const std::uint32_t> rows, const ScoreOf& score_of) {
  // Rows that are evaluated together: all of them if there are groups, whose rows may be anywhere.
  const std::size_t piece = grouped(problem) ? rows.size() : std::min(rows.size(), most_scored);
  std::vector<float> scores, target, weight;
  std::vector<std::uint32_t> group;
  double sum = 0, weights = 0;
  for (std::size_t first = 0; first < rows.size(); first += piece) {
    const auto here = rows.subspan(first, std::min(piece, rows.size() - first));
    scores.resize(here.size());
    for (std::size_t i = 0; i < here.size(); ++i) scores[i] = score_of(first + i);
    gather(problem.target, here, target);
    gather(problem.weight, here, weight);
    gather(problem.group, here, group);
    const LossInput input{.score = scores, .target = target, .weight = weight, .group = group};
    sum += problem.plan.objective().total(input);
    for (std::size_t i = 0; i < here.size(); ++i) weights += input.weight_of(i);
  }
  return weights > 0 ? sum / weights : 0;
}

std::vector<std::uint32_t> spread(const Problem& problem) {
  const std::span<const std::uint32_t> rows = problem.rows;
  if (grouped(problem)) return {rows.begin(), rows.end()};
  const std::size_t step = (rows.size() + most_scored - 1) / most_scored;
  std::vector<std::uint32_t> chosen;
  for (std::size_t i = 0; i < rows.size(); i += step) chosen.push_back(rows[i]);
  return chosen;
}

// The same of the first batches of an epoch, which together have at least `most_scored` rows, or are all of it.
double start_loss_of_batches(const Problem& problem, BatchSource& batches, const Parameters& parameters,
                             float constant) {
  batches.start(1);
  double of_constant = 0, of_parameters = 0, weights = 0;
  std::vector<float> scores;
  for (std::size_t done = 0; done < std::min(batches.size(), most_scored);) {
    const LabeledBatch rows = batches.next();
    done += rows.batch.size();
    LossInput input{.score = {}, .target = rows.target, .weight = rows.weight, .group = rows.group, .log_q = rows.log_q, .items = rows.items};
    const auto loss_of = [&] {
      input.score = scores;
      return problem.plan.objective().evaluate(input);
    };
    scores.assign(rows.batch.size(), constant);
    of_constant += loss_of();
    Scorer(problem.plan, rows.batch, problem.pool).score(parameters, scores);
    of_parameters += loss_of();
    weights += batches.mean_weight() * static_cast<double>(scores.size());
  }
  return weights > 0 ? std::max(of_constant, of_parameters) / weights : 0;
}

}  // namespace

double start_loss(const Problem& problem, const Parameters& parameters) {
  const auto constant = static_cast<float>(problem.plan.head().weights(parameters).constant);
  if (problem.batches) return start_loss_of_batches(problem, *problem.batches, parameters, constant);
  if (problem.negatives) return start_loss_of_batches(problem, *drawn_rows(problem), parameters, constant);
  const std::vector<std::uint32_t> some = spread(problem);
  std::vector<float> scores(some.size());
  Scorer(problem.plan, {problem.fields, some}, problem.pool).score(parameters, scores);
  return std::max(mean_loss(problem, problem.rows, [&](std::size_t) { return constant; }),
                  mean_loss(problem, some, [&](std::size_t i) { return scores[i]; }));
}

}  // namespace interplay
