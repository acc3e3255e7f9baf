#include "serve/assets.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <xxhash.h>

namespace interplay::serve {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> types = {{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".wasm", "application/wasm"},
}};

std::string_view type_of(std::string_view path) {
  for (const auto& [ending, type] : types)
    if (path.ends_with(ending)) return type;
  return "application/octet-stream";
}

// Nothing is loaded from elsewhere, nothing is framed, and neither scripts nor styles stand in the page. (What a page
// draws itself is an image with a data address.)
constexpr std::string_view page_headers =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'\r\nReferrer-Policy: no-referrer\r\n";

constexpr std::string_view offline_path = "/offline.html";  // for files, not for readers of the server

constexpr std::string_view no_explorer =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Interplay</title>"
    "<h1>Interplay serves here</h1><p>This program was built without the explorer (make web builds it). The routes are "
    "listed at <a href=\"/openapi.json\">/openapi.json</a>; <a href=\"/v1/models\">/v1/models</a> names the models."
    "</html>\n";

bool accepts(std::string_view header, std::string_view encoding) {
  return header.find(encoding) != std::string_view::npos;
}

// The smallest form that the reader takes.
const Asset* find(std::string_view path, std::string_view accepted) {
  const Asset* best = nullptr;
  for (const Asset& file : explorer_files()) {
    if (file.path != path || path == offline_path || (!file.encoding.empty() && !accepts(accepted, file.encoding)))
      continue;
    if (best == nullptr || file.bytes.size() < best->bytes.size()) best = &file;
  }
  return best;
}

}  // namespace

std::string_view offline_page() {
  for (const Asset& file : explorer_files())
    if (file.path == offline_path && file.encoding.empty()) return file.bytes;
  return {};
}

bool answer_asset(const Request& request, Response& response) {
  const std::string_view path = request.path() == "/" ? "/index.html" : request.path();
  const Asset* file = find(path, request.accept_encoding);
  if (file == nullptr && request.path() != "/") return false;
  const std::string_view bytes = file == nullptr ? no_explorer : file->bytes;
  const std::string tag = fmt::format("\"{:016x}\"", XXH3_64bits(bytes.data(), bytes.size()));
  const bool named_by_content = path.starts_with("/assets/");
  response.headers = fmt::format("ETag: {}\r\nCache-Control: {}\r\nVary: Accept-Encoding\r\n{}", tag,
                                 named_by_content ? "public, max-age=31536000, immutable" : "no-cache", page_headers);
  if (file != nullptr && !file->encoding.empty())
    response.headers += fmt::format("Content-Encoding: {}\r\n", file->encoding);
  response.content_type = type_of(path);
  if (request.if_none_match == tag)
    response.status = 304;
  else
    response.file = bytes;
  return true;
}

}  // namespace interplay::serve
