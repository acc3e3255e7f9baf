// Processes of this program that work on one thing together, as `interplay launch` starts them.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "interplay/files.h"

namespace interplay::cli {

class Children {
 public:
  // Starts `count` processes with the words of a verb. Process 0 has this one's standard output and error; what others
  // say is kept. All of them end with this process. Throws Error(io).
  Children(std::size_t count, const std::vector<std::string>& words);
  ~Children();
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;

  // Waits for all, and ends the rest soon after one has failed. Signals that ask to stop go to process 0, which tells
  // the others. Returns the exit status of process 0, or throws Error(io) that names the process which failed without
  // process 0 knowing of it.
  int wait();

 private:
  struct Child {
    ::pid_t pid = 0;
    bool running = false;
    int status = 0;  // as waitpid gives it

    bool failed() const { return !running && status != 0; }
  };

  void start(std::size_t number, const std::vector<std::string>& words);
  void collect();
  bool any_running() const;
  void end(int signal);
  // Until none runs, or so many seconds have passed.
  void wait_for(double seconds);
  [[noreturn]] void tell_of(std::size_t number) const;
  std::string said_by(std::size_t number) const;

  TemporaryFolder folder_;
  std::vector<Child> children_;
};

}  // namespace interplay::cli
