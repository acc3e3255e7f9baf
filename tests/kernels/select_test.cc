#include "kernels/select.h"

#include <limits>
#include <vector>

#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::Numbers;
using testing::on_every_target;

TEST(Select, FindsWhatIsNotBelow) {
  on_every_target([] {
    for (const std::size_t rows : {0, 1, 3}) {
      for (const std::size_t columns : {1, 5, 64, 131}) {
        Numbers values(rows * columns + 1, 1);
        if (rows > 0) values.data()[columns / 2] = std::numeric_limits<float>::quiet_NaN();
        for (const float limit : {-10.0f, 0.0f, 0.4f, 10.0f}) {
          const std::vector<float> thresholds = {limit, limit / 2, -limit};
          std::vector<std::uint32_t> expected, found(rows * columns + 1);
          for (std::size_t i = 0; i < rows * columns; ++i)
            if (!(values[i] < thresholds[i / columns])) expected.push_back(static_cast<std::uint32_t>(i));
          found.resize(find_not_below(values.data(), rows, columns, thresholds.data(), found.data()));
          EXPECT_EQ(found, expected) << rows << " " << columns << " " << limit;
        }
      }
    }
  });
}

TEST(Select, CountsAnEqualNumber) {
  on_every_target([] {
    const std::vector<float> values(70, 0.5f);
    const float threshold = 0.5f;
    std::vector<std::uint32_t> found(values.size());
    EXPECT_EQ(find_not_below(values.data(), 1, values.size(), &threshold, found.data()), values.size());
  });
}

}  // namespace
}  // namespace interplay::kernels
