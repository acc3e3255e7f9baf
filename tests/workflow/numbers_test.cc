// Numbers as inputs, from text to predictions: both forms of the same data, and columns that nobody would wish for.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numeric>

#include "interplay/encode.h"
#include "interplay/read.h"
#include "interplay/synthetic.h"
#include "interplay/train.h"
#include "workflow/toy.h"

namespace interplay::testing {
namespace {

struct Silent : Observer {
  void on(const Event&) override {}
};

constexpr std::size_t rows = 400;

double normal(std::uint64_t column, std::uint64_t row) {
  return RandomStream(3, Purpose::synthesize, column, row).normal();
}

// Four columns: around 0, large, prices with a heavy tail, small.
std::vector<double> numbers(std::size_t row) {
  return {normal(1, row), 31835 + 1000 * normal(2, row), std::exp(5 + 2 * normal(3, row)), 1e-8 * normal(4, row)};
}

double target(std::size_t row) {
  return 3 + normal(1, row) - 0.5 * normal(2, row) + 0.5 * normal(3, row) * normal(1, row) + 0.1 * normal(9, row);
}

struct Forms {
  Dataset csv, svm;
  Split split;
};

Forms both_forms() {
  std::string csv = "target", svm;
  for (int c = 1; c <= 4; ++c) csv += fmt::format(",features:{}", c);
  csv += "\n";
  for (std::size_t row = 0; row < rows; ++row) {
    csv += fmt::format("{}", target(row));
    svm += fmt::format("{}", target(row));
    int c = 0;
    for (const double x : numbers(row)) {
      csv += fmt::format(",{}", x);
      svm += fmt::format(" {}:{}", ++c, x);
    }
    csv += "\n";
    svm += "\n";
  }
  const TemporaryFolder folder;
  write_bytes(folder / "a.csv", csv);
  write_bytes(folder / "a.svm", svm);
  Forms forms;
  for (std::uint32_t row = 0; row < rows; ++row) (row % 4 == 0 ? forms.split.test : forms.split.train).push_back(row);
  const auto of = [&](const char* name) {
    return encode(read(std::vector<std::string>{(folder / name).string()}, {}, 1), forms.split.train, {});
  };
  forms.csv = of("a.csv");
  forms.svm = of("a.svm");
  return forms;
}

TEST(Numbers, BothFormsOfTheSameDataGiveTheSamePredictions) {
  const Forms forms = both_forms();
  Silent silent;
  for (const char* model : {"linear", "fm", "deepfm", "wide_deep"})
    for (const char* solver : {"gradient", "als"}) {
      if (std::string_view(solver) != "gradient" && std::string_view(model).find("deep") != std::string_view::npos)
        continue;
      TrainOptions options = small_options(model);
      options.solver = solver;
      options.epochs = 10;
      const auto a = train(forms.csv, forms.split, options, {}, silent).predict(forms.csv, forms.split.test);
      const auto b = train(forms.svm, forms.split, options, {}, silent).predict(forms.svm, forms.split.test);
      ASSERT_EQ(a.size(), b.size());
      for (std::size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a[i], b[i], 1e-4) << model << " " << solver << " " << i;
    }
}

TEST(Numbers, ModelsOfSparseTextAreSavedWithTheirScales) {
  std::string svm;
  for (std::size_t row = 0; row < rows; ++row) {
    svm += fmt::format("{} 1:{} {}:1", target(row), numbers(row)[1], 10 + row % 3);
    if (row % 5 == 0) svm += fmt::format(" 4:{}", numbers(row)[2]);
    svm += "\n";
  }
  const TemporaryFolder folder;
  write_bytes(folder / "a.svm", svm);
  const std::vector<std::string> paths{(folder / "a.svm").string()};
  Split split;
  split.train.resize(rows);
  std::iota(split.train.begin(), split.train.end(), 0u);
  const Dataset data = encode(read(paths, {}, 1), split.train, {});
  Silent silent;
  const Model model = train(data, split, small_options("fm"), {}, silent);
  const auto before = model.predict(data);
  model.save(folder / "m.safetensors");
  const Model loaded = Model::load(folder / "m.safetensors", true);
  EXPECT_EQ(loaded.predict(read_for(loaded, paths, {}, 1)), before);
  EXPECT_TRUE(std::ranges::all_of(before, [](float x) { return std::isfinite(x); }));
}

using Column = std::function<double(std::size_t)>;

// Trains on these columns beside a category and answers whether all predictions are finite.
void expect_finite(const std::string& what, const std::vector<Column>& columns, std::size_t count = 150) {
  std::string csv = "rating,letter";
  for (std::size_t c = 0; c < columns.size(); ++c) csv += fmt::format(",x{}", c);
  csv += "\n";
  for (std::size_t row = 0; row < count; ++row) {
    csv += fmt::format("{},{}", 1 + row % 5, static_cast<char>('a' + row % 3));
    for (const Column& column : columns) csv += fmt::format(",{}", column(row));
    csv += "\n";
  }
  const TemporaryFolder folder;
  write_bytes(folder / "a.csv", csv);
  DataOptions options;
  options.header = "yes";
  for (std::size_t c = 0; c < columns.size(); ++c) options.numeric.push_back(fmt::format("x{}", c));
  Split split;
  split.train.resize(count);
  std::iota(split.train.begin(), split.train.end(), 0u);
  const Dataset raw = read(std::vector<std::string>{(folder / "a.csv").string()}, options, 1);
  Silent silent;
  for (const char* how : {"auto", "standard", "minmax", "robust", "quantile", "log"}) {
    options.numeric_scale = how;
    const Dataset data = encode(raw, split.train, options);
    for (const char* model : {"linear", "fm", "deepfm", "wide_deep"}) {
      const auto predicted = train(data, split, small_options(model), options, silent).predict(data);
      for (const float x : predicted) ASSERT_TRUE(std::isfinite(x)) << what << ", " << how << ", " << model;
    }
  }
}

TEST(Numbers, TrainingIsFiniteWhateverTheColumns) {
  const Column plain = [](std::size_t row) { return normal(1, row); };
  const auto times = [&](double factor) -> Column { return [=](std::size_t row) { return factor * plain(row); }; };
  expect_finite("constant", {plain, [](std::size_t) { return 1e8; }});
  expect_finite("collinear", {plain, times(-3), [&](std::size_t row) { return 7 + 2 * plain(row); }});
  expect_finite("duplicated", {plain, plain, plain});
  expect_finite("small and large", {times(1e-8), times(1e8), times(1e30), times(1e-30)});
  expect_finite("one row", {plain}, 1);
  expect_finite("one level", {[](std::size_t) { return 3; }, [](std::size_t row) { return row == 17 ? 1e30 : 0; }});
}

}  // namespace
}  // namespace interplay::testing
