#include "kernels/count_above.h"

#include <limits>
#include <vector>

#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::Numbers;
using testing::on_every_target;

TEST(CountAbove, CountsAndFindsWhatIsBetween) {
  on_every_target([] {
    for (const std::size_t count : {0, 1, 15, 16, 17, 64, 301}) {
      const Numbers numbers(count + 1, 3);
      std::vector<float> values(numbers.data(), numbers.data() + count);
      if (count > 4) values[3] = -std::numeric_limits<float>::infinity();
      for (const auto& [low, high] :
           {std::pair{-0.2f, 0.3f}, {0.1f, 0.1f}, {-9.0f, 9.0f}, {5.0f, 6.0f}, {-6.0f, -5.0f}}) {
        if (count > 2) values[1] = low;
        if (count > 2) values[2] = high;
        std::vector<std::uint32_t> places(count + places_beyond), expected;
        std::size_t above = 0;
        for (std::uint32_t i = 0; i < count; ++i) {
          above += values[i] > high;
          if (values[i] >= low && values[i] <= high) expected.push_back(i);
        }
        const Above found = count_above(values.data(), count, low, high, places.data());
        EXPECT_EQ(found.above, above);
        places.resize(found.found);
        EXPECT_EQ(places, expected) << count;
      }
    }
  });
}

}  // namespace
}  // namespace interplay::kernels
