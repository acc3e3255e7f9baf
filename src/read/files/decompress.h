// Decompresses whole streams.
#pragma once

#include <string>
#include <string_view>

namespace interplay {

bool is_gzip(std::string_view bytes);
bool is_zstd(std::string_view bytes);
bool is_zip(std::string_view bytes);

// Consecutive members (frames) form one text. `path` is for messages. Throws Error(bad_data) for damaged or incomplete
// data.
std::string gunzip(std::string_view bytes, const std::string& path);
std::string unzstd(std::string_view bytes, const std::string& path);

}  // namespace interplay
