// Drawing a fraction of the rows. Every row gets a 32-bit order key; packed with the row number the keys are
// distinct, so which rows are drawn depends on neither threads nor the library's selection algorithm.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/random.h"
#include "base/task_pool.h"
#include "data/distinct.h"
#include "data/row_groups.h"
#include "interplay/error.h"
#include "read/split/split_parts.h"

namespace interplay::splits {
namespace {

// Steps of the stream Purpose::split.
enum Step : std::uint64_t { keys_step = 0, ties_step = 1, folds_step = 2, users_step = 3 };

constexpr std::size_t chunk = std::size_t{1} << 20;
// More rows than these are drawn in passes over their keys, which are then nowhere in memory.
constexpr std::size_t many_rows = std::size_t{1} << 19;

bool by_user(Draw draw) { return draw == Draw::user || draw == Draw::user_time; }
bool by_time(Draw draw) { return draw == Draw::time || draw == Draw::user_time; }

// Calls visit(row, key) for the rows of a chunk, in order.
template <class Visit>
void each_key(std::size_t rows, std::size_t c, std::uint64_t seed, Step step, const Visit& visit) {
  RandomStream random(seed, Purpose::split, step, c);
  const std::size_t last = std::min(rows, (c + 1) * chunk);
  for (std::size_t row = c * chunk; row < last; ++row) visit(row, random.bits());
}

std::size_t chunks_of(std::size_t rows) { return (rows + chunk - 1) / chunk; }

std::vector<std::uint32_t> random_keys(std::size_t rows, std::uint64_t seed, Step step) {
  std::vector<std::uint32_t> keys(rows);
  TaskPool(rows > chunk ? 0 : 1).run(chunks_of(rows), [&](std::size_t c) {
    each_key(rows, c, seed, step, [&](std::size_t row, std::uint32_t key) { keys[row] = key; });
  });
  return keys;
}

void check_time(const Dataset& data) {
  if (data.time.empty())
    throw Error(Code::usage, "the data has no time column, a split by time needs one",
                "name it with --time, or choose --split random or last");
  for (std::size_t row = 0; row < data.time.size(); ++row)
    if (std::isnan(data.time[row]))
      throw Error(Code::usage,
                  "row " + std::to_string(row + 1) + " has no time, a split by time needs one in every row",
                  "fill it in, or choose --split random or last");
  const auto [low, high] = std::minmax_element(data.time.begin(), data.time.end());
  if (data.rows > 1 && *low == *high)
    throw Error(Code::usage, "the time is the same in every row, a split by time would be by file order",
                "choose --split random or user, or --split last if the file is in order of time");
}

// Ranks of the times, if the times themselves do not fit 32 bits.
std::vector<std::uint32_t> time_keys(const Dataset& data) {
  check_time(data);
  const auto [low, high] = std::minmax_element(data.time.begin(), data.time.end());
  const double first = *low;
  std::vector<std::uint32_t> keys(data.rows);
  const bool whole = *high - first <= double{std::numeric_limits<std::uint32_t>::max()} &&
                     std::all_of(data.time.begin(), data.time.end(), [](double t) { return t == std::trunc(t); });
  if (whole) {
    std::transform(data.time.begin(), data.time.end(), keys.begin(),
                   [first](double t) { return static_cast<std::uint32_t>(t - first); });
    return keys;
  }
  const std::vector<double> distinct = distinct_values(std::span<const double>(data.time));
  std::transform(data.time.begin(), data.time.end(), keys.begin(), [&](double t) {
    return static_cast<std::uint32_t>(std::lower_bound(distinct.begin(), distinct.end(), t) - distinct.begin());
  });
  return keys;
}

// The stratum of every row: the rank of its target value; rows without a value are a stratum of their own.
std::vector<std::uint32_t> strata(std::span<const float> target, std::uint32_t& count) {
  std::vector<float> present(target.begin(), target.end());
  std::erase_if(present, [](float x) { return std::isnan(x); });
  const std::vector<float> distinct = distinct_values(std::span<const float>(present));
  count = static_cast<std::uint32_t>(distinct.size()) + 1;
  std::vector<std::uint32_t> codes(target.size());
  std::transform(target.begin(), target.end(), codes.begin(), [&](float x) {
    if (std::isnan(x)) return count - 1;
    return static_cast<std::uint32_t>(std::lower_bound(distinct.begin(), distinct.end(), x) - distinct.begin());
  });
  return codes;
}

// Candidate rows by group; each element is (order key << 32 | row).
struct Ordered {
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::uint64_t> packed;

