#include "score/candidates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "interplay/synthetic.h"

#include "base/random.h"

namespace interplay {
namespace {

// True values lie on a grid, so that many are equal; the values given are off by up to `error`.
TEST(Candidates, HoldAllThatMayBeAmongTheBest) {
  RandomStream random(1, Purpose::synthesize);
  for (const std::size_t count : {1, 10, 300}) {
    for (const float error : {0.0f, 0.01f, 0.3f}) {
      Candidates candidates(count, 2 * error);
      std::vector<float> exact(5000);
      for (std::uint32_t i = 0; i < exact.size(); ++i) {
        exact[i] = 0.25f * static_cast<float>(random.below(4000));
        const float value = exact[i] + error * (2 * random.uniform() - 1);
        if (!(value < candidates.threshold())) candidates.add(i, value);
      }
      const std::vector<std::uint32_t> taken = candidates.take();
      std::vector<float> sorted = exact;
      std::ranges::sort(sorted, std::greater<>());
      for (std::uint32_t i = 0; i < exact.size(); ++i) {
        if (exact[i] < sorted[count - 1]) continue;
        EXPECT_NE(std::ranges::find(taken, i), taken.end()) << count << " " << error << " " << i;
      }
      EXPECT_LT(taken.size(), count + 200);
    }
  }
}

TEST(Candidates, KeepWhatIsNoNumber) {
  Candidates candidates(1, 0);
  for (std::uint32_t i = 0; i < 1000; ++i)
    candidates.add(i, i == 500 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(i));
  const std::vector<std::uint32_t> taken = candidates.take();
  EXPECT_NE(std::ranges::find(taken, 500u), taken.end());
}

}  // namespace
}  // namespace interplay
