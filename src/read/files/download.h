// Downloads that are checked before they appear.
#pragma once

#include <filesystem>
#include <string>

namespace interplay {

// Downloads `url` (http, https or file) to `path` and compares its MD5 (32 hexadecimal digits). The file appears only
// when it is complete and the sum is right. Throws Error(io) if it cannot be downloaded, Error(bad_data) for a wrong
// sum. `remedy`: what to do instead, for the error.
void download(const std::string& url, const std::filesystem::path& path, const std::string& md5,
              const std::string& remedy);

// A small text, such as the file with an MD5 beside an archive.
std::string download_text(const std::string& url, const std::string& remedy);

// The first 32 consecutive hexadecimal digits, in lower case: "MD5 (a.zip) = 0e33...", "0e33... a.zip". Empty if there
// are none.
std::string md5_in(const std::string& text);

// Unpacks a zip archive into `folder`, which must exist. Throws Error(bad_data), before anything is written, for damage
// and for names that lead out of the folder.
void unpack(const std::filesystem::path& archive, const std::filesystem::path& folder);

}  // namespace interplay
