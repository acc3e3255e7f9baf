// A page of pictures: an item and the items similar to it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "interplay/api.h"
#include "interplay/recommend.h"

namespace INTERPLAY_API interplay {

struct PosterPage {
  Scored chosen;              // the item that the others are similar to; its score is not shown
  std::vector<Scored> items;  // best first
  std::string score_name = "cosine";
};

struct PosterHtml {
  std::string html;
  std::size_t drawn = 0;           // posters without a picture
  std::vector<std::string> notes;  // which pictures could not be used, and why
};

// One self-contained page, for light and dark. The poster of item ID is the picture ID.jpg, ID.jpeg, ID.png or ID.webp
// in `folder`, embedded unchanged. Without a picture, or if `folder` is empty, a tile with the title is drawn. Throws
// Error(not_found, io) if `folder` is no folder.
PosterHtml poster_html(const PosterPage& page, const std::filesystem::path& folder);

}  // namespace interplay
