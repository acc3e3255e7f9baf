// A small star with every kind of field: string and integer ids, numbers, bags, two entity tables.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "interplay/dataset.h"
#include "interplay/encode.h"
#include "interplay/evaluate.h"
#include "interplay/model.h"
#include "interplay/options.h"
#include "interplay/read.h"
#include "interplay/solvers.h"
#include "interplay/split.h"
#include "interplay/synthetic.h"
#include "interplay/train.h"

namespace interplay::testing {

inline double metric_of(const Evaluation& evaluation, std::string_view name) {
  for (const auto& [found, value] : evaluation.metrics)
    if (found == name) return value;
  ADD_FAILURE() << name;
  return std::nan("");
}

// A folder that is removed with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "interplay-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

struct Toy {
  DataOptions options;
  Dataset data;  // encoded by the training rows
  Split split;
};

// Ratings 1..5 (or 0 and 1) that follow users and items, of 12 users and 9 items; the ids of users are
// strings.
inline Toy make_toy(bool binary = false, std::size_t rows = 240) {
  const TemporaryFolder folder;
  static constexpr const char* occupations[] = {"artist", "doctor", "writer"};
  static constexpr const char* genres[] = {"Drama", "Comedy|Drama", "Action|Comedy|War", "War"};
  std::ofstream ratings(folder / "ratings.csv"), users(folder / "users.csv"), items(folder / "items.csv");
  users << "user,age,occupation\n";
  for (int u = 0; u < 12; ++u) users << "u" << u << ',' << 20 + 3 * u << ',' << occupations[u % 3] << '\n';
  items << "item,genres\n";
  for (int i = 0; i < 9; ++i) items << 100 + 7 * i << ',' << genres[i % 4] << '\n';
  ratings << "user,item,rating,hour\n";
  for (std::size_t r = 0; r < rows; ++r) {
    RandomStream random(5, Purpose::synthesize, 1, r);
    const auto u = static_cast<int>(random.below(12)), i = static_cast<int>(random.below(9));
    const double score = 3 + (u % 3 == i % 3 ? 1.2 : -0.8) + 0.1 * u - 0.05 * i + 0.3 * random.normal();
    const int rating = binary ? score > 3 : static_cast<int>(std::min(5.0, std::max(1.0, std::round(score))));
    ratings << 'u' << u << ',' << 100 + 7 * i << ',' << rating << ',' << random.below(24) << '\n';
  }
  ratings.close();
  users.close();
  items.close();

  Toy toy;
  toy.options.user = "user";
  toy.options.item = "item";
  toy.options.target = "rating";
  toy.options.multi = {"genres"};
  toy.options.numeric = {"age", "hour"};
  toy.options.fields = {"user", "item", "hour", "age", "occupation", "genres"};
  toy.options.join = {(folder / "users.csv").string() + ":user", (folder / "items.csv").string() + ":item"};
  const std::vector<std::string> paths = {(folder / "ratings.csv").string()};
  const Dataset raw = read(paths, toy.options, 1);
  SplitOptions parts;
  parts.test = 0.2;
  parts.valid = 0.2;
  toy.split = split(raw, parts, 3);
  toy.data = encode(raw, toy.split.train, toy.options);
  toy.options.join.clear();
  return toy;
}

// The model's own defaults, small enough for a test.
inline TrainOptions small_options(std::string_view model) {
  TrainOptions options = default_options(model);
  for (const ModelInfo& info : model_names())
    if (info.name == model && std::ranges::find(info.reads, "rank") != info.reads.end())
      options.rank = 5;  // does not fill a vector: the padding shows
  options.epochs = 3;
  options.adapt = false;  // as many epochs as that
  options.threads = 1;
  return options;
}

// The rows of a toy as interactions without targets. What is known of the interactions themselves is no input.
inline Toy interactions_of(Toy toy) {
  for (std::size_t f = toy.data.schema.fields.size(); f-- > 0;) {
    Field& field = toy.data.schema.fields[f];
    if (field.role == Role::target) {
      toy.data.schema.fields.erase(toy.data.schema.fields.begin() + static_cast<std::ptrdiff_t>(f));
      toy.data.columns.erase(toy.data.columns.begin() + static_cast<std::ptrdiff_t>(f));
    } else if (field.table == 0 && field.role == Role::feature) {
      field.role = Role::group;
    }
  }
  return toy;
}
inline bool needs_interactions(std::string_view model) {
  for (const ModelInfo& info : model_names())
    if (info.name == model)
      return solver_info(info.solver)->properties.fits_interactions || default_options(model).loss != "auto";
  return false;
}

// Binary targets for the models that need them.
inline bool needs_binary(std::string_view model) { return model == "logistic"; }

// The toy with the targets that a model needs, or without.
inline Toy make_toy_for(std::string_view model) {
  return needs_interactions(model) ? interactions_of(make_toy()) : make_toy(needs_binary(model));
}

}  // namespace interplay::testing
