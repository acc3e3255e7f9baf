// What a service waits for, on one thread: a prediction of a pair of ids, the best 10 items of a user and of a batch of
// users, and opening the model; beside what the machine can do: one pass over the item matrix, and sgemm.
//   serving [MODEL ...]   without models: a factorization machine of 500,000 users x 100,000 items, made in memory
// Medians; every question is about another user. OpenBLAS is no dependency: its figure is left out where its library
// cannot be loaded.
#include <dlfcn.h>
#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "base/aligned.h"
#include "base/random.h"
#include "interplay/encode.h"
#include "interplay/item_index.h"
#include "interplay/model.h"
#include "interplay/synthetic.h"
#include "kernels/matrix.h"
#include "model/implementation.h"
#include "models/table.h"

namespace {

using namespace interplay;

constexpr std::size_t list_length = 10, batch_users = 256, rank = 32;

// Of this thread's processor time: other programs take turns, not time.
double seconds(const std::function<void()>& work) {
  const auto now = [] {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  };
  const double start = now();
  work();
  return now() - start;
}

double median(std::size_t repeats, const std::function<void()>& work) {
  std::vector<double> times;
  for (std::size_t i = 0; i < repeats; ++i) times.push_back(seconds(work));
  std::ranges::nth_element(times, times.begin() + static_cast<std::ptrdiff_t>(repeats / 2));
  return times[repeats / 2];
}

void print(const std::string& what, double value, const char* unit) {
  fmt::print("{:<58} {:>10.3f} {}\n", what, value, unit);
}

Field id_field(const char* name, Role role, std::uint32_t table, Vocabulary vocabulary) {
  Field field;
  field.name = name;
  field.role = role;
  field.table = table;
  field.vocabulary = std::move(vocabulary);
  return field;
}

CategoricalColumn own_codes(std::uint32_t count) {
  std::vector<std::uint32_t> codes(count + 1);
  std::iota(codes.begin(), codes.end(), 0u);
  return {std::move(codes)};
}

// Users are called by texts, items by numbers.
Model synthetic(std::uint32_t users, std::uint32_t items) {
  auto model = std::make_shared<ModelImplementation>();
  Star& star = model->star;
  std::vector<std::string> names;
  for (std::uint32_t u = 0; u < users; ++u) names.push_back("user-" + std::to_string(u));
  std::vector<std::int64_t> numbers;
  for (std::uint32_t i = 0; i < items; ++i) numbers.push_back(std::int64_t{3} * i + 7);
  star.schema.fields = {id_field("user", Role::user, 1, Vocabulary::of_strings(std::move(names))),
                        id_field("item", Role::item, 2, Vocabulary::of_integers(std::move(numbers)))};
  star.entities = {{"user", star.schema.fields[0].vocabulary, {}}, {"item", star.schema.fields[1].vocabulary, {}}};
  star.columns = {own_codes(users), own_codes(items)};
  model->options.model = "fm";
  model->options.rank = rank;
  model->options.init = 0.2;
  model->target = {.low = 1, .high = 5, .mean = 3.5f};
  model->plan = std::make_unique<ModelPlan>(models::definition("fm").plan(star.schema, model->options, model->target));
  Parameters parameters({model->plan->specs().begin(), model->plan->specs().end()});
  parameters.initialize(1);
  model->members.add(std::move(parameters));
  model->histories.emplace_back();
  return model_of(std::move(model));
}

// Ids of users and items in a shuffled order, as requests come.
std::vector<std::string> some_ids(const Vocabulary& vocabulary, std::size_t count, std::uint64_t seed) {
  RandomStream random(seed, Purpose::synthesize);
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < count; ++i) ids.push_back(vocabulary.id(1 + random.below(vocabulary.size())));
  return ids;
}

// Reads every number once, as fast as the C library does: the two halves are equal. Where the pages lie decides a
// quarter of it, so that several places are tried.
double pass_seconds(std::size_t items, std::size_t inner) {
  const std::size_t half = items * inner / 2 * sizeof(float);
  std::vector<std::vector<char>> places;
  std::vector<double> times;
  int different = 0;
  for (int place = 0; place < 9; ++place) {
    const auto& left = places.emplace_back(half, 1);
    const std::vector<char> right(half, 1);
    times.push_back(median(41, [&] { different += std::memcmp(left.data(), right.data(), half) != 0; }));
  }
  if (different > 0) fmt::print("{}\n", different);
  std::ranges::sort(times);
  return times[times.size() / 2];
}

