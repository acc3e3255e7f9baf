// The fused step alone: ratings a second, one thread, on ids drawn as popular items are, in the size of ML-1M.
//   argument 1: factors; argument 2: the loss (0 squared, 1 squared through the range sigmoid)
#include <benchmark/benchmark.h>

#include <vector>

#include "interplay/synthetic.h"

#include "base/aligned.h"
#include "base/random.h"
#include "kernels/fused_step.h"
#include "solvers/gradient/fused_grid.h"

namespace {

using namespace interplay;

constexpr std::uint32_t users = 6040, items = 3952;
constexpr std::size_t ratings = 1'000'000;

std::vector<kernels::FusedPair> gridded_pairs() {
  RandomStream random(7, Purpose::synthesize);
  std::vector<std::uint32_t> first(ratings), second(ratings);
  for (std::size_t r = 0; r < ratings; ++r) {
    const double u = random.uniform_double(), i = random.uniform_double();
    first[r] = static_cast<std::uint32_t>(u * u * users);
    second[r] = static_cast<std::uint32_t>(i * i * i * items);
  }
  Grid grid = make_grid(first, users, second, items, 1);
  separate_repeats(grid, first, second, kernels::fused_group);
  std::vector<kernels::FusedPair> pairs;
  for (const std::uint32_t r : grid.order)
    pairs.push_back({first[r], users + second[r], 1.0f + static_cast<float>(random.below(5))});
  return pairs;
}

void fused_pairs(benchmark::State& state) {
  static const std::vector<kernels::FusedPair> pairs = gridded_pairs();
  const kernels::FusedStep step{.factors = static_cast<std::size_t>(state.range(0)),
                                .loss = static_cast<kernels::FusedLoss>(state.range(1)),
                                .low = 1,
                                .high = 5,
                                .rate = 0.01f,
                                .linear_rate = 0.002f};
  AlignedArray<float> rows((users + items) * step.stride());
  RandomStream random(7, Purpose::initialize);
  for (float& x : rows) x = 0.01f * static_cast<float>(random.normal());
  float bias = 3.5f;
  for (auto _ : state) benchmark::DoNotOptimize(kernels::fused_pairs(step, rows.data(), pairs, bias));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(pairs.size()));
}
BENCHMARK(fused_pairs)->ArgsProduct({{8, 16, 32, 64, 128}, {0, 1}})->Unit(benchmark::kMillisecond);

// The same step as anyone would first write it: the yardstick of bench/check.
void scalar_pairs(benchmark::State& state) {
  static const std::vector<kernels::FusedPair> pairs = gridded_pairs();
  const auto factors = static_cast<std::size_t>(state.range(0));
  std::vector<float> rows((users + items) * factors), biases(users + items);
  RandomStream random(7, Purpose::initialize);
  for (float& x : rows) x = 0.01f * static_cast<float>(random.normal());
  for (auto _ : state) {
    for (const kernels::FusedPair& pair : pairs) {
      float* p = &rows[pair.first * factors];
      float* q = &rows[pair.second * factors];
      float score = 3.5f + biases[pair.first] + biases[pair.second];
      for (std::size_t k = 0; k < factors; ++k) score += p[k] * q[k];
      const float error = 2 * (score - pair.target);
      for (std::size_t k = 0; k < factors; ++k) {
        const float old = p[k];
        p[k] -= 0.01f * (error * q[k] + 0.1f * old);
        q[k] -= 0.01f * (error * old + 0.1f * q[k]);
      }
      biases[pair.first] -= 0.002f * (error + 0.1f * biases[pair.first]);
      biases[pair.second] -= 0.002f * (error + 0.1f * biases[pair.second]);
    }
    benchmark::DoNotOptimize(rows.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(pairs.size()));
}
BENCHMARK(scalar_pairs)->Arg(32)->Unit(benchmark::kMillisecond);

}  // namespace
