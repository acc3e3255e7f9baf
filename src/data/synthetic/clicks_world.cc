// The planted model of synthetic clicks, and its rows.
#include <algorithm>
#include <bit>
#include <cmath>

#include "data/synthetic/clicks.h"

namespace interplay::synth {
namespace {

// exp(x) of |x| < 700 by + - * / alone, so that it is the same on every machine: 2^k times the Taylor series of the
// rest, which is at most ln(2) / 2 (relative error below 1e-15).
double exponential(double x) {
  constexpr double ln2 = 0.6931471805599453;
  const double whole = std::floor(x / ln2 + 0.5);
  const double rest = x - whole * ln2;
  double sum = 1;
  for (int n = 14; n > 0; --n) sum = 1 + sum * rest / n;
  return sum * std::bit_cast<double>(static_cast<std::uint64_t>(static_cast<std::int64_t>(whole) + 1023) << 52);
}

// How counts are distributed: floor(exp(mean + deviation z)) + least, with gaps.
struct Counts {
  double mean, deviation, missing;
  std::int64_t least;
};
constexpr Counts counts[click_numbers] = {
    {0.6, 1.2, 0.45, 0}, {3.0, 2.0, 0, -1},    {1.8, 1.4, 0.21, 0}, {1.6, 1.1, 0.22, 0}, {7.5, 1.9, 0.03, 0},
    {3.6, 1.6, 0.22, 0}, {1.6, 1.5, 0.04, 0},  {2.0, 1.1, 0, 0},    {3.7, 1.3, 0.04, 0}, {-0.2, 0.8, 0.45, 0},
    {0.5, 0.9, 0.04, 0}, {-0.3, 1.1, 0.76, 0}, {1.5, 1.1, 0.22, 0}};

// How categories are distributed: the r-th of n is drawn as n u^skew, u uniform: the density falls as r^(1/skew - 1).
struct Categories {
  std::uint32_t number;
  int skew;
  double missing;
};
constexpr Categories categories[click_fields - click_numbers] = {
    {1460, 5, 0},     {583, 3, 0},      {100'000, 4, 0.03}, {80'000, 4, 0.03}, {305, 5, 0},   {24, 3, 0.12},
    {12'517, 4, 0},   {633, 4, 0},      {3, 2, 0},          {50'000, 5, 0},    {5'683, 3, 0}, {100'000, 4, 0.03},
    {3'194, 3, 0},    {27, 2, 0},       {14'992, 4, 0},     {90'000, 4, 0.03}, {10, 2, 0},    {5'652, 4, 0},
    {2'173, 4, 0.44}, {4, 2, 0.44},     {100'000, 4, 0.03}, {18, 4, 0.76},     {15, 2, 0},    {60'000, 4, 0.03},
    {105, 3, 0.44},   {40'000, 4, 0.44}};

// The ends of the buckets of counts.
constexpr std::array<std::int64_t, 40> bucket_ends = [] {
  std::array<std::int64_t, 40> ends{};
  std::int64_t a = 0, b = 1;
  for (std::int64_t& end : ends) {
    end = b;
    b += a == 0 ? 1 : a;
    a = end;
  }
  return ends;
}();
constexpr double log_golden = 0.48121182505960347;  // of one bucket, by logarithm

// Bucket 0 holds counts below 1.
std::uint32_t bucket_of(std::int64_t count) {
  return static_cast<std::uint32_t>(std::ranges::upper_bound(bucket_ends, count) - bucket_ends.begin());
}

constexpr double linear_variance = 0.8, pair_variance = 1.0;
constexpr std::size_t planted_pairs = 48;
constexpr double most_combinations = 4e6;  // of a planted pair, so that rows can tell of it
constexpr double base_rate = 0.25;
constexpr std::uint64_t rows_for_base_rate = 20'000;

}  // namespace

ClickWorld::ClickWorld(std::uint64_t seed, std::size_t rank) : seed_(seed), rank_(rank) {
  for (std::size_t f = 0; f < click_fields; ++f) {
    sizes_[f] = f < click_numbers ? static_cast<std::uint32_t>(bucket_ends.size()) + 2
                                  : categories[f - click_numbers].number + 1;
    starts_[f + 1] = starts_[f] + sizes_[f];
  }
  make_effects();
  make_pairs();
  set_base_rate();
}

// Weights of a field have one deviation; the squares of these sum to linear_variance. A count has a slope and a bend in
// its logarithm z, and the vector z u; its missing cells have a weight and a vector of their own, as categories have.
void ClickWorld::make_effects() {
  std::array<double, click_fields> deviation{};
  double squares = 0;
  for (std::size_t f = 0; f < click_fields; ++f) {
    deviation[f] = 0.5 + stream(seed_, click_field_step, f).uniform_double();
    squares += deviation[f] * deviation[f];
  }
  const double scale = std::sqrt(linear_variance / squares);
  weights_.resize(starts_.back());
  vectors_.resize(starts_.back() * rank_);
  for (std::size_t f = 0; f < click_fields; ++f) {
    RandomStream of_field = stream(seed_, click_effect_step, f);
    const double slope = normal(of_field), bend = 0.5 * normal(of_field);
    std::vector<double> direction(rank_);
    for (double& d : direction) d = normal(of_field);
    for (std::uint32_t code = 0; code < sizes_[f]; ++code) {
      const std::size_t at = index(f, code);
      const bool bucket = f < click_numbers && code > 0;
      double z = 0;
      if (bucket) {
        const Counts& of = counts[f];
        z = std::clamp(((code - 1.67) * log_golden - of.mean) / of.deviation, -2.5, 2.5);
      }
      RandomStream random = stream(seed_, click_code_step, at);
      weights_[at] =
          static_cast<float>(deviation[f] * scale * (bucket ? slope * z + bend * (z * z - 1) : normal(random)));
      for (std::size_t k = 0; k < rank_; ++k)
        vectors_[at * rank_ + k] = static_cast<float>(bucket ? z * direction[k] : normal(random));
    }
  }
}

// The products of two vectors of standard normal numbers have variance `rank`.
void ClickWorld::make_pairs() {
  if (rank_ == 0) return;
  RandomStream random = stream(seed_, click_pair_step);
  double squares = 0;
  while (pairs_.size() < planted_pairs) {
    std::size_t f = random.below(click_fields), g = random.below(click_fields);
    if (f > g) std::swap(f, g);
    const double strength = (0.5 + random.uniform_double()) * (random.below(2) == 0 ? 1 : -1);
    const bool known = std::ranges::any_of(pairs_, [&](const Pair& pair) { return pair.f == f && pair.g == g; });
    if (f == g || known || static_cast<double>(sizes_[f]) * sizes_[g] > most_combinations) continue;
    pairs_.push_back({f, g, strength});
    squares += strength * strength * static_cast<double>(rank_);
  }
  for (Pair& pair : pairs_) pair.strength *= std::sqrt(pair_variance / squares);
}

// The bias by which the first rows have the base rate on average: by bisection, as the mean rises with it.
void ClickWorld::set_base_rate() {
  std::vector<double> scores;
  for (std::uint64_t r = 0; r < rows_for_base_rate; ++r) {
    double uniform = 0;
    scores.push_back(score(draw(r, uniform)));
  }
  double low = -20, high = 20;
  for (int step = 0; step < 40; ++step) {
    bias_ = (low + high) / 2;
    double sum = 0;
    for (const double s : scores) sum += 1 / (1 + exponential(-s - bias_));
    (sum < base_rate * static_cast<double>(scores.size()) ? low : high) = bias_;
  }
}

double ClickWorld::score(const ClickRow& row) const {
  double sum = bias_;
  for (std::size_t f = 0; f < click_fields; ++f) sum += static_cast<double>(weights_[index(f, row.codes[f])]);
  for (const Pair& pair : pairs_) {
    const float* v = &vectors_[index(pair.f, row.codes[pair.f]) * rank_];
    const float* w = &vectors_[index(pair.g, row.codes[pair.g]) * rank_];
    double product = 0;
    for (std::size_t k = 0; k < rank_; ++k) product += static_cast<double>(v[k]) * static_cast<double>(w[k]);
    sum += pair.strength * product;
  }
  return sum;
}

ClickRow ClickWorld::draw(std::uint64_t number, double& uniform) const {
  RandomStream random = stream(seed_, click_row_step, number);
  ClickRow row;
  uniform = random.uniform_double();
  for (std::size_t f = 0; f < click_numbers; ++f) {
    const Counts& of = counts[f];
    const double z = normal(random);
    const bool missing = static_cast<double>(random.uniform()) < of.missing;
    const auto count = static_cast<std::int64_t>(exponential(of.mean + of.deviation * z)) + of.least;
    row.numbers[f] = missing ? ClickRow::missing : count;
    row.codes[f] = missing ? 0 : bucket_of(count) + 1;
  }
  for (std::size_t f = click_numbers; f < click_fields; ++f) {
    const Categories& of = categories[f - click_numbers];
    const double u = random.uniform_double();
    double power = of.number;
    for (int s = 0; s < of.skew; ++s) power *= u;
    const bool missing = of.missing > 0 && static_cast<double>(random.uniform()) < of.missing;
    row.codes[f] = missing ? 0 : std::min(static_cast<std::uint32_t>(power), of.number - 1) + 1;
  }
  return row;
}

ClickRow ClickWorld::row(std::uint64_t number) const {
  double uniform = 0;
  ClickRow row = draw(number, uniform);
  row.probability = 1 / (1 + exponential(-std::clamp(score(row), -30.0, 30.0)));
  row.label = uniform < row.probability;
  return row;
}

// The finaliser of MurmurHash3, which is one to one.
std::uint32_t ClickWorld::name_of(std::size_t field, std::uint32_t code) {
  std::uint32_t x = code ^ (static_cast<std::uint32_t>(field) * 0x9e3779b9u);
  x = (x ^ (x >> 16)) * 0x85ebca6bu;
  x = (x ^ (x >> 13)) * 0xc2b2ae35u;
  return x ^ (x >> 16);
}

}  // namespace interplay::synth
