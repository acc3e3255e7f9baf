#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <numeric>
#include <set>
#include <sstream>

#include "base/files.h"
#include "base/random.h"
#include "data/synthetic/synth.h"
#include "interplay/error.h"
#include "interplay/synthetic.h"

namespace interplay {
namespace {

namespace fs = std::filesystem;

// A folder that is gone when the test ends; not yet made.
class NewFolder {
 public:
  explicit NewFolder(const std::string& name) : path_(fs::temp_directory_path() / ("interplay_synth_test_" + name)) {
    fs::remove_all(path_);
  }
  ~NewFolder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

struct Row {
  std::uint32_t user = 0, item = 0;
  float rating = 0;
  std::int64_t time = 0;
};

std::vector<Row> read_rows(const fs::path& path) {
  std::ifstream file(path);
  std::vector<Row> rows;
  for (Row row; file >> row.user >> row.item >> row.rating >> row.time;) rows.push_back(row);
  return rows;
}

std::string bytes_of(const fs::path& path) { return std::string(MappedFile::open(path)->bytes()); }

std::size_t lines_of(const fs::path& path) {
  const std::string text = bytes_of(path);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

SyntheticOptions small(const std::string& like) {
  SyntheticOptions options;
  options.like = like;
  options.rows = 3000;
  options.users = 60;
  options.items = 150;
  return options;
}

TEST(Synthesize, Ml100kLayout) {
  const NewFolder folder("100k");
  const auto paths = synthesize(folder.path(), small("ml-100k"));
  EXPECT_EQ(paths.size(), 16u);
  for (const auto& path : paths) EXPECT_TRUE(fs::exists(path)) << path;
  const auto rows = read_rows(folder.path() / "u.data");
  ASSERT_EQ(rows.size(), 3000u);
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (const Row& row : rows) {
    EXPECT_TRUE(pairs.insert({row.user, row.item}).second) << "a pair twice";
    EXPECT_TRUE(row.user >= 1 && row.user <= 60 && row.item >= 1 && row.item <= 150);
    EXPECT_TRUE(row.rating >= 1 && row.rating <= 5);
    EXPECT_TRUE(row.time >= 874'724'710 && row.time <= 893'286'638);
  }
  EXPECT_EQ(lines_of(folder.path() / "u.user"), 60u);
  EXPECT_EQ(lines_of(folder.path() / "u.item"), 150u);
  EXPECT_EQ(lines_of(folder.path() / "u.genre"), 19u);
  EXPECT_EQ(bytes_of(folder.path() / "u.info"), "60 users\n150 items\n3000 ratings\n");
  std::istringstream items(bytes_of(folder.path() / "u.item"));
  for (std::string line; std::getline(items, line);) EXPECT_EQ(std::count(line.begin(), line.end(), '|'), 23) << line;
  EXPECT_NE(bytes_of(folder.path() / "u.item").find('\xe9'), std::string::npos) << "a Latin-1 letter is expected";
}

TEST(Synthesize, Ml100kFoldsPartitionTheRatings) {
  const NewFolder folder("folds");
  synthesize(folder.path(), small("ml-100k"));
  std::set<std::pair<std::uint32_t, std::uint32_t>> tested;
  for (int fold = 1; fold <= 5; ++fold) {
    const std::string name = "u" + std::to_string(fold);
    const auto test = read_rows(folder.path() / (name + ".test")), base = read_rows(folder.path() / (name + ".base"));
    EXPECT_EQ(test.size(), 600u);
    EXPECT_EQ(base.size(), 2400u);
    for (const Row& row : test) tested.insert({row.user, row.item});
  }
  EXPECT_EQ(tested.size(), 3000u);
}

TEST(Synthesize, Ml1mLayout) {
  const NewFolder folder("1m");
  synthesize(folder.path(), small("ml-1m"));
  EXPECT_EQ(lines_of(folder.path() / "ratings.dat"), 3000u);
  EXPECT_EQ(lines_of(folder.path() / "users.dat"), 60u);
  EXPECT_EQ(lines_of(folder.path() / "movies.dat"), 150u);
  std::istringstream ratings(bytes_of(folder.path() / "ratings.dat"));
  std::map<std::string, long> last;
  for (std::string line; std::getline(ratings, line);) {
    const std::string user = line.substr(0, line.find("::"));
    const long time = std::stol(line.substr(line.rfind(':') + 1));
    EXPECT_LE(last[user], time) << "each user's ratings are in order of time";
    last[user] = time;
  }
  EXPECT_EQ(last.size(), 60u);
}

TEST(Synthesize, Ml20mLayout) {
  const NewFolder folder("20m");
  synthesize(folder.path(), small("ml-20m"));
  const std::string ratings = bytes_of(folder.path() / "ratings.csv"), movies = bytes_of(folder.path() / "movies.csv");
  EXPECT_TRUE(ratings.starts_with("userId,movieId,rating,timestamp\n1,"));
  EXPECT_TRUE(movies.starts_with("movieId,title,genres\n1,\"Amber Almanac, The ("));
  EXPECT_EQ(lines_of(folder.path() / "ratings.csv"), 3001u);
  EXPECT_EQ(lines_of(folder.path() / "movies.csv"), 151u);
}

// The bytes are part of the contract: figures in docs and tests are made from them.
TEST(Synthesize, SameOptionsSameBytes) {
  const NewFolder first("first"), second("second"), third("third");
  SyntheticOptions options = small("ml-100k");
  synthesize(first.path(), options);
  synthesize(second.path(), options);
  options.seed = 8;
  synthesize(third.path(), options);
  for (const char* name : {"u.data", "u.user", "u.item", "u3.test"}) {
    EXPECT_EQ(bytes_of(first.path() / name), bytes_of(second.path() / name)) << name;
    EXPECT_NE(bytes_of(first.path() / name), bytes_of(third.path() / name)) << name;
  }
  EXPECT_EQ(checksum(bytes_of(first.path() / "u.data")), 18067559385946745273u);
}

TEST(Synthesize, DoesNotOverwrite) {
  const NewFolder folder("full");
  fs::create_directories(folder.path());
  std::ofstream(folder.path() / "note.txt") << "mine";
  try {
    synthesize(folder.path(), small("ml-100k"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::io);
    EXPECT_FALSE(error.remedy().empty());
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
}

TEST(Synthesize, RejectsWhatCannotBe) {
  const NewFolder folder("never");
  SyntheticOptions options = small("ml-100k");
  options.rows = 60 * 150 + 1;
  EXPECT_THROW(synthesize(folder.path(), options), Error);
  options = small("ml-9");
  EXPECT_THROW(synthesize(folder.path(), options), Error);
  EXPECT_FALSE(fs::exists(folder.path()));
}

TEST(Synthesize, EveryPairWhenAsked) {
  const NewFolder folder("all");
  SyntheticOptions options = small("ml-100k");
  options.rows = 60 * 150;
  synthesize(folder.path(), options);
  EXPECT_EQ(lines_of(folder.path() / "u.data"), 9000u);
}

TEST(Synthesize, TitlesAreDifferent) {
  std::set<std::string> titles;
  for (std::uint32_t item = 0; item < 30'000; ++item) titles.insert(synth::title_of(item));
  EXPECT_EQ(titles.size(), 30'000u);
}

TEST(Synthesize, NormalHasMomentsOfTheNormal) {
  double sum = 0, squares = 0, fourth = 0;
  RandomStream random(1, Purpose::synthesize);
  constexpr int count = 200'000;
  for (int i = 0; i < count; ++i) {
    const double x = synth::normal(random);
    sum += x;
    squares += x * x;
    fourth += x * x * x * x;
  }
  EXPECT_NEAR(sum / count, 0, 0.01);
  EXPECT_NEAR(squares / count, 1, 0.02);
  EXPECT_NEAR(fourth / count, 2.85, 0.1);  // 3 - 6/5 * 1/8
}

// The plainest biased matrix factorization, by stochastic gradient descent.
struct PlainFactorization {
  static constexpr float rate = 0.01f, l2_bias = 0.05f, l2_factors = 0.08f;
  std::size_t rank;
  float mean = 0;
  std::vector<float> user_bias, item_bias, p, q;

  PlainFactorization(std::size_t rank_, std::size_t users, std::size_t items)
      : rank(rank_), user_bias(users), item_bias(items), p(users * rank), q(items * rank) {
    RandomStream random(1, Purpose::initialize);
    for (auto* factors : {&p, &q})
      for (float& x : *factors) x = static_cast<float>(0.1 * random.normal());
  }
  float predict(const Row& row) const {
    const float* a = p.data() + row.user * rank;
    const float* b = q.data() + row.item * rank;
    return std::inner_product(a, a + rank, b, mean + user_bias[row.user] + item_bias[row.item]);
  }
  void step(const Row& row) {
    const float error = row.rating - predict(row);
    user_bias[row.user] += rate * (error - l2_bias * user_bias[row.user]);
    item_bias[row.item] += rate * (error - l2_bias * item_bias[row.item]);
    float* a = p.data() + row.user * rank;
    float* b = q.data() + row.item * rank;
    for (std::size_t k = 0; k < rank; ++k) {
      const float old = a[k];
      a[k] += rate * (error * b[k] - l2_factors * old);
      b[k] += rate * (error * old - l2_factors * b[k]);
    }
  }
};

double test_rmse(std::size_t rank, int epochs, std::vector<Row> train, const std::vector<Row>& test) {
  PlainFactorization model(rank, 1000, 1700);
  for (const Row& row : train) model.mean += row.rating / static_cast<float>(train.size());
  for (int epoch = 0; epoch < epochs; ++epoch) {
    RandomStream random(1, Purpose::shuffle, static_cast<std::uint64_t>(epoch));
    shuffle(std::span(train), random);
    for (const Row& row : train) model.step(row);
  }
  double squares = 0;
  for (const Row& row : test) {
    const double error = std::clamp(model.predict(row), 1.0f, 5.0f) - row.rating;
    squares += error * error;
  }
  return std::sqrt(squares / static_cast<double>(test.size()));
}

TEST(Synthesize, FactorsAreThereToBeLearned) {
  const NewFolder folder("signal");
  synthesize(folder.path(), {});
  const auto train = read_rows(folder.path() / "u1.base"), test = read_rows(folder.path() / "u1.test");
  const double biases = test_rmse(0, 10, train, test), factors = test_rmse(10, 45, train, test);
  EXPECT_LT(factors, biases - 0.17);
  EXPECT_GT(factors, 0.78) << "the noise cannot be learned";
}

}  // namespace
}  // namespace interplay
