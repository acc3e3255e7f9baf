// What holds for every loss: checks that tests run over a table of losses.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "interplay/synthetic.h"

#include "base/random.h"
#include "objective/loss.h"

namespace interplay::testing {

// Rows in groups of 1 to 7, of random scores, weights and targets such as the loss takes.
struct RandomRun {
  RandomRun(const Loss& loss, std::size_t rows, std::uint64_t seed) {
    RandomStream random(seed, Purpose::synthesize);
    std::uint32_t group = 3;
    for (std::size_t r = 0, left = 0; r < rows; ++r, --left) {
      if (left == 0) left = 1 + random.below(7), group += 1 + random.below(3);
      groups.push_back(group);
      scores.push_back(static_cast<float>(random.normal()));
      weights.push_back(static_cast<float>(random.below(5)) / 2);
      const std::uint32_t level = random.below(4);
      targets.push_back(loss.target() == TargetKind::binary   ? static_cast<float>(level % 2)
                        : loss.target() == TargetKind::levels ? levels[level]
                                                              : 1 + static_cast<float>(random.uniform() * 4));
    }
    levelled = loss.target() == TargetKind::levels;
  }

  // Rows [first, last).
  LossInput input(std::size_t first, std::size_t last) const {
    const auto part = [&]<class Item>(const std::vector<Item>& items) {
      return std::span<const Item>(items).subspan(first, last - first);
    };
    LossInput rows{.score = part(scores), .target = part(targets), .weight = part(weights), .group = part(groups)};
    if (levelled) rows.levels = levels, rows.thresholds = thresholds;
    return rows;
  }
  LossInput input() const { return input(0, scores.size()); }

  std::vector<float> scores, targets, weights;
  std::vector<std::uint32_t> groups;
  std::vector<float> levels = {1, 2, 3.5f, 5}, thresholds = {-0.8f, 0.1f, 1.2f};
  bool levelled = false;
};

// The links that a loss goes with.
inline std::vector<Link> links_of(const Loss& loss) {
  if (!loss.link().empty()) return {link_named(loss.link())};
  std::vector<Link> links;
  for (const LinkDefinition* definition : link_table())
    if (!definition->thresholds) links.emplace_back(*definition, LinkEnds{1, 5});
  return links;
}

inline void check_gradient(const Loss& loss, const Link& link) {
  constexpr float h = 1.0f / 128;
  RandomRun run(loss, 60, 5);
  // Scores that a difference does not take across the corner of a relu.
  for (float& score : run.scores)
    if (std::abs(score) < 2 * h) score = 0.3f;
  std::vector<float> gradient(run.scores.size());
  loss.evaluate(link, run.input(), gradient);
  for (std::size_t r = 0; r < run.scores.size(); ++r) {
    const float saved = run.scores[r];
    run.scores[r] = saved + h;
    const double above = loss.evaluate(link, run.input(), {});
    run.scores[r] = saved - h;
    const double below = loss.evaluate(link, run.input(), {});
    run.scores[r] = saved;
    const double difference = (above - below) / (2 * static_cast<double>(h));
    ASSERT_NEAR(gradient[r], difference, 1e-3 + 1e-3 * std::abs(difference)) << "row " << r;
  }
}

inline void check_weights(const Loss& loss, const Link& link) {
  RandomRun run(loss, 60, 6);
  std::vector<float> gradient(run.scores.size()), twice(run.scores.size()), scaled(run.scores.size());
  const double value = loss.evaluate(link, run.input(), gradient);
  EXPECT_EQ(loss.evaluate(link, run.input(), {}), value) << "without gradients";
  LossInput input = run.input();
  input.scale = 2;
  EXPECT_EQ(loss.evaluate(link, input, scaled), value) << "the scale is of gradients alone";
  for (float& weight : run.weights) weight *= 2;
  EXPECT_EQ(loss.evaluate(link, run.input(), twice), 2 * value);
  for (std::size_t r = 0; r < gradient.size(); ++r) {
    ASSERT_EQ(twice[r], 2 * gradient[r]) << "row " << r;
    ASSERT_EQ(scaled[r], 2 * gradient[r]) << "row " << r;
  }
  input = run.input();
  run.weights.assign(run.weights.size(), 1);
  const double ones = loss.evaluate(link, run.input(), {});
  input.weight = {};
  EXPECT_EQ(loss.evaluate(link, input, {}), ones) << "no weights are weights of 1";
}

// Where the loss has groups, between groups; else anywhere.
inline void check_cuts(const Loss& loss, const Link& link) {
  const RandomRun run(loss, 90, 7);
  std::vector<float> whole(run.scores.size()), parts(run.scores.size());
  const double value = loss.evaluate(link, run.input(), whole);
  double sum = 0;
  std::size_t first = 0, cuts = 0;
  for (std::size_t r = 1; r <= run.scores.size(); ++r) {
    const bool end = r == run.scores.size(), boundary = end || run.groups[r] != run.groups[r - 1];
    if (!end && (r % 2 == 1 || (loss.grouped() && !boundary))) continue;
    sum += loss.evaluate(link, run.input(first, r), std::span(parts).subspan(first, r - first));
    first = r;
    ++cuts;
  }
  EXPECT_GT(cuts, 5u);
  EXPECT_NEAR(sum, value, 1e-12 * std::abs(value));
  EXPECT_EQ(parts, whole);
}

inline void check_loss(const Loss& loss) {
  for (const Link& link : links_of(loss)) {
    SCOPED_TRACE(std::string(loss.name()) + " behind " + std::string(link.name()));
    check_gradient(loss, link);
    check_weights(loss, link);
    check_cuts(loss, link);
  }
}

}  // namespace interplay::testing
