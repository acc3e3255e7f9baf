// How fast text becomes data. Synthetic ratings in the shapes of common files; bytes and rows per second.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "interplay/dataset.h"
#include "interplay/read.h"
#include "interplay/synthetic.h"

namespace {

using interplay::Purpose;
using interplay::RandomStream;

constexpr std::uint32_t users = 6040, items = 3952;

std::string rating_line(std::uint32_t row, const std::string& delimiter, bool words) {
  RandomStream random(1, Purpose::synthesize, 0, row);
  const std::string prefix = words ? "user-number-" : "";
  // Users in order, as rating files have them.
  return prefix + std::to_string(row / 166 % users + 1) + delimiter + std::to_string(random.below(items) + 1) +
         delimiter + std::to_string(random.below(5) + 1) + delimiter +
         std::to_string(950000000 + random.below(50000000)) + "\n";
}

std::string sparse_line(std::uint32_t row) {
  RandomStream random(2, Purpose::synthesize, 0, row);
  std::string line = std::to_string(random.below(2));
  for (std::uint32_t field = 0; field < 20; ++field)
    line += " " + std::to_string(field * 1000 + random.below(1000)) + ":1";
  return line + "\n";
}

// The file of that name, written once per run of this program.
const std::string& file(const std::string& name, std::uint32_t rows) {
  struct Folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("interplay-read-bench-" + std::to_string(::getpid()));
    std::map<std::string, std::string> files;
    ~Folder() { std::filesystem::remove_all(path); }
  };
  static Folder folder;
  std::string& path = folder.files[name + std::to_string(rows)];
  if (!path.empty()) return path;
  const auto place = folder.path / std::to_string(rows);
  std::filesystem::create_directories(place);
  path = (place / name).string();
  std::ofstream out(path);
  if (name == "words.csv") out << "user,item,rating,timestamp\n";
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (name == "ratings.dat") out << rating_line(row, "::", false);
    if (name == "u.data") out << rating_line(row, "\t", false);
    if (name == "words.csv") out << rating_line(row, ",", true);
    if (name == "sparse.txt") out << sparse_line(row);
  }
  return path;
}

void read_file(benchmark::State& state, const std::string& name) {
  const auto rows = static_cast<std::uint32_t>(state.range(0));
  const std::vector<std::string> paths{file(name, rows)};
  for (auto _ : state) {
    const interplay::Dataset data = interplay::read(paths, {}, static_cast<int>(state.range(1)));
    benchmark::DoNotOptimize(data.rows);
  }
  state.SetItemsProcessed(state.iterations() * rows);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(std::filesystem::file_size(paths[0])));
}

void arguments(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"rows", "threads"})->Unit(benchmark::kMillisecond)->UseRealTime();
  for (const int threads : {1, 2})
    for (const int rows : {100'000, 1'000'000}) bench->Args({rows, threads});
}

BENCHMARK_CAPTURE(read_file, ml_100k_layout, "u.data")->Apply(arguments);
BENCHMARK_CAPTURE(read_file, ml_1m_layout, "ratings.dat")->Apply(arguments);
BENCHMARK_CAPTURE(read_file, csv_with_text_ids, "words.csv")->Apply(arguments);
BENCHMARK_CAPTURE(read_file, libsvm_20_entries, "sparse.txt")->Apply(arguments);

}  // namespace
