// Wing synthetic: made-up ratings with a structure that is known. In: sizes and a seed. Out: files in a MovieLens
// layout (synthesize, interplay/synthetic.h). The verb `synth`, the demo, tests and benchmarks call it.
//
// Synthetic ratings: the pieces. Everything is computed from counter-based random bits by + - * / and square
// root alone, which IEEE 754 rounds exactly: the same options give the same bytes on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "interplay/synthetic.h"

namespace interplay::synth {

enum class Layout { ml_100k, ml_1m, ml_20m };

struct Shape {
  Layout layout = Layout::ml_100k;
  std::uint64_t rows = 0;
  std::uint32_t users = 0, items = 0;
  double first_time = 0, last_time = 0;  // seconds since 1970
};

// Throws Error(usage) for an unknown `like` and for more rows than users * items.
Shape shape_of(const SyntheticOptions& options);

// Throws Error(usage) for what the machine cannot hold.
void require_memory(const Shape& shape, std::size_t rank);

// What a random stream is for: its step. The row is the user, item or group.
enum Step : std::uint64_t {
  activity_step,
  popularity_step,
  user_step,
  item_step,
  group_step,
  choice_step,
  rating_step,
  time_step,
  row_order_step,
  click_field_step,
  click_effect_step,
  click_code_step,
  click_pair_step,
  click_row_step,
};

RandomStream stream(std::uint64_t seed, Step step, std::uint64_t row = 0);

// Standard normal but for its tails, which end at 4.9: the sum of eight uniform numbers of 16 bits each
// (Irwin and Hall), from four words of random bits.
double normal(RandomStream& random);

constexpr std::size_t genres = 19;  // the first is "unknown"
constexpr std::size_t occupations = 21;

std::string_view genre_name(std::size_t genre);
std::string_view occupation_name(std::size_t occupation);

struct User {
  std::uint32_t age = 0;
  bool female = false;
  std::uint32_t occupation = 0;
  std::uint32_t zip = 0;
};

struct Item {
  std::uint32_t genres = 0;  // bit g: is of genre g
  std::uint32_t year = 0, month = 0, day = 0;
};

std::vector<User> make_users(const Shape& shape, std::uint64_t seed);
std::vector<Item> make_items(const Shape& shape, std::uint64_t seed);
// In UTF-8; every character is one of Latin-1. Different for every item.
std::string title_of(std::uint32_t item);

// How many items each user rates: Pareto with a long tail, at least 20 where the shape allows, sum = rows.
std::vector<std::uint32_t> make_activity(const Shape& shape, std::uint64_t seed);

struct Rating {
  std::uint32_t item = 0;  // from 0
  std::uint32_t rating = 0;
  std::uint64_t time = 0;
};

// The planted model: score = mean + b_user + b_item + <p_user, q_item> + mood of the sitting + noise.
// The factors of a user are partly those of their age, gender and occupation, those of an item partly those
// of its genres: so demographics interact with genres.
class World {
 public:
  World(const Shape& shape, const SyntheticOptions& options);

  const std::vector<User>& users() const { return users_; }
  const std::vector<Item>& items() const { return items_; }
  // All ratings of one user, in order of time; no item twice. Depends on no other user.
  void ratings_of(std::uint32_t user, std::vector<Rating>& ratings);

 private:
  void make_item_factors(std::uint64_t seed);
  void make_popularity(std::uint64_t seed);
  std::uint32_t draw_item(RandomStream& random) const;
  void make_user_factors(std::uint32_t user);
  double affinity(std::uint32_t item) const;
  void choose_items(std::uint32_t user, std::vector<Rating>& ratings);
  void set_times(std::uint32_t user, std::vector<Rating>& ratings, std::vector<std::uint32_t>& sitting) const;
  std::vector<double> group_factors(std::uint64_t group) const;

  Shape shape_;
  std::uint64_t seed_;
  std::size_t rank_;
  double noise_;
  std::vector<User> users_;
  std::vector<Item> items_;
  std::vector<std::uint32_t> activity_;
  std::vector<double> strength_;  // of each factor; falling, squares sum to the variance of <p, q>
  std::vector<float> item_factors_, item_bias_;
  std::vector<std::vector<double>> groups_;  // factors of ages, genders, occupations
  std::vector<double> user_factors_;         // of the user at hand
  // Walker's alias table: item i keeps a draw below threshold_[i], else it goes to alias_[i].
  std::vector<std::uint32_t> threshold_, alias_, by_popularity_;
  std::vector<std::uint32_t> taken_by_;  // user + 1 who took the item last
  std::vector<std::uint32_t> sitting_;
};

}  // namespace interplay::synth