  std::span<std::uint64_t> group(std::size_t g) {
    return std::span(packed).subspan(offsets[g], offsets[g + 1] - offsets[g]);
  }
  std::size_t size() const { return offsets.size() - 1; }
};

Ordered in_groups(const RowCodes& groups, std::span<const std::uint32_t> keys, std::span<const Part> parts) {
  Ordered ordered;
  ordered.offsets.assign(std::size_t{groups.count} + 1, 0);
  const auto group_of = [&](std::size_t row) { return groups.empty() ? 0 : groups.codes[row]; };
  for (std::size_t row = 0; row < parts.size(); ++row)
    if (parts[row] == Part::train) ++ordered.offsets[group_of(row) + 1];
  std::partial_sum(ordered.offsets.begin(), ordered.offsets.end(), ordered.offsets.begin());
  ordered.packed.resize(ordered.offsets.back());
  std::vector<std::uint64_t> next(ordered.offsets.begin(), ordered.offsets.end() - 1);
  for (std::size_t row = 0; row < parts.size(); ++row)
    if (parts[row] == Part::train)
      ordered.packed[next[group_of(row)]++] = (keys.empty() ? 0 : std::uint64_t{keys[row]} << 32) | row;
  return ordered;
}

Ordered order_rows(const Dataset& data, Draw draw, std::uint64_t seed, Step step, std::span<const Part> parts) {
  std::vector<std::uint32_t> keys, codes;
  RowCodes groups{{}, 1};
  if (by_time(draw)) keys = time_keys(data);
  if (!by_time(draw) && draw != Draw::last) keys = random_keys(data.rows, seed, step);
  if (by_user(draw)) {
    groups = codes_of(data, Role::user);
    if (groups.empty())
      throw Error(Code::usage, "the data has no user column, a split by user needs one",
                  "name it with --user, or choose --split random");
  } else if (draw == Draw::stratified) {
    std::uint32_t count = 0;
    codes = strata(data.target(), count);
    groups = {codes, count};
  }
  return in_groups(groups, keys, parts);
}

// Selects without sorting: afterwards the last `last` elements are the greatest ones.
void move_greatest_to_end(std::span<std::uint64_t> values, std::uint64_t last) {
  if (last == 0 || last >= values.size()) return;
  std::nth_element(values.begin(), values.end() - static_cast<std::ptrdiff_t>(last), values.end());
}

void mark(std::span<const std::uint64_t> packed, Part part, std::vector<Part>& parts) {
  for (const std::uint64_t value : packed) parts[static_cast<std::uint32_t>(value)] = part;
}

// Among rows in order of (key, row), the one that has exactly `above` rows above it or is the last of these.
struct Cut {
  std::uint32_t key = 0;
  std::uint64_t of_key = 0;  // so many of the rows with this key, the last ones, are above
};

// The rows of many millions are drawn without an array of their keys: keys are functions of the row, so that two passes
// count them by their upper and lower halves. Which rows are drawn is the same.
class KeyCounts {
 public:
  KeyCounts(std::uint64_t seed, std::span<const Part> parts) : seed_(seed), parts_(parts) {
    each([&](std::size_t, std::uint32_t key) { ++upper_[key >> half]; });
  }

  Cut cut(std::uint64_t above) const {
    const auto [bucket, left] = descend(upper_, above);
    std::vector<std::uint64_t> lower(std::size_t{1} << half, 0);
    each([&, b = bucket](std::size_t, std::uint32_t key) {
      if (key >> half == b) ++lower[key & ((1u << half) - 1)];
    });
    const auto [low, of_key] = descend(lower, left);
    return {static_cast<std::uint32_t>(bucket << half | low), of_key};
  }

  // How many rows have this key.
  std::uint64_t count(std::uint32_t key) const {
    std::uint64_t found = 0;
    each([&](std::size_t, std::uint32_t other) { found += other == key; });
    return found;
  }

  template <class Visit>
  void each(const Visit& visit) const {
    for (std::size_t c = 0; c < chunks_of(parts_.size()); ++c)
      each_key(parts_.size(), c, seed_, keys_step, [&](std::size_t row, std::uint32_t key) {
        if (parts_[row] == Part::train) visit(row, key);
      });
  }

