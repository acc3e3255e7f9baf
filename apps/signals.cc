#include "signals.h"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <system_error>
#include <thread>

#include "console.h"
#include "exit_status.h"
#include "interplay/error.h"
#include "interplay/files.h"
#include "interrupt.h"

namespace interplay::cli {
namespace {

std::atomic<pthread_t> watcher;
std::atomic<const void*> lost_address = nullptr;

// What the handler of SIGBUS sends to the watcher.
int lost_signal() { return SIGRTMIN; }

// The thread that read what is gone cannot go on.
void hand_over(int, siginfo_t* info, void*) {
  lost_address = info->si_addr;
  ::pthread_kill(watcher, lost_signal());
  while (true) ::pause();
}

[[noreturn]] void end_by(int number) {
  abandon_unfinished();
  std::signal(number, SIG_DFL);
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, number);
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  std::raise(number);
  std::_Exit(128 + number);
}

[[noreturn]] void end_by_lost_file(bool errors_as_json) {
  const std::string path = mapped_path(lost_address);
  if (path.empty()) end_by(SIGBUS);
  report(Error(Code::io, at(path), "became shorter while it was read, or the device that holds it fails",
               "run again when nothing writes to the file"),
         errors_as_json);
  abandon_unfinished();
  std::_Exit(status_failed);
}

void watch(sigset_t set, bool errors_as_json) {
  while (true) {
    int number = 0;
    if (::sigwait(&set, &number) != 0) continue;
    if (number == lost_signal()) end_by_lost_file(errors_as_json);
    if (SignalQueue::takes(number)) continue;
    const bool asks = number == SIGINT || number == SIGTERM;
    if (!asks || !Interrupt::takes(number)) end_by(number);
  }
}

// Those that are not ignored: a shell that runs the program in the background has SIGINT ignored.
sigset_t watched() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, lost_signal());
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGXCPU}) {
    struct sigaction current {};
    if (::sigaction(number, nullptr, &current) == 0 && current.sa_handler != SIG_IGN) ::sigaddset(&set, number);
  }
  return set;
}

}  // namespace

void watch_signals(bool errors_as_json) {
  std::signal(SIGXFSZ, SIG_IGN);
  const sigset_t set = watched();
  // SIGBUS goes to those who can hand it over; one that somebody sends would otherwise find the watcher as well.
  sigset_t blocked = set, before, bus;
  ::sigemptyset(&bus);
  ::sigaddset(&bus, SIGBUS);
  ::sigaddset(&blocked, SIGBUS);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
  try {
    std::thread thread(watch, set, errors_as_json);
    watcher = thread.native_handle();
    thread.detach();
  } catch (const std::system_error&) {
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);  // no thread is to be had: signals do what they usually do
    return;
  }
  struct sigaction action {};
  action.sa_sigaction = hand_over;
  action.sa_flags = SA_SIGINFO;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGBUS, &action, nullptr);
  ::pthread_sigmask(SIG_UNBLOCK, &bus, nullptr);
}

}  // namespace interplay::cli
