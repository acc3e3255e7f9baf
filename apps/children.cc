#include "children.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "interplay/error.h"
#include "interrupt.h"

namespace interplay::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds between_looks{10};
// Process 0 hears of the loss of another one at once, and says so.
constexpr double seconds_for_the_first = 2, seconds_for_the_rest = 1;

std::string host() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "this host";
}

// In the child, between fork and exec: only calls that are allowed there.
[[noreturn]] void become(char* const* words, char* const* environment, const char* errors, ::pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  // A group of its own: what a terminal sends reaches the parent, which decides who is told.
  ::setpgid(0, 0);
  const int nothing = ::open("/dev/null", O_RDWR);
  ::dup2(nothing, STDIN_FILENO);
  if (errors != nullptr) {
    ::dup2(nothing, STDOUT_FILENO);
    const int file = ::open(errors, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file >= 0) ::dup2(file, STDERR_FILENO);
  }
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGXCPU, SIGBUS, SIGPIPE}) std::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve("/proc/self/exe", words, environment);
  ::_exit(127);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace

Children::Children(std::size_t count, const std::vector<std::string>& words) : children_(count) {
  for (std::size_t number = 0; number < count; ++number) start(number, words);
}

Children::~Children() {
  end(SIGKILL);
  wait_for(seconds_for_the_rest);
}

void Children::start(std::size_t number, const std::vector<std::string>& words) {
  std::vector<std::string> own = {"interplay"}, environment;
  own.insert(own.end(), words.begin(), words.end());
  for (char** each = environ; *each != nullptr; ++each)
    if (!std::string_view(*each).starts_with("INTERPLAY_PROCESS") &&
        !std::string_view(*each).starts_with("INTERPLAY_COLLECTIVE="))
      environment.emplace_back(*each);
  environment.push_back("INTERPLAY_COLLECTIVE=tcp");
  environment.push_back(fmt::format("INTERPLAY_PROCESS={}", number));
  environment.push_back(fmt::format("INTERPLAY_PROCESSES={}", children_.size()));
  environment.push_back(fmt::format("INTERPLAY_RENDEZVOUS={}/meeting", folder_.path().string()));
  environment.push_back("INTERPLAY_HOST=127.0.0.1");
  const std::string errors = number == 0 ? "" : fmt::format("{}/{}", folder_.path().string(), number);
  const std::vector<char*> argv = pointers(own), envp = pointers(environment);
  const ::pid_t parent = ::getpid(), pid = ::fork();
  if (pid == 0) become(argv.data(), envp.data(), number == 0 ? nullptr : errors.c_str(), parent);
  if (pid < 0)
    throw Error(Code::io,
                fmt::format("process {} cannot be started: {}", number, std::generic_category().message(errno)),
                "start fewer processes");
  children_[number] = {pid, true, 0};
}

void Children::collect() {
  for (Child& child : children_)
    if (child.running && ::waitpid(child.pid, &child.status, WNOHANG) == child.pid) child.running = false;
}

bool Children::any_running() const { return std::ranges::any_of(children_, &Child::running); }

void Children::end(int signal) {
  for (const Child& child : children_)
    if (child.running) ::kill(child.pid, signal);
}

void Children::wait_for(double seconds) {
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  while (any_running() && Clock::now() < end) {
    std::this_thread::sleep_for(between_looks);
    collect();
  }
}

int Children::wait() {
  int told = 0;
  while (any_running()) {
    const int signal = Interrupt::received();
    if (signal != std::exchange(told, signal) && children_.front().running) ::kill(children_.front().pid, signal);
    collect();
    const auto failed = std::ranges::find_if(children_, &Child::failed);
    if (failed == children_.end()) {
      std::this_thread::sleep_for(between_looks);
      continue;
    }
    const auto number = static_cast<std::size_t>(failed - children_.begin());
    const auto end_of_grace = Clock::now() + std::chrono::duration<double>(seconds_for_the_first);
    while (children_.front().running && Clock::now() < end_of_grace) {
      std::this_thread::sleep_for(between_looks);
      collect();
    }
    const bool first_knows = !children_.front().running;
    wait_for(seconds_for_the_rest);
    end(SIGKILL);
    if (!first_knows) tell_of(number);
  }
  const int status = children_.front().status;
  if (WIFSIGNALED(status)) tell_of(0);
  for (std::size_t number = 1; number < children_.size(); ++number)
    if (status == 0 && children_[number].failed()) tell_of(number);
  return WEXITSTATUS(status);
}

std::string Children::said_by(std::size_t number) const {
  std::ifstream file(folder_.path() / std::to_string(number));
  return {std::istreambuf_iterator<char>(file), {}};
}

void Children::tell_of(std::size_t number) const {
  const Child& child = children_[number];
  std::string what = fmt::format("process {} of {} on {} (pid {}) ", number, children_.size(), host(), child.pid);
  if (WIFSIGNALED(child.status)) {
    what += fmt::format("was ended by signal {} ({})", WTERMSIG(child.status), ::strsignal(WTERMSIG(child.status)));
  } else {
    std::string said = said_by(number);
    while (said.ends_with('\n')) said.pop_back();
    what += fmt::format("ended with status {}{}", WEXITSTATUS(child.status), said.empty() ? "" : ": " + said);
  }
  throw Error(Code::io, what, "mend that; with --checkpoint, training goes on from the last checkpoint by --resume");
}

}  // namespace interplay::cli
