#include "cluster/watch.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace interplay {
namespace {

// Messages are a letter; 'f' is followed by a text with its length before it.
constexpr char alive = 'a', failed = 'f';
constexpr double grace = 1;         // for the training's own thread to end by itself
constexpr double longest_send = 2;  // a process that takes no message is as good as lost

Deadline::duration seconds(double count) {
  return std::chrono::duration_cast<Deadline::duration>(std::chrono::duration<double>(count));
}

std::string message_of(const std::string& text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  std::string message(1 + sizeof(size), failed);
  std::memcpy(message.data() + 1, &size, sizeof(size));
  return message + text;
}

}  // namespace

Watch::Watch(const Meeting& meeting, const TcpOptions& options, std::function<void()> on_failure)
    : meeting_(meeting),
      options_(options),
      on_failure_(std::move(on_failure)),
      heard_(meeting.controls.size(), Deadline::clock::now()),
      received_(meeting.controls.size()),
      thread_([this] { run(); }) {}

Watch::~Watch() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_ = {};  // waits for it
}

std::string Watch::failure(double wait) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, seconds(wait), [&] { return !failure_.empty(); });
  return failure_;
}

void Watch::leave() {
  const std::lock_guard lock(mutex_);
  leaving_ = true;
}

void Watch::guard(const std::function<void()>& work) {
  const std::lock_guard lock(mutex_);
  work();
}

void Watch::fail(const std::string& why) {
  const std::string text = describe_member(meeting_, options_.process) + " failed: " + why;
  {
    const std::lock_guard lock(mutex_);
    if (!failure_.empty() || leaving_) return;
    leaving_ = true;  // this process ends; what the others say to that is no news
  }
  spread(text, meeting_.controls.size());
}

// To everybody whom this process is connected with, but connection `but`.
void Watch::spread(const std::string& text, std::size_t but) {
  const std::lock_guard lock(sending_);
  for (std::size_t i = 0; i < meeting_.controls.size(); ++i)
    if (i != but && meeting_.controls[i]) meeting_.controls[i].send(message_of(text), after(longest_send));
}

void Watch::run() {
  const double interval = std::min(1.0, options_.silence / 4);
  Deadline next = Deadline::clock::now(), last = next;
  while (true) {
    const Deadline now = Deadline::clock::now();
    // Who was suspended itself cannot say for how long others were silent.
    if (now - last > seconds(options_.silence / 2)) std::ranges::fill(heard_, now);
    last = now;
    if (now >= next) {
      beat();
      next = now + seconds(interval);
    }
    std::vector<pollfd> entries;
    std::vector<std::size_t> of_entry;
    for (std::size_t i = 0; i < meeting_.controls.size(); ++i) {
      if (!meeting_.controls[i]) continue;
      entries.push_back({meeting_.controls[i].descriptor(), POLLIN, 0});
      of_entry.push_back(i);
    }
    constexpr int briefly = 20;  // milliseconds; stopping is asked for without a message
    ::poll(entries.data(), entries.size(), briefly);
    for (std::size_t e = 0; e < entries.size(); ++e) {
      const std::size_t i = of_entry[e];
      if (entries[e].revents != 0 && !read(i)) lose(i, "was lost");
      if (Deadline::clock::now() - heard_[i] > seconds(options_.silence))
        lose(i, fmt::format("has given no sign of life for {:g} s", options_.silence));
      std::unique_lock lock(mutex_);
      if (leaving_ || stopping_) {
        // Nothing is left to watch; whoever waits in leave() is stopped by the destructor.
        changed_.wait(lock, [&] { return stopping_; });
        return;
      }
      if (failure_.empty()) continue;
      on_failure_();
      changed_.wait_for(lock, seconds(grace), [&] { return stopping_; });
      if (!stopping_ && options_.on_loss) {
        const std::string text = failure_;
        lock.unlock();
        options_.on_loss(text);
        lock.lock();
      }
      changed_.wait(lock, [&] { return stopping_; });
      return;
    }
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
  }
}

void Watch::beat() {
  const std::lock_guard lock(sending_);
  for (const Socket& control : meeting_.controls)
    if (control) ::send(control.descriptor(), &alive, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

bool Watch::read(std::size_t i) {
  std::array<char, 4096> bytes{};
  const ssize_t got = ::recv(meeting_.controls[i].descriptor(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (got < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  if (got == 0) return false;
  heard_[i] = Deadline::clock::now();
  std::string& text = received_[i];
  text.append(bytes.data(), static_cast<std::size_t>(got));
  text.erase(0, std::min(text.find_first_not_of(alive), text.size()));
  std::uint32_t size = 0;
  if (text.size() < 1 + sizeof(size)) return true;
  std::memcpy(&size, text.data() + 1, sizeof(size));
  if (text.size() < 1 + sizeof(size) + size) return true;
  const std::string why = text.substr(1 + sizeof(size), size);
  if (options_.process == 0) spread(why, i);
  const std::lock_guard lock(mutex_);
  if (failure_.empty()) failure_ = why;
  changed_.notify_all();
  return true;
}

void Watch::lose(std::size_t i, const std::string& how) {
  const std::string text = describe_member(meeting_, process_of(i)) + " " + how;
  {
    const std::lock_guard lock(mutex_);
    if (leaving_ || !failure_.empty()) return;
    failure_ = text;
    changed_.notify_all();
  }
  if (options_.process == 0) spread(text, i);
}

}  // namespace interplay
