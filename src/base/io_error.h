// What the operating system refused, as an Error.
#pragma once

#include <filesystem>
#include <string>

namespace interplay {

// Throws Error(not_found) for ENOENT, otherwise Error(io), with errno in words and what to do about it.
[[noreturn]] void fail_io(const std::filesystem::path& path, const std::string& what);

}  // namespace interplay
