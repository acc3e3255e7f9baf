#include "solvers/gradient/negative_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "data/small_data.h"
#include "interplay/encode.h"
#include "interplay/error.h"

namespace interplay {
namespace {

using Integers = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;

std::string job_of(std::int64_t user) { return user % 3 == 0 ? "cook" : user % 3 == 1 ? "pilot" : "nurse"; }
std::string genre_of(std::int64_t item) { return item % 2 == 0 ? "war" : "comedy"; }

// Ratings of 12 users and 20 items with a job, a genre, a bag of tags and a year of the item, an hour and a mood of the
// interaction. Item i is the commoner the smaller i is. `items`: that of every row, instead of these.
struct Interactions {
  explicit Interactions(bool tables = true, std::vector<std::int64_t> items = {}) {
    std::vector<testing::Rating> ratings;
    Integers hours;
    std::vector<float> moods;
    RandomStream random(5, Purpose::synthesize);
    std::set<std::pair<std::int64_t, std::int64_t>> met;
    for (std::uint32_t r = 0; r < 90; ++r) {
      std::int64_t user = 1, item = 1;
      do {
        user = 1 + random.below(12);
        item = 1 + static_cast<std::int64_t>(20 * random.uniform() * random.uniform());
      } while (!met.emplace(user, item).second);
      if (!items.empty()) item = items[r];
      ratings.push_back({user, item, 1 + static_cast<float>(r % 5), 1000.0 + 10 * (r % 7)});
      hours.push_back(r % 4);
      moods.push_back(static_cast<float>(r % 9));
    }
    DatasetBuilder builder = testing::rating_builder(ratings);
    if (tables) add_tables(builder);
    builder.add("hour", Ids{hours}).add("mood", Numbers{moods});
    data = builder.build();
    for (const testing::Rating& r : ratings) times.push_back(r.time);
    data.time = times;
  }
  static void add_tables(DatasetBuilder& builder) {
    Integers users(12), items(20);
    std::iota(users.begin(), users.end(), 1);
    std::iota(items.begin(), items.end(), 1);
    Texts jobs, genres;
    std::vector<float> years;
    std::vector<std::uint64_t> offsets{0};
    std::vector<std::uint32_t> tags;
    for (const std::int64_t user : users) jobs.push_back(job_of(user));
    for (const std::int64_t item : items) {
      genres.push_back(genre_of(item));
      years.push_back(1980 + static_cast<float>(item));
      for (std::uint32_t t = 0; t < item % 3; ++t) tags.push_back(1 + (static_cast<std::uint32_t>(item) + t) % 4);
      offsets.push_back(tags.size());
    }
    builder.join("user", Ids{users}, {{"job", Ids{jobs}}});
    builder.join("item", Ids{items},
                 {{"genre", Ids{genres}},
                  {"year", Numbers{years}},
                  {"tags", Bags{offsets, Codes{tags, Ids{Texts{"a", "b", "c", "d"}}}}}});
  }

