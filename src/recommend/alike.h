// Names that the writer of another may have meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace interplay {

// ASCII letters in lower case; others stay.
std::string lower(std::string_view text);

// At most `count` of `names`, each once: first those that contain `text`, in their order, then the nearest by spelling,
// whatever year stands in brackets at their ends. Upper and lower case count as equal.
std::vector<std::string> like(std::string_view text, const std::vector<std::string>& names, std::size_t count);

}  // namespace interplay
