// The explorer: the files of web/dist, put into the program by the build.
#pragma once

#include <span>
#include <string_view>

#include "serve/message.h"

namespace interplay::serve {

struct Asset {
  std::string_view path;      // "/assets/app-3f2a.js"
  std::string_view encoding;  // "gzip" or "br" of a file that lies beside one without its ending; or empty
  std::string_view bytes;
};

// Ordered by path; empty where the explorer was not built.
std::span<const Asset> explorer_files();

// The page of the explorer that needs no server, with `offline_mark` where its answers go; empty where it was not
// built.
std::string_view offline_page();
inline constexpr std::string_view offline_mark = "{\"answers\": null}";

// Answers a GET for a file of the explorer, "/" being its page, or a short page that says that there is none. False for
// other paths.
bool answer_asset(const Request& request, Response& response);

}  // namespace interplay::serve
