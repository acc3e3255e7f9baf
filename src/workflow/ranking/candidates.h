// The items that the relevant ones of a user are ranked among.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace interplay {

// RankingOptions::candidates, understood; a file is read.
class CandidateSource {
 public:
  // Throws Error(usage) for a number that cannot be, Error(not_found, io, bad_data) for the file.
  explicit CandidateSource(const std::string& candidates);

  bool whole_catalogue() const { return drawn_ == 0 && path_.empty(); }
  std::size_t drawn() const { return drawn_; }  // of each user; 0: none is drawn
  const std::string& path() const { return path_; }
  // Ids of items by id of the user, as the file has them; a user's lines are joined.
  const std::map<std::string, std::vector<std::string>, std::less<>>& given() const { return given_; }
  // "all items", "100 drawn items (sampled)", ...
  std::string words() const;

 private:
  std::size_t drawn_ = 0;
  std::string path_;
  std::map<std::string, std::vector<std::string>, std::less<>> given_;
};

// `count` positions below `items` that are not in `left_out` (ascending), each set as likely; fewer if there are fewer.
// Ascending, and a function of the seed, the user's id and what may be drawn.
std::vector<std::uint32_t> draw_candidates(std::size_t count, std::size_t items,
                                           std::span<const std::uint32_t> left_out, std::uint64_t seed,
                                           std::string_view user);

}  // namespace interplay
