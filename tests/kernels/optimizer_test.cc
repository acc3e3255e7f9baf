#include "kernels/optimizer.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::Numbers;
using testing::on_every_target;

constexpr std::size_t stepped_strides[] = {1, 4, 8, 16, 24, 40, 48, 56, 72};
constexpr float no_bound = -std::numeric_limits<float>::infinity();

StepRule rule_of(Rule rule, float lower = no_bound) {
  return {.rule = rule, .epsilon = 1e-7f, .beta1 = 0.9f, .beta2 = 0.999f, .lower = lower};
}

// The header's formulas, in double.
void slow_step(const StepRule& rule, double rate, double g, double& w, double& first, double& second) {
  if (rule.rule == Rule::sgd) w -= rate * g;
  if (rule.rule == Rule::adagrad) {
    first += g * g;
    w -= rate * g / std::sqrt(first + rule.epsilon);
  }
  if (rule.rule == Rule::adam) {
    first = rule.beta1 * first + (1 - rule.beta1) * g;
    second = rule.beta2 * second + (1 - rule.beta2) * g * g;
    w -= rate * first / (std::sqrt(second) + rule.epsilon);
  }
  w = std::max<double>(w, rule.lower);
}

struct State {
  explicit State(std::size_t size) : w(size, 1), first(size, 2), second(size, 3) {
    for (std::size_t i = 0; i < size; ++i) {
      first[i] = std::abs(first[i]);
      second[i] = std::abs(second[i]);
    }
  }
  OptimizedTable table(std::size_t stride) { return {w.data(), first.data(), second.data(), stride}; }
  Numbers w, first, second;
};

TEST(StepRows, FollowTheFormulas) {
  on_every_target([] {
    for (const Rule kind : {Rule::sgd, Rule::adagrad, Rule::adam}) {
      for (const std::size_t stride : stepped_strides) {
        for (const float lower : {no_bound, 0.0f}) {
          const StepRule rule = rule_of(kind, lower);
          State state(6 * stride);
          const State before = state;
          const std::vector<std::uint32_t> rows{4, 0, 3};
          const Numbers gradient(rows.size() * stride, 4);
          step_rows(rule, state.table(stride), rows.data(), rows.size(), gradient.data(), 0.5f, 0.1f);
          for (std::size_t i = 0; i < rows.size(); ++i) {
            for (std::size_t k = 0; k < stride; ++k) {
              const std::size_t at = rows[i] * stride + k;
              double w = before.w[at], first = before.first[at], second = before.second[at];
              slow_step(rule, 0.1f, 0.5 * gradient[i * stride + k], w, first, second);
              EXPECT_NEAR(state.w[at], w, 1e-5);
              EXPECT_NEAR(state.first[at], first, 1e-5);
              EXPECT_NEAR(state.second[at], second, 1e-5);
            }
          }
          for (const std::size_t row : {1, 2, 5}) EXPECT_EQ(state.w[row * stride], before.w[row * stride]);
        }
      }
    }
  });
}

TEST(StepRows, WithoutRowsStepTheFirstOnes) {
  on_every_target([] {
    State state(5 * 8), other(5 * 8);
    const std::vector<std::uint32_t> rows{0, 1, 2, 3, 4};
    const Numbers gradient(5 * 8, 4);
    step_rows(rule_of(Rule::adam), state.table(8), nullptr, 5, gradient.data(), 1, 0.1f);
    step_rows(rule_of(Rule::adam), other.table(8), rows.data(), 5, gradient.data(), 1, 0.1f);
    EXPECT_EQ(std::memcmp(state.w.data(), other.w.data(), 5 * 8 * sizeof(float)), 0);
  });
}

// Postponed idle steps give the bits of steps made one by one, and those are steps with the gradient decay *
// w.
TEST(CatchUp, IsTheSameAsStepByStep) {
  on_every_target([] {
    std::vector<float> rates, decays;
    for (int t = 0; t < 37; ++t) {
      rates.push_back(0.01f / static_cast<float>(1 + t));
      decays.push_back(0.02f * static_cast<float>(t % 3));
    }
    for (const Rule kind : {Rule::sgd, Rule::adagrad, Rule::adam}) {
      for (const std::size_t stride : stepped_strides) {
        const StepRule rule = rule_of(kind);
        State late(4 * stride), soon(4 * stride), plain(4 * stride);
        std::vector<std::uint32_t> late_done{0, 5, 37, 20}, soon_done = late_done;
        const std::vector<std::uint32_t> starts = late_done;
        catch_up(rule, late.table(stride), nullptr, 0, 4, late_done.data(), {rates.data(), decays.data(), 37});
        for (std::uint32_t now = 1; now <= 37; ++now) {
          for (std::uint32_t row = 0; row < 4; ++row)
            if (soon_done[row] < now)
              catch_up(rule, soon.table(stride), &row, 0, 1, soon_done.data(), {rates.data(), decays.data(), now});
        }
        for (std::uint32_t row = 0; row < 4; ++row) {
          for (std::uint32_t t = starts[row]; t < 37; ++t) {
            std::vector<float> gradient(stride, 0.0f);
            add_decay(plain.w.data(), stride, &row, 1, &decays[t], false, gradient.data());
            step_rows(rule, plain.table(stride), &row, 1, gradient.data(), 1, rates[t]);
          }
        }
        EXPECT_EQ(std::memcmp(late.w.data(), soon.w.data(), 4 * stride * sizeof(float)), 0);
        EXPECT_EQ(std::memcmp(late.second.data(), soon.second.data(), 4 * stride * sizeof(float)), 0);
        EXPECT_EQ(std::memcmp(late.w.data(), plain.w.data(), 4 * stride * sizeof(float)), 0);
        for (const std::uint32_t done : late_done) EXPECT_EQ(done, 37u);
      }
    }
  });
}

