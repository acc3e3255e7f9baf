// Opening a model file of 100 MB: the time from a path to a model that can predict, with the file in the page
// cache.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>

#include "base/random.h"
#include "interplay/encode.h"
#include "interplay/model.h"
#include "model/implementation.h"
#include "models/table.h"

namespace {

using namespace interplay;

constexpr std::uint32_t users = 138'000, items = 27'000;

Field id_field(const char* name, Role role, std::uint32_t table, std::uint32_t count, bool integers) {
  Field field;
  field.name = name;
  field.role = role;
  field.table = table;
  std::vector<std::int64_t> numbers(count);
  std::vector<std::string> strings(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    numbers[i] = i + 1;
    strings[i] = "id-" + std::to_string(i);
  }
  field.vocabulary =
      integers ? Vocabulary::of_integers(std::move(numbers)) : Vocabulary::of_strings(std::move(strings));
  return field;
}

Field feature(const char* name, Kind kind, std::uint32_t table) {
  Field field;
  field.name = name;
  field.kind = kind;
  field.table = table;
  if (kind != Kind::numeric) field.vocabulary = Vocabulary::of_strings({"a", "b", "c", "d", "e"});
  return field;
}

CategoricalColumn codes(std::uint32_t rows, std::uint32_t modulus) {
  std::vector<std::uint32_t> codes;
  for (std::uint32_t row = 0; row < rows; ++row) codes.push_back(modulus == 0 ? row : row % modulus);
  return {std::move(codes)};
}

MultiColumn bags(std::uint32_t rows) {
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::uint32_t> codes;
  for (std::uint32_t row = 0; row < rows; ++row) {
    for (std::uint32_t i = 0; i < row % 4; ++i) codes.push_back(1 + (row + i) % 5);
    offsets.push_back(codes.size());
  }
  return {std::move(offsets), std::move(codes), {}};
}

// 20M ratings' worth of users and items with a few features each; the values of the parameters do not matter.
std::filesystem::path make_file() {
  auto model = std::make_shared<ModelImplementation>();
  Star& star = model->star;
  star.schema.fields = {id_field("user", Role::user, 1, users, false), id_field("item", Role::item, 2, items, true),
                        feature("age", Kind::numeric, 1), feature("occupation", Kind::categorical, 1),
                        feature("genres", Kind::multi, 2)};
  star.entities = {{"user", star.schema.fields[0].vocabulary, {}}, {"item", star.schema.fields[1].vocabulary, {}}};
  star.columns = {codes(users + 1, 0), codes(items + 1, 0), NumericColumn{std::vector<float>(users + 1, 30)},
                  codes(users + 1, 6), bags(items + 1)};
  model->options.rank = 144;
  model->library_version = library_version();
  model->plan = std::make_unique<ModelPlan>(models::definition("fm").plan(star.schema, model->options, model->target));
  model->members.add(Parameters({model->plan->specs().begin(), model->plan->specs().end()}));
  model->histories.emplace_back();
  const auto path = std::filesystem::temp_directory_path() / ("interplay-load-bench-" + std::to_string(::getpid()));
  model_of(model).save(path);
  return path;
}

struct File {
  std::filesystem::path path = make_file();
  ~File() { std::filesystem::remove(path); }
};

void load(benchmark::State& state) {
  static const File file;
  for (auto _ : state) benchmark::DoNotOptimize(Model::load(file.path, state.range(0) != 0));
  state.counters["MB"] = static_cast<double>(std::filesystem::file_size(file.path)) / 1e6;
}
BENCHMARK(load)->ArgName("verify")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
