#include "read/files/parts.h"

#include <glob.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string_view>

#include "data/text/numbers.h"
#include "interplay/error.h"
#include "read/events/postgres.h"
#include "read/files/codecs.h"
#include "read/files/input.h"

namespace interplay {
namespace {

std::string_view digits_of(std::string_view text) {
  return text.substr(0, static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin()));
}

// Runs of digits compare as numbers; numbers of one value by their text.
bool natural_less(const std::string& one, const std::string& other) {
  std::string_view a = one, b = other;
  while (!a.empty() && !b.empty()) {
    if (is_digit(a[0]) && is_digit(b[0])) {
      std::string_view x = digits_of(a), y = digits_of(b);
      a.remove_prefix(x.size());
      b.remove_prefix(y.size());
      x.remove_prefix(std::min(x.find_first_not_of('0'), x.size()));
      y.remove_prefix(std::min(y.find_first_not_of('0'), y.size()));
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
    } else {
      if (a[0] != b[0]) return a[0] < b[0];
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  if (a.empty() != b.empty()) return a.empty();
  return one < other;
}

bool holds_data(const std::string& path) {
  std::string name = plain_name(path);
  if (name.empty() || name[0] == '.' || name[0] == '_' || name.ends_with(".crc") || name.ends_with(".md5") ||
      name.ends_with(".md"))
    return false;
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return !name.starts_with("README") && !name.starts_with("LICENSE");
}

// The name with every run of digits as one.
std::string shape_of(const std::string& path) {
  std::string shape;
  for (const char c : plain_name(path)) {
    if (is_digit(c) && shape.ends_with('0')) continue;
    shape += is_digit(c) ? '0' : c;
  }
  return shape;
}

}  // namespace

std::vector<std::string> matching_files(const std::string& path) {
  if (names_postgres(path) || path.find_first_of("*?[") == std::string::npos || input_exists(path) ||
      is_container(path))
    return {path};
  glob_t found{};
  const int status = ::glob(path.c_str(), GLOB_NOSORT, nullptr, &found);
  std::vector<std::string> files;
  for (std::size_t i = 0; status == 0 && i < found.gl_pathc; ++i) files.emplace_back(found.gl_pathv[i]);
  ::globfree(&found);
  std::erase_if(files, [](const std::string& file) { return !holds_data(file); });
  if (files.empty())
    throw Error(Code::not_found, at(path), "no file fits the pattern, expected at least one", "check the pattern");
  std::ranges::sort(files, natural_less);
  return files;
}

std::vector<std::string> data_files(const std::string& container) {
  std::vector<std::string> files = list_container(container);
  std::erase_if(files, [](const std::string& file) { return !holds_data(file); });
  std::ranges::sort(files, natural_less);
  return files;
}

bool named_as_parts(const std::vector<std::string>& files) {
  return !files.empty() &&
         std::ranges::all_of(files, [&](const std::string& file) { return shape_of(file) == shape_of(files[0]); });
}

}  // namespace interplay