  Dataset data;
  std::vector<double> times;
};

// What the rows of `data` are made of for a model: encoded, with all kinds of made columns.
struct Encoded {
  explicit Encoded(const Interactions& of, bool made = true) {
    for (std::uint32_t r = 0; r < of.data.rows; ++r)
      if (r % 6 != 5) training.push_back(r);
    if (made) {
      options.cross = {"job*genre", "user*tags", "hour*item", "job*hour", "genre*tags"};
      options.session = {"20"};
      options.powers = {"year:2", "mood:2"};
      options.history = {"user:item"};
      options.counts = {"item"};
    }
    data = encode(of.data, training, options);
    views = input_views(data);
  }
  EpochRows rows(const TaskPool& pool, std::uint64_t seed = 1) const {
    return {views, training, data.target(), data.weight(), {}, pool, seed};
  }
  DataOptions options;
  std::vector<std::uint32_t> training;
  Dataset data;
  std::vector<FieldView> views;
};

// A row of a batch as a model sees it.
struct SeenRow {
  std::vector<std::vector<std::pair<std::uint32_t, float>>> fields;
  std::uint32_t interaction, group;
  float target;
  bool operator==(const SeenRow&) const = default;
};

std::vector<std::vector<std::pair<std::uint32_t, float>>> entries_of(std::span<const FieldView> fields,
                                                                     std::uint32_t row) {
  std::vector<std::vector<std::pair<std::uint32_t, float>>> all;
  for (const FieldView& view : fields) {
    std::vector<FieldEntry> entries;
    append_entries(view, view.row(row), entries);
    all.emplace_back();
    for (const FieldEntry& entry : entries) all.back().emplace_back(entry.code, entry.value);
  }
  return all;
}

std::vector<SeenRow> epoch_of(BatchSource& source, std::uint64_t epoch) {
  std::vector<SeenRow> seen;
  source.start(epoch);
  while (seen.size() < source.size()) {
    const LabeledBatch batch = source.next();
    EXPECT_GT(batch.batch.size(), 0u);
    EXPECT_LE(batch.batch.size(), source.most_rows());
    for (std::size_t r = 0; r < batch.batch.size(); ++r)
      seen.push_back(
          {entries_of(batch.batch.fields, batch.batch.rows[r]), batch.interaction[r], batch.group[r], batch.target[r]});
  }
  return seen;
}

std::size_t field_named(const Encoded& encoded, const std::string& name) {
  const auto found = std::ranges::find(encoded.views, name, [](const FieldView& view) { return view.field->name; });
  return static_cast<std::size_t>(found - encoded.views.begin());
}

std::uint32_t item_in(const Encoded& encoded, const SeenRow& row) {
  return row.fields[field_named(encoded, "item")].front().first;
}

TEST(NegativeRows, FollowTheirPositivesAndDifferInTheItemAlone) {
  const Encoded encoded{Interactions()};
  const TaskPool pool(2);
  const auto source = negative_rows(encoded.data, encoded.rows(pool), {.count = 3}, 50);
  ASSERT_EQ(source->size(), 4 * encoded.training.size());
  EXPECT_EQ(source->most_rows(), 48u);
  const std::vector<SeenRow> rows = epoch_of(*source, 1);
  std::vector<std::uint32_t> positives;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const SeenRow& positive = rows[r / 4 * 4];
    EXPECT_EQ(rows[r].group, r / 4);
    EXPECT_EQ(rows[r].interaction, positive.interaction);
    EXPECT_EQ(rows[r].target, r % 4 == 0 ? 1 : 0);
    if (r % 4 == 0) {
      positives.push_back(rows[r].interaction);
      EXPECT_EQ(rows[r].fields, entries_of(encoded.views, rows[r].interaction));
      continue;
    }
    for (const char* name : {"user", "job", "user_item_history", "hour", "mood", "mood^2", "session_20", "job*hour"})
      EXPECT_EQ(rows[r].fields[field_named(encoded, name)], positive.fields[field_named(encoded, name)]) << name;
    EXPECT_NE(item_in(encoded, rows[r]), item_in(encoded, positive));
  }
  std::ranges::sort(positives);
  EXPECT_EQ(positives, encoded.training);
}

// Against data in which the drawn items stand in the rows, encoded as the training rows were.
TEST(NegativeRows, HaveAllColumnsOfTheirItems) {
  const Encoded encoded{Interactions()};
  ASSERT_EQ(encoded.views.size(), 18u) << "8 fields, 10 made ones";
  const TaskPool pool(1);
  for (const std::size_t batch : {2, 30, 1000}) {
    const auto source = negative_rows(encoded.data, encoded.rows(pool), NegativeOptions{}, batch);
    const std::vector<SeenRow> rows = epoch_of(*source, 2);
    std::vector<std::int64_t> items(encoded.data.rows, 1);
    for (const SeenRow& row : rows)
      if (row.target == 0)
        items[row.interaction] =
            std::stoll(encoded.views[field_named(encoded, "item")].field->vocabulary.id(item_in(encoded, row)));
    const Dataset expected = encode_as(Interactions(true, items).data, star_of(encoded.data));
    const std::vector<FieldView> views = input_views(expected);
    std::size_t changed = 0;
    for (const SeenRow& row : rows) {
      if (row.target != 0) continue;
      const auto fields = entries_of(views, row.interaction);
      for (std::size_t f = 0; f < fields.size(); ++f) EXPECT_EQ(row.fields[f], fields[f]) << views[f].field->name;
      const std::size_t cross = field_named(encoded, "job*genre");
      changed += fields[cross] != entries_of(encoded.views, row.interaction)[cross];
    }
    EXPECT_GT(changed, 20u);
  }
}

TEST(NegativeRows, OfItemsWithoutATableHaveTheirCodes) {
  Interactions plain(false);
  // As files without entity tables would be: the ids in columns of the interactions.
  const Encoded star(plain, false);
  Dataset data;
  for (const char* name : {"user", "item", "hour", "rating"}) {
    const std::size_t f = star.data.schema.find(name).value();
    Field field = star.data.schema.fields[f];
    const auto row_of = star.data.row_of(f);
    Column column = star.data.columns[f];
    if (!row_of.empty()) {
      std::vector<std::uint32_t> codes;
      for (const std::uint32_t row : row_of) codes.push_back(std::get<CategoricalColumn>(column).codes[row]);
      column = CategoricalColumn{codes};
    }
    field.table = 0;
    testing::add_column(data, field, column);
  }
  data.rows = star.data.rows;
  const std::vector<FieldView> views = input_views(data);
  const TaskPool pool(1);
  const EpochRows rows{views, star.training, data.target(), {}, {}, pool, 1};
  const auto source = negative_rows(data, rows, {.count = 2}, 9),
             of_star = negative_rows(star.data, star.rows(pool), {.count = 2}, 9);
  const std::vector<SeenRow> seen = epoch_of(*source, 1), of_tables = epoch_of(*of_star, 1);
  for (std::size_t r = 0; r < seen.size(); ++r) {
    for (std::size_t f = 0; f < 3; ++f) {
      const std::size_t other = field_named(star, views[f].field->name);
      EXPECT_EQ(seen[r].fields[f], of_tables[r].fields[other]) << views[f].field->name;
    }
  }
}

TEST(NegativeRows, AreTheSameForEveryNumberOfThreadsAndOtherInEveryEpoch) {
  const Encoded encoded{Interactions()};
  // Several tasks for the pool.
  std::vector<std::uint32_t> often;
  for (int time = 0; time < 50; ++time) often.insert(often.end(), encoded.training.begin(), encoded.training.end());
  std::vector<SeenRow> first, second;
  for (const int threads : {1, 2, 3, 8}) {
    const TaskPool pool(threads);
    EpochRows all = encoded.rows(pool);
    all.rows = often;
    const auto source = negative_rows(encoded.data, all, {.count = 3}, 1 << 20);
    const std::vector<SeenRow> one = epoch_of(*source, 1), two = epoch_of(*source, 2);
    if (first.empty()) first = one, second = two;
    EXPECT_TRUE(one == first && two == second) << threads;
    EXPECT_TRUE(epoch_of(*source, 1) == first) << "epochs do not depend on those before";
  }
  // A row has other negatives in another epoch, and by another seed.
  const auto items = [&](const std::vector<SeenRow>& rows) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> all;
    for (const SeenRow& row : rows) all.emplace_back(row.interaction, item_in(encoded, row));
    std::ranges::stable_sort(all, {}, &std::pair<std::uint32_t, std::uint32_t>::first);
    return all;
  };
  const TaskPool pool(1);
  const auto other = negative_rows(encoded.data, encoded.rows(pool, 2), {.count = 3}, 1 << 20),
             same = negative_rows(encoded.data, encoded.rows(pool, 1), {.count = 3}, 1 << 20);
  first = epoch_of(*same, 1);
  second = epoch_of(*same, 2);
  EXPECT_NE(items(first), items(second));
  EXPECT_NE(items(first), items(epoch_of(*other, 1)));
}

