#include "cluster/socket.h"

#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <system_error>
#include <thread>

#include <fmt/format.h>

#include "interplay/error.h"

namespace interplay {
namespace {

constexpr std::uint32_t longest_text = 1 << 20;
constexpr std::chrono::milliseconds between_tries{50};

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses resolve(const Address& address, int flags) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(address.port);
  const int fault = ::getaddrinfo(address.host.c_str(), port.c_str(), &hints, &found);
  if (fault != 0)
    throw Error(Code::io, fmt::format("host '{}' has no address: {}", address.host, ::gai_strerror(fault)),
                "name a host that every process can reach");
  return Addresses(found);
}

// Whether the descriptor is ready before the deadline.
bool wait_for(int descriptor, short events, Deadline deadline) {
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Deadline::clock::now()).count();
    pollfd entry{descriptor, events, 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(std::clamp<long long>(left, 0, 1'000'000)));
    if (ready > 0) return true;
    if (ready == 0 && left <= 0) return false;
    if (ready < 0 && errno != EINTR) return false;
  }
}

void set_options(int descriptor) {
  const int on = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

Address address_from(const sockaddr_storage& storage, socklen_t size) {
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  if (::getnameinfo(reinterpret_cast<const sockaddr*>(&storage), size, host.data(), host.size(), port.data(),
                    port.size(), NI_NUMERICHOST | NI_NUMERICSERV) != 0)
    return {};
  return {host.data(), static_cast<std::uint16_t>(std::atoi(port.data()))};
}

}  // namespace

Deadline after(double seconds) {
  return Deadline::clock::now() + std::chrono::milliseconds(static_cast<std::int64_t>(1000 * seconds));
}

std::string Address::text() const {
  return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port) : fmt::format("[{}]:{}", host, port);
}

Address address_of(std::string_view text) {
  const auto colon = text.rfind(':');
  Address address;
  if (colon != std::string_view::npos) {
    const std::string_view digits = text.substr(colon + 1);
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
    address.host = text.substr(0, colon);
    if (address.host.starts_with('[') && address.host.ends_with(']'))
      address.host = address.host.substr(1, address.host.size() - 2);
    if (fault == std::errc() && end == digits.data() + digits.size() && !address.host.empty()) return address;
  }
  throw Error(Code::usage, fmt::format("'{}' is no address to meet at, expected HOST:PORT", text));
}

Socket::~Socket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void Socket::shut_down() const {
  if (descriptor_ >= 0) ::shutdown(descriptor_, SHUT_RDWR);
}

Socket Socket::listen(const Address& address) {
  int fault = 0;
  const Addresses list = resolve(address, AI_PASSIVE);
  for (const addrinfo* each = list.get(); each != nullptr; each = each->ai_next) {
    Socket socket(::socket(each->ai_family, each->ai_socktype | SOCK_CLOEXEC, each->ai_protocol));
    if (!socket) continue;
    // A port that an ended training has used is free, though its connections linger.
    const int on = 1;
    ::setsockopt(socket.descriptor_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (::bind(socket.descriptor_, each->ai_addr, each->ai_addrlen) == 0 && ::listen(socket.descriptor_, 128) == 0)
      return socket;
    fault = errno;
  }
  throw Error(Code::io, fmt::format("cannot listen at {}: {}", address.text(), std::generic_category().message(fault)),
              fault == EADDRINUSE ? "wait for the program that uses the port to end, or name another port"
                                  : "name an address of the machine that process 0 runs on");
}

Socket Socket::connect(const Address& address, Deadline deadline) {
  const Addresses list = resolve(address, 0);
  while (true) {
    for (const addrinfo* each = list.get(); each != nullptr; each = each->ai_next) {
      Socket socket(::socket(each->ai_family, each->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, each->ai_protocol));
      if (!socket) continue;
      if (::connect(socket.descriptor_, each->ai_addr, each->ai_addrlen) != 0) {
        if (errno != EINPROGRESS || !wait_for(socket.descriptor_, POLLOUT, std::min(deadline, after(5)))) continue;
        int fault = 0;
        socklen_t size = sizeof(fault);
        if (::getsockopt(socket.descriptor_, SOL_SOCKET, SO_ERROR, &fault, &size) != 0 || fault != 0) continue;
      }
      // On one machine, a free port may be given to this very socket, which then is connected to itself.
      if (socket.own().text() == socket.peer().text()) continue;
      set_options(socket.descriptor_);
      return socket;
    }
    if (Deadline::clock::now() + between_tries > deadline) return Socket();
    std::this_thread::sleep_for(between_tries);
  }
}

Socket Socket::accept(Deadline deadline) const {
  while (wait_for(descriptor_, POLLIN, deadline)) {
    Socket socket(::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket) continue;
    set_options(socket.descriptor_);
    return socket;
  }
  return Socket();
}

bool Socket::ended() const {
  pollfd entry{descriptor_, POLLRDHUP, 0};
  return ::poll(&entry, 1, 0) > 0 && (entry.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

Address Socket::own() const {
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  if (::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return {};
  return address_from(storage, size);
}

Address Socket::peer() const {
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  if (::getpeername(descriptor_, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return {};
  return address_from(storage, size);
}

bool Socket::send(std::string_view bytes, Deadline deadline) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      if (!wait_for(descriptor_, POLLOUT, deadline)) return false;
    } else if (!(sent < 0 && errno == EINTR)) {
      return false;
    }
  }
  return true;
}

bool Socket::receive(std::span<char> bytes, Deadline deadline) const {
  while (!bytes.empty()) {
    const ssize_t got = ::recv(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(got));
    } else if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      if (!wait_for(descriptor_, POLLIN, deadline)) return false;
    } else if (!(got < 0 && errno == EINTR)) {
      return false;
    }
  }
  return true;
}

bool Socket::send_text(std::string_view text, Deadline deadline) const {
  text = text.substr(0, longest_text);
  const auto size = static_cast<std::uint32_t>(text.size());
  std::string bytes(sizeof(size), '\0');
  std::memcpy(bytes.data(), &size, sizeof(size));
  return send(bytes.append(text), deadline);
}

bool Socket::receive_text(std::string& text, Deadline deadline) const {
  std::array<char, sizeof(std::uint32_t)> bytes{};
  if (!receive(bytes, deadline)) return false;
  std::uint32_t size = 0;
  std::memcpy(&size, bytes.data(), sizeof(size));
  if (size > longest_text) return false;
  text.resize(size);
  return receive(text, deadline);
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "an unknown host";
}

}  // namespace interplay
