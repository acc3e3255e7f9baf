// Text of other encodings as UTF-8, by iconv, which is part of the C library.
#pragma once

#include <string>
#include <string_view>

namespace interplay {

// Whether iconv knows the encoding.
bool knows_encoding(const std::string& encoding);

// The text in UTF-8. `encoding`: a name that iconv knows. Throws Error(bad_data) with the line of the first bytes that
// are not in the encoding; `path` is for the message.
std::string transcoded(std::string_view bytes, const std::string& encoding, const std::string& path);

}  // namespace interplay