 private:
  static constexpr unsigned half = 16;

  // From the top down: the count that holds row number `above`, and what is still left to take there.
  static std::pair<std::size_t, std::uint64_t> descend(const std::vector<std::uint64_t>& counts, std::uint64_t above) {
    std::size_t place = counts.size() - 1;
    while (place > 0 && counts[place] < above) above -= counts[place--];
    return {place, above};
  }

  std::uint64_t seed_;
  std::span<const Part> parts_;
  std::vector<std::uint64_t> upper_ = std::vector<std::uint64_t>(std::size_t{1} << half, 0);
};

// Marks the rows above a cut, of those that are still for training.
void mark_above(const KeyCounts& keys, const Cut& cut, Part part, std::vector<Part>& parts) {
  std::uint64_t before = keys.count(cut.key) - cut.of_key;  // rows of the key that stay
  std::vector<Part> marked = parts;
  keys.each([&](std::size_t row, std::uint32_t key) {
    if (key > cut.key) marked[row] = part;
    if (key == cut.key) {
      if (before > 0)
        --before;
      else
        marked[row] = part;
    }
  });
  parts = std::move(marked);
}

void draw_many_rows(const Counts& counts, std::uint64_t seed, std::vector<Part>& parts) {
  for (const auto& [part, count] : {std::pair(Part::test, counts.test), std::pair(Part::valid, counts.valid)}) {
    if (count == 0) continue;
    const KeyCounts keys(seed, parts);
    mark_above(keys, keys.cut(count), part, parts);
  }
}

}  // namespace

std::optional<Draw> draw_named(std::string_view text) {
  std::string wanted(text);
  std::replace(wanted.begin(), wanted.end(), '_', '-');
  if (wanted.starts_with("per-")) wanted.erase(0, 4);
  for (const Draw draw : {Draw::random, Draw::stratified, Draw::user, Draw::user_time, Draw::time, Draw::last})
    if (name(draw) == wanted) return draw;
  return std::nullopt;
}

std::string_view name(Draw draw) {
  switch (draw) {
    case Draw::random:
      return "random";
    case Draw::stratified:
      return "stratified";
    case Draw::user:
      return "user";
    case Draw::user_time:
      return "user-time";
    case Draw::time:
      return "time";
    case Draw::last:
      return "last";
  }
  return "unknown";
}

std::vector<std::uint64_t> apportion(std::span<const std::uint64_t> sizes, std::span<const std::uint64_t> room,
                                     std::uint64_t seats, std::uint64_t seed) {
  const std::uint64_t total = std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0});
  std::vector<std::uint64_t> given(sizes.size(), 0);
  if (total == 0) return given;
  struct Claim {
    std::uint64_t remainder;
    std::uint32_t tie;
    std::size_t group;
  };
  std::vector<Claim> claims;
  for (std::size_t g = 0; g < sizes.size(); ++g) {
    given[g] = std::min(room[g], sizes[g] * seats / total);  // rows < 2^32, so the product fits
    if (given[g] < room[g])
      claims.push_back({sizes[g] * seats % total, RandomStream(seed, Purpose::split, ties_step, g).bits(), g});
  }
  std::uint64_t left = seats - std::accumulate(given.begin(), given.end(), std::uint64_t{0});
  std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
    if (a.remainder != b.remainder) return a.remainder > b.remainder;
    return a.tie != b.tie ? a.tie < b.tie : a.group < b.group;
  });
  for (bool progress = true; left > 0 && progress;) {
    progress = false;
    for (const Claim& claim : claims) {
      if (left == 0 || given[claim.group] == room[claim.group]) continue;
      ++given[claim.group];
      --left;
      progress = true;
    }
  }
  return given;
}