TEST(CatchUp, WithoutDecayIsTheSameToRounding) {
  on_every_target([] {
    const std::vector<float> rates(300, 0.01f), zeros(300, 0.0f);
    for (const Rule kind : {Rule::sgd, Rule::adagrad, Rule::adam}) {
      for (const std::size_t stride : stepped_strides) {
        State with(2 * stride), without(2 * stride);
        std::vector<std::uint32_t> with_done{0, 250}, without_done = with_done;
        const StepRule rule = rule_of(kind);
        catch_up(rule, with.table(stride), nullptr, 0, 2, with_done.data(), {rates.data(), zeros.data(), 300});
        catch_up(rule, without.table(stride), nullptr, 0, 2, without_done.data(), {rates.data(), nullptr, 300});
        for (std::size_t i = 0; i < 2 * stride; ++i) {
          EXPECT_NEAR(without.w[i], with.w[i], 1e-5 * (1 + std::abs(with.w[i])));
          EXPECT_EQ(without.first[i], with.first[i]);
          EXPECT_EQ(without.second[i], with.second[i]);
        }
        EXPECT_EQ(with_done, without_done);
      }
    }
  });
}

TEST(CatchUp, AllAtOnceIsTheSameToRounding) {
  on_every_target([] {
    std::vector<float> rates;
    for (int t = 0; t < 300; ++t) rates.push_back(0.01f / static_cast<float>(1 + t / 100));
    const StepRule rule = rule_of(Rule::adam);
    DeferredAdam deferred(rule);
    ASSERT_TRUE(deferred.sums_up());
    // Step by step, as training does, and from the start.
    for (std::size_t now = 1; now <= rates.size(); now += 1 + now / 2) deferred.follow(std::span(rates).first(now));
    deferred.follow(rates);
    for (const std::size_t stride : stepped_strides) {
      for (const float least_root : {1.0f, 1e-7f, 1e-9f}) {
        State slow(4 * stride), fast(4 * stride);
        for (std::size_t i = 0; i < 4 * stride; ++i) slow.second[i] = fast.second[i] *= least_root * least_root;
        std::vector<std::uint32_t> slow_done{0, 150, 299, 300}, fast_done = slow_done;
        const State before = slow;
        catch_up(rule, slow.table(stride), nullptr, 0, 4, slow_done.data(), {rates.data(), nullptr, 300});
        catch_up(rule, fast.table(stride), nullptr, 0, 4, fast_done.data(),
                 {rates.data(), nullptr, 300, deferred.sums(), deferred.powers()});
        for (std::size_t i = 0; i < 4 * stride; ++i) {
          EXPECT_NEAR(fast.w[i], slow.w[i], 1e-6 + 3e-6 * std::abs(slow.w[i] - before.w[i]));
          EXPECT_NEAR(fast.first[i], slow.first[i], 1e-5 * slow.first[i]);
          EXPECT_NEAR(fast.second[i], slow.second[i], 1e-4 * slow.second[i]);
        }
        EXPECT_EQ(fast_done, slow_done);
      }
    }
  });
}

TEST(DeferredAdam, TellsWhereFourSumsAreNotEnough) {
  StepRule rule = rule_of(Rule::adam);
  rule.beta2 = 0.9f;
  EXPECT_FALSE(DeferredAdam(rule).sums_up());
}

TEST(CatchUp, MomentsEndAtZeroAndNotAsSubnormals) {
  on_every_target([] {
    State state(8);
    const std::vector<float> rates(200000, 0.001f), decays(200000, 0.0f);
    std::uint32_t done = 0;
    catch_up(rule_of(Rule::adam), state.table(8), nullptr, 0, 1, &done, {rates.data(), decays.data(), 200000});
    for (std::size_t k = 0; k < 8; ++k) {
      EXPECT_EQ(state.first[k], 0.0f);
      EXPECT_EQ(state.second[k], 0.0f);
      EXPECT_TRUE(std::isfinite(state.w[k]));
    }
  });
}

TEST(StepRows, KeepNaNWhereWeightsAreBounded) {
  on_every_target([] {
    float w = std::numeric_limits<float>::quiet_NaN();
    const float gradient = 1;
    step_rows(rule_of(Rule::sgd, 0), {&w, nullptr, nullptr, 1}, nullptr, 1, &gradient, 1, 0.1f);
    EXPECT_TRUE(std::isnan(w));
  });
}

TEST(AddDecay, UsesEachOneOrOneForAll) {
  on_every_target([] {
    for (const std::size_t stride : stepped_strides) {
      const Numbers w(4 * stride, 1), decay(4, 2);
      const std::vector<std::uint32_t> rows{3, 1};
      for (const bool each : {false, true}) {
        Numbers gradient(2 * stride, 3);
        const Numbers before = gradient;
        add_decay(w.data(), stride, rows.data(), 2, decay.data(), each, gradient.data());
        for (std::size_t i = 0; i < 2; ++i)
          for (std::size_t k = 0; k < stride; ++k)
            EXPECT_NEAR(gradient[i * stride + k],
                        before[i * stride + k] + decay[each ? i : 0] * w[rows[i] * stride + k], 1e-6);
      }
    }
  });
}

}  // namespace
}  // namespace interplay::kernels
