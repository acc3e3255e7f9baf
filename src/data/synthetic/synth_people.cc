// Users, items and how active each user is.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "data/synthetic/synth.h"
#include "interplay/error.h"

namespace interplay::synth {
namespace {

// About how often each genre occurs, "unknown" first.
constexpr std::array<std::uint32_t, genres> genre_weights = {0, 25, 14, 5, 12, 50, 11, 5, 72, 3,
                                                             3, 9,  6,  6, 25, 10, 25, 7, 3};

std::uint32_t below_by_weight(RandomStream& random, std::span<const std::uint32_t> weights) {
  std::uint32_t left = random.below(std::accumulate(weights.begin(), weights.end(), 0u));
  std::uint32_t index = 0;
  while (left >= weights[index]) left -= weights[index++];
  return index;
}

std::uint64_t total_of(std::span<const double> appetite, double scale, std::uint64_t least, std::uint64_t most,
                       std::vector<std::uint32_t>& counts) {
  std::uint64_t total = 0;
  for (std::size_t u = 0; u < counts.size(); ++u) {
    const double extra = std::min(scale * appetite[u], static_cast<double>(most));
    counts[u] = static_cast<std::uint32_t>(std::min(most, least + static_cast<std::uint64_t>(extra)));
    total += counts[u];
  }
  return total;
}

}  // namespace

RandomStream stream(std::uint64_t seed, Step step, std::uint64_t row) {
  return RandomStream(seed, Purpose::synthesize, step, row);
}

double normal(RandomStream& random) {
  std::uint32_t sum = 0;
  for (int word = 0; word < 4; ++word) {
    const std::uint32_t bits = random.bits();
    sum += (bits >> 16) + (bits & 0xffffu);
  }
  // Mean 8 * 65535 / 2, variance 8 * (65536^2 - 1) / 12.
  return (static_cast<double>(sum) - 262140.0) * (1.0 / 53510.0);
}

Shape shape_of(const SyntheticOptions& options) {
  static const std::map<std::string, Shape> shapes = {
      {"ml-100k", {Layout::ml_100k, 100'000, 943, 1682, 874'724'710, 893'286'638}},
      {"ml-1m", {Layout::ml_1m, 1'000'209, 6040, 3952, 956'703'932, 1'046'454'590}},
      {"ml-20m", {Layout::ml_20m, 20'000'263, 138'493, 27'278, 789'652'009, 1'427'784'002}}};
  const auto found = shapes.find(options.like);
  if (found == shapes.end())
    throw Error(Code::usage, "unknown layout '" + options.like + "'", "choose ml-100k, ml-1m, ml-20m or criteo");
  Shape shape = found->second;
  if (options.rows > 0) shape.rows = static_cast<std::uint64_t>(options.rows);
  if (options.users > 0) shape.users = static_cast<std::uint32_t>(options.users);
  if (options.items > 0) shape.items = static_cast<std::uint32_t>(options.items);
  const std::uint64_t pairs = std::uint64_t{shape.users} * shape.items;
  if (shape.rows > pairs)
    throw Error(Code::usage,
                std::to_string(shape.rows) + " ratings, but " + std::to_string(shape.users) + " users and " +
                    std::to_string(shape.items) + " items make only " + std::to_string(pairs) + " different pairs",
                "ask for fewer rows, or more users and items");
  return shape;
}

std::vector<User> make_users(const Shape& shape, std::uint64_t seed) {
  std::vector<User> users(shape.users);
  for (std::uint32_t u = 0; u < shape.users; ++u) {
    RandomStream random = stream(seed, user_step, u);
    // Triangular from 7 to 25, then a flatter tail up to 73.
    const std::uint32_t young = 7 + random.below(12) + random.below(12);
    users[u].age = random.below(3) == 0 ? young : 18 + random.below(28) + random.below(29);
    users[u].female = random.below(100) < 29;
    users[u].occupation = users[u].age < 15 ? 10 : random.below(occupations);
    users[u].zip = random.below(100'000);
  }
  return users;
}

std::vector<Item> make_items(const Shape& shape, std::uint64_t seed) {
  std::vector<Item> items(shape.items);
  for (std::uint32_t i = 0; i < shape.items; ++i) {
    RandomStream random = stream(seed, item_step, i);
    const double recent = random.uniform_double();
    items[i].year = 1998 - static_cast<std::uint32_t>(68.0 * recent * recent * recent);
    items[i].month = 1 + random.below(12);
    items[i].day = 1 + random.below(28);
    const std::uint32_t draws = 1 + (random.below(2) == 0) + (random.below(4) == 0);
    for (std::uint32_t d = 0; d < draws; ++d) items[i].genres |= 1u << below_by_weight(random, genre_weights);
    if (random.below(800) == 0) items[i].genres = 1;
  }
  return items;
}

std::vector<std::uint32_t> make_activity(const Shape& shape, std::uint64_t seed) {
  // Pareto of shape 4, shifted to start at 0: by square roots alone.
  std::vector<double> appetite(shape.users);
  for (std::uint32_t u = 0; u < shape.users; ++u)
    appetite[u] = 1.0 / std::sqrt(std::sqrt(stream(seed, activity_step, u).uniform_double())) - 1.0;
  const std::uint64_t mean = shape.rows / std::max<std::uint64_t>(1, shape.users);
  const std::uint64_t least = std::min<std::uint64_t>(20, mean / 2);
  const std::uint64_t most =
      std::min<std::uint64_t>(shape.items, std::max<std::uint64_t>(shape.items * 45ull / 100, 2 * mean + 1));
  // The greatest scale whose total does not exceed the rows wanted, by bisection; the few rows left go round.
  std::vector<std::uint32_t> counts(shape.users);
  double low = 0, high = 4.0 * static_cast<double>(shape.rows + 1);
  for (int step = 0; step < 80; ++step) {
    const double middle = 0.5 * (low + high);
    (total_of(appetite, middle, least, most, counts) <= shape.rows ? low : high) = middle;
  }
  std::uint64_t left = shape.rows - total_of(appetite, low, least, most, counts);
  for (bool progress = true; left > 0 && progress;) {
    progress = false;
    for (std::size_t u = 0; u < counts.size() && left > 0; ++u) {
      if (counts[u] == most) continue;
      ++counts[u];
      --left;
      progress = true;
    }
  }
  return counts;
}

}  // namespace interplay::synth
