// Compressed streams: the table of the codecs that can be read.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "data/text/unpacked.h"

namespace interplay {

struct Codec {
  std::string_view name;    // for messages
  std::string_view suffix;  // of file names
  bool (*recognises)(std::string_view bytes);
  // Unpacks all of it: consecutive streams form one text. `path` is for messages, `spool` as in Unpacked. Throws
  // Error(bad_data) for damaged or incomplete data.
  UnpackedBytes (*unpack)(std::string_view bytes, const std::string& path, const std::shared_ptr<Spool>& spool);
};

std::span<const Codec> codecs();

// The codec of the data; nullptr if it is not compressed.
const Codec* codec_of(std::string_view bytes);

// The path without the suffix of a codec.
std::string without_suffix(std::string path);

// Their names in words: "gzip, zstd, bzip2, xz".
std::string codec_names();

}  // namespace interplay
