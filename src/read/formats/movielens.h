// The splits that the MovieLens data sets come with.
#pragma once

#include <optional>
#include <string>

namespace interplay {

// The two files, train and test, of a given split such as "u1" in a folder or archive.
struct GivenSplit {
  std::string base, test;
};
std::optional<GivenSplit> given_split_files(const std::string& container, const std::string& name);

}  // namespace interplay
