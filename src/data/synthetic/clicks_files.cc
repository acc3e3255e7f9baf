// Writes synthetic clicks: as a table with a header, or as libffm text in which a count stands as its bucket.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>

#include "base/memory.h"
#include "base/task_pool.h"
#include "data/synthetic/clicks.h"
#include "data/synthetic/new_folder.h"
#include "interplay/error.h"

namespace interplay::synth {
namespace {

constexpr std::int64_t usual_rows = 1'000'000;
constexpr std::uint64_t rows_of_chunk = 8192;
constexpr std::size_t chunks_at_once = 32;

template <class Number>
void append(std::string& text, Number number) {
  char digits[20];
  const auto [end, status] = std::to_chars(std::begin(digits), std::end(digits), number);
  text.append(digits, end);
}

void append_name(std::string& text, std::uint32_t name) {
  for (int shift = 28; shift >= 0; shift -= 4) text += "0123456789abcdef"[name >> shift & 15u];
}

std::string header() {
  std::string text = "label";
  for (std::size_t f = 0; f < click_fields; ++f)
    text += f < click_numbers ? ",I" + std::to_string(f + 1) : ",C" + std::to_string(f - click_numbers + 1);
  return text + '\n';
}

void append_cells(std::string& text, const ClickRow& row) {
  text += row.label ? '1' : '0';
  for (std::size_t f = 0; f < click_fields; ++f) {
    text += ',';
    if (row.codes[f] == 0) continue;
    if (f < click_numbers)
      append(text, row.numbers[f]);
    else
      append_name(text, ClickWorld::name_of(f, row.codes[f]));
  }
  text += '\n';
}

// field:index:1, where indices count through all fields; missing cells are codes like others.
void append_features(std::string& text, const ClickRow& row, std::span<const std::size_t> starts) {
  text += row.label ? '1' : '0';
  for (std::size_t f = 0; f < click_fields; ++f) {
    text += ' ';
    append(text, f);
    text += ':';
    append(text, starts[f] + row.codes[f]);
    text += ":1";
  }
  text += '\n';
}

struct Chunk {
  std::string text;
  double entropy = 0, logloss = 0;
  std::uint64_t positives = 0;
};

void fill(Chunk& chunk, const ClickWorld& world, std::uint64_t first, std::uint64_t last,
          std::span<const std::size_t> starts) {
  chunk = {std::move(chunk.text)};
  chunk.text.clear();
  for (std::uint64_t r = first; r < last; ++r) {
    const ClickRow row = world.row(r);
    if (starts.empty())
      append_cells(chunk.text, row);
    else
      append_features(chunk.text, row, starts);
    const double p = row.probability, of_1 = -std::log(p), of_0 = -std::log1p(-p);
    chunk.entropy += p * of_1 + (1 - p) * of_0;
    chunk.logloss += row.label ? of_1 : of_0;
    chunk.positives += row.label;
  }
}

PlantedTruth write_rows(AtomicFile& file, const ClickWorld& world, std::uint64_t rows, bool as_features, int threads) {
  std::vector<std::size_t> starts;
  for (std::size_t f = 0, start = 0; as_features && f < click_fields; start += world.codes(f++))
    starts.push_back(start);
  const TaskPool pool(threads);
  std::vector<Chunk> chunks(chunks_at_once);
  PlantedTruth sums;
  for (std::uint64_t first = 0; first < rows; first += chunks_at_once * rows_of_chunk) {
    pool.run(chunks.size(), [&](std::size_t c) {
      const std::uint64_t start = std::min(rows, first + c * rows_of_chunk);
      fill(chunks[c], world, start, std::min(rows, start + rows_of_chunk), starts);
    });
    for (const Chunk& chunk : chunks) {
      file.write(chunk.text);
      sums.entropy += chunk.entropy;
      sums.logloss += chunk.logloss;
      sums.positives += static_cast<double>(chunk.positives);
    }
  }
  const auto count = static_cast<double>(rows);
  return {rows, sums.positives / count, sums.entropy / count, sums.logloss / count};
}

void refuse_options_of_ratings(const SyntheticOptions& options) {
  const SyntheticOptions usual;
  const auto refuse = [](const std::string& name) {
    throw Error(Code::usage, "option '" + name + "' is of ratings, and --like criteo makes clicks",
                "leave --" + name + " out; --rows, --rank and --seed are those of clicks");
  };
  if (options.users != usual.users) refuse("users");
  if (options.items != usual.items) refuse("items");
  if (options.noise != usual.noise) refuse("noise");
}

}  // namespace

std::vector<std::filesystem::path> write_clicks(const std::filesystem::path& path, const SyntheticOptions& options,
                                                int threads, PlantedTruth* truth) {
  refuse_options_of_ratings(options);
  const auto rows = static_cast<std::uint64_t>(options.rows > 0 ? options.rows : usual_rows);
  const ClickWorld world(static_cast<std::uint64_t>(options.seed), static_cast<std::size_t>(options.rank));
  const bool as_features = path.extension() == ".ffm";
  const auto write = [&](AtomicFile& file) {
    if (!as_features) file.write(header());
    const PlantedTruth found = write_rows(file, world, rows, as_features, threads);
    if (truth) *truth = found;
  };
  if (as_features || path.extension() == ".csv") {
    AtomicFile file(path);
    write(file);
    file.commit();
    return {path};
  }
  NewFolder folder(path);
  write(folder.add("criteo.csv"));
  return folder.commit();
}

}  // namespace interplay::synth
