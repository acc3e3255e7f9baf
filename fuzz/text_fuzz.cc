// Any bytes, read as any layout: they are data or an Error, never a crash. The first byte chooses the layout and the
// options, so that all of them are reached from one corpus.
#include <unistd.h>

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "interplay/dataset.h"
#include "interplay/error.h"
#include "interplay/options.h"
#include "interplay/read.h"

namespace {

struct Target {
  const char* file;
  const char* format;
};
constexpr Target targets[] = {
    {"a.csv", "auto"},          {"a.csv", "delimited"},  {"u.data", "auto"},     {"ratings.dat", "auto"},
    {"ratings.csv", "auto"},    {"a.txt", "libsvm"},     {"a.txt", "libffm"},    {"users.csv", "auto"},
    {"a.json", "json_objects"}, {"a.arff", "arff"},      {"a.txt", "netflix"},   {"a.csv", "user_item_matrix"},
    {"a.mtx", "matrix_market"}, {"a.txt", "item_lists"}, {"a.inter", "recbole"}, {"users.json", "auto"}};

// What every data set promises.
void check(const interplay::Dataset& data) {
  assert(data.columns.size() == data.schema.fields.size());
  for (std::size_t f = 0; f < data.columns.size(); ++f) {
    const interplay::Field& field = data.schema.fields[f];
    const std::size_t expected =
        field.table == 0 ? data.rows : data.entities[field.table - 1].keys.size() + std::size_t{1};
    assert(interplay::rows(data.columns[f]) == expected);
    (void)expected;
    if (const auto* column = std::get_if<interplay::CategoricalColumn>(&data.columns[f]))
      for (const std::uint32_t code : column->codes) {
        assert(code <= field.vocabulary.size());
        (void)code;
      }
  }
  for (const interplay::Entity& entity : data.entities) {
    assert(entity.row_of.size() == data.rows);
    for (const std::uint32_t row : entity.row_of) {
      assert(row > 0 && row <= entity.keys.size());
      (void)row;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  static const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("interplay-fuzz-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const Target& target = targets[bytes[0] & 15];
  const std::string path = (folder / target.file).string();
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<const char*>(bytes + 1), static_cast<std::streamsize>(size - 1));
  interplay::DataOptions options;
  options.format = target.format;
  options.skip_bad_lines = (bytes[0] & 16) != 0;
  if ((bytes[0] & 32) != 0) options.header = "yes";
  std::string interactions = path;
  if (std::string(target.file).starts_with("users.")) {
    // The bytes are the table of users.
    interactions = (folder / "interactions.csv").string();
    std::ofstream(interactions, std::ios::binary | std::ios::trunc) << "user,item,rating\n1,2,3\nbob,x,4\n";
    options.join = {path + ":user"};
  }
  try {
    check(interplay::read(std::vector<std::string>{interactions}, options, 1));
  } catch (const interplay::Error&) {
    // Bad input, said so.
  }
  return 0;
}
