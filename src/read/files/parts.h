// Paths that stand for several files.
#pragma once

#include <string>
#include <vector>

namespace interplay {

// The files that a pattern such as "data/part-*.csv" names, in natural order (part-2 before part-10); the path itself
// if it has none of *?[ or is a file by that name. Throws Error(not_found) if nothing fits the pattern.
std::vector<std::string> matching_files(const std::string& path);

// The files of a folder or archive that hold data, in natural order: without hidden ones, those that begin with an
// underscore (_SUCCESS), checksums and texts about the data (README, LICENSE).
std::vector<std::string> data_files(const std::string& container);

// Whether the files are parts of one table by their names, which differ in digits alone.
bool named_as_parts(const std::vector<std::string>& files);

}  // namespace interplay