TEST(NegativeItems, DoNotDependOnHowManyAreDrawn) {
  const Encoded encoded{Interactions()};
  const NegativeItems few(encoded.data, encoded.training, {.count = 2}, 1);
  const NegativeItems many(encoded.data, encoded.training, {.count = 9}, 1);
  std::set<std::uint32_t> different;
  for (const std::uint32_t row : encoded.training)
    for (std::uint32_t n = 0; n < 2; ++n) {
      EXPECT_EQ(few.draw(3, row, n), many.draw(3, row, n));
      different.insert(few.draw(3, row, n));
    }
  EXPECT_GT(different.size(), 10u);
}

TEST(NegativeItems, LeaveOutWhatTheUserHasSeen) {
  const Encoded encoded{Interactions()};
  const NegativeItems items(encoded.data, encoded.training, {}, 1),
      all(encoded.data, encoded.training, {.reject_seen = false}, 1);
  const auto& user_of = encoded.data.entities[0].row_of;
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
  std::set<std::uint32_t> known;
  for (const std::uint32_t row : encoded.training) {
    seen.emplace(user_of[row], items.item_of(row));
    known.insert(items.item_of(row));
  }
  std::size_t repeated = 0;
  for (const std::uint32_t row : encoded.training)
    for (std::uint32_t n = 0; n < 50; ++n) {
      EXPECT_FALSE(seen.contains({user_of[row], items.draw(1, row, n)}));
      EXPECT_TRUE(known.contains(items.draw(1, row, n))) << "items of training rows alone";
      repeated += seen.contains({user_of[row], all.draw(1, row, n)});
    }
  EXPECT_GT(repeated, 100u);
}

