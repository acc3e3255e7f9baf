// Standard input and pipes, which give their bytes only once.
#pragma once

#include <memory>
#include <optional>
#include <string>

namespace interplay {

// All bytes of a path that is "-" (standard input), a pipe or a socket such as /dev/stdin or /dev/fd/63; nothing for
// any other path. Reads until the writer closes. A job may open its files several times, so the bytes are kept until
// the process ends, and opening the same stream again gives the same bytes. Throws Error(not_found, io).
std::optional<std::shared_ptr<const std::string>> stream_bytes(const std::string& path);

}  // namespace interplay
