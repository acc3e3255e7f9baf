// Categories of numbers by quantiles, and of times by the parts of a date.
#include <gtest/gtest.h>

#include <algorithm>

#include "data/small_data.h"
#include "interplay/encode.h"
#include "interplay/error.h"

namespace interplay {
namespace {

using testing::column;
using testing::field_of;
using testing::nan;

// Ten prices, of which the last two are held out, and the seconds of their time.
Dataset priced(std::vector<float> prices, std::vector<double> times = {}) {
  std::vector<float> targets(prices.size(), 1);
  targets.front() = 0;
  DatasetBuilder builder;
  builder.add("price", Numbers{std::move(prices)});
  if (!times.empty()) {
    std::vector<double> copy = std::move(times);
    builder.add("when", Numbers{std::move(copy)}, Role::time);
  }
  builder.add("label", Numbers{std::move(targets)}, Role::target);
  return builder.build();
}

DataOptions derived(std::vector<std::string> derive) {
  DataOptions options;
  options.derive = std::move(derive);
  return options;
}

std::vector<std::string> ids(const Dataset& data, const std::string& name) {
  std::vector<std::string> result;
  for (const std::uint32_t code : column<CategoricalColumn>(data, name).codes)
    result.push_back(field_of(data, name).vocabulary.id(code));
  return result;
}

using Words = std::vector<std::string>;

TEST(Quantile, CategoriesOfEquallyManyTrainingRows) {
  const Dataset data = priced({5, 1, 2, 8, nan, 3, 7, 4, 100, -100});
  const std::vector<std::uint32_t> training = {0, 1, 2, 3, 4, 5, 6, 7};
  // The seven numbers in order: 1 2 3 4 5 7 8; quantiles 1/3 and 2/3 are those at 7/3 and 14/3: 3 and 5.
  const Dataset three = encode(data, training, derived({"quantiles:price:3"}));
  EXPECT_EQ(ids(three, "price_quantile"), (Words{"3", "1", "1", "3", "0", "2", "3", "2", "3", "1"}));
  const Dataset ten = encode(data, training, derived({"quantiles:price"}));
  EXPECT_EQ(field_of(ten, "price_quantile").derived.number, 10);
  // The same for other data.
  const Dataset again = encode_as(data, star_of(three));
  EXPECT_EQ(ids(again, "price_quantile"), ids(three, "price_quantile"));
}

TEST(Quantile, EqualNumbersStayTogetherAndGapsMayBeNew) {
  const Dataset data = priced({1, 1, 1, 1, 2, nan});
  const Dataset made = encode(data, std::vector<std::uint32_t>{0, 1, 2, 3, 4}, derived({"quantiles:price:4"}));
  EXPECT_EQ(field_of(made, "price_quantile").vocabulary, Vocabulary::of_integers({1}));  // no quantile is above 1
  EXPECT_EQ(ids(made, "price_quantile").back(), "?");
  const Dataset none = encode(priced({nan, nan}), std::vector<std::uint32_t>{0, 1}, derived({"quantiles:price"}));
  EXPECT_EQ(ids(none, "price_quantile"), (Words{"0", "0"}));
}

TEST(Calendar, PartsOfTimesInUtc) {
  // 2024-02-29 23:59:59 (Thursday), 2024-03-01 00:00:00, 1969-12-31 23:00:00 (Wednesday), unknown, 2000-01-01 12:00
  Dataset data = priced({1, 2, 3, 4, 5}, {1709251199, 1709251200, -3600, 0, 946728000});
  std::vector<double> times(data.time.begin(), data.time.end());
  times[3] = static_cast<double>(nan);
  data.time = std::move(times);
  const Dataset made =
      encode(data, std::vector<std::uint32_t>{0, 1, 2, 3}, derived({"hour:when", "weekday:when", "month:when"}));
  EXPECT_EQ(ids(made, "when_hour"), (Words{"23", "0", "23", "?", "?"}));
  EXPECT_EQ(ids(made, "when_weekday"), (Words{"4", "5", "3", "?", "?"}));
  EXPECT_EQ(ids(made, "when_month"), (Words{"2", "3", "12", "?", "?"}));
  const Dataset again = encode_as(data, star_of(made));
  EXPECT_EQ(ids(again, "when_weekday"), ids(made, "when_weekday"));
}

TEST(Calendar, RefusesWhatHasNoTimes) {
  const std::vector<std::uint32_t> rows = {0, 1};
  for (const auto& [data, entry] :
       {std::pair(priced({1, 2}), "hour:when"), std::pair(priced({1, 2}, {3, 4}), "hour:price"),
        std::pair(priced({1, 2}), "quantiles:prize"), std::pair(priced({1, 2}), "quantiles:price:1"),
        std::pair(priced({1, 2}), "quantiles:price:99999")}) {
    try {
      encode(data, rows, derived({entry}));
      FAIL() << entry;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::usage);
      EXPECT_FALSE(error.remedy().empty());
    }
  }
}

}  // namespace
}  // namespace interplay
