// A model of data that was built in memory has the bytes of the model of the same data in files.
#include <gtest/gtest.h>

#include "interplay/build.h"
#include "interplay/encode.h"
#include "interplay/read.h"
#include "interplay/split.h"
#include "interplay/synthetic.h"
#include "workflow/toy.h"

namespace interplay::testing {
namespace {

struct Rows {
  std::vector<std::string> users;
  std::vector<std::int64_t> items;
  std::vector<float> ratings;
};

Rows draw_rows() {
  Rows rows;
  for (std::uint32_t r = 0; r < 300; ++r) {
    RandomStream random(3, Purpose::synthesize, 1, r);
    rows.users.push_back("user" + std::to_string(random.below(20)));
    rows.items.push_back(random.below(30));
    rows.ratings.push_back(static_cast<float>(1 + random.below(5)));
  }
  return rows;
}

std::vector<float> prices() {
  std::vector<float> prices;
  for (int item = 0; item < 30; ++item) prices.push_back(0.5f + 0.25f * static_cast<float>(item * item % 17));
  return prices;
}

Dataset from_files(const Rows& rows, const TemporaryFolder& folder) {
  std::ofstream ratings(folder / "ratings.csv"), items(folder / "items.csv");
  ratings << "user,item,rating\n";
  for (std::size_t r = 0; r < rows.users.size(); ++r)
    ratings << rows.users[r] << ',' << rows.items[r] << ',' << rows.ratings[r] << '\n';
  items << "item,price\n";
  for (int item = 0; item < 30; ++item) items << item << ',' << prices()[static_cast<std::size_t>(item)] << '\n';
  ratings.close();
  items.close();
  DataOptions options;
  options.join = {(folder / "items.csv").string() + ":item"};
  options.numeric = {"price"};
  return read(std::vector{(folder / "ratings.csv").string()}, options, 1);
}

Dataset from_memory(const Rows& rows) {
  std::vector<std::int64_t> keys(30);
  for (std::size_t item = 0; item < keys.size(); ++item) keys[item] = static_cast<std::int64_t>(item);
  DatasetBuilder builder;
  builder.add("user", Ids{borrowed(rows.users)}, Role::user).add("item", Ids{borrowed(rows.items)}, Role::item);
  builder.add("rating", Numbers{borrowed(rows.ratings)}, Role::target);
  builder.join("item", Ids{std::move(keys)}, {{"price", Numbers{prices()}}});
  return builder.build();
}

std::string model_bytes(const Dataset& raw, const std::filesystem::path& path) {
  const Split parts = split(raw, {}, 3);
  TrainOptions options = small_options("fm");
  options.adapt = true;
  Observer silent;
  train(encode(raw, parts.train, {}), parts, options, {}, silent).save(path);
  return read_bytes(path);
}

TEST(BuiltData, TrainsTheModelOfTheSameFiles) {
  const TemporaryFolder folder;
  const Rows rows = draw_rows();
  const std::string of_files = model_bytes(from_files(rows, folder), folder / "files.model");
  const std::string of_memory = model_bytes(from_memory(rows), folder / "memory.model");
  EXPECT_EQ(of_files.size(), of_memory.size());
  EXPECT_TRUE(of_files == of_memory);
}

}  // namespace
}  // namespace interplay::testing
