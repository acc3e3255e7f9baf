#include "base/io_error.h"

#include <cerrno>
#include <cstring>

#include "interplay/error.h"

namespace interplay {

void fail_io(const std::filesystem::path& path, const std::string& what) {
  const int number = errno;
  const Code code = number == ENOENT ? Code::not_found : Code::io;
  std::string remedy;
  if (number == ENOENT) remedy = "check the path";
  if (number == EACCES || number == EPERM || number == EROFS) remedy = "check the permissions, or choose another place";
  if (number == ENOSPC || number == EDQUOT) remedy = "free some space, or choose another place";
  if (number == EFBIG) remedy = "raise the limit of file sizes (ulimit -f), or write less";
  throw Error(code, at(path.string()), what + ": " + std::strerror(number), remedy);
}

}  // namespace interplay
