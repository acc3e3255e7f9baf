#include "interplay/export.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>

#include "interplay/error.h"
#include "workflow/toy.h"

namespace interplay {
namespace {

namespace fs = std::filesystem;
using testing::make_toy;
using testing::read_bytes;
using testing::small_options;
using testing::TemporaryFolder;

Model small_model(std::string_view name) {
  const testing::Toy toy = make_toy();
  return train(toy.data, toy.split, small_options(name));
}

TEST(ExportEmbeddings, ArraysHoldTheParameters) {
  const TemporaryFolder folder;
  const Model model = small_model("fm");
  export_embeddings(model, folder / "out");
  for (const TensorView& tensor : model.parameters()) {
    const std::string bytes = read_bytes(folder / "out" / (std::string(tensor.name) + ".npy"));
    ASSERT_EQ(bytes.size() % 64, tensor.rows * tensor.columns * 4 % 64) << tensor.name;
    const std::size_t start = bytes.size() - tensor.rows * tensor.columns * 4;
    EXPECT_NE(bytes.find("'<f4'"), std::string::npos);
    for (std::size_t row = 0; row < tensor.rows; ++row)
      EXPECT_EQ(std::memcmp(bytes.data() + start + row * tensor.columns * 4, tensor.data + row * tensor.stride,
                            tensor.columns * 4),
                0)
          << tensor.name;
  }
}

TEST(ExportEmbeddings, RowsAreNamedWithTheFeaturesOfTheirEntity) {
  const TemporaryFolder folder;
  export_embeddings(small_model("fm"), folder / "out");
  const std::string users = read_bytes(folder / "out" / "embedding/user.tsv");
  EXPECT_TRUE(users.starts_with("row\tuser\tage\toccupation\n0\t(unseen)\t\t\n1\tu0\t20\tartist\n")) << users;
  EXPECT_TRUE(read_bytes(folder / "out" / "projector/embedding-user.metadata.tsv")
                  .starts_with("user\tage\toccupation\nu0\t20\tartist\n"));
  EXPECT_TRUE(read_bytes(folder / "out" / "projector/embedding-occupation.metadata.tsv").starts_with("artist\n"));
}

TEST(ExportEmbeddings, FullFoldersAndFilesAreLeftAlone) {
  const TemporaryFolder folder;
  const Model model = small_model("mf");
  fs::create_directory(folder / "full");
  testing::write_bytes(folder / "full" / "mine", "x");
  testing::write_bytes(folder / "file", "x");
  EXPECT_THROW(export_embeddings(model, folder / "full"), Error);
  EXPECT_THROW(export_embeddings(model, folder / "file"), Error);
  EXPECT_THROW(export_embeddings(model, folder / "file" / "below"), Error);
  fs::create_directory(folder / "empty");
  EXPECT_NO_THROW(export_embeddings(model, folder / "empty"));
  std::size_t entries = 0;
  for (const auto& entry : fs::directory_iterator(folder.path())) entries += !entry.path().empty();
  EXPECT_EQ(entries, 3u);  // nothing half-written
}

TEST(ExportLibfm, RefusesWhatLibfmWouldScoreDifferently) {
  const TemporaryFolder folder;
  EXPECT_THROW(export_libfm(small_model("biased_mf"), folder / "m"), Error);
  const testing::Toy toy = make_toy();
  TrainOptions options = small_options("fm");
  options.numeric = "affine";
  EXPECT_THROW(export_libfm(train(toy.data, toy.split, options), folder / "m"), Error);
  options = small_options("fm");
  options.pairs_within_bags = false;
  EXPECT_THROW(export_libfm(train(toy.data, toy.split, options), folder / "m"), Error);
  EXPECT_FALSE(fs::exists(folder / "m"));
}

TEST(ExportLibfm, HasALineForEveryFeature) {
  const TemporaryFolder folder;
  const Model model = small_model("fm");
  export_libfm(model, folder / "m");
  std::istringstream text(read_bytes(folder / "m"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  std::size_t features = 0;
  for (const TensorView& tensor : model.parameters()) features += tensor.name.starts_with("linear/") ? tensor.rows : 0;
  ASSERT_EQ(lines.size(), 4 + 2 * features);
  EXPECT_EQ(lines[0], "#global bias W0");
  EXPECT_EQ(lines[2], "#unary interactions Wj");
  EXPECT_EQ(lines[3 + features], "#pairwise interactions Vj,f");
  EXPECT_EQ(std::count(lines.back().begin(), lines.back().end(), ' '), 4);
}

}  // namespace
}  // namespace interplay
