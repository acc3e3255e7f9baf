// The planted model and the ratings that it gives.
#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "data/synthetic/synth.h"

namespace interplay::synth {
namespace {

// The scale of the parts of a score. With noise 0.75 and rounding, the best that any model can reach is an
// RMSE of about 0.8; biases alone leave the factors' part unexplained as well.
constexpr double mean_score = 3.15;
constexpr double user_bias = 0.35, item_bias = 0.30, popularity_bias = 0.5;
constexpr double signal = 1.15;  // standard deviation of <p, q>
constexpr double mood = 0.10;
// Shares of the factors' variance that groups explain.
constexpr double shared_by_users = 0.35, shared_by_items = 0.45;

constexpr std::uint64_t first_gender = 7, first_occupation = 9, first_genre = 30;
constexpr std::uint64_t seconds_a_day = 86'400;

std::uint64_t age_group(std::uint32_t age) {
  constexpr std::uint32_t starts[] = {18, 25, 35, 45, 50, 56};
  return static_cast<std::uint64_t>(std::upper_bound(std::begin(starts), std::end(starts), age) - std::begin(starts));
}

}  // namespace

World::World(const Shape& shape, const SyntheticOptions& options)
    : shape_(shape),
      seed_(static_cast<std::uint64_t>(options.seed)),
      rank_(static_cast<std::size_t>(options.rank)),
      noise_(options.noise),
      users_(make_users(shape, seed_)),
      items_(make_items(shape, seed_)),
      activity_(make_activity(shape, seed_)),
      user_factors_(rank_),
      taken_by_(shape.items, 0) {
  double total = 0;
  for (std::size_t k = 0; k < rank_; ++k) total += 1.0 / static_cast<double>(k + 1);
  for (std::size_t k = 0; k < rank_; ++k)
    strength_.push_back(signal * std::sqrt(1.0 / (static_cast<double>(k + 1) * total)));
  for (std::uint64_t group = 0; group < first_genre + genres; ++group) groups_.push_back(group_factors(group));
  make_popularity(seed_);
  make_item_factors(seed_);
}

std::vector<double> World::group_factors(std::uint64_t group) const {
  RandomStream random = stream(seed_, group_step, group);
  std::vector<double> factors(rank_);
  for (double& factor : factors) factor = normal(random);
  return factors;
}

// Zipf and Mandelbrot's law, thinned towards the end, for items in random order of popularity.
void World::make_popularity(std::uint64_t seed) {
  const std::uint32_t n = shape_.items;
  by_popularity_.resize(n);
  std::iota(by_popularity_.begin(), by_popularity_.end(), 0u);
  RandomStream random = stream(seed, popularity_step);
  shuffle(std::span(by_popularity_), random);
  std::vector<double> weight(n);
  double total = 0;
  const double head = 0.03 * n + 1.0;
  for (std::uint32_t r = 0; r < n; ++r) {
    weight[by_popularity_[r]] = (1.0 - (r + 0.5) / n) / (r + head);
    total += weight[by_popularity_[r]];
  }
  // Vose's construction of the alias table. Thresholds are 32-bit fractions.
  threshold_.assign(n, 0xffffffffu);
  alias_.resize(n);
  std::vector<std::uint32_t> small, large;
  for (std::uint32_t i = 0; i < n; ++i) {
    alias_[i] = i;
    weight[i] *= n / total;
    (weight[i] < 1.0 ? small : large).push_back(i);
  }
  while (!small.empty() && !large.empty()) {
    const std::uint32_t less = small.back(), more = large.back();
    small.pop_back();
    threshold_[less] = static_cast<std::uint32_t>(weight[less] * 4294967295.0);
    alias_[less] = more;
    weight[more] -= 1.0 - weight[less];
    if (weight[more] >= 1.0) continue;
    large.pop_back();
    small.push_back(more);
  }
}

void World::make_item_factors(std::uint64_t seed) {
  const double shared = std::sqrt(shared_by_items), own = std::sqrt(1.0 - shared_by_items);
  item_factors_.resize(std::size_t{shape_.items} * rank_);
  item_bias_.resize(shape_.items);
  std::vector<std::uint32_t> rank_of(shape_.items);
  for (std::uint32_t r = 0; r < shape_.items; ++r) rank_of[by_popularity_[r]] = r;
  for (std::uint32_t i = 0; i < shape_.items; ++i) {
    // Streams of items continue behind those of the other properties of items.
    RandomStream random = stream(seed, item_step, (std::uint64_t{1} << 32) | i);
    item_bias_[i] = static_cast<float>(item_bias * normal(random) +
                                       popularity_bias * (0.5 - static_cast<double>(rank_of[i]) / shape_.items));
    const double norm = shared / std::sqrt(static_cast<double>(std::popcount(items_[i].genres)));
    for (std::size_t k = 0; k < rank_; ++k) {
      double common = 0;
      for (std::size_t g = 0; g < genres; ++g)
        if (items_[i].genres >> g & 1u) common += groups_[first_genre + g][k];
      item_factors_[i * rank_ + k] = static_cast<float>(norm * common + own * normal(random));
    }
  }
}

void World::make_user_factors(std::uint32_t user) {
  const double shared = std::sqrt(shared_by_users / 3.0), own = std::sqrt(1.0 - shared_by_users);
  const User& who = users_[user];
  const auto& age = groups_[age_group(who.age)];
  const auto& gender = groups_[first_gender + who.female];
  const auto& occupation = groups_[first_occupation + who.occupation];
  RandomStream random = stream(seed_, user_step, (std::uint64_t{1} << 32) | user);
  for (std::size_t k = 0; k < rank_; ++k)
    user_factors_[k] = strength_[k] * (shared * (age[k] + gender[k] + occupation[k]) + own * normal(random));
}

double World::affinity(std::uint32_t item) const {
  double sum = 0;
  const float* factors = &item_factors_[item * rank_];
  for (std::size_t k = 0; k < rank_; ++k) sum += user_factors_[k] * factors[k];
  return sum;
}

std::uint32_t World::draw_item(RandomStream& random) const {
  const std::uint32_t slot = random.below(shape_.items);
  return random.bits() <= threshold_[slot] ? slot : alias_[slot];
}

// By popularity, and rather what the user likes: who rated what tells of taste, as in real data.
void World::choose_items(std::uint32_t user, std::vector<Rating>& ratings) {
  const std::uint32_t wanted = activity_[user];
  RandomStream random = stream(seed_, choice_step, user);
  ratings.clear();
  const auto take = [&](std::uint32_t item) {
    taken_by_[item] = user + 1;
    ratings.push_back({item, 0, 0});
  };
  for (std::uint64_t attempts = std::uint64_t{wanted} * 30 + 1000; attempts > 0 && ratings.size() < wanted;
       --attempts) {
    const std::uint32_t item = draw_item(random);
    if (taken_by_[item] == user + 1) continue;
    const double probability = std::clamp(0.5 + 0.2 * affinity(item), 0.1, 1.0);
    if (random.uniform() < probability) take(item);
  }
  // Who rates nearly everything takes the rest in order of popularity.
  for (std::uint32_t r = 0; r < shape_.items && ratings.size() < wanted; ++r)
    if (taken_by_[by_popularity_[r]] != user + 1) take(by_popularity_[r]);
}

// Users rate in a few sittings, a title every half minute or so.
void World::set_times(std::uint32_t user, std::vector<Rating>& ratings, std::vector<std::uint32_t>& sitting) const {
  RandomStream random = stream(seed_, time_step, user);
  const std::size_t count = ratings.size();
  sitting.assign(count, 0);
  if (count == 0) return;
  const double span = shape_.last_time - shape_.first_time - static_cast<double>(seconds_a_day);
  const double joined = span * random.uniform_double(), stays = random.uniform_double();
  const std::uint32_t sittings = 1 + random.below(1 + static_cast<std::uint32_t>(count / 40));
  std::vector<std::uint64_t> starts;
  for (std::uint32_t s = 0; s < sittings; ++s) {
    const double later = s == 0 ? 0.0 : (span - joined) * stays * stays * random.uniform_double();
    starts.push_back(static_cast<std::uint64_t>(shape_.first_time + joined + later));
  }
  std::sort(starts.begin(), starts.end());
  std::uint64_t now = 0;
  for (std::size_t i = 0; i < count; ++i) {
    sitting[i] = static_cast<std::uint32_t>(i * sittings / count);
    now = std::max(now + random.below(50), starts[sitting[i]]);
    ratings[i].time = std::min(now, static_cast<std::uint64_t>(shape_.last_time));
  }
}

void World::ratings_of(std::uint32_t user, std::vector<Rating>& ratings) {
  make_user_factors(user);
  choose_items(user, ratings);
  set_times(user, ratings, sitting_);
  RandomStream random = stream(seed_, rating_step, user);
  const double bias = mean_score + user_bias * normal(random);
  double mood_now = 0;
  for (std::size_t i = 0; i < ratings.size(); ++i) {
    if (i == 0 || sitting_[i] != sitting_[i - 1]) mood_now = mood * normal(random);
    const std::uint32_t item = ratings[i].item;
    const double score = bias + item_bias_[item] + affinity(item) + mood_now + noise_ * normal(random);
    ratings[i].rating = static_cast<std::uint32_t>(std::clamp(std::floor(score + 0.5), 1.0, 5.0));
  }
}

}  // namespace interplay::synth
