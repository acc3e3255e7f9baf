#include "outputs.h"

#include <filesystem>

#include <fmt/format.h>

#include "console.h"
#include "interplay/error.h"
#include "interplay/files.h"
#include "interplay/read.h"

namespace interplay::cli {
namespace {

namespace fs = std::filesystem;

// Devices and pipes take what several outputs write, one after the other.
bool is_stream(const std::string& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

// Whether two paths name one file, which need not exist.
bool same_place(const std::string& one, const std::string& other) {
  std::error_code ignored;
  if (fs::equivalent(one, other, ignored)) return true;
  const auto place = [](const std::string& path) { return fs::weakly_canonical(fs::absolute(behind_links(path))); };
  return place(one) == place(other);
}

void check_inputs(const Output& output, std::span<const std::string> inputs) {
  std::error_code ignored;
  for (const std::string& given : inputs) {
    const std::string input = given == "-" ? "/dev/stdin" : given;  // which may be a file
    if (fs::exists(input, ignored) && !fs::is_directory(input, ignored) && !is_stream(input) &&
        same_place(output.path, input))
      throw Error(Code::usage, at(output.path),
                  fmt::format("is a file that is read, and {} would replace it", output.what), "name another file");
  }
}

}  // namespace

void check_outputs(std::span<const Output> outputs, std::span<const std::string> inputs) {
  for (const Output& output : outputs) check_writable(output.path);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    check_inputs(outputs[i], inputs);
    for (const Output& other : outputs.first(i))
      if (!is_stream(other.path) && same_place(other.path, outputs[i].path))
        throw Error(Code::usage, at(outputs[i].path), fmt::format("is both {} and {}", other.what, outputs[i].what),
                    "name two files");
  }
}

void check_output(const Output& output, std::span<const std::string> operands) {
  check_outputs({&output, 1}, files_of(operands, {}));
}

}  // namespace interplay::cli
