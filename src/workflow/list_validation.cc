#include "workflow/list_validation.h"

#include <cmath>
#include <memory>

#include "model/scorer.h"
#include "solvers/gradient/drawn_rows.h"
#include "solvers/monitor.h"

namespace interplay {
namespace {

constexpr std::size_t batch_rows = 1 << 14;
constexpr double listed = 10;

// Of the first row of a group among the others; tied rows count as half above it.
double gain(std::span<const float> scores) {
  double above = 0;
  for (const float score : scores.subspan(1)) above += score > scores[0] ? 1 : score == scores[0] ? 0.5 : 0;
  return above < listed ? 1 / std::log2(above + 2) : 0;
}

}  // namespace

Validate validate_lists(std::span<const std::uint32_t> rows, const Problem& problem) {
  if (rows.empty()) return {};
  const auto items = std::make_shared<NegativeItems>(problem.negatives->data, problem.rows,
                                                     NegativeOptions{.count = sampled_items},
                                                     static_cast<std::uint64_t>(problem.options.seed));
  return [rows, items, &problem](const Parameters& parameters) {
    const EpochRows all{.fields = problem.fields,
                        .rows = rows,
                        .target = {},
                        .weight = {},
                        .group = {},
                        .pool = problem.pool,
                        .seed = static_cast<std::uint64_t>(problem.options.seed)};
    const auto source = negative_rows(problem.negatives->data, all, items, batch_rows);
    source->start(0);
    double sum = 0;
    std::vector<float> scores;
    for (std::size_t done = 0; done < source->size();) {
      const LabeledBatch batch = source->next();
      scores.resize(batch.batch.size());
      Scorer(problem.plan, batch.batch, problem.pool).score(parameters, scores);
      for (std::size_t first = 0; first < scores.size(); first += sampled_items + 1)
        sum += gain(std::span<const float>(scores).subspan(first, sampled_items + 1));
      done += scores.size();
    }
    return MetricValues{{std::string(sampled_ndcg), sum / static_cast<double>(rows.size())}};
  };
}

}  // namespace interplay