using Sgemm = void (*)(int, int, int, int, int, int, float, const float*, int, const float*, int, float, float*, int);

double product_rate(std::size_t size, const std::function<void(const float*, const float*, float*, int)>& multiply) {
  AlignedArray<float> a(size * size), b(size * size), c(size * size);
  RandomStream random(3, Purpose::synthesize);
  for (AlignedArray<float>* matrix : {&a, &b})
    for (float& value : *matrix) value = random.uniform();
  const double time = median(9, [&] { multiply(a.data(), b.data(), c.data(), static_cast<int>(size)); });
  return 2.0 * static_cast<double>(size * size * size) / time / 1e9;
}

double blas_rate() {
  void* library = dlopen("libopenblas.so.0", RTLD_NOW);
  if (library == nullptr) return 0;
  if (auto* threads = reinterpret_cast<void (*)(int)>(dlsym(library, "openblas_set_num_threads"))) threads(1);
  const auto sgemm = reinterpret_cast<Sgemm>(dlsym(library, "cblas_sgemm"));
  constexpr int row_major = 101, plain = 111;
  return product_rate(1536, [&](const float* a, const float* b, float* c, int n) {
    sgemm(row_major, plain, plain, n, n, n, 1, a, n, b, n, 0, c, n);
  });
}

double own_rate() {
  return product_rate(1536, [](const float* a, const float* b, float* c, int n) {
    const auto size = static_cast<std::size_t>(n);
    kernels::multiply({size, size, size, {a, size, 1}, b, size, c, size, false});
  });
}

void measure(const Model& model, const std::string& label) {
  const Schema& schema = model.schema();
  const auto& user_ids = model.star().entities[schema.fields[schema.find(Role::user).value()].table - 1].keys;
  const auto& item_ids = model.star().entities[schema.fields[schema.find(Role::item).value()].table - 1].keys;
  fmt::print("{}: {} users, {} items, {} members\n", label, user_ids.size(), item_ids.size(), model.members());
  constexpr std::size_t pairs = 20000;
  const std::vector<std::string> users = some_ids(user_ids, pairs, 4), items = some_ids(item_ids, pairs, 5);

  std::optional<ItemIndex> index;
  print("index built", seconds([&] { index.emplace(model); }) * 1e3, "ms");
  ScoringSession session = index->session();
  float sum = 0;
  const double pair = median(9, [&] {
    for (std::size_t i = 0; i < pairs; ++i) sum += session.predict(users[i], items[i]);
  });
  print("one pair by ids", pair / pairs * 1e6, "us");

  std::size_t next = 0, listed = 0;
  const double top = median(401, [&] { listed += index->top(users[next++ % pairs], list_length).size(); });
  print("best 10 of all items", top * 1e3, "ms");

  std::vector<std::string_view> batch(users.begin(), users.begin() + batch_users);
  const double many = median(15, [&] { listed += index->top(batch, list_length).size(); });
  print(fmt::format("best 10 for {} users", batch_users), many * 1e3, "ms");
  if (sum == 0 && listed == 0) fmt::print("\n");

  std::int64_t columns = 0;
  for (const TensorView& tensor : model.parameters())
    if (tensor.name.ends_with("/" + schema.fields[schema.find(Role::item).value()].name))
      columns = std::max(columns, static_cast<std::int64_t>(tensor.columns));
  const std::size_t inner = model.members() * (static_cast<std::size_t>(columns) + 1);
  const double pass = pass_seconds(index->size(), inner);
  print(fmt::format("one pass over {} x {} floats", index->size(), inner), pass * 1e3, "ms");
  print("best 10 of all items, in such passes", top / pass, "");
  const double flop = 2.0 * batch_users * static_cast<double>(index->size() * inner);
  print(fmt::format("best 10 for {} users, as a product", batch_users), flop / many / 1e9, "GFLOP/s");
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 1) {
    measure(synthetic(500'000, 100'000), "fm, rank 32, synthetic");
    print("product of squares of 1536, our kernel", own_rate(), "GFLOP/s");
    if (const double rate = blas_rate(); rate > 0) print("product of squares of 1536, OpenBLAS", rate, "GFLOP/s");
    return 0;
  }
  for (int i = 1; i < count; ++i) {
    std::optional<Model> model;
    print("model opened", median(21, [&] { model = Model::load(arguments[i]); }) * 1e3, "ms");
    measure(*model, arguments[i]);
  }
}
