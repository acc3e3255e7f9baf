#include "cluster/meeting.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "interplay/error.h"
#include "interplay/version.h"

namespace interplay {
namespace {

using Json = nlohmann::json;

// What a stranger may take to say who it is.
constexpr double introduction = 5;
// For how long an address is tried before it is looked up again.
constexpr double once = 1;
constexpr std::chrono::milliseconds between_looks{20};
// Who waits for a guest looks so often whether somebody has left.
constexpr double between_guests = 0.1;

bool is_file(const std::string& rendezvous) { return rendezvous.find('/') != std::string::npos; }

std::string new_key() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}", device(), device());
}

Json to_json(const Member& member) {
  return {{"host", member.host}, {"pid", member.pid}, {"data", member.data.text()}};
}

Member member_from(const Json& json) {
  return {json.at("host"), json.at("pid"), address_of(json.at("data").get<std::string>())};
}

[[noreturn]] void refuse(const std::string& why) {
  throw Error(Code::usage, why, "start all processes by the same command, each with a number of its own");
}

// Process 0.
class Host {
 public:
  explicit Host(const TcpOptions& options)
      : options_(options), deadline_(after(options.patience)), listener_(Socket::listen(place())) {
    meeting_.members.resize(options.processes);
    meeting_.controls.resize(options.processes);
    meeting_.key = new_key();
    meeting_.takes_data = Socket::listen({place().host, 0});
    // The others know under which name they reach this machine.
    meeting_.members[0] = {host_name(), ::getpid(), {place().host, meeting_.takes_data.own().port}};
    if (!is_file(options.rendezvous)) return;
    AtomicFile file(options.rendezvous);
    file.write(Address{options.host, listener_.own().port}.text() + "\n");
    file.commit();
  }

  Meeting meet() {
    for (std::size_t there = 1; there < options_.processes;) {
      Socket guest = listener_.accept(std::min(deadline_, after(between_guests)));
      fail_if_one_left();
      if (!guest && Deadline::clock::now() >= deadline_) fail_without();
      if (guest) there += take_in(std::move(guest)) ? 1 : 0;
    }
    Json list = Json::array();
    for (const Member& member : meeting_.members) list.push_back(to_json(member));
    tell_all({{"key", meeting_.key}, {"members", list}});
    if (is_file(options_.rendezvous)) {
      std::error_code ignored;
      std::filesystem::remove(options_.rendezvous, ignored);
    }
    return std::move(meeting_);
  }

 private:
  Address place() const {
    return is_file(options_.rendezvous) ? Address{options_.host, 0} : address_of(options_.rendezvous);
  }

  void tell_all(const Json& message) const {
    for (const Socket& control : meeting_.controls)
      if (control) control.send_text(message.dump(), after(introduction));
  }

  // Everyone who waits hears why.
  [[noreturn]] void refuse_all(const Socket& guest, const std::string& why) const {
    const Json message = {{"error", why}};
    guest.send_text(message.dump(), after(introduction));
    tell_all(message);
    refuse(why);
  }

  void fail_if_one_left() const {
    for (std::size_t p = 1; p < options_.processes; ++p) {
      if (!meeting_.controls[p] || !meeting_.controls[p].ended()) continue;
      const std::string why = fmt::format("process {} of {} on {} (pid {}) was lost before all had come", p,
                                          options_.processes, meeting_.members[p].host, meeting_.members[p].pid);
      tell_all({{"lost", why}});
      throw Error(Code::io, why, "start all processes again");
    }
  }

  [[noreturn]] void fail_without() const {
    std::vector<std::size_t> missing;
    for (std::size_t p = 1; p < options_.processes; ++p)
      if (!meeting_.controls[p]) missing.push_back(p);
    const std::string why =
        fmt::format("process{} {} of {} did not come within {:g} s", missing.size() == 1 ? "" : "es",
                    fmt::join(missing, ", "), options_.processes, options_.patience);
    tell_all({{"lost", why}});
    throw Error(Code::io, why, "look at what these processes say; all have to reach " + place().text());
  }

  // False: somebody who is no process of a training.
  bool take_in(Socket guest) {
    std::string text;
    if (!guest.receive_text(text, std::min(deadline_, after(introduction)))) return false;
    const Json hello = Json::parse(text, nullptr, false);
    if (hello.is_discarded() || !hello.is_object() || !hello.contains("interplay")) return false;
    const std::string version = hello.at("interplay"), host = hello.at("host");
    const std::size_t process = hello.at("process"), processes = hello.at("processes");
    const std::string who = fmt::format("process {} on {}", process, host);
    if (version != INTERPLAY_VERSION)
      refuse_all(guest, fmt::format("{} is of version {}, process 0 on {} of version {}", who, version,
                                    meeting_.members[0].host, INTERPLAY_VERSION));
    if (processes != options_.processes)
      refuse_all(guest, fmt::format("{} expects {} processes, process 0 on {} expects {}", who, processes,
                                    meeting_.members[0].host, options_.processes));
    if (process == 0 || process >= options_.processes || meeting_.controls[process])
      refuse_all(guest, fmt::format("process {} came twice: from {} and from {}", process, host,
                                    process < options_.processes ? meeting_.members[process].host : "nowhere"));
    meeting_.members[process] = {host, hello.at("pid"), {guest.peer().host, hello.at("port")}};
    meeting_.controls[process] = std::move(guest);
    return true;
  }

