// Files of other programs, which are named together with the one command that converts them.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace interplay {

// Throws Error(bad_data) if the bytes are a file of a format that is known but cannot be read: Parquet, HDF5, a pickle,
// a tar archive, ...
void check_foreign(std::string_view bytes, const std::string& path);

// The same for a zip archive by the names of its entries: Excel's workbooks and NumPy's archives are such.
void check_foreign_archive(std::span<const std::string> entries, const std::string& path);

}  // namespace interplay
