// Ratings from a file, for solvers and columns of this folder.
#pragma once

#include <gmock/gmock.h>

#include <functional>

#include "interplay/error.h"
#include "interplay/read.h"
#include "workflow/toy.h"

namespace interplay::testing {

// Users of an odd number rate high.
inline Dataset ratings(const TemporaryFolder& folder) {
  std::string text = "user,item,rating\n";
  for (int user = 1; user <= 12; ++user)
    for (int item = 1; item <= 5; ++item)
      text += std::to_string(user) + "," + std::to_string(item) + "," + (user % 2 == 1 ? "5" : "1") + "\n";
  write_bytes(folder / "ratings.csv", text);
  return read(std::vector{(folder / "ratings.csv").string()}, {});
}

inline Split all_but(const Dataset& data, std::size_t held_out) {
  Split split;
  for (std::uint32_t row = 0; row < data.rows; ++row) (row < held_out ? split.test : split.train).push_back(row);
  return split;
}

// What a call is refused with.
inline std::string refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::usage);
    return error.what();
  }
  return "";
}

}  // namespace interplay::testing