  const TcpOptions& options_;
  Deadline deadline_;
  Socket listener_;
  Meeting meeting_;
};

// Where process 0 listens; waits for the file that says so.
Address place_of_host(const TcpOptions& options, Deadline deadline) {
  if (!is_file(options.rendezvous)) return address_of(options.rendezvous);
  while (true) {
    std::error_code ignored;
    if (std::filesystem::exists(options.rendezvous, ignored)) {
      const auto file = MappedFile::open(options.rendezvous);
      return address_of(file->bytes().substr(0, file->bytes().find('\n')));
    }
    if (Deadline::clock::now() > deadline)
      throw Error(Code::io, at(options.rendezvous),
                  fmt::format("process 0 has not written within {:g} s where it listens", options.patience),
                  "look at what process 0 says; the file has to be one that all processes see");
    std::this_thread::sleep_for(between_looks);
  }
}

Meeting visit(const TcpOptions& options) {
  const Deadline deadline = after(options.patience);
  Address host;
  Socket control;
  // A file may be left from a training that was lost, until process 0 of this one writes its own.
  do {
    host = place_of_host(options, deadline);
    control = Socket::connect(host, std::min(deadline, after(once)));
  } while (!control && Deadline::clock::now() < deadline);
  if (!control)
    throw Error(Code::io, fmt::format("process 0 is not at {} within {:g} s", host.text(), options.patience),
                "look at what process 0 says, and whether this machine reaches that address");
  Meeting meeting;
  meeting.takes_data = Socket::listen({control.own().host, 0});
  const Json hello = {{"interplay", INTERPLAY_VERSION},
                      {"process", options.process},
                      {"processes", options.processes},
                      {"host", host_name()},
                      {"pid", ::getpid()},
                      {"port", meeting.takes_data.own().port}};
  std::string text;
  if (!control.send_text(hello.dump(), deadline) || !control.receive_text(text, deadline + std::chrono::seconds(5)))
    throw Error(Code::io, fmt::format("process 0 at {} has ended or does not answer", host.text()),
                "look at what process 0 says");
  const Json answer = Json::parse(text, nullptr, false);
  if (answer.is_object() && answer.contains("error")) refuse(answer.at("error"));
  if (answer.is_object() && answer.contains("lost"))
    throw Error(Code::io, answer.at("lost"), "look at what that process says, and start all of them again");
  if (!answer.is_object() || !answer.contains("members"))
    throw Error(Code::io, fmt::format("what listens at {} is no process of a training", host.text()),
                "name another port");
  meeting.key = answer.at("key");
  for (const Json& member : answer.at("members")) meeting.members.push_back(member_from(member));
  meeting.members[0].data.host = host.host;
  meeting.controls.push_back(std::move(control));
  return meeting;
}

}  // namespace

Meeting meet(const TcpOptions& options) {
  if (options.process >= options.processes)
    refuse(fmt::format("there is no process {} of {}: numbers go from 0 to {}", options.process, options.processes,
                       options.processes - 1));
  return options.process == 0 ? Host(options).meet() : visit(options);
}

std::string describe_member(const Meeting& meeting, std::size_t process) {
  const Member& member = meeting.members[process];
  return fmt::format("process {} of {} on {} (pid {})", process, meeting.members.size(), member.host, member.pid);
}

std::vector<Socket> connect_members(const Meeting& meeting, const TcpOptions& options,
                                    const std::function<std::string()>& failure) {
  const auto check = [&] {
    if (const std::string why = failure(); !why.empty()) throw Error(Code::io, why, "start all processes again");
  };
  const Deadline deadline = after(options.patience);
  std::vector<Socket> sockets(options.processes);
  const auto greeting = [&](std::size_t process) { return fmt::format("{} {}", meeting.key, process); };
  for (std::size_t p = 0; p < options.process; ++p) {
    do {
      check();
      sockets[p] = Socket::connect(meeting.members[p].data, std::min(deadline, after(once)));
    } while (!sockets[p] && Deadline::clock::now() < deadline);
    if (!sockets[p] || !sockets[p].send_text(greeting(options.process), deadline))
      throw Error(
          Code::io,
          fmt::format("{} cannot be reached at {}", describe_member(meeting, p), meeting.members[p].data.text()),
          "every process has to reach every other one; look for firewalls between them");
  }
  for (std::size_t missing = options.processes - 1 - options.process; missing > 0;) {
    Socket guest = meeting.takes_data.accept(std::min(deadline, after(between_guests)));
    if (!guest) check();
    if (!guest && Deadline::clock::now() < deadline) continue;
    if (!guest)
      throw Error(Code::io,
                  fmt::format("{} other processes have not connected within {:g} s", missing, options.patience),
                  "every process has to reach every other one; look for firewalls between them");
    std::string text;
    if (!guest.receive_text(text, std::min(deadline, after(introduction)))) continue;
    for (std::size_t p = options.process + 1; p < options.processes; ++p) {
      if (text != greeting(p) || sockets[p]) continue;
      sockets[p] = std::move(guest);
      --missing;
      break;
    }
  }
  return sockets;
}

}  // namespace interplay
