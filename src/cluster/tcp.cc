#include "cluster/tcp.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "cluster/meeting.h"
#include "cluster/watch.h"
#include "interplay/error.h"

namespace interplay {
namespace {

// Before the bytes of each message: which operation it belongs to, so that processes which no longer do the same are
// noticed.
struct Header {
  std::uint64_t operation, size;
};

// What is still to be sent to a process, or to come from it.
struct Stream {
  Header header{};
  iovec parts[2] = {};
  std::size_t left = 0;

  void set(Header of_message, void* bytes) {
    header = of_message;
    parts[0] = {&header, sizeof(header)};
    parts[1] = {bytes, of_message.size};
    left = sizeof(header) + of_message.size;
  }
  void advance(std::size_t bytes) {
    left -= bytes;
    for (iovec& part : parts) {
      const std::size_t here = std::min(bytes, part.iov_len);
      part = {static_cast<char*>(part.iov_base) + here, part.iov_len - here};
      bytes -= here;
    }
  }
  bool has_header() const { return parts[0].iov_len == 0; }
};

// A connection on which nothing arrives is tested, and given up when the other side does not answer.
void limit_silence(int descriptor, double silence) {
  const int on = 1, seconds = std::max(1, static_cast<int>(silence / 4)), tries = 3;
  const auto milliseconds = static_cast<unsigned>(1000 * silence);
  ::setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, &seconds, sizeof(seconds));
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, &seconds, sizeof(seconds));
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPCNT, &tries, sizeof(tries));
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof(milliseconds));
}

class TcpCluster final : public Cluster {
 public:
  explicit TcpCluster(const TcpOptions& options)
      : Cluster(options.process, options.processes),
        meeting_(meet(options)),
        sends_(options.processes),
        receives_(options.processes),
        watch_(meeting_, options, [this] {
          for (const Socket& socket : sockets_) socket.shut_down();
        }) {
    std::vector<Socket> sockets = connect_members(meeting_, options, [this] { return watch_.failure(); });
    watch_.guard([&] { sockets_ = std::move(sockets); });
    // Of a failure before now the next operation tells; this process may have one of its own to tell first.
    if (!watch_.failure().empty())
      for (const Socket& socket : sockets_) socket.shut_down();
    for (const Socket& socket : sockets_)
      if (socket) limit_silence(socket.descriptor(), options.silence);
  }

  std::string describe(std::size_t process) const override { return describe_member(meeting_, process); }
  void fail(const std::string& why) override { watch_.fail(why); }
  void leave() override {
    barrier();
    watch_.leave();
    barrier();  // nobody ends while another one still watches it
  }

 protected:
  Traffic exchange(std::span<const std::span<const std::byte>> sends,
                   std::span<const std::span<std::byte>> receives) override {
    ++operation_;
    Traffic moved;
    for (std::size_t p = 0; p < size(); ++p) {
      sends_[p].left = receives_[p].left = 0;
      if (p == number()) continue;
      // The bytes are not changed.
      if (!sends[p].empty()) sends_[p].set({operation_, sends[p].size()}, const_cast<std::byte*>(sends[p].data()));
      if (!receives[p].empty()) receives_[p].set({0, receives[p].size()}, receives[p].data());
      moved.add({sends_[p].left, receives_[p].left});
    }
    std::vector<pollfd> entries;
    std::vector<std::size_t> of_entry;
    while (list_open(entries, of_entry)) {
      if (::poll(entries.data(), entries.size(), -1) < 0 && errno != EINTR) fail_at(of_entry.front());
      for (std::size_t e = 0; e < entries.size(); ++e) {
        if ((entries[e].revents & (POLLIN | POLLHUP | POLLERR)) != 0) receive(of_entry[e], receives);
        if ((entries[e].revents & POLLOUT) != 0) send(of_entry[e]);
      }
    }
    return moved;
  }

 private:
  // The connections on which something is to be moved.
  bool list_open(std::vector<pollfd>& entries, std::vector<std::size_t>& of_entry) const {
    entries.clear();
    of_entry.clear();
    for (std::size_t p = 0; p < size(); ++p) {
      const int events = (sends_[p].left > 0 ? POLLOUT : 0) | (receives_[p].left > 0 ? POLLIN : 0);
      if (events == 0) continue;
      entries.push_back({sockets_[p].descriptor(), static_cast<short>(events), 0});
      of_entry.push_back(p);
    }
    return !entries.empty();
  }

  void send(std::size_t p) {
    if (sends_[p].left == 0) return;
    msghdr message{};
    message.msg_iov = sends_[p].parts;
    message.msg_iovlen = 2;
    const ssize_t sent = ::sendmsg(sockets_[p].descriptor(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      sends_[p].advance(static_cast<std::size_t>(sent));
    } else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
      fail_at(p);
    }
  }

  void receive(std::size_t p, std::span<const std::span<std::byte>> receives) {
    Stream& stream = receives_[p];
    if (stream.left == 0) {  // all that was expected is there: only an error of the connection leads here
      if (sends_[p].left > 0) send(p);
      return;
    }
    msghdr message{};
    // The header is judged before bytes are written to where they belong.
    message.msg_iov = stream.has_header() ? stream.parts + 1 : stream.parts;
    message.msg_iovlen = 1;
    const ssize_t got = ::recvmsg(sockets_[p].descriptor(), &message, MSG_DONTWAIT);
    if (got > 0) {
      const bool had_header = stream.has_header();
      stream.advance(static_cast<std::size_t>(got));
      if (!had_header && stream.has_header()) check_header(p, stream.header, receives[p].size());
    } else if (got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) {
      fail_at(p);
    }
  }

  void check_header(std::size_t p, const Header& header, std::size_t expected) {
    if (header.operation == operation_ && header.size == expected) return;
    const std::string why = fmt::format("{} sends {} bytes in step {}, and {} bytes were expected in step {}",
                                        describe(p), header.size, header.operation, expected, operation_);
    throw Error(Code::io, why, "this should not happen: the processes no longer do the same");
  }

  // What process 0 says tells more than an end of a connection.
  [[noreturn]] void fail_at(std::size_t p) {
    constexpr double seconds_for_the_reason = 2;
    std::string why = watch_.failure(seconds_for_the_reason);
    if (why.empty()) why = "the connection to " + describe(p) + " was lost";
    throw Error(Code::io, why,
                "mend what ended it; with --checkpoint, training goes on from the last checkpoint by --resume");
  }

  Meeting meeting_;
  std::vector<Socket> sockets_;
  std::vector<Stream> sends_, receives_;
  std::uint64_t operation_ = 0;
  Watch watch_;  // ends before the sockets do
};

}  // namespace

std::unique_ptr<Cluster> tcp_cluster(const TcpOptions& options) { return std::make_unique<TcpCluster>(options); }

}  // namespace interplay
