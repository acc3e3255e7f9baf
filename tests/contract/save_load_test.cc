// Every model that can be trained can be saved, and what is loaded is what was saved, to the bit.
#include <gtest/gtest.h>

#include <cstring>

#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/model.h"
#include "workflow/toy.h"

namespace interplay::testing {
namespace {

class SaveLoad : public ::testing::TestWithParam<std::string> {
 protected:
  static Model trained(std::string_view name, const Toy& toy) {
    Observer observer;
    return train(toy.data, toy.split, small_options(name), toy.options, observer);
  }
};

void expect_equal(const Model& a, const Model& b) {
  const auto left = a.parameters(), right = b.parameters();
  ASSERT_EQ(left.size(), right.size());
  for (std::size_t t = 0; t < left.size(); ++t) {
    EXPECT_EQ(left[t].name, right[t].name);
    ASSERT_EQ(left[t].rows, right[t].rows) << left[t].name;
    ASSERT_EQ(left[t].columns, right[t].columns) << left[t].name;
    ASSERT_EQ(left[t].stride, right[t].stride) << left[t].name;
    EXPECT_EQ(std::memcmp(left[t].data, right[t].data, left[t].rows * left[t].stride * sizeof(float)), 0)
        << left[t].name;
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(right[t].data) % 64, 0u) << left[t].name;
  }
}

TEST_P(SaveLoad, IsEqualToTheBit) {
  const Toy toy = make_toy_for(GetParam());
  const Model model = trained(GetParam(), toy);
  const TemporaryFolder folder;
  model.save(folder / "model");
  const Model loaded = Model::load(folder / "model", true);

  EXPECT_EQ(loaded.name(), model.name());
  EXPECT_EQ(loaded.target_range(), model.target_range());
  EXPECT_EQ(loaded.history().stopped, model.history().stopped);
  EXPECT_EQ(loaded.history().epochs.size(), model.history().epochs.size());
  for (const auto& option : options<TrainOptions>()) {
    if (!option.recorded) continue;
    EXPECT_EQ(get_option(loaded.options(), option.name), get_option(model.options(), option.name));
  }
  expect_equal(model, loaded);
  EXPECT_EQ(loaded.predict(toy.data), model.predict(toy.data));
  // By the vocabularies and entity tables of the file alone.
  EXPECT_EQ(loaded.predict(encode_as(toy.data, loaded.star())), model.predict(toy.data));

  loaded.save(folder / "again");
  EXPECT_EQ(read_bytes(folder / "model"), read_bytes(folder / "again"));
}

TEST_P(SaveLoad, EqualTrainingsGiveEqualFiles) {
  const Toy toy = make_toy_for(GetParam());
  const TemporaryFolder folder;
  TrainOptions options = small_options(GetParam());
  Observer observer;
  train(toy.data, toy.split, options, toy.options, observer).save(folder / "one");
  options.threads = 3;
  options.checkpoint = (folder / "checkpoint").string();
  train(toy.data, toy.split, options, toy.options, observer).save(folder / "three");
  EXPECT_EQ(read_bytes(folder / "one"), read_bytes(folder / "three"));
}

TEST_P(SaveLoad, PartsAddUp) {
  const Toy toy = make_toy_for(GetParam());
  const Model model = trained(GetParam(), toy);
  std::uint64_t parameters = 0, tensors = 0;
  for (const Model::Part& part : model.parts()) parameters += part.parameters;
  for (const TensorView& tensor : model.parameters()) tensors += tensor.rows * tensor.columns;
  EXPECT_EQ(parameters, tensors);
  EXPECT_EQ(parameters, model.parameter_count());
}

std::vector<std::string> names() {
  std::vector<std::string> result;
  for (const ModelInfo& model : model_names()) result.emplace_back(model.name);
  return result;
}

INSTANTIATE_TEST_SUITE_P(Models, SaveLoad, ::testing::ValuesIn(names()), [](const auto& test) { return test.param; });

}  // namespace
}  // namespace interplay::testing