void draw_rows(const Dataset& data, Draw draw, const Counts& counts, std::uint64_t seed, std::vector<Part>& parts) {
  if (counts.test == 0 && counts.valid == 0) return;
  const auto undrawn = static_cast<std::uint64_t>(std::ranges::count(parts, Part::train));
  if (draw == Draw::random && parts.size() > many_rows && counts.test + counts.valid <= undrawn)
    return draw_many_rows(counts, seed, parts);
  Ordered ordered = order_rows(data, draw, seed, keys_step, parts);
  std::vector<std::uint64_t> sizes(ordered.size()), room(ordered.size());
  // Every user keeps at least one training row.
  const std::uint64_t stays = by_user(draw) ? 1 : 0;
  for (std::size_t g = 0; g < sizes.size(); ++g) {
    sizes[g] = ordered.group(g).size();
    room[g] = sizes[g] - std::min(sizes[g], stays);
  }
  // The last rows of each user are the same for every seed.
  const std::uint64_t tie_seed = by_time(draw) ? 0 : seed;
  const auto test = apportion(sizes, room, counts.test, tie_seed);
  for (std::size_t g = 0; g < sizes.size(); ++g) room[g] -= test[g];
  const auto valid = apportion(sizes, room, counts.valid, tie_seed);
  for (std::size_t g = 0; g < sizes.size(); ++g) {
    const auto rows = ordered.group(g);
    move_greatest_to_end(rows, test[g]);
    mark(rows.last(test[g]), Part::test, parts);
    const auto rest = rows.first(rows.size() - test[g]);
    move_greatest_to_end(rest, valid[g]);
    mark(rest.last(valid[g]), Part::valid, parts);
  }
}

Which which_row(const Dataset& data, Which which) {
  if (which != Which::by_data) return which;
  const bool missing = std::ranges::any_of(data.time, [](double time) { return std::isnan(time); });
  const bool differ = std::ranges::any_of(data.time, [&](double time) { return time != data.time.front(); });
  return differ && !missing ? Which::last : Which::random;
}

void draw_one_each(const Dataset& data, Which which, std::uint64_t seed, Part part, std::vector<Part>& parts) {
  const Draw draw = which == Which::last ? Draw::user_time : Draw::user;
  Ordered ordered = order_rows(data, draw, seed, keys_step, parts);
  for (std::size_t g = 0; g < ordered.size(); ++g) {
    const auto rows = ordered.group(g);
    if (rows.size() > 1) parts[static_cast<std::uint32_t>(std::ranges::max(rows))] = part;
  }
}

void draw_new_users(const Dataset& data, double users, double given, Which which, std::uint64_t seed,
                    std::vector<Part>& parts) {
  Ordered ordered = order_rows(data, which == Which::last ? Draw::user_time : Draw::user, seed, keys_step, parts);
  std::vector<std::pair<std::uint32_t, std::size_t>> drawn;  // in the order of random numbers
  for (std::size_t g = 0; g < ordered.size(); ++g)
    if (ordered.group(g).size() > 1) drawn.emplace_back(RandomStream(seed, Purpose::split, users_step, g).bits(), g);
  std::ranges::sort(drawn);
  const auto count = static_cast<std::size_t>(std::llround(users * static_cast<double>(ordered.size())));
  drawn.resize(std::min(count, drawn.size()));
  for (const auto& [number, g] : drawn) {
    const auto rows = ordered.group(g);
    const auto share = static_cast<std::size_t>(std::llround(given * static_cast<double>(rows.size())));
    const std::size_t first = std::clamp<std::size_t>(share, 1, rows.size() - 1);
    move_greatest_to_end(rows, rows.size() - first);
    mark(rows.first(first), Part::unused, parts);
    mark(rows.last(rows.size() - first), Part::test, parts);
  }
}

std::vector<std::int64_t> deal_folds(const Dataset& data, Draw draw, std::int64_t folds, std::uint64_t seed) {
  const std::vector<Part> all(data.rows, Part::train);
  Ordered ordered = order_rows(data, draw, seed, folds_step, all);
  std::vector<std::int64_t> fold_of(data.rows);
  const auto count = static_cast<std::uint64_t>(folds);
  for (std::size_t g = 0; g < ordered.size(); ++g) {
    // Each group begins with the fold after the one that the group before ended with: so folds differ by at
    // most one row in every group and in total.
    auto rest = ordered.group(g);
    const std::uint64_t size = rest.size(), begin = ordered.offsets[g];
    for (std::uint64_t f = 0; f < count; ++f) {
      const std::uint64_t share = size / count + (f < size % count ? 1 : 0);
      move_greatest_to_end(rest, share);
      for (const std::uint64_t value : rest.last(share))
        fold_of[static_cast<std::uint32_t>(value)] = static_cast<std::int64_t>((begin + f) % count);
      rest = rest.first(rest.size() - share);
    }
  }
  return fold_of;
}

}  // namespace interplay::splits
