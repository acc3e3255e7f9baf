#include "picture_file.h"

#include <filesystem>

#include "interplay/error.h"

namespace interplay::cli {

bool is_page(const std::string& path) {
  const auto extension = std::filesystem::path(path).extension();
  return extension == ".html" || extension == ".htm";
}

void check_picture_file(const std::string& path, const Picture& kind, bool pages) {
  try {
    if (!(pages && is_page(path))) render(kind, path);
  } catch (const Error& error) {
    if (error.code() != Code::usage || !pages) throw;
    throw Error(error.code(), error.location(), error.message(), "name a file that ends in .html, .svg or .png");
  }
}

}  // namespace interplay::cli
