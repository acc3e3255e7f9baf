#include "serve/operate/access_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "interplay/error.h"
#include "serve/json/json_text.h"

namespace interplay::serve {
namespace {

constexpr std::size_t lines_at_a_time = 32768;  // bytes
constexpr auto longest_wait = std::chrono::seconds(1);
constexpr std::size_t longest_target = 512;

int opened(const std::string& path) {
  if (path == "-") return STDOUT_FILENO;
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (descriptor < 0)
    throw Error(Code::io, at(path), std::string("the access log cannot be opened: ") + std::strerror(errno),
                "name a file that may be written");
  return descriptor;
}

}  // namespace

AccessLog::AccessLog(const std::string& path) : path_(path) {
  if (!path.empty()) descriptor_ = opened(path);
}

AccessLog::~AccessLog() {
  if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
}

void AccessLog::reopen() {
  if (!on() || path_ == "-") return;
  const int next = opened(path_);
  const std::lock_guard lock(mutex_);
  ::close(descriptor_);
  descriptor_ = next;
}

void AccessLog::Lines::add(const Request& request, const Response& response, std::string_view route,
                           std::string_view model, std::string_view version, Clock::time_point now) {
  if (!log_.on()) return;
  const auto micros = [](auto time) { return std::chrono::duration_cast<std::chrono::microseconds>(time).count(); };
  JsonText json(text_);
  json.begin_object();
  json.key("time").number(static_cast<double>(micros(std::chrono::system_clock::now().time_since_epoch())) * 1e-6);
  json.key("peer").text(request.peer);
  json.key("method").text(request.method);
  json.key("path").text(std::string_view(request.target).substr(0, longest_target));
  json.key("route").text(route);
  json.key("status").integer(response.status);
  json.key("bytes").unsigned_integer(response.body.size() + response.file.size());
  json.key("micros").integer(micros(now - request.arrived));
  if (!model.empty()) json.key("model").text(model).key("version").text(version);
  json.end_object();
  text_ += '\n';
  if (text_.size() >= lines_at_a_time || now - flushed_ >= longest_wait) {
    flush();
    flushed_ = now;
  }
}

void AccessLog::Lines::flush() {
  if (text_.empty()) return;
  const std::lock_guard lock(log_.mutex_);
  for (std::size_t written = 0; written < text_.size();) {
    const ssize_t put = ::write(log_.descriptor_, text_.data() + written, text_.size() - written);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) break;  // a full disk stops no service
    written += static_cast<std::size_t>(put);
  }
  text_.clear();
}

}  // namespace interplay::serve