TEST(NegativeItems, FollowThePowerOfThePopularity) {
  const Encoded encoded{Interactions()};
  for (const double power : {0.0, 0.75, 1.0}) {
    const NegativeItems items(encoded.data, encoded.training, {.popularity = power, .reject_seen = false}, 1);
    std::vector<double> counts(21), drawn(21);
    for (const std::uint32_t row : encoded.training) ++counts[items.item_of(row)];
    constexpr std::uint32_t each = 1000;
    const double draws = each * static_cast<double>(encoded.training.size());
    for (const std::uint32_t row : encoded.training)
      for (std::uint32_t n = 0; n < each; ++n) ++drawn[items.draw(1, row, n)];
    double sum = 0;
    for (const double count : counts) sum += count > 0 ? std::pow(count, power) : 0;
    for (std::size_t item = 0; item < counts.size(); ++item) {
      const double p = counts[item] > 0 ? std::pow(counts[item], power) / sum : 0;
      EXPECT_NEAR(drawn[item] / draws, p, 5 * std::sqrt(p * (1 - p) / draws)) << power << " " << item;
    }
  }
}

// Whoever has seen everything gets what is drawn, and training does not hang.
TEST(NegativeItems, EndWhereNothingIsLeft) {
  const Dataset data = testing::make_data({{1, 1, 5}, {1, 2, 5}, {2, 1, 5}});
  const std::vector<std::uint32_t> rows = {0, 1, 2};
  const NegativeItems items(data, rows, {}, 1);
  for (std::uint32_t n = 0; n < 20; ++n) {
    EXPECT_GT(items.draw(1, 0, n), 0u);
    EXPECT_EQ(items.draw(1, 2, n), 2u) << "the only item that user 2 has not seen";
  }
}

TEST(NegativeItems, RefuseWhatCannotBe) {
  const auto message = [](const Dataset& data, std::vector<std::uint32_t> rows, const NegativeOptions& options) {
    try {
      NegativeItems(data, rows, options, 1);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::usage);
      return error.message();
    }
    return std::string();
  };
  Dataset data = testing::make_data({{1, 1, 5}, {1, 2, 5}, {2, 1, 5}});
  EXPECT_EQ(message(data, {0, 1, 2}, {}), "");
  EXPECT_NE(message(data, {0, 2}, {}).find("1 item has training rows"), std::string::npos);
  EXPECT_NE(message(data, {0, 1}, {.count = 0}).find("0 negatives are asked for"), std::string::npos);
  EXPECT_NE(message(data, {0, 1}, {.popularity = NAN}).find("the power of the popularity is nan"), std::string::npos);
  data.schema.fields[0].role = Role::feature;
  EXPECT_NE(message(data, {0, 1}, {}).find("the data has no users"), std::string::npos);
  EXPECT_EQ(message(data, {0, 1}, {.reject_seen = false}), "");
  data.schema.fields[1].role = Role::feature;
  EXPECT_NE(message(data, {0, 1}, {}).find("the data has no items"), std::string::npos);
}

}  // namespace
}  // namespace interplay
