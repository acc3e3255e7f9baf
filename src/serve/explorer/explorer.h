// Wing explorer: what the pages of the explorer ask of a model besides the other routes.
//   in: a model.  out: JSON, pictures and arrays, as docs/explorer.md describes them.  Called by: the routes
//   /v1/explore/*. Nothing here knows of HTTP.
//
// An explorer never changes and may be used by many threads at once; maps are computed when they are first asked for
// and kept.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/model.h"

namespace interplay::serve {

class Explorer {
 public:
  explicit Explorer(Model model);
  ~Explorer();
  Explorer(const Explorer&) = delete;
  Explorer& operator=(const Explorer&) = delete;

  // What the model is made of (to_json), its histories, the columns that can be chosen from, and ids to start with.
  std::string overview() const;
  // At most `count` users or items whose id or title contains every word of the text, best first. A word such as
  // genres=Comedy or year>=1990 is a condition. {"side", "total", "matches": [{"id", "title", "attributes"}]}.
  std::string find(Role side, std::string_view text, std::size_t count) const;
  // {"side", "id", "title", "attributes": [{"name", "values"}], "weight"}. Throws Error(not_found).
  std::string card(Role side, std::string_view id) const;
  // {"side", "ids", "titles", "attributes": [{"name", "kind", "values", "codes" | "numbers"}]}, by position.
  std::string labels(Role side) const;
  // Little-endian. 4 bytes "IPM1", uint32 count, float64 share of the variance on x, the same on y, uint32 dimensions,
  // uint32 members that took part; then for every position float32 x, y and the length of its vector.
  std::string map(Role side) const;
  // "IPV1", uint32 count, uint32 dimensions, then the vectors that the map is made of, as float32.
  std::string vectors(Role side) const;
  // Histograms: [{"tensor", "rows", "columns", "mean", "deviation", "low", "high", "counts"}].
  std::string parameters() const;
  // The diagram as SVG whose colours come from the page around it (Colours::inherit).
  std::string diagram() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace interplay::serve
