// TCP sockets, with deadlines: nothing waits for ever.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace interplay {

using Deadline = std::chrono::steady_clock::time_point;

Deadline after(double seconds);

// A place that processes meet at, as HOST:PORT; an IPv6 address stands in brackets.
struct Address {
  std::string host;
  std::uint16_t port = 0;

  std::string text() const;
};
// Throws Error(usage).
Address address_of(std::string_view text);

class Socket {
 public:
  Socket() = default;
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~Socket();

  int descriptor() const { return descriptor_; }
  explicit operator bool() const { return descriptor_ >= 0; }
  // Wakes whoever waits for it; both sides read the end.
  void shut_down() const;

  // Listens on an address of this machine, on any free port where none is given. Throws Error(io): in use, unknown
  // host.
  static Socket listen(const Address& address);
  // Tries until there is somebody who listens. An empty socket when the deadline has passed. Throws Error(io) for a
  // host that is not known.
  static Socket connect(const Address& address, Deadline deadline);
  // The next who comes; an empty socket when the deadline has passed.
  Socket accept(Deadline deadline) const;

  // Whether the other side has closed the connection, though bytes of it may still be unread.
  bool ended() const;

  Address own() const;   // of this side
  Address peer() const;  // of the other side

  // All bytes, or false: the other side has gone, or the deadline has passed.
  bool send(std::string_view bytes, Deadline deadline) const;
  bool receive(std::span<char> bytes, Deadline deadline) const;
  // A text with its length before it, of at most a megabyte.
  bool send_text(std::string_view text, Deadline deadline) const;
  bool receive_text(std::string& text, Deadline deadline) const;

 private:
  int descriptor_ = -1;
};

std::string host_name();

}  // namespace interplay
